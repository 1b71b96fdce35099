import pytest

import interim

PLANS = ["resolution-1244", "rambouillet"]


@pytest.fixture(scope="session")
def kosovo():
    return interim.load("kosovo-1999")


@pytest.fixture
def small_pieces(monkeypatch):
    """Short chunks, so that few futures make several pieces."""
    from interim.evaluation import long_run, piece

    futures = 100
    monkeypatch.setattr(long_run, "CHUNK", futures)
    monkeypatch.setattr(piece, "CHUNK", futures)
    return futures
