"""Each work that the model or a docstring cites is in the literature, and where that says."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest

from docs.pages import DOCS, ROOT

PAGE = (DOCS / "references.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^- (.+)$", PAGE, re.MULTILINE)
SOURCES = sorted((ROOT / "src" / "interim").rglob("*.py"))
CITED = re.compile(
    r"(?<![\w-])(?P<first>[A-Z][a-z][a-zA-Z]+)(?:'s)?"
    r"(?:,? (?:et al\.|and others|(?:, )?(?:and )?[A-Z][a-zA-Z]+))*,? \(?"
    r"(?P<years>1[89]\d\d(?:, (?:1[89]|20)\d\d)*|20[01]\d(?:, 20\d\d)*|202[0-2])\b"
)
NO_AUTHORS = {"Ukraine", "Kosovo", "January", "June", "August", "Istanbul"}


def plain(text: str) -> str:
    """Letters without marks, as some files write names without them."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def key(entry: str) -> tuple[str, str]:
    year = re.search(r"\((\d{4})\)", entry)
    assert year, entry
    return plain(entry.split(",")[0]), year[1]


KNOWN = {key(entry) for entry in ENTRIES}


def cited(text: str) -> set[tuple[str, str]]:
    """First author and year of each citation such as "Fearon 1995" or "Kalai (1977)"."""
    return {
        (found["first"], year)
        for found in CITED.finditer(plain(" ".join(text.split())))
        for year in found["years"].split(", ")
        if found["first"] not in NO_AUTHORS
    }


def docstrings(file: Path) -> str:
    """What the docstrings of a module say, those that name sources or cite in brackets."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)]
    return "\n".join(texts)


def test_what_the_model_cites_is_there() -> None:
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    found = cited(text.split("## References")[0])
    assert {("Fearon", "1995"), ("McKelvey", "1998"), ("Caron", "1993")} <= found
    assert found <= KNOWN


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_a_docstring_cites_is_there(file: Path) -> None:
    assert cited(docstrings(file)) <= KNOWN


def test_what_the_pages_list_as_references_is_there() -> None:
    missing = {}
    for page in sorted(DOCS.glob("*.md")):
        _, _, listed = page.read_text(encoding="utf-8").partition("\n## References\n")
        entries = re.findall(r"^- ([A-Z][^\n]*?\(\d{4}\)[^\n]*)$", listed, re.MULTILINE)
        gone = {key(entry) for entry in entries} - KNOWN
        if gone and page.name != "references.md":
            missing[page.name] = gone
    assert not missing


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: " ".join(key(entry)))
def test_the_places_named_cite_it(entry: str) -> None:
    name, year = key(entry)
    where = entry.partition("*Used in*")[2]
    pages = [DOCS / page for page in re.findall(r"\]\(([^)]+)\)", where)]
    modules = [
        ROOT / "src" / f"{module.replace('.', '/')}.py"
        for module in re.findall(r"`(interim[\w.]+)`", where)
    ]
    scripts = [ROOT / script for script in re.findall(r"`(scripts/[\w.]+)`", where)]
    assert pages or modules or scripts
    for file in (*pages, *modules, *scripts):
        text = plain(file.read_text(encoding="utf-8"))
        assert re.search(rf"\b{re.escape(name)}\b[^;|]{{0,110}}?\b{year}\b", text), file


def test_works_stand_in_order_and_once() -> None:
    names = [(plain(e.split(" (")[0]).casefold(), key(e)[1]) for e in ENTRIES]
    assert names == sorted(set(names))
