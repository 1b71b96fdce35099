"""One unit's vote under one franchise: shares, turnout, coverage, and the chance that it passes.

Equations: `docs/model.md`, "Referendum", and `docs/referendums.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import special

from interim.case.model import Referendum as Ballot
from interim.case.model import Unit
from interim.futures import Futures
from interim.stages.many_choices import Race, campaigns, race

Array = NDArray[np.float64]
Reach = Mapping[str, tuple[Array, Array]]
"""Group -> factors on its access and on its turnout, each (n,)."""

SMALLEST_SWING = 1e-9


@dataclass(frozen=True)
class Camp:
    """One pattern of boycotts and what it makes of the vote, each (n,).

    Attributes:
        weight: chance of the pattern.
        share: of the votes cast, for the first choice, before the campaign's swing.
        turnout: votes cast among those entitled.
        lead: distance of the share from what it needs, in log-odds; minus infinity without quorum.
        passes: chance that the first choice wins.
        race: the vote at each of the fixed campaigns; None where the first choice passes or not.
        split: as `shares`, of a race.
    """

    weight: Array
    share: Array
    turnout: Array
    lead: Array
    passes: Array
    race: Race | None = None
    split: Array | None = None

    @property
    def shares(self) -> Array:
        """Of the votes cast, for each choice, before the campaign's swing, (choices, n)."""
        return np.stack([self.share, 1 - self.share]) if self.split is None else self.split

    @property
    def wins(self) -> Array:
        """Chance that each choice wins, (choices, n)."""
        if self.race is None or self.split is None:
            return np.stack([self.passes, 1 - self.passes])
        return self.race.wins(len(self.split))


@dataclass(frozen=True)
class VoteResult:
    """One unit's vote under one franchise, each (n,).

    Attributes:
        share: of the votes cast, for the first choice; the mean over boycotts.
        passes: chance that the first choice wins.
        coverage: share of the pre-war electorate that could vote.
        turnout: votes cast among those entitled; the mean over boycotts.
        miscounted: chance that an error of the count names another winner than the votes do.
        camps: the vote in each pattern of boycotts; the same patterns under every franchise.
    """

    share: Array
    passes: Array
    coverage: Array
    turnout: Array
    miscounted: Array
    camps: tuple[Camp, ...]

    @property
    def shares(self) -> Array:
        """Of the votes cast, for each choice, (choices, n); the mean over boycotts."""
        return _mean([camp.weight for camp in self.camps], [camp.shares for camp in self.camps])

    @property
    def wins(self) -> Array:
        """Chance that each choice wins, (choices, n)."""
        return _mean([camp.weight for camp in self.camps], [camp.wins for camp in self.camps])


def unit_vote(
    ballot: Ballot, name: str, eligible: tuple[str, ...], futures: Futures, reach: Reach
) -> VoteResult:
    """Work out one unit's vote.

    Args:
        ballot: the referendum.
        name: the unit.
        eligible: groups that may vote.
        futures: the draws.
        reach: what the voting arrangement does to groups; those not named are as stated.
    """
    unit = ballot.units[name]
    electorate = np.maximum(futures.of(unit.prewar_electorate), 1e-9)
    reached = np.zeros(futures.n)
    for group in _voting(unit, eligible):
        if unit.groups[group].prewar:
            reached += _able(unit, group, futures, reach)
    swing = np.maximum(futures.of(ballot.swing), SMALLEST_SWING)
    error = futures.of_or(ballot.counting, 0.0)
    spread = swing if ballot.counting is None else np.hypot(swing, error)
    camps = tuple(
        _camp(ballot, unit, eligible, futures, reach, weight, factors, spread)
        for weight, factors in _boycotts(ballot, name, futures)
    )
    weights = [camp.weight for camp in camps]
    miscounted = [_miscounted(camp.lead, swing, error) for camp in camps]
    return VoteResult(
        share=_mean(weights, [camp.share for camp in camps]),
        passes=_mean(weights, [camp.passes for camp in camps]),
        coverage=np.minimum(reached / electorate, 1),
        turnout=_mean(weights, [camp.turnout for camp in camps]),
        miscounted=_mean(weights, miscounted),
        camps=camps,
    )


