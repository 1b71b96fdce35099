"""What a month of the deal is worth to an agent, and what a war is."""

from __future__ import annotations

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.state import LEVELS, principal_of

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
        wars: out, (months, agents, `WARS`), on the scale of settlements, within 0 and 1.
    """
    split = game.types[0]
    for t in range(wars.shape[0]):
        for agent in range(wars.shape[1]):
            p = principal_of(agent, split)
            kind = agent - p * split
            _fill_shifts(game, i, t, p, done, lead, rise, wars[t, agent])
            for column in range(WARS):
                value = game.war[i, p, kind] + game.stake[i, p, kind] * wars[t, agent, column]
                wars[t, agent, column] = min(max(value, 0.0), 1.0)


@compiled
def _fill_shifts(
    game: Game,
    i: int,
    t: int,
    p: int,
    done: tuple[float, float],
    lead: tuple[float, float],
    rise: float,
    shifts: Array,
) -> None:
    """Shift in the chance that principal p prevails, against a war begun at signing.

    Args:
        game: games.
        i: index of the future.
        t: month in which the war begins.
        p: the principal.
        done: part of each principal's withdrawal that is done.
        lead: how far each is ahead of the other.
        rise: of the public's belief above the one at signing.
        shifts: out, (`WARS`,), by `war_column`.
    """
    about = game.about[i]
    trend = (game.rearmament[i, p] - game.rearmament[i, 1 - p]) * t / 12.0
    trend += game.exposure[i, 1 - p] * lead[1 - p] - game.exposure[i, p] * lead[p]
    helped = game.trust[i, 0] * rise if p != about else -game.trust[i, 0] * rise
    shifts[NOBODY] = trend + helped
    for breaker in range(2):
        sign = 1.0 if breaker == p else -1.0
        strike = game.first_strike[i, breaker]
        for side in range(2):
            strike -= (1.0 - done[side]) * game.leaving_strike[i, side, breaker]
        response = game.response[i, breaker]
        if breaker == about:
            response *= max(1.0 + game.trust[i, 1] * rise, 0.0)
        for engaged in range(2):
            edge = strike - game.support[i, 1 - breaker]
            edge -= response * engaged
            column = war_column(p, breaker, engaged)
            shifts[column] = trend + sign * edge
            if breaker == about:
                shifts[column] += helped
