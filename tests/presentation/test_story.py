"""A made-up history in words: dated, attributed, neutral, and summed up where it grows long."""

import dataclasses
import re

import pytest

from interim.case.model import Preferences
from interim.insight.stories import Likeness, Story, TypicalStories
from interim.presentation import story as telling
from interim.stages.course import KINDS, Course, Event


def happened(month, kind, actor=None, **detail):
    return Event(month, actor, kind, detail)


def incident(month, actor, seen=True, attributed=True):
    return happened(month, "incident", actor, seen=seen, attributed=attributed)


def history(*events, ending="reneged-first", engaged=True):
    month = -1 if ending == "held" else events[-1].month
    end = happened(events[-1].month, "end", ending=ending)
    types = {"north": "hawk", "south": "dove"}
    return Course(4711, (*events, end), ending, month, types, engaged)


BREACH = {"guarantors_engaged": True, "response": 0.06, "support": 0.042}
EVENTS = (
    happened(7, "probe", "north"),
    incident(7, "north"),
    happened(7, "tension", before=0, after=1),
    incident(9, "north", attributed=False),
    happened(9, "tension", before=1, after=2),
    incident(12, "north", seen=False, attributed=False),
    happened(12, "false-blame", "south"),
    happened(12, "snapback", taken_back=False, blamed=("north",)),
    incident(16, "north"),
    happened(16, "snapback", taken_back=True, blamed=("north",)),
    happened(20, "guarantors", engaged=False),
    happened(24, "vote", held=True, favours="south", contested=True),
    happened(31, "renege", "north", **BREACH),
)


LIKE = Likeness(
    share={"p": 0.34, "low": 0.31, "high": 0.37, "n": 1000},
    same_ending={"p": 0.9, "low": 0.86, "high": 0.93, "n": 340},
    months={"median": 30.0, "low": 12.4, "high": 60.0},
)


def story(events=EVENTS, ending="reneged-first", engaged=True, **changes):
    made = Story(
        plan="alpha",
        futures=20_000,
        seed=1,
        history=history(*events, ending=ending, engaged=engaged),
        signs={"north": False, "south": True},
        adopted=False,
        promised={"north": ("club",), "south": ()},
        like=LIKE,
    )
    return dataclasses.replace(made, **changes)


def test_the_whole_story(case):
    assert [(line.when, line.text) for line in telling.lines(story(), case)] == [
        (
            "Month 0",
            "The deal came into force. The Club had promised to answer a breach by Northland. "
            "The guarantor was engaged.",
        ),
        ("Month 7", "Northland began deniable violations."),
        (
            "Months 7-16",
            "Northland committed four violations: two attributed, one seen but not attributed and "
            "one unseen. False blame fell on Southland once. Relief stayed in place in spite of "
            "violations attributed to Northland. Tension rose from calm to the brink.",
        ),
        ("Month 16", "Because of violations attributed to Northland, relief was taken back."),
        ("Month 20", "The guarantor turned away."),
        (
            "Month 24",
            "The promised vote was held and favoured Southland; the result was contested.",
        ),
        (
            "Month 31",
            "Northland broke the deal openly, and the war began again. The Club answered, which "
            "lowered the chance that Northland would prevail by 6.0 points. Support for the victim "
            "of the breach raised the chance that Southland would prevail by 4.2 points.",
        ),
    ]


def test_how_it_ends_and_which_future_it_is(case):
    assert telling.heading(story(), case) == "Broken openly by Northland in month 31 (2.6 years)"
    assert telling.about(story(), case) == (
        "Like this: 34 % (31-37) of the deals that break down. Of these, 90 % (86-93) end in "
        "this way, and nine in ten in months 12 to 60. In future 4,711 of 20,000 (seed 1) "
        "Northland would not sign."
    )


def test_types_are_named_where_there_are_several(case):
    kind = {"prior": 1, "beyond": 0, "war_cost_factor": 1, "judgement": "guess"}
    case.preferences["north"] = Preferences.model_construct(types={"hawk": kind, "dove": kind})
    case.preferences["south"] = Preferences.model_construct(types={"dove": kind})
    assert "In future 4,711 of 20,000 (seed 1) the type is “hawk” (Northland), and North" in (
        telling.about(story(), case)
    )


