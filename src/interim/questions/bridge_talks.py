"""Packages of the bridge on the table: what becomes of each in talks, beside the menu of the case.

A package is put by a side that it serves best, and by mediators that have no texts of their own:
what `interim talks --menu` says of it once it is saved as a plan. That is what packages are ranked
by. Beside it stands what becomes of it if every mediator takes it up, and puts it as often as one
of its own texts on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from interim.bargaining.candidates import Package
from interim.bargaining.race import as_plan
from interim.case.model import MOST_TEXTS, Case
from interim.foundation.estimates import mean_chance, mean_of
from interim.futures import Futures, Run
from interim.questions.moves import MEASURES, late, measured, soon
from interim.questions.talks import DEPTH, Sat, in_parts, menu_of, sit, variations
from interim.questions.talks_document import Array
from interim.stages.talks import Table, Talks, Variations, follow
from interim.stages.talks.again import again, taken_up, with_text
from interim.stages.talks.offers import Whole, refused_each

OF_TEXT = ("signed", "passed", "in_force", "kept")
"""What becomes of one text: signed and passed within five years, in force after ten, and passed
within five years and then in force for ten."""


@dataclass(frozen=True)
class OnTable:
    """What becomes of one text in talks.

    Attributes:
        text: (4, n), chances of what `OF_TEXT` names.
        taken_up: the same if mediators put it; None for a plan of the menu.
        change: (measures, n), what it changes of all texts together, as
            `interim.questions.moves.changes`; None for a plan of the menu.
    """

    text: Array
    taken_up: Array | None = None
    change: Array | None = None

    def rank(self) -> tuple[float, ...]:
        """Smaller is better: kept for ten years first, then in force, passed and signed."""
        return tuple(-float(chance.mean()) for chance in self.text[::-1])

    def to_json(self, case: Case) -> dict[str, Any]:
        """As the document of ``interim bridge --json`` has it under `talks` of a package."""
        document: dict[str, Any] = _chances(self.text)
        if self.taken_up is not None and self.change is not None:
            means = [mean_of(each) for each in self.change]
            values = dict(zip(case.principals, means[len(MEASURES) :], strict=True))
            document["taken_up"] = _chances(self.taken_up)
            document["change"] = {**dict(zip(MEASURES, means, strict=False)), "value": values}
        return document


def _chances(text: Array) -> dict[str, Any]:
    return {
        name: mean_chance(np.clip(chance, 0.0, 1.0))
        for name, chance in zip(OF_TEXT, text, strict=True)
    }


def holds_talks(case: Case) -> bool:
    """Whether a case states talks at which there is room for one more text."""
    return case.talks is not None and len(case.talks.menu) < MOST_TEXTS


def years_of(case: Case) -> dict[str, int]:
    """After how many years each of `OF_TEXT` is counted; `kept` once it is in force."""
    return {"signed": soon(case), "passed": soon(case), "in_force": late(case), "kept": late(case)}


def on_table(
    case: Case,
    packages: Sequence[tuple[Package, str]],
    *,
    run: Run,
    workers: int | None = None,
) -> tuple[list[OnTable], dict[str, OnTable]]:
    """Hold talks over the menu of a case with one package added at a time.

    Args:
        case: the case, which states its talks.
        packages: the packages, each with the plan that it resembles most: ground that is taken
            before it is signed is given back where that is so of the plan.
        run: which futures stand behind it.
        workers: threads; by default one per core.

    Returns:
        What becomes of each package, and of each plan of the menu without them.
    """
    menu = menu_of(case)
    stated = variations(case, menu)
    wider = np.concatenate([stated.menu, np.ones_like(stated.menu[:1])])
    varied = stated._replace(menu=np.ascontiguousarray(wider))
    lost = case.talks.lost_ground if case.talks else {}

    def work(futures: Futures, _: int) -> tuple[list[Array], list[Array]]:
        sat = sit(case, menu, futures, depth=DEPTH, varied=stated, adds=True)
        before = measured(case, sat.table, sat.talks, stated)
        found = [
            _added(case, sat, varied, before, package, lost.get(near) == "returned")
            for package, near in packages
        ]
        places = [np.full(futures.n, k) for k in range(len(menu))]
        known = [becomes(case, sat.table, sat.talks, stated, place) for place in places]
        return found, known

    parts = in_parts(work, case, run, workers)
    found = [np.concatenate(each, axis=1) for each in zip(*(p[0] for p in parts), strict=True)]
    known = [np.concatenate(each, axis=1) for each in zip(*(p[1] for p in parts), strict=True)]
    many = len(OF_TEXT)
    return (
        [OnTable(each[:many], each[many : 2 * many], each[2 * many :]) for each in found],
        {plan: OnTable(each) for plan, each in zip(menu, known, strict=True)},
    )


def _added(
    case: Case,
    sat: Sat,
    varied: Variations,
    before: Array,
    package: Package,
    gives_back: bool,
) -> Array:
    """One package in some futures: (4 + 4 + measures, n), as `OnTable` has them."""
    table, plan = sat.table, as_plan(package)
    added = with_text(table, sat.talks, plan, sat.futures, gives_back=gives_back)
    talks = again(table, sat.talks, varied, added)
    up = again(table, sat.talks, varied, taken_up(table, added, plan, sat.futures))
    return np.concatenate(
        [
            becomes(case, table, talks, varied, added.place),
            becomes(case, table, up, varied, added.place),
            measured(case, table, talks, varied) - before,
        ]
    )


def becomes(case: Case, table: Table, talks: Talks, varied: Variations, place: Whole) -> Array:
    """What becomes of one text.

    Args:
        case: the case.
        table: with whom talks are held.
        talks: the talks.
        varied: how they are held.
        place: (n,), index of the text.

    Returns:
        (4, n), as `OF_TEXT`.
    """
    rows, months, years = np.arange(len(place)), 12 * soon(case), 12 * late(case)
    # A text that ends sooner counts as if it ended at once: what is left is in force for good.
    long = np.where((talks.lasts < 0) | (talks.lasts >= years), -1, 0)
    kept = follow(table, talks.offers, refused_each(varied)[0], talks.policy, long)
    return np.stack(
        [
            talks.followed.signed[rows, place, :months].sum(axis=1),
            talks.followed.passed[rows, place, :months].sum(axis=1),
            talks.followed.force[rows, place, years - 1],
            kept.force[rows, place, months - 1],
        ]
    )
