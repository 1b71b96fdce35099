"""The drawn histories of the compliance game, and what observers make of them: compiled kernels.

Observers see open breaches, violations pinned on a side, and (an approximation) the public part of
the state, but neither opportunities to reconsider nor postures. For each type they keep the chance
that its posture is to probe, and weigh what they see by it.

Equations: `docs/decisions/0002`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from interim.stages.compliance_kernel import (
    CELLS,
    LEVELS,
    SITUATIONS,
    accident_chance,
    engaged_chance,
    falls_due,
    move_chance,
    phase_after_vote,
    solve,
)

UNIFORMS = 9
"""Uniform numbers per month: mover, choice, each side's incident, each side's false blame,
snapback, guarantors, collapse. Calm takes the first side's incident, which cannot happen then."""
START_UNIFORMS = 3
"""The vote's result, its acceptance, and the guarantors at signing."""
FIVE_YEARS = 60
IMPOSSIBLE = 1e-300
"""What is less likely than this counts as this likely: logarithms stay finite."""


class Odds(NamedTuple):
    """The monthly chances of one future. Kernels take these few numbers: a call that hands over
    the whole game costs more than its work."""

    move: float
    incident: float
    detected: float
    """Incident that is seen."""
    pinned: float
    """Incident that is seen and pinned on its author."""
    false: float
    """False blame, where there is tension."""
    calm: float
    lapse: float
    snapback: tuple[float, float]
    engaged: tuple[float, float, float, float]
    """Guarantors engaged after the month: apart before, engaged, both again after blame."""
    accident: tuple[float, float, float]
    """By tension."""


# --- compiled kernels ----------------------------------------------------------------------


