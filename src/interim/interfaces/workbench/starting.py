"""Starting the workbench: where it listens, who may ask, and where it saves."""

from __future__ import annotations

import gc
import io
import socket
import sqlite3
import threading
import webbrowser
from collections.abc import Mapping, Sequence
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
from interim.interfaces.workbench.admission import ROLES, Admission, Role, tokens_of
from interim.interfaces.workbench.connection import Connection
from interim.interfaces.workbench.place import default_store
from interim.interfaces.workbench.public import PublicAddress
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
    public: PublicAddress | None = None,
    tokens: Path | None = None,
    open_to_all: bool = False,
) -> None:
    """Serve until interrupted.

    Args:
        names: of the cases; the bundled ones if none.
        host: address to listen on.
        port: 0 for any that is free.
        store: file of what is saved; by default in the user's data folder.
        browse: whether to open a browser.
        public: where a proxy makes it reachable; None if it is asked directly.
        tokens: file with the tokens of the roles; beside the store by default.
        open_to_all: whether to ask for no token.

    Raises:
        BadInput: a case, or the file of tokens, has mistakes.
        click.ClickException: the address is taken, or nothing can be saved there.
    """
    threading.Thread(target=_warm_drawing, name="warm-drawing", daemon=True).start()
    cases = {case.id: case for case in _cases(names)}
    file = store or default_store()
    with closing(_opened(file)) as kept, listening(host, port) as there:
        own = {} if open_to_all else tokens_of(tokens or file.with_suffix(".tokens"))
        listened = int(there.getsockname()[1])
        app = application(
            cases,
            kept,
            hosts={*LOOPBACK, *_own_names(host)},
            admission=None if open_to_all else Admission(own),
            public=public,
            port=listened,
            imports=file.with_suffix(".cases"),
            warm=True,
        )
        address = links(own, public, host, listened)
        first = next(iter(address.values()))
        click.echo(f"The workbench is at {first} (Ctrl-C to stop). Saved in {file}.")
        for role, link in [*address.items()][1:]:
            click.echo(f"For a{'n' if role == 'editor' else ''} {role}: {link}")
        if open_to_all:
            click.echo(
                "Warning: no token is asked for; whoever reaches this address, any account of this "
                "machine among them, reads and changes all that is saved.",
                err=True,
            )
        if browse:
            # The socket listens already: whoever knocks now is answered once the server runs.
            threading.Thread(target=webbrowser.open, args=[first], daemon=True).start()
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_level="error",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        # All that is there now stays until the end, and is not looked at again for garbage.
        gc.freeze()
        gc.enable()
        _Server(config, app).run([there])


def links(
    tokens: Mapping[Role, str], public: PublicAddress | None, host: str, port: int
) -> dict[str, str]:
    """The links to hand out, by role, the host's first; one without a token where none is asked.

    Args:
        tokens: role -> token.
        public: where a proxy makes it reachable; None if it is asked directly.
        host: address listened on.
        port: listened on.
    """
    if public:
        root = f"{public.origin}{public.prefix}/"
    else:
        shown = _outward(host)
        root = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    given = sorted(tokens.items(), key=lambda pair: -ROLES.index(pair[0]))
    return {role: f"{root}?token={token}" for role, token in given} or {"anybody": root}


def _outward(host: str) -> str:
    """The address by which other machines reach one that listens on all of its own."""
    if host not in ("0.0.0.0", "::"):
        return host
    family, far = (
        (socket.AF_INET6, "2001:db8::1") if host == "::" else (socket.AF_INET, "192.0.2.1")
    )
    # Nothing is sent: the system only says from where it would be.
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as there:
        there.connect((far, 9))
        return str(there.getsockname()[0])
    return "::1" if host == "::" else "127.0.0.1"


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
        raise click.ClickException(
            f"cannot save to {file}: {error} (interim store check says more)"
        ) from error


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
