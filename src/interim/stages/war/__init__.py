"""War: what goes on if nobody signs, what follows a breach, and what either is worth.

One Markov chain (`chain`) serves every war, whoever begins it and when: the outside option begins
with the ground and the patrons of the signing day and with no edge for anybody; a war after a
breach begins with what the plan and its breaker have made of them (`table`). The histories draw one
course of it. Equations: `docs/model.md`, "War".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from interim.case.model import NO_DEAL, Case
from interim.futures import Futures
from interim.stages.value import beyond, utility
from interim.stages.war.chain import GRID, Lives, month_for
from interim.stages.war.course import Course, Seen, Start, carry_on, draw_course
from interim.stages.war.edge import strengths
from interim.stages.war.numbers import Array, Numbers, numbers_of
from interim.stages.war.table import MIDDLE, Table, table_of

__all__ = ["Course", "Table", "War", "course_of", "war"]


@dataclass(frozen=True)
class War:
    """The war in each future; the same whatever the plan.

    Attributes:
        plain: principal -> (n,), value of fighting on to those who want nothing beyond a settlement
            and feel the whole cost: what parliaments and publics weigh a plan against.
        ends: ids of the ways the war can end.
        probability: (n, 1 + ends), chance at the horizon of fighting still, then of each end.
        occupancy: principal -> (n, 1 + ends), discounted share of time in fighting and each end.
        captured: principal -> (n, 1 + ends), mean captured share of the zone during that time.
        months: (n,), months of fighting on the drawn course, cut at the horizon.
        until: (n,), months to its end on the drawn course; the horizon where it has none.
        end: (n,), index into `ends` on the drawn course, -1 if the war is still fought.
        ground: (n,), captured share of the zone at the end of the drawn course.
        deaths: (n,), deaths on the drawn course.
        death_rate: (n,), deaths per month of fighting, civilians included.
        tabulate: works the `table` out, which bodies that vote have no need of.
        numbers: what the case states of the war.
        strength: (n, 2), how strongly an edge moves the hazards of the attacker's and of the
            defender's victory.
        attacker: the principal that attacks the zone.
        split: number of types of the first principal.
    """

    plain: dict[str, Array]
    ends: tuple[str, ...]
    probability: Array
    occupancy: dict[str, Array]
    captured: dict[str, Array]
    months: NDArray[np.int64]
    until: NDArray[np.int64]
    end: NDArray[np.int64]
    ground: Array
    deaths: Array
    death_rate: Array
    tabulate: Callable[[], Table]
    numbers: Numbers
    strength: Array
    attacker: str
    split: int

    @cached_property
    def table(self) -> Table:
        """Values of every war that may follow, by captured share, patrons and edge."""
        return self.tabulate()

    @cached_property
    def value(self) -> dict[str, Array]:
        """Principal -> (n, types), value of fighting on."""
        return self._by_agent(self.table.values[:, 0, 0, 0, MIDDLE])

    def with_help(self, principal: str, help: Array) -> Array:
        """Value of fighting on from today, to each type, if a principal is helped.

        Args:
            principal: whose value, and who is helped.
            help: (n,), rise in its chance of prevailing.

        Returns:
            (n, types).
        """
        at = self.table.at(help if principal == self.attacker else -help)
        return self._by_agent(at)[principal]

    def _by_agent(self, agents: Array) -> dict[str, Array]:
        first, second = self.plain
        return {first: agents[:, : self.split], second: agents[:, self.split :]}


def war(case: Case, futures: Futures) -> War:
    """Run the war that goes on without a deal, and value those that may follow one.

    Raises:
        ValueError: more than six patrons, or a principal without a discount.
    """
    n, (numbers, strength, seen) = futures.n, expected(case, futures)
    whole = Start(np.zeros(n), np.zeros(n), np.zeros(numbers.peace.shape), _followed(case, n))
    course = course_of(case, futures, numbers, strength, whole)
    death_rate = futures.of(case.war.civilians.monthly_deaths) + sum(
        futures.of(b.monthly_deaths) for b in case.war.belligerents.values()
    )
    occupancy, captured = _by_principal(case, seen.occupancy), _by_principal(case, seen.captured)
    return War(
        plain={p: _plain(case, futures, p, occupancy[p], captured[p]) for p in case.principals},
        ends=tuple(case.war.ends),
        probability=seen.probability,
        occupancy=occupancy,
        captured=captured,
        months=course.fought,
        until=course.until,
        end=course.end,
        ground=course.ground,
        deaths=course.fought * death_rate,
        death_rate=death_rate,
        tabulate=partial(tabulated, case, futures),
        numbers=numbers,
        strength=strength,
        attacker=case.war.front.attacker,
        split=len(case.preferences[case.principals[0]].types),
    )


class Expected(NamedTuple):
    """What does not depend on how the war happens to go.

    Attributes:
        numbers: what the case states of the war.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        seen: what is to be expected of the war that goes on.
    """

    numbers: Numbers
    strength: Array
    seen: Seen


def expected(case: Case, futures: Futures) -> Expected:
    """What is to be expected of the war, once for futures in which nothing of it differs.

    Raises:
        ValueError: more than six patrons, or a principal without a discount.
    """
    return futures.once("war", _made_of(case), lambda drawn: _expected(case, drawn))


def tabulated(case: Case, futures: Futures) -> Table:
    """Values of every war that may follow, likewise."""
    return futures.once("wars", _made_of(case), lambda drawn: _tabulated(case, drawn))


def _made_of(case: Case) -> tuple[object, ...]:
    names = (NO_DEAL, case.war.after_breach, *(e.terms for e in case.war.ends.values()))
    plans = [case.plans[name] for name in names]
    return (case.header, case.war, case.preferences, case.issues, *plans)


def _expected(case: Case, futures: Futures) -> Expected:
    numbers = numbers_of(case, futures)
    strength = strengths(numbers, case.months)
    return Expected(numbers, strength, _seen(case, futures, numbers, strength, (0, 0)))


def seen_from(case: Case, futures: Futures, going_on: War, begun: tuple[int, int]) -> War:
    """A war as those weigh it who want nothing beyond a settlement, from another state of it.

    Args:
        case: the case.
        futures: n futures.
        going_on: the war from today.
        begun: patrons gone, a bit each, and point of the grid of ground (`chain.GRID`).

    Returns:
        The war with what is to be expected of it (`plain`, `probability`, `occupancy`, `captured`)
        from there, for the months of the horizon; the rest as it is from today.
    """
    seen = _seen(case, futures, going_on.numbers, going_on.strength, begun)
    occupancy, captured = _by_principal(case, seen.occupancy), _by_principal(case, seen.captured)
    return replace(
        going_on,
        plain={p: _plain(case, futures, p, occupancy[p], captured[p]) for p in case.principals},
        probability=seen.probability,
        occupancy=occupancy,
        captured=captured,
    )


def _by_principal(case: Case, table: Array) -> dict[str, Array]:
    return {p: table[:, k] for k, p in enumerate(case.principals)}


def _seen(
    case: Case, futures: Futures, numbers: Numbers, strength: Array, begun: tuple[int, int]
) -> Seen:
    n, ways = futures.n, 1 + len(case.war.ends)
    seen = Seen(np.zeros((n, ways)), np.zeros((n, 2, ways)), np.zeros((n, 2, ways)))
    patrons, ends = numbers.shift.shape[1], numbers.hazard.shape[1]
    at = (
        np.zeros((n, 1)),
        np.empty((2, 1 << patrons, GRID, 1)),
        np.empty((1 << patrons, GRID, ends)),
        np.empty(2),
    )
    discount = np.stack([_monthly(case, futures, p) for p in case.principals], axis=1)
    month = month_for(patrons, ends, 1)
    carry_on(case.months, numbers, strength, discount, month, at, begun, seen)
    return seen


def _tabulated(case: Case, futures: Futures) -> Table:
    numbers, strength, _ = expected(case, futures)
    broken = case.war.after_breach
    then = None if broken == NO_DEAL else lives_of(case, futures, broken)
    return table_of(numbers, case.months, strength, lives_of(case, futures), then)


def lives_of(case: Case, futures: Futures, going_on: str = NO_DEAL) -> Lives:
    """What wars bring to each type of the first principal, then of the second.

    Args:
        case: the case.
        futures: n futures.
        going_on: the plan whose package holds until the war ends.
    """
    agents = [(p, life) for p in case.principals for life in _lives(case, futures, p, going_on)]
    return Lives(
        np.stack([_monthly(case, futures, p) for p, _ in agents], axis=1),
        np.stack([flow for _, (flow, _) in agents], axis=1),
        np.stack([terms for _, (_, terms) in agents], axis=1),
    )


def course_of(
    case: Case, futures: Futures, numbers: Numbers, strength: Array, start: Start
) -> Course:
    """Draw one course of the war of each future, from the same numbers wherever it begins.

    Args:
        case: the case.
        futures: n futures.
        numbers: of the war.
        strength: (n, 2), how strongly an edge moves each side's hazards.
        start: where it begins.
    """
    n, months = futures.n, case.months
    chance = futures.uniforms("war", 1 + 2 * months)
    patrons = numbers.peace.shape[1]
    # One number per patron, inverted through its exponential time of leaving.
    patience = -np.log1p(-futures.uniforms("war:patrons", max(patrons, 1))[:, :patrons])
    whole = np.empty(n, np.int64)
    course = Course(whole, whole.copy(), whole.copy(), np.empty(n))
    normal = special.ndtri(np.clip(chance[:, months:-1], 1e-12, 1 - 1e-12))
    room = (np.empty(numbers.hazard.shape[1]), np.empty(patrons))
    given = (np.ascontiguousarray(chance[:, :months]), np.ascontiguousarray(normal))
    draw_course(numbers, strength, start, patience, *given, room, course)
    return course


def _followed(case: Case, n: int) -> NDArray[np.int64]:
    return np.full(n, case.months)


def _monthly(case: Case, futures: Futures, principal: str) -> Array:
    yearly = case.preferences[principal].discount
    if yearly is None:
        raise ValueError(f"principal {principal} has no discount")
    return np.asarray(np.clip(futures.of(yearly), 1e-6, 1 - 1e-6) ** (1 / 12))


def _lives(case: Case, futures: Futures, p: str, going_on: str) -> list[tuple[Array, Array]]:
    """What fighting, (n, 2), and each end, (n, ends, 2), bring each type of a principal, with
    nothing and with all of the zone captured."""
    fighting = _along_the_front(case, futures, p, case.package(going_on))
    ends = list(case.war.ends.values())
    terms = np.stack(
        [_along_the_front(case, futures, p, case.package(e.terms)) for e in ends], axis=1
    )
    cost, lives = futures.of(case.war.belligerents[p].monthly_cost), []
    won = np.array([e.victor == p for e in ends], float)
    for kind in case.preferences[p].types.values():
        loss = np.clip(cost * futures.of(kind.war_cost_factor), 0.0, 1.0)
        victory = beyond(futures, kind)[:, None, None] * won[:, None]
        lives.append(((1.0 - loss)[:, None] * fighting, terms + victory))
    return lives


def _plain(case: Case, futures: Futures, p: str, occupancy: Array, captured: Array) -> Array:
    """Value of fighting on to those who want nothing beyond a settlement."""
    cost = np.clip(futures.of(case.war.belligerents[p].monthly_cost), 0.0, 1.0)
    flows = [(1.0 - cost)[:, None] * _along_the_front(case, futures, p, case.package(NO_DEAL))]
    flows += [
        _along_the_front(case, futures, p, case.package(e.terms)) for e in case.war.ends.values()
    ]
    total = np.zeros(futures.n)
    for k, (none, all_of_it) in enumerate(flow.T for flow in flows):
        total = total + occupancy[:, k] * (none + (all_of_it - none) * captured[:, k])
    return total


def _along_the_front(case: Case, futures: Futures, p: str, package: Mapping[str, str]) -> Array:
    """Value of a package with none and with all of the zone captured: (n, 2)."""
    taken = {**package, **case.war.front.captured}
    both = (utility(case, futures, p, package), utility(case, futures, p, taken))
    return np.stack(both, axis=1)
