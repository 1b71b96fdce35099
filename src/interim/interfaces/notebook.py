"""How a case and an evaluation show in a notebook: a caption, then a table.

Whatever comes from a case is escaped: a case may be somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from interim.case.quantity import marks
from interim.foundation import words
from interim.presentation import notes, sourcing

if TYPE_CHECKING:
    from interim.case.model import Case
    from interim.evaluation.result import Evaluation


def case(shown: Case) -> str:
    """The question of a case, its parties, and its plans.

    Args:
        shown: a case.

    Returns:
        HTML that stands alone in a cell of a notebook.
    """
    header = shown.header
    issues = len(shown.issues.issues)
    rows = [
        (
            name,
            plan.title,
            f"{len(plan.clauses)} of {issues}",
            ", ".join(sorted(shown.silent(name))) or "-",
        )
        for name, plan in shown.plans.items()
    ]
    caption = Markup("<strong>{}</strong> ({}, as of {}). {}").format(
        header.title, shown.id, header.as_of, header.question
    )
    known = Markup("<p>Between {}; a horizon of {}. {}</p>").format(
        words.listed([header.parties[party].title for party in shown.principals]),
        words.count(header.horizon_years, "year"),
        sourcing.summary(marks(shown.quantities.values())),
    )
    return _table(caption, ("plan", "title", "issues it settles", "silent on"), rows) + known


def evaluation(shown: Evaluation) -> str:
    """One row per plan: chances as shares of futures, each with its 95 % interval.

    Args:
        shown: a result of `interim.evaluate`.

    Returns:
        HTML that stands alone in a cell of a notebook.
    """
    summary = shown.summary()
    run = shown.run
    seen = f", seen by {run.lens}" if run.lens else ""
    caption = Markup("<strong>{}</strong>, {}: {}, seed {}{}").format(
        shown.case.header.title,
        notes.LAST_OFFER.lower(),
        words.count(run.futures, "future"),
        run.seed,
        seen,
    )
    changed = Markup("")
    if run.settings:
        said = ", ".join(f"{name} = {value}" for name, value in run.settings.items())
        changed = Markup("<p>With {}.</p>").format(said)
    rows = [
        (str(name), *map(str, row))
        for name, row in zip(summary.index, summary.to_numpy(), strict=True)
    ]
    note = Markup(
        "<p>Each share {}, with its 95 % interval; {}. “In force” and the deaths averted "
        "(central 90 %) are if the plan is adopted.</p>"
    ).format(notes.FOLLOWS, notes.NO_FORECAST)
    return _table(caption, ("plan", *map(str, summary.columns)), rows) + changed + note


def _table(caption: Markup, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table whose first column names the rows."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in heads)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            first, Markup("").join(Markup("<td>{}</td>").format(escape(one)) for one in rest)
        )
        for first, *rest in rows
    )
    return Markup(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(caption, head, body)
