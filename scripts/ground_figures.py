"""Draw the maps of docs/territory.md: who stands where under two plans of the Ukraine case."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from interim.interfaces.cli import interim

FIGURES = Path(__file__).parents[1] / "docs" / "figures"
DRAWN = {
    "ukraine-map-joseph.svg": "joseph-1244",
    "ukraine-map-withdrawal.svg": "joseph-1244-symmetric --phase withdrawal",
}


def main() -> None:
    for file, asked in DRAWN.items():
        command = ["map", "ukraine-2026", *asked.split(), "--out", str(FIGURES / file)]
        done = CliRunner().invoke(interim, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output


if __name__ == "__main__":
    main()
