"""Rubinstein (1982): shares under alternating offers, as the limit of many rounds."""

import math
from fractions import Fraction

import pytest

from theory.offers import Table


@pytest.fixture(scope="module")
def rubinstein(classic):
    return classic["rubinstein"]


@pytest.fixture(scope="module")
def table():
    return Table()


def test_few_rounds_are_exact(rubinstein, table):
    stated = rubinstein["finite_T_d=9/10"]
    for rounds, share in stated.items():
        found = table.first_share((0.9, 0.9), int(rounds))
        assert found == pytest.approx(float(Fraction(share)), abs=1e-9), rounds


@pytest.mark.parametrize("which", [0, 1])
def test_many_rounds_come_to_rubinsteins_share(rubinstein, table, which):
    stated = rubinstein["cases"][which]
    discounts = tuple(float(Fraction(stated[d])) for d in ("d1", "d2"))
    share = float(Fraction(stated["x"]))
    errors = [abs(table.first_share(discounts, rounds) - share) for rounds in (20, 40, 80, 160)]
    # What is left of the end shrinks by the product of the discounts every two rounds.
    product = discounts[0] * discounts[1]
    for rounds, error in zip((20, 40, 80, 160), errors, strict=True):
        assert error < product ** (rounds / 2) + 1e-9
    assert errors[-1] < 1e-3


def test_patient_sides_come_there_slowly(rubinstein, table):
    stated = rubinstein["cases"][2]
    discounts = tuple(float(Fraction(stated[d])) for d in ("d1", "d2"))
    found = table.first_share(discounts, 600)
    assert found == pytest.approx(float(Fraction(stated["x"])), abs=1e-7)


def test_in_continuous_time_the_ratio_of_impatience_decides(rubinstein, table):
    assert rubinstein["continuous_limit"].endswith("x -> r2/(r1+r2)")
    rates, errors = (0.1, 0.3), []
    for step in (1.0, 0.5, 0.25):
        discounts = tuple(math.exp(-rate * step) for rate in rates)
        share = table.first_share(discounts, round(100 / step))
        errors.append(abs(share - rates[1] / sum(rates)))
    # First order in the time between offers.
    assert errors[1] / errors[0] == pytest.approx(0.5, abs=0.03)
    assert errors[2] / errors[1] == pytest.approx(0.5, abs=0.03)


def test_a_tossed_coin_for_each_offer(rubinstein, table):
    assert rubinstein["random_proposer"].endswith("expected 1/2 each")
    keeps, values = table.tossed(0.9, 40)
    assert keeps == pytest.approx(1 - 0.9 / 2, abs=1e-9)
    assert values == pytest.approx((0.5, 0.5), abs=1e-9)


def test_logit_answers_come_to_it_as_precision_grows(rubinstein):
    share = float(Fraction(rubinstein["cases"][0]["x"]))
    errors = [abs(Table(p).first_share((0.9, 0.9), 100) - share) for p in (1e2, 1e3, 1e4)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.02
