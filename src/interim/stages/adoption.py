"""Adoption: would the bodies that must vote on a plan pass it?

A member with leaning ℓ and slope β has s = ℓ + β (u(plan) - u(without)) in its bloc's utility u
and votes by `votes.ballot`; a body passes the plan if enough seats say yes and none with a veto
says no. A vote of the people passes by `votes.popular_chance`. Bodies and seats vote independently
given the future: what makes them agree are the quantities they share.
"""

from __future__ import annotations

from collections.abc import Callable
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
    no_deal = case.package(NO_DEAL)
    rises: dict[str, Array] = {}

    def rise(bloc: str) -> Array:
        """What the plan adds to a bloc's utility over what it has without, (n,)."""
        if bloc not in rises:
            without = (
                war.plain[bloc] if bloc in war.plain else utility(case, futures, bloc, no_deal)
            )
            rises[bloc] = value.utility[bloc] - without
        return rises[bloc]

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
    body: Body, ballots: dict[str, Ballot], futures: Futures, rise: Callable[[str], Array]
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
    factions = [
        Faction(member.seats, member.weight, member.veto, ballots[name])
        for name, member in body.members.items()
    ]
    return passing_chance(factions, body.threshold)
