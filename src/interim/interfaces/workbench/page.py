"""What every page of the workbench is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from interim.case.model import Case
from interim.interfaces.workbench.engine import Engine
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import View


@dataclass(frozen=True)
class Desk:
    """What a page works with: the case, what is asked, and where answers come from."""

    case: Case
    view: View
    engine: Engine
    store: Store


Context = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One page; its module, in the folder `pages`, is loaded when it is first asked for.

    Attributes:
        name: in the address, of its module, and of its templates `NAME.html.j2` (which extends
            `layout.html.j2` and includes the other) and `NAME_part.html.j2`.
        title: in the rail.
        question: that it answers.
        sharpens: whether the part is first shown on few futures and then on more.
    """

    name: str
    title: str
    question: str
    sharpens: bool = True

    def around(self, desk: Desk) -> Context:
        """What stands around the part: quick to find."""
        context: Context = self.load().around(desk)
        return context

    def part(self, desk: Desk) -> Context:
        """What the part shows, found from as many futures as the view asks for."""
        context: Context = self.load().part(desk)
        return context

    def load(self) -> ModuleType:
        """Its module, which some pages take a moment for the first time."""
        return import_module(f"interim.interfaces.workbench.pages.{self.name}")
