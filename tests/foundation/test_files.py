from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from interim.foundation import files
from interim.foundation.errors import BadInput


def test_folders_on_the_way_are_made_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = files.write_text(tmp_path / "a" / "b.txt", "grüße\n")
    assert path.read_bytes() == "grüße\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_on_the_disk_before_its_name_is_and_both_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, synced = tmp_path / "brief.html", []

    def note(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append(("folder" if folder else "file", path.exists()))

    monkeypatch.setattr(files.os, "fsync", note)
    files.write_text(path, "new")
    assert synced == [("file", False), ("folder", True)]


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
    with pytest.raises(BadInput, match="is not a folder"):
        files.expect_writable(tmp_path / "file" / "deep" / "b.txt")
    with pytest.raises(BadInput, match="it is a folder"):
        files.expect_writable(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_asking_whether_a_place_can_be_written_makes_nothing(tmp_path: Path) -> None:
    files.expect_writable(tmp_path / "a" / "b.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(BadInput, match="no permission"):
            files.expect_writable(tmp_path / "a" / "b.txt")
    finally:
        tmp_path.chmod(0o700)
