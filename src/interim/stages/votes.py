"""Exact vote arithmetic: how members choose, and the chance that their votes suffice.

Nothing is sampled. Given the future, seats vote independently, so the votes of a faction of like
seats are binomial and the sum over factions is a convolution (the dynamic programming over votes
that power indices use too; see `interim.stages.power`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ballot:
    """How one seat votes.

    Attributes:
        yes: chance of a yes, (n,).
        no: chance of a no, (n,).
        abstain: chance of an abstention, (n,); the three sum to one.
    """

    yes: Array
    no: Array
    abstain: Array


@dataclass(frozen=True)
class Faction:
    """Seats of a body that vote alike, each for itself.

    Attributes:
        seats: how many.
        weight: votes per seat.
        veto: whether a no by any of them stops the plan.
        ballot: how each of them votes.
        whip: chance that they vote as one, (n,); None if each votes for itself.
        population: people whom each of them stands for.
    """

    seats: int
    weight: int
    veto: bool
    ballot: Ballot
    whip: Array | None = None
    population: int = 0


def ballot(log_odds: Array, abstention: Array) -> Ballot:
    """The choice of a seat among yes, no and abstention.

    Yes with chance Λ(s - a), no with Λ(-s - a), abstention otherwise, where Λ is the logistic
    function: a cumulative logit model with cut points -a and a (McCullagh 1980).

    Args:
        log_odds: s, log-odds of a yes, (n,).
        abstention: a, half-width of the band of abstention in log-odds, (n,), 0 or more.
    """
    yes, no = expit(log_odds - abstention), expit(-log_odds - abstention)
    # 1 - yes - no without cancellation, so that it is exactly 0 where there is no band.
    abstain = expit(log_odds + abstention) * expit(abstention - log_odds)
    return Ballot(yes, no, abstain * -np.expm1(-2 * abstention))


def votes_needed(threshold: float) -> int:
    """The least whole number of votes that reaches a threshold."""
    return math.ceil(threshold - 1e-9)


def passing_chance(factions: Sequence[Faction], threshold: float) -> Array:
    """Chance that yes votes reach the threshold and no seat with a veto votes no.

    Args:
        factions: the whole body, at least one faction.
        threshold: votes needed.

    Returns:
        (n,), probability, exact up to rounding.
    """
    # Absent a veto all that is not yes is alike; a veto leaves yes and abstention, and the chance
    # of a no is missing from the sum.
    factions = sorted(factions, key=lambda faction: faction.seats)
    yes = np.stack([f.ballot.yes for f in factions], axis=1)
    other = np.stack(
        [f.ballot.abstain if f.veto else f.ballot.no + f.ballot.abstain for f in factions], axis=1
    )
    step = math.gcd(*(f.weight for f in factions)) or 1
    needed = -(-votes_needed(threshold) // step)
    weights = np.array([f.weight // step for f in factions])
    seats = np.array([f.seats for f in factions])
    whip = np.stack([_whip(f, yes.shape[0]) for f in factions], axis=1)
    chance = np.zeros(yes.shape[0])
    if needed <= int(seats @ weights):
        _reach(yes, other, whip, seats, weights, _log_binomials(seats), needed, chance)
    return chance


def passing_chance_by_people(
    factions: Sequence[Faction], threshold: float, share: float, blocking: int
) -> Array:
    """Chance that two majorities are reached at once, and no seat with a veto votes no.

    Yes votes must reach the threshold, and those who vote yes must stand for a share of all people,
    unless fewer than `blocking` votes are missing: a qualified majority as in article 16(4) of the
    Treaty on European Union.

    Args:
        factions: the whole body, at least one faction.
        threshold: votes needed.
        share: of all people, rounded up to the next of `PEOPLE` parts.
        blocking: votes that must be missing for the people to count.

    Returns:
        (n,), probability, exact for people in `PEOPLE` parts.

    Raises:
        ValueError: nobody stands for anybody.
    """
    total = sum(f.seats * f.population for f in factions)
    if total <= 0:
        raise ValueError("the members of the body stand for nobody")
    votes = sum(f.seats * f.weight for f in factions)
    n = factions[0].ballot.yes.size
    binomials = _log_binomials(np.array([f.seats for f in factions]))
    # (votes, parts of the people) -> chance in each future; few combinations can be reached.
    states: dict[tuple[int, int], Array] = {(0, 0): np.ones(n)}
    for faction, row in zip(factions, binomials, strict=True):
        chances = _votes_of(faction, row)
        after: dict[tuple[int, int], Array] = {}
        for (yes, people), chance in states.items():
            for k, of_k in enumerate(chances):
                parts = people + k * round(PEOPLE * faction.population / total)
                place = (yes + k * faction.weight, parts)
                added = chance * of_k
                after[place] = after[place] + added if place in after else added
        states = after
    passed = np.zeros(n)
    for (yes, people), chance in states.items():
        enough = people >= share * PEOPLE - 1e-9 or votes - yes < blocking
        if yes >= votes_needed(threshold) and enough:
            passed = passed + chance
    return np.minimum(passed, 1.0)


def _votes_of(faction: Faction, log_binomials: Array) -> list[Array]:
    """Chance of each number of yes votes among a faction's seats; a veto cast is missing."""
    vote = faction.ballot
    other = vote.abstain if faction.veto else vote.no + vote.abstain
    whip, m = _whip(faction, vote.yes.size), faction.seats
    chances = []
    for k in range(m + 1):
        each = np.exp(log_binomials[k]) * vote.yes**k * other ** (m - k)
        together = vote.yes if k == m else other if k == 0 else np.zeros_like(other)
        chances.append((1 - whip) * each + whip * together)
    return chances


