"""Python on the pages runs, and every command of `interim` on them exists with its options.

The tutorials, README and first page of the reference are run by `tests/test_tutorials.py` and
`tests/test_readme.py`, the worked stage by `test_adding_a_stage.py`, the example of stories by
`tests/insight/test_stories.py`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.pages import DOCS, PAGES, README, blocks, name, prose
from interim.case.write import new as write_new
from interim.interfaces import cli
from interim.interfaces.commands.history_calibrate import history_calibrate

ELSEWHERE = {DOCS / "reference" / "index.md", DOCS / "adding-a-stage.md", DOCS / "stories.md"}
FEW = {
    "10_000": "200",
    "Run(1000)": "Run(50)",
    "futures=2000": "futures=100",
    "futures=300": "futures=60",
}
SLOW = {"holding", "lenses", "theory"}

WITH_PYTHON = [
    pytest.param(page, id=name(page), marks=[pytest.mark.slow] if page.stem in SLOW else [])
    for page in PAGES
    if blocks(page, "python") and page.parent.name != "tutorial" and page not in ELSEWHERE
]


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order and in one place, as a reader would; with few futures, which is enough to run."""
    monkeypatch.chdir(tmp_path)
    write_new(tmp_path / "my-case")
    names: dict[str, object] = {"__name__": "page"}
    for body, why in blocks(page, "python"):
        if why:
            continue
        if "import pygambit" in body:
            pytest.importorskip("pygambit", reason="needs Gambit (`make proofs`)")
        for many, few in FEW.items():
            body = body.replace(many, few)
        exec(body, names)
    for test in [each for key, each in names.items() if key.startswith("test_")]:
        assert callable(test)
        test()


def commands(page: Path) -> Iterator[str]:
    """The command lines that begin with `interim`, in blocks and in running text."""
    for body, _ in blocks(page, "console", "bash", "sh", "text", ""):
        for line in body.replace("\\\n", " ").splitlines():
            found = re.match(r"\s*(?:\$ |\.venv/bin/)?(interim .+)", line)
            if found and not re.match(r"interim \w+[.:,] ", found[1]):
                yield re.split(r"\s{2,}", found[1])[0]  # what follows a gap explains it
    for inline in re.findall(r"``?(interim [^`]+)``?", prose(page)):
        yield " ".join(inline.split())


def complaint(line: str) -> str | None:
    """What is wrong with a command line, without running it."""
    bare = line.replace("...", "")
    while bare != (bare := re.sub(r"\[[^][]*\]", "", bare)):
        pass  # brackets hold what may be left out, and brackets
    words = shlex.split(re.split(r"[|;>]|&&", bare)[0], comments=True)
    command: click.Command = cli.interim
    rest = words[1:]
    context = click.Context(command, info_name="interim")
    if rest[:1] == ["COMMAND"]:
        return None
    try:
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            _, inside, rest = command.resolve_command(context, rest)
            assert inside is not None
            if rest[:1] == ["calibrate"]:
                inside, rest = history_calibrate, rest[1:]
            command, context = inside, click.Context(inside, parent=context)
        values, extra, _ = command.make_parser(context).parse_args(list(rest))
        for parameter in command.params:
            value = values.get(parameter.name or "")
            kinds = (click.Choice, click.IntRange, click.FloatRange)
            if isinstance(value, str) and value.isidentifier() and value.isupper():
                continue  # stands for a name or a number
            if isinstance(value, str) and isinstance(parameter.type, kinds):
                parameter.type.convert(value, parameter, context)
    except click.UsageError as error:
        return error.format_message()
    return f"unexpected {extra}" if extra and not isinstance(command, click.Group) else None


@pytest.mark.parametrize("page", [README, *PAGES], ids=name)
def test_commands_exist(page: Path) -> None:
    found = {line: complaint(line) for line in commands(page)}
    assert not {line: wrong for line, wrong in found.items() if wrong}


@pytest.mark.parametrize(
    "line",
    [
        "interim evalute ukraine-2026",
        "interim evaluate ukraine-2026 --future 100",
        "interim evaluate ukraine-2026 --futures many",
        "interim check one two",
    ],
)
def test_a_wrong_command_is_seen(line: str) -> None:
    assert complaint(line)


def test_commands_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Use `interim check CASE`.\n\n```console\n$ interim new x\nx is ready\n```\n"
        "```sh\ninterim map x  # why\n```\n"
    )
    assert list(commands(page)) == ["interim new x", "interim map x", "interim check CASE"]
