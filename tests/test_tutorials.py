"""The tutorials run: their files are written, their commands and Python executed, in order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from interim.foundation.errors import BadInput
from interim.interfaces import cli

PAGES = sorted((Path(__file__).parents[1] / "docs" / "tutorial").glob("*.md"))
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
DRAWS = ("evaluate", "compare", "explain", "brief")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_tutorial_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    names: dict[str, Any] = {}
    kinds = set()
    for language, title, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            Path(title).write_text(body, encoding="utf-8")
        elif language == "console":
            console(body)
        elif language == "python":
            # Few futures show that it runs; how many there are is not what is tested.
            exec(body.replace("10_000", "200"), names)
            if "print(" in body:
                assert capsys.readouterr().out.strip()
        else:
            continue
        kinds.add("file" if title else language)
    assert {"console", "file"} <= kinds


def console(block: str) -> None:
    """Runs the commands of a block; what a line says it prints, it must print."""
    first, *rest = re.split(r"^\$ interim ", block, flags=re.MULTILINE)
    assert not first
    assert rest
    for each in rest:
        command, _, said = each.partition("\n")
        printed = run(command.split())
        for line in filter(None, map(str.strip, said.splitlines())):
            assert line in printed, f"interim {command} printed\n{printed}"
            mend(command.split()[-1], line)


def mend(folder: str, complaint: str) -> None:
    """Takes the advice of a complaint, as the reader is told to."""
    advice = re.match(r"(.+?):\d+:\d+: .*found (\S+);.*did you mean '(.+)'", complaint)
    if advice:
        file = Path(folder) / advice[1]
        file.write_text(file.read_text().replace(advice[2], advice[3]))


def run(arguments: list[str]) -> str:
    """What a command prints, its complaints included."""
    if arguments[0] in DRAWS:
        arguments = [*arguments, "--futures", "200"]
    result = CliRunner().invoke(cli.interim, arguments, obj=[])
    if isinstance(result.exception, BadInput):
        return "\n".join(map(str, result.exception.problems))
    if result.exception:
        raise result.exception
    return result.output


def test_every_page_is_covered() -> None:
    assert {page.stem for page in PAGES} >= {"first-case", "your-own-plan", "your-own-conflict"}
