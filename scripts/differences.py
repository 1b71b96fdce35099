"""What differs between two versions of a file: a JSON document, a page, a drawing, a text.

For `scripts/answers.py`, whose docstring says what counts.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TEXTS = {".txt", ".json", ".html", ".svg", ".xml", ".yaml", ".yml", ".csv", ".md", ".geojson"}


@dataclass
class Differences:
    """What differs between two versions of a file.

    Attributes:
        changed: what to look for in `--allow` and what to show, for each value or line.
        added: dotted paths of keys that only the later version has.
        unseen: whether something differs that nobody sees.
    """

    changed: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    unseen: bool = False


def compared(before: bytes, after: bytes, suffix: str) -> Differences:
    """What differs between two versions of a file.

    Args:
        before: its content.
        after: its content later.
        suffix: of its name, which says how it is to be compared.
    """
    found = Differences()
    if before == after:
        return found
    if suffix == ".json":
        try:
            _documents(json.loads(before), json.loads(after), "", found)
        except ValueError:
            found.changed.append(("", "one of them is no JSON"))
    elif suffix in TEXTS:
        seen = _seen if suffix in {".html", ".svg"} else str.splitlines
        lines = [_short(seen(each.decode("utf-8", "replace"))) for each in (before, after)]
        for line in difflib.unified_diff(*lines, n=0, lineterm=""):
            if line[:1] in "+-" and line[:3] not in {"+++", "---"}:
                found.changed.append((line[1:], line))
    else:
        found.changed.append(("", f"{len(before):,} bytes, then {len(after):,}"))
    found.unseen = not (found.changed or found.added)
    return found


def _documents(before: Any, after: Any, path: str, found: Differences) -> None:
    where = path or "the document"
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before:
            step = f"{path}.{key}" if path else str(key)
            if key in after:
                _documents(before[key], after[key], step, found)
            else:
                found.changed.append((step, f"{step}: removed, was {_told(before[key])}"))
        found.added += [f"{path}.{key}" if path else key for key in after if key not in before]
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            said = f"{where}: {len(before)} items, then {len(after)}"
            found.changed.append((where, said))
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            _documents(one, other, f"{path}[{number}]", found)
    # As written: 1 is not 1.0, nor is 0.0 the same as -0.0.
    elif json.dumps(before) != json.dumps(after):
        found.changed.append((where, f"{where}: {_told(before)}, then {_told(after)}"))


def _told(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _short(lines: Sequence[str]) -> list[str]:
    """Lines with long ones cut into pieces, so that a difference is told by where it is."""
    return [line[k : k + 120] for line in lines for k in range(0, len(line) or 1, 120)]


class _Page(HTMLParser):
    """What a reader sees of a page, line by line."""

    INLINE = frozenset(
        {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup"}
    )
    SEEN = frozenset(
        {"action", "alt", "aria-label", "checked", "disabled", "hidden", "href", "max", "name"}
        | {"open", "placeholder", "selected", "src", "title", "value"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._words: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, unless the element stands within one; a drawing's elements are lines."""
        drawn = tag == "svg" or "svg" in self._within
        seen = self.SEEN if tag not in {"link", "meta", "script"} else ()
        kept = " ".join(f'{k}="{v or ""}"' for k, v in attrs if drawn or k in seen)
        if drawn or tag not in self.INLINE:
            self._end_line()
        if drawn or kept:
            self._words.append(f"<{tag} {kept}>")
        if drawn:
            self._end_line()
        if tag in {"svg", "style", "script"}:
            data = ("type", "application/json") in attrs
            self._within.append("data" if data else tag)

    def handle_endtag(self, tag: str) -> None:
        """End the line."""
        if tag not in self.INLINE:
            self._end_line()
        if tag in {"svg", "style", "script"} and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """Words of the line."""
        if not self._within or self._within[-1] in {"svg", "data"}:
            self._words.append(data)

    def _end_line(self) -> None:
        line = " ".join("".join(self._words).split())
        if line:
            self.lines.append(line)
        self._words = []


def _seen(page: str) -> list[str]:
    """What a reader sees of a page or a drawing: words, links, fields, every element drawn."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    reader.handle_endtag("html")
    return reader.lines
