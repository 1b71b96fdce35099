"""Talks drawn once: what happens in one course of them, month by month, as a story can tell it.

`course` weighs all that can happen by its chance; here each chance is drawn, by the same policies,
the same bodies and the same month of war. What both say of many courses is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from interim.futures import Futures
from interim.stages.course import Course, Event, course_of, draws_of, game_of
from interim.stages.talks import Table, Talks
from interim.stages.talks.chain import fill_voices
from interim.stages.talks.course import OVER, passes, signs
from interim.stages.talks.meeting import BITS
from interim.stages.talks.offers import (
    MEDIATORS,
    WHOLE,
    Array,
    Offers,
    Variations,
    Whole,
    refused_each,
)
from interim.stages.talks.room import FRESH, MET, room_for
from interim.stages.talks.speaking import shares
from interim.stages.talks.texts import ALL, NOTHING, course_at, game_at
from interim.stages.war.chain import GRID, Month, along, fill_month, month_for
from interim.stages.war.numbers import ATTACKER, NOBODY, Numbers

KINDS = {
    "silent": "the parties meet, and who speaks has nothing to put",
    "refused": "the actor puts a text (text) that one or both refuse: principal -> why (refused)",
    "signed": "the actor has put a text that is signed: text, gone (patrons), share of the zone",
    "voted-down": "the bodies refuse it: text, last (nobody puts a third)",
    "in-force": "the bodies pass it: text",
    "left": "the actor's aid ends for good",
    "ground": "the attacker holds a quarter of the zone more than ever: mark, share",
    "rest": "fighting stops because both are worn out: end",
    "resumed": "it begins again",
    "over": "the war ends for good, won by the actor or by nobody: end",
    "horizon": "the talks are followed no further: fought, or else at rest",
}
"""The kinds of events, with the keys of their details."""
RED_LINE, GOING_ON = "red-line", "going-on"
"""Why a text is refused: it crosses a red line, or going on is worth more."""

SPEAKS, PUTS, PARTY, MOVES, ENDS, PATRONS = range(6)
"""Uniform numbers of a month: whether they meet and who speaks, which text and which mediator, the
ground, the end of fighting or rest; then whether each patron leaves, and each for a refusal."""
FOUGHT = -1
MARKS = 4
"""Parts of the zone whose loss is an event."""


class State(NamedTuple):
    """Where the war and its talks stand at the start of a month."""

    layer: int
    """Whether they have met; see `room`."""
    gone: int
    """Patrons whose aid has ended, a bit each."""
    point: int
    """Of the grid of ground."""
    lane: int
    """Which text is off the table, if one is; see `offers.WHOLE` and `course.OVER`."""
    rest: int
    """The end in which arms rest, `FOUGHT` where they do not."""

    @property
    def share(self) -> float:
        """Captured share of the zone."""
        return self.point / (GRID - 1)


class Names(NamedTuple):
    """What the numbers of talks are called, and who puts what mediators put."""

    principals: Sequence[str]
    attacker: int
    plans: Sequence[str]
    patrons: Sequence[str]
    ends: Sequence[str]
    put: Mapping[str, Array]
    """Mediator -> (n, patron states, plans), its part of the texts that mediators put."""


class Chances(NamedTuple):
    """What each month can bring in one future."""

    i: int
    """Its index."""
    numbers: Numbers
    offers: Offers
    varied: Variations
    policy: Whole
    """As `chain.carry_back` keeps it."""
    month: Month
    who: Array
    """(patron states, 3, `LANES`), chance in a month that they meet and so one speaks."""
    puts: Array
    """(patron states, plans, `LANES`), chance that a mediator who speaks puts a text."""
    names: Names


class Signed(NamedTuple):
    """A text that is signed and passed."""

    text: int
    month: int
    """From 0, today."""
    state: State


@dataclass(frozen=True)
class Talked:
    """One course of talks.

    Attributes:
        events: what happens until a text is in force, the war is over, or the horizon.
        path: the state at the start of each month until then.
        signed: the text that is in force then.
    """

    events: tuple[Event, ...]
    path: tuple[State, ...]
    signed: Signed | None


@dataclass(frozen=True)
class TalksCourse:
    """How talks go in one future, and the deal that they end in.

    Attributes:
        index: number of the future in the whole run.
        talked: the talks.
        types: principal -> the type drawn.
        plan: id of the text in force, '' where there is none.
        lost: whether the deal goes as one that is signed with all of the zone captured.
        deal: its course, counted from the month of signing.
    """

    index: int
    talked: Talked
    types: Mapping[str, str]
    plan: str = ""
    lost: bool = False
    deal: Course | None = None


def drawn(
    table: Table, talks: Talks, stated: Variations, futures: Futures, most: int
) -> tuple[TalksCourse, ...]:
    """One course of the talks of each of the first futures.

    Args:
        table: with whom they are held, and over what.
        talks: the talks.
        stated: how they were held, before any text is refused.
        futures: the futures of the table.
        most: of so many of them at most.
    """
    case, names, varied = table.case, names_of(table, futures), refused_each(stated)[0]
    war, kinds = table.war, [list(case.preferences[p].types) for p in case.principals]
    if most < 1:
        return ()
    some = futures.part(futures.start, futures.start + min(most, futures.n))
    uniforms = some.uniforms("talks:course", len(stated.window), columns(len(names.patrons)))
    nodes = some.uniforms("talks:course:ground", 1)[:, 0]
    courses = []
    for i, index in enumerate(range(some.start, some.stop)):
        given = chances_of(i, war.numbers, war.strength, talks.offers, varied, talks.policy, names)
        talked = talk(given, uniforms[i])
        types = {p: kinds[k][table.texts[0].drawn[i, k]] for k, p in enumerate(case.principals)}
        course = TalksCourse(index, talked, types)
        if talked.signed is not None:
            lost = bool(nodes[i] < talked.signed.state.share)
            course = _with_deal(course, table, talks, futures, talked.signed, lost)
        courses.append(course)
    return tuple(courses)


def _with_deal(
    course: TalksCourse, table: Table, talks: Talks, futures: Futures, signed: Signed, lost: bool
) -> TalksCourse:
    """The talks with the deal that follows: the one whose length they were held with."""
    case, text, i = table.case, table.texts[signed.text], course.index - futures.start
    at = course_at(signed.state.gone, ALL if lost else NOTHING)
    game = game_of(game_at(text, at, talks.wars[signed.text]), i)
    alone = futures.part(course.index, course.index + 1)
    deal = course_of(
        case,
        game,
        0,
        draws_of(case, game, alone, text.drawn[i : i + 1]),
        index=course.index,
        renewable=text.renewable,
    )
    return TalksCourse(course.index, course.talked, course.types, text.plan, lost, deal)


def names_of(table: Table, futures: Futures) -> Names:
    """What the numbers of a table are called."""
    case, plans = table.case, [plan.id for plan in table.plans]
    return Names(
        case.principals,
        list(case.principals).index(case.war.front.attacker),
        plans,
        list(case.war.patrons),
        list(case.war.ends),
        shares(case, plans, futures),
    )


def columns(patrons: int) -> int:
    """Uniform numbers that a month of talks takes."""
    return PATRONS + 2 * patrons


def chances_of(
    i: int, numbers: Numbers, strength: Array, offers: Offers, varied: Variations, policy: Whole,
    names: Names,
) -> Chances:  # fmt: skip
    """What each month can bring in a future; arguments as `course.carry_forward` has them.

    Args:
        i: index of the future.
        numbers: of n wars.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        offers: what is on the table.
        varied: as `offers.refused_each`.
        policy: of the drawn types.
        names: what all these are called.
    """
    patrons, ends, plans = numbers.shift.shape[1], numbers.hazard.shape[1], len(names.plans)
    month, room = month_for(patrons, ends, 1), room_for(1, 1, patrons, ends, plans)
    fill_month(numbers, i, strength, np.zeros((i + 1, 1)), 0, month)
    fill_voices(i, offers, varied, room)
    return Chances(i, numbers, offers, varied, policy, month, room.who, room.puts, names)


def talk(given: Chances, uniforms: Array) -> Talked:
    """Draw one course of talks.

    Args:
        given: of one future.
        uniforms: (months, `columns`).
    """
    events: list[Event] = []
    path: list[State] = []
    now = State(given.policy.shape[2] - 1, 0, 0, WHOLE, FOUGHT)
    months, marks = len(given.varied.window), 0
    for t in range(months):
        if t == FRESH:
            now = now._replace(layer=MET)
        path.append(now)
        happened, now, text = _run(_meeting(given, t, now, uniforms[t]))
        events += happened
        if text is not None:
            return Talked(tuple(events), tuple(path), Signed(text, t, now))
        happened, now, over = _run(_war(given, t, now, uniforms[t]))
        reached = int(MARKS * now.share)
        if reached > marks:
            marks, attacker = reached, given.names.principals[given.names.attacker]
            detail = {"mark": reached / MARKS, "share": now.share}
            events.append(Event(t, attacker, "ground", detail))
        events += happened
        if over is not None:
            return Talked(tuple(events), tuple(path), None)
    events.append(Event(months - 1, None, "horizon", {"fought": now.rest == FOUGHT}))
    return Talked(tuple(events), (*path, now), None)


Steps = Generator[Event, None, tuple[State, int | None]]


def _run(steps: Steps) -> tuple[list[Event], State, int | None]:
    """Events, the state after them, and what ends the talks, if anything does."""
    events: list[Event] = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as stop:
            return events, *stop.value


def _meeting(given: Chances, t: int, now: State, uniforms: Array) -> Steps:
    """The meeting that a month may begin with; the text that is in force after it, if one is."""
    speaker = _speaker(given, t, now, uniforms[SPEAKS])
    if speaker < 0:
        return now, None
    i, names, plans = given.i, given.names, len(given.names.plans)
    bits = int(given.policy[i, t, now.layer, now.gone, now.point, now.lane])
    if speaker == MEDIATORS:
        text = _pick(given.puts[now.gone, :, now.lane], uniforms[PUTS])
        parts = [names.put[party][i, now.gone, text] for party in names.put]
        actor = list(names.put)[_pick(parts, uniforms[PARTY] * sum(parts))] if text >= 0 else None
    else:
        text, actor = (bits >> BITS * speaker & 31) - 1, names.principals[speaker]
    if text < 0:
        yield Event(t, actor, "silent", {})
        return now, None
    refused = {
        names.principals[p]: _why(given, now, text, p)
        for p in range(2)
        if p != speaker and not signs(bits, p, text, plans)
    }
    plan, now = names.plans[text], now._replace(layer=MET)
    if refused:
        yield Event(t, actor, "refused", {"text": plan, "refused": refused})
        return (yield from _offended(given, t, now, refused, uniforms)), None
    gone = tuple(patron for q, patron in enumerate(names.patrons) if now.gone >> q & 1)
    yield Event(t, actor, "signed", {"text": plan, "gone": gone, "share": now.share})
    if passes(i, text, now.gone, now.share, given.offers):
        yield Event(t, None, "in-force", {"text": plan})
        return now, text
    lane = text if now.lane == WHOLE and text < WHOLE else OVER
    yield Event(t, None, "voted-down", {"text": plan, "last": lane == OVER})
    return now._replace(lane=lane), None


def _speaker(given: Chances, t: int, now: State, mark: float) -> int:
    """Who speaks in a month, -1 where they do not meet."""
    if now.rest != FOUGHT or now.lane == OVER:
        return -1
    return _pick(given.who[now.gone, :, now.lane] * given.varied.window[t, now.lane], mark)


def _why(given: Chances, now: State, text: int, p: int) -> str:
    """Why a principal refuses a text."""
    red = along(given.offers.red[given.i, text, :, p], now.share)
    return RED_LINE if given.offers.rigidity[given.i, p] >= 1.0 - red else GOING_ON


def _offended(
    given: Chances, t: int, now: State, refused: Mapping[str, str], uniforms: Array
) -> Generator[Event, None, State]:
    """Patrons leave that mind a refusal, each by itself."""
    names, gone = given.names, now.gone
    for q, patron in enumerate(names.patrons):
        stays = 1.0
        for p, principal in enumerate(names.principals):
            if principal in refused:
                stays *= 1.0 - given.varied.ties[p, q, now.lane]
        if not now.gone >> q & 1 and uniforms[PATRONS + len(names.patrons) + q] < 1.0 - stays:
            gone |= 1 << q
            yield Event(t, patron, "left", {})
    return now._replace(gone=gone)


def _war(given: Chances, t: int, now: State, uniforms: Array) -> Steps:
    """A month of war or of rest; the end that is final, if one comes."""
    names, month, after = given.names, given.month, now
    if now.rest != FOUGHT:
        if uniforms[ENDS] < month.breaks[now.rest]:
            after = now._replace(rest=FOUGHT)
            yield Event(t, None, "resumed", {})
    else:
        moves = month.move[now.gone, now.point, :, 0]
        end = _pick(month.ends[now.gone, now.point, :, 0], uniforms[ENDS])
        after = now._replace(point=_pick(moves, uniforms[MOVES] * moves.sum()), rest=end)
        if end >= 0 and month.breaks[end] == 0.0:
            victor = int(given.numbers.victor[end])
            side = names.attacker if victor == ATTACKER else 1 - names.attacker
            actor = None if victor == NOBODY else names.principals[side]
            yield Event(t, actor, "over", {"end": names.ends[end]})
            return after, end
        if end >= 0:
            yield Event(t, None, "rest", {"end": names.ends[end]})
    leaves = month.leaves if after.rest == FOUGHT else month.quiet
    gone = after.gone
    for q, patron in enumerate(names.patrons):
        if not gone >> q & 1 and uniforms[PATRONS + q] < leaves[q]:
            gone |= 1 << q
            yield Event(t, patron, "left", {})
    return after._replace(gone=gone), None


def _pick(chances: Sequence[float] | Array, mark: float) -> int:
    """Index of the chance that a uniform number falls on, -1 beyond them all."""
    for k, below in enumerate(np.cumsum(chances)):
        if mark < below:
            return k
    return -1
