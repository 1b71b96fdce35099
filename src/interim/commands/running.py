"""Running the stages from the command line, and showing what they say."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interim.shell import progress

if TYPE_CHECKING:
    from interim.evaluation import Evaluation


def evaluated(
    case: str,
    plans: Sequence[str],
    *,
    reference: bool = False,
    futures: int,
    seed: int,
    lens: str | None,
    settings: dict[str, str],
    workers: int | None,
) -> Evaluation:
    """Run plans of a case through all stages, with a bar on standard error.

    Args:
        case: name of a bundled case, or a folder.
        plans: their ids; none means those of the present dispute.
        reference: whether none means the plans of another time too.
        futures: how many to draw.
        seed: of the draws.
        lens: whose view of the facts.
        settings: quantities to replace.
        workers: threads to use, one per core by default.

    Raises:
        BadInput: the case, a plan, the lens or a setting is not right.
    """
    from interim.case.read import load

    loaded = load(case)
    header = loaded.header
    if not plans:
        plans = (*header.plans, *header.reference_plans) if reference else header.plans
    with progress(f"{futures:,} futures") as report:
        from interim.evaluate import evaluate

        return evaluate(
            loaded,
            list(plans) or None,
            futures=futures,
            seed=seed,
            lens=lens,
            settings=settings,
            workers=workers,
            progress=report,
        )


def print_evaluation(evaluation: Evaluation) -> None:
    """The tables of an evaluation on standard output."""
    from interim import terminal
    from interim.history.outside import sides_of
    from interim.terminal_history import sides

    console = terminal.console(sys.stdout)
    document = evaluation.to_json()
    terminal.show(console, terminal.evaluation(document, evaluation.case, console.width))
    both_views = sides_of(document, evaluation.case)
    if both_views:
        shorts = {plan: result["short"] for plan, result in document["plans"].items()}
        terminal.show(console, sides(both_views, shorts))
