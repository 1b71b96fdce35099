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


class Rules(NamedTuple):
    """One future's game as the kernels use it; lanes are types of both principals."""

    side: NDArray[np.int64]
    """(lanes,), principal."""
    prior: Array
    """(lanes,), probability of the type."""
    patience: Array
    """(lanes,), discount per month."""
    relief: Array
    """(lanes,), flow that relief pays in full."""
    war: Array
    """(lanes,)."""
    stake: Array
    """(lanes,)."""
    move: float
    """Chance per month that one given principal may reconsider."""
    precision: float
    ways: NDArray[np.int64]
    """(4, CELLS), number of cells to which a month can lead."""
    cell: NDArray[np.int64]
    """(4, CELLS, CELLS), the first `ways` of them."""
    chance: Array
    """(4, CELLS, CELLS), and their chances."""
    accident: Array
    """(LEVELS,), chance per month of accidental collapse."""


class Month(NamedTuple):
    """Room for the quantities of one month."""

    end: Array
    """(lanes, 4, CELLS), value at its end, before a collapse is ruled out."""
    after: Array
    """(lanes, 4, CELLS), value after the move."""
    renege: Array
    """(lanes, SITUATIONS), worth of reneging, then its chance."""
    probe: Array
    """(lanes, SITUATIONS), chance to probe."""
    own: Array
    """(lanes, SITUATIONS), value when the lane's principal moves."""
    other: Array
    """(lanes, SITUATIONS), value when the other moves, by the *mover's* situation."""
    mean: Array
    """(2, 3, SITUATIONS), chances to comply, probe and renege, averaged over types."""


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
        phase = after_vote(game, i, start[i, 0])
        solve(game, i, months, phase, probe, renege, values)
        for lane in range(lanes):
            away, engaged = values[lane, 0, 0], values[lane, 0, 1]
            value[i, lane] = away + game.engaged[i] * (engaged - away)
        _history(
            game, i, months, phase, probe, renege, monthly[i], start[i], drawn[i],
            ends[i], seen[i], evidence[i], evidence_5y[i],
        )  # fmt: skip


@njit(nogil=True, cache=True)
def after_vote(game, i, uniform):  # type: ignore[no-untyped-def]
    """Phase after the vote: it favoured the first (1) or the second (2), or was not held (3)."""
    if uniform < game.vote[i, 0]:
        return 1
    if uniform < game.vote[i, 0] + game.vote[i, 1]:
        return 2
    return 3


@njit(nogil=True, cache=True)
def solve(game, i, months, kept, probe, renege, values):  # type: ignore[no-untyped-def]
    """Backward induction for one future.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon.
        kept: whose strategies after the vote are kept: phase 1, 2 or 3.
        probe: out, (months, lanes, SITUATIONS), chance to probe at an opportunity.
        renege: out, the same for reneging.
        values: out, (lanes, 4, CELLS), at signing.
    """
    lanes = values.shape[0]
    rules = _rules(game, i, lanes)
    month = _room(lanes)
    flow = np.empty((lanes, 4, CELLS))
    vote = min(game.vote_month[i], months)
    if vote < months:
        mixed = np.zeros((lanes, 4, CELLS))
        for phase in range(1, 4):
            weight = game.vote[i, phase - 1]
            if weight == 0.0 and phase != kept:
                continue
            _flow(game, i, phase, rules, flow)
            _for_ever(game, i, months, rules, flow, values)
            for t in range(months - 1, vote - 1, -1):
                _back(game, i, t, rules, flow, values, month)
                if phase == kept:
                    probe[t], renege[t] = month.probe, month.renege
            _mix(weight, game.unrest[i] if phase < 3 else 0.0, values, mixed)
        values[:] = mixed
    _flow(game, i, 0, rules, flow)
    if vote == months:
        _for_ever(game, i, months, rules, flow, values)
    for t in range(vote - 1, -1, -1):
        _back(game, i, t, rules, flow, values, month)
        probe[t], renege[t] = month.probe, month.renege


