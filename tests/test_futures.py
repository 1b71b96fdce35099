"""Futures: the same numbers whatever the chunk, the company and the order; correlations; lenses."""

import pickle
from dataclasses import FrozenInstanceError, replace
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

import interim
from interim.case.model import Correlation, Lens
from interim.case.quantity import Amount, Real, Share
from interim.case.read import TEMPLATE
from interim.foundation.errors import BadInput
from interim.futures import BLOCK, Run, draw


def case_of(correlations=(), lenses=(), **texts):
    """A stand-in for a case: what `draw` looks at, and nothing else."""
    kinds = {"share": Share, "amount": Amount, "real": Real}
    quantities = {}
    for name, text in texts.items():
        kind = TypeAdapter(kinds[name.split("_")[0]])
        quantities[name] = kind.validate_python(text).model_copy(update={"name": name})
    return SimpleNamespace(
        quantities=quantities,
        lenses={lens.id: lens for lens in lenses},
        header=SimpleNamespace(correlations=tuple(correlations)),
    )


TWO = case_of(share_a="0.2 to 0.5", real_b="-1 to 1", amount_c=3)


@given(st.integers(0, 2500), st.integers(1, 1500), st.integers(0, 3))
@settings(max_examples=30)
def test_a_chunk_is_a_part_of_the_whole_to_the_last_bit(start, length, seed):
    whole = draw(TWO, Run(4000, seed=seed))
    part = draw(TWO, Run(start + length, seed=seed), start)
    for name in TWO.quantities:
        assert np.array_equal(part[name], whole[name][start : start + length])
    assert np.array_equal(part.uniforms("war", 4), whole.uniforms("war", 4)[start : start + length])


def test_another_quantity_does_not_shift_the_draws():
    more = case_of(real_0="0 to 1", share_a="0.2 to 0.5", real_b="-1 to 1", amount_c=3)
    assert np.array_equal(draw(TWO, Run(500))["share_a"], draw(more, Run(500))["share_a"])


def test_every_block_is_a_latin_hypercube():
    u = stats.norm.cdf(draw(TWO, Run(2 * BLOCK))["real_b"], 0, 1 / stats.norm.ppf(0.95))
    for block in (u[:BLOCK], u[BLOCK:]):
        strata = np.sort(np.floor(block * BLOCK).astype(int))
        assert np.array_equal(strata, np.arange(BLOCK))


def test_streams_differ_by_seed_name_and_block():
    a = draw(TWO, Run(2 * BLOCK, seed=1))
    b = draw(TWO, Run(2 * BLOCK, seed=2))
    assert not np.array_equal(a["real_b"], b["real_b"])
    assert not np.array_equal(a["real_b"][:BLOCK], a["real_b"][BLOCK:])
    assert abs(stats.spearmanr(a["real_b"], a["share_a"]).statistic) < 0.08
    assert not np.array_equal(a.uniforms("war", 1), a.uniforms("assent", 1))


def test_other_chance_keeps_every_number():
    kept, other = draw(TWO, Run(50)), draw(TWO, Run(50)).by_other_chance()
    assert all(np.array_equal(kept[name], other[name]) for name in TWO.quantities)
    assert not np.array_equal(kept.uniforms("war", 3), other.uniforms("war", 3))


def test_what_no_change_reaches_is_made_once():
    drawn, made = draw(TWO, Run(100)), []
    of = (TWO,)

    def double(futures):
        made.append(futures.n)
        return 2 * futures["share_a"]

    first = drawn.once("double", of, double)
    assert drawn.having({"real_b": 0.5}).once("double", of, double) is first
    assert drawn.by_other_chance().once("double", of, double) is first
    assert drawn.having({"share_a": drawn["share_a"].copy()}).once("double", of, double) is first
    assert made == [100]
    other = drawn.having({"share_a": 0.3})
    assert np.array_equal(other.once("double", of, double), np.full(100, 0.6))
    assert drawn.once("double", of, double) is first
    assert made == [100, 100]
    assert drawn.once("double", (case_of(share_a=0.3),), double) is not first
    # A variation that comes first leaves it where the others find it.
    drawn = draw(TWO, Run(100))
    first = drawn.having({"real_b": 0.5}).part(20, 60).once("double", of, double)
    assert drawn.having({"real_b": 0.7}).part(20, 60).once("double", of, double) is first
    assert drawn.by_other_chance().part(20, 60).once("double", of, double) is first
    assert made[3:] == [40]


def test_what_is_made_of_something_made_once_reads_what_that_reads():
    drawn = draw(TWO, Run(100))

    def outer(futures):
        return 1 + futures.once("inner", (TWO,), lambda read: read["share_a"] * 2)

    drawn.once("inner", (TWO,), lambda read: read["share_a"] * 2)
    first = drawn.once("outer", (TWO,), outer)
    changed = drawn.having({"share_a": 0.3}).once("outer", (TWO,), outer)
    assert not np.array_equal(first, changed)
    assert np.allclose(changed, 1.6)


def test_what_is_made_once_draws_no_chance_events():
    with pytest.raises(ValueError, match="no chance events"):
        draw(TWO, Run(10)).once("war", (TWO,), lambda read: read.uniforms("war", 1))


