import threading

import pytest

import interim
from interim.case.model import Clause
from interim.foundation.errors import BadInput
from interim.foundation.parts import Parts
from interim.futures import Run
from interim.sweep.experiment import sweep
from interim.sweep.factors import factors
from interim.sweep.measures import kept, numbers

RATE = "enforcement.behaviour.opportunity_rate"
PLANS = ["interim-rule", "standstill"]
FUTURES = 60


@pytest.fixture(scope="module")
def case(template):
    return interim.load(template)


@pytest.fixture(scope="module")
def varied(case):
    return factors(case, [(RATE, "0.05:0.3:2")], [("vote", "none,residents")])


@pytest.fixture(scope="module")
def done(case, varied):
    return sweep(case, varied, PLANS, run=Run(FUTURES, seed=2))


def test_each_point_is_an_evaluation(case, done):
    row = next(r for r in done.to_json()["results"] if r["clauses"] == {"vote": "residents"})

    def voting(plan):
        return plan.model_copy(
            update={"clauses": plan.clauses | {"vote": Clause(option="residents")}}
        )

    changed = case.model_copy(
        update={"plans": case.plans | {name: voting(case.plans[name]) for name in PLANS}}
    )
    alone = interim.evaluate(
        changed, list(PLANS), futures=FUTURES, seed=2, settings=row["settings"]
    ).to_json()
    assert {key: row[key] for key in kept(row)} == kept(alone["plans"][row["plan"]])


def test_a_plan_that_would_break_a_constraint_has_no_row(done):
    rows = [(row["plan"], row["clauses"]["vote"]) for row in done.to_json()["results"]]
    assert ("interim-rule", "none") not in rows
    assert rows.count(("interim-rule", "residents")) == 2


def test_workers_make_no_difference(case, varied, done):
    one = sweep(case, varied, PLANS, run=Run(FUTURES, seed=2), workers=1)
    assert one.to_json() == done.to_json()


def test_every_probability_has_its_interval(done):
    for row in done.to_json()["results"]:
        for measure, key, statistic, number in numbers(row):
            if statistic == "p" and number is not None:
                cell = row[measure.name] if key is None else row[measure.name][key]
                assert cell["low"] <= number <= cell["high"]


@pytest.mark.slow
def test_a_cluster_makes_no_difference(case, varied, done):
    spread = sweep(case, varied, PLANS, run=Run(FUTURES, seed=2), cluster="local", workers=2)
    assert spread.to_json() == done.to_json()


def test_what_is_varied_cannot_be_set(case, varied):
    with pytest.raises(BadInput, match="varied and set"):
        sweep(case, varied, PLANS, run=Run(10, settings={RATE: 0.1}))


def test_no_plan_left(case):
    only = factors(case, clauses=[("vote", "none")])
    with pytest.raises(BadInput, match="no point leaves a plan"):
        sweep(case, only, ["interim-rule"], run=Run(10))


def test_an_interrupted_sweep_goes_on_where_it_was(case, varied, done, tmp_path):
    """Every point that was finished is taken from its file, and the result is the same."""
    seen = threading.Semaphore(2)

    def stop(finished, total):
        if not seen.acquire(blocking=False):
            raise KeyboardInterrupt

    keep = Parts(tmp_path / "parts")
    with pytest.raises(KeyboardInterrupt):
        sweep(case, varied, PLANS, run=Run(FUTURES, seed=2), workers=1, keep=keep, progress=stop)
    parts = sorted((tmp_path / "parts").glob("part-*.kept"))
    assert 0 < len(parts) < 4
    before = {part: part.stat().st_mtime_ns for part in parts}
    again = sweep(
        case, varied, PLANS, run=Run(FUTURES, seed=2), keep=Parts(tmp_path / "parts", resume=True)
    )
    assert again.to_json() == done.to_json()
    assert {part: part.stat().st_mtime_ns for part in parts} == before


def test_a_torn_point_is_run_again(case, varied, done, tmp_path):
    folder = tmp_path / "parts"
    sweep(case, varied, PLANS, run=Run(FUTURES, seed=2), keep=Parts(folder))
    torn, whole = sorted(folder.glob("part-*.kept"))[:2]
    torn.write_bytes(torn.read_bytes()[:-40])
    whole.write_bytes(whole.read_bytes().replace(b"0.", b"1.", 1))
    again = sweep(case, varied, PLANS, run=Run(FUTURES, seed=2), keep=Parts(folder, resume=True))
    assert again.to_json() == done.to_json()


def test_points_of_another_sweep_are_refused(case, varied, tmp_path):
    keep = Parts(tmp_path / "parts")
    sweep(case, varied, PLANS, run=Run(20), keep=keep)
    with pytest.raises(BadInput, match="--resume to go on"):
        sweep(case, varied, PLANS, run=Run(20), keep=keep)
    with pytest.raises(BadInput, match="another futures"):
        sweep(case, varied, PLANS, run=Run(30), keep=Parts(keep.folder, resume=True))
    (keep.folder / "run.json").write_text("[")
    with pytest.raises(BadInput, match="cannot be read"):
        sweep(case, varied, PLANS, run=Run(20), keep=Parts(keep.folder, resume=True))
