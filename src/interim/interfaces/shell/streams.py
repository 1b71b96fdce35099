"""What every command shares with the shell it runs in: streams, progress, exit codes.

Results go to standard output, everything else to standard error. Exit codes: 0 done; 1 a fault
of ours; 2 bad input; 130 interrupted (see `interim.__main__`).
"""

from __future__ import annotations

import errno
import os
import platform
import shlex
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from interim.foundation.json_output import as_json
from interim.foundation.version import VERSION

if TYPE_CHECKING:
    from interim.foundation.errors import BadInput

BAD_INPUT = 2
FAULT = 1


def run(commands: click.Group, arguments: Sequence[str], kept: list[str]) -> int:
    """Run a command line and turn whatever happens into an exit code and a message.

    Args:
        commands: the commands of `interim`.
        arguments: what follows `interim`.
        kept: the files finished so far are added here.

    Returns:
        0, 1 or 2.

    Raises:
        KeyboardInterrupt: on Ctrl-C.
    """
    from interim.foundation.errors import BadInput

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and "utf" not in (stream.encoding or "").lower():
            stream.reconfigure(errors="replace")
    try:
        with commands.make_context("interim", list(arguments), obj=kept) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort as abort:
        raise KeyboardInterrupt from abort
    except click.ClickException as error:
        click.echo(_one_line(error), err=True)
        return BAD_INPUT
    except BadInput as bad:
        _show(bad)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        _unwritten(sys.stdout)
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            _confess(arguments)
            return FAULT
        click.echo("Error: cannot write: the disk is full", err=True)
        _unwritten(sys.stdout)
        return BAD_INPUT
    except Exception:
        _confess(arguments)
        return FAULT
    return 0


def _one_line(error: click.ClickException) -> str:
    """One line, with where to read on if the command line itself is wrong."""
    message = " ".join(error.format_message().split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"Error: {message}" + (f" (see {context.command_path} --help)" if context else "")


def _unwritten(stream: TextIO) -> None:
    """Let go of what could not be written, which Python would try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _show(bad: BadInput) -> None:
    from interim.foundation.words import plain

    for problem in bad.problems:
        click.echo(plain(str(problem)), err=True)


def _confess(arguments: Sequence[str]) -> None:
    traceback.print_exc()
    click.echo(
        "\nThis is a fault of interim, not of your case. Please report it as CONTRIBUTING.md "
        "says, with the lines above and these:\n"
        f"  command: interim {shlex.join(arguments)}\n"
        f"  interim {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )


LINE_EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while futures are run; a line from time to time where that is no
    terminal."""
    stream = sys.stderr
    if not stream.isatty():
        with _lines(what) as report:
            yield report
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from interim.interfaces.terminal.screen import console

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(stream), transient=True) as bar:
        # Nothing can be counted while the kernels are compiled on the first run.
        task = bar.add_task(f"Running {what}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _lines(what: str) -> Iterator[Callable[[int, int], None]]:
    begun, over, share = time.monotonic(), threading.Event(), ""

    def report(done: int, total: int) -> None:
        nonlocal share
        share = f"{100 * done // max(total, 1)} %, "

    def speak() -> None:
        while not over.wait(LINE_EVERY):
            click.echo(f"Running {what}: {share}{time.monotonic() - begun:.0f} s", err=True)

    voice = threading.Thread(target=speak, daemon=True)
    voice.start()
    try:
        yield report
    finally:
        over.set()
        voice.join()


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    # As bytes: JSON is UTF-8 whatever the terminal's encoding.
    click.echo(as_json(document).encode(errors="replace"), nl=False)


def keep(path: Path) -> None:
    """Remember a finished file, to name it should the rest be interrupted."""
    kept = click.get_current_context().find_object(list)
    if kept is not None:
        kept.append(str(path))
