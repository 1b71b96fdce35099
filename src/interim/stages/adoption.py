"""Adoption: would the bodies that must vote on a plan pass it?

A member with leaning ℓ and slope β has s = ℓ + β (u(plan) - u(without)) in its bloc's utility u,
where what it has without the plan is the war that it bears, or the state of things, and votes by
`votes.ballot`; a body passes the plan if enough seats say yes and none with a veto says no. A body
in another role lets it pass by not renewing what the plan ends (`lapse`: 1 - P(-s)), or by the yes
of one member (`capital`). A vote of the people passes by `votes.popular_chance`. Bodies vote in the
order of the case. Given the future they vote independently, and so do seats, but for what a case
states: a faction under a whip, a body's `sway` that moves all its members alike and may move
another body with it (`sway_with`), and what a body that has passed the plan adds to the votes of a
later one (`after`). What else makes them agree are the quantities they share.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from interim.case.constraint import applies, holds, parse_condition
from interim.case.model import NO_DEAL, Body, BodyRole, Case, Member, Plan, Popular
from interim.futures import Futures
from interim.stages.borne import borne
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
Rise = Callable[[Member | Popular], Array]
"""What a plan adds to a voter's value, see `rise_of`."""

_PLACES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
NODES = (_PLACES, _WEIGHTS / _WEIGHTS.sum())
"""Places and weights for the mean over a standard normal (Gauss and Hermite, nine points)."""


@dataclass(frozen=True)
class Adoption:
    """The votes on a plan.

    Attributes:
        needed: the bodies that the plan needs, in the order of the case.
        passes: body -> chance that it passes the plan once those before it have, (n,); for every
            body of the case.
        members: body -> member -> how each of its seats votes; empty for a vote of the people. In a
            vote on a renewal a no to it counts as a yes to the plan.
        chance: chance that all needed bodies pass the plan, (n,); 1 where none is needed.
        together: body that shares its sway -> the first of those that share it.
        at_sway: body that shares its sway -> chance that it passes the plan at each of `NODES`,
            (nodes, n).
    """

    needed: tuple[str, ...]
    passes: dict[str, Array]
    members: dict[str, dict[str, Ballot]]
    chance: Array
    together: dict[str, str] = field(default_factory=dict)
    at_sway: dict[str, Array] = field(default_factory=dict)


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
    needed = tuple(name for name, body in case.bodies.items() if is_needed(body, package))
    together = _together(case.bodies)
    members: dict[str, dict[str, Ballot]] = {}
    passes: dict[str, Array] = {}
    at_sway: dict[str, Array] = {}
    for name, body in case.bodies.items():
        shift = carried_over(body, needed, futures)
        if body.popular is not None:
            members[name] = {}
            passes[name] = _popular(body, body.popular, futures, rise, shift)
            continue
        role = role_of(body, package)
        log_odds = {m: s + shift for m, s in log_odds_of(body, futures, rise, role).items()}
        members[name] = ballots_of(body, futures, log_odds)
        at_nodes = passing_at_nodes(body, futures, log_odds, threshold_of(body, package), role)
        passes[name] = over_sway(at_nodes)
        if name in together:
            at_sway[name] = at_nodes
    chance = np.ones(futures.n)
    for name in needed:
        if name not in together:
            chance = chance * passes[name]
    for first in dict.fromkeys(together.values()):
        joint = np.ones((len(NODES[0]), futures.n))
        for name in needed:
            if together.get(name) == first:
                joint = joint * at_sway[name]
        chance = chance * over_sway(joint)
    return Adoption(needed, passes, members, chance, together, at_sway)


def _together(bodies: Mapping[str, Body]) -> dict[str, str]:
    """Each body that shares its sway -> the first of those that share it."""
    first: dict[str, str] = {}
    for name, body in bodies.items():
        if body.sway_with is not None:
            root = first.setdefault(body.sway_with, body.sway_with)
            first[name] = root
    return first


def carried_over(body: Body, needed: Collection[str], futures: Futures) -> Array:
    """What the bodies that have passed a plan add to the log-odds of a later body's votes, (n,)."""
    total = np.zeros(futures.n)
    for earlier, shift in body.after.items():
        if earlier in needed:
            total = total + futures.of(shift)
    return total


def rise_of(case: Case, futures: Futures, *, value: Value, war: War) -> Rise:
    """What a plan adds to the utility of a voter's bloc over what the bloc has without it.

    Args:
        case: the case.
        futures: n futures.
        value: the plan's value to each party.
        war: what principals have without the plan.

    Returns:
        A function from a member or a vote of the people to (n,), which works out once what each
        bloc has without the plan; 0 for a member without a bloc.
    """
    no_deal = case.package(NO_DEAL)
    rises: dict[tuple[str, str | None], Array] = {}

    def without(bloc: str, bears: str | None) -> Array:
        if bears is None:
            return utility(case, futures, bloc, no_deal)
        return war.plain[bloc] if bears == bloc else borne(case, futures, war, bloc, bears)

    def rise(voter: Member | Popular) -> Array:
        bloc = voter.bloc
        if bloc is None:
            return np.zeros(futures.n)
        bears = voter.bears or (bloc if bloc in case.principals else None)
        if (bloc, bears) not in rises:
            rises[bloc, bears] = value.utility[bloc] - without(bloc, bears)
        return rises[bloc, bears]

    return rise


