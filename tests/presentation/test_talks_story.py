"""A made-up course of talks in words: dated from today, attributed, neutral, summed up."""

import dataclasses
from typing import Any

import pytest

import interim
from interim.case.model import Case
from interim.futures import Run
from interim.insight.talks_stories import (
    BROKEN,
    FOUGHT,
    IN_FORCE,
    OVER,
    REST,
    VOTED_DOWN,
    WON,
    Outcome,
    TalksStories,
    TalksStory,
)
from interim.presentation import talks_story as telling
from interim.stages.course import Course, Event
from interim.stages.talks.drawn import KINDS, Signed, State, Talked, TalksCourse

RUN = Run(1000, 3)
RED, ON = "red-line", "going-on"
SHARE = {"p": 0.34, "low": 0.31, "high": 0.37, "n": 1000}


@pytest.fixture(scope="module")
def case(template) -> Case:
    return interim.load(template)


def happened(month: int, kind: str, actor: str | None = None, **detail: object) -> Event:
    """Months are counted from 0 here, and from 1 in words."""
    return Event(month, actor, kind, detail)


def refused(month: int, actor: str, text: str, **by: str) -> Event:
    return happened(month, "refused", actor, text=text, refused=by)


def signed(month: int, actor: str, text: str, share: float = 0.0, gone: tuple = ()) -> Event:
    return happened(month, "signed", actor, text=text, share=share, gone=gone)


def voted_down(month: int, text: str, last: bool = False) -> Event:
    return happened(month, "voted-down", text=text, last=last)


HORIZON = happened(119, "horizon", fought=True)
QUIET = (
    refused(2, "north", "standstill", south=RED),
    refused(5, "north", "standstill", south=RED),
    refused(6, "union", "interim-rule", north=ON, south=ON),
    happened(8, "silent", "south"),
    refused(9, "north", "standstill", south=ON),
)


def story(*events: Event, kind: str = FOUGHT, what: str = "", **changes: Any) -> TalksStory:
    course = TalksCourse(46, Talked(events, (), None), {"north": "expansionist"})
    made = TalksStory(course, Outcome(kind, what), SHARE, None, {})
    return dataclasses.replace(made, **changes)


def in_force(*deal: Event, month: int = 3, ending: str = "held", kind: str = IN_FORCE):
    """A text that the Union puts and that comes into force in a month, counted from 0."""
    events = (signed(month, "union", "standstill"), happened(month, "in-force", text="standstill"))
    ends = -1 if ending == "held" else deal[-1].month
    end = happened(120 if ends < 0 else ends, "end", ending=ending)
    course = Course(46, (*deal, end), ending, ends, {"north": "expansionist"}, True)
    talked = Talked(events, (), Signed(2, month, State(0, 0, 0, 7, -1)))
    made = TalksCourse(46, talked, {"north": "expansionist"}, "standstill", False, course)
    promised = {"north": ("union",), "south": ()}
    return TalksStory(made, Outcome(kind, "standstill"), SHARE, None, promised)


def told(one: TalksStory, case: Case) -> list[tuple[str, str]]:
    return [(line.when, line.text) for line in telling.lines(one, case)]


def test_talks_that_come_to_nothing(case: Case) -> None:
    one = story(
        *QUIET,
        happened(14, "left", "union"),
        happened(20, "ground", "north", mark=0.25, share=0.3),
        refused(30, "south", "interim-light", north=ON),
        HORIZON,
    )
    assert told(one, case) == [
        (
            "Months 3-10",
            "Five meetings. North put “Standstill” twice; South refused (a red line stood in the "
            "way). Union put “Interim rule”; neither side signed (fighting on was worth more). "
            "North put “Standstill”; South refused (fighting on was worth more). South came "
            "without a text once.",
        ),
        ("Month 15", "The aid of Union to South ended."),
        ("Month 21", "North held more than a quarter of the zone."),
        (
            "Month 31",
            "South put “Interim, light”; North refused (fighting on was worth more).",
        ),
        ("Month 120", "The war went on."),
    ]
    assert telling.heading(one, case) == "Nothing is signed; the war goes on after ten years"


def test_a_text_that_bodies_refuse_and_a_victory(case: Case) -> None:
    over = happened(82, "over", "north", end="north-prevails")
    one = story(
        signed(3, "north", "standstill", share=0.3, gone=("union",)),
        voted_down(3, "standstill"),
        signed(9, "union", "interim-rule"),
        voted_down(9, "interim-rule", last=True),
        over,
        kind=VOTED_DOWN,
        what="standstill",
    )
    assert told(one, case) == [
        (
            "Month 4",
            "North put “Standstill”, and South signed; by then North held 30 % of the zone and the "
            "aid of Union had ended. Not every body whose consent is needed said yes, and the text "
            "was off the table.",
        ),
        (
            "Month 10",
            "Union put “Interim rule”, and both sides signed. Not every body whose consent is "
            "needed said yes, and the text was off the table. With that two texts had been voted "
            "down: nobody put a third.",
        ),
        ("Month 83", "The war was won by North: “North prevails”."),
    ]
    assert telling.heading(one, case) == (
        "“Standstill” and “Interim rule” are signed and voted down; the war is won by North in "
        "month 83 (6.9 years)"
    )
    first = story(*one.course.talked.events[:2], over, kind=VOTED_DOWN, what="standstill")
    assert telling.heading(first, case).startswith("“Standstill” is signed in month 4 and voted")


