"""The bridge: packages nobody has proposed, sent through all stages and raced.

Between rounds of the race (`interim.bargaining.race`) the neighbours of the leaders join, since
what holds depends on clauses that the value of a package hardly shows. The winners were picked for
looking good, so what is reported of them comes from other futures than those that picked them.
Last each is put on the table beside the menu of the case, and they are ranked by what becomes of
them in talks (`interim.questions.bridge_talks`), where the case states any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.candidates import Package, distinct, from_frontier, neighbours
from interim.bargaining.changes import Nearest, nearest
from interim.bargaining.race import Faced, Race, clear
from interim.bargaining.space import Space
from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults, horizons
from interim.foundation.estimates import Probability, mean_chance, spread
from interim.futures import Run, draw
from interim.questions.bridge_talks import OnTable, holds_talks, on_table, years_of
from interim.questions.frontier import case_frontier
from interim.stages.value import red_line, utility

Array = NDArray[np.float64]

LEADERS = 4
"""Packages whose neighbours join after a round."""
MOST = (400, 60, 16)
"""Candidates kept at most after each round."""
APART = 3
"""Issues in which packages must differ to be shown side by side, where there are enough."""
SIMPLER = 300
"""Futures on which changes are taken back from the leader."""
GIVEN_UP = 0.1
"""Part of the leader's chances that a simpler package may give up."""
FRESH = 1_000_003
"""Added to the seed for the futures that the report rests on."""
STOPPED = 0.5
"""A package is stopped by a red line from this share of futures on."""


@dataclass(frozen=True)
class Candidate:
    """A package as the report shows it.

    Attributes:
        package: one option an issue.
        origin: where it came from.
        faced: what became of it in the futures of the report.
        utilities: principal -> value of the package, (n,).
        nearest: the known plan that it differs from least, and how.
        red_lines: principal -> chance that it crosses one of its red lines, (n,).
        talks: what becomes of it in talks; None where none are stated, or it is not on the table.
    """

    package: Package
    origin: str
    faced: Faced
    utilities: Mapping[str, Array]
    nearest: Nearest
    red_lines: Mapping[str, Array]
    talks: OnTable | None = None

    def stopped_by(self) -> tuple[str, ...]:
        """The principals whose red lines stop it in half of the futures or more."""
        return tuple(p for p, chance in self.red_lines.items() if chance.mean() >= STOPPED)

    def rank(self) -> tuple[float, ...]:
        """Smaller is better: in talks where there are any, then as the last offer."""
        in_talks = self.talks.rank() if self.talks is not None else ()
        return (*in_talks, -self.faced.score().mean(), -self.faced.second().mean())


