"""Answers for the pages: few futures at once, more when there is time, each worked out once.

A plan's results grow piece by piece and are kept (`rows`), so a sharper answer continues where the
quick one ended, and a draft beside the plan that it starts from costs one run, not two. Draws and
the war that goes on are kept for the quick answers. The numbers are those of `interim.evaluate` to
the last bit.

A long piece uses one core, a quick one all of them. Quick pieces have room of their own, so that an
answer on few futures never waits for a long one. Who no longer wants an answer can stop it between
two pieces (`stopping`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from interim.case.model import NO_DEAL, Case, Plan
from interim.evaluation.flow import run_common
from interim.evaluation.result import Evaluation
from interim.foundation.threads import even_parts
from interim.futures import Run, draw
from interim.interfaces.workbench.kept import Kept
from interim.interfaces.workbench.rows import PIECES, Ground, Row, next_end, side_by_side
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of

CORES = min(4, os.cpu_count() or 1)
AT_ONCE = max(1, (os.cpu_count() or 1) - 1)
"""Long pieces at the same time; quick ones may be as many again."""
MOST_WAITING = 24
"""Pieces that may wait for their turn."""
KEPT_BYTES = 400e6
"""Of the results of plans, and again of evaluations."""
KEPT_GROUNDS = 48
KEPT_DOCUMENTS = 256
QUICK = PIECES[-1]

Key = tuple[Hashable, ...]


class Busy(Exception):
    """Too many wait for an answer already."""


class Stopped(Exception):
    """Nobody wants this answer any more."""


_STOPPING: ContextVar[threading.Event | None] = ContextVar("stopping", default=None)


@contextmanager
def stopping(event: threading.Event) -> Iterator[None]:
    """Within it, runs end with `Stopped` at the next piece once the event is set."""
    token = _STOPPING.set(event)
    try:
        yield
    finally:
        _STOPPING.reset(token)


class Engine:
    """Runs evaluations for any number of visitors."""

    def __init__(self) -> None:
        self._slots = {
            True: threading.BoundedSemaphore(AT_ONCE),
            False: threading.BoundedSemaphore(AT_ONCE),
        }
        self._lock = threading.Lock()
        self._waiting = 0
        self.closing = threading.Event()
        """Set once every run is to end."""
        self._grounds: Kept[Ground] = Kept(KEPT_GROUNDS)
        self._rows: Kept[Row] = Kept(KEPT_BYTES, lambda row: row.nbytes)
        self._evaluations: Kept[Evaluation] = Kept(
            KEPT_BYTES, lambda found: found.data.nbytes + found.details.nbytes
        )
        self._documents: Kept[dict[str, Any]] = Kept(KEPT_DOCUMENTS)

    def evaluation(self, case: Case, view: View) -> Evaluation:
        """The evaluation of a view's plan, beside no deal.

        Args:
            case: the case.
            view: whose plan and run are asked for.

        Raises:
            BadInput: a setting's value is not allowed.
            Busy: too many wait already.
            Stopped: see `stopping`.
        """
        return self.of_plans(case, [plan_of(case, view)], view.run)

    def of_plans(self, case: Case, plans: Sequence[Plan], run: Run) -> Evaluation:
        """The evaluation of several plans, known ones or drafts, on common futures.

        Raises:
            BadInput: a setting's value is not allowed.
            Busy: too many wait already.
            Stopped: see `stopping`.
        """
        shown = {plan.id: plan for plan in plans if plan.id != NO_DEAL}
        if not shown:
            stated = (*case.header.plans, *case.header.reference_plans) or tuple(case.plans)
            shown = {name: case.plans[name] for name in stated if name != NO_DEAL}
        shown[NO_DEAL] = case.plans[NO_DEAL]
        # The first futures are the same however many follow.
        asked = (case.id, original_hash(case), run.on(1))
        keys = {name: (*asked, name, repr(plan.clauses)) for name, plan in shown.items()}
        named = tuple((key, shown[name].title, shown[name].short) for name, key in keys.items())

        def make() -> Evaluation:
            known = case.model_copy(update={"plans": case.plans | shown})
            rows = {
                name: self._row(keys[name], known, plan, asked, run) for name, plan in shown.items()
            }
            record = side_by_side(known, rows, run.futures)
            result = _Known(
                case=known,
                plans=tuple(shown),
                run=run,
                data=record.data(),
                details=record.details(),
            )
            result.remembers(self._documents, dict(zip(shown, named, strict=True)))
            return result

        return self._evaluations.get((case.hash, named, run.futures), make)

    def close(self) -> None:
        """Let every run end with `Stopped` at its next piece."""
        self.closing.set()

    def _row(self, key: Key, case: Case, plan: Plan, asked: Key, run: Run) -> Row:
        """The results of a plan on at least so many futures."""
        row = self._rows.get(key, Row)
        while row.futures < run.futures:
            with row.growing:
                start = row.futures
                if start >= run.futures:
                    break
                stop = next_end(start, run.futures)
                quick = stop <= QUICK
                with self._slot(quick=quick):
                    parts = even_parts(start, stop, CORES if quick else 1, stop)
                    grounds = [self._ground(case, asked, run, *part) for part in parts]
                    row.grow(case, plan, grounds)
            self._rows.grown(key)
        return row

    def _ground(self, case: Case, asked: Key, run: Run, start: int, stop: int) -> Ground:
        def make() -> Ground:
            drawn = draw(case, run, start, stop)
            return Ground(drawn, run_common(case, drawn))

        return self._grounds.get((asked, start, stop), make) if stop <= QUICK else make()

    @contextmanager
    def _slot(self, *, quick: bool) -> Iterator[None]:
        """Wait for a turn.

        Raises:
            Busy: too many wait already.
            Stopped: nobody wants the answer any more.
        """
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise Busy("Too many answers are being worked out: try again in a moment.")
            self._waiting += 1
        try:
            self._slots[quick].acquire()
        finally:
            with self._lock:
                self._waiting -= 1
        try:
            event = _STOPPING.get()
            if self.closing.is_set() or (event is not None and event.is_set()):
                raise Stopped("The workbench is being stopped, or nobody waits any more.")
            yield
        finally:
            self._slots[quick].release()


class _Known(Evaluation):
    """An evaluation that finds the documents of plans that were asked for before."""

    def remembers(self, kept: Kept[dict[str, Any]], keys: dict[str, Key]) -> None:
        self.__dict__["_kept"] = (kept, keys)

    def _plan(self, plan: str) -> dict[str, Any]:
        kept, keys = self.__dict__["_kept"]
        whole = super()._plan
        document: dict[str, Any] = kept.get((keys[plan], self.run.futures), lambda: whole(plan))
        return document
