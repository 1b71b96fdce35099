"""Every package that running installs has a licence that we know and may build on."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.pages import DOCS, ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture
def licences(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("licences")


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("audit")


class Package:
    """As much of an installed package as its licence is told by."""

    def __init__(self, *, text: str = "", **metadata: list[str]) -> None:
        self.name = "package"
        self.fields = {key.replace("_", "-"): value for key, value in metadata.items()}
        self.metadata = self
        self.files = [File(text)] if text else []

    def get_all(self, key: str) -> list[str] | None:
        return self.fields.get(key)


class File:
    def __init__(self, text: str) -> None:
        self.text = text

    def as_posix(self) -> str:
        return "package-1.0.dist-info/licenses/LICENSE.txt"

    def read_text(self, encoding: str) -> str:
        return self.text


BSD = "Redistribution and use in source and binary\n forms, with or without modification ..."


def test_the_page_lists_every_pin_with_a_licence_that_is_accepted(licences: ModuleType) -> None:
    """Fails on an unknown licence and on one that is not accepted, naming the package."""
    assert licences.page(LOCK) == (DOCS / "licences.md").read_text(encoding="utf-8"), (
        "run scripts/licences.py"
    )


def test_no_line_of_the_lock_file_is_overlooked(licences: ModuleType) -> None:
    lines = [line for line in LOCK.splitlines() if line[:1].isalnum()]
    found = licences.pins(LOCK)
    assert len(found) == len(lines) > 30
    page = (DOCS / "licences.md").read_text(encoding="utf-8")
    for pin in found:
        assert f"| {pin.name} | " in page
        assert pin.version in page


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        (Package(License_Expression=["Apache-2.0 OR MIT"], License=["BSD"]), "Apache-2.0 OR MIT"),
        (Package(License=["MIT"]), "MIT"),
        (Package(Classifier=["License :: OSI Approved :: Apache Software License"]), "Apache-2.0"),
        (Package(License=["BSD"], text=BSD), "BSD-2-Clause"),
        (Package(text=BSD + "to endorse or\npromote products derived"), "BSD-3-Clause"),
    ],
    ids=["expression", "field", "classifier", "two clauses", "three clauses"],
)
def test_a_licence_is_told(licences: ModuleType, package: Any, expected: str) -> None:
    assert licences.licence(package) == expected


@pytest.mark.parametrize("package", [Package(), Package(License=["BSD"]), Package(text="Mine.")])
def test_a_licence_that_cannot_be_told_is_no_guess(licences: ModuleType, package: Any) -> None:
    with pytest.raises(licences.Unclear, match="package: licence unknown"):
        licences.licence(package)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND LGPL-2.1-or-later", False),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only OR GPL-3.0-only", False),
        ("(MIT OR GPL-2.0-only) AND GPL-2.0-only", False),
        ("LicenseRef-Proprietary", False),
    ],
)
def test_copyleft_that_reaches_us_is_refused(
    licences: ModuleType, expression: str, expected: bool
) -> None:
    assert licences.accepted(expression) is expected


def test_a_package_at_another_version_is_refused(licences: ModuleType) -> None:
    with pytest.raises(licences.Unclear, match=r"click: .* is installed, which the lock file"):
        licences.page("click==0.1 \\\n")


def test_a_package_that_is_not_there_is_refused(licences: ModuleType) -> None:
    with pytest.raises(licences.Unclear, match="no-such-package: not installed"):
        licences.page("no-such-package==1.0 \\\n")


def lies(folder: Path, readme: str, licence: str) -> Path:
    """A script of others as it lies among the static files, in the folder of all of them."""
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(readme, encoding="utf-8")
    (folder / "LICENSE").write_text(licence, encoding="utf-8")
    return folder.parent


FREELY = "distribute this software for any\npurpose with or without fee is hereby granted"
NOTICE = (
    ", provided that the above copyright notice and this permission notice appear in all copies."
)
FREE = "Permission is hereby granted, free of charge, to any person obtaining a copy of"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FREELY + ".", "0BSD"),
        (FREELY + NOTICE, "ISC"),
        (FREE, "MIT"),
        (BSD, "BSD-2-Clause"),
        (BSD + "to endorse or promote products derived", "BSD-3-Clause"),
    ],
)
def test_a_script_is_listed_with_the_licence_beside_it(
    licences: ModuleType, tmp_path: Path, text: str, expected: str
) -> None:
    static = lies(tmp_path / "thing", "thing 1.2.3 (<https://thing.example>) as it is.\n", text)
    assert licences.scripts(static) == [f"| thing | 1.2.3 | {expected} | <https://thing.example> |"]
    assert licences.page("", static).endswith("<https://thing.example> |\n")


@pytest.mark.parametrize(
    ("readme", "text", "said"),
    [
        ("thing (<https://thing.example>)", FREE, "README does not begin"),
        ("thing 1.2 (<https://thing.example>)", "All rights reserved.", "licence unknown"),
        ("thing 1.2 (<https://thing.example>)", FREE + FREELY, "licence unknown"),
    ],
)
def test_a_script_that_does_not_say_what_it_is_is_refused(
    licences: ModuleType, tmp_path: Path, readme: str, text: str, said: str
) -> None:
    static = lies(tmp_path / "thing", readme, text)
    with pytest.raises(licences.Unclear, match=f"thing: .*{said}"):
        licences.page("", static)


def test_a_script_without_its_licence_is_refused(licences: ModuleType, tmp_path: Path) -> None:
    static = lies(tmp_path / "thing", "thing 1.2 (<https://thing.example>)", FREE)
    (static / "thing" / "LICENSE").unlink()
    with pytest.raises(licences.Unclear, match="thing: no LICENSE"):
        licences.page("", static)


def test_each_script_that_is_served_is_on_the_page(licences: ModuleType) -> None:
    listed = (DOCS / "licences.md").read_text(encoding="utf-8").split(licences.SCRIPTS)[1]
    folders = [path.name for path in licences.STATIC.iterdir() if path.is_dir()]
    assert [line.split(" | ")[0].strip("| ") for line in listed.splitlines()] == sorted(folders)
    assert folders


def test_every_version_of_a_package_is_looked_up_for_vulnerabilities(audit: ModuleType) -> None:
    pinned = [("numpy", "1"), ("numpy", "2"), ("rich", "1"), ("rich", "1")]
    assert audit.rounds(pinned) == [{"numpy": "1", "rich": "1"}, {"numpy": "2"}]


def test_a_vulnerability_fails_and_what_was_not_checked_is_named(audit: ModuleType) -> None:
    looked = audit.Looked()
    audit.sort_out(
        {
            "dependencies": [
                {"name": "a", "version": "1", "vulns": []},
                {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}]},
                {"name": "c", "skip_reason": "not found"},
            ]
        },
        looked,
    )
    text, code = audit.verdict(looked)
    assert code == 1
    assert "VULNERABLE b 2: X-1 (mended in 3)" in text
    assert "NOT CHECKED, as the service does not know them: c" in text
    assert "1 pinned versions without a known vulnerability, 1 with one, 1 not checked" in text


def test_where_nothing_was_checked_no_one_is_told_that_all_is_well(audit: ModuleType) -> None:
    text, code = audit.verdict(audit.Looked(skipped=["a: not found"]))
    assert code == 0
    assert "NOTICE: nothing was checked" in text
