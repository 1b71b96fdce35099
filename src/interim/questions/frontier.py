"""The space of packages of a negotiation or a case: frontier, fair points, range, known plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.distance import Change, Distance, Improvement, distance, ends, floor
from interim.bargaining.efficiency import efficient_in
from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.logroll import Logroll, Logrolls, logrolls
from interim.bargaining.of_case import Spaces, central, space_of, spaces_of
from interim.bargaining.range import Range, bargaining_range
from interim.bargaining.red_lines import (
    dependences,
    frontier_within,
    no_likelier,
    red_line_chances,
)
from interim.bargaining.solutions import solutions
from interim.bargaining.space import Space
from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults
from interim.foundation.estimates import Probability, Spread, share, spread
from interim.futures import Futures, Run, draw
from interim.stages.value import red_line

if TYPE_CHECKING:
    from interim.bargaining.scenario import Scenario

LIMIT = 2_000_000

REFUSALS = (0.1, 0.25, 0.5)
"""Chances of refusal over a red line below which a package may still be worth discussing."""

Package = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """A plan on the table, seen among all packages.

    Attributes:
        short: its short title.
        package: an answer to every issue.
        distance: how far it is from the frontier, and what would improve it.
        keeping: the same among packages that make no principal likelier to refuse over a red line.
        trades: logrolls that start from it, among the same.
    """

    short: str
    package: dict[str, str]
    distance: Distance
    keeping: Distance
    trades: Logrolls


@dataclass(frozen=True)
class OfType:
    """The bargaining range if a principal is known to be of one type."""

    party: str
    kind: str
    range: Range


@dataclass(frozen=True)
class Within:
    """The frontier of the packages that no principal refuses with more than some chance."""

    refusal: float
    frontier: Frontier

    @cached_property
    def fair(self) -> dict[str, list[int]]:
        """Indices of the fair points of this frontier, by rule."""
        return solutions(self.frontier)


@dataclass(frozen=True)
class Uncertain:
    """What stands behind shares of futures: the case, its draws, and the packages in each."""

    case: Case
    futures: Futures
    spaces: Spaces
    run: Run
    efficient: Mapping[tuple[str, ...], NDArray[np.bool_]]
    """Package, by its options -> whether it is efficient in each future."""

    def efficient_share(self, package: Package) -> Probability | None:
        """Share of futures in which no other package is as good for all and better for one."""
        return share(self.efficient[self._key(package)])

    def settled(self, package: Package) -> Probability | None:
        """Share of futures in which it is efficient and every principal prefers it to fighting."""
        return share(self.efficient[self._key(package)] & self.spaces.preferred(package))

    def _key(self, package: Package) -> tuple[str, ...]:
        return tuple(package[issue] for issue in self.spaces.issues)

    def preferred(self, package: Package) -> Probability | None:
        """Share of futures in which every principal prefers a package to fighting on."""
        return share(self.spaces.preferred(package))

    def refusal(self, package: Package) -> dict[str, Spread | None]:
        """Chance that a package crosses a red line of each principal."""
        return {
            p: spread(red_line(self.case, self.futures, p, package)) for p in self.case.principals
        }


@dataclass(frozen=True)
class Bargain:
    """All that `interim frontier` says.

    Attributes:
        title: of the case or the scenario.
        kind: `case`, or the format of the files.
        names: party -> its title.
        space: the packages.
        frontier: the frontier at or above the disagreement point.
        range: what all prefer to no agreement.
        plans: known plans by id; none for a scenario.
        types: the bargaining range by type of principal; none for a scenario.
        within: frontiers among packages that are hardly refused over a red line; none for a
            scenario.
        uncertain: the futures of a case.
        notices: what a reader had to choose.
        discounts: each party's discount factor in the files; none for a case.
    """

    title: str
    kind: str
    names: dict[str, str]
    space: Space
    frontier: Frontier
    range: Range
    plans: dict[str, Known] = field(default_factory=dict)
    types: tuple[OfType, ...] = ()
    within: tuple[Within, ...] = ()
    uncertain: Uncertain | None = None
    notices: tuple[str, ...] = ()
    discounts: tuple[float, ...] = ()

    @cached_property
    def fair(self) -> dict[str, list[int]]:
        """Indices of the fair points of the frontier, by rule."""
        return solutions(self.frontier)

    def whole(self, limit: int = LIMIT) -> NDArray[np.float64]:
        """The frontier whatever the disagreement point, shape (points, parties)."""
        return frontier(replace(self.space, disagreement=floor(self.space)), limit=limit).utilities

    def to_json(self, *, points: bool = True) -> dict[str, Any]:
        """The document of ``interim frontier --json``.

        Args:
            points: whether to list the efficient packages.
        """
        document: dict[str, Any] = {
            "title": self.title,
            "kind": self.kind,
            "parties": list(self.space.parties),
            "names": self.names,
            "issues": len(self.space.issues),
            "constraints": len(self.space.constraints),
            "outcomes": self.space.outcomes,
            "complete": self.frontier.complete and self.range.complete,
            "method": self.frontier.method,
            "disagreement": self.space.disagreement.tolist(),
            "efficient": len(self.frontier),
        }
        if points:
            document["points"] = [_point(self.frontier, k) for k in range(len(self.frontier))]
        document["solutions"] = self._solutions(self.frontier, self.fair)
        document["range"] = _range(self.range, self.space.parties)
        document["warnings"] = [*self.frontier.warnings, *self._cut(), *self.notices]
        if self.uncertain is not None:
            document |= {
                "case": self.uncertain.case.id,
                **self.uncertain.run.head(),
                "plans": {plan: self._plan(known) for plan, known in self.plans.items()},
                "range_by_type": [
                    {"party": o.party, "type": o.kind, **_range(o.range, self.space.parties)}
                    for o in self.types
                ],
                "within_red_lines": [
                    {
                        "refusal": w.refusal,
                        "efficient": len(w.frontier),
                        "complete": w.frontier.complete,
                        "solutions": self._solutions(w.frontier, w.fair),
                    }
                    for w in self.within
                ],
            }
        return document

    def _cut(self) -> list[str]:
        """What else a limit cut."""
        said = [
            f"the distance of {known.short} from the frontier is at least what is said: the limit "
            "cut its search"
            for known in self.plans.values()
            if not (known.distance.complete and known.keeping.complete)
        ]
        said += [
            f"points are missing where red lines are crossed with {w.refusal:.0%} at most: the "
            "limit cut the search"
            for w in self.within
            if not w.frontier.complete
        ]
        return said

    def _solutions(self, points: Frontier, fair: Mapping[str, list[int]]) -> dict[str, Any]:
        return {
            rule: [_point(points, k) | self._described(points.package(k)) for k in chosen]
            for rule, chosen in fair.items()
        }

    def _described(self, package: Package) -> dict[str, Any]:
        if self.uncertain is None:
            return {}
        return {
            "preferred": self.uncertain.preferred(package),
            "efficient_share": self.uncertain.efficient_share(package),
            "efficient_and_preferred": self.uncertain.settled(package),
            "refusal": self.uncertain.refusal(package),
        }

    def _plan(self, known: Known) -> dict[str, Any]:
        far, trades = known.distance, known.trades
        inside = (far.utilities >= self.space.disagreement).all()
        return {
            "short": known.short,
            "utilities": far.utilities.tolist(),
            "package": known.package,
            "allowed": far.allowed,
            "in_range": bool(inside) and far.allowed,
            **_distance(far),
            "keeping_red_lines": _distance(known.keeping),
            "trades": [_trade(trade, self.space.parties) for trade in trades.trades],
            "trades_found": trades.number,
            **self._described(known.package),
        }


def case_frontier(
    case: Case,
    *,
    run: Run = Run(defaults.FRONTIER),
    limit: int = LIMIT,
    trades: int = 5,
) -> Bargain:
    """The packages of a case, with every quantity at its median, and its plans among them.

    Args:
        case: the case.
        run: which futures stand behind shares of futures.
        limit: as in `frontier`.
        trades: logrolls listed for each plan.

    Raises:
        BadInput: unknown lens or quantity, or a value that its domain forbids.
    """
    middle = central(case, run)
    drawn = draw(case, run)
    space = space_of(case, middle)
    low, high = ends(space)
    span = high - low
    points = frontier(space, limit=limit)
    chances = [table[0] for table in red_line_chances(case, middle)]
    together = dependences(case, middle)[0]
    plans = {}
    for plan in (*case.header.plans, *case.header.reference_plans) or tuple(case.plans):
        if plan == NO_DEAL:
            continue  # what no deal is worth is the disagreement point, the war included
        package = case.package(plan)
        kept = no_likelier(space, chances, together, package)
        plans[plan] = Known(
            short=case.plans[plan].short,
            package=package,
            distance=distance(space, package, span=span, limit=limit),
            keeping=distance(space, package, keeping=kept, span=span, limit=limit),
            trades=logrolls(space, package, keeping=kept, span=span, most=trades),
        )
    types = []
    for party in case.principals:
        for kind in case.preferences[party].types:
            assumed = space_of(case, middle, types={party: kind})
            there = bargaining_range(assumed, span=span, draws=0, limit=limit)
            types.append(OfType(party, kind, there))
    within = tuple(
        Within(refusal, frontier_within(space, chances, refusal, dependence=together, limit=limit))
        for refusal in REFUSALS
    )
    spaces = spaces_of(case, drawn)
    shown = [known.package for known in plans.values()]
    for some in (points, *(w.frontier for w in within)):
        shown += [some.package(k) for chosen in solutions(some).values() for k in chosen]
    flags = efficient_in(spaces, shown)
    uncertain = Uncertain(
        case,
        drawn,
        spaces,
        run,
        {
            tuple(package[issue] for issue in spaces.issues): flags[:, k]
            for k, package in enumerate(shown)
        },
    )
    return Bargain(
        title=case.header.title,
        kind="case",
        names={p: case.header.parties[p].title for p in space.parties},
        space=space,
        frontier=points,
        range=bargaining_range(space, found=points, span=span, limit=limit),
        plans=plans,
        types=tuple(types),
        within=within,
        uncertain=uncertain,
    )


def scenario_frontier(scenario: Scenario, *, limit: int = LIMIT) -> Bargain:
    """The packages of a negotiation read from another tool's files.

    Args:
        scenario: as read.
        limit: as in `frontier`.
    """
    space = scenario.space
    points = frontier(space, limit=limit)
    return Bargain(
        title=scenario.name,
        kind=scenario.format,
        names={party: party for party in space.parties},
        space=space,
        frontier=points,
        range=bargaining_range(space, found=points, limit=limit),
        notices=scenario.notices,
        discounts=scenario.discounts,
    )


def _point(points: Frontier, point: int) -> dict[str, Any]:
    return {"utilities": points.utilities[point].tolist(), "package": points.package(point)}


def _range(span: Range, parties: Sequence[str]) -> dict[str, Any]:
    return {
        "disagreement": span.disagreement.tolist(),
        "empty": span.empty,
        "best": None if span.empty else span.best.tolist(),
        "least": None if span.empty else span.least.tolist(),
        "best_packages": dict(zip(parties, span.best_packages, strict=False)) or None,
        "margin": span.margin,
        "share_of_packages": span.inside,
        "counted": span.counted,
    }


def _distance(gap: Distance) -> dict[str, Any]:
    return {
        "efficient": gap.efficient,
        "distance": gap.distance,
        "cheapest": _improvement(gap.cheapest),
        "attained": _improvement(gap.attained),
        "steps": [_improvement(step) for step in gap.steps],
        "complete": gap.complete,
    }


def _improvement(improvement: Improvement | None) -> dict[str, Any] | None:
    if improvement is None:
        return None
    return {
        "changes": [_change(change) for change in improvement.changes],
        "utilities": improvement.utilities.tolist(),
        "gains": improvement.gains.tolist(),
        "share": improvement.share,
        "package": improvement.package,
    }


def _trade(logroll: Logroll, parties: Sequence[str]) -> dict[str, Any]:
    return {
        "changes": [
            {**_change(change), "costs": [parties[p] for p in gives]}
            for change, gives in zip(logroll.changes, logroll.gives, strict=True)
        ],
        "gains": logroll.gains.tolist(),
        "share": logroll.share,
        "package": logroll.package,
    }


def _change(change: Change) -> dict[str, str]:
    return {"issue": change.issue, "from": change.before, "to": change.after}
