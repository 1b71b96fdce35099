"""What observers learn, by Bayes' rule over whole futures: numbers and types together.

An observer gives every future of the run and every pair of types the weight prior x chance of what
was seen, with the equilibrium's own chances: of a signature from the stage of assent, of a breach
and of years kept from the game of implementation (`interim.stages.compliance.outlook`). So a breach
tells it of the kind of party and of the kind of conflict at once, and through both of the next
deal. Equations: docs/model.md, "What is learnt"; why so: docs/decisions/0017.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.foundation.estimates import Z975, Spread, mean_chance, share, spread
from interim.futures import Futures
from interim.stages.belief import HELPS

Array = NDArray[np.float64]

FEWEST = 20
"""Effective futures below which what was seen is too rare in a run to say what it teaches."""
CERTAIN = 0.9
"""A probability above this makes an observer sure of a type."""
FIVE_YEARS = 60
"""Months."""
END = "end:"
"""Begins the names of events that only say how a history ends for a principal."""
OPENLY, PROBING = 0, 1
"""How a principal breaks a deal: out of compliance, or out of a posture of probing."""
WITHIN_A_YEAR, WITHIN_FIVE = 0, 1
"""Spans of the chances of a breach."""
MOST_TELLING = 20
"""Events that are listed, the most telling first."""
MOST_MOVED = 5
"""Numbers that are named, the most moved first."""
CLEARLY = 4.0
"""Standard errors beyond which a number counts as moved: some hundred are looked at."""


class Event(NamedTuple):
    """Something that observers may see of a plan.

    Attributes:
        name: as a document has it, such as ``breach:russia``.
        chance: (n, first types, second types), of it, in each future by the types of both.
    """

    name: str
    chance: Array


class Lesson(NamedTuple):
    """What one observer makes of one event.

    Attributes:
        chance: of the event, as it thinks beforehand.
        n: futures.
        effective: number of futures that say as much as the weighted ones (Kish 1965).
        types: principal -> type -> (before, after).
        following: plan -> principal -> chance that it breaks that plan within five years if it is
            in force: (before, after).
        by_future: (n,), chance of the event in each future.
    """

    chance: float
    n: int
    effective: float
    types: dict[str, dict[str, tuple[float, float]]]
    following: dict[str, dict[str, tuple[float, float]]]
    by_future: Array

    @property
    def enough(self) -> bool:
        """Whether there are enough futures to say what it teaches."""
        return self.effective >= FEWEST


@dataclass(frozen=True)
class Chances:
    """The chances that a plan's events are made of.

    Attributes:
        signs: principal -> (n, types), chance that it signs.
        breaks: (2, 2, 2, n, first types, second types), chance that the first or the second
            principal breaks it, openly or out of probing, within a year and within five, once in
            force.
        lasts: (n, first types, second types), that it is in force after five years; NaN where the
            horizon is shorter.
        unblamed: (2, n, first types, second types), that within a year no violation is pinned on
            the first or the second.
    """

    signs: Mapping[str, Array]
    breaks: Array
    lasts: Array
    unblamed: Array

    def broken_by(self, place: int) -> Array:
        """Chance that a principal breaks it within five years, once in force."""
        return np.asarray(self.breaks[place, :, WITHIN_FIVE].sum(axis=0))


def chances_of(case: Case, cell: xr.Dataset) -> Chances:
    """The chances of a plan from its wide results."""
    order = ("principal", "how", "span", "future", "first_type", "second_type")
    sizes = [len(case.preferences[p].types) for p in case.principals]
    signs = {
        p: cell["assent_of"].sel(principal=p).values[: sizes[k]].T.astype(float)
        for k, p in enumerate(case.principals)
    }

    def wide(name: str) -> Array:
        dims = [dim for dim in order if dim in cell[name].dims]
        return np.asarray(cell[name].transpose(*dims).values, float)

    return Chances(signs, wide("breaks"), wide("lasts"), wide("unblamed"))


def events_of(case: Case, chances: Chances) -> list[Event]:
    """What may be seen of a plan: refused or signed by either side, then, once both have signed
    it, a violation within a year, a breach within five, or five years kept.

    A breach is told apart by its author, by how (openly, or out of probing) and by when. Whether
    bodies pass what is signed tells nothing of the principals' types, and is left out.
    """
    first, second = (chances.signs[p] for p in case.principals)
    signs = (first[:, :, None] + 0.0 * second[:, None], 0.0 * first[:, :, None] + second[:, None])
    signed = signs[0] * signs[1]
    events = []
    for k, p in enumerate(case.principals):
        both = chances.breaks[k]
        year, five = both[:, WITHIN_A_YEAR].sum(axis=0), both[:, WITHIN_FIVE].sum(axis=0)
        events += [
            Event(f"refusal:{p}", 1.0 - signs[k]),
            Event(f"signature:{p}", signs[k]),
            Event(f"violation:{p}", signed * (1.0 - chances.unblamed[k])),
            Event(f"breach:{p}", signed * five),
            Event(f"breach:{p}:openly", signed * both[OPENLY, WITHIN_FIVE]),
            Event(f"breach:{p}:by probing", signed * both[PROBING, WITHIN_FIVE]),
            Event(f"breach:{p}:first year", signed * year),
            Event(f"breach:{p}:later", signed * (five - year)),
            Event(f"{END}{p}:alone", signs[k] * (1.0 - signs[1 - k])),
            Event(f"{END}{p}:unbroken", signed * (1.0 - five)),
        ]
    if case.months >= FIVE_YEARS:
        events.append(Event("kept", signed * chances.lasts))
    return [Event(event.name, np.maximum(event.chance, 0.0)) for event in events]


class Asked(NamedTuple):
    """What is asked of each future and pair of types, a row each.

    Attributes:
        kinds: (principal, type) of the first rows, which say whether it is of that type.
        plans: of the rows after them, two each: chance that the first and the second principal
            break that plan within five years, if it is in force.
        rows: (kinds + 2 plans, n x first types x second types).
        n: futures.
    """

    kinds: list[tuple[str, str]]
    plans: list[str]
    rows: Array
    n: int


def asked(case: Case, shape: tuple[int, int, int], following: Mapping[str, Array]) -> Asked:
    """The questions that are answered anew after each event.

    Args:
        case: the case, for the names of types.
        shape: (n, first types, second types).
        following: plan -> (2, n, first types, second types), chance that either principal breaks it
            within five years.
    """
    kinds = [(p, kind) for p in case.principals for kind in case.preferences[p].types]
    rows = np.zeros((len(kinds) + 2 * len(following), *shape))
    for row, (p, kind) in enumerate(kinds):
        at = list(case.preferences[p].types).index(kind)
        rows[(row, slice(None), at) if p == case.principals[0] else (row, ..., at)] = 1.0
    for row, broken in enumerate(following.values()):
        rows[len(kinds) + 2 * row : len(kinds) + 2 * row + 2] = broken
    return Asked(kinds, list(following), rows.reshape(len(rows), -1), shape[0])


def learn(
    case: Case, priors: Sequence[Array], events: Sequence[Event], asks: Asked
) -> dict[str, Lesson | None]:
    """Bayes' rule over futures and types.

    Args:
        case: the case.
        priors: (n, types) of the first and of the second principal, as an observer has them.
        events: what may be seen.
        asks: what is asked of each future.

    Returns:
        By event; None where it cannot happen in any future.

    Source:
        Kish (1965), Survey Sampling, for the effective number.
    """
    joint = priors[0][:, :, None] * priors[1][:, None, :]
    n = len(joint)
    weights = [joint * event.chance for event in events]
    by_future = [weight.sum(axis=(1, 2)) for weight in weights]
    columns = np.stack([joint.reshape(-1), *(weight.reshape(-1) for weight in weights)], axis=1)
    # No BLAS product: its threads wait for each other on a busy machine.
    sums = np.einsum("ak,ke->ea", asks.rows, columns)
    before = (sums[0] / n).tolist()
    lessons: dict[str, Lesson | None] = {}
    for event, each, found in zip(events, by_future, sums[1:], strict=True):
        total = float(each.sum())
        if not total > 0.0:
            lessons[event.name] = None
            continue
        pairs = list(zip(before, (found / total).tolist(), strict=True))
        types: dict[str, dict[str, tuple[float, float]]] = {p: {} for p in case.principals}
        for (p, kind), pair in zip(asks.kinds, pairs, strict=False):
            types[p][kind] = pair
        rest = pairs[len(asks.kinds) :]
        lessons[event.name] = Lesson(
            chance=total / n,
            n=n,
            effective=total**2 / float((each**2).sum()),
            types=types,
            following={
                plan: dict(zip(case.principals, rest[2 * k : 2 * k + 2], strict=True))
                for k, plan in enumerate(asks.plans)
            },
            by_future=each,
        )
    return lessons


Lessons = dict[str, dict[str, dict[str, Lesson | None]]]
"""Plan -> observer -> event -> what is learnt."""


def lessons(
    case: Case, details: xr.Dataset, elsewhere: Mapping[str, Array] | None = None
) -> Lessons:
    """What every observer of a case learns from each plan of a run.

    Args:
        case: the case.
        details: wide results of a run.
        elsewhere: plans of the menu that the run does not hold: (2, m, first types, second types),
            as `learn` has them, in the first m futures. The others count there alone.
    """
    plans = [str(plan) for plan in details["plan"].values if plan != NO_DEAL]
    chances = {plan: chances_of(case, details.sel(plan=plan)) for plan in plans}
    table = case.talks.menu if case.talks else plans
    following = {
        plan: np.stack([chances[plan].broken_by(k) for k in range(2)])
        for plan in table
        if plan in plans
    }
    found: Lessons = {plan: {} for plan in plans}
    if not plans:
        return found
    # What observers think beforehand is the same whatever the plan.
    priors = {
        observer: [
            _types(case, details["prior"].sel(plan=plans[0], observer=observer, principal=p), p)
            for p in case.principals
        ]
        for observer in case.enforcement.observers
    }
    shape = chances[plans[0]].lasts.shape
    asks = asked(case, (shape[0], shape[1], shape[2]), following)
    m = min((broken.shape[1] for broken in (elsewhere or {}).values()), default=0)
    asks_elsewhere = asked(case, (m, shape[1], shape[2]), elsewhere or {})
    for plan in plans:
        events = events_of(case, chances[plan])
        some = [Event(event.name, event.chance[:m]) for event in events]
        for observer, own in priors.items():
            taught = learn(case, own, events, asks)
            if elsewhere:
                also = learn(case, [prior[:m] for prior in own], some, asks_elsewhere)
                taught = {name: _with(taught[name], also[name]) for name in taught}
            found[plan][observer] = taught
    return found


def _types(case: Case, cell: xr.DataArray, principal: str) -> Array:
    return np.asarray(cell.values[: len(case.preferences[principal].types)].T, float)


def _with(lesson: Lesson | None, also: Lesson | None) -> Lesson | None:
    if lesson is None or also is None:
        return lesson
    return lesson._replace(following=lesson.following | also.following)


# --- which numbers moved ---------------------------------------------------------------------


class Moved(NamedTuple):
    """A number that an observer thinks of otherwise after what it has seen."""

    quantity: str
    before: Spread
    after: Spread
    errors: float
    """Change of its mean rank in standard errors."""


def moved(futures: Futures, names: Sequence[str], weight: Array) -> list[Moved]:
    """The numbers that a weighing of futures moves, the most moved first.

    Args:
        futures: n futures.
        names: of the uncertain quantities to look at.
        weight: (n,), of each; any sum.
    """
    total = float(weight.sum())
    if not total > 0.0:
        return []
    share_of_each = weight / total
    effective = 1.0 / float((share_of_each**2).sum())
    error = np.sqrt(1.0 / 12.0 / effective)
    found = []
    for name in names:
        values = futures[name]
        order = np.argsort(values, kind="stable")
        ranks = np.empty(len(values))
        ranks[order] = (np.arange(len(values)) + 0.5) / len(values)
        change = (float(share_of_each @ ranks) - 0.5) / error
        if abs(change) >= CLEARLY:
            found.append((abs(change), name, change, order))
    return [
        Moved(name, _before(futures[name]), _weighed(futures[name], order, share_of_each), change)
        for _, name, change, order in sorted(found, key=lambda each: (-each[0], each[1]))
    ]


def _before(values: Array) -> Spread:
    low, median, high = np.percentile(values, [5, 50, 95])
    return {"median": float(median), "low": float(low), "high": float(high)}


def _weighed(values: Array, order: NDArray[np.intp], weight: Array) -> Spread:
    """Weighted median with the 5th and 95th percentile."""
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, median, high = np.interp([0.05, 0.5, 0.95], below, values[order])
    return {"median": float(median), "low": float(low), "high": float(high)}


# --- what a failed deal is worth -------------------------------------------------------------


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


# --- as a document has it --------------------------------------------------------------------


def learnt_document(
    case: Case, taught: Mapping[str, Mapping[str, Lesson | None]], futures: Futures | None = None
) -> dict[str, Any]:
    """What each observer learns from a plan: observer -> event -> before and after.

    Args:
        case: the case.
        taught: by observer and event.
        futures: those in which it is asked which numbers moved, the first of the run; else it is
            not asked.
    """
    uncertain = [name for name, q in case.quantities.items() if q.uncertain] if futures else []
    return {
        observer: {
            name: _lesson(case, name, lesson, futures, uncertain)
            for name, lesson in events.items()
            if lesson is not None and not name.startswith(END)
        }
        for observer, events in taught.items()
    }


def _lesson(
    case: Case, name: str, lesson: Lesson, futures: Futures | None, uncertain: Sequence[str]
) -> dict[str, Any]:
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
    if futures is not None:
        weight = lesson.by_future[: futures.n]
        said["moved"] = (
            [
                {"quantity": m.quantity, "before": m.before, "after": m.after, "errors": m.errors}
                for m in moved(futures, uncertain, weight)[:MOST_MOVED]
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
