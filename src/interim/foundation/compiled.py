"""How functions are compiled: once, and anew when any file of their folder changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from numba import njit
from numba.extending import register_jitable

_Function = TypeVar("_Function", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_PACKAGE = _HERE.parent

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cfunc_wrapper": True,
}
"""To divide by 0 is no error. No compiled function makes an array, so none needs to count who
refers to one, which would be done again in every loop (`_nrt`). Nobody calls them from C."""


def compiled(function: _Function) -> _Function:
    """Compile a function of arrays and numbers; what has been compiled is kept on disk.

    Numba takes a function anew from disk unless its own file has changed, but a compiled function
    has those that it calls in it, also from other files. So what it compares is the state of all
    files of the folder, of those folders whose functions its module calls, and that of `lanes`.
    """
    dispatcher: Any = njit(**_OPTIONS)(function)
    cache = getattr(dispatcher, "_cache", None)  # None where NUMBA_DISABLE_JIT is set
    if cache is not None:
        called = [f for f in function.__globals__.values() if isinstance(f, FunctionType)]
        folders = {Path(f.__code__.co_filename).parent for f in called}
        ours = {folder for folder in folders if _PACKAGE in folder.parents} - {_HERE}
        ours.add(Path(function.__code__.co_filename).parent)
        files = [path for folder in ours for path in folder.glob("*.py")]
        files += _HERE.glob("lanes.py")
        states = ((f.parent.name, f.name, f.stat().st_mtime, f.stat().st_size) for f in files)
        cache._cache_file._source_stamp = tuple(sorted(states))
        cache._cache_file._load_index = _or_nothing(cache._cache_file._load_index)
    return cast("_Function", dispatcher)


def _or_nothing(load: Callable[[], dict[Any, Any]]) -> Callable[[], dict[Any, Any]]:
    """What is kept on disk, or nothing where it cannot be read: an older version of Interim may
    have kept functions of classes that are gone, over which Numba would stumble."""

    def loaded() -> dict[Any, Any]:
        try:
            return load()
        except Exception:
            return {}

    return loaded


def is_compiled(function: Callable[..., Any]) -> bool:
    """Whether a compiled function stands on disk for its sources of today, so that it need not be
    compiled again; also where nothing is compiled at all."""
    cache = getattr(function, "_cache", None)
    return cache is None or bool(cache._cache_file._load_index())


def inlined(function: _Function) -> _Function:
    """Leave a function as it is, for compiled functions to take into them."""
    inlining: _Function = register_jitable(forceinline=True, no_cfunc_wrapper=True)(function)
    return inlining
