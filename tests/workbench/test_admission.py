"""Tokens, roles, names and sessions."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.interfaces.workbench.admission import Admission, Visitor, plain_name, tokens_of
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store

HOST, EDITOR, READER = "token-of-the-host-1", "token-of-an-editor", "token-of-a-reader-1"
TOKENS: Any = {"host": HOST, "editor": EDITOR, "reader": READER}
ELSEWHERE = {
    "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document",
}  # fmt: skip

Enter = Callable[..., TestClient]


@pytest.fixture
def enter(cases: dict[str, Case]) -> Iterator[Enter]:
    """Visitors of one workbench: `enter(TOKEN, "Anna")`."""
    store = Store(":memory:")
    app = cast(Any, application(cases, store, admission=Admission(TOKENS), port=80))

    def opened(token: str = "", name: str = "") -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        if token:
            assert client.get("/", params={"token": token, "name": name}).status_code == 303
        return client

    yield opened
    store.close()


def test_tokens_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "tokens"
    made = tokens_of(file)
    assert set(made) == {"reader", "editor", "host"}
    assert len(set(made.values())) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tokens_of(file) == made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no token"),
        ("reeder abcdefghijklmnopq\n", "did you mean 'reader'"),
        ("# mine\nhost short\n", ":2: no token"),
        ("host\n", "host TOKEN"),
        ("host abcdefghijklmnopq x\n", "host TOKEN"),
        ("host abcdefghijklmnopä\n", "ASCII"),
        ("host abcdefghijklmnopq\nhost abcdefghijklmnopr\n", "second token for host"),
        ("host abcdefghijklmnopq\nreader abcdefghijklmnopq\n", "the same token"),
    ],
)
def test_mistakes_in_the_file_of_tokens(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(text)
    with pytest.raises(BadInput) as error:
        tokens_of(file)
    assert said in str(error.value)
    assert str(file) in str(error.value)


def test_a_session_survives_a_restart_and_ends_with_its_tokens() -> None:
    anna = Visitor("editor", "Anna Ωμέγα")
    session = Admission(TOKENS).session(anna)
    assert EDITOR not in session
    assert Admission(TOKENS).visitor(session) == anna
    assert Admission({**TOKENS, "reader": "another-token-here"}).visitor(session) is None
    assert Admission(TOKENS).session(anna) != session


@pytest.mark.parametrize("change", [lambda s: "", lambda s: s[:-1], lambda s: "x" + s,
                                    lambda s: s + "x", lambda s: "." + s.partition(".")[2],
                                    lambda s: s * 99, lambda s: "ä" + s])  # fmt: skip
def test_a_session_that_is_not_ours_is_none(change: Callable[[str], str]) -> None:
    admission = Admission(TOKENS)
    assert admission.visitor(change(admission.session(Visitor("host")))) is None


def test_names_are_shown_on_one_line() -> None:
    assert plain_name(" A\nb\t\x00 c\u202e ") == "A b c"
    assert len(plain_name("x" * 1000)) == 60


@pytest.mark.parametrize(
    ("token", "looks", "saves", "brings"),
    [("", 401, 401, 401), (READER, 200, 403, 403), (EDITOR, 200, 204, 403), (HOST, 200, 204, 422)],
)
def test_what_each_role_may(enter: Enter, token: str, looks: int, saves: int, brings: int) -> None:
    client = enter(token)
    assert client.get("/api/cases").status_code == looks
    for path in ("notes/design", "plans/mine"):
        body = {"text": "x", "title": "Mine", "base": "interim-rule"}
        assert client.put(f"/api/template/{path}", json=body).status_code == saves
    file = {"file": ("c.zip", b"no zip file")}
    assert client.post("/cases", files=file).status_code == brings
    assert client.post("/api/cases", files=file).status_code == brings
    assert client.post("//cases", files=file).status_code in (401, 403, 404, 405)


def test_another_link_changes_the_role(enter: Enter) -> None:
    client = enter(HOST, "Anna")
    assert client.get("/", params={"token": READER}).status_code == 303
    assert client.put("/api/template/notes/design", json={"text": "x"}).status_code == 403
    assert client.get("/", params={"token": "wrong"}).status_code == 401


@pytest.mark.parametrize("odd", ['a"b=[x', "a=b; =; ;;", "interim-8244=x", "ä=ö", "interim-80=x"])
def test_odd_cookies_of_others_do_no_harm(enter: Enter, odd: str) -> None:
    client = enter(EDITOR)
    (cookie,) = client.cookies.jar
    client.cookies.clear()
    assert cookie.name == "interim-80"
    for both in (f"{odd}; {cookie.name}={cookie.value}", f"{cookie.name}={cookie.value}; {odd}"):
        assert client.get("/api/cases", headers={"cookie": both.encode()}).status_code == 200


def test_other_sites_make_it_compute_nothing(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def computes(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("interim.interfaces.workbench.engine.Engine.of_plans", computes)
    client = enter(HOST)
    for site in ("cross-site", "same-site"):
        part = client.get("/template/design/part", headers={"sec-fetch-site": site})
        assert part.status_code == 403
        led = client.get("/template/design?seed=3", headers=ELSEWHERE | {"sec-fetch-site": site})
        assert led.status_code == 200
        assert 'href="/template/design?seed=3"' in led.text
        assert "refresh" not in led.text


def test_a_link_in_a_letter_on_the_web_lets_in(enter: Enter) -> None:
    client = enter()
    asked = client.get(f"/template/design?seed=3&token={EDITOR}&name=Anna", headers=ELSEWHERE)
    assert asked.status_code == 200
    assert 'url=/template/design?seed=3"' in asked.text
    assert EDITOR not in asked.text
    assert client.get("/api/cases").status_code == 200
    wrong = enter().get("/?token=wrong", headers=ELSEWHERE)
    assert wrong.status_code == 401


def test_head_is_get_without_its_body(enter: Enter) -> None:
    client = enter(READER)
    got, head = client.get("/api/cases"), client.head("/api/cases")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_line_break_in_the_path_stays_in_the_path(enter: Enter) -> None:
    answer = enter().get(f"/a%0d%0aset-cookie:%20x=y?token={READER}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/a%0D%0Aset-cookie:%20x=y"
