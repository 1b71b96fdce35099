import pytest

import interim

PLANS = ["resolution-1244", "rambouillet"]


@pytest.fixture(scope="session")
def kosovo():
    return interim.load("kosovo-1999")


@pytest.fixture
def small_pieces(monkeypatch):
    """Chunks of one block, so that few futures make several pieces."""
    from interim.evaluation import long_run, piece
    from interim.futures import BLOCK

    monkeypatch.setattr(long_run, "CHUNK", BLOCK)
    monkeypatch.setattr(piece, "CHUNK", BLOCK)
    return BLOCK
