"""What a state of the game is, and how its parts are numbered.

An *agent* is a principal of one type: the types of the first principal, then those of the second
(Myerson 1991, 2.8: the type-agent representation). The public part of a state is the *cell*
(tension * 2 + relief taken back) * 2 + guarantors engaged. A state of an agent is (own posture,
other's posture, cell), a posture being 0 to comply and 1 to probe. A mover chooses its posture
anew, so it minds only its *situation*, (other's posture, cell): strategies are indexed by it.
Reneging ends the game.
"""

from __future__ import annotations

from interim.foundation.compiled import inlined

LEVELS = 3
"""Tension: calm, tense, at the brink."""
CELLS = 4 * LEVELS
STATES = 4 * CELLS
SITUATIONS = 2 * CELLS
COMPLY, PROBE, RENEGE = 0, SITUATIONS, 2 * SITUATIONS
"""Where the chances of each action begin in a row of strategies."""
DONE, GIVEN_UP, FIRST = 0, 1, 2
"""Layers: the withdrawal is done or none was agreed, given up, the first unfinished position."""
NOTHING_SEEN, NOBODYS, BLAME = 0, 1, 2
"""What the public sees of a principal in a month: nothing, an incident pinned on nobody, blame."""
SIGNS = 3


@inlined
def principal_of(agent: int, split: int) -> int:
    """The principal, 0 or 1, of an agent; the first has `split` of them."""
    return 0 if agent < split else 1


@inlined
def cell_of(tension: int, taken: int, engaged: int) -> int:
    """The cell of a tension, relief taken back (0, 1) and guarantors engaged (0, 1)."""
    return (tension * 2 + taken) * 2 + engaged


@inlined
def tension_of(cell: int) -> int:
    """0 calm to `LEVELS` - 1."""
    return cell // 4


@inlined
def taken_of(cell: int) -> int:
    """1 where relief is not paid."""
    return cell // 2 % 2


@inlined
def engaged_of(cell: int) -> int:
    """1 where the guarantors are engaged."""
    return cell % 2


@inlined
def raised(tension: int, by: int) -> int:
    """Tension once it has risen; it cannot rise above the brink."""
    return min(tension + by, LEVELS - 1)


@inlined
def lowered(tension: int, by: int) -> int:
    """Tension once it has fallen; it cannot fall below calm."""
    return max(tension - by, 0)
