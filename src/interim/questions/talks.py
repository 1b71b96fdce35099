"""Which text is signed if talks go on, when, and what the wait costs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case, Plan
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import mean_chance, mean_of, spread
from interim.foundation.horizons import within
from interim.foundation.threads import even_parts, expect_workers, in_threads
from interim.futures import Futures, Run, draw
from interim.stages.talks import Talks, Variations, as_stated, held, table_of, waited
from interim.stages.talks.offers import MOST_PLANS
from interim.stages.talks.speaking import mediators, shares
from interim.stages.talks.texts import without_agreements
from interim.stages.war import war

Array = NDArray[np.float64]

CHUNK = 50
"""Futures held at once: what the parties do in each month of each is kept until it is followed."""
DEPTH = 1


class Held(NamedTuple):
    """Talks in all futures of a run; axis 0 runs over futures."""

    signed: Array
    """(n, plans, months), chance that a text is signed in a month."""
    passed: Array
    """(n, plans, months), that the bodies pass it then."""
    force: Array
    """(n, plans, months), that it is in force at the end of a month."""
    fights: Array
    """(n, months), that there is fighting then and no text is in force or was."""
    stands: Array
    """(n, months), that there is a standstill then or the war has ended without a text."""
    ripe: Array
    """(n, plans, months), that both would sign at its start and there is fighting, if nothing has
    been signed before; so are the next four."""
    barred: Array
    """(n, plans, months), that the bodies would not pass what both would sign."""
    fought: Array
    """(n, months), that there is fighting at its start."""
    split: Array
    """(n, plans, 2, 2), months in which both would sign, by ground and aid; see `stages.talks`."""
    seen: Array
    """(n, 2, 2), months of fighting, likewise."""
    spoke: Array
    """(n, speakers), that a text is signed which each has put."""
    shallow: Array
    """(n, plans, months), `signed` with one deal less that may follow."""
    deaths: Array
    """(n,), a month of fighting."""
    lost: Array
    """(n, months + 1), captured share of the zone if the war is fought until then."""
    zone: Array
    """(n,), km2."""
    waits: Array
    """(n, 2, months + 1), value that each principal loses by signing later what is nearest today."""


def talking(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    menu: Sequence[str] | None = None,
    depth: int = DEPTH,
    deadline: int | None = None,
    run: Run = Run(defaults.TALKS),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Hold talks while the war goes on.

    Args:
        case: the case.
        plans: plans to show; by default the whole menu. It changes what is shown, not what happens.
        menu: plans on the table; by default those that the case lists.
        depth: 1 where a deal may follow a broken one, else 0.
        deadline: months after which nobody meets any more.
        run: which futures stand behind it.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        The document of ``interim talks --json``; see `docs/talks.md`.

    Raises:
        BadInput: a case without talks, an unknown plan, lens or quantity, an empty menu, a depth
            other than 0 and 1, a deadline before the first month.
    """
    table = menu_of(case, menu)
    shown = shown_of(case, table, plans)
    if depth not in (0, 1):
        raise BadInput([Problem("talks of no such depth", found=str(depth), expected="0 or 1")])
    if deadline is not None and deadline < 1:
        raise BadInput([Problem("a deadline before the first month", found=str(deadline),
                                expected="1 month or more")])  # fmt: skip
    expect_workers(workers)
    run.quantities(case)  # complain before any work is done
    varied = as_stated(len(table), len(case.war.patrons), case.months)
    if deadline is not None:
        varied.window[deadline:] = 0.0
    parts = even_parts(0, run.futures, workers, CHUNK)
    made: dict[tuple[int, int], Held] = {}

    def work(part: tuple[int, int], stopping: threading.Event) -> None:
        if not stopping.is_set():
            made[part] = hold(case, table, draw(case, run, *part), depth=depth, varied=varied)

    for done, _ in enumerate(in_threads(work, parts, workers), start=1):
        if progress is not None:
            progress(done, len(parts))
    whole = Held(*[np.concatenate(columns) for columns in zip(*map(made.get, parts), strict=True)])
    return _document(case, table, shown, depth, run, whole)


