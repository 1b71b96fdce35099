"""`interim map` and `interim map import`."""

import json

import pytest
from click.testing import CliRunner

from interim.interfaces.cli import interim as cli


def run(*arguments):
    return CliRunner().invoke(cli, ["map", *map(str, arguments)])


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_map_is_written(template, tmp_path, kind):
    file = tmp_path / f"map.{kind}"
    done = run(template, "interim-rule", "--out", file)
    assert done.exit_code == 0, done.output
    assert file.stat().st_size > 1000
    assert str(file) in done.output


def test_who_stands_where_as_json(template):
    done = run(template, "interim-rule", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["phase"] == "in-force"
    assert {"cell", "unit", "holder", "forces", "police", "administration"} <= set(
        document["cells"][0]
    )
    area = sum(row["area_km2"] for row in document["cells"])
    assert sum(row["area_km2"] for row in document["totals"]["forces"]) == pytest.approx(area)


def test_the_line_of_contact_and_the_withdrawal_as_json():
    done = run("ukraine-2026", "joseph-1244", "--phase", "withdrawal", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert list(document["phases"])[:3] == ["today", "withdrawal", "in-force"]
    leaving = sum(row["area_km2"] for row in document["cells"] if row["leaving"] == "ukraine")
    assert leaving == pytest.approx(5285, abs=1)
    assert 0 < document["line"]["smooth_km"] < document["line"]["edges_km"]


def test_what_lies_open_when_a_plan_is_broken():
    done = run("ukraine-2026", "joseph-1244", "--phase", "breach", "--json")
    assert done.exit_code == 0, done.output
    breach = json.loads(done.stdout)["breach"]
    assert breach["zone"] == "open"
    assert breach["open"]["area_km2"] == pytest.approx(5285, abs=1)
    assert 0 < breach["walkover"]["ukraine"]["median"] < breach["walkover"]["russia"]["median"] < 1
    done = run("ukraine-2026", "freeze", "--phase", "breach", "--json")
    breach = json.loads(done.stdout)["breach"]
    assert breach["walkover"] == {"russia": None, "ukraine": None}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-plan"], "unknown plan 'no-such-plan'"),
        (["interim-rule", "--phase", "never"], "unknown phase 'never'"),
        (["interim-rule", "--out", "map.pdf"], "ends in .svg or .png"),
    ],
)
def test_bad_input(template, arguments, said):
    done = CliRunner().invoke(cli, ["map", str(template), *arguments])
    assert done.exit_code != 0
    assert said in done.output + str(done.exception)


def square(name, x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def written(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_borders_become_cells(tmp_path):
    borders = written(tmp_path / "b.geojson", square("West Land", 20, 45), square("East", 21, 45))
    line = written(tmp_path / "rebels.geojson", square("held", 21, 45))
    out = tmp_path / "ground"
    done = run(
        "import", borders, "--holder", line, "--holder-default", "state", "--resolution", 4,
        "--out", out,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "west-land, held by state: 8,6" in done.output
    assert "east, held by rebels: 8,6" in done.output
    assert (out / "cells.csv").read_text().startswith("cell,unit,holder,area_km2\n")
    assert "west-land:" in (out / "territory.yaml").read_text()
