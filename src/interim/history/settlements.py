"""Settlements and interim arrangements for contested territory since 1884, and their ends.

The table `settlements.csv` beside this module has one row for each arrangement. `docs/history.md`
states the rules by which it is coded, what was corrected, and how each row is known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interim.foundation.errors import BadInput, Problem, nearest, unknown

LAST_SEEN = date(2026, 6, 30)
"""Up to this day the shipped table knows what stands."""

YEAR = 365.25
"""Days in a year."""

GRADES = {"no": 0.0, "partly": 0.5, "yes": 1.0}

FEATURES: dict[str, dict[str, float]] = {
    "deferred": GRADES,
    "administration": GRADES,
    "enforcer": GRADES,
    "peacekeepers": {"none": 0.0, "observers": 0.0, "patron": 0.0, "armed": 1.0},
    "foreign_army": GRADES,
    "army_stays": GRADES,
    "vote": {"no": 0.0, "open": 0.5, "yes": 1.0},
    "mandate": {"none": 0.0, "term": 0.0, "renewable": 0.0, "open": 1.0},
    "buffer": {"no": 0.0, "one-sided": 0.5, "both": 1.0},
}
"""What was known of an arrangement when it began, and the number that a code stands for."""

MEANING = {
    "deferred": "title left open by the text",
    "administration": "an outsider governs",
    "enforcer": "an outside great power ready to use force for it",
    "peacekeepers": "armed peacekeepers who are not one side's patron",
    "foreign_army": "a foreign army holds the land, or backs those who do",
    "army_stays": "a claimant's army stays in the disputed land",
    "vote": "a vote on title is promised",
    "mandate": "the outside mission has no end date",
    "buffer": "a demilitarised zone",
}
"""The features in words."""

ENDINGS = {
    "broken": "large violence between the parties, seizure of the area, or a party's walk-out",
    "completed": "ran its course as agreed, or its set term",
    "replaced": "replaced by a later agreement without a war",
    "standing": "in force on the last day seen",
    "never-began": "never in force, so not counted",
    "not-an-arrangement": "no arrangement for a territory, so not counted",
}
"""How an arrangement ended."""

COLUMNS = (
    "id",
    "name",
    "conflict",
    "start",
    "end",
    "how",
    "ended_by",
    *FEATURES,
    "text",
    "source",
    "basis",
    "note",
)
BASES = ("opened", "general knowledge")


@dataclass(frozen=True)
class Settlement:
    """One arrangement.

    Attributes:
        id: short name, such as `H01`.
        name: as it is commonly called.
        conflict: cases of one conflict share this, and are left out together in scoring.
        start: day on which it came into force.
        end: day on which it broke, was completed or replaced; None while it stands.
        how: a key of `ENDINGS`.
        ended_by: who broke it, where it was broken.
        codes: the code of each of `FEATURES`, as known when it began.
        text: the document.
        source: page on which dates and main facts were looked up, or `not opened`.
        basis: `opened` or `general knowledge`. The codes are our judgement in either case.
        note: what a reader should know of the coding.
    """

    id: str
    name: str
    conflict: str
    start: date
    end: date | None
    how: str
    ended_by: str
    codes: dict[str, str] = field(hash=False)
    text: str = ""
    source: str = "not opened"
    basis: str = "general knowledge"
    note: str = ""

    @property
    def counted(self) -> bool:
        """Whether it was an arrangement in force, whose life can be measured."""
        return self.how not in ("never-began", "not-an-arrangement")

    def feature(self, name: str) -> float:
        """The number in [0, 1] that a feature's code stands for."""
        return FEATURES[name][self.codes[name]]


@dataclass(frozen=True)
class Lives:
    """Lives of arrangements as seen on a day.

    Attributes:
        settlements: (n,), those in force before that day.
        years: (n,), float, years from start to end or to that day.
        broken: (n,), bool, False where the life is censored.
        features: (n, features), float in [0, 1], columns in the order of `FEATURES`.
        until: the day.
    """

    settlements: tuple[Settlement, ...]
    years: NDArray[np.float64]
    broken: NDArray[np.bool_]
    features: NDArray[np.float64]
    until: date

    def __len__(self) -> int:
        return len(self.settlements)

    def take(self, chosen: NDArray[np.bool_]) -> Lives:
        """Those that are chosen by (n,) flags."""
        kept = tuple(s for s, flag in zip(self.settlements, chosen, strict=True) if flag)
        return Lives(
            kept, self.years[chosen], self.broken[chosen], self.features[chosen], self.until
        )


