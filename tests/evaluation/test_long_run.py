"""However the work is spread, stopped and resumed, the numbers are the same to the last bit."""

import errno
import itertools
import os
import stat

import numpy as np
import pytest

import interim
from interim.evaluation import long_run as running
from interim.evaluation import record
from interim.evaluation.long_run import long_run, pieces
from interim.evaluation.piece import from_bytes, run_piece, to_bytes
from interim.evaluation.result import Evaluation
from interim.evaluation.sketch import ACCURACY
from interim.evaluation.streamed import Streamed
from interim.foundation.errors import BadInput
from interim.foundation.parts import Parts
from interim.futures import Run

PLANS = ["interim-rule"]
FUTURES = 220
COUNTED = (
    "assent",
    "signed",
    "adoption",
    "adopted",
    "holds",
    "holds_if_signed",
    "ends",
    "survival",
)


@pytest.fixture(scope="module")
def plain(case):
    return interim.evaluate(case, PLANS, futures=FUTURES, workers=1)


@pytest.fixture(scope="module")
def streamed(case):
    return long_run(case, PLANS, run=Run(FUTURES), stream=True, workers=1)


@pytest.mark.parametrize("futures", [1, 4096, 4097, 10**6, 10**8, 10**8 + 1])
def test_pieces_cover_every_future_once_and_are_not_many(futures):
    ranges = pieces(futures)
    assert [number for number, _, _ in ranges] == list(range(len(ranges)))
    assert ranges[0][1] == 0
    assert ranges[-1][2] == futures
    assert all(a[2] == b[1] for a, b in itertools.pairwise(ranges))
    assert len(ranges) <= running.MOST_PIECES


@pytest.mark.parametrize("workers", [1, 3])
def test_a_run_is_an_evaluation(case, plain, small_pieces, workers):
    found = long_run(case, PLANS, run=Run(FUTURES), workers=workers)
    assert isinstance(found, Evaluation)
    assert found.to_json() == plain.to_json()
    assert found.data.identical(plain.data)
    assert found.details.identical(plain.details)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_streamed_run_does_not_depend_on_how_it_is_cut(case, streamed, small_pieces, workers):
    found = long_run(case, PLANS, run=Run(FUTURES), stream=True, workers=workers)
    assert isinstance(found, Streamed)
    assert found.to_json() == streamed.to_json()


def test_what_is_counted_is_exact_and_the_rest_within_what_is_said(template):
    case, many = interim.load(template), Run(1_000)
    exact = interim.evaluate(case, run=many).to_json()
    told = long_run(case, run=many, stream=True).to_json()
    assert told["quantiles"] == {"method": "ddsketch", "relative_accuracy": ACCURACY}
    assert exact.keys() == told.keys() - {"quantiles"}
    for plan, result in exact["plans"].items():
        other = told["plans"][plan]
        assert result.keys() == other.keys()
        for key in COUNTED:
            assert other[key] == result[key]
        for key in ("referendum", "belief", "learnt", "if_broken", "sticking_points"):
            assert other[key] == result[key]
        # A quantile of few futures lies between two of them, which near 0 may be far apart.
        for key in ("deaths", "deaths_averted", "deaths_averted_if_adopted"):
            if plan != "no-deal":
                near = (result[key]["high"] - result[key]["low"]) / 1_000
                assert other[key] == pytest.approx(result[key], rel=10 * ACCURACY, abs=near)
        for party, spread in result["value"].items():
            assert other["value"][party] == pytest.approx(spread, rel=3 * ACCURACY)


