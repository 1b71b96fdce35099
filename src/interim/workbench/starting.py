"""Starting the workbench: where it listens, who may ask, and where it saves."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click
import uvicorn

from interim.case.find import bundled
from interim.case.model import Case
from interim.case.read import load
from interim.workbench.security import LOOPBACK
from interim.workbench.server import application
from interim.workbench.store import Store


def start(
    names: Sequence[str],
    *,
    host: str,
    port: int,
    store: Path | None,
    browse: bool,
    local: bool,
) -> None:
    """Serve until interrupted.

    Args:
        names: of the cases; the bundled ones if none.
        host: address to listen on.
        port: 0 for any that is free.
        store: file of what is saved; by default in the user's data folder.
        browse: whether to open a browser.
        local: whether the address is this machine's own.

    Raises:
        BadInput: a case has mistakes.
        click.ClickException: the address is taken.
    """
    cases = {case.id: case for case in _cases(names)}
    there = _listening(host, port)
    port = there.getsockname()[1]
    token = None if local else secrets.token_urlsafe(24)
    hosts = LOOPBACK if local else (*LOOPBACK, host, socket.gethostname())
    file = store or data_folder() / "workbench.sqlite"
    file.parent.mkdir(parents=True, exist_ok=True)
    app = application(cases, Store(file), hosts=hosts, token=token)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
    click.echo(f"The workbench is at {address} (Ctrl-C to stop). Saved in {file}.")
    if browse:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    uvicorn.Server(config).run([there])


def data_folder() -> Path:
    """Where this user's data are kept, by the XDG convention."""
    named = os.environ.get("XDG_DATA_HOME")
    return (Path(named) if named else Path.home() / ".local" / "share") / "interim"


def _cases(names: Sequence[str]) -> list[Case]:
    # The flagship comes first where nothing is asked for.
    chosen = list(names) or sorted(bundled(), key=lambda name: name != "ukraine-2026")
    return [load(name) for name in chosen]


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    there = socket.socket(family, socket.SOCK_STREAM)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        there.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}, port {port}: {error.strerror or error}"
        ) from error
    return there
