"""Interim: a workbench for peace settlements that leave the sovereignty question open.

    >>> import interim
    >>> interim.__version__
    '0.1.0'

`interim.load` reads a case and `interim.evaluate` runs the stages over it. Both are
imported on first use, so that `import interim` stays fast.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interim.case.read import load
    from interim.evaluate import evaluate

__version__ = "0.1.0"

__all__ = ["__version__", "evaluate", "load"]

_HOMES = {"load": "interim.case.read", "evaluate": "interim.evaluate"}


class _Package(ModuleType):
    """This package, in which `interim.evaluate` is the function and never the module.

    Python binds every submodule to its package once it is loaded, which would put the module
    `interim.evaluate` in the place of the function of the same name.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "evaluate" and isinstance(value, ModuleType):
            value = value.evaluate
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
