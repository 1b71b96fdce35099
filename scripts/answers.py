"""Collect what Interim answers, and compare what it answered before and after a change.

    .venv/bin/python scripts/answers.py collect --out before      # as it was
    .venv/bin/python scripts/answers.py collect --out after       # with the change
    .venv/bin/python scripts/answers.py compare before after

`collect` asks the questions of `scripts/questions.txt`: every command on both bundled cases, as
JSON and as text, on few futures; the files they write, the help texts, some errors, and pages of
the workbench. It knows the command line alone, so it can ask any version of the program, whatever
its modules are called: `--python` names the Python, and `PYTHONPATH` the tree where that is not
the installed one. Every question gets a folder with what came to standard output (`stdout`) and
standard error (`stderr`), the exit code (`status`), and the files written. It takes ten minutes of
one core once the kernels are compiled (`--jobs 2` for two cores); `--slow` adds two questions of
six minutes, and `--only PATTERN` asks some alone.

What differs between two runs of the same program is put aside: see `PUT_ASIDE`. All else has to be
equal, numbers to the last bit.

`compare` names every file that differs, with the values of a JSON document by their dotted paths
and the lines of a text. Pages are compared by what a reader sees: words, links and what fields
hold, and every element of a drawing. The exit status is 1 if something differs. Keys added to a
JSON document are told, but are no difference; nor is markup that nobody sees. `--allow REGEX` lets
pass what a change means to change: it is sought in "FILE: DOTTED.PATH" or "FILE: LINE".
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from differences import TEXTS, Differences, compared

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions.txt"
SEEDS = HERE.parent / "fuzz" / "seeds"
SERVED = "kosovo-1999"
"""The case of the pages of the workbench."""
PATIENCE = 600.0
"""Seconds within which a page that works something out must be done."""
PUT_ASIDE = (
    (
        "the version",
        r"(?i)(\binterim,? (version )?|\"version\": ?\")\d+\.\d+[\w.]*",
        r"\1VERSION",
    ),
    ("the day a brief is written on", r"(Written on )\d{4}-\d\d-\d\d", r"\1TODAY"),
    ("the moment a plan is saved", r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?", "NOW"),
    ("the token of the workbench", r"(\?token=)[\w-]+", r"\1TOKEN"),
    ("the port of the workbench", r"(127\.0\.0\.1:)\d+", r"\1PORT"),
)
"""What may differ: what it is, where it stands, and what is put there. So is the current folder."""
SHOWN = 8
"""Differences shown of a file."""


# --- asking ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where questions are asked: an environment of their own, and the folder of the answers."""

    environment: dict[str, str]
    out: Path


def questions(text: str) -> dict[str, dict[str, str]]:
    """The sections of the list of questions, name -> what is asked."""
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = found[line.strip("[]")] = {}
        elif line.startswith(" "):
            glue = "" if line.lstrip().startswith("&") and section[last].startswith("/") else " "
            section[last] += glue + line.strip()
        else:
            last, asked = line.split(maxsplit=1)
            section[last] = asked.removeprefix("= ")
    both, cases = found.pop("both"), {}
    for case in [name for name in found if name not in {"once", "slow", "workbench"}]:
        words = found.pop(case) | {"CASE": case}
        known = re.compile(rf"\b({'|'.join(words)})\b")
        for name, line in both.items():
            cases[f"{case}/{name}"] = known.sub(lambda word, w=words: w[word[0]], line)
    return {"cases": cases, **found}


