"""Look up every pinned package among known vulnerabilities, by pip-audit.

    make audit      (or: .venv-release/bin/python scripts/audit.py)

Every version that any lock file names is looked up, also those for other versions of Python. The
exit status is 1 if one of them has a known vulnerability. Where the service cannot be reached, or
does not know a package, that is said and the exit status is 0: no finding is not an all-clear.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from licences import pins

ROOT = Path(__file__).parents[1]
UNREACHED = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|Max retries|ServiceError|Proxy")


@dataclass
class Looked:
    """What came of looking packages up.

    Attributes:
        clean: how many were looked up and have no known vulnerability.
        vulnerable: a line for each that has one.
        skipped: name and reason for each that could not be looked up.
    """

    clean: int = 0
    vulnerable: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class Unreached(Exception):
    """The service did not answer."""


def rounds(pinned: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Packages and versions in as few groups as name no package twice, as pip-audit wants it."""
    groups: list[dict[str, str]] = []
    for name, version in sorted(set(pinned)):
        group = next((group for group in groups if name not in group), None)
        if group is None:
            groups.append({name: version})
        else:
            group[name] = version
    return groups


def sort_out(report: dict[str, Any], looked: Looked) -> None:
    """Add what one report of pip-audit says, as `pip-audit --format json` writes it."""
    for package in report["dependencies"]:
        if "skip_reason" in package:
            looked.skipped.append(f"{package['name']}: {package['skip_reason']}")
        elif package["vulns"]:
            ids = ", ".join(
                f"{one['id']} (mended in {' or '.join(one['fix_versions']) or 'no version'})"
                for one in package["vulns"]
            )
            looked.vulnerable.append(f"{package['name']} {package['version']}: {ids}")
        else:
            looked.clean += 1


def report_on(group: dict[str, str]) -> dict[str, Any]:
    """pip-audit's report on some packages.

    Raises:
        Unreached: the service did not answer.
        RuntimeError: pip-audit failed for another reason.
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(f"{name}=={version}\n" for name, version in group.items()))
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format"]
        command += ["json", "--progress-spinner", "off", "--requirement", str(listed)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        if UNREACHED.search(done.stderr):
            raise Unreached(last) from None
        raise RuntimeError(f"pip-audit failed: {last}") from None
    return report


def verdict(looked: Looked) -> tuple[str, int]:
    """What to say at the end, and the exit status."""
    lines = [f"VULNERABLE {line}" for line in looked.vulnerable]
    nothing = looked.skipped and not looked.clean and not looked.vulnerable
    if looked.skipped and not nothing:
        shown = [line.partition(":")[0] for line in looked.skipped]
        lines.append(f"NOT CHECKED, as the service does not know them: {', '.join(shown)}")
    lines.append(
        f"{looked.clean} pinned versions without a known vulnerability, "
        f"{len(looked.vulnerable)} with one, {len(looked.skipped)} not checked."
    )
    if nothing:
        lines.append(
            "NOTICE: nothing was checked. The index in use answers no questions about "
            "vulnerabilities; run this where the public one can be reached."
        )
    return "\n".join(lines), 1 if looked.vulnerable else 0


def main() -> int:
    """Look everything up and say what was found.

    Returns:
        0, or 1 if there is a known vulnerability or pip-audit itself fails.
    """
    locks = sorted(ROOT.glob("requirements*.lock"))
    pinned = [
        (pin.name, pin.version) for lock in locks for pin in pins(lock.read_text(encoding="utf-8"))
    ]
    looked = Looked()
    try:
        for group in rounds(pinned):
            sort_out(report_on(group), looked)
    except Unreached as error:
        print(f"NOTICE: nothing was checked, the service cannot be reached: {error}")
        return 0
    except RuntimeError as error:
        print(error)
        return 1
    text, code = verdict(looked)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
