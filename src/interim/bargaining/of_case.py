"""The packages of a case: its issues, what each party makes of them, and the war otherwise.

A package is worth what `stages.value` says. The disagreement point of a principal is what
fighting on is worth to it, `stages.war`, on the same scale, to its *middle type*: by the chances
of its types half of it would gain from a package that is worth more. It is above 1 where no package
can content that type. The mean over types would be one that nobody has: what victory adds for the
few who want most outweighs all else. Another party does not fight: its disagreement point is what
*no deal* is worth to it.

Left out, because they belong to a plan and not to its clauses: red lines (a chance to refuse, not a
value), and what a deferred status becomes after the vote; the stages weigh both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Condition, holds, parse_constraint
from interim.case.model import NO_DEAL, Case
from interim.foundation.errors import BadInput, unknown
from interim.futures import Futures, Run
from interim.stages.value import scale_of, utility
from interim.stages.war import War, war

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spaces:
    """The packages of a case in every future: the same options, other values.

    Attributes:
        parties: ids.
        issues: ids.
        options: ids of the options of each issue.
        utilities: for each issue an array of shape (n, options, parties).
        disagreement: shape (n, parties).
        conditions: the combinations of clauses that add value.
        added: shape (n, interactions, parties), what each combination adds where it holds.
        constraints: what every package must satisfy.
    """

    parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    utilities: tuple[Array, ...]
    disagreement: Array
    conditions: tuple[Condition, ...]
    added: Array
    constraints: tuple[Condition, ...]

    @property
    def n(self) -> int:
        """Number of futures."""
        return len(self.disagreement)

    def space(self, index: int) -> Space:
        """The space of one future, by its index among these (not among all of a run).

        Raises:
            IndexError: there is no such future.
        """
        return self._space(
            [utilities[index] for utilities in self.utilities],
            self.disagreement[index],
            self.added[index],
        )

    def values(self, package: Mapping[str, str]) -> Array:
        """Value of a package that answers every issue, in every future: (n, parties).

        Raises:
            KeyError: an issue is not answered.
            ValueError: an answer is no option of its issue.
        """
        total = np.zeros_like(self.disagreement)
        for issue, options, utilities in zip(
            self.issues, self.options, self.utilities, strict=True
        ):
            total += utilities[:, options.index(package[issue])]
        for k, condition in enumerate(self.conditions):
            if holds(condition, package):
                total += self.added[:, k]
        return total

    def preferred(self, package: Mapping[str, str]) -> NDArray[np.bool_]:
        """Whether every party prefers a package to its disagreement point: (n,)."""
        return np.asarray((self.values(package) > self.disagreement).all(axis=1))

    def mean(self) -> Space:
        """Mean values over the futures; sums of means are means of sums."""
        return self._space(
            [utilities.mean(axis=0) for utilities in self.utilities],
            self.disagreement.mean(axis=0),
            self.added.mean(axis=0),
        )

    def _space(self, utilities: Sequence[Array], disagreement: Array, added: Array) -> Space:
        return Space(
            parties=self.parties,
            issues=self.issues,
            options=self.options,
            utilities=tuple(utilities),
            disagreement=disagreement,
            interactions=tuple(
                Interaction(condition, values)
                for condition, values in zip(self.conditions, added, strict=True)
            ),
            constraints=self.constraints,
        )


def space_of(
    case: Case,
    futures: Futures | None = None,
    index: int | None = None,
    *,
    parties: Sequence[str] | None = None,
    types: Mapping[str, str] | None = None,
) -> Space:
    """The packages of a case with one number for each value.

    Args:
        case: the case.
        futures: the draws; without them, the one future in which every quantity has its median
            (for a choice, its median alternative), see `central`.
        index: which of the futures; without it, the mean over them of every value and of the
            disagreement point.
        parties: whose values; by default the principals.
        types: principal -> the type to take it for, in place of its middle type.

    Raises:
        BadInput: a party or type that the case does not have.
        IndexError: the index is outside the futures.
    """
    spaces = spaces_of(case, futures or central(case), parties=parties, types=types)
    return spaces.mean() if index is None else spaces.space(index)


def spaces_of(
    case: Case,
    futures: Futures,
    *,
    parties: Sequence[str] | None = None,
    types: Mapping[str, str] | None = None,
    fought: War | None = None,
) -> Spaces:
    """The packages of a case in every future, as arrays.

    Args:
        case: the case.
        futures: the draws.
        parties: whose values; by default the principals.
        types: principal -> the type to take it for, in place of its middle type.
        fought: the war in the same futures, if it has been worked out already.

    Raises:
        BadInput: a party or type that the case does not have.
    """
    named = tuple(parties) if parties is not None else case.principals
    _check(case, named, types or {})
    issues = tuple(case.issues.issues)
    options = tuple(tuple(issue.options) for issue in case.issues.issues.values())
    utilities = tuple(np.zeros((futures.n, len(o), len(named))) for o in options)
    combined: dict[Condition, Array] = {}
    disagreement = np.empty((futures.n, len(named)))
    for p, party in enumerate(named):
        scale = scale_of(case, futures, party)
        for issue, choices, table in zip(issues, options, utilities, strict=True):
            for o, option in enumerate(choices):
                table[:, o, p] = scale.clause(issue, option)
        # Interactions can make the worst package differ from 0 before normalising. Every package
        # answers the first issue, so its options carry the shift.
        utilities[0][:, :, p] -= (scale.least / scale.range)[:, None]
        for condition, values in scale.interactions:
            both = combined.setdefault(condition, np.zeros((futures.n, len(named))))
            both[:, p] += values / scale.range
        if party in case.principals:
            fought = war(case, futures) if fought is None else fought
            taken_for = (types or {}).get(party)
            disagreement[:, p] = worth_of_fighting(case, futures, fought, party, taken_for)
        else:
            disagreement[:, p] = utility(case, futures, party, case.package(NO_DEAL))
    return Spaces(
        parties=named,
        issues=issues,
        options=options,
        utilities=utilities,
        disagreement=disagreement,
        conditions=tuple(combined),
        added=np.stack([*combined.values()], axis=1)
        if combined
        else np.zeros((futures.n, 0, len(named))),
        constraints=tuple(parse_constraint(text) for text in case.issues.constraints),
    )


def worth_of_fighting(
    case: Case, futures: Futures, fought: War, principal: str, kind: str | None = None
) -> Array:
    """Value of fighting on to a principal, on the scale of packages: (n,).

    Args:
        case: the case.
        futures: the draws.
        fought: the war in the same futures.
        principal: whose value.
        kind: one of its types; without it, the middle one: the least value such that the types
            that fighting is worth no more to have a chance of a half at least.
    """
    types, worth = case.preferences[principal].types, fought.value[principal]
    if kind is not None:
        return worth[:, list(types).index(kind)]
    chance = np.stack([futures.of(t.prior) for t in types.values()], axis=1)
    order = np.argsort(worth, axis=1, kind="stable")
    below = np.cumsum(np.take_along_axis(chance, order, axis=1), axis=1)
    middle = (below >= 0.5 * below[:, -1:]).argmax(axis=1)
    ranked = np.take_along_axis(worth, order, axis=1)
    return np.take_along_axis(ranked, middle[:, None], axis=1)[:, 0]


def central(case: Case, run: Run = Run(1)) -> Futures:
    """The one future in which every quantity has its median.

    Args:
        case: the case.
        run: whose lens and settings apply.

    Raises:
        BadInput: unknown lens or quantity, or a value that its domain forbids.
    """
    quantities = run.quantities(case)
    middle = np.array([0.5])
    draws = {name: quantity.at(middle) for name, quantity in quantities.items()}
    return Futures(0, 0, 1, quantities, draws)


def with_disagreement(space: Space, disagreement: Array) -> Space:
    """The same packages measured from another disagreement point, shape (parties,)."""
    return replace(space, disagreement=np.asarray(disagreement, dtype=np.float64))


def _check(case: Case, parties: tuple[str, ...], types: Mapping[str, str]) -> None:
    problems = [unknown("party", p, case.preferences) for p in parties if p not in case.preferences]
    for principal, kind in types.items():
        if principal not in case.principals:
            problems.append(unknown("principal", principal, case.principals))
        elif kind not in case.preferences[principal].types:
            problems.append(
                unknown(f"type of {principal}", kind, case.preferences[principal].types)
            )
    if problems:
        raise BadInput(problems)
