"""Published results, reproduced from copies of the data sets, and files that are something else."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from interim.foundation.errors import BadInput
from interim.history.datasets import FORMATS, SUMMARIES

FILES = {
    "ucdp": "ucdp-peace-agreements-221-development.csv",
    "pam": "PAM_ID-V.1.5.xlsx",
    "pax": "pax_all_agreements_data_v6.csv",
    "fortna": "fortna-pk_pkept_old.dta",
}


@pytest.fixture(scope="session")
def agreements(shared: Path) -> Path:
    return shared / "data" / "agreements"


def test_fortna_peace_kept(agreements):
    """Fortna (2008): 19 of 34 with peacekeepers, 21 of 62 without: 55.9 % and 33.9 %."""
    kept = SUMMARIES["fortna"](agreements / FILES["fortna"])["kept"]
    with_force, without = kept["with peacekeepers"], kept["without peacekeepers"]
    assert (with_force["n"], without["n"]) == (34, 62)
    assert with_force["p"] == pytest.approx(0.559, abs=5e-4)
    assert without["p"] == pytest.approx(0.339, abs=5e-4)
    # So few cases: the intervals have much in common.
    assert with_force["low"] < without["high"]


def test_pam_implementation(agreements):
    """Joshi, Quinn and Regan (2015): means after 1, 3, 5 and 10 years."""
    found = SUMMARIES["pam"](agreements / FILES["pam"])
    means = [found["implementation"][year]["mean"] for year in ("1", "3", "5", "10")]
    assert means == pytest.approx([41.7, 61.5, 69.3, 76.3], abs=0.05)
    assert found["accords"] == 34


def test_ucdp_survival(agreements):
    """All 374 agreements survive 1, 5 and 10 years at 0.79, 0.69, 0.64.

    The copy here has 311 of them, without the conflicts kept aside for scoring, so that its own
    curve differs by less than its interval.
    """
    found = SUMMARIES["ucdp"](agreements / FILES["ucdp"])
    curve = found["survival"]["all agreements"]
    for year, published in (("1", 0.79), ("5", 0.69), ("10", 0.64)):
        assert curve[year]["low"] < published < curve[year]["high"]
    assert [curve[y]["p"] for y in ("1", "5", "10")] == pytest.approx(
        [0.765, 0.647, 0.622], abs=1e-3
    )
    assert (found["agreements"], found["left_out"], found["ended"]) == (306, 5, 113)


def test_pax_counts(agreements):
    found = SUMMARIES["pax"](agreements / FILES["pax"])
    assert (found["agreements"], found["processes"]) == (2003, 170)
    assert found["shares"]["interim arrangement"]["p"] == pytest.approx(112 / 2003)


@pytest.mark.parametrize("which", FORMATS)
def test_another_data_set_is_named_as_such(agreements, which):
    for other, name in FILES.items():
        if other == which:
            continue
        with pytest.raises(BadInput) as caught:
            SUMMARIES[which](agreements / name)
        said = str(caught.value)
        assert f"this is {FORMATS[other].name}" in said
        assert f"--{other}" in said
        assert FORMATS[which].name in said


# --- small made-up copies --------------------------------------------------------------------


def test_ucdp_by_hand(tmp_path):
    """Three agreements: one ends after 366 days, one at an unknown day, one stands."""
    table = pd.DataFrame(
        {
            "paid": [1, 2, 3],
            "pa_name": ["a", "b", "c"],
            "pa_date": ["2000-01-01", "2000-01-01", "2000-01-01"],
            "incompatibility": ["1", "2", "3"],
            "ended": [True, True, None],
            "duration": ["2001-01-01", None, None],
            "pko": [1, 0, 0],
        }
    )
    path = tmp_path / "copy.csv"
    table.to_csv(path, index=False)
    found = SUMMARIES["ucdp"](path)
    assert (found["agreements"], found["left_out"], found["ended"]) == (2, 1, 1)
    # 366 days are more than a year of 365.25: both stand after one, one of two after five.
    assert found["survival"]["over territory"]["1"]["p"] == 1
    assert found["survival"]["over territory"]["5"]["p"] == 0.5
    assert found["survival"]["without peacekeepers"]["5"] == {
        "p": 1.0,
        "low": pytest.approx(0.025),
        "high": 1.0,
        "n": 1,
    }


def test_pam_may_be_a_table_in_csv(tmp_path):
    path = tmp_path / "pam.csv"
    pd.DataFrame(
        {
            "pam_caseid": [1, 2],
            "accord name": ["a", "b"],
            "year_count": [1, 1],
            "agg_implem_score": [40.0, 60.0],
        }
    ).to_csv(path, index=False)
    found = SUMMARIES["pam"](path)["implementation"]
    # Student's t with one degree of freedom: 12.706; the standard error is 10.
    assert found["1"]["mean"] == 50
    assert found["1"]["high"] == pytest.approx(50 + 127.06, abs=0.01)
    assert found["10"] is None


def test_fortna_by_hand(tmp_path):
    """First observations only: the row without a cease-fire's day is a later one of its case."""
    path = tmp_path / "any.dta"
    day = pd.Timestamp("1990-01-01")
    pd.DataFrame(
        {
            "id": [1.0, 1.0, 2.0, 3.0, 4.0],
            "cname": list("aabcd"),
            "cfdate": [day, pd.NaT, day, day, day],
            "pk_dum": [1.0, 0.0, 1.0, 0.0, 0.0],
            "pk_dumC": [1.0, 1.0, 1.0, 0.0, np.nan],
            "morewar": [0.0, 1.0, 1.0, 1.0, 0.0],
        }
    ).to_stata(path, write_index=False)
    found = SUMMARIES["fortna"](path)
    assert found["ceasefires"] == 3
    assert found["kept"]["with peacekeepers"]["p"] == 0.5
    assert found["kept"]["without peacekeepers"]["p"] == 0