def test_correlation_is_the_rank_correlation_asked_for():
    tied = case_of(
        [Correlation(between=("share_a", "real_b"), value=-0.6, judgement="test")],
        share_a="0.2 to 0.5",
        real_b="-1 to 1",
    )
    drawn = draw(tied, Run(20_000))
    rho = stats.spearmanr(drawn["share_a"], drawn["real_b"]).statistic
    assert rho == pytest.approx(-0.6, abs=0.02)
    # and chunks of correlated draws are still parts of the whole
    assert np.array_equal(draw(tied, Run(1900), 700)["real_b"], drawn["real_b"][700:1900])


LENS = Lens.model_validate(
    {
        "id": "sceptic",
        "title": "Sceptic",
        "who": "A. Reader",
        "summary": "Doubts a.",
        "replaces": {"share_a": {"value": "0.7 to 0.9", "claim": "high", "because": "she says so"}},
    }
)


def test_lens_and_settings_replace_quantities_and_nothing_else():
    case = case_of(lenses=[LENS], share_a="0.2 to 0.5", real_b="-1 to 1")
    plain, seen = draw(case, Run(1000)), draw(case, Run(1000, lens="sceptic"))
    assert np.array_equal(plain["real_b"], seen["real_b"])
    assert np.percentile(seen["share_a"], [5, 95]) == pytest.approx([0.7, 0.9], abs=2e-3)
    # a setting wins over the lens, and common draws keep their rank
    fixed = draw(case, Run(1000, lens="sceptic", settings={"share_a": 0.25}))
    assert set(fixed["share_a"]) == {0.25}
    assert stats.spearmanr(plain["share_a"], seen["share_a"]).statistic == pytest.approx(1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"lens": "scepti"}, "did you mean 'sceptic'"),
        ({"settings": {"share_b": 1}}, "did you mean 'share_a'"),
        ({"settings": {"share_a": 1.5}}, "a share between 0 and 1"),
        ({"settings": {"share_a": "lots"}}, "is not a quantity"),
    ],
)
def test_wrong_lens_or_setting_is_named(arguments, words):
    with pytest.raises(BadInput, match=words):
        draw(case_of(lenses=[LENS], share_a="0.2 to 0.5"), Run(10, **arguments))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((0,), r"above 0.*futures 0, seed 1"),
        ((-3,), "above 0"),
        ((1, -1), "the seed 0 or more.*seed -1"),
    ],
)
def test_a_run_of_no_futures_or_with_no_seed_is_refused(parts, words):
    with pytest.raises(BadInput, match=words):
        Run(*parts)
    assert Run(1, 0).seed == 0


def test_a_run_says_what_its_case_has_not():
    case = case_of(lenses=[LENS], share_a="0.2 to 0.5")
    assert Run(1, lens="sceptic").quantities(case)["share_a"].text == "0.7 to 0.9"
    with pytest.raises(BadInput, match=r"unknown lens.*nobody"):
        Run(1, lens="nobody").quantities(case)
    with pytest.raises(BadInput) as both:
        Run(1, settings={"share_b": 1, "share_a": 2}).quantities(case)
    assert [problem.path for problem in both.value.problems] == [None, "share_a"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("preferences.north.types.expansive.beyond", 1, "from 0 to 0.95"),
        ("preferences.north.types.expansive.beyond", "pert(0.5, 0.6, 0.99)", "from 0 to 0.95"),
        ("enforcement.first_strike.north", -1.5, "from -1 to 1"),
        ("enforcement.effects.force.peacekeepers.first_strike.north", "2 to 3", "from -1 to 1"),
    ],
)
def test_what_no_file_may_say_no_setting_may(name, value, says):
    case = interim.load(TEMPLATE)
    with pytest.raises(BadInput) as raised:
        Run(1, settings={name: value}).quantities(case)
    (problem,) = raised.value.problems
    assert problem.path == name
    assert problem.found == str(value)
    assert says in problem.expected


def test_runs_with_the_same_parts_are_equal_and_stay_so():
    settings = {"share_a": "0.1", "real_b": 2.0}
    run = Run(10, 3, "sceptic", settings)
    settings["share_a"] = "0.9"
    assert run == Run(10, 3, "sceptic", {"real_b": 2.0, "share_a": "0.1"})
    assert hash(run) == hash(replace(run))
    others = (run.on(11), replace(run, seed=4), replace(run, lens=None), replace(run, settings={}))
    assert len({run, *others}) == 5
    with pytest.raises(FrozenInstanceError):
        run.seed = 4
    assert pickle.loads(pickle.dumps(replace(run, settings=MappingProxyType(settings)))) == replace(
        run, settings=settings
    )


def test_a_run_is_stated_with_all_its_parts():
    run = Run(10, 3, "sceptic", {"share_a": 0.25})
    assert run.head() == {
        "futures": 10, "seed": 3, "lens": "sceptic", "settings": {"share_a": 0.25},
        "given_record": {"used": False, "effective": 1.0},
    }  # fmt: skip
    run.head()["settings"]["share_a"] = 1.0
    assert run.settings == {"share_a": 0.25}


def test_strata_are_those_of_scipys_latin_hypercube():
    """Our few lines stand for a library that takes half a second to import."""
    from scipy.stats import qmc

    from interim.futures import _generator, _stratified

    for seed, n in ((0, 1), (1, 7), (2, 1000)):
        theirs = qmc.LatinHypercube(d=1, rng=_generator(seed, "x", 0)).random(n)[:, 0]
        assert np.array_equal(_stratified(_generator(seed, "x", 0), n), theirs)
