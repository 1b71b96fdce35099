"""How long a deal is kept along the values of one quantity, in sentences."""

from __future__ import annotations

from interim.foundation import words
from interim.insight.statics import Response
from interim.presentation.explaining import number

_MORE, _LONGER, _LESS = "More of it", "makes the deal last longer", "makes the deal last less long"
SHAPES = {
    "lengthens": f"{_MORE} {_LONGER}",
    "shortens": f"{_MORE} {_LESS}",
    "lengthens, then shortens": f"{_MORE} first {_LONGER}, then less long",
    "shortens, then lengthens": f"{_MORE} first {_LESS}, then longer",
    "no clear effect": "By itself it has no clear effect on how long the deal lasts",
}


def along(response: Response, said: str) -> str:
    """Which way it goes, and where the deal comes to be kept in half of the futures.

    Args:
        response: the runs.
        said: what the quantity is called.
    """
    low, high = response.kept[0], response.kept[-1]
    ends = (
        f"kept for {words.count(response.years, 'year')} in {words.chance(low)} at "
        f"{number(response.values[0])} and in {words.brief_chance(high)} at "
        f"{number(response.values[-1])}"
    )
    return " ".join([f"{SHAPES[response.shape]} ({said}): it is {ends}.", *_half(response)])


def _half(response: Response) -> list[str]:
    """Where the deal is kept more often than not, if that is clear."""
    values = [number(value) for value in response.values.tolist()]
    above = [k for k, chance in enumerate(response.kept) if chance["low"] > 0.5]
    below = [k for k, chance in enumerate(response.kept) if chance["high"] < 0.5]
    if above and below:
        kept = "More often than not it is kept"
        if above[-1] < below[0]:
            return [f"{kept} up to {values[above[-1]]}, and not from {values[below[0]]} on."]
        if below[-1] < above[0]:
            return [f"{kept} from {values[above[0]]} on, and not up to {values[below[-1]]}."]
        return []
    does = {len(below): "it fails", len(above): "it is kept"}.get(len(values))
    if does is None:
        return []
    return [f"At every value that the case thinks possible {does} more often than not."]
