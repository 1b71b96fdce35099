"""The same work for many items on a Dask cluster, the package `distributed`."""

from __future__ import annotations

import logging
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from interim.foundation.errors import BadInput, Problem
from interim.foundation.version import VERSION

Result = TypeVar("Result")

LOCAL = "local"
SECONDS = 15
"""For how long a scheduler may not answer at first, or have no worker."""
PATIENCE = 300
"""Seconds for which a run waits for a worker, once all are lost."""


def on_cluster(
    work: Callable[..., Result],
    given: Any,
    items: Mapping[int, tuple[Any, ...]],
    address: str,
    workers: int | None = None,
) -> Iterator[tuple[int, Result]]:
    """Results as a cluster finishes them, with the numbers of their items.

    A worker that is lost has its items done again by others. Where all are, another is waited for.

    Args:
        work: a function of a module, called with `given` and what an item holds.
        given: what all items need; sent to each worker once.
        items: number -> the other arguments.
        address: of the scheduler (``tcp://host:8786``), or ``local``.
        workers: processes of a local cluster; by default one per core.

    Raises:
        BadInput: Dask is missing, the scheduler cannot be reached or is lost, there is no worker,
            interim or a package of a stage is missing there, or another version of interim is
            there; and what `work` raises.
    """
    try:
        from distributed import CancelledError, KilledWorker
        from distributed.protocol.pickle import dumps
    except ImportError:
        raise BadInput(
            [
                Problem(
                    "a cluster needs the package distributed, which is not installed",
                    expected="pip install 'interim[cluster]'",
                )
            ]
        ) from None
    try:
        with _client(address, workers) as client:
            _expect_interim(client, address)
            # Names are the scheduler's, which others may use at the same time.
            run = f"interim-{uuid.uuid4().hex}"
            # A result like any other: it is made anew when the worker that holds it is lost.
            packed = dumps(given)  # type: ignore[no-untyped-call]
            there = client.submit(_itself, packed, key=f"{run}-given")
            asked = {
                client.submit(_done, VERSION, work, there, *item, key=f"{run}-{number}"): number
                for number, item in items.items()
            }
            for future in _finished(client, asked):
                result = future.result()
                number = asked.pop(future)
                future.release()
                yield number, result
    except ImportError as error:
        raise BadInput(
            [
                Problem(
                    f"a package is missing on the cluster: {error}",
                    file=address,
                    expected="what is run here, stages of other packages too, on every worker",
                )
            ]
        ) from error
    except (KilledWorker, CancelledError, OSError, TimeoutError) as error:
        raise BadInput(
            [
                Problem(
                    f"the cluster was lost: {type(error).__name__}: {error}",
                    file=address,
                    expected="a scheduler and workers that stay; --resume keeps what is done",
                )
            ]
        ) from error


def _expect_interim(client: Any, address: str) -> None:
    """Complain about a cluster that cannot do the work, which would wait for it forever."""

    def version() -> str | None:
        # A function in a function is sent by its code, so that it runs where interim is missing.
        try:
            from interim.foundation.version import VERSION as there
        except ImportError:
            return None
        return there

    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError:
        raise BadInput(
            [
                Problem(
                    "the scheduler has no worker", file=address, expected="dask worker " + address
                )
            ]
        ) from None
    versions = {"the scheduler": client.run_on_scheduler(version), **client.run(version)}
    problems = [
        Problem(
            "interim is missing there" if there is None else "another version of interim is there",
            file=place,
            found=there,
            expected=f"interim {VERSION}",
        )
        for place, there in versions.items()
        if there != VERSION
    ]
    if problems:
        raise BadInput(problems)


def _finished(client: Any, asked: Mapping[Any, int]) -> Iterator[Any]:
    """Dask's futures as they are finished, as long as there are workers."""
    from distributed import as_completed

    coming = as_completed(asked)  # type: ignore[no-untyped-call]
    seen = looked = time.monotonic()
    while asked:
        batch = coming.next_batch(block=False)  # type: ignore[no-untyped-call]
        yield from batch
        now = time.monotonic()
        if not batch and now - looked > 1:
            looked = now
            if client.nthreads():
                seen = now
            elif now - seen > PATIENCE:
                raise TimeoutError(f"no worker for {PATIENCE} seconds")
        if not batch:
            time.sleep(0.02)


def _itself(given: bytes) -> bytes:
    """What all items need, as a result that lies with the workers."""
    return given


def _done(version: str, work: Callable[..., Result], given: bytes, *item: Any) -> Result:
    """The work for one item, by a worker that would do it as we do."""
    if version != VERSION:
        raise BadInput(
            [
                Problem(
                    "a worker of the cluster has another version of interim",
                    found=VERSION,
                    expected=version,
                )
            ]
        )
    # Unpacked here and not on arrival: a package that is missing then fails the item with a reason,
    # where it would have silenced the worker.
    from distributed.protocol.pickle import loads

    return work(loads(given), *item)  # type: ignore[no-untyped-call]


@contextmanager
def _client(address: str, workers: int | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    # What it has to say of lost workers is said once, by us.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address == LOCAL:
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers or os.cpu_count() or 1,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",  # a free port: others may run, too
                silence_logs=logging.CRITICAL,
            ) as local,
            Client(local) as client,  # type: ignore[no-untyped-call]
        ):
            client.register_worker_callbacks(setup=_leave_interrupts)
            yield client
        return
    try:
        client = Client(address, timeout=SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise BadInput(
            [
                Problem(
                    f"no scheduler answers there: {error}",
                    file=address,
                    expected="the address that 'dask scheduler' prints, or 'local'",
                )
            ]
        ) from error
    with client:
        yield client


def _leave_interrupts() -> None:
    """Ctrl-C reaches all processes of a terminal; we answer it and stop the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
