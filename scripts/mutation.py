#!/usr/bin/env python3
"""Do the tests notice a wrong number? A sample of small faults, each run against the tests.

Cosmic Ray plants one fault at a time (`>` for `>=`, `+ 1`, a division left out) in a copy of the
tree, and the tests that `tests/mutation/tests.toml` names for that module run there. A fault is
caught where they fail. Faults that can change no number are passed over: in annotations,
decorators, docstrings and error messages, and those that `tests/mutation/equivalent.toml` lists
with the reason.

Usage:
    make mutation                                   the sample whose score is in CONTRIBUTING.md
    .venv/bin/python scripts/mutation.py --seed 2 history    another sample, of one folder
    .venv/bin/python scripts/mutation.py stages/belief       all faults of a module
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[1]
PACKAGE = Path("src") / "interim"
TREE = ("src", "tests", "cases", "schemas", "pyproject.toml")
"""What the tests of a stage need."""
SETTINGS = ROOT / "tests" / "mutation"
PASSED, NO_TESTS = 0, 5
"""Exit codes of pytest."""


@dataclass(frozen=True)
class Checks:
    """What runs against the faults of one module."""

    module: Path
    """Within the package."""
    tests: tuple[str, ...]
    """Paths within `tests/`."""
    compiled: bool
    """Whether kernels are compiled; else they run as plain Python."""


@dataclass(frozen=True)
class Fault:
    """One fault that can be planted."""

    checks: Checks
    operator: str
    number: int
    """Among those of the operator in the module."""
    changed: tuple[str, str]
    """Lines before and after."""

    def __str__(self) -> str:
        before, after = self.changed
        return f"{self.checks.module} ({self.operator})\n    - {before}\n    + {after}"


def main() -> int:
    asked = _arguments()
    drawn = _drawn(asked)
    if asked.list:
        print("\n".join(map(str, drawn)))
        return 0
    print(
        f"{len(drawn)} faults, seed {asked.seed}, {asked.workers} at a time;"
        f" about {len(drawn) * asked.expect / asked.workers / 60:.0f} minutes.",
        flush=True,
    )
    begun = time.monotonic()
    survived, late = _judged(drawn, asked.workers)
    by_folder = Counter(str(fault.checks.module.parent) for fault in drawn)
    missed = Counter(str(fault.checks.module.parent) for fault in survived)
    print()
    for folder, n in sorted(by_folder.items()):
        print(f"{folder:18} {n - missed[folder]:4} of {n:4} caught")
    caught = len(drawn) - len(survived)
    print(
        f"{'all':18} {caught:4} of {len(drawn):4} caught: {100 * caught / max(len(drawn), 1):.1f} %"
        f" ({late} by running too long), {(time.monotonic() - begun) / 60:.0f} minutes"
    )
    return 1 if survived else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--faults", type=int, default=25, help="drawn in each folder")
    parser.add_argument("names", nargs="*", help="folders, or modules as folder/module")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="at a time")
    parser.add_argument("--expect", type=float, default=40.0, help="seconds that one takes")
    parser.add_argument("--list", action="store_true", help="write the sample and run nothing")
    return parser.parse_args()


# --- which faults there are ------------------------------------------------------------------


def _settings() -> dict[str, Any]:
    return tomllib.loads((SETTINGS / "tests.toml").read_text("utf-8"))


def _checks() -> list[Checks]:
    """The modules that `tests.toml` names; it must name all of the folders that it covers."""
    found = []
    for folder, modules in _settings()["tests"].items():
        there = {p.stem for p in (ROOT / PACKAGE / folder).glob("*.py")} - {"__init__"}
        if odd := there ^ set(modules):
            raise SystemExit(f"tests/mutation/tests.toml: [{folder}]: {', '.join(sorted(odd))}?")
        for name, entry in modules.items():
            given = entry if isinstance(entry, dict) else {"tests": entry}
            found.append(
                Checks(
                    Path(folder) / f"{name}.py", tuple(given["tests"]), given.get("compiled", True)
                )
            )
    return found


def _drawn(asked: argparse.Namespace) -> list[Fault]:
    """The sample: so many of each folder, or all of the modules that are asked for."""
    known = _equivalent()
    drawn: list[Fault] = []
    for name, checks in _asked(asked.names):
        places = [place for each in checks for place in _places(each)]
        # Drawn by name, so that a change to one module leaves the sample of the others.
        places.sort(
            key=lambda p: random.Random(f"{asked.seed} {p[0].module} {p[1]} {p[2]}").random()
        )
        found = (fault for place in places if (fault := _fault(*place, known)))
        drawn += found if "/" in name else islice(found, asked.faults)
    return drawn


def _asked(names: list[str]) -> list[tuple[str, list[Checks]]]:
    """What is asked for: folders, or modules as `folder/module`."""
    folders: dict[str, list[Checks]] = {}
    for checks in _checks():
        folders.setdefault(str(checks.module.parent), []).append(checks)
    modules = {str(c.module.with_suffix("")): [c] for group in folders.values() for c in group}
    if unknown := set(names) - folders.keys() - modules.keys():
        raise SystemExit(f"no folder or module {', '.join(unknown)}; try {', '.join(modules)}")
    return [(name, (folders | modules)[name]) for name in names or folders]


def _places(checks: Checks) -> Iterator[tuple[Checks, str, int]]:
    """Where in a module an operator can plant a fault: (module, operator, number)."""
    nodes = list(ast_nodes(get_ast(_source(checks))))
    for name in _settings()["operators"]:
        operator = get_operator(f"core/{name}")()
        for number in range(sum(1 for node in nodes for _ in operator.mutation_positions(node))):
            yield checks, name, number


def _fault(checks: Checks, operator: str, number: int, known: Known) -> Fault | None:
    """The fault of that place; None where it changes no number."""
    source = _source(checks)
    mutated = mutate_code(source, get_operator(f"core/{operator}")(), number)
    if mutated is None or _meaning(mutated) in (_meaning(source), None):
        return None
    fault = Fault(checks, operator, number, _changed(source, mutated))
    return None if (str(checks.module), fault.changed) in known else fault


def _source(checks: Checks) -> str:
    return (ROOT / PACKAGE / checks.module).read_text("utf-8")


def _meaning(source: str) -> str | None:
    """What a module computes: its tree without annotations, decorators, docstrings and messages."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef():
                node.returns, node.decorator_list = None, []
            case ast.ClassDef():
                node.decorator_list = []
            case ast.arg():
                node.annotation = None
            case ast.AnnAssign():
                node.annotation = ast.Constant(None)
            case ast.Raise():
                node.exc = None
            case ast.Expr(value=ast.Constant(value=str())):
                node.value = ast.Constant("")
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                node.body = [ast.Pass()]
    return ast.dump(tree)


