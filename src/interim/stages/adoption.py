"""Adoption: would the bodies that must vote on a plan pass it?

A member with leaning ℓ and slope β has s = ℓ + β (u(plan) - u(without)) in its bloc's utility u
and votes by `votes.ballot`; a body passes the plan if enough seats say yes and none with a veto
says no. A vote of the people passes by `votes.popular_chance`. Bodies vote independently given the
future, and so do seats, except those of a faction under a whip, and that a body's `sway` moves all
its members alike: what else makes them agree are the quantities they share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.constraint import holds, parse_condition
from interim.case.model import NO_DEAL, Body, Case, Plan
from interim.futures import Futures
from interim.stages.value import utility
from interim.stages.votes import (
    Ballot,
    Faction,
    ballot,
    passing_chance,
    passing_chance_by_people,
    popular_chance,
)

if TYPE_CHECKING:
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]

_PLACES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
NODES = (_PLACES, _WEIGHTS / _WEIGHTS.sum())
"""Places and weights for the mean over a standard normal (Gauss and Hermite, nine points)."""


@dataclass(frozen=True)
class Adoption:
    """The votes on a plan.

    Attributes:
        needed: the bodies that the plan needs, in the order of the case.
        passes: body -> chance that it passes the plan, (n,); for every body of the case.
        members: body -> member -> how each of its seats votes; empty for a vote of the people.
        chance: chance that all needed bodies pass the plan, (n,); 1 where none is needed.
    """

    needed: tuple[str, ...]
    passes: dict[str, Array]
    members: dict[str, dict[str, Ballot]]
    chance: Array


def adoption(case: Case, plan: Plan, futures: Futures, *, value: Value, war: War) -> Adoption:
    """Let every body of the case vote on a plan.

    Args:
        case: the case.
        plan: the plan.
        futures: n futures.
        value: the plan's value to each party.
        war: what principals have without the plan.
    """
    rise = rise_of(case, futures, value=value, war=war)
    package = case.package(plan)
    members = {name: _ballots(body, futures, rise) for name, body in case.bodies.items()}
    passes = {
        name: _passes(body, members[name], futures, rise, threshold_of(body, package))
        for name, body in case.bodies.items()
    }
    needed = tuple(name for name, body in case.bodies.items() if is_needed(body, package))
    chance = np.ones(futures.n)
    for name in needed:
        chance = chance * passes[name]
    return Adoption(needed, passes, members, chance)


def rise_of(case: Case, futures: Futures, *, value: Value, war: War) -> Callable[[str], Array]:
    """What a plan adds to a bloc's utility over what the bloc has without it.

    Args:
        case: the case.
        futures: n futures.
        value: the plan's value to each party.
        war: what principals have without the plan.

    Returns:
        A function from a bloc to (n,), which works each bloc out once.
    """
    no_deal = case.package(NO_DEAL)
    rises: dict[str, Array] = {}

    def rise(bloc: str) -> Array:
        if bloc not in rises:
            alternative = (
                war.plain[bloc] if bloc in war.plain else utility(case, futures, bloc, no_deal)
            )
            rises[bloc] = value.utility[bloc] - alternative
        return rises[bloc]

    return rise


def threshold_of(body: Body, package: dict[str, str]) -> float:
    """The votes that a body needs for a package: the highest majority that applies."""
    raised = [r.threshold for r in body.raised if holds(parse_condition(r.when), package)]
    return max([body.threshold, *raised])


def passes_with(
    body: Body,
    ballots: Mapping[str, Ballot],
    consenting: str,
    futures: Futures,
    threshold: float | None = None,
) -> Array:
    """Chance that a body passes a plan to which one of its members says yes for certain.

    What moves all members alike on the day is left out.

    Args:
        body: a body with members.
        ballots: how each seat votes.
        consenting: the member whose seats all say yes.
        futures: n futures.
        threshold: votes needed; by default those that any plan needs.

    Returns:
        (n,), probability.
    """
    sure = np.ones_like(ballots[consenting].yes)
    yes = Ballot(sure, 0 * sure, 0 * sure)
    given = {**ballots, consenting: yes}
    needed = body.threshold if threshold is None else threshold
    return _counted(body, _factions(body, given, futures), needed)


def is_needed(body: Body, package: dict[str, str]) -> bool:
    """Whether a package needs the body's vote.

    Raises:
        SyntaxProblem: `needed_when` is neither `always` nor `never` nor a condition.
    """
    if body.needed_when in ("always", "never"):
        return body.needed_when == "always"
    return holds(parse_condition(body.needed_when), package)


def _ballots(
    body: Body, futures: Futures, rise: Callable[[str], Array], sway: Array | float = 0.0
) -> dict[str, Ballot]:
    ballots = {}
    for name, member in body.members.items():
        log_odds = futures.of(member.leaning) + sway
        if member.bloc is not None and member.slope is not None:
            log_odds = log_odds + futures.of(member.slope) * rise(member.bloc)
        ballots[name] = ballot(log_odds, futures.of_or(member.abstention, 0.0))
    return ballots


def _passes(
    body: Body,
    ballots: Mapping[str, Ballot],
    futures: Futures,
    rise: Callable[[str], Array],
    threshold: float,
) -> Array:
    if body.popular is not None:
        people = body.popular
        return popular_chance(
            futures.of(people.leaning) + futures.of(people.slope) * rise(people.bloc),
            futures.of(people.swing),
            body.threshold,
            futures.of(people.turnout),
            futures.of_or(people.turnout_floor, 0.0),
        )
    if body.sway is None:
        return _counted(body, _factions(body, ballots, futures), threshold)
    # What moves all alike is averaged out; seats are independent given it.
    sway, chance = futures.of(body.sway), np.zeros(futures.n)
    for place, weight in zip(*NODES, strict=True):
        moved = _ballots(body, futures, rise, place * sway)
        chance = chance + weight * _counted(body, _factions(body, moved, futures), threshold)
    return chance


def _counted(body: Body, factions: list[Faction], threshold: float) -> Array:
    if body.population is None:
        return passing_chance(factions, threshold)
    rule = body.population
    return passing_chance_by_people(factions, threshold, rule.share, rule.blocking_minority)


def _factions(body: Body, ballots: Mapping[str, Ballot], futures: Futures) -> list[Faction]:
    return [
        Faction(
            member.seats,
            member.weight,
            member.veto,
            ballots[name],
            None if member.whip is None else futures.of(member.whip),
            member.population or 0,
        )
        for name, member in body.members.items()
    ]
