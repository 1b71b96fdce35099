"""What is possible and hardly meant is warned of, with its place, and leaves a case valid."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import interim
from interim.case.doubts import doubts
from interim.case.find import TEMPLATE, bundled
from interim.foundation.errors import BadInput
from interim.interfaces import cli

WESTERN_SAHARA = Path(__file__).parents[1] / "cases" / "western-sahara"
CASES = [TEMPLATE, WESTERN_SAHARA, *bundled().values()]


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TEMPLATE, tmp_path / "borderland")


def changed(folder, file, old, new):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("where", CASES, ids=lambda path: path.name)
def test_no_case_that_comes_with_interim_is_doubted(where):
    assert not doubts(interim.load(where))


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "said"),
    [
        ("preferences.yaml", "prior: 0.7", "prior: 60", "north.types.limited.prior", "200 times"),
        ("bodies.yaml", "leaning: 0 to 2", "leaning: 24", "patron-of-north.leaning", "-1.15"),
        ("bodies.yaml", "leaning: -0.5 to 1", "leaning: 35 to 45", "popular.leaning", "certain"),
        ("bodies.yaml", "floor: 0.4", "floor: 0.9", "popular.turnout_floor", "0.5 to 0.7"),
        ("bodies.yaml", "swing: 0.3", "swing: 30", "popular.swing", "below 3"),
        ("territory.yaml", "60 to 100", "60000 to 100000", "north-held.people", "in thousands"),
        ("enforcement.yaml", "thousands: 140", "thousands: 140000", "people_thousands", "times"),
        ("referendum.yaml", "size: 30 to 60", "size: 30000 to 60000", "fled.size", "thousands"),
        ("plans/interim-rule.yaml", "date: 2025-11-01", "date: 2034-11-01", "date", "2026-01-01"),
    ],
)  # fmt: skip
def test_each_is_told_with_its_place_and_what_was_meant(folder, file, old, new, path, said):
    found = doubts(interim.load(changed(folder, file, old, new)))
    assert found
    assert all(problem.file and problem.line for problem in found)
    told = [problem for problem in found if path in (problem.path or "")]
    assert any(said in f"{problem.message} {problem.expected}" for problem in told)
    line = (folder / told[0].file).read_text().splitlines()[told[0].line - 1]
    assert told[0].path.rpartition(".")[2] in line


def test_check_warns_and_stays_valid(folder):
    changed(folder, "bodies.yaml", "leaning: 0 to 2", "leaning: 24")
    done = CliRunner().invoke(cli.interim, ["check", str(folder)], obj=[])
    assert done.exit_code == 0
    assert "warning: bodies.yaml:" in done.stderr
    stated = json.loads(
        CliRunner().invoke(cli.interim, ["check", str(folder), "--json"], obj=[]).stdout
    )
    assert stated["valid"]
    assert not stated["errors"]
    assert [each["path"] for each in stated["warnings"]] == [
        "bodies.council.members.patron-of-north.leaning"
    ]


def test_a_zone_that_its_holder_does_not_hold_is_an_error(folder):
    changed(folder, "territory.yaml", "holder: north", "holder: union")
    with pytest.raises(BadInput) as caught:
        interim.load(folder)
    (problem,) = caught.value.problems
    assert problem.file == "territory.yaml"
    assert problem.path == "territory.zones.north-held.holder"
    assert "north" in problem.expected