def test_nothing_of_a_streamed_run_grows_with_the_futures(case, small_pieces, monkeypatch):
    monkeypatch.setattr(record, "DETAIL", small_pieces // 2)
    sizes = []
    for futures in (small_pieces, 3 * small_pieces):
        found = long_run(case, ["interim-rule"], run=Run(futures), stream=True)
        counts = [c.size for t in found.tallies.values() for c in t.counts.values()]
        sizes.append((sum(counts), found.details.nbytes))
    assert sizes[0] == sizes[1]


def test_a_streamed_run_shows_its_summary(streamed, plain):
    shares = [column for column in plain.summary() if "averted" not in column]
    assert streamed.summary()[shares].equals(plain.summary()[shares])


@pytest.mark.parametrize("stream", [False, True])
def test_a_piece_survives_the_disk(case, stream):
    task = running.Task(case, (*PLANS, "no-deal"), Run(500), stream)
    piece = run_piece(task, 0, 500)
    again = from_bytes(to_bytes(piece), task, 0, 500)
    for part in ("core", "detail", "needed"):
        mine, theirs = getattr(piece.record, part), getattr(again.record, part)
        assert mine.keys() == theirs.keys()
        assert all(
            np.array_equal(mine[k], theirs[k], equal_nan=mine[k].dtype.kind == "f") for k in mine
        )
    assert piece.tallies.keys() == again.tallies.keys()
    for plan, tally in piece.tallies.items():
        assert all(
            np.array_equal(tally.counts[k], again.tallies[plan].counts[k]) for k in tally.counts
        )
        for key, sketch in tally.sketches.items():
            assert np.array_equal(sketch.buckets, again.tallies[plan].sketches[key].buckets)
            assert np.array_equal(sketch.counts, again.tallies[plan].sketches[key].counts)


@pytest.mark.parametrize("stream", [False, True])
def test_a_stopped_run_goes_on_with_what_is_left(
    case, tmp_path, small_pieces, stream, monkeypatch, plain, streamed
):
    done = []

    def stop(finished, total):
        done.append(finished)
        if finished == 1:
            raise KeyboardInterrupt

    asked = {"run": Run(FUTURES), "stream": stream, "workers": 1}
    with pytest.raises(KeyboardInterrupt):
        long_run(case, PLANS, **asked, keep=Parts(tmp_path / "run"), progress=stop)
    kept = Parts(tmp_path / "run", resume=True)
    finished = sorted((tmp_path / "run").glob("part-*"))
    assert 1 <= len(finished) < len(pieces(FUTURES))
    again = []
    whole = running.run_piece

    def counting(task, start, stop, *more):
        again.append(start)
        return whole(task, start, stop, *more)

    monkeypatch.setattr(running, "run_piece", counting)
    resumed = long_run(case, PLANS, **asked, keep=kept)
    assert len(again) == len(pieces(FUTURES)) - len(finished)
    assert resumed.to_json() == (streamed if stream else plain).to_json()


def test_a_torn_piece_is_done_again(case, tmp_path, small_pieces):
    folder = tmp_path / "run"
    first = long_run(case, PLANS, run=Run(FUTURES), keep=Parts(folder))
    torn = sorted(folder.glob("part-*"))[1]
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    again = long_run(case, PLANS, run=Run(FUTURES), keep=Parts(folder, resume=True))
    assert again.to_json() == first.to_json()


def test_a_full_disk_is_said_and_what_was_finished_is_kept(
    case, tmp_path, small_pieces, monkeypatch, plain
):
    """As a full disk answers: the write fails, and nothing of that piece stays."""
    from interim.foundation import files

    fsync, writes = files.os.fsync, []

    def full(handle):
        if stat.S_ISREG(os.fstat(handle).st_mode):  # folders are put on the disk as well
            writes.append(handle)
        if len(writes) > 3:  # what is run, and two pieces
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    asked = {"run": Run(FUTURES), "workers": 1}
    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        with pytest.raises(BadInput, match="No space left on device"):
            long_run(case, PLANS, **asked, keep=Parts(tmp_path / "run"))
    assert len(list((tmp_path / "run").iterdir())) == 3
    again = long_run(case, PLANS, **asked, keep=Parts(tmp_path / "run", resume=True))
    assert again.to_json() == plain.to_json()


def test_another_run_is_refused(case, tmp_path):
    long_run(case, PLANS, run=Run(50), keep=Parts(tmp_path / "run"))
    for other in ({"seed": 2}, {"futures": 51}, {"settings": {"war.front.monthly_gain": 5}}):
        asked = Run(**{"futures": 50, **other})
        with pytest.raises(BadInput, match="another"):
            long_run(case, PLANS, run=asked, keep=Parts(tmp_path / "run", resume=True))


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"run": Run(10, lens="no")}])
def test_what_is_wrong_is_said_first(case, tmp_path, wrong):
    with pytest.raises(BadInput):
        long_run(case, PLANS, **{"run": Run(10), **wrong}, keep=Parts(tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_no_room_for_every_future_is_said_before_anything_is_run(case, tmp_path, monkeypatch):
    """As a full disk answers; a mapped file that found no room later would end the process."""

    def full(handle, offset, size):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record, "IN_MEMORY", 0)
    found = long_run(case, PLANS, run=Run(50))
    assert isinstance(found.data["deaths"].values.base, np.memmap)
    monkeypatch.setattr(record.os, "posix_fallocate", full, raising=False)
    with pytest.raises(BadInput, match=r"No space left on device.*--stream"):
        long_run(case, PLANS, run=Run(50), keep=Parts(tmp_path / "run"))
    assert not (tmp_path / "run").exists()
