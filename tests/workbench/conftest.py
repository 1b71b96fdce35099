from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import pytest

import interim
from interim.case.model import Case
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store

with warnings.catch_warnings():
    # Starlette would rather have the successor of httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

Visit = Callable[[Mapping[str, Case]], TestClient]


@pytest.fixture(scope="session")
def cases(template: Path) -> dict[str, Case]:
    """The small made-up case, and a bundled one."""
    return {case.id: case for case in (interim.load(template), interim.load("kosovo-1999"))}


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Opens a workbench over some cases, with nothing saved, as a browser sees it."""
    with ExitStack() as stack:

        def opened(cases: Mapping[str, Case]) -> TestClient:
            store = Store(":memory:")
            stack.callback(store.close)
            app = cast(Any, application(cases, store))
            return stack.enter_context(TestClient(app, base_url="http://127.0.0.1"))

        yield opened


@pytest.fixture
def client(visit: Visit, cases: dict[str, Case]) -> TestClient:
    """A browser at a workbench over all `cases`."""
    return visit(cases)


def browsing(cases: Mapping[str, Case]) -> Iterator[TestClient]:
    """For a fixture of a module, whose tests save nothing there: making one takes a while."""
    store = Store(":memory:")
    with TestClient(cast(Any, application(cases, store)), base_url="http://127.0.0.1") as client:
        yield client
    store.close()


@pytest.fixture(scope="module")
def shared_client(cases: dict[str, Case]) -> Iterator[TestClient]:
    """A browser at a workbench over all `cases`, the same for all tests of a module."""
    yield from browsing(cases)
