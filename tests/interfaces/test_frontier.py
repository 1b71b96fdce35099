"""`interim frontier`: what it promises, on the small made-up case and on a scenario."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Space
from interim.case.read import load
from interim.foundation.errors import BadInput
from interim.interfaces.commands.frontier import frontier
from interim.interfaces.terminal.frontier import packages
from interim.interfaces.terminal.screen import show
from interim.interop.genius_write import write_genius
from interim.presentation import frontier_figure
from interim.presentation.drawing import drawn
from interim.presentation.labels import LINE, place, width
from interim.questions import frontier as frontiers


def run(*arguments: str):
    result = CliRunner().invoke(frontier, arguments, obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def document(template: Path):
    return json.loads(run(str(template), "--json", "--futures", "200").stdout)


def three_parties() -> Scenario:
    space = Space(
        parties=("a", "b", "c"),
        issues=("x", "y"),
        options=(("0", "1"), ("0", "1", "2")),
        utilities=(
            np.array([[0.5, 0.0, 0.2], [0.0, 0.5, 0.2]]),
            np.array([[0.5, 0.0, 0.3], [0.2, 0.3, 0.8], [0.0, 0.5, 0.1]]),
        ),
        disagreement=np.array([0.1, 0.1, 0.4]),
    )
    return Scenario("Lake", "genius", space, (1.0, 1.0, 1.0), ("weights of a add up to 2",))


def test_the_document_has_what_the_contract_promises(document, template):
    case = load(template)
    assert document["parties"] == list(case.principals)
    assert document["outcomes"] == 108
    assert document["complete"] is True
    assert len(document["disagreement"]) == 2
    assert document["warnings"] == []
    assert list(document["solutions"]) == [
        "nash",
        "kalai_smorodinsky",
        "egalitarian",
        "utilitarian",
    ]
    assert len(document["points"]) == document["efficient"] > 1
    first = [point["utilities"][0] for point in document["points"]]
    assert first == sorted(first)
    for point in itertools.chain(document["points"], *document["solutions"].values()):
        assert set(point["package"]) == set(case.issues.issues)
        assert all(
            u >= d - 1e-9 for u, d in zip(point["utilities"], document["disagreement"], strict=True)
        )


def test_points_and_plans_are_worth_what_the_space_says(document, template):
    case = load(template)
    space = frontiers.space_of(case)
    for point in document["points"]:
        assert space.values(point["package"]).tolist() == pytest.approx(point["utilities"])
    for plan, known in document["plans"].items():
        assert known["package"] == case.package(plan)
        assert space.values(known["package"]).tolist() == pytest.approx(known["utilities"])
        for step in (*known["steps"], *known["keeping_red_lines"]["steps"], *known["trades"]):
            assert min(step["gains"]) > 0
            after = {**known["package"], **{c["issue"]: c["to"] for c in step["changes"]}}
            assert after == step["package"]
            assert all(known["package"][c["issue"]] == c["from"] for c in step["changes"])
        # A bound on red lines leaves fewer packages to improve to.
        assert known["keeping_red_lines"]["distance"] <= known["distance"] + 1e-9
    assert "no-deal" not in document["plans"]


def test_shares_of_futures_have_their_interval(document):
    for told in (*document["plans"].values(), *document["solutions"]["nash"]):
        assert told["preferred"]["low"] <= told["preferred"]["p"] <= told["preferred"]["high"]
        assert told["preferred"]["n"] == 200
        for refusal in told["refusal"].values():
            assert 0 <= refusal["low"] <= refusal["median"] <= refusal["high"] <= 1


def test_the_range_is_as_wide_as_the_frontier(document):
    utilities = np.array([point["utilities"] for point in document["points"]])
    assert document["range"]["best"] == pytest.approx(utilities.max(axis=0).tolist())
    assert document["range"]["least"] == pytest.approx(utilities.min(axis=0).tolist())
    assert document["range"]["counted"] is True


def test_wider_bounds_on_red_lines_leave_no_less(document):
    counts = [w["refusal"] for w in document["within_red_lines"]]
    assert counts == sorted(counts)
    for rule in document["solutions"]:
        if rule == "utilitarian":
            best = [
                sum(w["solutions"][rule][0]["utilities"])
                for w in document["within_red_lines"]
                if w["solutions"][rule]
            ]
            assert best == sorted(best)
            assert best[-1] <= sum(document["solutions"][rule][0]["utilities"]) + 1e-9


def test_a_setting_moves_the_numbers(document, template):
    name = next(n for n in load(template).quantities if n.endswith(".weight"))
    other = json.loads(
        run(str(template), "--json", "--futures", "50", "--set", f"{name}=0.9").stdout
    )
    assert other["points"] != document["points"]
    assert other["settings"] == {name: "0.9"}


def test_a_limit_that_cuts_is_said(template):
    limited = (str(template), "--futures", "50", "--limit", "2")
    cut = json.loads(run(*limited, "--json").stdout)
    assert cut["complete"] is False
    assert any("limit" in warning for warning in cut["warnings"])
    assert "INCOMPLETE" in run(*limited).stdout


def test_the_page_names_plans_rules_and_range(template):
    page = run(str(template), "--futures", "200").stdout
    case = load(template)
    for plan in case.header.plans:
        if plan != "no-deal":
            assert case.plans[plan].short in page
    for words in ("Nash", "Kalai-Smorodinsky", "egalitarian", "utilitarian", "Bargaining range"):
        assert words in page
    assert "108 packages of four issues" in page


def test_a_scenario_of_three_parties_on_the_page(capsys):
    found = frontiers.scenario_frontier(three_parties())
    document = found.to_json()
    assert "plans" not in document
    assert document["warnings"] == ["weights of a add up to 2"]
    show(packages(document))
    page = capsys.readouterr().out
    assert "Lake: 6 packages of two issues" in page
    assert "a, b and c prefer to no agreement (exact)" in page
    assert "Note: weights of a add up to 2." in page


def test_an_empty_range_is_said(capsys):
    scenario = three_parties()
    space = frontiers.replace(scenario.space, disagreement=np.array([0.9, 0.9, 0.9]))
    found = frontiers.scenario_frontier(Scenario("Lake", "genius", space, (1.0,) * 3))
    document = found.to_json()
    assert document["points"] == []
    assert document["range"]["empty"] is True
    assert document["range"]["best"] is None
    show(packages(document))
    assert "Bargaining range: empty" in capsys.readouterr().out
    assert drawn(frontier_figure.figure(found), "svg").startswith(b"<svg")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_picture_is_whole(kind, template, tmp_path):
    path = tmp_path / f"frontier.{kind}"
    run(str(template), "--futures", "50", "--plot", str(path))
    content = path.read_bytes()
    assert content.startswith(b"<svg" if kind == "svg" else b"\x89PNG")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    if kind == "svg":
        case = load(template)
        for plan in case.header.plans:
            if plan != "no-deal":
                assert case.plans[plan].short.encode() in content
        for said in (b"Nash", b"fighting on", b"known plan", b"value to North (0 its worst"):
            assert said in content


def test_every_pair_of_three_parties_has_a_panel():
    found = frontiers.scenario_frontier(three_parties())
    svg = drawn(frontier_figure.figure(found), "svg").decode()
    assert svg.count(">utility of a<") == 2
    assert svg.count(">utility of c<") == 2
    assert "projection on two of 3 parties" in svg


def test_a_picture_of_one_party_is_refused():
    lone = Space(("a",), ("x",), (("0",),), (np.zeros((1, 1)),), np.zeros(1))
    with pytest.raises(ValueError, match="two parties"):
        frontier_figure.figure(frontiers.scenario_frontier(Scenario("L", "negmas", lone, (1.0,))))


def test_names_cover_neither_each_other_nor_points():
    rng = np.random.default_rng(0)
    size = (600.0, 470.0)
    points = [
        (f"a plan called {k}", float(x), float(y))
        for k, (x, y) in enumerate(rng.uniform([80, 40], [520, 430], (14, 2)))
    ]
    labels = place(points, size)
    assert [label.name for label in labels] == [name for name, _, _ in points]
    boxes = [(b.x, b.y - LINE / 2, b.x + width(b.name), b.y + LINE / 2) for b in labels]
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for box in boxes:
        assert min(box) >= 0
        assert box[2] <= size[0]
        assert box[3] <= size[1]
        for _, x, y in points:
            assert not (box[0] < x < box[2] and box[1] < y < box[3])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plot", "picture.pdf"), ".svg or .png"),
        (("--limit", "1"), "at least one point for each of 2"),
        (("--set", "x"), "NAME=VALUE"),
    ],
)
def test_bad_options_are_refused(arguments, said, template):
    result = run(str(template), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_unknown_case_is_named_with_the_nearest(tmp_path):
    with pytest.raises(BadInput, match="kosovo-1999"):
        run("kosovo-1998")


def test_an_unknown_lens_is_refused(template):
    with pytest.raises(BadInput, match="lens"):
        run(str(template), "--lens", "nobody")


def test_a_scenario_written_as_genius_is_read_and_searched(tmp_path):
    files = write_genius(three_parties(), tmp_path / "lake")
    read = json.loads(run(*map(str, files), "--json").stdout)
    own = frontiers.scenario_frontier(three_parties()).to_json()
    assert read["outcomes"] == 6
    assert read["efficient"] == own["efficient"]
    np.testing.assert_allclose(
        [point["utilities"] for point in read["points"]],
        [point["utilities"] for point in own["points"]],
        atol=1e-9,
    )
    result = run(*map(str, files), "--lens", "x")
    assert result.exit_code == 2
    assert "--lens is for cases" in result.stderr


def test_a_case_is_written_for_other_tools(template, tmp_path):
    result = run(str(template), "--futures", "50", "--export-negmas", str(tmp_path / "negmas"))
    assert any((tmp_path / "negmas").iterdir())
    assert result.exit_code == 0
    # Genius knows no constraints, and the case has some.
    with pytest.raises(BadInput, match="constraints"):
        run(str(template), "--futures", "50", "--export-genius", str(tmp_path / "genius"))
    assert not (tmp_path / "genius").exists()


@pytest.mark.slow
def test_the_docs_show_what_a_run_prints():
    docs = Path(__file__).parents[2] / "docs" / "bargaining.md"
    blocks = re.findall(r"```text\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    printed = run("ukraine-2026").stdout.splitlines()
    shown = [line for block in blocks for line in block.splitlines() if line]
    assert len(shown) > 40
    assert [line for line in shown if line not in printed] == []
