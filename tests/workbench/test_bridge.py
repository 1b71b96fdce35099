"""The page that says whether there is something better for both."""

import html
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.foundation import words
from interim.futures import Run
from interim.interfaces.workbench import shading
from interim.interfaces.workbench.engine import Engine
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import View
from interim.presentation import bridge_figure, bridging
from interim.questions.frontier import case_frontier
from workbench.conftest import Visit
from workbench.waiting import settled, until


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FRONTIER", "PACKAGE", "SEARCH"):
            patch.setattr(f"interim.foundation.defaults.PAGE_{name}", 60)
        patch.setattr("interim.foundation.defaults.PAGE_SHADING", 40)
        patch.setattr("interim.interfaces.workbench.shading.SHADED", 5)
        yield


@pytest.fixture(scope="module")
def known(cases: dict[str, Case], few: None) -> Iterator[TestClient]:
    """A browser at a workbench that has worked the frontier out already; nothing is begun there."""
    with workbench(cases, Store(":memory:")) as client:
        settled(client, f"/{next(iter(cases))}/bridge/part")
        yield client


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_frontier_is_shown_when_it_is_there(client: TestClient, small: Case) -> None:
    first = client.get(f"/{small.id}/bridge").text
    assert 'data-waiting id="waiting-frontier"' in first
    page = settled(client, f"/{small.id}/bridge/part")
    assert '<p class="lead">With every quantity at its median' in page
    assert "style=" not in page
    # Every link of the figure leads to a package here, none to another host.
    links = re.findall(r'<a tabindex="-1" aria-hidden="true" href="([^"]+)"', page)
    assert links
    assert all(link.startswith(f"/{small.id}/bridge/open?") for link in links)
    assert "here.invalid" not in page
    assert "xlink" not in page


def test_a_point_says_its_changes_and_opens_in_design(known: TestClient, small: Case) -> None:
    page = settled(known, f"/{small.id}/bridge/part?point=1")
    assert "Package 1 of" in page
    address = html.unescape(re.findall(r'href="([^"]+)">Open it in Design', page)[0])
    bargain = case_frontier(small, run=Run(60))
    package = bargain.frontier.package(0)
    changed = dict(re.findall(r"change=([^&:]+):([^&]+)", address))
    plan = re.findall(r"plan=([^&]+)", address)[0]
    assert small.package(small.plans[plan]) | changed == package
    answer = known.get(address + "&futures=60")
    assert answer.status_code == 200
    assert all(f'value="{i}:{o}" selected' in answer.text for i, o in changed.items())


def test_better_for_both_is_counted_by_hand(small: Case) -> None:
    bargain = case_frontier(small, run=Run(60))
    for plan, known in bargain.plans.items():
        mine = known.distance.utilities
        counted = sum(bool(np.all(u > mine + 1e-9)) for u in bargain.frontier.utilities)
        assert bridging.better_for_both(bargain, plan) == counted


def test_gains_carry_their_sign() -> None:
    told = bridging.gains({"median": 0.041, "low": -0.02, "high": 0.1})
    assert told == "+0.04 (\N{MINUS SIGN}0.02 to +0.10)"


def test_a_point_of_the_figure_opens_the_package_in_design(known: TestClient, small: Case) -> None:
    page = settled(known, f"/{small.id}/bridge/part")
    links = re.findall(r'<a tabindex="-1" aria-hidden="true" href="([^"]+)"', page)
    answer = known.get(html.unescape(links[-1]), follow_redirects=False)
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert address.startswith(f"/{small.id}/design?plan=")
    number = int(re.findall(r"point=(\d+)", links[-1])[0])
    package = case_frontier(small, run=Run(60)).frontier.package(number - 1)
    changed = dict(re.findall(r"change=([^&:]+):([^&]+)", address))
    plan = re.findall(r"plan=([^&]+)", address)[0]
    assert small.package(small.plans[plan]) | changed == package


def test_a_package_that_is_not_known_yet_leads_back(client: TestClient, small: Case) -> None:
    answer = client.get(f"/{small.id}/bridge/open?point=1", follow_redirects=False)
    assert answer.headers["location"].startswith(f"/{small.id}/bridge?")


def test_marks_are_shaded_by_how_long_packages_hold(known: TestClient, small: Case) -> None:
    page = settled(known, f"/{small.id}/bridge/part")
    assert "once in force, in" in page
    assert "not worked out (hollow)" in page
    told = re.findall(r"(\d+) of them are shaded by the chance of holding", page)
    assert "were worked out, each on 40 futures" in page
    bargain = case_frontier(small, run=Run(60))
    picked = shading._picked(bargain)
    assert told == [str(len(picked))]
    # The chances are those of the same package in Design.
    view = View(small.id, "design", plan=small.header.plans[0], futures=40)
    plan = shading.plan_at(small, bargain, picked[0])
    document = Engine().of_plans(small, [plan], view.run).to_json()["plans"][plan.id]
    years = min(10, small.header.horizon_years)
    said = words.cell(document["holds_if_adopted"][str(years)])
    row = re.findall(rf'<th scope="row">{picked[0] + 1}</th>(.*?)</tr>', page)[-1]
    assert html.escape(said, quote=False) in row


