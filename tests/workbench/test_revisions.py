"""Two people save the same: nobody's text is lost, in two tabs and in two servers on one store."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from interim.interfaces.workbench.revisions import NOTHING, Conflict, mark
from interim.interfaces.workbench.store import Store, plan_mark

BACK = "/template/design?futures=20"


def test_the_mark_is_of_the_content() -> None:
    assert mark("a") == mark("a") != mark("b")
    assert mark({"a": "1", "b": "2"}) == mark({"b": "2", "a": "1"})
    assert mark("") == mark({}) == mark(None) == NOTHING


def test_two_servers_on_one_store(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "saved"), Store(tmp_path / "saved")
    one.note("c", "design", "first", seen=NOTHING, by="Anna")
    with pytest.raises(Conflict) as late:
        two.note("c", "design", "second", seen=NOTHING, by="Ben")
    assert (late.value.theirs, late.value.by) == ("first", "Anna")
    assert one.notes("c") == two.notes("c") == {"design": "first"}
    two.note("c", "design", "both", seen=late.value.mark, by="Ben")
    one.note("c", "design", "both", seen="of old", by="Anna")  # the same: no conflict
    with pytest.raises(Conflict):
        one.note("c", "design", "", seen=mark("first"))
    assert two.notes("c") == {"design": "both"}

    one.save_plan("c", "p", "P", "base", {"i": "a"}, seen=NOTHING)
    (plan,) = two.plans("c")
    two.save_plan("c", "p", "P", "base", {"i": "b"}, seen=plan_mark(plan), by="Ben")
    with pytest.raises(Conflict) as late:
        one.save_plan("c", "p", "P", "base", {"i": "c"}, seen=plan_mark(plan))
    assert "i: b" in late.value.theirs
    with pytest.raises(Conflict):
        one.drop_plan("c", "p", plan_mark(plan))
    assert [dict(plan.changes) for plan in one.plans("c")] == [{"i": "b"}]

    one.set_all("c", {"seed": "1"}, seen=NOTHING)
    with pytest.raises(Conflict) as late:
        two.set_all("c", {"seed": "2"}, seen=NOTHING)
    assert late.value.theirs == "seed = 1"
    with pytest.raises(Conflict):
        two.set("c", "seed", "3", seen=mark("2"))
    two.set("c", "seed", "3", seen=mark("1"))
    assert one.settings("c") == {"seed": "3"}
    one.close()
    two.close()


def test_a_store_of_an_earlier_version_is_taken(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "saved") as old:
        old.execute(
            'CREATE TABLE notes ("case" TEXT, about TEXT, text TEXT,'
            " saved TEXT DEFAULT (datetime('now')), PRIMARY KEY (\"case\", about))"
        )
        old.execute("INSERT INTO notes VALUES ('c', 'design', 'old', '2025-01-01')")
    old.close()
    store = Store(tmp_path / "saved")
    with pytest.raises(Conflict):
        store.note("c", "design", "new", seen=NOTHING)
    store.note("c", "design", "new", seen=mark("old"), by="Anna")
    assert store.notes("c") == {"design": "new"}
    store.close()


def test_a_late_note_gets_both_texts_and_a_choice(client: TestClient) -> None:
    sent = {"back": BACK, "seen": NOTHING}
    assert client.post("/template/notes", data={**sent, "text": "Hers & <b>"}).status_code == 200
    late = client.post("/template/notes", data={**sent, "text": "His </textarea>"})
    assert late.status_code == 409
    assert "Hers &amp; &lt;b&gt;" in late.text
    assert "His &lt;/textarea&gt;" in late.text
    assert f'name="seen" value="{mark("Hers & <b>")}"' in late.text
    assert client.get("/api/template/notes").json() == {"design": "Hers & <b>"}
    decided = {**sent, "text": "Both", "seen": mark("Hers & <b>")}
    assert client.post("/template/notes", data=decided).status_code == 200
    assert client.get("/api/template/notes").json() == {"design": "Both"}
    page = client.get(BACK).text
    assert f'name="seen" value="{mark("Both")}"' in page


def test_programs_say_what_they_saw(client: TestClient) -> None:
    there = "/api/template/notes/design"
    etag = client.get(there).headers["etag"]
    assert client.put(there, json={"text": "a"}, headers={"if-match": etag}).status_code == 204
    late = client.put(there, json={"text": "b"}, headers={"if-match": etag})
    assert late.status_code == 412
    assert late.json()["problems"][0]["found"] == "a"
    assert late.headers["etag"] == client.get(there).headers["etag"]
    assert client.put(there, json={"text": "c"}, headers={"if-match": "*"}).status_code == 204


def test_what_was_typed_stays_when_the_store_fails(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    for said, told in (
        ("database or disk is full", "disk of the server is full"),
        ("database is locked", "Another program holds the store"),
        ("attempt to write a readonly database", "may not write"),
    ):

        def fails(*_: object, said: str = said, **__: object) -> None:
            raise sqlite3.OperationalError(said)

        monkeypatch.setattr(Store, "note", fails)
        answer = client.post("/template/notes", data={"back": BACK, "text": "Long <thought>"})
        assert answer.status_code == 503
        assert told in answer.text
        assert "fault of ours" not in answer.text
        assert "Long &lt;thought&gt;</textarea>" in answer.text