@dataclass(frozen=True)
class Bridge:
    """Packages that nobody has proposed, best first, beside the known plans.

    Attributes:
        case: the case.
        candidates: best first, by the chance of being signed in talks, passed and kept; where the
            case states no talks, as if each were the last offer.
        plans: the known plans, faced with the same futures.
        run: of the race; as many other futures stand behind the report.
        tried: how many packages entered the race.
        talks: the futures of the talks; None where the case states none.
    """

    case: Case
    candidates: tuple[Candidate, ...]
    plans: Mapping[str, Candidate]
    run: Run
    tried: int
    talks: Run | None = None

    def ahead_of(self, k: int) -> tuple[str, ...]:
        """Known plans than which a candidate is signed in more futures and lasts longer.

        Both must be clear: each lead exceeds three standard errors of the paired difference. A
        package that a red line stops is ahead of none.
        """
        if self.candidates[k].stopped_by():
            return ()
        mine = self.candidates[k].faced
        return tuple(
            name
            for name, plan in self.plans.items()
            if clear(mine.signed - plan.faced.signed)
            and clear(mine.lasting(horizons.LATE) - plan.faced.lasting(horizons.LATE))
        )

    def first(self) -> int | None:
        """The best package that no red line stops."""
        free = (k for k, each in enumerate(self.candidates) if not each.stopped_by())
        return next(free, None)

    def leads(self) -> bool:
        """Whether that package is kept clearly more often, in talks, than every plan of the menu.

        Each lead exceeds three standard errors of the paired difference.
        """
        first = self.first()
        mine = None if first is None else self.candidates[first].talks
        others = [plan.talks.text[-1] for plan in self.plans.values() if plan.talks is not None]
        return mine is not None and all(clear(mine.text[-1] - other) for other in others)

    def to_json(self) -> dict[str, Any]:
        """The document of ``interim bridge --json``."""
        return self.run.stated(
            {
                "case": self.case.id,
                "title": self.case.header.title,
                **self.run.head(),
                "tried": self.tried,
                "ranked_by": "last offer" if self.talks is None else "talks",
                "talks": self._talks(),
                "first": self.first(),
                "names": {p: self.case.header.parties[p].title for p in self.case.principals},
                "candidates": [
                    self._described(candidate) | {"ahead_of": list(self.ahead_of(k))}
                    for k, candidate in enumerate(self.candidates)
                ],
                "plans": {
                    plan: self._described(candidate) | {"short": self.case.plans[plan].short}
                    for plan, candidate in self.plans.items()
                },
                "better_than_every_plan": [
                    k
                    for k in range(len(self.candidates))
                    if self.plans and len(self.ahead_of(k)) == len(self.plans)
                ],
            }
        )

    def _talks(self) -> dict[str, Any] | None:
        """Over what talks were held, and on how many futures."""
        if self.talks is None or self.case.talks is None:
            return None
        menu, years = list(self.case.talks.menu), years_of(self.case)
        leads = self.leads()
        return {"futures": self.talks.futures, "menu": menu, "years": years, "leads": leads}

    def _described(self, candidate: Candidate) -> dict[str, Any]:
        faced = candidate.faced
        years = horizons.within(self.case.header.horizon_years)
        reference = self.plans.get(candidate.nearest.plan)
        return {
            "package": candidate.package,
            "origin": candidate.origin,
            "utilities": {p: spread(u) for p, u in candidate.utilities.items()},
            "assent": {p: mean_chance(chance) for p, chance in faced.signs.items()},
            "signed": mean_chance(faced.signed),
            "adopted": mean_chance(faced.adopted),
            "holds": {str(y): _given(faced.adopted, faced.lasting(y)) for y in years},
            "holds_if_adopted": {str(y): mean_chance(faced.lasting(y)) for y in years},
            "signed_adopted_and_lasting": mean_chance(faced.score()),
            "signed_and_lasting": mean_chance(faced.second()),
            "red_lines": {p: mean_chance(chance) for p, chance in candidate.red_lines.items()},
            "stopped_by": list(candidate.stopped_by()),
            "talks": None if candidate.talks is None else candidate.talks.to_json(self.case),
            "nearest_plan": candidate.nearest.plan,
            "changes": [
                {"issue": c.issue, "from": c.before, "to": c.after}
                for c in candidate.nearest.changes
            ],
            "sentence": candidate.nearest.sentence(self.case),
            "gains": {
                p: spread(candidate.utilities[p] - reference.utilities[p])
                for p in self.case.principals
            }
            if reference is not None
            else {},
        }


