"""Constraints between clauses in words, with the titles of issues and options."""

from __future__ import annotations

from interim.case.constraint import And, Condition, Is, Not, Or
from interim.case.model import Case


def constraint(case: Case, rule: Condition) -> str:
    """A rule that every package must satisfy, as `parse_constraint` returns it.

    Args:
        case: for the titles.
        rule: what must hold.

    Returns:
        'if “Status” is “Open” then “Vote” is not “None”', 'never “Force” is “None” and ...'.
    """
    match rule:
        case Or(Not(premise), conclusion):
            return f"if {condition(case, premise)} then {condition(case, conclusion)}"
        case Not(excluded):
            return f"never {condition(case, excluded)}"
    return condition(case, rule)


def condition(case: Case, stated: Condition) -> str:
    """What holds in a package or does not."""
    match stated:
        case Is():
            return _is(case, stated, "is", "or")
        case Not(Is() as inner):
            return _is(case, inner, "is not" if len(inner.options) == 1 else "is neither", "nor")
        case Not(inner):
            return f"not ({condition(case, inner)})"
        case And(left, right):
            return " and ".join(_part(case, part, Or) for part in (left, right))
        case Or(left, right):
            return " or ".join(_part(case, part, And) for part in (left, right))


def _is(case: Case, stated: Is, verb: str, joint: str) -> str:
    issue = case.issues.issues[stated.issue]
    options = f" {joint} ".join(f"“{issue.options[name].title}”" for name in stated.options)
    return f"“{issue.title}” {verb} {options}"


def _part(case: Case, part: Condition, other: type[And] | type[Or]) -> str:
    sentence = condition(case, part)
    return f"({sentence})" if isinstance(part, other) else sentence