def menu_of(case: Case, menu: Sequence[str] | None = None) -> list[str]:
    """The plans on the table: those asked for, each once, or those of the case.

    Raises:
        BadInput: a case without talks, an unknown plan or none, more plans than can be told apart,
            or a plan that assumes ground which the war may take.
    """
    if case.talks is None:
        expected = "a file talks.yaml that says who meets how often over which plans; see docs"
        raise BadInput([Problem(f"the case '{case.id}' states no talks", expected=expected)])
    chosen = list(dict.fromkeys(case.talks.menu if menu is None else menu))
    problems = [
        unknown("plan", name, [p for p in case.plans if p != NO_DEAL])
        for name in chosen
        if name not in case.plans or name == NO_DEAL
    ]
    if not chosen:
        problems.append(Problem("no plan is on the menu", expected="one or more plans"))
    if len(chosen) > MOST_PLANS:
        message = f"there are {len(chosen)} plans on the menu"
        problems.append(Problem(message, expected=f"at most {MOST_PLANS}"))
    for name in chosen:
        if name in case.plans and name != NO_DEAL:
            problems += _unsaid(case, case.plans[name])
    if problems:
        raise BadInput(problems)
    return chosen


def _unsaid(case: Case, plan: Plan) -> list[Problem]:
    """Whether nothing says what becomes of the ground that a plan assumes."""
    package, stated = case.package(plan), case.talks.lost_ground if case.talks else {}
    assumes = any(package[i] != option for i, option in case.war.front.captured.items())
    if not assumes or plan.id in stated:
        return []
    return [
        Problem(
            f"the plan '{plan.id}' assumes ground of the zone that the war may take, and "
            "'lost_ground' of talks.yaml does not say what becomes of it",
            file="talks.yaml",
            expected=f"'lost_ground: {{{plan.id}: stays}}' or 'lost_ground: {{{plan.id}: returned}}'",
        )
    ]


def shown_of(case: Case, menu: Sequence[str], plans: Sequence[str] | None) -> list[str]:
    """The plans to show, of those on the menu.

    Raises:
        BadInput: a plan that is not on the menu.
    """
    wanted = list(dict.fromkeys(plans or menu))
    problems = [unknown("plan of the menu", name, menu) for name in wanted if name not in menu]
    if problems:
        raise BadInput(problems)
    return wanted


def hold(
    case: Case, menu: Sequence[str], futures: Futures, *, depth: int, varied: Variations
) -> Held:
    """Hold talks in some futures of a war that has no other end by agreement."""
    case = without_agreements(case)
    fighting = war(case, futures)
    table = table_of(case, [case.plans[p] for p in menu], futures, war=fighting)
    at_depths = held(table, futures, depth=depth, varied=varied)
    talks = at_depths[-1]
    followed, months = talks.followed, case.months
    fought = waited(table, talks)
    return Held(
        signed=followed.signed,
        passed=followed.passed,
        force=followed.force[:, :, :months],
        fights=followed.fights[:, 1:],
        stands=followed.stands[:, 1:],
        ripe=fought.followed.ripe,
        barred=fought.followed.barred,
        fought=fought.followed.fights[:, :months],
        split=fought.followed.split,
        seen=fought.followed.seen,
        spoke=_spoke(case, menu, futures, followed.spoke),
        shallow=at_depths[max(depth - 1, 0)].followed.signed,
        deaths=fighting.death_rate,
        lost=fought.ground,
        zone=futures.of(case.war.front.zone_km2),
        waits=fought.loses,
    )


def _spoke(case: Case, menu: Sequence[str], futures: Futures, spoke: Array) -> Array:
    """That a text is signed which each principal, then each mediator has put: (n, speakers)."""
    own = [spoke[..., place].sum(axis=(1, 2)) for place in range(2)]
    by = shares(case, menu, futures)
    others = [(spoke[..., 2] * by[party].swapaxes(1, 2)).sum(axis=(1, 2)) for party in mediators(case)]
    return np.stack([*own, *others], axis=1)


