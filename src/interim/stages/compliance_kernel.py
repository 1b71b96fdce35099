"""Compiled kernels of the compliance game: one backward pass and one drawn history per future.

The public part of a state is the cell c = (tension * 2 + relief taken back) * 2 + guarantors
engaged; the postures are a = 2 * first + second, each 0 to comply and 1 to probe. A *lane* is a
principal of one type: the types of the first principal, then those of the second. A mover chooses
knowing the cell and the other's posture: its own last posture does not matter, since it chooses a
new one. So strategies are indexed by the *situation*, other's posture * CELLS + c.

Equations: `docs/model.md`, "Compliance"; order of events in a month: `docs/decisions/0002`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = 3
"""Tension: calm, tense, at the brink."""
CELLS = 4 * LEVELS
SITUATIONS = 2 * CELLS
UNIFORMS = 9
"""Per month: mover, choice, each side's incident, each side's false blame, snapback, guarantors,
collapse. Calm takes the first side's incident, which then cannot happen."""
START_UNIFORMS = 3
"""The vote's result, its acceptance, and the guarantors at signing."""
YEARS_5 = 60
IMPOSSIBLE = 1e-300
"""Chance below which what was seen counts as impossible: keeps logarithms finite."""


class Game(NamedTuple):
    """The numbers of one game per future; a named tuple because compiled code reads those.

    Axis 0 runs over futures; principals are 0 and 1; types are padded to the larger number.

    Attributes:
        types: (2,), number of types of each principal.
        prior: (n, 2, types), probability of each type.
        share: (n, 2, types), part of a package's worth that reaches the type (1 - "beyond").
        war: (n, 2, types), value of fighting on as seen at signing.
        stake: (n, 2, types), worth of a unit of the chance of prevailing.
        utility: (n, 2, 4), of the package: before the vote, after one that favours the first or
            second principal, after one not held.
        benefit: (n, 2), part of the utility that relief pays.
        discount: (n, 2), per year.
        first_strike: (n, 2), shift in the chance of prevailing for who strikes first.
        rearmament: (n, 2), shift per year of peace.
        response: (n, 2), fall in the chance of prevailing when engaged guarantors answer.
        support: (n, 2), rise for the victim of an open breach.
        snapback: (n, 2), chance that a violation pinned on this principal takes relief back.
        opportunity_rate: (n,), occasions per principal and year.
        precision: (n,).
        relief_start: (n,), months.
        relief_months: (n,), months.
        incident: (n,), chance per month of probing.
        detection: (n,), chance per incident.
        attribution: (n,), chance per detected incident.
        false_attribution: (n,), chance per side and month of tension.
        calm: (n,), chance per month in which both comply.
        accident_hazard: (n,), per month at the highest tension.
        probe_gain: (n,), flow.
        probe_harm: (n,), flow.
        tension_cost: (n,), flow at the highest tension.
        engaged: (n,), chance at signing.
        engage: (n,), hazard per month.
        disengage: (n,), hazard per month.
        alarm: (n,), factor in a month with an attributed violation.
        mandate_months: (n,), months between renewals.
        lapse: (n,), chance per renewal; 0 where the mandate is open-ended.
        vote_month: (n,), int64; the horizon or later where there is no vote.
        vote: (n, 3), chance that the vote favours the first, the second, is not held.
        unrest: (n,), chance that a decided vote raises tension.
    """

    types: NDArray[np.int64]
    prior: Array
    share: Array
    war: Array
    stake: Array
    utility: Array
    benefit: Array
    discount: Array
    first_strike: Array
    rearmament: Array
    response: Array
    support: Array
    snapback: Array
    opportunity_rate: Array
    precision: Array
    relief_start: Array
    relief_months: Array
    incident: Array
    detection: Array
    attribution: Array
    false_attribution: Array
    calm: Array
    accident_hazard: Array
    probe_gain: Array
    probe_harm: Array
    tension_cost: Array
    engaged: Array
    engage: Array
    disengage: Array
    alarm: Array
    mandate_months: Array
    lapse: Array
    vote_month: NDArray[np.int64]
    vote: Array
    unrest: Array


