"""The years after which a deal is asked whether it holds: one list that others are made of."""

import re
from pathlib import Path

import pytest

import interim
from interim.foundation import horizons

ROOT = Path(interim.__file__).parent
HOME = ROOT / "foundation" / "horizons.py"
COPY = re.compile(r"""\b1(\.0)?["']?,\s*["']?5(\.0)?["']?,\s*["']?10\b|\b5["']?,\s*["']?10["']?,""")
"""1, 5, 10 or 5, 10, ... as numbers or as texts."""


def copies(text: str) -> list[str]:
    return [found.group() for found in COPY.finditer(text)]


@pytest.mark.parametrize(
    "text", ["(1, 5, 10)", '["1", "5", "10"]', "{1.0, 5.0, 10.0}", "{2, 5, 10, 15}"]
)
def test_a_copy_is_seen(text):
    assert copies(text)


def test_the_years_stand_in_one_place():
    files = [path for kind in ("*.py", "*.j2", "*.js") for path in ROOT.rglob(kind)]
    kept = {  # lists of another kind: months until ground is taken, and a quantity's percentiles
        ROOT / "questions" / "war.py": ["5, 10,"],
    }
    found = {path: copies(path.read_text(encoding="utf-8")) for path in files if path != HOME}
    assert {path: said for path, said in found.items() if said} == kept


@pytest.mark.parametrize(
    ("horizon", "within", "short", "late", "documented"),
    [
        (1, (1,), (1,), 1, 1),
        (7, (1, 5), (1, 5), 7, 5),
        (10, (1, 5, 10), (1, 5, 10), 10, 10),
        (14, (1, 5, 10), (1, 5, 10), 10, 10),
        (50, (1, 5, 10, 15), (1, 5, 10), 10, 10),
    ],
)
def test_what_a_case_sees(horizon, within, short, late, documented):
    assert horizons.within(horizon) == within
    assert horizons.within(horizon, horizons.LATE) == short
    assert horizons.late(horizon) == late
    assert horizons.documented(horizon) == documented


def test_the_late_year_is_one_that_every_document_has():
    assert horizons.LATE in horizons.YEARS
