"""A cluster gives the same bits, and a lost worker, scheduler or client loses no finished piece."""

import os
import signal
import sys
import threading
import time

import pytest

from interim.errors import BadInput
from interim.parts import Parts
from interim.running import cluster
from interim.running.run import run

PLANS = ["rambouillet"]
FUTURES = 4_500


@pytest.fixture(scope="module")
def local():
    """Two processes of one core, and the address of their scheduler."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as found:
        yield found


@pytest.mark.parametrize("stream", [False, True])
def test_the_same_to_the_last_bit(kosovo, local, stream):
    asked = {"futures": FUTURES, "stream": stream}
    here = run(kosovo, PLANS, **asked, workers=1)
    there = run(kosovo, PLANS, **asked, cluster=local.scheduler_address)
    assert there.to_json() == here.to_json()


def test_a_killed_worker_has_its_pieces_done_again(kosovo, local, small_pieces):
    """The first worker to finish a piece is killed; a nanny starts another."""
    killed = []

    def kill(done, total):
        if not killed:
            worker = next(iter(local.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    found = run(kosovo, PLANS, futures=FUTURES, cluster=local.scheduler_address, progress=kill)
    assert killed
    assert found.to_json() == run(kosovo, PLANS, futures=FUTURES).to_json()


def test_no_scheduler(kosovo, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with pytest.raises(BadInput, match="no scheduler answers there"):
        run(kosovo, PLANS, futures=10, cluster="tcp://127.0.0.1:1")
    with pytest.raises(BadInput, match="no scheduler answers there"):
        run(kosovo, PLANS, futures=10, cluster="nonsense://x")


def test_without_dask_the_extra_is_named(kosovo, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"interim\[cluster\]"):
        run(kosovo, PLANS, futures=10, cluster="local")


@pytest.mark.slow
def test_a_killed_scheduler_is_said_and_the_run_goes_on_elsewhere(kosovo, tmp_path, small_pieces):
    import subprocess

    command = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler_file = tmp_path / "scheduler.json"
    scheduler = subprocess.Popen(
        [*command, "--port", "0", "--no-dashboard", "--scheduler-file", str(scheduler_file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1",
         "--scheduler-file", str(scheduler_file), "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not scheduler_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        import json

        address = json.loads(scheduler_file.read_text())["address"]
        killed = threading.Event()

        def kill(done, total):
            if done == 2:
                scheduler.kill()
                killed.set()

        with pytest.raises(BadInput, match="the cluster was lost"):
            run(
                kosovo, PLANS, futures=10 * small_pieces, cluster=address,
                keep=Parts(tmp_path / "run"), progress=kill,
            )  # fmt: skip
        assert killed.is_set()
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
    asked = {"futures": 10 * small_pieces}
    kept = Parts(tmp_path / "run", resume=True)
    assert len(list((tmp_path / "run").glob("part-*"))) >= 2
    assert run(kosovo, PLANS, **asked, keep=kept).to_json() == run(kosovo, PLANS, **asked).to_json()
