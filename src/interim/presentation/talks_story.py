"""Stories of talks in words: one future from today on, until a deal has ended or to the horizon.

Meetings that come to nothing are summed up between what changes something, the more so the longer a
story is; the course of a deal is told by `presentation.story`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from interim.presentation.story_events import title
from interim.presentation.talks_story_events import end_title, rest_of, sentence, summary
from interim.stages.course import Event

SMALL = (
    frozenset({"refused", "silent"}),
    frozenset({"ground"}),
    frozenset({"left", "rest", "resumed"}),
)
"""What is summed up between other events: always; also in a long story; also in a very long one."""
UNWON = "ends without a winner"
STILL = "The deal was in force still."


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
            return f"{nothing} has turned into “{end_title(what, case)}”"
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
    return f"after {years} the war has turned into “{end_title(rest_of(events), case)}”"


def _dated(index: int) -> str:
    """'in month 7', 'in month 31 (2.6 years)'."""
    month = _month(index)
    return f"in month {month} ({words.years(month)} years)" if month >= 12 else f"in month {month}"


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
        month, text = _month(event.month), sentence(event, events, case)
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
    return Line(first, last, summary(events, case))
