"""War: what goes on if nobody signs, and what it is worth to each principal.

Equations: `docs/model.md`, "War". The chain of patron states is exact; the random walk of the
front is drawn only for the histories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import special

from interim.case.model import NO_DEAL, Case
from interim.futures import Futures
from interim.stages.value import utility

Array = NDArray[np.float64]

MOST_PATRONS = 6
"""The chain has two states for every patron's aid."""
LEAST_STAKE = 0.01


@dataclass(frozen=True)
class War:
    """The war in each future; the same whatever the plan.

    Attributes:
        value: principal -> (n, types), value of fighting on, in [0, 1].
        stake: principal -> (n, types), value of prevailing less that of being beaten.
        plain: principal -> (n,), value of fighting on to those who want nothing beyond a settlement
            and feel the whole cost: what parliaments and publics weigh a plan against.
        ends: ids of the ways the war can end.
        probability: (n, 1 + ends), chance at the horizon of fighting still, then of each end.
        occupancy: principal -> (n, 1 + ends), discounted share of time in fighting and each end.
        captured: principal -> (n, 1 + ends), mean captured share of the zone during that time.
        months: (n,), months fought on the drawn path, cut at the horizon.
        end: (n,), index into `ends` on the drawn path, -1 if the war is still fought.
        ground: (n,), captured share of the zone at the end of the drawn path.
        deaths: (n,), deaths on the drawn path.
        death_rate: (n,), deaths per month of fighting, civilians included.
    """

    value: dict[str, Array]
    stake: dict[str, Array]
    plain: dict[str, Array]
    ends: tuple[str, ...]
    probability: Array
    occupancy: dict[str, Array]
    captured: dict[str, Array]
    months: NDArray[np.int64]
    end: NDArray[np.int64]
    ground: Array
    deaths: Array
    death_rate: Array


def war(case: Case, futures: Futures) -> War:
    """Run the war that goes on without a deal.

    Raises:
        ValueError: more than six patrons.
    """
    stated = case.war
    if len(stated.patrons) > MOST_PATRONS:
        raise ValueError(f"the war has {len(stated.patrons)} patrons, at most {MOST_PATRONS}")
    n, months = futures.n, case.months
    patrons, ends = list(stated.patrons), list(stated.ends)
    withdrawal = _columns([futures.of(stated.patrons[q].withdrawal) for q in patrons], n)
    shift = _columns([futures.of(stated.patrons[q].gain_shift) for q in patrons], n)
    hazard = _columns([futures.of(stated.ends[e].hazard) for e in ends], n)
    factor = np.ones((n, len(ends), len(patrons)))
    for e, end in enumerate(stated.ends.values()):
        for q, patron in enumerate(patrons):
            if patron in end.if_withdrawn:
                factor[:, e, q] = futures.of(end.if_withdrawn[patron])
    gain, zone = futures.of(stated.front.monthly_gain), futures.of(stated.front.zone_km2)
    zone = np.maximum(zone, 1e-9)

    occupancy, captured = {}, {}
    probability = np.zeros((n, 1 + len(ends)))
    for p in case.principals:
        discount = _monthly(case, futures, p)
        occupancy[p] = np.zeros((n, 1 + len(ends)))
        captured[p] = np.zeros((n, 1 + len(ends)))
        _chain(
            months, discount, withdrawal, shift, hazard, factor, gain, zone,
            occupancy[p], captured[p], probability,
        )  # fmt: skip
    chance = futures.uniforms("war", 1 + 2 * months)
    leaving = futures.uniforms("war:patrons", max(len(patrons), 1))
    fought, end_of, ground = _paths(
        months, withdrawal, shift, hazard, factor, gain, zone,
        futures.of(stated.front.monthly_spread), leaving,
        chance[:, :months], special.ndtri(np.clip(chance[:, months:-1], 1e-12, 1 - 1e-12)),
    )  # fmt: skip
    death_rate = futures.of(stated.civilians.monthly_deaths) + sum(
        futures.of(b.monthly_deaths) for b in stated.belligerents.values()
    )
    worth, stake, plain = {}, {}, {}
    for p in case.principals:
        worth[p], stake[p], plain[p] = _worth(case, futures, p, occupancy[p], captured[p])
    return War(
        worth, stake, plain, tuple(ends), probability, occupancy, captured,
        fought, end_of, ground, fought * death_rate, death_rate,
    )  # fmt: skip


