"""`interim history calibrate`: the game's global numbers, fitted to settlements of the past."""

from __future__ import annotations

from pathlib import Path

import click

from interim.interfaces.shell import options
from interim.interfaces.shell.streams import print_json, progress


@click.command(name="calibrate")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/calibration"),
    show_default=True,
    metavar="DIR",
    help="Folder for finished chunks and the posterior.",
)
@click.option("--resume/--afresh", default=False, help="Go on from the chunks in the folder.")
@click.option(
    "--draws", type=click.IntRange(min=50), default=400, show_default=True, metavar="N",
    help="Draws of the global numbers under which lives are simulated.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="S")
@options.as_json
def history_calibrate(out: Path, resume: bool, draws: int, seed: int, json: bool) -> None:
    """Calibrate the compliance game's four global numbers on settlements of the past.

    Takes minutes; stopped at any moment, it goes on with --resume where it was.
    """
    from interim.foundation.files import write_text
    from interim.history.calibration import calibrate, simulate, smoothed
    from interim.history.posterior import as_csv, document
    from interim.history.settlements import lives, shipped
    from interim.interfaces.shell.output import expect_writable
    from interim.interfaces.shell.streams import keep

    expect_writable(out / "posterior.csv")
    if not resume:
        for chunk in out.glob("lives-*.npz"):
            chunk.unlink()
    known = lives(shipped())
    with progress("stylised deals") as report:
        simulated = simulate(known, draws=draws, seed=seed, folder=out, progress=report)
    posterior = calibrate(known, smoothed(simulated, seed=seed), seed=seed)
    keep(write_text(out / "posterior.csv", as_csv(posterior, seed=seed)))
    written = document(posterior, len(known), int(known.broken.sum()))
    if json:
        print_json(written)
        return
    from interim.interfaces.terminal.calibration import calibration
    from interim.interfaces.terminal.screen import show

    show(calibration(written))
