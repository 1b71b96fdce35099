"""Frontiers under bounds on the chance of refusal, against enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from bargaining.brute import enumerate_frontier, random_space
from interim.bargaining.of_case import central, space_of
from interim.bargaining.red_lines import (
    dependences,
    frontier_within,
    no_likelier,
    red_line_chances,
)
from interim.bargaining.space import Space
from interim.case.constraint import Is, Not, Or
from interim.case.read import load
from interim.stages.value import red_line


def refusals(
    space: Space, chances: list[np.ndarray], dependence: np.ndarray, package: dict[str, str]
) -> np.ndarray:
    """Each principal's chance of refusal, by the definition."""
    own = np.array(
        [
            r[options.index(package[issue])]
            for issue, options, r in zip(space.issues, space.options, chances, strict=True)
        ]
    )
    return dependence * own.max(axis=0) + (1 - dependence) * (1 - np.prod(1 - own, axis=0))


@pytest.mark.parametrize("dependence", [(1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.5, 1.0), (0.3, 0.7)])
def test_equals_enumeration_of_the_packages_within_bounds(dependence):
    rng = np.random.default_rng(7)
    together = np.array(dependence)
    cut = 0
    for _ in range(40):
        space = random_space(rng, parties=2, outcomes=80)
        chances = [rng.choice([0.0, 0.0, 0.1, 0.4], (len(o), 2)) for o in space.options]
        refusal = float(rng.choice([0.0, 0.15, 0.5]))
        # By hand: every package beyond the bounds is forbidden by a constraint of its own.
        constraints = list(space.constraints)
        for answers in itertools.product(*space.options):
            package = dict(zip(space.issues, answers, strict=True))
            if (refusals(space, chances, together, package) > refusal + 1e-9).any():
                cut += 1
                differs = [Not(Is(i, (o,))) for i, o in package.items()]
                condition = differs[0]
                for other in differs[1:]:
                    condition = Or(condition, other)
                constraints.append(condition)
        expected = enumerate_frontier(replace(space, constraints=tuple(constraints)))
        found = frontier_within(space, chances, refusal, dependence=together)
        assert found.parties == space.parties
        assert len(found) == len(expected)
        distinct = np.unique(np.round(found.utilities, 9), axis=0).reshape(expected.shape)
        np.testing.assert_allclose(distinct, expected, rtol=0, atol=2e-9)
        for point in range(len(found)):
            package = found.package(point)
            assert (refusals(space, chances, together, package) <= refusal + 1e-9).all()
            np.testing.assert_allclose(space.values(package), found.utilities[point], atol=1e-12)
    assert cut > 200


def test_the_chance_of_refusal_is_that_of_the_value_stage():
    case = load("ukraine-2026")
    futures = central(case)
    space = space_of(case, futures)
    chances = [table[0] for table in red_line_chances(case, futures)]
    together = dependences(case, futures)[0]
    for plan in case.plans:
        package = case.package(plan)
        expected = [red_line(case, futures, p, package)[0] for p in case.principals]
        np.testing.assert_allclose(refusals(space, chances, together, package), expected, atol=1e-9)


@pytest.mark.parametrize("dependence", [(1.0, 1.0), (0.0, 0.0), (0.5, 0.5)])
def test_what_keeps_every_sum_is_refused_no_likelier(dependence):
    rng = np.random.default_rng(3)
    together = np.array(dependence)
    for _ in range(20):
        space = random_space(rng, parties=2, outcomes=60)
        chances = [rng.choice([0.0, 0.1, 0.2, 0.4], (len(o), 2)) for o in space.options]
        packages = [
            dict(zip(space.issues, answers, strict=True))
            for answers in itertools.product(*space.options)
        ]
        start = packages[int(rng.integers(len(packages)))]
        kept = no_likelier(space, chances, together, start)

        def sums(package, kept=kept, space=space):
            own = zip(space.issues, space.options, kept, strict=True)
            return sum(k[options.index(package[issue])] for issue, options, k in own)

        most = refusals(space, chances, together, start)
        for package in packages:
            keeps = bool((sums(package) >= sums(start) - 1e-12).all())
            likelier = bool((refusals(space, chances, together, package) > most + 1e-9).any())
            if keeps:
                assert not likelier
            elif together[0] in (0, 1):
                assert likelier


@pytest.mark.parametrize("refusal", [-0.1, 1.0])
def test_a_chance_lies_between_nothing_and_one(refusal):
    space = random_space(np.random.default_rng(1), parties=2)
    with pytest.raises(ValueError, match="chance of refusal"):
        frontier_within(space, [np.zeros((len(o), 1)) for o in space.options], refusal)
