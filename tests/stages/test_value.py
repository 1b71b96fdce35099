"""Value: weights, swings, interactions and red lines, worked by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.case.model import Issues, Preferences, walk_quantities
from interim.futures import Run, draw
from interim.stages.value import (
    clause_value,
    red_line,
    red_line_by_issue,
    utility,
    value,
)
from stages import handmade

LAND = {"mine": 1, "half": 0.5, "yours": 0}
ARMY = {"big": 0.9, "small": 0.4}


def two_issues(interactions=(), red_lines=None, weights=(3, 1), dependence=None):
    issues = Issues.model_validate(
        {
            "issues": {
                name: {
                    "title": name,
                    "group": "g",
                    "default": next(iter(scores)),
                    "options": {option: {"title": option} for option in scores},
                }
                for name, scores in (("land", LAND), ("army", ARMY))
            }
        }
    )
    north = handmade.named(
        Preferences.model_validate(
            {
                "issues": {
                    "land": {"weight": weights[0], "scores": LAND, "red_lines": red_lines or {}},
                    "army": {"weight": weights[1], "scores": ARMY, "red_lines": {"small": 0.5}},
                },
                "interactions": [{"when": w, "value": v} for w, v in interactions],
                "red_line_dependence": dependence,
            }
        ),
        "preferences.north",
    )
    base = handmade.case()
    quantities = {q.name: q for q in walk_quantities(north)}
    return base.model_copy(
        update={
            "issues": issues,
            "preferences": {"north": north, "south": north},
            "quantities": quantities,
        }
    )


def worth(case, **package):
    return utility(case, draw(case, Run(2)), "north", package)[0]


def test_weights_are_normalised_and_scores_are_swings():
    case = two_issues()
    assert worth(case, land="mine", army="big") == 1
    assert worth(case, land="yours", army="small") == 0
    # 3/4 of the weight on land, at half; the army's 0.4..0.9 is stretched to 0..1
    assert worth(case, land="half", army="big") == pytest.approx(0.75 * 0.5 + 0.25)


def test_interactions_move_the_ends_of_the_scale():
    # bonus 0.5 for (mine and small): raw values run from 0 (yours, small) to
    # max(0.75 + 0.25, 0.75 + 0 + 0.5) = 1.25
    case = two_issues([("land is mine and army is small", 0.5)])
    assert worth(case, land="mine", army="small") == 1
    assert worth(case, land="mine", army="big") == pytest.approx(1 / 1.25)
    # a penalty lowers the worst: from -0.2 (yours, small) to 1
    case = two_issues([("land is yours and army is small", -0.2)])
    assert worth(case, land="yours", army="small") == 0
    assert worth(case, land="yours", army="big") == pytest.approx((0.25 + 0.2) / 1.2)


@given(
    st.lists(st.floats(-1, 1), min_size=1, max_size=3),
    st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
)
def test_the_worst_package_is_0_and_the_best_1(values, weights):
    conditions = ("land is mine and army is small", "land is half", "army is big")
    case = two_issues(list(zip(conditions, values, strict=False)), weights=weights)
    everything = [worth(case, land=a, army=b) for a, b in product(LAND, ARMY)]
    assert min(everything) == pytest.approx(0, abs=1e-12)
    assert max(everything) == pytest.approx(1, abs=1e-12)


def test_clause_values_add_up_to_the_value_without_interactions():
    case = two_issues()
    futures = draw(case, Run(3))
    parts = [clause_value(case, futures, "north", "land", "half")]
    parts.append(clause_value(case, futures, "north", "army", "big"))
    np.testing.assert_allclose(
        sum(parts), utility(case, futures, "north", {"land": "half", "army": "big"})
    )


def test_conditions_that_share_an_issue_are_weighed_together():
    # Bonus 0.5 for (mine, small) and penalty 0.5 for mine: raw values are land + army + extras,
    # mine: 0.75 + 0.25 - 0.5 and 0.75 + 0 + 0.5 - 0.5; half: 0.375 + 0.25 and 0.375; yours: 0.25, 0
    case = two_issues([("land is mine and army is small", 0.5), ("land is mine", -0.5)])
    assert worth(case, land="mine", army="small") == 1
    assert worth(case, land="mine", army="big") == pytest.approx(0.5 / 0.75)
    assert worth(case, land="half", army="big") == pytest.approx(0.625 / 0.75)
    assert worth(case, land="yours", army="small") == 0


def test_equal_scores_and_no_weight_leave_nothing_to_choose():
    case = two_issues(weights=(0, 0))
    assert worth(case, land="mine", army="big") == 0
    assert worth(case, land="yours", army="small") == 0


BOTH = {"land": "yours", "army": "small"}


def test_one_rigidity_decides_all_red_lines():
    # Chances 0.8 and 0.5: who is rigid enough for the second is so for the first.
    case = two_issues(red_lines={"yours": 0.8})
    futures = draw(case, Run(2))
    np.testing.assert_allclose(red_line(case, futures, "north", BOTH), 0.8)
    stops = red_line_by_issue(case, futures, "north", BOTH)
    assert stops["land"] == pytest.approx(0.8)
    assert stops["army"] == pytest.approx(0.0)
    nothing = {"land": "half", "army": "big"}
    assert red_line(case, futures, "north", nothing)[0] == 0
    assert red_line_by_issue(case, futures, "north", nothing) == {}


def test_red_lines_without_dependence_are_chances_of_their_own():
    case = two_issues(red_lines={"yours": 0.8}, dependence=0)
    futures = draw(case, Run(2))
    np.testing.assert_allclose(red_line(case, futures, "north", BOTH), 1 - 0.2 * 0.5)
    stops = red_line_by_issue(case, futures, "north", BOTH)
    assert stops["land"] == pytest.approx(0.9 * 0.8 / 1.3)
    assert stops["army"] == pytest.approx(0.9 * 0.5 / 1.3)


def test_equal_red_lines_share_what_the_largest_stops():
    case = two_issues(red_lines={"yours": 0.5})
    stops = red_line_by_issue(case, draw(case, Run(1)), "north", BOTH)
    assert {issue: chance[0] for issue, chance in stops.items()} == {"land": 0.25, "army": 0.25}


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=30)
def test_the_parts_of_a_red_line_add_up_and_dependence_lowers_it(chance, dependence):
    def crossed(dependence):
        case = two_issues(red_lines={"yours": chance}, dependence=dependence)
        futures = draw(case, Run(1))
        whole = red_line(case, futures, "north", BOTH)[0]
        parts = red_line_by_issue(case, futures, "north", BOTH).values()
        assert sum(part[0] for part in parts) == pytest.approx(whole, abs=1e-12)
        assert all(part[0] >= 0 for part in parts)
        return whole

    largest, independent = crossed(1), crossed(0)
    assert largest == pytest.approx(max(chance, 0.5))
    assert independent == pytest.approx(1 - (1 - chance) * 0.5)
    mixed = crossed(dependence)
    assert mixed == pytest.approx(dependence * largest + (1 - dependence) * independent, abs=1e-6)
    assert largest - 1e-9 <= mixed <= independent + 1e-9


def test_cost_is_the_distance_from_the_best_option(template):
    import interim

    case = interim.load(template)
    futures = draw(case, Run(20))
    for plan in case.plans.values():
        result = value(case, plan, futures)
        for party in case.preferences:
            assert all((cost >= -1e-12).all() for cost in result.cost[party].values())
            assert ((result.utility[party] >= 0) & (result.utility[party] <= 1)).all()