def test_a_deal_is_told_from_the_month_of_signing(case: Case) -> None:
    breach = {"guarantors_engaged": True, "response": 0.06, "support": 0.0}
    one = in_force(
        happened(7, "probe", "north"),
        happened(31, "renege", "north", **breach),
        ending="reneged-first",
        kind=BROKEN,
    )
    lines = told(one, case)
    assert lines[0] == (
        "Month 4",
        "Union put “Standstill”, and both sides signed. Every body whose consent is needed said "
        "yes. The deal came into force. Union had promised to answer a breach by North. The "
        "guarantor was engaged.",
    )
    assert lines[1] == ("Month 11", "North began deniable violations.")
    assert lines[2][0] == "Month 35"
    assert lines[2][1].startswith("North broke the deal openly")
    assert telling.heading(one, case) == (
        "“Standstill” comes into force in month 4 and is broken openly by North in month 35 (2.9 "
        "years)"
    )


@pytest.mark.parametrize(
    ("ending", "said"),
    [("escalated", "ends in a war that neither side chose, in"), ("lapsed", "lapses with its")],
)
def test_other_ends_of_a_deal(case: Case, ending: str, said: str) -> None:
    one = in_force(happened(4, "tension", before=0, after=1), ending=ending, kind=BROKEN)
    assert said in telling.heading(one, case)


def test_what_happens_after_the_horizon_is_not_told(case: Case) -> None:
    """Signed in month 41, a deal is followed for 80 months of the 120."""
    one = in_force(
        happened(79, "probe", "north"),
        happened(80, "probe", "south"),
        happened(90, "renege", "south", guarantors_engaged=True, response=0.0, support=0.0),
        month=40,
        ending="reneged-second",
    )
    assert told(one, case)[1:] == [
        ("Month 120", "North began deniable violations. The deal was in force still.")
    ]
    assert telling.heading(one, case) == (
        "“Standstill” comes into force in month 41 and is in force after ten years"
    )
    events = telling.as_json(TalksStories(1000, 1, SHARE, (one,)), case, RUN)["typical"][0]
    assert max(event["month"] for event in events["events"]) == 120


def test_a_rest_that_breaks_and_one_that_does_not(case: Case) -> None:
    rest = happened(3, "rest", end="exhaustion")
    one = story(
        rest,
        happened(9, "resumed"),
        dataclasses.replace(rest, month=12),
        happened(119, "horizon", fought=False),
        kind=REST,
        what="exhaustion",
    )
    title = "“A standstill out of exhaustion”"
    assert [text for _, text in told(one, case)] == [
        f"With no text in force the war turned into {title}.",
        f"{title} came to an end, and the war was fought as before.",
        f"With no text in force the war turned into {title}.",
        f"{title} went on.",
    ]
    assert telling.heading(one, case) == (
        f"Nothing is signed; after ten years the war has turned into {title}"
    )


def test_who_wins_or_nobody(case: Case) -> None:
    over = happened(5, "over", "south", end="south-prevails")
    won = telling.heading(story(over, kind=WON, what="south"), case)
    assert won == "Nothing is signed; the war is won by South in month 6"
    nobody = story(dataclasses.replace(over, actor=None), kind=OVER)
    assert telling.heading(nobody, case).endswith("the war ends without a winner in month 6")


def test_a_long_story_is_told_more_briefly(case: Case) -> None:
    events = []
    for k in range(8):
        events += [
            refused(9 * k, "north", "standstill", south=RED),
            happened(9 * k + 2, "rest", end="exhaustion"),
            happened(9 * k + 5, "resumed"),
        ]
    lines = told(story(*events, HORIZON), case)
    assert [when for when, _ in lines] == ["Months 1-69", "Month 120"]
    assert lines[0][1] == (
        "Eight meetings. North put “Standstill” eight times; South refused (a red line stood in "
        "the way). With no text in force the war turned into “A standstill out of exhaustion” "
        "eight times. After that the war was fought as before eight times."
    )


def test_texts_that_are_refused_alike_are_told_together(case: Case) -> None:
    events = [
        refused(0, "union", "standstill", north=ON, south=RED),
        refused(1, "union", "interim-rule", north=ON, south=RED),
        refused(2, "union", "interim-rule", north=ON, south=RED),
        refused(3, "south", "standstill", north=ON),
    ]
    ((_, said),) = told(story(*events), case)
    assert said == (
        "Four meetings. Union put “Interim rule” twice and “Standstill”; North refused (fighting "
        "on was worth more) and South (a red line stood in the way). South put “Standstill”; North "
        "refused (fighting on was worth more)."
    )


