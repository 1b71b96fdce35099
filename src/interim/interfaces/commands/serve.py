"""`interim serve`: the workbench in the browser."""

from __future__ import annotations

import gc
from pathlib import Path

import click

LOCAL = ("127.0.0.1", "localhost", "::1")
"""Addresses of this machine alone."""


@click.command(short_help="Open the workbench: change a clause and see at once.")
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8244, show_default=True)
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where plans and notes are saved.  [default: in your data folder]",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="Where a proxy makes it reachable, as https://host/prefix.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Lines 'ROLE TOKEN'; made if missing.  [default: beside the store]",
)
@click.option("--no-token", is_flag=True, help="Ask nobody for a token, on this machine only.")
@click.option("--open/--no-open", "browse", default=True, help="Open a browser.")
def serve(
    cases: tuple[str, ...],
    host: str,
    port: int,
    store: Path | None,
    public_url: str | None,
    token_file: Path | None,
    no_token: bool,
    browse: bool,
) -> None:
    """Open the workbench in a browser: change a clause and see at once what that does.

    Without CASE, all bundled cases.
    """
    if no_token and (host not in LOCAL or public_url or token_file):
        raise click.UsageError(
            "--no-token goes with an address of this machine alone, without --public-url and "
            "--token-file: anywhere else strangers could come in."
        )
    # What is loaded now stays: looking for garbage among it would take a sixth of the time.
    gc.disable()
    try:
        import uvicorn

        from interim.interfaces.workbench.public import public_address
        from interim.interfaces.workbench.starting import start
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"the workbench needs {missing.name}: pip install 'interim[workbench]'"
        ) from missing
    else:
        del uvicorn
        start(
            cases,
            host=host,
            port=port,
            store=store,
            browse=browse,
            public=public_address(public_url) if public_url else None,
            tokens=token_file,
            open_to_all=no_token,
        )
    finally:
        gc.enable()
