"""Who speaks at a meeting, what mediators put, and how often there is one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interim.case.model import Case
from interim.case.quantity import Quantity
from interim.futures import Futures
from interim.stages.talks.offers import MEDIATORS, Array


def chance_to_meet(futures: Futures, rate: Quantity) -> Array:
    """Chance of a meeting in a month, from a hazard: (n,)."""
    return np.asarray(-np.expm1(-np.maximum(futures.of(rate), 0.0)))


def refusals(case: Case, futures: Futures) -> Array:
    """Value that each principal loses by being seen to refuse: (n, 2)."""
    costs = [futures.of_or(case.preferences[p].refusal_cost, 0.0) for p in case.principals]
    return np.stack(costs, axis=1)


def voices(case: Case, futures: Futures) -> dict[str, Array]:
    """How often each party speaks, against the others: party -> (n, patron states).

    Raises:
        ValueError: the case states no talks.
    """
    if case.talks is None:
        raise ValueError(f"the case {case.id} states no talks")
    patrons = list(case.war.patrons)
    result = {}
    for party, speaker in case.talks.speakers.items():
        weight = np.tile(futures.of(speaker.weight)[:, None], (1, 1 << len(patrons)))
        for q, patron in enumerate(patrons):
            if patron in speaker.after:
                gone = np.arange(1 << len(patrons)) >> q & 1 == 1
                weight[:, gone] *= futures.of(speaker.after[patron])[:, None]
        result[party] = weight
    return result


def mediators(case: Case) -> tuple[str, ...]:
    """The speakers that sign nothing."""
    stated = case.talks.speakers if case.talks else {}
    return tuple(party for party in stated if party not in case.principals)


def speakers(
    case: Case, plans: Sequence[str], futures: Futures, *, also: str | None = None
) -> tuple[Array, Array]:
    """Who speaks and what mediators put, in each state of the patrons.

    Args:
        case: the case.
        plans: the texts.
        futures: n futures.
        also: as `put_by`.

    Returns:
        (n, patron states, 3), how often the first principal, the second and mediators speak; and
        (n, patron states, plans), how often mediators put each text. Both against the others.
    """
    spoken, puts = voices(case, futures), put_by(case, plans, futures, also=also)
    states = 1 << len(case.war.patrons)
    speaks = np.zeros((futures.n, states, 3))
    texts = np.zeros((futures.n, states, len(plans)))
    for place, principal in enumerate(case.principals):
        if principal in spoken:
            speaks[:, :, place] = spoken[principal]
    for party in mediators(case):
        speaks[:, :, MEDIATORS] += spoken[party]
        texts += spoken[party][:, :, None] * puts[party][:, None, :]
    return speaks, texts


def put_by(
    case: Case, plans: Sequence[str], futures: Futures, *, also: str | None = None
) -> dict[str, Array]:
    """Chance that a mediator who speaks puts each text: mediator -> (n, plans).

    A text of none of a mediator's own, as one that a user adds, is put by it only where its own
    are not said, all of the menu alike.

    Args:
        case: the case.
        plans: the texts.
        futures: n futures.
        also: a text that each mediator puts as often as it puts one of its own on average.
    """
    result = {}
    for party in mediators(case):
        stated = case.talks.speakers[party].puts if case.talks else {}
        weights = np.stack(
            [futures.of(stated[p]) if p in stated else np.full(futures.n, float(not stated))
             for p in plans], axis=1,
        )  # fmt: skip
        if also is not None and stated:
            own = [k for k, plan in enumerate(plans) if plan in stated and plan != also]
            weights[:, list(plans).index(also)] = weights[:, own].mean(axis=1) if own else 1.0
        total = weights.sum(axis=1, keepdims=True)
        result[party] = weights / np.where(total > 0, total, 1.0)
    return result


def shares(case: Case, plans: Sequence[str], futures: Futures) -> dict[str, Array]:
    """Of the texts that mediators put, the part that each puts: mediator -> (n, states, plans)."""
    spoken, puts = voices(case, futures), put_by(case, plans, futures)
    parts = {p: spoken[p][:, :, None] * puts[p][:, None, :] for p in mediators(case)}
    if not parts:
        return {}
    total = np.sum(list(parts.values()), axis=0)
    return {party: part / np.where(total > 0, total, 1.0) for party, part in parts.items()}
