"""Thresholds on made-up models whose answers can be worked out."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.special import expit

from interim.case.quantity import Domain, Quantity, parse_quantity
from interim.insight.curves import curve
from interim.insight.drivers import Driver, Index
from interim.insight.given_data import first_order, most_classes, partition
from interim.insight.thresholds import thresholds

N = 12_000


def quantity(name):
    return Quantity(**parse_quantity("uniform(0, 1)", Domain.SHARE), judgement="made up", name=name)


@dataclass
class Rows:
    start: int
    stop: int


@dataclass
class Model:
    """Stands in for a rerun: chance expit(level + slopes x) with x uniform on (0, 1)."""

    level: float
    slopes: dict[str, float]
    futures: Rows
    asked: list[dict[str, float]] = field(default_factory=list)

    def draws(self):
        return {name: np.random.default_rng(k).random(N) for k, name in enumerate(self.slopes)}

    def values(self, set_to):
        x = self.draws() | {name: np.full(N, value) for name, value in set_to.items()}
        p = expit(self.level + sum(slope * x[name] for name, slope in self.slopes.items()))
        return (np.random.default_rng(99).random(N) < p).astype(float)

    def chance(self, values, drawn):
        self.asked.append(dict(values))
        rows = slice(self.futures.start, self.futures.stop)
        p = float(drawn.mean() + (self.values(values) - drawn)[rows].mean())
        return {"p": p, "low": p - 0.02, "high": p + 0.02, "n": rows.stop - rows.start}

    def drivers(self, drawn):
        cut = partition(list(self.draws().values()), most_classes(N))
        found = first_order(cut, drawn, replicates=3)
        drivers = []
        for k, name in enumerate(self.slopes):
            along = curve(found.shares[k], found.shares_error[k], cut.counts[k])
            drivers.append(Driver(name, Index(0.1, 0, 1), 0, "judged", "war", along.way, along))
        return drivers


def ask(level, slopes, **options):
    search = Model(level, slopes, Rows(0, 3000))
    confirm = Model(level, slopes, Rows(3000, N))
    drawn = search.values({})
    found = thresholds(
        search, confirm, search.drivers(drawn), {n: quantity(n) for n in slopes}, drawn, **options
    )
    return found, search, confirm


def test_a_single_threshold_where_it_is():
    # expit(-2 + 3 x) is a half at x = 2/3.
    found, _, _ = ask(-2, {"x": 3.0})
    assert found.rising
    [single] = found.single
    assert single.reached
    assert single.settings[0].at == pytest.approx(2 / 3, abs=0.05)
    assert single.settings[0].quantile == pytest.approx(2 / 3, abs=0.05)
    assert single.settings[0].middle == pytest.approx(0.5)
    assert single.p["low"] <= 0.5 <= single.p["high"]
    assert found.pair is None


def test_it_may_have_to_come_down():
    # expit(2 - 3 x) is about 0.61 on average, and a half at 2/3.
    found, _, _ = ask(2, {"x": -3.0})
    assert not found.rising
    assert found.single[0].settings[0].at == pytest.approx(2 / 3, abs=0.05)


def test_the_smallest_change_comes_first():
    found, _, _ = ask(-3, {"x": 3.0, "y": 3.0, "weak": 0.0001})
    # Each alone: -3 + 1.5 + 3 x = 0 about x = 1/2; the third has no clear way and is left out.
    assert {one.settings[0].quantity for one in found.single} == {"x", "y"}
    distances = [abs(one.settings[0].quantile - 0.5) for one in found.single]
    assert distances == sorted(distances)


def test_a_pair_where_one_is_not_enough():
    # One alone reaches expit(-3.5 + 1 + 2) = 0.38; both at t: -3.5 + 4 t = 0 at 7/8.
    found, _, confirm = ask(-3.5, {"x": 2.0, "y": 2.0})
    assert not any(one.reached for one in found.single)
    assert all(one.settings[0].quantile == pytest.approx(0.99) for one in found.single)
    assert found.pair.reached
    assert [one.at for one in found.pair.settings] == pytest.approx([7 / 8, 7 / 8], abs=0.04)
    assert found.together is None
    # Each reported figure comes from futures that the search never saw.
    assert len(confirm.asked) == 3


def test_the_fewest_together():
    slopes = {f"x{k}": 2.0 for k in range(6)}
    # -9.3 + 6 = -3.3 with all in the middle; each at its end adds 0.98: four suffice.
    found, _, _ = ask(-9.3, slopes, most=2)
    assert not found.pair.reached
    assert found.together.reached
    assert len(found.together.settings) == 4


def test_what_cannot_be_reached_is_said():
    # All four at 0.99: -9 + 4 * 2 * 0.99 = -1.08, a chance of a quarter.
    found, _, _ = ask(-9, {f"x{k}": 2.0 for k in range(4)}, most=2)
    assert not found.together.reached
    assert len(found.together.settings) == 4
    assert found.together.p["p"] == pytest.approx(float(expit(-1.08)), abs=0.02)