@pytest.mark.parametrize(
    ("signs", "adopted", "said"),
    [
        ((False, False), False, "neither would sign"),
        ((True, False), False, "Southland would not sign"),
        ((True, True), False, "both would sign, but a body whose consent is needed would not"),
        ((True, True), True, "This is future 4,711 of 20,000 (seed 1)."),
    ],
)
def test_who_would_sign_in_it(case, signs, adopted, said):
    signs = dict(zip(("north", "south"), signs, strict=True))
    assert said in telling.about(story(signs=signs, adopted=adopted), case)


def test_no_share_is_shown_of_few_futures(case):
    of_few = {"p": 0.5, "low": 0.2, "high": 0.8, "n": 10}
    assert "Like this" not in telling.about(
        story(like=dataclasses.replace(LIKE, share=of_few)), case
    )
    small_group = telling.about(story(like=dataclasses.replace(LIKE, same_ending=of_few)), case)
    assert "Like this" in small_group
    assert "Of these" not in small_group
    alike = {"p": 1.0, "low": 0.98, "high": 1.0, "n": 340}
    assert "Of these, all 340 end in this way" in telling.about(
        story(like=dataclasses.replace(LIKE, same_ending=alike)), case
    )


def last_line(case, *events, **changes):
    return telling.lines(story(events=events, **changes), case)[-1].text


def test_who_answers_a_breach(case):
    away = happened(5, "renege", "north", **(BREACH | {"guarantors_engaged": False}))
    assert "The Club had promised to answer, but had turned away" in last_line(case, away)
    alone = happened(5, "renege", "south", **(BREACH | {"support": 0.0}))
    text = last_line(case, alone, ending="reneged-second")
    assert text == (
        "Southland broke the deal openly, and the war began again. Nobody had promised to answer "
        "a breach by Southland."
    )


def test_other_ways_to_end(case):
    collapse = story(events=(happened(9, "accident"),), ending="escalated")
    assert telling.heading(collapse, case).startswith(
        "Ends in a war that neither side chose, in mo"
    )
    assert telling.lines(collapse, case)[-1].text.startswith("An incident grew into a war")
    lapsed = story(events=(happened(11, "mandate", renewed=False),), ending="lapsed")
    assert telling.heading(lapsed, case).startswith("Ends because the mandate lapses, in month 11")
    assert telling.lines(lapsed, case)[-1].text.startswith("The mandate was not kept up")
    held = story(events=(happened(180, "mandate", renewed=True),), ending="held")
    assert telling.heading(held, case) == "Holds for 15 years"
    assert telling.lines(held, case)[-1].text == "The deal had held for 15 years."
    assert telling.as_json(held, case)["month"] is None


def test_a_vote_may_not_be_held_and_a_guarantor_be_away_from_the_start(case):
    vote = happened(24, "vote", held=False, favours=None, contested=False)
    lines = telling.lines(story(events=(vote, EVENTS[-1]), engaged=False), case)
    assert lines[0].text.endswith("The guarantor was turned away from the start.")
    assert lines[1].text == "The promised vote was not held."
    nobody = telling.lines(story(promised={"north": (), "south": ()}), case)
    assert nobody[0].text.endswith("Nobody had promised to answer a breach.")


