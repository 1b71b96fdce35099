"""`interim sweep`: a designed experiment over many settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interim.foundation import defaults
from interim.interfaces.shell import options
from interim.interfaces.shell.streams import keep, print_json, progress

if TYPE_CHECKING:
    from interim.futures import Run


def _pairs(
    ctx: click.Context, parameter: click.Parameter, texts: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for text in texts:
        name, sign, values = (part.strip() for part in text.partition("="))
        if not (name and sign and values):
            raise click.BadParameter(f"found '{text}', expected NAME=VALUES")
        pairs.append((name, values))
    return tuple(pairs)


@click.command(short_help="Run plans at many settings of quantities and clauses.")
@options.case
@click.option(
    "--vary",
    multiple=True,
    callback=_pairs,
    metavar="QUANTITY=VALUES",
    help="LOW:HIGH, LOW:HIGH:STEPS, or values with commas between them; may be repeated.",
)
@click.option(
    "--clause",
    "clauses",
    multiple=True,
    callback=_pairs,
    metavar="ISSUE=OPTIONS",
    help="Options with commas between them, put into every plan; may be repeated.",
)
@click.option(
    "--plans",
    callback=options.names,
    metavar="PLAN,...",
    help="The plans.  [default: those of the present dispute]",
)
@click.option(
    "--design",
    type=click.Choice(["grid", "latin", "sobol"]),
    default="grid",
    show_default=True,
    help="Every combination, a Latin hypercube, or a scrambled Sobol sequence.",
)
@click.option(
    "--points",
    type=click.IntRange(min=1),
    metavar="M",
    help="Points of a hypercube or a sequence.",
)
@options.common(defaults.SWEEP)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the result: a name that ends in .parquet or .zarr.",
)
@options.cluster
@options.resume
@options.as_json
def sweep(
    case: str,
    vary: tuple[tuple[str, str], ...],
    clauses: tuple[tuple[str, str], ...],
    plans: tuple[str, ...] | None,
    design: str,
    points: int | None,
    out: Path | None,
    cluster: str | None,
    resume: bool,
    json: bool,
    run: Run,
    workers: int | None,
) -> None:
    """Run a designed experiment: plans at many settings of quantities and clauses.

    All points draw the same futures, so they differ by what is varied and not by chance.
    """
    from interim.case.read import load
    from interim.foundation.errors import BadInput, unknown
    from interim.foundation.parts import Parts
    from interim.interfaces.shell.beforehand import expect_affordable
    from interim.sweep import experiment, store
    from interim.sweep.design import points as points_of
    from interim.sweep.factors import factors

    if resume and out is None:
        raise click.UsageError("--resume needs --out, where the finished points are.")
    loaded = load(case)
    chosen = plans or loaded.header.plans
    wrong = [unknown("plan", plan, loaded.plans) for plan in chosen if plan not in loaded.plans]
    if wrong:
        raise BadInput(wrong)
    varied = factors(loaded, vary, clauses, run.lens)
    if not (resume or cluster or options.is_given("yes")):
        number = len(points_of(varied, design, points, run.seed))  # type: ignore[arg-type]
        expect_affordable("sweep", run.futures, plans=len(chosen), times=number, workers=workers)
    parts = None
    if out is not None:
        store.expect_store(out)
        parts = Parts(out.with_name(f"{out.name}.parts"), resume)
    with progress("the points of the design") as report:
        done = experiment.sweep(
            loaded,
            varied,
            chosen,
            design=design,  # type: ignore[arg-type]  # one of the choices above
            count=points,
            run=run,
            workers=workers,
            cluster=cluster,
            keep=parts,
            progress=report,
        )
    if out is not None and parts is not None:
        keep(store.write(done, out))
        parts.remove()
    if json:
        print_json(done.to_json())
        return
    from interim.interfaces.terminal.screen import show
    from interim.interfaces.terminal.sweep import swept

    show(swept(done.to_json(), loaded))
    if out is not None:
        click.echo(f"\nSweep: {out}")