def opposite(results: Mapping[str, VoteResult]) -> Array:
    """Chance, in each future, that two rules give opposite results.

    The campaign's swing, the error of the count and who boycotts are the same under every rule.
    Given the boycotts, the rules win in the order of their leads: some win and some lose whenever
    the swing lies between the first and the last.

    Args:
        results: franchise -> result, of one unit.

    Returns:
        (n,), probability.
    """
    first, *_ = results.values()
    total = np.zeros_like(first.passes)
    for k, camp in enumerate(first.camps):
        races = [result.camps[k].race for result in results.values()]
        if camp.race is not None:
            won = np.stack([each.winner for each in races if each is not None])
            total = total + camp.weight * (won != won[0]).any(axis=0).mean(axis=0)
            continue
        chances = np.stack([result.camps[k].passes for result in results.values()])
        total = total + camp.weight * (chances.max(axis=0) - chances.min(axis=0))
    return total


def counted(
    results: Mapping[str, VoteResult], swing: Array, error: Array, uniforms: Array
) -> dict[str, tuple[Array, Array]]:
    """Draw one campaign and one count per future, common to all rules.

    Args:
        results: franchise -> result, of one unit.
        swing: standard deviation of the campaign's swing, (n,), log-odds.
        error: the same of the count, (n,).
        uniforms: (n, 3) in [0, 1): who boycotts, the swing, the error.

    Returns:
        Franchise -> counted share for the first choice, (n,), and whether it wins, (n,), bool.
    """
    tiny = np.finfo(float).tiny
    noise = special.ndtri(np.maximum(uniforms[:, 1:], tiny))
    moved = np.maximum(swing, SMALLEST_SWING) * noise[:, 0] + error * noise[:, 1]
    first, *_ = results.values()
    ends = np.cumsum([camp.weight for camp in first.camps], axis=0)
    which = np.minimum((uniforms[:, 0] >= ends).sum(axis=0), len(first.camps) - 1)
    counts = {}
    drawn = np.minimum((uniforms[:, 1] * len(campaigns(2))).astype(int), len(campaigns(2)) - 1)
    for rule, result in results.items():
        if first.camps[0].race is not None:
            counts[rule] = _raced(result, which, drawn)
            continue
        share, lead = (
            np.choose(which, [getattr(camp, part) for camp in result.camps])
            for part in ("share", "lead")
        )
        counts[rule] = (np.asarray(special.expit(log_odds(share) + moved)), lead + moved > 0)
    return counts


def _raced(
    result: VoteResult, which: NDArray[np.int64], drawn: NDArray[np.int64]
) -> tuple[Array, Array]:
    """The first choice's share and whether it wins, at one campaign of each future."""
    races = [camp.race for camp in result.camps if camp.race is not None]
    futures = np.arange(len(which))
    share = np.choose(which, [each.first[drawn, futures] for each in races])
    won = np.choose(which, [each.winner[drawn, futures] == 0 for each in races])
    return np.asarray(share), np.asarray(won)


def log_odds(share: Array) -> Array:
    """The logit, kept finite at 0 and 1."""
    return np.asarray(special.logit(np.clip(share, 1e-9, 1 - 1e-9)))


def _voting(unit: Unit, eligible: tuple[str, ...]) -> list[str]:
    return [group for group in unit.groups if group in eligible]


def _able(unit: Unit, group: str, futures: Futures, reach: Reach) -> Array:
    """How many of a group the vote reaches, in thousands."""
    voters = unit.groups[group]
    access = futures.of(voters.access)
    if group in reach:
        access = np.minimum(access * reach[group][0], 1)
    return futures.of(voters.size) * access


def _boycotts(ballot: Ballot, name: str, futures: Futures) -> list[tuple[Array, dict[str, Array]]]:
    """Each pattern of boycotts in a unit: its chance, and group -> what is left of its turnout."""
    calls = [call for call in ballot.boycotts.values() if not call.units or name in call.units]
    patterns = []
    for followed in product((False, True), repeat=len(calls)):
        weight = np.ones(futures.n)
        left: dict[str, Array] = {}
        for call, heard in zip(calls, followed, strict=True):
            chance = futures.of(call.chance)
            weight = weight * (chance if heard else 1 - chance)
            if heard:
                for group in call.groups:
                    # Two calls to one group: the one that leaves fewer voters counts.
                    factor = futures.of(call.turnout)
                    left[group] = np.minimum(left.get(group, factor), factor)
        patterns.append((weight, left))
    return patterns


