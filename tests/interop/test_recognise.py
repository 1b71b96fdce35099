"""Formats are told apart by what files say, not by their names."""

import json
from pathlib import Path
from typing import Any

import pytest

from interim.foundation.errors import BadInput
from interim.interop.recognise import read_scenario

GENIUS_DOMAIN = """

<?xml version="1.0" encoding="UTF-8"?>
<!-- made up -->
<negotiation_template>
  <utility_space number_of_issues="1">
    <objective index="0" name="village" type="objective" etype="objective">
      <issue index="1" name="well" type="discrete" etype="discrete" vtype="discrete">
        <item index="1" value="north"/>
        <item index="2" value="south"/>
      </issue>
    </objective>
  </utility_space>
</negotiation_template>
"""

GENIUS_PROFILE = """<utility_space>
  <objective index="0" name="village" type="objective" etype="objective">
    <issue index="1" name="well" type="discrete" etype="discrete" vtype="discrete">
      <item index="1" value="north" evaluation="2"/>
      <item index="2" value="south" evaluation="1"/>
    </issue>
    <weight index="1" value="1.0"/>
  </objective>
</utility_space>
"""

WEB_DOMAIN = {"name": "village", "issuesValues": {"well": {"values": ["north", "south"]}}}
WEB_PROFILE = {
    "LinearAdditiveUtilitySpace": {
        "issueWeights": {"well": 1},
        "issueUtilities": {"well": {"discreteutils": {"valueUtilities": {"north": 1, "south": 0}}}},
    }
}
NEGOLOG = {"issueWeights": {"well": 1}, "issues": {"well": {"north": 1, "south": 0}}}
SPECIALS = {"size": 2, "nash": {}, "kalai": {}, "pareto_front": []}
SPECS = {"NumberOfBids": 2, "NumberOfIssues": 1}

NEGMAS_SPACE = """type: CartesianOutcomeSpace
name: village
issues:
- {name: well, type: CategoricalIssue, values: [north, south]}
"""
NEGMAS_FUNCTION = """type: LinearAdditiveUtilityFunction
name: miller
reserved_value: 0
values:
- {type: TableFun, mapping: {north: 1, south: 0}}
"""

FOLDERS: dict[str, dict[str, Any]] = {
    "genius": {
        "a.xml": GENIUS_PROFILE,
        "b.xml": GENIUS_PROFILE,
        "pareto.xml": "0.1, 1.0\n1.0, 0.5\n",
        "z.xml": GENIUS_DOMAIN.lstrip(),
    },
    "geniusweb": {
        "a.json": WEB_PROFILE,
        "b.json": WEB_PROFILE,
        "specials.json": SPECIALS,
        "z.json": WEB_DOMAIN,
    },
    "negolog": {"a.json": NEGOLOG, "b.json": NEGOLOG, "specs.json": SPECS},
    "negmas": {
        "_stats.yaml": "opposition: 0.2\n",
        "a.yml": NEGMAS_FUNCTION,
        "b.yml": NEGMAS_FUNCTION,
        "z.yml": NEGMAS_SPACE,
    },
}


def fill(folder: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("format_", FOLDERS)
def test_a_folder_of_each_format(tmp_path: Path, format_: str) -> None:
    scenario = read_scenario([fill(tmp_path, FOLDERS[format_])])
    assert scenario.format == format_
    assert scenario.space.issues == ("well",)
    assert scenario.space.options == (("north", "south"),)
    assert scenario.space.parties == ("a", "b")
    assert not [notice for notice in scenario.notices if "left aside" in notice]


@pytest.mark.parametrize("format_", FOLDERS)
def test_names_say_nothing(tmp_path: Path, format_: str) -> None:
    """The same files under names without meaning, the last profile first."""
    paths = []
    for number, content in enumerate(reversed(FOLDERS[format_].values())):
        if content == "opposition: 0.2\n":
            continue
        path = fill(tmp_path, {f"{number}.txt": content}) / f"{number}.txt"
        paths.append(path)
    scenario = read_scenario(paths)
    assert scenario.format == format_
    assert len(scenario.space.parties) == 2
    # Read from the last to the first, so that the domain, which sorts last, came first.
    assert set(scenario.space.parties) <= {path.stem for path in paths}


def test_a_domain_and_profiles_in_the_order_given(tmp_path: Path) -> None:
    folder = fill(tmp_path, FOLDERS["geniusweb"])
    paths = [folder / name for name in ("b.json", "z.json", "a.json")]
    assert read_scenario(paths).space.parties == ("b", "a")
    assert read_scenario(paths[:2]).space.parties == ("b",)


def test_other_files_of_a_folder_are_named_in_a_notice(tmp_path: Path) -> None:
    fill(tmp_path, {**FOLDERS["negolog"], "x.json": {"hello": 1}, "readme.txt": "?", "e.json": ""})
    scenario = read_scenario([tmp_path])
    assert scenario.notices == (
        "e.json is left aside: an empty file",
        "x.json is left aside: JSON with keys hello",
    )


def test_what_was_found_in_each_file(tmp_path: Path) -> None:
    contents = {
        "a.json": {"hello": 1, "world": 2},
        "b.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><svg/>",
        "c.yml": "plans: 1\nparties: 2\n",
        "d.txt": "Dear all",
        "e.json": "[1, 2]",
        "f.json": "",
    }
    fill(tmp_path, contents)
    with pytest.raises(BadInput) as error:
        read_scenario([tmp_path / name for name in contents])
    problems = error.value.problems
    assert [Path(str(problem.file)).name for problem in problems] == list(contents)
    assert [problem.found for problem in problems] == [
        "JSON with keys hello, world",
        "XML with root <svg>",
        "YAML with keys plans, parties",
        "text: 'Dear all'",
        "JSON that is no mapping",
        "an empty file",
    ]
    assert all("NegMAS" in str(problem.expected) for problem in problems)


def test_one_file_that_does_not_belong(tmp_path: Path) -> None:
    folder = fill(tmp_path, {**FOLDERS["geniusweb"], "x.json": {"hello": 1}})
    with pytest.raises(BadInput) as error:
        read_scenario([folder / name for name in ("z.json", "a.json", "x.json")])
    (problem,) = error.value.problems
    assert problem.file == str(folder / "x.json")


def test_several_formats(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"z.json": WEB_DOMAIN, "a.json": WEB_PROFILE, "n.json": NEGOLOG})
    with pytest.raises(BadInput, match="several formats"):
        read_scenario([folder])


