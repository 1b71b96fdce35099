"""The pages of the documentation, and what a reader finds on them."""

from __future__ import annotations

import re
from pathlib import Path

from markdown.extensions.toc import slugify

from interim.case.find import bundled

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
README = ROOT / "README.md"

GENERATED = {DOCS / "cases" / f"{name}-numbers.md" for name in bundled()}
"""Pages that `scripts/mkdocs_numbers.py` makes while the documentation is built."""

_FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(
    r"(?P<marker><!-- not run: (?P<why>[^>]+) -->\n+)?"
    r'^```(?P<language>\w*)(?: title="[^"]+")?\n(?P<body>.*?)^```$',
    re.DOTALL | re.MULTILINE,
)


def name(page: Path) -> str:
    """The page as a test's name."""
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path, *languages: str) -> list[tuple[str, str]]:
    """The code blocks in some languages, each with why it is not run, if a marker says so."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [(each["body"], each["why"] or "") for each in found if each["language"] in languages]


def anchors(page: Path) -> set[str]:
    """What a link can lead to on a page: headings, explicit ids, and what docstrings describe."""
    text = prose(page)
    found = set(re.findall(r'\b(?:id|name)="([^"]+)"', text))
    seen: dict[str, int] = {}
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE):
        explicit = re.search(r"\{#([\w.-]+)\}$", heading)
        if explicit:
            found.add(explicit[1])
            continue
        slug = slugify(re.sub(r"\[([^\]]+)\]\([^)]*\)|[`*]", r"\1", heading), "-")
        count = seen[slug] = seen.get(slug, -1) + 1
        found.add(f"{slug}_{count}" if count else slug)
    return found | set(re.findall(r"^::: ([\w.]+)$", text, re.MULTILINE))
