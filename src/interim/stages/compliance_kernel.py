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

from interim.stages.compliance_game import Layers, Odds, Public, Rules

LEVELS = 3
"""Tension: calm, tense, at the brink."""
CELLS = 4 * LEVELS
SITUATIONS = 2 * CELLS
UNIFORMS = 9
"""Uniform numbers per month: mover, choice, each side's incident, each side's false blame,
snapback, guarantors, collapse. Calm takes the first side's incident, which cannot happen then."""
START_UNIFORMS = 3
"""The vote's result, its acceptance, and the guarantors at signing."""
SPARE = 2
"""Uniform numbers per month for what not every game has: whether a step of the withdrawal falls
due, and between which two points the public's belief is rounded; one more month for the start."""
MARKS = (12, 24, 60, 120)
"""Months after which evidence is put down."""
DONE, GIVEN_UP, FIRST = 0, 1, 2
"""Layers: the withdrawal is done or none was agreed, given up, the first unfinished position."""
IMPOSSIBLE = 1e-300
"""What is less likely than this counts as this likely: logarithms stay finite."""
NOBODY, OWN, OTHERS = 0, 1, 3
"""Columns of `Rules.wars`, by who broke the deal."""
MOVER, ACTION, VOTED, CONTESTED, INCIDENT, FALSE, SNAPPED = 0, 1, 2, 3, 4, 6, 8
TENSION, TAKEN, ENGAGED, DUE, COLLAPSE, STEP, LAYER, POINT = 9, 10, 11, 12, 13, 14, 15, 16
TRACE = 17
"""What happened in a month of a history, as whole numbers: who reconsidered (-1 nobody); chose to
comply 0, probe 1, renege 2; the vote (-1 not due, principal favoured, 2 not held) and whether its
result was contested; each side's incident (0 none, 1 unseen, 2 seen, 3 pinned on it) and whether it
was blamed falsely; relief (0 nobody who receives it was blamed, 1 it stayed, 2 taken back,
3 earned); then tension, relief taken back and guarantors engaged after the month; the mandate (0
not due, 1 renewed, 2 lapsed); whether there was an accident; the withdrawal (0 no step due, 1 a
step of the mover's, taken or not, 2 given up), its layer and the point of the public's belief after
the month. Two columns each for incident and false."""


@njit(nogil=True, cache=True)
def play(  # type: ignore[no-untyped-def]
    game, months, monthly, start, spare, drawn, value, ends, earned, seen, evidence, paths
):
    """Solve every game and draw one history of each.

    Args:
        game: a `Game` of n futures.
        months: the horizon, 1 or more.
        monthly: (n, months, UNIFORMS), uniform numbers.
        start: (n, START_UNIFORMS), uniform numbers.
        spare: (n, months + 1, SPARE), uniform numbers; (n, 0, SPARE) if no game `needs_spare`.
        drawn: (n, 2), int64, type of each principal in the history.
        value: out, (n, lanes), at signing.
        ends: out, (n, 3), int64: month, ending, principal whom the vote favours.
        earned: out, (n, 2), what the history was worth to each principal's drawn type.
        seen: out, (n, 5): violations pinned on each side, unattributed of each, months of probing.
        evidence: out, (n, lanes), log-likelihood until the end.
        paths: out, (n, len(MARKS), lanes), the same over the first months of each mark.
    """
    lanes, points = game.types[0] + game.types[1], game.grid.shape[1]
    rows = 0
    for i in range(game.engaged.size):
        rows = max(rows, strategy_rows(game, i, months))
    choice = np.empty((rows, lanes, 3 * SITUATIONS))
    values, trace = np.empty((points, lanes, 4 * CELLS)), np.empty((months, TRACE), np.int64)
    for i in range(game.engaged.size):
        phase = phase_after_vote(game.vote[i], start[i, 0])
        rules = solve(game, i, months, phase, choice, values)
        for lane in range(lanes):
            value[i, lane] = _at_signing(game, i, values, lane)
        _history(
            game, i, rules, months, phase, choice, monthly[i], start[i], spare[i], drawn[i],
            ends[i], earned[i], seen[i], evidence[i], paths[i], trace,
        )  # fmt: skip


