"""Single events of a story in words, and small ones summed up between the large ones.

In the past tense, whose verbs are the same for parties of one and of many, and without pronouns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interim.case.model import Case
from interim.foundation import words
from interim.insight.stories import Story
from interim.presentation.standing import FROZEN, WAR, State
from interim.stages.course import Event

TENSION = ("calm", "tense", "the brink")
PROMISED = "had promised to answer a breach"
EARNED = "Months without attributed violations earned relief"
COMPLIED = "went back to complying"
STALLED = "let a step of the withdrawal pass"
WAVERED = "went up and down and ended at"


def beginning(story: Story, case: Case) -> str:
    """The deal comes into force: who has promised to answer a breach, and is engaged."""
    text = "The deal came into force."
    against: dict[tuple[str, ...], list[str]] = {}
    for principal, names in story.promised.items():
        if names:
            against.setdefault(names, []).append(title(principal, case))
    if not against:
        return f"{text} Nobody {PROMISED}."
    promises = [
        f"{words.listed([title(g, case) for g in names])} {PROMISED} by "
        f"{words.listed(principals, 'or')}"
        for names, principals in against.items()
    ]
    who = "The guarantor was" if _one_guarantor(story) else "The guarantors were"
    engaged = "engaged" if story.history.engaged else "turned away from the start"
    return f"{text} {words.listed(promises)}. {who} {engaged}."


def sentence(event: Event, story: Story, case: Case, *, again: bool = False) -> str:
    """One event in words; '' for what other events say already.

    Args:
        event: the event.
        story: the story that it is part of.
        case: the case, for titles.
        again: whether the actor has done the same before.
    """
    actor = title(event.actor, case) if event.actor else ""
    match event.kind:
        case "probe":
            return f"{actor} began {'again with ' if again else ''}deniable violations."
        case "comply":
            return f"{actor} {COMPLIED}."
        case "renege":
            return _breach(event, story, case)
        case "guarantors":
            who = "The guarantor" if _one_guarantor(story) else "The guarantors"
            return f"{who} turned {'back to the deal' if event.detail['engaged'] else 'away'}."
        case "snapback":
            blamed = words.listed([title(p, case) for p in _blamed(event)])
            return f"Because of violations attributed to {blamed}, relief was taken back."
        case "vote":
            return _vote(event, case)
        case "mandate":
            return f"The mandate was not kept up: the deal lapsed, and {_state(case).again}."
        case "accident":
            return f"An incident grew into a {_state(case).unchosen}."
        case "withdraw":
            return _step(event, actor)
        case "stall":
            return f"{actor} {STALLED} that had fallen due."
        case "given-up":
            return "The withdrawal was given up unfinished, and the armies went back."
        case "relief":
            return f"{EARNED}."
        case "belief":
            return _belief([event.detail], actor)
        case "end" if event.detail["ending"] == "held":
            return f"The deal had held for {words.count(case.header.horizon_years, 'year')}."
    return ""


def summary(events: Sequence[Event], case: Case) -> str:
    """Small events summed up: what each side did, what was seen of it, and what came of it."""
    parts = [text for p in case.principals if (text := _violations(events, p, case))]
    stays = [e for e in events if e.kind == "snapback"]
    if stays:
        blamed = words.listed(
            [title(p, case) for p in case.principals if any(p in _blamed(e) for e in stays)]
        )
        parts.append(f"Relief stayed in place in spite of violations attributed to {blamed}.")
    if earned := sum(e.kind == "relief" for e in events):
        parts.append(f"{EARNED} {times(earned)}.")
    levels = [e.detail for e in events if e.kind == "tension"]
    if levels:
        parts.append(_tension(levels))
    if turns := [e for e in events if e.kind == "guarantors"]:
        at_the_end = "engaged" if turns[-1].detail["engaged"] else "turned away"
        parts.append(f"The guarantors turned {times(len(turns))} and were {at_the_end} at the end.")
    if renewed := sum(e.kind == "mandate" for e in events):
        parts.append(f"The mandate was renewed {times(renewed)}.")
    for principal in case.principals:
        moved = [e.detail for e in events if e.kind == "belief" and e.actor == principal]
        if moved:
            parts.append(_belief(moved, title(principal, case)))
    return " ".join(parts)


def title(party: str, case: Case) -> str:
    """A party's name in the case."""
    parties = case.header.parties
    return parties[party].title if party in parties else party


def times(number: int) -> str:
    """'once', 'twice', 'seven times'."""
    return {1: "once", 2: "twice"}.get(number, words.count(number, "time"))


def _state(case: Case) -> State:
    return FROZEN if case.war.frozen else WAR


