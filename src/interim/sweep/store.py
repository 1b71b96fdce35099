"""A finished sweep as a file that pandas, xarray and DuckDB read."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from interim.foundation.errors import BadInput, Problem
from interim.foundation.files import expect_writable, write_bytes
from interim.sweep.experiment import Sweep
from interim.sweep.measures import MEASURES, Measure, column, numbers

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

ENDINGS = (".parquet", ".zarr")


def expect_store(path: Path) -> None:
    """Complain about a store that could not be written, before the work that would fill it.

    Raises:
        BadInput: the name has another ending, something is there already, no file can be made
            there, or the library that writes it is not installed.
    """
    if path.suffix not in ENDINGS:
        raise BadInput(
            [
                Problem(
                    "the name of the result has another ending",
                    file=str(path),
                    found=path.suffix or "none",
                    expected=" or ".join(ENDINGS),
                )
            ]
        )
    if path.exists():
        raise BadInput(
            [
                Problem(
                    "something is there already, and a sweep overwrites nothing",
                    file=str(path),
                    expected="another name, or remove it first",
                )
            ]
        )
    expect_writable(path)
    try:
        if path.suffix == ".parquet":
            import pyarrow  # type: ignore[import-untyped]  # noqa: F401
        else:
            import zarr  # noqa: F401
    except ImportError as error:
        raise BadInput(
            [
                Problem(
                    f"a {path.suffix} file needs {error.name}, which is not installed",
                    expected="pip install 'interim[sweep]'",
                )
            ]
        ) from None


def write(sweep: Sweep, path: Path) -> Path:
    """Write a sweep, whole or not at all.

    Args:
        sweep: the sweep.
        path: a name that ends in ``.parquet`` (one row per point and plan) or ``.zarr`` (arrays
            over point, plan and what a result is listed by).

    Raises:
        BadInput: it cannot be written.
    """
    return _parquet(sweep, path) if path.suffix == ".parquet" else _zarr(sweep, path)


def table(sweep: Sweep) -> pd.DataFrame:
    """One row per point and plan.

    Columns: ``point``, ``plan``, what is varied under its own name, then each result
    (``holds_if_adopted.10``) followed by what stands beside it (``.low``, ``.high``, ``.n``). A
    probability is a share of futures with its 95 % interval; other results are medians with the
    5th and 95th percentile. Undefined results are missing.
    """
    import pandas as pd

    varied = _varied(sweep)
    rows = []
    for at, (point, results) in enumerate(zip(sweep.points, sweep.results, strict=True)):
        for plan, result in results.items():
            where: dict[str, Any] = {
                "point": point.number,
                "plan": plan,
                **{n: v[at] for n, v in varied.items()},
            }
            cells = {
                column(measure, key, statistic): np.nan if number is None else float(number)
                for measure, key, statistic, number in numbers(result)
            }
            rows.append(where | cells)
    return pd.DataFrame(rows)


def dataset(sweep: Sweep) -> xr.Dataset:
    """Arrays over point, plan and what a result is listed by.

    A result ``holds`` has its interval in ``holds_low`` and ``holds_high`` and the number of
    futures in ``holds_n``. What is varied are coordinates of ``point``. NaN is undefined.
    """
    import xarray as xr

    plans = list(sweep.about["plans"])
    first = next(result for results in sweep.results for result in results.values())
    variables: dict[str, Any] = {}
    coordinates: dict[str, Any] = {
        "point": [point.number for point in sweep.points],
        "plan": plans,
    }
    for measure in MEASURES:
        keys: list[str | None] = list(first[measure.name]) if measure.over else [None]
        if not keys:
            continue
        if measure.over:
            coordinates[measure.over] = [_key(measure, str(key)) for key in keys]
        for statistic in measure.statistics:
            dims = ("point", "plan", *([measure.over] if measure.over else []))
            cells = np.array(
                [
                    [
                        [_number(results.get(plan), measure, key, statistic) for key in keys]
                        for plan in plans
                    ]
                    for results in sweep.results
                ]
            )
            name = measure.name + ("" if statistic == measure.statistics[0] else f"_{statistic}")
            variables[name] = (dims, cells if measure.over else cells[:, :, 0])
    coordinates |= {name: ("point", levels) for name, levels in _varied(sweep).items()}
    return xr.Dataset(variables, coordinates, {"interim": json.dumps(sweep.about)})


def _number(
    stated: Mapping[str, Any] | None, measure: Measure, key: str | None, statistic: str
) -> float:
    cell = None if stated is None else stated[measure.name]
    if cell is not None and key is not None:
        cell = cell[key]
    return float("nan") if cell is None else float(cell[statistic])


def _key(measure: Measure, key: str) -> int | str:
    return int(key) if measure.over == "year" else key


def _varied(sweep: Sweep) -> dict[str, list[float] | list[str]]:
    """What is varied, by point: numbers where every value is one, else text."""
    varied: dict[str, list[float] | list[str]] = {}
    for name in sweep.points[0].settings:
        texts = [point.settings[name] for point in sweep.points]
        try:
            varied[name] = [float(text) for text in texts]
        except ValueError:  # a range or a name among them
            varied[name] = texts
    for name in sweep.points[0].clauses:
        varied[name] = [point.clauses[name] for point in sweep.points]
    return varied


def _parquet(sweep: Sweep, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    arrow = pa.Table.from_pandas(table(sweep), preserve_index=False)
    metadata = {**(arrow.schema.metadata or {}), b"interim": json.dumps(sweep.about).encode()}
    written = io.BytesIO()
    pq.write_table(arrow.replace_schema_metadata(metadata), written)
    return write_bytes(path, written.getvalue())


def _zarr(sweep: Sweep, path: Path) -> Path:
    part = path.with_name(f".{path.name}.part")
    # Format 2, since format 3 has no settled way yet to store text.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        dataset(sweep).to_zarr(part, mode="w", zarr_format=2)
        part.rename(path)
    except OSError as error:
        raise BadInput(
            [Problem(f"cannot write this store: {error.strerror or error}", file=str(path))]
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return path
