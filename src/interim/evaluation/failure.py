"""What the failure of a plan through the other side is worth to a principal."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.learnt import Lesson, Lessons
from interim.foundation.estimates import share, spread
from interim.stages.belief import HELPS

Array = NDArray[np.float64]


class Failure(NamedTuple):
    """What a plan's failure through the other side is worth to one principal, (n,) each.

    Attributes:
        refused: support that follows what observers learn from a refusal, in every future.
        learning: support that follows what they learn from a breach, counted at signing; NaN where
            the other does not break the plan, once in force.
        by_observer: observer -> the same of its support alone.
        months: as `interim.stages.belief.Belief`.
        ground: likewise.
        rises: observer -> rise in the chance that the other breaks the next deal, after a refusal
            and after a breach; None where that is too rare in the run to say.
    """

    refused: Array
    learning: Array
    by_observer: dict[str, Array]
    months: Array
    ground: Array
    rises: dict[str, tuple[float | None, float | None]]


def failure(case: Case, plan: str, side: str, cell: xr.Dataset, taught: Lessons) -> Failure:
    """What the failure of a plan through the other side is worth to a principal.

    Each observer that helps it answers the rise in the chance that the other breaks the *next*
    deal: a plan of the menu other than this one, all alike. What its help is worth comes from the
    war as it stands today.

    Args:
        case: the case.
        plan: id.
        side: the principal.
        cell: wide results of the plan.
        taught: what observers learn.
    """
    other = next(p for p in case.principals if p != side)
    own = cell.sel(principal=side)
    worth = np.asarray(own["helped"].transpose("future", "help").values, float)
    weight = np.asarray(own["breach_weight"].values, float)
    months, ground = (
        np.asarray(own[name].values, float) for name in ("deal_months", "deal_ground")
    )
    broken = ~np.isnan(months)
    helps, rises = {}, {}
    refused = np.zeros(len(months))
    for name, observer in case.enforcement.observers.items():
        if observer.helps != side or observer.response is None:
            continue
        response = np.asarray(cell["response"].sel(observer=name).values, float)
        after = tuple(
            rise(taught[plan][name].get(f"{event}:{other}"), plan, other)
            for event in ("refusal", "breach")
        )
        rises[name] = (after[0], after[1])
        refused = refused + response * (after[0] or 0.0)
        helps[name] = response * (after[1] or 0.0)

    def at_breach(help: Array) -> Array:
        return np.where(broken, weight * _worth(worth, help), np.nan)

    return Failure(
        refused=_worth(worth, refused),
        learning=at_breach(sum(helps.values(), np.zeros(len(months)))),
        by_observer={name: at_breach(help) for name, help in helps.items()},
        months=months,
        ground=ground,
        rises=rises,
    )


def rise(lesson: Lesson | None, plan: str, side: str) -> float | None:
    """Rise in the chance that a side breaks the next deal, over the other plans of the menu."""
    if lesson is None or not lesson.enough:
        return None
    changes = [pair[side] for name, pair in lesson.following.items() if name != plan]
    changes = changes or [pair[side] for pair in lesson.following.values()]
    return sum(after - before for before, after in changes) / len(changes) if changes else None


def _worth(at_nodes: Array, help: Array) -> Array:
    """What help is worth, (n,), from what it is worth at `HELPS`: on the line between."""
    nodes = np.array([*HELPS[:3], 0.0, *HELPS[3:]])
    values = np.insert(at_nodes, 3, 0.0, axis=1)
    at = np.clip(np.searchsorted(nodes, help) - 1, 0, len(nodes) - 2)
    rows = np.arange(len(help))
    low, high = values[rows, at], values[rows, at + 1]
    return np.asarray(low + (high - low) * (help - nodes[at]) / (nodes[at + 1] - nodes[at]))


def failures(
    case: Case, plan: str, cell: xr.Dataset, taught: Lessons
) -> dict[str, tuple[Failure, Array]]:
    """Of each principal what the plan's failure through the other is worth, and in each history.

    Args:
        case: the case.
        plan: id.
        cell: wide results of the plan.
        taught: what observers learn.

    Returns:
        Principal -> `failure`, and (n,): by what is learnt where the other refuses; in all where
        it breaks an adopted plan; NaN where it does neither.
    """
    found = {}
    adopted = np.asarray(cell["in_force"].values, bool)
    for p in case.principals:
        other = next(each for each in case.principals if each != p)
        failed = failure(case, plan, p, cell, taught)
        refuses = ~np.asarray(cell["signs"].sel(principal=other).values, bool)
        broken = failed.months + failed.ground + failed.learning
        worth = np.where(refuses, failed.refused, np.where(adopted, broken, np.nan))
        found[p] = (failed, worth)
    return found


def failure_document(failed: Failure) -> dict[str, Any]:
    """What a principal has from a plan in force that the other then breaks.

    Against the war without a deal: in all, and split into the deal's months, the ground and force
    at the breach, and the support that follows what observers learn, each observer's apart.
    """
    deal = failed.months + failed.ground
    total = deal + failed.learning
    return {
        "value": spread(total),
        "learning": spread(failed.learning),
        "deal": spread(deal),
        "months": spread(failed.months),
        "ground": spread(failed.ground),
        "better_off": share(total[~np.isnan(total)] > 0),
        "observers": {
            name: {
                "next_broken": {"refusal": refusal, "breach": breach},
                "worth": spread(failed.by_observer[name]),
            }
            for name, (refusal, breach) in failed.rises.items()
        },
    }
