"""The same talks held in another way, or with one more text on the table.

Games of implementation are not solved again: what a text is worth once it is signed stays as it is
in the talks as stated, with talks after a breach over the texts that were on the table then. Only
the talks before any signature are carried back and followed anew.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Plan
from interim.futures import Futures
from interim.stages.talks import Table, Talks, Variations, of_values
from interim.stages.talks.offers import Array, Offers, Whole, refused_each
from interim.stages.talks.speaking import speakers
from interim.stages.talks.texts import played, text_of, wars_of


class Added(NamedTuple):
    """Texts of which one is new, to hold talks over."""

    offers: Offers
    """With values; in each future those come first that its bodies would refuse today."""
    lasts: Whole
    """As `course.carry_forward`, likewise."""
    order: Whole
    """(n, plans), the places on the table, the new text's last, in the order of these."""
    place: Whole
    """(n,), index of the new text."""


def again(table: Table, talks: Talks, varied: Variations, added: Added | None = None) -> Talks:
    """Hold talks in another way.

    Args:
        table: with whom they are held.
        talks: as they were held.
        varied: how they are held, before any text is refused.
        added: the texts, if one is new; else the same.
    """
    offers, lasts = (talks.offers, talks.lasts) if added is None else (added.offers, added.lasts)
    return of_values(table, offers, lasts, refused_each(varied)[0])


def with_text(
    table: Table,
    talks: Talks,
    plan: Plan,
    futures: Futures,
    *,
    gives_back: bool,
) -> Added:
    """Put one more text on the table.

    After a breach of it talks are held over all the others; after a breach of another it is not
    on the table. Mediators put it that have no texts of their own, or name it.

    Args:
        table: the table, without the text.
        talks: the talks over it, held with `adds`.
        plan: the text.
        futures: the futures of the table.
        gives_back: as `texts.text_of`.

    Raises:
        ValueError: the talks were not held so that texts may be added.
    """
    if talks.after is None:
        raise ValueError("texts can be added only to talks held with adds=True")
    case, offers = table.case, talks.offers
    begun = wars_of(case, futures, table.war)
    text = text_of(case, plan, futures, begun, gives_back=gives_back)
    value, lasts = played(case, text, futures, talks.after)
    speaks, puts = speakers(case, [*(other.id for other in table.plans), plan.id], futures)
    whole = offers._replace(
        value=_with(offers.value, value),
        passing=_with(offers.passing, text.passing),
        answer=_with(offers.answer, futures.uniforms(f"talks:body:{plan.id}", 1)[:, 0]),
        red=_with(offers.red, text.red),
        speaks=speaks,
        puts=puts,
    )
    return _refused_first(whole, _with(talks.lasts, lasts))


def taken_up(table: Table, added: Added, plan: Plan, futures: Futures) -> Added:
    """The same texts, the new one put by each mediator as often as one of its own on average.

    Args:
        table: the table, without the text.
        added: the texts.
        plan: the new text.
        futures: the futures of the table.
    """
    names = [*(other.id for other in table.plans), plan.id]
    _, puts = speakers(table.case, names, futures, also=plan.id)
    return added._replace(offers=added.offers._replace(puts=_put_in(added.order, puts)))


def _with(of_texts: NDArray[Any], one: NDArray[Any]) -> NDArray[Any]:
    """(n, plans, ...) and (n, ...) to (n, plans + 1, ...)."""
    return np.ascontiguousarray(np.concatenate([of_texts, one[:, None]], axis=1))


def _refused_first(offers: Offers, lasts: Whole) -> Added:
    """Texts in such an order that those which the bodies would refuse today come first.

    A refused text has talks without it in a lane of its own, if it is among the first; after others
    no talks are held any more. Texts that the bodies pass need no lane.
    """
    refused = offers.answer >= offers.passing[:, :, 0, 0]
    order = np.argsort(~refused, axis=1, kind="stable")

    def ordered(of_texts: NDArray[Any]) -> NDArray[Any]:
        index = order.reshape(*order.shape, *([1] * (of_texts.ndim - 2)))
        return np.ascontiguousarray(np.take_along_axis(of_texts, index, axis=1))

    moved = {name: ordered(getattr(offers, name)) for name in ("value", "passing", "answer", "red")}
    place = (order == order.shape[1] - 1).argmax(axis=1)
    whole = offers._replace(**moved, puts=_put_in(order, offers.puts))
    return Added(whole, ordered(lasts), order, place)


def _put_in(order: Whole, puts: Array) -> Array:
    """What mediators put, (n, patron states, plans), in an order of the texts."""
    return np.ascontiguousarray(np.take_along_axis(puts, order[:, None, :], axis=2))
