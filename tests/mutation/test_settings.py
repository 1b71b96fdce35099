"""The settings of `scripts/mutation.py` name modules, tests and lines that are there."""

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src" / "interim"
TESTS = tomllib.loads((HERE / "tests.toml").read_text("utf-8"))["tests"]
EQUIVALENT = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("fault", [])


@pytest.mark.parametrize("folder", TESTS)
def test_every_module_of_a_folder_has_its_tests(folder):
    there = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    assert set(TESTS[folder]) == there
    for entry in TESTS[folder].values():
        for path in entry["tests"] if isinstance(entry, dict) else entry:
            assert (HERE.parent / path).is_file(), path


def test_faults_that_change_nothing_are_in_lines_that_are_there():
    for fault in EQUIVALENT:
        assert fault["because"]
        lines = (PACKAGE / fault["module"]).read_text("utf-8").splitlines()
        assert fault["before"] in {line.strip() for line in lines}, fault
