"""Stages of other packages: refused where they cannot run, the same however a run is spread."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import interim
from interim.evaluation.flow import STAGES, evaluate
from interim.evaluation.long_run import long_run
from interim.evaluation.record import Column
from interim.evaluation.stage import Stage, code, expect_stages, named, origin
from interim.foundation.errors import BadInput
from interim.foundation.parts import Parts
from interim.futures import Run
from interim.insight.explain import explain

PLAN = "interim-rule"


def toll(case, futures, *, war):
    """Deaths of the war, in thousands, and whether they are more than ten."""
    return SimpleNamespace(thousands=war.deaths / 1000, many=war.deaths > 10_000)


def gains(case, plan, futures, *, value, toll):
    """What a plan is worth to each party, and a draw of its own."""
    worth = np.stack([value.utility[party] for party in case.preferences])
    return SimpleNamespace(worth=worth, drawn=futures.uniforms("gains", 1)[:, 0])


def short(case, plan, futures):
    return SimpleNamespace(much=np.zeros(futures.n - 1))


TOLL = Stage(
    "toll",
    toll,
    ("war",),
    per_plan=False,
    no_deal=True,
    keeps=(Column("thousands"), Column("many", dtype="?", empty=False)),
)
GAINS = Stage(
    "gains", gains, ("value", "toll"), keeps=(Column("worth", ("party",)), Column("drawn"))
)
SHORT = Stage("short", short, keeps=(Column("much"),))


def refusal(*stages):
    with pytest.raises(BadInput) as bad:
        expect_stages(stages, STAGES)
    return str(bad.value)


def test_our_own_stages_are_in_order():
    expect_stages(STAGES)
    with pytest.raises(BadInput, match="needs 'value', which comes later"):
        expect_stages(STAGES[::-1])


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage("new", short, ("margn",)), "needs 'margn', which is not there"),
        (Stage("new", short, ("valu",)), "did you mean 'value'?"),
        (Stage("new", short, ("gains",)), "needs 'gains', which comes later"),
        (Stage("war", short), "the name is taken (found war; expected a name of its own)"),
        (Stage("my-stage", short), "not a name (found my-stage; expected a Python identifier)"),
        (Stage("new", lambda case, plan, futures: None), "cannot be found by its name"),
        (Stage("new", short, ("war",)), "short cannot be called: got an unexpected keyword"),
        (Stage("new", toll, ("war",)), "expected (case, plan, futures, *, war)"),
        (Stage("new", toll, ("terms",), per_plan=False), "once for all plans and needs 'terms'"),
        (Stage("new", short, ("terms",), no_deal=True), "asked of no deal and needs 'terms'"),
        (Stage("new", short, keeps=(Column("x.y"),)), "cannot keep 'x.y'"),
        (Stage("new", short, keeps=(Column("x"), Column("x"))), "each field of its result, once"),
        (Stage("new", short, keeps=(Column("x", ("place",)),)), "found place; expected none but"),
        (Stage("new", short, keeps=(Column("x", ("party", "unit")),)), "by these dimensions"),
    ],
)
def test_a_stage_that_cannot_run_is_refused(stage, words):
    assert words in refusal(stage, TOLL, GAINS)


def test_all_that_is_wrong_is_said_at_once_and_two_of_one_name_are_refused():
    said = refusal(Stage("new", short, ("one",)), Stage("new", short, ("two",)))
    assert all(words in said for words in ("needs 'one'", "needs 'two'", "the name is taken"))


def test_an_array_of_another_shape_is_refused(template):
    with pytest.raises(BadInput, match=r"stage 'short' does not give the 'much' .* shape \(49,\)"):
        evaluate(str(template), ["interim-rule"], futures=50, stages=[SHORT])
    nothing = Stage("short", short, keeps=(Column("other"),))
    with pytest.raises(BadInput, match="found nothing of that name"):
        evaluate(str(template), ["interim-rule"], futures=50, stages=[nothing])


def test_what_a_stage_raises_names_it(template):
    def broken(case, plan, futures):
        raise ZeroDivisionError("of a stranger")

    broken.__qualname__ = "broken"
    with pytest.raises(ZeroDivisionError, match="of a stranger") as raised:
        evaluate(str(template), ["interim-rule"], futures=50, stages=[Stage("broken", broken)])
    assert raised.value.__notes__ == [f"in the stage 'broken', {__name__}"]


@pytest.mark.parametrize("reference", ["json", "json:nothing", "no_such_module:X", "json:dumps"])
def test_a_reference_that_leads_to_no_stage_is_refused(reference):
    with pytest.raises(BadInput, match=r"MODULE:NAME of a Stage"):
        named(reference)


def test_a_reference_leads_to_a_stage(monkeypatch):
    monkeypatch.setitem(sys.modules, "of_others", module := ModuleType("of_others"))
    module.TOLL = TOLL
    assert named("of_others:TOLL") is TOLL


def test_where_a_stage_comes_from():
    of_ours = next(stage for stage in STAGES if stage.name == "war")
    assert origin(of_ours)["function"] == "interim.stages.war:war"
    assert len(code(of_ours) or "") == 16
    assert code(TOLL) != code(of_ours)


@pytest.fixture(scope="module")
def whole(case):
    return evaluate(case, [PLAN], futures=320, seed=2, stages=[TOLL, GAINS])


def test_what_stages_keep_stands_in_the_data(case, whole):
    data = whole.data.sel(plan=PLAN)
    np.testing.assert_array_equal(data["gains.worth"], data["value"])
    assert data["gains.worth"].dims == ("party", "future")
    # The toll is asked of no deal, too; what it gains is not.
    no_deal = whole.data.sel(plan="no-deal")
    np.testing.assert_allclose(no_deal["toll.thousands"], no_deal["deaths"] / 1000, rtol=1e-6)
    assert no_deal["gains.drawn"].isnull().all()
    found = whole.to_json()["plans"]
    assert found["no-deal"]["stages"].keys() == {"toll"}
    many = whole.data["toll.many"].sel(plan=PLAN).values
    assert found[PLAN]["stages"]["toll"]["many"]["p"] == many.mean()


@pytest.mark.parametrize("stream", [False, True])
def test_however_a_run_is_spread_and_resumed(case, whole, small_pieces, tmp_path, stream):
    asked = {"run": Run(320, seed=2), "stages": [TOLL, GAINS], "stream": stream}

    def stop(done, total):
        raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        long_run(case, [PLAN], **asked, workers=1, keep=Parts(folder, False), progress=stop)
    found = long_run(case, [PLAN], **asked, workers=2, keep=Parts(folder, True)).to_json()
    if not stream:
        assert found == whole.to_json()
        return
    assert found["stages"] == whole.to_json()["stages"]
    counted, exact = (each["plans"][PLAN]["stages"] for each in (found, whole.to_json()))
    assert counted["toll"]["many"] == exact["toll"]["many"]
    assert counted["gains"]["drawn"]["median"] == pytest.approx(
        exact["gains"]["drawn"]["median"], rel=5e-3
    )


def test_pieces_of_a_run_with_other_stages_are_not_taken(case, small_pieces, tmp_path):
    long_run(case, [PLAN], run=Run(100), stages=[TOLL], keep=Parts(tmp_path / "run", False))
    with pytest.raises(BadInput):
        long_run(case, [PLAN], run=Run(100), keep=Parts(tmp_path / "run", True))


def test_a_stage_without_a_source_is_kept_nowhere(case, tmp_path, monkeypatch):
    monkeypatch.setattr("interim.evaluation.long_run.code", lambda stage: None)
    with pytest.raises(BadInput, match="no source by which to know it again"):
        long_run(case, [PLAN], run=Run(100), stages=[TOLL], keep=Parts(tmp_path / "run", False))


def test_a_stage_that_is_another_elsewhere_is_refused(case, monkeypatch):
    monkeypatch.setattr("interim.evaluation.piece.code", lambda stage: "another")
    with pytest.raises(BadInput, match="stage 'toll' is not the same on this machine"):
        long_run(case, [PLAN], run=Run(100), stages=[TOLL])


@pytest.mark.slow
def test_on_a_cluster(case, tmp_path, monkeypatch):
    (tmp_path / "of_others.py").write_text(
        "from types import SimpleNamespace\n"
        "from interim.evaluation.record import Column\n"
        "from interim.evaluation.stage import Stage\n"
        "def half(case, plan, futures, *, value):\n"
        "    return SimpleNamespace(worth=value.utility[case.principals[0]] / 2)\n"
        "HALF = Stage('half', half, ('value',), keeps=(Column('worth'),))\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    asked = {"run": Run(200), "stages": [named("of_others:HALF")]}
    here = long_run(case, [PLAN], **asked).to_json()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    assert long_run(case, [PLAN], **asked, cluster="local", workers=1).to_json() == here


@pytest.mark.slow
def test_a_cluster_that_lacks_the_package_is_refused(case, monkeypatch):
    monkeypatch.setitem(sys.modules, "of_nobody", module := ModuleType("of_nobody"))
    exec("def nothing(case, plan, futures): pass", vars(module))
    stages = [Stage("nothing", module.nothing)]
    with pytest.raises(BadInput, match=r"a package is missing on the cluster.*of_nobody"):
        long_run(case, [PLAN], run=Run(200), stages=stages, cluster="local", workers=1)


def test_what_it_keeps_can_be_explained(template):
    asked = {"outcome": "gains.drawn", "run": Run(300), "stages": [TOLL, GAINS]}
    case = interim.load(template)
    found = explain(case, "interim-rule", **asked)
    assert found["outcome"] == "gains.drawn"
    assert [stage["name"] for stage in found["stages"]] == ["toll", "gains"]
    assert found["amount"]["median"] == pytest.approx(0.5, abs=0.1)
    with pytest.raises(BadInput, match=r"unknown outcome 'gains\.worth'"):
        explain(case, "interim-rule", **asked | {"outcome": "gains.worth"})
    toll = explain(case, "interim-rule", **asked | {"outcome": "toll.many"})
    assert toll["p"]["n"] == 300
    assert toll["drivers"]
