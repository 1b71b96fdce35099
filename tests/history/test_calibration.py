"""Calibration on settlements of the past: lives simulated, weighed, checked and resumed."""

import json
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from interim.history import calibration, stylised
from interim.history.calibration import (
    Simulated,
    calibrate,
    in_force,
    log_likelihoods,
    simulate,
    smoothed,
    weighted_quantile,
)
from interim.history.posterior import as_csv, document, shipped_posterior
from interim.history.settlements import FEATURES, Lives, lives, shipped
from interim.history.stylised import PRIOR, YEARS, deals, draw_globals, draw_nuisance, lasting
from interim.interfaces.cli import interim as cli

MIDDLE = {"precision": 60.0, "opportunity_rate": 0.6, "accident_hazard": 0.004, "response": 0.2}


@pytest.fixture(scope="module")
def record():
    return lives(shipped())


def one(record, **changed):
    """A record of one settlement without any feature but those stated."""
    features = np.array([[changed.get(name, 0.0) for name in FEATURES]])
    return Lives(record.settlements[:1], np.array([5.0]), np.array([True]), features, date.today())


def mean_life(record, numbers, **features):
    found = lasting(one(record, **features), numbers, draw_nuisance(1, 400, 1))
    return float(found[0] @ np.arange(YEARS + 1))


def test_chances_sum_to_one_and_nothing_is_impossible(record):
    found = lasting(record.take(np.arange(len(record)) < 3), MIDDLE, draw_nuisance(3, 20, 1))
    assert found.shape == (3, YEARS + 1)
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert (found > 0).all()


@pytest.mark.parametrize(
    ("changed", "longer"),
    [
        ({"enforcer": 1.0}, True),
        ({"army_stays": 1.0}, False),
        ({"buffer": 1.0}, True),
        ({"peacekeepers": 1.0}, True),
    ],
)
def test_features_do_what_they_are_taken_to_do(record, changed, longer):
    plain, other = mean_life(record, MIDDLE), mean_life(record, MIDDLE, **changed)
    assert (other > plain) is longer


def test_the_global_numbers_reach_the_game():
    games = deals(dict.fromkeys(FEATURES, 1.0), MIDDLE, np.full((3, stylised.NUMBERS), 0.5))
    assert (games.precision == 60.0).all()
    assert (games.opportunity_rate == 0.6).all()
    assert games.response == pytest.approx(0.2)
    assert games.accident_hazard == pytest.approx(0.004 * 0.6 * 0.8)


def test_draws_fill_the_prior():
    found = draw_globals(np.random.default_rng(1).random((4000, 4)))
    for k, (low, high) in enumerate(PRIOR.values()):
        assert low <= found[:, k].min() < low * 1.1
        assert high / 1.1 < found[:, k].max() <= high
        assert np.median(found[:, k]) == pytest.approx(np.sqrt(low * high), rel=0.1)


def lived(years, broken):
    n = len(years)
    return Lives(
        shipped()[:n], np.array(years), np.array(broken), np.zeros((n, len(FEATURES))), date.today()
    )


def test_likelihoods_by_hand():
    # One in ten ends in each of the first three years; seven in ten last.
    chances = np.zeros((1, 4, YEARS + 1))
    chances[:, :, :3], chances[:, :, -1] = 0.1, 0.7
    record = lived([1.5, 1.5, 40.0, 0.2], [True, False, False, False])
    found = np.exp(log_likelihoods(record, chances))[0]
    # Broken in the second year; seen to last half of it; to the end; a fifth of the first.
    assert found == pytest.approx([0.1, 0.85, 0.7, 0.98])
    assert in_force(chances, 2)[0, 0] == pytest.approx(0.8)


def test_weighted_quantiles():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25])
    assert weighted_quantile(values, weights, 0.5) == pytest.approx(5 / 3)


