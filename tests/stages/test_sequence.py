"""Who withdraws first, what relief and the vote wait for: worked by hand, and from a case."""

import numpy as np
import pytest

import interim
from interim.case.model import Clause, Effect
from interim.futures import Run, draw
from interim.stages.assent import assent
from interim.stages.compliance import ENDINGS, SPARE, compliance, run, strategies
from interim.stages.compliance.state import GIVEN_UP
from interim.stages.course import courses
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war
from stages.handmade import named
from stages.test_compliance import QUIET, random_games

A, B = 0, 1
FIRST_LAYER = 2
MONTHS = 6
HELD = ENDINGS.index("held")


def game(**changed):
    """Two precise sides. The deal is worth 0.6 once relief of 0.1 is paid, and relief waits for the
    armies to withdraw; a war is worth 0.4 and its stake is 1. A step falls due each month, and
    nobody reconsiders but then. What A withdraws exposes it."""
    fields = QUIET | {
        "utility": 0.6, "war": 0.4, "stake": 1.0, "benefit": 0.1, "relief_start": 0.0,
        "relief_months": 0.0, "relief_waits": 1.0, "precision": 1e6, "opportunity_rate": 0.0,
        "discount": 0.9, "calm": 0.0, "steps": [1, 1], "leader": A, "conditional": 1.0,
        "detection": 1.0, "attribution": 1.0, "pace": 1.0, "deadline": MONTHS,
        "exposure": [0.3, 0.0],
    }  # fmt: skip
    return random_games(1, 1, types=(1, 1), months=MONTHS, **(fields | changed))


def step_choice(numbers, layer, month, side):
    """Chances that a side takes a step that falls due, stalls, or breaks the deal."""
    solved = strategies(numbers, 0, MONTHS, layer=layer, due=True)
    at = (month, side, 0, 0, 0, 0)  # the other complies, calm, relief intact, nobody engaged
    return [float(x[at]) for x in (solved.comply, solved.probe, solved.renege)]


def told(numbers, n=50):
    rng = np.random.default_rng(1)
    many = numbers._replace(
        **{f: np.repeat(getattr(numbers, f), n, axis=0) for f in numbers._fields if f != "types"}
    )
    return run(
        many, MONTHS, rng.random((n, MONTHS, 9)), rng.random((n, 3)), np.zeros((n, 2), np.int64),
        spare=rng.random((n, MONTHS + 1, SPARE)),
    )  # fmt: skip


# Layers of one step each, A first and conditional: 2 nobody has moved, 3 A has.


def test_who_has_withdrawn_alone_is_attacked_if_exposed_enough():
    # Once A has moved, B gets 0.6 from following suit and 0.4 + exposure from war.
    for exposure, expected in ((0.19, [1, 0, 0]), (0.21, [0, 0, 1])):
        found = step_choice(game(exposure=[exposure, 0.0]), FIRST_LAYER + 1, 1, B)
        assert found == pytest.approx(expected, abs=1e-9)


def test_who_foresees_that_does_not_move_first():
    # Waiting is worth 0.5 a month to A (no relief), war 0.4; to be attacked in month 1 is worth
    # 0.4 - 0.3 from then on. If B goes along, relief makes it worth moving.
    assert step_choice(game(), FIRST_LAYER, 0, A) == pytest.approx([0, 1, 0], abs=1e-9)
    near = game(exposure=[0.19, 0.0])
    assert step_choice(near, FIRST_LAYER, 0, A) == pytest.approx([1, 0, 0], abs=1e-9)


def test_the_other_order_goes_through_because_only_one_side_is_exposed():
    # B first: it is not exposed, and A then moves last, into the finished deal.
    numbers = game(leader=B)
    assert step_choice(numbers, FIRST_LAYER, 0, B) == pytest.approx([1, 0, 0], abs=1e-9)
    history = told(numbers)
    assert (history.ends[:, 1] == HELD).all()
    # Two months without relief, 0.5, then 0.6 for ever: 0.6 - 0.1 (1 - d^2) with d = 0.9^(1/12);
    # the step of month 1 finishes it, so relief is missing in month 0 only.
    d = 0.9 ** (1 / 12)
    assert history.value[0] == pytest.approx([0.6 - 0.1 * (1 - d)] * 2, abs=1e-9)
    # A first: it never moves, and relief is never paid.
    assert told(game()).value[0] == pytest.approx([0.5, 0.5], abs=1e-9)


