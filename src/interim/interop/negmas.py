"""Read a scenario of NegMAS: a folder of YAML or JSON with an outcome space and utility functions.

Nothing in a file is ever run. NegMAS stores a Python function in a file as pickled bytes, and
loading those would run whatever they say: such a file is refused, and so is every YAML tag.

A utility function is `bias + sum_i weights[i] * values[i](option of issue i)`, weights and values
in the order of the issues. Continuous issues are cut into as many levels as the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Interaction, Space
from interim.case.constraint import Condition
from interim.case.positions import Document, read_yaml
from interim.foundation.errors import BadInput, Problem
from interim.interop.json_positions import read_json
from interim.interop.negmas_extra import EXTRA, read_extra
from interim.interop.node import MOST_OPTIONS, Node, distinct, read_text, root

LEVELS = 10
"""Levels of a continuous issue whose file does not say how many."""

OPTION_LIMIT = 100_000
"""Most values of an issue that are listed as options."""

Scalar = str | int | float | bool
Array = NDArray[np.float64]


def read_negmas(source: Path | Sequence[Path]) -> Scenario:
    """Read a negotiation that NegMAS wrote, or `write_negmas`.

    Args:
        source: the folder, or its files. In a folder the files are told apart by what they say;
            the utility functions are taken in the order of their files' names, as NegMAS does.

    Returns:
        The negotiation on the scale of its files. The disagreement value of a utility function is
        its `reserved_value`; where NegMAS has none (minus infinity: any agreement is better), it
        is the least that a package is worth. What `write_negmas` wrote beside is read too.

    Raises:
        BadInput: a file is malformed or holds a Python object, a function or issue is of a kind
            that is not read, or the files do not belong together.
    """
    files = _in_folder(source) if isinstance(source, Path) else list(source)
    domains: list[Node] = []
    functions: list[Node] = []
    extra: list[Node] = []
    for path in files:
        top = root(read_document(path))
        kind = _kind(top)
        if kind.endswith("OutcomeSpace"):
            domains.append(top)
        elif "fun" in kind.lower():
            functions.append(top)
        elif isinstance(top.value, dict) and EXTRA in top.value:
            extra.append(top)
        elif not isinstance(source, Path):
            message = "neither an outcome space nor a utility function of NegMAS"
            raise top.wrong(message, found=kind or top.shown())
    where = str(source) if isinstance(source, Path) else None
    if len(domains) != 1:
        found = ", ".join(_base(top) for top in domains) or "none"
        message = "a scenario of NegMAS has one outcome space"
        raise BadInput([Problem(message, where, found=found)])
    if not functions:
        raise BadInput([Problem("a scenario of NegMAS has a utility function", where)])
    issues, notices = _issues(domains[0])
    read = [_function(top, issues) for top in functions]
    paths = [Path(top.document.file) for top in functions]
    space = Space(
        parties=distinct([function.name for function in read], paths),
        issues=tuple(issues),
        options=tuple(tuple(_text(value) for value in values) for values in issues.values()),
        utilities=tuple(
            np.stack([function.tables[i] for function in read], axis=1) for i in range(len(issues))
        ),
        disagreement=np.array([function.reserved for function in read]),
    )
    for top in extra:
        space = _with(space, *read_extra(top, space))
    title = domains[0].get("name")
    return Scenario(
        name=str(title.value) if title else Path(domains[0].document.file).stem,
        format="negmas",
        space=space,
        discounts=tuple(function.discount for function in read),
        notices=(*notices, *(notice for function in read for notice in function.notices)),
    )


def read_document(path: Path) -> Document:
    """One file of NegMAS, YAML or JSON as its text shows, with the place of everything in it.

    Raises:
        BadInput: it is malformed, or holds a Python object.
    """
    text = read_text(path)
    if text.lstrip().startswith("{"):
        return read_json(text, str(path), infinities=True)
    try:
        return read_yaml(text, str(path), "")
    except BadInput as error:
        raise BadInput(_said_here(problem) for problem in error.problems) from error


def _said_here(problem: Problem) -> Problem:
    """A problem of YAML in the words of this format: what the tag stands for, not the case."""
    path = (problem.path or "").lstrip(".") or None
    if "a YAML tag is not allowed" in problem.message:
        message = (
            "a Python object is stored here: it is refused, since loading it would run code from "
            "the file"
        )
        return replace(problem, message=message, path=path, expected="plain numbers and text")
    return replace(problem, message=problem.message.replace(" in a case", ""), path=path)


def _in_folder(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise BadInput([Problem(message, str(folder))]) from error
    if any(path.is_dir() and path.name == "edges" for path in inside):
        message = (
            "a scenario of several deals at once is not read: its centre values all deals "
            "together, by a class of Python"
        )
        raise BadInput([Problem(message, str(folder), expected="one outcome space")])
    return [
        path
        for path in inside
        if path.suffix in (".yml", ".yaml", ".json") and not path.name.startswith(("_", "."))
    ]


def _kind(top: Node) -> str:
    """The class that a file names, without its module."""
    if not isinstance(top.value, dict) or not isinstance(top.value.get("type"), str):
        return ""
    return str(top.value["type"]).rpartition(".")[2]


def _base(top: Node) -> str:
    return Path(top.document.file).name


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else repr(value)


# Issues


def _issues(top: Node) -> tuple[dict[str, tuple[Scalar, ...]], list[str]]:
    issues: dict[str, tuple[Scalar, ...]] = {}
    notices: list[str] = []
    for number, issue in enumerate(top["issues"].entries()):
        title = issue.get("name")
        name = str(title.value) if title else f"issue {number}"
        if name in issues:
            raise issue["name"].wrong(f"issue '{name}' stands twice")
        issues[name] = _options(issue, name, notices)
        if sum(map(len, issues.values())) > MOST_OPTIONS:
            message = "the issues have too many values together"
            raise issue.wrong(message, expected=f"at most {MOST_OPTIONS:,}")
    if not issues:
        raise top["issues"].wrong("the outcome space has no issue")
    return issues, notices


def _options(issue: Node, name: str, notices: list[str]) -> tuple[Scalar, ...]:
    kind = _kind(issue)
    values = issue["values"]
    if kind in ("ContiguousIssue", "ContinuousIssue"):
        low, high = _ends(values, kind)
        if kind == "ContiguousIssue":
            if high - low >= OPTION_LIMIT:
                raise values.wrong("too many values to list", expected=f"at most {OPTION_LIMIT}")
            return tuple(range(int(low), int(high) + 1))
        levels = issue.get("n_levels")
        count = levels.whole() if levels else LEVELS
        if not 2 <= count <= OPTION_LIMIT:
            raise issue["n_levels"].wrong("levels of an issue", found=str(count), expected="2 up")
        notices.append(f"issue '{name}' is continuous: cut into {count} levels")
        return tuple(float(value) for value in np.linspace(low, high, count))
    if not (kind.endswith("Issue") and isinstance(values.value, list)):
        message = f"an issue of this kind is not read: '{kind}'"
        expected = "CategoricalIssue, ContiguousIssue, ContinuousIssue or a list of values"
        raise issue.wrong(message, found=kind, expected=expected)
    options: dict[str, Scalar] = {}
    for entry in values.entries():
        if not isinstance(entry.value, str | int | float):
            raise entry.wrong(
                f"a value of issue '{name}' is no text or number", found=entry.shown()
            )
        if isinstance(entry.value, float):
            entry.number()
        if _text(entry.value) in options:
            raise entry.wrong(f"value '{entry.value}' of issue '{name}' stands twice")
        options[_text(entry.value)] = entry.value
    if not options:
        raise values.wrong(f"issue '{name}' has no value")
    return tuple(options.values())


def _ends(values: Node, kind: str) -> tuple[float, float]:
    """First and last value of a range, both included; a single number counts from 0."""
    whole = kind == "ContiguousIssue"
    if whole and isinstance(values.value, int):
        low, high = 0.0, float(values.whole() - 1)
    else:
        ends = values.entries()
        if len(ends) != 2:
            raise values.wrong("not a range", found=values.shown(), expected="[first, last]")
        low, high = ((end.whole() if whole else end.number()) for end in ends)
    if high < low:
        raise values.wrong("the range is empty", found=f"{low:g} to {high:g}")
    return low, high


# Utility functions


@dataclass
class _Function:
    """One party's utility function as read: a table for each issue, in its order."""

    name: str
    tables: list[Array]
    reserved: float = 0.0
    discount: float = 1.0
    notices: tuple[str, ...] = ()


