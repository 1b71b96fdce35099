"""The language of constraints and conditions on clauses.

A constraint excludes packages; a condition holds in a package or not::

    if status is deferred then vote is not none
    never (sanctions is at-once and force is none)
    force is one of (observers, peacekeepers) or not status is disputed

`not` binds closest, then `and`, then `or`; brackets group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Is:
    """The issue's option is among those named."""

    issue: str
    options: tuple[str, ...]
    at: tuple[int, ...] = field(default=(), compare=False, repr=False)
    """Offsets in the text of the issue and of each option, for messages."""


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    condition: Condition


@dataclass(frozen=True)
class And:
    """Both conditions hold."""

    left: Condition
    right: Condition


@dataclass(frozen=True)
class Or:
    """At least one condition holds."""

    left: Condition
    right: Condition


Condition = Is | Not | And | Or

KEYWORDS = frozenset({"if", "then", "never", "is", "not", "one", "of", "and", "or"})


class SyntaxProblem(ValueError):
    """Text that is no constraint: what was expected, and where.

    Attributes:
        offset: index in the text.
        found: the word there.
        expected: what may stand there.
    """

    def __init__(self, offset: int, found: str, expected: str) -> None:
        self.offset = offset
        self.found = found
        self.expected = expected
        super().__init__(f"found {found}, expected {expected}")


def parse_condition(text: str) -> Condition:
    """Parse a condition such as ``force is peacekeepers and vote is not none``.

    Raises:
        SyntaxProblem: the text is no condition.
    """
    parser = _Parser(text)
    condition = parser.either()
    parser.end("'and', 'or' or the end")
    return condition


def parse_constraint(text: str) -> Condition:
    """Parse `if CONDITION then CONDITION` or `never CONDITION` to what must hold.

    Raises:
        SyntaxProblem: the text is no constraint.
    """
    parser = _Parser(text)
    if parser.take("never"):
        condition: Condition = Not(parser.either())
    elif parser.take("if"):
        premise = parser.either()
        parser.need("then", "'and', 'or' or 'then'")
        condition = Or(Not(premise), parser.either())
    else:
        raise parser.wrong("'if' or 'never'")
    parser.end("'and', 'or' or the end")
    return condition


def joined(join: type[And] | type[Or], parts: Sequence[Condition]) -> Condition:
    """Conditions joined by `and` or by `or`; many of them in halves, so that they do not nest deep.

    Args:
        join: And or Or.
        parts: at least one condition.
    """
    if len(parts) <= _DEPTH:
        whole = parts[0]
        for part in parts[1:]:
            whole = join(whole, part)
        return whole
    half = len(parts) // 2
    return join(joined(join, parts[:half]), joined(join, parts[half:]))


def holds(condition: Condition, package: Mapping[str, str]) -> bool:
    """Whether a condition holds in a package that answers every issue it names."""
    match condition:
        case Is(issue, options):
            return package[issue] in options
        case Not(inner):
            return not holds(inner, package)
        case And(left, right):
            return holds(left, package) and holds(right, package)
        case Or(left, right):
            return holds(left, package) or holds(right, package)


def applies(when: str, package: Mapping[str, str]) -> bool:
    """Whether what is asked for `always`, `never` or under a condition is asked of a package.

    Raises:
        SyntaxProblem: it is neither of the two words nor a condition.
    """
    if when in ("always", "never"):
        return when == "always"
    return holds(parse_condition(when), package)


def atoms(condition: Condition) -> Iterator[Is]:
    """The statements `issue is option` in a condition, in the order of the text."""
    match condition:
        case Is():
            yield condition
        case Not(inner):
            yield from atoms(inner)
        case And(left, right) | Or(left, right):
            yield from atoms(left)
            yield from atoms(right)


# --- parsing -------------------------------------------------------------------------------

_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]*|[(),]")
_DEPTH = 50
_LONGEST = 500


class _Parser:
    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, int]] = []
        at = 0
        while True:
            while at < len(text) and text[at].isspace():
                at += 1
            if at == len(text):
                break
            match = _WORD.match(text, at)
            if match is None:
                expected = "a word in lower case or a bracket"
                if text[at] in "=!":
                    expected = "'is' or 'is not', as in 'status is open'"
                raise SyntaxProblem(at, f"'{text[at]}'", expected)
            self.words.append((match[0], at))
            at = match.end()
        if len(self.words) > _LONGEST:
            at = self.words[_LONGEST][1]
            raise SyntaxProblem(at, "more", f"at most {_LONGEST} words")
        self.length = len(text)
        self.next = 0
        self.depth = 0

    def peek(self) -> str | None:
        return self.words[self.next][0] if self.next < len(self.words) else None

    def take(self, word: str) -> bool:
        if self.peek() != word:
            return False
        self.next += 1
        return True

    def need(self, word: str, expected: str | None = None) -> None:
        if not self.take(word):
            raise self.wrong(expected or f"'{word}'")

    def wrong(self, expected: str) -> SyntaxProblem:
        if self.next < len(self.words):
            word, at = self.words[self.next]
            return SyntaxProblem(at, f"'{word}'", expected)
        return SyntaxProblem(self.length, "the end", expected)

    def end(self, expected: str) -> None:
        if self.peek() is not None:
            raise self.wrong(expected)

    def name(self, expected: str) -> tuple[str, int]:
        word = self.peek()
        if word is None or word in KEYWORDS or word in "(),":
            raise self.wrong(expected)
        self.next += 1
        return self.words[self.next - 1]

    def either(self) -> Condition:
        condition = self.both()
        while self.take("or"):
            condition = Or(condition, self.both())
        return condition

    def both(self) -> Condition:
        condition = self.single()
        while self.take("and"):
            condition = And(condition, self.single())
        return condition

    def single(self) -> Condition:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self.wrong(f"at most {_DEPTH} conditions inside each other")
        try:
            if self.take("not"):
                return Not(self.single())
            if self.take("("):
                condition = self.either()
                self.need(")", "'and', 'or' or ')'")
                return condition
            return self.statement()
        finally:
            self.depth -= 1

    def statement(self) -> Condition:
        issue, at = self.name("an issue, 'not' or '('")
        self.need("is")
        negated = self.take("not")
        if self.take("one"):
            self.need("of")
            self.need("(")
            named = [self.name("an option")]
            while self.take(","):
                named.append(self.name("an option"))
            self.need(")", "',' or ')'")
        else:
            expected = "an option or 'one of'" if negated else "an option, 'not' or 'one of'"
            named = [self.name(expected)]
        options = tuple(option for option, _ in named)
        statement = Is(issue, options, (at, *(place for _, place in named)))
        return Not(statement) if negated else statement
