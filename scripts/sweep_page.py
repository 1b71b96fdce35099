"""Run the example of docs/sweep.md again and write its output into the page."""

import re
from pathlib import Path

from click.testing import CliRunner

from interim.interfaces.cli import interim

PAGE = Path(__file__).parents[1] / "docs" / "sweep.md"
COMMAND = (
    "interim sweep ukraine-2026 --plans european,joseph-1244-symmetric "
    "--vary enforcement.guarantors.europe.resolve=0.1:0.9:3 "
    "--vary enforcement.behaviour.opportunity_rate=0.02:0.2:2 --futures 1000"
)


def main() -> None:
    """Write the page."""
    runner = CliRunner(env={"COLUMNS": "120"})
    done = runner.invoke(interim, COMMAND.split()[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    shown = "\n".join(line.rstrip() for line in done.output.splitlines())
    command = COMMAND.replace(" --", " \\\n    --")
    run = f"<!-- run -->\n```text\n$ {command}\n{shown}\n```\n<!-- /run -->"
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(r"<!-- run -->.*?<!-- /run -->", lambda _: run, page, flags=re.DOTALL),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
