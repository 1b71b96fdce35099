"""Pieces of a run on a Dask cluster, the package `distributed`."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from interim.errors import BadInput, Problem
from interim.running.piece import Piece, Task, run_piece

LOCAL = "local"
SECONDS = 15
"""For how long a scheduler may not answer at first."""


def on_cluster(
    task: Task, ranges: Sequence[tuple[int, int, int]], address: str, workers: int | None = None
) -> Iterator[tuple[int, Piece]]:
    """Pieces as a cluster finishes them, with their numbers.

    A worker that is lost has its pieces done again by others.

    Args:
        task: what is run.
        ranges: number, first future and future after the last of each piece.
        address: of the scheduler (``tcp://host:8786``), or ``local``.
        workers: processes of a local cluster; by default one per core.

    Raises:
        BadInput: Dask is missing, the scheduler cannot be reached, or it was lost.
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
            # Once to each worker, and not with each piece.
            (given,) = client.scatter([task], broadcast=True)
            asked = {
                client.submit(
                    run_piece, given, start, stop, key=f"interim-{id(task)}-{number}"
                ): number
                for number, start, stop in ranges
            }
            for future in as_completed(asked):  # type: ignore[no-untyped-call]
                piece = future.result()
                number = asked.pop(future)
                future.release()
                yield number, piece
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
