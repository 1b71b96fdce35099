"""Starting the workbench: where it listens, who may ask, and where it saves."""

from __future__ import annotations

import gc
import io
import os
import secrets
import socket
import sqlite3
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType

import altair as alt
import click
import pandas as pd
import uvicorn

from interim.case.find import bundled
from interim.case.model import Case
from interim.case.read import load
from interim.interfaces.workbench.security import LOOPBACK, Guard
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store


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
        click.ClickException: the address is taken, or nothing can be saved there.
    """
    threading.Thread(target=_warm_drawing, name="warm-drawing", daemon=True).start()
    cases = {case.id: case for case in _cases(names)}
    file = store or data_folder() / "workbench.sqlite"
    with closing(_opened(file)) as kept, listening(host, port) as there:
        token = None if local else secrets.token_urlsafe(24)
        hosts = LOOPBACK if local else (*LOOPBACK, *_own_names(host))
        imports = file.with_suffix(".cases")
        app = application(cases, kept, hosts=hosts, token=token, imports=imports, warm=True)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        name = f"[{shown}]" if ":" in shown else shown
        query = f"?token={token}" if token else ""
        address = f"http://{name}:{there.getsockname()[1]}/{query}"
        click.echo(f"The workbench is at {address} (Ctrl-C to stop). Saved in {file}.")
        if browse:
            # The socket listens already: whoever knocks now is answered once the server runs.
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, timeout_graceful_shutdown=5
        )
        # All that is there now stays until the end, and is not looked at again for garbage.
        gc.freeze()
        gc.enable()
        _Server(config, app).run([there])


def _warm_drawing() -> None:
    """Make ready what draws figures, which takes a moment the first time, while cases are read."""
    nothing = pd.DataFrame([{"x": 0}])
    alt.Chart(nothing).mark_point().encode(x="x:Q").save(io.StringIO(), format="svg")


class _Server(uvicorn.Server):
    """On Ctrl-C ends what is being worked out, for which open pages would wait otherwise."""

    def __init__(self, config: uvicorn.Config, app: Guard) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.close()
        super().handle_exit(sig, frame)


def data_folder() -> Path:
    """Where this user's data are kept, by the XDG convention."""
    named = os.environ.get("XDG_DATA_HOME")
    return (Path(named) if named else Path.home() / ".local" / "share") / "interim"


def _own_names(host: str) -> set[str]:
    """Names and addresses under which other machines may know this one."""
    name = socket.gethostname()
    names = {host, name, socket.getfqdn()}
    with suppress(OSError):  # a machine may not know its own name
        names |= {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    return {f"[{entry}]" if ":" in entry else entry for entry in names}


def _opened(file: Path) -> Store:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return Store(file)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"cannot save to {file}: {error}") from error


def _cases(names: Sequence[str]) -> list[Case]:
    # The flagship comes first where nothing is asked for.
    chosen = list(names) or sorted(bundled(), key=lambda name: name != "ukraine-2026")
    return [load(name) for name in chosen]


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on an address.

    Args:
        host: address.
        port: 0 for any that is free.

    Raises:
        click.ClickException: the address is taken, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    there = socket.socket(family, socket.SOCK_STREAM)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        there.bind((host, port))
        # From now on a browser can knock; it is answered once the server runs.
        there.listen(128)
    except OSError as error:
        there.close()
        raise click.ClickException(
            f"cannot listen on {host}, port {port}: {error.strerror or error}"
        ) from error
    return there
