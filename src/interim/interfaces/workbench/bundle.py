"""A case as a zip file that people hand on: out with what they saved, in after every check.

What comes in is taken for hostile until it has been read: names may not lead anywhere else, links
and strange compressions are refused, and the bytes are counted as they are unpacked, whatever the
file says of itself.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError
from ruamel.yaml import YAML

from interim.case.folder import LARGEST, LARGEST_TABLE
from interim.case.layout import CELLS, FILES, FOLDERS, README, present
from interim.case.model import NO_DEAL, Case
from interim.case.read import load
from interim.foundation.errors import BadInput, Problem
from interim.interfaces.workbench.saved import fits, id_of, plan_from
from interim.interfaces.workbench.settings import OTHERS
from interim.interfaces.workbench.store import MOST_ENTRIES, MOST_TEXT, Saved, Store

NOTES = "workbench.json"
"""Notes and settings, beside the files of the case."""
MOST_FILES = 1000
MOST_UNPACKED = 60_000_000
"""Bytes of all files together."""
MOST_SECONDS = 20.0
"""Longest check of a case that comes in."""
PART = ".part"
"""Ends the name of a folder in which a case is being unpacked."""
LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What systems add to the folders that they pack, besides hidden files."""
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_.-]*\.yaml")
_KNOWN = {*(spec.name for spec in FILES), CELLS, README, NOTES}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


class Kept(BaseModel):
    """What stands in `workbench.json`."""

    notes: Annotated[
        dict[str, Annotated[str, Field(max_length=MOST_TEXT)]], Field(max_length=MOST_ENTRIES)
    ] = {}
    settings: Annotated[dict[str, str], Field(max_length=MOST_ENTRIES)] = {}


