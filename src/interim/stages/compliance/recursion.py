"""Months of the backward induction: from values at their end to values and strategies at the start.

In each month what chance brings is weighed (`expect`), then every agent chooses in every situation
(`choose`), then it is weighed who moves (`weigh_movers`). `LANES` futures are carried back side by
side: every number below is one number in each of them (`lanes`).

Values are (slots, points, agents, `STATES`, `LANES`), with one point where the game has no public
belief; strategies (rows, points, agents, `SITUATIONS`, 3, `LANES`), chances to comply, to probe and
to renege.
"""

from __future__ import annotations

from typing import NamedTuple

from interim.foundation.compiled import compiled, inlined
from interim.foundation.lanes import (
    LANES,
    PER_LOG,
    aligned,
    any_lane,
    larger,
    load,
    smaller,
    spread,
    store,
    two_to_the,
    where_larger,
)
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import vote_is_held
from interim.stages.compliance.payoffs import flow
from interim.stages.compliance.rules import Worth
from interim.stages.compliance.state import (
    CELLS,
    LEVELS,
    SITUATIONS,
    STATES,
    principal_of,
    tension_of,
)
from interim.stages.compliance.wars import (
    NOBODY,
    OTHERS,
    OWN,
)


class Events(NamedTuple):
    """To which cells a month can lead; see `Month`."""

    first: Whole
    reached: Whole
    chance: Array
    """(events, 2, n)."""


class Month(NamedTuple):
    """What a month brings, and who chooses in it, see `rules.Rules`."""

    prior: Array
    precision: Array
    move: Array
    holds: Array
    renewed: Array
    events: Whole
    """(4 * `CELLS` + 1,), where in `reached` that begins to which a month can lead, by the postures
    of both (2 * the first's + the second's) and the cell."""
    reached: Whole
    """(events,), a cell in which the guarantors stand apart; the next one is that in which they are
    engaged."""
    chance: Array
    """(events, 2, `LANES`), of the two, collapse apart."""


class Span(NamedTuple):
    """Months of a branch of the game to carry values back over."""

    upto: int
    """The month at whose start the values stand that are known."""
    first: int
    """The month at whose start they are wanted."""
    package: int
    """Row of `Worth.package`."""
    layer: int
    """Of the withdrawal."""
    row: int
    """First row of strategies."""
    kept: int
    """1 where those of month t go to row + t, 0 where all go to the first."""


class At(NamedTuple):
    """Where in the tables a month's work stands."""

    t: int
    layer: int
    """Of the withdrawal."""
    point: int
    """Of the public's belief."""
    row: int
    """Of strategies."""
    before: int
    """Slot of the values at the start of the month."""
    after: int
    """Slot of those after the move."""
    taken: int
    """Slot of those after the move if the mover has complied: `after`, unless a step falls due."""


class Dates(NamedTuple):
    """What is settled at a date, which may be another in each future."""

    held: Array
    """(1 or months, points, agents, `STATES`, `LANES`), value of holding the vote, at its date or
    at the start of each month; nothing in a branch without a vote before it."""
    called: Array
    """(months, `LANES`), 1 in months in which it is held if nothing stands in its way."""
    only_in_calm: bool
    """Whether it waits until there is no tension."""
    wanted: Array
    """(months, `LANES`), 1 in the month at whose start the values are wanted."""
    found: Array
    """(points, agents, `STATES`, `LANES`), out: those values."""


class Scratch(NamedTuple):
    """Room to work in."""

    end: Array
    """(agents, `STATES`, `LANES`), value of the states at the end of a month."""
    own: Array
    """(agents, `SITUATIONS`, `LANES`), value to the mover."""
    mean: Array
    """(2, 3, `SITUATIONS`, `LANES`), strategies of each principal, its types mixed."""
    weights: Array
    """(`SITUATIONS`, 2, `LANES`), of an agent's worse posture beside the better one, and of the
    worse of that and war beside the better."""


