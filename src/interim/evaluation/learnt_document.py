"""What observers learn, as a document has it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.learnt import END, Lesson, Lessons
from interim.evaluation.moved import Ranked, moved
from interim.foundation.estimates import Z975, mean_chance, spread

Array = NDArray[np.float64]

CERTAIN = 0.9
"""A probability above this makes an observer sure of a type."""
MOST_TELLING = 20
"""Events that are listed, the most telling first."""


def learnt_document(
    case: Case, taught: Mapping[str, Mapping[str, Lesson | None]], numbers: Ranked | None = None
) -> dict[str, Any]:
    """What each observer learns from a plan: observer -> event -> before and after.

    Args:
        case: the case.
        taught: by observer and event.
        numbers: among which it is asked which ones moved, of the first futures of the run; else
            it is not asked.
    """
    return {
        observer: {
            name: _lesson(case, name, lesson, numbers)
            for name, lesson in events.items()
            if lesson is not None and not name.startswith(END)
        }
        for observer, events in taught.items()
    }


def _lesson(case: Case, name: str, lesson: Lesson, numbers: Ranked | None) -> dict[str, Any]:
    sides = [p for p in case.principals if p in name.split(":")] or list(case.principals)
    said: dict[str, Any] = {
        "chance": mean_chance(np.clip(lesson.by_future, 0.0, 1.0)),
        "n": lesson.n,
        "effective": round(lesson.effective),
        "types": {
            p: {kind: _pair(lesson, pair) for kind, pair in kinds.items()}
            for p, kinds in lesson.types.items()
        },
        "next": {
            plan: _pair(lesson, (sum(of[p][0] for p in sides), sum(of[p][1] for p in sides)))
            for plan, of in lesson.following.items()
        },
        "next_by": {
            p: {plan: _pair(lesson, of[p]) for plan, of in lesson.following.items()}
            for p in case.principals
        },
    }
    if numbers is not None:
        weight = lesson.by_future[: numbers.ranks.shape[1]]
        said["moved"] = (
            [
                {"quantity": m.quantity, "before": m.before, "after": m.after, "errors": m.errors}
                for m in moved(numbers, weight)
            ]
            if lesson.enough
            else None
        )
    return said


def _pair(lesson: Lesson, pair: tuple[float, float]) -> dict[str, float | None]:
    """Before and after, and the 95 % interval of the latter: at most as wide as of a share of so
    many futures as the weighed ones say as much as."""
    before, after = pair
    if not lesson.enough:
        return {"before": before, "after": None, "low": None, "high": None}
    half = Z975 * math.sqrt(max(after * (1.0 - after), 0.0) / lesson.effective)
    low, high = max(after - half, 0.0), min(after + half, 1.0)
    return {"before": before, "after": after, "low": min(low, after), "high": max(high, after)}


def telling(
    case: Case, taught: Lessons, observers: Sequence[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Which events would tell each observer most of what kind of party a principal is.

    Expected information, in bits, of learning whether an event happens or not: over whole futures,
    so that what it says of the numbers makes it no surer of the type.

    Args:
        case: the case.
        taught: what observers learn.
        observers: ids of those to tell of; all by default.

    Returns:
        Observer -> events of all plans, the most telling first, `MOST_TELLING` at most.

    Source:
        Lindley (1956), On a measure of the information provided by an experiment.
    """
    asked = [o for o in case.enforcement.observers if observers is None or o in observers]
    found: dict[str, list[dict[str, Any]]] = {o: [] for o in asked}
    for plan, of_plan in taught.items():
        for observer, events in ((o, of_plan[o]) for o in asked):
            for name, lesson in events.items():
                if lesson is None or name.startswith(END):
                    continue
                for p in case.principals:
                    before, after = np.array(list(lesson.types[p].values())).T
                    found[observer].append(
                        {"plan": plan, "event": name, "party": p, "chance": lesson.chance}
                        | {"bits": expected_bits(lesson.chance, before, after)}
                    )
    return {
        observer: sorted(rows, key=lambda row: (-row["bits"], row["plan"], row["event"]))[
            :MOST_TELLING
        ]
        for observer, rows in found.items()
    }


def expected_bits(chance: float, before: Array, after: Array) -> float:
    """Expected information about a type from whether an event happens, in bits.

    Args:
        chance: of the event.
        before: (types,), probability.
        after: (types,), probability once it has happened.
    """
    if chance >= 1.0:
        return 0.0
    # What it did not do it did not do: beliefs average to those before.
    otherwise = np.clip((before - chance * after) / (1.0 - chance), 0.0, 1.0)
    return chance * bits(after, before) + (1.0 - chance) * bits(otherwise, before)


WHEN = {
    "after_refusal": "refusal:{}",
    "after_signature": "signature:{}",
    "after_breach": "breach:{}",
    "after_5_years": "kept",
}
"""What a document says of beliefs about a principal's types -> the event after which."""


def belief_document(
    case: Case, taught: Mapping[str, Mapping[str, Lesson | None]]
) -> dict[str, Any]:
    """Beliefs about the types of the principals of whom an observer states a prior."""
    document: dict[str, Any] = {}
    for observer, stated in case.enforcement.observers.items():
        document[observer] = {}
        for p in case.principals:
            if p not in stated.priors:
                continue
            seen = {when: taught[observer].get(e.format(p)) for when, e in WHEN.items()}
            any_of_them = next(each for each in seen.values() if each is not None)
            document[observer][p] = {
                kind: {
                    "prior": any_of_them.types[p][kind][0],
                    **{when: _after(each, p, kind) for when, each in seen.items()},
                }
                for kind in case.preferences[p].types
            }
    return document


def _after(lesson: Lesson | None, principal: str, kind: str) -> float | None:
    return lesson.types[principal][kind][1] if lesson is not None and lesson.enough else None


def learning_document(
    case: Case, taught: Mapping[str, Mapping[str, Lesson | None]]
) -> dict[str, Any]:
    """How sure observers are in the end, and how much they have learnt of each principal's type.

    In the end: it has refused, or signed what the other refused; or both have signed, and within
    five years it breaks the deal, or it does not.
    """
    return {
        observer: {p: _learning(p, taught[observer]) for p in case.principals if p in stated.priors}
        for observer, stated in case.enforcement.observers.items()
    }


def _learning(principal: str, events: Mapping[str, Lesson | None]) -> dict[str, Any]:
    names = (
        f"refusal:{principal}",
        f"{END}{principal}:alone",
        f"breach:{principal}",
        f"{END}{principal}:unbroken",
    )
    seen = [lesson for lesson in (events[name] for name in names) if lesson is not None]
    certain, gained = np.zeros(seen[0].n), np.zeros(seen[0].n)
    for lesson in seen:
        before, after = np.array(list(lesson.types[principal].values())).T
        certain = certain + lesson.by_future * (after.max() > CERTAIN)
        gained = gained + lesson.by_future * bits(after, before)
    return {"certain": mean_chance(np.clip(certain, 0.0, 1.0)), "bits": spread(gained)}


def bits(after: Array, before: Array) -> float:
    """Kullback-Leibler divergence of a distribution over types from an earlier one, in bits."""
    seen = after > 0
    return max(float((after[seen] * np.log2(after[seen] / before[seen])).sum()), 0.0)