def bridge(
    case: Case,
    *,
    most: int = 10,
    run: Run = Run(defaults.BRIDGE),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Bridge:
    """Search for packages that would be signed, adopted and kept.

    Args:
        case: the case.
        most: candidates reported at most.
        run: of the race; as many other futures stand behind the report.
        workers: threads; by default one per core.
        progress: called with (done, total) rounds.

    Returns:
        The packages that came out best, ranked by what becomes of them in talks, where the case
        states any.

    Raises:
        BadInput: unknown lens or quantity.
    """
    known = _known(case)
    bargain = case_frontier(case, run=run.on(defaults.BRIDGE_VALUES))
    space = bargain.space
    origins: dict[tuple[str, ...], str] = {}

    def enter(packages: Sequence[Package], origin: str) -> list[Package]:
        for package in packages:
            origins.setdefault(tuple(package.values()), origin)
        return list(packages)

    entries: list[Package] = []
    plans = list(known.values())

    def add(packages: Any, origin: str) -> None:
        entries.extend(enter(distinct(packages, [*plans, *entries]), origin))

    for within in bargain.within:
        add(from_frontier(within.frontier), "efficient within red lines")
    add(from_frontier(bargain.frontier), "efficient")
    for plan, about in bargain.plans.items():
        steps = [*about.keeping.steps, *about.distance.steps]
        add((step.package for step in steps), f"improves {plan}")
        add((trade.package for trade in about.trades.trades), f"trade from {plan}")
    for plan, package in known.items():
        add(neighbours(space, package), f"one change to {plan}")

    own = {tuple(package.values()): case.plans[plan] for plan, package in known.items()}
    race = Race(case, own, run, workers)
    rounds = len(race.rounds) + 3  # and the simplest, the report, and talks
    tried = len(entries)
    for number in range(len(race.rounds)):
        # Who joins late first goes through the earlier rounds.
        for faced, kept in zip(race.rounds[: number + 1], MOST, strict=False):
            entries = race.ahead(entries, faced, kept)
        if progress is not None:
            progress(number + 1, rounds)
        if number < len(race.rounds) - 1:
            before = len(entries)
            for leader in entries[:LEADERS]:
                origin = origins[tuple(leader.values())]
                add(neighbours(space, leader), f"one change to: {origin}")
            tried += len(entries) - before
    last = [(package, origins[tuple(package.values())]) for package in _apart(entries, most)]
    if last:
        simple = _simplified(race, space, last[0][0], known)
        if all(simple != package for package, _ in last):
            last = [*last[: most - 1], (simple, "the leader with fewer changes")]
    if progress is not None:
        progress(rounds - 2, rounds)
    unseen = replace(run, seed=run.seed + FRESH)
    fresh = Race(case, own, unseen, workers)
    finalists = fresh.face([*(package for package, _ in last), *plans], run.futures)
    if progress is not None:
        progress(rounds - 1, rounds)
    drawn = draw(case, unseen)

    def shown(package: Package, faced: Faced, origin: str) -> Candidate:
        utilities = {p: utility(case, drawn, p, package) for p in case.principals}
        lines = {p: red_line(case, drawn, p, package) for p in case.principals}
        return Candidate(package, origin, faced, utilities, nearest(case, package, known), lines)

    best = [
        shown(package, faced, origin)
        for (package, origin), faced in zip(last, finalists, strict=False)
    ]
    there = {
        plan: shown(package, faced, "known plan")
        for (plan, package), faced in zip(known.items(), finalists[len(best) :], strict=True)
    }
    talks = None
    if holds_talks(case):
        talks = unseen.on(min(run.futures, defaults.BRIDGE_TALKS))
        asked = [(candidate.package, candidate.nearest.plan) for candidate in best]
        found, menu = on_table(case, asked, run=talks, workers=workers)
        best = [replace(one, talks=of) for one, of in zip(best, found, strict=True)]
        there = {plan: replace(one, talks=menu.get(plan)) for plan, one in there.items()}
    if progress is not None:
        progress(rounds, rounds)
    return Bridge(case, tuple(sorted(best, key=Candidate.rank)), there, run, tried, talks)


def _apart(packages: Sequence[Package], most: int) -> list[Package]:
    """The first packages that differ enough from those before; filled up in order if too few."""
    picked: list[Package] = []
    for package in packages:
        if len(picked) < most and all(_differences(package, other) >= APART for other in picked):
            picked.append(package)
    rest = [package for package in packages if package not in picked]
    return [*picked, *rest][:most] if len(picked) < min(2, most) else picked


def _differences(one: Package, other: Package) -> int:
    return sum(one[issue] != other[issue] for issue in one)


def _simplified(race: Race, space: Space, leader: Package, known: Mapping[str, Package]) -> Package:
    """The leader without the changes to its nearest plan that bring it little.

    Changes are taken back one at a time, the least useful first, while the package keeps nearly all
    of the leader's chances.
    """
    leading = race.face([leader], SIMPLER)[0]
    least = [(1 - GIVEN_UP) * float(x.mean()) for x in (leading.score(), leading.second())]
    best = leader
    while True:
        plan = known[nearest(race.case, best, known).plan]
        back = [best | {issue: plan[issue]} for issue in best if best[issue] != plan[issue]]
        back = [package for package in back if space.allows(package) and package != plan]
        faced = race.face(back, SIMPLER)
        reached = [(float(f.score().mean()), float(f.second().mean())) for f in faced]
        kept = [
            (score, second, k)
            for k, (score, second) in enumerate(reached)
            if score >= least[0] and second >= least[1]
        ]
        if not kept:
            return best
        best = back[max(kept)[2]]


def _known(case: Case) -> dict[str, Package]:
    plans = case.header.plans or tuple(case.plans)
    return {plan: case.package(plan) for plan in plans if plan != NO_DEAL}


def _given(weight: Array, flag: Array) -> Probability | None:
    """Mean of a flag over futures weighted by their chance of being adopted, with its interval.

    The interval is that of a ratio of means (delta method); nothing where hardly any future is
    adopted.
    """
    total = float(weight.mean())
    if total * weight.size < 1:
        return None
    p = float((weight * flag).mean()) / total
    half = 1.96 * float((weight * (flag - p)).std()) / total / np.sqrt(weight.size)
    low, high = max(0.0, p - half), min(1.0, p + half)
    return {"p": p, "low": low, "high": high, "n": int(weight.size)}