def _function(top: Node, issues: Mapping[str, tuple[Scalar, ...]]) -> _Function:
    kind = _kind(top)
    for key in ("constraints", "f"):
        stored = top.get(key)
        if stored is not None and stored.value:
            raise top[key].wrong("a Python function in a file is refused", key=True)
    title = top.get("name")
    name = str(title.value) if title else Path(top.document.file).stem
    if kind == "ExpDiscountedUFun":
        return _discounted(top, issues, name)
    if kind in ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction"):
        functions = [_by_issue(top["values"], issue, i, issues) for i, issue in enumerate(issues)]
        tables = [
            _values(function, issue, options)
            for function, (issue, options) in zip(functions, issues.items(), strict=True)
        ]
    elif kind in ("LinearUtilityFunction", "AffineUtilityFunction"):
        tables = [_numbers(top, issue, options) for issue, options in issues.items()]
    else:
        message = f"a utility function of this kind is not read: '{kind}'"
        raise top["type"].wrong(message, found=kind, expected="LinearAdditiveUtilityFunction")
    weights = top.get("weights")
    if weights is not None:
        by = [_by_issue(weights, issue, i, issues).number() for i, issue in enumerate(issues)]
        tables = [weight * table for weight, table in zip(by, tables, strict=True)]
    bias = top.get("bias")
    if bias is not None:
        tables[0] = tables[0] + bias.number()
    read = _Function(name, tables)
    _reserve(top, issues, read)
    return read


