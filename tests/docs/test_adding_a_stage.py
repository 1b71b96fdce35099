"""The package of docs/adding-a-stage.md is installed as a stranger would, and does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.pages import DOCS
from interim.case.find import TEMPLATE
from interim.interfaces.cli import interim

EXAMPLE = DOCS / "examples" / "margin-stage"
CASE, PLAN = str(TEMPLATE), "interim-rule"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the package is installed, without its dependencies and any index."""
    pytest.importorskip("hatchling", reason="needs what builds packages: requirements-build.lock")
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("source") / EXAMPLE.name)
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    done = run(folder, "pip", "install", "-qq", *options, "--target", str(folder), str(source))
    assert done.returncode == 0, done.stderr
    return folder


def run(installed: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A module of Python in a process that finds what is installed there."""
    path = os.pathsep.join(filter(None, (str(installed), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        # A stranger has pytest and none of our plugins, which take seconds to load.
        env=os.environ | {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )


@pytest.fixture
def found_here(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process finds it, too."""
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.delitem(sys.modules, "margin_stage", raising=False)


def here(*arguments: str) -> str:
    """What a command prints that runs in this process."""
    return CliRunner().invoke(interim, arguments, catch_exceptions=False).stdout


def test_its_own_tests_pass(installed: Path, tmp_path: Path) -> None:
    for tests in EXAMPLE.glob("test_*.py"):
        shutil.copy(tests, tmp_path)
    done = run(installed, "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^4 passed", done.stdout, re.MULTILINE)


def test_the_command_line_runs_it_when_asked_and_not_otherwise(installed: Path) -> None:
    asked = ("evaluate", CASE, PLAN, "--futures", "100", "--json")
    plain = json.loads(here(*asked))
    added = json.loads(run(installed, "interim", *asked, "--stage", "margin_stage:MARGIN").stdout)
    (stage,) = added.pop("stages")
    assert (stage["name"], stage["function"]) == ("margin", "margin_stage:margin")
    assert stage["package"] == "margin-stage 0.1.0"
    assert re.fullmatch(r"[0-9a-f]{16}", stage["code"])
    assert set(added["plans"][PLAN].pop("stages")["margin"]) == {"gain", "least", "both_gain"}
    assert added["plans"]["no-deal"].pop("stages") == {}
    assert added == plain


@pytest.mark.usefixtures("found_here")
def test_the_terminal_shows_it() -> None:
    asked = ("evaluate", CASE, PLAN, "--futures", "100", "--stage", "margin_stage:MARGIN")
    shown = here(*asked)
    assert "margin.both_gain" in shown
    assert "margin is margin_stage:margin of margin-stage 0.1.0" in shown


def test_the_page_shows_the_very_files() -> None:
    page = (DOCS / "adding-a-stage.md").read_text(encoding="utf-8")
    shown = re.findall(r'^--8<-- "(.+)"$', page, re.MULTILINE)
    files = {path.relative_to(DOCS).as_posix() for path in EXAMPLE.iterdir() if path.is_file()}
    assert set(shown) == files
