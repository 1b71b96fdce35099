"""Run `interim demo` and write what it prints into README.md. Takes a minute or two."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from interim.foundation.version import VERSION
from interim.interfaces.cli import interim

PAGE = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- demo table: begin -->", "<!-- demo table: end -->"


def main() -> None:
    runner = CliRunner(env={"COLUMNS": "132"})
    with runner.isolated_filesystem():
        done = runner.invoke(interim, ["demo"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    shown = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    told = f"`make demo` printed this (version {VERSION}, seed 1):\n\n```text\n{shown}\n```\n"
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    page = f"{before}{BEGIN}\n{told}\n{END}{rest.split(END)[1]}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
