"""Write docs/licences.md: every package and script of others that Interim needs, with its licence.

    .venv/bin/python scripts/licences.py           # write the page
    .venv/bin/python scripts/licences.py --check   # fail if it is not current

The packages are those that requirements.lock names; licence and homepage come from the metadata of
the installed packages. The scripts are those that lie, each in a folder of its own, in the static
files of the workbench; what they are says the README there, and their licence the text beside it.
A licence that cannot be told, or is not among those accepted here, is an error and no page is
written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
STATIC = ROOT / "src" / "interim" / "interfaces" / "workbench" / "static"

ACCEPTED = {
    "0BSD": "permissive",
    "Apache-2.0": "permissive",
    "Apache-2.0 WITH LLVM-exception": "permissive",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "CC0-1.0": "permissive",
    "ISC": "permissive",
    "MIT": "permissive",
    "PSF-2.0": "permissive",
    "Unlicense": "permissive",
    "Zlib": "permissive",
    "MPL-2.0": "copyleft, file by file",
}
"""SPDX identifier -> what it asks of those who pass the package on unchanged."""

ALIASES = {
    "apache license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "isc license (iscl)": "ISC",
}
"""What older metadata writes -> SPDX. "BSD" is none of them: it does not say which BSD."""

NAMED = re.compile(r"([A-Za-z0-9@/._-]+) v?([0-9][0-9A-Za-z.+-]*) \(<(https?://[^>\s]+)>\)")
"""How the README of a script begins: name, version, and where it comes from."""

GRANTS = {
    "permission is hereby granted, free of charge, to any person obtaining a copy": "MIT",
    "redistribution and use in source and binary forms": "BSD-2-Clause",
    "apache license version 2.0": "Apache-2.0",
    "mozilla public license version 2.0": "MPL-2.0",
    "distribute this software for any purpose with or without fee is hereby granted": "0BSD",
}
"""What a licence text grants in so many words -> SPDX, before its conditions are read."""

PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")

TOP = """# Licences of what Interim installs

