"""What happens in a month of a course, drawn with the chances of `month` and noted in its trace."""

from __future__ import annotations

from typing import NamedTuple

from interim.foundation.compiled import inlined
from interim.stages.compliance.game import Array, Whole
from interim.stages.compliance.month import (
    HAPPENS,
    PINNED,
    SEEN,
    Chances,
    answered,
    sign_of,
    vote_is_held,
)
from interim.stages.compliance.rules import Vote
from interim.stages.compliance.state import (
    DONE,
    FIRST,
    GIVEN_UP,
    cell_of,
    lowered,
    raised,
)
from interim.stages.compliance.trace import (
    ANSWERS,
    CALMS,
    COLLAPSE,
    CONTESTED,
    DUE,
    ESCALATED,
    FALSE,
    HELD,
    INCIDENT,
    INCIDENTS,
    LAPSED,
    LIES,
    SNAPBACK,
    SNAPPED,
    STEP,
    VOTED,
)
from interim.stages.compliance.withdrawal import Order, next_to_step


class State(NamedTuple):
    """Where a course stands, postures apart."""

    tension: int
    taken: int
    engaged: int
    layer: int
    """Of the withdrawal."""
    point: int
    """Of the public's belief."""
    phase: int
    """0 before the vote, then 1 or 2 if it favoured the first or second principal, 3 if it was not
    held."""


class Step(NamedTuple):
    """The next step of the withdrawal in a month."""

    stepper: int
    """Whose it is, -1 if there is none."""
    falls_due: bool


@inlined
def cell_at(state: State) -> int:
    """The public part of a state."""
    return cell_of(state.tension, state.taken, state.engaged)


@inlined
def moved_to(state: State, layer: int, point: int) -> State:
    """The state with another layer of the withdrawal and point of the public's belief."""
    return State(state.tension, state.taken, state.engaged, layer, point, state.phase)


@inlined
def open_month(
    vote: Vote, only_in_calm: bool, k: int, t: int, phase: int, acceptance: float, state: State,
    ends: Whole, now: Whole,
) -> State:  # fmt: skip
    """What the calendar brings before anybody moves: the withdrawal's deadline, then the vote.

    Args:
        vote: of the futures, with the deadline.
        only_in_calm: whether the vote waits until there is no tension.
        k: the lane.
        t: the month.
        phase: after the vote.
        acceptance: uniform number, whether the vote's result is contested.
        state: at the end of the month before.
        ends: out, as of `drawing.Record`: whom the vote favours.
        now: out, (`TRACE`,), what happens in the month.
    """
    tension, layer, after = state.tension, state.layer, state.phase
    now[VOTED] = -1
    if layer >= FIRST and t == vote.deadline[k]:
        layer, now[STEP] = GIVEN_UP, 2
    voting = after == 0 and layer == DONE and t >= vote.month[k]
    if voting and vote_is_held(only_in_calm, tension):
        after, now[VOTED] = phase, phase - 1
        if phase < 3:
            ends[2] = phase - 1
            if acceptance < vote.unrest[k]:
                now[CONTESTED] = 1
                tension = raised(tension, 1)
    return State(tension, state.taken, state.engaged, layer, state.point, after)


@inlined
def draw_step(order: Order, due: Array, layer: int, posture: Whole, k: int, uniform: float) -> Step:
    """The next step in an unfinished layer, given both postures, and whether it falls due.

    Args:
        order: of the withdrawal.
        due: (layers, 2, `LANES`), chance that a step falls due.
        layer: of the withdrawal.
        posture: (2,), of each principal.
        k: the lane.
        uniform: number.
    """
    stepper = next_to_step(
        order.turn[layer], order.reaches[layer, 0], order.reaches[layer, 1], order.passes,
        posture[0], posture[1],
    )  # fmt: skip
    return Step(stepper, uniform < due[layer, stepper, k])


