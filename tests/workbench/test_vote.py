"""The page that says who votes how, and what the people would decide."""

import html
import math
import re

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.foundation import words
from interim.futures import Run
from interim.presentation import vote_figure
from interim.questions.referendum import referendum
from interim.questions.vote import vote
from workbench.conftest import Visit

PLAN = "interim-rule"


@pytest.fixture(scope="module")
def small(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def test_seats_stand_in_a_half_circle() -> None:
    for count in (1, 2, 9, 15, 100, 450):
        places = vote_figure.places(count)
        assert len(places) == len(set(places)) == count
        assert all(math.hypot(x, y) <= 1 + 1e-9 and y >= -1e-9 for x, y in places)


@pytest.mark.parametrize(
    "seats", [[1] * 15, [1] * 27, [41, 3, 2, 30, 12], [1], [5, 200, 1], [1] * 44]
)
def test_every_member_has_a_name_beside_its_votes(seats: list[int]) -> None:
    members = [(f"Member {k}", count) for k, count in enumerate(seats)]
    where = vote_figure.places(sum(seats))
    labels = vote_figure.seat_labels(members, where)
    assert len(labels) == len(members)
    for title, count in members:
        (label,) = [one for one in labels if one.text.split(" (")[0] == title]
        assert (f"({count})" in label.text) == (count > 1)
        # Outside the half circle, and on the side from which it is written.
        assert math.hypot(label.x, label.y) > 1.05
        assert (label.align == "left") == (label.x >= 0)
    for number, one in enumerate(labels):
        for other in labels[number + 1 :]:
            if one.align == other.align:
                apart = math.hypot(one.x - other.x, one.y - other.y) * vote_figure.RADIUS
                assert apart > 10, f"{one.text} stands over {other.text}"


def test_too_many_members_have_no_names() -> None:
    many = [(f"Member {k}", 1) for k in range(vote_figure.MOST_LABELS + 1)]
    assert vote_figure.seat_labels(many, vote_figure.places(len(many))) == []


def test_a_member_is_drawn_with_all_its_votes() -> None:
    assert vote_figure.votes({"seats": 3, "weight": 2}) == 6
    assert vote_figure.votes({"seats": 3, "weight": 0.5}) == 3


def test_page_says_first_and_shows_then(client: TestClient, small: Case) -> None:
    page = client.get(f"/{small.id}/vote?plan={PLAN}").text
    assert page.index('class="lead"') < page.index("Bodies that vote") < page.index("<figure>")
    assert not re.search(r"\sstyle=", page)  # the security policy would drop it
    for body in small.bodies.values():
        assert html.escape(body.title) in page


def test_numbers_are_those_of_the_command(client: TestClient, small: Case) -> None:
    page = client.get(f"/{small.id}/vote/part?plan={PLAN}&futures=60").text
    document = vote(small, PLAN, run=Run(60))
    for body in document.values():
        assert f"<td>{words.bounded(body['passes'])}</td>" in page
    assert 'data-futures="60"' in page


def test_no_chance_looks_known_exactly() -> None:
    certain = {"p": 1.0, "low": 0.9999, "high": 1.0, "n": 1000}
    never = {"p": 0.0, "low": 0.0, "high": 0.0001, "n": 1000}
    half = {"p": 0.5, "low": 0.48, "high": 0.52, "n": 1000}
    shown = [words.bounded(chance) for chance in (certain, never, half)]
    assert shown == ["more than 99.9%", "less than 0.1%", "50% ±2"]


def test_a_body_is_chosen_by_its_link(client: TestClient, small: Case) -> None:
    page = client.get(f"/{small.id}/vote/part?plan={PLAN}&futures=60").text
    for address in re.findall(r'<th scope="row"><a href="([^"]+)"', page):
        answer = client.get(html.unescape(address))
        assert answer.status_code == 200
        name = re.search(r"body=([^&]+)", html.unescape(address))
        assert name
        assert f'<option value="{name[1]}" selected>' in answer.text


def test_a_share_that_decides_is_that_of_the_setting(
    client: TestClient, cases: dict[str, Case]
) -> None:
    address = "/kosovo-1999/vote/part?futures=100"
    assert "The share that decides: 50 %" in client.get(address).text
    page = client.get(f"{address}&threshold=0.667").text
    assert "The share that decides: 67 %" in page
    case = cases["kosovo-1999"]
    document = referendum(
        case, case.header.plans[0], run=Run(100, settings={"referendum.threshold": "0.667"})
    )
    for unit in document["referendum"].values():
        for rule in document["franchises"]:
            assert words.brief_chance(unit[rule]["passes"]) in page


def test_rule_and_lens_stand_in_the_address(client: TestClient) -> None:
    rule = "residents-and-diaspora"
    page = client.get(f"/kosovo-1999/vote?franchise={rule}&futures=60").text
    assert f'<option value="{rule}" selected>' in page
    assert "By the rule “Those resident in 1998 and the diaspora”" in page


def test_no_deal_is_told_in_words(client: TestClient, small: Case) -> None:
    assert "Nobody votes on no deal" in client.get(f"/{small.id}/vote?plan=no-deal").text


@pytest.mark.parametrize(
    "query", ["body=nobody", "franchise=all", "threshold=2", "arrangement=x", "plan=nonsense"]
)
def test_nonsense_is_refused_in_words(client: TestClient, small: Case, query: str) -> None:
    answer = client.get(f"/{small.id}/vote?{query}")
    assert answer.status_code == 422
    assert re.search(r"<li>.+</li>", answer.text)


def test_text_of_a_case_is_escaped(visit: Visit, small: Case) -> None:
    name = next(iter(small.bodies))
    bodies = dict(small.bodies)
    bodies[name] = bodies[name].model_copy(update={"title": "<script>alert(1)</script>"})
    hostile = small.model_copy(update={"bodies": bodies})
    page = visit({small.id: hostile}).get(f"/{small.id}/vote?plan={PLAN}&futures=60").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
