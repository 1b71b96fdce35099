"""Comparative statics: what is read off a response, and what the game shows on the small case."""

from pathlib import Path

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.insight.statics import Response, response


def drawn(life, error=0.1):
    m = len(life)
    return Response(
        quantity="q",
        values=np.arange(m, dtype=float),
        kept=(),
        life=np.array(life, dtype=float),
        life_error=np.ones(m),
        ends={},
        difference_error=np.full((m, m), error),
        years=10,
    )


@pytest.mark.parametrize(
    ("life", "shape"),
    [
        ([10, 12, 15], "lengthens"),
        ([15, 12, 10], "shortens"),
        ([10, 10.1, 10.2], "no clear effect"),
        ([10, 15, 12], "lengthens, then shortens"),
        ([15, 10, 12], "shortens, then lengthens"),
        # Each step of the fall is unclear, the whole of it is not.
        ([10, 12, 11.7, 11.4, 11.1], "lengthens, then shortens"),
    ],
)
def test_the_shape_of_a_response(life, shape):
    assert drawn(life).shape == shape


@pytest.fixture(scope="module")
def case(template: Path):
    return interim.load(template)


def test_more_occasions_to_reconsider_shorten_a_deal(case):
    found = response(
        case, "interim-rule", "enforcement.behaviour.opportunity_rate", [0.1, 1, 6], run=Run(600)
    )
    assert found.shape == "shortens"
    assert np.array_equal(found.values, [0.1, 1, 6])
    total = sum(found.ends.values())
    np.testing.assert_allclose(total, 1)


def test_a_value_as_stated_gives_what_the_evaluation_gives(case):
    name = "enforcement.behaviour.precision"
    found = response(case, "interim-rule", name, [60.0], run=Run(500, seed=4))
    evaluated = interim.evaluate(
        case, ["interim-rule"], futures=500, seed=4, settings={name: 60.0}
    ).to_json()["plans"]["interim-rule"]["holds_if_adopted"]["10"]
    assert found.kept[0] == evaluated


def test_values_come_from_the_stated_distribution(case):
    name = "enforcement.behaviour.precision"
    found = response(case, "interim-rule", name, run=Run(50))
    low, high = case.quantities[name].at(np.array([0.01, 0.99]))
    assert found.values[0] == pytest.approx(low)
    assert found.values[-1] == pytest.approx(high)


def test_mistakes_are_answered(case):
    with pytest.raises(BadInput, match="unknown plan"):
        response(case, "interim-rul", "enforcement.behaviour.precision")
    with pytest.raises(BadInput, match="unknown quantity"):
        response(case, "interim-rule", "enforcement.behaviour.precisio")
