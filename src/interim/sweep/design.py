"""Where in the space of its factors a sweep looks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.stats import qmc

from interim.case.constraint import holds, parse_constraint
from interim.case.model import NO_DEAL, Case, Clause, Plan
from interim.foundation.errors import BadInput, Problem
from interim.sweep.factors import Factor

MOST_POINTS = 1_000_000

Kind = Literal["grid", "latin", "sobol"]
KINDS: tuple[Kind, ...] = ("grid", "latin", "sobol")


@dataclass(frozen=True)
class Point:
    """One setting of all factors.

    Attributes:
        number: its place in the design, from 0.
        settings: quantity -> value, in the notation of case files.
        clauses: issue -> option, replaced in every plan.
    """

    number: int
    settings: Mapping[str, str]
    clauses: Mapping[str, str]


def points(
    factors: Sequence[Factor], kind: Kind = "grid", count: int | None = None, seed: int = 1
) -> tuple[Point, ...]:
    """The points of a design.

    Args:
        factors: what is varied.
        kind: every combination (``grid``), a Latin hypercube (McKay et al. 1979), or a scrambled
            Sobol sequence (Sobol 1967, Owen 1998).
        count: points of a hypercube or sequence; a sequence is balanced at powers of two.
        seed: of the hypercube or the scrambling.

    Raises:
        BadInput: no count where one is needed, one where none is, or too many points.
    """
    if kind == "grid":
        if count is not None:
            raise BadInput(
                [
                    Problem(
                        "a grid has as many points as its values make",
                        found=f"points {count}",
                        expected="--design latin or sobol",
                    )
                ]
            )
        total = math.prod(len(factor.levels) for factor in factors)
        _expect_few(total)
        rows = list(itertools.product(*(factor.levels for factor in factors)))
    else:
        if count is None:
            raise BadInput(
                [Problem(f"a {kind} design needs a number of points", expected="--points M")]
            )
        _expect_few(count)
        sampler = qmc.LatinHypercube if kind == "latin" else qmc.Sobol
        # `random` warns where a sequence is cut short of a power of two; the docs say so instead.
        drawn = sampler(d=len(factors), rng=seed).random(
            _whole(count) if kind == "sobol" else count
        )
        rows = [
            tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True))
            for row in drawn[:count]
        ]
    return tuple(_point(number, factors, row) for number, row in enumerate(rows))


def variants(case: Case, plans: Sequence[str], point: Point) -> Case:
    """The case with each plan as a point changes it.

    A clause that a point replaces loses the plan's own wording; no deal is never changed.

    Args:
        case: the case.
        plans: ids of the plans.
        point: the setting.
    """
    if not point.clauses:
        return case
    changed = {name: _changed(case.plans[name], point.clauses) for name in plans if name != NO_DEAL}
    return case.model_copy(update={"plans": {**case.plans, **changed}})


def contradictions(case: Case, plans: Sequence[str], point: Point) -> list[str]:
    """The plans that a point brings into conflict with the constraints of the case."""
    if not point.clauses:
        return []
    constraints = [parse_constraint(str(text)) for text in case.issues.constraints]
    known = variants(case, plans, point)
    return [
        name
        for name in plans
        if any(
            holds(constraint, case.package(name)) and not holds(constraint, known.package(name))
            for constraint in constraints
        )
    ]


def _changed(plan: Plan, options: Mapping[str, str]) -> Plan:
    clauses = dict(plan.clauses)
    for issue, option in options.items():
        if issue not in clauses or clauses[issue].option != option:
            clauses[issue] = Clause.model_construct(
                option=option, with_=None, note=None, source=(), judgement=None
            )
    return plan.model_copy(update={"clauses": clauses})


def _point(number: int, factors: Sequence[Factor], row: Sequence[str]) -> Point:
    pairs = list(zip(factors, row, strict=True))
    return Point(
        number,
        {factor.name: value for factor, value in pairs if factor.kind == "quantity"},
        {factor.name: value for factor, value in pairs if factor.kind == "clause"},
    )


def _expect_few(count: int) -> None:
    if not 1 <= count <= MOST_POINTS:
        raise BadInput(
            [
                Problem(
                    "the design has no sensible number of points",
                    found=f"{count:,}",
                    expected=f"1 to {MOST_POINTS:,}",
                )
            ]
        )


def _whole(count: int) -> int:
    """The power of two at or above a count."""
    return 1 << (count - 1).bit_length()
