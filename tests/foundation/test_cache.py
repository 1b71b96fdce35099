"""The cache: what is kept comes back, and nothing stale or damaged ever does."""

import numpy as np
import pytest

from interim.foundation import cache as module
from interim.foundation.cache import Cache, key, user_cache


@pytest.fixture
def kept(tmp_path):
    return Cache(tmp_path / "cache")


def test_documents_and_arrays_come_back(kept):
    kept.keep_document("d", {"p": 0.25, "words": "ä"})
    kept.keep_arrays("a", {"signs:x": np.array([True, False]), "month": np.array([-1, 3], "i2")})
    assert kept.document("d") == {"p": 0.25, "words": "ä"}
    found = kept.arrays("a")
    assert found["month"].dtype == np.int16
    np.testing.assert_array_equal(found["signs:x"], [True, False])


def test_what_was_never_kept_is_not_there(kept):
    assert kept.document("d") is None
    assert kept.arrays("a") is None


@pytest.mark.parametrize("damage", [lambda b: b[:-3], lambda b: b"", lambda b: b[:60] + b"x",
                                    lambda b: b"another program" + b])  # fmt: skip
def test_a_damaged_file_is_as_good_as_none(kept, damage):
    kept.keep_document("d", {"p": 0.25, "more": list(range(50))})
    path = kept.folder / "d"
    path.write_bytes(damage(path.read_bytes()))
    assert kept.document("d") is None
    kept.keep_document("d", {"p": 0.5})
    assert kept.document("d") == {"p": 0.5}


def test_what_is_not_arrays_is_none(kept):
    kept.keep_document("d", {})
    assert kept.arrays("d") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    blocked = Cache(tmp_path / "file" / "cache")
    blocked.keep_document("d", {"p": 1})
    assert blocked.document("d") is None


def test_the_oldest_go_first(kept, monkeypatch):
    import os

    for place in range(4):
        kept.keep_arrays(f"a{place}", {"x": np.random.default_rng(place).random(500)})
        os.utime(kept.folder / f"a{place}", (place, place))
    size = (kept.folder / "a0").stat().st_size
    monkeypatch.setattr(module, "MOST_BYTES", int(2.5 * size))
    kept.arrays("a0")  # asked for just now, so it stays
    kept.keep_document("d", {})
    assert {path.name for path in kept.folder.iterdir()} == {"a0", "a3", "d"}


def test_every_part_of_the_content_changes_the_key(monkeypatch):
    base = {"case": "h", "seed": 1, "settings": {"a": "1"}}
    keys = {
        key("explain", **base),
        key("futures", **base),
        key("explain", **{**base, "seed": 2}),
        key("explain", **{**base, "settings": {"a": "2"}}),
        key("explain", **{**base, "settings": {}}),
    }
    assert len(keys) == 5
    assert key("explain", **base) in keys
    monkeypatch.setattr(module, "_program", lambda: ("another version",))
    assert key("explain", **base) not in keys


def test_the_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path / "own"))
    assert user_cache().folder == tmp_path / "own"
    monkeypatch.delenv("INTERIM_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache().folder == tmp_path / "interim"
