"""The posterior of the game's global numbers: as shipped, as a table, and as a document."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from interim.history.calibration import Posterior
from interim.history.stylised import PRIOR

SHIPPED = 400
"""Equally weighted draws in the table."""

TITLES = {
    "precision": "precision of choice",
    "opportunity_rate": "occasions to reconsider, per principal and year",
    "accident_hazard": "hazard of accidental collapse, per month at the highest tension",
    "response": "fall in a breaker's chance of prevailing if a great power answers",
}


def as_csv(posterior: Posterior, *, seed: int = 1) -> str:
    """Equally weighted draws of the posterior, one a row."""
    rng = np.random.default_rng([seed, 3])
    # Systematic resampling: as even as weights allow (Kitagawa 1996).
    places = (np.arange(SHIPPED) + rng.random()) / SHIPPED
    chosen = np.searchsorted(np.cumsum(posterior.weights), places * (1 - 1e-12))
    table = pd.DataFrame(posterior.numbers[np.sort(chosen)], columns=list(PRIOR))
    return str(table.to_csv(index=False, float_format="%.5g", lineterminator="\n"))


@lru_cache(maxsize=1)
def shipped_posterior() -> pd.DataFrame:
    """The draws that come with the package, columns in the order of `stylised.PRIOR`."""
    text = (resources.files("interim.history") / "posterior.csv").read_text(encoding="utf-8")
    return pd.read_csv(io.StringIO(text))


@lru_cache(maxsize=1)
def shipped_document() -> dict[str, Any]:
    """What `document` said of the posterior that comes with the package."""
    text = (resources.files("interim.history") / "calibration.json").read_text(encoding="utf-8")
    shipped: dict[str, Any] = json.loads(text)
    return shipped


def verdict(document: dict[str, Any]) -> str:
    """How well the calibrated game foretells settlements of the past, in two sentences."""
    parts = [
        f"{score['brier']:.2f} against {score['brier_base_rate']:.2f} at {score['years']:g} years "
        f"(skill {score['skill']:+.2f}, 95 % interval {score['skill_low']:+.2f} to "
        f"{score['skill_high']:+.2f}, {score['n']} settlements)"
        for score in document["scores"]
    ]
    worse = sum(score["skill_high"] < 0 for score in document["scores"])
    better = sum(score["skill_low"] > 0 for score in document["scores"])
    if better == len(parts):
        said = "foretells better than the share of the others that held"
    elif worse == len(parts):
        said = "foretells worse than the share of the others that held"
    else:
        said = "cannot be told from the share of the others that held"
    return (
        f"The game calibrated on {document['settlements']} settlements, each conflict foretold by "
        f"the others, {said}: Brier score {' and '.join(parts)}. It is there to say what follows "
        "from assumptions, not to foretell."
    )


def document(found: Posterior, settlements: int, broken: int) -> dict[str, Any]:
    """What ``interim history calibrate --json`` prints."""
    spread = found.quantiles(0.05, 0.5, 0.95)
    return {
        "settlements": settlements,
        "broken": broken,
        "draws": len(found.numbers),
        "effective_draws": found.effective,
        "numbers": {
            name: {
                "title": TITLES[name],
                "prior": list(PRIOR[name]),
                "low": spread[name][0],
                "median": spread[name][1],
                "high": spread[name][2],
                "narrowing": found.narrowing[name],
                "ranks": found.checked.ranks[name],
                "ranks_p": found.checked.p[name],
            }
            for name in PRIOR
        },
        "made_up_records": found.checked.datasets,
        "scores": [asdict(score) for score in found.scores],
    }
