"""A cluster gives the same bits, and a lost worker, scheduler or client loses no finished piece."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from interim.evaluation import cluster
from interim.evaluation.long_run import long_run
from interim.foundation.errors import BadInput
from interim.foundation.parts import Parts
from interim.futures import Run

PLANS = ["interim-rule"]
FUTURES = 320
QUIET = {
    "threads_per_worker": 1,
    "processes": True,
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": 50,
}


@pytest.fixture(scope="module")
def local():
    """Two processes of one core, and the address of their scheduler."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, **QUIET) as found:
        yield found


@pytest.mark.parametrize("stream", [False, True])
def test_the_same_to_the_last_bit(case, local, small_pieces, stream):
    asked = {"run": Run(FUTURES), "stream": stream}
    here = long_run(case, PLANS, **asked, workers=1)
    there = long_run(case, PLANS, **asked, cluster=local.scheduler_address)
    assert there.to_json() == here.to_json()


@pytest.mark.slow
def test_a_killed_worker_has_its_pieces_done_again(case, local, small_pieces):
    """The first worker to finish a piece is killed; a nanny starts another."""
    killed = []

    def kill(done, total):
        if not killed:
            worker = next(iter(local.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    found = long_run(case, PLANS, run=Run(FUTURES), cluster=local.scheduler_address, progress=kill)
    assert killed
    assert found.to_json() == long_run(case, PLANS, run=Run(FUTURES)).to_json()


@pytest.mark.slow
def test_the_only_worker_is_killed(case, small_pieces):
    """What all pieces need was with it alone, and is sent to the one that follows."""
    from distributed import LocalCluster

    killed = []

    def kill(done, total):
        if not killed:
            killed.append(next(iter(alone.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    asked = {"run": Run(FUTURES), "stream": True}
    with LocalCluster(n_workers=1, **QUIET) as alone:
        found = long_run(case, PLANS, **asked, cluster=alone.scheduler_address, progress=kill)
    assert killed
    assert found.to_json() == long_run(case, PLANS, **asked).to_json()


def test_a_worker_of_another_version_is_refused(case, local, monkeypatch):
    monkeypatch.setattr(cluster, "VERSION", "0.0.1")
    with pytest.raises(BadInput, match="another version of interim is there") as bad:
        long_run(case, PLANS, run=Run(10), cluster=local.scheduler_address)
    assert len(bad.value.problems) == 3  # the scheduler and two workers
    with pytest.raises(BadInput, match="another version"):  # one that joined later
        cluster._done("0.0.2", print, None)


def test_no_scheduler(case, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with pytest.raises(BadInput, match="no scheduler answers there"):
        long_run(case, PLANS, run=Run(10), cluster="tcp://127.0.0.1:1")
    with pytest.raises(BadInput, match="no scheduler answers there"):
        long_run(case, PLANS, run=Run(10), cluster="nonsense://x")


def test_without_dask_the_extra_is_named(case, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"interim\[cluster\]"):
        long_run(case, PLANS, run=Run(10), cluster="local")


def test_a_scheduler_without_workers(case, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "SECONDS", 1)
    with (
        LocalCluster(n_workers=0, **QUIET) as empty,
        pytest.raises(BadInput, match="the scheduler has no worker"),
    ):
        long_run(case, PLANS, run=Run(10), cluster=empty.scheduler_address)


@contextlib.contextmanager
def started(folder, path_of_worker=""):
    """A scheduler and a worker as two commands: their processes, and the address."""
    command = [sys.executable, "-m"]
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = ["--no-dashboard", "--scheduler-file", str(file)]
    scheduler = subprocess.Popen(
        [*command, "distributed.cli.dask_scheduler", "--port", "0", *options], **quiet
    )
    worker = subprocess.Popen(
        [*command, "distributed.cli.dask_worker", "--nthreads", "1", *options],
        env=dict(os.environ, PYTHONPATH=path_of_worker),
        **quiet,
    )
    try:
        deadline = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield scheduler, worker, json.loads(file.read_text())["address"]
    finally:
        for process in (scheduler, worker):
            process.terminate()
            process.wait()


@pytest.mark.slow
def test_a_worker_without_interim_is_named(case, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['interim'] = None\n")
    with (
        started(tmp_path, str(tmp_path)) as (_, _, address),
        pytest.raises(BadInput, match="interim is missing there"),
    ):
        long_run(case, PLANS, run=Run(10), cluster=address)


@pytest.mark.slow
def test_all_workers_are_lost_for_good(case, tmp_path, small_pieces, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 2)
    with started(tmp_path) as (_, worker, address):

        def kill(done, total):
            worker.terminate()
            worker.wait()

        with pytest.raises(BadInput, match="no worker for 2 seconds"):
            long_run(
                case, PLANS, run=Run(4 * small_pieces), cluster=address,
                keep=Parts(tmp_path / "run"), progress=kill,
            )  # fmt: skip
    assert list((tmp_path / "run").glob("part-*"))


@pytest.mark.slow
def test_a_killed_scheduler_is_said_and_the_run_goes_on_elsewhere(case, tmp_path, small_pieces):
    with started(tmp_path) as (scheduler, _, address):

        def kill(done, total):
            if done == 2:
                scheduler.kill()

        with pytest.raises(BadInput, match="the cluster was lost"):
            long_run(
                case, PLANS, run=Run(10 * small_pieces), cluster=address,
                keep=Parts(tmp_path / "run"), progress=kill,
            )  # fmt: skip
        assert scheduler.poll() is not None
    run = Run(10 * small_pieces)
    kept = Parts(tmp_path / "run", resume=True)
    assert len(list((tmp_path / "run").glob("part-*"))) >= 2
    there = long_run(case, PLANS, run=run, keep=kept)
    assert there.to_json() == long_run(case, PLANS, run=run).to_json()
