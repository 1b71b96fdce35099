import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from interim.case.find import TEMPLATE
from interim.foundation.errors import BadInput
from interim.interfaces.cli import interim as cli

RATE = "enforcement.behaviour.opportunity_rate"
CASE = str(TEMPLATE)
RUN = [CASE, "--vary", f"{RATE}=0.02:0.3:6", "--plans", "interim-rule", "--futures", "150"]


def run(*arguments):
    return CliRunner().invoke(cli, ["sweep", *map(str, arguments)], catch_exceptions=False)


def test_the_terminal_says_how_far_a_plan_moves(tmp_path):
    done = run(*RUN, "--futures", 100)
    assert done.exit_code == 0
    said = " ".join(done.output.split())
    assert "a sweep of six points (grid), 100 futures each, seed 1" in said
    assert "Interim rule, once in force, holds 10 years in" in said
    assert "where it holds least often" in said or "at every point" in said
    assert said.count("Interim rule") >= 7


def test_the_document(tmp_path):
    document = json.loads(run(*RUN, "--json").stdout)
    assert document["design"] == {
        "kind": "grid",
        "points": 6,
        "vary": {RATE: document["design"]["vary"][RATE]},
        "clauses": {},
    }
    assert [row["point"] for row in document["results"]] == list(range(6))
    held = [row["holds_if_adopted"]["10"]["p"] for row in document["results"]]
    assert held[0] > held[-1]  # who reconsiders more often breaks more deals


def test_wrong_names(tmp_path):
    with pytest.raises(BadInput, match="interim-rule"):
        run(CASE, "--vary", f"{RATE}=0:1", "--plans", "interim-rul")
    assert run(*RUN, "--resume").exit_code == 2
    assert run(CASE, "--vary", "nothing").exit_code == 2


def test_a_finished_sweep_leaves_one_file(tmp_path):
    done = run(*RUN, "--futures", 20, "--out", tmp_path / "s.parquet")
    assert done.exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["s.parquet"]


@pytest.mark.parametrize("ending", [pytest.param("parquet", marks=pytest.mark.slow), "zarr"])
def test_a_killed_sweep_goes_on_and_ends_the_same(tmp_path, ending):
    whole, cut = tmp_path / f"whole.{ending}", tmp_path / f"cut.{ending}"
    options = ["--design", "latin", "--points", "8", "--futures", "60", "--workers", "1"]
    assert run(*RUN, *options, "--out", whole).exit_code == 0
    command = [sys.executable, "-m", "interim", "sweep", *RUN, *options, "--out", str(cut)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    parts = tmp_path / f"cut.{ending}.parts"
    deadline = time.monotonic() + 120
    while not len(list(parts.glob("part-*.kept"))) >= 2:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not cut.exists()
    assert len(list(parts.glob("part-*.kept"))) < 8
    assert run(*RUN, *options, "--out", cut, "--resume").exit_code == 0
    assert contents(cut) == contents(whole)
    assert not parts.exists()


def contents(path):
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [(str(f.relative_to(path)) if f != path else "", f.read_bytes()) for f in files]