@njit(nogil=True, cache=True)
def _room(lanes):  # type: ignore[no-untyped-def]
    return Month(
        np.empty((lanes, 4, CELLS)),
        np.empty((lanes, 4, CELLS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((2, 3, SITUATIONS)),
    )


@njit(nogil=True, cache=True)
def move_chance(rate):  # type: ignore[no-untyped-def]
    """Chance per month that a given principal may reconsider, `rate` occasions a year for each.

    At most one of them does: the chance that either has an occasion is split evenly.
    """
    return -math.expm1(-rate / 6.0) / 2.0


@njit(nogil=True, cache=True)
def accident_chance(game, i, tension):  # type: ignore[no-untyped-def]
    """Chance of accidental collapse in a month that ends at a tension."""
    return -math.expm1(-game.accident_hazard[i] * tension / (LEVELS - 1))


@njit(nogil=True, cache=True)
def falls_due(game, i, t):  # type: ignore[no-untyped-def]
    """Whether the mandate must be renewed at the end of month t."""
    term = max(game.mandate_months[i], 1.0)
    return math.floor((t + 1) / term) > math.floor(t / term)


@njit(nogil=True, cache=True)
def guarantor_chance(game, i, engaged, alarmed):  # type: ignore[no-untyped-def]
    """Chance that the guarantors are engaged after a month."""
    factor = max(game.alarm[i], 1e-9) if alarmed else 1.0
    if engaged:
        return math.exp(-game.disengage[i] / factor)
    return -math.expm1(-game.engage[i] * factor)


@njit(nogil=True, cache=True)
def _rules(game, i, lanes):  # type: ignore[no-untyped-def]
    side = np.zeros(lanes, np.int64)
    prior, patience, relief = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    war, stake = np.empty(lanes), np.empty(lanes)
    for lane in range(lanes):
        p = 0 if lane < game.types[0] else 1
        kind = lane - p * game.types[0]
        side[lane] = p
        prior[lane] = game.prior[i, p, kind]
        patience[lane] = game.discount[i, p] ** (1.0 / 12.0)
        relief[lane] = game.share[i, p, kind] * game.benefit[i, p]
        war[lane], stake[lane] = game.war[i, p, kind], game.stake[i, p, kind]
    ways = np.zeros((4, CELLS), np.int64)
    cell = np.zeros((4, CELLS, CELLS), np.int64)
    chance = np.zeros((4, CELLS, CELLS))
    table = np.empty(CELLS)
    for a in range(4):
        for c in range(CELLS):
            _events(game, i, a // 2, a % 2, c, table)
            for d in range(CELLS):
                if table[d] > 0.0:
                    cell[a, c, ways[a, c]] = d
                    chance[a, c, ways[a, c]] = table[d]
                    ways[a, c] += 1
    accident = np.empty(LEVELS)
    for tension in range(LEVELS):
        accident[tension] = accident_chance(game, i, tension)
    move = move_chance(game.opportunity_rate[i])
    return Rules(
        side, prior, patience, relief, war, stake, move, game.precision[i], ways, cell, chance,
        accident,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _events(game, i, first, second, c, table):  # type: ignore[no-untyped-def]
    """Chances of the cells to which a month leads from cell c, given the postures.

    Weighs every combination of: an incident by each side, blame of each side, relief taken back,
    tension falling, guarantors engaged.
    """
    table[:] = 0.0
    tension, taken, engaged = c // 4, c // 2 % 2, c % 2
    false = game.false_attribution[i] if tension > 0 else 0.0
    pinned = game.detection[i] * game.attribution[i]
    calm = game.calm[i] if first == 0 and second == 0 else 0.0
    for one in range(1 + first):
        for two in range(1 + second):
            happens = (game.incident[i] if one else 1.0 - first * game.incident[i]) * (
                game.incident[i] if two else 1.0 - second * game.incident[i]
            )
            blame_one = 1.0 - (1.0 - one * pinned) * (1.0 - false)
            blame_two = 1.0 - (1.0 - two * pinned) * (1.0 - false)
            risen = min(tension + one + two, LEVELS - 1)
            for on_one in range(2):
                for on_two in range(2):
                    seen = (blame_one if on_one else 1.0 - blame_one) * (
                        blame_two if on_two else 1.0 - blame_two
                    )
                    if happens * seen == 0.0:
                        continue
                    back = 1.0 - (1.0 - on_one * game.snapback[i, 0]) * (
                        1.0 - on_two * game.snapback[i, 1]
                    )
                    engages = guarantor_chance(game, i, engaged == 1, on_one + on_two > 0)
                    for now in range(taken, 2):
                        loses = 1.0 if taken else (back if now else 1.0 - back)
                        p = happens * seen * loses
                        for falls in range(2):
                            level = max(risen - falls, 0)
                            to = (level * 2 + now) * 2
                            part = p * (calm if falls else 1.0 - calm)
                            table[to] += part * (1.0 - engages)
                            table[to + 1] += part * engages


@njit(nogil=True, cache=True)
def _flow(game, i, phase, rules, flow):  # type: ignore[no-untyped-def]
    """Flow of each lane in each state of a phase, as if relief were never paid."""
    for lane in range(rules.side.size):
        p = rules.side[lane]
        kind = lane - p * game.types[0]
        package = game.share[i, p, kind] * game.utility[i, p, phase] - rules.relief[lane]
        for a in range(4):
            own, other = (a // 2, a % 2) if p == 0 else (a % 2, a // 2)
            probing = own * game.probe_gain[i] - other * game.probe_harm[i]
            for c in range(CELLS):
                tense = game.tension_cost[i] * (c // 4) / (LEVELS - 1)
                flow[lane, a, c] = package + probing - tense


@njit(nogil=True, cache=True)
def paid(game, i, t):  # type: ignore[no-untyped-def]
    """Part of relief that is paid in month t while it is intact."""
    since = t - game.relief_start[i]
    if game.relief_months[i] > 0.0:
        return min(max(since / game.relief_months[i], 0.0), 1.0)
    return 1.0 if since >= 0.0 else 0.0


@njit(nogil=True, cache=True)
def _for_ever(game, i, months, rules, flow, values):  # type: ignore[no-untyped-def]
    """After the horizon the flow of the state goes on for ever."""
    part = paid(game, i, months)
    for lane in range(rules.side.size):
        for a in range(4):
            for c in range(CELLS):
                intact = 1 - c // 2 % 2
                values[lane, a, c] = flow[lane, a, c] + intact * part * rules.relief[lane]


@njit(nogil=True, cache=True)
def _mix(weight, unrest, values, mixed):  # type: ignore[no-untyped-def]
    """Add a branch of the vote; an unaccepted result raises tension by a step."""
    for lane in range(values.shape[0]):
        for a in range(4):
            for c in range(CELLS):
                tenser = c + 4 if c + 4 < CELLS else c
                mixed[lane, a, c] += weight * (
                    (1.0 - unrest) * values[lane, a, c] + unrest * values[lane, a, tenser]
                )


@njit(nogil=True, cache=True)
def _fight(rules, lane, shift):  # type: ignore[no-untyped-def]
    """Value of a war whose chance of prevailing has moved by a shift."""
    return min(max(rules.war[lane] + rules.stake[lane] * shift, 0.0), 1.0)


@njit(nogil=True, cache=True)
def _trend(game, i, side, t):  # type: ignore[no-untyped-def]
    """How far rearmament has moved a principal's chance of prevailing after t months."""
    return (game.rearmament[i, side] - game.rearmament[i, 1 - side]) * t / 12.0


@njit(nogil=True, cache=True)
def _edge(game, i, breaker, engaged):  # type: ignore[no-untyped-def]
    """Shift in its favour when a principal breaks the deal openly."""
    return (
        game.first_strike[i, breaker]
        - game.response[i, breaker] * engaged
        - game.support[i, 1 - breaker]
    )


@njit(nogil=True, cache=True)
def _back(game, i, t, rules, flow, values, month):  # type: ignore[no-untyped-def]
    """From the values at the start of month t + 1 to those at the start of month t."""
    _weigh_events(game, i, t, rules, flow, values, month)
    _choose(game, i, t, rules, month)
    _weigh_movers(game, i, t, rules, values, month)


@njit(nogil=True, cache=True)
def _weigh_events(game, i, t, rules, flow, values, month):  # type: ignore[no-untyped-def]
    """Value of each state after the move of month t: its flow and what chance makes of it."""
    lapse = game.lapse[i] if falls_due(game, i, t) else 0.0
    part = paid(game, i, t)
    for lane in range(rules.side.size):
        collapse = _fight(rules, lane, _trend(game, i, rules.side[lane], t + 1))
        later = rules.patience[lane]
        for a in range(4):
            for c in range(CELLS):
                ends = 1.0 - (1.0 - rules.accident[c // 4]) * (1.0 - lapse)
                value = values[lane, a, c]
                month.end[lane, a, c] = value + ends * (collapse - value)
            for c in range(CELLS):
                expected = 0.0
                for w in range(rules.ways[a, c]):
                    expected += rules.chance[a, c, w] * month.end[lane, a, rules.cell[a, c, w]]
                now = flow[lane, a, c]
                if c // 2 % 2 == 0:
                    now += part * rules.relief[lane]
                month.after[lane, a, c] = (1.0 - later) * now + later * expected


@njit(nogil=True, cache=True)
def _choose(game, i, t, rules, month):  # type: ignore[no-untyped-def]
    """Logit choice of every lane in every situation."""
    month.mean[:] = 0.0
    for lane in range(rules.side.size):
        p = rules.side[lane]
        trend = _trend(game, i, p, t)
        for s in range(SITUATIONS):
            other, c = s // CELLS, s % CELLS
            comply = month.after[lane, other if p == 0 else 2 * other, c]
            probe = month.after[lane, 2 + other if p == 0 else 2 * other + 1, c]
            fight = _fight(rules, lane, trend + _edge(game, i, p, c % 2))
            best = max(comply, probe, fight)
            x = math.exp(rules.precision * (comply - best))
            y = math.exp(rules.precision * (probe - best))
            z = math.exp(rules.precision * (fight - best))
            total = x + y + z
            x, y, z = x / total, y / total, z / total
            month.probe[lane, s], month.renege[lane, s] = y, z
            month.own[lane, s] = x * comply + y * probe + z * fight
            month.mean[p, 0, s] += rules.prior[lane] * x
            month.mean[p, 1, s] += rules.prior[lane] * y
            month.mean[p, 2, s] += rules.prior[lane] * z


@njit(nogil=True, cache=True)
def _weigh_movers(game, i, t, rules, values, month):  # type: ignore[no-untyped-def]
    """Value before it is known who moves; the other's choice is the mixture of its types."""
    for lane in range(rules.side.size):
        p = rules.side[lane]
        trend = _trend(game, i, p, t)
        for own in range(2):
            for c in range(CELLS):
                s = own * CELLS + c
                comply = month.after[lane, 2 * own if p == 0 else own, c]
                probe = month.after[lane, 2 * own + 1 if p == 0 else 2 + own, c]
                fight = _fight(rules, lane, trend - _edge(game, i, 1 - p, c % 2))
                chances = month.mean[1 - p]
                month.other[lane, s] = (
                    chances[0, s] * comply + chances[1, s] * probe + chances[2, s] * fight
                )
        for a in range(4):
            own, other = (a // 2, a % 2) if p == 0 else (a % 2, a // 2)
            for c in range(CELLS):
                stay = (1.0 - 2.0 * rules.move) * month.after[lane, a, c]
                moved = month.own[lane, other * CELLS + c] + month.other[lane, own * CELLS + c]
                values[lane, a, c] = stay + rules.move * moved


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
            engaged = 1 if u[7] < guarantor_chance(game, i, engaged == 1, alarmed) else 0
            accident = accident_chance(game, i, tension)
            lapse = game.lapse[i] if falls_due(game, i, t) else 0.0
            if u[8] < accident:
                ends[0], ends[1] = t, 3
            elif u[8] < accident + (1.0 - accident) * lapse:
                ends[0], ends[1] = t, 4
        over = ends[0] >= 0
        if t < YEARS_5:
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
