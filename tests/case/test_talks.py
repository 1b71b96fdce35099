"""`talks.yaml`: what is said of a mistake, word for word, and that bundled cases have talks."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from interim.case.find import bundled
from interim.case.model import MOST_TEXTS
from interim.case.read import TEMPLATE, check, load

MENU = "menu: [interim-rule, interim-light, standstill]"
GROUND = "lost_ground: {interim-rule: returned, interim-light: returned, standstill: stays}"
UNION = "    puts: {interim-rule: 2 to 5, interim-light: 1 to 3}"


@dataclass(frozen=True)
class Mistake:
    """A change of the template's file, and all that is said about it."""

    name: str
    old: str
    new: str
    says: str


MISTAKES = (
    Mistake(
        "empty menu",
        f"{MENU}\n\n# Ground that North takes before a text is signed: North keeps it, or the text"
        f" holds there too.\n{GROUND}",
        "menu: []",
        "talks.yaml:3:7: talks.menu: no plan is on the menu, so there is nothing to talk about "
        "(found an empty list; expected plans of the case, such as 'menu: [one-plan, another]')",
    ),
    Mistake(
        "listed twice",
        MENU,
        "menu: [interim-rule, interim-light, standstill, interim-rule]",
        "talks.yaml:3:49: talks.menu.3: the plan 'interim-rule' is listed twice "
        "(found interim-rule)",
    ),
    Mistake(
        "unknown plan",
        MENU,
        "menu: [interim-rule, interim-light, standstill, north-term]",
        "talks.yaml:3:49: talks.menu.3: unknown plan 'north-term' (found north-term; expected one "
        "of interim-light, interim-rule, north-terms, south-terms, standstill, no-deal; did you "
        "mean 'north-terms'?)",
    ),
    Mistake(
        "no deal",
        MENU,
        "menu: [interim-rule, interim-light, standstill, no-deal]",
        "talks.yaml:3:49: talks.menu.3: 'no-deal' is what holds while nobody signs; it is no text "
        "to put (found no-deal; expected plans that can be signed)",
    ),
    Mistake(
        "speaker that is no party",
        "  union:\n",
        "  onion:\n",
        "talks.yaml:16:3: talks.speakers.onion: unknown party 'onion' (found onion; expected one "
        "of north, south, union; did you mean 'union'?)",
    ),
    Mistake(
        "puts of a principal",
        "  north: {weight: 1 to 3, judgement: It has put two papers of its own.}",
        "  north:\n    weight: 1 to 3\n    puts: {standstill: 1}\n    judgement: Its own.",
        "talks.yaml:16:5: talks.speakers.north.puts: the principal 'north' puts what serves it, "
        "which the model works out (expected 'puts:' for mediators only)",
    ),
    Mistake(
        "puts what is not on the menu",
        UNION,
        "    puts: {interim-rule: 2 to 5, south-terms: 1 to 3}",
        "talks.yaml:19:34: talks.speakers.union.puts.south-terms: unknown plan 'south-terms' of "
        "the menu (found south-terms; expected one of interim-rule, interim-light, standstill)",
    ),
    Mistake(
        "puts nothing",
        UNION,
        "    puts: {interim-rule: 0, interim-light: 0}",
        "talks.yaml:19:5: talks.speakers.union.puts: 'union' speaks and puts nothing (found 2 "
        "plans, all of weight 0; expected a plan with a weight above 0, or no 'puts:' for all of "
        "the menu alike)",
    ),
    Mistake(
        "after the aid of no patron",
        "    after: {union: 0.2 to 0.8}",
        "    after: {north: 0.2 to 0.8}",
        "talks.yaml:18:13: talks.speakers.union.after.north: unknown patron 'north' of war.yaml "
        "(found north; expected one of union)",
    ),
    Mistake(
        "ground of a plan that is not on the menu",
        "standstill: stays}",
        "standstill: stays, south-terms: stays}",
        "talks.yaml:6:83: talks.lost_ground.south-terms: unknown plan 'south-terms' of the menu "
        "(found south-terms; expected one of interim-rule, interim-light, standstill)",
    ),
    Mistake(
        "ground of which nothing is said",
        ", standstill: stays}",
        "}",
        "talks.yaml:3:37: talks.menu.2: the plan 'standstill' assumes ground of the zone that the "
        "war may take, and 'lost_ground' does not say what becomes of it (found status is "
        "disputed; expected 'lost_ground: {standstill: stays}' or 'lost_ground: {standstill: "
        "returned}')",
    ),
    Mistake(
        "another fate of the ground",
        "standstill: stays}",
        "standstill: lost}",
        "talks.yaml:6:76: talks.lost_ground.standstill: 'lost' is not allowed here (found lost; "
        "expected one of 'stays' or 'returned')",
    ),
    Mistake(
        "meetings of a year",
        "meetings: {value: 0.1 to 0.4,",
        "meetings: {value: 1 to 5,",
        "talks.yaml:8:11: talks.meetings: the hazard 'meetings' is above 1 per month (found 1 to "
        "5; expected a hazard per month between 0 and 1)",
    ),
    Mistake(
        "meetings of a year after a breach",
        "  value: 0.01 to 0.08",
        "  value: 12",
        "talks.yaml:10:3: talks.after_breach: the hazard 'after_breach' is above 1 per month "
        "(found 12; expected a hazard per month between 0 and 1)",
    ),
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "case"))


