"""What a sweep keeps of each plan at each point: rows of numbers with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Measure:
    """A result of ``interim evaluate``.

    Attributes:
        name: its key in the document of a plan.
        kind: a share of futures with its 95 % interval, or the middle of a spread with its 5th and
            95th percentiles.
        over: what the result is listed by, if anything.
    """

    name: str
    kind: Literal["probability", "spread"]
    over: str | None = None

    @property
    def statistics(self) -> tuple[str, ...]:
        """Keys of the number and of what stands beside it, the number first."""
        return (
            ("p", "low", "high", "n") if self.kind == "probability" else ("median", "low", "high")
        )


MEASURES = (
    Measure("assent", "probability", "principal"),
    Measure("signed", "probability"),
    Measure("adoption", "probability", "body"),
    Measure("adopted", "probability"),
    Measure("holds", "probability", "year"),
    Measure("holds_if_adopted", "probability", "year"),
    Measure("ends", "probability", "ending"),
    Measure("ends_if_adopted", "probability", "ending"),
    Measure("breach_month", "spread"),
    Measure("deaths", "spread"),
    Measure("deaths_averted", "spread"),
    Measure("deaths_averted_if_adopted", "spread"),
    Measure("value", "spread", "party"),
    Measure("deal_value", "spread", "principal"),
    Measure("war_value", "spread", "principal"),
    Measure("value_of_failure", "spread", "principal"),
)


def kept(result: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a plan's result that a sweep keeps, as it stands in the document.

    Args:
        result: ``document["plans"][plan]`` of ``interim evaluate --json``.
    """
    return {measure.name: result[measure.name] for measure in MEASURES}


def numbers(result: Mapping[str, Any]) -> Iterator[tuple[Measure, str | None, str, float | None]]:
    """Every number of a result: (measure, key, statistic, number); None where it is undefined.

    Args:
        result: what `kept` returns.
    """
    for measure in MEASURES:
        measured = result[measure.name]
        cells = measured.items() if measure.over else [(None, measured)]
        for key, cell in cells:
            for statistic in measure.statistics:
                yield measure, key, statistic, None if cell is None else cell[statistic]


def column(measure: Measure, key: str | None, statistic: str) -> str:
    """Name of a number in a table: ``holds.10``, ``holds.10.low``."""
    parts = [measure.name] + ([key] if key is not None else [])
    return ".".join(parts if statistic == measure.statistics[0] else [*parts, statistic])
