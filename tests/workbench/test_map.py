"""The page that shows who stands where, and a zone with its equal on the other side."""

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

import interim
from interim.case.model import Case
from interim.interfaces.workbench.pages import map as page_module
from interim.interfaces.workbench.view import parse
from interim.presentation.zone_figure import Cells
from interim.territory.standing import ground, standing, titles, totals
from workbench.conftest import Visit, browsing
from workbench.waiting import settled

PLAN = "interim-rule"


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_page_says_first_and_shows_then(shared_client: TestClient, small: Case) -> None:
    page = shared_client.get(f"/{small.id}/map?plan={PLAN}").text
    assert page.index('class="lead"') < page.index('<figure class="map">') < page.index("<table>")
    assert "No position on any claim is implied" in page
    assert " km</text>" in page  # the scale bar
    assert not re.search(r"\sstyle=", page)  # the security policy would drop it


def test_numbers_are_those_of_the_ground(shared_client: TestClient, small: Case) -> None:
    page = shared_client.get(f"/{small.id}/map/part?plan={PLAN}&phase=in-force&show=forces").text
    table = totals(small, standing(small, small.plans[PLAN], "in-force"), "forces")
    page = re.sub(r'<span class="mark mark-\d" aria-hidden="true"></span>', "", page)
    for title, area in zip(table["title"], table["area_km2"], strict=True):
        assert f'<th scope="row">{html.escape(title)}</th><td>{area:,.0f} km²</td>' in page


def test_today_and_in_force_differ(shared_client: TestClient, cases: dict[str, Case]) -> None:
    case = cases["kosovo-1999"]
    assert case.territory.ground
    today, later = (
        shared_client.get(f"/{case.id}/map/part?phase={phase}").text
        for phase in ("today", "in-force")
    )
    assert re.search(r'class="lead">Today [^<]+ holds', today)
    assert re.search(r'class="lead">In force[^<]+ pass from', later)


@pytest.fixture(scope="module")
def ukraine() -> Case:
    return interim.load("ukraine-2026")


@pytest.fixture(scope="module")
def over_ukraine(ukraine: Case) -> Iterator[TestClient]:
    """A browser at a workbench over it, which draws each map once; nothing is saved there."""
    yield from browsing({ukraine.id: ukraine})


def test_while_armies_leave_the_page_says_whose(over_ukraine: TestClient, ukraine: Case) -> None:
    client = over_ukraine
    assert "during the withdrawal" in client.get(f"/{ukraine.id}/map?plan=joseph-1244").text
    told = client.get(f"/{ukraine.id}/map/part?plan=joseph-1244&phase=withdrawal").text
    assert "During the withdrawal: Ukraine is leaving 5,285 km²" in told
    # A plan in which nobody leaves shows how it stands in force instead.
    still = client.get(f"/{ukraine.id}/map/part?plan=freeze&phase=withdrawal")
    assert still.status_code == 200
    assert "is leaving" not in still.text


def test_the_zones_of_the_case_are_a_layer(over_ukraine: TestClient, ukraine: Case) -> None:
    client = over_ukraine
    told = html.unescape(client.get(f"/{ukraine.id}/map/part?plan=freeze&show=zone").text)
    for zone in ukraine.territory.zones.values():
        assert zone.title in told


def test_land_off_the_line_has_nothing_opposite_it() -> None:
    from interim.presentation.swap_words import equal

    far = {
        "take": {}, "give": {}, "other": "a", "titles": {"a": "A"}, "equivalent": False,
        "none_exists": False, "strip": {"front": {"edges": 0}},
    }  # fmt: skip
    assert "does not lie on the line" in equal(far, 1)


def test_a_zone_has_a_size_an_equal_and_a_force(shared_client: TestClient, small: Case) -> None:
    zone = next(iter(small.territory.zones))
    address = f"/{small.id}/map/part?plan={PLAN}&zone={zone}"
    page = settled(shared_client, address)
    stated = small.territory.zones[zone]
    table = ground(small)
    inside = table["unit"].isin(stated.units) & (table["holder"] == stated.holder)
    assert f"{table.loc[inside, 'area_km2'].sum():,.0f} km² with" in page
    assert "would match" in page or "No such land exists" in page
    assert "per km²" in page


