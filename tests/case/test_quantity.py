"""Quantities: every notation, its domain, and draws against closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from interim.case.quantity import Amount, Domain, Name, Quantity, Real, Share, parse_quantity

KINDS = {
    Domain.SHARE: TypeAdapter(Share),
    Domain.AMOUNT: TypeAdapter(Amount),
    Domain.REAL: TypeAdapter(Real),
    Domain.NAME: TypeAdapter(Name),
}


def quantity(text: object, domain: Domain) -> Quantity:
    return KINDS[domain].validate_python(text)


@pytest.mark.parametrize(
    ("text", "domain", "at_5", "at_50", "at_95"),
    [
        (0.35, Domain.SHARE, 0.35, 0.35, 0.35),
        ("1_000", Domain.AMOUNT, 1000, 1000, 1000),
        ("0.2 to 0.5", Domain.SHARE, 0.2, 1 / 3, 0.5),  # odds 1/4 and 1: middle odds 1/2
        ("4 to 9", Domain.AMOUNT, 4, 6, 9),  # geometric mean
        ("-1 to 3", Domain.REAL, -1, 1, 3),
        ("uniform(0, 10)", Domain.AMOUNT, 0.5, 5, 9.5),
        ("normal(0, 1)", Domain.REAL, -1.6448536, 0, 1.6448536),
        ("lognormal(2, 0.5)", Domain.AMOUNT, 2 * np.exp(-0.8224268), 2, 2 * np.exp(0.8224268)),
        ("beta(1, 1)", Domain.SHARE, 0.05, 0.5, 0.95),
        ("choice(a: 0.3, b: 0.7)", Domain.NAME, 0, 1, 1),
        ("residents", Domain.NAME, 0, 0, 0),
    ],
)
def test_percentiles(text, domain, at_5, at_50, at_95):
    drawn = quantity(text, domain).at(np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(drawn, [at_5, at_50, at_95], rtol=1e-6, atol=1e-9)


def test_pert_has_the_mean_of_its_definition():
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = quantity("pert(0.1, 0.25, 0.6)", Domain.SHARE).at(u)
    assert drawn.mean() == pytest.approx((0.1 + 4 * 0.25 + 0.6) / 6, abs=1e-4)


def test_unbounded_families_are_cut_at_the_ends_of_the_domain():
    assert quantity("normal(0.5, 10)", Domain.SHARE).at(np.array([0.001, 0.999])).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "domain", "words"),
    [
        (1.2, Domain.SHARE, "a share between 0 and 1"),
        (-3, Domain.AMOUNT, "an amount of 0 or more"),
        ("0.5 to 0.2", Domain.SHARE, "not below the high end"),
        ("0 to 0.2", Domain.SHARE, "strictly between 0 and 1"),
        ("0 to 3", Domain.AMOUNT, "above 0"),
        ("uniform(2, 1)", Domain.REAL, "not below"),
        ("uniform(0, 2)", Domain.SHARE, "out of range"),
        ("pert(3, 2, 1)", Domain.REAL, "low <= mode <= high"),
        ("beta(0, 1)", Domain.SHARE, "above 0"),
        ("normal(1, 0)", Domain.REAL, "spread"),
        ("triangle(1, 2)", Domain.REAL, "unknown distribution 'triangle'"),
        ("normal(1)", Domain.REAL, "takes 2 numbers"),
        ("choice(a: 0.5, b: 0.6)", Domain.NAME, "expected 1"),
        ("choice(a: 0.5, a: 0.5)", Domain.NAME, "twice"),
        ("choice(a: 0.5, b: 0.5)", Domain.SHARE, "a share"),
        (0.5, Domain.NAME, "a name"),
        ("many", Domain.REAL, "is not a quantity"),
        (True, Domain.REAL, "is not a quantity"),
        (float("nan"), Domain.REAL, "not finite"),
        (float("inf"), Domain.AMOUNT, "not finite"),
        ({"value": 1, "sauce": "x"}, Domain.REAL, "unknown key 'sauce'"),
        ({"source": "x"}, Domain.REAL, "needs the key 'value'"),
    ],
)
def test_impossible_notations_say_what_was_expected(text, domain, words):
    with pytest.raises(ValidationError, match=words.replace("(", r"\(").replace(")", r"\)")):
        quantity(text, domain)


def test_marks():
    sourced = quantity({"value": 1, "source": "un-1999", "unit": "km2"}, Domain.AMOUNT)
    assert (sourced.source, sourced.unit, sourced.mark) == (("un-1999",), "km2", "measured")
    noted = quantity({"value": 1, "source": "un-1999", "note": "rounded"}, Domain.AMOUNT)
    assert (noted.mark, noted.note) == ("measured", "rounded")
    both = quantity({"value": 1, "source": "un-1999", "judgement": "read so"}, Domain.AMOUNT)
    assert (both.mark, both.basis) == ("judged", "read so")
    derived = quantity({"value": 1, "derived": "12 / 12"}, Domain.AMOUNT)
    assert (derived.mark, derived.basis) == ("derived", "12 / 12")
    nothing = quantity(1, Domain.AMOUNT)
    assert (nothing.mark, nothing.marked) == ("judged", False)


@given(st.floats(0.01, 0.98), st.floats(0.001, 0.5))
def test_a_share_interval_holds_90_percent(low, width):
    high = min(low + width, 0.99)
    if not low < high:
        return
    drawn = quantity(f"{low!r} to {high!r}", Domain.SHARE).at(np.array([0.05, 0.95]))
    np.testing.assert_allclose(drawn, [low, high], rtol=1e-6)


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_clear_error(text):
    try:
        parsed = parse_quantity(text, Domain.REAL)
    except ValueError as error:
        words = str(error)
    else:
        words = f"a quantity is not an error: {parsed['family']}"
    assert any(word in words for word in ("expected", "not", "takes"))


def test_normal_interval_is_the_central_90_percent():
    q = quantity("10 to 20", Domain.REAL)
    assert q.at(np.array([0.975]))[0] == pytest.approx(stats.norm(15, 5 / 1.6448536).ppf(0.975))