def test_a_long_story_is_told_briefly_and_loses_no_violation(case):
    events = []
    for month in range(0, 160, 4):
        side = ("north", "south")[month // 4 % 2]
        events += [happened(month, "probe", side), incident(month, side)]
        events += [incident(month + 1, side, seen=False, attributed=False)]
        events += [happened(month + 2, "comply", side)]
        events += [happened(month + 3, "guarantors", engaged=month // 4 % 2 == 1)]
    long = story(events=(*events, happened(165, "renege", "north", **BREACH)))
    lines = telling.lines(long, case)
    assert len(lines) <= telling.MOST_LINES
    text = " ".join(line.text for line in lines)
    number = {"two": 2, "four": 4, "six": 6, "eight": 8, "ten": 10, "twelve": 12, "one": 1}
    found = re.findall(r"(?:North|South)land committed (\w+) violation", text)
    # Forty rounds of two incidents.
    assert sum(number.get(word) or int(word) for word in found) == 80
    months = [(line.first, line.last) for line in lines]
    assert months == sorted(months)


SAID = {
    "comply": {}, "probe": {}, "renege": BREACH, "guarantors": {"engaged": False},
    "incident": {"seen": True, "attributed": True}, "false-blame": {},
    "snapback": {"taken_back": True, "blamed": ("north",)}, "tension": {"before": 0, "after": 1},
    "vote": {"held": False, "favours": None, "contested": False}, "mandate": {"renewed": True},
    "accident": {}, "withdraw": {"taken": 1, "of": 2}, "stall": {}, "given-up": {}, "relief": {},
    "belief": {"before": 0.25, "after": 0.5},
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"end"}))
def test_no_kind_of_event_is_passed_over(case, kind):
    event = happened(5, kind, "north", **SAID[kind])
    lines = telling.lines(story(events=(event, happened(9, "accident")), ending="escalated"), case)
    assert len(lines) == 3
    assert lines[1].when == "Month 5"
    assert lines[1].text


def test_how_a_withdrawal_goes(case):
    events = (
        happened(1, "withdraw", "north", taken=1, of=2),
        happened(4, "stall", "south"),
        happened(6, "stall", "south"),
        happened(9, "given-up"),
    )
    held = telling.lines(story(events=events, ending="held"), case)
    assert [line.text for line in held[1:]] == [
        "Northland took step 1 of 2 of the agreed withdrawal.",
        "Southland let a step of the withdrawal pass that had fallen due.",
        "Southland let a step of the withdrawal pass that had fallen due.",
        "The withdrawal was given up unfinished, and the armies went back. "
        "The deal had held for 15 years.",
    ]
    whole = happened(1, "withdraw", "north", taken=1, of=1)
    assert last_line(case, whole, ending="held").startswith("Northland withdrew as agreed.")


def test_what_the_public_comes_to_believe(case):
    moves = [(0.25, 0.5), (0.5, 0.25), (0.25, 0.75)]
    events = [
        happened(3 * k, "belief", "north", before=a, after=b) for k, (a, b) in enumerate(moves)
    ]
    text = telling.lines(story(events=(*events, happened(9, "accident")), ending="escalated"), case)
    assert text[1].when == "Months 0-6"
    assert text[1].text == (
        "The public's belief that Northland is of the feared type rose from 25 % to 75 %."
    )


def test_the_document_holds_words_and_events(case):
    document = telling.as_json(story(), case)
    assert document["future"] == 4711
    assert document["ending"] == "reneged:north"
    assert document["month"] == 31
    assert document["events"][-1]["detail"] == {"ending": "reneged:north"}
    assert document["lines"][2]["from"] == 7
    assert document["lines"][2]["to"] == 16
    assert document["events"][7] == {
        "month": 12,
        "actor": None,
        "kind": "snapback",
        "detail": {"taken_back": False, "blamed": ["north"]},
    }


def typical(p, read, number, among="in force", adopted=0.0):
    return TypicalStories(
        plan="alpha",
        among=among,
        adopted={"p": adopted, "low": adopted, "high": adopted + 0.01, "n": 2000},
        broken={"p": p, "low": max(0.0, p - 0.02), "high": p + 0.02, "n": 2000},
        read=read,
        stories=(story(),) * number,
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            typical(0.7, 1000, 5),
            "“Alpha” is adopted in none of 2,000 futures (seed 3). As if it came into force in all "
            "of them, it breaks down in 70 % (68-72). Five typical stories, from 1,000 of these "
            "futures grouped by what happens in them.",
        ),
        (
            typical(0.7, 400, 1, "adopted", 0.3),
            "“Alpha” is adopted in 30 % (30-31) of 2,000 futures (seed 3). Of these, it breaks down"
            " in 70 % (68-72). One typical story, from 400 of these futures grouped by what "
            "happens in them.",
        ),
        (
            typical(0.005, 10, 5, adopted=0.3),
            "“Alpha” is adopted in 30 % (30-31) of 2,000 futures (seed 3), and too few of these "
            "break down to say how. As if it came into force in all of them, it breaks down in "
            "0.5 % (0.0-2.5). That is ten futures: too few to say what is typical.",
        ),
        (
            typical(0.0, 0, 0),
            "“Alpha” is adopted in none of 2,000 futures (seed 3). As if it came into force in all "
            "of them, it breaks down in none (at most 2 %, with 95 % confidence): there is no "
            "story to tell.",
        ),
    ],
)
def test_what_the_stories_are_typical_of(case, found, said):
    assert telling.introduction(found, case, 2000, 3) == said
    document = telling.typical_as_json(found, case, 2000, 3)
    assert document["introduction"] == said
    assert len(document["typical"]) == len(found.stories)
