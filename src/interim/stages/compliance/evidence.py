"""What observers make of a course: the likelihood, under each type, of what they have seen.

They see open breaches, steps taken and blame, not occasions to reconsider nor postures. Beside the
log-likelihood of each agent stands the chance that it is probing, given what was seen of it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import blame_chance
from interim.stages.compliance.state import principal_of

IMPOSSIBLE = 1e-300
"""What is less likely than this counts as this likely: logarithms stay finite."""
SMALL = 1e-100
"""Of numbers above this a product of two cannot vanish."""


class Belief(NamedTuple):
    """What observers think of each agent."""

    split: int
    """Number of agents of the first principal."""
    probing: Array
    """(agents,), in and out, chance that it probes."""
    evidence: Array
    """(agents,), in and out, log-likelihood of what was seen, but for what is in `likelihood`."""
    likelihood: Array
    """(agents,), in and out, of what was seen since: logarithms are taken once it is small."""


class Move(NamedTuple):
    """What can be seen of a month's move."""

    situation: tuple[int, int]
    """Of each principal."""
    breaker: int
    """Who broke the deal openly, -1 nobody."""
    stepper: int
    """Whose step would fall due, -1 nobody's."""
    due: float
    """Chance that it did."""
    stepped: bool
    """Whether it was taken."""


@inlined
def see(belief: Belief, agent: int, chance: float) -> None:
    """Count in what was seen, with its chance under a type."""
    chance = max(chance, IMPOSSIBLE)
    if chance < SMALL or belief.likelihood[agent] < SMALL:
        belief.evidence[agent] += math.log(belief.likelihood[agent])
        belief.likelihood[agent] = 1.0
    belief.likelihood[agent] *= chance


@inlined
def log_likelihood(belief: Belief, agent: int) -> float:
    """Of all that was seen, under a type."""
    return belief.evidence[agent] + math.log(belief.likelihood[agent])


@inlined
def read_move(
    chance: float, move: Move, choice: Array, rows: tuple[int, int, int, int], belief: Belief
) -> None:
    """Bayes' rule for an open breach, a step of the withdrawal, or neither.

    A step taken is seen; whether one that was not taken had fallen due is not, nor whether there
    was another occasion.

    Args:
        chance: that a given principal may reconsider.
        move: what happened.
        choice: strategies.
        rows: of those where no step falls due, and of who is to take one; point of the public's
            belief; lane.
        belief: in and out.
    """
    idle, (row, row_due, point, k) = 1.0 - move.due, rows
    for agent in range(belief.evidence.size):
        p = principal_of(agent, belief.split)
        s = move.situation[p]
        renege = idle * chance * choice[row, point, agent, s, 2, k]
        probe = idle * chance * choice[row, point, agent, s, 1, k]
        same, takes = 1.0 - idle * chance, 0.0
        if p == move.stepper:
            renege += move.due * choice[row_due, point, agent, s, 2, k]
            probe += move.due * choice[row_due, point, agent, s, 1, k]
            takes = move.due * choice[row_due, point, agent, s, 0, k]
            same = idle * (1.0 - chance)
        if move.breaker == p:
            see(belief, agent, renege)
        elif move.breaker < 0 and move.stepped and p == move.stepper:
            see(belief, agent, takes)
            belief.probing[agent] = 0.0
        elif move.breaker < 0:
            kept = max(1.0 - renege - takes, 0.0)
            if move.stepped:
                # It is seen that the other was the one to move: this one was not asked.
                kept, probe, same = 1.0, 0.0, 1.0
            see(belief, agent, kept)
            if kept > 0.0:
                probing = (same * belief.probing[agent] + probe) / kept
                belief.probing[agent] = min(probing, 1.0)


@inlined
def read_blame(pinned: float, false: float, blamed: Whole, belief: Belief) -> None:
    """Bayes' rule for a month's blame.

    Args:
        pinned: chance of an incident pinned on who probes.
        false: chance of false blame.
        blamed: (2,), 1 for a principal that was blamed.
        belief: in and out.
    """
    for agent in range(belief.evidence.size):
        if_probing, if_complying = blame_chance(pinned, false), false
        if not blamed[principal_of(agent, belief.split)]:
            if_probing, if_complying = 1.0 - if_probing, 1.0 - if_complying
        probing = belief.probing[agent]
        chance = probing * if_probing + (1.0 - probing) * if_complying
        see(belief, agent, chance)
        if chance > 0.0:
            belief.probing[agent] *= if_probing / chance
