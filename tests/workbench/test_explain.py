"""The page that says what drives an answer and who would disagree."""

import html
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.interfaces.workbench.background import Background
from interim.presentation import explaining
from workbench.conftest import Visit
from workbench.waiting import settled, until

PLAN = "interim-rule"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.foundation.defaults.PAGE_EXPLAINED", (300, 500))
    monkeypatch.setattr("interim.foundation.defaults.PAGE_LENSES", 60)


@pytest.fixture
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_first_says_that_it_takes_a_while_then_tells(client: TestClient, small: Case) -> None:
    first = client.get(f"/{small.id}/explain?plan={PLAN}&outcome=holds-1").text
    assert "takes some seconds to find out" in first
    assert 'data-waiting id="waiting-first"' in first
    page = settled(client, f"/{small.id}/explain/part?plan={PLAN}&outcome=holds-1")
    assert 'data-futures="500"' in page
    assert re.search(r"“Interim rule”: it holds for 1 year once in force in \d+ % of futures", page)
    assert "What would tell them apart" in page
    assert "The case as written" in page
    assert "style=" not in page


def test_lenses_can_be_adopted_by_a_link(client: TestClient, small: Case) -> None:
    page = settled(client, f"/{small.id}/explain/part?plan={PLAN}")
    links = re.findall(r'href="([^"]+)">adopt', page)
    assert len(links) == len(small.lenses)
    again = client.get(html.unescape(links[0])).text
    assert f'<option value="{next(iter(small.lenses))}" selected>' in again


def test_swing_of_ends_by_hand() -> None:
    # Ten classes of a tenth each: the lowest fifth holds 0.1 and 0.3, the highest 0.7 and 0.9.
    mean = [0.1, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.7, 0.9]
    at = (np.arange(10) + 0.5) / 10
    driver = {"way": "raises", "curve": {"quantile": at.tolist(), "mean": mean}}
    found = explaining.swing(driver, 1000)
    assert found.low["p"] == pytest.approx(0.2)
    assert found.high["p"] == pytest.approx(0.8)
    assert found.low["n"] == found.high["n"] == 200
    assert found.low["low"] < 0.2 < found.low["high"] < 0.3


def test_swing_of_a_choice_compares_its_alternatives() -> None:
    # Alternatives with chances 0.5, 0.3 and 0.2: their middles are 0.25, 0.65 and 0.9.
    curve = {"quantile": [0.25, 0.65, 0.9], "mean": [0.4, 0.1, 0.6]}
    found = explaining.swing({"way": "differs", "curve": curve}, 100)
    assert (found.low["n"], found.high["n"]) == (30, 20)
    assert found.low["p"] == pytest.approx(0.1)
    assert found.high["p"] == pytest.approx(0.6)


def test_no_deal_is_told_in_words(client: TestClient, small: Case) -> None:
    assert "There is no deal to explain" in client.get(f"/{small.id}/explain?plan=no-deal").text


@pytest.mark.parametrize(
    "query", ["outcome=nonsense", "outcome=deaths-averted", "against=nobody", "set=nothing=1"]
)
def test_nonsense_is_refused_in_words(client: TestClient, small: Case, query: str) -> None:
    answer = client.get(f"/{small.id}/explain?plan={PLAN}&{query}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_a_value_that_is_not_allowed_is_said_on_the_page(client: TestClient, small: Case) -> None:
    name = next(n for n, q in small.quantities.items() if q.domain.value == "share")
    page = settled(client, f"/{small.id}/explain/part?plan={PLAN}&set={name}=7")
    assert 'class="blocked"' in page


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    plans = dict(small.plans)
    plans[PLAN] = plans[PLAN].model_copy(update={"short": "<script>alert(1)</script>"})
    hostile = small.model_copy(update={"plans": plans})
    page = settled(visit({small.id: hostile}), f"/{small.id}/explain/part?plan={PLAN}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_errands_are_worked_out_once_and_failures_are_told() -> None:
    behind, ran = Background(), []

    def work(progress: object) -> int:
        ran.append(1)
        return 7

    assert until(lambda: behind.ask("key", work).state == "done")
    errand = behind.ask("key", work)
    assert (errand.state, errand.result, len(ran)) == ("done", 7, 1)
    assert behind.seen("other") is None
    assert [behind.kept("k", lambda: ran.append(1) or len(ran)) for _ in range(3)] == [2, 2, 2]


def test_too_many_errands_are_turned_away() -> None:
    behind = Background()

    def slow(progress: object) -> None:
        time.sleep(0.2)

    states = [behind.ask(number, slow).state for number in range(40)]
    assert states.count("failed") >= 40 - 26
    assert "failed" not in states[:20]


def test_an_errand_that_nobody_waits_for_ends_and_can_be_begun_again() -> None:
    behind, begun = Background(), []

    def work(progress: Callable[[int, int], None]) -> int:
        begun.append(1)
        for step in range(200):
            progress(step, 200)
            time.sleep(0.01)
        return 7

    behind.ask("key", work, patience=0.05)
    assert until(lambda: begun)
    time.sleep(0.5)
    assert behind.ask("key", lambda progress: 8).state != "done"
    assert until(lambda: behind.ask("key", work).state == "done")
    assert behind.ask("key", work).result == 8
