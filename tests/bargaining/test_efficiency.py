"""In which futures a package is efficient: against brute force over all packages."""

import itertools

import numpy as np
import pytest

import interim
from interim.bargaining.efficiency import efficient_in
from interim.bargaining.of_case import spaces_of
from interim.futures import Run, draw


@pytest.fixture(scope="module")
def spaces(template):
    case = interim.load(template)
    return spaces_of(case, draw(case, Run(20)))


def every_package(spaces):
    for chosen in itertools.product(*spaces.options):
        package = dict(zip(spaces.issues, chosen, strict=True))
        yield package


@pytest.mark.parametrize("pool", [108, 107, 30])
def test_equals_brute_force(spaces, pool, monkeypatch):
    """All 108 packages are tried, or a pool and then the frontier of what it leaves open."""
    monkeypatch.setattr("interim.bargaining.efficiency.POOL", pool)
    everything = list(every_package(spaces))
    allowed = [p for p in everything if spaces.space(0).allows(p)]
    assert len(allowed) < len(everything) == 108
    values = np.stack([spaces.values(p) for p in allowed])  # (packages, n, parties)
    asked = everything if pool == 108 else everything[::4]
    found = efficient_in(spaces, asked)
    for k, package in enumerate(asked):
        lead = values - spaces.values(package)
        dominated = ((lead >= -1e-9).all(axis=2) & (lead > 1e-9).any(axis=2)).any(axis=0)
        assert (found[:, k] == ~dominated).all()
    assert 0 < found.mean() < 1


def test_without_a_pool_the_exact_part_says_the_same(spaces, monkeypatch):
    packages = list(every_package(spaces))[::7]
    expected = efficient_in(spaces, packages)
    monkeypatch.setattr("interim.bargaining.efficiency.POOL", 1)
    monkeypatch.setattr(
        "interim.bargaining.efficiency._pool",
        lambda spaces: np.zeros((0, len(spaces.issues)), np.int32),
    )
    assert (efficient_in(spaces, packages) == expected).all()


def test_nothing_asked(spaces):
    assert efficient_in(spaces, []).shape == (20, 0)


@pytest.mark.slow
def test_ten_thousand_draws_of_the_flagship_case():
    case = interim.load("ukraine-2026")
    spaces = spaces_of(case, draw(case, Run(10_000)))
    plans = [case.package(plan) for plan in case.header.plans if plan != "no-deal"]
    found = efficient_in(spaces, plans)
    assert found.shape == (10_000, len(plans))
