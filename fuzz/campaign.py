"""Run a reader on many damaged inputs and keep those that it neither reads nor refuses.

An input may be accepted or refused in the reader's own words; anything else is a finding: another
exception, more than two seconds of processor time, or more memory than a case can need. Findings
are written to `fuzz/findings/`, each as a file that holds the input alone.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

FINDINGS = Path(__file__).parent / "findings"
SECONDS = 2.0
"""Most processor time for one input."""
MEMORY = 2 << 30
"""Most address space, in bytes, beyond what the process has when the campaign begins."""

Read = Callable[[bytes], bool]
"""Reads one input: True if it was accepted, False if refused; anything else it raises counts."""
Draw = Callable[[Random], bytes]
"""The next input."""


class Hang(BaseException):
    """An input took too long. Not an `Exception`, so that no reader mistakes it for its own."""


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `Hang` in the block after so much processor time of this thread, the main one."""
    # Whoever measures coverage, as CI does, makes Python several times slower.
    seconds *= 1 if sys.gettrace() is None else 3
    begun = time.thread_time()

    def ring(*_: object) -> None:
        left = seconds - (time.thread_time() - begun)
        if left > 0:  # other threads have used the time
            signal.setitimer(signal.ITIMER_PROF, max(left, 0.05))
            return
        raise Hang(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def tried(read: Read, data: bytes, seconds: float = SECONDS) -> bool:
    """Whether one input is accepted (or else refused).

    Raises:
        Hang: it took more than so many seconds of processor time.
        Exception: whatever the reader raises that is no refusal.
    """
    begun = time.thread_time()
    with limited(seconds):
        accepted = read(data)
    taken = time.thread_time() - begun
    if (
        taken > seconds and sys.gettrace() is None
    ):  # compiled code sees the signal only when it is done
        raise Hang(f"{taken:.1f} s of processor time")
    return accepted


def campaign(
    name: str, read: Read, draw: Draw, arguments: Sequence[str] | None = None, suffix: str = ".bin"
) -> int:
    """Draw and try inputs until the time or the number of inputs is used up.

    Args:
        name: of the campaign, for the names of findings.
        read: the reader.
        draw: makes inputs.
        arguments: of the command line.
        suffix: of the files of findings.

    Returns:
        0 if there was no finding, 1 otherwise.
    """
    asked = _asked(arguments)
    if asked.atheris:
        return _guided(read, draw, asked)
    _limit_memory()
    warnings.simplefilter("error")
    begun, report = time.monotonic(), time.monotonic() + 60
    counts: Counter[str] = Counter()
    kinds: dict[str, int] = {}
    number = asked.first
    while (not asked.inputs or number - asked.first < asked.inputs) and (
        not asked.seconds or time.monotonic() - begun < asked.seconds
    ):
        # Each input has a seed of its own, so that `--first N --inputs 1` draws it again.
        data = draw(Random(f"{asked.seed}/{number}"))
        number += 1
        try:
            counts["accepted" if tried(read, data) else "refused"] += 1
        except KeyboardInterrupt:
            break
        except BaseException as error:  # whatever it is, it is a finding
            counts["findings"] += 1
            where = _where(error)
            kinds[where] = kinds.get(where, 0) + 1
            if kinds[where] <= 3:
                path = _kept(name, data, suffix)
                print(f"FINDING input {number - 1}: {where}\n  {str(error)[:200]}\n  {path}")
        if time.monotonic() > report:
            print(_summary(name, number - asked.first, begun, counts), flush=True)
            report += 60
    print(_summary(name, number - asked.first, begun, counts))
    for where, count in sorted(kinds.items(), key=lambda pair: -pair[1]):
        print(f"  {count:6d} x {where}")
    return 1 if counts["findings"] else 0


def _asked(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--seconds", type=float, default=0, help="time to run (60 by default)")
    parser.add_argument("--inputs", type=int, default=0, help="number of inputs")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other inputs")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument(
        "--atheris", action="store_true", help="let Atheris guide the search by coverage"
    )
    asked = parser.parse_args(arguments)
    if not asked.seconds and not asked.inputs:
        asked.seconds = 60.0
    return asked


def _limit_memory() -> None:
    with open("/proc/self/statm", encoding="ascii") as stream:
        now = int(stream.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, resource.RLIM_INFINITY))


def _where(error: BaseException) -> str:
    """The exception and the last lines of the package that it went through."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "/interim/" in frame.filename
    ]
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno} {last.name}" if last else "?"
    return f"{type(error).__name__} at {place}"


def _kept(name: str, data: bytes, suffix: str) -> Path:
    FINDINGS.mkdir(exist_ok=True)
    path = FINDINGS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
    path.write_bytes(data)
    return path


def _summary(name: str, done: int, begun: float, counts: Counter[str]) -> str:
    seconds = time.monotonic() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{name}: {done:,} inputs in {seconds:.0f} s ({done / max(seconds, 1e-9):.0f} a second), "
        f"{counts['accepted']:,} accepted, {counts['refused']:,} refused, "
        f"{counts['findings']:,} findings; at most {most} MB"
    )


def _guided(read: Read, draw: Draw, asked: Any) -> int:
    """The same reader under Atheris, which keeps what reaches new code and stops at a finding."""
    import atheris

    start = Path(tempfile.mkdtemp())
    for number in range(300):
        (start / str(number)).write_bytes(draw(Random(f"{asked.seed}/{number}")))
    atheris.instrument_all()
    options = [f"-timeout={SECONDS:.0f}", "-rss_limit_mb=2048", f"-seed={asked.seed}"]
    options += [f"-max_total_time={asked.seconds:.0f}"] if asked.seconds else []
    options += [f"-runs={asked.inputs}"] if asked.inputs else []

    def one(data: bytes) -> None:
        read(data)

    atheris.Setup([sys.argv[0], *options, str(start)], one)
    atheris.Fuzz()
    return 0
