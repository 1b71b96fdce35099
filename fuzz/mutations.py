"""Damage to texts: what editors, programmes and people with ideas do to files.

Every change is drawn from the given generator and nothing else, so a seed gives an input again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

NUMBERS = (
    *("0", "-0", "1", "-1", "1e400", "-1e400", "1e308", "1e-400", "5e-324", "0x10", "1_0", "1__0"),
    *(
        "9" * 25,
        "9" * 400,
        "9" * 5000,
        "1." + "0" * 400,
        ".5",
        "5.",
        ".",
        "+-1",
        "1e",
        "1e999999999",
    ),
    *(
        "nan",
        ".nan",
        "NaN",
        "inf",
        ".inf",
        "-.inf",
        "Infinity",
        "-Infinity",
        "²",
        "٣",
        "1,5",
        "0777",
    ),
)
WORDS = (
    *(
        "null",
        "~",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "''",
        '""',
        "[]",
        "{}",
        "- ",
        ": ",
        "? ",
        "# ",
    ),
    *(
        "&a",
        "*a",
        "&a [*a]",
        "<<: *a",
        "!!python/object:os.system",
        "!!binary",
        "!x",
        "%YAML 1.1\n",
    ),
    *(
        "---\n",
        "...\n",
        "|\n",
        ">\n",
        "'",
        '"',
        "\\",
        "\\x00",
        "\\ud800",
        "\\u0000",
        "${HOME}",
        "{{x}}",
    ),
    *(
        "2026-02-30",
        "9999-12-31",
        "0000-00-00",
        "10000-01-01",
        "2026-01-01T00:00:00Z",
        "1:30",
        "key",
    ),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "&lt;", "&#0;"),
    *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<a>", "</a>", "<a/>", 'value="1"', "xmlns:a='b'"),
    *("/", "..", "../../etc/passwd", "\u202e", "\u2028", "\u0085", "é", "e\u0301", "😀", "\ufeff"),
    *(
        "if ",
        " then ",
        "never ",
        " is ",
        " is not ",
        " one of (",
        " and ",
        " or ",
        "not ",
        "(",
        ")",
        ",",
    ),
    *(
        " to ",
        "pert(",
        "uniform(0, 1)",
        "beta(",
        "choice(a: 0.5, b: 0.5)",
        "lognormal(1, 2)",
        "source: a",
    ),
)
BYTES = (
    *(
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\x80",
    ),
    *(
        b"\t",
        b"\r",
        b"\r\n",
        b"\n",
        b"\x0b",
        b"\x0c",
        b"\x1b[31m",
        b"\x7f",
        b"\xf4\x90\x80\x80",
        b" " * 40,
    ),
)
TOKENS = (*(word.encode() for word in (*NUMBERS, *WORDS)), *BYTES)
STOPS = b" \n,:[]{}()<>\"'=/"


def mutated(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A damaged copy: mostly one change, now and then up to six.

    Args:
        random: source of every choice.
        data: what is damaged.
        others: texts of the same kind, from which pieces are taken.
    """
    changes = 1
    while changes < 6 and random.random() < 0.4:
        changes += 1
    for _ in range(changes):
        data = random.choice(CHANGES)(random, data, others)
    return data


def _span(random: Random, data: bytes, most: int = 60) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(1, most))


def _word(random: Random, data: bytes) -> tuple[int, int]:
    """The word around a random place: a value, a key, a mark."""
    start = end = random.randrange(len(data) + 1)
    while start and data[start - 1] not in STOPS:
        start -= 1
    while end < len(data) and data[end] not in STOPS:
        end += 1
    return start, end


def _replace_word(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start, end = _word(random, data)
    return data[:start] + random.choice(TOKENS) + data[end:]


def _swap_word(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice((data, *others))
    start, end = _word(random, data)
    begin, stop = _word(random, other)
    return data[:start] + other[begin:stop] + data[end:]


def _misspell(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start, end = _word(random, data)
    word = bytearray(data[start:end] or b"x")
    word[random.randrange(len(word))] = random.randrange(97, 123)
    return data[:start] + bytes(word) + data[end:]


def _insert(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(TOKENS) + data[at:]


def _drop(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _cut(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flip(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _splice(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice((data, *others))
    start, end = _span(random, data)
    begin, stop = _span(random, other, 200)
    return data[:start] + other[begin:stop] + data[end:]


def _repeat(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start, end = _span(random, data, 30)
    times = random.choice((2, 3, 10, 100, 1000 if random.random() < 0.05 else 4))
    return data[:end] + data[start:end] * times + data[end:]


def _lines(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A line dropped, doubled, moved, shifted or joined with the next."""
    lines = data.split(b"\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = b" " * random.randrange(1, 5) + lines[at]
        case 4:
            lines[at] = lines[at].lstrip(b" ")
        case _:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
    return b"\n".join(lines)


def _ends_of_lines(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n", b"\x00\n")))


def _nest(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A value inside many brackets, or many brackets that are never closed."""
    start, end = _word(random, data)
    depth = random.choice((2, 20, 30, 300, 3000))
    opening, closing = random.choice(
        (
            (b"[", b"]"),
            (b"{a: ", b"}"),
            (b"(", b")"),
            (b"- ", b""),
            (b"<a>", b"</a>"),
            (b"not ", b""),
        )
    )
    closed = closing * depth if random.random() < 0.5 else b""
    return data[:start] + opening * depth + data[start:end] + closed + data[end:]


CHANGES: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    _replace_word,
    _replace_word,
    _swap_word,
    _swap_word,
    _misspell,
    _insert,
    _drop,
    _cut,
    _flip,
    _splice,
    _repeat,
    _lines,
    _lines,
    _ends_of_lines,
    _nest,
)
