"""The war that a drawn history of a deal ends in."""

from __future__ import annotations

import numpy as np

from interim.case.model import Case
from interim.futures import Futures
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.trace import RENEGED
from interim.stages.war import Course, War, course_of
from interim.stages.war.course import Start
from interim.stages.war.numbers import ATTACKER, DEFENDER, NOBODY, loyal


def war_after(
    case: Case, futures: Futures, war: War, ends: Whole, begun: tuple[Array, Array, Array]
) -> Course:
    """Draw the war that a deal ends in, from where it has left ground, patrons and edge.

    It is drawn from the same numbers as the war without a deal, as far as the horizon; no month of
    it where the deal is kept.

    Args:
        case: the case.
        futures: n futures.
        war: the war without a deal.
        ends: (n, 2 or more), month of the end or -1, and how it ends, as in `playing.Played`.
        begun: (n,) each, as of `playing.wars_begun`.
    """
    month, breaker = ends[:, 0], ends[:, 1] - RENEGED
    attacker = case.principals.index(case.war.front.attacker)
    broken = (month >= 0) & (breaker >= 0) & (breaker < 2)
    victim = np.where(breaker == attacker, DEFENDER, ATTACKER)
    victim = np.where(broken, victim, NOBODY)
    # Who breaks it begins the war in that month; what nobody began comes with the next.
    begins = np.where(month < 0, case.months, month + ~broken)
    edge, open_share, taken = begun
    walks = futures.uniforms("walkover", 1)[:, 0] < taken
    start = Start(
        edge,
        np.where(walks, open_share, 0.0),
        war.numbers.peace * begins[:, None],
        np.maximum(case.months - begins, 0),
    )
    return course_of(case, futures, loyal(war.numbers, victim), war.strength, start)