def packed(case: Case, store: Store) -> bytes:
    """A zip file with the folder of a case, the saved plans among its own, notes and settings.

    The same content gives the same bytes.

    Args:
        case: as in its folder, without saved plans.
        store: what was saved.

    Raises:
        BadInput: the folder of the case is gone.
    """
    files = _files(case.folder)
    for saved in store.plans(case.id):
        if fits(case, saved):
            files[f"plans/{saved.id}.yaml"] = _plan(case, saved)
    kept = Kept(notes=store.notes(case.id), settings=store.settings(case.id))
    if kept.notes or kept.settings:
        files[NOTES] = (kept.model_dump_json(indent=2) + "\n").encode()
    archive_bytes = io.BytesIO()
    with zipfile.ZipFile(archive_bytes, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{case.id}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return archive_bytes.getvalue()


@dataclass(frozen=True)
class Part:
    """A case that was unpacked and checked, not yet under a name of its own."""

    folder: Path
    root: str
    files: Path
    kept: Kept

    def settle(self, taken: Collection[str]) -> str:
        """Give it an id that no other case has, and the folder of that name.

        Args:
            taken: ids of cases that it must not have; a number is added to such an id.
        """
        there = {path.name for path in self.folder.iterdir()}
        id_ = id_of(self.root or "imported", {*taken, *there})
        self.files.rename(self.folder / id_)
        return id_

    def opened(self, id_: str, store: Store) -> Case:
        """The case in its own folder, with its notes and settings in the store."""
        case = load(self.folder / id_)
        for about, text in self.kept.notes.items():
            store.note(case.id, about, text)
        for name, value in self.kept.settings.items():
            if name in case.quantities or name in OTHERS:
                store.set(case.id, name, value)
        return case


def unpacked(content: bytes, folder: Path, taken: Collection[str], store: Store) -> Case:
    """Read a zip file with a case, keep the case in a folder of its own, and its notes.

    Args:
        content: the zip file.
        folder: in which cases are kept.
        taken: ids of cases that it must not have; a number is added to such an id.
        store: where its notes and settings are kept.

    Raises:
        BadInput: it is no zip file, or not one of a case, or the case has mistakes.
    """
    with checked(content, folder) as part:
        return part.opened(part.settle(taken), store)


@contextmanager
def checked(content: bytes, folder: Path) -> Iterator[Part]:
    """A zip file with a case, unpacked beside the others and checked in `MOST_SECONDS`.

    Args:
        content: the zip file.
        folder: in which cases are kept.

    Raises:
        BadInput: it is no zip file, or not one of a case, or the case has mistakes, or checking it
            takes too long.
    """
    root, files = _read(content)
    kept = _kept(files.pop(NOTES, b"{}"))
    folder.mkdir(parents=True, exist_ok=True)
    there = Path(tempfile.mkdtemp(prefix=f".{os.getpid()}-", suffix=PART, dir=folder))
    try:
        for name, bytes_ in files.items():
            path = there / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(bytes_)
        problems = _problems(there)
        if problems:
            raise BadInput(problems)
        yield Part(folder, root, there, kept)
    finally:
        shutil.rmtree(there, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Take away what imports left behind whose process was killed."""
    for path in folder.glob(f".*{PART}"):
        number, dash, _ = path.name[1:].partition("-")
        if not (dash and number.isdigit() and _runs(int(number))):
            shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _problems(folder: Path) -> list[Problem]:
    """What is wrong with a case, found by a process of its own, which can be stopped."""
    asked = [sys.executable, "-m", "interim", "check", str(folder), "--json"]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=MOST_SECONDS, check=False)
        if done.returncode == 0:
            return []
        return [Problem(**problem) for problem in json.loads(done.stdout)["errors"]]
    except subprocess.TimeoutExpired:
        return [Problem(f"it takes more than {MOST_SECONDS:g} seconds to check")]
    except (ValueError, KeyError, TypeError):
        return [Problem("it cannot be checked")]


def _files(root: Path) -> dict[str, bytes]:
    try:
        return {
            name: (root / name).read_bytes()
            for name in (*present(root), CELLS, README)
            if (root / name).is_file() and (root / name).resolve().is_relative_to(root.resolve())
        }
    except OSError as error:
        raise BadInput([Problem(f"cannot be read: {error.strerror}", str(root))]) from error


def _plan(case: Case, saved: Saved) -> bytes:
    plan = plan_from(case, saved)
    no_deal = case.plans[NO_DEAL].clauses if saved.base == NO_DEAL else {}
    own = {issue: clause.option for issue, clause in no_deal.items()}
    stream = io.BytesIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.dump(
        {
            "title": plan.title,
            "short": plan.short,
            "summary": plan.summary,
            # No deal need not be a plan of the folder; it leaves every issue as it is anyway.
            **({} if saved.base == NO_DEAL else {"based_on": saved.base}),
            "clauses": own | dict(saved.changes),
        },
        stream,
    )
    return stream.getvalue()


def _read(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The name of the folder in a zip file, and the files of the case in it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise BadInput([Problem("this is no zip file")]) from error
    with archive:
        if len(archive.infolist()) > MOST_FILES:
            raise BadInput([Problem("too many files", found=f"{len(archive.infolist()):,}")])
        _with_slashes(archive.infolist())
        entries = [
            entry
            for entry in archive.infolist()
            if not entry.filename.endswith("/") and not _litter(entry.filename)
        ]
        root = _root([entry.filename for entry in entries])
        files: dict[str, bytes] = {}
        room = MOST_UNPACKED
        for entry in entries:
            name = entry.filename.removeprefix(f"{root}/" if root else "")
            _expect_plain(entry, name, files)
            try:
                files[name] = _bytes(archive, entry, name, room)
            except _BROKEN as error:
                raise BadInput([Problem("cannot be unpacked", _shown(name))]) from error
            room -= len(files[name])
    return root, files


def _with_slashes(entries: list[zipfile.ZipInfo]) -> None:
    """Some packers of Windows write backslashes, and then no slash at all."""
    if not any("/" in entry.filename for entry in entries):
        for entry in entries:
            entry.filename = entry.filename.replace("\\", "/")


def _litter(name: str) -> bool:
    """Whether a file is hidden, or one that a system adds for itself."""
    steps = name.split("/")
    hidden = any(step.startswith(".") and step.strip(".") for step in steps)
    return (hidden or not set(steps).isdisjoint(LITTER)) and ".." not in steps


def _root(names: list[str]) -> str:
    """The one folder in which all files lie; empty if they lie at the top."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    if "case.yaml" in names or len(tops) != 1:
        return ""
    return tops.pop()


def _expect_plain(entry: zipfile.ZipInfo, name: str, files: Collection[str]) -> None:
    problem = None
    kind = stat.S_IFMT(entry.external_attr >> 16)
    where, _, last = name.rpartition("/")
    folders = {spec.name.rstrip("/") for spec in FOLDERS}
    if kind not in (0, stat.S_IFREG):
        problem = "a link or something else that is no file"
    elif entry.flag_bits & 1:
        problem = "it is encrypted"
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        problem = "an unusual compression"
    elif name in files:
        problem = "it is there twice"
    elif name not in _KNOWN and not (where in folders and _MEMBER.fullmatch(last)):
        problem = "no file of a case has this name"
    if problem:
        raise BadInput([Problem(problem, _shown(name))])


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, room: int) -> bytes:
    limit = min(LARGEST_TABLE if name == CELLS else LARGEST, room)
    with archive.open(entry) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise BadInput([Problem("too large", name, expected=f"at most {limit:,} bytes")])
    return content


def _kept(text: bytes) -> Kept:
    try:
        return Kept.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as error:
        raise BadInput([Problem("not what the workbench writes", NOTES)]) from error


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:100]
