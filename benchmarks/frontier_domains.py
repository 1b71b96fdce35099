"""The additive domains of the negotiation competitions, as spaces.

They are read by `interim.interop` from a folder that is not part of the project: most of them
come without a licence. Every tool is then given the numbers that were read, so that what is
timed is the search alone, and not anyone's reading of the formats.
"""

from __future__ import annotations

import csv
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Space
from interim.foundation.errors import BadInput
from interim.interop.genius import read_genius
from interim.interop.geniusweb import read_geniusweb
from interim.interop.negolog import read_negolog


@dataclass
class Read:
    """What a folder of domains holds.

    Attributes:
        found: a name and a space for each set of profiles of an additive domain.
        skipped: domain and reason.
        seconds: what reading took.
    """

    found: list[tuple[str, Space]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0


def domains(folder: Path) -> Read:
    """Every set of profiles that the reference answers name, once.

    Args:
        folder: holds `MANIFEST.csv`, `reference.json` and `domains/`; may be absent.
    """
    read = Read()
    manifest = folder / "MANIFEST.csv"
    if not manifest.exists():
        read.skipped.append((str(folder), "there is no such folder"))
        return read
    begin = time.perf_counter()
    with manifest.open(encoding="utf-8", newline="") as lines:
        formats = {line["path"]: line["format"] for line in csv.DictReader(lines)}
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    runs = {(r["domain"], tuple(r["profiles"])) for r in reference if "profiles" in r}
    for domain, profiles in sorted(runs):
        name = f"{domain} ({len(profiles)})"
        try:
            scenario = _scenario(folder / "domains" / domain, formats[domain], profiles)
        except BadInput as error:
            read.skipped.append((name, str(error).splitlines()[0]))
            continue
        if scenario.space.interactions or scenario.space.constraints:
            read.skipped.append((name, "not additive"))
        else:
            read.found.append((name, scenario.space))
    read.seconds = time.perf_counter() - begin
    return read


def _scenario(folder: Path, form: str, profiles: tuple[str, ...]) -> Scenario:
    paths = [folder / profile for profile in profiles]
    if form == "negolog-json":
        return read_negolog(paths)
    if form == "geniusweb-json":
        return read_geniusweb(folder / f"{folder.name}.json", paths)
    heads = {path: path.read_text(encoding="utf-8-sig")[:400] for path in folder.glob("*.xml")}
    templates = [path for path, head in heads.items() if "<negotiation_template" in head]
    return read_genius(templates[0], paths)
