"""Time the exact frontier against enumeration, in one run, on spaces of known size.

    python benchmarks/frontier.py [--quick]

Peers see the same numbers: plain enumeration in NumPy (all packages, then a sweep for two
parties or the usual shrinking filter for more), and NegMAS where it can be imported. Whatever
two of them solve must agree up to 1e-9, or the run fails. Peers are asked only for what they
can finish; a dash says that they were not asked.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass

import click
import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import frontier
from interim.bargaining.space import Space

Values = tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class Case:
    """A space, and which peers are asked for it."""

    name: str
    values: Values
    least: float | None = None
    enumerated: bool = True
    negmas: bool = True
    slow: bool = False

    def space(self) -> Space:
        """The space; the disagreement point is a share of each party's best, or none."""
        parties = self.values[0].shape[1]
        best = np.sum([v.max(axis=0) for v in self.values], axis=0)
        return Space(
            parties=tuple(f"p{k}" for k in range(parties)),
            issues=tuple(f"i{k}" for k in range(len(self.values))),
            options=tuple(tuple(f"o{k}" for k in range(len(v))) for v in self.values),
            utilities=self.values,
            disagreement=np.full(parties, -1e6) if self.least is None else self.least * best,
        )


def weighted(seed: int, parties: int, issues: int, options: int) -> Values:
    """Random weights that sum to one, random scores with a best of one."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(issues), parties)
    scores = rng.random((issues, options, parties))
    scores /= scores.max(axis=1, keepdims=True)
    return tuple(np.round(scores[i] * weights[:, i], 6) for i in range(issues))


def near_pie(seed: int, parties: int, issues: int, options: int, noise: float) -> Values:
    """Options split a pie with a little waste: nearly every package is efficient."""
    rng = np.random.default_rng(seed)
    return tuple(
        np.round(
            rng.random() * rng.dirichlet(np.ones(parties), options)
            + noise * rng.random((options, parties)),
            7,
        )
        for _ in range(issues)
    )


def cases() -> list[Case]:
    """The spaces, small ones first."""
    exchange = tuple(
        np.stack([rate * np.arange(10.0), 9 - np.arange(10.0)], axis=1) for rate in range(1, 41)
    )
    small = [
        Case(f"{p} parties, {n} issues x 5", weighted(p, p, n, 5), slow=5**n > 20_000)
        for p, sizes in ((2, (4, 6, 8)), (3, (4, 6)), (4, (4, 5)), (5, (4, 5)))
        for n in sizes
    ]
    return [
        *small,
        Case("2 parties, 10 issues x 5 (9.8 million)", weighted(1, 2, 10, 5), slow=True),
        Case("2 parties, 40 issues x 10 (1e40)", exchange, None, False, False),
        Case("3 parties, near-pie, 4 issues x 10", near_pie(2, 3, 4, 10, 1e-6), slow=True),
        Case("3 parties, near-pie, 4 issues x 20", near_pie(3, 3, 4, 20, 1e-6), None, False, False),
        Case("4 parties, 15 issues x 5", weighted(4, 4, 15, 5), None, False, False),
        Case("5 parties, 15 issues x 5", weighted(5, 5, 15, 5), None, False, False),
        Case(
            "5 parties, near-pie, 15 issues x 5, at least 0.4",
            near_pie(6, 5, 15, 5, 1e-6),
            0.4,
            False,
            False,
            slow=True,
        ),
    ]


def enumerate_all(space: Space) -> NDArray[np.float64]:
    """Efficient vectors by listing every package."""
    parties = len(space.parties)
    totals = np.zeros((1, parties))
    for values in space.utilities:
        totals = (totals[:, None, :] + values[None, :, :]).reshape(-1, parties)
    if parties == 2:
        order = np.lexsort((-totals[:, 1], -totals[:, 0]))
        totals = totals[order]
        before = np.maximum.accumulate(np.concatenate([[-np.inf], totals[:-1, 1]]))
        return totals[totals[:, 1] > before + 1e-12]
    totals = totals[np.argsort(-totals.sum(axis=1))]
    at = 0
    while at < len(totals):
        better = (totals > totals[at]).any(axis=1)
        better[at] = True
        at = int(better[:at].sum()) + 1
        totals = totals[better]
    return totals


def negmas_frontier(space: Space) -> NDArray[np.float64]:
    """Efficient vectors from NegMAS."""
    from negmas import LinearAdditiveUtilityFunction, make_issue
    from negmas.preferences.ops import pareto_frontier
    from negmas.preferences.value_fun import TableFun

    issues = [
        make_issue(list(options), name)
        for name, options in zip(space.issues, space.options, strict=True)
    ]
    functions = [
        LinearAdditiveUtilityFunction(
            values=[
                TableFun(dict(zip(options, values[:, p].tolist(), strict=True)))
                for options, values in zip(space.options, space.utilities, strict=True)
            ],
            weights=[1.0] * len(issues),
            issues=issues,
        )
        for p in range(len(space.parties))
    ]
    found, _ = pareto_frontier(functions, issues=issues)
    return np.array(found)


def timed(
    function: Callable[[Space], NDArray[np.float64]], space: Space
) -> tuple[float, NDArray[np.float64]]:
    """Seconds, and distinct vectors."""
    begin = time.perf_counter()
    found = function(space)
    seconds = time.perf_counter() - begin
    return seconds, np.unique(np.round(found, 9), axis=0)


@click.command()
@click.option("--quick", is_flag=True, help="Leave out what takes peers or us over a second.")
def main(quick: bool) -> None:
    """Print a line for each space, and the ratio of total times on what a peer solved."""
    peers: dict[str, Callable[[Space], NDArray[np.float64]]] = {"numpy": enumerate_all}
    if importlib.util.find_spec("negmas") is not None:
        peers["negmas"] = negmas_frontier
    for parties in range(2, 6):  # compile before the clock starts
        frontier(Case("", weighted(0, parties, 3, 3)).space())
    for peer in peers.values():
        peer(Case("", weighted(0, 2, 2, 2)).space())
    head = f"{'space':<50}{'points':>9}{'ours':>11}"
    click.echo(head + "".join(f"{peer:>11}{'ratio':>9}" for peer in peers))
    totals = {peer: [0.0, 0.0] for peer in peers}
    for case in cases():
        if quick and case.slow:
            continue
        space = case.space()
        begin = time.perf_counter()
        found = frontier(space)
        ours = time.perf_counter() - begin
        line = f"{case.name:<50}{len(found):>9}{ours:>10.4f}s"
        for peer, function in peers.items():
            if not (case.negmas if peer == "negmas" else case.enumerated):
                line += f"{'-':>11}{'-':>9}"
                continue
            seconds, vectors = timed(function, space)
            mine = np.unique(np.round(found.utilities, 9), axis=0)
            if mine.shape != vectors.shape or not np.allclose(mine, vectors, rtol=0, atol=2e-9):
                raise click.ClickException(
                    f"{case.name}: {len(mine)} points, {peer} finds {len(vectors)}"
                )
            totals[peer][0] += ours
            totals[peer][1] += seconds
            line += f"{seconds:>10.3f}s{seconds / ours:>8.0f}x"
        click.echo(line if found.complete else f"{line}  incomplete: {'; '.join(found.warnings)}")
    for peer, (mine_total, theirs) in totals.items():
        click.echo(f"total against {peer}: {theirs:.2f}s to {mine_total:.4f}s", nl=False)
        click.echo(f", {theirs / mine_total:.0f} times; all points agree")


if __name__ == "__main__":
    main()
