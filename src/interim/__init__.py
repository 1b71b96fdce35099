"""Interim: a workbench for peace settlements that leave the sovereignty question open.

    >>> import interim
    >>> interim.__version__
    '0.1.0'

`interim.load` reads a case and `interim.evaluate` runs the stages over it. Both are
imported on first use, so that `import interim` stays fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interim.case.read import load
    from interim.evaluate import evaluate

__version__ = "0.1.0"

__all__ = ["__version__", "evaluate", "load"]

_HOMES = {"load": "interim.case.read", "evaluate": "interim.evaluate"}


def __getattr__(name: str) -> Any:
    """Import `load` and `evaluate` from their modules when they are first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
