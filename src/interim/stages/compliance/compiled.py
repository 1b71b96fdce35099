"""How the functions of this folder are compiled: once, and anew when any file of it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a function of plain arrays and numbers; what has been compiled is kept on disk.

    Numba takes a function anew from disk unless its own file has changed, but a compiled function
    has those that it calls in it, also from other files. So what it compares is the state of all
    files of the folder.
    """
    return cast("_Function", _watched(njit(nogil=True, cache=True)(function), function))


def compiled_without_checks(function: _Function) -> _Function:
    """As `compiled`, but to divide by 0 is no error, which lets loops become vector code."""
    dispatcher = njit(nogil=True, cache=True, error_model="numpy")(function)
    return cast("_Function", _watched(dispatcher, function))


def _watched(dispatcher: Any, function: Callable[..., Any]) -> Any:
    cache = getattr(dispatcher, "_cache", None)  # None where NUMBA_DISABLE_JIT is set
    if cache is not None:
        folder = Path(function.__code__.co_filename).parent
        states = ((f.name, f.stat().st_mtime, f.stat().st_size) for f in folder.glob("*.py"))
        cache._cache_file._source_stamp = tuple(sorted(states))
    return dispatcher