def change(case: Path, *changes: tuple[str, str]) -> None:
    text = (case / "talks.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, f"the template no longer has {old!r}"
        text = text.replace(old, new)
    (case / "talks.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_what_is_said_of_a_mistake(case: Path, mistake: Mistake) -> None:
    change(case, (mistake.old, mistake.new))
    assert mistake.says in [str(problem) for problem in check(case)]


@pytest.mark.parametrize(
    "mistake", [m for m in MISTAKES if m.name != "empty menu"], ids=lambda mistake: mistake.name
)
def test_a_mistake_is_said_once(case: Path, mistake: Mistake) -> None:
    change(case, (mistake.old, mistake.new))
    assert len(check(case)) == 1


def test_nobody_speaks(case: Path) -> None:
    change(case, ("weight: 1 to 3", "weight: 0"), ("weight: 1 to 4", "weight: 0"))
    assert [str(problem) for problem in check(case)] == [
        "talks.yaml:13:1: talks.speakers: nobody speaks (found 3 speakers, all of weight 0; "
        "expected at least one party with a weight above 0)"
    ]
    text = (case / "talks.yaml").read_text(encoding="utf-8")
    (case / "talks.yaml").write_text(text.partition("speakers:")[0] + "speakers: {}\n")
    assert "nobody speaks (found no speakers;" in str(check(case)[0])


def test_more_texts_than_can_be_worked_out(case: Path) -> None:
    more = [f"another-{number}" for number in range(MOST_TEXTS - 2)]
    for name in more:
        text = f"title: {name}\nshort: {name}\nsummary: The same.\nbased_on: south-terms\n"
        (case / "plans" / f"{name}.yaml").write_text(text, encoding="utf-8")
    said = "".join(f", {name}: stays" for name in more)
    change(
        case,
        (MENU, MENU.replace("]", f", {', '.join(more)}]")),
        ("standstill: stays}", f"standstill: stays{said}}}"),
    )
    assert [str(problem) for problem in check(case)] == [
        "talks.yaml:3:1: talks.menu: there are more plans on the menu than can be worked out "
        "exactly (found 25; expected at most 24)"
    ]


def test_a_plan_that_leaves_the_zone_needs_no_word_on_its_ground(case: Path) -> None:
    change(case, (MENU, MENU.replace("]", ", north-terms]")))
    assert check(case) == []


def test_clauses_of_the_base_are_what_a_plan_assumes(case: Path) -> None:
    text = "title: A\nshort: A\nsummary: A\nbased_on: north-terms\n"
    (case / "plans" / "a-plan.yaml").write_text(text, encoding="utf-8")
    change(case, (MENU, MENU.replace("]", ", a-plan]")))
    assert check(case) == []


def test_parties_that_never_meet(case: Path) -> None:
    change(case, ("meetings: {value: 0.1 to 0.4,", "meetings: {value: 0,"))
    talks = load(case).talks
    assert talks is not None
    assert talks.meetings.middle == 0


def test_a_case_without_talks(case: Path) -> None:
    (case / "talks.yaml").unlink()
    assert load(case).talks is None


def test_a_menu_in_a_circle_of_plans_is_no_crash(case: Path) -> None:
    text = (case / "plans" / "interim-rule.yaml").read_text(encoding="utf-8")
    changed = text.replace("source: draft\n", "source: draft\nbased_on: interim-light\n", 1)
    (case / "plans" / "interim-rule.yaml").write_text(changed, encoding="utf-8")
    assert {problem.file for problem in check(case)} <= {
        "plans/interim-rule.yaml",
        "plans/interim-light.yaml",
    }


@pytest.mark.parametrize("where", [TEMPLATE, *bundled().values()], ids=lambda path: path.name)
def test_every_case_that_comes_with_interim_has_talks(where: Path) -> None:
    case = load(where)
    talks = case.talks
    if any(case.header.parties[p].signs_when != "always" for p in case.principals):
        # Talks bring about texts that both sign.
        assert talks is None
        return
    assert talks is not None
    dispute = [plan for plan in case.header.plans if plan != "no-deal"]
    assert list(talks.menu) == dispute
    assert set(case.principals) <= set(talks.speakers)
    mediators = [speaker for name, speaker in talks.speakers.items() if speaker.puts]
    assert mediators
    assert all(not talks.speakers[name].puts for name in case.principals)
    stated = [quantity for name, quantity in case.quantities.items() if name.startswith("talks.")]
    assert all(quantity.marked and quantity.uncertain for quantity in stated)
    assert talks.after_breach.middle < talks.meetings.middle / 4