def _discounted(top: Node, issues: Mapping[str, tuple[Scalar, ...]], name: str) -> _Function:
    read = replace(_function(top["ufun"], issues), name=name)
    discount, factor = top.get("discount"), top.get("factor")
    if discount is not None:
        read.discount = discount.number(0.0, 1.0)
    if factor is not None and factor.value != "relative_time":
        notice = (
            f"the discount of {name} counts by '{factor.shown()}', not by the whole negotiation"
        )
        read.notices = (*read.notices, notice)
    return read


def _by_issue(listed: Node, issue: str, number: int, issues: Mapping[str, object]) -> Node:
    """What a list (in the order of the issues) or a mapping says of an issue."""
    if isinstance(listed.value, dict):
        for key, node in listed.items():
            if key not in issues:
                raise node.unknown("issue", issues)
        return listed[issue]
    entries = listed.entries()
    if len(entries) != len(issues):
        message = "a list with one entry for each issue is needed"
        raise listed.wrong(message, found=str(len(entries)), expected=str(len(issues)))
    return entries[number]


def _values(function: Node, issue: str, options: tuple[Scalar, ...]) -> Array:
    kind = _kind(function)
    if kind == "TableFun":
        return _table(function["mapping"], issue, options)
    if kind == "LambdaFun" or (isinstance(function.value, dict) and "f" in function.value):
        message = (
            f"the utility of issue '{issue}' is a pickled Python function: it is refused, since "
            "loading it would run code from the file"
        )
        raise function.wrong(message, found=kind, expected="TableFun or AffineFun")
    if kind == "ConstFun":
        return np.full(len(options), function["bias"].number())
    lines: dict[str, Callable[[], tuple[float, float]]] = {
        "IdentityFun": lambda: (1.0, 0.0),
        "LinearFun": lambda: (function["slope"].number(), 0.0),
        "AffineFun": lambda: (function["slope"].number(), function["bias"].number()),
    }
    if kind not in lines:
        message = f"a function of this kind is not read: '{kind}'"
        raise function.wrong(message, found=kind, expected=", ".join(["TableFun", *lines]))
    slope, bias = lines[kind]()
    return slope * _numbers(function, issue, options) + bias


def _numbers(at: Node, issue: str, options: tuple[Scalar, ...]) -> Array:
    for value in options:
        if isinstance(value, str | bool):
            message = f"a linear function of issue '{issue}', whose values are no numbers"
            raise at.wrong(message, found=_text(value))
    return np.array([float(value) for value in options])


def _table(mapping: Node, issue: str, options: tuple[Scalar, ...]) -> Array:
    names = [_text(value) for value in options]
    places = {name: index for index, name in enumerate(names)}
    numbers = {float(v): i for i, v in enumerate(options) if isinstance(v, int | float)}
    values: dict[int, float] = {}
    for key, node in mapping.items():
        if key in places:
            values[places[key]] = node.number()
            continue
        try:
            values[numbers[float(key)]] = node.number()
        except (ValueError, KeyError):
            raise node.unknown("value", names, of=f" of issue '{issue}'") from None
    for index, name in enumerate(names):
        if index not in values:
            raise mapping.wrong(f"no utility for value '{name}' of issue '{issue}'")
    return np.array([values[index] for index in range(len(options))])


def _reserve(top: Node, issues: Mapping[str, tuple[Scalar, ...]], read: _Function) -> None:
    """The disagreement value: a number, else what an outcome is worth, else the least of all."""
    value, outcome = top.get("reserved_value"), top.get("reserved_outcome")
    if value is not None and value.value != float("-inf"):
        read.reserved = value.number()
        return
    if outcome is not None:
        worth = 0.0
        for number, (issue, options) in enumerate(issues.items()):
            chosen = _by_issue(outcome, issue, number, issues)
            names = [_text(option) for option in options]
            name = _text(chosen.value) if isinstance(chosen.value, str | int | float) else ""
            if name not in names:
                raise chosen.wrong(f"unknown value '{chosen.shown()}' of issue '{issue}'")
            worth += float(read.tables[number][names.index(name)])
        read.reserved = worth
        return
    read.reserved = float(sum(table.min() for table in read.tables))
    notice = f"{read.name} has no reserved value: no deal is worth as little as its worst package"
    read.notices = (*read.notices, notice)


def _with(
    space: Space, constraints: tuple[Condition, ...], interactions: tuple[Interaction, ...]
) -> Space:
    return replace(
        space,
        constraints=(*space.constraints, *constraints),
        interactions=(*space.interactions, *interactions),
    )
