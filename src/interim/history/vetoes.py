"""Who vetoes: a back-test on the drafts that a permanent member of the Security Council stopped.

The record has only drafts that were vetoed, so what can be tested is who cast the veto, given that
somebody did. A member's chance is its share of past vetoes on the same crisis, drawn towards its
share in the region and that towards its share in all, older drafts counting less. The three numbers
behind it (how strongly, how strongly, how fast) are chosen on drafts before a year, by predicting
each from those before it, and scored on later ones against the plain share before that year.

Source:
    Brier (1950) and logarithmic scores, as Gneiting, T., Raftery, A. E. (2007). Strictly proper
    scoring rules, prediction, and estimation. *JASA* 102, 359-378.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interim.foundation.errors import BadInput, Problem

Array = NDArray[np.float64]

MEMBERS = ("China", "France", "Russia", "USA", "UK")
"""The permanent members; Russia with the Soviet Union."""
COLUMNS = ("year", "crisis_topic", "region", "China", "France", "Russia", "USSR", "USA", "UK")
PULLS = (0.5, 2.0, 8.0)
"""Drafts that a wider group counts for when a narrower one is drawn towards it: what is tried."""
HALF_LIVES = (5.0, 15.0, 50.0)
"""Years after which a draft counts half: what is tried."""
FEWEST = 20
"""Earlier drafts that a prediction needs while the numbers are chosen."""
REPLICATES = 2000


@dataclass(frozen=True)
class Score:
    """How well the chances of later vetoes were foreseen, lower is better.

    Attributes:
        brier: mean squared error of a member's chance.
        log: mean negative logarithm of the chance of what happened.
    """

    brier: float
    log: float


@dataclass(frozen=True)
class BackTest:
    """Vetoes foreseen and cast.

    Attributes:
        since: first year that was held out.
        drafts: how many were held out.
        pull_topic, pull_region, half_life: chosen on earlier drafts.
        foreseen: (drafts, members), chance that each member vetoes each draft.
        cast: (drafts, members), whether it did.
        score: of the model.
        base: of the members' shares among all earlier drafts.
        skill: 1 - Brier score over that of the base rate, with a 95 % interval over drafts.
    """

    since: int
    drafts: int
    pull_topic: float
    pull_region: float
    half_life: float
    foreseen: Array
    cast: NDArray[np.bool_]
    score: Score
    base: Score
    skill: tuple[float, float, float]


def read_vetoes(path: Path) -> pd.DataFrame:
    """Read the record of vetoed drafts.

    Returns:
        Columns `year`, `crisis_topic`, `region` and the `MEMBERS`, in the order of years.

    Raises:
        BadInput: the file cannot be read or lacks a column.
    """
    try:
        table = pd.read_csv(path)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadInput([Problem(f"cannot be read: {error}", str(path))]) from error
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        expected = f"the columns {', '.join(COLUMNS)}"
        raise BadInput(
            [Problem("no record of vetoes", str(path), found=f"no {missing[0]}", expected=expected)]
        )
    table["Russia"] = ((table["Russia"] == 1) | (table["USSR"] == 1)).astype(int)
    kept = ["year", "crisis_topic", "region", *MEMBERS]
    return table[kept].sort_values("year", kind="stable", ignore_index=True)


def back_test(table: pd.DataFrame, since: int = 2015, *, seed: int = 1) -> BackTest:
    """Choose on drafts before a year, and score on those since.

    Args:
        table: as of `read_vetoes`.
        since: first year that is held out.
        seed: of the interval.

    Raises:
        ValueError: too few drafts before or none after.
    """
    before = int((table["year"] < since).sum())
    if before <= FEWEST or before == len(table):
        raise ValueError(f"{before} drafts before {since}, {len(table) - before} since")
    cast = table[list(MEMBERS)].to_numpy(dtype=bool)
    best = min(
        itertools.product(PULLS, PULLS, HALF_LIVES),
        key=lambda numbers: (
            _score(_foreseen(table, range(FEWEST, before), numbers), cast[FEWEST:before]).log
        ),
    )
    held_out = range(before, len(table))
    # Every held-out draft is foreseen from those before the first of them.
    foreseen = _foreseen(table, held_out, best, until=before)
    base = np.tile((cast[:before].sum(axis=0) + 0.5) / (before + 1.0), (len(held_out), 1))
    seen = cast[before:]
    error, plain = (foreseen - seen) ** 2, (base - seen) ** 2
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(held_out), (REPLICATES, len(held_out)))
    skills = 1 - error[picks].mean(axis=(1, 2)) / plain[picks].mean(axis=(1, 2))
    low, high = np.percentile(skills, [2.5, 97.5])
    return BackTest(
        since=since,
        drafts=len(held_out),
        pull_topic=best[0],
        pull_region=best[1],
        half_life=best[2],
        foreseen=foreseen,
        cast=seen,
        score=_score(foreseen, seen),
        base=_score(base, seen),
        skill=(float(1 - error.mean() / plain.mean()), float(low), float(high)),
    )


def _foreseen(
    table: pd.DataFrame, rows: range, numbers: tuple[float, float, float], until: int | None = None
) -> Array:
    """Chances of vetoes on some drafts from those before each (or before one of them)."""
    pull_topic, pull_region, half_life = numbers
    cast = table[list(MEMBERS)].to_numpy(dtype=float)
    year = table["year"].to_numpy(dtype=float)
    topic, region = table["crisis_topic"].to_numpy(), table["region"].to_numpy()
    foreseen = np.empty((len(rows), len(MEMBERS)))
    for place, row in enumerate(rows):
        past = slice(0, row if until is None else until)
        weight = 0.5 ** ((year[row] - year[past]) / half_life)

        def drawn(
            same: NDArray[np.bool_],
            towards: Array,
            pull: float,
            past: slice = past,
            w: Array = weight,
        ) -> Array:
            counted = w * same
            return np.asarray((counted @ cast[past] + pull * towards) / (counted.sum() + pull))

        every = drawn(np.ones(weight.size, dtype=bool), np.full(len(MEMBERS), 0.3), 1.0)
        here = drawn(region[past] == region[row], every, pull_region)
        foreseen[place] = drawn(topic[past] == topic[row], here, pull_topic)
    return foreseen


def _score(foreseen: Array, cast: NDArray[np.bool_]) -> Score:
    sure = np.clip(foreseen, 1e-6, 1 - 1e-6)
    logs = -np.where(cast, np.log(sure), np.log1p(-sure))
    return Score(float(((foreseen - cast) ** 2).mean()), float(logs.mean()))