def _columns(arrays: list[Array], n: int) -> Array:
    return np.stack(arrays, axis=1) if arrays else np.zeros((n, 0))


def _monthly(case: Case, futures: Futures, principal: str) -> Array:
    yearly = case.preferences[principal].discount
    if yearly is None:
        raise ValueError(f"principal {principal} has no discount")
    return np.asarray(np.clip(futures.of(yearly), 1e-6, 1 - 1e-6) ** (1 / 12))


def _worth(
    case: Case, futures: Futures, p: str, occupancy: Array, captured: Array
) -> tuple[Array, Array, Array]:
    """Reservation value and stake of one principal, (n, types) each, and its plain value, (n,)."""
    fighting = _along_the_front(case, futures, p, case.package(NO_DEAL))
    terms = [
        _along_the_front(case, futures, p, case.package(e.terms)) for e in case.war.ends.values()
    ]
    victors = [e.victor for e in case.war.ends.values()]
    attacks = case.war.front.attacker == p
    cost = futures.of(case.war.belligerents[p].monthly_cost)

    def settled(winner: bool, otherwise: float) -> Array:
        """Mean value of the terms when p (or the other side) is the victor."""
        values = [
            (at_full if attacks == winner else at_none)
            for (at_none, at_full), victor in zip(terms, victors, strict=True)
            if victor is not None and (victor == p) == winner
        ]
        return np.mean(values, axis=0) if values else np.full(futures.n, otherwise)

    win, lose = settled(True, 1.0), settled(False, 0.0)

    def fought(beyond: Array | float, loss: Array) -> Array:
        """Value of fighting on, given what only victory gives and what the war costs."""
        flows = [(1 - loss) * (1 - beyond) * _at(fighting, captured[:, 0])]
        for e, (pair, victor) in enumerate(zip(terms, victors, strict=True)):
            flow = (1 - beyond) * _at(pair, captured[:, 1 + e])
            flows.append(flow + beyond if victor == p else flow)
        total = np.zeros(futures.n)
        for k, flow in enumerate(flows):
            total = total + occupancy[:, k] * flow
        return total

    worths, stakes = [], []
    for kind in case.preferences[p].types.values():
        beyond = futures.of(kind.beyond)
        worths.append(fought(beyond, np.clip(cost * futures.of(kind.war_cost_factor), 0, 1)))
        stakes.append(np.maximum((1 - beyond) * win + beyond - (1 - beyond) * lose, LEAST_STAKE))
    plain = fought(0.0, np.clip(cost, 0, 1))
    return np.stack(worths, axis=1), np.stack(stakes, axis=1), plain


def _along_the_front(
    case: Case, futures: Futures, p: str, package: Mapping[str, str]
) -> tuple[Array, Array]:
    """Value of a package with none and with all of the zone captured."""
    taken = {**package, **case.war.front.captured}
    return utility(case, futures, p, package), utility(case, futures, p, taken)


def _at(pair: tuple[Array, Array], captured: Array) -> Array:
    return (1 - captured) * pair[0] + captured * pair[1]


