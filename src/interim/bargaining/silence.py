"""Keeps standard output free of what a compiled library prints there by mistake.

HiGHS, as it comes with SciPy 1.17, leaves a line for its own developers on standard output when it
repairs a solution, whether or not its log is switched off. In the middle of a JSON document
that would be an error.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_lock = threading.Lock()
_inside = 0
_kept: int | None = None


@contextmanager
def silent() -> Iterator[None]:
    """Drop whatever reaches the file descriptor of standard output meanwhile.

    May be entered from several threads at once; the last that leaves opens it again.
    """
    global _inside, _kept  # noqa: PLW0603, a process has one standard output
    with _lock:
        _inside += 1
        if _inside == 1:
            _flush()
            with suppress(OSError):  # a process may have no standard output
                _kept = os.dup(1)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)
                os.close(nowhere)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _kept is not None:
                _flush()
                os.dup2(_kept, 1)
                os.close(_kept)
                _kept = None


def _flush() -> None:
    """Empties the buffers of Python and of C, so that lines stay on their side."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).fflush(None)
