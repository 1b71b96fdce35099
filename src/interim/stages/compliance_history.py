"""The drawn histories of the compliance game, and what observers make of them: compiled kernels.

Observers see open breaches, violations pinned on a side, and (an approximation) the public part of
the state, but neither opportunities to reconsider nor postures. For each type they keep the chance
that its posture is to probe, and weigh what they see by it.

Equations: `docs/decisions/0002`.
"""

from __future__ import annotations

import math

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
    probe = np.empty((months, lanes, SITUATIONS))
    renege = np.empty((months, lanes, SITUATIONS))
    values = np.empty((lanes, 4 * CELLS))
    for i in range(game.engaged.size):
        phase = phase_after_vote(game.vote[i], start[i, 0])
        solve(game, i, months, phase, probe, renege, values)
        for lane in range(lanes):
            # Both comply, no tension, relief intact: cell 0, or 1 with the guarantors engaged.
            away, engaged = values[lane, 0], values[lane, 1]
            value[i, lane] = away + game.engaged[i] * (engaged - away)
        _history(
            game, i, months, phase, probe, renege, monthly[i], start[i], drawn[i],
            ends[i], seen[i], evidence[i], evidence_5y[i],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def _history(
    game, i, months, phase, probe, renege, monthly, start, drawn, ends, seen, evidence, evidence_5y
):  # type: ignore[no-untyped-def]  # noqa: E501
    """Draw one history of future i and what observers make of it."""
    lanes = evidence.size
    move = move_chance(game.opportunity_rate[i])
    evidence[:] = 0.0
    evidence_5y[:] = 0.0
    seen[:] = 0.0
    probing = np.zeros(lanes)  # chance that a lane's posture is to probe, given what was seen
    blamed = np.zeros(2, np.bool_)
    posture = np.zeros(2, np.int64)
    tension, taken = 0, 0
    engaged = 1 if start[2] < game.engaged[i] else 0
    ends[0], ends[1], ends[2] = -1, 0, -1
    for t in range(months):
        if t == game.vote_month[i] and phase < 3:
            ends[2] = phase - 1
            if start[1] < game.unrest[i]:
                tension = min(tension + 1, LEVELS - 1)
        u = monthly[t]
        c = (tension * 2 + taken) * 2 + engaged
        mover = 0 if u[0] < move else (1 if u[0] < 2.0 * move else -1)
        broken = False
        before = posture[0], posture[1]
        if mover >= 0:
            lane = drawn[mover] + mover * game.types[0]
            s = before[1 - mover] * CELLS + c
            broken = u[1] < renege[t, lane, s]
            posture[mover] = 1 if u[1] < renege[t, lane, s] + probe[t, lane, s] else 0
        for lane in range(lanes):
            p = 0 if lane < game.types[0] else 1
            s = before[1 - p] * CELLS + c
            if broken and p == mover:
                evidence[lane] += math.log(max(move * renege[t, lane, s], IMPOSSIBLE))
            elif not broken:
                # Occasions are not seen: it may have had none.
                kept = 1.0 - move * renege[t, lane, s]
                evidence[lane] += math.log(max(kept, IMPOSSIBLE))
                on = (1.0 - move) * probing[lane] + move * probe[t, lane, s]
                probing[lane] = on / kept if kept > 0.0 else 1.0
        if broken:
            ends[0], ends[1] = t, 1 + mover
        else:
            false = game.false_attribution[i] if tension > 0 else 0.0
            incidents = 0
            back = 1.0
            for p in range(2):
                chance = game.incident[i] * posture[p]
                detected = chance * game.detection[i]
                pinned = detected * game.attribution[i]
                incidents += 1 if u[2 + p] < chance else 0
                blamed[p] = u[2 + p] < pinned or u[4 + p] < false
                seen[p] += blamed[p]
                seen[2 + p] += pinned <= u[2 + p] < detected
                seen[4] += posture[p]
                if blamed[p]:
                    back *= 1.0 - game.snapback[i, p]
            _read(game, i, false, blamed, probing, evidence)
            if posture[0] + posture[1] > 0:
                tension = min(tension + incidents, LEVELS - 1)
            elif u[2] < game.calm[i]:
                tension = max(tension - 1, 0)
            taken = 1 if taken or u[6] < 1.0 - back else 0
            alarmed = blamed[0] or blamed[1]
            engaged = 1 if u[7] < engaged_chance(game, i, engaged, alarmed) else 0
            accident = accident_chance(game.accident_hazard[i], tension)
            lapse = game.lapse[i] if falls_due(game.mandate_months[i], t) else 0.0
            if u[8] < accident:
                ends[0], ends[1] = t, 3
            elif u[8] < accident + (1.0 - accident) * lapse:
                ends[0], ends[1] = t, 4
        over = ends[0] >= 0
        if t < FIVE_YEARS:
            evidence_5y[:] = evidence
        if over:
            return


@njit(nogil=True, cache=True)
def _read(game, i, false, blamed, probing, evidence):  # type: ignore[no-untyped-def]
    """Bayes' rule for a month's blame: on each lane's evidence and on its supposed posture."""
    pinned = game.incident[i] * game.detection[i] * game.attribution[i]
    for lane in range(evidence.size):
        p = 0 if lane < game.types[0] else 1
        if_probing = 1.0 - (1.0 - pinned) * (1.0 - false)
        if_complying = false
        if not blamed[p]:
            if_probing, if_complying = 1.0 - if_probing, 1.0 - if_complying
        chance = probing[lane] * if_probing + (1.0 - probing[lane]) * if_complying
        evidence[lane] += math.log(max(chance, IMPOSSIBLE))
        if chance > 0.0:
            probing[lane] = probing[lane] * if_probing / chance
