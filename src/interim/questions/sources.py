"""Where the numbers of a case come from: each with its source or the judgement behind it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from interim.case.model import Case, Source
from interim.case.quantity import Quantity


def sources(case: Case, under: str = "") -> dict[str, Any]:
    """List the quantities of a case with where they come from.

    Args:
        case: the case.
        under: start of a dotted name; only quantities below it are listed. Counts by part are
            always of the whole case.

    Returns:
        The document of ``interim sources --json``: `quantities` (name, value as written,
        provenance, sources, judgement), `parts` (counts by the first parts of the name), and
        `sources` with the number of quantities that name each. A quantity with both a source and a
        judgement counts as an informed judgement: a published figure had to be read or adapted.
    """
    listed = [q for name, q in case.quantities.items() if _below(name, under)]
    uses = Counter(source for q in case.quantities.values() for source in q.source)
    return {
        "case": case.id,
        "title": case.header.title,
        "under": under,
        "quantities": [_quantity(q) for q in listed],
        "parts": _parts(case),
        "sources": {
            name: _source(source) | {"quantities": uses[name]}
            for name, source in case.sources.items()
        },
    }


def kind(quantity: Quantity) -> str:
    """`sourced`, `informed judgement` (with a source beside it) or `judgement`."""
    if quantity.provenance == "sourced":
        return "sourced"
    return "informed judgement" if quantity.source else "judgement"


def _below(name: str, under: str) -> bool:
    return not under or name == under or name.startswith(under.rstrip(".") + ".")


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "value": quantity.text,
        "uncertain": quantity.uncertain,
        "kind": kind(quantity),
        "source": list(quantity.source),
        "judgement": quantity.judgement,
    }


def _parts(case: Case) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for name, quantity in case.quantities.items():
        counts.setdefault(_part(name), Counter())[kind(quantity)] += 1
    order = ("sourced", "informed judgement", "judgement")
    return {part: {k: counts[part][k] for k in order} for part in counts}


def _part(name: str) -> str:
    """The file and the first name in it: `preferences.russia`, `war.ends`."""
    return ".".join(name.split(".")[:2])


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(exclude_none=True)