Made from `requirements.lock` and the packages' own metadata by `scripts/licences.py`. Interim
itself is under the [MIT licence](https://spdx.org/licenses/MIT.html). Its wheel holds none of these
packages: pip fetches each from its index, unchanged and under its own licence. It does hold the
[scripts of others](#scripts-of-others-in-the-wheel) that the workbench serves.

**How a licence is told.** The SPDX expression of the package where it states one; otherwise its
`License` field or classifier, where that names one licence; otherwise the text of the licence file
it ships, which tells the BSD licences apart. What still cannot be told is an error, not a guess.

**What is accepted.** Permissive licences ({permissive}), and the Mozilla Public License 2.0, whose
copyleft ends at the package's own files. Every part of an `AND` must be accepted, and one side of
an `OR`. Licences that would reach the programs that import the package (GPL, AGPL, LGPL) are
refused, as is anything unknown; `tests/docs/test_licences.py` fails on the first of them.

**What this table does not say.** Wheels of compiled packages carry libraries of other projects in
files of their own: GEOS (LGPL-2.1) with shapely, PROJ (MIT) with pyproj, the run-time library of
GCC's Fortran (GPL with the run-time exception) with numpy and scipy. They are loaded dynamically.
Whoever passes those wheels on, in a container image say, passes their terms on with them.

| package | version | licence | homepage |
| --- | --- | --- | --- |
"""

SCRIPTS = """
## Scripts of others in the wheel

They lie in `interim/interfaces/workbench/static/`, each in a folder of its own beside its licence
file, and go where the wheel goes. Name, version and address are from the README in the folder, the
licence is told by its text.

| script | version | licence | from |
| --- | --- | --- | --- |
"""


class Unclear(Exception):
    """A licence that cannot be told or is not accepted."""


@dataclass(frozen=True)
class Pin:
    """One version of one package in a lock file, with the condition under which it is taken."""

    name: str
    version: str
    marker: str | None


def pins(lock: str) -> list[Pin]:
    """The packages that the text of a lock file names, in its order."""
    found = [PINNED.match(line) for line in lock.splitlines()]
    return [Pin(*match.groups()) for match in found if match]


def licence(package: Distribution) -> str:
    """The SPDX expression of an installed package's licence.

    Raises:
        Unclear: its metadata and licence files do not say.
    """
    stated = package.metadata.get_all("License-Expression") or []
    if stated:
        return str(stated[0])
    classifiers = package.metadata.get_all("Classifier") or []
    words = [
        *(package.metadata.get_all("License") or []),
        *(one.split(" :: ")[-1] for one in classifiers if one.startswith("License :: OSI ")),
    ]
    for word in words:
        name = " ".join(word.split())
        if name in ACCEPTED or name.lower() in ALIASES:
            return ALIASES.get(name.lower(), name)
    for text in [*words, *_licence_files(package)]:
        name = _from_text(text)
        if name:
            return name
    raise Unclear(f"{package.name}: licence unknown (metadata: {[w[:60] for w in words]})")


def _licence_files(package: Distribution) -> list[str]:
    named = re.compile(r"\.dist-info/(.*/)?(LICEN[CS]E|COPYING)[^/]*$", re.IGNORECASE)
    files = [file for file in package.files or [] if named.search(file.as_posix())]
    return [file.read_text(encoding="utf-8") for file in files]


def _from_text(text: str) -> str | None:
    """Which of the BSD licences a text is, if one: the third clause is about endorsement."""
    flat = " ".join(text.split()).lower()
    if "redistribution and use in source and binary forms" not in flat:
        return None
    third = "endorse or promote products" in flat
    return "BSD-3-Clause" if third else "BSD-2-Clause"


def script(folder: Path) -> str:
    """One line of the table of scripts.

    Args:
        folder: where the script lies, with a README and the text of its licence.

    Raises:
        Unclear: one of them is missing or does not say, or the licence is not accepted.
    """
    readme, text = folder / "README.md", folder / "LICENSE"
    for file in (readme, text):
        if not file.is_file():
            raise Unclear(f"{folder.name}: no {file.name} beside the script")
    named = NAMED.match(readme.read_text(encoding="utf-8"))
    if named is None:
        raise Unclear(f"{folder.name}: its README does not begin with 'NAME VERSION (<ADDRESS>)'")
    expression = granted(text.read_text(encoding="utf-8"))
    if expression is None:
        raise Unclear(f"{folder.name}: licence unknown (it begins {text.read_text()[:60]!r})")
    if not accepted(expression):
        raise Unclear(f"{folder.name}: licence {expression} is not among those accepted")
    name, version, url = named.groups()
    return f"| {name} | {version} | {expression} | <{url}> |"


def granted(text: str) -> str | None:
    """The SPDX identifier of a licence text, or None if it is none that is known here."""
    flat = " ".join(text.split()).lower()
    found = {name for words, name in GRANTS.items() if words in flat}
    if len(found) != 1:
        return None
    (name,) = found
    if name == "0BSD" and "copyright notice and this permission notice appear" in flat:
        return "ISC"  # the same grant, on a condition
    return _from_text(text) or name


def scripts(static: Path) -> list[str]:
    """The lines of the table of scripts, by name.

    Raises:
        Unclear: what some of them are is not said; names all of them.
    """
    rows, unclear = [], []
    for folder in sorted(path for path in static.iterdir() if path.is_dir()):
        try:
            rows.append(script(folder))
        except Unclear as error:
            unclear.append(str(error))
    if unclear:
        raise Unclear("\n".join(unclear))
    return rows


def accepted(expression: str) -> bool:
    """Whether an SPDX expression is met by accepted licences alone.

    Brackets are not read: an expression with them is refused and must be looked at by someone.
    """
    return any(
        all(part.strip() in ACCEPTED for part in re.split(r"\bAND\b", side))
        for side in re.split(r"\bOR\b", expression)
    )


def homepage(package: Distribution) -> str:
    """The address under which the package says it is at home, or an empty string."""
    stated = package.metadata.get_all("Home-page") or []
    labelled = dict(entry.split(", ", 1) for entry in package.metadata.get_all("Project-URL") or [])
    plain = {re.sub(r"[^a-z]", "", label.lower()): url for label, url in labelled.items()}
    for label in ("homepage", "home", "sourcecode", "source", "repository", "documentation"):
        if label in plain:
            stated.append(plain[label])
    return str(stated[0]) if stated else ""


def row(name: str, pinned: Sequence[Pin]) -> str:
    """One line of the table.

    Args:
        name: of the package.
        pinned: its versions in the lock file; one of them must be the one installed here. The
            others (for other versions of Python) are taken to be under the same licence.

    Raises:
        Unclear: the package is not installed at one of these versions, or its licence is unknown
            or not accepted.
    """
    try:
        package = distribution(name)
    except PackageNotFoundError:
        raise Unclear(f"{name}: not installed; run 'make dev' first") from None
    if package.version not in {pin.version for pin in pinned}:
        raise Unclear(f"{name}: {package.version} is installed, which the lock file does not name")
    expression = licence(package)
    if not accepted(expression):
        raise Unclear(f"{name}: licence {expression} is not among those accepted")
    versions = ", ".join(
        pin.version + (f" ({_condition(pin.marker)})" if pin.marker else "") for pin in pinned
    )
    url = homepage(package)
    return f"| {name} | {versions} | {expression} | {f'<{url}>' if url else ''} |"


def _condition(marker: str) -> str:
    return marker.replace("python_full_version", "Python").replace("'", "")


def page(lock: str, static: Path = STATIC) -> str:
    """The whole page for the text of a lock file.

    Args:
        lock: the text.
        static: the static files of the workbench.

    Raises:
        Unclear: some licence is unknown or not accepted; names all of them.
    """
    packages: dict[str, list[Pin]] = {}
    for pin in pins(lock):
        packages.setdefault(pin.name, []).append(pin)
    rows, unclear = [], []
    for name, pinned in packages.items():
        try:
            rows.append(row(name, pinned))
        except Unclear as error:
            unclear.append(str(error))
    try:
        others = scripts(static)
    except Unclear as error:
        unclear.append(str(error))
    if unclear:
        raise Unclear("\n".join(unclear))
    permissive = ", ".join(name for name, kind in ACCEPTED.items() if kind == "permissive")
    return TOP.format(permissive=permissive) + "\n".join([*rows, SCRIPTS + "\n".join(others), ""])


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with --check say whether it is current.

    Returns:
        0 if it is written or current, 1 if not.
    """
    try:
        made = page(LOCK.read_text(encoding="utf-8"))
    except Unclear as error:
        print(error)
        return 1
    if "--check" not in arguments:
        PAGE.write_text(made, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != made:
        print(f"{PAGE.relative_to(ROOT)} is not current; run scripts/licences.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
