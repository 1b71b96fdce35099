"""The compliance game as arrays, and the compiled kernel that solves it by backward induction.

A *lane* is a principal of one type: the types of the first principal, then those of the second.
The public part of a state is the *cell* c = (tension * 2 + relief taken back) * 2 + guarantors
engaged. A state of a lane is (own posture, other's posture, cell), a posture being 0 to comply and
1 to probe. A mover chooses its posture anew, so it minds only its *situation*, (other's posture,
cell): strategies are indexed by it. Reneging ends the game.

Equations: `docs/model.md`, "Compliance"; the order of events in a month: `docs/decisions/0002`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = 3
"""Tension: calm, tense, at the brink."""
CELLS = 4 * LEVELS
SITUATIONS = 2 * CELLS


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
    """One future's game as the kernel uses it."""

    side: NDArray[np.int64]
    """(lanes,), principal."""
    prior: Array
    """(lanes,), probability of the type."""
    patience: Array
    """(lanes,), discount per month."""
    package: Array
    """(4, lanes), flow of the package in each phase, as if relief were never paid."""
    relief: Array
    """(lanes,), flow that relief pays in full."""
    war: Array
    """(lanes,), value of fighting on as seen at signing."""
    stake: Array
    """(lanes,), worth of a unit of the chance of prevailing."""
    friction: Array
    """(2, 4, CELLS), flow by principal and state: gain and harm of probing, cost of tension."""
    month: Array
    """(2, 4, CELLS, CELLS), [.., d, c] the chance that a month leads from cell c to d, collapse
    apart, by principal and its own and the other's posture."""
    accident: Array
    """(CELLS,), chance of accidental collapse in a month that ends in the cell."""
    move: float
    """Chance per month that one given principal may reconsider."""
    precision: float


class Room(NamedTuple):
    """Working memory for one month."""

    after: Array
    """(lanes, 4 * CELLS), value after the move."""
    weight: Array
    """(3 * SITUATIONS,), weights of the three choices."""
    probe: Array
    """(lanes, SITUATIONS), chance to probe at an opportunity."""
    renege: Array
    """(lanes, SITUATIONS), chance to renege at an opportunity."""
    own: Array
    """(lanes, SITUATIONS), value when the lane's principal moves, by its situation."""
    mean: Array
    """(2, 3, SITUATIONS), each principal's chances to comply, probe and renege, over its types."""


# --- chances, shared with the drawn histories ----------------------------------------------


@njit(nogil=True, cache=True)
def move_chance(rate):  # type: ignore[no-untyped-def]
    """Chance per month that a given principal may reconsider, with `rate` occasions a year each.

    At most one of them does: the chance that either has an occasion is split evenly.
    """
    return -math.expm1(-rate / 6.0) / 2.0


@njit(nogil=True, cache=True)
def accident_chance(hazard, tension):  # type: ignore[no-untyped-def]
    """Chance of accidental collapse in a month that ends at a tension."""
    return -math.expm1(-hazard * tension / (LEVELS - 1))


@njit(nogil=True, cache=True)
def engaged_chance(game, i, engaged, alarmed):  # type: ignore[no-untyped-def]
    """Chance that the guarantors are engaged after a month."""
    factor = max(game.alarm[i], 1e-9) if alarmed else 1.0
    if engaged:
        return math.exp(-game.disengage[i] / factor)
    return -math.expm1(-game.engage[i] * factor)


@njit(nogil=True, cache=True)
def falls_due(term, t):  # type: ignore[no-untyped-def]
    """Whether a mandate of `term` months must be renewed at the end of month t."""
    term = max(term, 1.0)
    return math.floor((t + 1) / term) > math.floor(t / term)


@njit(nogil=True, cache=True)
def phase_after_vote(vote, uniform):  # type: ignore[no-untyped-def]
    """The vote favours the first principal (1), the second (2) or is not held (3)."""
    if uniform < vote[0]:
        return 1
    if uniform < vote[0] + vote[1]:
        return 2
    return 3


# --- the rules of one future ---------------------------------------------------------------