def _camp(
    ballot: Ballot,
    unit: Unit,
    eligible: tuple[str, ...],
    futures: Futures,
    reach: Reach,
    weight: Array,
    left: Mapping[str, Array],
    spread: Array,
) -> Camp:
    first = next(iter(ballot.choices.values()))
    push = futures.of(ballot.pressure) * (1 if unit.controller == first.favours else -1)
    cast, won, entitled = (np.zeros(futures.n) for _ in range(3))
    raced = ballot.rule != "pass"
    votes_for = np.zeros((len(ballot.choices), futures.n))
    for group in _voting(unit, eligible):
        voters = unit.groups[group]
        turnout = futures.of(voters.turnout)
        if group in reach:
            turnout = np.minimum(turnout * reach[group][1], 1)
        if group in left:
            turnout = turnout * left[group]
        votes = _able(unit, group, futures, reach) * turnout
        share = futures.of(voters.first)
        if voters.present:
            share = special.expit(log_odds(share) + push)
        cast += votes
        won += votes * share
        if raced:
            votes_for += votes * _split(ballot, unit, group, futures)
        entitled += futures.of(voters.size)
    share = np.where(cast > 0, won / np.where(cast > 0, cast, 1), 0.5)
    turnout = cast / np.where(entitled > 0, entitled, 1)
    if raced:
        return _race(ballot, futures, weight, votes_for, turnout, spread)
    lead = log_odds(share) - log_odds(futures.of(ballot.threshold))
    if ballot.approval is not None:
        # First-choice votes among those entitled: a higher threshold the lower the turnout.
        needed = futures.of(ballot.approval) / np.where(turnout > 0, turnout, 1)
        possible = (turnout > 0) & (needed < 1)
        higher = log_odds(share) - log_odds(np.where(possible, needed, 0.5))
        lead = np.where(possible, np.minimum(lead, higher), -np.inf)
    if ballot.quorum is not None:
        lead = np.where(turnout >= futures.of(ballot.quorum), lead, -np.inf)
    passes = np.asarray(special.ndtr(lead / spread))
    return Camp(weight, share, turnout, lead, passes)


def _split(ballot: Ballot, unit: Unit, group: str, futures: Futures) -> Array:
    """A group's votes among all choices, (choices, n), with what control of the ground does."""
    voters = unit.groups[group]
    _, *others = ballot.choices
    parts = [futures.of_or(voters.between.get(name), 1.0) for name in others]
    rest = np.maximum(sum(parts, np.zeros(futures.n)), 1e-12)
    share = futures.of(voters.first)
    shares = np.stack([share, *((1 - share) * part / rest for part in parts)])
    if not voters.present:
        return shares
    # Half up and half down, so that two choices move apart by the whole.
    push = futures.of(ballot.pressure) / 2
    towards = [
        1.0 if choice.favours == unit.controller else -1.0 for choice in ballot.choices.values()
    ]
    pushed = shares * np.exp(np.array(towards)[:, None] * push)
    return np.asarray(pushed / np.maximum(pushed.sum(axis=0), 1e-12))


def _race(
    ballot: Ballot, futures: Futures, weight: Array, votes: Array, turnout: Array, spread: Array
) -> Camp:
    """A vote that most votes win, or a run-off."""
    cast, names = votes.sum(axis=0), list(ballot.choices)
    shares = np.where(cast > 0, votes / np.where(cast > 0, cast, 1), 1 / len(names))
    if ballot.rule == "plurality":
        held = race(shares, spread)
    else:
        passing_on = np.array(
            [
                [futures.of_or(choice.passes_on.get(name), 0.0) for name in names]
                for choice in ballot.choices.values()
            ]
        )
        held = race(shares, spread, futures.of(ballot.threshold), passing_on)
    second = np.max(shares[1:], axis=0)
    lead = np.log(np.maximum(shares[0], 1e-9)) - np.log(np.maximum(second, 1e-9))
    passes = held.wins(len(names))[0]
    return Camp(weight, shares[0], turnout, lead, passes, held, shares)


def _miscounted(lead: Array, swing: Array, error: Array) -> Array:
    """Chance that the count's error turns the result.

    The votes lie on one side of what is needed and the count on the other: two normals with
    correlation r = swing / sqrt(swing^2 + error^2), whose means are the same number of common
    steps from zero, so that the two corners sum to 2 T(h, sqrt(1 - r^2) / r).

    Source:
        Owen (1956), Tables for computing bivariate normal probabilities, for T.
    """
    h = np.where(np.isfinite(lead), lead, 0) / np.hypot(swing, error)
    return np.where(np.isfinite(lead), 2 * special.owens_t(h, error / swing), 0.0)


def _mean(weights: list[Array], values: list[Array]) -> Array:
    if len(values) == 1:
        return values[0]
    return np.asarray(sum(w * v for w, v in zip(weights, values, strict=True)))
