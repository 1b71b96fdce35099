"""Read a negotiation whatever tool it comes from: files are told apart by what they say.

Names of files are never looked at, save that a leading underscore or dot marks side files of
NegMAS and of file systems. Known answers beside a scenario (`specials.json`, `specs.json`, the
lists of points in `pareto.xml`) are recognised and left aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from interim.bargaining.scenario import Scenario
from interim.foundation.errors import BadInput, Problem
from interim.interop.json_positions import read_json
from interim.interop.negmas_extra import EXTRA
from interim.interop.node import read_text

EXPECTED = (
    "Genius XML, GeniusWeb JSON, NegoLog JSON or NegMAS YAML or JSON: a domain and a profile for "
    "each party, or their folder"
)

_OPENING = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>)", re.DOTALL)
_TAG = re.compile(r"\s*<([A-Za-z_][\w.:-]*)")
_POINTS = re.compile(r"\s*[-+.\deE]+\s*,\s*[-+.\deE]+")
_YAML_TYPE = re.compile(r"^type:\s*['\"]?([\w.]+)", re.MULTILINE)
_YAML_KEY = re.compile(r"^['\"]?([A-Za-z_][\w-]*)['\"]?:", re.MULTILINE)

_ANSWERS = (
    {"pareto_front", "nash"},
    {"NumberOfBids", "NumberOfIssues"},
)
"""Keys of files that hold known answers, not a negotiation."""


@dataclass(frozen=True)
class _Kind:
    """What a file is: its format (none if unknown), its part in it, and what shows that."""

    file: Path
    format: str | None
    part: str
    found: str


def read_scenario(paths: Sequence[Path]) -> Scenario:
    """Read a negotiation from its files or its folder.

    Args:
        paths: one folder, or the domain and the profiles in any order; the parties come in the
            order of their profiles, in a folder in that of the files' names.

    Returns:
        The negotiation, with a notice for every file of the folder that took no part.

    Raises:
        BadInput: no path is given, the files fit no format or several, there is no domain or no
            profile, or a file is malformed. What each file was taken for is said.
    """
    if not paths:
        raise BadInput([Problem("no file of a negotiation is given", expected=EXPECTED)])
    folder = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    kinds = [_of_folder(path) for path in _inside(folder)] if folder else [*map(_kind, paths)]
    useful = [kind for kind in kinds if kind.format and kind.part != "answers"]
    unknown = [kind for kind in kinds if kind.format is None]
    formats = dict.fromkeys(kind.format for kind in useful)
    if not useful or len(formats) > 1 or (unknown and not folder):
        raise BadInput(_refusal(folder, useful, unknown, len(formats)))
    scenario = _read(next(iter(formats)), useful, folder)
    ignored = tuple(f"{kind.file.name} is left aside: {kind.found}" for kind in unknown)
    return replace(scenario, notices=(*scenario.notices, *ignored))


def _inside(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise BadInput([Problem(message, str(folder))]) from error
    if any(path.is_dir() and path.name == "edges" for path in inside):
        from interim.interop.negmas import read_negmas

        read_negmas(folder)  # says why a scenario of several deals is not read
    known = (".xml", ".json", ".yml", ".yaml")
    files = [path for path in inside if path.is_file() and path.suffix.lower() in known]
    return [path for path in files if not path.name.startswith(("_", "."))]


def _refusal(
    folder: Path | None, useful: list[_Kind], unknown: list[_Kind], formats: int
) -> list[Problem]:
    if formats > 1:
        shown = "; ".join(f"{kind.file.name}: {kind.found}" for kind in useful)
        message = "files of several formats"
        return [Problem(message, str(folder or useful[0].file), found=shown, expected="one format")]
    if not unknown:
        message = "no file of a negotiation"
        return [Problem(message, str(folder) if folder else None, expected=EXPECTED)]
    message = "not a file of a negotiation format that is read"
    return [
        Problem(message, str(kind.file), 1, found=kind.found, expected=EXPECTED) for kind in unknown
    ]


def _read(format_: str | None, kinds: list[_Kind], folder: Path | None) -> Scenario:
    domains = [kind.file for kind in kinds if kind.part == "domain"]
    profiles = [kind.file for kind in kinds if kind.part == "profile"]
    files = [kind.file for kind in kinds]
    where = str(folder or files[0])
    if format_ == "negolog":
        from interim.interop.negolog import read_negolog

        read = read_negolog(profiles)
        return replace(read, name=folder.resolve().name) if folder else read
    if len(domains) != 1:
        found = ", ".join(path.name for path in domains) or "none"
        raise BadInput([Problem("a negotiation has one domain file", where, found=found)])
    if not profiles:
        message = "a domain without a profile"
        raise BadInput([Problem(message, where, expected="a profile for each party")])
    if format_ == "negmas":
        from interim.interop.negmas import read_negmas

        return read_negmas(files)
    if format_ == "geniusweb":
        from interim.interop.geniusweb import read_geniusweb

        return read_geniusweb(domains[0], profiles)
    from interim.interop.genius import read_genius

    return read_genius(domains[0], profiles)


def _of_folder(path: Path) -> _Kind:
    """As `_kind`; a file beside the negotiation that cannot be read is one that takes no part."""
    try:
        return _kind(path)
    except BadInput as bad:
        content = path.read_bytes() if path.is_file() else b""
        if any(mark in content for mark in _PARTS_OF_IT):
            raise  # it is a part of the negotiation, which would be another without it
        return _Kind(path, None, "", bad.problems[0].message)


_PARTS_OF_IT = (
    b"utility_space", b"negotiation_template", b"UtilitySpace", b"issuesValues", b"issueWeights",
    b"OutcomeSpace",
)  # fmt: skip
"""What a domain or a profile of a known format cannot do without."""


def _kind(path: Path) -> _Kind:
    if path.is_dir():
        message = "a folder among several paths"
        raise BadInput([Problem(message, str(path), expected="files, or one folder alone")])
    text = read_text(path)
    start = text.lstrip()[:1]
    if start == "<":
        return _xml(path, text)
    if start in ("{", "["):
        kind = _json(path, text)
        # Escapes in JSON can leave half of a character, which no terminal can show.
        return replace(kind, found=kind.found.encode("utf-8", "replace").decode())
    if not start:
        return _Kind(path, None, "", "an empty file")
    if _POINTS.match(text):
        return _Kind(path, "genius", "answers", "a list of points")
    return _yaml(path, text)


def _xml(path: Path, text: str) -> _Kind:
    at = 0
    while opening := _OPENING.match(text, at):
        at = opening.end()
    tag = _TAG.match(text, at)
    name = tag[1] if tag else "no tag"
    part = {"negotiation_template": "domain", "utility_space": "profile"}.get(name)
    return _Kind(path, "genius" if part else None, part or "", f"XML with root <{name}>")


def _json(path: Path, text: str) -> _Kind:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        read_json(text, str(path))  # says where it stops being JSON
        return _Kind(path, None, "", "malformed JSON")
    if not isinstance(data, dict):
        return _Kind(path, None, "", "JSON that is no mapping")
    keys = set(data)
    shown = ", ".join(list(data)[:6]) + (" ..." if len(data) > 6 else "")
    found = f"JSON with keys {shown}" if data else "JSON without keys"
    if "issuesValues" in keys:
        return _Kind(path, "geniusweb", "domain", found)
    if "LinearAdditiveUtilitySpace" in keys:
        return _Kind(path, "geniusweb", "profile", found)
    if {"issueWeights", "issues"} <= keys:
        return _Kind(path, "negolog", "profile", found)
    if any(known <= keys for known in _ANSWERS):
        return _Kind(path, "answers", "answers", found)
    return _negmas(path, data.get("type"), EXTRA in keys, found)


def _yaml(path: Path, text: str) -> _Kind:
    keys = list(dict.fromkeys(_YAML_KEY.findall(text)))
    found = f"YAML with keys {', '.join(keys[:6])}" if keys else f"text: {text.strip()[:40]!r}"
    named = _YAML_TYPE.search(text) or re.search(r'^"type":\s*"([\w.]+)"', text, re.MULTILINE)
    return _negmas(path, named[1] if named else None, False, found)


def _negmas(path: Path, type_: Any, extra: bool, found: str) -> _Kind:
    kind = type_.rpartition(".")[2] if isinstance(type_, str) else ""
    if kind.endswith("OutcomeSpace"):
        return _Kind(path, "negmas", "domain", f"{found}, type {kind}")
    if "fun" in kind.lower():
        return _Kind(path, "negmas", "profile", f"{found}, type {kind}")
    if extra:
        return _Kind(path, "negmas", "constraints", found)
    return _Kind(path, None, "", found)