# --- compiled kernels ----------------------------------------------------------------------


@njit(nogil=True, cache=True)
def play(game, months, monthly, start, drawn, value, ends, seen, evidence, evidence_5y):  # type: ignore[no-untyped-def]
    """Solve every game and draw one history of each.

    Args:
        game: a `Game` of n futures.
        months: the horizon.
        monthly: (n, months, UNIFORMS), uniform numbers.
        start: (n, START_UNIFORMS), uniform numbers.
        drawn: (n, 2), int64, type of each principal in the history.
        value: out, (n, lanes), at signing.
        ends: out, (n, 3), int64: month, ending, vote.
        seen: out, (n, 5): violations pinned on each side, unattributed of each, months of probing.
        evidence: out, (n, lanes), log-likelihood until the end.
        evidence_5y: out, (n, lanes), the same over the first 60 months.
    """
    lanes = game.types[0] + game.types[1]
    probe = np.empty((months, lanes, SITUATIONS))
    renege = np.empty((months, lanes, SITUATIONS))
    values = np.empty((lanes, 4, CELLS))
    for i in range(game.engaged.size):
        phase = _result(game, i, start[i, 0])
        solve(game, i, months, phase, probe, renege, values)
        for lane in range(lanes):
            away, engaged = values[lane, 0, 0], values[lane, 0, 1]
            value[i, lane] = away + game.engaged[i] * (engaged - away)
        _history(
            game, i, months, phase, probe, renege, monthly[i], start[i], drawn[i],
            ends[i], seen[i], evidence[i], evidence_5y[i],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def _result(game, i, uniform):  # type: ignore[no-untyped-def]
    """Phase after the vote: favours the first (1), the second (2), not held (3)."""
    if uniform < game.vote[i, 0]:
        return 1
    if uniform < game.vote[i, 0] + game.vote[i, 1]:
        return 2
    return 3


@njit(nogil=True, cache=True)
def solve(game, i, months, phase, probe, renege, values):  # type: ignore[no-untyped-def]
    """Backward induction for future i.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon.
        phase: whose strategies after the vote are kept: 1, 2 or 3.
        probe: out, (months, lanes, SITUATIONS), chance to probe at an opportunity.
        renege: out, the same for reneging.
        values: out, (lanes, 4, CELLS), at signing.
    """
    lanes = values.shape[0]
    rules = _rules(game, i, lanes)
    work = _work(lanes)
    flow = np.empty((lanes, 4, CELLS))
    vote = game.vote_month[i]
    first = months
    if vote < months:
        first = vote
        mixed = np.zeros((lanes, 4, CELLS))
        for branch in range(1, 4):
            weight = game.vote[i, branch - 1]
            if weight == 0.0 and branch != phase:
                continue
            _flow(game, i, branch, flow)
            _forever(game, i, months, flow, values)
            for t in range(months - 1, vote - 1, -1):
                _month(game, i, t, rules, flow, values, work)
                if branch == phase:
                    probe[t] = work[2]
                    renege[t] = work[3]
            _mix(weight, game.unrest[i] if branch < 3 else 0.0, values, mixed)
        values[:] = mixed
    _flow(game, i, 0, flow)
    if vote >= months:
        _forever(game, i, months, flow, values)
    for t in range(first - 1, -1, -1):
        _month(game, i, t, rules, flow, values, work)
        probe[t] = work[2]
        renege[t] = work[3]


@njit(nogil=True, cache=True)
def _work(lanes):  # type: ignore[no-untyped-def]
    """Arrays of one month: value at its end, after the move, chances to probe and renege, value
    of moving, value of the other's moving."""
    return (
        np.empty((lanes, 4, CELLS)),
        np.empty((lanes, 4, CELLS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((2, 2, SITUATIONS)),
        np.empty((2, lanes, 2)),
    )
