"""Saving plans, notes and settings, by document and by form, and the documents' own description."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.interfaces.workbench.saved import id_of, original_hash, with_saved
from interim.interfaces.workbench.store import Saved

MINE = {"title": "Mine", "base": "interim-rule", "changes": {"sanctions": "at-once"}}
BACK = "/template/design?plan=interim-rule&change=sanctions:at-once&futures=20"


def saved(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/template/plans").json()
    return found


def test_a_plan_is_saved_changed_and_dropped(client: TestClient) -> None:
    assert saved(client) == []
    assert client.put("/api/template/plans/mine", json=MINE).status_code == 204
    (plan,) = saved(client)
    assert {key: plan[key] for key in MINE} == MINE
    assert plan["fits"]
    client.put("/api/template/plans/mine", json=MINE | {"title": "Ours"})
    assert [plan["title"] for plan in saved(client)] == ["Ours"]
    assert client.delete("/api/template/plans/mine").status_code == 204
    assert client.delete("/api/template/plans/mine").status_code == 404
    assert saved(client) == []


@pytest.mark.parametrize(
    ("id_", "change"),
    [
        ("standstill", {}),  # a plan of the case
        ("no-deal", {}),
        ("draft", {}),
        ("Mine", {}),
        ("a" * 61, {}),
        ("mine", {"base": "nothing"}),
        ("mine", {"changes": {"nothing": "x"}}),
        ("mine", {"changes": {"sanctions": "nothing"}}),
        ("mine", {"changes": {f"i{n}": "x" for n in range(100)}}),
        ("mine", {"title": ""}),
        ("mine", {"title": "x" * 121}),
        ("mine", {"title": "bell\x07"}),
        ("mine", {"title": "half \ud800".encode("utf-8", "surrogatepass").decode("latin-1")}),
    ],
)
def test_nonsense_is_not_saved(shared_client: TestClient, id_: str, change: dict[str, Any]) -> None:
    answer = shared_client.put(f"/api/template/plans/{id_}", json=MINE | change)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["message"]
    assert saved(shared_client) == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"NaN", b'{"title": NaN}', b'{"title": "\\ud800", "base": "standstill"}']
)
def test_broken_documents_are_refused_in_words(shared_client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = shared_client.put("/api/template/plans/mine", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_a_saved_plan_stands_among_the_others(client: TestClient) -> None:
    client.put("/api/template/plans/mine", json=MINE)
    (case, _) = client.get("/api/cases").json()
    assert case["plans"].index("mine") == len(case["plans"]) - 2  # before no deal
    asked = {"futures": "50", "plan": "mine"}
    found = client.get("/api/template/evaluation", params=asked).json()["plans"]["mine"]
    drafted = client.get(
        "/api/template/evaluation",
        params={"futures": "50", "plan": "interim-rule", "change": "sanctions:at-once"},
    ).json()["plans"]["draft"]
    named = {"title": "Mine", "short": "Mine"}
    assert found == drafted | named
    assert client.get("/template/design?plan=mine&futures=20").status_code == 200


def test_a_plan_saved_anew_is_worked_out_anew(client: TestClient) -> None:
    def mine() -> dict[str, Any]:
        asked = {"futures": "50", "plan": "mine"}
        found: dict[str, Any] = client.get("/api/template/evaluation", params=asked).json()
        return found

    client.put("/api/template/plans/mine", json=MINE)
    first = mine()
    client.put("/api/template/plans/mine", json=MINE | {"changes": {"force": "observers"}})
    second = mine()
    assert first["plans"]["mine"]["deal_value"] != second["plans"]["mine"]["deal_value"]
    assert first["plans"]["no-deal"] == second["plans"]["no-deal"]
    assert first["case_hash"] != second["case_hash"]


def test_the_hash_tells_the_folder_from_what_was_added(cases: dict[str, Case]) -> None:
    case = cases["template"]
    plan = Saved("mine", "Mine", "interim-rule", (("sanctions", "at-once"),), "")
    grown = with_saved(case, (plan,))
    assert grown.hash.startswith(case.hash)
    assert grown.hash != case.hash
    assert original_hash(grown) == original_hash(case) == case.hash
    unfit = Saved("old", "Old", "interim-rule", (("sanctions", "gone"),), "")
    assert with_saved(case, (unfit,)) is case


def test_a_plan_that_starts_from_a_saved_one_outlives_it(client: TestClient) -> None:
    client.put("/api/template/plans/mine", json=MINE)
    changed = {"title": "Next", "base": "mine", "changes": {"force": "observers"}}
    assert client.put("/api/template/plans/next", json=changed).status_code == 204
    client.delete("/api/template/plans/mine")
    (plan,) = saved(client)
    assert plan["base"] == "interim-rule"
    assert plan["changes"] == {"sanctions": "at-once", "force": "observers"}


def test_saving_from_the_page(client: TestClient) -> None:
    answer = client.post("/template/plans", data={"title": "My own plan", "back": BACK})
    assert str(answer.url).endswith("/template/design?plan=my-own-plan&futures=20")
    assert "My own plan" in answer.text
    # The same title again makes another plan; none is written over unasked.
    client.post("/template/plans", data={"title": "My own plan", "back": BACK})
    assert {plan["id"] for plan in saved(client)} == {"my-own-plan", "my-own-plan-2"}


def test_no_deal_is_no_plan_to_design(client: TestClient) -> None:
    answer = client.get("/template/design?plan=no-deal&futures=20")
    assert answer.status_code == 200
    assert "Without a deal there is nothing to sign" in answer.text
    changed = client.get("/template/design?plan=no-deal&change=force:observers&futures=20")
    assert 'data-futures="20"' in changed.text


def test_renaming_and_removing_from_the_page(client: TestClient) -> None:
    client.post("/template/plans", data={"title": "One", "back": BACK})
    here = "/template/design?plan=one&change=force:observers&futures=20&with=one&with=standstill"
    client.post("/template/plans/one/rename", data={"title": "The first", "back": here})
    assert [(p["id"], p["title"]) for p in saved(client)] == [("one", "The first")]
    answer = client.post("/template/plans/one/drop", data={"back": here}, follow_redirects=False)
    assert saved(client) == []
    # What was shown is still shown, as a draft.
    assert answer.headers["location"] == (
        "/template/design?plan=interim-rule&change=sanctions:at-once&change=force:observers"
        "&with=standstill&futures=20"
    )
    missing = client.post("/template/plans/one/drop", data={"back": BACK})
    assert missing.status_code == 404
    assert "could not be done" in missing.text


@pytest.mark.parametrize(
    "back", ["//evil.example/x", "https://evil.example/", "/kosovo-1999/design", "", "/%0d%0aX: y"]
)
def test_forms_lead_nowhere_else(client: TestClient, back: str) -> None:
    answer = client.post(
        "/template/notes", data={"text": "Here.", "back": back}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/template/design")


def test_notes_are_kept_by_page(client: TestClient) -> None:
    text = "Ask about\r\nthe line."
    client.post("/template/notes", data={"text": text, "back": BACK})
    assert client.get("/api/template/notes").json() == {"design": "Ask about\nthe line."}
    assert "Ask about\nthe line.</textarea>" in client.get(BACK).text
    client.put("/api/template/notes/plan:mine", json={"text": "Good."})
    assert len(client.get("/api/template/notes").json()) == 2
    client.post("/template/notes", data={"text": "", "back": BACK})
    assert client.get("/api/template/notes").json() == {"plan:mine": "Good."}
    assert client.get("/api/kosovo-1999/notes").json() == {}


def test_settings_are_checked_and_kept(client: TestClient) -> None:
    path = "/api/template/settings/enforcement.behaviour.precision"
    assert client.put(path, json={"value": "40"}).status_code == 204
    assert client.get("/api/template/settings").json() == {"enforcement.behaviour.precision": "40"}
    assert client.put(path, json={"value": "many"}).status_code == 422
    wrong = client.put("/api/template/settings/enforcement.behavior.precision", json={"value": "4"})
    assert wrong.json()["problems"][0]["suggestion"] == "enforcement.behaviour.precision"
    assert client.delete(path).status_code == 204
    assert client.get("/api/template/settings").json() == {}


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("Plan B: a freeze", "plan-b-a-freeze"),
        ("Österreichs Plan", "osterreichs-plan"),
        ("план", "plan"),
        ("Draft", "draft-2"),
        ("one", "one-2"),
        ("x" * 200, "x" * 55),
    ],
)
def test_ids_are_made_of_titles(title: str, id_: str) -> None:
    assert id_of(title, {"one"}) == id_


def test_the_description_names_every_route(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    routes = {(m.upper(), path) for path, each in document["paths"].items() for m in each}
    assert routes == {
        ("GET", "/api/cases"),
        ("POST", "/api/cases"),
        ("GET", "/api/{case}/export"),
        ("GET", "/api/{case}/evaluation"),
        ("GET", "/api/{case}/plans"),
        ("PUT", "/api/{case}/plans/{plan}"),
        ("DELETE", "/api/{case}/plans/{plan}"),
        ("GET", "/api/{case}/notes"),
        ("GET", "/api/{case}/notes/{about}"),
        ("PUT", "/api/{case}/notes/{about}"),
        ("GET", "/api/{case}/settings"),
        ("PUT", "/api/{case}/settings/{name}"),
        ("DELETE", "/api/{case}/settings/{name}"),
    }
