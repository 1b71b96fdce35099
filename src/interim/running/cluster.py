"""The same work for many items on a Dask cluster, the package `distributed`."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from interim.errors import BadInput, Problem

Result = TypeVar("Result")

LOCAL = "local"
SECONDS = 15
"""For how long a scheduler may not answer at first."""


def on_cluster(
    work: Callable[..., Result],
    given: Any,
    items: Mapping[int, tuple[Any, ...]],
    address: str,
    workers: int | None = None,
) -> Iterator[tuple[int, Result]]:
    """Results as a cluster finishes them, with the numbers of their items.

    A worker that is lost has its items done again by others.

    Args:
        work: a function of a module, called with `given` and what an item holds.
        given: what all items need; sent to each worker once.
        items: number -> the other arguments.
        address: of the scheduler (``tcp://host:8786``), or ``local``.
        workers: processes of a local cluster; by default one per core.

    Raises:
        BadInput: Dask is missing, the scheduler cannot be reached, or it was lost; and what `work`
            raises.
    """
    try:
        from distributed import CancelledError, KilledWorker, as_completed
    except ImportError:
        raise BadInput(
            [
                Problem(
                    "a cluster needs the package distributed, which is not installed",
                    expected="pip install 'interim[cluster]'",
                )
            ]
        ) from None
    with _client(address, workers) as client:
        try:
            (there,) = client.scatter([given], broadcast=True)
            # Names are the scheduler's, which others may use at the same time.
            run = uuid.uuid4().hex
            asked = {
                client.submit(work, there, *item, key=f"interim-{run}-{number}"): number
                for number, item in items.items()
            }
            for future in as_completed(asked):  # type: ignore[no-untyped-call]
                result = future.result()
                number = asked.pop(future)
                future.release()
                yield number, result
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
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as local,
            Client(local) as client,  # type: ignore[no-untyped-call]
        ):
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
