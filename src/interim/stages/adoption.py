"""Adoption: would the bodies that must vote on a plan pass it?

A member with leaning ℓ and slope β has s = ℓ + β (u(plan) - u(without)) in its bloc's utility u
and votes by `votes.ballot`; a body passes the plan if enough seats say yes and none with a veto
says no. A vote of the people passes by `votes.popular_chance`. Bodies and seats vote independently
given the future: what makes them agree are the quantities they share.
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
from interim.stages.votes import Ballot, Faction, ballot, passing_chance, popular_chance

if TYPE_CHECKING:
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]


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
    members = {name: _ballots(body, futures, rise) for name, body in case.bodies.items()}
    passes = {
        name: _passes(body, members[name], futures, rise) for name, body in case.bodies.items()
    }
    package = case.package(plan)
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


def passes_with(body: Body, ballots: Mapping[str, Ballot], consenting: str) -> Array:
    """Chance that a body passes a plan to which one of its members says yes for certain.

    Args:
        body: a body with members.
        ballots: how each seat votes.
        consenting: the member whose seats all say yes.

    Returns:
        (n,), probability.
    """
    sure = np.ones_like(ballots[consenting].yes)
    yes = Ballot(sure, 0 * sure, 0 * sure)
    return passing_chance(_factions(body, {**ballots, consenting: yes}), body.threshold)


def is_needed(body: Body, package: dict[str, str]) -> bool:
    """Whether a package needs the body's vote.

    Raises:
        SyntaxProblem: `needed_when` is neither `always` nor `never` nor a condition.
    """
    if body.needed_when in ("always", "never"):
        return body.needed_when == "always"
    return holds(parse_condition(body.needed_when), package)


def _ballots(body: Body, futures: Futures, rise: Callable[[str], Array]) -> dict[str, Ballot]:
    ballots = {}
    for name, member in body.members.items():
        log_odds = futures.of(member.leaning)
        if member.bloc is not None and member.slope is not None:
            log_odds = log_odds + futures.of(member.slope) * rise(member.bloc)
        ballots[name] = ballot(log_odds, futures.of_or(member.abstention, 0.0))
    return ballots


def _passes(
    body: Body, ballots: Mapping[str, Ballot], futures: Futures, rise: Callable[[str], Array]
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
    return passing_chance(_factions(body, ballots), body.threshold)


def _factions(body: Body, ballots: Mapping[str, Ballot]) -> list[Faction]:
    return [
        Faction(member.seats, member.weight, member.veto, ballots[name])
        for name, member in body.members.items()
    ]
