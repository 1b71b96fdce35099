"""Value: what a package is worth to each party, on the scale from its worst package to its best.

Equations: `docs/model.md`, "Value".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from interim.case.constraint import Condition, atoms, holds, parse_condition
from interim.case.model import Case, Plan, Preferences, PrincipalType
from interim.case.rules.limits import MOST_BEYOND
from interim.futures import Futures

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Value:
    """What a plan's package is worth.

    Attributes:
        utility: party -> (n,), value in [0, 1] with a deferred status as written.
        cost: party -> issue -> (n,), value lost against the best option of the issue.
        red_line: principal -> (n,), chance that the package crosses one of its red lines.
        red_line_by_issue: principal -> issue -> (n,), chance that this clause is the one that stops
            it; the clauses without a red line are left out. They add up to `red_line`.
    """

    utility: dict[str, Array]
    cost: dict[str, dict[str, Array]]
    red_line: dict[str, Array]
    red_line_by_issue: dict[str, dict[str, Array]]


def value(case: Case, plan: Plan, futures: Futures) -> Value:
    """Value a plan for every party that states preferences."""
    package = case.package(plan)
    utilities, costs = {}, {}
    for party in case.preferences:
        scale = scale_of(case, futures, party)
        utilities[party] = scale.utility(package)
        costs[party] = {
            issue: scale.swing(issue) - scale.clause(issue, option)
            for issue, option in package.items()
        }
    red_lines = {party: red_line(case, futures, party, package) for party in case.principals}
    by_issue = {p: red_line_by_issue(case, futures, p, package) for p in case.principals}
    return Value(utilities, costs, red_lines, by_issue)


def utility(case: Case, futures: Futures, party: str, package: Mapping[str, str]) -> Array:
    """Value of any package to a party: (n,), in [0, 1]."""
    return scale_of(case, futures, party).utility(package)


def clause_value(case: Case, futures: Futures, party: str, issue: str, option: str) -> Array:
    """What one option adds to a party's value, without interactions: (n,).

    An issue on which the party states no preference adds nothing.
    """
    return scale_of(case, futures, party).clause(issue, option)


def beyond(futures: Futures, kind: PrincipalType) -> Array:
    """What victory gives a type beyond its terms, on the scale of settlements: (n,).

    Where a share m of what it wants is beyond any settlement that is m / (1 - m): its settlements
    keep their scale, so that types differ in what they want and not in how sharply they choose.
    """
    share = np.clip(futures.of(kind.beyond), 0.0, MOST_BEYOND)
    return share / (1.0 - share)


def red_line(case: Case, futures: Futures, party: str, package: Mapping[str, str]) -> Array:
    """Chance that a package crosses one of the party's red lines: (n,).

    One draw of rigidity decides them all, so that the largest refuses first; a case may state less
    dependence: d max r + (1 - d) (1 - prod (1 - r)).
    """
    dependence = dependence_of(case, futures, party)
    largest, accepts = np.zeros(futures.n), np.ones(futures.n)
    for chance in crossed(case, futures, party, package).values():
        largest, accepts = np.maximum(largest, chance), accepts * (1 - chance)
    return dependence * largest + (1 - dependence) * (1 - accepts)


def red_line_by_issue(
    case: Case, futures: Futures, party: str, package: Mapping[str, str]
) -> dict[str, Array]:
    """Chance that a clause is the one that stops the party, by issue: (n,) each.

    Under one rigidity that is the clause with the largest chance (in equal parts, where several
    have it); independent chances share theirs in proportion to their sizes.
    """
    chances = crossed(case, futures, party, package)
    dependence = dependence_of(case, futures, party)
    total, largest, accepts = np.zeros(futures.n), np.zeros(futures.n), np.ones(futures.n)
    for chance in chances.values():
        total, accepts = total + chance, accepts * (1 - chance)
        largest = np.maximum(largest, chance)
    ties = np.zeros(futures.n)
    for chance in chances.values():
        ties = ties + (chance == largest)
    independent = (1 - accepts) / np.where(total > 0, total, 1.0)
    return {
        issue: dependence * np.where(chance == largest, largest / np.maximum(ties, 1), 0.0)
        + (1 - dependence) * independent * chance
        for issue, chance in chances.items()
    }


def crossed(
    case: Case, futures: Futures, party: str, package: Mapping[str, str]
) -> dict[str, Array]:
    """Red lines that a package touches: issue -> chance of refusal over it alone, (n,)."""
    return {
        issue: futures.of(preference.red_lines[package[issue]])
        for issue, preference in case.preferences[party].issues.items()
        if package[issue] in preference.red_lines
    }


def dependence_of(case: Case, futures: Futures, party: str) -> Array:
    """How far a party's red lines hang together, from 0 (independent) to 1 (one rigidity): (n,)."""
    return futures.of_or(case.preferences[party].red_line_dependence, 1.0)


