"""Interim: a workbench for peace settlements that leave the sovereignty question open.

    >>> import interim
    >>> interim.__version__
    '0.1.0'

`interim.load` reads a case and `interim.evaluate` runs the stages over it, on the futures of an
`interim.Run`. They are imported on first use, so that `import interim` stays fast.
"""

from typing import TYPE_CHECKING, Any

from interim.foundation.display import register
from interim.foundation.version import VERSION as __version__

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.case.read import load
    from interim.evaluation.flow import evaluate
    from interim.evaluation.result import Evaluation
    from interim.futures import Run

__all__ = ["Run", "__version__", "evaluate", "load"]


def __getattr__(name: str) -> Any:
    if name == "load":
        from interim.case.read import load

        return load
    if name == "evaluate":
        from interim.evaluation.flow import evaluate

        return evaluate
    if name == "Run":
        from interim.futures import Run

        return Run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _case_as_html(shown: "Case") -> str:
    from interim.interfaces import notebook

    return notebook.case(shown)


def _evaluation_as_html(shown: "Evaluation") -> str:
    from interim.interfaces import notebook

    return notebook.evaluation(shown)


# Here, so that a notebook shows them however they were made.
register("interim.case.model.case.Case", _case_as_html)
register("interim.evaluation.result.Evaluation", _evaluation_as_html)
