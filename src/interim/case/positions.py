"""YAML with positions: plain data, and the line and column of every key and value.

Only what a case needs is read: mappings, sequences and scalars. Tags, anchors and aliases are
refused where they stand, so that no text can build an object or grow beyond its own size, and
so are duplicate keys, which YAML forbids and most readers ignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from interim.foundation.errors import BadInput, Problem, unknown

Path = tuple[str | int, ...]
"""Keys and list indices from the root of a file."""

DEPTH = 24
"""Deepest nesting; the case format needs less than ten."""

NODES = 20_000
"""Most values in a file, ten times what the largest of a bundled case has; reading more takes
seconds."""

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OPEN_CALL = re.compile(r"[a-z]+\([^)]*")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair, which an escape such as "\\ud83d" leaves: no text can be written with it."""
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Position:
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """What one file says, and where.

    Attributes:
        file: name of the file relative to the folder of the case.
        stem: what the dotted names of its contents begin with.
        data: mappings with text keys, lists, text, numbers, booleans and None.
    """

    file: str
    stem: str
    data: Any
    _values: dict[Path, Position] = field(default_factory=dict, repr=False)
    _keys: dict[Path, Position] = field(default_factory=dict, repr=False)
    _lines: tuple[str, ...] = field(default=(), repr=False)

    def position(self, path: Path, *, key: bool = False) -> Position:
        """Where the value (or the key) at a path stands, or the nearest thing around it."""
        first, second = (self._keys, self._values) if key else (self._values, self._keys)
        for end in range(len(path), -1, -1):
            position = first.get(path[:end]) or second.get(path[:end])
            if position is not None:
                return position
        return Position(1, 1)

    def column_within(self, path: Path, text: str, offset: int) -> int:
        """The column of a character of the text at a path, or of its start if it is folded."""
        place = self.position(path)
        line = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        for quote in (0, 1):
            begin = place.column - 1 + quote
            if line[begin : begin + len(text)] == text:
                return begin + 1 + offset
        return place.column

    def line_of(self, path: Path, *, key: bool = False) -> str:
        """The line of the file on which the value (or the key) at a path stands."""
        line = self.position(path, key=key).line
        return self._lines[line - 1] if line <= len(self._lines) else ""

    def dotted(self, path: Path) -> str:
        """The dotted name of a path."""
        return ".".join(str(part) for part in (self.stem, *path))

    def problem(self, path: Path, message: str, *, key: bool = False, **facts: Any) -> Problem:
        """A problem at a path of this file."""
        place = self.position(path, key=key)
        facts.setdefault("column", place.column)
        return Problem(
            message=message, file=self.file, line=place.line, path=self.dotted(path), **facts
        )

    def unknown(
        self,
        path: Path,
        kind: str,
        name: str,
        valid: Iterable[str],
        *,
        of: str = "",
        key: bool = False,
    ) -> Problem:
        """The problem of a name at a path that is not among the valid ones.

        Args:
            path: where it stands.
            kind: what it should name, such as ``"option"``.
            name: the name.
            valid: what it could be.
            of: more about the kind, such as ``" of issue 'vote'"``.
            key: whether the name is the key at the path, not its value.
        """
        place = self.position(path, key=key)
        problem = unknown(
            kind,
            name,
            valid,
            file=self.file,
            line=place.line,
            column=place.column,
            path=self.dotted(path),
        )
        return replace(problem, message=problem.message + of)


def read_yaml(text: str, file: str, stem: str) -> Document:
    """Read one YAML document.

    Args:
        text: the content of the file.
        file: its name, for messages.
        stem: what the dotted names of its contents begin with.

    Raises:
        BadInput: malformed YAML, or a feature of YAML that cases may not use.
    """
    _refuse_indentation(text, file)
    reader = _Reader(file, stem)
    try:
        data = reader.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except BadInput:
        raise
    except YAMLError as error:
        raise BadInput([_from_yaml(error, file, text)]) from error
    except AssertionError as error:  # so the parser refuses `%YAML 1.3`
        if "%YAML" not in text:
            raise
        raise BadInput([_other_version(file, text)]) from error
    if reader.problems:
        raise BadInput(reader.problems)
    return Document(file, stem, data, reader.values, reader.keys, tuple(text.split("\n")))


_ODD_SPACES = {"\t": "a tab", "\u00a0": "a no-break space", "\u202f": "a no-break space",
               "\u2007": "a figure space", "\u3000": "an ideographic space"}  # fmt: skip
"""What looks like spaces at the start of a line and is none to YAML."""


def _refuse_indentation(text: str, file: str) -> None:
    odd = re.search(f"^( *)([{''.join(_ODD_SPACES)}])", text, re.MULTILINE)
    if odd:
        line, found = text.count("\n", 0, odd.start()) + 1, _ODD_SPACES[odd[2]]
        message = f"{found} is used for indentation"
        raise BadInput(
            [Problem(message, file, line, len(odd[1]) + 1, found=found, expected="spaces")]
        )


