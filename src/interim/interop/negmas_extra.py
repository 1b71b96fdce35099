"""What a scenario of NegMAS cannot say, written beside it as plain JSON, and read back.

The file `constraints.json` lists which issues were joined to one, and every constraint and
interaction that the scenario leaves out. A constraint is a list of statements `any_of` of which
at least one must hold; a statement names an issue and the options that fulfil it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from interim.bargaining.space import Interaction, Space
from interim.case.constraint import And, Condition, Is, Not, Or, joined
from interim.foundation.files import write_text
from interim.interop.node import Node

EXTRA = "interim-negmas"
"""The key that marks the file; its value is the version."""

FILE = "constraints.json"

ABOUT = (
    "What the NegMAS scenario in this folder cannot say. 'joined' are issues told as one: each "
    "value with the options it stands for, in the order of 'issues'. A package is allowed if in "
    "every entry of 'constraints' at least one statement of 'any_of' holds: its issue is answered "
    "by one of its options. 'interactions' add to a party's utility where all of 'all_of' hold. "
    "A utility u of NegMAS is least + range * u on the scale it came from."
)

Clause = dict[str, frozenset[str]]
"""Issue -> options: at least one issue is answered by one of its options."""


def clauses(condition: Condition, options: Mapping[str, Sequence[str]]) -> list[Clause]:
    """A condition as clauses that must all hold (conjunctive normal form).

    Args:
        condition: the condition.
        options: the options of each issue.
    """
    return _normal(condition, options, False)


def _normal(
    condition: Condition, options: Mapping[str, Sequence[str]], negated: bool
) -> list[Clause]:
    match condition:
        case Not(inner):
            return _normal(inner, options, not negated)
        case Is(issue, named):
            kept = frozenset(o for o in options[issue] if (o in named) != negated)
            return [] if len(kept) == len(options[issue]) else [{issue: kept}]
        case And(left, right) | Or(left, right):
            first, second = _normal(left, options, negated), _normal(right, options, negated)
            if isinstance(condition, And) != negated:
                return [*first, *second]
            both = [_either(a, b) for a in first for b in second]
            return [c for c in both if all(len(o) < len(options[i]) for i, o in c.items())]
    raise AssertionError(condition)


def _either(first: Clause, second: Clause) -> Clause:
    return {
        issue: first.get(issue, frozenset()) | second.get(issue, frozenset())
        for issue in (*first, *(i for i in second if i not in first))
    }


def write_extra(
    folder: Path,
    space: Space,
    joined: Mapping[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]],
    constraints: Sequence[Condition],
    interactions: Sequence[Interaction],
    scale: Mapping[str, tuple[float, float]],
) -> Path:
    """Write the file.

    Args:
        folder: the folder of the scenario.
        space: the packages, with the names of issues and options.
        joined: joined issue -> the issues it stands for, and value -> their options.
        constraints: those left out.
        interactions: those left out, on the scale of the space.
        scale: party -> the worth of utility 0, and of the whole way from 0 to 1.

    Raises:
        BadInput: the file cannot be written.
    """
    options = dict(zip(space.issues, space.options, strict=True))
    document = {
        EXTRA: 1,
        "about": ABOUT,
        "scale": {p: {"least": least, "range": range_} for p, (least, range_) in scale.items()},
        "joined": {
            name: {"issues": list(issues), "values": {v: list(o) for v, o in values.items()}}
            for name, (issues, values) in joined.items()
        },
        "constraints": [
            {"any_of": _statements(clause, options)}
            for condition in constraints
            for clause in clauses(condition, options)
        ],
        "interactions": [
            {
                "all_of": [
                    {"any_of": _statements(clause, options)}
                    for clause in clauses(interaction.condition, options)
                ],
                "adds": {
                    party: float(value) / scale[party][1]
                    for party, value in zip(space.parties, interaction.values, strict=True)
                },
            }
            for interaction in interactions
        ],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return write_text(folder / FILE, text + "\n")


def _statements(clause: Clause, options: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    return [
        {"issue": issue, "options": [o for o in options[issue] if o in named]}
        for issue, named in clause.items()
    ]


def read_extra(top: Node, space: Space) -> tuple[tuple[Condition, ...], tuple[Interaction, ...]]:
    """The constraints and interactions of the file, in terms of a scenario's own issues.

    Args:
        top: the file.
        space: the scenario as NegMAS reads it.

    Raises:
        BadInput: it names an issue, option or party that the scenario does not have.
    """
    known = _known(top, space)
    constraints = tuple(_any_of(entry["any_of"], known) for entry in top["constraints"].entries())
    interactions = []
    for entry in top["interactions"].entries():
        adds = np.zeros(len(space.parties))
        for party, node in entry["adds"].items():
            if party not in space.parties:
                raise node.unknown("party", space.parties)
            adds[space.parties.index(party)] = node.number()
        whole: list[Condition] = [Is(space.issues[0], space.options[0])]  # in every package
        whole += [_any_of(part["any_of"], known) for part in entry["all_of"].entries()]
        interactions.append(Interaction(joined(And, whole), adds))
    return constraints, tuple(interactions)


def _known(top: Node, space: Space) -> dict[str, dict[str, Is]]:
    """Issue -> option -> what says so in the scenario."""
    known = {
        issue: {option: Is(issue, (option,)) for option in options}
        for issue, options in zip(space.issues, space.options, strict=True)
    }
    for name, node in top["joined"].items():
        if name not in space.issues:
            raise node.unknown("issue", space.issues)
        issues = [issue.text() for issue in node["issues"].entries()]
        meant: list[dict[str, list[str]]] = [{} for _ in issues]
        for value, parts in node["values"].items():
            if value not in known[name]:
                raise parts.unknown("value", known[name])
            for place, option in zip(meant, parts.entries(), strict=False):
                place.setdefault(option.text(), []).append(value)
        for issue, place in zip(issues, meant, strict=True):
            known[issue] = {
                option: Is(name, tuple(options_there)) for option, options_there in place.items()
            }
    return known


def _any_of(listed: Node, known: Mapping[str, Mapping[str, Is]]) -> Condition:
    parts: list[Condition] = []
    for statement in listed.entries():
        issue, named = statement["issue"].text(), statement["options"].entries()
        if issue not in known:
            raise statement["issue"].wrong(f"unknown issue '{issue}'", expected=", ".join(known))
        # An option that no combination of a joined issue has can hold in no package.
        parts += [known[issue][o.text()] for o in named if o.text() in known[issue]]
    if not parts:
        anything = next(iter(next(iter(known.values())).values()))
        return And(anything, Not(anything))  # holds in no package
    return joined(Or, parts)
