"""The document of the contract, made from counts, spreads and details of each plan.

Both an evaluation whose arrays are at hand and one that was streamed are told by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import NO_DEAL, Case, Plan
from interim.case.quantity import marks
from interim.evaluation.counts import Counts
from interim.evaluation.failure import failure_document, failures
from interim.evaluation.learnt import Lessons
from interim.evaluation.learnt_document import (
    belief_document,
    learning_document,
    learnt_document,
    telling,
)
from interim.evaluation.record import Column, labels
from interim.evaluation.stage import Stage, origin
from interim.foundation.estimates import Probability, Spread, mean_chance, share_of, spread
from interim.foundation.horizons import YEARS, within
from interim.foundation.version import VERSION
from interim.futures import Run
from interim.stages.assent import signatories
from interim.stages.compliance import ENDINGS
from interim.stages.reasons import PARTS

QUESTION = "last offer"
"""What an evaluation answers: what follows if a plan is the last offer, with no talks after it."""


@dataclass(frozen=True)
class Numbers:
    """What is known of one plan over all futures.

    Attributes:
        counts: how often things happen.
        spread: median and ends of a column of `interim.evaluation.record.CORE`, by its name and,
            where it has one, the label of its other dimension; and of `breach_month`.
        chance: how often a column of another package's stage is true, likewise.
    """

    counts: Counts
    spread: Callable[[str, str | None], Spread | None]
    chance: Callable[[str, str | None], Probability | None]


def document(
    case: Case,
    run: Run,
    plans: Mapping[str, dict[str, Any]],
    taught: Lessons,
    stages: Sequence[Stage] = (),
) -> dict[str, Any]:
    """What ``interim evaluate --json`` prints.

    Args:
        case: the case evaluated.
        run: which futures stand behind it.
        plans: plan -> what `plan_document` says of it.
        taught: what observers learn from each plan of the run.
        stages: of other packages, named in the head.
    """
    header = case.header
    return run.stated(
        {
            "case": case.id,
            "title": header.title,
            "asks": header.question,
            "question": QUESTION,
            "as_of": header.as_of.isoformat(),
            "horizon_years": header.horizon_years,
            "version": VERSION,
            "case_hash": case.hash,
            **({"frozen": True} if case.war.frozen else {}),
            **run.head(),
            **({"stages": [origin(stage) for stage in stages]} if stages else {}),
            "provenance": marks(run.quantities(case).values()),
            "parties": {name: party.title for name, party in header.parties.items()},
            "principals": list(case.principals),
            "plans": dict(plans),
            "telling": telling(case, taught),
        }
    )


def plan_document(
    case: Case,
    plan: str,
    numbers: Numbers,
    details: xr.Dataset,
    taught: Lessons,
    stages: Sequence[Stage] = (),
) -> dict[str, Any]:
    """What the document says of one plan.

    Args:
        case: the case evaluated.
        plan: id.
        numbers: of the plan, over all futures.
        details: wide results of the plan over the first futures.
        taught: what observers learn from each plan of the run.
        stages: of other packages; what they keep stands under `stages`.
    """
    named, principals, signing = case.plans[plan], case.principals, plan != NO_DEAL
    counts = numbers.counts
    n = int(counts["n"])

    def spreads(name: str, keys: Any = principals) -> dict[str, Spread | None]:
        return {key: numbers.spread(name, key) for key in keys}

    return {
        "title": named.title,
        "short": named.short,
        "value": spreads("value", case.preferences),
        "war_value": spreads("war_value"),
        "deal_value": spreads("deal_value"),
        "assent": {
            p: share_of(int(k), n) if signing else None
            for p, k in zip(principals, counts["signs"], strict=True)
        },
        "signed": share_of(int(counts["signed"]), n) if signing else None,
        **_not_asked(case, named),
        "refusals": _refusals(case, counts) if signing else {},
        "stops": _stops(case, plan, counts, details) if signing else [],
        "sticking_points": {
            p: _sticking_points(case, plan, p, details) if signing else [] for p in principals
        },
        "why": _why(case, plan, details) if signing else {},
        "adoption": {
            body: share_of(int(k), n) for body, k in zip(case.bodies, counts["passes"], strict=True)
        }
        if signing
        else {},
        "bodies_needed": [body for body in case.bodies if bool(details["needed"].sel(body=body))],
        "adopted": share_of(int(counts["adopted"]), n) if signing else None,
        **_life(case, numbers, signing),
        "deaths": numbers.spread("deaths", None),
        "deaths_averted": numbers.spread("deaths_averted", None),
        "deaths_averted_if_adopted": numbers.spread("averted_in_force", None),
        "referendum": _referendum(case, details),
        **_failing(case, plan, details, taught),
        **({"stages": _outside(case, numbers, stages, signing)} if stages else {}),
    }


def _not_asked(case: Case, plan: Plan) -> dict[str, list[str]]:
    """The principals whose signature the plan does without, where there are any."""
    asked = signatories(case, plan)
    spared = [p for p in case.principals if p not in asked and plan.id != NO_DEAL]
    return {"not_asked": spared} if spared else {}


def _refusals(case: Case, counts: Counts) -> dict[str, dict[str, Probability | None]]:
    """How often each principal refuses over a red line, and how often after weighing."""
    n = int(counts["n"])
    document = {}
    for p, signs, lines in zip(
        case.principals, counts["signs"], counts["over_red_line"], strict=True
    ):
        weighed = n - int(signs) - int(lines)
        document[p] = {"red_line": share_of(int(lines), n), "weighing": share_of(weighed, n)}
    return document


def _stops(case: Case, plan: str, counts: Counts, details: xr.Dataset) -> list[dict[str, Any]]:
    """The first gate that stops the plan in each future, the commonest first; of a body with the
    clauses that cost its voters most."""
    gates = [
        *(f"signature:{p}" for p in case.principals),
        "signature:both",
        *(f"body:{body}" for body in case.bodies),
    ]
    stopped = sorted(zip(counts["stopped"][1:], gates, strict=True), key=lambda pair: -pair[0])
    n = int(counts["n"])
    return [
        {"gate": gate, "share": share_of(int(k), n)}
        | ({"clauses": _costly(case, plan, body, details)} if kind == "body" else {})
        for k, gate in stopped
        if k
        for kind, _, body in [gate.partition(":")]
    ]


def _costly(case: Case, plan: str, body: str, details: xr.Dataset) -> list[dict[str, Any]]:
    """The clauses that a body's voters would rather have as they are without a deal, the worst
    first: what each takes of their value, in the mean of futures."""
    package, effects = case.package(plan), details["effect"].sel(voice=body)
    rows = []
    for issue in case.issues.issues:
        effect = effects.sel(issue=issue).values
        rows.append((_mean(effect), issue, spread(effect)))
    return [
        {"issue": issue, "option": package[issue], "effect": effect}
        for mean, issue, effect in sorted(rows, key=lambda row: row[0] or 0.0)
        if mean is not None and mean < 0
    ]


def endings(case: Case) -> tuple[str, ...]:
    """How a deal can end, in the order of the codes in ``data['ending']``."""
    first, second = case.principals
    names = {"reneged-first": f"reneged:{first}", "reneged-second": f"reneged:{second}"}
    return tuple(names.get(ending, ending) for ending in ENDINGS)


def _life(case: Case, numbers: Numbers, signing: bool) -> dict[str, Any]:
    """How long the deal holds and how it ends: where it is adopted, where both sign, and as if
    adopted in every future."""
    names = endings(case)
    if not signing:
        return {
            "holds": {str(year): None for year in YEARS},
            "ends": dict.fromkeys(names),
            "holds_if_signed": {str(year): None for year in YEARS},
            "ends_if_signed": dict.fromkeys(names),
            "holds_if_adopted": {str(year): None for year in YEARS},
            "ends_if_adopted": dict.fromkeys(names),
            "breach_month": None,
            "survival": None,
        }
    counts = numbers.counts
    among = {"adopted": slice(2, 3), "signed": slice(1, 3), "everyone": slice(0, 3)}
    months_of, ending_of, total = {}, {}, {}
    for who, rows in among.items():
        months_of[who] = counts["month"][rows].sum(axis=0)
        ending_of[who] = counts["ending"][rows].sum(axis=0)
        total[who] = int(months_of[who].sum())

    def lasting(who: str, months: int) -> Probability | None:
        """Deals that do not end before so many months; the first column are those that hold."""
        column = months_of[who]
        return share_of(int(column[0] + column[months + 1 :].sum()), total[who])

    def holds(who: str) -> dict[str, Probability | None]:
        return {
            str(year): lasting(who, 12 * year) if 12 * year <= case.months else None
            for year in YEARS
        }

    def ends(who: str) -> dict[str, Probability | None]:
        return {name: share_of(int(ending_of[who][k]), total[who]) for k, name in enumerate(names)}

    months = list(range(0, case.months + 1, 3))
    curve = [lasting("everyone", month) for month in months]
    return {
        "holds": holds("adopted"),
        "ends": ends("adopted"),
        "holds_if_signed": holds("signed"),
        "ends_if_signed": ends("signed"),
        "holds_if_adopted": holds("everyone"),
        "ends_if_adopted": ends("everyone"),
        "breach_month": numbers.spread("breach_month", None),
        "survival": {
            "months": months,
            **{key: [c[key] for c in curve if c] for key in ("p", "low", "high")},
        },
    }


def _outside(
    case: Case, numbers: Numbers, stages: Sequence[Stage], signing: bool
) -> dict[str, Any]:
    """What stages of other packages keep: a chance of what is true or false, else a spread."""
    along = labels(case)

    def estimated(column: Column) -> Any:
        of = numbers.chance if column.dtype == "?" else numbers.spread
        if not column.dims:
            return of(column.name, None)
        return {label: of(column.name, label) for label in along[column.dims[0]]}

    return {
        stage.name: {column.name.partition(".")[2]: estimated(column) for column in stage.columns}
        for stage in stages
        if signing or stage.no_deal or not stage.per_plan
    }


def _sticking_points(
    case: Case, plan: str, principal: str, details: xr.Dataset
) -> list[dict[str, Any]]:
    costs = details["cost"].sel(principal=principal)
    lines = details["red_line"].sel(principal=principal)
    package = case.package(plan)
    spreads = [(issue, spread(costs.sel(issue=issue).values)) for issue in case.issues.issues]
    costly = [(issue, cost) for issue, cost in spreads if cost and cost["median"] > 0]
    costly.sort(key=lambda point: -point[1]["median"])
    return [
        {
            "issue": issue,
            "option": package[issue],
            "cost": cost,
            "red_line": mean_chance(lines.sel(issue=issue).values),
        }
        for issue, cost in costly
    ]


def _why(case: Case, plan: str, details: xr.Dataset) -> dict[str, Any]:
    """What makes up the gain of the plan, to each principal and body: largest clauses first."""
    package, lines = case.package(plan), details["red_line"]
    # Plain arrays: a label looked up in each of some hundred rows would cost more than the rows.
    effects, parts = (
        details[name].transpose("voice", ..., "future").values for name in ("effect", "gain_part")
    )
    names = details["issue"].values.tolist()
    why = {}
    for voice, effect, part in zip(details["voice"].values.tolist(), effects, parts, strict=True):
        stops = lines.sel(principal=voice).values if voice in case.principals else None
        issues = [
            {
                "issue": issue,
                "option": package[issue],
                "effect": spread(effect[k]),
                "mean": _mean(effect[k]),
                "red_line": None if stops is None else mean_chance(stops[k]),
            }
            for k, issue in enumerate(names)
        ]
        issues.sort(key=lambda row: -abs(row["mean"] or 0.0))
        why[voice] = {
            "issues": issues,
            "parts": {name: _part(part[k]) for k, name in enumerate(PARTS)},
        }
    return why


def _part(values: NDArray[Any]) -> dict[str, Any] | None:
    """A spread with the mean: means add up, medians do not."""
    found = spread(values)
    return None if found is None else {"mean": _mean(values), **found}


def _referendum(case: Case, details: xr.Dataset) -> dict[str, Any]:
    vote = case.referendum
    if vote is None:
        return {}
    first, second, *more = vote.choices
    return {
        unit: {
            franchise: {
                # Of three choices and more only the first one's share is kept of every future.
                "for": {first: spread(cell["vote_share"].values)}
                | ({} if more else {second: spread(1 - cell["vote_share"].values)}),
                "passes": mean_chance(cell["vote_passes"].values),
                "coverage": spread(cell["vote_coverage"].values),
            }
            for franchise in vote.franchises
            for cell in [details.sel(unit=unit, franchise=franchise)]
        }
        for unit in vote.units
    }


def _failing(case: Case, plan: str, details: xr.Dataset, taught: Lessons) -> dict[str, Any]:
    """What observers learn from a plan, and what its failure is worth."""
    if plan not in taught:
        nothing: dict[str, Any] = {"belief": {}, "learning": {}, "learnt": {}, "if_broken": {}}
        return nothing | {"value_of_failure": dict.fromkeys(case.principals)}
    failed = failures(case, plan, details, taught)
    return {
        "belief": belief_document(case, taught[plan]),
        "learning": learning_document(case, taught[plan]),
        "learnt": learnt_document(case, taught[plan]),
        "value_of_failure": {p: spread(worth) for p, (_, worth) in failed.items()},
        "if_broken": {p: failure_document(found) for p, (found, _) in failed.items()},
    }


def summary(document: Mapping[str, Any], case: Case) -> pd.DataFrame:
    """One row per plan: who signs, whether it is adopted, and what would follow in force.

    Args:
        document: what `document` makes.
        case: the case, for titles.
    """
    first, second = case.principals
    rows = {}
    for result in document["plans"].values():
        chances: dict[str, Probability | None] = {
            f"{case.header.parties[first].title} signs": result["assent"][first],
            f"{case.header.parties[second].title} signs": result["assent"][second],
            "both sign": result["signed"],
            "adopted": result["adopted"],
            **{
                f"in force {year} y": result["holds_if_adopted"][str(year)]
                for year in within(case.header.horizon_years)
            },
        }
        averted = result["deaths_averted_if_adopted"]
        rows[result["short"]] = {
            name: f"{100 * c['p']:.0f}% ({100 * c['low']:.0f}-{100 * c['high']:.0f})" if c else "-"
            for name, c in chances.items()
        } | {
            "deaths averted in force": f"{averted['low']:,.0f} to {averted['high']:,.0f}"
            if averted
            else "-"
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _mean(values: NDArray[Any]) -> float | None:
    defined = values[~np.isnan(values)]
    return float(np.mean(defined, dtype=float)) if defined.size else None
