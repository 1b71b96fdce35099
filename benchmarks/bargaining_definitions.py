"""How often what tools call a fair point is not the textbook's, over the shared domains.

    python benchmarks/bargaining_definitions.py [FOLDER]

Every run of FOLDER/reference.json (a domain with two or three of its profiles) is read with the
formats' own semantics, its exact frontier found, and each tool's rule applied to that frontier.
A rule differs if none of the points it picks is among the textbook's. Printed as Markdown, as
docs/bargaining-definitions.md has it.

The rules are those of the sources: `negmas.preferences.ops` of NegMAS 0.16.0; `BidSpace` of
Genius; `nenv.BidSpace` of NegoLog; `specials.json` beside the GeniusWeb domains.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from interim.bargaining.frontier import Frontier, frontier
from interim.bargaining.scenario import Scenario
from interim.bargaining.solutions import solutions
from interim.foundation.errors import BadInput
from interim.interop.recognise import read_scenario

Array = NDArray[np.float64]
TIE = 1e-9
KS = "kalai_smorodinsky"


@dataclass(frozen=True)
class Run:
    """A negotiation with its frontiers, with and without the parties' reservation values."""

    name: str
    whole: Frontier
    rational: Frontier
    reserved: Array
    least: Array
    most: Array


@dataclass(frozen=True)
class Rule:
    """What a tool calls a point: indices into the frontier it looks at."""

    tool: str
    point: str
    textbook: str
    says: str
    pick: Callable[[Run], tuple[Frontier, NDArray[np.intp]]]
    parties: int | None = None


def lowest(values: Array) -> NDArray[np.intp]:
    """Indices of the smallest value and its ties."""
    return np.flatnonzero(values <= values.min() + TIE)


def negmas_gains(run: Run) -> Array:
    """Gains over the reservation value, or over the worst package where that is worth more."""
    gains: Array = run.whole.utilities - np.maximum(run.reserved, run.least)
    return gains