@njit(nogil=True, cache=True)
def _rules(game, i, lanes):  # type: ignore[no-untyped-def]
    side = np.zeros(lanes, np.int64)
    prior, patience, relief = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    package, war, stake = np.empty((4, lanes)), np.empty(lanes), np.empty(lanes)
    for lane in range(lanes):
        p = 0 if lane < game.types[0] else 1
        kind = lane - p * game.types[0]
        side[lane] = p
        prior[lane] = game.prior[i, p, kind]
        patience[lane] = game.discount[i, p] ** (1.0 / 12.0)
        relief[lane] = game.share[i, p, kind] * game.benefit[i, p]
        for phase in range(4):
            worth = game.share[i, p, kind] * game.utility[i, p, phase]
            package[phase, lane] = worth - relief[lane]
        war[lane], stake[lane] = game.war[i, p, kind], game.stake[i, p, kind]
    friction, month = np.empty((2, 4, CELLS)), np.zeros((2, 4, CELLS, CELLS))
    accident = np.empty(CELLS)
    for c in range(CELLS):
        tension = c // 4
        accident[c] = accident_chance(game.accident_hazard[i], tension)
        for own in range(2):
            for other in range(2):
                a = 2 * own + other
                gain = own * game.probe_gain[i] - other * game.probe_harm[i]
                friction[:, a, c] = gain - game.tension_cost[i] * tension / (LEVELS - 1)
                _events(game, i, own, other, c, month[0, a])
                month[1, 2 * other + own, :, c] = month[0, a, :, c]
    return Rules(
        side, prior, patience, package, relief, war, stake, friction, month, accident,
        move_chance(game.opportunity_rate[i]), game.precision[i],
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _events(game, i, first, second, c, month):  # type: ignore[no-untyped-def]
    """Chances of the cells to which a month leads from cell c, given both postures.

    Weighs every combination of: an incident by each side, blame on each side, relief taken back,
    tension falling, guarantors engaged.
    """
    tension, taken, engaged = c // 4, c // 2 % 2, c % 2
    pinned = game.detection[i] * game.attribution[i]
    false = game.false_attribution[i] if tension > 0 else 0.0
    calm = game.calm[i] if first + second == 0 else 0.0
    for one in range(1 + first):
        for two in range(1 + second):
            happens = _either(one, first * game.incident[i])
            happens *= _either(two, second * game.incident[i])
            risen = min(tension + one + two, LEVELS - 1)
            for on_one in range(2):
                for on_two in range(2):
                    seen = _either(on_one, 1.0 - (1.0 - one * pinned) * (1.0 - false))
                    seen *= _either(on_two, 1.0 - (1.0 - two * pinned) * (1.0 - false))
                    keeps = 1.0 - on_one * game.snapback[i, 0]
                    keeps *= 1.0 - on_two * game.snapback[i, 1]
                    answers = engaged_chance(game, i, engaged, on_one + on_two > 0)
                    for lost in range(taken, 2):
                        loses = 1.0 if taken else _either(lost, 1.0 - keeps)
                        for falls in range(2):
                            d = (max(risen - falls, 0) * 2 + lost) * 2
                            chance = happens * seen * loses * _either(falls, calm)
                            month[d, c] += chance * (1.0 - answers)
                            month[d + 1, c] += chance * answers


@njit(nogil=True, cache=True)
def _either(happens, chance):  # type: ignore[no-untyped-def]
    return chance if happens else 1.0 - chance


@njit(nogil=True, cache=True)
def _paid(game, i, t):  # type: ignore[no-untyped-def]
    """Part of relief that is paid in month t while it is intact."""
    since = t - game.relief_start[i]
    if game.relief_months[i] > 0.0:
        return min(max(since / game.relief_months[i], 0.0), 1.0)
    return 1.0 if since >= 0.0 else 0.0


@njit(nogil=True, cache=True)
def _war_value(rules, lane, shift):  # type: ignore[no-untyped-def]
    """Value of a war whose chance of prevailing has moved by a shift."""
    return min(max(rules.war[lane] + rules.stake[lane] * shift, 0.0), 1.0)


@njit(nogil=True, cache=True)
def _trend(game, i, side, t):  # type: ignore[no-untyped-def]
    """How far rearmament has moved a principal's chance of prevailing after t months."""
    return (game.rearmament[i, side] - game.rearmament[i, 1 - side]) * t / 12.0


@njit(nogil=True, cache=True)
def _edge(game, i, breaker, engaged):  # type: ignore[no-untyped-def]
    """Shift in its favour when a principal breaks the deal openly."""
    answer = game.response[i, breaker] * engaged
    return game.first_strike[i, breaker] - answer - game.support[i, 1 - breaker]


# --- backward induction --------------------------------------------------------------------


@njit(nogil=True, cache=True)
def solve(game, i, months, kept, probe, renege, values):  # type: ignore[no-untyped-def]
    """Solve the game of one future.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        kept: phase whose strategies are kept from the month of the vote on: 1, 2 or 3.
        probe: out, (months, lanes, SITUATIONS), chance to probe at an opportunity.
        renege: out, the same for reneging.
        values: out, (lanes, 4 * CELLS), at signing, by state of the lane.
    """
    lanes = values.shape[0]
    rules = _rules(game, i, lanes)
    room = Room(
        np.empty((lanes, 4 * CELLS)),
        np.empty(3 * SITUATIONS),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((lanes, SITUATIONS)),
        np.empty((2, 3, SITUATIONS)),
    )
    vote = min(game.vote_month[i], months)
    if vote < months:
        mixed = np.zeros_like(values)
        for phase in range(1, 4):
            weight = game.vote[i, phase - 1]
            if weight == 0.0 and phase != kept:
                continue
            _for_ever(game, i, months, phase, rules, values)
            for t in range(months - 1, vote - 1, -1):
                _back(game, i, t, phase, rules, values, room)
                if phase == kept:
                    probe[t], renege[t] = room.probe, room.renege
            _mix(weight, game.unrest[i] if phase < 3 else 0.0, values, mixed)
        values[:] = mixed
    else:
        _for_ever(game, i, months, 0, rules, values)
    for t in range(vote - 1, -1, -1):
        _back(game, i, t, 0, rules, values, room)
        probe[t], renege[t] = room.probe, room.renege


@njit(nogil=True, cache=True)
def _for_ever(game, i, months, phase, rules, values):  # type: ignore[no-untyped-def]
    """After the horizon the flow of the state goes on for ever."""
    paid = _paid(game, i, months)
    for lane in range(rules.side.size):
        for a in range(4):
            for c in range(CELLS):
                flow = rules.package[phase, lane] + rules.friction[rules.side[lane], a, c]
                intact = 1 - c // 2 % 2
                values[lane, a * CELLS + c] = flow + intact * paid * rules.relief[lane]


@njit(nogil=True, cache=True)
def _mix(weight, unrest, values, mixed):  # type: ignore[no-untyped-def]
    """Add a branch of the vote; a result that is not accepted raises tension by a step."""
    for lane in range(values.shape[0]):
        for s in range(4 * CELLS):
            tenser = s + 4 if s % CELLS + 4 < CELLS else s
            value = (1.0 - unrest) * values[lane, s] + unrest * values[lane, tenser]
            mixed[lane, s] += weight * value


@njit(nogil=True, cache=True)
def _back(game, i, t, phase, rules, values, room):  # type: ignore[no-untyped-def]
    """From the values at the start of month t + 1 to those at the start of month t."""
    _weigh_events(game, i, t, phase, rules, values, room)
    _choose(game, i, t, rules, room)
    _weigh_movers(game, i, t, rules, values, room)


@njit(nogil=True, cache=True)
def _weigh_events(game, i, t, phase, rules, values, room):  # type: ignore[no-untyped-def]
    """Value of each state after the move of month t: its flow and what chance makes of it."""
    lapse = game.lapse[i] if falls_due(game.mandate_months[i], t) else 0.0
    paid = _paid(game, i, t)
    after = room.after
    for lane in range(rules.side.size):
        p, later = rules.side[lane], rules.patience[lane]
        collapse = _war_value(rules, lane, _trend(game, i, p, t + 1))
        unpaid = (1.0 - later) * rules.package[phase, lane]
        relief = (1.0 - later) * paid * rules.relief[lane]
        for a in range(4):
            row = a * CELLS
            for c in range(CELLS):
                intact = 0.0 if c & 2 else relief
                after[lane, row + c] = unpaid + intact + (1.0 - later) * rules.friction[p, a, c]
            for d in range(CELLS):
                holds = (1.0 - rules.accident[d]) * (1.0 - lapse)
                end = later * (collapse + holds * (values[lane, row + d] - collapse))
                for c in range(CELLS):
                    after[lane, row + c] += rules.month[p, a, d, c] * end


@njit(nogil=True, cache=True, error_model="numpy")
def _choose(game, i, t, rules, room):  # type: ignore[no-untyped-def]
    """Logit choice of every lane in every situation."""
    after, weight, mean = room.after, room.weight, room.mean
    mean[:] = 0.0
    for lane in range(rules.side.size):
        p = rules.side[lane]
        trend, prior = _trend(game, i, p, t), rules.prior[lane]
        alone = _war_value(rules, lane, trend + _edge(game, i, p, 0))
        answered = _war_value(rules, lane, trend + _edge(game, i, p, 1))
        for s in range(SITUATIONS):
            comply, probe = after[lane, s], after[lane, SITUATIONS + s]
            fight = answered if s & 1 else alone
            best = max(comply, probe, fight)
            weight[s] = rules.precision * (comply - best)
            weight[SITUATIONS + s] = rules.precision * (probe - best)
            weight[2 * SITUATIONS + s] = rules.precision * (fight - best)
        exponentials(weight)
        for s in range(SITUATIONS):
            x, y, z = weight[s], weight[SITUATIONS + s], weight[2 * SITUATIONS + s]
            total = x + y + z
            x, y, z = x / total, y / total, z / total
            fight = answered if s & 1 else alone
            room.own[lane, s] = x * after[lane, s] + y * after[lane, SITUATIONS + s] + z * fight
            room.probe[lane, s], room.renege[lane, s] = y, z
            mean[p, 0, s] += prior * x
            mean[p, 1, s] += prior * y
            mean[p, 2, s] += prior * z


@njit(nogil=True, cache=True)
def _weigh_movers(game, i, t, rules, values, room):  # type: ignore[no-untyped-def]
    """Value before it is known who moves; the other's choice is the mixture of its types."""
    after, mean, move = room.after, room.mean, rules.move
    for lane in range(rules.side.size):
        p = rules.side[lane]
        trend = _trend(game, i, p, t)
        alone = _war_value(rules, lane, trend - _edge(game, i, 1 - p, 0))
        answered = _war_value(rules, lane, trend - _edge(game, i, 1 - p, 1))
        for own in range(2):
            # The mover's situation is this lane's own posture and the cell.
            row = own * SITUATIONS
            for c in range(CELLS):
                s = own * CELLS + c
                comply, probe = after[lane, row + c], after[lane, row + CELLS + c]
                fight = answered if c & 1 else alone
                moved = mean[1 - p, 0, s] * comply + mean[1 - p, 1, s] * probe
                moved += mean[1 - p, 2, s] * fight
                stay = 1.0 - 2.0 * move
                values[lane, row + c] = stay * comply + move * (moved + room.own[lane, c])
                values[lane, row + CELLS + c] = stay * probe + move * (
                    moved + room.own[lane, CELLS + c]
                )


# --- exponentials --------------------------------------------------------------------------

_INVERSE_LN2 = 1.0 / math.log(2.0)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = (
    1.0 / math.factorial(k) for k in range(2, 14)
)


@intrinsic
def _float_of_bits(_typing_context, _bits):  # type: ignore[no-untyped-def]
    def generate(_context, builder, _signature, arguments):  # type: ignore[no-untyped-def]
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@njit(nogil=True, cache=True)
def exponentials(x):  # type: ignore[no-untyped-def]
    """Replace each x <= 0 by exp(x), to the last or last but one bit; below -708 by 0.

    `math.exp` would be two thirds of the kernel's time: it is called number by number, while this
    loop compiles to vector instructions. exp(x) = 2^n exp(r) with |r| <= ln(2)/2, a Taylor
    polynomial for exp(r), and 2^n written into the exponent bits; ln(2) in two parts as in
    Cody and Waite (1980).
    """
    for j in range(x.size):
        z = max(x[j], -708.0)
        n = math.floor(z * _INVERSE_LN2 + 0.5)
        r = (z - n * _LN2_HIGH) - n * _LN2_LOW
        high = _C7 + r * (_C8 + r * (_C9 + r * (_C10 + r * (_C11 + r * (_C12 + r * _C13)))))
        low = _C2 + r * (_C3 + r * (_C4 + r * (_C5 + r * (_C6 + r * high))))
        power = _float_of_bits((np.int64(n) + 1023) << 52)
        x[j] = power * (1.0 + r * (1.0 + r * low)) if x[j] >= -708.0 else 0.0
