from __future__ import annotations

from pathlib import Path

import pytest

from interim import files
from interim.errors import BadInput


def test_folders_on_the_way_are_made_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = files.write_text(tmp_path / "a" / "b.txt", "grüße\n")
    assert path.read_bytes() == "grüße\n".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_keeps_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    path = tmp_path / "brief.html"
    path.write_text("old")

    def stop(_descriptor: int) -> None:
        raise fault

    monkeypatch.setattr(files.os, "fsync", stop)  # half-way: written, not yet renamed
    with pytest.raises(fault):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot write this file"):
        files.write_text(tmp_path / "file" / "b.txt", "new")
    with pytest.raises(BadInput, match="it is a folder"):
        files.write_text(tmp_path, "new")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
