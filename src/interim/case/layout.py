"""The files of a case folder and the model of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interim.case.model import (
    Body,
    Enforcement,
    Header,
    Id,
    Issues,
    Lens,
    Likeness,
    Plan,
    Preferences,
    Record,
    Referendum,
    Source,
    Talks,
    Territory,
    War,
)


@dataclass(frozen=True)
class CaseFile:
    """One YAML file (or one folder of them) of a case.

    Attributes:
        name: file name, or folder name with a slash.
        model: what one file holds.
        schema: name of its JSON Schema.
        required: whether a case must have it.
        quantities: whether it states uncertain numbers, which are named after it.
    """

    name: str
    model: Any
    schema: str
    required: bool = True
    quantities: bool = False

    @property
    def part(self) -> str:
        """The attribute of a `Case` that it fills."""
        return "header" if self.name == "case.yaml" else self.name.removesuffix(".yaml").rstrip("/")


FILES = (
    CaseFile("case.yaml", Header, "case.json"),
    CaseFile("issues.yaml", Issues, "issues.json"),
    CaseFile("preferences.yaml", dict[Id, Preferences], "preferences.json", quantities=True),
    CaseFile("war.yaml", War, "war.json", quantities=True),
    CaseFile("enforcement.yaml", Enforcement, "enforcement.json", quantities=True),
    CaseFile("bodies.yaml", dict[Id, Body], "bodies.json", quantities=True),
    CaseFile("territory.yaml", Territory, "territory.json", quantities=True),
    CaseFile("referendum.yaml", Referendum, "referendum.json", required=False, quantities=True),
    CaseFile("talks.yaml", Talks, "talks.json", required=False, quantities=True),
    CaseFile("record.yaml", Record, "record.json", required=False),
    CaseFile("history.yaml", Likeness, "history.json", required=False),
    CaseFile("sources.yaml", dict[Id, Source], "sources.json"),
)
"""The files at the root of a case folder, besides `cells.csv`."""

FOLDERS = (
    CaseFile("plans/", Plan, "plan.json"),
    CaseFile("lenses/", Lens, "lens.json", required=False),
)
"""Folders with one file per plan or lens; the id of each is the name of its file."""

CELLS = "cells.csv"
README = "README.md"
"""Text about the case, which travels with it and is not read."""


def present(folder: Path) -> dict[str, CaseFile]:
    """The YAML files of a case that a folder has, by name relative to it."""
    files = {spec.name: spec for spec in FILES if (folder / spec.name).is_file()}
    for spec in FOLDERS:
        paths = sorted((folder / spec.name).glob("*.yaml"))
        files |= {f"{spec.name}{path.name}": spec for path in paths if path.is_file()}
    return files
