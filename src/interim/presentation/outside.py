"""The outside view in the brief: what became of settlements like each plan, beside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from interim.case.model import Case
from interim.foundation import words
from interim.history.outside import known_to, scored, sides_of, verdict
from interim.history.posterior import shipped_document
from interim.history.posterior import verdict as foretells


def outside(document: Mapping[str, Any], case: Case) -> Markup | None:
    """Inside and outside view side by side, as HTML for `interim.interfaces.brief.layout.brief`.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case evaluated.

    Returns:
        A heading, a table and sentences; None where the case does not say how its clauses read as
        features of settlements.
    """
    sides = sides_of(document, case)
    if not sides:
        return None
    until = known_to(case)
    environment = Environment(
        loader=PackageLoader("interim.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["span"] = span
    shorts = {plan: result["short"] for plan, result in document["plans"].items()}
    # The template escapes whatever comes from a case.
    return Markup(
        environment.get_template("outside.html.j2").render(
            shorts=shorts,
            sides=sides,
            until=until.isoformat(),
            verdict=verdict(scored(until)),
            calibrated=foretells(shipped_document()),
        )
    )


def likenesses(document: Mapping[str, Any], case: Case, plans: Sequence[str]) -> tuple[str, ...]:
    """What the model says of some plans, and what became of settlements like them."""
    sides = sides_of(document, case)
    said = []
    for plan in plans:
        side = sides.get(plan)
        if side is None or side["rows"][-1]["outside"] is None:
            continue
        last = side["rows"][-1]
        inside = last["inside"]
        model = (
            f"The model keeps “{document['plans'][plan]['short']}”, once in force, for "
            f"{words.count(last['years'], 'year')} in {words.chance(inside)}. "
            if words.defined(inside)
            else ""
        )
        said.append(
            f"{model}Of {words.count(side['settlements'], 'earlier settlement')} like "
            f"{'it' if model else document['plans'][plan]['short']}, {side['broken']} broke down; "
            f"{span(last['outside'])} were still in force after "
            f"{words.count(last['years'], 'year')}."
        )
    return tuple(said)


def span(share: Mapping[str, Any] | None) -> str:
    """A share with its whole interval: with few settlements it is far from symmetric."""
    if share is None:
        return "-"
    return f"{100 * share['p']:.0f} % ({100 * share['low']:.0f} to {100 * share['high']:.0f})"
