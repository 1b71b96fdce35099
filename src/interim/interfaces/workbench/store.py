"""What visitors save: plans, notes and settings, and what took minutes, in one SQLite file.

Every change is one transaction, written through to the disk before it is answered, so that what was
saved survives a kill or a power cut.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS plans (
    "case" TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, base TEXT NOT NULL,
    changes TEXT NOT NULL, saved TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY ("case", id)
);
CREATE TABLE IF NOT EXISTS notes (
    "case" TEXT NOT NULL, about TEXT NOT NULL, text TEXT NOT NULL,
    saved TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY ("case", about)
);
CREATE TABLE IF NOT EXISTS settings (
    "case" TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    saved TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY ("case", name)
);
CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY, document TEXT NOT NULL,
    saved TEXT NOT NULL DEFAULT (datetime('now'))
);
"""
SETTING = 'INSERT INTO settings ("case", name, value) VALUES (?, ?, ?)'
MOST_PLANS = 500
MOST_ENTRIES = 2000
"""Notes, and settings, of a case."""
MOST_TEXT = 20_000
"""Characters of a note."""
MOST_RESULTS = 200
"""Results of long searches; the oldest go first."""


@dataclass(frozen=True)
class Saved:
    """A plan that a visitor saved: a known plan with changes."""

    id: str
    title: str
    base: str
    changes: tuple[tuple[str, str], ...]
    saved: str


class Store:
    """A SQLite file with what was saved; `:memory:` keeps nothing."""

    def __init__(self, path: Path | str) -> None:
        """Opens the file, or makes it.

        Args:
            path: of the file.

        Raises:
            sqlite3.DatabaseError: it is no such file.
        """
        self._lock = threading.Lock()
        self._there = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._there.execute("PRAGMA journal_mode = WAL")
        self._there.execute("PRAGMA synchronous = FULL")
        self._there.execute("PRAGMA busy_timeout = 5000")
        self._there.executescript(TABLES)
        self._changes = 0

    @property
    def revision(self) -> tuple[int, int]:
        """Differs after every change, by this process or another."""
        with self._lock:
            (others,) = self._there.execute("PRAGMA data_version").fetchone()
            return self._changes, others

    def plans(self, case: str) -> tuple[Saved, ...]:
        """The plans saved for a case, the latest first."""
        with self._lock:
            rows = self._there.execute(
                'SELECT id, title, base, changes, saved FROM plans WHERE "case" = ?'
                " ORDER BY saved DESC, id",
                (case,),
            ).fetchall()
        return tuple(
            Saved(id_, title, base, tuple((i, o) for i, o in json.loads(changes)), saved)
            for id_, title, base, changes, saved in rows
        )

    def save_plan(
        self, case: str, id_: str, title: str, base: str, changes: Mapping[str, str]
    ) -> None:
        """Keep a plan, in place of one of the same id.

        Raises:
            ValueError: there are too many.
        """
        with self._changing() as there:
            (count,) = there.execute(
                'SELECT count(*) FROM plans WHERE "case" = ? AND id <> ?', (case, id_)
            ).fetchone()
            if count >= MOST_PLANS:
                raise ValueError(f"no more than {MOST_PLANS} plans can be saved")
            there.execute(
                'INSERT OR REPLACE INTO plans ("case", id, title, base, changes)'
                " VALUES (?, ?, ?, ?, ?)",
                (case, id_, title, base, json.dumps(list(changes.items()))),
            )

    def rename_plan(self, case: str, id_: str, title: str) -> bool:
        """Give a plan another title; False if there is no such plan."""
        with self._changing() as there:
            done = there.execute(
                'UPDATE plans SET title = ? WHERE "case" = ? AND id = ?', (title, case, id_)
            )
            return done.rowcount > 0

    def drop_plan(self, case: str, id_: str) -> bool:
        """Forget a plan; False if there is none."""
        with self._changing() as there:
            done = there.execute('DELETE FROM plans WHERE "case" = ? AND id = ?', (case, id_))
            return done.rowcount > 0

    def notes(self, case: str) -> dict[str, str]:
        """What was noted, by what it is about."""
        with self._lock:
            rows = self._there.execute(
                'SELECT about, text FROM notes WHERE "case" = ? ORDER BY about', (case,)
            ).fetchall()
        return dict(rows)

    def note(self, case: str, about: str, text: str) -> None:
        """Keep a note; an empty one is forgotten.

        Raises:
            ValueError: it is too long, or there are too many.
        """
        if len(text) > MOST_TEXT:
            raise ValueError(f"a note has at most {MOST_TEXT:,} characters")
        with self._changing() as there:
            there.execute('DELETE FROM notes WHERE "case" = ? AND about = ?', (case, about))
            if text.strip():
                self._expect_room(there, "notes", case)
                there.execute(
                    'INSERT INTO notes ("case", about, text) VALUES (?, ?, ?)', (case, about, text)
                )

    def settings(self, case: str) -> dict[str, str]:
        """The quantities that a visitor set for good."""
        with self._lock:
            rows = self._there.execute(
                'SELECT name, value FROM settings WHERE "case" = ? ORDER BY name', (case,)
            ).fetchall()
        return dict(rows)

    def set(self, case: str, name: str, value: str | None) -> None:
        """Keep the value of a quantity, or forget it.

        Raises:
            ValueError: there are too many.
        """
        with self._changing() as there:
            there.execute('DELETE FROM settings WHERE "case" = ? AND name = ?', (case, name))
            if value is not None:
                self._expect_room(there, "settings", case)
                there.execute(SETTING, (case, name, value))

    def set_all(self, case: str, values: Mapping[str, str]) -> None:
        """Keep these settings in place of all others of a case.

        Raises:
            ValueError: there are too many.
        """
        if len(values) > MOST_ENTRIES:
            raise ValueError(f"no more than {MOST_ENTRIES:,} settings can be saved")
        with self._changing() as there:
            there.execute('DELETE FROM settings WHERE "case" = ?', (case,))
            there.executemany(
                SETTING,
                [(case, name, value) for name, value in values.items()],
            )

    def result(self, key: str) -> str | None:
        """A document that took long to work out, or None if it is not kept."""
        with self._lock:
            row = self._there.execute(
                "SELECT document FROM results WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else str(row[0])

    def keep_result(self, key: str, document: str) -> None:
        """Keep a document under all that it depends on, in place of the oldest if need be."""
        with self._changing() as there:
            there.execute(
                "INSERT OR REPLACE INTO results (key, document) VALUES (?, ?)", (key, document)
            )
            there.execute(
                "DELETE FROM results WHERE key NOT IN"
                " (SELECT key FROM results ORDER BY saved DESC, rowid DESC LIMIT ?)",
                (MOST_RESULTS,),
            )

    @staticmethod
    def _expect_room(there: sqlite3.Connection, table: str, case: str) -> None:
        (count,) = there.execute(
            f'SELECT count(*) FROM {table} WHERE "case" = ?',
            (case,),
        ).fetchone()
        if count >= MOST_ENTRIES:
            raise ValueError(f"no more than {MOST_ENTRIES:,} {table} can be saved")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._there.close()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._there.execute("BEGIN IMMEDIATE")
            try:
                yield self._there
            except BaseException:
                self._there.execute("ROLLBACK")
                raise
            self._there.execute("COMMIT")
            self._changes += 1
