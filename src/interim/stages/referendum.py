"""Referendum: what the postponed vote would decide, under which franchise.

Equations: `docs/model.md`, "Referendum".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.case.model import Referendum as Ballot
from interim.foundation.errors import BadInput, unknown
from interim.futures import Futures
from interim.stages.terms import chance_held
from interim.stages.unit_vote import Reach, VoteResult, unit_vote
from interim.stages.value import clause_value, utility

Array = NDArray[np.float64]

TIE = 1e-12
"""Gains closer than this differ by rounding alone."""
MOST_UNITS = 10
"""Results of two choices are weighed exactly, two to the power of the units at a time; of more
choices as many results."""
MOST_BOYCOTTS = 4
"""So is a unit's vote, two to the power of the boycotts at a time."""


@dataclass(frozen=True)
class Referendum:
    """The vote that a plan promises, and what each franchise would make of it.

    Attributes:
        results: unit -> franchise -> result, whatever the plan promises.
        promised: whether the plan promises a vote.
        wins: unit -> (choices, n), chance that each choice wins under the plan's franchise.
        held: (n,), chance that a promised vote is held.
        acceptance: (n,), how far the losing side accepts the result, in [0, 1].
        chance: (n, 2), chance that the results as a whole favour the first or second principal;
            a tie counts half for each.
        value: principal -> (n, 2), value of the package after a vote that favours one or other.
        not_held: principal -> (n,), value of the package once a promised vote is due and not held.
    """

    results: dict[str, dict[str, VoteResult]]
    promised: bool
    wins: dict[str, Array]
    held: Array
    acceptance: Array
    chance: Array
    value: dict[str, Array]
    not_held: dict[str, Array]


def referendum(case: Case, plan: Plan, futures: Futures) -> Referendum:
    """Work out the vote, unit by unit and franchise by franchise.

    Raises:
        BadInput: a lens or setting lets a plan's franchise be one that the case does not have.
        ValueError: more results than ten units with two choices have, or more than four boycotts.
    """
    n, ballot, package = futures.n, case.referendum, case.package(plan)
    current = {p: utility(case, futures, p, package) for p in case.principals}
    unchanged = {p: np.stack([u, u], axis=1) for p, u in current.items()}
    if ballot is None:
        zero = np.zeros(n)
        return Referendum({}, False, {}, zero, zero, np.zeros((n, 2)), unchanged, current)
    if len(ballot.units) > most_units(ballot):
        raise ValueError(
            f"the referendum has {len(ballot.units)} units, at most {most_units(ballot)}"
        )
    if len(ballot.boycotts) > MOST_BOYCOTTS:
        raise ValueError(f"there are {len(ballot.boycotts)} boycotts, at most {MOST_BOYCOTTS}")
    _check_franchises(ballot, futures)
    results = by_franchise(ballot, futures, arrangement(ballot, package))
    rule = ballot.votes.get(package[ballot.issue])
    if rule is None:
        zero = np.zeros(n)
        return Referendum(results, False, {}, zero, zero, np.zeros((n, 2)), unchanged, current)
    drawn, names = futures.of(rule).astype(int), futures.names_of(rule)

    def under_the_plan(unit: str, part: str) -> Array:
        table = np.stack([getattr(results[unit][name], part) for name in names])
        return np.asarray(table[drawn, ..., np.arange(n)].T)

    wins = {unit: under_the_plan(unit, "wins") for unit in ballot.units}
    acceptance = sum(
        under_the_plan(unit, "coverage") * _clear(wins[unit]) for unit in ballot.units
    ) / len(ballot.units)
    chance, after = _weigh(case, ballot, package, futures, current, wins)
    unheld = {**package, **ballot.not_held}
    return Referendum(
        results,
        True,
        wins,
        chance_held(case, plan, futures),
        np.clip(acceptance, 0, 1),
        chance,
        after,
        {p: utility(case, futures, p, unheld) for p in case.principals}
        if ballot.not_held
        else current,
    )


def most_units(ballot: Ballot) -> int:
    """Units of which all combinations of results can be weighed: fewer, the more choices."""
    return int(MOST_UNITS * math.log(2) / math.log(len(ballot.choices)) + 1e-9)


