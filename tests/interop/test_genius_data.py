"""Genius domains of the negotiation competitions against reference answers."""

from __future__ import annotations

import itertools
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest

from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.solutions import solutions
from interim.foundation.errors import BadInput
from interim.interop.genius import read_genius, write_genius
from interop.genius_files import domain_of

# Runs in which the reference keeps points that others of its own points dominate (equal but for
# rounding in one party's value, up to 0.07 worse in the other's), and how many those are.
ROUNDING = {
    "negmas_anac_y2012/BarbecueA": 2,
    "negmas_anac_y2012/BarbecueC": 2,
    "negmas_anac_y2012/SupermarketA": 3,
    "negmas_anac_y2012/SupermarketB": 4,
    "negmas_anac_y2016/Terra": 1,
    "negmas_other/Jobs": 7,
}


@pytest.fixture(scope="module")
def negotiation(shared):
    return shared / "data" / "negotiation"


@pytest.fixture(scope="module")
def semantics(negotiation):
    with (negotiation / "reference_genius_semantics.json").open() as stream:
        return json.load(stream)


@pytest.fixture(scope="module")
def nonlinear(negotiation):
    with (negotiation / "reference_nonlinear.json").open() as stream:
        return {run["domain"]: run for run in json.load(stream)}


def read(negotiation, domain, profiles):
    folder = negotiation / "domains" / domain
    return read_genius(domain_of(folder), [folder / profile for profile in profiles])


def undominated(points: np.ndarray) -> np.ndarray:
    return np.array(
        [p for p in points if not ((points >= p).all(axis=1) & (points > p).any(axis=1)).any()]
    ).reshape(-1, points.shape[1])


