"""A workbench that listens, for tests that need the wire itself."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn

from interim.case.model import Case
from interim.interfaces.workbench.connection import Connection
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.starting import listening
from interim.interfaces.workbench.store import Store


@contextmanager
def served(cases: Mapping[str, Case], store: Store, **options: Any) -> Iterator[int]:
    """The port at which a workbench listens as `interim serve` does."""
    there = listening("127.0.0.1", 0)
    port = there.getsockname()[1]
    app = application(cases, store, port=port, **options)
    config = uvicorn.Config(
        app, http=Connection, ws="none", log_level="error", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([there],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    try:
        yield port
    finally:
        app.close()
        server.should_exit = True
        thread.join(20)
        there.close()
