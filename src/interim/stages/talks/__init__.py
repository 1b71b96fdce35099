"""Talks: which text is signed, when, and what the wait costs.

While the war goes on the parties meet at a rate; one speaks, the other answers between the deal and
going on. `texts` values each text in the states of the war, `chain` carries talks back from the
horizon, `course` follows them from today, `drawn` draws single courses; `after` puts talks into the
wars that follow a breach, `speaking` says who speaks. Equations: `docs/model.md`, "Talks"; choices:
`docs/decisions/0015`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from interim.case.model import Case, Plan
from interim.foundation.lanes import LANES
from interim.futures import Futures
from interim.stages.assent import of_type
from interim.stages.talks.after import wars_after
from interim.stages.talks.chain import Wanted, carry_back
from interim.stages.talks.course import Followed, carry_forward, followed_for, masses_for
from interim.stages.talks.offers import (
    WHOLE,
    Array,
    Offers,
    Variations,
    Whole,
    as_stated,
    refused_each,
)
from interim.stages.talks.room import room_for
from interim.stages.talks.speaking import chance_to_meet, refusals, speakers
from interim.stages.talks.texts import (
    Text,
    having_learnt,
    played,
    text_of,
    values_of,
    wars_of,
)
from interim.stages.war import War, lives_of
from interim.stages.war.chain import GRID, Lives, Wars, month_for

__all__ = [
    "DEPTHS",
    "Followed",
    "Table",
    "Talks",
    "Variations",
    "Waited",
    "as_stated",
    "first_signed",
    "held",
    "table_of",
    "waited",
]

DEPTHS = (0, 1)
"""Second deals after a breach: none, or one."""


class Table(NamedTuple):
    """All that talks of n futures are held over, and with whom."""

    case: Case
    plans: tuple[Plan, ...]
    war: War
    lives: Lives
    texts: tuple[Text, ...]
    offers: Offers
    """Without values of the texts yet."""
    after: Array
    """(n,), chance that they meet in a month of a war that follows a settlement."""


@dataclass(frozen=True)
class Talks:
    """Talks in n futures, at one depth.

    Attributes:
        value: (n, agents), today, of the war with talks.
        followed: what becomes of them.
        deal: (n, plans, 2, 2), value of a text to the drawn type of each principal, with none and
            with all of the zone captured, while all patrons give aid.
        policy: of the drawn types, as `chain.carry_back`, to follow other variations.
        lasts: as `course.carry_forward`.
        offers: with values.
        after: (n, kinds, shares, patron states, edges, agents), the war after a breach of a text
            that is not among these, if texts may be added.
        wars: of each text, likewise, the war after a breach of it.
    """

    value: Array
    followed: Followed
    deal: Array
    policy: Whole
    lasts: Whole
    offers: Offers
    after: Array | None = None
    wars: tuple[Array, ...] = ()


def table_of(
    case: Case,
    plans: Sequence[Plan],
    futures: Futures,
    *,
    war: War,
    learnt: Mapping[str, Array] | None = None,
) -> Table:
    """Lay texts on the table.

    Args:
        case: the case, which states its talks.
        plans: the texts.
        futures: n futures.
        war: the war that goes on.
        learnt: plan -> (n, 2), rise in each principal's chance of prevailing in the war after the
            other's breach, by what outsiders learn from it; by default nobody learns.

    Raises:
        ValueError: the case states no talks.
    """
    if case.talks is None:
        raise ValueError(f"the case {case.id} states no talks")
    begun, lost = wars_of(case, futures, war), case.talks.lost_ground
    texts = tuple(
        text_of(case, plan, futures, begun, gives_back=lost.get(plan.id) == "returned")
        for plan in plans
    )
    if learnt is not None:
        texts = tuple(having_learnt(text, learnt[text.plan]) for text in texts)
    prior = next(iter(texts[0].games.values())).prior
    speaks, puts = speakers(case, [plan.id for plan in plans], futures)
    lives, split = lives_of(case, futures), war.split
    agents = lives.discount.shape[1]
    offers = Offers(
        value=np.empty((futures.n, 0, 0, 2, agents)),
        passing=np.ascontiguousarray(np.stack([text.passing for text in texts], axis=1)),
        answer=np.concatenate([futures.uniforms(f"talks:body:{p.id}", 1) for p in plans], axis=1),
        red=np.ascontiguousarray(np.stack([text.red for text in texts], axis=1)),
        rigidity=futures.uniforms("talks:rigidity", 2),
        prior=np.concatenate([prior[:, 0, :split], prior[:, 1, : agents - split]], axis=1),
        meets=chance_to_meet(futures, case.talks.meetings),
        speaks=speaks,
        puts=puts,
        refusal=refusals(case, futures),
    )
    after = chance_to_meet(futures, case.talks.after_breach)
    return Table(case, tuple(plans), war, lives, texts, offers, after)


def held(
    table: Table,
    futures: Futures,
    *,
    depth: int = 1,
    varied: Variations | None = None,
    adds: bool = False,
) -> Talks:
    """Hold talks.

    Args:
        table: what is on it, and who sits there.
        futures: the same n futures.
        depth: deals that may follow a broken one.
        varied: ways to hold the talks before any deal; by default as stated, in every lane.
        adds: whether texts may be added to them (`interim.stages.talks.again`).
    """
    case, war = table.case, table.war
    wars = [war.table.values] * (len(table.plans) + adds)
    for _ in range(depth):
        offers = _with_values(
            table, [values_of(case, t, w) for t, w in zip(table.texts, wars, strict=False)]
        )
        wars = list(
            wars_after(
                case.months, war.split, war.numbers, war.strength, war.table, table.lives,
                offers._replace(meets=table.after), unbroken=adds,
            )
        )  # fmt: skip
    stated = varied or as_stated(len(table.plans), len(case.war.patrons), case.months)
    given = zip(table.texts, wars, strict=False)
    values, lasts = zip(*(played(case, t, futures, w) for t, w in given), strict=True)
    offers = _with_values(table, values)
    talks = of_values(table, offers, np.stack(lasts, axis=1), refused_each(stated)[0])
    own = tuple(wars[: len(table.plans)])
    return replace(talks, after=wars[-1] if adds else None, wars=own)


def _with_values(table: Table, values: Sequence[Array]) -> Offers:
    return table.offers._replace(value=np.ascontiguousarray(np.stack(values, axis=1)))


def of_values(table: Table, offers: Offers, lasts: Whole, varied: Variations) -> Talks:
    """Talks over texts whose values are known.

    Args:
        table: with whom they are held.
        offers: what is on it, with values.
        lasts: as `course.carry_forward`.
        varied: as `offers.refused_each`.
    """
    agents = drawn_agents(table)
    value, policy = _carried_back(table, offers, varied, agents)
    followed = follow(table, offers, varied, policy, lasts)
    deal = np.stack([of_type_along(offers.value[:, :, 0], agents[:, p]) for p in range(2)], axis=-1)
    return Talks(value, followed, deal, policy, lasts, offers)


def drawn_agents(table: Table) -> Whole:
    """The drawn type of each principal, as an index of all agents: (n, 2)."""
    return table.texts[0].drawn + np.array([0, table.war.split])


def first_signed(table: Table, talks: Talks, varied: Variations) -> Array:
    """Chance that a first text is signed in a month: (n, months).

    One that bodies refuse can be followed by another, so that chances of all texts add up to more.
    With bodies that pass whatever is signed, as the parties do not foresee, no other follows.

    Args:
        table: with whom they are held.
        talks: the talks.
        varied: how they are held, before any text is refused.
    """
    passing = talks.offers._replace(answer=np.full_like(talks.offers.answer, -1.0))
    followed = follow(table, passing, refused_each(varied)[0], talks.policy, talks.lasts)
    return followed.signed.sum(axis=1)


def of_type_along(values: Array, drawn: Whole) -> Array:
    """The entries of the drawn agent: (n, plans, 2) from (n, plans, 2, agents)."""
    n, plans, grounds, agents = values.shape
    rows = np.repeat(drawn, plans * grounds)
    return of_type(values.reshape(-1, agents), rows).reshape(n, plans, grounds)


def _carried_back(
    table: Table, offers: Offers, varied: Variations, agents: Whole
) -> tuple[Array, Whole]:
    war, lives = table.war, table.lives
    n, plans = offers.answer.shape
    patrons, ends = war.numbers.shift.shape[1], war.numbers.hazard.shape[1]
    layers, most = 2, lives.discount.shape[1]
    states, months = 1 << patrons, len(varied.window)
    values = np.empty((n, layers, 1, states, 1, most, LANES))
    policy = np.empty((n, months, layers, states, GRID, LANES), np.int64)
    carry_back(
        war.split, _without_edge(war), lives, offers, varied,
        Wanted(WHOLE, np.zeros(1, np.int64), agents), month_for(patrons, ends, 1),
        room_for(layers, most, patrons, ends, plans), values, policy,
    )  # fmt: skip
    return values[:, layers - 1, 0, 0, 0, :, WHOLE], policy


def follow(
    table: Table, offers: Offers, varied: Variations, policy: Whole, lasts: Whole
) -> Followed:
    """Follow talks from today."""
    war = table.war
    n, plans = offers.answer.shape
    patrons, ends = war.numbers.shift.shape[1], war.numbers.hazard.shape[1]
    layers, agents = policy.shape[2], table.lives.discount.shape[1]
    followed = followed_for(n, plans, patrons, len(varied.window))
    carry_forward(
        _without_edge(war), offers, varied, policy, lasts,
        month_for(patrons, ends, 1), room_for(layers, agents, patrons, ends, plans),
        masses_for(layers, patrons, ends), followed,
    )  # fmt: skip
    return followed


def _without_edge(war: War) -> Wars:
    return Wars(war.numbers, war.strength, np.zeros((len(war.strength), 1)))


class Waited(NamedTuple):
    """The war if nothing is signed, month by month."""

    followed: Followed
    """Nothing is put; which texts both would sign, and so on."""
    ground: Array
    """(n, months + 1), captured share of the zone at the start of a month, if it is fought."""
    loses: Array
    """(n, 2, months + 1), value that each principal loses if the text that is nearest to being
    signed today is signed then; below 0 where it gains."""


def waited(table: Table, talks: Talks) -> Waited:
    """What waiting costs each side, if the war is fought until then with all patrons' aid or less.

    The text is the one whose least gain over going on, of both drawn types, is largest today. What
    is lost is its value today less the flows of the months of fighting and its value then, on the
    ground of then.
    """
    nobody = talks.offers._replace(meets=np.zeros_like(talks.offers.meets))
    varied, _ = refused_each(
        as_stated(len(table.plans), table.war.numbers.shift.shape[1], talks.policy.shape[1])
    )
    # Who would rather sign than go on is asked apart from what a first refusal costs.
    policy = np.repeat(talks.policy[:, :, :1], talks.policy.shape[2], axis=2)
    fought = follow(table, nobody, varied, policy, talks.lasts)
    left = np.where(fought.fights > 0.0, fought.fights, 1.0)
    ground = np.where(fought.fights > 0.0, fought.ground / left, np.nan)
    agents = drawn_agents(table)
    rows, months = np.arange(len(agents)), ground.shape[1]
    on = np.stack([talks.value[rows, agents[:, p]] for p in range(2)], axis=1)
    nearest = (talks.deal[:, :, 0] - on[:, None]).min(axis=2).argmax(axis=1)
    loses = np.empty((len(agents), 2, months))
    for p in range(2):
        own = agents[:, p]
        deal = talks.deal[rows, nearest, :, p]
        flow, patience = table.lives.flow[rows, own], table.lives.discount[rows, own]
        then = deal[:, :1] + (deal[:, 1:] - deal[:, :1]) * ground
        months_worth = flow[:, :1] + (flow[:, 1:] - flow[:, :1]) * ground
        weight = patience[:, None] ** np.arange(months)
        spent = np.cumsum((1.0 - patience)[:, None] * weight * months_worth, axis=1)
        before = np.concatenate([np.zeros((len(own), 1)), spent[:, :-1]], axis=1)
        loses[:, p] = deal[:, :1] - before - weight * then
    return Waited(fought, ground, loses)
