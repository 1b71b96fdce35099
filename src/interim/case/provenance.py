"""Name every quantity of a case and say where it comes from.

A quantity's own `source` or `judgement` counts; failing that, those of the nearest block around
it that has either. What stands at the root of a file covers only the quantities written
directly there, so that one line cannot vouch for a whole file; the source of a plan covers its
clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from interim.case.model import Plan
from interim.case.positions import Document, Path
from interim.case.quantity import Quantity
from interim.foundation.errors import Problem

Part = TypeVar("Part")

READING = "A reading of the position that the source states; no party publishes its weights."
"""Stands beside what a party wants where a case names a source alone: a position can be quoted, a
figure for it cannot."""


@dataclass(frozen=True)
class Provenance:
    """The `source` and `judgement` of a block."""

    source: tuple[str, ...] = ()
    judgement: str | None = None
    from_root: bool = False

    def __bool__(self) -> bool:
        return bool(self.source or self.judgement)


@dataclass
class Attached:
    """What was found on the way: quantities by name, where each stands, and problems."""

    quantities: dict[str, Quantity] = field(default_factory=dict)
    places: dict[str, tuple[Document, Path]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def attach(part: Part, document: Document, attached: Attached) -> Part:
    """A copy of a part of a case in which every quantity has its name and provenance.

    Args:
        part: the model of a file (or a mapping of models).
        document: the file.
        attached: collects the quantities, their places and the problems.
    """
    root = _of(part, Provenance())
    if not isinstance(part, Plan):
        root = Provenance(root.source, root.judgement, from_root=True)
    return _attach(part, (), root, document, attached)


def _of(block: Any, around: Provenance) -> Provenance:
    """The provenance inside a block, given that around it."""
    if not isinstance(block, BaseModel) or "source" not in type(block).model_fields:
        return around
    own = Provenance(tuple(block.source), getattr(block, "judgement", None))  # type: ignore[attr-defined]
    if own:
        return own
    return Provenance() if around.from_root else around


def _attach(item: Any, path: Path, near: Provenance, document: Document, to: Attached) -> Any:
    if isinstance(item, Quantity):
        return _named(item, path, near, document, to)
    if isinstance(item, BaseModel):
        inside = _of(item, near) if path else near
        changed = {}
        for name, info in type(item).model_fields.items():
            value = getattr(item, name)
            key = info.alias or name
            new = _attach(value, (*path, key), inside, document, to)
            if new is not value:
                changed[name] = new
        return item.model_copy(update=changed) if changed else item
    if isinstance(item, dict):
        new_items = {
            key: _attach(value, (*path, key), near, document, to) for key, value in item.items()
        }
        return new_items if any(new_items[key] is not item[key] for key in item) else item
    if isinstance(item, tuple):
        new_entries = tuple(
            _attach(value, (*path, index), near, document, to) for index, value in enumerate(item)
        )
        same = all(new is old for new, old in zip(new_entries, item, strict=True))
        return item if same else new_entries
    return item


def _named(
    quantity: Quantity, path: Path, near: Provenance, document: Document, to: Attached
) -> Quantity:
    name = document.dotted(path)
    update: dict[str, Any] = {"name": name}
    if not quantity.source and not quantity.judgement:
        if not near:
            to.problems.append(
                document.problem(
                    path,
                    "this quantity has neither source nor judgement",
                    found=quantity.text,
                    expected="'source:' or 'judgement:' here or in a block around it",
                )
            )
        update |= {"source": near.source, "judgement": near.judgement}
    named = quantity.model_copy(update=update)
    if name.startswith("preferences.") and named.source and not named.judgement:
        named = named.model_copy(update={"judgement": READING})
    to.quantities[name] = named
    to.places[name] = (document, path)
    return named


def cited(block: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every source id that a part of a case names, with the path of the `source` key."""
    if isinstance(block, BaseModel):
        for source in getattr(block, "source", ()):
            yield (*path, "source"), source
        for name, info in type(block).model_fields.items():
            yield from cited(getattr(block, name), (*path, info.alias or name))
    elif isinstance(block, dict):
        for key, value in block.items():
            yield from cited(value, (*path, key))
    elif isinstance(block, tuple):
        for index, value in enumerate(block):
            yield from cited(value, (*path, index))
