"""A party has one colour: on the pages, in every figure, and, lighter, on the map."""

import colorsys
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import interim
from interim.case.model import Case
from interim.interfaces.workbench import colours
from interim.presentation import figures, hold_figure, lasting, map_figure

CSS = Path(colours.__file__).parent / "static" / "workbench.css"


def hue(colour: str) -> float:
    """In turns of the colour circle."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return colorsys.rgb_to_hsv(red, green, blue)[0]


def test_pages_use_the_table_of_the_figures() -> None:
    found = re.findall(r"--party-\d: (#[0-9a-f]{6})", CSS.read_text())
    assert tuple(found) == figures.PARTY


@pytest.mark.parametrize("number", [0, 1])
def test_the_map_has_the_same_hue(number: int) -> None:
    apart = abs(hue(map_figure.COLOURS[number]) - hue(figures.PARTY[number]))
    assert min(apart, 1 - apart) < 0.04


def test_every_figure_of_the_parties_uses_it(cases: dict[str, Case]) -> None:
    case = cases["kosovo-1999"]
    evaluation = interim.evaluate(case, futures=60, seed=1)
    document = evaluation.to_json()
    plan = case.header.plans[0]
    found = lasting.lasting(evaluation, plan)
    drawn = {
        "signing": figures.signing(document, document["plans"]),
        "endings": hold_figure.endings(found, case.principals),
    }
    for name, drawing in drawn.items():
        for colour in figures.PARTY:
            assert colour in drawing, f"{name} does without {colour}"


def test_only_principals_are_marked(cases: dict[str, Case]) -> None:
    case = cases["kosovo-1999"]
    first, second = case.principals[:2]
    assert 'class="mark mark-1"' in colours.mark(case, first)
    assert 'class="mark mark-2"' in colours.mark(case, case.header.parties[second].title)
    assert colours.mark(case, "nobody") == ""


@pytest.mark.parametrize("page", ["design", "compare", "map", "plans"])
def test_pages_mark_the_parties(client: TestClient, cases: dict[str, Case], page: str) -> None:
    found = client.get(f"/template/{page}/part?futures=40").text
    title = cases["template"].header.parties[cases["template"].principals[0]].title
    assert re.search(rf'class="mark mark-1" aria-hidden="true"></span>[^<]*{title}', found)
