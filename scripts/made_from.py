"""What a generated page was made from: digests of cases and code, in a comment at its end.

The comment of a page says what made it, the hash of each case that it shows, a digest of the code
that can change it, of other files, of its figures and of its own generated text. `pages.py` writes
and checks it.

The code is the script and every module of the package that it imports, directly or by way of
others. Comments, docstrings, imports, blank space and the names of modules do not count, so that a
page does not go stale when code is moved.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from house_page import arrows, modules
from interim.case.find import TEMPLATE, find
from interim.case.folder import read_folder

REGION = re.compile(
    r"<!-- (?P<name>[\w -]+?)(?:: begin)? -->(?P<text>.*?)<!-- (?:(?P=name): end|/(?P=name)) -->",
    re.DOTALL,
)
"""What stands between two markers of a page: `<!-- x: begin -->` and `<!-- x: end -->`, or
`<!-- x -->` and `<!-- /x -->`."""

Stamp = dict[str, str]
"""What was looked at, such as `case ukraine-2026`, `code` or `text` -> its digest."""


def case(name: str) -> str:
    """The hash of a bundled case, as documents give it, or of the case `template`."""
    return read_folder(TEMPLATE if name == "template" else find(name)).hash[:16]


def code(script: Path | None, roots: Iterable[str] = ()) -> str:
    """The digest of a script and all that it imports.

    Args:
        script: the file, or None where a command of `interim` makes the page.
        roots: names below `interim` of modules that count, too.
    """
    parts = [essence(script.read_text(encoding="utf-8"))] if script else []
    found = reached([*roots, *(imported(script) if script else ())])
    for name in found:
        path = modules()[name]
        parts.append(essence(path.read_text(encoding="utf-8")))
        parts += [
            beside.read_text(encoding="utf-8")
            for beside in path.parent.iterdir()
            if beside.suffix in {".csv", ".json", ".yaml"}
        ]
    return digest(sorted(set(parts)))


def imported(script: Path) -> list[str]:
    """Modules of the package that a script imports; for the package itself, what it offers."""
    named = [arrow.imported for arrow in arrows({script.stem: script.read_text(encoding="utf-8")})]
    return ["evaluation.flow" if name == "__init__" else name for name in named]


def reached(roots: Iterable[str]) -> set[str]:
    """Modules that are imported by some, directly or by way of others."""
    found: set[str] = set()
    left = list(roots)
    while left:
        name = left.pop()
        if name not in found and name in modules():
            found.add(name)
            left += _imports().get(name, ())
    return found


@cache
def _imports() -> Mapping[str, set[str]]:
    graph: dict[str, set[str]] = {}
    texts = {name: path.read_text(encoding="utf-8") for name, path in modules().items()}
    for arrow in arrows(texts):
        graph.setdefault(arrow.importer, set()).add(arrow.imported)
    return graph


def essence(text: str) -> str:
    """Source without comments, docstrings, imports and blank space: what runs."""
    lines = text.splitlines(keepends=True)
    spans = [
        (token.start, token.end)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            spans.append(_span(node, lines))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spans.append(_span(node, lines))  # a docstring, or `...`
    kept = list(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for (row, column), (last, end) in spans:
        for place in range(starts[row - 1] + column, starts[last - 1] + end):
            kept[place] = " "
    return " ".join("".join(kept).split())


def _span(node: ast.stmt, lines: list[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a statement stands, in characters; the parser counts bytes."""
    last, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    return (node.lineno, column), (last, len(lines[last - 1].encode()[:end].decode()))


def text(page: str, regions: Iterable[str] | None) -> str:
    """The digest of what was generated on a page.

    Args:
        page: its text.
        regions: names of the markers around it; by default of all, or the whole page if there is
            none.
    """
    found = {each["name"]: each["text"] for each in REGION.finditer(page)}
    if regions is not None:
        return digest(found[name] for name in regions)
    return digest(found.values() or [_ANY.sub("", page).rstrip()])


def files(paths: Iterable[Path]) -> str:
    """The digest of some files."""
    return digest(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)


def digest(parts: Iterable[str]) -> str:
    """Sixteen hexadecimal digits for some texts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() + b"\0")
    return whole.hexdigest()[:16]


def read(page: str, name: str) -> Stamp | None:
    """What a page says that it was made from, or None.

    Args:
        page: its text.
        name: of what made it, as in `pages.py`.
    """
    found = _pattern(name).search(page)
    if found is None:
        return None
    pairs = (pair.rpartition(" ") for pair in found["what"].split(", "))
    return {key: value for key, _, value in pairs}


def stamped(page: str, name: str, stamp: Stamp) -> str:
    """The page with what it was made from at its end."""
    what = ", ".join(f"{key} {value}" for key, value in stamp.items())
    return f"{_pattern(name).sub('', page).rstrip()}\n\n<!-- made by {name}: {what} -->\n"


_ANY = re.compile(r"\n*<!-- made by [^>]* -->\n?")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\n*<!-- made by {re.escape(name)}: (?P<what>[^>]*) -->\n?")