@pytest.mark.parametrize(("steps", "through"), [(1, False), (2, True), (3, True)])
def test_small_steps_in_turn_expose_less(steps, through):
    # Of n steps each, A is ahead by one n-th: 0.3 / n against the 0.2 that war lacks.
    numbers = game(steps=[steps, steps])
    expected = [1, 0, 0] if through else [0, 1, 0]
    assert step_choice(numbers, FIRST_LAYER, 0, A) == pytest.approx(expected, abs=1e-9)


def test_a_side_that_leaves_forts_behind_gives_the_other_a_first_strike():
    # As exposure, but only for who strikes first: B's strike is better by 0.3 once A has left.
    leaving = np.zeros((1, 2, 2))
    leaving[0, A, B] = 0.3
    numbers = game(exposure=0.0, leaving_strike=leaving, first_strike=[[0.0, 0.3]])
    assert step_choice(numbers, FIRST_LAYER + 1, 1, B) == pytest.approx([0, 0, 1], abs=1e-9)
    # Nobody has left: the shift is not there yet (0.4 + 0.3 - 0.3 < 0.5).
    assert step_choice(numbers, FIRST_LAYER, 0, A)[2] < 1e-9


def test_relief_that_waits_makes_the_step_worth_its_price():
    # Leaving costs A 0.05 of the 0.6 (so until then it has 0.65 in all) and exposes nobody.
    worth = np.zeros((1, 2, 2))
    worth[0, A, A] = -0.05
    waits = game(exposure=0.0, leaving_worth=worth)
    # Staying is worth 0.65 - 0.1, leaving 0.6 once B has followed.
    assert step_choice(waits, FIRST_LAYER, 0, A) == pytest.approx([1, 0, 0], abs=1e-9)
    paid_at_once = game(exposure=0.0, leaving_worth=worth, relief_waits=0.0)
    assert step_choice(paid_at_once, FIRST_LAYER, 0, A) == pytest.approx([0, 1, 0], abs=1e-9)


def test_without_conditions_who_stalls_is_passed_over():
    # A stalls; B, which is not exposed, is asked next month and moves; A then has nothing to fear.
    history = told(game(conditional=0.0))
    assert (history.ends[:, 1] == HELD).all()
    d = 0.9 ** (1 / 12)
    # Month 0: A stalls; month 1: B moves; month 2: A moves and relief is paid.
    assert history.value[0] == pytest.approx([0.6 - 0.1 * (1 - d**2)] * 2, abs=1e-9)


def test_a_withdrawal_that_is_given_up_takes_the_armies_back():
    numbers = game(deadline=3)
    # From month 3 on nobody is ahead and nothing falls due; relief stays unpaid.
    solved = strategies(numbers, 0, MONTHS, layer=GIVEN_UP)
    assert (solved.renege[3:, :, 0, 0, 0, 0] < 1e-9).all()
    assert np.isnan(solved.renege[:3]).all()
    assert told(numbers).value[0] == pytest.approx([0.5, 0.5], abs=1e-9)


def test_attesting_takes_time():
    # Steps after the first fall due with the chance that the last one is attested, 0.5 * 0.5.
    slow = told(game(exposure=0.0, detection=0.5, attribution=0.5)).value[0]
    fast = told(game(exposure=0.0)).value[0]
    d = 0.9 ** (1 / 12)
    # After A's step in month 0, each of months 1 to 5 finishes with the chance 1/4; once the
    # horizon is reached unfinished, 0.5 goes on for ever.
    unpaid = (1 - d) * sum((d * 0.75) ** t for t in range(1, 6)) + d**6 * 0.75**5
    assert fast == pytest.approx([0.6 - 0.1 * (1 - d)] * 2, abs=1e-9)
    assert slow == pytest.approx([0.6 - 0.1 * (1 - d) - 0.1 * unpaid] * 2, abs=1e-9)


def test_relief_earned_by_good_conduct():
    # It starts unpaid and comes with the chance 1/4 a month in which nobody is blamed.
    numbers = game(
        steps=0, deadline=0, relief_waits=0.0, exposure=0.0, pending=1.0, regain=0.25,
        receives=[1.0, 0.0], engaged=0.0,
    )  # fmt: skip
    d = 0.9 ** (1 / 12)
    unpaid = (1 - d) * sum((0.75 * d) ** t for t in range(MONTHS)) + (0.75 * d) ** MONTHS
    assert told(numbers).value[0] == pytest.approx([0.6 - 0.1 * unpaid] * 2, abs=1e-9)


