import pytest

import interim


@pytest.fixture(scope="session")
def case(template):
    return interim.load(template)


@pytest.fixture
def small_pieces(monkeypatch):
    """Short chunks, so that few futures make several pieces."""
    from interim.evaluation import long_run, piece

    futures = 100
    monkeypatch.setattr(long_run, "CHUNK", futures)
    monkeypatch.setattr(piece, "CHUNK", futures)
    return futures