@pytest.mark.parametrize("format_", ["genius", "geniusweb", "negmas"])
def test_a_domain_without_profiles_and_profiles_without_domain(
    tmp_path: Path, format_: str
) -> None:
    files = FOLDERS[format_]
    last = list(files)[-1]
    folder = fill(tmp_path, files)
    with pytest.raises(BadInput, match="a domain without a profile"):
        read_scenario([folder / last])
    first = next(name for name in files if name.startswith("a"))
    with pytest.raises(BadInput) as error:
        read_scenario([folder / first])
    assert error.value.problems[0].found == "none"


def test_two_domains(tmp_path: Path) -> None:
    folder = fill(tmp_path, {**FOLDERS["geniusweb"], "y.json": WEB_DOMAIN})
    with pytest.raises(BadInput) as error:
        read_scenario([folder])
    assert error.value.problems[0].found == "y.json, z.json"


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file of a negotiation is given"):
        read_scenario([])
    with pytest.raises(BadInput, match="no file of a negotiation"):
        read_scenario([tmp_path])
    with pytest.raises(BadInput, match="cannot be read"):
        read_scenario([tmp_path / "nowhere"])
    with pytest.raises(BadInput, match="a folder among several paths"):
        read_scenario([tmp_path, tmp_path])
    with pytest.raises(BadInput, match="no file of a negotiation"):
        read_scenario([fill(tmp_path, {"specials.json": SPECIALS})])


def test_a_truncated_file_is_never_left_aside(tmp_path: Path) -> None:
    fill(tmp_path, {**FOLDERS["negolog"], "c.json": '{"issueWeights": {"well":\n 1'})
    with pytest.raises(BadInput) as error:
        read_scenario([tmp_path])
    (problem,) = error.value.problems
    assert problem.file == str(tmp_path / "c.json")
    assert (problem.line, "truncated" in problem.message) == (2, True)


def test_nan_has_its_line(tmp_path: Path) -> None:
    text = json.dumps(NEGOLOG, indent=1).replace('"south": 0', '"south": NaN')
    fill(tmp_path, {**FOLDERS["negolog"], "b.json": text})
    with pytest.raises(BadInput) as error:
        read_scenario([tmp_path])
    (problem,) = error.value.problems
    assert (problem.found, problem.file) == ("NaN", str(tmp_path / "b.json"))
    assert problem.line == text[: text.index("NaN")].count("\n") + 1


def test_a_deal_of_several_deals_is_refused(tmp_path: Path) -> None:
    (tmp_path / "edges").mkdir()
    fill(tmp_path, {"center.yml": "type: x.CenterUFun\n"})
    with pytest.raises(BadInput, match="several deals at once"):
        read_scenario([tmp_path])


def test_yaml_that_is_json_and_quoted_keys(tmp_path: Path) -> None:
    space = '"type": "DiscreteCartesianOutcomeSpace"\n"name": "v"\n"issues":\n'
    space += '  - {"name": "well", "type": "CategoricalIssue", "values": ["north", "south"]}\n'
    fill(
        tmp_path,
        {
            "a.yml": space,
            "b.json": json.dumps(
                {
                    "type": "LinearAdditiveUtilityFunction",
                    "values": [{"type": "TableFun", "mapping": {"north": 1, "south": 0}}],
                }
            ),
        },
    )
    assert read_scenario([tmp_path]).format == "negmas"
