"""What a brief shows besides the evaluation itself, and the runs that find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem
from interim.presentation.outside import likenesses, outside
from interim.presentation.sentences import dwelt_on

if TYPE_CHECKING:
    from interim.evaluation.result import Evaluation

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Documents beside that of the evaluation; what is missing is left out of the brief.

    Attributes:
        outside: how long deals like these lasted, as HTML that is safe to show.
        likeness: inside and outside view of the plans looked at closely, a line each.
        votes: plan -> the document of ``interim vote --json``.
        explained: plan -> the document of ``interim explain --json``.
        lenses: the document of ``interim lenses --json``.
        bridge: the document of ``interim bridge --json``.
    """

    outside: Markup | None = None
    likeness: tuple[str, ...] = ()
    votes: Mapping[str, Document] = field(default_factory=dict)
    explained: Mapping[str, Document] = field(default_factory=dict)
    lenses: Document | None = None
    bridge: Document | None = None


def gather(
    evaluation: Evaluation,
    *,
    quick: bool = False,
    bridge: Document | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evidence:
    """Run what a brief shows besides the evaluation, for the plans that its answer names.

    Args:
        evaluation: the evaluation; votes, drivers and lenses use its seed, lens and settings.
        quick: leave out what takes more than a second: drivers and lenses.
        bridge: the document of a search for packages that was made before.
        progress: called with (done, total) steps.

    Raises:
        BadInput: the search was made on another case.
    """
    from interim.foundation.cache import user_cache
    from interim.insight.explain import LEAST, MOST, explain
    from interim.insight.lenses import side_by_side
    from interim.questions.vote import vote

    document, case = evaluation.to_json(), evaluation.case
    _expect_search_of(document, bridge)
    plans = dwelt_on(document)
    run = evaluation.run
    drivers = not quick and run.futures >= LEAST
    views = not quick and bool(case.lenses) and bool(plans)
    steps = len(plans) * (1 + drivers) + views
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    votes, explained = {}, {}
    for plan in plans:
        votes[plan] = vote(case, plan, run=run.on(min(defaults.VOTE, run.futures)))
        step()
    for plan in plans if drivers else ():
        explained[plan] = explain(
            case, plan, run=run.on(min(MOST, run.futures)), cache=user_cache()
        )
        step()
    lenses = None
    if views:
        few = run.on(min(defaults.LENSES, run.futures))
        lenses = side_by_side(case, plans, run=few).to_json()
        step()
    return Evidence(
        outside(document, case), likenesses(document, case, plans), votes, explained, lenses, bridge
    )


def _expect_search_of(document: Document, bridge: Document | None) -> None:
    """A search is of the same case.

    Raises:
        BadInput: it is not, or is no such document.
    """
    if bridge is None:
        return
    if "candidates" not in bridge or "plans" not in bridge:
        raise BadInput(
            [
                Problem(
                    "this is no search for packages",
                    expected="what 'interim bridge CASE --json' prints",
                )
            ]
        )
    if bridge.get("case") != document["case"]:
        found, expected = str(bridge.get("case")), str(document["case"])
        raise BadInput([Problem("the search is of another case", found=found, expected=expected)])
