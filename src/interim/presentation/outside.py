"""The outside view in the brief: what became of settlements like each plan, beside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from interim.foundation import words
from interim.presentation.markup import environment, span

Document = Mapping[str, Any]


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
    # The template escapes whatever comes from a case.
    return Markup(template.render(views, shorts=shorts))


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