def collect(asked: argparse.Namespace) -> int:
    """Ask all that is asked for, and say how long it took."""
    lists = questions(QUESTIONS.read_text(encoding="utf-8"))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interim-answers-") as home:
        place = Place(_environment(asked.python, Path(home)), asked.out.absolute())
        told = subprocess.run(
            ["interim", "--help"], env=place.environment, capture_output=True, text=True, check=True
        )
        known = ["", *commands(told.stdout)]
        lists["help"] = {f"help/{name or 'interim'}": f"interim {name} --help" for name in known}
        todo: dict[str, Callable[[], None]] = {}
        for section, lines in lists.items():
            if section == "workbench" or (section == "slow" and not (asked.slow or asked.only)):
                continue
            todo |= {name: partial(_ask, place, name, line) for name, line in lines.items()}
        todo["workbench"] = partial(_visit, place, lists["workbench"])
        wanted = {name: work for name, work in todo.items() if _wanted(name, asked.only)}
        if not wanted:
            sys.exit(f"no question is called {' or '.join(asked.only)}")

        def timed(item: tuple[str, Callable[[], None]]) -> None:
            since = time.monotonic()
            item[1]()
            print(f"{time.monotonic() - since:6.1f} s  {item[0]}", file=sys.stderr, flush=True)

        with ThreadPoolExecutor(asked.jobs) as pool:
            list(pool.map(timed, wanted.items()))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{len(wanted)} questions in {(time.monotonic() - begun) / 60:.1f} minutes, "
        f"{(used.ru_utime + used.ru_stime) / 60:.1f} of processor time",
        file=sys.stderr,
    )
    return 0


def _wanted(name: str, only: Sequence[str]) -> bool:
    return not only or any(fnmatch.fnmatchcase(name, pattern) for pattern in only)


def _environment(python: str, home: Path) -> dict[str, str]:
    """That of a terminal of 100 columns, a user with nothing kept, and `interim` on the path."""
    command = home / "bin" / "interim"
    command.parent.mkdir()
    # Not resolved: the Python of a virtual environment is a link.
    program = os.path.abspath(shutil.which(python) or python)
    command.write_text(f'#!/bin/sh\nexec "{program}" -m interim "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    tree = os.pathsep.join(
        os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path
    )
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        **({"PYTHONPATH": tree} if tree else {}),
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "INTERIM_CACHE": str(home / "cache"),
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def commands(told: str) -> list[str]:
    """The commands that `interim --help` lists."""
    listed = told.partition("Options:")[2].partition("Examples:")[0]
    return re.findall(r"^  ([a-z]\S*)  ", listed, re.MULTILINE)


def _ask(place: Place, name: str, line: str) -> None:
    """Run one line in an empty folder, and keep all that came of it."""
    with tempfile.TemporaryDirectory(prefix="interim-asked-") as folder:
        here = Path(folder)
        shutil.copytree(SEEDS, here / "seeds")
        done = subprocess.run(
            ["sh", "-c", line], cwd=here, env=place.environment, capture_output=True, check=False
        )
        shutil.rmtree(here / "seeds")
        written = {
            str(file.relative_to(here)): file.read_bytes()
            for file in sorted(here.rglob("*"))
            if file.is_file()
        }
        _keep(place, name, done.stdout, done.stderr, str(done.returncode), written, str(here))


def _keep(
    place: Place,
    name: str,
    stdout: bytes,
    stderr: bytes,
    status: str,
    written: dict[str, bytes],
    folder: str,
) -> None:
    there = place.out / name
    shutil.rmtree(there, ignore_errors=True)
    answers = {f"stdout{_kind(stdout)}": stdout, "stderr.txt": stderr} | written
    answers["status.txt"] = f"{status}\n".encode()
    for file, content in answers.items():
        if content or file in written:
            (there / file).parent.mkdir(parents=True, exist_ok=True)
            plain = Path(file).suffix in TEXTS
            (there / file).write_bytes(put_aside(content, folder) if plain else content)


def _kind(content: bytes) -> str:
    start = content.lstrip()[:15].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<div", b"<section", b"<p")):
        return ".html"
    try:
        json.loads(content)
    except ValueError:
        return ".txt"
    return ".json"


def put_aside(content: bytes, folder: str = "") -> bytes:
    """A text without what differs from run to run.

    Args:
        content: the text, as UTF-8.
        folder: the current folder of the run.
    """
    text = content.decode("utf-8", errors="surrogateescape")
    if folder:
        text = text.replace(folder, "HERE")
    for _, pattern, instead in PUT_ASIDE:
        text = re.sub(pattern, instead, text)
    return text.encode("utf-8", errors="surrogateescape")


