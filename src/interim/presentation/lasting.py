"""How long a deal would last once in force, how it would end and when, in numbers and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.result import Evaluation
from interim.foundation import horizons, words
from interim.foundation.estimates import Probability, Quantile, Spread, quantile, share, spread
from interim.history.classes import profile, reference_class
from interim.history.outside import FEW, known_to
from interim.history.settlements import lives, shipped
from interim.history.survival import Curve, kaplan_meier
from interim.presentation import endings, notes
from interim.presentation.standing import FROZEN, WAR, State

HELD = "held"
STEP = 3
"""Months between two points of a curve."""


@dataclass(frozen=True)
class Lasting:
    """The life of one plan that is in force in every future, whoever signs.

    Attributes:
        plan: its short title.
        parties: id -> title.
        months: (m,), months since it came into force.
        kept: for each of these the share of futures in which it is still in force.
        ended: ending -> for each of these the share of futures in which it has ended so.
        yearly: for each year the share of futures in which it ends in that year.
        yearly_by: ending -> the same for one way of ending.
        middle: month by which half of the deals that end have ended; None if none ends.
        span: the same for one in twenty, half and nineteen in twenty.
        broken: share of futures in which it ends before the horizon.
        horizon: years.
        futures: how many.
        otherwise: how the state without a deal is spoken of.
    """

    plan: str
    parties: Mapping[str, str]
    months: tuple[int, ...]
    kept: tuple[Probability, ...]
    ended: Mapping[str, tuple[Probability, ...]]
    yearly: tuple[Probability, ...]
    yearly_by: Mapping[str, tuple[Probability, ...]]
    middle: Quantile | None
    span: Spread | None
    broken: Probability
    horizon: int
    futures: int
    otherwise: State = WAR

    def at(self, years: int) -> dict[str, Probability]:
        """Still in force, and each way of having ended, after so many years."""
        row = self.months.index(12 * years)
        return {HELD: self.kept[row]} | {kind: shares[row] for kind, shares in self.ended.items()}

    @property
    def milestones(self) -> tuple[int, ...]:
        """The years that a table shows."""
        chosen = {2, 3, self.horizon, *horizons.YEARS}
        return tuple(sorted(year for year in chosen if year <= self.horizon))

    def named(self, kind: str) -> str:
        """A way of ending as a table says it."""
        return (
            "still in force" if kind == HELD else endings.ending(kind, self.parties, self.otherwise)
        )


def lasting(evaluation: Evaluation, plan: str) -> Lasting:
    """Read the life of a plan from an evaluation.

    Args:
        evaluation: the evaluation.
        plan: id of one of its plans, not of no deal.
    """
    data = evaluation.data.sel(plan=plan)
    month, ending = data["month"].values, data["ending"].values
    case = evaluation.case
    lasted = np.where(month < 0, np.iinfo(np.int32).max, month.astype(np.int32))
    months = tuple(range(0, case.months + 1, STEP))
    kinds = {name: code for code, name in enumerate(evaluation.endings) if name != HELD}

    def within(first: int, last: int, kind: str | None = None) -> Probability:
        flags = (lasted >= first) & (lasted < last)
        if kind is not None:
            flags &= ending == kinds[kind]
        return _share(flags)

    years = range(case.header.horizon_years)
    broken = month >= 0
    return Lasting(
        otherwise=FROZEN if case.war.frozen else WAR,
        plan=case.plans[plan].short,
        parties={name: party.title for name, party in case.header.parties.items()},
        months=months,
        kept=tuple(_share(lasted >= m) for m in months),
        ended={kind: tuple(within(0, m, kind) for m in months) for kind in kinds},
        yearly=tuple(within(12 * y, 12 * y + 12) for y in years),
        yearly_by={kind: tuple(within(12 * y, 12 * y + 12, kind) for y in years) for kind in kinds},
        middle=quantile(month[broken].astype(float), 0.5),
        span=spread(month[broken].astype(float)),
        broken=_share(broken),
        horizon=case.header.horizon_years,
        futures=evaluation.run.futures,
    )


def outside_curve(case: Case, plan: str) -> Curve | None:
    """How long settlements like a known plan lasted, as known on the day of the case.

    Returns:
        None where the case does not say how its clauses read as features of settlements, or where
        too few are like the plan.
    """
    if case.history is None:
        return None
    known = lives(shipped(), until=known_to(case))
    alike = reference_class(profile(case, plan), known).lives
    curve = kaplan_meier(alike.years, alike.broken)
    return curve if curve.n >= FEW else None


def summary(life: Lasting) -> str:
    """Whether it lasts, who ends it and when, in two or three sentences."""
    if life.futures < words.FEWEST:
        return f"{notes.too_few(life.futures)}."
    years = horizons.late(life.horizon)
    said = [f"Once in force, “{life.plan}” {_still(years)} {words.chance(life.at(years)[HELD])}."]
    if life.broken["p"] == 0:
        return f"{said[0]} In none does it end before {words.count(life.horizon, 'year')}."
    last = life.at(life.horizon)
    kind = max(life.ended, key=lambda name: last[name]["p"])
    said.append(
        f"Within {words.count(life.horizon, 'year')} it most often ends "
        f"{endings.because(kind, life.parties, life.otherwise)}: in "
        f"{words.brief_chance(last[kind])}."
    )
    if life.middle is not None and life.middle["n"] >= words.FEWEST:
        middle = life.middle
        said.append(
            f"Half of the deals that end have done so within {words.years(middle['value'])} years "
            f"({words.years(middle['low'])}-{words.years(middle['high'])})."
        )
    return " ".join(said)


def before(life: Lasting, base: Lasting) -> str:
    """How long the plan lasts that a changed one starts from, at the same year."""
    if life.futures < words.FEWEST:
        return ""
    years = horizons.late(life.horizon)
    return (
        f"Unchanged, “{base.plan}” {_still(years)} {words.brief_chance(base.at(years)[HELD])} of "
        "the same futures."
    )


def timing(life: Lasting) -> str:
    """In which year it ends most often, and the span of years in which it does."""
    if life.span is None or life.broken["n"] * life.broken["p"] < words.FEWEST:
        return "It ends in too few futures to say when."
    worst = max(range(len(life.yearly)), key=lambda year: life.yearly[year]["p"])
    low, high = words.years(life.span["low"]), words.years(life.span["high"])
    return (
        f"It ends most often in year {worst + 1}: in {words.chance(life.yearly[worst])}. Nine in "
        f"ten of the deals that end do so {low} to {high} years after they came into force."
    )


def _still(years: int) -> str:
    return f"{notes.STILL} {words.count(years, 'year')} in"


def _share(flags: NDArray[np.bool_]) -> Probability:
    estimate = share(flags)
    assert estimate is not None  # an evaluation has at least one future
    return estimate
