"""GeniusWeb's JSON: what is read, and what is refused and where."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interim.foundation.errors import BadInput, Problem
from interim.interop.geniusweb import read_geniusweb
from interim.interop.json_positions import read_json

DOMAIN = {
    "name": "village",
    "issuesValues": {
        "well": {"values": ["north", "south"]},
        "price": {"range": {"low": 1, "high": 2.6, "step": 0.5}},
    },
}

PROFILE: dict[str, Any] = {
    "LinearAdditiveUtilitySpace": {
        "name": "miller",
        "domain": DOMAIN,
        "issueWeights": {"well": 0.75, "price": 0.25},
        "issueUtilities": {
            "well": {"DiscreteValueSetUtilities": {"valueUtilities": {"north": 1, "south": 0.2}}},
            "price": {
                "numberutils": {
                    "lowValue": 1,
                    "lowUtility": 0,
                    "highValue": 2.6,
                    "highUtility": 0.8,
                }
            },
        },
        "reservationBid": {"issuevalues": {"well": "south", "price": 2}},
    }
}


def written(folder: Path, domain: Any, *profiles: Any) -> tuple[Path, list[Path]]:
    paths = []
    for name, data in [("d.json", domain), *((f"p{i}.json", p) for i, p in enumerate(profiles))]:
        paths.append(folder / name)
        text = data if isinstance(data, str) else json.dumps(data, indent=1)
        paths[-1].write_text(text, encoding="utf-8")
    return paths[0], paths[1:]


def space_of(profile: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = profile["LinearAdditiveUtilitySpace"]
    return inner


def refused(folder: Path, change: Callable[[dict[str, Any]], None]) -> Problem:
    """The one problem of a profile after a change."""
    profile = copy.deepcopy(PROFILE)
    change(space_of(profile))
    with pytest.raises(BadInput) as error:
        read_geniusweb(*written(folder, DOMAIN, PROFILE, profile))
    (problem,) = error.value.problems
    assert problem.file == str(folder / "p1.json")
    return problem


def line_of(folder: Path, text: str, after: str = "") -> int:
    """The line of the second profile in which a text stands, after another."""
    content = (folder / "p1.json").read_text(encoding="utf-8")
    return content[: content.index(text, content.index(after))].count("\n") + 1


def test_utilities_ranges_and_reservation(tmp_path: Path) -> None:
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, PROFILE))
    space = scenario.space
    assert (scenario.name, scenario.format) == ("village", "geniusweb")
    assert (space.parties, space.issues) == (("miller",), ("well", "price"))
    # 1, 1.5, 2, 2.5: the next step would pass the high end.
    assert space.options == (("north", "south"), ("1", "1.5", "2", "2.5"))
    np.testing.assert_allclose(space.utilities[0][:, 0], [0.75, 0.15])
    # (x - 1) / 1.6 of 0.8 is (x - 1) / 2: 0, 0.25, 0.5, 0.75, each a quarter of the whole.
    np.testing.assert_allclose(space.utilities[1][:, 0], [0, 0.0625, 0.125, 0.1875])
    # The bid: south 0.15 and price 2 0.125.
    np.testing.assert_allclose(space.disagreement, [0.275])
    assert scenario.discounts == (1.0,)
    assert scenario.notices == ()


def test_both_names_of_the_evaluator_and_both_forms_of_a_range(tmp_path: Path) -> None:
    other = copy.deepcopy(PROFILE)
    inner = space_of(other)
    inner["name"] = "smith"
    utilities = inner["issueUtilities"]
    utilities["well"] = {"discreteutils": utilities["well"]["DiscreteValueSetUtilities"]}
    utilities["price"] = {"NumberValueSetUtilities": utilities["price"]["numberutils"]}
    inner["domain"]["issuesValues"]["price"] = {"range": ["1", "2.6", "0.5"]}
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, PROFILE, other))
    assert scenario.space.parties == ("miller", "smith")
    for table in scenario.space.utilities:
        np.testing.assert_array_equal(table[:, 0], table[:, 1])


def test_parties_of_one_name_are_named_after_their_files(tmp_path: Path) -> None:
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, PROFILE, PROFILE))
    assert scenario.space.parties == ("p0", "p1")


def test_without_a_reservation_bid_the_disagreement_value_is_zero(tmp_path: Path) -> None:
    profile = copy.deepcopy(PROFILE)
    del space_of(profile)["reservationBid"]
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, profile))
    np.testing.assert_array_equal(scenario.space.disagreement, [0.0])


def test_a_reservation_bid_may_leave_an_issue_open(tmp_path: Path) -> None:
    profile = copy.deepcopy(PROFILE)
    space_of(profile)["reservationBid"]["issuevalues"] = {"well": "south"}
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, profile))
    np.testing.assert_allclose(scenario.space.disagreement, [0.15])
    assert "leaves 'price' open" in scenario.notices[0]


def test_weights_are_brought_to_one_with_a_notice(tmp_path: Path) -> None:
    profile = copy.deepcopy(PROFILE)
    space_of(profile)["issueWeights"] = {"well": 0.6, "price": 0.2}
    scenario = read_geniusweb(*written(tmp_path, DOMAIN, profile))
    np.testing.assert_allclose(scenario.space.utilities[0][:, 0], [0.75, 0.15])
    assert "add up to 0.8" in scenario.notices[0]


def test_a_weight_for_an_unknown_issue(tmp_path: Path) -> None:
    problem = refused(tmp_path, lambda p: p["issueWeights"].update(prize=0.1))
    assert problem.message == "unknown issue 'prize'"
    assert problem.suggestion == "price"
    assert problem.line == line_of(tmp_path, '"prize"')


def test_a_profile_for_another_domain(tmp_path: Path) -> None:
    def rename(profile: dict[str, Any]) -> None:
        profile["domain"]["issuesValues"]["mill"] = profile["domain"]["issuesValues"].pop("well")

    problem = refused(tmp_path, rename)
    assert "another domain" in problem.message
    assert "'mill' is not in d.json" in problem.message
    assert problem.line == line_of(tmp_path, '"mill"')


def test_a_profile_whose_domain_has_another_value(tmp_path: Path) -> None:
    problem = refused(
        tmp_path, lambda p: p["domain"]["issuesValues"]["well"]["values"].append("west")
    )
    assert "'west' of issue 'well' is only in the profile" in problem.message


def test_a_profile_without_an_issue_of_the_domain(tmp_path: Path) -> None:
    problem = refused(tmp_path, lambda p: p["domain"]["issuesValues"].pop("well"))
    assert "issue 'well' of d.json is missing" in problem.message


@pytest.mark.parametrize("utility", [1.2, -0.1])
def test_a_utility_outside_zero_to_one(tmp_path: Path, utility: float) -> None:
    def change(profile: dict[str, Any]) -> None:
        inner = profile["issueUtilities"]["well"]["DiscreteValueSetUtilities"]
        inner["valueUtilities"]["south"] = utility

    problem = refused(tmp_path, change)
    assert (problem.message, problem.found) == ("out of range", str(utility))
    assert problem.expected == "a number from 0 to 1"
    assert problem.line == line_of(tmp_path, '"south"', "valueUtilities")


def test_a_missing_utility_and_an_unknown_value(tmp_path: Path) -> None:
    def change(profile: dict[str, Any]) -> None:
        inner = profile["issueUtilities"]["well"]["DiscreteValueSetUtilities"]
        inner["valueUtilities"]["sooth"] = inner["valueUtilities"].pop("south")

    problem = refused(tmp_path, change)
    assert "unknown value 'sooth'" in problem.message
    assert problem.suggestion == "south"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("lowValue", 0, "utilities for another range"),
        ("highValue", 2, "utilities for another range"),
        ("highValue", 0.5, "the range is empty"),
        ("highUtility", 1.5, "out of range"),
    ],
)
def test_utilities_that_do_not_fit_a_range(
    tmp_path: Path, key: str, value: float, message: str
) -> None:
    problem = refused(
        tmp_path, lambda p: p["issueUtilities"]["price"]["numberutils"].update({key: value})
    )
    assert message in problem.message


def test_an_evaluator_of_no_known_kind(tmp_path: Path) -> None:
    problem = refused(tmp_path, lambda p: p["issueUtilities"].update(well={"oracle": {}}))
    assert "no evaluator" in problem.message
    assert problem.found == "oracle"


def test_a_bid_with_an_unknown_value(tmp_path: Path) -> None:
    problem = refused(tmp_path, lambda p: p["reservationBid"]["issuevalues"].update(well="nowhere"))
    assert problem.message == "unknown value 'nowhere'"


def test_another_kind_of_profile(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no linear additive profile"):
        read_geniusweb(*written(tmp_path, DOMAIN, {"SumOfGroupsUtilitySpace": {}}))


@pytest.mark.parametrize(
    "range_",
    [
        {"low": 1, "high": 0, "step": 1},
        {"low": 1, "high": 2, "step": 0},
        {"low": 0, "high": 1, "step": 1e-9},
        {"low": 0, "high": "NaN", "step": 1},
        [0, 1],
    ],
)
def test_a_range_that_is_none(tmp_path: Path, range_: Any) -> None:
    domain = {"name": "x", "issuesValues": {"price": {"range": range_}}}
    with pytest.raises(BadInput) as error:
        read_geniusweb(*written(tmp_path, domain, PROFILE))
    assert error.value.problems[0].line


def test_no_profile_and_no_issue(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no profile"):
        read_geniusweb(*written(tmp_path, DOMAIN))
    with pytest.raises(BadInput, match="no issue"):
        read_geniusweb(*written(tmp_path, {"issuesValues": {}}, PROFILE))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n "a": [1,\n 2', 3, "the file ends too early"),
        ('{\n "a', 2, "unterminated string"),
        ("", 1, "the file ends too early"),
        ('{\n "a": NaN}', 2, "malformed JSON"),
        ('{\n "a": -Infinity}', 2, "malformed JSON"),
        ('{\n "a": 1e999}', 2, "malformed JSON"),
        ('{\n "a": 1,\n "a": 2}', 3, "the key 'a' stands twice; the first is on line 2"),
        ('{\n "a": 1,\n}', 3, "malformed JSON"),
        ("{\n 'a': 1}", 2, "malformed JSON"),
        ("[1]\n2", 2, "malformed JSON"),
        ('["\\ud800"]', 1, "half of a character"),
        ("[" * 40, 1, "nested"),
        ('{"a": 01}', 1, "malformed JSON"),
    ],
)
def test_malformed_json_says_where(text: str, line: int, message: str) -> None:
    with pytest.raises(BadInput) as error:
        read_json(text, "x.json")
    (problem,) = error.value.problems
    assert message in problem.message
    assert (problem.file, problem.line) == ("x.json", line)


def test_json_is_read_as_python_reads_it() -> None:
    text = '\n{"a": [1, -2.5e3, true, null, "x\\u00e9\\/\\ud83d\\ude00"],\t"b": {}, "c": []}\r\n'
    document = read_json(text, "x.json")
    assert document.data == json.loads(text)
    assert document.position(("a", 1)).line == 2
    assert document.position(("a", 1)).column == text.split("\n")[1].index("-2.5") + 1


def test_not_utf8_and_not_there(tmp_path: Path) -> None:
    broken = tmp_path / "b.json"
    broken.write_bytes(b'{"a":\n "\xff"}')
    with pytest.raises(BadInput) as error:
        read_geniusweb(broken, [])
    assert error.value.problems[0].line == 2
    with pytest.raises(BadInput, match="cannot be read"):
        read_geniusweb(tmp_path / "nowhere.json", [])


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    domain, profiles = written(tmp_path, "\ufeff" + json.dumps(DOMAIN), PROFILE)
    assert read_geniusweb(domain, profiles).name == "village"
