"""Texts: a plan as it would be if it were signed in another month of the war.

Its game of implementation is solved at a few states of the war: with none of the zone captured and
with all of it while all patrons give aid, and with none of it once each alone has gone. Between
shares of the zone everything lies on the line; what lost ground and patrons' going do adds up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logit

from interim.case.model import Case, Clause, Effect, Plan
from interim.futures import Futures
from interim.stages.adoption import adoption
from interim.stages.compliance import START_UNIFORMS, UNIFORMS, draw_types, run, spare_uniforms
from interim.stages.compliance.game import Game
from interim.stages.compliance.game_of_case import build_game
from interim.stages.compliance.playing import worth
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.talks.offers import Array, Whole
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import War, seen_from
from interim.stages.war.chain import GRID

NOTHING, ALL = 0, 1
"""Of the zone captured."""
At = tuple[int, int]
"""A state of the war: the set of patrons gone, as bits, and how much of the zone is captured."""


@dataclass(frozen=True)
class Text:
    """A plan that may be signed while the war goes on.

    Attributes:
        plan: its id.
        games: each of `nodes` -> the game of its implementation, with the taste of each
            principal in its flows and no wars yet.
        passing: (n, patron states, 2), chance that the bodies pass it.
        red: (n, 2, 2), chance that a red line is crossed, by ground and principal.
        drawn: (n, 2), type of each principal.
        renewable: whether its mandate lapses unless it is renewed.
    """

    plan: str
    games: Mapping[At, Game]
    passing: Array
    red: Array
    drawn: Whole
    renewable: bool


def without_agreements(case: Case) -> Case:
    """A case whose war has no end by agreement: talks are what may bring one.

    Such an end is final and nobody's victory. A standstill that nobody signed may break, so it
    stays.
    """
    ends = {
        name: end
        for name, end in case.war.ends.items()
        if end.victor is not None or end.resumes is not None
    }
    return case.model_copy(update={"war": case.war.model_copy(update={"ends": ends})})


def nodes(patrons: int) -> tuple[At, ...]:
    """The states of the war at which games are solved: as today, all of the zone lost, and each
    patron gone alone."""
    return ((0, NOTHING), (0, ALL), *((1 << q, NOTHING) for q in range(patrons)))


def adding_up(at_nodes: Array) -> Array:
    """From nodes to all sets of patrons gone and both grounds: what each change does, added up.

    Args:
        at_nodes: (nodes, ...), as `nodes` has them.

    Returns:
        (patron states, 2, ...).
    """
    patrons = len(at_nodes) - 2
    states = np.empty((1 << patrons, 2, *at_nodes.shape[1:]))
    for s in range(1 << patrons):
        states[s] = at_nodes[:2]
        for q in range(patrons):
            if s >> q & 1:
                states[s] = states[s] + (at_nodes[2 + q] - at_nodes[0])
    return states


def course_at(gone: int, ground: int) -> At:
    """The node whose drawn course stands for a state of the war: of patrons gone the first alone,
    else that of the ground."""
    return (gone & -gone, NOTHING) if gone else (0, ground)


def wars_of(case: Case, futures: Futures, going_on: War) -> dict[At, War]:
    """The war as bodies weigh it, from each of the states at which games are solved."""
    return {
        (gone, ground): seen_from(case, futures, going_on, (gone, (GRID - 1) * ground))
        for gone, ground in nodes(len(case.war.patrons))
    }


def text_of(
    case: Case,
    plan: Plan,
    futures: Futures,
    wars: Mapping[At, War],
    *,
    gives_back: bool,
) -> Text:
    """A plan as it would be in each state of the war at which its game is solved.

    Args:
        case: the case.
        plan: the plan.
        futures: n futures.
        wars: as `wars_of`.
        gives_back: whether the ground captured before it is signed is given back; else the options
            of `war.front.captured` hold there.
    """
    solved, tastes = nodes(len(case.war.patrons)), tastes_of(case, plan, futures)
    games: dict[At, Game] = {}
    passing, red = np.empty((len(solved), futures.n)), np.empty((2, 2, futures.n))
    for ground in (NOTHING, ALL):
        then = plan if ground == NOTHING or gives_back else with_ground_lost(case, plan)
        package = value(case, then, futures)
        red[ground] = [package.red_line[p] for p in case.principals]
        agreed, vote = terms(case, then, futures), referendum(case, then, futures)
        for node, at in enumerate(solved):
            if at[1] != ground:
                continue
            fought = wars[at]
            mandate = renewal(case, then, futures, value=package, war=fought)
            game = build_game(
                case, then, futures, value=package, terms=agreed, war=fought, referendum=vote,
                renewal=mandate,
            )  # fmt: skip
            games[at] = game._replace(utility=game.utility + tastes[:, :, None])
            votes = adoption(case, then, futures, value=package, war=fought)
            passing[node] = votes.chance
    drawn = draw_types(games[0, NOTHING].prior, futures.uniforms("types", 2))
    states = np.clip(adding_up(passing), 0.0, 1.0)
    passing, red = np.moveaxis(states, -1, 0), np.moveaxis(red, -1, 0)
    return Text(plan.id, games, passing, red, drawn, mandate.renewable)


def having_learnt(text: Text, helps: Array) -> Text:
    """A text after whose breach outsiders help the victim for what they have learnt from it.

    Args:
        text: the text.
        helps: (n, 2), rise in each principal's chance of prevailing where the other breaks it.
    """
    games = {at: game._replace(support=game.support + helps) for at, game in text.games.items()}
    return replace(text, games=games)


def tastes_of(case: Case, plan: Plan, futures: Futures) -> Array:
    """What else each principal sees in a plan, for good: (n, 2), on the scale of value.

    Logistic with scale 1 / precision, as the noise of a signature has it that is asked for once;
    but drawn once for a future, so that asking again changes nothing, and a flow while the deal
    lasts, so that who has signed for its sake keeps the deal for its sake.
    """
    precision = futures.of(case.enforcement.behaviour.assent_precision)
    uniforms = futures.uniforms(f"talks:taste:{plan.id}", 2)
    return np.asarray(logit(np.clip(uniforms, 1e-12, 1 - 1e-12)) / precision[:, None])


def with_ground_lost(case: Case, plan: Plan) -> Plan:
    """A plan signed when the attacker holds all of the zone: what is captured stays so.

    Nobody has to leave it any more, and the attacker stands there when war begins again.
    """
    lost = {
        issue: Clause(option=option, with_=Effect(zone="attacker", leaves=None, withdrawal=None))
        for issue, option in case.war.front.captured.items()
    }
    return plan.model_copy(update={"clauses": {**plan.clauses, **lost}})


def values_of(case: Case, text: Text, wars: Array) -> Array:
    """What a text is worth if it is signed: (n, patron states, 2, agents).

    For deals after a breach: as if all patrons gave aid. Their going moves which texts are signed
    today by way of such deals by less than a thousandth (`docs/decisions/0015`).

    Args:
        case: the case.
        text: the text.
        wars: (n, kinds, shares, patron states, edges, agents), values of the wars that may follow.
    """
    values = [worth(game_at(text, (0, ground), wars), case.months) for ground in (NOTHING, ALL)]
    return np.repeat(np.stack(values, axis=1)[:, None], wars.shape[3], axis=1)


def played(case: Case, text: Text, futures: Futures, wars: Array) -> tuple[Array, Whole]:
    """What a text is worth if it is signed, and how long it is in force in one drawn course.

    Returns:
        (n, patron states, 2, agents), values; and (n, patron states, 2), months until it ends, -1
        where it is kept to the horizon, as `course_at` has them.
    """
    monthly = futures.uniforms("compliance", case.months, UNIFORMS)
    start = futures.uniforms("compliance-start", START_UNIFORMS)
    lasts = np.empty((futures.n, 1 << len(case.war.patrons), 2), np.int64)

    def play(at: At) -> Array:
        game = game_at(text, at, wars)
        spare = spare_uniforms(case, game, futures)
        history = run(game, case.months, monthly, start, text.drawn, spare=spare)
        for s, ground in np.ndindex(lasts.shape[1:]):
            if course_at(s, ground) == at:
                lasts[:, s, ground] = history.ends[:, 0]
        return history.value.T

    at_nodes = np.array([play(at) for at in nodes(len(case.war.patrons))])
    return np.moveaxis(adding_up(at_nodes), -1, 0), lasts


def game_at(text: Text, at: At, wars: Array) -> Game:
    """The game of a text in a state of the war: patrons that are gone stay so."""
    later = np.arange(wars.shape[3]) | at[0]
    same = bool((later == np.arange(later.size)).all())
    return text.games[at]._replace(war=wars if same else wars[:, :, :, later])
