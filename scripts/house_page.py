"""Write docs/house.md, what lives where, and README's table of folders, from docstrings.

    .venv/bin/python scripts/house_page.py           # write both
    .venv/bin/python scripts/house_page.py --check   # fail if one is not current

`FLOORS` is the order of the house; `tests/test_house.py` holds every import against it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "interim"
PAGE = ROOT / "docs" / "house.md"
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "reference"
BEGIN, END = "<!-- folders: begin -->", "<!-- folders: end -->"

FLOORS = (
    "foundation",
    "case",
    "futures",
    "stages",
    "evaluation",
    "bargaining territory history referendums",
    "interop",
    "questions",
    "insight",
    "sweep",
    "gathered",  # all that is found, in one document: every face reads it, none is imported
    "presentation",
    "interfaces.terminal",
    "interfaces.notebook interfaces.brief",
    "interfaces.shell",
    "interfaces.workbench",
    "interfaces.commands",
    "interfaces.cli",
    "__main__ __init__",
)
"""From the ground up. A room imports from itself and from lower floors, not from neighbours."""

FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms.split()}

BESIDE = {
    "cases/": "The bundled cases: text files with sources.",
    "schemas/": "JSON Schema for each file of a case, so that editors complete and check.",
    "docs/": "The documentation; `make docs` builds it, [the first page](docs/index.md) starts it.",
    "docs/decisions/": "Why things are built as they are.",
    "scripts/": "What writes pages, figures and locks, and compares answers.",
    "tests/": "The tests, in folders named after those of the package.",
    "benchmarks/": "What is measured, beside other tools.",
    "fuzz/": "Damaged input.",
}

TOP = """# What lives where

One line for each folder and module, from the docstrings by `scripts/house_page.py`. Data flows one
way: a module imports from its own folder and from lower floors, never from above or from neighbours
on the same floor, and no module imports itself by way of others. `tests/test_house.py` holds every
import against that order, also those inside of functions.

## The floors

From the ground up; in brackets, how many imports lead there.

| floor | holds | imports from |
| --- | --- | --- |
"""


class Arrow(NamedTuple):
    """One import, wherever it stands: in a function and for types alone, too."""

    importer: str
    imported: str
    line: int


def modules() -> dict[str, Path]:
    """Name below `interim` -> file."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        folder = parts[-1] == "__init__" and len(parts) > 1
        found[".".join(parts[:-1] if folder else parts)] = path
    return found


def texts() -> dict[str, str]:
    """Name below `interim` -> what stands in the file."""
    return {name: path.read_text(encoding="utf-8") for name, path in modules().items()}


def arrows(texts: Mapping[str, str]) -> Iterator[Arrow]:
    """Every import of a module of the package by one of these."""
    known = set(texts) | set(modules())
    for name, text in texts.items():
        for base, wanted, line in _imports(text):
            for full in wanted:
                if (full + ".").startswith("interim."):
                    inner = full.removeprefix("interim").lstrip(".")
                    if inner not in known:  # a name in a module
                        inner = base.removeprefix("interim").lstrip(".") or "__init__"
                    yield Arrow(name, inner, line)


@cache
def _imports(text: str) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """From where, what and in which line a module imports."""
    found = []
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found.append((base, tuple(f"{base}.{alias.name}" for alias in node.names), node.lineno))
        elif isinstance(node, ast.Import):
            found.append(("", tuple(alias.name for alias in node.names), node.lineno))
    return tuple(found)


@cache
def parsed(text: str) -> ast.Module:
    """The tree of a module, which nobody changes: many questions are asked of each."""
    return ast.parse(text)


def room(module: str) -> str:
    """The room of a module, as `FLOORS` names it."""
    first, _, rest = module.partition(".")
    inner = f"{first}.{rest.split('.')[0]}"
    return inner if inner in FLOOR else first


