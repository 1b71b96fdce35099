"""What observers make of a course: the likelihood, under each type, of what they have seen.

They see open breaches, steps taken and blame, not occasions to reconsider nor postures. Beside the
log-likelihood of each agent stands the chance that it is probing, given what was seen of it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import blame_chance
from interim.stages.compliance.state import COMPLY, PROBE, RENEGE, principal_of

IMPOSSIBLE = 1e-300
"""What is less likely than this counts as this likely: logarithms stay finite."""


class Belief(NamedTuple):
    """What observers think of each agent."""

    split: int
    """Number of agents of the first principal."""
    probing: Array
    """(agents,), in and out, chance that it probes."""
    evidence: Array
    """(agents,), in and out, log-likelihood of what was seen."""


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


@compiled
def read_move(chance: float, move: Move, choice: Array, choice_due: Array, belief: Belief) -> None:
    """Bayes' rule for an open breach, a step of the withdrawal, or neither.

    A step taken is seen; whether one that was not taken had fallen due is not, nor whether there
    was another occasion.

    Args:
        chance: that a given principal may reconsider.
        move: what happened.
        choice: (agents, 3 * `SITUATIONS`), strategies where no step falls due.
        choice_due: likewise, those of who is to take a step.
        belief: in and out.
    """
    idle = 1.0 - move.due
    for agent in range(belief.evidence.size):
        p = principal_of(agent, belief.split)
        s = move.situation[p]
        renege = idle * chance * choice[agent, RENEGE + s]
        probe = idle * chance * choice[agent, PROBE + s]
        same, takes = 1.0 - idle * chance, 0.0
        if p == move.stepper:
            renege += move.due * choice_due[agent, RENEGE + s]
            probe += move.due * choice_due[agent, PROBE + s]
            takes = move.due * choice_due[agent, COMPLY + s]
            same = idle * (1.0 - chance)
        if move.breaker == p:
            belief.evidence[agent] += math.log(max(renege, IMPOSSIBLE))
        elif move.breaker < 0 and move.stepped and p == move.stepper:
            belief.evidence[agent] += math.log(max(takes, IMPOSSIBLE))
            belief.probing[agent] = 0.0
        elif move.breaker < 0:
            kept = max(1.0 - renege - takes, 0.0)
            if move.stepped:
                # It is seen that the other was the one to move: this one was not asked.
                kept, probe, same = 1.0, 0.0, 1.0
            belief.evidence[agent] += math.log(max(kept, IMPOSSIBLE))
            if kept > 0.0:
                probing = (same * belief.probing[agent] + probe) / kept
                belief.probing[agent] = min(probing, 1.0)


@compiled
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
        belief.evidence[agent] += math.log(max(chance, IMPOSSIBLE))
        if chance > 0.0:
            belief.probing[agent] *= if_probing / chance
