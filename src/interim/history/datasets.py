"""What published data sets say of how long peace lasts, read from the user's own copies.

The files are not shipped: their licences do not allow it. `interim history --ucdp FILE` and its
likes read a copy that the user has downloaded; docs/history.md says where from.

Sources:
    UCDP Peace Agreement Dataset 22.1 (Pettersson, Hogbladh and Oberg 2019). Peace Accords Matrix
    1.5 (Joshi, Quinn and Regan 2015). PA-X Peace Agreements Database 6 (Bell and Badanjak 2019).
    Fortna (2004, 2008), cease-fires in civil wars 1947-1999.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interim.foundation.errors import BadInput, Problem
from interim.foundation.estimates import Probability, share
from interim.history.survival import HORIZONS, Curve, kaplan_meier

UCDP_END = pd.Timestamp("2021-12-31")
"""Up to this day version 22.1 knows whether an agreement ended."""

IMPLEMENTATION_YEARS = (1, 3, 5, 10)

OLD_STATA = (b"q", b"r", b"s")
BYTE_ORDER = (b"\x01", b"\x02")
"""How files of Stata 8 to 12 begin; later ones begin with a tag."""


@dataclass(frozen=True)
class Format:
    """What a data set's file looks like.

    Attributes:
        name: of the data set.
        columns: those that are read, which no other data set has together.
        kind: what the file is.
    """

    name: str
    columns: tuple[str, ...]
    kind: str


FORMATS = {
    "ucdp": Format(
        "the UCDP Peace Agreement Dataset",
        ("paid", "pa_name", "pa_date", "incompatibility", "ended", "duration", "pko"),
        "a table in CSV",
    ),
    "pam": Format(
        "the Peace Accords Matrix",
        ("pam_caseid", "accord name", "year_count", "agg_implem_score"),
        "an Excel workbook (.xlsx) or a table in CSV",
    ),
    "pax": Format(
        "the PA-X Peace Agreements Database",
        ("Con", "PPName", "AgtId", "Agt", "Dat", "Interim", "StRef"),
        "a table in CSV",
    ),
    "fortna": Format(
        "Fortna's cease-fires",
        ("id", "cname", "cfdate", "pk_dum", "pk_dumC", "morewar"),
        "a Stata file (.dta)",
    ),
}
"""The data sets by the name of their option."""


def read(which: str, path: Path) -> pd.DataFrame:
    """The table of a data set.

    Args:
        which: a key of `FORMATS`.
        path: the user's copy.

    Raises:
        BadInput: no such file, not a table, or the table of something else, which is named.
    """
    expected = FORMATS[which]
    wanted = f"{expected.name}: {expected.kind} with the columns {', '.join(expected.columns)}"
    if not path.is_file():
        raise BadInput([Problem("no such file", file=str(path), expected=wanted)])
    table = _table(path, wanted)
    missing = [name for name in expected.columns if name not in table.columns]
    if not missing:
        return table
    raise BadInput([_mistaken(path, table, missing, wanted)])


def _table(path: Path, wanted: str) -> pd.DataFrame:
    """Any table, by what the file begins with and not by its name."""
    with path.open("rb") as file:
        head = file.read(16)
    try:
        if head.startswith(b"PK"):
            return pd.read_excel(path)
        if head.startswith(b"<stata_dta>") or (head[:1] in OLD_STATA and head[1:2] in BYTE_ORDER):
            return pd.read_stata(path, convert_categoricals=False)
        return pd.read_csv(path, encoding="utf-8-sig", low_memory=False)
    except (ValueError, KeyError, OSError, struct.error, zipfile.BadZipFile) as error:
        message = "the file is not a table that can be read"
        found = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise BadInput([Problem(message, file=str(path), found=found, expected=wanted)]) from error


def _mistaken(path: Path, table: pd.DataFrame, missing: Sequence[str], wanted: str) -> Problem:
    """A table that is not the one asked for; where it is another data set's, it says which."""
    for option, other in FORMATS.items():
        if all(name in table.columns for name in other.columns):
            return Problem(
                f"this is {other.name}",
                file=str(path),
                found=f"its columns, such as {', '.join(other.columns[:3])}",
                expected=wanted,
                suggestion=f"--{option}",
            )
    shown = ", ".join(str(name) for name in list(table.columns)[:5])
    return Problem(
        "this is another file" if len(missing) > 2 else f"the column '{missing[0]}' is missing",
        file=str(path),
        line=1,
        found=f"columns {shown} ..." if shown else "no columns",
        expected=wanted,
    )


def _faulty(path: Path, column: str, expected: str) -> BadInput:
    """A column whose values cannot be read."""
    return BadInput(
        [Problem(f"the column '{column}' cannot be read", file=str(path), expected=expected)]
    )


def _survival(curve: Curve) -> dict[str, Probability | None]:
    return {f"{years:g}": curve.at(years) for years in HORIZONS}


