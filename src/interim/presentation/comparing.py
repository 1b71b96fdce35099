"""Plans side by side in sentences, from the document of ``interim compare --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from interim.foundation import words
from interim.foundation.estimates import Mean
from interim.insight.paired import Paired

LEAST_GAIN = 0.005
"""Differences of value below this are not worth a diplomat's time."""


def headline(document: Mapping[str, Any]) -> str:
    """How many plans on how many issues, and on how many they differ."""
    plans, issues = document["plans"], document["issues"]
    head = (
        f"{document['title']}: {words.count(len(plans), 'plan')} on "
        f"{words.count(len(issues), 'issue')}"
    )
    if len(plans) < 2:
        return head
    differing = sum(issue["differs"] for issue in issues)
    some = words.count(differing, "of them", "of them") if differing else "none"
    said = f"{head}; they differ on {'all' if differing == len(issues) else some}"
    finer = [issue["title"] for issue in issues if issue["particulars"]]
    return f"{said}, and in what one answer does on {words.listed(finer)}" if finer else said


def closest(document: Mapping[str, Any]) -> str:
    """Which plans are closest and which are furthest apart, in shares of issues."""
    pairs, titles = _pairs(document), document["titles"]

    def said(pair: tuple[float, str, str]) -> str:
        share, a, b = pair
        return f"{titles[a]} and {titles[b]} ({100 * share:.0f} % of issues differ)"

    if len(pairs) == 1:
        return f"Distance: {said(pairs[0])}."
    return f"Closest: {said(min(pairs))}. Furthest apart: {said(max(pairs))}."


def summary(document: Mapping[str, Any]) -> str:
    """On how many issues plans differ, which are closest and which are furthest apart."""
    titles, plans = document["titles"], document["plans"]
    issues = len(document["issues"])
    if len(plans) < 2:
        return f"“{titles[plans[0]]}” answers {issues} issues."
    pairs = _pairs(document)

    def apart(pair: tuple[float, str, str]) -> str:
        share, a, b = pair
        return f"“{titles[a]}” and “{titles[b]}” ({round(share * issues)} of {issues})"

    differing = sum(issue["differs"] for issue in document["issues"])
    near, far = (pick(pairs, key=lambda pair: pair[0]) for pick in (min, max))
    return (
        f"The {words.count(len(plans), 'plan')} differ on {differing} of {issues} issues. Closest "
        f"are {apart(near)}, furthest apart {apart(far)}."
    )


def reading(document: Mapping[str, Any]) -> list[str]:
    """How to read the table."""
    return [
        "* the plans differ   (brackets) the plan is silent and the case's default holds",
        "Best for: the plan whose clause is worth most to a party, and by how much of its value, "
        "from 0 to 1, over the plan whose clause is worth least; middle and 90 % span of "
        f"{words.count(document['futures'], 'future')}. Shown from {LEAST_GAIN} on.",
    ]


def best_for(document: Mapping[str, Any], issue: Mapping[str, Any]) -> list[str]:
    """'Russia: 28-point, by 0.06 (0.02 to 0.09)' for each principal to whom the choice matters."""
    lines = []
    for party in document["principals"]:
        choice = issue["worth"][party]
        if choice is None or choice["gain"]["median"] < LEAST_GAIN:
            continue
        middle, low, high = (f"{choice['gain'][end]:.2f}" for end in ("median", "low", "high"))
        named = " / ".join(document["titles"][plan] for plan in choice["best"])
        lines.append(f"{document['parties'][party]}: {named}, by {middle} ({low} to {high})")
    return lines


def _pairs(document: Mapping[str, Any]) -> list[tuple[float, str, str]]:
    """Every two plans and the share of issues on which they differ."""
    plans, distance = document["plans"], document["distance"]
    return [(distance[a][b], a, b) for k, a in enumerate(plans) for b in plans[k + 1 :]]


def paired(pair: Paired) -> dict[str, Any]:
    """The differences between two plans as a row of a table: in points, and deaths in thousands."""
    chances = {
        **{f"{title} signs": gap for title, gap in pair.signs.items()},
        "adopted": pair.adopted,
        f"in force, holds {words.plural(pair.years, 'year')}": pair.holds,
    }
    return {
        "plan": pair.plan,
        "against": pair.against,
        "chances": {name: _points(gap) for name, gap in chances.items()},
        "deaths": words.thousands(cast("Mapping[str, float] | None", pair.averted)),
    }


def _points(gap: Mean | None) -> str:
    if gap is None:
        return words.NOTHING
    low, middle, high = (100 * gap[end] for end in ("low", "mean", "high"))
    return f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"
