"""Whether somebody else saved in between: what is there is marked by its content, not by a count.

So two tabs, two servers on one store and a restored copy agree on the mark of the same text, and
saving the same twice is no conflict.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

NOTHING = "0"
"""The mark of what is not there."""


class Conflict(Exception):
    """What is to be replaced is not what the visitor saw."""

    def __init__(self, theirs: str, mark: str, by: str = "") -> None:
        """Says what is there.

        Args:
            theirs: what is there now, as text.
            mark: of what is there now.
            by: who saved it; empty if that is not known.
        """
        who = by or "somebody else"
        super().__init__(f"in the meantime {who} saved something else here")
        self.theirs, self.mark, self.by = theirs, mark, by


def mark(content: Any) -> str:
    """The mark of something saved (JSON), for the forms of pages and as an ETag."""
    if not content:
        return NOTHING
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:20]
