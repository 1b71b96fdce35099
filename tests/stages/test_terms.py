"""Terms: how the effects of clauses combine, worked out from the same draws."""

import numpy as np
import pytest

import interim
from interim.case.model import Clause, Effect, walk_quantities
from interim.futures import Run, draw
from interim.stages.terms import terms
from stages.handmade import named


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def futures(case):
    return draw(case, Run(300))


def test_no_deal_has_the_base_and_nothing_else(case, futures):
    result = terms(case, case.plans["no-deal"], futures)
    for name in ("peacekeepers", "monitors", "snapback", "relief_start"):
        assert not getattr(result, name).any()
    assert (result.access == 1).all()
    assert (result.accident_factor == 1).all()
    assert result.promises == ()
    assert not result.renewable
    np.testing.assert_array_equal(
        result.rearmament["north"], futures["enforcement.rearmament.north"]
    )
    np.testing.assert_allclose(
        result.detection, 1 - np.exp(-futures["enforcement.monitoring.base"])
    )


def test_a_plans_own_figures_replace_those_of_the_option(case, futures):
    result = terms(case, case.plans["interim-rule"], futures)
    own = "plans.interim-rule.clauses.force.with"
    option = "enforcement.effects.force.peacekeepers"
    np.testing.assert_array_equal(result.peacekeepers, futures[f"{own}.peacekeepers"])
    np.testing.assert_array_equal(result.access, futures[f"{own}.access"])
    # what the plan does not mention stays as the option has it
    np.testing.assert_array_equal(result.monitors, futures[f"{option}.monitors"])
    np.testing.assert_allclose(result.snapback, futures[f"{option}.snapback"])
    np.testing.assert_allclose(
        result.first_strike["north"],
        futures["enforcement.first_strike.north"] + futures[f"{option}.first_strike.north"],
    )


def test_detection_is_the_formula_of_the_docs(case, futures):
    result = terms(case, case.plans["interim-rule"], futures)
    q = {
        name: futures[f"enforcement.monitoring.{name}"]
        for name in (
            "base", "line_km", "people_thousands",
            "per_monitor_km", "per_peacekeeper_km", "per_watcher_thousand",
        )
    }  # fmt: skip
    m, p = result.monitors, result.peacekeepers
    seen = q["base"] + q["per_monitor_km"] * m / q["line_km"]
    seen = seen + q["per_peacekeeper_km"] * p / q["line_km"]
    seen = seen + q["per_watcher_thousand"] * (m + p) / q["people_thousands"]
    np.testing.assert_allclose(result.detection, 1 - np.exp(-seen * result.access))


def test_a_promise_is_worth_commitment_times_resolve_times_strength(case, futures):
    result = terms(case, case.plans["interim-rule"], futures)
    (promise,) = result.promises
    assert (promise.guarantor, promise.against) == ("union", "north")
    np.testing.assert_allclose(
        result.response["north"],
        promise.commitment
        * futures["enforcement.guarantors.union.resolve"]
        * futures["enforcement.guarantors.union.strength.north"],
    )
    assert not result.response["south"].any()


def test_mandates_and_dates(case, futures):
    result = terms(case, case.plans["interim-rule"], futures)
    assert result.renewable
    assert (result.mandate_months == 12).all()
    # two clauses name a date: the later one holds
    stated = futures["enforcement.effects.vote.registered.vote_months"]
    np.testing.assert_array_equal(result.vote_months, np.maximum(stated, 60))
    light = terms(case, case.plans["interim-light"], futures)
    assert not light.renewable
    np.testing.assert_array_equal(
        light.vote_months, futures["enforcement.effects.vote.residents.vote_months"]
    )


def test_shares_combine_as_independent_chances_and_factors_multiply(case):
    """Twice a chance of 0.5 to take relief back is 0.75; access to 0.8 and to 0.9 is 0.72."""
    plan = case.plans["interim-light"]
    clauses = dict(plan.clauses)
    with_ = Effect.model_validate({"snapback": 0.5, "access": 0.8, "judgement": "test"})
    clauses["force"] = Clause.model_validate({"option": "observers", "with": with_})
    with_ = Effect.model_validate({"snapback": 0.5, "access": 0.9, "judgement": "test"})
    clauses["sanctions"] = Clause.model_validate({"option": "phased", "with": with_})
    named, quantities = {}, dict(case.quantities)
    for issue, clause in clauses.items():
        if clause.with_ is not None and clause.with_.judgement == "test":
            update = {}
            for field in ("snapback", "access"):
                q = getattr(clause.with_, field).model_copy(update={"name": f"{issue}.{field}"})
                quantities[q.name] = update[field] = q
            # model_copy keeps the fields that were set, as reading does
            clause = clause.model_copy(update={"with_": clause.with_.model_copy(update=update)})
        named[issue] = clause
    changed = case.model_copy(update={"quantities": quantities})
    result = terms(changed, plan.model_copy(update={"clauses": named}), draw(changed, Run(3)))
    np.testing.assert_allclose(result.snapback, 0.75)
    np.testing.assert_allclose(result.access, 0.72)


def leaving(case, by, until=None):
    """The first-strike shifts that come with a withdrawal which the clause on the force agrees."""
    effect = Effect.model_validate(
        {
            "first_strike": {"north": 0.06, "south": 0.02},
            "leaves": {"by": by} | ({} if until is None else {"until": until}),
            "withdrawal": {"order": by, "months": 4, "exposure": {"south": 0.1}},
        }
    )
    bigger, plan = agreeing(case, effect)
    found = terms(bigger, plan, draw(bigger, Run(3))).retreat
    assert found is not None
    return found


def agreeing(case, effect):
    """The case with a plan whose clause on the force has this effect."""
    effect = named(effect, "test")
    plan = case.plans["interim-light"]
    clause = Clause.model_construct(
        option="observers", with_=effect, note=None, source=(), judgement=None
    )
    quantities = case.quantities | {q.name: q for q in walk_quantities(effect)}
    return (
        case.model_copy(update={"quantities": quantities}),
        plan.model_copy(update={"clauses": plan.clauses | {"force": clause}}),
    )


def test_a_shift_of_first_strike_comes_in_equal_parts_with_those_who_leave(case):
    # 0.06 and 0.02 in all: each of two brings half, one alone brings all of it.
    both = leaving(case, ["north", "south"]).first_strike
    for side in ("north", "south"):
        np.testing.assert_allclose(both[side]["north"], 0.03)
        np.testing.assert_allclose(both[side]["south"], 0.01)
    alone = leaving(case, ["south"]).first_strike
    np.testing.assert_allclose(alone["south"]["north"], 0.06)
    np.testing.assert_allclose(alone["south"]["south"], 0.02)
    assert not any(shift.any() for shift in alone["north"].values())


def test_a_withdrawal_has_its_months_and_what_holds_until_then(case):
    found = leaving(case, ["south", "north"])
    assert (found.order, found.steps, found.conditional) == (("south", "north"), 1, False)
    np.testing.assert_array_equal(found.months, 4)
    np.testing.assert_array_equal(found.deadline, 12)  # three times the months
    np.testing.assert_array_equal(found.exposure["south"], 0.1)
    assert not found.exposure["north"].any()
    default = case.issues.issues["force"].default
    assert found.clauses == (("force", default, ("south", "north")),)
    other = leaving(case, ["south"], until="peacekeepers").clauses
    assert other == (("force", "peacekeepers", ("south",)),)
