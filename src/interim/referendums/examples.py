"""Votes that were held, as voter groups, put through the same stage as a vote to come."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel
from ruamel.yaml import YAML

from interim.case.model import Referendum, walk_quantities
from interim.case.quantity import Quantity
from interim.futures import Futures
from interim.stages.unit_vote import VoteResult, unit_vote

UNIT = "unit"
ABSENT = "absent"


def read_examples(path: Path) -> dict[str, Any]:
    """Worked examples by id, as the file states them."""
    written: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return written


def worked(example: Mapping[str, Any]) -> dict[str, VoteResult]:
    """The vote under each of its rules, without campaign or pressure: what was counted.

    Args:
        example: title, groups (registered, cast, yes; persons), franchises, and where they apply
            `registered` (of all), `quorum`, `as_if` (a group without votes -> one it resembles) and
            `boycotts` as in `referendum.yaml`.

    Returns:
        Franchise -> result of one future.
    """
    ballot = _named(Referendum.model_validate(_ballot(example)), "referendum")
    quantities = {q.name: q for q in walk_quantities(ballot)}
    half = np.array([0.5])
    futures = Futures(1, 0, 1, quantities, {n: q.at(half) for n, q in quantities.items()})
    return {
        rule: unit_vote(ballot, UNIT, franchise.groups, futures, {})
        for rule, franchise in ballot.franchises.items()
    }


def _ballot(example: Mapping[str, Any]) -> dict[str, Any]:
    counts: dict[str, dict[str, float]] = {
        name: dict(group) for name, group in example["groups"].items()
    }
    for name, like in example.get("as_if", {}).items():
        model, size = counts[like], counts[name]["registered"]
        cast = size * model["cast"] / model["registered"]
        counts[name] |= {"cast": cast, "yes": cast * model["yes"] / model["cast"]}
    franchises = {rule: list(groups) for rule, groups in example["franchises"].items()}
    if "registered" in example:
        # Turnout is known of all together: whoever did not vote stands as a group of the roll.
        stayed = example["registered"] - sum(group["cast"] for group in counts.values())
        counts[ABSENT] = {"registered": stayed, "cast": 0, "yes": 0}
        first = next(iter(franchises))
        franchises[first].append(ABSENT)
    roll = {name: group.get("registered", group["cast"]) for name, group in counts.items()}
    groups: dict[str, dict[str, Any]] = {
        name: {
            "size": roll[name] / 1000,
            "access": 1,
            "turnout": group["cast"] / roll[name],
            "first": group["yes"] / group["cast"] if group["cast"] else 0.5,
            "present": False,
        }
        for name, group in counts.items()
    }
    optional = {key: example[key] for key in ("quorum", "approval", "boycotts") if key in example}
    return {
        "issue": "vote",
        "votes": {"vote": next(iter(franchises))},
        "choices": {
            "first": {"title": example["choice"], "favours": "one"},
            "second": {"title": "Otherwise", "favours": "other"},
        },
        "units": {
            UNIT: {
                "title": example["title"],
                "prewar_electorate": sum(group["size"] for group in groups.values()),
                "controller": "one",
                "groups": groups,
            }
        },
        "franchises": {name: {"title": name, "groups": g} for name, g in franchises.items()},
        "threshold": example.get("threshold", 0.5),
        "pressure": 0,
        "swing": 0,
        "held": 1,
        **optional,
    }


def _named(block: Any, path: str) -> Any:
    """Give every quantity in a block its dotted name, as reading a case does."""
    if isinstance(block, Quantity):
        return block.model_copy(update={"name": path})
    if isinstance(block, BaseModel):
        fields = type(block).model_fields
        update = {field: _named(getattr(block, field), f"{path}.{field}") for field in fields}
        return block.model_copy(update=update)
    if isinstance(block, dict):
        return {key: _named(item, f"{path}.{key}") for key, item in block.items()}
    return block
