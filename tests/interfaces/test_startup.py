"""What the command line loads before it does anything: a short answer loads little."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = (
    "altair",
    "dask",
    "ddsketch",
    "distributed",
    "fastapi",
    "h3",
    "jinja2",
    "lxml",
    "numba",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pyproj",
    "rich",
    "scipy",
    "scipy.optimize",
    "scipy.stats",
    "shapely",
    "vl_convert",
    "xarray",
    "zarr",
)
LOADED = """
import sys
from interim.__main__ import main
code = main(sys.argv[2:])
print("loaded:", *[name for name in sys.argv[1].split(",") if name in sys.modules])
sys.exit(code)
"""


def loaded(*arguments: str) -> set[str]:
    """Which heavy packages a command has loaded when it ends, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, ",".join(HEAVY), *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COVERAGE_PROCESS_START": ""},
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("loaded:")]
    return set(line.split()[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("check", "--help"),
        ("evaluate", "--help"),
        ("serve", "--help"),
        ("schema", "--help"),
    ],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


@pytest.mark.parametrize("case", ["ukraine-2026", "kosovo-1999", "cyprus-2004"])
def test_check_loads_what_cells_and_quantities_need(case: str) -> None:
    """h3 knows the cells, numpy and scipy's special functions the quantities."""
    assert loaded("check", case) <= {"h3", "numpy", "scipy"}


def test_reading_a_case_does_not_load_the_stages() -> None:
    code = (
        "import sys, interim; interim.load('kosovo-1999');"
        "print([m for m in sys.modules if m.startswith('interim.stages') or m == 'numba'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_does_load_them() -> None:
    """So that an empty list above means that nothing was loaded, and not that nothing is seen."""
    assert {"numpy", "numba", "scipy"} <= loaded("war", "kosovo-1999", "--futures", "10")


def test_the_workbench_starts_without_what_only_its_later_pages_need() -> None:
    code = """
import sys
from interim.interfaces.workbench.pages import PAGES
from interim.interfaces.workbench.server import application
before = [name for name in sys.argv[1].split(",") if name in sys.modules]
modules = [page.load() for page in PAGES.values()]
assert all(callable(m.around) and callable(m.part) for m in modules)
print(before, "scipy.optimize" in sys.modules)
"""
    heavy = "scipy.stats,scipy.optimize,vl_convert,interim.questions.bridge,interim.insight.explain"
    done = subprocess.run(
        [sys.executable, "-c", code, heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] True"
