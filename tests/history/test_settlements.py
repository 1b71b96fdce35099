"""The table of settlements: what it may hold, and what was known of it on a day."""

import csv
import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from interim.case.model.history import CODES
from interim.foundation.errors import BadInput
from interim.history.settlements import (
    COLUMNS,
    FEATURES,
    LAST_SEEN,
    MEANING,
    lives,
    read_settlements,
    shipped,
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A copy of the shipped table."""
    with resources.as_file(resources.files("interim.history") / "settlements.csv") as path:
        return Path(shutil.copy(path, tmp_path))


def rewrite(table: Path, id_: str, **changes: str) -> Path:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["id"] == id_:
            row.update(changes)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return table


def test_features_are_those_a_case_may_name():
    assert {name: tuple(codes) for name, codes in FEATURES.items()} == CODES
    assert set(MEANING) == set(FEATURES)
    for codes in FEATURES.values():
        values = list(codes.values())
        assert values == sorted(values)
        assert (min(values), max(values)) == (0.0, 1.0)


def test_the_shipped_table_says_how_each_row_is_known():
    found = shipped()
    assert len({s.id for s in found}) == len(found) >= 50
    for settlement in found:
        assert (settlement.basis == "opened") == settlement.source.startswith("https://") or (
            settlement.basis == "opened" and settlement.source.startswith("http://")
        )
        assert settlement.text
        assert (settlement.how == "broken") == bool(settlement.ended_by) or not settlement.counted


def test_what_was_never_in_force_has_no_life():
    counted = {s.id for s in lives(shipped()).settlements}
    assert {"H10", "H50"}.isdisjoint(counted)


@pytest.mark.parametrize(
    ("id_", "years", "broken"),
    [
        # 14 May 1994 to 9 August 2008: 5,201 days / 365.25.
        ("H15", 5201 / 365.25, True),
        # Two years of UNTAES, 15 January 1996 to 15 January 1998: 731 days (1996 is a leap year).
        ("H02", 731 / 365.25, False),
        # 27 July 1953 to 30 June 2026, standing: 26,636 days.
        ("H36", 26636 / 365.25, False),
    ],
)
def test_lives(id_, years, broken):
    known = lives(shipped())
    index = [s.id for s in known.settlements].index(id_)
    assert known.years[index] == pytest.approx(years)
    assert known.broken[index] == broken


def test_what_was_not_yet_known_is_left_out():
    day = date(1999, 6, 9)
    known = lives(shipped(), until=day)
    by_id = {s.id: i for i, s in enumerate(known.settlements)}
    assert "H01" not in by_id  # Kosovo, in force on 10 June 1999
    assert all(s.start < day for s in known.settlements)
    # Abkhazia, broken in 2008, stood on that day: 14 May 1994 to 9 June 1999 is 1,852 days.
    assert known.years[by_id["H15"]] == pytest.approx(1852 / 365.25)
    assert not known.broken[by_id["H15"]]
    # What had broken by then had.
    assert known.broken[by_id["H08"]]


def test_completed_may_be_taken_as_kept():
    censored, kept = (lives(shipped(), completed=c) for c in ("censored", "kept"))
    index = [s.id for s in censored.settlements].index("H02")
    assert kept.years[index] == pytest.approx((LAST_SEEN - date(1996, 1, 15)).days / 365.25)
    assert np.array_equal(censored.broken, kept.broken)
    assert (kept.years >= censored.years).all()
    with pytest.raises(ValueError, match="censored"):
        lives(shipped(), completed="perhaps")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start": "10.6.1999"}, ("'start' cannot be read", "1999-06-10")),
        ({"deferred": "maybe"}, ("unknown deferred 'maybe'", "no, partly, yes")),
        ({"peacekeepers": "observer"}, ("did you mean 'observers'",)),
        ({"end": "1998-01-01", "how": "broken"}, ("end lies before the start",)),
        ({"end": "2001-01-01"}, ("only what stands has no end",)),
        ({"how": "held"}, ("unknown how 'held'",)),
        ({"basis": "hearsay"}, ("unknown basis 'hearsay'",)),
    ],
)
def test_a_wrong_field_is_named_with_its_line(table, changes, words):
    with pytest.raises(BadInput) as caught:
        read_settlements(rewrite(table, "H01", **changes))
    assert all(word in str(caught.value) for word in words)
    assert caught.value.problems[0].line == 2


def test_all_wrong_fields_are_named_at_once(table):
    rewrite(table, "H01", vote="never")
    with pytest.raises(BadInput) as caught:
        read_settlements(rewrite(table, "H03", id="H02", mandate="x"))
    assert len(caught.value.problems) == 3  # two codes, and an id that stands twice


def test_a_missing_column_and_a_missing_file(table):
    table.write_text(table.read_text(encoding="utf-8").replace("army_stays", "army_stay", 1))
    with pytest.raises(BadInput, match=r"'army_stays' is missing.*did you mean 'army_stay'"):
        read_settlements(table)
    with pytest.raises(BadInput, match="no such file"):
        read_settlements(table.parent / "none.csv")
