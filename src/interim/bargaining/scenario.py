"""What a negotiation read from another tool's files is, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from interim.bargaining.space import Space


@dataclass(frozen=True)
class Scenario:
    """A negotiation as read: its packages, and what had to be chosen in reading it.

    Attributes:
        name: the name that its domain file gives, or the name of the folder.
        format: `genius`, `geniusweb`, `negolog` or `negmas`.
        space: the packages; utilities on the scale of the format (0 to 1), the parties' reservation
            values as the disagreement point.
        discounts: each party's discount factor over the whole negotiation; 1 where none is given.
        notices: what the reader had to choose, such as weights that did not add up to 1.
    """

    name: str
    format: str
    space: Space
    discounts: tuple[float, ...]
    notices: tuple[str, ...] = ()
