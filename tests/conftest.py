"""What all tests share."""

import os
import signal
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from interim.case.positions import read_yaml

ROOT = Path(__file__).parents[1]

# A laptop may be busy and a CI machine slow: no example fails for taking long.
settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Results that commands keep between runs are kept for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTERIM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """Processes that a test starts know nothing of the test run.

    xdist tells its workers a width of the terminal, and PYTEST_ADDOPTS holds what this run was
    asked for, such as a coverage that no part of the tests alone can reach.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "PYTEST_ADDOPTS"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_parsed_once() -> Iterator[None]:
    """A file of a case that many tests read is parsed for the first of them.

    Nothing is kept but the document of a text, which nobody changes; a folder is read, its models
    are made and its rules are checked each time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interim.case.read.read_yaml", lru_cache(maxsize=300)(read_yaml))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The project's data folder, which lies beside the repository and is not part of it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the data folder ../shared beside the repository, which is not there")
    return folder


@pytest.fixture(scope="session")
def template() -> Path:
    """The small made-up case that `interim new` writes, which most tests run on."""
    return ROOT / "src" / "interim" / "case" / "template"


@pytest.fixture
def heeding_interrupts() -> Iterator[None]:
    """Processes that a test starts heed Ctrl-C.

    What a shell starts in the background ignores it, and so would the processes started from there.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
