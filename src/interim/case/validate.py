"""From plain data to models, with every fault placed where it stands in the file.

A file with a fault is mended as far as possible, so that the rest of it and all other files can
still be checked: one run names every problem of a case.
"""

from __future__ import annotations

import copy
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from interim.case.positions import Document, Path
from interim.foundation.errors import Problem, nearest

_ID = "an id of lower-case letters, digits, hyphens, underscores and dots"
MOST = 200
"""Problems of a file that are listed one by one."""

_PLACEHOLDERS: tuple[Any, ...] = ("x", 0.5)


@dataclass(frozen=True)
class Checked:
    """A file as a model.

    Attributes:
        value: the model, or None where the file is beyond mending.
        problems: what is wrong with it.
        mended: paths whose value is a stand-in; what is said of them later is not to be trusted.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    mended: tuple[Path, ...] = ()


def validate(document: Document, model: Any, **given: Any) -> Checked:
    """Make the model of a file.

    Args:
        document: the file.
        model: a pydantic model, or any type pydantic knows.
        given: values that do not stand in the file.
    """
    if document.data is None:
        return Checked(None, (Problem("the file is empty", document.file, 1, 1),))
    if not isinstance(document.data, dict):
        problem = document.problem((), "the file is not a mapping", expected="'key: value' lines")
        return Checked(None, (problem,))
    adapter = TypeAdapter(model)
    data = copy.deepcopy({**given, **document.data})
    problems: dict[Path, Problem] = {}
    mended: dict[Path, int] = {}
    more: set[Path] = set()

    def stated() -> tuple[Problem, ...]:
        rest = [Problem(f"{len(more)} more problems in this file", document.file)] if more else []
        return (*_telling(problems), *rest)

    for _ in range(20):  # mending may uncover what a fault has hidden
        try:
            value = adapter.validate_python(data)
        except ValidationError as error:
            beyond = False
            fresh: set[Path] = set()
            # Where each fault stands is asked before mending takes things away.
            faults = [(fault, _standing(data, fault)) for fault in error.errors(include_url=False)]
            for fault, path in faults:
                above = [path[:end] for end in range(len(path) + 1)]
                if any(known in fresh for known in above):
                    continue
                if not any(known in mended or known in problems for known in above):
                    if len(problems) < MOST:
                        problems[path] = _problem(document, model, path, fault)
                    else:
                        more.add(path)
                if _mend(data, path, fault, mended):
                    fresh.add(path)
                else:
                    beyond = True
            if beyond:
                return Checked(None, stated(), tuple(mended))
        else:
            return Checked(value, stated(), tuple(mended))
    return Checked(None, stated(), tuple(mended))


def _telling(problems: dict[Path, Problem]) -> tuple[Problem, ...]:
    """Leave out the missing keys that a misspelt key beside them explains."""
    meant = {(*path[:-1], problem.suggestion) for path, problem in problems.items() if path}
    return tuple(problem for path, problem in problems.items() if path not in meant)


def _standing(data: Any, fault: Any) -> Path:
    """The part of pydantic's location that is a path of the file, with a missing key at its end.

    Pydantic adds the names of union members and marks such as '[key]'.
    """
    path: list[str | int] = []
    for part in fault["loc"]:
        if not _has(data, part):
            if fault["type"] == "missing":
                path.append(part)
            break
        data = data[part]
        path.append(part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _mend(data: Any, path: Path, fault: Any, mended: dict[Path, int]) -> bool:
    """Put something harmless in the place of a fault; False if there is nothing to put."""
    if not path:
        return False
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    last = path[-1]
    kind = fault["type"]
    if kind == "extra_forbidden" or fault["loc"][-1:] == ("[key]",):
        if not isinstance(holder, dict):
            return False
        holder.pop(last, None)
        mended[path] = 0
        return True
    tries = mended.get(path, 0)
    if tries >= len(_PLACEHOLDERS) or not isinstance(holder, (dict, list)):
        return False
    if isinstance(holder, list) and not _has(holder, last):
        # An item is missing from a list of fixed length: there is a place for the next one only.
        if last != len(holder):
            return False
        holder.append(None)
    holder[last] = _PLACEHOLDERS[tries]
    mended[path] = tries + 1
    return True


def _problem(document: Document, model: Any, path: Path, fault: Any) -> Problem:
    kind, found = fault["type"], fault["input"]
    context = fault.get("ctx", {})
    if kind == "extra_forbidden":
        keys = _keys_at(model, path[:-1])
        cut = _cut_by_a_comma(document, path, found)
        if cut is not None:
            return cut
        return Problem(
            f"unknown key '{path[-1]}'",
            **_place(document, path, key=True),
            found=str(path[-1]),
            expected=f"one of {', '.join(keys)}" if keys else None,
            suggestion=nearest(str(path[-1]), keys),
        )
    if kind == "missing":
        missing = fault["loc"][-1]
        return Problem(f"the key '{missing}' is missing", **_place(document, path[:-1], key=True))
    if fault["loc"][-1:] == ("[key]",):
        return document.problem(
            path, f"'{path[-1]}' is not an id", key=True, found=str(path[-1]), expected=_ID
        )
    # Validators hand on their own view of a value; the file's is the one to show.
    found = _written(document.data, path, found)
    if kind == "value_error" and isinstance(found, dict) and "value" in found:
        found, path = found["value"], (*path, "value")
    message, expected = _words(kind, fault, context, found)
    options = _literals(context.get("expected", ""))
    return document.problem(
        path,
        message,
        found=_shown(found),
        expected=expected,
        suggestion=nearest(str(found), options) if kind == "literal_error" else None,
    )


def _cut_by_a_comma(document: Document, path: Path, found: Any) -> Problem | None:
    """A key without a value, inside braces: a comma has cut a text or a number in two."""
    line = document.line_of(path, key=True)
    if found is not None or "{" not in line:
        return None
    key = str(path[-1])
    number = re.search(rf"([-+]?\d{{1,3}}),\s*({re.escape(key)})", line)
    if number and re.fullmatch(r"\d{3}(\s+to\s+.*|\.\d+)?", key):
        message = f"a comma in braces cuts the number '{number[1]},{key}' in two"
        expected = f"no comma in a number: {number[1]}{key}"
    elif " " in key or not re.fullmatch(r"[a-z_]+", key):
        message = f"a comma in braces cuts a text in two before '{key}'"
        expected = 'quotes around a text with commas: {title: "one, two"}'
    else:
        return None
    return document.problem(path, message, key=True, found=key, expected=expected)


def _written(data: Any, path: Path, otherwise: Any) -> Any:
    for part in path:
        if not _has(data, part):
            return otherwise
        data = data[part]
    return data


def _place(document: Document, path: Path, *, key: bool) -> dict[str, Any]:
    place = document.position(path, key=key)
    return {
        "file": document.file,
        "line": place.line,
        "column": place.column,
        "path": document.dotted(path),
    }


def _words(kind: str, fault: Any, context: Any, found: Any) -> tuple[str, str | None]:
    """The message and what was expected, in the words of the case format."""
    match kind:
        case "value_error":
            message, _, expected = str(context["error"]).partition("expected ")
            return message.rstrip(",; ") or "the value is wrong", expected or None
        case "string_pattern_mismatch":
            return f"'{found}' is not an id", _ID
        case "string_type":
            return (
                "the value is not text",
                "text (quotes turn a number into text)",
            )
        case "literal_error":
            return f"'{found}' is not allowed here", f"one of {context['expected']}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "the value is not a mapping", "'key: value' lines"
        case "tuple_type" | "list_type":
            return "the value is not a list", "[one, two] or lines that begin with '-'"
        case "too_short":
            return "there are too few entries", f"at least {context['min_length']}"
        case "too_long":
            return "there are too many entries", f"at most {context['max_length']}"
        case _ if kind.startswith("date"):
            return "the value is not a date", "a date such as 2026-01-31"
        case "int_parsing" | "int_type" | "int_from_float":
            return "the value is not a whole number", "a whole number such as 15"
        case "float_parsing" | "float_type":
            return "the value is not a number", "a number such as 0.5"
        case "bool_parsing" | "bool_type":
            return "the value is neither true nor false", "true or false"
        case _:
            said = str(fault["msg"]).removeprefix("Input ")
            wanted = said.removeprefix("should be ")
            return "the value is not allowed", wanted


def _literals(expected: str) -> list[str]:
    return [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]


def _shown(found: Any) -> str | None:
    if isinstance(found, (dict, list, tuple)):
        return "a mapping" if isinstance(found, dict) else "a list"
    if found is None:
        return "nothing"
    text = "true" if found is True else "false" if found is False else str(found)
    return text if len(text) <= 80 else text[:77] + "..."


def _keys_at(model: Any, path: Path) -> list[str]:
    """The keys of the model at a path, as they are written in files."""
    for part in path:
        model = next(iter(_inside(model, part)), None)
    for block in _models(model):
        return [field.alias or name for name, field in block.model_fields.items()]
    return []


def _models(model: Any) -> Iterator[type[BaseModel]]:
    """The block models that a type allows."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        yield model
    elif typing.get_origin(model) in (typing.Annotated, typing.Union, types.UnionType):
        for part in typing.get_args(model):
            yield from _models(part)


def _inside(model: Any, part: str | int) -> Iterator[Any]:
    """The type of what stands at a key or index of a type."""
    origin, arguments = typing.get_origin(model), typing.get_args(model)
    if isinstance(model, type) and origin is None and issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                yield field.annotation
    elif origin is dict:
        yield arguments[1]
    elif origin is tuple:
        yield arguments[0]
    elif origin in (typing.Annotated, typing.Union, types.UnionType):
        for argument in arguments:
            yield from _inside(argument, part)
