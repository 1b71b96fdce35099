"""Design: which single change of a plan helps most, and what the changes made so far do."""

import re

import pytest

from interim.case.constraint import holds, parse_constraint
from interim.case.model import Case
from interim.interfaces.workbench.helping import allowed, with_change
from interim.interfaces.workbench.view import View
from workbench.conftest import TestClient
from workbench.waiting import settled


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_every_change_that_the_constraints_allow_is_tried_and_no_other(small: Case) -> None:
    view = View(small.id, "design", plan=small.header.plans[0])
    package = small.package(view.plan)
    rules = [parse_constraint(str(text)) for text in small.issues.constraints]
    changes = allowed(small, view)
    assert len(set(changes)) == len(changes) > 0
    for issue, entry in small.issues.issues.items():
        for option in entry.options:
            fine = all(holds(rule, package | {issue: option}) for rule in rules)
            wanted = option != package[issue] and fine
            assert ((issue, option) in changes) == wanted


def test_a_change_replaces_an_earlier_one_of_the_same_clause(small: Case) -> None:
    view = View(small.id, "design", changes=(("a", "x"), ("b", "y")))
    assert with_change(view, "a", "z") == (("a", "z"), ("b", "y"))


def test_the_page_lists_the_changes_when_they_have_been_tried(
    client: TestClient, small: Case
) -> None:
    address = f"/{small.id}/design/part?plan={small.header.plans[0]}&futures=200"
    before = client.get(address).text
    assert "Try every single change" in before
    assert "ask=helps" in before
    found = settled(client, f"{address}&ask=helps")
    assert "that both sides sign" in found
    listed = re.search(r"that both sides sign.*?</table>", found, re.DOTALL)[0]
    chances = [
        float(cells[0])
        for row in re.findall(r"<tr><th scope=\"row\"><a.*?</tr>", listed, re.DOTALL)
        if (cells := re.findall(r"<td>([\d.]+) %", row))
    ]
    assert len(chances) == 5
    assert chances == sorted(chances, reverse=True)
    change = re.search(r'href="([^"]*change=[^"]*)"', listed)[1].replace("&amp;", "&")
    assert client.get(change).status_code == 200


@pytest.mark.parametrize("many", [False, True])
def test_what_the_changes_do_is_said_beside_the_plan_as_it_was(
    client: TestClient, small: Case, many: bool
) -> None:
    plan = small.header.plans[0]
    changes = allowed(small, View(small.id, "design", plan=plan))
    taken = dict(changes[:1] if not many else changes)
    asked = "".join(f"&change={issue}:{option}" for issue, option in taken.items())
    found = client.get(f"/{small.id}/design/part?plan={plan}&futures=200{asked}").text
    lead = re.search(r'class="lead">(With .*?)</p>', found)[1]
    assert "instead of" in lead
    assert "would sign in" in lead
    assert ("changes of “" in lead) == (len(taken) > 1)
