"""Where the numbers of a case come from: each with its mark and what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from interim.case.model import Case, Source
from interim.case.quantity import Quantity, marks


def sources(case: Case, under: str = "") -> dict[str, Any]:
    """List the quantities of a case with where they come from.

    Args:
        case: the case.
        under: start of a dotted name; only quantities below it are listed. Counts are always of the
            whole case.

    Returns:
        The document of ``interim sources --json``: `marks` (mark -> `count` of uncertain
        quantities, and `influence`, null unless they are weighed), `parts` (the same counts by the
        first parts of the name), `constants` and `unmarked` (how many are no range, and how many
        ranges say nothing of where they come from), `quantities` (name, value as written, mark,
        sources, basis, note), and `sources` with the number of quantities that name each.
    """
    stated = case.quantities
    listed = [q for name, q in stated.items() if _below(name, under)]
    uses = Counter(source for q in stated.values() for source in q.source)
    return {
        "case": case.id,
        "title": case.header.title,
        "under": under,
        "marks": marked(stated.values()),
        "constants": sum(not q.uncertain for q in stated.values()),
        "unmarked": sum(q.uncertain and not q.marked for q in stated.values()),
        "quantities": [_quantity(q) for q in listed],
        "parts": _parts(case),
        "sources": {
            name: _source(source) | {"quantities": uses[name]}
            for name, source in case.sources.items()
        },
    }


def marked(
    quantities: Iterable[Quantity], influence: Mapping[str, float] | None = None
) -> dict[str, dict[str, Any]]:
    """How many uncertain quantities have each mark, and what they carry of an answer.

    Args:
        quantities: those counted.
        influence: quantity -> what it explains; shares of the sum are given.
    """
    stated = list(quantities)
    carried: Counter[str] = Counter()
    for quantity in stated:
        carried[quantity.mark] += (influence or {}).get(quantity.name, 0.0)  # type: ignore[assignment]
    total = sum(carried.values())
    return {
        mark: {"count": count, "influence": carried[mark] / total if total else None}
        for mark, count in marks(stated).items()
    }


def _below(name: str, under: str) -> bool:
    return not under or name == under or name.startswith(under.rstrip(".") + ".")


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "value": quantity.text,
        "uncertain": quantity.uncertain,
        "mark": quantity.mark,
        "source": list(quantity.source),
        "basis": quantity.basis,
        "note": quantity.note,
    }


def _parts(case: Case) -> dict[str, dict[str, int]]:
    """Counts of the file and the first name in it: `preferences.russia`, `war.ends`."""
    parts: dict[str, list[Quantity]] = {}
    for name, quantity in case.quantities.items():
        parts.setdefault(".".join(name.split(".")[:2]), []).append(quantity)
    counts = {part: marks(among) for part, among in parts.items()}
    return {part: among for part, among in counts.items() if any(among.values())}


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(exclude_none=True)