@njit(nogil=True, cache=True)
def play(game, months, monthly, start, drawn, value, ends, seen, evidence, evidence_5y):  # type: ignore[no-untyped-def]
    """Solve every game and draw one history of each.

    Args:
        game: a `Game` of n futures.
        months: the horizon, 1 or more.
        monthly: (n, months, UNIFORMS), uniform numbers.
        start: (n, START_UNIFORMS), uniform numbers.
        drawn: (n, 2), int64, type of each principal in the history.
        value: out, (n, lanes), at signing.
        ends: out, (n, 3), int64: month, ending, principal whom the vote favours.
        seen: out, (n, 5): violations pinned on each side, unattributed of each, months of probing.
        evidence: out, (n, lanes), log-likelihood until the end.
        evidence_5y: out, (n, lanes), the same over the first 60 months.
    """
    lanes = game.types[0] + game.types[1]
    choice = np.empty((months + 1, lanes, 3 * SITUATIONS))
    values = np.empty((lanes, 4 * CELLS))
    for i in range(game.engaged.size):
        phase = phase_after_vote(game.vote[i], start[i, 0])
        solve(game, i, months, phase, choice, values)
        for lane in range(lanes):
            # Both comply, no tension, relief intact: cell 0, or 1 with the guarantors engaged.
            away, engaged = values[lane, 0], values[lane, 1]
            value[i, lane] = away + game.engaged[i] * (engaged - away)
        _history(
            game, i, months, phase, choice, monthly[i], start[i], drawn[i],
            ends[i], seen[i], evidence[i], evidence_5y[i],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def _odds(game, i):  # type: ignore[no-untyped-def]
    detected = game.incident[i] * game.detection[i]
    hazard = game.accident_hazard[i]
    return Odds(
        move_chance(game.opportunity_rate[i]),
        game.incident[i],
        detected,
        detected * game.attribution[i],
        game.false_attribution[i],
        game.calm[i],
        game.lapse[i],
        (game.snapback[i, 0], game.snapback[i, 1]),
        (
            engaged_chance(game, i, False, False),
            engaged_chance(game, i, True, False),
            engaged_chance(game, i, False, True),
            engaged_chance(game, i, True, True),
        ),
        (accident_chance(hazard, 0), accident_chance(hazard, 1), accident_chance(hazard, 2)),
    )


@njit(nogil=True, cache=True)
def _history(game, i, months, phase, choice, monthly, start, drawn, ends, seen, evidence, early):  # type: ignore[no-untyped-def]
    """Draw one history of future i and what observers make of it."""
    evidence[:], early[:], seen[:] = 0.0, 0.0, 0.0
    ends[0], ends[1], ends[2] = -1, 0, -1
    odds, split, mandate = _odds(game, i), game.types[0], game.mandate_months[i]
    probing = np.zeros(evidence.size)  # chance of each lane's posture given what was seen
    posture, blamed = np.zeros(2, np.int64), np.zeros(2, np.bool_)
    tension, taken, engaged = 0, 0, 1 if start[2] < game.engaged[i] else 0
    for t in range(months):
        u = monthly[t]
        if t == game.vote_month[i] and phase < 3:
            ends[2] = phase - 1
            if start[1] < game.unrest[i]:
                tension = min(tension + 1, LEVELS - 1)
        cell = (tension * 2 + taken) * 2 + engaged
        false = odds.false if tension > 0 else 0.0
        mover = 0 if u[0] < odds.move else (1 if u[0] < 2.0 * odds.move else -1)
        asks = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
        broken = False
        if mover >= 0:
            lane = drawn[mover] + mover * split
            probe = choice[t, lane, SITUATIONS + asks[mover]]
            renege = choice[t, lane, 2 * SITUATIONS + asks[mover]]
            broken = u[1] < renege
            posture[mover] = 1 if u[1] < renege + probe else 0
        breaker = mover if broken else -1
        _read_moves(odds.move, split, choice, t, asks, breaker, probing, evidence)
        if broken:
            ends[0], ends[1] = t, 1 + mover
        else:
            incidents = _incidents(odds, posture, false, u, blamed, seen)
            _read_blame(odds.pinned, split, false, blamed, probing, evidence)
            if posture[0] + posture[1] > 0:
                tension = min(tension + incidents, LEVELS - 1)
            elif u[2] < odds.calm:
                tension = max(tension - 1, 0)
            keeps = (1.0 - blamed[0] * odds.snapback[0]) * (1.0 - blamed[1] * odds.snapback[1])
            taken = 1 if taken or u[6] < 1.0 - keeps else 0
            alarmed = 2 if blamed[0] or blamed[1] else 0
            engaged = 1 if u[7] < odds.engaged[engaged + alarmed] else 0
            accident = odds.accident[tension]
            lapse = odds.lapse if falls_due(mandate, t) else 0.0
            if u[8] < accident:
                ends[0], ends[1] = t, 3
            elif u[8] < accident + (1.0 - accident) * lapse:
                ends[0], ends[1] = t, 4
        if t < FIVE_YEARS:
            early[:] = evidence
        if ends[0] >= 0:
            return


@njit(nogil=True, cache=True)
def _incidents(odds, posture, false, u, blamed, seen):  # type: ignore[no-untyped-def]
    """Draw the month's incidents and who is blamed; returns the number of incidents."""
    incidents = 0
    for p in range(2):
        happens = posture[p] == 1 and u[2 + p] < odds.incident
        pinned = happens and u[2 + p] < odds.pinned
        incidents += happens
        blamed[p] = pinned or u[4 + p] < false
        seen[p] += blamed[p]
        seen[2 + p] += happens and not pinned and u[2 + p] < odds.detected
        seen[4] += posture[p]
    return incidents


@njit(nogil=True, cache=True)
def _read_moves(move, split, choice, t, asks, breaker, probing, evidence):  # type: ignore[no-untyped-def]
    """Bayes' rule for an open breach or its absence, on each lane's evidence and posture."""
    for lane in range(evidence.size):
        p = 0 if lane < split else 1
        renege = move * choice[t, lane, 2 * SITUATIONS + asks[p]]
        if breaker == p:
            evidence[lane] += math.log(max(renege, IMPOSSIBLE))
        elif breaker < 0:
            # Occasions are not seen: it may have had none.
            kept = 1.0 - renege
            probe = move * choice[t, lane, SITUATIONS + asks[p]]
            evidence[lane] += math.log(kept)
            probing[lane] = ((1.0 - move) * probing[lane] + probe) / kept


@njit(nogil=True, cache=True)
def _read_blame(pinned, split, false, blamed, probing, evidence):  # type: ignore[no-untyped-def]
    """Bayes' rule for a month's blame, on each lane's evidence and posture."""
    for lane in range(evidence.size):
        p = 0 if lane < split else 1
        if_probing, if_complying = 1.0 - (1.0 - pinned) * (1.0 - false), false
        if not blamed[p]:
            if_probing, if_complying = 1.0 - if_probing, 1.0 - if_complying
        chance = probing[lane] * if_probing + (1.0 - probing[lane]) * if_complying
        evidence[lane] += math.log(max(chance, IMPOSSIBLE))
        if chance > 0.0:
            probing[lane] *= if_probing / chance