def test_many_texts_are_summed_up_beyond_three(case: Case) -> None:
    texts = ["standstill"] * 3 + ["interim-rule"] * 2 + ["interim-light"] * 2
    texts += ["north-terms", "south-terms"]
    events = [refused(k, "north", text, south=ON) for k, text in enumerate(texts)]
    ((_, said), _) = told(story(*events, HORIZON), case)
    assert "and others twice; South refused" in said
    assert "“Interim, light” twice" in said


def test_every_kind_of_event_has_words(case: Case) -> None:
    made = {
        "refused": QUIET[0],
        "signed": signed(1, "north", "standstill"),
        "voted-down": voted_down(1, "standstill"),
        "in-force": happened(1, "in-force", text="standstill"),
        "left": happened(1, "left", "union"),
        "ground": happened(1, "ground", "north", mark=1.0, share=1.0),
        "rest": happened(1, "rest", end="exhaustion"),
        "resumed": happened(1, "resumed"),
        "over": happened(1, "over", "north", end="north-prevails"),
        "horizon": HORIZON,
    }
    assert made.keys() == KINDS.keys() - {"silent"}
    for event in made.values():
        ((_, said),) = told(story(event), case)
        assert said.endswith(".")


def test_meetings_without_a_text_are_told_beside_others(case: Case) -> None:
    silent = [happened(k, "silent", who) for k, who in enumerate(("north", "south", "north"))]
    assert told(story(*silent, HORIZON), case) == [("Month 120", "The war went on.")]
    ((when, said),) = told(story(*silent, refused(7, "union", "standstill", south=RED)), case)
    assert when == "Months 1-8"
    assert said == (
        "Four meetings. Union put “Standstill”; South alone refused (a red line stood in the way). "
        "North came without a text twice and South once."
    )
    # Those before another event are left out, so that months stay in their order.
    late = refused(7, "south", "standstill", north=ON)
    lines = told(story(*silent, happened(4, "left", "union"), late), case)
    assert [when for when, _ in lines] == ["Month 5", "Month 8"]


def test_which_future_it_is_and_what_it_stands_for(case: Case) -> None:
    months = {"median": 8.0, "low": 1.6, "high": 30.0}
    one = story(HORIZON, months=months)
    assert telling.about(one, case, RUN).startswith(
        "Nothing is signed and the war goes on in 34 % (31-37) of futures. In nine of ten of these "
        "the first signature is in months 2-30. In future 46 of 1,000 (seed 3) the type is "
        "“expansionist” (North)"
    )
    few = dataclasses.replace(one, share=SHARE | {"p": 0.02, "low": 0.01})
    assert "nine of ten" not in telling.about(few, case, RUN)
    tiny = dataclasses.replace(one, share=SHARE | {"n": 20})
    assert telling.about(tiny, case, RUN).startswith("In future 46")


@pytest.mark.parametrize(
    ("kind", "what", "said"),
    [
        (IN_FORCE, "standstill", "“Standstill” is in force after ten years in"),
        (BROKEN, "standstill", "“Standstill” comes into force and does not last in"),
        (
            VOTED_DOWN,
            "standstill",
            "“Standstill” is signed first and voted down, and nothing comes into force, in",
        ),
        (WON, "north", "Nothing is signed and the war is won by North in"),
        (
            REST,
            "exhaustion",
            "Nothing is signed and the war has turned into “A standstill out of exhaustion” in",
        ),
        (OVER, "", "Nothing is signed and the war ends without a winner in"),
        (FOUGHT, "", "Nothing is signed and the war goes on in"),
    ],
)
def test_what_a_group_has_in_common(case: Case, kind: str, what: str, said: str) -> None:
    about = telling.about(story(HORIZON, kind=kind, what=what), case, RUN)
    assert about.startswith(f"{said} 34 % (31-37) of futures. In future 46")


def test_what_the_stories_stand_for() -> None:
    one = story(HORIZON)
    some = TalksStories(400, 5, SHARE, (one, one))
    assert telling.introduction(some, RUN) == (
        "One course of the talks is drawn in each of 400 futures (seed 3). They come out in five "
        "ways; two stories stand for the most frequent, and these for 34 % (31-37) of them."
    )
    assert telling.introduction(dataclasses.replace(some, ways=2), RUN).endswith(
        "They come out in two ways; of each a typical one is told."
    )
    few = dataclasses.replace(some, read=8, told=SHARE | {"n": 8})
    assert telling.introduction(few, RUN).endswith("too few to say what is typical.")
    assert "none of them is a forecast" in telling.reading()
    assert telling.reading().startswith("Months are counted from today.")
