"""Who may ask, what is refused, and what a browser may do with an answer."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

import interim
from interim.case.model import Case
from interim.interfaces.workbench import security
from interim.interfaces.workbench.admission import Admission
from interim.interfaces.workbench.security import MOST_BYTES, Guard
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store
from workbench.conftest import Visit

TOKEN = "a-token-of-this-test"
PLAN = {"title": "Mine", "base": "interim-rule", "changes": {}}


@pytest.fixture(scope="module")
def gate(cases: dict[str, Case]) -> Iterator[TestClient]:
    """A browser at a workbench that asks for a token."""
    store = Store(":memory:")
    admission = Admission({"host": TOKEN})
    hosts = ("127.0.0.1", "there")
    app = cast(Any, application(cases, store, hosts=hosts, admission=admission, port=80))
    with TestClient(app, base_url="http://there", follow_redirects=False) as client:
        yield client
    store.close()


@pytest.fixture
def guarded(gate: TestClient) -> TestClient:
    """The same, when it has not shown the token yet."""
    gate.cookies.clear()
    return gate


def ask(app: Guard, *, body: list[bytes] | None, headers: dict[str, str]) -> tuple[int, bytes]:
    """The answer to a PUT whose body comes in pieces; None never sends anything."""
    pieces = [] if body is None else list(body)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": True}
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PUT",
        "scheme": "http", "path": "/api/template/plans/mine", "raw_path": b"", "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil"])
def test_other_names_are_not_answered(shared_client: TestClient, host: str) -> None:
    # DNS rebinding: the attacker's name leads to 127.0.0.1, but the browser still says the name.
    answer = shared_client.get("/api/cases", headers={"host": host})
    assert answer.status_code == 421
    assert "template" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8244", "localhost", "LOCALHOST:1", "[::1]:8244"])
def test_the_names_of_this_machine_are(shared_client: TestClient, host: str) -> None:
    assert shared_client.get("/api/cases", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_other_sites_change_nothing(
    client: TestClient, headers: dict[str, str], method: str
) -> None:
    assert client.put("/api/template/plans/mine", json=PLAN).status_code == 204
    path = "/template/plans" if method == "POST" else "/api/template/plans/mine"
    answer = client.request(method, path, headers=headers, content=b"title=Theirs&back=/")
    assert answer.status_code == 403
    assert [plan["title"] for plan in client.get("/api/template/plans").json()] == ["Mine"]


def test_own_pages_do(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert client.put("/api/template/plans/mine", json=PLAN, headers=headers).status_code == 204


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"cookie": "interim-80=wrong"},
        {"cookie": "interim-80="},
        {"cookie": f"other={TOKEN}"},
        {"cookie": f"interim-80={TOKEN}"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/cases", "/static/workbench.css", "/?token=wrong"])
def test_without_the_token_nothing_is_shown(
    guarded: TestClient, headers: dict[str, str], path: str
) -> None:
    answer = guarded.get(path, headers=headers)
    assert answer.status_code == 401
    assert TOKEN not in answer.text
    assert "content-security-policy" in answer.headers


def test_the_link_with_the_token_lets_in_and_hides_it(guarded: TestClient) -> None:
    answer = guarded.get(f"/template/design?futures=20&token={TOKEN}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/template/design?futures=20"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guarded.get("/api/cases").status_code == 200  # by the cookie
    guarded.cookies.clear()
    assert guarded.get("/api/cases").status_code == 401
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/api/cases", headers=bearer).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example"])
def test_the_link_leads_nowhere_else(guarded: TestClient, path: str) -> None:
    answer = guarded.get(f"http://there{path}?token={TOKEN}")
    location = answer.headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_a_token_is_not_taken_from_a_post(guarded: TestClient) -> None:
    assert guarded.put(f"/api/template/plans/a?token={TOKEN}", json=PLAN).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/template/design?futures=20", 200),
        ("/template/design/part?futures=20", 200),
        ("/template/design?plan=nothing", 422),
        ("/template/nothing", 404),
        ("/nothing/at/all", 404),
        ("/static/workbench.js", 200),
        ("/static/../server.py", 404),
        ("/static/%2e%2e/server.py", 404),
        ("/api/cases", 200),
        ("/api/template/export", 200),
        ("/api/openapi.json", 200),
        ("/api/nothing/plans", 404),
    ],
)
def test_every_answer_ties_the_browser_down(
    shared_client: TestClient, path: str, status: int
) -> None:
    answer = shared_client.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    if "html" in answer.headers["content-type"]:
        for forbidden in ("<script>", " style=", " onclick=", "javascript:"):
            assert forbidden not in answer.text


def test_a_large_body_is_refused_before_it_is_read(shared_client: TestClient) -> None:
    answer = shared_client.put("/api/template/notes/design", content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413


def test_an_endless_body_is_cut_off(cases: dict[str, Case]) -> None:
    app = application(cases, Store(":memory:"))
    headers = {"host": "127.0.0.1", "content-type": "application/json"}
    status, text = ask(app, body=[b"x" * 1_000_000] * 50, headers=headers)
    assert status == 413
    assert b"More than" in text


def test_a_body_that_never_comes_is_given_up(
    cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(security, "SLOWEST", 1e12)
    app = application(cases, Store(":memory:"))
    headers = {"host": "127.0.0.1", "content-type": "application/json"}
    status, _ = ask(app, body=None, headers=headers)
    assert status == 408


# The last is a superscript two, a digit to Python that is no number.
@pytest.mark.parametrize("length", [b"-5", b"many", b"1e3", b"\xb2"])
def test_a_length_that_is_no_number_is_refused(shared_client: TestClient, length: bytes) -> None:
    headers = {b"content-length": length}
    answer = shared_client.put("/api/template/notes/design", content=b"{}", headers=headers)
    assert answer.status_code == 400


def test_too_many_at_once_are_told_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "MOST_AT_ONCE", 0)
    answer = client.get("/template/design")
    assert answer.status_code == 429
    assert "try again" in answer.text
    assert answer.headers["retry-after"] == "5"


def test_too_many_runs_are_told_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.interfaces.workbench.engine.MOST_WAITING", 0)
    page = client.get("/template/design?futures=30&seed=99")
    assert page.status_code == 429
    assert "try again in a moment" in page.text
    document = client.get("/api/template/evaluation?futures=30&seed=99")
    assert document.status_code == 429
    assert "try again" in document.json()["problems"][0]["message"]
    events = client.get("/template/design/sharpening?futures=30&seed=99")
    assert events.text.startswith("event: failed\n")


@pytest.mark.parametrize("futures", ["20001", "0", "-1", "1e9", "99999999999999999999"])
def test_nobody_gets_too_many_futures(shared_client: TestClient, futures: str) -> None:
    for path in ("/template/design", "/template/design/sharpening", "/api/template/evaluation"):
        assert shared_client.get(f"{path}?futures={futures}").status_code == 422


def test_a_fault_of_ours_tells_strangers_nothing(
    cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("interim.interfaces.workbench.engine.Engine.of_plans", fails)
    store = Store(":memory:")
    app = cast(Any, application(cases, store))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        for path in ("/template/design", "/api/template/evaluation"):
            answer = client.get(path)
            assert answer.status_code == 500
            assert "a fault of ours" in answer.text
            assert "secret" not in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
    store.close()


MARKUP = '"><script>alert(1)</script>&amp;'


def test_what_people_write_is_escaped(client: TestClient) -> None:
    back = "/template/design?plan=interim-rule&futures=20"
    client.post("/template/plans", data={"title": MARKUP, "back": back})
    client.post("/template/notes", data={"text": f"</textarea>{MARKUP}", "back": back})
    page = client.get(back).text
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page
    wrong = client.get("/template/design", params={"plan": MARKUP})
    assert wrong.status_code == 422
    assert "<script>alert" not in wrong.text
    missing = client.get(f"/template/{'<script>alert(1)<'}")
    assert "<script>alert" not in missing.text


def test_what_cases_say_is_escaped(visit: Visit, template: Path) -> None:
    case = interim.load(template)
    named = case.header.model_copy(update={"title": MARKUP})
    plans = {
        name: plan.model_copy(update={"title": MARKUP, "short": MARKUP})
        for name, plan in case.plans.items()
    }
    hostile = case.model_copy(update={"header": named, "plans": plans})
    client = visit({case.id: hostile})
    for page in ("design", "design/part"):
        text = client.get(f"/template/{page}?futures=20&change=sanctions:at-once").text
        assert "alert(1)" in text
        assert "<script>alert" not in text
