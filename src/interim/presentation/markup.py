"""The one environment in which pages and their parts are made from templates.

A name that a template does not know is an error, and whatever comes from a case is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from interim.foundation import horizons, words
from interim.presentation import notes, signatures
from interim.presentation.standing import state


def environment(package: str) -> Environment:
    """An environment for the templates of one package.

    Args:
        package: its full name; the templates lie in its folder `templates`.

    Returns:
        An environment whose templates may use `horizons`, `notes`, `words` and the filter
        `span`; more globals and filters can be added to it.
    """
    made = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"horizons": horizons, "notes": notes, "state": state, "words": words}
    made.globals |= {"signatures": signatures}
    made.filters["span"] = span
    return made


def span(share: Mapping[str, Any] | None) -> str:
    """A share with its whole interval: with few settlements it is far from symmetric."""
    if share is None:
        return "-"
    return f"{100 * share['p']:.0f} % ({100 * share['low']:.0f} to {100 * share['high']:.0f})"