def _document(
    case: Case, menu: list[str], shown: list[str], depth: int, run: Run, talks: Held
) -> dict[str, Any]:
    months, at = case.months, {plan: menu.index(plan) for plan in shown}
    by_month, shallow = (np.cumsum(s, axis=2) for s in (talks.signed, talks.shallow))
    passed = np.cumsum(talks.passed, axis=2)
    some, fought = talks.signed.sum(axis=1), talks.fought.mean(axis=0)
    speakers = [*case.principals, *mediators(case)]
    put = talks.spoke.sum(axis=0)
    return {
        "case": case.id,
        "title": case.header.title,
        "as_of": case.header.as_of.isoformat(),
        **run.head(),
        "parties": {p: case.header.parties[p].title for p in speakers},
        "principals": list(case.principals),
        "months": list(range(1, months + 1)),
        "depth": depth,
        "depth_change": float(np.abs(by_month - shallow).mean(axis=0).max()) if depth else None,
        "menu": menu,
        "shown": shown,
        "titles": {plan: case.plans[plan].short for plan in menu},
        "within": {
            str(year): {
                "signed": mean_chance(np.minimum(some[:, : 12 * year].sum(axis=1), 1.0)),
                "passed": mean_chance(talks.passed[:, :, : 12 * year].sum(axis=(1, 2))),
                "in_force": mean_chance(talks.force[:, :, 12 * year - 1].sum(axis=1)),
                "plans": {
                    p: {
                        "signed": mean_chance(np.minimum(by_month[:, k, 12 * year - 1], 1.0)),
                        "passed": mean_chance(passed[:, k, 12 * year - 1]),
                        "in_force": mean_chance(talks.force[:, k, 12 * year - 1]),
                    }
                    for p, k in at.items()
                },
            }
            for year in within(case.header.horizon_years)
        },
        "signed": {p: _line(by_month[:, k]) for p, k in at.items()},
        "passed": {p: _line(passed[:, k]) for p, k in at.items()},
        "in_force": {p: _line(talks.force[:, k]) for p, k in at.items()},
        "broken": {p: _line(passed[:, k] - talks.force[:, k]) for p, k in at.items()},
        "war": _line(talks.fights),
        "ended": _line(talks.stands),
        "spoke": {p: _ratio(put[k], put.sum()) for k, p in enumerate(speakers)},
        "ripe": {
            p: [_ratio(r, f) for r, f in zip(talks.ripe[:, k].mean(axis=0), fought, strict=True)]
            for p, k in at.items()
        },
        "barred": {
            p: [_ratio(r, f) for r, f in zip(talks.barred[:, k].mean(axis=0), fought, strict=True)]
            for p, k in at.items()
        },
        "windows": {p: _windows(talks.split[:, k], talks.seen) for p, k in at.items()},
        "waiting": {
            "deaths": [spread(talks.deaths * month) for month in range(1, months + 1)],
            "km2": [spread(talks.zone * talks.lost[:, m]) for m in range(1, months + 1)],
            "value": {
                p: [spread(talks.waits[:, k, m]) for m in range(1, months + 1)]
                for k, p in enumerate(case.principals)
            },
        },
    }


def _line(chances: Array) -> list[float]:
    """Mean by month of what has that chance in each future: (n, months)."""
    return [float(p) for p in np.clip(chances.mean(axis=0), 0.0, 1.0)]


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _windows(split: Array, seen: Array) -> dict[str, float | None]:
    """Share of months of fighting in which both would sign a text, by the state of the war."""
    part, whole = split.mean(axis=0), seen.mean(axis=0)
    return {
        "as-today": _ratio(part[0, 0], whole[0, 0]),
        "ground-lost": _ratio(part[1].sum(), whole[1].sum()),
        "aid-ended": _ratio(part[:, 1].sum(), whole[:, 1].sum()),
    }
