"""The rules of a month: each is stated here once, for the solution, the drawn courses and readers.

After the move (if any) each side that probes may cause an incident, which may be seen and pinned
on it; where there is tension each side may be blamed falsely. Incidents raise tension, calm lowers
it; blame may take relief back and calls on the guarantors. At the end of the month the deal may
collapse by accident, and a mandate that falls due may lapse. The order is that of
`docs/decisions/0002`; equations: `docs/model.md`, "Compliance".
"""

from __future__ import annotations

import math
from typing import NamedTuple

from interim.stages.compliance.compiled import compiled
from interim.stages.compliance.game import Array, Game
from interim.stages.compliance.state import (
    BLAME,
    LEVELS,
    NOBODYS,
    NOTHING_SEEN,
    cell_of,
    engaged_of,
    lowered,
    raised,
    taken_of,
    tension_of,
)

Four = tuple[float, float, float, float]


class Chances(NamedTuple):
    """What can happen in any month of one future, as chances per month."""

    move: float
    """That one given principal may reconsider."""
    incident: float
    """Of who probes."""
    seen: float
    """That who probes causes an incident that is seen."""
    pinned: float
    """That it causes one that is seen and pinned on it."""
    unpinned: float
    """That it causes one that is seen but pinned on nobody."""
    attested: float
    """That what somebody has done is seen and pinned on it, per act."""
    false: float
    """That a side is blamed falsely where there is tension."""
    calm: float
    """That tension falls while both comply."""
    lapse: float
    """That a mandate ends when it falls due."""
    snapback: tuple[float, float]
    """That blame on the principal takes relief back."""
    receives: tuple[float, float]
    """1 for a principal that has relief to lose."""
    regain: float
    """That a month without blame on a recipient earns relief (back)."""


@compiled
def chances_of(game: Game, i: int) -> Chances:
    """The monthly chances of future i."""
    seen = game.incident[i] * game.detection[i]
    return Chances(
        move_chance(game.opportunity_rate[i]),
        game.incident[i],
        seen,
        seen * game.attribution[i],
        seen * (1.0 - game.attribution[i]),
        game.detection[i] * game.attribution[i],
        game.false_attribution[i],
        game.calm[i],
        game.lapse[i],
        (game.snapback[i, 0], game.snapback[i, 1]),
        (game.receives[i, 0], game.receives[i, 1]),
        game.regain[i],
    )


@compiled
def move_chance(rate: float) -> float:
    """Chance per month that a given principal may reconsider, with `rate` occasions a year each.

    At most one of them does: the chance that either has an occasion is split evenly.
    """
    return -math.expm1(-rate / 6.0) / 2.0


@compiled
def accident_chance(hazard: float, tension: int) -> float:
    """Chance of accidental collapse in a month that ends at a tension."""
    return -math.expm1(-hazard * tension / (LEVELS - 1))


@compiled
def falls_due(term: float, t: int) -> bool:
    """Whether a mandate of `term` months must be renewed at the end of month t."""
    term = max(term, 1.0)
    return math.floor((t + 1) / term) > math.floor(t / term)


@compiled
def vote_is_held(only_in_calm: bool, tension: int) -> bool:
    """Whether a vote whose month has come is held at a tension."""
    return not only_in_calm or tension == 0


# --- incidents and blame -------------------------------------------------------------------


@compiled
def false_blame_chance(chances: Chances, tension: int) -> float:
    """Chance that a side is blamed for what it has not done."""
    return chances.false if tension > 0 else 0.0


@compiled
def blame_chance(pinned: float, false: float) -> float:
    """Chance of blame, rightly with the chance `pinned` or else falsely."""
    return 1.0 - (1.0 - pinned) * (1.0 - false)


@compiled
def calm_chance(chances: Chances, first: int, second: int) -> float:
    """Chance that tension falls after a month with these postures."""
    return chances.calm if first + second == 0 else 0.0


@compiled
def sign_of(blamed: bool, unpinned: bool) -> int:
    """What the public sees of a principal: blame on it outweighs an incident of nobody's."""
    if blamed:
        return BLAME
    return NOBODYS if unpinned else NOTHING_SEEN


# --- what blame does -----------------------------------------------------------------------


@compiled
def relief_lost_chance(chances: Chances, taken: int, on_first: int, on_second: int) -> float:
    """Chance that relief is not paid after a month with blame (1) on either side or none (0)."""
    if taken:
        blamed = on_first * chances.receives[0] + on_second * chances.receives[1] > 0.0
        return 1.0 if blamed else 1.0 - chances.regain
    kept = 1.0 - on_first * chances.snapback[0]
    return 1.0 - kept * (1.0 - on_second * chances.snapback[1])


