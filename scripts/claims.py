"""Examine what the article and those it quotes claim, and write docs/claims.md.

    .venv/bin/python scripts/claims.py [FUTURES]

The claims stand in `scripts/claims.yaml`, each with the command that answers it.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from ruamel.yaml import YAML

from interim.foundation import defaults, words
from interim.interfaces.cli import interim

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "claims.md"
BEGIN, END = "<!-- claims: begin -->", "<!-- claims: end -->"
WITHOUT_FUTURES = {"history"}
MOST_OF_A_SHARE = 10.0
"""Spreads that reach beyond count people or deaths."""


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else defaults.EVALUATION
    claims = YAML(typ="safe").load(HERE / "claims.yaml")
    text = "\n\n".join(examined(number, claim, futures) for number, claim in enumerate(claims, 1))
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def examined(number: int, claim: Mapping[str, Any], futures: int) -> str:
    """One claim with its answer."""
    rows = ["| | as the case stands |" + (" with the probe |" if "probe" in claim else "")]
    rows.append("| --- |" + " ---: |" * (rows[0].count("|") - 2))
    asked = [claim["ask"], *(f"{claim['ask']} {probe}" for probe in probes(claim))]
    documents = [answered(line, futures) for line in asked]
    for label, path in claim["read"].items():
        found = " | ".join(told(at(document, path)) for document in documents)
        rows.append(f"| {label} | {found} |")
    lines = [f"## {number}. {claim['claim']}", f"*{claim['by'][0].upper()}{claim['by'][1:]}.*"]
    lines.append(f"`interim {claim['ask']}`" + probed(claim))
    return "\n\n".join([*lines, "\n".join(rows), claim["whose"]])


def probed(claim: Mapping[str, Any]) -> str:
    return "".join(f"; probe: `{probe}`" for probe in probes(claim))


def probes(claim: Mapping[str, Any]) -> list[str]:
    """None or one."""
    return [claim["probe"]] if "probe" in claim else []


def answered(line: str, futures: int) -> dict[str, Any]:
    """What a command prints as JSON."""
    asked = shlex.split(line)
    if asked[0] not in WITHOUT_FUTURES:
        asked += ["--futures", str(futures)]
    done = CliRunner().invoke(interim, [*asked, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, f"{line}: {done.output}"
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def at(document: Any, path: str) -> Any:
    """What stands at a dotted path."""
    for key in path.split("."):
        document = document[key]
    return document


def told(found: Mapping[str, Any] | None) -> str:
    """A chance or a spread with its interval."""
    if found is None:
        return "not defined"
    if "p" in found:
        low, p, high = (f"{100 * found[key]:.1f}" for key in ("low", "p", "high"))
        return f"{p} % ({low} to {high})"
    counted = max(abs(found["low"]), abs(found["high"])) > MOST_OF_A_SHARE
    return words.thousands(found) if counted else words.spanned(found)


if __name__ == "__main__":
    main()
