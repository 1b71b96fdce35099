"""The page that says whether a deal lasts, who breaks it and how."""

import html
import re

import numpy as np
import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.evaluation.flow import evaluate
from interim.foundation.estimates import share
from interim.insight.statics import Response
from interim.interfaces.workbench.pages import hold
from interim.presentation import lasting, statics_words
from workbench.conftest import Visit

PLAN = "interim-rule"


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_shares_of_a_year_add_up_to_all_futures(small: Case) -> None:
    found = lasting.lasting(evaluate(small, [PLAN], futures=200, workers=1), PLAN)
    for year in found.milestones:
        assert sum(chance["p"] for chance in found.at(year).values()) == pytest.approx(1)
    # What ends in single years is what is no longer in force at the horizon.
    ended = sum(chance["p"] for chance in found.yearly)
    assert ended == pytest.approx(1 - found.at(found.horizon)["held"]["p"])
    for year, whole in enumerate(found.yearly):
        parts = [chances[year]["p"] for chances in found.yearly_by.values()]
        assert sum(parts) == pytest.approx(whole["p"])


def test_curves_agree_with_the_evaluation(small: Case) -> None:
    run = evaluate(small, [PLAN], futures=200, workers=1)
    found = lasting.lasting(run, PLAN)
    result = run.to_json()["plans"][PLAN]
    assert [chance["p"] for chance in found.kept] == result["survival"]["p"]
    assert found.at(5)["held"] == result["holds_if_adopted"]["5"]
    month = run.data["month"].sel(plan=PLAN).values
    assert found.middle is not None
    assert found.middle["value"] == np.median(month[month >= 0])
    assert found.middle["low"] <= found.middle["value"] <= found.middle["high"]


def test_too_few_futures_give_no_answer(small: Case) -> None:
    found = lasting.lasting(evaluate(small, [PLAN], futures=12, workers=1), PLAN)
    assert lasting.summary(found) == "Twelve futures are too few for an answer."


def test_page_says_first_and_shows_then(shared_client: TestClient, small: Case) -> None:
    page = shared_client.get(f"/{small.id}/hold?plan={PLAN}").text
    assert re.search(r'<p class="lead">Once in force, “[^”]+” would still be in force after', page)
    assert page.count("<figure>") == 3
    assert "settlements like it" in page
    assert "How it goes, month by month" in page
    assert page.count('class="story"') == 5
    assert page.index('class="lead"') < page.index("<figure>") < page.index("<table>")
    assert "style=" not in page  # the security policy would drop it


def test_a_quantity_is_tried_on_more_futures(shared_client: TestClient, small: Case) -> None:
    name = next(
        n for n, q in small.quantities.items()
        if n.startswith("enforcement.guarantors") and q.uncertain
    )  # fmt: skip
    first = shared_client.get(f"/{small.id}/hold?plan={PLAN}&quantity={name}").text
    assert "being worked out" in first
    assert f'<option value="{name}" selected>' in first
    sharper = shared_client.get(
        f"/{small.id}/hold/part?plan={PLAN}&quantity={name}&futures=1000"
    ).text
    assert "being worked out" not in sharper
    links = re.findall(r'href="([^"]+)">set it to', sharper)
    assert len(links) == 9
    assert shared_client.get(html.unescape(links[0]) + "&futures=60").status_code == 200


def test_clauses_that_bear_on_it_can_be_changed_here(
    shared_client: TestClient, small: Case
) -> None:
    page = shared_client.get(f"/{small.id}/hold?plan={PLAN}&futures=60").text
    shown = set(re.findall(r'<select id="i-([^"]+)" name="change">', page))
    assert shown == set(small.enforcement.effects)
    issue = next(iter(shown))
    package = small.package(small.plans[PLAN])
    assert f'<option value="{issue}:{package[issue]}" selected>' in page
    option = next(o for o in small.issues.issues[issue].options if o != package[issue])
    address = f"/{small.id}/hold?plan={PLAN}&futures=60&change={issue}:{option}"
    changed = shared_client.get(address).text.partition('id="controls"')[2].partition("</form>")[0]
    assert f'<option value="{issue}:{option}" selected>' in changed
    assert f'type="hidden" name="change" value="{issue}' not in changed


def test_links_reproduce_a_draft_and_a_lens(shared_client: TestClient, small: Case) -> None:
    issue, entry = next(
        (issue, entry)
        for issue, entry in small.issues.issues.items()
        if issue not in small.enforcement.effects
    )
    option = next(o for o in entry.options if o != small.package(small.plans[PLAN])[issue])
    lens = next(iter(small.lenses))
    page = shared_client.get(
        f"/{small.id}/hold?plan={PLAN}&change={issue}:{option}&lens={lens}&futures=60"
    ).text
    assert f'<input type="hidden" name="change" value="{issue}:{option}">' in page
    assert f'<option value="{lens}" selected>' in page
    assert ", changed” would still be in force" in page
    assert "Unchanged, “Interim rule” would still be in force" in page


def test_no_deal_is_told_in_words(shared_client: TestClient, small: Case) -> None:
    answer = shared_client.get(f"/{small.id}/hold?plan=no-deal")
    assert answer.status_code == 200
    assert "There is no deal to hold" in answer.text


@pytest.mark.parametrize(
    "query", ["plan=nonsense", "quantity=nonsense", "futures=0", "lens=nobody", "seed=-1"]
)
def test_nonsense_is_refused_in_words(shared_client: TestClient, small: Case, query: str) -> None:
    answer = shared_client.get(f"/{small.id}/hold?{query}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    plans = dict(small.plans)
    plans[PLAN] = plans[PLAN].model_copy(update={"short": "<script>alert(1)</script>"})
    hostile = small.model_copy(update={"plans": plans})
    page = visit({small.id: hostile}).get(f"/{small.id}/hold?plan={PLAN}&futures=60").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def responding(chances: list[float]) -> Response:
    """A quantity at 1, 2, 3, ... with these shares of 1,000 futures in which a deal is kept."""
    kept = tuple(share(np.arange(1000) < round(1000 * p)) for p in chances)
    count = len(chances)
    months = 120 * np.array(chances)
    return Response(
        "q", np.arange(1.0, count + 1), tuple(k for k in kept if k), months,
        np.full(count, 1.0), {}, np.full((count, count), 0.5), 10,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        # The 95 % interval of a half among 1,000 futures is 47 to 53 %.
        ([0.2, 0.4, 0.51, 0.7], "kept from 4 on, and not up to 2."),
        ([0.9, 0.6, 0.49, 0.3], "kept up to 2, and not from 4 on."),
        ([0.1, 0.2, 0.3], "it fails more often than not."),
        ([0.7, 0.8, 0.9], "it is kept more often than not."),
    ],
)
def test_where_a_deal_comes_to_be_kept_is_said(chances: list[float], said: str) -> None:
    assert statics_words.along(responding(chances), "Monitors").endswith(said)


def test_what_matters_most_heads_the_list_once_it_is_known(
    shared_client: TestClient, small: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "enforcement.monitoring.per_monitor_km"
    assert small.quantities[name].uncertain
    address = f"/{small.id}/hold?plan={PLAN}&futures=60"
    assert "What it depends on most" not in shared_client.get(address).text
    monkeypatch.setattr(hold, "known_drivers", lambda desk: [{"quantity": name}])
    page = shared_client.get(address).text
    first = page.index('<optgroup label="What it depends on most">')
    assert (
        first < page.index(f'<option value="{name}"') < page.index('<optgroup label="Enforcement">')
    )
    assert page.count(f'<option value="{name}"') == 1
