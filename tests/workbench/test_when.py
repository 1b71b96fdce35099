"""The page that says which text is signed when if talks go on."""

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.foundation import defaults
from interim.futures import Run
from interim.interfaces.workbench.pages import when
from interim.interfaces.workbench.view import parse
from interim.presentation import talks_words
from interim.questions.talks import talking
from workbench.conftest import Visit
from workbench.waiting import settled

FUTURES = 30


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


@pytest.fixture(scope="module")
def page(shared_client: TestClient, small: Case) -> str:
    return settled(shared_client, f"/{small.id}/when?futures={FUTURES}")


def test_page_says_first_and_shows_then(page: str, small: Case) -> None:
    found = talking(small, run=Run(FUTURES), workers=1)
    for sentence in (*talks_words.verdict(found), *talks_words.ripeness(found)):
        assert html.escape(sentence, quote=False) in page.replace("&#39;", "'")
    assert page.index('class="lead"') < page.index("<figure>") < page.index("<table>")
    assert f'data-futures="{FUTURES}"' in page
    assert page.count("<svg") == len(re.findall('<svg role="img" aria-label="Curves', page)) > 0
    assert page.count("<caption>") == page.count("<table>") == 3
    assert "none is a forecast" in page
    assert "style=" not in page  # the security policy would drop it


def test_the_page_opens_before_anything_is_worked_out(
    visit: Visit, small: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(defaults, "PAGE_TALKS", (FUTURES, 31))
    asked = []

    def recorded(*arguments: Any, **named: Any) -> Any:
        asked.append(named["run"].futures)
        return talking(*arguments, **named)

    monkeypatch.setattr(when, "talking", recorded)
    client = visit({small.id: small})
    first = client.get(f"/{small.id}/when?futures=100").text
    assert "data-waiting" in first
    assert "Talks are held in 30 futures first" in first
    last = settled(client, f"/{small.id}/when/part?futures=100")
    assert 'data-futures="31"' in last
    assert asked == [FUTURES, 31]  # each step once, however often the page asks


def test_a_lens_and_a_setting_carry_through(
    shared_client: TestClient, small: Case, page: str
) -> None:
    lens = next(iter(small.lenses))
    address = f"/{small.id}/when?futures={FUTURES}&lens={lens}&seed=2"
    other = settled(shared_client, address)
    assert f'<option value="{lens}" selected>' in other
    found = talking(small, run=Run(FUTURES, 2, lens), workers=1)
    assert html.escape(talks_words.verdict(found)[0], quote=False) in other
    never = settled(shared_client, f"/{small.id}/when?futures={FUTURES}&set=talks.meetings=0")
    assert "no text is signed within five years in any of 30 futures" in never
    assert "<figure>" not in never


def test_a_draft_is_on_the_table_beside_the_texts_of_the_case(small: Case) -> None:
    plan = small.talks.menu[0]
    package = small.package(small.plans[plan])
    issue, option = next(
        (issue, option)
        for issue, entry in small.issues.issues.items()
        for option in entry.options
        if option != package[issue]
    )
    view = parse(small, "when", [("plan", plan), ("change", f"{issue}:{option}")])
    known, menu = when._table(small, view)
    assert menu == [*small.talks.menu, "draft"]
    assert known.plans["draft"].clauses[issue].option == option
    assert known.talks.lost_ground.get("draft") == small.talks.lost_ground.get(plan)
    assert when._table(small, parse(small, "when", [])) == (small, list(small.talks.menu))


def test_another_plan_can_be_put_on_the_table(small: Case) -> None:
    smaller = small.talks.model_copy(update={"menu": small.talks.menu[:1]})
    case = small.model_copy(update={"talks": smaller})
    other = small.talks.menu[1]
    _, menu = when._table(case, parse(case, "when", [("also", other)]))
    assert menu == [small.talks.menu[0], other]


def test_too_few_futures_are_said_to_be(shared_client: TestClient, small: Case) -> None:
    few = settled(shared_client, f"/{small.id}/when?futures=2")
    assert "Two futures are too few for an answer" in few
    assert "<svg" not in few


def test_a_case_without_talks_says_so(visit: Visit, small: Case) -> None:
    client = visit({small.id: small.model_copy(update={"talks": None})})
    answer = client.get(f"/{small.id}/when")
    assert answer.status_code == 200
    assert "This case states no talks" in answer.text
    assert "talks.yaml" in answer.text
    assert 'id="controls"' not in answer.text


@pytest.mark.parametrize("query", ["also=nonsense", "also=no-deal", "lens=nobody", "futures=0"])
def test_nonsense_is_refused_in_words(client: TestClient, small: Case, query: str) -> None:
    answer = client.get(f"/{small.id}/when?{query}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    plan = small.talks.menu[0]
    plans = dict(small.plans)
    plans[plan] = plans[plan].model_copy(update={"short": "<script>alert(1)</script>"})
    client = visit({small.id: small.model_copy(update={"plans": plans})})
    text = settled(client, f"/{small.id}/when?futures={FUTURES}")
    assert "<script>alert" not in text
