"""What every page of the workbench is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from interim.case.model import Case
from interim.workbench.engine import Engine
from interim.workbench.store import Store
from interim.workbench.view import View


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
    """One page.

    Attributes:
        name: in the address, and of its templates `NAME.html.j2` (which extends `layout.html.j2`
            and includes the other) and `NAME_part.html.j2`.
        title: in the rail.
        question: that it answers.
        around: what stands around the part: quick to find.
        part: what the part shows, found from as many futures as the view asks for.
        sharpens: whether the part is first shown on few futures and then on more.
    """

    name: str
    title: str
    question: str
    around: Callable[[Desk], Context]
    part: Callable[[Desk], Context]
    sharpens: bool = True
