"""The files of a case folder and the model of each."""

from __future__ import annotations

from dataclasses import dataclass
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
    Referendum,
    Source,
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
    """

    name: str
    model: Any
    schema: str
    required: bool = True


FILES = (
    CaseFile("case.yaml", Header, "case.json"),
    CaseFile("issues.yaml", Issues, "issues.json"),
    CaseFile("preferences.yaml", dict[Id, Preferences], "preferences.json"),
    CaseFile("war.yaml", War, "war.json"),
    CaseFile("enforcement.yaml", Enforcement, "enforcement.json"),
    CaseFile("bodies.yaml", dict[Id, Body], "bodies.json"),
    CaseFile("territory.yaml", Territory, "territory.json"),
    CaseFile("referendum.yaml", Referendum, "referendum.json", required=False),
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