def scratch_for(agents: int) -> Scratch:
    """Room for a game of so many agents."""
    return Scratch(
        aligned(agents, STATES, LANES),
        aligned(agents, SITUATIONS, LANES),
        aligned(2, 3, SITUATIONS, LANES),
        aligned(SITUATIONS, 2, LANES),
    )


@compiled
def carry_back(
    split: int, month: Month, worth: Worth, wars: Array, span: Span, choice: Array, values: Array,
    after: Array, dates: Dates, scratch: Scratch,
) -> None:  # fmt: skip
    """From the values at the start of month `upto` to those at the start of month `first`.

    Args:
        split: number of agents of the first principal.
        month: what months bring.
        worth: what they are worth.
        wars: (layers, 1, months + 1, agents, `WARS`, `LANES`), as `wars.fill_wars`.
        span: the months of a branch in which no step falls due.
        choice: out, strategies.
        values: in and out; with more than one slot, those of each month are left in its own.
        after: out, values after the move, likewise; months beyond its slots share the last one.
        dates: of the vote, and those for which values are wanted.
        scratch: overwritten.
    """
    for t in range(span.upto - 1, span.first - 1, -1):
        later = t + 1 if values.shape[0] > 1 else 0
        before, moved = (t if values.shape[0] > 1 else 0), min(t, after.shape[0] - 1)
        at = At(t, span.layer, 0, span.row + span.kept * t, before, moved, moved)
        expect(split, at, later, span.package, month, worth, wars, values, after, scratch.end)
        decide(split, at, month, wars, choice, values, after, scratch)
        keep_dates(at, dates, values)


@inlined
def keep_dates(at: At, dates: Dates, values: Array) -> None:
    """The vote, at the start of a month in which it is held, and values that are wanted."""
    if dates.held.shape[0] > 0 and any_lane(dates.called, at.t):
        called, slot = load(dates.called, (at.t,)), at.t if dates.held.shape[0] > 1 else 0
        for agent in range(values.shape[2]):
            for s in range(STATES):
                if vote_is_held(dates.only_in_calm, tension_of(s % CELLS)):
                    held = load(dates.held, (slot, at.point, agent, s))
                    waits = load(values, (at.before, at.point, agent, s))
                    held = where_larger(called, spread(0.5), held, waits)
                    store(values, (at.before, at.point, agent, s), held)
    if any_lane(dates.wanted, at.t):
        wanted = load(dates.wanted, (at.t,))
        for agent in range(values.shape[2]):
            for s in range(STATES):
                value = load(values, (at.before, at.point, agent, s))
                other = load(dates.found, (at.point, agent, s))
                found = where_larger(wanted, spread(0.5), value, other)
                store(dates.found, (at.point, agent, s), found)


@inlined
def decide(
    split: int, at: At, month: Month, wars: Array, choice: Array, values: Array, after: Array,
    scratch: Scratch,
) -> None:  # fmt: skip
    """Strategies and values of a month in which no step falls due, from those after the move."""
    for p in range(2):
        choose(p, split, at, month, wars, after, after, choice, scratch)
    weigh_movers(split, at, month, wars, values, after, scratch)


