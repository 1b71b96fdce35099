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


def satisfying(
    constraints: Sequence[Condition], options: Mapping[str, Sequence[str]]
) -> dict[str, str] | None:
    """Options for the issues that constraints mention, such that all of them hold.

    Exact: a backtracking search that narrows the domains of issues before each step.

    Args:
        constraints: what must hold.
        options: the options of each issue.

    Returns:
        One such partial package, or None if there is none.
    """
    mentioned = {atom.issue for condition in constraints for atom in atoms(condition)}
    domains = {
        issue: frozenset(choices) for issue, choices in options.items() if issue in mentioned
    }
    found = _search(tuple(constraints), domains)
    if found is None:
        return None
    return {issue: next(o for o in options[issue] if o in found[issue]) for issue in found}


def contradiction(
    constraints: Sequence[Condition], options: Mapping[str, Sequence[str]]
) -> tuple[int, ...]:
    """Indices of constraints that leave no package together, none of which can be spared.

    Returns:
        Indices in order; empty if the constraints leave a package.
    """
    core = list(range(len(constraints)))
    if satisfying(constraints, options) is not None:
        return ()
    for index in range(len(constraints)):
        fewer = [i for i in core if i != index]
        if satisfying([constraints[i] for i in fewer], options) is None:
            core = fewer
    return tuple(core)


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
                raise SyntaxProblem(at, f"'{text[at]}'", "a word in lower case or a bracket")
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


# --- search --------------------------------------------------------------------------------

_Domains = dict[str, frozenset[str]]


def _status(condition: Condition, domains: _Domains) -> bool | None:
    """Whether a condition holds, fails or is open while issues still have several options."""
    match condition:
        case Is(issue, options):
            left = domains[issue].intersection(options)
            return False if not left else True if len(left) == len(domains[issue]) else None
        case Not(inner):
            status = _status(inner, domains)
            return None if status is None else not status
        case And(one, other):
            first, second = _status(one, domains), _status(other, domains)
            if first is False or second is False:
                return False
            return True if first and second else None
        case Or(one, other):
            first, second = _status(one, domains), _status(other, domains)
            if first or second:
                return True
            return False if first is False and second is False else None


def _search(constraints: tuple[Condition, ...], domains: _Domains) -> _Domains | None:
    narrowed = _narrow(constraints, domains)
    if narrowed is None:
        return None
    open_, domains = narrowed
    if not open_:
        return domains
    # The issue that most open constraints mention decides most.
    counts: dict[str, int] = {}
    for condition in open_:
        for issue in {atom.issue for atom in atoms(condition)}:
            if len(domains[issue]) > 1:
                counts[issue] = counts.get(issue, 0) + 1
    issue = min(counts, key=lambda name: (-counts[name], len(domains[name]), name))
    for option in sorted(domains[issue]):
        found = _search(open_, {**domains, issue: frozenset({option})})
        if found is not None:
            return found
    return None


def _narrow(
    constraints: tuple[Condition, ...], domains: _Domains
) -> tuple[tuple[Condition, ...], _Domains] | None:
    """Drop options that no constraint allows until nothing changes; None if one fails."""
    domains = dict(domains)
    open_ = list(constraints)
    changed = True
    while changed:
        changed, still = False, []
        for condition in open_:
            status = _status(condition, domains)
            if status is False:
                return None
            if status is None:
                changed |= _drop(condition, domains)
                still.append(condition)
        open_ = still
    if any(not options for options in domains.values()):
        return None
    return tuple(open_), domains


def _drop(condition: Condition, domains: _Domains) -> bool:
    """Drop each option of each issue of a condition that makes it fail."""
    dropped = False
    for issue in dict.fromkeys(atom.issue for atom in atoms(condition)):
        if len(domains[issue]) == 1:
            continue
        keep = frozenset(
            option
            for option in domains[issue]
            if _status(condition, {**domains, issue: frozenset({option})}) is not False
        )
        if keep != domains[issue]:
            domains[issue] = keep
            dropped = True
    return dropped