def assert_same_points(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Reference points are rounded to nine decimals, so that order may differ."""
    assert len(ours) == len(theirs)
    if not len(ours):
        return
    apart = np.abs(ours[:, None] - theirs[None]).max(axis=2)
    assert (apart.min(axis=0) < 1e-8).all()
    assert (apart.min(axis=1) < 1e-8).all()


def assert_attained(space, found: Frontier) -> None:
    assert found.complete
    assert found.warnings == () or not len(found)
    for point, package in enumerate(found.packages):
        assert np.array_equal(space.values(package), found.utilities[point])


def test_every_additive_run_equals_the_reference(negotiation, semantics):
    solved = 0
    for run in semantics:
        scenario = read(negotiation, run["domain"], run["profiles"])
        space = scenario.space
        assert space.outcomes == run["n_outcomes"]
        assert np.allclose(space.disagreement, run["reserved"], rtol=0, atol=1e-12)
        assert scenario.discounts == tuple(discount or 1.0 for discount in run["discount"])
        uneven = [total for total in run["weight_sums"] if abs(total - 1) > 1e-9]
        assert sum("weights added up" in notice for notice in scenario.notices) == len(uneven)
        found = frontier(space)
        everything = frontier(replace(space, disagreement=np.zeros(len(space.parties))))
        reference = np.array(run["frontier"]).reshape(-1, run["n_parties"])
        kept = undominated(reference)
        spare = ROUNDING.get(run["domain"], 0) if run["n_parties"] == 2 else 0
        assert len(reference) == run["frontier_size"] == len(kept) + spare, run["domain"]
        assert_same_points(found.utilities, kept)
        if run["domain"] not in ROUNDING:
            assert len(everything) == run["frontier_size_ignoring_reservation"], run["domain"]
        assert_attained(space, found)
        _assert_same_solutions(run, found)
        solved += 1
    assert solved == 102


def _assert_same_solutions(run, found: Frontier) -> None:
    """The reference gives one point each, which is among ours."""
    named = {
        "nash": "nash",
        "welfare": "utilitarian",
        "egalitarian": "egalitarian",
        "ks_maxmin": "kalai_smorodinsky",
    }
    ours = solutions(found)
    for theirs, name in named.items():
        assert (theirs in run) == bool(len(found))
        if len(found):
            apart = np.abs(found.utilities[ours[name]] - run[theirs]).max(axis=1)
            assert apart.min() < 1e-8, (run["domain"], name)


def test_every_profile_is_read_or_refused_for_a_reason(negotiation):
    read_, reasons = 0, []
    for folder in sorted((negotiation / "domains").glob("*/*")):
        profiles = [
            path
            for path in folder.glob("*.xml")
            if path.name != "pareto.xml" and path != domain_of(folder)
        ]
        for path in profiles:
            try:
                space = read_genius(domain_of(folder), [path]).space
            except BadInput as error:
                reasons.append(str(error))
            else:
                read_ += 1
                most = sum(float(u.max()) for u in space.utilities)
                assert most <= 1 + 1e-9
    assert read_ == 339
    assert len(reasons) == 6
    assert sum("found constraint" in reason for reason in reasons) == 5  # all of Railway
    assert sum("car_dealer.xml:88: issues of type 'price'" in reason for reason in reasons) == 1


@pytest.mark.parametrize(
    "domain",
    [
        "genius104/testIntDomain",
        "negmas_anac_y2015/group9-vacation",
        "negmas_anac_y2016/Grandma",
        "negmas_anac_y2016/YXAgent",
    ],
)
def test_integer_domains_follow_the_formulas(negotiation, domain):
    """No reference covers integer issues: a second, plain reading, and plain enumeration."""
    folder = negotiation / "domains" / domain
    template = domain_of(folder)
    profiles = sorted(path for path in folder.glob("*.xml") if path != template)[:3]
    space = read_genius(template, profiles).space
    worth = [_plain_values(profile) for profile in profiles]
    vectors = []
    for answers in itertools.product(*space.options):
        vector = [
            sum(own[issue][answer] for issue, answer in zip(space.issues, answers, strict=True))
            for own in worth
        ]
        package = dict(zip(space.issues, answers, strict=True))
        assert np.allclose(space.values(package), vector, rtol=0, atol=1e-12)
        vectors.append(vector)
    efficient = undominated(np.unique(np.round(vectors, 9), axis=0))
    found = frontier(replace(space, disagreement=np.zeros(len(profiles))))
    assert_same_points(found.utilities, efficient)


def _plain_values(profile) -> dict[str, dict[str, float]]:
    objective = ElementTree.parse(profile).getroot().find("objective")
    weights = {w.get("index"): float(w.get("value")) for w in objective.findall("weight")}
    total = sum(weights.values())
    worth = {}
    for issue in objective.findall("issue"):
        weight = weights[issue.get("index")] / total
        evaluator = issue.find("evaluator")
        if evaluator is None:
            evaluations = {
                item.get("value"): float(item.get("evaluation")) for item in issue.findall("item")
            }
            most = max(evaluations.values())
            own = {value: evaluation / most for value, evaluation in evaluations.items()}
        else:
            slope, offset = float(evaluator.get("slope")), float(evaluator.get("offset"))
            low, high = int(issue.get("lowerbound")), int(issue.get("upperbound"))
            own = {
                str(number): min(1.0, max(0.0, slope * (number - low) + offset))
                for number in range(low, high + 1)
            }
        worth[issue.get("name")] = {value: weight * part for value, part in own.items()}
    return worth


def test_a_million_integer_packages_equal_negmas(negotiation):
    # Lower bounds are 0 there, so that NegMAS's reading is Genius's.
    with (negotiation / "reference.json").open() as stream:
        run = next(r for r in json.load(stream) if r["domain"] == "genius104/6issues")
    space = read(negotiation, run["domain"], run["profiles"]).space
    assert space.outcomes == 1_000_000
    assert_same_points(frontier(space).utilities, np.array(run["frontier"]))


@pytest.mark.parametrize(
    "domain",
    [
        "negmas_anac_y2014/10issues",
        "negmas_anac_y2014/10issuesDiscounted",
        "negmas_anac_y2014/10issuesDiscountedwithRV",
        "negmas_other/S-1NAGUNL-114",
        "negmas_other/S-1NIKFRT-1",
        "negmas_other/S-1NIKFRT-2",
        "negmas_other/S-1NIKFRT-3",
        pytest.param("negmas_anac_y2014/30issuesDiscounted", marks=pytest.mark.slow),
        pytest.param("negmas_anac_y2014/30issuesDiscountedwithRV", marks=pytest.mark.slow),
        pytest.param("negmas_anac_y2014/30issueswithRV", marks=pytest.mark.slow),
        pytest.param("negmas_anac_y2014/50issueswithRV", marks=pytest.mark.slow),
    ],
)
def test_hyper_rectangles_equal_the_reference(negotiation, nonlinear, domain):
    run = nonlinear[domain]
    assert run["status"] == "complete"
    space = read(negotiation, domain, ["profile-1.xml", "profile-2.xml"]).space
    # The reference pays no heed to reservation values.
    found = frontier(replace(space, disagreement=np.zeros(2)))
    assert_attained(space, found)
    reference = np.array(run["frontier_clamped"])
    assert_same_points(found.utilities, reference)
    assert found.utilities.max() <= 1
    if space.disagreement.any():
        reached = (reference >= space.disagreement - 1e-9).all(axis=1)
        assert_same_points(frontier(space).utilities, reference[reached])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("domain", "points", "theirs"),
    [
        ("negmas_anac_y2014/50issuesDiscountedwithRV", 69, 31),
        ("negmas_other/S-1NAGUNL-128", 122, 35),
        ("negmas_other/S-1NAGUNL-255", 169, None),
    ],
)
def test_hyper_rectangles_that_the_reference_did_not_finish(
    negotiation, nonlinear, domain, points, theirs
):
    space = read(negotiation, domain, ["profile-1.xml", "profile-2.xml"]).space
    found = frontier(replace(space, disagreement=np.zeros(2)))
    assert_attained(space, found)
    assert len(found) == points
    published = np.loadtxt(negotiation / "domains" / domain / "pareto.xml", delimiter=",", ndmin=2)
    at_least_as_good = (found.utilities[:, None] >= published[None] - 1e-6).all(axis=2)
    assert at_least_as_good.any(axis=0).all()
    assert len(found) > len(published)
    if theirs is None:
        assert domain not in nonlinear
        return
    run = nonlinear[domain]
    assert run["status"] == "timeout"
    reference = np.array(run["frontier_clamped"])
    assert len(reference) == theirs
    # Each of its points is one of ours, or worse than one.
    covered = (found.utilities[:, None] >= reference[None] - 1e-8).all(axis=2)
    assert covered.any(axis=0).all()


@pytest.mark.slow
def test_elimination_and_integer_programming_agree(negotiation, monkeypatch):
    space = read(
        negotiation, "negmas_other/S-1NAGUNL-114", ["profile-1.xml", "profile-2.xml"]
    ).space
    space = replace(space, disagreement=np.zeros(2))
    programs = frontier(space)
    assert "epsilon" in programs.method
    monkeypatch.setattr("interim.bargaining.frontier._FEW", 100_000)
    eliminated = frontier(space)
    assert "variable elimination" in eliminated.method
    assert np.allclose(programs.utilities, eliminated.utilities, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("domain", "profiles"),
    [
        ("negmas_anac_y2011/Car", None),
        ("negmas_anac_y2015/group2-politics", None),
        ("negmas_anac_y2016/Grandma", None),
        ("genius104/6issues", None),
        ("negmas_anac_y2014/30issueswithRV", ["profile-1.xml", "profile-2.xml"]),
    ],
)
def test_domains_come_back_after_writing(negotiation, tmp_path, domain, profiles):
    folder = negotiation / "domains" / domain
    template = domain_of(folder)
    if profiles is None:
        profiles = sorted(path.name for path in folder.glob("*.xml") if path != template)
    scenario = read(negotiation, domain, profiles)
    written, *parties = write_genius(scenario, tmp_path)
    again = read_genius(written, parties)
    assert again.discounts == scenario.discounts
    assert np.array_equal(again.space.disagreement, scenario.space.disagreement)
    rng = np.random.default_rng(3)
    for _ in range(200):
        package = {
            issue: str(rng.choice(options))
            for issue, options in zip(scenario.space.issues, scenario.space.options, strict=True)
        }
        there, here = again.space.values(package), scenario.space.values(package)
        assert np.allclose(there, here, rtol=0, atol=1e-12)