def lives(
    settlements: Sequence[Settlement], *, until: date = LAST_SEEN, completed: str = "censored"
) -> Lives:
    """Lives as they were known on a day: later starts are left out, later ends are not yet known.

    Args:
        settlements: the table.
        until: the day.
        completed: what a completed or replaced arrangement tells. `censored`: nothing more from
            its end on. `kept`: that it would not have been broken up to the day (for comparison;
            it takes the peace that came after for the arrangement itself).

    Raises:
        ValueError: `completed` is neither.
    """
    if completed not in ("censored", "kept"):
        raise ValueError(f"completed is 'censored' or 'kept', not {completed!r}")
    known = [s for s in settlements if s.counted and s.start < until]
    years, broken = [], []
    for settlement in known:
        ended = settlement.end is not None and settlement.end <= until
        broke = ended and settlement.how == "broken"
        last = settlement.end if ended and (broke or completed == "censored") else until
        assert last is not None
        # A life of less than a day counts as one day: a survival time is above zero.
        years.append(max((last - settlement.start).days, 1) / YEAR)
        broken.append(broke)
    return Lives(
        tuple(known),
        np.array(years, dtype=float),
        np.array(broken, dtype=bool),
        np.array([[s.feature(name) for name in FEATURES] for s in known], dtype=float).reshape(
            len(known), len(FEATURES)
        ),
        until,
    )


@lru_cache(maxsize=1)
def shipped() -> tuple[Settlement, ...]:
    """The table that comes with the package."""
    with resources.as_file(resources.files("interim.history") / "settlements.csv") as path:
        return read_settlements(path)


def read_settlements(path: Path) -> tuple[Settlement, ...]:
    """Arrangements from a table in the format of the shipped one.

    Raises:
        BadInput: no such file, a missing column, or a field that cannot be read; all of them.
    """
    if not path.is_file():
        raise BadInput([Problem("no such file", file=str(path), expected="a table of settlements")])
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        columns = list(reader.fieldnames or ())
        missing = [name for name in COLUMNS if name not in columns]
        if missing:
            raise BadInput(
                Problem(
                    f"the column '{name}' is missing",
                    file=str(path),
                    line=1,
                    expected=f"the columns {', '.join(COLUMNS)}",
                    suggestion=nearest(name, columns),
                )
                for name in missing
            )
        rows = [(reader.line_num, row) for row in reader]
    problems: list[Problem] = []
    read = [_settlement(row, problems, str(path), line) for line, row in rows]
    problems.extend(_repeated(rows, str(path)))
    if problems:
        raise BadInput(problems)
    return tuple(settlement for settlement in read if settlement is not None)


def _repeated(rows: Sequence[tuple[int, dict[str, str]]], file: str) -> Iterator[Problem]:
    """Ids that stand twice."""
    seen: set[str] = set()
    for line, row in rows:
        if row["id"] in seen:
            yield Problem("the id stands twice", file=file, line=line, found=row["id"])
        seen.add(row["id"])


def _settlement(
    row: dict[str, str], problems: list[Problem], file: str, line: int
) -> Settlement | None:
    """One row, or None with its problems noted."""
    before = len(problems)

    def day(column: str, expected: str) -> date | None:
        value = row[column] or ""
        try:
            return date.fromisoformat(value)
        except ValueError:
            problems.append(
                Problem(
                    f"'{column}' cannot be read",
                    file=file,
                    line=line,
                    found=value or "nothing",
                    expected=expected,
                )
            )
            return None

    def choice(column: str, valid: Sequence[str]) -> str:
        value = row[column] or ""
        if value not in valid:
            problems.append(unknown(column, value, valid, file=file, line=line))
        return value

    start = day("start", "a day such as 1999-06-10")
    end = day("end", "a day such as 2008-08-07, or nothing") if row["end"] else None
    how = choice("how", list(ENDINGS))
    codes = {name: choice(name, list(FEATURES[name])) for name in FEATURES}
    basis = choice("basis", BASES)
    if how in ENDINGS and (how == "standing") == bool(row["end"]):
        problems.append(
            Problem(
                "only what stands has no end",
                file=file,
                line=line,
                found=f"{how}, {row['end'] or 'no end'}",
            )
        )
    if start is not None and end is not None and end < start:
        problems.append(
            Problem("the end lies before the start", file=file, line=line, found=f"{start}, {end}")
        )
    if len(problems) > before or start is None:
        return None
    return Settlement(
        row["id"],
        row["name"],
        row["conflict"],
        start,
        end,
        how,
        row["ended_by"],
        codes,
        row["text"],
        row["source"],
        basis,
        row["note"],
    )
