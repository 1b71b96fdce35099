"""The document of `interim talks`: what talks in all futures come to, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation.estimates import Probability, mean_chance, ratio_of, share, spread
from interim.foundation.horizons import within
from interim.futures import Run
from interim.questions.learnt_talks import Rises
from interim.stages.talks.speaking import mediators

Array = NDArray[np.float64]


class Held(NamedTuple):
    """Talks in all futures of a run; axis 0 runs over futures."""

    signed: Array
    """(n, plans, months), chance that a text is signed in a month."""
    first: Array
    """(n, months), that one is signed and none was before."""
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
    """(n, plans, speakers), that a text is signed which each has put."""
    shallow: Array
    """(n, plans, months), `signed` with one deal less that may follow; NaN where not asked."""
    deaths: Array
    """(n,), a month of fighting."""
    lost: Array
    """(n, months + 1), captured share of the zone if the war is fought until then."""
    zone: Array
    """(n,), km2."""
    waits: Array
    """(n, 2, months + 1), value that each principal loses by signing later what is nearest now."""


def document(
    case: Case,
    menu: Sequence[str],
    shown: Sequence[str],
    talks: Held,
    *,
    run: Run,
    depth: int,
    deadline: int | None,
    rises: Rises | None = None,
) -> dict[str, Any]:
    """The document of ``interim talks --json``; keys: `docs/talks.md`.

    Args:
        case: the case.
        menu: the plans on the table.
        shown: those to show.
        talks: what came of them.
        run: its futures.
        depth: deals that may follow a broken one.
        deadline: months after which nobody meets.
        rises: what outsiders learn from a breach of each text, where that moves what they do.
    """
    at = {plan: menu.index(plan) for plan in shown}
    signed, shallow, passed = (
        np.cumsum(by_month, axis=2) for by_month in (talks.signed, talks.shallow, talks.passed)
    )
    first = np.cumsum(talks.first, axis=1)
    speakers = [*case.principals, *mediators(case)]
    fought = talks.fought.mean(axis=0)
    return run.stated(
        {
            "case": case.id,
            "title": case.header.title,
            "as_of": case.header.as_of.isoformat(),
            **run.head(),
            "parties": {p: case.header.parties[p].title for p in speakers},
            "principals": list(case.principals),
            "attacker": case.header.parties[case.war.front.attacker].title,
            "patrons": {p: case.header.parties[p].title for p in case.war.patrons},
            "months": list(range(1, case.months + 1)),
            "depth": depth,
            "depth_change": _change(signed, shallow) if depth else None,
            "deadline": deadline,
            "learning": None if rises is None else {plan: rises[plan] for plan in menu},
            "menu": list(menu),
            "shown": list(shown),
            "titles": {plan: case.plans[plan].short for plan in menu},
            "within": {
                str(year): _within(12 * year, at, first, signed, passed, talks.force)
                for year in within(case.header.horizon_years)
            },
            "any": _line(first),
            "signed": {p: _line(signed[:, k]) for p, k in at.items()},
            "passed": {p: _line(passed[:, k]) for p, k in at.items()},
            "in_force": {p: _line(talks.force[:, k]) for p, k in at.items()},
            "broken": {p: _line(passed[:, k] - talks.force[:, k]) for p, k in at.items()},
            "war": _line(talks.fights),
            "ended": _line(talks.stands),
            "spoke": _put(talks.spoke.sum(axis=1), speakers),
            "put": {p: _put(talks.spoke[:, k], speakers) for p, k in at.items()},
            "today": {p: share(talks.ripe[:, k, 0] > 0) for p, k in at.items()},
            "today_any": share(talks.ripe[:, :, 0].max(axis=1) > 0),
            "ripe": {p: _of_fought(talks.ripe[:, k], fought) for p, k in at.items()},
            "barred": {p: _of_fought(talks.barred[:, k], fought) for p, k in at.items()},
            "windows": {p: _windows(talks, k) for p, k in at.items()},
            "waiting": {
                "deaths": [spread(talks.deaths * month) for month in range(1, case.months + 1)],
                "km2": [spread(talks.zone * lost) for lost in talks.lost.T[1:]],
                "value": {
                    p: [spread(loses) for loses in talks.waits[:, k].T[1:]]
                    for k, p in enumerate(case.principals)
                },
            },
        }
    )


def _within(
    months: int, at: dict[str, int], first: Array, signed: Array, passed: Array, force: Array
) -> dict[str, Any]:
    """What has happened after so many months, to any text of the menu and to each."""

    def chances(*of: Array) -> dict[str, Probability | None]:
        found = zip(("signed", "passed", "in_force"), of, strict=True)
        return {name: mean_chance(np.clip(chance, 0.0, 1.0)) for name, chance in found}

    last = months - 1
    return {
        **chances(first[:, last], passed[:, :, last].sum(axis=1), force[:, :, last].sum(axis=1)),
        "plans": {
            p: chances(signed[:, k, last], passed[:, k, last], force[:, k, last])
            for p, k in at.items()
        },
    }


def _change(signed: Array, shallow: Array) -> float:
    """The largest mean difference in any month, of the futures in which it is known."""
    return float(np.nanmean(np.abs(signed - shallow), axis=0).max())


def _line(chances: Array) -> list[float]:
    """Mean by month of what has that chance in each future: (n, months)."""
    return [float(p) for p in np.clip(chances.mean(axis=0), 0.0, 1.0)]


def _put(spoke: Array, speakers: Sequence[str]) -> dict[str, float | None]:
    """Who put what was signed, as shares of it: (n, speakers)."""
    put = spoke.sum(axis=0)
    return {p: _ratio(put[k], put.sum()) for k, p in enumerate(speakers)}


def _of_fought(chances: Array, fought: Array) -> list[float | None]:
    """Mean by month, of the futures in which the war is fought until then: (n, months)."""
    return [_ratio(*both) for both in zip(chances.mean(axis=0), fought, strict=True)]


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _windows(talks: Held, plan: int) -> dict[str, Probability | None]:
    """Share of months of fighting in which both would sign a text, by the state of the war.

    Last, of all the months in which both would, the share in which the bodies would not pass it.
    """
    split, seen = talks.split[:, plan], talks.seen
    return {
        "as-today": ratio_of(split[:, 0, 0], seen[:, 0, 0]),
        "ground-lost": ratio_of(split[:, 1].sum(axis=1), seen[:, 1].sum(axis=1)),
        "aid-ended": ratio_of(split[:, :, 1].sum(axis=1), seen[:, :, 1].sum(axis=1)),
        "barred": ratio_of(talks.barred[:, plan].sum(axis=1), talks.ripe[:, plan].sum(axis=1)),
    }
