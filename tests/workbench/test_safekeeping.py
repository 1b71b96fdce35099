"""Looking over, copying and bringing back a store, while somebody saves to it."""

import shutil
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from interim.foundation.errors import BadInput
from interim.interfaces.commands.store import store as command
from interim.interfaces.workbench.safekeeping import backup, check, restore
from interim.interfaces.workbench.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "saved.sqlite"


def filled(file: Path, notes: int = 120) -> Store:
    store = Store(file)
    for number in range(notes):
        store.note("c", f"n{number}", f"note {number}")
    return store


def test_a_copy_of_the_file_alone_holds_what_was_confirmed(file: Path, tmp_path: Path) -> None:
    store = filled(file)
    shutil.copy(file, tmp_path / "alone")
    copied = Store(tmp_path / "alone")
    assert len(copied.notes("c")) == 120
    copied.close()
    store.close()


def test_a_backup_while_somebody_saves(file: Path, tmp_path: Path) -> None:
    store, stop = filled(file), threading.Event()

    def saves() -> None:
        for number in range(100_000):
            store.note("c", "busy", str(number))
            if stop.is_set():
                return

    saving = threading.Thread(target=saves)
    saving.start()
    try:
        for number in range(3):
            copy = tmp_path / f"copy{number}"
            backup(file, copy)
            counts, problems = check(copy)
            assert problems == []
            assert counts["notes"] in (120, 121)
    finally:
        stop.set()
        saving.join()
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    with pytest.raises(BadInput, match="a file already"):
        backup(file, copy)
    store.close()


def test_a_restore_while_a_server_runs(file: Path, tmp_path: Path) -> None:
    store = filled(file, 3)
    backup(file, tmp_path / "copy")
    store.note("c", "later", "after the copy")
    before = store.revision
    kept = restore(tmp_path / "copy", file)
    assert store.revision != before
    assert set(store.notes("c")) == {"n0", "n1", "n2"}
    store.note("c", "again", "goes on")
    store.close()
    assert kept is not None
    old = Store(kept)
    assert old.notes("c")["later"] == "after the copy"
    old.close()


def test_damage_is_found_before_anything_is_opened(file: Path, tmp_path: Path) -> None:
    store = filled(file, 400)
    notes = store.notes("c")
    store.close()
    whole = file.read_bytes()
    found = opened = 0
    for place in range(1, 13):
        damaged = tmp_path / f"damaged{place}"
        at = place * len(whole) // 14
        damaged.write_bytes(whole[:at] + b"\xa5" * 400 + whole[at + 400 :])
        _, problems = check(damaged)
        found += bool(problems)
        with suppress(sqlite3.DatabaseError):
            store = Store(damaged)
            opened += 1
            # What is opened has lost nothing: the damage lies where no row is.
            assert store.notes("c") == notes
            store.close()
        if problems:
            with pytest.raises(BadInput):
                restore(damaged, file)
            with pytest.raises(BadInput):
                backup(damaged, tmp_path / "never")
    assert found >= 5
    assert found + opened == 12
    assert not (tmp_path / "never").exists()
    assert file.read_bytes() == whole


def test_a_bad_row_is_told_and_left_out(file: Path) -> None:
    store = filled(file, 1)
    store.save_plan("c", "good", "Good", "base", {})
    with sqlite3.connect(file) as hand:
        for number, changes in enumerate(("not json", "[[1]]", "[" * 9999, "{}1", '"ab"', "3")):
            hand.execute(
                'INSERT INTO plans ("case", id, title, base, changes) VALUES (?, ?, ?, ?, ?)',
                ("c", f"bad{number}", "T", "base", changes),
            )
    hand.close()
    assert [plan.id for plan in store.plans("c")] == ["good"]
    _, problems = check(file)
    assert len(problems) == 6
    store.close()


def test_a_foreign_lock_holds_up_no_page(file: Path) -> None:
    store = filled(file, 1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = threading.Thread(target=store.note, args=("c", "new", "text"))
    waiting.start()
    begun = time.monotonic()
    assert store.notes("c") == {"n0": "note 0"}
    assert time.monotonic() - begun < 1
    other.execute("COMMIT")
    waiting.join()
    other.close()
    assert store.notes("c")["new"] == "text"
    store.close()


def test_a_store_that_may_not_be_written_is_refused_in_words(file: Path, tmp_path: Path) -> None:
    run = CliRunner()
    missing = run.invoke(command, ["--store", str(file), "check"])
    assert isinstance(missing.exception, BadInput)
    filled(file, 2).close()
    done = run.invoke(command, ["--store", str(file), "check"])
    assert "2 in notes" in done.output
    copy = tmp_path / "copy"
    assert "checked" in run.invoke(command, ["--store", str(file), "backup", str(copy)]).output
    brought = run.invoke(command, ["--store", str(file), "restore", str(copy)])
    assert f"Kept: {tmp_path}" in brought.output
    nowhere = run.invoke(command, ["--store", str(file), "backup", str(tmp_path / "no" / "x")])
    assert isinstance(nowhere.exception, BadInput)
