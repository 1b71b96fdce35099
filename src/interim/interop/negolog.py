"""Read NegoLog's JSON: a folder with a profile for each party.

There is no file for the domain: every profile lists the issues and their values, and all must
agree. Utilities, weights and the reservation value lie in 0 to 1; there is no discount.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Space
from interim.foundation.errors import BadInput, Problem
from interim.interop.json_positions import read_json
from interim.interop.node import Node, distinct, read_text, root, shares


def read_negolog(source: Path | Sequence[Path]) -> Scenario:
    """Read a negotiation in NegoLog's JSON.

    Args:
        source: the folder, or the profiles themselves. In a folder every JSON file with
            `issueWeights` and `issues` is a profile, in the order of the names of the files.

    Raises:
        BadInput: a file is malformed, there is no profile, a weight names an issue that does not
            exist, a profile has other issues or values than the first, or a utility is outside
            0 to 1.
    """
    if isinstance(source, Path):
        tops, name = _in_folder(source), source.resolve().name
    else:
        tops = [root(read_json(read_text(path), str(path))) for path in source]
        name = source[0].resolve().parent.name if source else ""
    if not tops:
        where = str(source) if isinstance(source, Path) else None
        raise BadInput([Problem("no NegoLog profile", where, expected="issueWeights and issues")])
    first = _issues(tops[0])
    parties = [Path(top.document.file) for top in tops]
    read = [_profile(top, first) for top in tops]
    return Scenario(
        name=name,
        format="negolog",
        space=Space(
            parties=distinct([path.stem for path in parties], parties),
            issues=tuple(first),
            options=tuple(first.values()),
            utilities=tuple(
                np.stack([tables[i] for tables, _, _ in read], axis=1) for i in range(len(first))
            ),
            disagreement=np.array([reservation for _, reservation, _ in read]),
        ),
        discounts=(1.0,) * len(read),
        notices=tuple(notice for _, _, notices in read for notice in notices),
    )


def _in_folder(folder: Path) -> list[Node]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise BadInput([Problem(message, str(folder))]) from error
    tops = [root(read_json(read_text(path), str(path))) for path in files]
    return [
        top
        for top in tops
        if isinstance(top.value, dict) and {"issueWeights", "issues"} <= set(top.value)
    ]


def _issues(top: Node) -> dict[str, tuple[str, ...]]:
    issues = {
        issue: tuple(value for value, _ in node.items()) for issue, node in top["issues"].items()
    }
    if not issues:
        raise top["issues"].wrong("the profile has no issue")
    for issue, node in top["issues"].items():
        if not issues[issue]:
            raise node.wrong(f"issue '{issue}' has no value", key=True)
    return issues


def _profile(
    top: Node, issues: dict[str, tuple[str, ...]]
) -> tuple[list[NDArray[np.float64]], float, list[str]]:
    party = Path(top.document.file).stem
    given, weighed = dict(top["issues"].items()), dict(top["issueWeights"].items())
    for issue, node in given.items():
        if issue not in issues:
            raise _another(node, f"issue '{issue}'", issues)
    for issue, node in weighed.items():
        if issue not in given:
            raise node.unknown("issue", given)
    for issue in issues:
        if issue not in given:
            raise top["issues"].wrong(f"a profile for another domain: no issue '{issue}'")
        if issue not in weighed:
            raise top["issueWeights"].wrong(f"no weight for issue '{issue}'")
    weights, notices = shares([weighed[issue] for issue in issues], party)
    tables = []
    for weight, (issue, values) in zip(weights, issues.items(), strict=True):
        utilities, known = dict(given[issue].items()), set(values)
        for value, node in utilities.items():
            if value not in known:
                raise _another(node, f"value '{value}' of issue '{issue}'", values)
        for value in values:
            if value not in utilities:
                message = f"a profile for another domain: issue '{issue}' has no value '{value}'"
                raise given[issue].wrong(message, key=True)
        tables.append(weight * np.array([utilities[value].number(0.0, 1.0) for value in values]))
    kept = top.get("reservationValue")
    return tables, kept.number(0.0, 1.0) if kept else 0.0, notices


def _another(node: Node, what: str, valid: Sequence[str] | dict[str, tuple[str, ...]]) -> BadInput:
    message = f"a profile for another domain: {what} is not in the first profile"
    problem = node.unknown("name", valid).problems[0]
    return node.wrong(message, key=True, expected=problem.expected, suggestion=problem.suggestion)
