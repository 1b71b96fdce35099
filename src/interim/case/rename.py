"""Rename a party, an issue, an option, a plan or any other id of a case, everywhere it stands.

Ids stand as keys, as values, inside conditions, inside the dotted names of quantities, in the table
of cells and as names of files. They are replaced where the reader of cases finds them, so comments,
titles and the layout of the files stay as they are. What comes out is read and checked before
anything is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as File

from interim.case.find import bundled, find
from interim.case.folder import Folder, read_folder
from interim.case.layout import CELLS, FOLDERS
from interim.case.model import Case
from interim.case.positions import Document, Path, read_yaml
from interim.case.read import case_of
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.files import write_text

_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
PROSE = frozenset(
    [
        "title",
        "short",
        "summary",
        "note",
        "question",
        "judgement",
        "derived",
        "fitted",
        "elicited",
        "because",
        "claim",
        "who",
        "words",
        "publisher",
        "address",
        "credit",
        "date",
        "group",
    ]
)
"""Keys of texts for readers: an id that stands in them is a word."""


def rename(case: str | File, old: str, new: str) -> list[str]:
    """Rename an id of a case in place.

    Args:
        case: its folder; bundled cases are not changed.
        old: the id.
        new: what it shall be.

    Returns:
        The files that changed, relative to the folder.

    Raises:
        BadInput: there is no such case or id, the case has problems, the id names things of
            several kinds, or the new one is none or is taken.
    """
    root = find(case)
    if root.resolve() in {path.resolve() for path in bundled().values()}:
        message = "a bundled case is not changed"
        raise BadInput([Problem(message, str(root), expected="interim new DIR --from CASE first")])
    folder = read_folder(root)
    loaded, problems = case_of(folder)
    if loaded is None:
        raise BadInput(problems)
    _expect(kinds_of(loaded), old, new)
    having = [name for name, issue in loaded.issues.issues.items() if old in issue.options]
    if len(having) > 1:
        message = f"'{old}' is an option of several issues, which one name cannot tell apart"
        found = ", ".join(having)
        raise BadInput([Problem(message, found=found, expected="ids that differ, by hand")])
    texts = {
        _file(name, old, new): _text(name, text, old, new) for name, text in folder.texts.items()
    }
    made, problems = case_of(replace(folder, texts=texts))
    if made is None:
        first = f"'{old}' cannot be renamed: the case would not be valid; nothing was written"
        raise BadInput([Problem(first, str(root)), *problems])
    return _write(folder, texts)


def kinds_of(case: Case) -> dict[str, set[str]]:
    """Every id of a case and the kinds of things that it names."""
    kinds: dict[str, set[str]] = {}

    def add(kind: str, names: Iterator[str] | Mapping[str, object]) -> None:
        for name in names:
            kinds.setdefault(name, set()).add(kind)

    add("party", case.header.parties)
    add("issue", case.issues.issues)
    for issue in case.issues.issues.values():
        add("option", issue.options)
    add("plan", case.plans)
    add("lens", case.lenses)
    add("source", case.sources)
    add("body", case.bodies)
    for body in case.bodies.values():
        add("member", body.members)
    for preferences in case.preferences.values():
        add("type", preferences.types)
    add("end of the war", case.war.ends)
    add("territory unit", case.territory.units)
    add("zone", case.territory.zones)
    add("presence", case.territory.presences)
    if case.referendum is not None:
        vote = case.referendum
        add("referendum unit", vote.units)
        add("choice", vote.choices)
        add("franchise", vote.franchises)
        add("arrangement", vote.arrangements)
        add("boycott", vote.boycotts)
        for unit in vote.units.values():
            add("group of voters", unit.groups)
    if case.record is not None:
        add("answer", case.record.answers)
        add("family of answers", iter({a.family for a in case.record.answers.values()}))
    return kinds


SAME = ({"territory unit", "referendum unit"}, {"party", "member"})
"""Kinds that name one thing in the world: a region that votes, a party that sits in a body."""


def _expect(kinds: Mapping[str, set[str]], old: str, new: str) -> None:
    """The id is there and names one thing; the new one is an id and free.

    Raises:
        BadInput: it is not so.
    """
    if old not in kinds:
        raise BadInput([unknown("id", old, kinds)])
    if old == "no-deal":
        message = "'no-deal' is a name that every case has"
        raise BadInput([Problem(message, found=old)])
    if len(kinds[old]) > 1 and not any(kinds[old] <= same for same in SAME):
        named = ", ".join(f"a {kind}" for kind in sorted(kinds[old]))
        message = f"'{old}' names things of several kinds, which one name cannot tell apart"
        raise BadInput([Problem(message, found=named, expected="ids that differ, by hand")])
    if not _ID.fullmatch(new):
        expected = "lower-case letters, digits, hyphens, underscores and dots"
        raise BadInput([Problem(f"'{new}' is not an id", found=new, expected=expected)])
    if new in kinds:
        named = ", ".join(f"a {kind}" for kind in sorted(kinds[new]))
        message = f"the id '{new}' is taken"
        raise BadInput([Problem(message, found=named, expected="an id that no file has")])


def _file(name: str, old: str, new: str) -> str:
    """The name of a file of a plan or lens follows its id."""
    for spec in FOLDERS:
        if name == f"{spec.name}{old}.yaml":
            return f"{spec.name}{new}.yaml"
    return name


def _text(name: str, text: str, old: str, new: str) -> str:
    if name == CELLS:
        return _table(text, old, new)
    document = read_yaml(text, name, "")
    lines = text.split("\n")
    # From the end of each line to its start, so that columns stay those of the reader.
    for line, column, length in sorted(_places(document, lines, old), reverse=True):
        written = lines[line]
        lines[line] = written[:column] + new + written[column + length :]
    return "\n".join(lines)


def _table(text: str, old: str, new: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    columns = [k for k, name in enumerate(rows[0]) if name in ("unit", "holder")]
    for row in rows[1:]:
        for k in columns:
            if k < len(row) and row[k] == old:
                row[k] = new
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _places(document: Document, lines: list[str], old: str) -> Iterator[tuple[int, int, int]]:
    """(line, column, length) of the id, all counted from 0, wherever a file holds it."""
    exact = re.compile(rf"(?<![\w.-]){re.escape(old)}(?![\w.-])")
    # In dotted names of quantities it stands between dots.
    inside = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    for path, data, key in _nodes(document.data, ()):
        if document.file == "history.yaml" and not (key and path[0] == "features" and path[2:]):
            continue  # features and codes have names of their own
        if key:
            place = document.position(path, key=True)
            pattern = inside if "replaces" in path[:-1] else exact
            yield from _found(lines, place.line - 1, place.column - 1, str(path[-1]), pattern)
        elif isinstance(data, str) and not _prose(path):
            place = document.position(path)
            pattern = inside if "between" in path and "correlations" in path else exact
            yield from _found(lines, place.line - 1, place.column - 1, data, pattern)


def _nodes(data: object, path: Path) -> Iterator[tuple[Path, object, bool]]:
    """Every key and every value that is no mapping or list: its path, and whether it is a key."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield (*path, name), name, True
            yield from _nodes(value, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _nodes(value, (*path, index))
    else:
        yield path, data, False


def _prose(path: Path) -> bool:
    return any(part in PROSE for part in path[-2:] if isinstance(part, str))


def _found(
    lines: list[str], line: int, column: int, text: str, pattern: re.Pattern[str]
) -> Iterator[tuple[int, int, int]]:
    """Where a pattern stands in a scalar that begins at a place, over as many lines as it has."""
    wanted = len(pattern.findall(text))
    while wanted and line < len(lines):
        for match in pattern.finditer(lines[line], column):
            if wanted:
                wanted -= 1
                yield line, match.start(), match.end() - match.start()
        line, column = line + 1, 0


def _write(folder: Folder, texts: Mapping[str, str]) -> list[str]:
    changed = []
    for name, text in texts.items():
        if folder.texts.get(name) != text:
            write_text(folder.root / name, text)
            changed.append(name)
    for name in folder.texts:
        if name not in texts:
            (folder.root / name).unlink()
    return sorted(changed)
