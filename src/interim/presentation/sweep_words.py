"""A sweep in sentences, from the document of ``interim sweep --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.case.model import Case
from interim.foundation import horizons, words
from interim.insight import naming

READING = (
    "± is half of the 95 % interval of a share of futures, in points. All points share their "
    "futures, so differences between points are steadier than the intervals suggest. Shares follow "
    "from the assumptions of the case and are no chances in the world."
)


def headline(document: Mapping[str, Any]) -> str:
    """Which design, on how many futures."""
    design = document["design"]
    lens = f", lens {document['lens']}" if document["lens"] else ""
    return (
        f"{document['title']}: a sweep of {words.count(design['points'], 'point')} "
        f"({design['kind']}), {words.count(document['futures'], 'future')} each, "
        f"seed {document['seed']}{lens}"
    )


def said(document: Mapping[str, Any], case: Case, plan: str) -> str:
    """How far the life of a plan moves over the design.

    Args:
        document: the document of ``interim sweep --json``.
        case: the case, for titles.
        plan: id.
    """
    years = str(horizons.documented(document["horizon_years"]))
    rows = [row for row in document["results"] if row["plan"] == plan]
    known = [row for row in rows if words.defined(row["holds_if_adopted"].get(years))]
    missing = document["design"]["points"] - len(rows)
    barred = (
        f" {words.count(missing, 'point').capitalize()} would break a constraint of the case."
        if missing
        else ""
    )
    if not known:
        return f"{case.plans[plan].short}: no point can be evaluated.{barred}"
    low, high = (f(known, key=lambda row: row["holds_if_adopted"][years]["p"]) for f in (min, max))
    first, last = (row["holds_if_adopted"][years] for row in (low, high))
    head = f"{case.plans[plan].short}, once in force, holds {years} years in {words.chance(first)}"
    if first["p"] == last["p"]:
        return f"{head} at every point.{barred}"
    return (
        f"{head} where it holds least often ({_where(low, case)}) and in {words.chance(last)} "
        f"where it holds most often ({_where(high, case)}).{barred}"
    )


def _where(row: Mapping[str, Any], case: Case) -> str:
    return "; ".join(f"{name} {value}" for name, value in varied(row, case).items())


def varied(row: Mapping[str, Any], case: Case) -> dict[str, str]:
    """What a point of a sweep sets, for readers."""
    issues = case.issues.issues
    return {naming.words(case, name): _number(value) for name, value in row["settings"].items()} | {
        issues[issue].title: f"“{issues[issue].options[option].title}”"
        for issue, option in row["clauses"].items()
    }


def _number(value: str) -> str:
    try:
        return f"{float(value):.4g}"
    except ValueError:
        return value