def _whip(faction: Faction, n: int) -> Array:
    return np.zeros(n) if faction.whip is None else faction.whip


def popular_chance(
    log_odds: Array, swing: Array, threshold: float, turnout: Array, floor: Array
) -> Array:
    """Chance that a vote of the people passes.

    The yes share is Λ(s + ω z) with the campaign's swing z standard normal, so it exceeds the
    threshold q with chance Φ((s - logit q) / ω).

    Args:
        log_odds: s, log-odds of a yes vote before the campaign, (n,).
        swing: ω, standard deviation of the swing in log-odds, (n,).
        threshold: q, share of the votes cast that must be exceeded.
        turnout: share of the electorate that votes, (n,).
        floor: turnout below which the vote fails, (n,).

    Returns:
        (n,), probability.
    """
    lead = log_odds - logit(min(threshold, 1.0))
    moved = swing > 0
    with np.errstate(over="ignore"):  # beside a swing of next to nothing any lead is infinite
        chance = np.where(moved, ndtr(lead / np.where(moved, swing, 1.0)), lead > 0)
    return np.where(turnout >= floor, chance, 0.0)


def _log_binomials(seats: NDArray[np.int64]) -> Array:
    """ln C(m, k) for each faction of m seats, (factions, most seats + 1)."""
    table = np.full((len(seats), int(seats.max()) + 1), -np.inf)
    for row, m in enumerate(seats.tolist()):
        table[row, : m + 1] = [math.log(math.comb(m, k)) for k in range(m + 1)]
    return table


PEOPLE = 1000
"""Parts into which the people behind a body are divided where they count."""

# --- compiled kernels ----------------------------------------------------------------------


@njit(nogil=True, cache=True, fastmath=False)
def _faction_votes(yes, other, whip, m, log_binomials, out):  # type: ignore[no-untyped-def]
    """Chances of k yes votes among m seats, k = 0..m, that vote as one with chance `whip`."""
    # In logarithms: 0.01 ** 450 underflows, its product with a binomial need not.
    log_yes = np.log(yes) if yes > 0.0 else -np.inf
    log_other = np.log(other) if other > 0.0 else -np.inf
    for k in range(m + 1):
        power = log_binomials[k]
        if k > 0:
            power += k * log_yes
        if k < m:
            power += (m - k) * log_other
        out[k] = (1.0 - whip) * np.exp(power)
    out[0] += whip * other
    out[m] += whip * yes


@njit(nogil=True, cache=True, fastmath=False)
def _reach(yes, other, whip, seats, weights, log_binomials, needed, chance):  # type: ignore[no-untyped-def]
    """Chance that the weighted votes of all factions reach `needed`, for each future."""
    factions = seats.size
    pmf = np.empty(log_binomials.shape[1])
    # votes[y] is the chance of y votes so far; the last place holds "enough".
    votes, after, tail = np.empty(needed + 1), np.empty(needed + 1), np.empty(needed + 1)
    for i in range(chance.size):
        votes[:] = 0.0
        votes[0] = 1.0
        top = 0  # most votes so far
        for f in range(factions):
            m, w = seats[f], weights[f]
            _faction_votes(yes[i, f], other[i, f], whip[i, f], m, log_binomials[f], pmf)
            sum_ = 0.0
            for y in range(top, -1, -1):
                sum_ += votes[y]
                tail[y] = sum_
            if f == factions - 1:
                total = 0.0
                for k in range(m + 1):
                    short = max(needed - k * w, 0)
                    if short <= top:
                        total += pmf[k] * tail[short]
                chance[i] = min(total, 1.0)
                break
            after[:] = 0.0
            for k in range(m + 1):
                share, gained = pmf[k], k * w
                if share == 0.0:
                    continue
                below = min(top + 1, max(needed - gained, 0))  # these still fall short
                for y in range(below):
                    after[gained + y] += share * votes[y]
                if below <= top:
                    after[needed] += share * tail[below]
            top = min(top + m * w, needed)
            votes, after = after, votes
