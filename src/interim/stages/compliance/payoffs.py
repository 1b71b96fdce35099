"""What a month of the deal is worth to an agent, and what a war is."""

from __future__ import annotations

import math

import numpy as np

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.state import LEVELS, principal_of
from interim.stages.war.table import MIDDLE

NOBODY, OWN, OTHERS = 0, 1, 3
"""Columns of `Rules.wars`, by who broke the deal; the latter two while the guarantors stand apart,
and in the next column while they are engaged."""
WARS = 5


@compiled
def war_column(principal: int, breaker: int, engaged: int) -> int:
    """Column of `Rules.wars` for a principal, if `breaker` (-1 nobody) broke the deal."""
    if breaker < 0:
        return NOBODY
    return (OWN if breaker == principal else OTHERS) + engaged


@compiled
def flow(package: float, friction: float, relief: float, cell: int) -> float:
    """What a month is worth that begins, after the move, in a cell.

    Args:
        package: as if relief were never paid.
        friction: what posture and tension add.
        relief: that is paid while it is intact.
        cell: of the month.
    """
    worth = package + friction
    return worth if cell & 2 else worth + relief


@compiled
def friction(game: Game, i: int, own: int, other: int, tension: int) -> float:
    """Flow from probing, the other's probing and tension.

    Args:
        game: games.
        i: index of the future.
        own: posture of the principal whose flow it is.
        other: posture of the other.
        tension: 0 to `LEVELS` - 1.
    """
    gain = own * game.probe_gain[i] - other * game.probe_harm[i]
    return gain - game.tension_cost[i] * tension / (LEVELS - 1)


@compiled
def relief_paid(game: Game, i: int, t: int) -> float:
    """Part of relief that is paid in month t while it is intact."""
    since = t - game.relief_start[i]
    if game.relief_months[i] > 0.0:
        return min(max(since / game.relief_months[i], 0.0), 1.0)
    return 1.0 if since >= 0.0 else 0.0


@compiled
def fill_wars(
    game: Game,
    i: int,
    done: tuple[float, float],
    lead: tuple[float, float],
    rise: float,
    wars: Array,
) -> None:
    """Values of a war begun in each month, to each agent, by who broke the deal.

    Args:
        game: games.
        i: index of the future.
        done: part of each principal's withdrawal that is done.
        lead: how far each is ahead of the other.
        rise: of the public's belief above the one at signing.
        wars: out, (months, agents, `WARS`).
    """
    split, states, agents = game.types[0], game.war.shape[3], game.war.shape[5]
    mixed, helping, four = (
        np.empty((states, game.war.shape[4], agents)),
        np.empty(states),
        np.empty(4),
    )
    for breaker in range(-1, 2):
        _fill_mixed(game, i, breaker, done, mixed)
        for engaged in range(1 if breaker < 0 else 2):
            for t in range(wars.shape[0]):
                edge = edge_of(game, i, t, (breaker, engaged), (done, lead), rise)
                first = _stencil(
                    _coordinate(edge, game.bend[i]) / game.step[i], mixed.shape[1], four
                )
                _fill_helping(game, i, t, helping)
                for agent in range(agents):
                    p = principal_of(agent, split)
                    value = 0.0
                    for s in range(states):
                        if helping[s] > 0.0:
                            here = 0.0
                            for k in range(4):
                                here += four[k] * mixed[s, first + k, agent]
                            value += helping[s] * here
                    if p == breaker:
                        value -= game.beginning[i, p]
                    wars[t, agent, war_column(p, breaker, engaged)] = value