def wrong(found: Iterable[Arrow]) -> list[str]:
    """Arrows that point up, or to another room of the same floor."""
    return [
        f"{arrow.importer}:{arrow.line} imports {arrow.imported}"
        for arrow in found
        if room(arrow.importer) != room(arrow.imported)
        and FLOOR[room(arrow.imported)] >= FLOOR[room(arrow.importer)]
    ]


def first_line(text: str) -> str:
    """What a module says of itself, in one line."""
    return (ast.get_docstring(parsed(text)) or "").partition("\n")[0]


def page() -> str:
    """docs/house.md."""
    here = texts()
    links = references()
    counted = Counter(
        (room(arrow.importer), room(arrow.imported))
        for arrow in arrows(here)
        if room(arrow.importer) != room(arrow.imported)
    )
    rows, parts = [], []
    for rooms in FLOORS:
        for name in rooms.split():
            below = sorted(
                (inner for outer, inner in counted if outer == name), key=lambda r: FLOOR[r]
            )
            leads = ", ".join(f"{inner} ({counted[name, inner]})" for inner in below)
            inside = [each for each in here if each.startswith(f"{name}.")]
            shown = f"[{name}](#{anchor(name)})" if inside else linked(name, links)
            rows.append(f"| {shown} | {cell(here[name])} | {leads or 'nothing'} |")
            if inside:
                parts.append(section(name, inside, here, links))
    return TOP + "\n".join(rows) + "\n" + "".join(parts)


def section(name: str, inside: list[str], here: Mapping[str, str], links: Mapping[str, str]) -> str:
    """A folder and its modules."""
    rows = [
        f"| {linked(each, links, name)} | {cell(here[each])} |"
        for each in sorted(inside, key=lambda each: (each.count("."), each))
        if not any(other.startswith(f"{each}.") for other in inside)
    ]
    folders = [each for each in inside if any(other.startswith(f"{each}.") for other in inside)]
    rows += [f"| `{each.removeprefix(name + '.')}/` | {cell(here[each])} |" for each in folders]
    return (
        f"\n## {name} {{#{anchor(name)}}}\n\n{first_line(here[name])}\n\n"
        "| module | holds |\n| --- | --- |\n" + "\n".join(rows) + "\n"
    )


def anchor(name: str) -> str:
    """The id of a folder on the page."""
    return name.replace(".", "-")


def linked(name: str, links: Mapping[str, str], folder: str = "") -> str:
    """A module's name, with a link where the reference has it."""
    shown = f"`{name.removeprefix(folder + '.')}`"
    return f"[{shown}]({links[name]})" if name in links else shown


def cell(text: str) -> str:
    """A docstring's first line in a table."""
    return first_line(text).replace("|", "\\|")


def references() -> dict[str, str]:
    """Name below `interim` -> where the reference describes it."""
    return {
        module: f"reference/{path.name}#interim.{module}"
        for path in REFERENCE.glob("*.md")
        for module in re.findall(
            r"^::: interim\.([\w.]+)$", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }


def folders() -> str:
    """README's table: what stands at the top of the repository and of the package."""
    here = texts()
    top = list(dict.fromkeys(each.partition(".")[0] for rooms in FLOORS for each in rooms.split()))
    inside = {
        f"src/interim/{name}" + ("/" if modules()[name].name == "__init__.py" else ".py"): cell(
            here[name]
        )
        for name in top
        if not name.startswith("__")
    }
    before = {name: BESIDE[name] for name in ("cases/", "schemas/")}
    listed = before | inside | {k: v for k, v in BESIDE.items() if k not in before}
    lines = [f"| `{name}` | {said} |" for name, said in listed.items()]
    return "\n".join(["| folder | what is there |", "| --- | --- |", *lines])


def written() -> dict[Path, str]:
    """Each file and what should stand in it."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    readme = f"{before}{BEGIN}\n{folders()}\n{END}{rest.split(END)[1]}"
    return {PAGE: page(), README: readme}


def main(arguments: list[str]) -> int:
    stale = [
        path
        for path, text in written().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current; run scripts/house_page.py")
        return int(bool(stale))
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
