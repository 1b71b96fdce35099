"""The Python reference has every public module, once, and no module that is gone."""

from __future__ import annotations

import pkgutil
import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

import pytest

from docs.pages import DOCS, PAGES

PACKAGES = (
    "foundation",
    "case",
    "stages",
    "evaluation",
    "bargaining",
    "territory",
    "history",
    "referendums",
    "interop",
    "questions",
    "insight",
    "sweep",
    "gathered",
    "presentation",
    "interfaces.brief",
)
ALONE = ("futures", "interfaces.notebook")

LISTED = Counter(
    module
    for page in PAGES
    if page.parent == DOCS / "reference"
    for module in re.findall(r"^::: ([\w.]+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
)


def modules(package: str) -> set[str]:
    """The modules of a package that hold something, without private ones."""
    where = import_module(f"interim.{package}").__path__
    found = pkgutil.walk_packages(where, f"interim.{package}.")
    return {each.name for each in found if not each.ispkg and "._" not in each.name}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_is_there(package: str) -> None:
    missing = modules(package) - set(LISTED)
    assert not missing, "add `::: module` to the page in docs/reference where it belongs"


def test_single_modules_are_there() -> None:
    assert {f"interim.{name}" for name in ALONE} <= set(LISTED)


def test_no_module_stands_there_twice_or_is_gone() -> None:
    assert [name for name, times in LISTED.items() if times > 1] == []
    assert [name for name in LISTED if find_spec(name) is None] == []


def test_every_page_is_in_the_navigation() -> None:
    nav = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w/.-]+\.md", nav))
    pages = {page.relative_to(DOCS).as_posix() for page in (DOCS / "reference").glob("*.md")}
    assert pages <= named