def test_steps_of_the_shade_hold_every_chance() -> None:
    for chances in ([0.31], [0.0, 1.0], [0.4, 0.4], [0.11, 0.19, 0.52], [1.0], [0.0]):
        bins = bridge_figure._bins(chances)
        assert len(bins) <= len(bridge_figure.SHADES)
        for chance in chances:
            one = next(b for b in bins if bridge_figure._said(b) == bridge_figure._in(bins, chance))
            assert one[0] - 1e-9 <= chance <= one[1] + 1e-9
    assert bridge_figure._in([], None) == bridge_figure.HOLLOW


def test_the_search_is_not_begun_by_itself(known: TestClient, small: Case) -> None:
    page = settled(known, f"/{small.id}/bridge/part?search=start")
    assert "It has not been run here" in page
    assert f'<form method="post" action="/{small.id}/bridge/search"' in page
    assert known.get(f"/{small.id}/bridge/search").status_code == 405


def test_another_site_cannot_begin_a_search(known: TestClient, small: Case) -> None:
    for name in ("search", "cancel"):
        answer = known.post(
            f"/{small.id}/bridge/{name}",
            data={"back": f"/{small.id}/bridge"},
            headers={"origin": "http://elsewhere.example"},
        )
        assert answer.status_code == 403
    assert "It has not been run here" in settled(known, f"/{small.id}/bridge/part")


@pytest.mark.slow
def test_the_search_runs_behind_the_page_and_outlives_the_server(
    small: Case, tmp_path: Path
) -> None:
    address = f"/{small.id}/bridge"
    with running(small, tmp_path / "store") as client:
        first = client.post(f"{address}/search", data={"back": f"{address}?seed=3"}).text
        assert 'id="waiting-search"' in first
        assert "Stop the search" in first
        page = settled(client, f"{address}/part?seed=3")
        assert "What the search found, beside the plans" in page
        assert "found by the search" in page
        # It is the search for that seed.
        assert "It has not been run here" in settled(client, f"{address}/part")
    with running(small, tmp_path / "store") as client:
        # Without waiting for anything: what was found is there at once.
        page = client.get(f"{address}/part?seed=3").text
        assert "What the search found, beside the plans" in page
        found = html.unescape(re.findall(r'href="([^"]+)">open in Design', page)[0])
        assert client.get(found + "&futures=60").status_code == 200
        other = client.get(f"{address}/part?seed=3&set=war.aid.cut=0.5").text
        assert "What the search found, beside the plans" not in other


@pytest.mark.slow
def test_a_search_can_be_stopped_at_any_moment(client: TestClient, small: Case) -> None:
    back = {"back": f"/{small.id}/bridge"}
    assert "Stop the search" in client.post(f"/{small.id}/bridge/search", data=back).text
    assert until(searches), "the search did not begin"
    page = client.post(f"/{small.id}/bridge/cancel", data=back).text
    assert "It has not been run here" in page
    assert until(lambda: not searches()), "the search goes on"
    # Nothing was kept of it, and it can be begun again.
    assert "Stop the search" in client.post(f"/{small.id}/bridge/search", data=back).text
    client.post(f"/{small.id}/bridge/cancel", data=back)


def searches() -> list[multiprocessing.process.BaseProcess]:
    """The searches that are running in processes of their own."""
    return [one for one in multiprocessing.active_children() if one.name == "search"]


def running(case: Case, file: Path) -> AbstractContextManager[TestClient]:
    """A workbench over a store in a file, as after a start of the server."""
    return workbench({case.id: case}, Store(file))


@contextmanager
def workbench(cases: dict[str, Case], store: Store) -> Iterator[TestClient]:
    app = cast(Any, application(cases, store))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client
    store.close()


def test_a_draft_is_named_among_the_plans(known: TestClient, small: Case) -> None:
    plan = small.header.plans[0]
    issue, entry = next(iter(small.issues.issues.items()))
    option = next(o for o in entry.options if o != small.package(small.plans[plan])[issue])
    page = settled(known, f"/{small.id}/bridge/part?plan={plan}&change={issue}:{option}")
    assert "Your draft" in page


@pytest.mark.parametrize("point", ["0", "-1", "nonsense", "1e3", "99999999999999999999"])
def test_nonsense_is_refused_in_words(client: TestClient, small: Case, point: str) -> None:
    answer = client.get(f"/{small.id}/bridge?point={point}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_a_point_beyond_the_last_is_refused(known: TestClient, small: Case) -> None:
    settled(known, f"/{small.id}/bridge/part")
    assert known.get(f"/{small.id}/bridge?point=99999").status_code == 422


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    plans = dict(small.plans)
    name = small.header.plans[0]
    plans[name] = plans[name].model_copy(update={"short": "<script>alert(1)</script>"})
    hostile = small.model_copy(update={"plans": plans})
    page = settled(visit({small.id: hostile}), f"/{small.id}/bridge/part")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
