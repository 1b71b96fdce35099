"""The calibration on the terminal. Pure layout over `interim.history.posterior`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from interim.interfaces.terminal.screen import open_table, text
from interim.presentation import outside


def calibration(document: Mapping[str, Any]) -> Group:
    """What the record says of the global numbers, and how well it foretells.

    Args:
        document: the document of ``interim history calibrate --json``.
    """
    numbers = open_table("number", "prior", "posterior, 90 %", "narrowed by")
    for stated in document["numbers"].values():
        low, high = stated["prior"]
        numbers.add_row(
            text(stated["title"]),
            f"{low:g} to {high:g}",
            f"{stated['median']:.3g} ({stated['low']:.3g} to {stated['high']:.3g})",
            f"{100 * stated['narrowing']:.0f} parts in 100",
        )
    scores = open_table("years", "Brier score", "base rate", "skill (95 % interval)", "settlements")
    for score in document["scores"]:
        scores.add_row(
            f"{score['years']:g}",
            f"{score['brier']:.3f}",
            f"{score['brier_base_rate']:.3f}",
            f"{score['skill']:+.2f} ({score['skill_low']:+.2f} to {score['skill_high']:+.2f})",
            str(score["n"]),
        )
    return Group(
        text(outside.calibrated(document), "bold"),
        Text(""),
        numbers,
        Text(""),
        text(outside.FORETOLD),
        scores,
        Text(""),
        text(outside.SKILL),
    )