class _Reader:
    """Builds plain data from the events of YAML's parser, noting positions on the way."""

    def __init__(self, file: str, stem: str) -> None:
        self.file = file
        self.stem = stem
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, events: Iterator[Any]) -> Any:
        data, documents = None, 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise BadInput([self._problem(event, (), "a second document begins here")])
            elif isinstance(
                event, (ScalarEvent, AliasEvent, SequenceStartEvent, MappingStartEvent)
            ):
                data = self._node(event, events, ())
        return data

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self._refuse(event, path)
        self.nodes += 1
        if self.nodes > NODES:
            raise BadInput([self._problem(event, path[:4], f"more than {NODES:,} values")])
        mark = event.start_mark
        self.values[path] = Position(mark.line + 1, mark.column + 1)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= DEPTH:
            raise BadInput([self._problem(event, path[:4], f"nested more than {DEPTH} deep")])
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            self._refuse(event, path)
            if not isinstance(event, ScalarEvent):
                raise BadInput([self._problem(event, path, "a key is a list or a mapping")])
            key = event.value
            mark = event.start_mark
            here = (*path, key)
            if key in mapping:
                first = self.keys[here].line
                message = f"the key '{key}' stands twice; the first is on line {first}"
                self.problems.append(self._problem(event, here, message))
            self.keys[here] = Position(mark.line + 1, mark.column + 1)
            mapping[key] = self._node(next(events), events, here)
        return mapping

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if _OPEN_CALL.fullmatch(text):  # braces and commas have cut it in two
            self.problems.append(
                self._problem(
                    event,
                    path,
                    "a bracket is opened and not closed",
                    found=text,
                    expected='quotes around a value with commas in braces: "uniform(0, 1)"',
                )
            )
        return _typed(text)

    def _refuse(self, event: Any, path: Path) -> None:
        if isinstance(event, ScalarEvent) and _HALF.search(event.value):
            message = "malformed YAML: half of a character"
            raise BadInput([self._problem(event, path, message, expected="text")])
        if isinstance(event, AliasEvent):
            found, what = f"*{event.anchor}", "alias"
        elif event.anchor is not None:
            found, what = f"&{event.anchor}", "anchor"
        elif event.tag is not None:
            found, what = str(event.tag), "tag"
        else:
            return
        message = f"a YAML {what} is not allowed in a case"
        raise BadInput([self._problem(event, path, message, found=found)])

    def _problem(self, event: Any, path: Path, message: str, **facts: Any) -> Problem:
        mark = event.start_mark
        dotted = ".".join(str(part) for part in (self.stem, *path))
        return Problem(message, self.file, mark.line + 1, mark.column + 1, dotted, **facts)


def _typed(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2, in which `no` and `on` are text."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if _INTEGER.fullmatch(text) and len(text) < 300:
        return int(text)
    if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _other_version(file: str, text: str) -> Problem:
    at = text.index("%YAML")
    return Problem(
        "a version of YAML that cannot be read",
        file,
        text.count("\n", 0, at) + 1,
        at - text.rfind("\n", 0, at),
        found=text[at:].split("\n", 1)[0],
        expected="%YAML 1.2, or no such line",
    )


LONGEST_LINE = 1_000
"""Characters of a line that are looked at for a remedy."""
_KEY_AND_TEXT = re.compile(r"^(?P<key>[\s-]*[\w.-]+): +(?P<text>[^'\"\[{|>].*)$")
_SINGLE = re.compile(r"^[\s-]*(?:[\w.-]+: +)?'(?P<text>[^']*' ?\w.*)$")


def _remedy(said: str, line: str) -> str | None:
    """How to write what the parser stumbled over, where the line shows it."""
    line = line[:LONGEST_LINE]
    single = _SINGLE.match(line)
    if single:  # an apostrophe has ended the text
        written = single["text"].rstrip().removesuffix("'")
        return f'an apostrophe inside double quotes: "{shortened(written)}"'
    value = _KEY_AND_TEXT.match(line)
    if "mapping values" in said and value and ": " in value["text"]:
        key = value["key"].strip(" -")
        return f'quotes around a text with a colon: {key}: "{shortened(value["text"])}"'
    return "the indentation of the lines above" if "not allowed here" in said else None


def shortened(text: str, most: int = 60) -> str:
    """A text that fits into a message."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _from_yaml(error: YAMLError, file: str, text: str) -> Problem:
    if isinstance(error, ReaderError):
        at, character = int(error.position), error.character
        code = ord(character) if isinstance(character, str) else int(character)
        return Problem(
            "a control character, which YAML forbids",
            file,
            text.count("\n", 0, at) + 1,
            at - text.rfind("\n", 0, at),
            found=f"U+{code:04X}",
            expected="printable text",
        )
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        message = f"malformed YAML: {said}"
        written = text.split("\n")
        at = (mark or error.context_mark).line if (mark or error.context_mark) else -1
        expected = _remedy(said, written[at] if 0 <= at < len(written) else "")
        if mark is None:
            return Problem(message, file)
        return Problem(message, file, mark.line + 1, mark.column + 1, expected=expected)
    return Problem(f"malformed YAML: {error}", file)
