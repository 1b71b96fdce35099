"""Slow answers: worked out behind the page one at a time, kept, and shown when they are there.

A page that needs more than a moment asks for an errand and shows how far it is; asking again finds
the same errand. What nobody has asked about for a while is not begun at all.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

from interim.foundation.errors import BadInput
from interim.interfaces.workbench.engine import Engine, Stopped

KEPT = 48
"""Results kept."""
MOST_WAITING = 24
"""Errands that may wait; who asks for more is told to come back."""
FORGOTTEN = 180.0
"""Seconds after which a waiting errand that nobody asks about is dropped."""

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Somebody no longer wants this answer."""


@dataclass
class Errand:
    """Something that is being worked out, as it stood when somebody asked.

    Attributes:
        state: `waiting`, `running`, `done` or `failed`.
        result: what came of it once it is done.
        problems: why it failed.
        steps: how many steps are done, and of how many; 0 of 0 where unknown.
        ahead: errands that come before it while it waits.
        cancelled: whether it is to end at its next step.
    """

    state: str = "waiting"
    result: Any = None
    problems: tuple[str, ...] = ()
    steps: tuple[int, int] = (0, 0)
    ahead: int = 0
    cancelled: bool = False
    asked: float = field(default_factory=time.monotonic)
    began: float = 0.0

    @property
    def under_way(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in ("waiting", "running")

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        if self.state == "waiting":
            return "waiting for another answer" if self.ahead else "about to begin"
        done, total = self.steps
        seconds = round(time.monotonic() - self.began)
        since = f"{seconds} s so far"
        return f"step {done + 1} of {total}, {since}" if 0 < done < total else since


class Background:
    """Works errands out in a thread of its own, in the order in which they were asked for."""

    def __init__(self, closing: threading.Event | None = None) -> None:
        """Nothing to do yet.

        Args:
            closing: once it is set, every errand ends at its next step.
        """
        self._closing = closing or threading.Event()
        self._lock = threading.Lock()
        self._there: OrderedDict[Hashable, Errand] = OrderedDict()
        self._queue: OrderedDict[Hashable, Callable[[Progress], Any]] = OrderedDict()
        self._working = False
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._one = threading.Lock()

    def seen(self, key: Hashable) -> Errand | None:
        """An errand that was asked for before, or None."""
        with self._lock:
            errand = self._seen(key)
            return None if errand is None else replace(errand)

    def ask(self, key: Hashable, work: Callable[[Progress], Any], patience: float = inf) -> Errand:
        """The errand under a key; it is begun if nobody asked for it before.

        Args:
            key: all that the result depends on.
            work: given a function that it may call with (done, total), returns the result. That
                function raises `Cancelled` once the errand is cancelled.
            patience: seconds after which an errand that nobody asks about ends at its next step.
        """

        def wanted(progress: Progress) -> Any:
            def step(done: int, total: int) -> None:
                if time.monotonic() - errand.asked > patience:
                    self.cancel(key)
                progress(done, total)

            return work(step)

        with self._lock:
            before = self._seen(key)
            if before is not None:
                return replace(before)
            if len(self._queue) >= MOST_WAITING:
                return Errand("failed", problems=("too much is being worked out: try again soon",))
            errand = self._there[key] = Errand(ahead=len(self._queue) + self._working)
            self._queue[key] = wanted
            while len(self._there) > KEPT + MOST_WAITING:
                self._drop()
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="errands", daemon=True).start()
            return replace(errand)

    def cancel(self, key: Hashable) -> bool:
        """End an errand at its next step, or never begin it; False if there is nothing to end."""
        with self._lock:
            errand = self._there.get(key)
            if errand is None or not errand.under_way or errand.cancelled:
                return False
            errand.cancelled = True
            del self._there[key]
            self._queue.pop(key, None)
            return True

    def kept(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """What is kept under a key, worked out at once if it is not; one at a time."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._one:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            result = work()
            with self._lock:
                self._kept[key] = result
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return result

    def _seen(self, key: Hashable) -> Errand | None:
        errand = self._there.get(key)
        if errand is not None:
            errand.asked = time.monotonic()
            self._there.move_to_end(key)
            errand.ahead = (list(self._queue).index(key) if key in self._queue else 0) + (
                errand.state == "waiting" and self._working
            )
        return errand

    def _drop(self) -> None:
        """Forget the result that was not asked for longest."""
        for key, errand in self._there.items():
            if not errand.under_way:
                del self._there[key]
                return

    def _next(self) -> tuple[Errand, Callable[[Progress], Any]] | None:
        with self._lock:
            while self._queue:
                key, work = self._queue.popitem(last=False)
                errand = self._there[key]
                if time.monotonic() - errand.asked < FORGOTTEN:
                    errand.state, errand.began = "running", time.monotonic()
                    return errand, work
                del self._there[key]
            self._working = False
            return None

    def _work(self) -> None:
        while (following := self._next()) is not None:
            errand, work = following

            def progress(done: int, total: int, errand: Errand = errand) -> None:
                errand.steps = (done, total)
                if errand.cancelled or self._closing.is_set():
                    raise Cancelled

            try:
                errand.result = work(progress)
                errand.state = "done"
            except (Cancelled, Stopped):
                errand.problems = ("this was stopped",)
                errand.state = "failed"
            except BadInput as error:
                errand.problems = tuple(str(problem) for problem in error.problems)
                errand.state = "failed"
            except BaseException:
                # The page says so; the trace goes to the server's own log.
                errand.problems = ("this could not be worked out; the server's log says why",)
                errand.state = "failed"
                with self._lock:
                    # Whatever waits is worked out by a new thread.
                    self._working = bool(self._queue)
                    if self._working:
                        threading.Thread(target=self._work, name="errands", daemon=True).start()
                raise


_OF: WeakKeyDictionary[Engine, dict[str, Background]] = WeakKeyDictionary()
_MAKING = threading.Lock()


def behind(engine: Engine, queue: str = "answers") -> Background:
    """What works behind the pages of one server.

    Args:
        engine: that of the server.
        queue: errands of different queues do not wait for each other.
    """
    with _MAKING:
        return _OF.setdefault(engine, {}).setdefault(queue, Background(engine.closing))