@dataclass(frozen=True)
class Scale:
    """One party's value as a function of the package, in every future.

    Attributes:
        scores: issue -> option -> (n,), weight times score, before normalising.
        interactions: conditions with what each adds where it holds, (n,), before normalising.
        least: (n,), the least value of any package before normalising.
        range: (n,), the greatest less the least.
    """

    scores: dict[str, dict[str, Array]]
    interactions: tuple[tuple[Condition, Array], ...]
    least: Array
    range: Array

    def utility(self, package: Mapping[str, str]) -> Array:
        """Value of a package: (n,), in [0, 1]."""
        total = -self.least
        for issue, options in self.scores.items():
            total = total + options[package[issue]]
        for condition, added in self.interactions:
            if holds(condition, package):
                total = total + added
        return np.clip(total / self.range, 0, 1)

    def clause(self, issue: str, option: str) -> Array:
        """What an option adds, without interactions: (n,)."""
        options = self.scores.get(issue)
        return options[option] / self.range if options else np.zeros_like(self.range)

    def swing(self, issue: str) -> Array:
        """What the best option of an issue adds: (n,)."""
        options = self.scores.get(issue)
        if not options:
            return np.zeros_like(self.range)
        return np.max(np.stack(list(options.values())), axis=0) / self.range


def scale_of(case: Case, futures: Futures, party: str) -> Scale:
    """What makes up a party's value of any package, in every future."""
    preferences = case.preferences[party]
    return futures.once(
        f"scale:{party}",
        (preferences, case.issues),
        lambda drawn: _scale(case, drawn, preferences),
    )


def _scale(case: Case, futures: Futures, preferences: Preferences) -> Scale:
    total = np.zeros(futures.n)
    for preference in preferences.issues.values():
        total += futures.of(preference.weight)
    # A future in which every weight is drawn as 0 has nothing to tell packages apart.
    total = np.where(total > 0, total, 1.0)
    scores: dict[str, dict[str, Array]] = {}
    for issue, preference in preferences.issues.items():
        drawn = {option: futures.of(score) for option, score in preference.scores.items()}
        table = np.stack(list(drawn.values()))
        low, high = table.min(axis=0), table.max(axis=0)
        weight = futures.of(preference.weight) / total
        swing = np.where(high > low, high - low, 1.0)
        scores[issue] = {option: weight * (s - low) / swing for option, s in drawn.items()}
    interactions = tuple(
        (parse_condition(entry.when), futures.of(entry.value)) for entry in preferences.interactions
    )
    least, most = _extremes(case, scores, interactions, futures.n)
    return Scale(scores, interactions, least, np.where(most > least, most - least, 1.0))


def _extremes(
    case: Case,
    scores: Mapping[str, Mapping[str, Array]],
    interactions: tuple[tuple[Condition, Array], ...],
    n: int,
) -> tuple[Array, Array]:
    """Least and greatest raw value over all packages, exact: (n,) each."""
    least, most = np.zeros(n), np.zeros(n)
    tied = list(_tied(interactions))
    for group in tied:
        names = sorted(group)
        low, high = np.full(n, np.inf), np.full(n, -np.inf)
        for options in product(*(case.issues.issues[name].options for name in names)):
            package = dict(zip(names, options, strict=True))
            total = np.zeros(n)
            for name, option in package.items():
                if name in scores:
                    total = total + scores[name][option]
            for condition, added in interactions:
                if {atom.issue for atom in atoms(condition)} <= group and holds(condition, package):
                    total = total + added
            low, high = np.minimum(low, total), np.maximum(high, total)
        least += low
        most += high
    joined = set().union(*tied) if tied else set()
    for issue, by_option in scores.items():
        if issue not in joined:
            table = np.stack(list(by_option.values()))
            least += table.min(axis=0)
            most += table.max(axis=0)
    return least, most


def _tied(interactions: tuple[tuple[Condition, Array], ...]) -> Iterator[frozenset[str]]:
    """The groups of issues that interactions tie together."""
    groups: list[frozenset[str]] = []
    for condition, _ in interactions:
        group = frozenset(atom.issue for atom in atoms(condition))
        apart = [other for other in groups if not other & group]
        groups = [*apart, group.union(*(other for other in groups if other & group))]
    yield from groups
