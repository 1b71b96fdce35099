"""The stage of compliance, and the game that it solves and plays.

`stage` is the stage; `game_of_case` makes the numbers of a case into a `game`. Of a game, `state`
says what its states are, and `rules` makes its tables in NumPy, futures on the last axis: `month`
what can happen in a month, `payoffs`, `withdrawal` and `public` the rest. `recursion`, `steps` and
`learning` carry values back over months for many futures at once (`lanes`), `solution` says over
which months of which branch; `drawing` draws courses, month by month from `events`;
`forward`, with `turns`, `lines`, `believing` and `foresight`, sums over all courses instead;
`playing` is all that as seen from outside. To change a rule is to change one function, in `month`,
`payoffs`, `withdrawal` or `public`.
"""

from interim.stages.compliance.foresight import Outlook
from interim.stages.compliance.game_of_case import prior_of
from interim.stages.compliance.playing import (
    ENDINGS,
    Played,
    Strategies,
    draw_types,
    needs_spare,
    outlook,
    run,
    strategies,
    traced,
    wars_begun,
)
from interim.stages.compliance.stage import Compliance, compliance, spare_uniforms
from interim.stages.compliance.trace import SPARE, START_UNIFORMS, UNIFORMS

__all__ = [
    "ENDINGS",
    "SPARE",
    "START_UNIFORMS",
    "UNIFORMS",
    "Compliance",
    "Outlook",
    "Played",
    "Strategies",
    "compliance",
    "draw_types",
    "needs_spare",
    "outlook",
    "prior_of",
    "run",
    "spare_uniforms",
    "strategies",
    "traced",
    "wars_begun",
]
