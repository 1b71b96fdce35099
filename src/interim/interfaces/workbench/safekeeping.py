"""A store looked over, copied and brought back, with SQLite's own means, while a server runs.

The copy is made by SQLite's online backup (https://www.sqlite.org/backup.html): a copy of one
moment, whatever is being saved meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from interim.foundation.errors import BadInput, Problem
from interim.interfaces.workbench.store import NAMED, WAITS, read_plan

EVERY = (*NAMED, "results")
MOST_TOLD = 20
"""Problems told of one store."""


def check(file: Path) -> tuple[dict[str, int], list[Problem]]:
    """How many rows the tables of a store have, and what is wrong with it.

    Args:
        file: the store; it is not written to.

    Raises:
        BadInput: there is no such file.
    """
    _expect_file(file)
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    with closing(_reading(file)) as there:
        try:
            said = there.execute(f"PRAGMA integrity_check({MOST_TOLD})").fetchall()
            problems += [Problem(str(line), str(file)) for (line,) in said if line != "ok"]
            tables = {name for (name,) in there.execute("SELECT name FROM sqlite_master")}
            missing = [name for name in EVERY if name not in tables]
            if missing:
                lacking = f"it is no store of the workbench: it lacks {', '.join(missing)}"
                return counts, [*problems, Problem(lacking, str(file))]
            for name in EVERY:
                counts[name] = len(there.execute(f"SELECT * FROM {name}").fetchall())
            problems += list(_bad_rows(there, file))
        except (sqlite3.Error, ValueError) as error:
            problems.append(Problem(f"it cannot be read: {error}", str(file)))
    return counts, problems


def backup(file: Path, target: Path) -> int:
    """Copy a store as it is at one moment; the bytes of the copy.

    Args:
        file: the store; a server may be writing to it.
        target: the copy, which must not be there.

    Raises:
        BadInput: there is no store, it is damaged, or the copy cannot be written.
    """
    _expect_file(file)
    if target.exists():
        raise BadInput([Problem("there is a file already; name another", str(target))])
    with _made(target) as part:
        _copy(file, part)
        _expect_whole(part, file)
    return target.stat().st_size


def restore(copy: Path, file: Path) -> Path | None:
    """Bring back what a copy holds; a server that runs goes on with it.

    Args:
        copy: made by `backup`, or any store that is whole.
        file: the store. What it held is kept in a file beside it.

    Returns:
        Where what the store held is kept; None if there was nothing.

    Raises:
        BadInput: the copy is damaged, or something cannot be written.
    """
    _expect_file(copy)
    _expect_whole(copy, copy)
    if copy.resolve() == file.resolve():
        raise BadInput([Problem("the copy is the store itself", str(copy))])
    kept = None
    if file.exists():
        kept = _free(file.with_suffix(".before-restore.sqlite"))
        try:
            backup(file, kept)
        except BadInput:
            # Too damaged to be copied: put aside as it is, with its log.
            _set_aside(file, kept)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _copy(copy, file)
    except OSError as error:
        raise BadInput([Problem(f"cannot be written: {error.strerror}", str(file))]) from error
    return kept


def _bad_rows(there: sqlite3.Connection, file: Path) -> Iterator[Problem]:
    """Rows that were changed by hand; the workbench leaves them out."""
    for case, id_, *rest in there.execute(
        'SELECT "case", id, id, title, base, changes, saved FROM plans'
    ):
        if read_plan(tuple(rest)) is None:
            yield Problem(f"plan {id_} of {case} cannot be read", str(file))
    for table, value in (("notes", "text"), ("settings", "value")):
        rows = there.execute(f'SELECT "case", typeof({value}) FROM {table}')
        for case, kind in rows:
            if kind != "text":
                yield Problem(f"a row in {table} of {case} holds no text", str(file), found=kind)


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(_reading(source)) as there, closing(sqlite3.connect(target)) as here:
            here.execute(f"PRAGMA busy_timeout = {WAITS}")
            there.backup(here)
            # So that the file alone holds everything.
            here.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
    except sqlite3.Error as error:
        raise BadInput([Problem(f"cannot be copied: {error}", str(source))]) from error


@contextmanager
def _made(target: Path) -> Iterator[Path]:
    """A file that is there whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise BadInput([Problem(f"cannot be written: {error.strerror}", str(target))]) from error
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.link(part, target)  # never over a file that came meanwhile
    except OSError as error:
        raise BadInput([Problem(f"cannot be written: {error.strerror}", str(target))]) from error
    finally:
        for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
            left.unlink(missing_ok=True)


def _set_aside(file: Path, kept: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{end}").rename(f"{kept}{end}")


def _free(path: Path) -> Path:
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def _expect_file(file: Path) -> None:
    if not file.is_file():
        raise BadInput([Problem("there is no such file", str(file))])


def _expect_whole(file: Path, named: Path) -> None:
    _, problems = check(file)
    rows = ("plan ", "a row ")  # bad rows are no damage: they can be copied
    damage = [problem for problem in problems if not problem.message.startswith(rows)]
    if damage:
        raise BadInput([Problem(each.message, str(named)) for each in damage])


def _reading(file: Path) -> sqlite3.Connection:
    there = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    there.execute(f"PRAGMA busy_timeout = {WAITS}")
    return there
