"""`interim map` and `interim map import`."""

import json

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from interim.foundation.errors import BadInput
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


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["Донецька область", "Луганська область"], ["unit-1", "unit-2"]),
        (["دارفور", "كردفان"], ["unit-1", "unit-2"]),
        (["Łódź", "Sud-Ubangi", "Århus"], ["lodz", "sud-ubangi", "arhus"]),
        (["Район 5", "West"], ["unit-1", "west"]),
    ],
)
def test_each_name_is_a_unit_of_its_own_with_its_title_as_written(tmp_path, names, ids):
    features = [square(name, 20 + 2 * k, 45) for k, name in enumerate(names)]
    out = tmp_path / "ground"
    done = run(
        "import", written(tmp_path / "b.geojson", *features), "--resolution", 4, "--out", out
    )
    assert done.exit_code == 0, done.output
    made = YAML(typ="safe").load(out / "territory.yaml")
    assert {unit: entry["title"] for unit, entry in made["units"].items()} == dict(
        zip(ids, names, strict=True)
    )
    held = {row.split(",")[1] for row in (out / "cells.csv").read_text().splitlines()[1:]}
    assert held == set(ids)


def test_names_that_would_collide_are_refused(tmp_path):
    borders = written(tmp_path / "b.geojson", square("Öst", 20, 45), square("Ost", 22, 45))
    done = run("import", borders, "--out", tmp_path / "ground")
    assert isinstance(done.exception, BadInput)
    assert "'Öst' and 'Ost'" in str(done.exception)
    assert not (tmp_path / "ground").exists()


def test_a_holder_needs_no_name_and_a_byte_order_mark_is_read(tmp_path):
    borders, line = tmp_path / "b.geojson", tmp_path / "held.geojson"
    feature = square("x", 20, 45)
    feature["properties"] = {"province": "West"}
    nameless = {**square("x", 20, 45), "properties": {}}
    for path, one in ((borders, feature), (line, nameless)):
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), "utf-8-sig")
    done = run(
        "import", borders, "--unit-key", "province", "--holder", f"tc={line}", "--resolution", 4,
        "--out", tmp_path / "ground",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "west, held by tc: 8,6" in done.output
