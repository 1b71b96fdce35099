"""The document of ``interim record --json``: each answer's chance, what moved, and the scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from interim.case.model import Answer, Case
from interim.evaluation.moved import MOST_MOVED, moved, ranked
from interim.foundation import defaults
from interim.foundation.cache import Cache
from interim.futures import Futures, Run, draw
from interim.questions.record import (
    Array,
    Weighed,
    effective_share,
    family_of,
    middle,
    normalised,
    weigh,
)
from interim.stages.compliance import draw_types, prior_of

ENOUGH = 0.1
"""Effective share of the futures from which on a record may weigh them unless one says otherwise:
below, too few futures carry the answer."""
FEWEST = 1e-300
"""Least chance of which a logarithm is taken."""


def recorded(
    case: Case,
    *,
    run: Run = Run(defaults.RECORD),
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The document of ``interim record --json``.

    Args:
        case: the case, with a record.
        run: which futures.
        cache: as `weigh`.
        workers: as `weigh`.
        progress: as `weigh`.

    Raises:
        BadInput: as `weigh`.
    """
    found = weigh(case, run, cache=cache, workers=workers, progress=progress)
    n, weight = len(found.yes), found.weight
    column = {name: k for k, name in enumerate(found.answers)}
    stated = case.record.answers if case.record else {}
    answers = []
    for name, answer in stated.items():
        k = column.get(name)
        given_answer = None if k is None else chance_of(answer, found.yes[:, k])
        answers.append(
            {
                "id": name,
                "date": answer.date.isoformat(),
                "party": answer.party,
                "asked_by": list(answer.asked_by),
                "asked": text_of(case, answer),
                "answer": answer.answer,
                "family": answer.family,
                "use": answer.use,
                "sincere": None if answer.sincere is None else middle(answer),
                "because": answer.because,
                "source": list(answer.source),
                "chance_before": None if given_answer is None else float(given_answer.mean()),
                "chance_after": None if given_answer is None else float(weight @ given_answer),
            }
        )
    futures = draw(case, replace(run, given=None))
    uncertain = [name for name, quantity in case.quantities.items() if quantity.uncertain]
    return {
        "case": case.id,
        "title": case.header.title,
        "case_hash": case.hash,
        **replace(run, given=None).head(),
        "parties": {name: party.title for name, party in case.header.parties.items()},
        "answers": answers,
        "effective": found.effective,
        "effective_number": found.effective * n,
        "enough": found.effective >= ENOUGH,
        "families": {
            " on ".join(family): effective_share(normalised(found.log_weight[:, k]))
            for k, family in enumerate(found.families)
        },
        "types": types_of(case, futures, weight),
        "moved": [
            {"quantity": m.quantity, "before": m.before, "after": m.after, "errors": m.errors}
            for m in moved(ranked(futures, uncertain), weight, 2 * MOST_MOVED)
        ],
        "hardest": hardest(found),
        "score": score(found),
        "tested": score(found, tested=True),
    }


def chance_of(answer: Answer, yes: Array) -> Array:
    """Chance of what was answered, sincerity apart: (n,)."""
    return yes if answer.yes else 1.0 - yes


def text_of(case: Case, answer: Answer) -> str:
    """What was put, in words."""
    asked = answer.asked
    plan = case.plans[asked.plan].short if asked.plan else ""
    changed = "; ".join(
        f"{case.issues.issues[issue].title}: {case.issues.issues[issue].options[option].title}"
        for issue, option in asked.clauses.items()
    )
    if asked.words:
        return asked.words
    if asked.truce is not None:
        days = f"{asked.truce} days" if isinstance(asked.truce, int) else "no term"
        return f"A truce on the line for {days}"
    return f"{plan}, but {changed}" if plan and changed else plan or changed


def types_of(case: Case, futures: Futures, weight: Array) -> dict[str, dict[str, dict[str, float]]]:
    """Share of each type before and after: principal -> type -> before, after."""
    kinds = {p: list(case.preferences[p].types) for p in case.principals}
    most = max(map(len, kinds.values()))
    drawn = draw_types(prior_of(case, futures, most), futures.uniforms("types", 2))
    return {
        p: {
            name: {
                "before": float((drawn[:, place] == k).mean()),
                "after": float(weight @ (drawn[:, place] == k)),
            }
            for k, name in enumerate(kinds[p])
        }
        for place, p in enumerate(case.principals)
    }


def hardest(found: Weighed) -> str | None:
    """The answer that the model finds hardest to believe, given all the others' families."""
    chances = {
        name: left_out(found, name) if answer.yes else 1.0 - left_out(found, name)
        for name, answer in found.answers.items()
        if answer.weight > 0
    }
    return min(chances, key=lambda name: chances[name]) if chances else None


def left_out(found: Weighed, name: str) -> float:
    """Chance of a yes, given the answers of all other families."""
    answer, k = found.answers[name], list(found.answers).index(name)
    logs = found.log_weight.sum(axis=1)
    if answer.weight > 0:
        logs = logs - found.log_weight[:, found.families.index(family_of(answer))]
    return float(normalised(logs) @ found.yes[:, k])


def score(found: Weighed, *, tested: bool = False) -> dict[str, Any] | None:
    """How well answers are told from those of all other families.

    Against the share of yes among the other families' answers: the Brier score, and minus the mean
    logarithm of the chance given to what was answered; lower is better for both.

    Args:
        found: the record.
        tested: of the answers that are held out for a test; else of those that weigh futures.

    Returns:
        None if there are no such answers.
    """
    names = [name for name, answer in found.answers.items() if (answer.use == "test") == tested]
    if not names:
        return None
    said = np.array([bool(found.answers[name].yes) for name in names], float)
    model = np.array([left_out(found, name) for name in names])
    base = np.array([_share_of_yes(found, name) for name in names])
    return {**_scores(model, said), "base": _scores(base, said), "n": len(names)}


def _share_of_yes(found: Weighed, name: str) -> float:
    """Share of yes among the answers of the other families, and half an answer of each kind."""
    family = family_of(found.answers[name])
    others = [a.yes for a in found.answers.values() if a.weight > 0 and family_of(a) != family]
    return (others.count(True) + 0.5) / (len(others) + 1.0)


def _scores(chance: Array, said: Array) -> dict[str, float]:
    given_to_it = np.where(said > 0, chance, 1.0 - chance)
    return {
        "brier": float(((chance - said) ** 2).mean()),
        "log": float(-np.log(np.maximum(given_to_it, FEWEST)).mean()),
    }
