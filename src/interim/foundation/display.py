"""How objects show in a notebook: what draws them registers itself from above.

A class that a notebook may show takes `Displayed`. The module that draws it (see
`interim.interfaces.notebook`) registers a function for the class's name, so that neither the case
nor the result knows of HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_DRAWN: dict[str, Callable[[Any], str]] = {}


def register(name: str, draw: Callable[[Any], str]) -> None:
    """Let objects of a class show as HTML.

    Args:
        name: full name of the class, such as `interim.case.model.case.Case`; it need not have been
            imported yet.
        draw: makes HTML that stands alone in a cell of a notebook.
    """
    _DRAWN[name] = draw


class Displayed:
    """What a notebook shows as HTML, if something has registered to draw it."""

    def _repr_html_(self) -> str | None:
        kind = type(self)
        draw = _DRAWN.get(f"{kind.__module__}.{kind.__qualname__}")
        return None if draw is None else draw(self)
