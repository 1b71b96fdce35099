"""Fearon (1995): the bargaining range, the ultimatum, private information.

Nothing here solves Fearon's model: the war stage values the lottery, the assent stage says who
signs which division, and the tests look where the answers change.
"""

from fractions import Fraction

import numpy as np
import pytest

from theory.division import COST, answers, case, loss

NORTH, SOUTH = "north", "south"


def numbers(block, *names):
    return [float(Fraction(block[name])) for name in names]


@pytest.fixture(scope="module")
def fearon(classic):
    return classic["fearon1995"]


def costs(p, c_a, c_b):
    return {COST.format(NORTH): loss(c_a, p), COST.format(SOUTH): loss(c_b, 1 - p)}


def where_it_turns(agrees):
    """The offer at which an answer changes from one end of [0, 1] to the other."""
    low, high = 0.0, 1.0
    assert agrees(low) != agrees(high)
    at_low = agrees(low)
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if agrees(middle) == at_low else (low, middle)
    return (low + high) / 2


def test_both_sign_within_fearons_range_and_nowhere_else(fearon):
    p, c_a, c_b = numbers(fearon["numbers"], "p", "cA", "cB")
    least, most = (float(Fraction(end)) for end in fearon["numbers"]["range"])
    division, set_to = case(p), costs(p, c_a, c_b)

    def signs(who):
        return lambda offer: answers(division, offer, **set_to)[1].chance[who][0] > 0.5

    assert where_it_turns(signs(NORTH)) == pytest.approx(least, abs=1e-9)
    assert where_it_turns(signs(SOUTH)) == pytest.approx(most, abs=1e-9)
    for offer in np.linspace(0.01, 0.98, 21):
        chance = answers(division, offer, **set_to)[1].chance
        both = chance[NORTH][0] * chance[SOUTH][0]
        assert both == pytest.approx(1.0 if least < offer < most else 0.0, abs=1e-12)


def test_the_war_is_worth_the_odds_less_its_cost(fearon):
    p, c_a, c_b = numbers(fearon["numbers"], "p", "cA", "cB")
    war, _ = answers(case(p), 0.5, **costs(p, c_a, c_b))
    assert war.value[NORTH][0, 0] == pytest.approx(p - c_a, abs=1e-12)
    assert war.value[SOUTH][0, 0] == pytest.approx(1 - p - c_b, abs=1e-12)


@pytest.mark.parametrize("precision", [10, 100, 1000])
def test_the_range_is_a_limit_of_logit_answers(fearon, precision):
    # At the edge of the range signing and fighting are worth the same, so half sign whatever the
    # precision; a step d inside it the chance is 1 / (1 + exp(-precision d)).
    p, c_a, c_b = numbers(fearon["numbers"], "p", "cA", "cB")
    division = case(p, precision)
    for step, chance in ((0.0, 0.5), (0.03, 1 / (1 + np.exp(-0.03 * precision)))):
        _, assent = answers(division, p - c_a + step, **costs(p, c_a, c_b))
        assert assent.chance[NORTH][0] == pytest.approx(chance, abs=1e-9)


def best_offer(division, offers, own_war, futures=1, **set_to):
    """South's best take-it-or-leave-it offer to north, and the chance that it is refused."""
    accepted = np.array(
        [answers(division, x, futures=futures, **set_to)[1].chance[NORTH].mean() for x in offers]
    )
    best = np.argmax(accepted * (1 - offers) + (1 - accepted) * own_war)
    return offers[best], 1 - accepted[best]


def test_the_ultimatum_leaves_the_other_its_war(fearon):
    p, c_a, c_b = numbers(fearon["numbers"], "p", "cA", "cB")
    offers = (np.arange(200) + 0.5) / 200
    offer, refused = best_offer(case(p), offers, 1 - p - c_b, **costs(p, c_a, c_b))
    assert max(0, p - c_a) < offer < max(0, p - c_a) + 1 / 200
    assert refused == pytest.approx(0, abs=1e-12)


def test_private_costs_make_war_a_risk_worth_taking(fearon):
    # North's cost is uniform on [0, C] and known to itself only: 1000 futures, one cost each.
    told = fearon["asym_numbers"]
    p, most, c_b, best, risk = numbers(told, "p", "C", "cB", "x", "war_probability")
    set_to = costs(p, 0.0, c_b) | {COST.format(NORTH): f"uniform(0, {loss(most, p)})"}
    offers = np.arange(0.2, 0.5, 0.01)
    offer, refused = best_offer(case(p), offers, 1 - p - c_b, futures=1000, **set_to)
    assert offer == pytest.approx(best, abs=0.0051)
    # The futures are a Latin hypercube: one cost in each thousandth.
    assert refused == pytest.approx(risk, abs=0.0151)