@inlined
def draw_mover(uniform: float, chance: float, step: Step) -> int:
    """Who may choose anew; -1 nobody.

    Args:
        uniform: number.
        chance: that a given principal may reconsider.
        step: who is asked whether to take a step does nothing else.
    """
    if step.falls_due:
        return step.stepper
    if uniform < 2.0 * chance:
        return 0 if uniform < chance else 1
    return -1


@inlined
def draw_action(uniform: float, probe: float, renege: float) -> int:
    """What a mover chooses, by its chances: to comply (0), to probe (1) or to renege (2)."""
    if uniform < renege:
        return 2
    return 1 if uniform < renege + probe else 0


@inlined
def draw_incidents(
    chances: Chances, k: int, posture: Whole, tension: int, u: Array, blamed: Whole, seen: Array,
    now: Whole,
) -> int:  # fmt: skip
    """Draw the month's incidents and who is blamed.

    Args:
        chances: of the futures.
        k: the lane.
        posture: (2,), of each principal.
        tension: before them.
        u: (`UNIFORMS`,), of the month.
        blamed: out, (2,), 1 for a principal that was blamed.
        seen: in and out, (5,), as of `drawing.Record`.
        now: out, (`TRACE`,).

    Returns:
        The number of incidents.
    """
    incidents = 0
    for p in range(2):
        drawn = u[INCIDENTS + p] if posture[p] == 1 else 1.0
        happens, detected = drawn < chances.incident[HAPPENS, k], drawn < chances.incident[SEEN, k]
        pinned = drawn < chances.incident[PINNED, k]
        incidents += happens
        blamed[p] = pinned or u[LIES + p] < chances.false[tension, k]
        now[INCIDENT + p] = (1 + detected + pinned) if happens else 0
        now[FALSE + p] = 1 if blamed[p] and not pinned else 0
        seen[p] += blamed[p]
        seen[2 + p] += detected and not pinned
        seen[4] += posture[p]
    return incidents


@inlined
def answer(
    chances: Chances, k: int, u: Array, posture: Whole, incidents: int, blamed: Whole,
    state: State, now: Whole,
) -> State:  # fmt: skip
    """What incidents and blame do to tension, relief and the guarantors.

    Args:
        chances: of the futures.
        k: the lane.
        u: (`UNIFORMS`,), of the month.
        posture: (2,), of each principal.
        incidents: how many there were.
        blamed: (2,), 1 for a principal that was blamed.
        state: after the move.
        now: out, (`TRACE`,).
    """
    tension = raised(state.tension, incidents)
    if u[CALMS] < chances.calm[posture[0], posture[1], k]:
        tension = lowered(tension, 1)
    loses = chances.lost[state.taken, blamed[0], blamed[1], k]
    lost = 1 if u[SNAPBACK] < loses else 0
    if state.taken:
        now[SNAPPED] = 0 if lost else 3
    elif loses > 0.0:
        now[SNAPPED] = 1 + lost
    answers = chances.engaged[state.point, answered(state.engaged, blamed[0], blamed[1]), k]
    engaged = 1 if u[ANSWERS] < answers else 0
    return State(tension, lost, engaged, state.layer, state.point, state.phase)


@inlined
def sign_in(about: int, blamed: Whole, now: Whole) -> int:
    """What the public sees of a principal in a month, by who was blamed, (2,), and the trace."""
    unpinned = now[INCIDENT] == 2 or now[INCIDENT + 1] == 2
    return sign_of(blamed[about] == 1, unpinned)


@inlined
def collapse(lapse: float, accident: float, due: int, uniform: float, now: Whole) -> int:
    """How the month ends the deal, by accident or because its mandate lapses; else `HELD`.

    Args:
        lapse: chance that a mandate that falls due lapses.
        accident: chance of accidental collapse.
        due: 1 if the mandate falls due.
        uniform: number.
        now: out, (`TRACE`,).
    """
    if uniform < accident:
        now[COLLAPSE] = 1
        return ESCALATED
    if due and lapse > 0.0:
        if uniform < accident + (1.0 - accident) * lapse:
            now[DUE] = 2
            return LAPSED
        now[DUE] = 1
    return HELD