@inlined
def expect(
    split: int, at: At, later: int, package: int, month: Month, worth: Worth, wars: Array,
    values: Array, after: Array, end: Array,
) -> None:  # fmt: skip
    """Value of each state after the move of a month: its flow and what chance makes of it.

    Args:
        split: number of agents of the first principal.
        at: the month.
        later: slot of the values at the start of the next month.
        package: row of `Worth.package`.
        month: what the month brings.
        worth: what it is worth.
        wars: as `wars.fill_wars`.
        values: at the start of the next month.
        after: out.
        end: scratch, (`STATES`, `LANES`).
    """
    agents, renewed = values.shape[2], load(month.renewed, (at.t,))
    for agent in range(agents):
        fill_end(agent, at, later, renewed, month, worth, wars, values, end)
    for one in range(0, agents, 2):
        # Two agents at a time: the chances of a month do not fit into the nearest memory.
        other = min(one + 1, agents - 1)
        ones, others = flows_of(one, at, package, worth), flows_of(other, at, package, worth)
        for both in range(4):
            a, b = own_row(both, one, split), own_row(both, other, split)
            for c in range(CELLS):
                total = flow(ones[0], rubs(a, c, worth) * ones[2], ones[1], c)
                totals = flow(others[0], rubs(b, c, worth) * others[2], others[1], c)
                place = both * CELLS + c
                for k in range(month.events[place], month.events[place + 1]):
                    apart, engaged = load(month.chance, (k, 0)), load(month.chance, (k, 1))
                    d, e = a * CELLS + month.reached[k], b * CELLS + month.reached[k]
                    total = total + apart * load(end, (one, d))
                    totals = totals + apart * load(end, (other, e))
                    total = total + engaged * load(end, (one, d + 1))
                    totals = totals + engaged * load(end, (other, e + 1))
                store(after, (at.after, at.point, one, a * CELLS + c), total)
                store(after, (at.after, at.point, other, b * CELLS + c), totals)


@inlined
def flows_of(agent: int, at: At, package: int, worth: Worth) -> tuple[Array, Array, Array]:
    """What a month brings an agent while relief is not paid, the relief, and the month's weight."""
    now = 1.0 - load(worth.patience, (agent,))
    relief = now * load(worth.benefit, (agent,)) * load(worth.paid, (at.t,))
    return now * load(worth.package, (package, agent)), relief * load(worth.pays, (at.layer,)), now


@inlined
def own_row(both: int, agent: int, split: int) -> int:
    """2 * an agent's own posture + the other's, from 2 * the first's + the second's."""
    return both if agent < split else 2 * (both % 2) + both // 2


