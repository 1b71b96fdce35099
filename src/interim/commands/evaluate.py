"""`interim evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interim.commands import options
from interim.commands.output import expect_writable, write_json
from interim.commands.running import evaluated, print_evaluation
from interim.shell import print_json


@click.command()
@options.case
@options.plans
@options.common(10_000)
@options.as_json
@options.out_folder
def evaluate(
    case: str, plans: tuple[str, ...], json: bool, out: Path | None, **run_options: Any
) -> None:
    """Work out who signs, whether it is adopted, and whether it holds.

    Without PLAN, all plans of the case; those of another time as if proposed on its date. No deal
    is always there to compare with.
    """
    if out is not None:
        expect_writable(out / "results.json")
    evaluation = evaluated(case, plans, reference=True, **run_options)
    document = evaluation.to_json()
    if out is not None:
        write_json(document, out / f"{evaluation.case.id}.json")
    if json:
        print_json(document)
    else:
        print_evaluation(evaluation)
