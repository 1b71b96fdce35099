"""A vote in as many units as a test asks for: who wants what, unit by unit, stands in the test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.case.model import Case, Issues, Plan, Preferences, Referendum, walk_quantities
from stages import handmade

DEFERRED = {"open": 0.5, "to-north": 1, "to-south": 0}


def voters(**more: Any) -> dict[str, Any]:
    """A hundred thousand who can all vote, all do, and split evenly; nobody presses them."""
    even = {"size": 100, "access": 1, "turnout": 1, "first": 0.5, "present": False}
    return {**even, "judgement": "test", **more}


def case(
    units: Mapping[str, Mapping[str, Mapping[str, Any]]],
    *,
    status: Mapping[str, tuple[str, ...]],
    weights: Mapping[str, float] | None = None,
    principals: tuple[str, str] = ("north", "south"),
    franchises: Mapping[str, tuple[str, ...]] | None = None,
    **ballot: Any,
) -> Case:
    """Units that vote to join north or south, each a mapping of group to voters.

    Args:
        units: unit -> group -> voters.
        status: issue left open -> units that decide it.
        weights: issue -> weight, the same for both principals; by default all 1.
        principals: in which order the case names them.
        franchises: rule -> groups; by default `all`, of all groups. The plan holds the first.
        ballot: other fields of `referendum.yaml`.
    """
    groups = tuple(dict.fromkeys(name for unit in units.values() for name in unit))
    rules = franchises or {"all": groups}
    mirrored = {option: 1 - score for option, score in DEFERRED.items()}
    base = handmade.case(
        preferences_of={
            p: {
                "issues": {
                    name: {"weight": (weights or {}).get(name, 1), "scores": scores}
                    for name in status
                }
            }
            for p, scores in (("north", DEFERRED), ("south", mirrored))
        }
    )
    becomes = {"join-north": "to-north", "join-south": "to-south"}
    options = {name: {"title": name} for name in DEFERRED}
    options["open"] = {"title": "open", "becomes": becomes}
    issues = {
        name: {
            "title": name,
            "group": "status",
            "default": "open",
            "options": options,
            "units": names,
        }
        for name, names in status.items()
    }
    vote_options = {name: {"title": name} for name in ("vote", "none")}
    issues["vote"] = {"title": "v", "group": "status", "default": "none", "options": vote_options}
    text = {
        "issue": "vote",
        "votes": {"vote": next(iter(rules))},
        "choices": {f"join-{p}": {"title": p, "favours": p} for p in ("north", "south")},
        "units": {
            name: {
                "title": name,
                "prewar_electorate": 100 * len(block),
                "controller": "north",
                "groups": block,
            }
            for name, block in units.items()
        },
        "franchises": {name: {"title": name, "groups": g} for name, g in rules.items()},
        "threshold": 0.5,
        "pressure": 0,
        "swing": 1,
        "held": 0.75,
        **ballot,
    }
    referendum = handmade.named(Referendum.model_validate(text), "referendum")
    plan = Plan.model_validate(
        {"id": "pact", "title": "p", "short": "p", "summary": "p", "clauses": {"vote": "vote"}}
    )
    preferences: dict[str, Preferences] = {p: base.preferences[p] for p in principals}
    header = base.header.model_copy(
        update={"parties": {p: base.header.parties[p] for p in principals}}
    )
    quantities = {q.name: q for block in (preferences, referendum) for q in walk_quantities(block)}
    return base.model_copy(
        update={
            "header": header,
            "issues": Issues.model_validate({"issues": issues}),
            "preferences": preferences,
            "referendum": referendum,
            "plans": {"pact": plan},
            "quantities": quantities,
        }
    )
