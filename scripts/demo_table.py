"""Run `interim demo` and write what it prints into README.md: talks first, then the evaluation.

Takes some minutes.
"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from interim.foundation.version import VERSION
from interim.interfaces.cli import interim
from interim.presentation import notes

PAGE = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- demo table: begin -->", "<!-- demo table: end -->"


def main() -> None:
    runner = CliRunner(env={"COLUMNS": "132"})
    with runner.isolated_filesystem():
        done = runner.invoke(interim, ["demo"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    shown = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    first, second = shown.index(notes.GO_ON), shown.index(notes.LAST_OFFER)
    assert first < second, "what leads does not come first"
    told = f"`make demo` printed this (version {VERSION}, seed 1):\n\n```text\n{shown}\n```\n"
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    page = f"{before}{BEGIN}\n{told}\n{END}{rest.split(END)[1]}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
