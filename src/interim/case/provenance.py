"""Name every quantity of a case and say where it comes from.

What a quantity says of itself counts; failing that, what the nearest block around it says. What
stands at the root of a file covers only the quantities written directly there, and sources there,
such as those of a plan, give no number a mark: one line cannot vouch for a whole file. A quantity
of which nothing is said is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from interim.case.marks import Stated
from interim.case.positions import Document, Path
from interim.case.quantity import Quantity

Part = TypeVar("Part")

READING = "A reading of the position that the source states; no party publishes its weights."
"""Stands beside what a party wants where a case names a source alone: a position can be quoted, a
figure for it cannot."""

NOTHING = Stated()


def attach(part: Part, document: Document, quantities: dict[str, Quantity]) -> Part:
    """A copy of a part of a case in which every quantity has its name and its mark.

    Args:
        part: the model of a file (or a mapping of models).
        document: the file.
        quantities: takes up those of the part, by name.
    """
    root = part if isinstance(part, Stated) and part.basis else NOTHING
    return _Attaching(document, root, quantities).attached(part, (), root)


@dataclass(frozen=True)
class _Attaching:
    document: Document
    root: Stated
    quantities: dict[str, Quantity]

    def attached(self, item: Any, path: Path, near: Stated) -> Any:
        if isinstance(item, Quantity):
            return self.named(item, path, near)
        if isinstance(item, BaseModel):
            if path and isinstance(item, Stated) and item.marked:
                near = item
            elif path and near is self.root:
                near = NOTHING
            changed = {}
            for name, info in type(item).model_fields.items():
                value = getattr(item, name)
                new = self.attached(value, (*path, info.alias or name), near)
                if new is not value:
                    changed[name] = new
            return item.model_copy(update=changed) if changed else item
        if isinstance(item, dict):
            new_items = {
                key: self.attached(value, (*path, key), near) for key, value in item.items()
            }
            return new_items if any(new_items[key] is not item[key] for key in item) else item
        if isinstance(item, tuple):
            new_entries = tuple(
                self.attached(value, (*path, index), near) for index, value in enumerate(item)
            )
            same = all(new is old for new, old in zip(new_entries, item, strict=True))
            return item if same else new_entries
        return item

    def named(self, quantity: Quantity, path: Path, near: Stated) -> Quantity:
        name = self.document.dotted(path)
        said = quantity.statement()
        if not quantity.marked:
            said = near.statement() | said
        if (
            name.startswith("preferences.")
            and "source" in said
            and said.keys() <= {"source", "note"}
        ):
            said["judgement"] = READING
        named = quantity.model_copy(update={"name": name, **said})
        self.quantities[name] = named
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
