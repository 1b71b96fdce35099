"""The colour of a party is the same on every page: that of the figures.

The table is `interim.presentation.figures.PARTY`; `static/workbench.css` repeats it, for a page
may hold no style of its own, and a test holds the two together.
"""

from __future__ import annotations

from markupsafe import Markup

from interim.case.model import Case


def mark(case: Case, party: str) -> Markup:
    """The mark that stands before the name of a principal, as in the legends of figures.

    Args:
        case: the case.
        party: id or title; nothing is marked for others than the principals.
    """
    for number, id_ in enumerate(case.principals, start=1):
        if party in (id_, case.header.parties[id_].title):
            return Markup('<span class="mark mark-{}" aria-hidden="true"></span>').format(number)
    return Markup("")