@compiled
def fill_engaged(game: Game, i: int, rise: float, engaged: Array) -> None:
    """Chance that the guarantors are engaged after a month.

    Args:
        game: games.
        i: index of the future.
        rise: of the public's belief above the one at signing.
        engaged: out, (4,), where `answered` finds it.
    """
    sway = math.exp(game.trust[i, 2] * rise)
    alarmed = max(game.alarm[i], 1e-9) * sway
    engaged[0] = -math.expm1(-game.engage[i] * sway)
    engaged[1] = math.exp(-game.disengage[i] / sway)
    engaged[2] = -math.expm1(-game.engage[i] * alarmed)
    engaged[3] = math.exp(-game.disengage[i] / alarmed)


@compiled
def answered(engaged: int, on_first: int, on_second: int) -> int:
    """Index in what `fill_engaged` fills: engaged before or not, and whether anybody was blamed."""
    return engaged + (2 if on_first + on_second > 0 else 0)


# --- all that can happen in a month --------------------------------------------------------


@compiled
def either(happens: int, chance: float) -> float:
    """Chance that something happens (1) or does not (0)."""
    return chance if happens else 1.0 - chance


@compiled
def add_outcomes(
    chances: Chances,
    engaged: Array,
    cell: int,
    incidents: int,
    blame: tuple[int, int],
    calm: float,
    chance: float,
    month: Array,
) -> None:
    """Add what follows a month's incidents and blame: tension, relief and guarantors after it.

    Args:
        chances: of the future.
        engaged: (4,), as `fill_engaged` fills it.
        cell: before the month.
        incidents: how many.
        blame: 1 for a principal that was blamed.
        calm: chance that tension falls.
        chance: of these incidents and this blame.
        month: in and out, (`CELLS`,), chance of each cell after the month.
    """
    risen = raised(tension_of(cell), incidents)
    answers = engaged[answered(engaged_of(cell), blame[0], blame[1])]
    loses = relief_lost_chance(chances, taken_of(cell), blame[0], blame[1])
    for lost in range(2):
        for falls in range(2):
            reached = cell_of(lowered(risen, falls), lost, 0)
            total = chance * either(lost, loses) * either(falls, calm)
            month[reached] += total * (1.0 - answers)
            month[reached + 1] += total * answers


@compiled
def add_month(
    chances: Chances, engaged: Array, first: int, second: int, cell: int, month: Array
) -> None:
    """Add the chances of the cells to which a month leads from one, given both postures.

    Args:
        chances: of the future.
        engaged: (4,), as `fill_engaged` fills it.
        first: posture of the first principal.
        second: posture of the second.
        cell: before the month.
        month: in and out, (`CELLS`,), collapse apart.
    """
    false = false_blame_chance(chances, tension_of(cell))
    calm = calm_chance(chances, first, second)
    for one in range(1 + first):
        for two in range(1 + second):
            happens = either(one, first * chances.incident)
            happens *= either(two, second * chances.incident)
            for on_one in range(2):
                for on_two in range(2):
                    blamed = either(on_one, blame_chance(one * chances.attested, false))
                    blamed *= either(on_two, blame_chance(two * chances.attested, false))
                    add_outcomes(
                        chances, engaged, cell, one + two, (on_one, on_two), calm,
                        happens * blamed, month,
                    )  # fmt: skip


@compiled
def add_signs(
    chances: Chances, engaged: Array, postures: tuple[int, int], cell: int, about: int, month: Array
) -> None:
    """As `add_month`, apart for what the public sees of principal `about`.

    Args:
        month: in and out, (`SIGNS`, `CELLS`).
    """
    false = false_blame_chance(chances, tension_of(cell))
    calm = calm_chance(chances, postures[0], postures[1])
    # No incident, one unseen, seen but nobody's, pinned.
    firsts, seconds = _incidents(chances, postures[0]), _incidents(chances, postures[1])
    for one in range(4):
        for two in range(4):
            for lie_one in range(2):
                for lie_two in range(2):
                    happens = firsts[one] * seconds[two]
                    happens *= either(lie_one, false) * either(lie_two, false)
                    if happens == 0.0:
                        continue
                    on_one = 1 if one == 3 or lie_one == 1 else 0
                    on_two = 1 if two == 3 or lie_two == 1 else 0
                    sign = sign_of((on_one if about == 0 else on_two) == 1, one == 2 or two == 2)
                    incidents = (1 if one > 0 else 0) + (1 if two > 0 else 0)
                    add_outcomes(
                        chances, engaged, cell, incidents, (on_one, on_two), calm, happens,
                        month[sign],
                    )  # fmt: skip


@compiled
def _incidents(chances: Chances, posture: int) -> Four:
    """Chances of each kind of incident by a principal of a posture."""
    incident, seen = chances.incident * posture, chances.seen * posture
    return 1.0 - incident, incident - seen, chances.unpinned * posture, chances.pinned * posture