def _visit(place: Place, addresses: dict[str, str]) -> None:
    """Start a workbench with nothing saved, and keep the pages of some addresses."""
    with tempfile.TemporaryDirectory(prefix="interim-asked-") as folder:
        with (Path(folder) / "stderr").open("wb") as told:
            command = ["interim", "serve", SERVED, "--no-open", "--port", "0", "--store", "saved"]
            server = subprocess.Popen(
                command, cwd=folder, env=place.environment, stdout=subprocess.PIPE, stderr=told
            )
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            found = re.search(rb"(http://127\.0\.0\.1:\d+)/(?:\?token=(\S+))?", said)
            if found:
                for name, asked in addresses.items():
                    status, content = _fetch(found[1].decode(), asked, (found[2] or b"").decode())
                    _keep(place, f"workbench/{name}", content, b"", status, {}, folder)
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)
        finally:
            server.kill()
            server.wait()
        stderr = (Path(folder) / "stderr").read_bytes()
        _keep(place, "workbench/serve", said, stderr, str(server.returncode), {}, folder)


def _fetch(host: str, asked: str, token: str) -> tuple[str, bytes]:
    """Status and page of an address, once it no longer waits for anything."""
    address, *form = asked.split(" ")
    fields = [tuple(pair.split("=", 1)) for pair in form]
    data = urllib.parse.urlencode(fields).encode() if form else None
    until = time.monotonic() + PATIENCE
    while True:
        try:
            request = urllib.request.Request(host + address, data)
            request.add_header("Authorization", f"Bearer {token}")
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                status, content = str(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            return str(error.code), error.read()
        if b"data-waiting" not in content or time.monotonic() > until:
            return status, content
        time.sleep(0.5)


# --- comparing -------------------------------------------------------------------------------


def compare(asked: argparse.Namespace) -> int:
    """Name what differs between two collections; 1 if something does."""
    before, after = (_files(folder, asked.only) for folder in (asked.before, asked.after))
    if not before:
        sys.exit(f"{asked.before}: no answers there")
    asked_then = {Path(name).parts[:-1] for name in before}
    known = re.compile("|".join(f"(?:{each})" for each in asked.allow) or r"(?!)")
    differ = added = unseen = allowed = 0
    for name in sorted(before | after):
        if name not in before:
            new = not any(Path(name).is_relative_to(Path(*folder)) for folder in asked_then)
            found = Differences([] if new else [("", "only after")])
        elif name not in after:
            found = Differences([("", "only before")])
        else:
            contents = (before[name].read_bytes(), after[name].read_bytes())
            found = compared(*contents, Path(name).suffix)
        left = [said for where, said in found.changed if not known.search(f"{name}: {where}")]
        differ += bool(left)
        added += bool(found.added)
        unseen += found.unseen
        allowed += bool(found.changed) and not left
        if left or found.added:
            print(name)
        if found.unseen:
            print(f"{name}: differs in what nobody sees")
        for said in _some(left):
            print(f"  {said}")
        for path in _some(found.added):
            print(f"  added: {path}")
    print(
        f"{len(before | after)} files: {differ} differ, {allowed} as allowed, {added} have keys "
        f"added, {unseen} differ in what nobody sees"
    )
    return int(differ > 0)


def _files(folder: Path, only: Sequence[str]) -> dict[str, Path]:
    found = {
        file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()
    }
    return {
        name: file
        for name, file in found.items()
        if any(_wanted(str(part), only) for part in Path(name).parents)
    }


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"and {len(lines) - SHOWN} more"


def main() -> int:
    """Collect or compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    subparsers = parser.add_subparsers(required=True)
    collecting = subparsers.add_parser("collect", help="ask, and keep the answers")
    collecting.add_argument("--out", type=Path, required=True, help="folder of the answers")
    collecting.add_argument("--python", default=sys.executable, help="the Python to ask")
    collecting.add_argument("--jobs", type=int, default=1, help="questions at a time")
    collecting.add_argument("--slow", action="store_true", help="ask the slow ones, too")
    collecting.set_defaults(do=collect)
    comparing = subparsers.add_parser("compare", help="name what differs")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--allow", action="append", default=[], help="what is meant to differ")
    comparing.set_defaults(do=compare)
    for each in (collecting, comparing):
        each.add_argument("--only", action="append", default=[], help="names, with * and ?")
    asked = parser.parse_args()
    return int(asked.do(asked))


if __name__ == "__main__":
    sys.exit(main())
