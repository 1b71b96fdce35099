"""The same work for many items in threads, which Ctrl-C and errors stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import pairwise
from typing import TypeVar

from interim.foundation.errors import BadInput, Problem

Item = TypeVar("Item")
Result = TypeVar("Result")

WAITING = 2
"""Items handed out ahead, for each thread: finished results never pile up."""


LEAST = 50
"""Futures from which on it is worth while to give them to a core of their own."""


def even_parts(start: int, stop: int, workers: int | None, most: int) -> list[tuple[int, int]]:
    """The futures from start to stop in even parts, so that no thread waits long for another.

    Args:
        start: the first.
        stop: after the last.
        workers: threads; by default one per core. Each has a part of its own, unless it were small.
        most: futures in a part.
    """
    futures = stop - start
    parts = max(min(workers or os.cpu_count() or 1, futures // LEAST), -(-futures // most), 1)
    return list(pairwise(start + futures * k // parts for k in range(parts + 1)))


def expect_workers(workers: int | None) -> None:
    """Complain about a number of workers that nobody can have.

    Raises:
        BadInput: fewer than one.
    """
    if workers is not None and workers < 1:
        raise BadInput([Problem("workers are a whole number above 0", found=f"workers {workers}")])


def in_threads(
    work: Callable[[Item, threading.Event], Result],
    items: Iterable[Item],
    workers: int | None = None,
) -> Iterator[Result]:
    """Results in the order in which they are finished.

    Args:
        work: given an item and an event; once the event is set nobody wants its result any more,
            and it should return soon.
        items: what to work on.
        workers: threads; by default one per core.

    Raises:
        KeyboardInterrupt: on Ctrl-C, once running work has returned; likewise any error of `work`.
    """
    count = workers or os.cpu_count() or 1
    left = iter(items)
    stopping = threading.Event()
    with ThreadPoolExecutor(count) as pool:
        pending: set[Future[Result]] = set()
        try:
            while True:
                for item in left:
                    pending.add(pool.submit(work, item, stopping))
                    if len(pending) >= WAITING * count:
                        break
                if not pending:
                    return
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for finished in done:
                    yield finished.result()
        except BaseException:  # also where the reader has had enough
            stopping.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
