"""An id is renamed everywhere, and back again without a trace."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from interim.case.find import TEMPLATE, bundled
from interim.case.folder import read_folder
from interim.case.read import load
from interim.case.rename import kinds_of, rename
from interim.foundation.errors import BadInput
from interim.interfaces import cli

WESTERN_SAHARA = Path(__file__).parents[1] / "cases" / "western-sahara"


def copied(tmp_path, origin):
    """A copy of a case with its texts as the reader has them."""
    return Path(shutil.copytree(origin, tmp_path / "copy", ignore=shutil.ignore_patterns(".*")))


@pytest.mark.parametrize(
    ("origin", "old"),
    [
        (TEMPLATE, "north"),
        (TEMPLATE, "union"),
        (TEMPLATE, "status"),
        (TEMPLATE, "deferred"),
        (TEMPLATE, "interim-light"),
        (TEMPLATE, "borderland"),
        (TEMPLATE, "limited"),
        (TEMPLATE, "survey"),
        (TEMPLATE, "before-the-war"),
        (WESTERN_SAHARA, "polisario"),
        (WESTERN_SAHARA, "independence"),
        (WESTERN_SAHARA, "baker-ii-imposed"),
        (bundled()["cyprus-2004"], "greek-cypriots"),
        (bundled()["cyprus-2004"], "eu.entry"),
        (bundled()["kosovo-1999"], "nato"),
    ],
)
def test_there_and_back(tmp_path, origin, old):
    folder = copied(tmp_path, origin)
    before, kinds = read_folder(folder).texts, kinds_of(load(folder))
    changed = rename(folder, old, "quite-another")
    assert changed
    renamed = kinds_of(load(folder))
    assert old not in renamed
    assert {**renamed, old: renamed["quite-another"]} == {**kinds, "quite-another": kinds[old]}
    rename(folder, "quite-another", old)
    assert read_folder(folder).texts == before


def test_a_plan_takes_its_file_along(tmp_path):
    folder = copied(tmp_path, TEMPLATE)
    rename(folder, "interim-rule", "trusteeship")
    assert (folder / "plans" / "trusteeship.yaml").is_file()
    assert not (folder / "plans" / "interim-rule.yaml").exists()
    case = load(folder)
    assert case.talks is not None
    assert "trusteeship" in case.talks.menu


def test_words_for_readers_stay(tmp_path):
    folder = copied(tmp_path, TEMPLATE)
    text = (folder / "case.yaml").read_text().replace("question: Who", "question: why north? Who")
    (folder / "case.yaml").write_text(text)
    rename(folder, "north", "kingdom")
    header = load(folder).header
    assert header.question.startswith("why north?")
    assert header.parties["kingdom"].title == "North"


def test_dotted_names_and_conditions_follow(tmp_path):
    folder = copied(tmp_path, TEMPLATE)
    rename(folder, "union", "league")
    rename(folder, "status", "sovereignty")
    case = load(folder)
    assert case.header.correlations[0].between[0] == "war.patrons.league.withdrawal"
    assert case.bodies["council"].needed_when.endswith("sovereignty is deferred")
    assert any("sovereignty is deferred" in text for text in case.issues.constraints)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nrth", "x", "did you mean 'north'"),
        ("north", "south", "is taken"),
        ("north", "North Land", "is not an id"),
        ("no-deal", "x", "every case has"),
        ("none", "x", "several issues"),
    ],
)
def test_what_is_refused_changes_nothing(tmp_path, old, new, said):
    folder = copied(tmp_path, TEMPLATE)
    before = read_folder(folder)
    with pytest.raises(BadInput, match=said):
        rename(folder, old, new)
    assert read_folder(folder).hash == before.hash


def test_a_bundled_case_is_not_changed():
    with pytest.raises(BadInput, match="bundled"):
        rename("kosovo-1999", "nato", "alliance")


def test_the_command_says_what_changed(tmp_path):
    folder = copied(tmp_path, TEMPLATE)
    done = CliRunner().invoke(cli.interim, ["rename", str(folder), "south", "republic"], obj=[])
    assert done.exit_code == 0
    assert "south is now republic in" in done.output
    assert "preferences.yaml" in done.output


def test_the_document_says_what_changed(tmp_path):
    folder = copied(tmp_path, TEMPLATE)
    asked = ["rename", str(folder), "south", "republic", "--json"]
    said = json.loads(CliRunner().invoke(cli.interim, asked, obj=[]).stdout)
    assert (said["old"], said["new"]) == ("south", "republic")
    assert "preferences.yaml" in said["files"]
