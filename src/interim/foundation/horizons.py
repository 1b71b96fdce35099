"""After how many years it is asked whether a deal still holds: in documents, tables and sentences.

The years stand here alone, so that a table never has a column that no document fills.
"""

from __future__ import annotations

YEARS = (1, 5, 10, 15)
"""Years after which every document says whether a deal still holds."""

LATE = 10
"""Years that a sentence speaks of, and the last in tables that have little room; one of `YEARS`."""


def within(horizon: int, last: int = YEARS[-1]) -> tuple[int, ...]:
    """Those of `YEARS` that a case sees.

    Args:
        horizon: years that the case looks ahead, 1 or more.
        last: the last of interest.
    """
    return tuple(year for year in YEARS if year <= min(horizon, last))


def late(horizon: int) -> int:
    """Ten years, or the horizon where that is earlier: for what is worked out for any year.

    Args:
        horizon: years that the case looks ahead.
    """
    return min(LATE, horizon)


def documented(horizon: int) -> int:
    """Ten years, or the latest of `YEARS` within a shorter horizon: what a document can say.

    Args:
        horizon: years that the case looks ahead, 1 or more.
    """
    return within(horizon, LATE)[-1]
