"""Every relative link of the documentation leads somewhere, and so does its anchor."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs.pages import GENERATED, PAGES, README, anchors, name, prose

LINK = re.compile(r"\]\((?!\w+:)([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
ELSEWHERE = ("http://", "https://", "mailto:")


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for target in LINK.findall(text):
        if target.startswith(ELSEWHERE):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if file in GENERATED:
            continue
        missing = not file.exists()
        if missing or (anchor and (file.suffix != ".md" or anchor not in anchors(file))):
            found.append(target)
    return found


@pytest.mark.parametrize("page", [README, *PAGES], ids=name)
def test_links_resolve(page: Path) -> None:
    assert not broken(page, prose(page))


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    there = tmp_path / "there.md"
    there.write_text("# One heading\n\n## One heading\n\n```sh\n## no heading\n```\n")
    page = tmp_path / "page.md"
    good = "[a](there.md) [b](there.md#one-heading_1) [c](https://example.org/none)"
    bad = "[d](gone.md) [e](there.md#no-heading) [f](#nothing)"
    page.write_text(f"{good} {bad}")
    assert broken(page, page.read_text()) == ["gone.md", "there.md#no-heading", "#nothing"]
