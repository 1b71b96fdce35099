"""How far a vote lands from the one before it: what repeated votes say about the swing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

NORMAL = float(stats.norm.ppf(0.75))
"""The median distance from the middle of a normal, in standard deviations."""


@dataclass(frozen=True)
class Swing:
    """Standard deviation of the change between two votes, in log-odds.

    Attributes:
        spread: by the median change, so that one landslide does not decide it.
        low: lower end of the 90 % interval.
        high: upper end.
        pairs: how many stand behind it.
    """

    spread: float
    low: float
    high: float
    pairs: int


def repeats(votes: pd.DataFrame, *, within: int) -> pd.DataFrame:
    """Votes whose territory had voted on the same kind of proposal before.

    Args:
        votes: as `interim.referendums.held.read_votes` gives them.
        within: most years between the two.

    Returns:
        `territory`, `topic`, `before` and `after` (years), `change` (log-odds), `boycott` (called
        at either of them).
    """
    rows = []
    for (territory, topic), group in votes.groupby(["territory", "topic"], sort=True):
        ordered = group.sort_values("year", kind="stable")
        for (_, one), (_, next_) in zip(
            ordered.iloc[:-1].iterrows(), ordered.iloc[1:].iterrows(), strict=True
        ):
            if 0 < next_.year - one.year <= within:
                rows.append(
                    {
                        "territory": territory,
                        "topic": topic,
                        "before": int(one.year),
                        "after": int(next_.year),
                        "change": float(next_.share - one.share),
                        "boycott": bool(one.boycott or next_.boycott),
                    }
                )
    columns = ["territory", "topic", "before", "after", "change", "boycott"]
    return pd.DataFrame(rows, columns=columns)


def swing(changes: np.ndarray) -> Swing:
    """Standard deviation of changes, from their median size.

    The interval is that of the median between order statistics, by the binomial distribution; it
    covers at least 90 % where there are five changes or more, and else spans all of them.

    Args:
        changes: (n,), log-odds.

    Raises:
        ValueError: no changes.
    """
    size = np.sort(np.abs(changes)) / NORMAL
    n = len(size)
    if n == 0:
        raise ValueError("no vote was repeated")
    # The largest k with P(fewer than k below the median) <= 5 %.
    k = max(int(stats.binom.ppf(0.05, n, 0.5)), 1)
    if k > 1 and stats.binom.cdf(k - 1, n, 0.5) > 0.05:
        k -= 1
    return Swing(float(np.median(size)), float(size[k - 1]), float(size[n - k]), n)
