"""The pages Plans, Compare and Sources."""

import re

import pytest

from interim.interfaces.workbench.pages import PAGES


def test_the_rail_is_in_order():
    assert list(PAGES) == [
        "plans", "when", "design", "map", "hold", "vote", "bridge", "explain", "compare", "sources",
    ]  # fmt: skip


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_plans_side_by_side(client):
    text = page(client, "/kosovo-1999/plans")
    assert re.search(r"The \w+ plans differ on \d+ of 18 issues", text)
    assert 'class="odd"' in text
    assert "Best for" in text
    when, design = (
        text.index(">If talks go on</a>"),
        text.index(">If a plan were the last offer</a>"),
    )
    assert when < design
    assert 'href="/kosovo-1999/when' in text[:when]


def test_what_all_agree_on_can_be_hidden(client):
    whole = page(client, "/kosovo-1999/plans?with=rambouillet&with=resolution-1244")
    some = page(client, "/kosovo-1999/plans?with=rambouillet&with=resolution-1244&hide=agreed")
    assert whole.count('<th scope="row">') > some.count('<th scope="row">')
    assert "on which all agree" in some


def test_a_cell_opens_with_its_source_and_worth(client):
    whole = page(client, "/kosovo-1999/plans")
    address = re.search(r'href="(/kosovo-1999/plans\?[^"]*cell=[^"]*)"', whole).group(1)
    text = page(client, address.replace("&amp;", "&"))
    assert 'id="cell"' in text
    assert "What it adds to a party" in text
    assert "Open this plan in Design" in text


def test_compare_says_a_sentence_a_plan_and_the_differences(client):
    text = page(
        client, "/kosovo-1999/compare/part?with=rambouillet&with=resolution-1244&futures=200"
    )
    assert 'data-futures="200"' in text
    assert "would sign" in text
    assert re.search(r"[+-]\d+\.\d \([+-]?\d+\.\d to [+-]?\d+\.\d\)", text)
    assert text.count("<svg") >= 5


def test_compare_takes_four_at_most(client):
    plans = "&".join(f"with={name}" for name in (
        "rambouillet", "resolution-1244", "october-1998", "independence", "g8-principles"
    ))  # fmt: skip
    answer = client.get(f"/kosovo-1999/compare?{plans}")
    assert answer.status_code == 422
    assert "at most 4" in answer.text


def test_sources_finds_numbers_and_changes_them(client):
    text = page(client, "/kosovo-1999/sources?find=precision")
    assert "enforcement.behaviour.precision" in text
    (number,) = re.findall(r"Of (\d+) uncertain numbers all are judged", text)
    changed = page(
        client, "/kosovo-1999/sources?find=precision&set=enforcement.behaviour.precision=50"
    )
    assert 'class="changed"' in changed
    assert "take it back" in changed
    assert f"Of {int(number) - 1} uncertain numbers" in changed
    assert "No number is found" in page(client, "/kosovo-1999/sources?find=unheard")


@pytest.mark.parametrize("name", ["plans", "compare", "sources"])
def test_text_of_a_case_is_escaped(visit, cases, name):
    case = next(iter(cases.values()))
    plan = next(iter(case.plans))
    evil = case.plans[plan].model_copy(update={"short": "<script>alert(1)</script>"})
    case = case.model_copy(update={"plans": case.plans | {plan: evil}})
    text = visit({case.id: case}).get(f"/{case.id}/{name}?with={plan}&find=&futures=100").text
    assert "<script>alert" not in text