@inlined
def rubs(a: int, c: int, worth: Worth) -> Array:
    """What postures and tension add to a flow."""
    return load(worth.friction, (a // 2, a % 2, tension_of(c)))


@inlined
def fill_end(
    agent: int, at: At, later: int, renewed: Array, month: Month, worth: Worth, wars: Array,
    values: Array, end: Array,
) -> None:  # fmt: skip
    """Value of each state at the end of a month, before it is known whether the deal holds."""
    delta = load(worth.patience, (agent,))
    collapse = delta * load(wars, (at.layer, at.point, at.t + 1, agent, NOBODY))
    for tension in range(LEVELS):
        holds = renewed * load(month.holds, (tension,))
        for a in range(4):
            for c in range(4 * tension, 4 * tension + 4):
                s = a * CELLS + c
                value = delta * load(values, (later, at.point, agent, s))
                store(end, (agent, s), collapse + holds * (value - collapse))


@inlined
def choose(
    p: int, split: int, at: At, month: Month, wars: Array, taken: Array, after: Array,
    choice: Array, scratch: Scratch,
) -> None:  # fmt: skip
    """Logit choice of each type of principal p in every situation.

    Args:
        p: the principal.
        split: number of agents of the first principal.
        at: the month.
        month: who chooses, and how precisely.
        wars: as `wars.fill_wars`.
        taken: values after the move of who complies, in the slot `at.taken`.
        after: of who probes, in the slot `at.after`.
        choice: out, strategies.
        scratch: out, `own` and `mean`.
    """
    first, last = (0, split) if p == 0 else (split, after.shape[2])
    own, mean, weights = scratch.own, scratch.mean, scratch.weights
    for action in range(3):
        for s in range(SITUATIONS):
            store(mean, (p, action, s), spread(0.0))
    for agent in range(first, last):
        # One after the other: each step of a loop that did all would wait for its own results.
        compare(agent, at, month, wars, taken, after, weights)
        for s in range(SITUATIONS):
            for k in range(2):
                store(weights, (s, k), two_to_the(load(weights, (s, k))))
        prior = load(month.prior, (agent,))
        for s in range(SITUATIONS):
            comply = load(taken, (at.taken, at.point, agent, s))
            probe = load(after, (at.after, at.point, agent, SITUATIONS + s))
            fight = load(wars, (at.layer, at.point, at.t, agent, OWN + s % 2))
            worse, lesser = load(weights, (s, 0)), load(weights, (s, 1))
            better = larger(comply, probe)
            peace = where_larger(fight, better, lesser, spread(1.0))
            war = where_larger(fight, better, spread(1.0), lesser)
            one = 1.0 / (peace + peace * worse + war)
            peace, war = peace * one, war * one
            if_comply = where_larger(probe, comply, peace * worse, peace)
            if_probe = where_larger(probe, comply, peace, peace * worse)
            store(choice, (at.row, at.point, agent, s, 0), if_comply)
            store(choice, (at.row, at.point, agent, s, 1), if_probe)
            store(choice, (at.row, at.point, agent, s, 2), war)
            store(own, (agent, s), if_comply * comply + if_probe * probe + war * fight)
            store(mean, (p, 0, s), load(mean, (p, 0, s)) + prior * if_comply)
            store(mean, (p, 1, s), load(mean, (p, 1, s)) + prior * if_probe)
            store(mean, (p, 2, s), load(mean, (p, 2, s)) + prior * war)


@inlined
def compare(
    agent: int, at: At, month: Month, wars: Array, taken: Array, after: Array, weights: Array
) -> None:
    """Logarithms to base 2 of the weights in an agent's logit choice.

    Against the better of the two postures, so that two exponentials do for three choices.

    Args:
        agent: who chooses.
        at: the month.
        month: how precisely it chooses.
        wars: as `wars.fill_wars`.
        taken: values after the move of who complies, in the slot `at.taken`.
        after: of who probes, in the slot `at.after`.
        weights: out, as `Scratch.weights`.
    """
    precision = load(month.precision, ()) * PER_LOG
    for s in range(SITUATIONS):
        comply = load(taken, (at.taken, at.point, agent, s))
        probe = load(after, (at.after, at.point, agent, SITUATIONS + s))
        fight = load(wars, (at.layer, at.point, at.t, agent, OWN + s % 2))
        better = larger(comply, probe)
        apart = smaller(fight - better, better - fight)
        store(weights, (s, 0), precision * (smaller(comply, probe) - better))
        store(weights, (s, 1), precision * apart)


@inlined
def weigh_movers(
    split: int, at: At, month: Month, wars: Array, values: Array, after: Array, scratch: Scratch
) -> None:
    """Value before it is known who moves; the other's choice is the mixture of its types.

    Args:
        split: number of agents of the first principal.
        at: the month.
        month: who moves.
        wars: as `wars.fill_wars`.
        values: out, in the slot `at.before`.
        after: value after the move, in the slot `at.after`.
        scratch: with `own` and `mean`.
    """
    move, own, mean = load(month.move, ()), scratch.own, scratch.mean
    stay = 1.0 - 2.0 * move
    for agent in range(after.shape[2]):
        other = 1 - principal_of(agent, split)
        for s in range(SITUATIONS):
            # As the mover's situation, s is this agent's own posture and the cell.
            c = s % CELLS
            row = 2 * (s - c) + c
            comply = load(after, (at.after, at.point, agent, row))
            probe = load(after, (at.after, at.point, agent, row + CELLS))
            fight = load(wars, (at.layer, at.point, at.t, agent, OTHERS + s % 2))
            moved = load(mean, (other, 0, s)) * comply + load(mean, (other, 1, s)) * probe
            moved = moved + load(mean, (other, 2, s)) * fight
            if_comply = stay * comply + move * (moved + load(own, (agent, c)))
            if_probe = stay * probe + move * (moved + load(own, (agent, CELLS + c)))
            store(values, (at.before, at.point, agent, row), if_comply)
            store(values, (at.before, at.point, agent, row + CELLS), if_probe)
