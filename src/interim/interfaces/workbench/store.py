"""What visitors save: plans, notes and settings, and what took minutes, in one SQLite file.

Every change is one transaction, written through to the disk before it is answered, so that what was
saved survives a kill or a power cut. It then goes from the write-ahead log into the file itself, so
that a copy of the file alone holds it too. Pages read by a connection of their own, which does not
wait for whoever writes.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from interim.interfaces.workbench.revisions import Conflict, mark

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
SETTING = 'INSERT INTO settings ("case", name, value, "by") VALUES (?, ?, ?, ?)'
MOST_PLANS = 500
MOST_ENTRIES = 2000
"""Notes, and settings, of a case."""
MOST_TEXT = 20_000
"""Characters of a note."""
MOST_RESULTS = 200
"""Results of long searches; the oldest go first."""
NAMED = ("plans", "notes", "settings")
"""Tables whose rows say who saved them."""
WAITS, READS = 5000, 250
"""Milliseconds that a change, and a look, wait for another process."""


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
            sqlite3.DatabaseError: it is no such file, or it is damaged.
        """
        self._lock = threading.Lock()
        self._there = _connected(path, WAITS)
        try:
            (said,) = self._there.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise sqlite3.DatabaseError(f"it is damaged: {said}")
            self._there.execute("PRAGMA journal_mode = WAL")
            self._there.execute("PRAGMA synchronous = FULL")
            self._there.executescript(TABLES)
            for table in NAMED:
                named_rows(self._there, table)
                # What the check of SQLite lets pass: bytes of a text that are none.
                self._there.execute(f"SELECT * FROM {table}").fetchall()
            self._merge()
            alone = str(path) == ":memory:"
            self._looking = self._there if alone else _connected(path, READS)
        except BaseException:
            self._there.close()
            raise
        self._look = self._lock if alone else threading.Lock()
        self._changes = 0

    @property
    def revision(self) -> tuple[int, int]:
        """Differs after every change, by this process or another."""
        with self._look:
            (others,) = self._looking.execute("PRAGMA data_version").fetchone()
            return self._changes, others

    def plans(self, case: str) -> tuple[Saved, ...]:
        """The plans saved for a case, the latest first; rows that cannot be read are left out."""
        with self._look:
            rows = self._looking.execute(
                'SELECT id, title, base, changes, saved FROM plans WHERE "case" = ?'
                " ORDER BY saved DESC, id",
                (case,),
            ).fetchall()
        return tuple(plan for row in rows if (plan := read_plan(row)) is not None)

    def save_plan(
        self,
        case: str,
        id_: str,
        title: str,
        base: str,
        changes: Mapping[str, str],
        *,
        seen: str | None = None,
        by: str = "",
    ) -> None:
        """Keep a plan, in place of one of the same id.

        Args:
            case: id of the case.
            id_: of the plan.
            title: shown to people.
            base: id of the plan that it starts from.
            changes: issue -> option.
            seen: mark of the plan that the visitor saw; None to replace whatever is there.
            by: who saves.

        Raises:
            ValueError: there are too many.
            Conflict: something else is there than what was seen.
        """
        with self._changing() as there:
            self._expect_seen_plan(there, case, id_, seen, plan_content(title, base, changes))
            (count,) = there.execute(
                'SELECT count(*) FROM plans WHERE "case" = ? AND id <> ?', (case, id_)
            ).fetchone()
            if count >= MOST_PLANS:
                raise ValueError(f"no more than {MOST_PLANS} plans can be saved")
            there.execute(
                'INSERT OR REPLACE INTO plans ("case", id, title, base, changes, "by")'
                " VALUES (?, ?, ?, ?, ?, ?)",
                (case, id_, title, base, json.dumps(list(changes.items())), by),
            )

    def drop_plan(self, case: str, id_: str, seen: str | None = None) -> bool:
        """Forget a plan; False if there is none.

        Raises:
            Conflict: something else is there than what was seen.
        """
        with self._changing() as there:
            self._expect_seen_plan(there, case, id_, seen, None)
            done = there.execute('DELETE FROM plans WHERE "case" = ? AND id = ?', (case, id_))
            return done.rowcount > 0

    def notes(self, case: str) -> dict[str, str]:
        """What was noted, by what it is about."""
        with self._look:
            rows = self._looking.execute(
                'SELECT about, text FROM notes WHERE "case" = ? ORDER BY about', (case,)
            ).fetchall()
        return dict(rows)

    def note(
        self, case: str, about: str, text: str, *, seen: str | None = None, by: str = ""
    ) -> None:
        """Keep a note; an empty one is forgotten.

        Args:
            case: id of the case.
            about: what it is about.
            text: of the note.
            seen: mark of the note that the visitor saw; None to replace whatever is there.
            by: who saves.

        Raises:
            ValueError: it is too long, or there are too many.
            Conflict: another note is there than the one that was seen.
        """
        if len(text) > MOST_TEXT:
            raise ValueError(f"a note has at most {MOST_TEXT:,} characters")
        with self._changing() as there:
            was, who = there.execute(
                'SELECT text, "by" FROM notes WHERE "case" = ? AND about = ?', (case, about)
            ).fetchone() or ("", "")
            _expect_seen(seen, was, text if text.strip() else "", str(was), who)
            there.execute('DELETE FROM notes WHERE "case" = ? AND about = ?', (case, about))
            if text.strip():
                self._expect_room(there, "notes", case)
                there.execute(
                    'INSERT INTO notes ("case", about, text, "by") VALUES (?, ?, ?, ?)',
                    (case, about, text, by),
                )

    def settings(self, case: str) -> dict[str, str]:
        """The quantities that a visitor set for good."""
        with self._look:
            rows = self._looking.execute(
                'SELECT name, value FROM settings WHERE "case" = ? ORDER BY name', (case,)
            ).fetchall()
        return dict(rows)

    def set(
        self, case: str, name: str, value: str | None, *, seen: str | None = None, by: str = ""
    ) -> None:
        """Keep the value of a quantity, or forget it.

        Args:
            case: id of the case.
            name: of the quantity.
            value: in the notation of case files; None to forget it.
            seen: mark of the value that the visitor saw; None to replace whatever is there.
            by: who saves.

        Raises:
            ValueError: there are too many.
            Conflict: another value is there than the one that was seen.
        """
        with self._changing() as there:
            was, who = there.execute(
                'SELECT value, "by" FROM settings WHERE "case" = ? AND name = ?', (case, name)
            ).fetchone() or ("", "")
            _expect_seen(seen, was, value or "", str(was), who)
            there.execute('DELETE FROM settings WHERE "case" = ? AND name = ?', (case, name))
            if value is not None:
                self._expect_room(there, "settings", case)
                there.execute(SETTING, (case, name, value, by))

    def set_all(
        self, case: str, values: Mapping[str, str], *, seen: str | None = None, by: str = ""
    ) -> None:
        """Keep these settings in place of all others of a case.

        Args:
            case: id of the case.
            values: name -> value.
            seen: mark of the settings that the visitor saw; None to replace whatever is there.
            by: who saves.

        Raises:
            ValueError: there are too many.
            Conflict: other settings are there than those that were seen.
        """
        if len(values) > MOST_ENTRIES:
            raise ValueError(f"no more than {MOST_ENTRIES:,} settings can be saved")
        with self._changing() as there:
            rows = there.execute(
                'SELECT name, value, "by" FROM settings WHERE "case" = ? ORDER BY saved', (case,)
            ).fetchall()
            was = {name: value for name, value, _ in rows}
            shown = "\n".join(f"{name} = {value}" for name, value in sorted(was.items()))
            _expect_seen(seen, was, dict(values), shown, rows[-1][2] if rows else "")
            there.execute('DELETE FROM settings WHERE "case" = ?', (case,))
            there.executemany(
                SETTING,
                [(case, name, value, by) for name, value in values.items()],
            )

    def result(self, key: str) -> str | None:
        """A document that took long to work out, or None if it is not kept."""
        with self._look:
            row = self._looking.execute(
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

    @staticmethod
    def _expect_seen_plan(
        there: sqlite3.Connection, case: str, id_: str, seen: str | None, new: object
    ) -> None:
        row = there.execute(
            'SELECT id, title, base, changes, saved, "by" FROM plans WHERE "case" = ? AND id = ?',
            (case, id_),
        ).fetchone()
        plan = read_plan(row[:5]) if row else None
        was = None if plan is None else plan_content(plan.title, plan.base, dict(plan.changes))
        _expect_seen(seen, was, new, "" if plan is None else plan_text(plan), row[5] if row else "")

    def close(self) -> None:
        """Close the file."""
        with self._look:
            self._looking.close()
        with self._lock:
            self._there.close()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._there.execute("BEGIN IMMEDIATE")
            try:
                yield self._there
                self._there.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._there.in_transaction:
                    self._there.execute("ROLLBACK")
                raise
            self._changes += 1
            self._merge()

    def _merge(self) -> None:
        """Brings the write-ahead log into the file; what a reader holds back goes next time."""
        with suppress(sqlite3.OperationalError):
            self._there.execute("PRAGMA wal_checkpoint(FULL)").fetchone()


def named_rows(there: sqlite3.Connection, table: str) -> None:
    """Adds who saved a row, which earlier versions did not keep."""
    columns = {row[1] for row in there.execute(f"PRAGMA table_info({table})")}
    if "by" not in columns:
        there.execute(f"ALTER TABLE {table} ADD COLUMN \"by\" TEXT NOT NULL DEFAULT ''")


def read_plan(row: tuple[object, ...]) -> Saved | None:
    """A plan from (id, title, base, changes, saved); None if the row says something else."""
    if not all(isinstance(each, str) for each in row):
        return None
    id_, title, base, changes, saved = map(str, row)
    try:
        pairs = json.loads(changes)
        if not all(isinstance(text, str) for pair in pairs for text in pair):
            return None
        return Saved(id_, title, base, tuple((issue, option) for issue, option in pairs), saved)
    except (ValueError, TypeError, RecursionError):
        return None


def plan_content(title: str, base: str, changes: Mapping[str, str]) -> list[object]:
    """What the mark of a plan is made of."""
    return [title, base, dict(changes)]


def plan_mark(plan: Saved) -> str:
    """The mark of a plan that was saved."""
    return mark(plan_content(plan.title, plan.base, dict(plan.changes)))


def plan_text(plan: Saved) -> str:
    """A plan in a few lines, for people to compare."""
    lines = [f"{plan.title} (from {plan.base})"]
    return "\n".join([*lines, *(f"{issue}: {option}" for issue, option in plan.changes)])


def _expect_seen(seen: str | None, was: object, new: object, shown: str, by: object) -> None:
    if seen is not None and mark(was) != seen and was != new:
        raise Conflict(shown, mark(was), str(by))


def _connected(path: Path | str, milliseconds: int) -> sqlite3.Connection:
    there = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    there.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return there


_FULL = re.compile(r"full")
_LOCKED = re.compile(r"locked|busy")
_READ_ONLY = re.compile(r"readonly|read-only|unable to open")


def trouble_in_words(error: sqlite3.Error) -> str:
    """Why nothing can be saved, for whoever wanted to."""
    said = str(error)
    if _FULL.search(said):
        return "The disk of the server is full: nothing was saved. Make room there and try again."
    if _LOCKED.search(said):
        return "Another program holds the store: nothing was saved. Try again in a moment."
    if _READ_ONLY.search(said):
        return "The server may not write to its store: nothing was saved."
    return f"The store cannot be used ({said}): ask the host to run interim store check."
