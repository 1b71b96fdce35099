"""The search for better packages: in a process of its own, begun and ended by a visitor, and kept.

A search takes minutes. In a process of its own it takes no turn from the pages and can be ended at
any moment; what it found stands in the store under all that it depends on, so that it is there
again after the server was stopped.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import sqlite3
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput
from interim.foundation.version import VERSION
from interim.futures import Run
from interim.interfaces.workbench.background import Errand, Progress, behind
from interim.interfaces.workbench.engine import AT_ONCE
from interim.interfaces.workbench.page import Desk
from interim.interfaces.workbench.saved import original_hash

BEAT = 0.2
"""Seconds between two looks at whether it is still wanted."""
CALMLY = 10
"""How far the pages come before a search where both want the same core."""


def key(desk: Desk) -> str:
    """What a search depends on, as a short text: case, assumptions, seed, futures, version."""
    view = desk.view
    about = [
        "bridge", VERSION, original_hash(desk.case), view.lens, view.settings, view.seed,
        defaults.PAGE_SEARCH,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def known(desk: Desk) -> tuple[dict[str, Any] | None, Errand | None]:
    """What a search found, in this run of the server or an earlier one, or else how far it is."""
    # The errand first: it may come to its end, and its result be kept, between the two.
    errand = behind(desk.engine, "search").seen(key(desk))
    if errand is not None and errand.state == "done":
        return errand.result, None
    text = desk.store.result(key(desk))
    return (None, errand) if text is None else (json.loads(text), None)


def begin(desk: Desk) -> None:
    """Begin a search, unless it is under way or was done before."""
    if desk.store.result(key(desk)) is not None:
        return
    case, view, name = desk.case, desk.view, key(desk)
    run = view.run.on(defaults.PAGE_SEARCH)

    def work(progress: Progress) -> dict[str, Any]:
        document = apart(case, run, progress)
        # Where nothing can be written it is kept as long as the server runs.
        with suppress(sqlite3.Error):
            desk.store.keep_result(name, json.dumps(document))
        return document

    behind(desk.engine, "search").ask(name, work)


def cancel(desk: Desk) -> None:
    """End a search that is under way."""
    behind(desk.engine, "search").cancel(key(desk))


def apart(case: Case, run: Run, progress: Progress) -> dict[str, Any]:
    """Search in a process of its own.

    Args:
        case: the case.
        run: of the search.
        progress: called several times a second with (done, total) rounds; what it raises ends the
            process.

    Raises:
        BadInput: unknown lens or quantity.
        RuntimeError: the process came to an end of its own.
    """
    there = multiprocessing.get_context("spawn")
    mine, its = there.Pipe(duplex=False)
    process = there.Process(target=_search, args=(its, case, run), name="search", daemon=True)
    process.start()
    its.close()
    steps = (0, 0)
    try:
        while True:
            progress(*steps)
            if not mine.poll(BEAT):
                continue
            try:
                kind, value = mine.recv()
            except EOFError:
                raise RuntimeError("the search ended without a result") from None
            if kind == "done":
                document: dict[str, Any] = value
                return document
            if kind == "problems":
                raise BadInput(value)
            steps = value
    finally:
        process.kill()
        process.join()
        mine.close()


def _search(pipe: Connection, case: Case, run: Run) -> None:
    # Ctrl-C is for the server, which ends this; without a server there is nobody to tell.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Imported where it is searched: the workbench opens without scipy's optimizers.
    from interim.questions.bridge import bridge

    threading.Thread(target=_end_with_the_server, daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(CALMLY)
    try:
        document = bridge(
            case, run=run, workers=AT_ONCE, progress=lambda *steps: pipe.send(("steps", steps))
        ).to_json()
    except BadInput as error:
        pipe.send(("problems", list(error.problems)))
    else:
        # As it is read from the store.
        pipe.send(("done", json.loads(json.dumps(document))))


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
