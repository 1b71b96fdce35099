import json
import sys

import duckdb
import pandas as pd
import pytest
import xarray as xr

import interim
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.sweep import store
from interim.sweep.experiment import sweep
from interim.sweep.factors import factors

RATE = "enforcement.behaviour.opportunity_rate"
VOTE = "vote"


@pytest.fixture(scope="module")
def done(template):
    case = interim.load(template)
    varied = factors(case, [(RATE, "0.05,0.1 to 0.3")], [(VOTE, "none,registered")])
    return sweep(case, varied, ["interim-rule", "standstill"], run=Run(40))


@pytest.fixture(scope="module")
def rows(done):
    return done.to_json()["results"]


def test_pandas_reads_a_row_per_point_and_plan(done, rows, tmp_path):
    frame = pd.read_parquet(store.write(done, tmp_path / "deep" / "s.parquet"))
    assert len(frame) == len(rows)
    for (_, stored), row in zip(frame.iterrows(), rows, strict=True):
        assert (stored["point"], stored["plan"]) == (row["point"], row["plan"])
        assert stored[RATE] == row["settings"][RATE]
        assert stored[VOTE] == row["clauses"][VOTE]
        assert stored["signed"] == row["signed"]["p"]
        held = row["holds_if_adopted"]["10"]
        assert [stored[f"holds_if_adopted.10{end}"] for end in ("", ".low", ".high", ".n")] == [
            held[key] for key in ("p", "low", "high", "n")
        ]


def test_duckdb_asks_a_question_of_it(done, rows, tmp_path):
    file = store.write(done, tmp_path / "s.parquet")
    best = duckdb.sql(
        f"""select plan, max("holds_if_adopted.10") from '{file}' group by plan order by plan"""
    ).fetchall()
    assert best == [
        (plan, max(r["holds_if_adopted"]["10"]["p"] for r in rows if r["plan"] == plan))
        for plan in sorted({r["plan"] for r in rows})
    ]


def test_xarray_reads_arrays_over_point_and_plan(done, rows, tmp_path):
    with xr.open_zarr(store.write(done, tmp_path / "s.zarr"), chunks=None) as found:
        for row in rows:
            at = found.sel(point=row["point"], plan=row["plan"])
            assert (
                float(at["holds"].sel(year=10)) == row["holds"]["10"]["p"]
                or row["holds"]["10"] is None
            )
            assert float(at["signed_low"]) == row["signed"]["low"]
            assert str(at[VOTE].values) == row["clauses"][VOTE]
        missing = found.sel(plan="interim-rule").where(found[VOTE] == "none", drop=True)
        assert missing["signed"].isnull().all()
        assert json.loads(found.attrs["interim"]) == json.loads(json.dumps(done.about))


def test_what_was_run_stands_in_the_file(done, tmp_path):
    import pyarrow.parquet as pq

    schema = pq.read_schema(store.write(done, tmp_path / "s.parquet"))
    assert json.loads(schema.metadata[b"interim"]) == json.loads(json.dumps(done.about))


def test_numbers_stay_numbers(template):
    case = interim.load(template)
    only = sweep(case, factors(case, [(RATE, "0.05:0.3:2")]), ["standstill"], run=Run(20))
    assert list(store.table(only)[RATE]) == [0.05, 0.3]


@pytest.mark.parametrize("name", ["s.csv", "s", "there.parquet"])
def test_a_place_that_is_no_store_is_told_first(tmp_path, name):
    (tmp_path / "there.parquet").write_text("somebody's work")
    with pytest.raises(BadInput):
        store.expect_store(tmp_path / name)
    assert (tmp_path / "there.parquet").read_text() == "somebody's work"


@pytest.mark.parametrize(("ending", "module"), [("parquet", "pyarrow"), ("zarr", "zarr")])
def test_a_missing_library_is_named_with_what_installs_it(monkeypatch, tmp_path, ending, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput, match=r"interim\[sweep\]"):
        store.expect_store(tmp_path / f"s.{ending}")
