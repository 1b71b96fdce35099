"""Damaged quantities, conditions and constraints: each is parsed, or refused where it is wrong.

    .venv/bin/python fuzz/expressions.py --inputs 1000000

An input is `quantity`, `condition` or `constraint`, a line feed, and the text. A quantity that is
accepted in some domain must draw finite numbers; a constraint that is accepted must say whether
packages fulfil it, and whether any does.
"""

from __future__ import annotations

import sys
from random import Random

import numpy as np
from campaign import campaign
from mutations import mutated

from interim.case.constraint import (
    Condition,
    SyntaxProblem,
    atoms,
    holds,
    parse_condition,
    parse_constraint,
)
from interim.case.contradiction import satisfying
from interim.case.quantity import Domain, Quantity, parse_quantity

QUANTITIES = (
    b"0.35",
    b"1_000",
    b"-2.5e3",
    b"0.2 to 0.5",
    b"-10 to 1e2",
    b"pert(0.1, 0.25, 0.6)",
    b"uniform(0, 1)",
    b"beta(2, 3)",
    b"normal(100, 20)",
    b"lognormal(3.5, 0.4)",
    b"choice(status-quo: 0.3, opportunist: 0.5, maximalist: 0.2)",
    b"opportunist",
)
CONDITIONS = (
    b"force is peacekeepers and vote is not none",
    b"force is one of (observers, peacekeepers) or not status is disputed",
    b"not (a is b or c is not one of (d, e)) and f is g",
    b"((status is deferred))",
)
CONSTRAINTS = (
    b"if status is deferred then vote is not none",
    b"never (sanctions is at-once and force is none)",
    b"if a is b or c is d then e is one of (f, g) and not h is i",
)
KINDS = {b"quantity": QUANTITIES, b"condition": CONDITIONS, b"constraint": CONSTRAINTS}
ENDS = np.array([1e-6, 0.05, 0.5, 0.95, 1 - 1e-6])


def read(data: bytes) -> bool:
    """Parse one expression and use it. Returns whether it is accepted."""
    kind, _, content = data.partition(b"\n")
    text = content.decode("utf-8", "replace")
    match kind:
        case b"quantity":
            accepted = [_quantity(text, domain) for domain in Domain]
            return True in accepted
        case b"condition":
            return _condition(text, constraint=False)
        case b"constraint":
            return _condition(text, constraint=True)
    return False


def _quantity(text: str, domain: Domain) -> bool:
    try:
        quantity = Quantity(**parse_quantity(text, domain))
    except ValueError as error:  # pydantic's errors are such, too
        str(error).encode()
        return False
    drawn = quantity.at(ENDS)
    low, high = domain.bounds
    assert np.isfinite(drawn).all(), f"{text!r} draws {drawn}"
    assert (drawn >= low).all(), f"{text!r} draws {drawn}"
    assert (drawn <= high).all(), f"{text!r} draws {drawn}"
    return True


def _condition(text: str, *, constraint: bool) -> bool:
    try:
        parsed: Condition = (parse_constraint if constraint else parse_condition)(text)
    except SyntaxProblem as problem:
        assert 0 <= problem.offset <= len(text), "the place is outside the text"
        return False
    options: dict[str, dict[str, None]] = {}
    for atom in atoms(parsed):
        options.setdefault(atom.issue, {"other": None}).update(dict.fromkeys(atom.options))
    listed = {issue: tuple(named) for issue, named in options.items()}
    package = {issue: named[0] for issue, named in listed.items()}
    found = satisfying([parsed], listed)
    if holds(parsed, package):
        assert found is not None, "a package fulfils it, and the search finds none"
    if found is not None:
        assert holds(parsed, package | found), "what the search found does not fulfil it"
    return True


def draw(random: Random) -> bytes:
    """An expression with damage."""
    kind = random.choice((b"quantity", b"quantity", b"condition", b"constraint"))
    of_its_kind = KINDS[kind]
    return kind + b"\n" + mutated(random, random.choice(of_its_kind), of_its_kind)


if __name__ == "__main__":
    sys.exit(campaign("expressions", read, draw, suffix=".txt"))