def _changed(before: str, after: str) -> tuple[str, str]:
    """The lines that a fault changes, before and after."""
    lines = [x for x in difflib.ndiff(before.splitlines(), after.splitlines()) if x[0] in "+-"]
    old, new = ([x[2:].strip() for x in lines if x[0] == sign] for sign in "-+")
    return " ".join(old), " ".join(new)


Known = set[tuple[str, tuple[str, str]]]
"""Faults by module and lines, before and after."""


def _equivalent() -> Known:
    """Faults that change no number."""
    entries = tomllib.loads((SETTINGS / "equivalent.toml").read_text("utf-8")).get("fault", [])
    return {(e["module"], (e["before"], e["after"])) for e in entries}


# --- whether the tests notice ----------------------------------------------------------------


def _judged(drawn: list[Fault], workers: int) -> tuple[list[Fault], int]:
    """Runs the tests against each fault: those that survive, and how many ran too long."""
    waiting: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    for fault in drawn:
        waiting.put(fault)
    told: queue.SimpleQueue[tuple[Fault, int | None] | BaseException] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        kernels = Path(folder) / "kernels"
        for worker in range(workers):
            tree = Path(folder) / str(worker) / "interim"
            threading.Thread(
                target=_work, args=(tree, kernels / str(worker), waiting, told), daemon=True
            ).start()
        survived, late = [], 0
        for number in range(1, len(drawn) + 1):
            answer = told.get()
            if isinstance(answer, BaseException):
                raise answer
            fault, code = answer
            late += code is None
            if code == PASSED:
                survived.append(fault)
                print(f"\n[{number}] survived: {fault}", flush=True)
            elif number % 10 == 0:
                print(f"[{number}]", end=" ", flush=True)
    return survived, late


def _work(tree: Path, kernels: Path, waiting, told) -> None:  # type: ignore[no-untyped-def]
    """Plants fault after fault in a copy of the tree."""
    try:
        for part in TREE:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            (tree / part).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / part, tree / part)
        if (ROOT.parent / "shared").is_dir():
            (tree.parent / "shared").symlink_to((ROOT.parent / "shared").resolve())
        limits: dict[Checks, float] = {}
        while True:
            try:
                fault = waiting.get_nowait()
            except queue.Empty:
                return
            if fault.checks not in limits:
                limits[fault.checks] = _limit(tree, kernels, fault.checks)
            told.put((fault, _outcome(tree, kernels, fault, limits[fault.checks])))
    except BaseException as problem:
        told.put(problem)


def _limit(tree: Path, kernels: Path, checks: Checks) -> float:
    """Seconds after which a fault counts as caught; raises where the tests fail without one."""
    _tests(tree, kernels, checks, 600)  # compiles
    begun = time.monotonic()
    if _tests(tree, kernels, checks, 600) != PASSED:
        raise SystemExit(f"{checks.module}: {' '.join(checks.tests)} fail without a fault")
    return 60 + 5 * (time.monotonic() - begun)


def _outcome(tree: Path, kernels: Path, fault: Fault, limit: float) -> int | None:
    path = tree / PACKAGE / fault.checks.module
    original = path.read_text("utf-8")
    mutated = mutate_code(original, get_operator(f"core/{fault.operator}")(), fault.number)
    assert mutated is not None
    try:
        path.write_text(mutated, "utf-8")
        return _tests(tree, kernels, fault.checks, limit)
    finally:
        path.write_text(original, "utf-8")


def _tests(tree: Path, kernels: Path, checks: Checks, limit: float) -> int | None:
    """Exit code of the tests; None where they ran too long."""
    paths = [f"tests/{path}" for path in checks.tests]
    environment = os.environ | {
        "CI": "1",  # the same examples each time
        "NUMBA_CACHE_DIR": str(kernels),
        "NUMBA_NUM_THREADS": "1",
        "PYTEST_ADDOPTS": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree / "src"),
    }
    if not checks.compiled:
        environment["NUMBA_DISABLE_JIT"] = "1"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly"]
    command += ["-p", "no:cacheprovider", *paths]
    process = subprocess.Popen(
        command,
        cwd=tree,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    if code == NO_TESTS:
        raise SystemExit(f"{checks.module}: no tests in {' '.join(checks.tests)}")
    return code


if __name__ == "__main__":
    sys.exit(main())
