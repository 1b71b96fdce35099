"""A case as a space of packages: the values of the stages, clause by clause."""

from __future__ import annotations

import numpy as np
import pytest

from interim.bargaining.of_case import central, space_of, spaces_of, with_disagreement
from interim.case.constraint import parse_constraint
from interim.case.model import NO_DEAL
from interim.case.read import load
from interim.foundation.errors import BadInput
from interim.futures import Run, draw
from interim.stages.value import utility
from interim.stages.war import war


@pytest.fixture(scope="module", params=["ukraine-2026", "kosovo-1999", "cyprus-2004", "template"])
def case(request, template):
    return load(str(template) if request.param == "template" else request.param)


def test_every_plan_is_worth_what_the_value_stage_says(case):
    futures = draw(case, Run(40, seed=3))
    parties = tuple(case.preferences)
    spaces = spaces_of(case, futures, parties=parties)
    for index in (0, 17, 39):
        space = spaces.space(index)
        for plan in case.plans:
            package = case.package(plan)
            expected = [utility(case, futures, p, package)[index] for p in parties]
            np.testing.assert_allclose(space.values(package), expected, rtol=0, atol=1e-9)


def test_random_packages_are_worth_what_the_value_stage_says(case):
    futures = draw(case, Run(8, seed=1), 5)
    spaces = spaces_of(case, futures)
    rng = np.random.default_rng(0)
    for _ in range(50):
        package = {
            issue: str(rng.choice(options))
            for issue, options in zip(spaces.issues, spaces.options, strict=True)
        }
        expected = [utility(case, futures, p, package)[2] for p in spaces.parties]
        found = space_of(case, futures, 2).values(package)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_every_plan_keeps_the_constraints_of_its_case(case):
    space = space_of(case)
    assert space.constraints == tuple(parse_constraint(text) for text in case.issues.constraints)
    assert all(space.allows(case.package(plan)) for plan in case.plans)


def test_the_mean_space_is_the_mean_of_the_spaces(case):
    futures = draw(case, Run(30))
    spaces = spaces_of(case, futures)
    package = case.package(NO_DEAL)
    each = np.array([spaces.space(k).values(package) for k in range(spaces.n)])
    np.testing.assert_allclose(spaces.values(package), each, atol=1e-12)
    mean = space_of(case, futures)
    np.testing.assert_allclose(mean.values(package), each.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(mean.disagreement, spaces.disagreement.mean(axis=0), atol=1e-12)


def test_half_of_a_principal_gains_above_its_disagreement_point(case):
    futures = draw(case, Run(25))
    spaces = spaces_of(case, futures)
    fought = war(case, futures)
    for p, principal in enumerate(case.principals):
        types = case.preferences[principal].types.values()
        chance = np.stack([futures.of(kind.prior) for kind in types], axis=1)
        chance /= chance.sum(axis=1, keepdims=True)
        worth, middle = fought.value[principal], spaces.disagreement[:, [p]]
        assert ((chance * (worth <= middle)).sum(axis=1) >= 0.5 - 1e-12).all()
        assert ((chance * (worth < middle)).sum(axis=1) < 0.5 + 1e-12).all()
        assert (worth == middle).any(axis=1).all()


def test_a_type_has_its_own_disagreement_point(case):
    principal, other = case.principals
    futures = draw(case, Run(5))
    fought = war(case, futures)
    plain = spaces_of(case, futures)
    for t, name in enumerate(case.preferences[principal].types):
        spaces = spaces_of(case, futures, types={principal: name}, fought=fought)
        np.testing.assert_array_equal(spaces.disagreement[:, 0], fought.value[principal][:, t])
        np.testing.assert_array_equal(spaces.disagreement[:, 1], plain.disagreement[:, 1])
        assert other == spaces.parties[1]


def test_those_who_do_not_fight_compare_with_no_deal(case):
    others = tuple(p for p in case.preferences if p not in case.principals)
    futures = draw(case, Run(4))
    space = space_of(case, futures, 1, parties=(case.principals[0], *others))
    for p, party in enumerate(others, start=1):
        expected = utility(case, futures, party, case.package(NO_DEAL))[1]
        assert space.disagreement[p] == pytest.approx(expected, abs=1e-12)


def test_the_central_future_has_every_quantity_at_its_median(case):
    futures = central(case)
    assert futures.n == 1
    for name, quantity in case.quantities.items():
        assert futures[name][0] == pytest.approx(quantity.middle), name


def test_a_setting_moves_the_central_future(case):
    name = next(name for name in case.quantities if name.endswith(".weight"))
    assert central(case, Run(1, settings={name: 0.125}))[name][0] == 0.125


def test_another_disagreement_point_keeps_the_packages(case):
    space = space_of(case)
    moved = with_disagreement(space, np.array([0.0, 0.25]))
    assert moved.disagreement.tolist() == [0.0, 0.25]
    assert moved.utilities is space.utilities


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"parties": ("nobody",)}, "nobody"),
        ({"types": {"nobody": "x"}}, "nobody"),
    ],
)
def test_unknown_names_are_refused(case, arguments, said):
    with pytest.raises(BadInput, match=said):
        space_of(case, **arguments)


def test_an_unknown_type_is_refused(case):
    with pytest.raises(BadInput, match="saint"):
        space_of(case, types={case.principals[0]: "saint"})
