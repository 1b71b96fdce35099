"""What a case itself says, in words: what stands beside the results wherever they are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.case.model import Case
from interim.case.quantity import Quantity
from interim.futures import Run


def case_words(
    case: Case, lens: str | None = None, settings: Mapping[str, str | float] | None = None
) -> dict[str, Any]:
    """Titles, texts, sources and stated quantities of a case.

    Args:
        case: the case.
        lens: id of a lens whose replacements apply.
        settings: quantity name -> value, in the notation of case files.

    Returns:
        A document that JSON can hold, by id in the order of the case: `plans` (`title`, `short`,
        `summary`, `date`, `sources`, `silent`: issues on which it says nothing,
        `of_another_time`), `issues` (`title`, `options`: id -> title), `bodies` (titles), `lenses`
        (`title`, `who`, `summary`, `replaces`),
        `referendum` (`plans` that promise it, `units`, `franchises`, `choices`, `threshold`) or
        None, `quantities` (a list: `name`, `text`, `unit`, `sources`, `mark`, `basis`, `note`, and
        whether lens or settings have `changed` it) and `sources`.

    Raises:
        BadInput: unknown lens or quantity, or a value that its domain forbids.
    """
    quantities = Run(1, lens=lens, settings=settings or {}).quantities(case)
    return {
        "plans": {name: _plan(case, name) for name in case.plans},
        "issues": {
            name: {
                "title": issue.title,
                "options": {key: option.title for key, option in issue.options.items()},
            }
            for name, issue in case.issues.issues.items()
        },
        "bodies": {name: body.title for name, body in case.bodies.items()},
        "lenses": {
            name: {
                "title": seen.title,
                "who": seen.who,
                "summary": seen.summary,
                "replaces": {
                    quantity: {"value": r.value, "claim": r.claim, "because": r.because}
                    for quantity, r in seen.replaces.items()
                },
            }
            for name, seen in case.lenses.items()
        },
        "referendum": _referendum(case, quantities),
        "quantities": [_quantity(stated, case) for stated in quantities.values()],
        "sources": {
            name: {
                "title": source.title,
                "publisher": source.publisher,
                "date": source.date,
                "address": source.address,
                "certainty": source.certainty,
                "note": source.note,
            }
            for name, source in case.sources.items()
        },
    }


def _plan(case: Case, name: str) -> dict[str, Any]:
    stated = case.plans[name]
    return {
        "title": stated.title,
        "short": stated.short,
        "summary": stated.summary,
        "date": stated.date.isoformat() if stated.date else None,
        "sources": list(stated.source),
        "silent": sorted(case.silent(name)),
        "of_another_time": name in case.header.reference_plans,
    }


def _referendum(case: Case, quantities: Mapping[str, Quantity]) -> dict[str, Any] | None:
    vote = case.referendum
    if vote is None:
        return None
    threshold = quantities[vote.threshold.name] if vote.threshold.name else vote.threshold
    return {
        "plans": [name for name in case.plans if case.package(name)[vote.issue] in vote.votes],
        "units": {name: unit.title for name, unit in vote.units.items()},
        "franchises": {name: rule.title for name, rule in vote.franchises.items()},
        "choices": {name: choice.title for name, choice in vote.choices.items()},
        "threshold": threshold.middle,
    }


def _quantity(stated: Quantity, case: Case) -> dict[str, Any]:
    return {
        "name": stated.name,
        "text": stated.text,
        "unit": stated.unit or "",
        "sources": [name for name in stated.source if name in case.sources],
        "mark": stated.mark,
        "basis": stated.basis or "",
        "note": stated.note or "",
        "changed": stated != case.quantities.get(stated.name),
    }
