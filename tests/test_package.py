"""The package itself: what `import interim` gives and when."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import interim

ROOT = Path(__file__).parents[1]


def run(code: str) -> str:
    """Run code in a fresh interpreter, where nothing of interim is loaded yet."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_version_is_the_one_that_is_packaged():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert interim.__version__ == project["version"]


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, interim; print([m for m in ('numba', 'scipy', 'xarray') if m in sys.modules])"
    )
    assert run(code) == "[]"


@pytest.mark.parametrize(
    "first",
    ["", "import interim.evaluation.flow", "from interim import evaluate", "interim.evaluate"],
    ids=["at once", "its module first", "by name", "asked twice"],
)
def test_evaluate_is_the_function_however_it_is_reached(first):
    code = f"import interim\n{first}\nprint(type(interim.evaluate).__name__)"
    assert run(code) == "function"


def test_load_is_found():
    assert callable(interim.load)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'evalaute'"):
        _ = interim.evalaute
