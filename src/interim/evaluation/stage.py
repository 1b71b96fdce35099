"""A stage: one step of the flow, ours or that of another package, and what it keeps.

A stage of another package is named by whoever runs it, never found by itself: installing a package
changes no number. It runs after ours, on the same futures, so it can read their results and cannot
change them (decision 0009).
"""

from __future__ import annotations

import hashlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

from interim.evaluation.record import COORDS, Column
from interim.foundation.errors import BadInput, Problem, nearest


@dataclass(frozen=True)
class Stage:
    """One step of the flow: a pure function and the earlier results it needs.

    Attributes:
        name: by which later stages ask for its result; a Python identifier.
        run: called with case, plan and futures, and the results it needs by their stages' names.
        needs: names of earlier stages.
        per_plan: whether it looks at the plan; without, it is called without one and once for all.
        no_deal: whether it can be asked of a future in which nobody signs anything.
        keeps: fields of its result that are kept of every future. The stages of the library leave
            that to `interim.evaluation.record`.
        looks_ahead: whether it is also called with `outlook`, whether anybody wants to know the
            chances of what may become of a deal, which cost a sixth of a run.
    """

    name: str
    run: Callable[..., Any]
    needs: tuple[str, ...] = ()
    per_plan: bool = True
    no_deal: bool = False
    keeps: tuple[Column, ...] = ()
    looks_ahead: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it keeps, by the names of an evaluation's data, such as `margin.least`."""
        return tuple(replace(kept, name=f"{self.name}.{kept.name}") for kept in self.keeps)


def outside_columns(stages: Sequence[Stage]) -> tuple[Column, ...]:
    """What some stages of other packages keep."""
    return tuple(column for stage in stages for column in stage.columns)


def expect_stages(stages: Sequence[Stage], after: Sequence[Stage] = ()) -> None:
    """Complain about stages that could not run in this order.

    Args:
        stages: the stages.
        after: those that run before them.

    Raises:
        BadInput: a name that is taken or no identifier; a need that is missing or comes later; a
            function that is not called so, or that other processes could not find by its name;
            something to be kept that has no such shape.
    """
    known = {stage.name: stage for stage in after}
    later = {stage.name for stage in stages}
    problems = []
    for stage in stages:
        problems += [
            replace(problem, message=f"stage '{stage.name}': {problem.message}")
            for problem in (*_problems(stage, known, later), *_kept_problems(stage))
        ]
        known[stage.name] = stage
    if problems:
        raise BadInput(problems)


def _problems(stage: Stage, known: dict[str, Stage], later: set[str]) -> Iterator[Problem]:
    if not stage.name.isidentifier():
        yield Problem("not a name", found=stage.name, expected="a Python identifier")
    if stage.name in known:
        yield Problem("the name is taken", found=stage.name, expected="a name of its own")
    for need in stage.needs:
        if need not in known:
            comes = "comes later" if need in later else "is not there"
            yield Problem(
                f"needs '{need}', which {comes}",
                expected=f"what runs before it: {', '.join(known) or 'nothing'}",
                suggestion=nearest(need, known),
            )
        elif not stage.per_plan and known[need].per_plan:
            yield Problem(f"runs once for all plans and needs '{need}', which looks at one")
        elif stage.no_deal and not known[need].no_deal:
            yield Problem(f"is asked of no deal and needs '{need}', which is not")
    if not inspect.isfunction(stage.run) or "<" in stage.run.__qualname__:
        yield Problem(
            "what it runs cannot be found by its name",
            found=repr(stage.run),
            expected="a function at the top of a module",
        )
        return
    given = ("case", "plan", "futures") if stage.per_plan else ("case", "futures")
    try:
        inspect.signature(stage.run).bind(*given, **dict.fromkeys(stage.needs))
    except TypeError as error:
        by_name = ", ".join(("*", *stage.needs)) if stage.needs else ""
        yield Problem(
            f"{stage.run.__name__} cannot be called: {error}",
            found=f"{stage.run.__name__}{inspect.signature(stage.run)}",
            expected=f"({', '.join(filter(None, (*given, by_name)))})",
        )


def _kept_problems(stage: Stage) -> Iterator[Problem]:
    names = [column.name for column in stage.keeps]
    for column in stage.keeps:
        if not column.name.isidentifier() or names.count(column.name) > 1:
            yield Problem(f"cannot keep '{column.name}'", expected="each field of its result, once")
        if len(column.dims) > 1 or not set(column.dims) <= set(COORDS):
            yield Problem(
                f"cannot keep '{column.name}' by these dimensions",
                found=", ".join(column.dims),
                expected=f"none but the future, or one of {', '.join(COORDS)}",
            )


def named(reference: str) -> Stage:
    """The stage that a reference leads to.

    Args:
        reference: `module:name`, such as `margin_stage:MARGIN`.

    Raises:
        BadInput: there is no such module, nothing of that name, or it is no stage.
    """
    expected = "MODULE:NAME of a Stage, such as margin_stage:MARGIN, in an installed package"
    if ":" not in reference:
        raise BadInput([Problem("this names no stage", found=reference, expected=expected)])
    try:
        stage = pkgutil.resolve_name(reference)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadInput(
            [Problem(f"no such stage: {error}", found=reference, expected=expected)]
        ) from error
    if not isinstance(stage, Stage):
        raise BadInput(
            [Problem("this is no stage", found=f"{reference} = {stage!r}", expected=expected)]
        )
    return stage


def origin(stage: Stage) -> dict[str, str | None]:
    """Where a stage comes from, as a document says it.

    Returns:
        `name`; `function`, as `module:name`; `package`, the distribution that holds it and its
        version, where an installed one lists it (one installed as editable does not); `code`, see
        `code`.
    """
    module = stage.run.__module__
    installed = packages_distributions().get(module.partition(".")[0], [])
    return {
        "name": stage.name,
        "function": f"{module}:{stage.run.__qualname__}",
        "package": f"{installed[0]} {version(installed[0])}" if installed else None,
        "code": code(stage),
    }


def code(stage: Stage) -> str | None:
    """A digest of the source of a stage's package, or None where there is none, as in a notebook.

    It says whether two runs, or two machines, had the same stage.
    """
    return _source(stage.run.__module__)


@cache
def _source(name: str) -> str | None:
    parts = name.split(".")
    above = [sys.modules.get(".".join(parts[: k + 1])) for k in range(len(parts))]
    # A namespace, which has no file, is shared with packages that have nothing to do with it.
    nearest = next((module for module in above if getattr(module, "__file__", None)), None)
    if nearest is None:
        return None
    folders = [Path(folder) for folder in getattr(nearest, "__path__", ())]
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    digest = hashlib.sha256()
    for file in files or [Path(str(nearest.__file__))]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
