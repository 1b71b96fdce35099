"""Stories in words: how a deal goes in one future, dated by month after signing.

Everything here speaks of a future of the model, never of what will happen. Small events are
summed up between the large ones, the more so the longer the story is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from interim.case.model import Case
from interim.foundation import words
from interim.insight.stories import Likeness, Story, TypicalStories
from interim.presentation.endings import UNCHOSEN
from interim.presentation.story_events import beginning, sentence, summary, title
from interim.stages.course import Event

MOST_LINES = 12
"""Lines beyond which a story is told more briefly."""

SMALL = (
    frozenset({"incident", "false-blame", "tension", "renewal", "relief stays", "belief"}),
    frozenset({"again", "relief"}),
    frozenset({"guarantors"}),
)
"""What is summed up between other events: always; also in a long story; also in a very long one."""


@dataclass(frozen=True)
class Line:
    """A line of a story.

    Attributes:
        first: month after signing; 0 is the month of signing.
        last: month of the last event that it tells of.
        text: what happens.
    """

    first: int
    last: int
    text: str

    @property
    def when(self) -> str:
        """'Month 7' or 'Months 7-16'."""
        if self.first == self.last:
            return f"Month {self.first}"
        return f"Months {self.first}-{self.last}"


def introduction(typical: TypicalStories, case: Case, futures: int, seed: int) -> str:
    """What the stories of a plan are typical of, and how many futures stand behind them.

    Args:
        typical: the stories.
        case: the case, for titles.
        futures: number of futures of the evaluation.
        seed: its seed.
    """
    where = _where(typical, case, f"{words.count(futures, 'future')} (seed {seed})")
    if typical.broken is None or typical.broken["p"] == 0:
        bound = words.percent(typical.broken["high"]) if typical.broken else "an unknown share"
        return (
            f"{where} breaks down in none (at most {bound}, with 95 % confidence): there is no "
            "story to tell."
        )
    text = f"{where} breaks down in {words.brief_chance(typical.broken)}."
    if typical.read < words.FEWEST:
        return f"{text} {too_few(typical.read)}"
    number = words.count(len(typical.stories), "typical story", "typical stories")
    return (
        f"{text} {number.capitalize()}, from {typical.read:,} of these futures grouped by what "
        "happens in them."
    )


def too_few(read: int) -> str:
    """That so many futures have been read, and no more."""
    return f"That is {words.count(read, 'future')}: too few to say what is typical."


def reading() -> str:
    """How to take the stories."""
    return read_as("signing", "a deal can break down")


def read_as(start: str, way: str) -> str:
    """How to take stories.

    Args:
        start: from when months are counted.
        way: what they show a way of.
    """
    return (
        f"Months are counted from {start}. Each story is one draw of the model under the "
        f"assumptions of the case, told to show a way in which {way}; none of them is a forecast."
    )


def heading(story: Story, case: Case) -> str:
    """How it ends and when: 'Broken openly by Russia in month 39 (3.2 years)'."""
    history = story.history
    if history.month < 0:
        return f"Holds for {words.count(case.header.horizon_years, 'year')}"
    kind = _code(history.ending, case)
    way = {
        "escalated": f"Ends in a {UNCHOSEN},",
        "lapsed": "Ends because the mandate lapses,",
    }.get(kind) or f"Broken openly by {title(kind.removeprefix('reneged:'), case)}"
    return f"{way} in month {history.month} ({words.years(history.month)} years)"


def about(story: Story, case: Case) -> str:
    """Which future it is, what it is typical of, and who would sign in it."""
    parts = []
    like = story.like
    if like is not None and words.defined(like.share):
        parts.append(f"Like this: {words.brief_chance(like.share)} of the deals that break down.")
        if words.defined(like.same_ending):
            parts.append(_end_likewise(like))
    said = [*types_of(story.history.types, case), *_refusal(story, case)]
    parts.append(which(story.history.index, story.futures, story.seed, said))
    return " ".join(parts)


def types_of(types: Mapping[str, str], case: Case) -> list[str]:
    """The types that have been drawn, of sides that have several; nothing where none has."""
    kinds = [
        f"“{kind}” ({title(p, case)})"
        for p, kind in types.items()
        if len(case.preferences[p].types) > 1
    ]
    verb = "type is" if len(kinds) == 1 else "types are"
    return [f"the {verb} {words.listed(kinds)}"] if kinds else []


def which(index: int, futures: int, seed: int, said: Sequence[str]) -> str:
    """Which future of a run it is, with what else is said of it."""
    number = f"future {index:,} of {futures:,} (seed {seed})"
    return f"In {number} {', and '.join(said)}." if said else f"This is {number}."


def lines(story: Story, case: Case) -> tuple[Line, ...]:
    """The story, line by line, told more briefly where it would grow long.

    Args:
        story: the story.
        case: the case, for titles.
    """
    small: frozenset[str] = frozenset()
    written: tuple[Line, ...] = ()
    for more in SMALL:
        small |= more
        written = tuple(told(story, case, small))
        if len(written) <= MOST_LINES:
            break
    return written


def typical_as_json(typical: TypicalStories, case: Case, futures: int, seed: int) -> dict[str, Any]:
    """What `interim evaluate --stories N --json` says under `stories` of a plan."""
    return {
        "among": typical.among,
        "broken": typical.broken,
        "read": typical.read,
        "introduction": introduction(typical, case, futures, seed),
        "typical": [as_json(story, case) for story in typical.stories],
    }


def as_json(story: Story, case: Case) -> dict[str, Any]:
    """One story as a plain mapping: in words, and its events as they were drawn."""
    history = story.history
    return {
        "future": history.index,
        "ending": _code(history.ending, case),
        "month": history.month if history.month >= 0 else None,
        "share": story.like.share if story.like else None,
        "same_ending": story.like.same_ending if story.like else None,
        "months": story.like.months if story.like else None,
        "types": dict(history.types),
        "signs": dict(story.signs),
        "adopted": story.adopted,
        "title": heading(story, case),
        "about": about(story, case),
        "lines": [
            {"from": line.first, "to": line.last, "text": line.text} for line in lines(story, case)
        ],
        "events": events_as_json(history.events, case),
    }


def events_as_json(events: Sequence[Event], case: Case, *, start: int = 0) -> list[dict[str, Any]]:
    """Events as they were drawn, as plain mappings.

    Args:
        events: the events.
        case: the case.
        start: added to the months.
    """
    return [
        {
            "month": start + event.month,
            "actor": event.actor,
            "kind": event.kind,
            "detail": {key: _plain(key, v, case) for key, v in event.detail.items()},
        }
        for event in events
    ]


def _end_likewise(like: Likeness) -> str:
    same = like.same_ending
    whole = same["p"] == 1
    share = f"all {same['n']:,}" if whole else words.brief_chance(same)
    low, high = (round(like.months[end]) for end in ("low", "high"))
    return f"Of these, {share} end in this way, and nine in ten in months {low} to {high}."


def _where(typical: TypicalStories, case: Case, run: str) -> str:
    name = f"“{case.plans[typical.plan].short}”"
    if typical.among == "adopted":
        assert typical.adopted is not None
        return f"{name} is adopted in {words.brief_chance(typical.adopted)} of {run}. Of these, it"
    adopted = "none"
    why = ""
    if typical.adopted is not None and typical.adopted["p"] > 0:
        adopted = words.brief_chance(typical.adopted)
        why = ", and too few of these break down to say how"
    return (
        f"{name} is adopted in {adopted} of {run}{why}. As if it came into force in all of them, it"
    )


def _refusal(story: Story, case: Case) -> list[str]:
    """Who would not sign in this future, if the plan is not adopted in it."""
    if story.adopted:
        return []
    refusers = [title(p, case) for p, signs in story.signs.items() if not signs]
    if not refusers:
        return ["both would sign, but a body whose consent is needed would not pass it"]
    return ["neither would sign" if len(refusers) > 1 else f"{refusers[0]} would not sign"]


def told(story: Story, case: Case, small: frozenset[str]) -> Iterator[Line]:
    """Lines with the small events summed up, and large ones of one month together.

    Args:
        story: the story.
        case: the case, for titles.
        small: kinds of events that are summed up, one or more of `SMALL`.
    """
    large = Line(0, 0, beginning(story, case))
    between: list[Event] = []
    probed: set[str | None] = set()
    for event in story.history.events:
        size = _size(event, probed)
        if event.kind in {"probe", "stall"}:
            probed.add(event.actor)
        if size in small:
            between.append(event)
            continue
        text = sentence(event, story, case, again=size == "again")
        if not text:
            continue
        if between:
            yield large
            yield _between(between, case)
            between = []
            large = Line(event.month, event.month, text)
        elif large.last == event.month:
            large = replace(large, text=f"{large.text} {text}")
        else:
            yield large
            large = Line(event.month, event.month, text)
    yield large
    if between:
        yield _between(between, case)


def _between(events: list[Event], case: Case) -> Line:
    return Line(events[0].month, events[-1].month, summary(events, case))


def _size(event: Event, probed: set[str | None]) -> str:
    """The class of an event that decides whether it is told by itself."""
    if event.kind == "mandate" and event.detail["renewed"]:
        return "renewal"
    if event.kind == "snapback" and not event.detail["taken_back"]:
        return "relief stays"
    if event.kind == "comply" or (event.kind in {"probe", "stall"} and event.actor in probed):
        return "again"
    return event.kind


def _plain(key: str, value: object, case: Case) -> object:
    """A detail of an event for JSON."""
    if key == "ending":
        return _code(str(value), case)
    return list(value) if isinstance(value, tuple) else value


def _code(ending: str, case: Case) -> str:
    """An ending as the evaluation names it."""
    first, second = case.principals
    named = {"reneged-first": f"reneged:{first}", "reneged-second": f"reneged:{second}"}
    return named.get(ending, ending)
