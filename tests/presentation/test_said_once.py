"""Each sentence stands once: in a module of `presentation`, or in the one place that shows it.

Literals, the pieces of f-strings, and the texts of templates and scripts are taken apart into
fragments between what is filled in. A fragment of four words or more stands in one place, and so
does any run of eight words within longer ones.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import interim

ROOT = Path(interim.__file__).parent
FACES = ("presentation", "gathered", "interfaces")
OTHERS = {"idiomorph.esm.js"}
"""Of other people."""
WHOLE, RUN = 4, 8
"""Words from which on a fragment, and a run within longer fragments, must not stand twice."""

KEPT = {
    "the darker the likelier a ring marks a": "one legend has room for fewer words",
}
"""What may stand twice, and why."""
TEMPLATE = re.compile(r" html j2$")

QUOTED = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`')
READ_OUT = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def of_python(text: str) -> Iterator[tuple[int, str]]:
    """Literals and pieces of f-strings with their lines, without docstrings."""
    tree = ast.parse(text)
    docs = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.lineno, node.value


def of_script(text: str) -> Iterator[tuple[int, str]]:
    """Literals of JavaScript, without what is filled in."""
    bare = blanked(re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE), text)
    for found in QUOTED.finditer(bare):
        for piece in re.split(r"\$\{[^}]*\}", quoted(found)):
            yield line(bare, found.start()), piece


def of_template(text: str) -> Iterator[tuple[int, str]]:
    """What a page says: text between tags, names that are read out, literals in expressions."""
    text = blanked(re.compile(r"\{#.*?#\}", re.DOTALL), text)
    for filled in FILLED.finditer(text):
        for found in QUOTED.finditer(filled.group()):
            yield line(text, filled.start() + found.start()), quoted(found)
    bare = blanked(FILLED, text, "\0")
    for found in READ_OUT.finditer(bare):
        for piece in found.group(1).split("\0"):
            yield line(bare, found.start()), piece
    between = blanked(re.compile(r"<[^>]*>"), bare, "\0")
    for found in re.finditer(r"[^\0]+", between):
        yield line(between, found.start()), found.group()


READ = {".py": of_python, ".js": of_script, ".j2": of_template}


def quoted(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group is not None)


def line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def blanked(what: re.Pattern[str], text: str, mark: str = "") -> str:
    """A text without some of its parts, on the same lines."""
    return what.sub(lambda found: mark + "\n" * found.group().count("\n"), text)


def words_of(fragment: str) -> list[str]:
    return re.findall(r"[A-Za-z][\w'’-]*", fragment.casefold())


def doubled(texts: dict[str, str]) -> dict[str, list[str]]:
    """Fragments and runs that stand in two places -> the places."""
    places = defaultdict(set)
    for name, text in texts.items():
        for number, fragment in READ[Path(name).suffix](text):
            said = words_of(fragment)
            runs = {" ".join(said[k : k + RUN]) for k in range(len(said) - RUN + 1)}
            for part in runs | ({" ".join(said)} if len(said) >= WHOLE else set()):
                places[part].add(f"{name}:{number}")
    return {part: sorted(found) for part, found in places.items() if len(found) > 1}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for face in FACES
        for path in sorted((ROOT / face).rglob("*"))
        if path.suffix in READ and path.name not in OTHERS
    }


def test_each_sentence_stands_once(texts):
    found = doubled(texts)
    said = {part: found[part] for part in found.keys() - KEPT.keys() if not TEMPLATE.search(part)}
    assert KEPT.keys() <= found.keys(), "what no longer stands twice needs no exception"
    assert said == {}, "give it one home: presentation/notes.py or the module of its idea"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'x = f"{n} packages are better for both than {m}"'),
        ("b.py", '"""Doc."""\ny = ("packages are better " "for both than")'),
        ("c.js", "say(`${n} packages are better for both than ${m}`);"),
        ("d.html.j2", "<p>{{ n }} packages are better\nfor both than {{ m }}</p>"),
        ("e.html.j2", '<div aria-label="Packages are better for both than">{{ n }}</div>'),
        ("f.html.j2", '{{ figure(n, "Packages are better for both than " ~ m) }}'),
        ("g.py", 'x = f"Say that {n} packages are better for both than {m}"'),
    ],
)
def test_a_fragment_is_found_wherever_it_stands(name, text):
    home = {"home.py": 'NOTE = "packages are better for both than"'}
    assert list(doubled(home | {name: text})) == ["packages are better for both than"]


def test_a_run_of_words_within_longer_ones_is_found():
    one = "Now what would follow if the plan came into force in every future."
    other = "All of this says what would follow if the plan came into force."
    found = doubled({"a.py": f"A = {one!r}", "b.html.j2": f"<p>{other}</p>"})
    assert "what would follow if the plan came into" in found


def test_docstrings_comments_and_short_ones_may_repeat():
    text = '"""Whether a plan would hold."""\nA = "holds for years"\n# Whether a plan would hold.'
    assert doubled({"a.py": text, "b.py": text}) == {}
