"""What is saved stays saved, whatever happens to the process."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from interim.interfaces.workbench.store import MOST_TEXT, Store


def test_what_is_saved_is_there_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "saved")
    store.save_plan("a-case", "mine", "Mine", "base", {"issue": "option", "other": "one"})
    store.note("a-case", "design", "Ask about the line.")
    store.set("a-case", "war.length", "3 to 5")
    store.close()
    again = Store(tmp_path / "saved")
    (plan,) = again.plans("a-case")
    assert (plan.id, plan.title, plan.base) == ("mine", "Mine", "base")
    assert plan.changes == (("issue", "option"), ("other", "one"))
    assert again.notes("a-case") == {"design": "Ask about the line."}
    assert again.settings("a-case") == {"war.length": "3 to 5"}
    assert again.plans("another-case") == ()
    again.close()


def test_an_empty_note_is_forgotten() -> None:
    store = Store(":memory:")
    store.note("c", "design", "Something.")
    store.note("c", "design", "  \n")
    assert store.notes("c") == {}
    with pytest.raises(ValueError, match="characters"):
        store.note("c", "design", "x" * (MOST_TEXT + 1))
    store.close()


def test_a_full_store_can_still_be_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.interfaces.workbench.store.MOST_ENTRIES", 2)
    store = Store(":memory:")
    store.note("c", "one", "1")
    store.note("c", "two", "2")
    with pytest.raises(ValueError, match="no more than 2"):
        store.note("c", "three", "3")
    assert store.notes("c") == {"one": "1", "two": "2"}
    store.note("c", "one", "1, changed")
    store.note("c", "two", "")
    assert store.notes("c") == {"one": "1, changed"}
    store.close()


def test_the_revision_tells_of_every_change(tmp_path: Path) -> None:
    store, other = Store(tmp_path / "saved"), Store(tmp_path / "saved")
    seen = [store.revision]
    store.save_plan("c", "mine", "Mine", "base", {})
    seen.append(store.revision)
    other.save_plan("c", "theirs", "Theirs", "base", {})
    seen.append(store.revision)
    store.drop_plan("c", "mine")
    seen.append(store.revision)
    assert len(set(seen)) == len(seen)
    assert store.revision == seen[-1]
    store.close()
    other.close()


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, this is no database, and it shall stay as it is. " * 20)
    with pytest.raises(sqlite3.DatabaseError):
        Store(path)
    assert path.read_text().startswith("Dear all")


SAVING = """
import sys, uvicorn, interim
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.starting import listening
from interim.interfaces.workbench.store import Store
case = interim.load(sys.argv[1])
there = listening("127.0.0.1", 0)
print(there.getsockname()[1], flush=True)
app = application({case.id: case}, Store(sys.argv[2]))
uvicorn.Server(uvicorn.Config(app, log_level="error")).run([there])
"""


@pytest.mark.slow
def test_nothing_that_was_confirmed_is_lost_by_a_kill(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "saved"
    for round_ in range(2):
        server = subprocess.Popen(
            [sys.executable, "-c", SAVING, str(template), str(path)], stdout=subprocess.PIPE
        )
        assert server.stdout is not None
        port = int(server.stdout.readline())
        confirmed: dict[str, str] = {}
        killer: subprocess.Popen[bytes] | None = None
        try:
            for number in range(100_000):
                title = f"Plan {round_}.{number} " + "x" * 80
                body = json.dumps({"title": title, "base": "interim-rule", "changes": {}})
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}/api/template/plans/p{number % 50}",
                    body.encode(),
                    {"content-type": "application/json"},
                    method="PUT",
                )
                with urllib.request.urlopen(request, timeout=30):
                    confirmed[f"p{number % 50}"] = title
                if number == 20:  # and then at any moment
                    killer = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -9 {server.pid}"])
        except (OSError, http.client.HTTPException):
            pass  # the connection broke: the server is gone
        finally:
            if server.poll() is None:
                os.kill(server.pid, signal.SIGKILL)
            server.wait()
            server.stdout.close()
            if killer is not None:
                killer.wait()
        assert len(confirmed) > 20
        store = Store(path)
        found = {plan.id: plan.title for plan in store.plans("template")}
        # The save under way when it was killed may have come through without an answer.
        unlike = {id_ for id_, title in confirmed.items() if found.get(id_) != title}
        assert len(unlike) <= 1
        for id_ in unlike:
            assert found[id_].startswith(f"Plan {round_}.")
        store.close()
        with sqlite3.connect(path) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        raw.close()
