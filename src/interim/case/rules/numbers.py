"""What is said about quantities elsewhere: sources, correlations, lenses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from interim.case.draft import PARTS, Draft
from interim.case.marks import KEYS
from interim.case.positions import Document, Path
from interim.case.provenance import cited
from interim.case.quantity import Domain, Quantity, parse_quantity
from interim.foundation.errors import Problem


def check_sources(draft: Draft) -> Iterator[Problem]:
    """Every source that is named stands in `sources.yaml`."""
    if draft.sources is None:
        return
    parts: list[tuple[Any, Document]] = [
        (getattr(draft, stem), draft.document(stem))
        for stem in PARTS
        if getattr(draft, stem) is not None
    ]
    if draft.header is not None:
        parts.append((draft.header, draft.document("case")))
    if draft.record is not None:
        parts.append((draft.record, draft.document("record")))
    parts += [(plan, draft.plan_files[id_]) for id_, plan in draft.plans.items()]
    parts += [(lens, draft.lens_files[id_]) for id_, lens in draft.lenses.items()]
    for part, document in parts:
        for path, source in cited(part):
            if source not in draft.sources:
                yield _unknown_source(document, path, source, draft.sources)


def _unknown_source(
    document: Document, path: Path, source: str, sources: Mapping[str, Any]
) -> Problem:
    listed: Any = document.data
    for part in path:
        if isinstance(listed, dict):
            listed = listed.get(part)
        elif isinstance(listed, list) and isinstance(part, int):
            listed = listed[part]
        else:
            listed = None
    if isinstance(listed, list) and source in listed:
        path = (*path, listed.index(source))
    return document.unknown(path, "source", source, sources)


def check_correlations(draft: Draft, quantities: Mapping[str, Quantity]) -> Iterator[Problem]:
    """Correlations between known quantities that can hold together."""
    if draft.header is None or not draft.header.correlations:
        return
    document = draft.document("case")
    correlations = draft.header.correlations
    problems: list[Problem] = []
    seen: set[frozenset[str]] = set()
    for index, correlation in enumerate(correlations):
        path: Path = ("correlations", index)
        for place, name in enumerate(correlation.between):
            if name not in quantities and draft.could_name(name):
                here = (*path, "between", place)
                problems.append(document.unknown(here, "quantity", name, quantities))
        pair = frozenset(correlation.between)
        if len(pair) == 1:
            problems.append(document.problem(path, "a quantity is correlated with itself"))
        if pair in seen:
            problems.append(document.problem(path, "the same two quantities are correlated twice"))
        seen.add(pair)
        if not correlation.marked:
            message = "this correlation does not say where it comes from"
            expected = f"'source:' or one of {', '.join(KEYS)}"
            problems.append(document.problem(path, message, expected=expected))
    yield from problems
    names = sorted({name for correlation in correlations for name in correlation.between})
    matrix = np.eye(len(names))
    for correlation in correlations:
        i, j = (names.index(name) for name in correlation.between)
        if i != j:
            # As in `interim.futures`: Spearman's rho to the normal copula's correlation.
            matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi / 6 * correlation.value)
    if np.linalg.eigvalsh(matrix)[0] <= 1e-9:
        yield document.problem(
            ("correlations",),
            "these correlations cannot hold together (their matrix is not positive definite)",
            key=True,
            expected="smaller correlations",
        )


def check_lenses(draft: Draft, quantities: Mapping[str, Quantity]) -> Iterator[Problem]:
    """Lenses replace known quantities by values that these may take."""
    for id_, lens in draft.lenses.items():
        document = draft.lens_files[id_]
        for name, entry in lens.replaces.items():
            path: Path = ("replaces", name)
            if name not in quantities:
                if draft.could_name(name):
                    yield document.unknown(path, "quantity", name, quantities, key=True)
                continue
            yield from _replacement(draft, document, path, quantities[name], entry.value)


def _replacement(
    draft: Draft, document: Document, path: Path, quantity: Quantity, value: str | float
) -> Iterator[Problem]:
    path = (*path, "value")
    try:
        new = Quantity(**parse_quantity(value, quantity.domain))
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
    except ValueError as error:
        said = str(error)
    else:
        if quantity.domain is Domain.NAME and draft.referendum is not None:
            for name in new.names:
                if name not in draft.referendum.franchises:
                    yield document.unknown(path, "franchise", name, draft.referendum.franchises)
        return
    message, _, expected = said.partition("expected ")
    yield document.problem(path, message.rstrip(",; "), found=str(value), expected=expected or None)
