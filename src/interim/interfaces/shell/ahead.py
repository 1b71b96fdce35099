"""Compiling ahead: beside a first run, on another core, what that run comes to last.

A run compiles on one core what it needs when it needs it. Meanwhile a process of its own compiles,
by calling them with nothing to work on, the forward pass of the game and the talks; Numba keeps
them on disk, where the run finds them.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np


def compiling_ahead() -> None:
    """Begin to compile on another core, unless all is compiled or there is no other core."""
    from interim.foundation.compiled import is_compiled
    from interim.stages.compliance.forward import carry_forward
    from interim.stages.talks import course

    done = is_compiled(carry_forward) and is_compiled(course.carry_forward)
    if not done and (os.cpu_count() or 1) > 1:
        subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def compile_forward() -> None:
    """The game's months forward, on a game of no months."""
    from interim.foundation.lanes import LANES
    from interim.history.settlements import FEATURES
    from interim.history.stylised import NUMBERS, PRIOR, deals
    from interim.stages.compliance.blocks import blocks
    from interim.stages.compliance.foresight import Sight, blank, look_ahead
    from interim.stages.compliance.playing import scheme_of
    from interim.stages.compliance.solution import Solved
    from interim.stages.compliance.state import SITUATIONS

    months = 1
    game = deals(
        dict.fromkeys(FEATURES, 0.0), dict.fromkeys(PRIOR, 0.1), np.full((1, NUMBERS), 0.5)
    )
    (block,) = blocks(game, months, np.full(1, 3))
    points, agents = len(block.rules.public.grid), len(block.rules.prior)
    choice = np.zeros((block.rows.number, points, agents, SITUATIONS, 3, LANES))
    solved = Solved(block, np.empty(0), choice, np.empty(0))
    look_ahead(solved, scheme_of(block), blank(1, game.types, months, (1,)), Sight())


def compile_talks() -> None:
    """Talks back and forward, of no futures."""
    from interim.case.read import TEMPLATE, load
    from interim.foundation.lanes import LANES
    from interim.futures import Run, draw
    from interim.stages.talks.chain import Wanted, carry_back
    from interim.stages.talks.course import carry_forward, followed_for, masses_for
    from interim.stages.talks.offers import WHOLE, Offers, as_stated
    from interim.stages.talks.room import room_for
    from interim.stages.war import lives_of
    from interim.stages.war.chain import GRID, Wars, month_for
    from interim.stages.war.numbers import numbers_of

    case = load(str(TEMPLATE))
    futures = draw(case, Run(1))
    numbers, lives, varied = numbers_of(case, futures), lives_of(case, futures), as_stated(1, 0, 1)
    offers = Offers(*(np.empty((0,) * dims) for dims in (5, 4, 2, 4, 2, 2, 1, 3, 3, 2)))
    wars = Wars(numbers, np.empty((0, 2)), np.empty((0, 1)))
    wanted = Wanted(WHOLE, np.zeros(1, np.int64), np.empty((0, 2), np.int64))
    month, room = month_for(0, 0, 1), room_for(1, 1, 0, 0, 1)
    policy = np.empty((0, 1, 1, 1, GRID, LANES), np.int64)
    carry_back(
        1, wars, lives, offers, varied, wanted, month, room,
        np.empty((0, 1, 1, 1, 1, 1, LANES)), policy,
    )  # fmt: skip
    carry_forward(
        wars, offers, varied, policy, np.empty((0, 1, 1, 2), np.int64), month, room,
        masses_for(1, 0, 0), followed_for(0, 1, 0, 1),
    )  # fmt: skip


def main() -> None:
    """Both, the game first: an evaluation needs it sooner."""
    compile_forward()
    compile_talks()


if __name__ == "__main__":
    main()
