"""Numbers of an evaluation document in words that a reader who is no statistician understands.

Everything here takes the plain mappings of the document (see `interim.foundation.estimates`): a
*probability* with its 95 % interval, or a *spread* over futures. A probability becomes an
`Estimate` before it is written, so a bare number is a TypeError and never a percentage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from interim.foundation.estimates import Estimate

FEWEST = 30
"""Below this many futures no share among them is shown: the interval would say nothing."""

NOTHING = "-"
TOO_FEW = "too few"

_COUNTS = (
    "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'seven plans', '1,200 futures', 'one plan'."""
    word = _COUNTS[number] if number < len(_COUNTS) else f"{number:,}"
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def plural(number: int, noun: str) -> str:
    """'1 year', '5 years': the number in figures, as headings have it."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def defined(probability: Mapping[str, Any] | None) -> bool:
    """Whether enough futures stand behind a probability to show it."""
    return probability is not None and probability["n"] >= FEWEST


def cell(probability: Mapping[str, Any] | None) -> str:
    """A probability for a table: '34% ±1', 'too few' or '-'.

    The figure after ± is the wider half of the 95 % interval, in points.
    """
    if probability is None:
        return NOTHING
    if not defined(probability):
        return TOO_FEW
    stated = Estimate.of(probability)
    p, half = stated.p, max(stated.high - stated.p, stated.p - stated.low)
    if _fine(p) or (p < 0.0995 and half < 0.005):
        # Rounded up, so that no share ever looks known exactly.
        return f"{100 * p:.1f}% ±{math.ceil(1000 * half - 1e-6) / 10:.1f}"
    return f"{100 * p:.0f}% ±{max(1, round(100 * half))}"


def bounded(probability: Mapping[str, Any]) -> str:
    """As `cell`; where all of the interval rounds to none or all, its bound."""
    if probability["low"] > 0.9995:
        return "more than 99.9%"
    return "less than 0.1%" if probability["high"] < 0.0005 else cell(probability)


def percent(share: float) -> str:
    """'34 %', with one decimal within a point of none or all.

    For what is no estimate: an input, an end of a span, a belief held in one future.
    """
    return f"{_points(share, _fine(share))} %"


def chance(probability: Mapping[str, Any]) -> str:
    """'34 % of futures (31-37)'."""
    stated = Estimate.of(probability)
    return f"{_share(stated)} % of futures ({interval(stated)})"


def brief_chance(probability: Mapping[str, Any]) -> str:
    """'34 % (31-37)'."""
    stated = Estimate.of(probability)
    return f"{_share(stated)} % ({interval(stated)})"


def interval(probability: Estimate | Mapping[str, Any]) -> str:
    """The 95 % interval in points: '31-37'."""
    stated = Estimate.of(probability)
    return "-".join(f"{100 * end:.{stated.decimals}f}" for end in (stated.low, stated.high))


def spanned(share: Mapping[str, float] | None, middle: float | None = None) -> str:
    """A share that differs between futures, with its 90 % span: '41 % (20 to 66)'.

    Args:
        share: its spread.
        middle: what stands before the span; the median unless given, such as a mean.
    """
    if share is None:
        return NOTHING
    low, high = (_points(share[end], _fine(share[end])) for end in ("low", "high"))
    return f"{percent(share['median'] if middle is None else middle)} ({low} to {high})"


def thousands(spread: Mapping[str, Any] | None) -> str:
    """The 5th to 95th percentile of a spread, in thousands: '12 to 250', '-0.4 to 2.5'."""
    if spread is None:
        return NOTHING
    size = max(abs(spread["low"]), abs(spread["high"]))
    low, high = (_thousand(spread[end], size) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def thousand(number: float) -> str:
    """A number of people in thousands: '12', '0.4', '1,250'."""
    return _thousand(number, abs(number))


def years(months: float) -> str:
    """A number of months as years: '2.5'."""
    number = months / 12
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def on_scale(spread: Mapping[str, float] | None) -> str:
    """A value on the 0-1 scale: '0.41 (0.30 to 0.52)'."""
    if spread is None:
        return NOTHING
    # Rounded before it is written, and freed of the sign of a zero.
    median, low, high = (round(spread[key], 2) + 0.0 for key in ("median", "low", "high"))
    return f"{median:.2f} ({low:.2f} to {high:.2f})"


def plain(text: str) -> str:
    """Text on one line without characters that could move a terminal's cursor or hide text."""
    return "".join(
        c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _fine(share: float) -> bool:
    """Whether a share is so close to none or all that a decimal is needed."""
    return share < 0.0095 or share > 0.9905


def _share(stated: Estimate) -> str:
    return f"{100 * stated.p:.{stated.decimals}f}"


def _points(share: float, fine: bool) -> str:
    return f"{100 * share:.1f}" if fine else f"{100 * share:.0f}"


def _thousand(number: float, size: float) -> str:
    """A number in thousands, with a decimal where the figures beside it are small."""
    text = f"{number / 1000:,.0f}" if size >= 9_950 else f"{number / 1000:,.1f}"
    return "0" if text in ("0.0", "-0.0", "-0") else text
