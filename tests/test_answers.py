"""What `scripts/answers.py` counts as a difference between two answers."""

from __future__ import annotations

import importlib
import json
import re
from argparse import Namespace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from interim.__main__ import main

SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("answers")


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"p": 0.3}, {"p": 0.1 + 0.2}, ["p: 0.3, then 0.30000000000000004"]),
        ({"p": 1}, {"p": 1.0}, ["p: 1, then 1.0"]),
        ({"p": 1}, {"p": True}, ["p: 1, then true"]),
        ({"p": 0.0}, {"p": -0.0}, ["p: 0.0, then -0.0"]),
        ({"p": None}, {"p": {}}, ["p: null, then {}"]),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, ["a.b[1].c: 2, then 3"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a: 2 items, then 1"]),
        ({"a": {"b": "gone"}}, {"a": {}}, ['a.b: removed, was "gone"']),
        ([1], {"0": 1}, ['the document: [1], then {"0": 1}']),
    ],
)
def test_documents_differ_by_dotted_path(
    answers: ModuleType, before: Any, after: Any, changed: list[str]
) -> None:
    found = answers.compared(json.dumps(before).encode(), json.dumps(after).encode(), ".json")
    assert [said for _, said in found.changed] == changed
    assert not found.unseen


def test_added_keys_and_the_order_of_keys_are_no_change(answers: ModuleType) -> None:
    found = answers.compared(b'{"a": {"b": 1}}', b'{"a": {"c": 2, "b": 1}}', ".json")
    assert (found.changed, found.added, found.unseen) == ([], ["a.c"], False)
    found = answers.compared(b'{"a": 1, "b": 2}', b'{"b": 2, "a": 1}', ".json")
    assert (found.changed, found.added, found.unseen) == ([], [], True)


PAGE = """<!DOCTYPE html><title>Map</title><style>p { color: red }</style>
<script src="/one.js"></script>
<p class="lead">Both sign in <b>31 %</b> of futures. <a href="/map">See</a></p>
<select name="lens"><option value="x" selected>Moscow</option></select>
<svg viewBox="0 0 9 9"><path class="front" d="M1 2"/><text>Line</text></svg>
<script>later()</script><script type="application/json">{"cells": [1]}</script>"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("31 %", "32 %"),
        ('href="/map"', 'href="/hold"'),
        (" selected", ""),
        ("M1 2", "M1 3"),
        ('class="front"', 'class="rear"'),
        (">Line<", ">Front<"),
        ("[1]", "[2]"),
    ],
)
def test_what_a_reader_sees_of_a_page_differs(answers: ModuleType, old: str, new: str) -> None:
    assert old in PAGE
    found = answers.compared(PAGE.encode(), PAGE.replace(old, new).encode(), ".html")
    assert [said[0] for _, said in found.changed] == ["-", "+"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('class="lead"', ""),
        ("later()", "sooner()"),
        ("red", "blue"),
        ("one.js", "two.js"),
        (" in <b>", "\n in <b>"),
    ],
)
def test_what_nobody_sees_of_a_page_is_told_apart(answers: ModuleType, old: str, new: str) -> None:
    assert old in PAGE
    found = answers.compared(PAGE.encode(), PAGE.replace(old, new).encode(), ".html")
    assert (found.changed, found.unseen) == ([], True)


def test_texts_and_other_files_differ(answers: ModuleType) -> None:
    found = answers.compared(b"one\ntwo\n", b"one\n2\n", ".txt")
    assert [said for _, said in found.changed] == ["-two", "+2"]
    found = answers.compared(b"\x89PNG", b"\x89PNG?", ".png")
    assert [said for _, said in found.changed] == ["4 bytes, then 5"]


def test_only_what_differs_from_run_to_run_is_put_aside(answers: ModuleType) -> None:
    told = (
        'Interim 0.1.0; as of 1999-06-09; "version": "1.2", 0.1 in /x/y/out. Written on 2026-11-30'
    )
    assert answers.put_aside(told.encode(), "/x/y").decode() == (
        'Interim VERSION; as of 1999-06-09; "version": "VERSION", 0.1 in HERE/out. Written on TODAY'
    )


def test_compare_fails_on_what_is_not_allowed(
    answers: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, p in (("before", 1), ("after", 2)):
        (tmp_path / name / "war").mkdir(parents=True)
        (tmp_path / name / "war" / "stdout.json").write_text(json.dumps({"toll": {"p": p}}))

    def status(*allow: str, only: tuple[str, ...] = ()) -> int:
        folders = {"before": tmp_path / "before", "after": tmp_path / "after"}
        found: int = answers.compare(Namespace(**folders, allow=list(allow), only=list(only)))
        return found

    assert status() == 1
    assert "war/stdout.json\n  toll.p: 1, then 2\n" in capsys.readouterr().out
    assert status(r"war/.*: toll\.") == 0
    assert status(r"war/.*: ending\.") == 1
    (tmp_path / "after" / "peace").mkdir()
    (tmp_path / "after" / "peace" / "stdout.txt").write_text("a new question")
    assert status(r"toll\.p") == 0
    (tmp_path / "after" / "war" / "stderr.txt").write_text("a new warning")
    assert status(r"toll\.p") == 1
    (tmp_path / "after" / "war" / "stdout.json").unlink()
    assert status(r"toll\.p", "stderr") == 1


def test_every_command_is_asked(answers: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    known = set(answers.commands(capsys.readouterr().out))
    lists = answers.questions((SCRIPTS / "questions.txt").read_text(encoding="utf-8"))
    lines = [
        line for name, lines in lists.items() if name != "workbench" for line in lines.values()
    ]
    asked = {name for line in lines for name in re.findall(r"\binterim ([a-z]+)", line)}
    assert known - {"serve"} <= asked
    assert lists["cases"]["kosovo-1999/vote"].startswith("interim vote kosovo-1999 resolution-1244")
