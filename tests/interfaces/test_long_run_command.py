"""`interim evaluate` with `--stream`, `--cluster` and `--resume`, killed and filled up."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from interim.case.find import TEMPLATE
from interim.interfaces.cli import interim as cli

RUN = ["evaluate", str(TEMPLATE), "interim-rule", "--workers", "1"]
MANY = [*RUN, "--futures", "1100"]


def asked(*arguments):
    return CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The document of a run that nothing interrupts."""
    out = tmp_path_factory.mktemp("whole")
    assert asked(*MANY, "--out", out).exit_code == 0
    assert [file.name for file in out.iterdir()] == ["template.json"]
    return (out / "template.json").read_bytes()


def stopped_by(number, out):
    """Start a run, and send it a signal once a piece is finished."""
    process = subprocess.Popen(
        [sys.executable, "-m", "interim", *MANY, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 180
    while not list((out / "template.run").glob("part-*")):
        assert process.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate()
    return process.returncode, said


@pytest.mark.usefixtures("heeding_interrupts")
@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGKILL, marks=pytest.mark.slow), signal.SIGINT]
)
def test_a_stopped_run_goes_on_and_ends_the_same(tmp_path, whole, number):
    code, said = stopped_by(number, tmp_path)
    assert code == (130 if number == signal.SIGINT else -signal.SIGKILL)
    if number == signal.SIGINT:
        assert str(tmp_path / "template.run") in said
    assert not (tmp_path / "template.json").exists()
    refused = CliRunner().invoke(cli, [*MANY, "--out", str(tmp_path)])
    assert "--resume to go on" in str(refused.exception)
    assert asked(*MANY, "--out", tmp_path, "--resume").exit_code == 0
    assert (tmp_path / "template.json").read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == ["template.json"]


@pytest.mark.slow
def test_a_full_disk_says_what_is_kept_and_the_run_goes_on_elsewhere(tmp_path, whole):
    """A file system of 800 kilobytes, in which one piece of two has room."""
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", str(small)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("no tmpfs can be mounted here; test_run.py has a full disk that is made up")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "interim", *MANY, "--out", str(small)],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert "what was finished is kept" in done.stderr
        assert "Traceback" not in done.stderr
        roomy = tmp_path / "roomy"
        shutil.copytree(small, roomy)
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert list((roomy / "template.run").glob("part-*"))
    assert asked(*MANY, "--out", roomy, "--resume").exit_code == 0
    assert (roomy / "template.json").read_bytes() == whole


def test_a_streamed_run_on_the_command_line():
    document = json.loads(asked(*RUN, "--futures", "500", "--stream", "--json").stdout)
    assert document["quantiles"]["method"] == "ddsketch"
    plain = json.loads(asked(*RUN, "--futures", "500", "--json").stdout)
    assert "quantiles" not in plain
    for key in ("signed", "holds_if_adopted", "ends_if_adopted"):
        assert document["plans"]["interim-rule"][key] == plain["plans"]["interim-rule"][key]


@pytest.mark.parametrize("wrong", [["--resume"], ["--stream", "--stories", "1", "--futures", "50"]])
def test_what_cannot_go_together(wrong):
    done = asked(*RUN, *wrong)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_kept_pieces_of_another_run_are_refused(tmp_path):
    from interim.foundation.errors import BadInput
    from interim.foundation.parts import Parts

    Parts(tmp_path / "template.run").opened({"seed": 5})
    with pytest.raises(BadInput, match="another seed"):
        asked(*RUN, "--futures", "50", "--out", tmp_path, "--resume")
