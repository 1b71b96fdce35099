"""`interim serve`: the workbench in the browser."""

from __future__ import annotations

import gc
from pathlib import Path

import click

LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command(short_help="Open the workbench: change a clause and see at once.")
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; other than this machine's own, a token is demanded.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8244, show_default=True)
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where plans and notes are saved.  [default: in your data folder]",
)
@click.option("--open/--no-open", "browse", default=True, help="Open a browser.")
def serve(cases: tuple[str, ...], host: str, port: int, store: Path | None, browse: bool) -> None:
    """Open the workbench in a browser: change a clause and see at once what that does.

    Without CASE, all bundled cases.
    """
    # What is loaded now stays: looking for garbage among it would take a sixth of the time.
    gc.disable()
    try:
        import uvicorn

        from interim.interfaces.workbench.starting import start
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"the workbench needs {missing.name}: pip install 'interim[workbench]'"
        ) from missing
    else:
        del uvicorn
        start(cases, host=host, port=port, store=store, browse=browse, local=host in LOCAL)
    finally:
        gc.enable()
