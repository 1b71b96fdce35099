import pytest

from interim.foundation.errors import BadInput
from interim.foundation.parts import Parts


def test_what_is_written_is_read_again(tmp_path):
    parts = Parts(tmp_path / "run")
    assert parts.opened({"a": 1}) == set()
    parts.write(3, b"three\nlines\n")
    parts.write(7, b"")
    again = Parts(parts.folder, resume=True)
    assert again.opened({"a": 1}) == {3, 7}
    assert again.read(3) == b"three\nlines\n"
    assert again.read(7) == b""


def test_a_torn_or_changed_part_does_not_count(tmp_path):
    parts = Parts(tmp_path / "run")
    parts.opened({})
    for number in range(3):
        parts.write(number, b"x" * 100)
    torn, changed, _ = sorted(parts.folder.glob("part-*"))
    torn.write_bytes(torn.read_bytes()[:-1])
    changed.write_bytes(changed.read_bytes()[:-1] + b"y")
    assert Parts(parts.folder, resume=True).opened({}) == {2}
    with pytest.raises(BadInput, match="not whole"):
        parts.read(0)


def test_parts_of_another_run_are_refused_with_what_differs(tmp_path):
    parts = Parts(tmp_path / "run")
    parts.opened({"seed": 1, "futures": 10})
    with pytest.raises(BadInput, match="--resume to go on"):
        parts.opened({"seed": 1, "futures": 10})
    with pytest.raises(BadInput) as bad:
        Parts(parts.folder, resume=True).opened({"seed": 2, "futures": 10})
    (problem,) = bad.value.problems
    assert "another seed" in problem.message
    assert (problem.found, problem.expected) == ("1", "2")


@pytest.mark.parametrize("content", ["[", "[]", "3"])
def test_a_folder_of_something_else_is_refused(tmp_path, content):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "run.json").write_text(content)
    with pytest.raises(BadInput, match="cannot be read"):
        Parts(folder, resume=True).opened({})


def test_only_our_own_files_are_taken_away(tmp_path):
    parts = Parts(tmp_path / "run")
    parts.opened({"a": 1})
    parts.write(0, b"")
    (parts.folder / "notes.txt").write_text("mine")
    parts.remove()
    assert [file.name for file in parts.folder.iterdir()] == ["notes.txt"]
    (parts.folder / "notes.txt").unlink()
    parts.remove()
    assert not parts.folder.exists()


def test_a_part_of_another_run_or_another_number_does_not_count(tmp_path):
    """Somebody took `run.json` away, or copied parts about."""
    parts = Parts(tmp_path / "run")
    parts.opened({"seed": 1})
    for number in range(2):
        parts.write(number, b"x")
    first, second = sorted(parts.folder.glob("part-*"))
    second.write_bytes(first.read_bytes())
    assert Parts(parts.folder, resume=True).opened({"seed": 1}) == {0}
    (parts.folder / "run.json").unlink()
    parts.opened({"seed": 2})
    assert Parts(parts.folder, resume=True).opened({"seed": 2}) == set()


def test_a_folder_that_is_gone_is_said(tmp_path):
    parts = Parts(tmp_path / "run")
    parts.opened({})
    parts.remove()
    with pytest.raises(BadInput, match="cannot be read"):
        parts.write(0, b"x")


def test_what_a_kill_left_half_written_is_taken_away(tmp_path):
    parts = Parts(tmp_path / "run")
    parts.opened({})
    parts.write(0, b"x")
    (parts.folder / ".part-0000001.kept.4711.part").write_bytes(b"half")
    assert Parts(parts.folder, resume=True).opened({}) == {0}
    parts.remove()
    assert not parts.folder.exists()