def ucdp(path: Path) -> dict[str, Any]:
    """How long peace agreements lasted, by Kaplan and Meier.

    An agreement that ended, without a day, is left out: when it did is not known.

    Returns:
        `survival` of all, of those over territory, and of those with peacekeepers by their text.
    """
    table = read("ucdp", path)
    start = pd.to_datetime(table["pa_date"], errors="coerce")
    end = pd.to_datetime(table["duration"], errors="coerce")
    if start.notna().sum() == 0:
        raise _faulty(path, "pa_date", "days such as 1992-04-24")
    ended = table["ended"].astype(str).str.lower().isin(["true", "1", "1.0"])
    usable = start.notna() & ~(ended & end.isna())
    lasted = (end.fillna(UCDP_END) - start).dt.days.clip(lower=1) / 365.25
    years = np.asarray(lasted, dtype=np.float64)
    broken = end.notna().to_numpy()
    groups = {
        "all agreements": usable,
        "over territory": usable & table["incompatibility"].astype(str).str.contains("[13]"),
        "with peacekeepers": usable & (table["pko"] == 1),
        "without peacekeepers": usable & (table["pko"] == 0),
    }
    return {
        "dataset": FORMATS["ucdp"].name,
        "agreements": int(usable.sum()),
        "left_out": int((~usable).sum()),
        "ended": int((usable & end.notna()).sum()),
        "survival": {
            name: _survival(kaplan_meier(years[chosen.to_numpy()], broken[chosen.to_numpy()]))
            for name, chosen in groups.items()
            if chosen.any()
        },
    }


def pam(path: Path) -> dict[str, Any]:
    """How far accords were implemented, on the 0-100 scale of the Peace Accords Matrix.

    Returns:
        `implementation`: the mean over accords in years 1, 3, 5 and 10, with its 95 % interval
        over accords and their number.
    """
    table = read("pam", path)
    score = pd.to_numeric(table["agg_implem_score"], errors="coerce")
    year = pd.to_numeric(table["year_count"], errors="coerce")
    means = {}
    for count in IMPLEMENTATION_YEARS:
        scores = score[(year == count) & score.notna()].to_numpy(float)
        means[str(count)] = _mean(scores) if scores.size > 1 else None
    if not any(means.values()):
        raise _faulty(path, "agg_implem_score", "scores between 0 and 100")
    return {
        "dataset": FORMATS["pam"].name,
        "accords": int(table["pam_caseid"].nunique()),
        "implementation": means,
    }


def _mean(values: NDArray[np.float64]) -> dict[str, float | int]:
    """A mean with its 95 % interval by Student's t."""
    from scipy import stats

    mean = float(values.mean())
    half = float(stats.t.ppf(0.975, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size))
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": int(values.size)}


def pax(path: Path) -> dict[str, Any]:
    """How often agreements have what a plan has; PA-X codes texts, not what became of them.

    Returns:
        `shares` of agreements, with their 95 % interval: interim arrangements, and those that
        speak of a referendum on the state.
    """
    table = read("pax", path)
    interim = table["Interim"].astype(str).str.strip().str.lower().isin(["yes", "1", "1.0"])
    referendum = pd.to_numeric(table["StRef"], errors="coerce").fillna(0) > 0
    return {
        "dataset": FORMATS["pax"].name,
        "agreements": len(table),
        "processes": int(table["PPName"].nunique()),
        "shares": {
            "interim arrangement": share(interim.to_numpy()),
            "referendum on the state": share(referendum.to_numpy()),
            "both": share((interim & referendum).to_numpy()),
        },
    }


def fortna(path: Path) -> dict[str, Any]:
    """Whether peace was kept after cease-fires in civil wars, with and without peacekeepers.

    Counted are the cease-fires whose peacekeeping is coded for the whole case (`pk_dumC` given),
    each by its first observation: peacekeepers there from the start (`pk_dum`), no more war in
    that observation (`morewar` is 0).

    Returns:
        `kept`: the share with and without peacekeepers, with its 95 % interval.
    """
    table = read("fortna", path)
    begun = table[table["cfdate"].notna() & table["pk_dumC"].notna() & table["morewar"].notna()]
    if begun.empty:
        raise _faulty(path, "pk_dumC", "0 or 1")
    kept = begun["morewar"] == 0
    with_force = begun["pk_dum"] > 0
    return {
        "dataset": FORMATS["fortna"].name,
        "ceasefires": len(begun),
        "kept": {
            "with peacekeepers": share(kept[with_force].to_numpy()),
            "without peacekeepers": share(kept[~with_force].to_numpy()),
        },
    }


SUMMARIES: Mapping[str, Callable[[Path], dict[str, Any]]] = {
    "ucdp": ucdp,
    "pam": pam,
    "pax": pax,
    "fortna": fortna,
}
"""What each option of `interim history` reports."""
