"""Things in a folder that are no plain files, and files that no one has written by hand."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from fuzz.targets import campaign, formats
from interim.case.find import TEMPLATE
from interim.case.folder import LARGEST, MOST_FILES
from interim.case.positions import NODES
from interim.case.read import check
from interim.foundation.errors import BadInput
from interim.interop.recognise import read_scenario

LIMIT = 10.0
"""Seconds of the processor: what hangs takes minutes, and a busy machine is slow."""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "case"))


def said(folder: Path) -> list[str]:
    with campaign.limited(LIMIT):
        return [str(problem) for problem in check(folder)]


def in_place_of(path: Path) -> Path:
    path.unlink()
    return path


def test_a_folder_where_a_file_is_expected(case: Path) -> None:
    in_place_of(case / "war.yaml").mkdir()
    assert said(case) == ["war.yaml: a folder stands in the place of a file"]


def test_a_link_to_itself(case: Path) -> None:
    in_place_of(case / "war.yaml").symlink_to("war.yaml")
    assert said(case) == ["war.yaml: a symbolic link that leads nowhere"]


def test_links_in_a_circle(case: Path) -> None:
    in_place_of(case / "war.yaml").symlink_to("other")
    (case / "other").symlink_to("war.yaml")
    assert said(case) == ["war.yaml: a symbolic link that leads nowhere"]


def test_a_folder_of_plans_that_leads_to_itself(case: Path) -> None:
    shutil.rmtree(case / "plans")
    (case / "plans").symlink_to("plans")
    assert any("'plans' is a file" in message for message in said(case))


def test_a_folder_of_plans_that_leads_out(case: Path, tmp_path: Path) -> None:
    shutil.move(case / "plans", tmp_path / "elsewhere")
    (case / "plans").symlink_to(tmp_path / "elsewhere")
    assert any("leads out of the folder" in message for message in said(case))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_file_without_end(case: Path) -> None:
    in_place_of(case / "war.yaml").symlink_to("/dev/zero")
    assert any("leads out of the folder" in message for message in said(case))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_no_one_writes_to(case: Path) -> None:
    os.mkfifo(in_place_of(case / "war.yaml"))
    assert said(case) == ["war.yaml: not a regular file"]


def test_a_line_of_100_megabytes(case: Path) -> None:
    with (case / "war.yaml").open("wb") as stream:
        stream.write(b"front: ")
        stream.truncate(100_000_000)
    assert any("war.yaml: the file is too large" in message for message in said(case))


def test_more_files_than_anyone_writes(case: Path) -> None:
    for number in range(MOST_FILES + 1):
        (case / "lenses" / f"l{number}.yaml").touch()
    assert any("there are too many files in 'lenses'" in message for message in said(case))


def test_more_values_than_anyone_writes(case: Path) -> None:
    (case / "sources.yaml").write_text("a: [" + "1, " * NODES + "]\n")
    assert any(f"more than {NODES:,} values" in message for message in said(case))


def test_thousands_of_mistakes_are_counted_not_listed(case: Path) -> None:
    with (case / "war.yaml").open("a") as stream:
        stream.writelines(f"mistake{number}: 1\n" for number in range(5_000))
    messages = said(case)
    assert "war.yaml: 4800 more problems in this file" in messages
    assert len(messages) < 400


def test_a_file_below_the_limit_is_read(case: Path) -> None:
    with (case / "war.yaml").open("a") as stream:
        stream.write("#" * (LARGEST - 5_000) + "\n")
    assert said(case) == []


# --- negotiations of other tools ----------------------------------------------------------------


@pytest.fixture
def negotiation(tmp_path: Path) -> Path:
    return Path(shutil.copytree(formats.SEEDS / "genius", tmp_path / "genius"))


def refusal(*paths: Path) -> str:
    with campaign.limited(LIMIT), pytest.raises(BadInput) as caught:
        read_scenario(paths)
    return str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_among_the_files_of_a_negotiation(negotiation: Path) -> None:
    os.mkfifo(in_place_of(negotiation / "domain.xml"))
    given = [negotiation / "domain.xml", negotiation / "first.xml"]
    assert "cannot be read: not a regular file" in refusal(*given)


def test_a_link_to_itself_among_the_files_of_a_negotiation(negotiation: Path) -> None:
    in_place_of(negotiation / "domain.xml").symlink_to("domain.xml")
    assert "cannot be read" in refusal(negotiation / "domain.xml", negotiation / "first.xml")


def test_a_negotiation_in_one_line_of_100_megabytes(negotiation: Path) -> None:
    with (negotiation / "domain.xml").open("wb") as stream:
        stream.write(b"<negotiation_template>")
        stream.truncate(100_000_000)
    assert "the file is too large" in refusal(negotiation)


def test_ranges_that_make_more_options_than_a_negotiation_has(negotiation: Path) -> None:
    ranges = "".join(
        f'<issue index="{100 + number}" name="n{number}" type="integer" lowerbound="0" '
        f'upperbound="99999"/>'
        for number in range(900)
    )
    for name in ("domain.xml", "first.xml", "second.xml"):
        path = negotiation / name
        path.write_text(path.read_text().replace("</objective>", ranges + "</objective>"))
    assert "the issues have too many values together" in refusal(negotiation)


def test_a_long_file_in_one_line(tmp_path: Path) -> None:
    values = {f"value{number}": 1 for number in range(40_000)}
    profile = {"reservationValue": 0, "issueWeights": {"n": 1}, "issues": {"n": values}}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile))
    with campaign.limited(LIMIT):
        assert len(read_scenario([path]).space.options[0]) == 40_000
