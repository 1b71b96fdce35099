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
from interim.presentation import notes

IF_KEPT = "the same, if completed counts as kept"
NO_CONFIRMATION = f"{notes.NOWHERE} The outside view's are wide: this is no confirmation."


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
            words=words,
            notes=notes,
            shorts=shorts,
            years=[row["years"] for row in next(iter(sides.values()))["rows"]],
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


def like(document: Mapping[str, Any]) -> str:
    """How many earlier settlements are like a plan.

    Args:
        document: the document of ``interim history CASE --plan PLAN --json``.
    """
    count = words.count(len(document["reference_class"]), "earlier settlement")
    return (
        f"{document['title']}: {count} like “{document['plan_title']}”, of "
        f"{document['settlements']} known on {document['until']}"
    )


def everything(document: Mapping[str, Any]) -> str:
    """How many settlements there are, and how long they lived.

    Args:
        document: the document of ``interim history --json``.
    """
    median = document["median_years"]
    life = "more than half still stand" if median is None else f"half broken within {median:.0f} y"
    count = words.count(len(document["reference_class"]), "settlement")
    return f"{count} up to {document['until']}, {document['broken']} broken ({life})"


def left_out(document: Mapping[str, Any]) -> str:
    """Which settlements are not counted, and why."""
    named = "; ".join(f"{row['name']} ({row['why']})" for row in document["left_out"])
    return f"Not counted: {named}"


def codes(found: Mapping[str, str]) -> str:
    """The features that a settlement has, in brief."""
    shown = []
    for name, code in found.items():
        if code in ("no", "none"):
            continue
        label = name.replace("_", " ")
        shown.append(label if code == "yes" else f"{label}: {code}")
    return ", ".join(shown)


def reading(document: Mapping[str, Any]) -> str:
    """How far the record carries, and how well it foretells."""
    score = document["score"]
    return (
        "In brackets: 95 % intervals. They say how far few settlements carry, not whether these "
        f"are the right ones; the table {notes.NO_SAMPLE}. Codes are judgements made from what was "
        "known when an arrangement began. Brier score of the survival model at "
        f"{score['years']:g} years, each conflict left out in turn: {score['brier']:.3f}, of the "
        f"base rate {score['brier_base_rate']:.3f}."
    )


def calibrated(document: Mapping[str, Any]) -> str:
    """What the global numbers were calibrated on.

    Args:
        document: the document of ``interim history calibrate --json``.
    """
    return (
        f"Calibrated on {document['settlements']} settlements, {document['broken']} of them "
        f"broken; {document['effective_draws']:,.0f} effective draws of {document['draws']:,}."
    )


FORETOLD = "Each conflict foretold by the others, against the share of the others that held:"
SKILL = (
    "Skill above 0 is better than the base rate. What a settlement was worth to its sides is not "
    "on record and was drawn from wide ranges."
)
