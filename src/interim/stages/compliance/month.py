"""The rules of a month: each is stated here once, as a table for the solution and drawn courses.

After the move (if any) each side that probes may cause an incident, which may be seen and pinned
on it; where there is tension each side may be blamed falsely. Incidents raise tension, calm lowers
it; blame may take relief back and calls on the guarantors. At the end of the month the deal may
collapse by accident, and a mandate that falls due may lapse. The order is that of
`docs/decisions/0002`; equations: `docs/model.md`, "Compliance".

Tables have futures on their last axis, of length n.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.state import (
    BLAME,
    CELLS,
    LEVELS,
    NOBODYS,
    NOTHING_SEEN,
    SIGNS,
    lowered,
    raised,
)

Chance = TypeVar("Chance", float, Array)
"""Of one future, or of several side by side."""

BOTH = (0, 1)
HAPPENS, SEEN, PINNED = 0, 1, 2
"""Rows of `Chances.incident`: an incident, one that is seen, one seen and pinned on its author."""


class Chances(NamedTuple):
    """What can happen in any month, as chances per month."""

    move: Array
    """(n,), that one given principal may reconsider."""
    incident: Array
    """(3, n), of who probes: `HAPPENS`, `SEEN`, `PINNED`."""
    false: Array
    """(`LEVELS`, n), that a side is blamed for what it has not done, by tension."""
    calm: Array
    """(2, 2, n), that tension falls, by the postures of both."""
    lost: Array
    """(2, 2, 2, n), that relief is not paid after the month, by whether it was taken back before
    and whether the first and the second principal are blamed."""
    engaged: Array
    """(points, 4, n), that the guarantors are engaged after the month, where `answered` finds it,
    by the point of the public's belief."""
    accident: Array
    """(`LEVELS`, n), of accidental collapse in a month that ends at a tension."""


def chances_of(game: Game, rise: Array) -> Chances:
    """The monthly chances of n games.

    Args:
        game: n games.
        rise: (points, n), of the public's belief above the one at signing.
    """
    seen = game.incident * game.detection
    return Chances(
        move=move_chance(game.opportunity_rate),
        incident=np.stack([game.incident, seen, seen * game.attribution]),
        false=np.stack([false_blame_chance(game, tension) for tension in range(LEVELS)]),
        calm=_table(2, lambda first, second: calm_chance(game, first, second)),
        lost=_table(3, lambda *blame: relief_lost_chance(game, *blame)),
        engaged=np.stack([engaged_chances(game, above) for above in rise]),
        accident=np.stack(
            [accident_chance(game.accident_hazard, tension) for tension in range(LEVELS)]
        ),
    )


def _table(arguments: int, chance: Callable[..., Array]) -> Array:
    """A chance by arguments that are 0 or 1: (2, .., 2, n)."""
    flat = np.stack([chance(*given) for given in product(BOTH, repeat=arguments)])
    return flat.reshape(*[2] * arguments, -1)


def move_chance(rate: Array) -> Array:
    """Chance per month that a given principal may reconsider, with `rate` occasions a year each.

    At most one of them does: the chance that either has an occasion is split evenly.
    """
    return -np.expm1(-rate / 6.0) / 2.0


def accident_chance(hazard: Array, tension: int) -> Array:
    """Chance of accidental collapse in a month that ends at a tension."""
    return -np.expm1(-hazard * tension / (LEVELS - 1))


def falls_due(term: Array, months: int) -> NDArray[np.bool_]:
    """Whether mandates must be renewed at the end of a month: (months, n).

    Args:
        term: (n,), in months.
        months: the horizon.
    """
    term, t = np.maximum(term, 1.0), np.arange(months)[:, None]
    return np.floor((t + 1) / term) > np.floor(t / term)


@inlined
def vote_is_held(only_in_calm: bool, tension: int) -> bool:
    """Whether a vote whose month has come is held at a tension."""
    return not only_in_calm or tension == 0


# --- incidents and blame -------------------------------------------------------------------


def false_blame_chance(game: Game, tension: int) -> Array:
    """Chance that a side is blamed for what it has not done."""
    return game.false_attribution if tension > 0 else np.zeros_like(game.false_attribution)


@inlined
def blame_chance(pinned: Chance, false: Chance) -> Chance:
    """Chance of blame, rightly with the chance `pinned` or else falsely."""
    return 1.0 - (1.0 - pinned) * (1.0 - false)


def calm_chance(game: Game, first: int, second: int) -> Array:
    """Chance that tension falls after a month with these postures."""
    return game.calm if first + second == 0 else np.zeros_like(game.calm)


@inlined
def sign_of(blamed: bool, unpinned: bool) -> int:
    """What the public sees of a principal: blame on it outweighs an incident of nobody's."""
    if blamed:
        return BLAME
    return NOBODYS if unpinned else NOTHING_SEEN


# --- what blame does -----------------------------------------------------------------------


def relief_lost_chance(game: Game, taken: int, on_first: int, on_second: int) -> Array:
    """Chance that relief is not paid after a month with blame (1) on either side or none (0)."""
    if taken:
        blamed = on_first * game.receives[:, 0] + on_second * game.receives[:, 1] > 0.0
        return np.where(blamed, 1.0, 1.0 - game.regain)
    kept = 1.0 - on_first * game.snapback[:, 0]
    return 1.0 - kept * (1.0 - on_second * game.snapback[:, 1])