@njit(nogil=True, cache=True)
def follow(game, i, months, monthly, start, spare, drawn, ends, trace):  # type: ignore[no-untyped-def]
    """Solve the game of one future and draw its history month by month, as `play` does.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        monthly: (months, UNIFORMS), uniform numbers of the future.
        start: (START_UNIFORMS,), likewise.
        spare: (months + 1, SPARE), likewise, or (0, SPARE) if the game does not need them.
        drawn: (2,), int64, type of each principal.
        ends: out, (3,), int64, as of `play`.
        trace: out, (months, TRACE), int64; months after the end are not written.
    """
    lanes = game.types[0] + game.types[1]
    choice = np.empty((strategy_rows(game, i, months), lanes, 3 * SITUATIONS))
    phase = phase_after_vote(game.vote[i], start[0])
    values = np.empty((game.grid.shape[1], lanes, 4 * CELLS))
    rules = solve(game, i, months, phase, choice, values)
    _history(
        game, i, rules, months, phase, choice, monthly, start, spare, drawn,
        ends, np.empty(2), np.empty(5), np.empty(lanes), np.empty((len(MARKS), lanes)), trace,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _at_signing(game, i, values, lane):  # type: ignore[no-untyped-def]
    """Both comply, no tension, relief intact unless it has to be earned, guarantors or not."""
    cell = 2 if game.pending[i] > 0.0 else 0
    point, part = _place(game.grid[i], game.public[i, game.feared[i]])
    away, engaged = values[point, lane, cell], values[point, lane, cell + 1]
    if part > 0.0:
        away += part * (values[point + 1, lane, cell] - away)
        engaged += part * (values[point + 1, lane, cell + 1] - engaged)
    return away + game.engaged[i] * (engaged - away)


@njit(nogil=True, cache=True)
def _place(grid, belief):  # type: ignore[no-untyped-def]
    """The point of an even grid below a belief, and how far towards the next it lies."""
    if grid.size == 1:
        return 0, 0.0
    steps = min(max(belief, 0.0), 1.0) * (grid.size - 1)
    point = min(int(steps), grid.size - 2)
    return point, steps - point


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
def engaged_chance(game, i, engaged, alarmed, rise):  # type: ignore[no-untyped-def]
    """Chance that guarantors are engaged after a month; `rise` is that of the public's belief."""
    factor = max(game.alarm[i], 1e-9) if alarmed else 1.0
    if rise != 0.0:
        factor *= math.exp(game.trust[i, 2] * rise)
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
    relief = np.empty((months + 1, lanes))
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
    parts = _positions(game, i)
    layers = _layers(game, i, months, split, package[0], parts)
    public = _public(game, i, months, split, layers.deadline, parts)
    return Rules(
        split, prior, patience, package, relief, friction, month, holds, due, public.wars[0, 0],
        move_chance(game.opportunity_rate[i]), game.precision[i], layers, public,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _events(game, i, first, second, c, month):  # type: ignore[no-untyped-def]
    """Chances of the cells to which a month leads from cell c, given both postures.

    Weighs every combination of: an incident by each side, blame on each side, relief taken back or
    earned, tension falling, guarantors engaged.
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
                    answers = engaged_chance(game, i, engaged, on_one + on_two > 0, 0.0)
                    loses = loses_chance(game, i, taken, on_one, on_two)
                    for lost in range(2):
                        for falls in range(2):
                            d = (max(risen - falls, 0) * 2 + lost) * 2
                            chance = happens * seen * _either(lost, loses) * _either(falls, calm)
                            month[d, c] += chance * (1.0 - answers)
                            month[d + 1, c] += chance * answers


@njit(nogil=True, cache=True)
def _either(happens, chance):  # type: ignore[no-untyped-def]
    return chance if happens else 1.0 - chance


@njit(nogil=True, cache=True)
def loses_chance(game, i, taken, on_first, on_second):  # type: ignore[no-untyped-def]
    """Chance that relief is not paid after a month with blame on either side or none."""
    if taken:
        blamed = on_first * game.receives[i, 0] + on_second * game.receives[i, 1] > 0.0
        return 1.0 if blamed else 1.0 - game.regain[i]
    return 1.0 - (1.0 - on_first * game.snapback[i, 0]) * (1.0 - on_second * game.snapback[i, 1])


@njit(nogil=True, cache=True)
def _paid(game, i, t):  # type: ignore[no-untyped-def]
    """Part of relief that is paid in month t while it is intact."""
    since = t - game.relief_start[i]
    if game.relief_months[i] > 0.0:
        return min(max(since / game.relief_months[i], 0.0), 1.0)
    return 1.0 if since >= 0.0 else 0.0


@njit(nogil=True, cache=True)
def _wars(game, i, t, p, kind, part, lead, rise, wars):  # type: ignore[no-untyped-def]
    """Values to one type of principal p of a war begun in month t, in the order of `Rules.wars`.

    `part` is how much of each principal's withdrawal is done, `lead` how far it is ahead, and
    `rise` how far the public's belief lies above the one at signing.
    """
    about = game.about[i]
    trend = (game.rearmament[i, p] - game.rearmament[i, 1 - p]) * t / 12.0
    trend += game.exposure[i, 1 - p] * lead[1 - p] - game.exposure[i, p] * lead[p]
    helped = game.trust[i, 0] * rise if p != about else -game.trust[i, 0] * rise
    wars[NOBODY] = trend + helped
    for breaker in range(2):
        sign, column = (1.0, OWN) if breaker == p else (-1.0, OTHERS)
        strike = game.first_strike[i, breaker]
        for side in range(2):
            strike -= (1.0 - part[side]) * game.leaving_strike[i, side, breaker]
        response = game.response[i, breaker]
        if breaker == about:
            response *= max(1.0 + game.trust[i, 1] * rise, 0.0)
        for engaged in range(2):
            edge = strike - game.support[i, 1 - breaker]
            edge -= response * engaged
            wars[column + engaged] = trend + sign * edge
            if breaker == about:
                wars[column + engaged] += helped
    for column in range(wars.size):
        value = game.war[i, p, kind] + game.stake[i, p, kind] * wars[column]
        wars[column] = min(max(value, 0.0), 1.0)


# --- the withdrawal ------------------------------------------------------------------------


@njit(nogil=True, cache=True)
def _reached(game, i, first, second):  # type: ignore[no-untyped-def]
    """Whether the withdrawal can stand after so many steps of each principal."""
    if game.conditional[i] > 0.0 and game.steps[i, 0] > 0 and game.steps[i, 1] > 0:
        ahead = first - second if game.leader[i] == 0 else second - first
        return 0 <= ahead <= 1
    return True


@njit(nogil=True, cache=True)
def _positions(game, i):  # type: ignore[no-untyped-def]
    """(layers, 2), steps taken by each principal in each layer; given up, the armies are back."""
    first, second = game.steps[i, 0], game.steps[i, 1]
    count = 1 if first + second == 0 else 2
    for a in range(first + 1):
        for b in range(second + 1):
            if a + b < first + second and _reached(game, i, a, b):
                count += 1
    steps = np.zeros((count, 2), np.int64)
    steps[0, 0], steps[0, 1] = first, second
    count = FIRST
    for a in range(first + 1):
        for b in range(second + 1):
            if a + b < first + second and _reached(game, i, a, b):
                steps[count, 0], steps[count, 1] = a, b
                count += 1
    return steps


@njit(nogil=True, cache=True)
def _part(game, i, steps, layer, part, lead):  # type: ignore[no-untyped-def]
    """How much of each withdrawal is done in a layer, and how far each principal is ahead."""
    for p in range(2):
        part[p] = steps[layer, p] / game.steps[i, p] if game.steps[i, p] > 0 else 1.0
        lead[p] = 0.0
    if layer >= FIRST:
        for p in range(2):
            behind = part[1 - p] if game.steps[i, 1 - p] > 0 else 0.0
            if game.steps[i, p] > 0:
                lead[p] = max(part[p] - behind, 0.0)


@njit(nogil=True, cache=True)
def _layers(game, i, months, split, package, steps):  # type: ignore[no-untyped-def]
    count, lanes = steps.shape[0], package.size
    flow, relief = np.empty((count, lanes)), np.ones(count)
    goes, turn = np.full((count, 2), -1), np.zeros(count, np.int64)
    ring, part, lead = np.zeros((count, 2)), np.empty(2), np.empty(2)
    attested = game.detection[i] * game.attribution[i] if game.conditional[i] > 0.0 else 1.0
    for layer in range(count):
        _part(game, i, steps, layer, part, lead)
        for lane in range(lanes):
            p = 0 if lane < split else 1
            share = game.share[i, p, lane - p * split]
            flow[layer, lane] = package[lane]
            for side in range(2):
                missing = (1.0 - part[side]) * game.leaving_worth[i, side, p]
                flow[layer, lane] -= share * missing
        if layer > DONE:
            relief[layer] = 1.0 - game.relief_waits[i]
        if layer >= FIRST:
            for p in range(2):
                if steps[layer, p] < game.steps[i, p]:
                    goes[layer, p] = _find(steps, layer, p)
                waits = steps[layer, 1 - p] > 0
                ring[layer, p] = min(game.pace[i] * (attested if waits else 1.0), 1.0)
            lead_by = game.leader[i]
            turn[layer] = lead_by if part[lead_by] <= part[1 - lead_by] else 1 - lead_by
            if goes[layer, turn[layer]] < 0:
                turn[layer] = 1 - turn[layer]
    deadline = min(max(game.deadline[i], 1), months) if count > 1 else 0
    passes = game.conditional[i] == 0.0
    return Layers(deadline, flow, relief, goes, turn, passes, ring)


@njit(nogil=True, cache=True)
def _find(steps, layer, p):  # type: ignore[no-untyped-def]
    """The layer reached by a step of principal p; -1 if it is not its turn in any order agreed."""
    for other in range(steps.shape[0]):
        further = steps[other, p] == steps[layer, p] + 1
        if other != GIVEN_UP and further and steps[other, 1 - p] == steps[layer, 1 - p]:
            return other
    return -1


@njit(nogil=True, cache=True)
def _due(turn, goes, passes, first, second):  # type: ignore[no-untyped-def]
    """Whose step is next, given both postures: who stalls is passed over, unless both do."""
    other = 1 - turn
    stalls, other_stalls = (first, second) if turn == 0 else (second, first)
    if passes and stalls == 1 and other_stalls == 0 and goes[other] >= 0:
        return other
    return turn


# --- the public's belief -------------------------------------------------------------------


@njit(nogil=True, cache=True)
def _public(game, i, months, split, deadline, steps):  # type: ignore[no-untyped-def]
    points, lanes, count = game.grid.shape[1], game.types[0] + game.types[1], steps.shape[0]
    wars = np.empty((count, points, months + 1, lanes, 5))
    about, feared = game.about[i], game.feared[i]
    at_signing = game.public[i, feared]
    part, lead = np.empty(2), np.empty(2)
    for layer in range(count):
        _part(game, i, steps, layer, part, lead)
        last = deadline if layer >= FIRST else months
        for point in range(points):
            rise = game.grid[i, point] - at_signing if points > 1 else 0.0
            for t in range(last + 1):
                for lane in range(lanes):
                    p = 0 if lane < split else 1
                    kind = lane - p * split
                    _wars(game, i, t, p, kind, part, lead, rise, wars[layer, point, t, lane])
    weight, sign = np.zeros(lanes), np.zeros((2, 2, 2, 3))
    tables = points if points > 1 else 0
    dense = np.zeros((4, CELLS, 3, CELLS, tables))
    if points > 1:
        rest = 0.0
        for kind in range(game.types[about]):
            if kind != feared:
                rest += game.public[i, kind]
        for kind in range(game.types[about]):
            if kind != feared and rest > 0.0:
                weight[about * split + kind] = game.public[i, kind] / rest
        for point in range(points):
            rise = game.grid[i, point] - at_signing
            for c in range(CELLS):
                for a in range(4):
                    _signs(game, i, a // 2, a % 2, c, rise, dense[a, c, :, :, point])
        for tense in range(2):
            for other in range(2):
                for own in range(2):
                    _sign(game, i, tense, other, own, sign[tense, other, own])
    events, reached, month = _sparse(dense)
    return Public(
        game.grid[i], wars, events, reached, month, sign, weight, about * split + feared, about
    )


@njit(nogil=True, cache=True)
def _sparse(dense):  # type: ignore[no-untyped-def]
    """What can happen in a month, by both postures and cell: see `Public`."""
    tables = dense.shape[4]
    events = np.zeros((4, CELLS + 1), np.int64)
    possible = 0
    for a in range(4):
        for c in range(CELLS):
            events[a, c] = possible
            for sign in range(3):
                for d in range(CELLS):
                    if tables > 0 and dense[a, c, sign, d].max() > 0.0:
                        possible += 1
        events[a, CELLS] = possible
    reached, month = np.empty((possible, 2), np.int64), np.empty((possible, tables))
    k = 0
    for a in range(4):
        for c in range(CELLS):
            for sign in range(3):
                for d in range(CELLS):
                    if tables > 0 and dense[a, c, sign, d].max() > 0.0:
                        reached[k, 0], reached[k, 1] = sign, d
                        month[k] = dense[a, c, sign, d]
                        k += 1
    return events, reached, month


@njit(nogil=True, cache=True)
def _sign(game, i, tense, other, own, sign):  # type: ignore[no-untyped-def]
    """Chances of what the public sees in a month: nothing, an incident of nobody's, blame."""
    false = game.false_attribution[i] if tense else 0.0
    detected = game.incident[i] * game.detection[i]
    unpinned = detected * (1.0 - game.attribution[i])
    nothing = (1.0 - own * detected) * (1.0 - other * unpinned)
    unblamed = 1.0 - own * detected * game.attribution[i]
    sign[0] = (1.0 - false) * nothing
    sign[1] = (1.0 - false) * (unblamed - nothing)
    sign[2] = 1.0 - (1.0 - false) * unblamed


@njit(nogil=True, cache=True)
def _signs(game, i, first, second, c, rise, month):  # type: ignore[no-untyped-def]
    """As `_events`, apart for what the public sees of the principal it has a belief about."""
    tension, taken, engaged = c // 4, c // 2 % 2, c % 2
    false = game.false_attribution[i] if tension > 0 else 0.0
    calm = game.calm[i] if first + second == 0 else 0.0
    chances = np.empty((2, 4))  # no incident, one unseen, seen but nobody's, pinned
    for p in range(2):
        incident = game.incident[i] * (first if p == 0 else second)
        seen = incident * game.detection[i]
        chances[p, 0], chances[p, 1] = 1.0 - incident, incident - seen
        chances[p, 2] = seen * (1.0 - game.attribution[i])
        chances[p, 3] = seen * game.attribution[i]
    answered = (
        engaged_chance(game, i, engaged, False, rise), engaged_chance(game, i, engaged, True, rise)
    )  # fmt: skip
    for one in range(4):
        for two in range(4):
            risen = min(tension + (one > 0) + (two > 0), LEVELS - 1)
            for lie_one in range(2):
                for lie_two in range(2):
                    happens = chances[0, one] * chances[1, two]
                    happens *= _either(lie_one, false) * _either(lie_two, false)
                    if happens == 0.0:
                        continue
                    on_one, on_two = one == 3 or lie_one == 1, two == 3 or lie_two == 1
                    blamed = on_one if game.about[i] == 0 else on_two
                    sign = 2 if blamed else (1 if one == 2 or two == 2 else 0)
                    answers = answered[1] if on_one or on_two else answered[0]
                    loses = loses_chance(game, i, taken, on_one, on_two)
                    for lost in range(2):
                        for falls in range(2):
                            d = (max(risen - falls, 0) * 2 + lost) * 2
                            chance = happens * _either(lost, loses) * _either(falls, calm)
                            month[sign, d] += chance * (1.0 - answers)
                            month[sign, d + 1] += chance * answers


@njit(nogil=True, cache=True)
def _learn(move, public, choice, row, to, part):  # type: ignore[no-untyped-def]
    """Where a month moves the public's belief from each point of its grid.

    By Bayes' rule, with each type of the principal taken to have chosen its posture, and not to
    have broken the deal, by its strategy in the rows of `choice` from `row` on: next month's. With
    a `row` below 0 the belief stays.

    Args:
        to: out, (3, 2, CELLS, points), point below the new belief, by what was seen, the other
            principal's posture and the cell before the month's events.
        part: out, likewise, how far towards the next point.
    """
    for point in range(public.grid.size):
        for s in range(SITUATIONS):
            other, c = s // CELLS, s % CELLS
            for sign in range(3):
                belief = public.grid[point]
                if row >= 0:
                    belief = _learnt(move, public, choice, row + point, point, s, sign)
                to[sign, other, c, point], part[sign, other, c, point] = _place(public.grid, belief)


@njit(nogil=True, cache=True, error_model="numpy")
def _learnt(move, public, choice, row, point, s, sign):  # type: ignore[no-untyped-def]
    """The public's belief after a sign in a situation."""
    signs = public.sign
    tense, other = 1 if s % CELLS >= 4 else 0, s // CELLS
    if_complying, if_probing = signs[tense, other, 0, sign], signs[tense, other, 1, sign]
    feared = others = 0.0
    for lane in range(choice.shape[1]):
        weight = public.weight[lane]
        if weight > 0.0 or lane == public.lane:
            comply, probe = choice[row, lane, s], choice[row, lane, SITUATIONS + s]
            either = comply + probe
            # Each type's chance to keep the deal, times that of the sign if it does.
            chance = comply * if_complying + probe * if_probing
            chance = chance / either if either > 0.0 else if_complying
            chance *= 1.0 - move * choice[row, lane, 2 * SITUATIONS + s]
            if lane == public.lane:
                feared = chance
            else:
                others += weight * chance
    belief = public.grid[point]
    total = belief * feared + (1.0 - belief) * others
    return belief * feared / total if total > 0.0 else belief


# --- backward induction --------------------------------------------------------------------


@njit(nogil=True, cache=True)
def needs_waiting(game, i, months):  # type: ignore[no-untyped-def]
    """Whether the vote may have to wait beyond its month."""
    withdraws = game.steps[i, 0] + game.steps[i, 1] > 0
    late = withdraws and min(game.deadline[i], months) > game.vote_month[i]
    return game.vote_month[i] < months and (game.vote_calm[i] > 0.0 or late)


@njit(nogil=True, cache=True)
def strategy_rows(game, i, months):  # type: ignore[no-untyped-def]
    """Rows that the strategies of a game take, see `solve`."""
    points = game.grid.shape[1]
    if game.steps[i, 0] + game.steps[i, 1] > 0:
        unfinished = (game.steps[i, 0] + 1) * (game.steps[i, 1] + 1) - 1
        deadline = min(max(game.deadline[i], 1), months)
        return (3 * months + 1 + 2 * unfinished * deadline) * points
    if needs_waiting(game, i, months):
        return (2 * months + 1) * points
    return (months + 1) * points


@njit(nogil=True, cache=True)
def strategy_row(months, deadline, points, layer, waiting, ringing, t):  # type: ignore[no-untyped-def]
    """First of the rows of month t's strategies, one for each point of the public's belief.

    Args:
        layer: of the withdrawal.
        waiting: 1 if the vote's month has come but it has not been held.
        ringing: 1 for the choice whether to take a step that falls due.
    """
    if layer == DONE:
        place = months + 1 + t if waiting else t
    elif layer == GIVEN_UP:
        place = 2 * months + 1 + t
    else:
        place = 3 * months + 1 + (2 * (layer - FIRST) + ringing) * deadline + t
    return place * points


@njit(nogil=True, cache=True)
def solve(game, i, months, kept, choice, values):  # type: ignore[no-untyped-def]
    """Solve the game of one future.

    Args:
        game: a `Game`.
        i: index of the future.
        months: the horizon, 1 or more.
        kept: phase whose strategies are kept once the vote has been held: 1, 2 or 3.
        choice: out, (`strategy_rows`, lanes, 3 * SITUATIONS), chances to comply in each situation,
            then to probe, then to renege, at an opportunity, in the rows of `strategy_row`; those
            of month `months` are for strategies not kept.
        values: out, (points, lanes, 4 * CELLS), at signing, by state of the lane.

    Returns:
        The rules of the game.
    """
    rules = _rules(game, i, months)
    layers, points, lanes = rules.layers, rules.public.grid.size, rules.prior.size
    deadline, vote = layers.deadline, min(game.vote_month[i], months)
    waits = needs_waiting(game, i, months)
    after = np.empty((points, lanes, 4 * CELLS))
    mixed = np.zeros((months + 1 - vote if waits else 1, points, lanes, 4 * CELLS))
    last = months
    if vote < months:
        for phase in range(1, 4):
            weight = game.vote[i, phase - 1]
            if weight > 0.0 or phase == kept:
                unrest, package = game.unrest[i] if phase < 3 else 0.0, rules.package[phase]
                rows = (0, 0, 1) if phase == kept else (months, months, 0)
                _for_ever(rules, DONE, package, values)
                # Month by month only where the vote may be held in any of them.
                stops = months - vote if waits else 1
                for stop in range(stops):
                    upto = months - stop
                    first = upto - 1 if waits else vote
                    _carry_back(
                        rules, DONE, package, upto, first, months, rows, choice, values, after
                    )
                    _mix(weight, unrest, values, mixed[first - vote])
        if not waits:
            last = vote
            values[:] = mixed[0]
    package = layers.package[DONE]
    if last == months:
        _for_ever(rules, DONE, package, values)
    if deadline == 0 and not waits:
        _carry_back(rules, DONE, package, last, 0, last, (0, 0, 1), choice, values, after)
        return rules
    unfinished = np.empty((layers.turn.size, points, lanes, 4 * CELLS))
    if deadline > 0:
        _give_up(rules, months, choice, unfinished, after)
    for t in range(last - 1, -1, -1):
        waiting = waits and t >= vote
        rows = (
            months + 1 if waiting else 0,
            months + 1 if waits and t + 1 >= vote else 0,
            1,
        )
        _carry_back(rules, DONE, package, t + 1, t, last, rows, choice, values, after)
        if t < deadline:
            _steps_back(rules, t, months, choice, after, unfinished)
        if waiting:
            _hold_vote(game.vote_calm[i] > 0.0, mixed[t - vote], values)
    if deadline > 0:
        values[:] = unfinished[FIRST]
    return rules


@njit(nogil=True, cache=True)
def _for_ever(rules, layer, package, values):  # type: ignore[no-untyped-def]
    """After the horizon the flow of the state goes on for ever."""
    for point in range(values.shape[0]):
        for lane in range(values.shape[1]):
            p = 0 if lane < rules.split else 1
            relief = rules.relief[-1, lane] * rules.layers.relief[layer]
            for a in range(4):
                for c in range(CELLS):
                    flow = package[lane] + rules.friction[p, a, c]
                    values[point, lane, a * CELLS + c] = flow if c & 2 else flow + relief


@njit(nogil=True, cache=True)
def _mix(weight, unrest, values, mixed):  # type: ignore[no-untyped-def]
    """Add a branch of the vote; a result that is not accepted raises tension by a step."""
    for point in range(values.shape[0]):
        for lane in range(values.shape[1]):
            for s in range(4 * CELLS):
                tenser = s + 4 if s % CELLS + 4 < CELLS else s
                value = (1.0 - unrest) * values[point, lane, s]
                value += unrest * values[point, lane, tenser]
                mixed[point, lane, s] += weight * value


@njit(nogil=True, cache=True)
def _hold_vote(calm, mixed, values):  # type: ignore[no-untyped-def]
    """The vote is held at the start of the month, where it has to wait for calm if there is."""
    for point in range(values.shape[0]):
        for lane in range(values.shape[1]):
            for s in range(4 * CELLS):
                if not calm or s % CELLS < 4:
                    values[point, lane, s] = mixed[point, lane, s]


@njit(nogil=True, cache=True)
def _carry_back(rules, layer, package, upto, first, last, rows, choice, values, after):  # type: ignore[no-untyped-def]
    """From the values at the start of month `upto` to those at the start of month `first`.

    Args:
        rules: of the game.
        layer: of the withdrawal; no step falls due in it.
        package: (lanes,), flow of the package in the phase.
        last: the month from which on this branch of the game has no strategies.
        rows: (place, next place, step): the strategies of month t go to row place + step * t and
            those of month t + 1 stand in row next place + step * (t + 1), times the points.
        choice: out, strategies.
        values: in and out, (points, lanes, 4 * CELLS).
        after: out, likewise, values after the move of month `first`.
    """
    points, lanes = values.shape[0], values.shape[1]
    own, mean = np.empty((lanes, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    split, prior, patience, move = rules.split, rules.prior, rules.patience, rules.move
    relief, friction, month, precision = rules.relief, rules.friction, rules.month, rules.precision
    holds, due, paid = rules.holds, rules.due, rules.layers.relief[layer]
    wars, public = rules.public.wars[layer], rules.public
    place, next_place, step = rows
    end = np.empty(4 * CELLS)
    to, part = np.empty((3, 2, CELLS, points), np.int64), np.empty((3, 2, CELLS, points))
    for t in range(upto - 1, first - 1, -1):
        row = (place + step * t) * points
        if points == 1:
            _expect(
                t, split, patience, package, relief, paid, friction, month, holds[due[t]], wars[0],
                values[0], end, after[0],
            )  # fmt: skip
        else:
            then = (next_place + step * (t + 1)) * points if t + 1 < last else -1
            _learn(move, public, choice, then, to, part)
            _expect_public(
                t, split, public.about, patience, package, relief, paid, friction, public.events,
                public.reached, public.month, holds[due[t]], wars, to, part, values, after,
            )  # fmt: skip
        for point in range(points):
            _choose(
                t,
                split,
                prior,
                precision,
                wars[point],
                after[point],
                choice[row + point],
                own,
                mean,
            )
            _weigh_movers(t, split, move, wars[point], after[point], own, mean, values[point])


@njit(nogil=True, cache=True)
def _give_up(rules, months, choice, unfinished, after):  # type: ignore[no-untyped-def]
    """Values of the unfinished layers at their deadline: from then on the withdrawal is given up.

    `unfinished` is (layers, points, lanes, 4 * CELLS); `after` is scratch.
    """
    layers = rules.layers
    if layers.deadline == months:
        for layer in range(FIRST, layers.turn.size):
            _for_ever(rules, layer, layers.package[layer], unfinished[layer])
        return
    values = unfinished[GIVEN_UP]
    _for_ever(rules, GIVEN_UP, layers.package[GIVEN_UP], values)
    rows = (2 * months + 1, 2 * months + 1, 1)
    _carry_back(
        rules, GIVEN_UP, layers.package[GIVEN_UP], months, layers.deadline, months, rows, choice,
        values, after,
    )  # fmt: skip
    for layer in range(FIRST, layers.turn.size):
        unfinished[layer] = values


@njit(nogil=True, cache=True)
def _steps_back(rules, t, months, choice, done, unfinished):  # type: ignore[no-untyped-def]
    """As `_month_back` for the layers of an unfinished withdrawal, in which steps fall due.

    Args:
        done: (points, lanes, 4 * CELLS), values after the move of month t with the withdrawal done.
        unfinished: in and out, (layers, points, lanes, 4 * CELLS).
    """
    layers, (count, points, lanes, states) = rules.layers, unfinished.shape
    after = np.empty((count, points, lanes, states))
    after[DONE] = done
    public, holds = rules.public, rules.holds[rules.due[t]]
    end = np.empty(states)
    to, part = np.empty((3, 2, CELLS, points), np.int64), np.empty((3, 2, CELLS, points))
    for layer in range(FIRST, count):
        package, paid, wars_of = layers.package[layer], layers.relief[layer], public.wars[layer]
        if points == 1:
            _expect(
                t, rules.split, rules.patience, package, rules.relief, paid, rules.friction,
                rules.month, holds, wars_of[0], unfinished[layer, 0], end, after[layer, 0],
            )  # fmt: skip
            continue
        row = strategy_row(months, layers.deadline, points, layer, 0, 0, t + 1)
        then = row if t + 1 < layers.deadline else -1
        _learn(rules.move, public, choice, then, to, part)
        _expect_public(
            t, rules.split, public.about, rules.patience, package, rules.relief, paid,
            rules.friction, public.events, public.reached, public.month, holds, wars_of, to, part,
            unfinished[layer], after[layer],
        )  # fmt: skip
    own, mean = np.empty((lanes, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    steps, stepped = np.empty((lanes, states)), np.empty((2, lanes, states))
    own_step, mean_step = np.empty((lanes, SITUATIONS)), np.empty((2, 3 * SITUATIONS))
    for layer in range(FIRST, count):
        row = strategy_row(months, layers.deadline, points, layer, 0, 0, t)
        ringing = strategy_row(months, layers.deadline, points, layer, 0, 1, t)
        for point in range(points):
            wars, here = rules.public.wars[layer, point], after[layer, point]
            _choose(
                t, rules.split, rules.prior, rules.precision, wars, here, choice[row + point],
                own, mean,
            )  # fmt: skip
            for p in range(2):
                reached = layers.goes[layer, p]
                stepped[p] = after[reached, point] if reached >= 0 else here
            # To comply is to take the step: it leads to the next layer; to probe is to stall.
            for lane in range(lanes):
                p = 0 if lane < rules.split else 1
                steps[lane, :SITUATIONS] = stepped[p, lane, :SITUATIONS]
                steps[lane, SITUATIONS:] = here[lane, SITUATIONS:]
            _choose(
                t, rules.split, rules.prior, rules.precision, wars, steps, choice[ringing + point],
                own_step, mean_step,
            )  # fmt: skip
            values = unfinished[layer, point]
            _weigh_movers(t, rules.split, rules.move, wars, here, own, mean, values)
            _weigh_steps(
                t, rules.split, layers.turn[layer], layers.goes[layer], layers.passes,
                layers.ring[layer], wars, here, stepped, own_step, mean_step, values,
            )  # fmt: skip


# The rest takes arrays one by one: a call that hands over all rules costs more than its work.


@njit(nogil=True, cache=True)
def _expect(  # type: ignore[no-untyped-def]
    t, split, patience, package, relief, part, friction, month, holds, wars, values, end, after
):
    """Value of each state after the move of month t: its flow and what chance makes of it."""
    for lane in range(values.shape[0]):
        p = 0 if lane < split else 1
        later = patience[lane]
        collapse = later * wars[t + 1, lane, NOBODY]
        for a in range(4):
            for d in range(CELLS):
                s = a * CELLS + d
                end[s] = collapse + holds[d] * (later * values[lane, s] - collapse)
        unpaid, paid = (1.0 - later) * package[lane], (1.0 - later) * relief[t, lane] * part
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


@njit(nogil=True, cache=True)
def _expect_public(  # type: ignore[no-untyped-def]
    t, split, about, patience, package, relief, part, friction, events, reached, month, holds,
    wars, to, towards, values, after,
):  # fmt: skip
    """As `_expect` at each point of the public's belief, which the month moves."""
    points, lanes = values.shape[0], values.shape[1]
    # By the postures of first and second, so that one sum serves all lanes side by side.
    end, total = np.empty((points, 4 * CELLS, lanes)), np.empty(lanes)
    for point in range(points):
        for lane in range(lanes):
            collapse = patience[lane] * wars[point, t + 1, lane, NOBODY]
            for a in range(4):
                own = a if lane < split else 2 * (a % 2) + a // 2
                for d in range(CELLS):
                    value = patience[lane] * values[point, lane, own * CELLS + d] - collapse
                    end[point, a * CELLS + d, lane] = collapse + holds[d] * value
    for point in range(points):
        for a in range(4):
            other = a % 2 if about == 0 else a // 2
            for c in range(CELLS):
                total[:] = 0.0
                for k in range(events[a, c], events[a, c + 1]):
                    sign, s = reached[k, 0], a * CELLS + reached[k, 1]
                    low, up = to[sign, other, c, point], towards[sign, other, c, point]
                    much, little = month[k, point] * up, month[k, point] * (1.0 - up)
                    for lane in range(lanes):
                        total[lane] += little * end[low, s, lane] + much * end[low + 1, s, lane]
                for lane in range(lanes):
                    p, own = (0, a) if lane < split else (1, 2 * (a % 2) + a // 2)
                    flow = package[lane] + friction[p, own, c]
                    if not c & 2:
                        flow += relief[t, lane] * part
                    flow *= 1.0 - patience[lane]
                    after[point, lane, own * CELLS + c] = flow + total[lane]


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


@njit(nogil=True, cache=True)
def _weigh_steps(  # type: ignore[no-untyped-def]
    t, split, turn, goes, passes, ring, wars, here, stepped, own, mean, values
):
    """Mix the value of a month in which a step falls due into that of one in which none does."""
    for lane in range(here.shape[0]):
        p = 0 if lane < split else 1
        apart, engaged = wars[t, lane, OTHERS], wars[t, lane, OTHERS + 1]
        for a in range(4):
            mine, others = a // 2, a % 2
            first, second = (mine, others) if p == 0 else (others, mine)
            due = _due(turn, goes, passes, first, second)
            for c in range(CELLS):
                s = a * CELLS + c
                if due == p:
                    moved = own[lane, others * CELLS + c]
                else:
                    x = mine * CELLS + c  # the mover's situation
                    row = 2 * mine * CELLS + c
                    fight = engaged if c & 1 else apart
                    moved = mean[due, x] * stepped[due, lane, row]
                    moved += mean[due, SITUATIONS + x] * here[lane, row + CELLS]
                    moved += mean[due, 2 * SITUATIONS + x] * fight
                values[lane, s] += ring[due] * (moved - values[lane, s])


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
def _odds(game, i, rise):  # type: ignore[no-untyped-def]
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
        (
            engaged_chance(game, i, False, False, rise),
            engaged_chance(game, i, True, False, rise),
            engaged_chance(game, i, False, True, rise),
            engaged_chance(game, i, True, True, rise),
        ),
        (accident_chance(hazard, 0), accident_chance(hazard, 1), accident_chance(hazard, 2)),
    )


@njit(nogil=True, cache=True)
def _history(  # type: ignore[no-untyped-def]
    game, i, rules, months, phase, choice, monthly, start, spare, drawn,
    ends, earned, seen, evidence, paths, trace,
):  # fmt: skip
    """Draw one history of future i and what observers make of it."""
    evidence[:], paths[:], seen[:], earned[:] = 0.0, 0.0, 0.0, 0.0
    ends[0], ends[1], ends[2] = -1, 0, -1
    layers, public, split = rules.layers, rules.public, game.types[0]
    odds, mandate, points = _odds(game, i, 0.0), game.mandate_months[i], public.grid.size
    probing = np.zeros(evidence.size)  # chance of each lane's posture given what was seen
    posture, blamed = np.zeros(2, np.int64), np.zeros(2, np.bool_)
    tension, taken, engaged = 0, int(game.pending[i] > 0.0), int(start[2] < game.engaged[i])
    layer = FIRST if layers.deadline > 0 else DONE
    point, waiting, voted = 0, 0, False
    if points > 1:
        point, rest = _place(public.grid, game.public[i, game.feared[i]])
        point += 1 if spare[months, 1] < rest else 0
    for t in range(months):
        u, now = monthly[t], trace[t]
        now[:], now[MOVER], now[ACTION], now[VOTED] = 0, -1, -1, -1
        if layer >= FIRST and t == layers.deadline:
            layer, now[STEP] = GIVEN_UP, 2
        if not voted and layer == DONE and t >= game.vote_month[i]:
            voted = tension == 0 or game.vote_calm[i] == 0.0
            waiting = 0 if voted else 1
            if voted:
                now[VOTED] = phase - 1
            if voted and phase < 3:
                ends[2] = phase - 1
                if start[1] < game.unrest[i]:
                    now[CONTESTED] = 1
                    tension = min(tension + 1, LEVELS - 1)
        cell = (tension * 2 + taken) * 2 + engaged
        false = odds.false if tension > 0 else 0.0
        mover = 0 if u[0] < odds.move else (1 if u[0] < 2.0 * odds.move else -1)
        due, ring, rings = -1, 0.0, 0
        if layer >= FIRST:
            due = _due(
                layers.turn[layer], layers.goes[layer], layers.passes, posture[0], posture[1]
            )
            ring = layers.ring[layer, due]
            if spare[t, 0] < ring:
                mover, rings, now[STEP] = due, 1, 1
        row = strategy_row(months, layers.deadline, points, layer, waiting, 0, t) + point
        ringing = row
        if layer >= FIRST:
            ringing = strategy_row(months, layers.deadline, points, layer, 0, 1, t) + point
        asks = (posture[1] * CELLS + cell, posture[0] * CELLS + cell)
        broken, before = False, layer
        if mover >= 0:
            lane = drawn[mover] + mover * split
            probe = choice[ringing if rings else row, lane, SITUATIONS + asks[mover]]
            renege = choice[ringing if rings else row, lane, 2 * SITUATIONS + asks[mover]]
            broken = u[1] < renege
            posture[mover] = 1 if u[1] < renege + probe else 0
            now[MOVER], now[ACTION] = mover, 2 if broken else posture[mover]
            if rings and not broken and posture[mover] == 0:
                layer = layers.goes[layer, mover]
        breaker = mover if broken else -1
        if due < 0:
            _read_moves(odds.move, split, choice[row], asks, breaker, probing, evidence)
        else:
            _read_steps(
                odds.move, ring, due, split, choice[row], choice[ringing], asks, breaker,
                layer != before, probing, evidence,
            )  # fmt: skip
        if broken:
            ends[0], ends[1] = t, 1 + mover
            _earn_war(rules, before, point, t, drawn, mover, engaged, earned)
        else:
            _earn(rules, layer, phase if voted else 0, t, 1, drawn, posture, cell, earned)
            if points > 1:
                then = _next_row(game, i, months, layers.deadline, points, layer, voted, t)
                situation = posture[1 - public.about] * CELLS + cell
                odds = _odds(game, i, public.grid[point] - game.public[i, game.feared[i]])
            incidents = _incidents(odds, posture, false, u, blamed, seen, now)
            _read_blame(odds.pinned, split, false, blamed, probing, evidence)
            if posture[0] + posture[1] > 0:
                tension = min(tension + incidents, LEVELS - 1)
            elif u[2] < odds.calm:
                tension = max(tension - 1, 0)
            loses = loses_chance(game, i, taken, blamed[0], blamed[1])
            lost = 1 if u[6] < loses else 0
            if taken:
                now[SNAPPED] = 0 if lost else 3
            elif loses > 0.0:
                now[SNAPPED] = 1 + lost
            taken = lost
            alarmed = 2 if blamed[0] or blamed[1] else 0
            engaged = 1 if u[7] < odds.engaged[engaged + alarmed] else 0
            if points > 1:
                sign = 2 if blamed[public.about] else 0
                if sign == 0 and (now[INCIDENT] == 2 or now[INCIDENT + 1] == 2):
                    sign = 1
                belief = public.grid[point]
                if then >= 0:
                    belief = _learnt(
                        odds.move, public, choice, then + point, point, situation, sign
                    )
                low, towards = _place(public.grid, belief)
                point = low + (1 if spare[t, 1] < towards else 0)
            accident = odds.accident[tension]
            lapse = odds.lapse if falls_due(mandate, t) else 0.0
            due_now = game.lapse[i] > 0.0 and falls_due(mandate, t)
            if u[8] < accident:
                ends[0], ends[1], now[COLLAPSE] = t, 3, 1
            elif u[8] < accident + (1.0 - accident) * lapse:
                ends[0], ends[1], now[DUE] = t, 4, 2
            elif due_now:
                now[DUE] = 1
            if ends[0] >= 0:
                _earn_war(rules, layer, point, t + 1, drawn, -1, 0, earned)
        now[TENSION], now[TAKEN], now[ENGAGED] = tension, taken, engaged
        now[LAYER], now[POINT] = layer, point
        for mark in range(len(MARKS)):
            if t < MARKS[mark]:
                paths[mark] = evidence
        if ends[0] >= 0:
            return
    cell = (tension * 2 + taken) * 2 + engaged
    _earn(rules, layer, phase if voted else 0, months, 0, drawn, posture, cell, earned)


@njit(nogil=True, cache=True)
def _earn(rules, layer, phase, t, count, drawn, posture, cell, earned):  # type: ignore[no-untyped-def]
    """Add what the drawn types get in `count` months from t on; for ever if it is 0."""
    for p in range(2):
        lane = drawn[p] + p * rules.split
        package = rules.layers.package[layer] if phase == 0 else rules.package[phase]
        flow = package[lane] + rules.friction[p, 2 * posture[p] + posture[1 - p], cell]
        if not cell & 2:
            flow += rules.relief[t, lane] * rules.layers.relief[layer]
        weight = rules.patience[lane] ** t
        earned[p] += weight * flow * ((1.0 - rules.patience[lane]) if count else 1.0)


@njit(nogil=True, cache=True)
def _earn_war(rules, layer, point, t, drawn, breaker, engaged, earned):  # type: ignore[no-untyped-def]
    """Add what the drawn types get from a war begun in month t, by a breaker or by nobody (-1)."""
    for p in range(2):
        lane = drawn[p] + p * rules.split
        column = NOBODY
        if breaker >= 0:
            column = (OWN if p == breaker else OTHERS) + engaged
        value = rules.public.wars[layer, point, t, lane, column]
        earned[p] += rules.patience[lane] ** t * value


@njit(nogil=True, cache=True)
def _next_row(game, i, months, deadline, points, layer, voted, t):  # type: ignore[no-untyped-def]
    """First row of next month's strategies in the same branch of the game, or -1."""
    last = months
    waiting = 0
    if layer == DONE and not voted:
        if needs_waiting(game, i, months):
            waiting = 1 if t + 1 >= game.vote_month[i] else 0
        else:
            last = min(game.vote_month[i], months)
    elif layer >= FIRST:
        last = deadline
    if t + 1 >= last:
        return -1
    return strategy_row(months, deadline, points, layer, waiting, 0, t + 1)


@njit(nogil=True, cache=True)
def _incidents(odds, posture, false, u, blamed, seen, now):  # type: ignore[no-untyped-def]
    """Draw the month's incidents and who is blamed; returns the number of incidents."""
    incidents = 0
    for p in range(2):
        happens = posture[p] == 1 and u[2 + p] < odds.incident
        pinned = happens and u[2 + p] < odds.pinned
        incidents += happens
        blamed[p] = pinned or u[4 + p] < false
        detected = happens and u[2 + p] < odds.detected
        now[INCIDENT + p] = (1 + detected + pinned) if happens else 0
        now[FALSE + p] = 1 if blamed[p] and not pinned else 0
        seen[p] += blamed[p]
        seen[2 + p] += detected and not pinned
        seen[4] += posture[p]
    return incidents


@njit(nogil=True, cache=True)
def _read_moves(move, split, choice, asks, breaker, probing, evidence):  # type: ignore[no-untyped-def]
    """Bayes' rule for an open breach or its absence, on each lane's evidence and posture."""
    for lane in range(evidence.size):
        p = 0 if lane < split else 1
        renege = move * choice[lane, 2 * SITUATIONS + asks[p]]
        if breaker == p:
            evidence[lane] += math.log(max(renege, IMPOSSIBLE))
        elif breaker < 0:
            # Occasions are not seen: it may have had none.
            kept = 1.0 - renege
            probe = move * choice[lane, SITUATIONS + asks[p]]
            evidence[lane] += math.log(kept)
            probing[lane] = ((1.0 - move) * probing[lane] + probe) / kept


@njit(nogil=True, cache=True)
def _read_steps(  # type: ignore[no-untyped-def]
    move, ring, due, split, choice, stepping, asks, breaker, stepped, probing, evidence
):
    """As `_read_moves` in a month in which a step of `due` may fall due.

    A step taken is seen; whether one that was not taken had fallen due is not.
    """
    idle = 1.0 - ring
    for lane in range(evidence.size):
        p = 0 if lane < split else 1
        renege = idle * move * choice[lane, 2 * SITUATIONS + asks[p]]
        probe = idle * move * choice[lane, SITUATIONS + asks[p]]
        same, takes = 1.0 - idle * move, 0.0
        if p == due:
            renege += ring * stepping[lane, 2 * SITUATIONS + asks[p]]
            probe += ring * stepping[lane, SITUATIONS + asks[p]]
            takes = ring * stepping[lane, asks[p]]
            same = idle * (1.0 - move)
        if breaker == p:
            evidence[lane] += math.log(max(renege, IMPOSSIBLE))
        elif breaker < 0 and stepped and p == due:
            evidence[lane] += math.log(max(takes, IMPOSSIBLE))
            probing[lane] = 0.0
        elif breaker < 0:
            kept = max(1.0 - renege - takes, 0.0)
            if stepped:
                # It is seen that the other was the one to move: this one was not asked.
                kept, probe, same = 1.0, 0.0, 1.0
            evidence[lane] += math.log(max(kept, IMPOSSIBLE))
            if kept > 0.0:
                probing[lane] = min((same * probing[lane] + probe) / kept, 1.0)


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
