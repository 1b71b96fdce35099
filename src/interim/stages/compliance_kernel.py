"""The compliance game solved by backward induction, and histories drawn from it: compiled code.

A *lane* is a principal of one type: the types of the first principal, then those of the second.
The public part of a state is the *cell* c = (tension * 2 + relief taken back) * 2 + guarantors
engaged. A state of a lane is (own posture, other's posture, cell), a posture being 0 to comply and
1 to probe. A mover chooses its posture anew, so it minds only its *situation*, (other's posture,
cell): strategies are indexed by it. Reneging ends the game.

Equations: `docs/model.md`, "Compliance"; the order of events in a month, and what observers see:
`docs/decisions/0002`. All of it stands in one file, because numba does not notice when a function
in another file changes that a cached one has compiled in.
"""

from __future__ import annotations

import math

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from interim.stages.compliance_game import Odds, Rules

LEVELS = 3
"""Tension: calm, tense, at the brink."""
CELLS = 4 * LEVELS
SITUATIONS = 2 * CELLS
UNIFORMS = 9
"""Uniform numbers per month: mover, choice, each side's incident, each side's false blame,
snapback, guarantors, collapse. Calm takes the first side's incident, which cannot happen then."""
START_UNIFORMS = 3
"""The vote's result, its acceptance, and the guarantors at signing."""
FIVE_YEARS = 60
IMPOSSIBLE = 1e-300
"""What is less likely than this counts as this likely: logarithms stay finite."""
NOBODY, OWN, OTHERS = 0, 1, 3
"""Columns of `Rules.wars`, by who broke the deal."""


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
def _rules(game, i, months):  # type: ignore[no-untyped-def]
    split, lanes = game.types[0], game.types[0] + game.types[1]
    prior, patience, package = np.empty(lanes), np.empty(lanes), np.empty((4, lanes))
    relief, wars = np.empty((months + 1, lanes)), np.empty((months + 1, lanes, 5))
    for lane in range(lanes):
        p = 0 if lane < split else 1
        kind = lane - p * split
        share = game.share[i, p, kind]
        prior[lane] = game.prior[i, p, kind]
        patience[lane] = game.discount[i, p] ** (1.0 / 12.0)
        for phase in range(4):
            package[phase, lane] = share * (game.utility[i, p, phase] - game.benefit[i, p])
        for t in range(months + 1):
            relief[t, lane] = share * game.benefit[i, p] * _paid(game, i, t)
            _wars(game, i, t, p, kind, wars[t, lane])
    friction, month = np.empty((2, 4, CELLS)), np.zeros((2, 4, CELLS, CELLS))
    holds, due = np.empty((2, CELLS)), np.zeros(months, np.int64)
    for c in range(CELLS):
        tension = c // 4
        holds[0, c] = 1.0 - accident_chance(game.accident_hazard[i], tension)
        holds[1, c] = holds[0, c] * (1.0 - game.lapse[i])
        for own in range(2):
            for other in range(2):
                a = 2 * own + other
                gain = own * game.probe_gain[i] - other * game.probe_harm[i]
                friction[:, a, c] = gain - game.tension_cost[i] * tension / (LEVELS - 1)
                _events(game, i, own, other, c, month[0, a])
                month[1, 2 * other + own, :, c] = month[0, a, :, c]
    for t in range(months):
        due[t] = 1 if falls_due(game.mandate_months[i], t) else 0
    return Rules(
        split, prior, patience, package, relief, friction, month, holds, due, wars,
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
def _wars(game, i, t, p, kind, wars):  # type: ignore[no-untyped-def]
    """Values to one type of principal p of a war begun in month t, in the order of `Rules.wars`."""
    trend = (game.rearmament[i, p] - game.rearmament[i, 1 - p]) * t / 12.0
    wars[NOBODY] = trend
    for breaker in range(2):
        sign, column = (1.0, OWN) if breaker == p else (-1.0, OTHERS)
        for engaged in range(2):
            edge = game.first_strike[i, breaker] - game.support[i, 1 - breaker]
            edge -= game.response[i, breaker] * engaged
            wars[column + engaged] = trend + sign * edge
    for column in range(wars.size):
        value = game.war[i, p, kind] + game.stake[i, p, kind] * wars[column]
        wars[column] = min(max(value, 0.0), 1.0)


# --- backward induction --------------------------------------------------------------------


@njit(nogil=True, cache=True)
def solve(game, i, months, kept, choice, values):  # type: ignore[no-untyped-def]
    """Solve the game of one future.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        kept: phase whose strategies are kept from the month of the vote on: 1, 2 or 3.
        choice: out, (months + 1, lanes, 3 * SITUATIONS), chances to comply in each situation, then
            to probe, then to renege, at an opportunity; the last row is for strategies not kept.
        values: out, (lanes, 4 * CELLS), at signing, by state of the lane.
    """
    rules = _rules(game, i, months)
    vote = min(game.vote_month[i], months)
    if vote < months:
        mixed = np.zeros_like(values)
        for phase in range(1, 4):
            weight = game.vote[i, phase - 1]
            if weight > 0.0 or phase == kept:
                _for_ever(rules, phase, values)
                _carry_back(rules, phase, months, vote, phase == kept, choice, values)
                _mix(weight, game.unrest[i] if phase < 3 else 0.0, values, mixed)
        values[:] = mixed
    else:
        _for_ever(rules, 0, values)
    _carry_back(rules, 0, vote, 0, True, choice, values)


@njit(nogil=True, cache=True)
def _for_ever(rules, phase, values):  # type: ignore[no-untyped-def]
    """After the horizon the flow of the state goes on for ever."""
    for lane in range(values.shape[0]):
        p = 0 if lane < rules.split else 1
        for a in range(4):
            for c in range(CELLS):
                flow = rules.package[phase, lane] + rules.friction[p, a, c]
                values[lane, a * CELLS + c] = flow if c & 2 else flow + rules.relief[-1, lane]


@njit(nogil=True, cache=True)
def _mix(weight, unrest, values, mixed):  # type: ignore[no-untyped-def]
    """Add a branch of the vote; a result that is not accepted raises tension by a step."""
    for lane in range(values.shape[0]):
        for s in range(4 * CELLS):
            tenser = s + 4 if s % CELLS + 4 < CELLS else s
            value = (1.0 - unrest) * values[lane, s] + unrest * values[lane, tenser]
            mixed[lane, s] += weight * value


@njit(nogil=True, cache=True)
def _carry_back(rules, phase, last, first, keep, choice, values):  # type: ignore[no-untyped-def]
    """From the values at the start of month `last` to those at the start of month `first`."""
    lanes = values.shape[0]
    end, after = np.empty(4 * CELLS), np.empty((lanes, 4 * CELLS))
    own, mean = np.empty((lanes, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    for t in range(last - 1, first - 1, -1):
        row = t if keep else choice.shape[0] - 1
        _expect(
            t, rules.split, rules.patience, rules.package[phase], rules.relief, rules.friction,
            rules.month, rules.holds[rules.due[t]], rules.wars, values, end, after,
        )  # fmt: skip
        _choose(
            t, rules.split, rules.prior, rules.precision, rules.wars, after, choice[row], own, mean
        )
        _weigh_movers(t, rules.split, rules.move, rules.wars, after, own, mean, values)


# The rest takes arrays one by one: a call that hands over all rules costs more than its work.


@njit(nogil=True, cache=True)
def _expect(t, split, patience, package, relief, friction, month, holds, wars, values, end, after):  # type: ignore[no-untyped-def]
    """Value of each state after the move of month t: its flow and what chance makes of it."""
    for lane in range(values.shape[0]):
        p = 0 if lane < split else 1
        later = patience[lane]
        collapse = later * wars[t + 1, lane, NOBODY]
        for a in range(4):
            for d in range(CELLS):
                s = a * CELLS + d
                end[s] = collapse + holds[d] * (later * values[lane, s] - collapse)
        unpaid, paid = (1.0 - later) * package[lane], (1.0 - later) * relief[t, lane]
        for a in range(4):
            row = a * CELLS
            for c in range(CELLS):
                flow = unpaid + (1.0 - later) * friction[p, a, c]
                after[lane, row + c] = flow if c & 2 else flow + paid
            # Four cells at a time, so that few sums travel to memory and back.
            for d in range(0, CELLS, 4):
                w, x, y, z = end[row + d], end[row + d + 1], end[row + d + 2], end[row + d + 3]
                for c in range(CELLS):
                    after[lane, row + c] += (
                        month[p, a, d, c] * w
                        + month[p, a, d + 1, c] * x
                        + month[p, a, d + 2, c] * y
                        + month[p, a, d + 3, c] * z
                    )


@njit(nogil=True, cache=True, error_model="numpy")
def _choose(t, split, prior, precision, wars, after, choice, own, mean):  # type: ignore[no-untyped-def]
    """Logit choice of every lane in every situation."""
    probes, reneges = SITUATIONS, 2 * SITUATIONS
    mean[:] = 0.0
    for lane in range(after.shape[0]):
        p = 0 if lane < split else 1
        apart, engaged = wars[t, lane, OWN], wars[t, lane, OWN + 1]
        for s in range(SITUATIONS):
            comply, probe = after[lane, s], after[lane, probes + s]
            fight = engaged if s & 1 else apart
            best = max(comply, probe, fight)
            choice[lane, s] = precision * (comply - best)
            choice[lane, probes + s] = precision * (probe - best)
            choice[lane, reneges + s] = precision * (fight - best)
        exponentials(choice, lane)
        # Short loops with one result each compile to vector instructions.
        for s in range(SITUATIONS):
            total = choice[lane, s] + choice[lane, probes + s] + choice[lane, reneges + s]
            choice[lane, s] /= total
            choice[lane, probes + s] /= total
            choice[lane, reneges + s] /= total
        for s in range(SITUATIONS):
            fight = choice[lane, reneges + s] * (engaged if s & 1 else apart)
            probe = choice[lane, probes + s] * after[lane, probes + s]
            own[lane, s] = choice[lane, s] * after[lane, s] + probe + fight
        for s in range(3 * SITUATIONS):
            mean[p, s] += prior[lane] * choice[lane, s]


@njit(nogil=True, cache=True)
def _weigh_movers(t, split, move, wars, after, own, mean, values):  # type: ignore[no-untyped-def]
    """Value before it is known who moves; the other's choice is the mixture of its types."""
    stay = 1.0 - 2.0 * move
    for lane in range(after.shape[0]):
        other = 1 if lane < split else 0
        apart, engaged = wars[t, lane, OTHERS], wars[t, lane, OTHERS + 1]
        for s in range(SITUATIONS):
            # As the mover's situation, s is this lane's own posture and the cell.
            row, c = (s, s) if s < CELLS else (s + CELLS, s - CELLS)
            comply, probe = after[lane, row], after[lane, row + CELLS]
            fight = mean[other, 2 * SITUATIONS + s] * (engaged if s & 1 else apart)
            moved = mean[other, s] * comply + mean[other, SITUATIONS + s] * probe + fight
            values[lane, row] = stay * comply + move * (moved + own[lane, c])
            values[lane, row + CELLS] = stay * probe + move * (moved + own[lane, CELLS + c])


# --- exponentials --------------------------------------------------------------------------


@intrinsic
def _float_of_bits(_typing_context, _bits):  # type: ignore[no-untyped-def]
    def generate(_context, builder, _signature, arguments):  # type: ignore[no-untyped-def]
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@njit(nogil=True, cache=True, error_model="numpy")
def exponentials(x, row):  # type: ignore[no-untyped-def]
    """Replace each x <= 0 by exp(x), to the last bit or the one before; below -708 by 0.

    `math.exp` would take most of the kernel's time: it goes number by number, while this loop
    compiles to vector instructions. exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and n goes straight
    into the exponent's bits. The rational function for exp(r) and ln(2) in two parts are those of
    Moshier's Cephes library (1989), `exp.c`.
    """
    for j in range(x.shape[1]):
        z = max(x[row, j], -708.0)
        n = math.floor(z * 1.4426950408889634074 + 0.5)
        r = (z - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6
        q = r * r
        p = 3.02994407707441961300e-2 + q * 1.26177193074810590878e-4
        p = r * (9.99999999999999999910e-1 + q * p)
        d = 2.52448340349684104192e-3 + q * 3.00198505138664455042e-6
        d = 2.00000000000000000009 + q * (2.27265548208155028766e-1 + q * d)
        power: float = _float_of_bits((np.int64(n) + 1023) << 52)  # type: ignore[call-arg]
        x[row, j] = power * (1.0 + 2.0 * p / (d - p)) if x[row, j] >= -708.0 else 0.0


# --- histories, and what observers make of them --------------------------------------------


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
