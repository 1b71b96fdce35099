"""Pages and figures that scripts write say what the code says."""

from __future__ import annotations

import runpy
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from docs.pages import DOCS, ROOT
from interim.evaluation.flow import STAGES, Stage


def script(name: str) -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / name), run_name="script")


@pytest.mark.parametrize("name", ["schema_page.py", "stage_order.py", "house_page.py"])
def test_what_the_script_writes_is_current(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    stale = script(name)["main"](["--check"])
    assert not stale, capsys.readouterr().out


def test_a_number_without_a_unit_is_refused() -> None:
    made = script("schema_page.py")
    made["UNITS"].pop("Front.zone_km2")
    with pytest.raises(ValueError, match=r"Front\.zone_km2 is a number without a unit"):
        made["page"]()


def test_a_unit_without_a_key_is_refused() -> None:
    made = script("schema_page.py")
    made["UNITS"]["Front.zone_miles"] = "miles"
    with pytest.raises(ValueError, match="zone_miles"):
        made["page"]()


def test_every_key_of_the_front_is_on_the_page() -> None:
    page = (DOCS / "reference" / "schema.md").read_text(encoding="utf-8")
    rows = page.split("{#war-front}")[1].split("\n### ")[0]
    for key in ("attacker", "zone_km2", "monthly_gain", "monthly_spread", "captured"):
        assert f"| `{key}` | yes |" in rows


def test_the_figure_names_every_stage() -> None:
    drawing = ET.parse(DOCS / "figures" / "stages.svg")
    words = {node.text for node in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert words == {stage.name for stage in STAGES}


def test_arrows_that_follow_from_others_are_left_out_and_stages_stand_after_what_they_need() -> (
    None
):
    made = script("stage_order.py")
    chain = [Stage("a", print), Stage("b", print, ("a",)), Stage("c", print, ("a", "b"))]
    assert made["arrows"](chain) == {("a", "b"), ("b", "c")}
    where, ways = made["places"](STAGES)
    for stage in STAGES:
        assert all(where[earlier][0] < where[stage.name][0] for earlier in stage.needs)
    assert len({where[name] for name in where}) == len(where)
    for way in ways.values():
        assert all(where[b][0] - where[a][0] == 1 for a, b in pairwise(way))