def _clear(wins: Array) -> Array:
    """How far a result is foregone: 0 where all choices are alike, 1 where one wins for certain.

    Of two choices it is the distance of their chances.
    """
    choices = len(wins)
    return np.asarray((choices * wins.max(axis=0) - 1) / (choices - 1))


def arrangement(ballot: Ballot, package: Mapping[str, str]) -> str | None:
    """How votes are cast under a package; None for as the case states access and turnout."""
    if ballot.arranged is None:
        return None
    return ballot.arranged.options.get(package[ballot.arranged.issue])


def by_franchise(
    ballot: Ballot, futures: Futures, arranged: str | None = None
) -> dict[str, dict[str, VoteResult]]:
    """What each unit would decide under each franchise.

    Args:
        ballot: the referendum.
        futures: the draws.
        arranged: a voting arrangement of the ballot; None for as stated.

    Returns:
        Unit -> franchise -> result.
    """
    reach: Reach = {}
    if arranged is not None:
        reach = {
            group: (futures.of_or(change.access, 1.0), futures.of_or(change.turnout, 1.0))
            for group, change in ballot.arrangements[arranged].groups.items()
        }
    return {
        unit: {
            franchise: unit_vote(ballot, unit, rule.groups, futures, reach)
            for franchise, rule in ballot.franchises.items()
        }
        for unit in ballot.units
    }


def _check_franchises(ballot: Ballot, futures: Futures) -> None:
    """Reading a case checks its own rules; a lens or `--set` may have put others in their place."""
    problems = [
        unknown("franchise", name, ballot.franchises, path=rule.name)
        for rule in ballot.votes.values()
        for name in futures.names_of(rule)
        if name not in ballot.franchises
    ]
    if problems:
        raise BadInput(problems)


def _weigh(
    case: Case,
    ballot: Ballot,
    package: dict[str, str],
    futures: Futures,
    current: dict[str, Array],
    wins: dict[str, Array],
) -> tuple[Array, dict[str, Array]]:
    """Group all combinations of results by whom they favour."""
    n, units = futures.n, list(ballot.units)
    a, b = case.principals
    change = {p: _change_by_unit(case, ballot, package, futures, p) for p in (a, b)}
    chance = np.zeros((n, 2))
    total = {p: np.zeros((n, 2)) for p in (a, b)}
    for results in product(range(len(ballot.choices)), repeat=len(units)):
        weight = np.ones(n)
        gain = {p: np.zeros(n) for p in (a, b)}
        for unit, choice in zip(units, results, strict=True):
            weight = weight * wins[unit][choice]
            for p in (a, b):
                gain[p] = gain[p] + change[p][unit][choice]
        # A tie counts half for each, so that the order of the principals decides nothing.
        lead = gain[a] - gain[b]
        first = np.where(np.abs(lead) < TIE, 0.5, np.where(lead > 0, 1.0, 0.0))
        for side, favoured in enumerate((first, 1 - first)):
            part = weight * favoured
            chance[:, side] += part
            for p in (a, b):
                total[p][:, side] += part * (current[p] + gain[p])
    after = {}
    for p in (a, b):
        mean = np.where(chance > 0, total[p] / np.where(chance > 0, chance, 1), current[p][:, None])
        after[p] = np.clip(mean, 0, 1)
    return chance, after


def _change_by_unit(
    case: Case, ballot: Ballot, package: dict[str, str], futures: Futures, party: str
) -> dict[str, list[Array]]:
    """Unit -> change of value when it votes for each choice."""
    change = {unit: [np.zeros(futures.n) for _ in ballot.choices] for unit in ballot.units}
    for name, issue in case.issues.issues.items():
        becomes = issue.options[package[name]].becomes
        if becomes is None or not issue.units:
            continue
        now = clause_value(case, futures, party, name, package[name])
        for k, choice in enumerate(ballot.choices):
            later = clause_value(case, futures, party, name, becomes[choice])
            for unit in issue.units:
                change[unit][k] = change[unit][k] + (later - now) / len(issue.units)
    return change