@compiled
def edge_of(
    game: Game,
    i: int,
    t: int,
    breach: tuple[int, int],
    progress: tuple[tuple[float, float], tuple[float, float]],
    rise: float,
) -> float:
    """Edge in the attacker's favour of a war begun in month t, against one begun at signing.

    Args:
        game: games.
        i: index of the future.
        t: month in which the war begins.
        breach: who broke the deal, -1 nobody, and whether the guarantors are engaged.
        progress: part of each principal's withdrawal that is done, and how far each is ahead.
        rise: of the public's belief above the one at signing.
    """
    attacker, about = game.attacker[i], game.about[i]
    defender, (breaker, engaged), (done, lead) = 1 - attacker, breach, progress
    edge = (game.rearmament[i, attacker] - game.rearmament[i, defender]) * t / 12.0
    edge += (
        game.exposure[i, defender] * lead[defender] - game.exposure[i, attacker] * lead[attacker]
    )
    if breaker < 0 or breaker == about:
        # Who fears the principal helps the other.
        edge += game.trust[i, 0] * rise * (1.0 if about == defender else -1.0)
    if breaker >= 0:
        strike = game.first_strike[i, breaker] - game.support[i, 1 - breaker]
        for side in range(2):
            strike -= (1.0 - done[side]) * game.leaving_strike[i, side, breaker]
        response = game.response[i, breaker]
        if breaker == about:
            response *= max(1.0 + game.trust[i, 1] * rise, 0.0)
        strike -= response * engaged
        edge += strike if breaker == attacker else -strike
    return edge


@compiled
def zone_of(game: Game, i: int, breaker: int, done: tuple[float, float]) -> tuple[float, float]:
    """What of the zone is open when a war begins, and the chance that the attacker holds it then.

    Args:
        game: games.
        i: index of the future.
        breaker: who broke the deal, -1 nobody.
        done: part of each principal's withdrawal that is done.
    """
    opens = game.opens[i]
    left = done[opens] if opens >= 0 else 1.0
    return left, game.zone[i, breaker if breaker >= 0 else 2]


@compiled
def _fill_mixed(game: Game, i: int, breaker: int, done: tuple[float, float], mixed: Array) -> None:
    """Values by patrons and edge, (states, edges, agents), over who holds the open ground."""
    kind = 0 if breaker < 0 else (1 if breaker == game.attacker[i] else 2)
    kind = min(kind, game.war.shape[1] - 1)
    left, taken = zone_of(game, i, breaker, done)
    place = left * (game.war.shape[2] - 1)
    low = max(min(int(place), game.war.shape[2] - 2), 0)
    part, table = place - low, game.war[i, kind]
    for s in range(mixed.shape[0]):
        for x in range(mixed.shape[1]):
            for agent in range(mixed.shape[2]):
                value = table[0, s, x, agent]
                if taken > 0.0:
                    held = table[low, s, x, agent]
                    held += part * (table[low + 1, s, x, agent] - held)
                    value += taken * (held - value)
                mixed[s, x, agent] = value


@compiled
def _fill_helping(game: Game, i: int, t: int, helping: Array) -> None:
    """Chance of each set of patrons gone after t months of peace, (states,)."""
    for s in range(helping.size):
        chance = 1.0
        for q in range(game.peace.shape[1]):
            stays = math.exp(-game.peace[i, q] * t)
            chance *= 1.0 - stays if s >> q & 1 else stays
        helping[s] = chance


@compiled
def _coordinate(edge: float, bend: float) -> float:
    """As `stages.war.table.coordinate`."""
    if bend <= 0.0:
        return edge
    bent = math.log1p(bend * abs(edge)) / bend
    return bent if edge >= 0.0 else -bent


@compiled
def _stencil(place: float, edges: int, weights: Array) -> int:
    """As `stages.war.table.stencil`: the first of four nodes, and their weights, (4,)."""
    at = min(max(place + MIDDLE, 0.0), edges - 1.0)
    first = max(min(int(at) - 1, edges - 4), 0)
    u = at - first
    a, b, c = u - 1.0, u - 2.0, u - 3.0
    weights[0], weights[1] = -a * b * c / 6.0, u * b * c / 2.0
    weights[2], weights[3] = -u * a * c / 2.0, u * a * b / 6.0
    return first