def negmas_ks(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Least spread of relative gains, among points that nobody likes less than no deal."""
    relative = negmas_gains(run) / np.maximum(span(run), TIE)
    return picked(run, refused(run, np.ptp(relative, axis=1)))


def negmas_kalai(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Largest smallest gain, among points that nobody likes less than no deal."""
    return picked(run, refused(run, -negmas_gains(run).min(axis=1)))


def negmas_nash(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Largest product of gains, losses too: two parties that both lose have a product above 0."""
    return picked(run, -negmas_gains(run).prod(axis=1))


def span(run: Run) -> Array:
    """From what NegMAS measures gains from to the best of all packages."""
    reach: Array = run.most - np.maximum(run.reserved, run.least)
    return reach


def picked(run: Run, values: Array) -> tuple[Frontier, NDArray[np.intp]]:
    """The smallest values; every point if a party has nothing to gain, as NegMAS has it."""
    nothing = bool((span(run) <= 1e-12).any())
    return run.whole, np.arange(len(run.whole)) if nothing else lowest(values)


def refused(run: Run, values: Array) -> Array:
    """Infinity for points that some party likes less than no deal, else the values."""
    return np.where((run.whole.utilities < run.reserved).any(axis=1), np.inf, values)


def most_equal(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Least difference of utilities, whatever the reservation values."""
    return run.whole, lowest(np.ptp(run.whole.utilities, axis=1))


def welfare(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Largest sum of utilities, whatever the reservation values."""
    return run.whole, lowest(-run.whole.utilities.sum(axis=1))


def product(run: Run) -> tuple[Frontier, NDArray[np.intp]]:
    """Largest product of utilities, whatever the reservation values."""
    return run.whole, lowest(-run.whole.utilities.prod(axis=1))


RULES = (
    Rule("NegMAS", "`ks_points`", KS, "least spread of relative gains", negmas_ks),
    Rule("Genius, `specials.json`", "Kalai-Smorodinsky, `kalai`", KS,
         "least difference of utilities", most_equal, 2),
    Rule("NegoLog", "Kalai", KS, "largest sum of utilities", welfare, 2),
    Rule("NegMAS", "`kalai_points`", "egalitarian",
         "largest smallest gain, over the worst package at least", negmas_kalai),
    Rule("NegoLog", "Kalai", "egalitarian", "largest sum of utilities", welfare, 2),
    Rule("NegMAS", "`nash_points`", "nash",
         "largest product of gains, over the worst package at least", negmas_nash),
    Rule("Genius, NegoLog", "Nash", "nash", "largest product of utilities", product, 2),
)  # fmt: skip


def read(folder: Path) -> tuple[list[Run], list[str]]:
    """Every run that can be read and has a package that all parties accept, and what cannot."""
    runs: list[Run] = []
    left: list[str] = []
    for entry in json.loads((folder / "reference.json").read_text(encoding="utf-8")):
        if "profiles" not in entry:
            left.append(f"{entry['domain']}: the reference names no profiles")
            continue
        name = f"{entry['domain']} ({len(entry['profiles'])} parties)"
        try:
            scenario = of_run(folder / "domains" / entry["domain"], entry["profiles"])
        except BadInput as error:
            left.append(f"{name}: {error.problems[0].message}")
            continue
        space = scenario.space
        if space.interactions:
            left.append(f"{name}: not additive")
            continue
        nothing = np.full(len(space.parties), -1.0)
        whole, rational = frontier(replace(space, disagreement=nothing)), frontier(space)
        if not len(rational):
            left.append(f"{name}: no package that all parties accept")
            continue
        ends = [sum(getattr(u, side)(axis=0) for u in space.utilities) for side in ("min", "max")]
        least, most = (np.asarray(end, dtype=np.float64) for end in ends)
        runs.append(Run(name, whole, rational, space.disagreement, least, most))
    return runs, left


def of_run(folder: Path, profiles: list[str]) -> Scenario:
    """The negotiation between some of the profiles of a folder."""
    named = [folder / profile for profile in profiles]
    others = [p for p in sorted(folder.iterdir()) if p.suffix in (".xml", ".json") and p.is_file()]
    marks = ("<negotiation_template", '"issuesValues"')
    for path in others:
        text = path.read_text(encoding="utf-8-sig")
        if any(mark in text for mark in marks) and "LinearAdditiveUtilitySpace" not in text:
            return read_scenario([path, *named])
    return read_scenario(named)


def main() -> None:
    """Print the table, and what was left out."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/negotiation")
    runs, left = read(folder)
    click.echo("\n".join(table(runs)))
    click.echo("\nLeft out: " + "; ".join(sorted(set(left))))


def table(runs: list[Run]) -> list[str]:
    """The table, as lines of Markdown."""
    lines = [
        "| tool | point | picks | textbook | runs | differ | no deal better | share lost |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for rule in RULES:
        counted = [r for r in runs if rule.parties in (None, len(r.least))]
        gaps = [gap for run in counted if (gap := compare(rule, run)) is not None]
        worse = sum(gap.refused for gap in gaps)
        lost = [gap.lost for gap in gaps if not gap.refused]
        # Nash does not look at the smallest share.
        with_share = lost and rule.textbook != "nash"
        shown = f"{np.mean(lost):.3f} (most {np.max(lost):.3f})" if with_share else ""
        lines.append(
            f"| {rule.tool} | {rule.point} | {rule.says} | {rule.textbook.replace('_', '-')} "
            f"| {len(counted)} | {len(gaps)} | {worse} | {shown} |"
        )
    return lines


@dataclass(frozen=True)
class Gap:
    """What a rule's point is beside the textbook's, which it is not.

    Attributes:
        refused: whether some party would rather have no deal.
        lost: how much less of its best attainable gain (a share) the party that gets least of
            its own has.
    """

    refused: bool
    lost: float


def compare(rule: Rule, run: Run) -> Gap | None:
    """None if a point that the rule picks is among the textbook's; of several, the best."""
    found, picks = rule.pick(run)
    right = run.rational.utilities[solutions(run.rational)[rule.textbook]]
    chosen = found.utilities[picks]
    if (np.abs(chosen[:, None] - right[None]).max(axis=2) <= 1e-6).any():
        return None
    best = run.rational.utilities.max(axis=0) - run.reserved
    able = best > TIE
    gains = [
        ((points - run.reserved)[:, able] / best[able]).min(axis=1) for points in (right, chosen)
    ]
    worse = bool((chosen < run.reserved - TIE).any(axis=1).all())
    return Gap(worse, float(gains[0].max() - gains[1].max()))


if __name__ == "__main__":
    main()
