"""What observers learn, by Bayes' rule over whole futures: numbers and types together.

An observer gives every future of the run and every pair of types the weight prior x chance of what
was seen, with the equilibrium's own chances: of a signature from the stage of assent, of a breach
and of years kept from the game of implementation (`interim.stages.compliance.outlook`). So a breach
tells it of the kind of party and of the kind of conflict at once, and through both of the next
deal. Equations: docs/model.md, "What is learnt"; why so: docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case
from interim.evaluation.record import LOOKED_AHEAD

Array = NDArray[np.float64]

FEWEST = 20
"""Effective futures below which what was seen is too rare in a run to say what it teaches."""
FIVE_YEARS = 60
"""Months."""
END = "end:"
"""Begins the names of events that only say how a history ends for a principal."""
OPENLY, PROBING = 0, 1
"""How a principal breaks a deal: out of compliance, or out of a posture of probing."""
WITHIN_A_YEAR, WITHIN_FIVE = 0, 1
"""Spans of the chances of a breach."""


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
    """What every observer of a case learns from each plan of a run, from its first futures.

    Args:
        case: the case.
        details: wide results of a run.
        elsewhere: plans of the menu that the run does not hold: (2, m, first types, second types),
            as `learn` has them, in the first m futures. The others count there alone.
    """
    details = details.isel(future=slice(LOOKED_AHEAD))
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
