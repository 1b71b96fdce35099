"""Exit codes and streams, in this process with small commands and as a process of its own."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from interim import __main__
from interim.case.write import new as write_new
from interim.foundation.errors import BadInput, Problem
from interim.interfaces.cli import interim
from interim.interfaces.shell import streams as shell


def command(action: object) -> click.Group:
    group = click.Group()

    @group.command()
    def act() -> None:
        if isinstance(action, BaseException):
            raise action
        shell.print_json(action)

    return group


def code_of(action: object) -> int:
    return shell.run(command(action), ["act"], [])


def test_bad_input_is_one_line_per_problem(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("unknown plan 'x'", file="a.yaml", line=3), Problem("odd\nname\x1b[2J")]
    assert code_of(BadInput(problems)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == "a.yaml:3: unknown plan 'x'"
    assert len(err.splitlines()) == 2
    assert "\x1b" not in err
    assert "Traceback" not in err


def test_our_fault_shows_a_traceback_and_how_to_report_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of(ZeroDivisionError("ours")) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" in err
    assert "ZeroDivisionError: ours" in err
    assert "Please report it" in err
    assert "command: interim act" in err


def test_wrong_usage_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.run(interim, ["evaluate"], []) == 2
    assert shell.run(interim, ["evaluate", "x", "--futures", "0"], []) == 2
    assert shell.run(interim, ["evaluate", "x", "--set", "a"], []) == 2
    assert shell.run(interim, ["evaluate", "x", "--set", "a=1", "--set", "a=2"], []) == 2
    assert shell.run(interim, ["no-such-command"], []) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_interruption_says_what_was_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_commands: object, _arguments: object, kept: list[str]) -> int:
        kept.append("out/brief.html")
        raise KeyboardInterrupt

    monkeypatch.setattr(shell, "run", interrupted)
    assert __main__.main(["demo"]) == 130
    assert "Interrupted; kept: out/brief.html." in capsys.readouterr().err


def test_a_click_abort_is_an_interruption() -> None:
    with pytest.raises(KeyboardInterrupt):
        code_of(click.Abort())


def test_json_has_null_for_what_it_cannot_say(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    document = {"a": float("nan"), "b": [float("inf"), 0.5], "c": ("grüße", True, None)}
    assert code_of(document) == 0
    out = capsysbinary.readouterr().out
    assert json.loads(out) == {"a": None, "b": [None, 0.5], "c": ["grüße", True, None]}
    assert "grüße".encode() in out


def test_without_a_terminal_progress_is_a_line_from_time_to_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shell.progress("work") as report:
        report(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(shell, "LINE_EVERY", 0.05)
    with shell.progress("work") as report:
        time.sleep(0.08)
        report(1, 4)
        time.sleep(0.06)
    before, *after = capsys.readouterr().err.splitlines()
    assert before == "Running work: 0 s"
    assert after[0] == "Running work: 25 %, 0 s"


def test_progress_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    with shell.progress("2,000 futures") as report:
        assert report is not None
        report(1, 2)
    assert "2,000 futures" in screen.getvalue()


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "interim", *arguments],
        capture_output=True,
        timeout=60,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_help_answers_at_once_and_names_every_command() -> None:
    before = os.times()
    done = process("--help")
    after = os.times()
    # By the processor and not by the clock, so that a busy machine does not count; 0.1 s usually.
    assert after.children_user - before.children_user < 1
    assert done.returncode == 0
    shown = done.stdout.decode()
    for name in interim.commands:
        assert f"\n  {name} " in shown
    commands = shown.split("Options:")[1]
    assert "...\n" not in commands, "a command is told in a line, not in half a sentence"


def test_help_imports_none_of_the_heavy_parts() -> None:
    probe = (
        "import sys; from interim.__main__ import main; code = main(['--help']);"
        "print(code, sorted({'numpy', 'rich', 'pydantic', 'pandas', 'altair'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "0 []"


def test_a_missing_case_is_bad_input(tmp_path: Path) -> None:
    done = process("evaluate", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a Unix terminal")
@pytest.mark.usefixtures("heeding_interrupts")
def test_interrupting_a_process_gives_130(tmp_path: Path) -> None:
    small, out = write_new(tmp_path / "small"), tmp_path / "out"
    leader, follower = pty.openpty()
    arguments = ["evaluate", str(small), "--futures", "5000000", "--yes", "--out", str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "interim", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=follower,
        start_new_session=True,
    ) as running:
        os.close(follower)
        try:
            # The progress bar on the terminal says that futures are being run.
            shown = seen(leader, until=b"Running")
            running.send_signal(signal.SIGINT)
            shown += seen(leader)
            assert running.wait(timeout=60) == 130
        finally:
            running.kill()
            os.close(leader)
    assert b"Interrupted; nothing was written" in shown
    assert b"Traceback" not in shown
    assert not out.exists()


def seen(terminal: int, until: bytes | None = None) -> bytes:
    """What a terminal shows, up to some words or until the far end closes."""
    shown = b""
    while until is None or until not in shown:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # so Linux says that the far end has closed
            part = b""
        if not part:
            break
        shown += part
    return shown
