"""The page that says whether there is something better for both."""

import html
import re
import time

import numpy as np
import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.frontiers import case_frontier
from interim.report import bridging
from workbench.conftest import Visit


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in {"FUTURES": 60, "SEARCHED": 60, "LOOKED": 60}.items():
        monkeypatch.setattr(f"interim.workbench.pages.bridge.{name}", number)


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def settled(client: TestClient, address: str) -> str:
    """The part of a page once nothing is being worked out behind it any more."""
    for _ in range(600):
        page = client.get(address).text
        if "data-waiting" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("it is still being worked out")


def test_frontier_is_shown_when_it_is_there(client: TestClient, small: Case) -> None:
    first = client.get(f"/{small.id}/bridge").text
    assert 'data-waiting id="waiting-frontier"' in first
    page = settled(client, f"/{small.id}/bridge/part")
    assert '<p class="lead">With every quantity at its median' in page
    assert "style=" not in page
    # Every link of the figure leads to a package here, none to another host.
    links = re.findall(r'<a tabindex="-1" aria-hidden="true" href="([^"]+)"', page)
    assert links
    assert all(link.startswith(f"/{small.id}/bridge?") for link in links)
    assert "here.invalid" not in page
    assert "xlink" not in page


def test_a_point_says_its_changes_and_opens_in_design(client: TestClient, small: Case) -> None:
    page = settled(client, f"/{small.id}/bridge/part?point=1")
    assert "Package 1 of" in page
    address = html.unescape(re.findall(r'href="([^"]+)">Open it in Design', page)[0])
    bargain = case_frontier(small, futures=60)
    package = bargain.found.package(0)
    changed = dict(re.findall(r"change=([^&:]+):([^&]+)", address))
    plan = re.findall(r"plan=([^&]+)", address)[0]
    assert small.package(small.plans[plan]) | changed == package
    answer = client.get(address + "&futures=60")
    assert answer.status_code == 200
    assert all(f'value="{i}:{o}" selected' in answer.text for i, o in changed.items())


def test_better_for_both_is_counted_by_hand(small: Case) -> None:
    bargain = case_frontier(small, futures=60)
    for plan, known in bargain.plans.items():
        mine = known.distance.utilities
        counted = sum(bool(np.all(u > mine + 1e-9)) for u in bargain.found.utilities)
        assert bridging.better_for_both(bargain, plan) == counted


def test_gains_carry_their_sign() -> None:
    told = bridging.gains({"median": 0.041, "low": -0.02, "high": 0.1})
    assert told == "+0.04 (\N{MINUS SIGN}0.02 to +0.10)"


def test_the_search_is_not_begun_by_itself(client: TestClient, small: Case) -> None:
    page = settled(client, f"/{small.id}/bridge/part")
    assert "It has not been run here" in page
    assert '<button name="search" value="start">' in page


@pytest.mark.slow
def test_the_search_runs_behind_the_page_and_is_kept(client: TestClient, small: Case) -> None:
    first = client.get(f"/{small.id}/bridge/part?search=start").text
    assert 'id="waiting-search"' in first
    settled(client, f"/{small.id}/bridge/part?search=start")
    # Another visitor finds the same result without starting it again.
    page = client.get(f"/{small.id}/bridge/part").text
    assert "What the search found, beside the plans" in page
    address = html.unescape(re.findall(r'href="([^"]+)">open in Design', page)[0])
    assert client.get(address + "&futures=60").status_code == 200


def test_a_draft_is_named_among_the_plans(client: TestClient, small: Case) -> None:
    plan = small.header.plans[0]
    issue, entry = next(iter(small.issues.issues.items()))
    option = next(o for o in entry.options if o != small.package(small.plans[plan])[issue])
    page = settled(client, f"/{small.id}/bridge/part?plan={plan}&change={issue}:{option}")
    assert "Your draft" in page


@pytest.mark.parametrize("point", ["0", "-1", "nonsense", "1e3", "99999999999999999999"])
def test_nonsense_is_refused_in_words(client: TestClient, small: Case, point: str) -> None:
    answer = client.get(f"/{small.id}/bridge?point={point}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_a_point_beyond_the_last_is_refused(client: TestClient, small: Case) -> None:
    settled(client, f"/{small.id}/bridge/part")
    assert client.get(f"/{small.id}/bridge?point=99999").status_code == 422


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    plans = dict(small.plans)
    name = small.header.plans[0]
    plans[name] = plans[name].model_copy(update={"short": "<script>alert(1)</script>"})
    hostile = small.model_copy(update={"plans": plans})
    page = settled(visit({small.id: hostile}), f"/{small.id}/bridge/part")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