def _breach(event: Event, story: Story, case: Case) -> str:
    """An open breach: who answers it, and what third parties add."""
    breaker = event.actor
    assert breaker is not None
    name = title(breaker, case)
    victim = title(next(p for p in case.principals if p != breaker), case)
    parts = [f"{name} broke the deal openly, and {_state(case).again}."]
    promised = [title(g, case) for g in story.promised[breaker]]
    if not promised:
        parts.append(f"Nobody {PROMISED} by {name}.")
    elif event.detail["guarantors_engaged"]:
        parts.append(
            f"{words.listed(promised)} answered, which lowered the chance that {name} would "
            f"prevail by {_points(event.detail['response'])}."
        )
    else:
        parts.append(
            f"{words.listed(promised)} had promised to answer, but had turned away and did not."
        )
    support = float(str(event.detail["support"]))
    if support > 0:
        parts.append(
            f"Support for the victim of the breach raised the chance that {victim} would prevail "
            f"by {_points(support)}."
        )
    return " ".join(parts)


def _vote(event: Event, case: Case) -> str:
    if not event.detail["held"]:
        return "The promised vote was not held."
    text = f"The promised vote was held and favoured {title(str(event.detail['favours']), case)}"
    return f"{text}; the result was contested." if event.detail["contested"] else f"{text}."


def _step(event: Event, actor: str) -> str:
    """A step of a withdrawal, which may be the whole of it."""
    taken, of = event.detail["taken"], event.detail["of"]
    if of == 1:
        return f"{actor} withdrew as agreed."
    return f"{actor} took step {taken} of {of} of the agreed withdrawal."


def _belief(moves: Sequence[Mapping[str, object]], actor: str) -> str:
    """What the public came to believe of a side, over moves of its belief."""
    before, after = float(str(moves[0]["before"])), float(str(moves[-1]["after"]))
    fear = f"The public's belief that {actor} is of the feared type"
    if before == after:
        return f"{fear} {WAVERED} {words.percent(after)}."
    turn = "rose" if after > before else "fell"
    return f"{fear} {turn} from {words.percent(before)} to {words.percent(after)}."


def _violations(events: Sequence[Event], principal: str, case: Case) -> str:
    """What a side did that it can deny, what was seen of it, and what it was blamed for."""
    mine = [e for e in events if e.actor == principal]
    incidents = [e.detail for e in mine if e.kind == "incident"]
    blamed = sum(e.kind == "false-blame" for e in mine)
    switches = [e.kind for e in mine if e.kind in {"probe", "comply"}]
    name = title(principal, case)
    parts = []
    if incidents:
        parts.append(f"{name} committed {_fates(incidents)}.")
    if blamed:
        parts.append(f"False blame fell on {name} {times(blamed)}.")
    if stalls := sum(e.kind == "stall" for e in mine):
        parts.append(f"{name} {STALLED} {times(stalls)}.")
    if len(switches) > 1:
        now = "violated the deal" if switches[-1] == "probe" else "complied"
        parts.append(f"{name} stopped and began again, and at the end {now}.")
    elif switches:
        turn = COMPLIED if switches[0] == "comply" else "began violations again"
        parts.append(f"{name} {turn}.")
    return " ".join(parts)


def _fates(incidents: Sequence[Mapping[str, object]]) -> str:
    """'seven violations: four attributed and three unseen'."""
    pinned = sum(bool(d["attributed"]) for d in incidents)
    seen = sum(bool(d["seen"]) for d in incidents) - pinned
    unseen = len(incidents) - pinned - seen
    kinds = ((pinned, "attributed"), (seen, "seen but not attributed"), (unseen, "unseen"))
    fates = [(number, fate) for number, fate in kinds if number]
    text = words.count(len(incidents), "violation")
    if len(fates) == 1:
        return f"{text}, {fates[0][1]}"
    return f"{text}: {words.listed([f'{_number(number)} {fate}' for number, fate in fates])}"


def _tension(levels: Sequence[Mapping[str, object]]) -> str:
    steps = [int(str(d["after"])) - int(str(d["before"])) for d in levels]
    before, after = TENSION[int(str(levels[0]["before"]))], TENSION[int(str(levels[-1]["after"]))]
    if min(steps) > 0:
        return f"Tension rose from {before} to {after}."
    if max(steps) < 0:
        return f"Tension fell from {before} to {after}."
    return f"Tension {WAVERED} {after}."


def _blamed(event: Event) -> tuple[str, ...]:
    blamed = event.detail["blamed"]
    return tuple(blamed) if isinstance(blamed, tuple) else ()


def _one_guarantor(story: Story) -> bool:
    return len({g for names in story.promised.values() for g in names}) == 1


def _number(number: int) -> str:
    """'seven', '14'."""
    return words.count(number, "of them", "of them").split()[0]


def _points(shift: object) -> str:
    return f"{100 * float(str(shift)):.1f} points"