def test_a_vote_that_waits_for_calm():
    # Tension can only come from the vote before; here it never falls, and a vote raises it for
    # sure. So the vote, due in month 2, is held at once in calm, and never once there is tension.
    numbers = game(
        steps=0, deadline=0, relief_waits=0.0, exposure=0.0, vote_month=2, vote=[1.0, 0.0, 0.0],
        unrest=1.0, vote_calm=1.0, false_attribution=0.0, engaged=0.0,
    )  # fmt: skip
    better = numbers.utility.copy()
    better[:, :, 1] = 0.9
    numbers = numbers._replace(utility=better)
    d = 0.9 ** (1 / 12)
    expected = 0.6 * (1 - d**2) + 0.9 * d**2
    assert told(numbers).value[0] == pytest.approx([expected] * 2, abs=1e-9)
    tense = strategies(numbers, 0, MONTHS).value[0, 0, 0, 1, 0, 0]
    assert tense == pytest.approx(0.6, abs=1e-9)


# --- from a case ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


def ordered(case, **withdrawal):
    """The template's plan with a withdrawal under its clause on the force."""
    plan = case.plans["interim-rule"]
    clause = plan.clauses["force"]
    given = {name: getattr(clause.with_, name) for name in clause.with_.model_fields_set}
    asked = {"order": ["north", "south"], "months": 4, "exposure": {"north": 0.3}} | withdrawal
    more = named(Effect.model_validate({"withdrawal": asked}), "test").withdrawal
    effect = Effect.model_construct(
        **{name: getattr(clause.with_, name) for name in type(clause.with_).model_fields}
        | {"withdrawal": more},
        _fields_set={*given, "withdrawal"},
    )
    changed = Clause.model_construct(
        option=clause.option, with_=effect, note=None, source=(), judgement=None
    )
    quantities = {q.name: q for q in (more.months, *more.exposure.values())}
    bigger = case.model_copy(update={"quantities": case.quantities | quantities})
    return bigger, plan.model_copy(update={"clauses": plan.clauses | {"force": changed}})


def results(case, plan, futures):
    given = {
        "value": value(case, plan, futures),
        "terms": terms(case, plan, futures),
        "war": war(case, futures),
        "referendum": referendum(case, plan, futures),
        "renewal": renewal(
            case, plan, futures, value=value(case, plan, futures), war=war(case, futures)
        ),
    }
    done = compliance(case, plan, futures, **given)
    signs = assent(case, plan, futures, value=given["value"], war=given["war"], compliance=done)
    return given["terms"], done, signs


def test_only_the_sequence_changes_and_so_does_the_answer(case):
    n = 300
    found = {}
    for order in (["north", "south"], ["south", "north"]):
        bigger, plan = ordered(case, order=order)
        agreed, done, signs = results(bigger, plan, draw(bigger, Run(n)))
        assert agreed.retreat.order == tuple(order)
        early = (done.month >= 0) & (done.month < 12)
        found[order[0]] = (done.value["north"].mean(), signs.chance["north"].mean(), early.mean())
    # Who is exposed while it waits for the other would rather that the other moved first.
    assert found["south"][0] > found["north"][0] + 1e-3
    assert found["south"][1] > found["north"][1]
    assert found["south"][2] < found["north"][2]


def test_stories_tell_the_steps(case):
    bigger, plan = ordered(case, steps=2)
    futures = draw(bigger, Run(40))
    _, done, _ = results(bigger, plan, futures)
    stories = courses(bigger, plan, futures, range(40))
    assert [s.month for s in stories] == done.month.tolist()
    assert [s.ending for s in stories] == [ENDINGS[code] for code in done.ending]
    steps = [[e for e in s.events if e.kind == "withdraw"] for s in stories]
    assert any(len(taken) == 4 for taken in steps)
    for taken in steps:
        for principal in case.principals:
            mine = [e.detail["taken"] for e in taken if e.actor == principal]
            assert mine == list(range(1, len(mine) + 1))
            assert all(e.detail["of"] == 2 for e in taken)
        # All begin with the north, in turn unless somebody stalls.
        assert (
            not taken
            or taken[0].actor == "north"
            or any(e.kind in {"stall", "probe"} for s in stories for e in s.events)
        )


def test_a_plan_without_a_withdrawal_has_none(case):
    agreed = terms(case, case.plans["interim-rule"], draw(case, Run(3)))
    assert agreed.retreat is None
    assert not agreed.relief_waits
    assert not agreed.vote_calm
    assert not agreed.relief_clean_months.any()
