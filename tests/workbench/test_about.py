"""The foot of every page says how to see the same again, and what it is not."""

import re

import pytest
from starlette.testclient import TestClient

from interim import __version__
from interim.case.model import Case
from interim.interfaces.workbench.pages import PAGES
from interim.presentation import reasoning


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_how_to_see_it_again(
    client: TestClient, cases: dict[str, Case], page: str
) -> None:
    case = cases["template"]
    found = client.get(f"/template/{page}?futures=60&seed=9").text
    about = re.findall(r'<p id="about">(.*?)</p>', found, re.DOTALL)[0]
    assert "Not a prediction" in about
    assert f"Interim {__version__}" in about
    assert f"<code>{case.hash[:12]}</code>" in about
    assert "seed 9" in about
    assert "60 futures" in about


def test_the_hash_tells_that_plans_were_added(client: TestClient, cases: dict[str, Case]) -> None:
    client.post("/template/plans", data={"title": "Mine", "back": "/template/design?futures=60"})
    found = client.get("/template/design?futures=60").text
    assert re.search(rf"<code>{cases['template'].hash[:12]}\+[0-9a-f]{{12}}</code>", found)


def test_design_says_why_each_side_would_sign(client: TestClient) -> None:
    found = client.get("/template/design?plan=interim-rule&futures=60").text
    assert reasoning.HEADING in found
    for party in ("North", "South"):
        assert f"{party}: what signing adds, part by part" in found
    few = client.get("/template/design?plan=interim-rule&futures=20").text
    assert reasoning.HEADING not in few
