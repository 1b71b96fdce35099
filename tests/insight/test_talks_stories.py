"""Which futures of talks are told: grouped by how they come out, each group by its most central."""

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.insight.talks_stories import (
    BROKEN,
    FOUGHT,
    IN_FORCE,
    REST,
    VOTED_DOWN,
    WON,
    ends_at,
    outcome_of,
    typical,
    typical_talks,
)
from interim.stages.course import Course, Event
from interim.stages.talks.drawn import Signed, State, Talked, TalksCourse

RUN = Run(40)
START = State(0, 0, 0, 7, -1)
HORIZON = Event(119, None, "horizon", {"fought": True})


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def course(index, *events, share=0.0):
    path = (START, START._replace(point=round(10 * share)))
    return TalksCourse(index, Talked(events, path, None), {})


def signed(month, text="standstill"):
    return Event(month, "north", "signed", {"text": text, "gone": (), "share": 0.0})


def voted_down(month, text="standstill"):
    return Event(month, None, "voted-down", {"text": text, "last": False})


def in_force(index, month, lasts, text="standstill"):
    ending = "held" if lasts < 0 else "reneged-first"
    deal = Course(index, (), ending, lasts, {}, True)
    events = (signed(month, text), Event(month, None, "in-force", {"text": text}))
    talked = Talked(events, (START,), Signed(2, month, START))
    return TalksCourse(index, talked, {}, text, False, deal)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (course(0, HORIZON), (FOUGHT, "")),
        (
            course(
                0,
                Event(3, None, "rest", {"end": "exhaustion"}),
                Event(119, None, "horizon", {"fought": False}),
            ),
            (REST, "exhaustion"),
        ),
        (course(0, Event(9, "south", "over", {"end": "south-prevails"})), (WON, "south")),
        (
            course(
                0,
                signed(2),
                voted_down(2),
                signed(4, "interim-rule"),
                voted_down(4, "interim-rule"),
                HORIZON,
            ),
            (VOTED_DOWN, "standstill"),
        ),
        (in_force(0, 4, -1), (IN_FORCE, "standstill")),
        (in_force(0, 4, 30), (BROKEN, "standstill")),
        # Broken only after the months that are told.
        (in_force(0, 100, 20), (IN_FORCE, "standstill")),
        (in_force(0, 100, 19), (BROKEN, "standstill")),
    ],
)
def test_how_talks_come_out(case, made, expected):
    assert outcome_of(case, made) == expected


def test_when_a_deal_ends(case):
    assert ends_at(case, in_force(0, 4, 30)) == 34
    assert ends_at(case, in_force(0, 4, -1)) is None
    assert ends_at(case, in_force(0, 100, 20)) is None
    assert ends_at(case, course(0, HORIZON)) is None


def test_the_most_central_is_told(case):
    months = [2, 3, 5, 40, 90]
    group = [course(k, signed(m), voted_down(m), HORIZON) for k, m in enumerate(months)]
    assert typical(case, group).index == 2
    by_ground = [course(k, HORIZON, share=share) for k, share in enumerate((0.0, 0.9, 0.4))]
    assert typical(case, by_ground).index == 2


def test_the_most_frequent_ways_come_first(case):
    courses = [
        course(0, HORIZON),
        *(course(k, signed(k), voted_down(k), HORIZON) for k in (1, 2, 3)),
        *(in_force(k, 4, -1) for k in (4, 5)),
    ]
    found = typical_talks(case, courses, 2, RUN)
    assert (found.read, found.ways, found.told["p"]) == (6, 3, pytest.approx(5 / 6))
    assert [one.outcome.kind for one in found.stories] == [VOTED_DOWN, IN_FORCE]
    assert [one.share["p"] for one in found.stories] == pytest.approx([1 / 2, 1 / 3])
    assert found.stories[0].course.index == 2
    low, median, high = np.percentile([2, 3, 4], [5, 50, 95])
    assert found.stories[0].months == pytest.approx({"low": low, "median": median, "high": high})
    # Who has promised what is known of a text in force alone.
    assert found.stories[0].promised == {}
    assert set(found.stories[1].promised) == set(case.principals)
    whole = typical_talks(case, courses, 9, RUN)
    assert len(whole.stories) == whole.ways == 3
    assert whole.told["p"] == 1
    assert whole.stories[2].months is None


def test_fewer_than_one_story_is_refused(case):
    with pytest.raises(BadInput, match="at least one story"):
        typical_talks(case, [course(0, HORIZON)], 0, RUN)
