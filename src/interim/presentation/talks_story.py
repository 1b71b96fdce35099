"""Stories of talks in words: one future from today on, until a deal has ended or to the horizon.

Meetings that come to nothing are summed up between what changes something, the more so the longer a
story is; the course of a deal is told by `presentation.story`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from interim.case.model import Case
from interim.foundation import words
from interim.futures import Run
from interim.insight.stories import Story
from interim.insight.talks_stories import (
    BROKEN,
    IN_FORCE,
    VOTED_DOWN,
    TalksStories,
    TalksStory,
    ends_at,
    first_signed,
)
from interim.presentation import story as telling
from interim.presentation.endings import UNCHOSEN
from interim.presentation.story import MOST_LINES, Line
from interim.presentation.story_events import times, title
from interim.stages.course import Event
from interim.stages.talks.drawn import RED_LINE

SMALL = (
    frozenset({"refused", "silent"}),
    frozenset({"ground"}),
    frozenset({"left", "rest", "resumed"}),
)
"""What is summed up between other events: always; also in a long story; also in a very long one."""
UNWON = "ends without a winner"
EVERY_BODY = "every body whose consent is needed said yes"
TURNED, RESUMED = "With no text in force the war turned into", "the war was fought as before"
STILL = "The deal was in force still."
NAMED = 3
"""Texts of one speaker that are named in a line."""
PARTS = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 1.0: "all"}
WHY = {True: "a red line stood in the way", False: "fighting on was worth more"}


def introduction(typical: TalksStories, run: Run) -> str:
    """Of how many futures the stories are told, and for what part of these they stand.

    Args:
        typical: the stories.
        run: the run that they are taken from.
    """
    of = words.count(typical.read, "future")
    drawn = f"One course of the talks is drawn in each of {of} (seed {run.seed})"
    if not words.defined(typical.told) or typical.told is None:
        return f"{drawn}. {telling.too_few(typical.read)}"
    ways = f"{drawn}. They come out in {words.count(typical.ways, 'way')};"
    if len(typical.stories) == typical.ways:
        return f"{ways} of each a typical one is told."
    number = words.count(len(typical.stories), "story", "stories")
    stand = f"{number} stand for the most frequent, and these"
    return f"{ways} {stand} for {words.brief_chance(typical.told)} of them."


def reading() -> str:
    """How to take the stories."""
    taken = telling.read_as("today", "talks can go")
    return f"{taken} What follows a breach, further talks among it, is not told."


def heading(story: TalksStory, case: Case) -> str:
    """How the talks come out: '“Alpha” is signed in month 4 and voted down; the war goes on'."""
    kind = story.outcome.kind
    if kind in (IN_FORCE, BROKEN):
        return _deal(story, case)
    if kind != VOTED_DOWN:
        return f"Nothing is signed; {_war(story, case)}"
    refused = [
        f"“{case.plans[str(e.detail['text'])].short}”"
        for e in story.course.talked.events
        if e.kind == "voted-down"
    ]
    if len(refused) > 1:
        return f"{words.listed(refused)} are signed and voted down; {_war(story, case)}"
    month = _month(first_signed(story.course))
    return f"{refused[0]} is signed in month {month} and voted down; {_war(story, case)}"


def about(story: TalksStory, case: Case, run: Run) -> str:
    """Which future it is, and what it is typical of.

    Args:
        story: the story.
        case: the case, for titles.
        run: the run that it is taken from.
    """
    parts = []
    if words.defined(story.share):
        parts.append(f"{_group(story, case)} in {words.brief_chance(story.share)} of futures.")
        group = round(story.share["p"] * story.share["n"])
        if story.months is not None and group >= words.FEWEST:
            low, high = (round(story.months[end]) for end in ("low", "high"))
            parts.append(f"In nine of ten of these the first signature is in months {low}-{high}.")
    types = telling.types_of(story.course.types, case)
    parts.append(telling.which(story.course.index, run.futures, run.seed, types))
    return " ".join(parts)


def lines(story: TalksStory, case: Case) -> tuple[Line, ...]:
    """The story, line by line, told more briefly where it would grow long.

    Args:
        story: the story.
        case: the case, for titles.
    """
    small: frozenset[str] = frozenset()
    of_deal: frozenset[str] = frozenset()
    written: tuple[Line, ...] = ()
    for more, more_of_deal in zip(SMALL, telling.SMALL, strict=True):
        small, of_deal = small | more, of_deal | more_of_deal
        talks = tuple(_talks(story.course.talked.events, case, small))
        written = _joined(talks, tuple(_of_deal(story, case, of_deal)))
        if len(written) <= MOST_LINES:
            break
    return written


def as_json(typical: TalksStories, case: Case, run: Run) -> dict[str, Any]:
    """What `interim talks --stories N --json` says under `stories`."""
    return {
        "read": typical.read,
        "ways": typical.ways,
        "told": typical.told,
        "introduction": introduction(typical, run),
        "reading": reading(),
        "typical": [_story_as_json(story, case, run) for story in typical.stories],
    }


def _story_as_json(story: TalksStory, case: Case, run: Run) -> dict[str, Any]:
    course = story.course
    events = telling.events_as_json(course.talked.events, case, start=1)
    if course.deal is not None:
        events += telling.events_as_json(_seen(story, case), case, start=_signed_in(story))
    return {
        "future": course.index,
        "outcome": story.outcome.kind,
        "what": story.outcome.what or None,
        "share": story.share,
        "months": story.months,
        "types": dict(course.types),
        "title": heading(story, case),
        "about": about(story, case, run),
        "lines": [
            {"from": line.first, "to": line.last, "text": line.text} for line in lines(story, case)
        ],
        "events": events,
    }


def _group(story: TalksStory, case: Case) -> str:
    """What the futures have in common that come out as this one does."""
    kind, what = story.outcome
    name = f"“{case.plans[what].short}”" if what in case.plans else ""
    nothing = "Nothing is signed and the war"
    match kind:
        case "in-force":
            return f"{name} is in force after {words.count(case.header.horizon_years, 'year')}"
        case "broken":
            return f"{name} comes into force and does not last"
        case "voted-down":
            return f"{name} is signed first and voted down, and nothing comes into force,"
        case "won":
            return f"{nothing} is won by {title(what, case)}"
        case "rest":
            return f"{nothing} has turned into “{_end(what, case)}”"
        case "over":
            return f"{nothing} {UNWON}"
    return f"{nothing} goes on"


def _month(index: int | None) -> int:
    """A month as a reader counts it: the first is 1."""
    return 1 + (index or 0)


def _signed_in(story: TalksStory) -> int:
    """Month in which the text is signed that comes into force."""
    signed = story.course.talked.signed
    return _month(signed.month if signed else None)


def _deal(story: TalksStory, case: Case) -> str:
    """'“Alpha” comes into force in month 4 and is broken openly by Northland in month 60'."""
    name, month = f"“{case.plans[story.course.plan].short}”", _signed_in(story)
    end = ends_at(case, story.course)
    head = f"{name} comes into force in month {month}"
    if end is None or story.course.deal is None:
        return f"{head} and is in force after {words.count(case.header.horizon_years, 'year')}"
    ending = story.course.deal.ending
    way = {"escalated": f"ends in a {UNCHOSEN},", "lapsed": "lapses with its mandate"}.get(ending)
    if way is None:
        breaker = case.principals[0 if ending == "reneged-first" else 1]
        way = f"is broken openly by {title(breaker, case)}"
    return f"{head} and {way} {_dated(end)}"


def _war(story: TalksStory, case: Case) -> str:
    """What has become of the war."""
    events, years = story.course.talked.events, words.count(case.header.horizon_years, "year")
    last = events[-1]
    if last.kind == "over":
        way = f"is won by {title(last.actor, case)}" if last.actor else UNWON
        return f"the war {way} {_dated(last.month)}"
    if last.detail["fought"]:
        return f"the war goes on after {years}"
    return f"after {years} the war has turned into “{_end(_rest(events), case)}”"


def _dated(index: int) -> str:
    """'in month 7', 'in month 31 (2.6 years)'."""
    month = _month(index)
    return f"in month {month} ({words.years(month)} years)" if month >= 12 else f"in month {month}"


def _rest(events: Sequence[Event]) -> str:
    """The end in which the war came to rest last."""
    return next((str(e.detail["end"]) for e in events[::-1] if e.kind == "rest"), "")


def _end(name: str, case: Case) -> str:
    return case.war.ends[name].title if name in case.war.ends else name


def _joined(talks: tuple[Line, ...], deal: tuple[Line, ...]) -> tuple[Line, ...]:
    """Both parts, with what happens in the month of signing in one line."""
    if not deal:
        return talks
    signed, begun = talks[-1], deal[0]
    both = replace(signed, last=begun.last, text=f"{signed.text} {begun.text}")
    return (*talks[:-1], both, *deal[1:])


def _of_deal(story: TalksStory, case: Case, small: frozenset[str]) -> Iterator[Line]:
    """The course of the deal, dated from today, as far as the horizon."""
    course = story.course
    if course.deal is None:
        return
    start, last = _signed_in(story), case.months
    history = replace(course.deal, events=_seen(story, case))
    # Whether it is signed and adopted is known; what `story` says of a future takes it that it is.
    one = Story(course.plan, 0, 0, history, {}, True, story.promised)
    *lines, end = (
        replace(line, first=start + line.first, last=start + line.last)
        for line in telling.told(one, case, small)
    )
    yield from lines
    if ends_at(case, course) is not None:
        yield end
    elif end.first == last:
        yield replace(end, text=f"{end.text} {STILL}")
    else:
        yield end
        yield Line(last, last, STILL)


def _seen(story: TalksStory, case: Case) -> tuple[Event, ...]:
    """Events of the deal up to the horizon, but for that it holds until then."""
    deal = story.course.deal
    events = () if deal is None else deal.events
    left = case.months - _signed_in(story)
    return tuple(e for e in events if e.month <= left and e.detail.get("ending") != "held")


def _talks(events: Sequence[Event], case: Case, small: frozenset[str]) -> Iterator[Line]:
    """Lines with small events summed up, and large ones of one month together.

    Meetings at which no text is put are told beside others.
    """
    large: Line | None = None
    between: list[Event] = []
    for event in events:
        if event.kind in small:
            between.append(event)
            continue
        month, text = _month(event.month), _sentence(event, events, case)
        apart, between = [] if _empty(between) else between, []
        if apart:
            if large is not None:
                yield large
            yield _between(apart, case)
            large = Line(month, month, text)
        elif large is not None and large.last == month:
            large = replace(large, text=f"{large.text} {text}")
        else:
            if large is not None:
                yield large
            large = Line(month, month, text)
    if large is not None:
        yield large
    if not _empty(between):
        yield _between(between, case)


def _empty(events: Sequence[Event]) -> bool:
    """Whether there is nothing to tell of a stretch: no text was put at its meetings."""
    return all(e.kind == "silent" for e in events)


def _between(events: Sequence[Event], case: Case) -> Line:
    first, last = _month(events[0].month), _month(events[-1].month)
    return Line(first, last, _summary(events, case))


def _sentence(event: Event, events: Sequence[Event], case: Case) -> str:
    """One event in words.

    Args:
        event: the event.
        events: all of the talks.
        case: the case, for titles.
    """
    actor, detail = title(event.actor, case) if event.actor else "", event.detail
    match event.kind:
        case "signed":
            return _signature(event, case)
        case "voted-down":
            off = f"Not {EVERY_BODY}, and the text was off the table."
            end = " With that two texts had been voted down: nobody put a third."
            return f"{off}{end if detail['last'] else ''}"
        case "in-force":
            return f"{EVERY_BODY.capitalize()}."
        case "left":
            return f"The aid of {actor} to {_helped(event, case)} ended."
        case "ground":
            return f"{actor} held {_held(detail)} of the zone."
        case "rest":
            return f"{TURNED} “{_end(str(detail['end']), case)}”."
        case "resumed":
            before = [e for e in events if e.month < event.month]
            return f"“{_end(_rest(before), case)}” came to an end, and {RESUMED}."
        case "over":
            way = f"was won by {actor}" if actor else "ended without a winner"
            return f"The war {way}: “{_end(str(detail['end']), case)}”."
        case "horizon":
            return f"{'The war' if detail['fought'] else f'“{_end(_rest(events), case)}”'} went on."
    return _summary([event], case)


def _signature(event: Event, case: Case) -> str:
    """Who put the text, who signed it, and on what ground."""
    gone, share = event.detail["gone"], float(str(event.detail["share"]))
    others = [title(p, case) for p in case.principals if p != event.actor]
    who = words.listed(others) if len(others) < 2 else "both sides"
    text = f"{title(str(event.actor), case)} put {_quoted(event, case)}, and {who} signed"
    state = []
    if share > 0:
        attacker = title(case.war.front.attacker, case)
        part = PARTS.get(share) or f"{100 * share:.0f} %"
        state.append(f"{attacker} held {part} of the zone")
    if isinstance(gone, tuple) and gone:
        state.append(f"the aid of {words.listed([title(p, case) for p in gone])} had ended")
    return f"{text}; by then {words.listed(state)}." if state else f"{text}."


def _quoted(event: Event, case: Case) -> str:
    return f"“{case.plans[str(event.detail['text'])].short}”"


def _helped(event: Event, case: Case) -> str:
    return title(case.war.patrons[str(event.actor)].side, case)


def _held(detail: Mapping[str, object]) -> str:
    """'half', 'more than a quarter'."""
    mark, share = float(str(detail["mark"])), float(str(detail["share"]))
    return f"{'more than ' if share > mark else ''}{PARTS[mark]}"


def _summary(events: Sequence[Event], case: Case) -> str:
    """Small events summed up: which texts were put and refused, and how the war stood."""
    parts = []
    put = [e for e in events if e.kind == "refused"]
    silent = [e for e in events if e.kind == "silent"]
    if meetings := len(put) + len(silent):
        if meetings > 1:
            parts.append(f"{words.count(meetings, 'meeting').capitalize()}.")
        parts += _refusals(put, case)
        if silent:
            parts.append(_silent(silent, case))
    if ground := [e for e in events if e.kind == "ground"]:
        actor = title(str(ground[-1].actor), case)
        parts.append(f"{actor} came to hold {_held(ground[-1].detail)} of the zone.")
    parts += [_sentence(e, events, case) for e in events if e.kind == "left"]
    for end in dict.fromkeys(str(e.detail["end"]) for e in events if e.kind == "rest"):
        often = sum(e.kind == "rest" and e.detail["end"] == end for e in events)
        parts.append(f"{TURNED} “{_end(end, case)}” {times(often)}.")
    if resumed := sum(e.kind == "resumed" for e in events):
        parts.append(f"After that {RESUMED} {times(resumed)}.")
    return " ".join(parts)


def _silent(events: Sequence[Event], case: Case) -> str:
    """Who had nothing to put, and how often: 'Northland came without a text twice, Southland once'.

    Who mediates, and has no text left that is on the table, is not named.
    """
    often = Counter(title(e.actor, case) if e.actor else "A mediator" for e in events).most_common()
    (first, number), rest = often[0], often[1:]
    others = [f"{who} {times(of_these)}" for who, of_these in rest]
    return f"{words.listed([f'{first} came without a text {times(number)}', *others])}."


def _refusals(events: Sequence[Event], case: Case) -> list[str]:
    """Which texts were put by whom, and who refused them and why, the most frequent way first."""
    alike: dict[tuple[tuple[str, str], ...], list[Event]] = {}
    for event in events:
        why = _refusers(event)
        alike.setdefault(tuple((p, why[p]) for p in case.principals if p in why), []).append(event)
    most = sorted(alike, key=lambda why: -len(alike[why]))
    return [f"{_put(alike[why], case)}; {_why(why, alike[why], case)}." for why in most]


def _put(events: Sequence[Event], case: Case) -> str:
    """'Northland put “Alpha” twice and “Beta”, and Southland put “Beta”'."""
    said = []
    for actor, _ in Counter(event.actor for event in events).most_common():
        texts = Counter(_quoted(e, case) for e in events if e.actor == actor).most_common()
        # One more is named rather than summed up alone.
        named = texts if len(texts) <= NAMED + 1 else texts[:NAMED]
        left = sum(number for _, number in texts[len(named) :])
        parts = [name if number == 1 else f"{name} {times(number)}" for name, number in named]
        parts += [f"others {times(left)}"] if left else []
        said.append(f"{title(str(actor), case)} put {words.listed(parts)}")
    return ", and ".join(said)


def _why(why: Sequence[tuple[str, str]], events: Sequence[Event], case: Case) -> str:
    """'Northland refused (a red line stood in the way)', for one or both sides."""
    reasons = [WHY[reason == RED_LINE] for _, reason in why]
    if len(why) > 1 and len(set(reasons)) == 1:
        return f"neither side signed ({reasons[0]})"
    # A text of a mediator that one alone refuses is one that the other would have signed.
    mediated = all(event.actor not in case.principals for event in events)
    verb = "alone refused" if len(why) == 1 and mediated else "refused"
    sides = [title(p, case) for p, _ in why]
    (first, because), rest = (sides[0], reasons[0]), zip(sides[1:], reasons[1:], strict=True)
    return words.listed([f"{first} {verb} ({because})", *(f"{p} ({r})" for p, r in rest)])


def _refusers(event: Event) -> Mapping[str, str]:
    refused = event.detail["refused"]
    assert isinstance(refused, Mapping)
    return refused
