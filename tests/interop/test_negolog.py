"""NegoLog's JSON: what is read, and what is refused and where."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interim.foundation.errors import BadInput
from interim.interop.negolog import read_negolog

PROFILE: dict[str, Any] = {
    "reservationValue": 0.3,
    "issueWeights": {"well": 0.75, "price": 0.25},
    "issues": {"well": {"north": 1.0, "south": 0.2}, "price": {"low": 0.0, "high": 1.0}},
}


def folder_of(folder: Path, *profiles: Any) -> Path:
    for letter, profile in zip("ABC", profiles, strict=False):
        text = profile if isinstance(profile, str) else json.dumps(profile, indent=1)
        (folder / f"profile{letter}.json").write_text(text, encoding="utf-8")
    (folder / "specs.json").write_text('{"NumberOfBids": 4, "NumberOfIssues": 2}', "utf-8")
    return folder


def test_a_folder(tmp_path: Path) -> None:
    other = copy.deepcopy(PROFILE)
    other["issues"]["well"] = {"south": 1.0, "north": 0.4}  # the order of values is free
    other["reservationValue"] = 0.0
    scenario = read_negolog(folder_of(tmp_path, PROFILE, other))
    space = scenario.space
    assert (scenario.format, scenario.name) == ("negolog", tmp_path.name)
    assert space.parties == ("profileA", "profileB")
    assert space.options == (("north", "south"), ("low", "high"))
    np.testing.assert_allclose(space.utilities[0], [[0.75, 0.3], [0.15, 0.75]])
    np.testing.assert_allclose(space.utilities[1], [[0.0, 0.0], [0.25, 0.25]])
    np.testing.assert_array_equal(space.disagreement, [0.3, 0.0])


def test_files_instead_of_a_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, PROFILE, PROFILE, PROFILE)
    scenario = read_negolog([folder / "profileC.json", folder / "profileA.json"])
    assert scenario.space.parties == ("profileC", "profileA")


def drop(key: str, inner: str) -> Callable[[dict[str, Any]], None]:
    def change(profile: dict[str, Any]) -> None:
        profile[key].pop(inner)

    return change


def put(*keys: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(profile: dict[str, Any]) -> None:
        for key in keys[:-1]:
            profile = profile[key]
        profile[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "message", "where"),
    [
        (put("issueWeights", "prize", value=0.1), "unknown issue 'prize'", '"prize"'),
        (drop("issueWeights", "well"), "no weight for issue 'well'", '"issueWeights"'),
        (drop("issues", "well"), "unknown issue 'well'", '"well"'),
        (put("issues", "mill", value={}), "another domain: issue 'mill'", '"mill"'),
        (put("issues", "well", "west", value=0), "another domain: value 'west'", '"west"'),
        (put("issues", "well", value={"north": 1}), "has no value 'south'", '"well": {'),
        (put("issues", "well", "north", value=1.5), "out of range", '"north"'),
        (put("issues", "well", "north", value="1"), "not a number", '"north"'),
        (put("issues", "well", "north", value=True), "not a number", '"north"'),
        (put("reservationValue", value=-0.1), "out of range", '"reservationValue"'),
        (put("issueWeights", "well", value=-1), "out of range", '"well"'),
        (put("issueWeights", value={"well": 0, "price": 0}), "every weight is zero", '"well"'),
    ],
)
def test_what_is_wrong_and_on_which_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], message: str, where: str
) -> None:
    profile = copy.deepcopy(PROFILE)
    change(profile)
    folder = folder_of(tmp_path, PROFILE, profile)
    with pytest.raises(BadInput) as error:
        read_negolog(folder)
    (problem,) = error.value.problems
    text = (folder / "profileB.json").read_text(encoding="utf-8")
    assert message in problem.message
    assert problem.file == str(folder / "profileB.json")
    assert problem.line == text[: text.index(where)].count("\n") + 1


def test_nan_and_a_truncated_file(tmp_path: Path) -> None:
    text = json.dumps(PROFILE, indent=1)
    with pytest.raises(BadInput) as error:
        read_negolog(folder_of(tmp_path, PROFILE, text.replace("0.3", "NaN")))
    assert (error.value.problems[0].line, error.value.problems[0].found) == (2, "NaN")
    with pytest.raises(BadInput, match="truncated"):
        read_negolog(folder_of(tmp_path, PROFILE, text[:-20]))


def test_a_folder_without_a_profile(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no NegoLog profile"):
        read_negolog(folder_of(tmp_path))
    with pytest.raises(BadInput, match="cannot be read"):
        read_negolog(tmp_path / "nowhere")
