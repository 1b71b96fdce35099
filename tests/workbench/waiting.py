"""Waiting for what a workbench works out behind a page, on however busy a machine."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.testclient import TestClient

PATIENCE = 300.0
"""Seconds; far more than anything takes, since a machine may be busy with other things."""


def settled(client: TestClient, address: str) -> str:
    """A page, or a part of one, once nothing is being worked out behind it any more."""
    page = ""

    def is_there() -> bool:
        nonlocal page
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        page = answer.text
        return "data-waiting" not in page

    assert until(is_there), "it is still being worked out"
    return page


def until(done: Callable[[], object]) -> bool:
    """Whether something comes to be true while one waits."""
    last = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > last:
            return False
        time.sleep(0.1)
    return True
