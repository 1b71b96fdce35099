"""The outside view in the brief: what became of settlements like each plan, beside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from interim.foundation import words
from interim.presentation import notes
from interim.presentation.markup import environment, span

Document = Mapping[str, Any]

IF_KEPT = "the same, if completed counts as kept"
NO_CONFIRMATION = f"{notes.NOWHERE} The outside view's are wide: this is no confirmation."


def outside(views: Document | None, document: Document) -> Markup | None:
    """Inside and outside view side by side, as HTML that may stand in a page.

    Args:
        views: `outside` of a gathered document (`interim.gathered.document.Gathered`).
        document: the document of ``interim evaluate --json``.

    Returns:
        A heading, a table and sentences; None where there is no outside view.
    """
    if views is None:
        return None
    shorts = {plan: result["short"] for plan, result in document["plans"].items()}
    template = environment("interim.presentation").get_template("outside.html.j2")
    years = [row["years"] for row in next(iter(views["sides"].values()))["rows"]]
    # The template escapes whatever comes from a case.
    return Markup(template.render(views, shorts=shorts, years=years))


def likenesses(views: Document | None, document: Document, plans: Sequence[str]) -> tuple[str, ...]:
    """What the model says of some plans, and what became of settlements like them.

    Args:
        views: as of `outside`.
        document: the document of ``interim evaluate --json``.
        plans: their ids.
    """
    sides = views["sides"] if views is not None else {}
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


def codes(coding: Mapping[str, str]) -> str:
    """The features that a settlement has, in brief."""
    shown = []
    for name, code in coding.items():
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
