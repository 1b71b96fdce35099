"""Cases as zip files: out and in again, and what is refused on the way in."""

import io
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

import interim
from interim.case.find import bundled
from interim.case.model import Case
from interim.case.read import check
from interim.foundation.errors import BadInput
from interim.interfaces.workbench import bundle
from interim.interfaces.workbench.saved import plan_from, save, with_saved
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.shelf import Shelf
from interim.interfaces.workbench.store import Store

Edit = Callable[[zipfile.ZipFile], None]


@pytest.fixture
def store() -> Iterator[Store]:
    found = Store(":memory:")
    yield found
    found.close()


@pytest.fixture
def case(cases: dict[str, Case]) -> Case:
    return cases["template"]


@pytest.fixture
def content(case: Case, store: Store) -> bytes:
    """A zip file of the small case with a saved plan, a note and a setting."""
    changes = {"sanctions": "at-once", "force": "observers"}
    save(store, case, "mine", "Mine: «a» #1", "interim-rule", changes)
    store.note(case.id, "design", "Ask about the line.")
    store.set(case.id, "enforcement.behaviour.precision", "40")
    return bundle.packed(case, store)


def edited(content: bytes, edit: Edit, drop: tuple[str, ...] = ()) -> bytes:
    """The same zip file without some files, and with what `edit` adds."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in drop:
                new.writestr(entry, old.read(entry))
        edit(new)
    return found.getvalue()


def added(name: str, content: bytes = b"x: 1\n", mode: int = 0o100644) -> Edit:
    def edit(archive: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name)
        entry.filename = name  # as given, which the constructor may not keep
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)

    return edit


def refused(content: bytes, folder: Path, store: Store) -> str:
    """What is said of a zip file that must not be taken; nothing may be left of it."""
    with pytest.raises(BadInput) as error:
        bundle.unpacked(content, folder, set(), store)
    assert list(folder.rglob("*")) == []
    assert store.notes("template") == {"design": "Ask about the line."}
    return str(error.value)


def test_an_export_is_a_case_that_check_accepts(
    case: Case, content: bytes, store: Store, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    assert check(tmp_path / "template") == []
    again = interim.load(tmp_path / "template")
    assert {"mine", *case.plans} == set(again.plans)
    (saved,) = store.plans(case.id)
    asked: dict[str, Any] = {"futures": 60, "workers": 1}
    there = interim.evaluate(again, ["mine"], **asked)
    here = interim.evaluate(with_saved(case, (saved,)), ["mine"], **asked)
    assert there.data.identical(here.data)
    assert again.plans["mine"].title == plan_from(case, saved).title == "Mine: «a» #1"
    assert bundle.packed(case, store) == content


def test_out_and_in_again(content: bytes, case: Case, store: Store, tmp_path: Path) -> None:
    taken = bundle.unpacked(content, tmp_path, {"template"}, store)
    assert taken.id == "template-2"
    assert taken.folder == (tmp_path / "template-2").resolve()
    assert taken.package("mine")["force"] == "observers"
    assert store.notes("template-2") == {"design": "Ask about the line."}
    assert store.settings("template-2") == {"enforcement.behaviour.precision": "40"}
    assert bundle.unpacked(content, tmp_path, {"template"}, store).id == "template-3"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["template-2", "template-3"]


def test_files_at_the_top_are_a_case_too(content: bytes, store: Store, tmp_path: Path) -> None:
    flat = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(flat, "w") as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename.removeprefix("template/"), old.read(entry))
    assert bundle.unpacked(flat.getvalue(), tmp_path, set(), store).id == "imported"


def test_a_plan_that_starts_from_no_deal_is_exported_too(
    case: Case, store: Store, tmp_path: Path
) -> None:
    save(store, case, "calm", "Calm", "no-deal", {"force": "observers"})
    taken = bundle.unpacked(bundle.packed(case, store), tmp_path, set(), store)
    assert taken.package("calm") == case.package("no-deal") | {"force": "observers"}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml",
        "template/../../evil.yaml",
        "/etc/evil.yaml",
        "template//etc/evil.yaml",
        "template/plans/../../evil.yaml",
        "template/plans/deep/evil.yaml",
        "template/plans\\evil.yaml",
        "template/plans/evil.sh",
        "template/evil.yaml",
        "template/CASE.YAML",
        "C:/evil.yaml",
        "template/plans/a\nb.yaml",
    ],
)
def test_names_that_lead_elsewhere_are_refused(
    content: bytes, store: Store, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    assert refused(edited(content, added(name)), folder, store)
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


@pytest.mark.parametrize(
    "name",
    ["template/.schemas/case.json", "__MACOSX/template/._case.yaml", "template/plans/.DS_Store"],
)
def test_what_systems_add_is_skipped(
    content: bytes, store: Store, tmp_path: Path, name: str
) -> None:
    taken = bundle.unpacked(edited(content, added(name)), tmp_path, set(), store)
    assert sorted(path.name for path in tmp_path.iterdir()) == [taken.id]
    assert not any(path.name.startswith(".") for path in taken.folder.rglob("*"))


def test_backslashes_of_windows_are_read(content: bytes, store: Store, tmp_path: Path) -> None:
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(found, "w") as new:
        for entry in old.infolist():
            added(entry.filename.replace("/", "\\"), old.read(entry))(new)
    assert bundle.unpacked(found.getvalue(), tmp_path, {"template"}, store).id == "template-2"


def test_a_check_that_takes_too_long_is_stopped(
    content: bytes, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_SECONDS", 0.01)
    assert "more than 0.01 seconds" in refused(content, tmp_path, store)


def test_leftovers_of_killed_imports_are_swept(case: Case, store: Store, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".{gone.pid}-abc.part").mkdir()
    (tmp_path / ".of-an-older-version.part").mkdir()
    mine = tmp_path / f".{os.getpid()}-abc.part"
    mine.mkdir()
    Shelf({case.id: case}, store, tmp_path)
    assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_links_and_devices_are_refused(
    content: bytes, store: Store, tmp_path: Path, kind: int
) -> None:
    edit = added("template/plans/link.yaml", b"/etc/passwd", kind | 0o777)
    assert "link" in refused(edited(content, edit), tmp_path, store)


def test_a_bomb_is_not_unpacked(content: bytes, store: Store, tmp_path: Path) -> None:
    edit = added("template/README.md", b"\0" * 20_000_000)
    bomb = edited(content, edit)
    assert len(bomb) < 200_000
    assert "too large" in refused(bomb, tmp_path, store)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(
    content: bytes, store: Store, tmp_path: Path
) -> None:
    size = 20_000_000
    bomb = edited(content, added("template/README.md", b"\0" * size))
    lying = bomb.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != bomb
    assert refused(lying, tmp_path, store)


def test_many_files_are_together_not_too_large(
    content: bytes, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_UNPACKED", 10_000)
    assert "too large" in refused(content, tmp_path, store)
    monkeypatch.setattr(bundle, "MOST_FILES", 3)
    assert "too many files" in refused(content, tmp_path, store)


def test_the_same_name_twice_is_refused(content: bytes, store: Store, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = edited(content, added("template/case.yaml"))
    assert "twice" in refused(twice, tmp_path, store)


@pytest.mark.parametrize("damage", [b"", b"PK", b"no zip file at all" * 100])
def test_what_is_no_zip_file_is_refused(
    content: bytes, store: Store, tmp_path: Path, damage: bytes
) -> None:
    assert "no zip file" in refused(damage, tmp_path, store)


def test_damaged_bytes_are_refused(content: bytes, store: Store, tmp_path: Path) -> None:
    for place in range(60, 400, 20):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        assert refused(broken, tmp_path, store)


def test_a_case_with_mistakes_is_refused_with_all_of_them(
    content: bytes, store: Store, tmp_path: Path
) -> None:
    wrong = b"title: X\nshort: X\nsummary: X\nsource: statement\nclauses: {force: nothing}\n"
    edit = added("template/plans/wrong.yaml", wrong)
    said = refused(edited(content, edit, drop=("template/war.yaml",)), tmp_path, store)
    assert "plans/wrong.yaml" in said
    assert "war.yaml: the file is missing" in said


@pytest.mark.parametrize(
    "kept", [b"[]", b"{", b'{"notes": {"a": 1}}', b'{"notes": {"a": "\\ud800"}}', b"[" * 100_000]
)
def test_notes_of_another_kind_are_refused(
    content: bytes, store: Store, tmp_path: Path, kept: bytes
) -> None:
    edit = added("template/workbench.json", kept)
    other = edited(content, edit, drop=("template/workbench.json",))
    assert "workbench.json" in refused(other, tmp_path, store)


def test_through_the_workbench(
    cases: dict[str, Case], content: bytes, store: Store, tmp_path: Path
) -> None:
    app = cast(Any, application(cases, store, imports=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        zipped = client.get("/api/template/export")
        assert zipped.headers["content-type"] == "application/zip"
        assert zipped.content == content
        sent = client.post("/cases", files={"file": ("c.zip", content)}, follow_redirects=False)
        assert sent.headers["location"].startswith("/template-2/design?plan=")
        answer = client.post("/api/cases", files={"file": ("c.zip", content)})
        assert answer.status_code == 201
        assert answer.json()["id"] == "template-3"
        assert client.get("/template-2/design/part?plan=mine&futures=20").status_code == 200
        broken = client.post("/cases", files={"file": ("c.zip", b"nothing")})
        assert broken.status_code == 422
        assert "this is no zip file" in broken.text
    # And after a new start.
    assert {"template-2", "template-3"} <= {case.id for case in Shelf(cases, store, tmp_path)}


def test_a_bundled_case_is_never_written_over(
    content: bytes, case: Case, store: Store, tmp_path: Path
) -> None:
    (name, folder), *_ = bundled().items()
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    renamed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(renamed, "w") as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename.replace("template/", f"{name}/", 1), old.read(entry))
    taken = Shelf({case.id: case}, store, tmp_path).take(renamed.getvalue())
    assert taken.id == f"{name}-2"
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_without_a_folder_nothing_is_taken(content: bytes, case: Case, store: Store) -> None:
    with pytest.raises(BadInput, match="keeps no imported cases"):
        Shelf({case.id: case}, store).take(content)
