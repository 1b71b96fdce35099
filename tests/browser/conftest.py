"""A real browser at a real workbench: `make browser`, or `pytest -m browser tests/browser`.

Playwright drives a Chromium that is on the PATH already; where either is missing the tests skip.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

import interim
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.starting import listening
from interim.interfaces.workbench.store import Store

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_configure(config: pytest.Config) -> None:
    """Names the mark of these tests."""
    config.addinivalue_line("markers", "browser: needs a Chromium; run with -m browser")


@pytest.fixture(scope="session")
def address(template: Path) -> Iterator[str]:
    """Where a workbench listens, with nothing saved."""
    cases = {"borderland": interim.load(template).model_copy(update={"id": "borderland"})}
    cases |= {"ukraine-2026": interim.load("ukraine-2026")}
    store = Store(":memory:")
    there = listening("127.0.0.1", 0)
    app = application(cases, store)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, args=([there],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{there.getsockname()[1]}"
    app.close()
    server.should_exit = True
    thread.join(20)
    there.close()
    store.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs one of {', '.join(BROWSERS)} on the PATH: scripts/browser")
    with playwright.sync_playwright() as driver:
        # In a container there is seldom a sandbox, and /dev/shm is small.
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        opened = driver.chromium.launch(executable_path=found, args=flags)
        yield opened
        opened.close()


@dataclass
class Tab:
    """A page of a browser, and what went wrong in it."""

    page: Any
    host: str
    wrong: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Notes errors, refused requests, and any request that leaves the workbench."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != self.host:
            self.wrong.append(f"request to another host: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.wrong.append(f"answer {response.status}: {response.url}")

    def settled(self, seconds: float = 60) -> None:
        """Waits until the answer is as sharp as was asked for."""
        self.page.wait_for_function(
            """() => {
              const told = document.querySelector('#precision')?.textContent ?? '';
              const sharpens = 'sharpens' in document.body.dataset;
              return (told || !sharpens) && !told.includes('sharpening')
                && !document.querySelector('#part[aria-busy]');
            }""",
            timeout=seconds * 1000,
        )


Open = Callable[..., Tab]


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Open]:
    """Opens tabs: `tab(width=400)`; each with its own cookies and storage."""
    contexts = []

    def opened(width: int = 1300, height: int = 1000, **options: Any) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        found = Tab(context.new_page(), urlsplit(address).netloc)
        found.listen()
        return found

    yield opened
    for context in contexts:
        context.close()
