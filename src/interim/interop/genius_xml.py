"""XML files that others wrote: parsed without fetching or expanding anything, errors with a line.

A document type declaration is refused outright, since entities are declared there: they can
name files of the reader or grow without bound. None of the formats needs one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from lxml import etree

from interim.foundation.errors import BadInput, Problem
from interim.interop.node import MOST, read_bytes

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_SHOWN = 60


@dataclass(frozen=True)
class Document:
    """A parsed file.

    Attributes:
        path: where it lies.
        root: its outermost element.
        skipped: how many lines stand before what was parsed.
        mended: what was wrong with the file and could be put right, in words.
    """

    path: Path
    root: etree._Element
    skipped: int
    mended: tuple[str, ...] = ()

    def wrong(
        self,
        message: str,
        at: etree._Element | None = None,
        *,
        found: str | None = None,
        expected: str | None = None,
        suggestion: str | None = None,
    ) -> BadInput:
        """The error for something wrong at an element, the root if none is given."""
        return BadInput(
            [
                Problem(
                    message=message,
                    file=str(self.path),
                    line=self.line(self.root if at is None else at),
                    found=found,
                    expected=expected,
                    suggestion=suggestion,
                )
            ]
        )

    def line(self, element: etree._Element) -> int | None:
        """Where an element begins in the file."""
        line = cast(int | None, element.sourceline)
        return None if line is None else line + self.skipped

    def text(self, element: etree._Element, attribute: str) -> str:
        """An attribute that must be there.

        Raises:
            BadInput: it is missing.
        """
        value = element.get(attribute)
        if value is None:
            raise self.wrong(f"<{element.tag}> lacks '{attribute}'", element)
        return str(value)

    def number(self, element: etree._Element, attribute: str, *, least: float = -math.inf) -> float:
        """An attribute that must be a finite number.

        Raises:
            BadInput: it is missing, no number, not finite or below the least.
        """
        text = self.text(element, attribute)
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value) or abs(value) > MOST or value < least:
            raise self.wrong(
                f"<{element.tag}> has a bad '{attribute}'",
                element,
                found=repr(shortened(text)),
                expected="a finite number" + (f" of at least {least:g}" if least > -1e300 else ""),
            )
        return value

    def whole(self, element: etree._Element, attribute: str) -> int:
        """An attribute that must be a whole number, such as an index.

        Raises:
            BadInput: it is missing or no whole number.
        """
        value = self.number(element, attribute)
        if not value.is_integer() or abs(value) >= 2**53:
            raise self.wrong(
                f"<{element.tag}> has a bad '{attribute}'",
                element,
                found=repr(shortened(self.text(element, attribute))),
                expected="a whole number",
            )
        return int(value)

    def child(self, element: etree._Element, tag: str) -> etree._Element:
        """The only child with a tag.

        Raises:
            BadInput: there is none, or more than one.
        """
        children = element.findall(tag)
        if len(children) != 1:
            count = "no" if not children else str(len(children))
            at = element if not children else children[1]
            raise self.wrong(f"<{element.tag}> has {count} <{tag}>", at, expected="one")
        return children[0]


def parse(path: Path, kind: str, root: str) -> Document:
    """Parse a file whose outermost element is known.

    Args:
        path: the file; blank lines and a byte-order mark before the document are allowed.
        kind: what the file should be, for messages, such as `Genius profile`.
        root: tag of the outermost element.

    Raises:
        BadInput: the file cannot be read, is not XML or ends too soon, has a document type
            declaration, or has another outermost element.
    """
    content = read_bytes(path, f"cannot read this {kind}")
    content = content.removeprefix(b"\xef\xbb\xbf")
    body = content.lstrip()
    skipped = content[: len(content) - len(body)].count(b"\n")
    if not body:
        raise _wrong(path, f"no {kind}: the file is empty", line=1)
    if not body.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        first = body.splitlines()[0].decode(errors="replace")
        raise _wrong(
            path,
            f"no {kind}: this is not XML",
            line=skipped + 1,
            found=repr(shortened(first)),
            expected=f"<{root}>",
        )
    body, late, mended = _mended(body)
    skipped += late
    declared = _declared(body)
    if declared >= 0:
        raise _doctype(path, skipped + 1 + body[:declared].count(b"\n"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False
    )
    try:
        parsed = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "not well-formed").split(", line ")[0]
        raise _wrong(
            path, f"no {kind}: broken XML: {reason}", line=skipped + (error.lineno or 1)
        ) from error
    information: Any = parsed.getroottree().docinfo
    if information.doctype:
        raise _doctype(path, skipped + 1)
    document = Document(path, parsed, skipped, tuple(f"{path.name}: {said}" for said in mended))
    if parsed.tag != root:
        raise document.wrong(f"no {kind}", found=f"<{parsed.tag}>", expected=f"<{root}>")
    return document


def _mended(body: bytes) -> tuple[bytes, int, list[str]]:
    """A document with the damage put right that files of Genius are known for.

    Returns:
        The document, how many lines were taken off its start, and what was put right.
    """
    mended, late = [], 0
    start = _after_comments(body)
    if start and body.startswith(b"<?xml", start):
        late = body.count(b"\n", 0, start)
        body = body[start:]
        mended.append("what stands before '<?xml' is passed over")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        bare = _bare(body)
        if bare:
            parts = [body[a:b] for a, b in pairwise([0, *bare, len(body)])]
            # Each part but the first begins with an ampersand.
            body = b"&amp;".join([parts[0], *(part[1:] for part in parts[1:])])
            mended.append(f"{len(bare)} bare '&' read as '&amp;'")
    return body, late, mended


def _after_comments(body: bytes) -> int:
    """Where a document goes on after the comments that it begins with."""
    at = 0
    while body.startswith(b"<!--", at):
        end = body.find(b"-->", at + 4)
        if end < 0:
            return 0
        at = end + 3
        while at < len(body) and body[at : at + 1].isspace():
            at += 1
    return at


def _bare(body: bytes) -> list[int]:
    """Where ampersands stand that begin no entity; comments and literal text are passed over, and
    so is all after one that never ends."""
    found, at = [], 0
    while mark := _MARKS.search(body, at):
        closing = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}.get(mark[0])
        if closing is None:
            if not _ENTITY.match(body, mark.start()):
                found.append(mark.start())
            at = mark.end()
            continue
        end = body.find(closing, mark.end())
        if end < 0:
            break
        at = end + len(closing)
    return found


_MARKS = re.compile(rb"<!--|<!\[CDATA\[|&")
_ENTITY = re.compile(rb"&(?:[A-Za-z_][\w.-]{0,40}|#[0-9]{1,8}|#x[0-9A-Fa-f]{1,8});")


def shortened(text: str) -> str:
    """Text that fits into a message."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _declared(body: bytes) -> int:
    """Where a document type is declared outside comments, or -1."""
    at = 0
    while (start := body.find(b"<!", at)) >= 0:
        if body.startswith(b"<!DOCTYPE", start):
            return start
        if body.startswith(b"<!--", start):
            end = body.find(b"-->", start + 4)
            if end < 0:  # never closed, which the parser says
                return -1
            at = end + 3
        else:
            at = start + 2
    return -1


def _doctype(path: Path, line: int) -> BadInput:
    return _wrong(
        path,
        "a document type declaration is refused: it can declare external entities",
        line=line,
        found="<!DOCTYPE",
    )


def _wrong(
    path: Path,
    message: str,
    *,
    line: int | None = None,
    found: str | None = None,
    expected: str | None = None,
) -> BadInput:
    problem = Problem(message=message, file=str(path), line=line, found=found, expected=expected)
    return BadInput([problem])