@njit(cache=True, nogil=True)
def _chain(  # type: ignore[no-untyped-def]
    months, discount, withdrawal, shift, hazard, factor, gain, zone,
    occupancy, captured, probability,
):  # fmt: skip
    """Carry the chances of the patron states forward, with the ground taken in each."""
    n, patrons = withdrawal.shape
    ends = hazard.shape[1]
    states = 1 << patrons
    for i in range(n):
        at = np.zeros(states)
        ground = np.zeros(states)  # chance times expected captured share
        at[0] = 1.0
        ended = np.zeros(ends)
        ended_ground = np.zeros(ends)
        leaves = 1.0 - np.exp(-withdrawal[i])
        rates = np.empty(ends)
        weight = 1.0 - discount[i]
        for t in range(months + 1):
            last = t == months
            # After the horizon the last flow goes on for ever.
            now = weight if not last else weight / (1.0 - discount[i])
            for s in range(states):
                occupancy[i, 0] += now * at[s]
                captured[i, 0] += now * ground[s]
            for e in range(ends):
                occupancy[i, 1 + e] += now * ended[e]
                captured[i, 1 + e] += now * ended_ground[e]
            if last:
                break
            weight *= discount[i]
            for s in range(states):
                if at[s] == 0.0:
                    continue
                total = 0.0
                speed = gain[i]
                for q in range(patrons):
                    if s >> q & 1:
                        speed += shift[i, q]
                for e in range(ends):
                    rates[e] = hazard[i, e]
                    for q in range(patrons):
                        if s >> q & 1:
                            rates[e] *= factor[i, e, q]
                    total += rates[e]
                share = min(max(ground[s] / at[s] + speed / zone[i], 0.0), 1.0)
                stop = 1.0 - np.exp(-total)
                for e in range(ends):
                    if total > 0.0:
                        out = at[s] * stop * rates[e] / total
                        ended[e] += out
                        ended_ground[e] += out * share
                at[s] *= 1.0 - stop
                ground[s] = at[s] * share
            # Patron by patron, since they leave independently and several may in one month.
            for q in range(patrons):
                for s in range(states):
                    if not s >> q & 1:
                        to = s | 1 << q
                        out, part = at[s] * leaves[q], ground[s] * leaves[q]
                        at[to] += out
                        ground[to] += part
                        at[s] -= out
                        ground[s] -= part
        for k in range(1 + ends):
            if occupancy[i, k] > 0.0:
                captured[i, k] /= occupancy[i, k]
        probability[i, 0] = at.sum()
        for e in range(ends):
            probability[i, 1 + e] = ended[e]


@njit(cache=True, nogil=True)
def _paths(  # type: ignore[no-untyped-def]
    months, withdrawal, shift, hazard, factor, gain, zone, spread, leaving, chance, normal
):  # fmt: skip
    """One history per future."""
    n, patrons = withdrawal.shape
    ends = hazard.shape[1]
    fought = np.full(n, months)
    end_of = np.full(n, -1)
    ground = np.zeros(n)
    rates = np.empty(ends)
    gone = np.empty(patrons, dtype=np.bool_)
    for i in range(n):
        taken = 0.0
        for t in range(months):
            speed = gain[i]
            total = 0.0
            for q in range(patrons):
                # One number per patron, inverted through its exponential time of leaving.
                gone[q] = leaving[i, q] < 1.0 - np.exp(-withdrawal[i, q] * t)
                if gone[q]:
                    speed += shift[i, q]
            for e in range(ends):
                rates[e] = hazard[i, e]
                for q in range(patrons):
                    if gone[q]:
                        rates[e] *= factor[i, e, q]
                total += rates[e]
            taken = min(max(taken + (speed + spread[i] * normal[i, t]) / zone[i], 0.0), 1.0)
            stop = 1.0 - np.exp(-total)
            if chance[i, t] < stop:
                fought[i] = t + 1
                # Given that the war ends, the same number is uniform over the competing ways.
                mark = chance[i, t] / stop * total
                for e in range(ends):
                    if rates[e] > 0.0:
                        end_of[i] = e
                        mark -= rates[e]
                        if mark < 0.0:
                            break
                break
        ground[i] = taken
    return fought, end_of, ground
