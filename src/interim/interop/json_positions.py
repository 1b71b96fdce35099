"""JSON with positions: plain data, and the line and column of every key and value.

Python's own reader says where text stops being JSON, but not where in the text a value stands
that is JSON and still wrong, such as a weight for an issue that does not exist.
"""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any

from interim.case.positions import DEPTH, Document, Path, Position
from interim.foundation.errors import BadInput, Problem

NODES = 60_000
"""Most values in a file; reading more takes seconds."""

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+]?\w+")
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str, file: str, *, infinities: bool = False) -> Document:
    """Read one JSON document.

    Args:
        text: the content of the file.
        file: its name, for messages.
        infinities: whether `Infinity` and `-Infinity`, which are no JSON, are read all the same:
            Python writes them, and NegMAS means something by them.

    Raises:
        BadInput: malformed or truncated JSON, a key that stands twice, NaN or an infinity, or
            nesting deeper than any format needs.
    """
    reader = _Reader(text, file, infinities)
    data = reader.value(())
    if reader.peek():
        raise reader.wrong("the end of the file")
    return Document(file, "", data, reader.values, reader.keys, tuple(text.split("\n")))


class _Reader:
    """Reads on from an offset in the text, noting positions on the way."""

    def __init__(self, text: str, file: str, infinities: bool) -> None:
        self.text, self.file, self.infinities = text, file, infinities
        self.at = 0
        self.line, self.line_at, self.counted = 1, 0, 0
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}

    def value(self, path: Path) -> Any:
        first = self.peek()
        self.values[path] = self.here()
        if len(self.values) > NODES:
            raise self.problem(f"more than {NODES:,} values")
        if len(path) > DEPTH:
            raise self.problem(f"nested more than {DEPTH} deep")
        if first == "{":
            return self.mapping(path)
        if first == "[":
            return self.sequence(path)
        if first == '"':
            return self.string()
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            whole = number[2] is None and number[3] is None
            parsed = int(number[0]) if whole and len(number[0]) < 300 else float(number[0])
            if parsed in (float("inf"), float("-inf")):
                self.at = number.start()
                raise self.wrong("a finite number")
            return parsed
        word = _WORD.match(self.text, self.at)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        if word and self.infinities and word[0] in ("Infinity", "-Infinity"):
            self.at = word.end()
            return float(word[0])
        if word and word[0].lower().lstrip("+-") in ("nan", "infinity", "inf"):
            raise self.wrong("a finite number")
        raise self.wrong("a value")

    def mapping(self, path: Path) -> dict[str, Any]:
        self.at += 1
        mapping: dict[str, Any] = {}
        while self.peek() != "}":
            if mapping:
                self.need(",")
            if self.peek() != '"':
                raise self.wrong("a key in double quotes")
            place = self.here()
            key = self.string()
            here = (*path, key)
            if key in mapping:
                message = (
                    f"the key '{key}' stands twice; the first is on line {self.keys[here].line}"
                )
                raise BadInput([Problem(message, self.file, place.line, place.column)])
            self.keys[here] = place
            self.need(":")
            mapping[key] = self.value(here)
        self.at += 1
        return mapping

    def sequence(self, path: Path) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        while self.peek() != "]":
            if items:
                self.need(",")
            items.append(self.value((*path, len(items))))
        self.at += 1
        return items

    def string(self) -> str:
        try:
            text, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            if "Unterminated" not in error.msg:
                self.at = error.pos
            message = f"malformed JSON: {error.msg[0].lower()}{error.msg[1:].removesuffix(' at')}"
            raise self.problem(message) from error
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise self.problem("malformed JSON: half of a character", expected="text") from error
        return text

    def need(self, mark: str) -> None:
        if self.peek() != mark:
            raise self.wrong(f"'{mark}'")
        self.at += 1

    def peek(self) -> str:
        """The next character that is no space; empty at the end of the file."""
        space = _SPACE.match(self.text, self.at)
        if space:
            self.at = space.end()
        return self.text[self.at : self.at + 1]

    def here(self) -> Position:
        if self.at < self.counted:  # back to the start of something wrong
            self.line, self.line_at, self.counted = 1, 0, 0
        passed = self.text.count("\n", self.counted, self.at)
        if passed:
            self.line += passed
            self.line_at = self.text.rfind("\n", self.counted, self.at) + 1
        self.counted = self.at
        return Position(self.line, self.at - self.line_at + 1)

    def wrong(self, expected: str) -> BadInput:
        word = _WORD.match(self.text, self.at)
        if self.at >= len(self.text):
            return self.problem("the file ends too early: truncated JSON", expected=expected)
        found = word[0] if word else self.text[self.at]
        return self.problem("malformed JSON", found=found[:40], expected=expected)

    def problem(self, message: str, **facts: str) -> BadInput:
        place = self.here()
        return BadInput([Problem(message, self.file, place.line, place.column, **facts)])
