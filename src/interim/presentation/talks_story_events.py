"""Single events of talks in words, and meetings that came to nothing summed up.

In the past tense and without pronouns, as in `presentation.story_events`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from interim.case.model import Case
from interim.foundation import words
from interim.presentation.story_events import times, title
from interim.stages.course import Event
from interim.stages.talks.drawn import RED_LINE

EVERY_BODY = "every body whose consent is needed said yes"
TURNED, RESUMED = "With no text in force the war turned into", "the war was fought as before"
NAMED = 3
"""Texts of one speaker that are named in a line."""
PARTS = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 1.0: "all"}
WHY = {True: "a red line stood in the way", False: "fighting on was worth more"}


def sentence(event: Event, events: Sequence[Event], case: Case) -> str:
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
            return f"{TURNED} “{end_title(str(detail['end']), case)}”."
        case "resumed":
            before = [e for e in events if e.month < event.month]
            return f"“{end_title(rest_of(before), case)}” came to an end, and {RESUMED}."
        case "over":
            way = f"was won by {actor}" if actor else "ended without a winner"
            return f"The war {way}: “{end_title(str(detail['end']), case)}”."
        case "horizon":
            rest = f"“{end_title(rest_of(events), case)}”"
            return f"{'The war' if detail['fought'] else rest} went on."
    return summary([event], case)


def summary(events: Sequence[Event], case: Case) -> str:
    """Small events summed up: which texts were put and refused, and how the war stood.

    Args:
        events: the events.
        case: the case, for titles.
    """
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
    parts += [sentence(e, events, case) for e in events if e.kind == "left"]
    for end in dict.fromkeys(str(e.detail["end"]) for e in events if e.kind == "rest"):
        often = sum(e.kind == "rest" and e.detail["end"] == end for e in events)
        parts.append(f"{TURNED} “{end_title(end, case)}” {times(often)}.")
    if resumed := sum(e.kind == "resumed" for e in events):
        parts.append(f"After that {RESUMED} {times(resumed)}.")
    return " ".join(parts)


def rest_of(events: Sequence[Event]) -> str:
    """The end in which the war came to rest last."""
    return next((str(e.detail["end"]) for e in events[::-1] if e.kind == "rest"), "")


def end_title(name: str, case: Case) -> str:
    """What an end of the war is called."""
    return case.war.ends[name].title if name in case.war.ends else name


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