@pytest.mark.parametrize("which", FORMATS)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a table that can be read"),
        (b"%PDF-1.4\xc4\xe5", "not a table that can be read"),
        (b"PK\x03\x04 no workbook", "not a table that can be read"),
        (b"a,b\n1,2\n", "this is another file"),
    ],
)
def test_a_wrong_file_is_named_with_what_was_expected(tmp_path, which, content, words):
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        SUMMARIES[which](path)
    said = str(caught.value)
    assert words in said
    assert str(path) in said
    assert FORMATS[which].columns[0] in said


def test_a_missing_column_and_a_missing_file(tmp_path):
    columns = list(FORMATS["ucdp"].columns)
    path = tmp_path / "older.csv"
    path.write_text(",".join(columns[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match="the column 'pko' is missing"):
        SUMMARIES["ucdp"](path)
    with pytest.raises(BadInput, match="no such file"):
        SUMMARIES["ucdp"](tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("which", "column"), [("ucdp", "pa_date"), ("pam", "agg_implem_score"), ("fortna", "pk_dumC")]
)
def test_columns_without_values_are_named(tmp_path, which, column):
    path = tmp_path / "empty.csv"
    names = FORMATS[which].columns
    path.write_text(",".join(names) + "\n" + ",".join("x" for _ in names) + "\n", encoding="utf-8")
    if which == "fortna":
        rows = "1,a,1990-01-01,1,,0\n"
        path.write_text(",".join(names) + "\n" + rows, encoding="utf-8")
    with pytest.raises(BadInput, match=f"'{column}' cannot be read"):
        SUMMARIES[which](path)


def test_pax_counts_any_mention_of_a_referendum(tmp_path):
    """StRef grades from 0 (no mention) to 3; blank is no mention."""
    rows = ["Con,PPName,AgtId,Agt,Dat,Interim,StRef"]
    rows += [f"x,p{k % 2},{k},a,2000-01-01,{interim},{grade}" for k, (interim, grade) in enumerate(
        [("Yes", 0), ("yes", 1), ("No", 2), ("1", 3), ("", ""), ("No", 0)]
    )]  # fmt: skip
    path = tmp_path / "pax.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = SUMMARIES["pax"](path)
    assert (found["agreements"], found["processes"]) == (6, 2)
    shares = {name: round(share["p"] * share["n"]) for name, share in found["shares"].items()}
    assert shares == {"interim arrangement": 3, "referendum on the state": 3, "both": 2}