def role_of(body: Body, package: Mapping[str, str]) -> BodyRole | None:
    """The role of a body for a package: the first that applies, None where it must pass it."""
    return next((r for r in body.roles if holds(parse_condition(r.when), package)), None)


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
    role: BodyRole | None = None,
) -> Array:
    """Chance that a body passes a plan to which one of its members says yes for certain.

    What moves all members alike on the day is left out.

    Args:
        body: a body with members.
        ballots: how each seat votes.
        consenting: the member whose seats all say yes.
        futures: n futures.
        threshold: votes needed; by default those that any plan needs.
        role: the body's, if it is not to pass the plan.

    Returns:
        (n,), probability.
    """
    sure = np.ones_like(ballots[consenting].yes)
    yes = Ballot(sure, 0 * sure, 0 * sure)
    given = {**ballots, consenting: yes}
    needed = body.threshold if threshold is None else threshold
    return _let_through(body, given, futures, needed, role)


def is_needed(body: Body, package: dict[str, str]) -> bool:
    """Whether a package needs the body's vote.

    Raises:
        SyntaxProblem: `needed_when` is neither `always` nor `never` nor a condition.
    """
    return applies(body.needed_when, package)


def log_odds_of(
    body: Body, futures: Futures, rise: Rise, role: BodyRole | None = None
) -> dict[str, Array]:
    """Log-odds of a yes to a plan by each seat, before anything moves all members alike.

    Args:
        body: a body with members.
        futures: n futures.
        rise: what the plan adds to the value of a voter's bloc, see `rise_of`.
        role: the body's, if it is not to pass the plan: members may lean otherwise in it.

    Returns:
        Member -> (n,).
    """
    leanings = {name: member.leaning for name, member in body.members.items()}
    leanings |= {} if role is None else role.leanings
    return {
        name: futures.of(leanings[name])
        if member.slope is None
        else futures.of(leanings[name]) + futures.of(member.slope) * rise(member)
        for name, member in body.members.items()
    }


def ballots_of(body: Body, futures: Futures, log_odds: Mapping[str, Array]) -> dict[str, Ballot]:
    """How each seat votes, by the log-odds of its yes and its band of abstention."""
    return {
        name: ballot(log_odds[name], futures.of_or(member.abstention, 0.0))
        for name, member in body.members.items()
    }


def passing_at_nodes(
    body: Body,
    futures: Futures,
    log_odds: Mapping[str, Array],
    threshold: float,
    role: BodyRole | None = None,
) -> Array:
    """Chance that a body passes what is put to it, at each node of what moves all members alike.

    Args:
        body: a body with members.
        futures: n futures.
        log_odds: member -> log-odds of a yes, (n,).
        threshold: votes needed.
        role: the body's, if it is not to pass what is put to it.

    Returns:
        (nodes, n), probability; one node where nothing moves all alike. `over_sway` is its mean.
    """
    if body.sway is None:
        ballots = ballots_of(body, futures, log_odds)
        return _let_through(body, ballots, futures, threshold, role)[None]
    sway, chances = futures.of(body.sway), []
    for place in NODES[0]:
        moved = {name: s + place * sway for name, s in log_odds.items()}
        ballots = ballots_of(body, futures, moved)
        chances.append(_let_through(body, ballots, futures, threshold, role))
    return np.stack(chances)


def over_sway(at_nodes: Array) -> Array:
    """Mean over what moves all members alike: (nodes, n) -> (n,)."""
    if len(at_nodes) == 1:
        return at_nodes[0]
    mean = np.zeros_like(at_nodes[0])
    for weight, chance in zip(NODES[1], at_nodes, strict=True):
        mean = mean + weight * chance
    return mean


def _popular(body: Body, people: Popular, futures: Futures, rise: Rise, shift: Array) -> Array:
    return popular_chance(
        futures.of(people.leaning) + futures.of(people.slope) * rise(people) + shift,
        futures.of(people.swing),
        body.threshold,
        futures.of(people.turnout),
        futures.of_or(people.turnout_floor, 0.0),
    )


def _let_through(
    body: Body,
    ballots: Mapping[str, Ballot],
    futures: Futures,
    threshold: float,
    role: BodyRole | None,
) -> Array:
    """Chance that a body in its role lets a plan through, given its votes for and against it."""
    if role is None or role.role == "consent":
        return _counted(body, _factions(body, ballots, futures), threshold)
    if role.role == "lapse":
        # What is put to the vote is the renewal: a yes to the plan is a no to that.
        kept = {name: Ballot(b.no, b.yes, b.abstain) for name, b in ballots.items()}
        return 1.0 - _counted(body, _factions(body, kept, futures), threshold)
    factions = zip(body.members, _factions(body, ballots, futures), strict=True)
    alone = next(faction for name, faction in factions if name == role.member)
    return passing_chance([replace(alone, weight=1, veto=False)], alone.seats // 2 + 1)


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