def made_up(truth, n=80):
    """Lives under one set of numbers, of settlements whose mean life follows the first of them."""
    numbers = draw_globals(np.random.default_rng(1).random((4096, 4)))

    def chances(rows):
        hazard = 0.5 / np.log(rows[:, 0])
        years = np.arange(YEARS)
        ended = (1 - hazard[:, None]) ** years * hazard[:, None]
        table = np.column_stack([ended, 1 - ended.sum(axis=1)])
        return np.repeat(table[:, None], n, axis=1)

    rng = np.random.default_rng(2)
    table = chances(np.array([truth]))[0, 0]
    years = rng.choice(YEARS + 1, size=n, p=table) + 0.5
    broken = years < YEARS
    conflicts = [s for s in shipped() if s.counted][:n] * 2
    record = Lives(tuple(conflicts[:n]), years, broken, np.zeros((n, len(FEATURES))), date.today())
    return record, Simulated(numbers, chances(numbers))


def test_what_was_put_in_is_found_and_what_says_nothing_stays():
    truth = [100.0, 1.0, 0.01, 0.1]
    record, simulated = made_up(truth)
    found = calibrate(record, simulated, datasets=100)
    low, high = (found.quantiles(0.02, 0.98)["precision"][k] for k in (0, 1))
    assert low < 100.0 < high
    assert found.narrowing["precision"] > 0.2
    for name in ("opportunity_rate", "accident_hazard", "response"):
        assert abs(found.narrowing[name]) < 0.05
    # Ranks of true values in posteriors from made-up records are even.
    assert min(found.checked.p.values()) > 0.001
    assert found.effective > 100


def test_a_surface_follows_smooth_lives():
    _, simulated = made_up([100.0, 1.0, 0.01, 0.1], n=2)
    few = Simulated(simulated.numbers[:300], simulated.lives[:300])
    found = smoothed(few, draws=256)
    hazard = 0.5 / np.log(found.numbers[:, 0])
    assert found.lives[:, 0, 0] == pytest.approx(hazard, rel=0.1)
    assert found.lives.sum(axis=2) == pytest.approx(1.0)


def test_chunks_are_kept_and_torn_ones_worked_out_again(record, tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 4)
    few = record.take(np.arange(len(record)) < 2)
    whole = simulate(few, draws=8, behind=5, folder=tmp_path, workers=1)
    chunks = sorted(tmp_path.glob("lives-*.npz"))
    assert len(chunks) == 2
    chunks[0].write_bytes(chunks[0].read_bytes()[:100])  # torn
    (tmp_path / "lives-009.part").write_bytes(b"half")
    made = []
    monkeypatch.setattr(
        calibration, "lasting", lambda *given: made.append(1) or stylised.lasting(*given)
    )
    again = simulate(few, draws=8, behind=5, folder=tmp_path, workers=1)
    assert (again.lives == whole.lives).all()
    assert len(made) == 4  # the torn chunk alone
    other = simulate(few, draws=8, behind=6, folder=tmp_path, workers=1)
    assert len(made) == 12  # chunks of another run are not taken
    assert other.lives.shape == whole.lives.shape


def test_the_shipped_posterior():
    table = shipped_posterior()
    assert list(table) == list(PRIOR)
    assert len(table) == 400
    for name, (low, high) in PRIOR.items():
        assert low <= table[name].min()
        assert table[name].max() <= high


def test_the_document_and_the_table():
    record, simulated = made_up([100.0, 1.0, 0.01, 0.1], n=40)
    found = calibrate(record, simulated, datasets=20)
    told = document(found, 40, 20)
    assert told["numbers"]["precision"]["low"] < told["numbers"]["precision"]["high"]
    assert [score["years"] for score in told["scores"]] == [5.0, 10.0]
    assert len(as_csv(found).splitlines()) == 401


@pytest.mark.slow
def test_the_command(tmp_path):
    out = tmp_path / "calibration"
    arguments = ["history", "calibrate", "--out", str(out), "--draws", "50", "--json"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["settlements"] == 50
    again = CliRunner().invoke(cli, [*arguments, "--resume"], catch_exceptions=False)
    assert json.loads(again.stdout) == told