def test_cells_are_added_and_taken_out(small: Case) -> None:
    table = ground(small)
    zone = next(iter(small.territory.zones))

    def drawn(query: list[tuple[str, str]]) -> set[str]:
        inside, _ = page_module._drawn(small, parse(small, "map", query), table)
        return set() if inside is None else set(inside["cell"])

    whole = drawn([("zone", zone)])
    one = sorted(whole)[0]
    other = sorted(set(table["cell"]) - whole)[0]
    assert drawn([("zone", zone), ("cells", f"{one}, {other}")]) == whole - {one} | {other}
    assert drawn([("cells", one)]) == {one}
    assert drawn([]) == set()


def test_every_cell_that_is_drawn_can_be_chosen(small: Case) -> None:
    table = ground(small)
    place = Cells(small, table, whole=True)
    drawing = place.drawing(frozenset())
    named = re.findall(r'data-cell="([0-9a-f]+)"', drawing)
    assert len(named) == len(set(named)) == len(place.shapes.kept)
    assert "<a " not in drawing
    assert drawing.count("<g") == drawing.count("</g>")


@pytest.mark.parametrize(
    "query",
    ["phase=yesterday", "show=flags", "zone=nowhere", "cells=nonsense", "aim=most", "plan=x"],
)
def test_nonsense_is_refused_in_words(shared_client: TestClient, small: Case, query: str) -> None:
    answer = shared_client.get(f"/{small.id}/map?{query}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    zones = dict(small.territory.zones)
    name = next(iter(zones))
    zones[name] = zones[name].model_copy(update={"title": "<script>alert(1)</script>"})
    territory = small.territory.model_copy(update={"zones": zones, "credit": "<b>maps</b>"})
    hostile = small.model_copy(update={"territory": territory})
    page = visit({small.id: hostile}).get(f"/{small.id}/map?plan={PLAN}&zone={name}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>maps" not in page


def test_cells_say_where_they_lie_and_who_holds_them(
    shared_client: TestClient, small: Case
) -> None:
    page = shared_client.get(f"/{small.id}/map/part?plan={PLAN}").text
    cells = re.findall(r'<g data-cell="([0-9a-f]+)" data-who="([^"]+)">', page)
    assert cells
    table = ground(small).sort_values("area_km2").groupby("cell").tail(1).set_index("cell")
    names = titles(small)
    for cell, said in cells:
        unit, holder = table.loc[cell, "unit"], table.loc[cell, "holder"]
        expected = f"{small.territory.units[unit].title}, {names[holder]}"
        assert html.unescape(said) == expected
    chosen = cells[0][0]
    page = shared_client.get(f"/{small.id}/map/part?plan={PLAN}&cells={chosen}").text
    assert re.findall(r'<g data-cell="([0-9a-f]+)" data-who="[^"]+" data-in>', page) == [chosen]


def test_the_legend_is_also_written_beside_the_map(over_ukraine: TestClient, ukraine: Case) -> None:
    """Where the map is small, as on a phone, that within it cannot be read."""
    client = over_ukraine
    told = client.get(f"/{ukraine.id}/map/part?plan=joseph-1244&phase=withdrawal").text
    drawing, key = re.findall(r'<figure class="map">(.*?)<ul class="key">(.*?)</ul>', told, re.S)[0]
    kinds = re.findall(r'fill="(#\w+)"[^>]*/></svg>(.*?)</li>', key)
    assert len(kinds) == len({title for _, title in kinds}) == 3
    for colour, title in kinds:
        assert f'fill="{colour}"' in drawing
        assert f"{title}: " in drawing


def test_the_phases_are_a_row_that_works_without_scripts(
    over_ukraine: TestClient, ukraine: Case
) -> None:
    client = over_ukraine
    page = client.get(f"/{ukraine.id}/map?plan=joseph-1244&phase=withdrawal").text
    row = page[page.index('<fieldset class="phases">') : page.index("Draw a zone")]
    assert row.count('type="radio"') == row.count("<label") == 6
    assert re.findall(r'value="([^"]+)" checked', row) == ["withdrawal"]