def engaged_chances(game: Game, rise: Array) -> Array:
    """Chance that the guarantors are engaged after a month, where `answered` finds it: (4, n).

    Args:
        game: n games.
        rise: (n,), of the public's belief above the one at signing.
    """
    sway = np.exp(game.trust[:, 2] * rise)
    alarmed = np.maximum(game.alarm, 1e-9) * sway
    return np.stack(
        [
            -np.expm1(-game.engage * sway),
            np.exp(-game.disengage / sway),
            -np.expm1(-game.engage * alarmed),
            np.exp(-game.disengage / alarmed),
        ]
    )


@inlined
def answered(engaged: int, on_first: int, on_second: int) -> int:
    """Row of `engaged_chances`: engaged before or not, and whether anybody was blamed."""
    return engaged + (2 if on_first + on_second > 0 else 0)


# --- all that can happen in a month --------------------------------------------------------


def month_of(chances: Chances, engaged: Array) -> Array:
    """Chances of the cells to which a month leads, collapse apart.

    Args:
        chances: of n games.
        engaged: (4, n), as `engaged_chances`.

    Returns:
        (4, `CELLS`, `CELLS`, n), by both postures (2 * the first's + the second's), the cell before
        and the cell after.
    """
    blame = _blame(chances).sum(axis=6)
    months = [_answers(chances, engaged, blame[..., i, j, :], (i, j)) for i in BOTH for j in BOTH]
    return months[0] + months[1] + months[2] + months[3]


def signs_of(chances: Chances, engaged: Array, about: int) -> Array:
    """As `month_of`, apart for what the public sees of a principal: (`SIGNS`, 4, .., n)."""
    blame = _blame(chances)
    months = np.zeros((SIGNS, 4, CELLS, CELLS, engaged.shape[-1]))
    for *on, unpinned in product(BOTH, repeat=3):
        sign = sign_of(on[about] == 1, unpinned == 1)
        chance = blame[..., on[0], on[1], unpinned, :]
        months[sign] += _answers(chances, engaged, chance, (on[0], on[1]))
    return months


def _blame(chances: Chances) -> Array:
    """(2, 2, `LEVELS`, `LEVELS`, 2, 2, 2, n), chance of a tension after the month, of blame on the
    first and the second and of an incident that is seen but nobody's, by the postures of both and
    the tension before."""
    n = chances.move.size
    incidents = np.zeros((2, 2, 2, 3, 2, 2, 2, n))
    # No incident, one unseen, seen but nobody's, pinned.
    kinds = [_incidents(chances, posture) for posture in BOTH]
    for first, second, tense in product(BOTH, repeat=3):
        false = chances.false[tense]
        for (a, one), (b, two) in product(enumerate(kinds[first]), enumerate(kinds[second])):
            for lies in product(BOTH, repeat=2) if tense else [(0, 0)]:
                chance = one * two * _either(lies[0], false) * _either(lies[1], false)
                on = max(lies[0], int(a == 3)), max(lies[1], int(b == 3))
                happened = int(a > 0) + int(b > 0)
                incidents[first, second, tense, happened, *on, int(2 in (a, b))] += chance
    blame = np.zeros((2, 2, LEVELS, LEVELS, 2, 2, 2, n))
    for tension, happened, falls in product(range(LEVELS), range(3), BOTH):
        reached = lowered(raised(tension, happened), falls)
        calm = _either(falls, chances.calm)[:, :, None, None, None]
        blame[:, :, tension, reached] += incidents[:, :, min(tension, 1), happened] * calm
    return blame


def _incidents(chances: Chances, posture: int) -> list[Array]:
    """Chances of each kind of incident by a principal: none at all if it complies."""
    happens, seen, pinned = chances.incident
    return (
        [1.0 - happens, happens - seen, seen - pinned, pinned] if posture else [np.ones_like(seen)]
    )


def _answers(chances: Chances, engaged: Array, blame: Array, on: tuple[int, int]) -> Array:
    """What blame makes of relief and guarantors, as `month_of`.

    Args:
        chances: of n games.
        engaged: (4, n), as `engaged_chances`.
        blame: (2, 2, `LEVELS`, `LEVELS`, n), chance of it, by postures and by tension before and
            after.
        on: 1 for a principal that is blamed.
    """
    lost, stays = chances.lost[:, on[0], on[1]], engaged[[answered(g, *on) for g in BOTH]]
    relief = np.stack([1.0 - lost, lost], axis=1)[:, None, :, None]
    guarantors = np.stack([1.0 - stays, stays], axis=1)[None, :, None]
    # (taken, engaged) before and after, then beside tension before and after.
    answers = np.broadcast_to(relief * guarantors, (2, 2, 2, 2, lost.shape[-1]))
    month = blame[:, :, :, None, None, :, None, None] * answers[None, None, None, :, :, None]
    return month.reshape(4, CELLS, CELLS, -1)


def _either(happens: int, chance: Array) -> Array:
    """Chance that something happens (1) or does not (0)."""
    return chance if happens else 1.0 - chance
