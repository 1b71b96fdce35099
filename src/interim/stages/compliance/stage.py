"""Compliance: would the deal hold, and if not, who breaks it, when and how?

Implementation as a game with one mover at a time, in the tradition of commitment-problem models
(Fearon 1995; Powell 2006) with logit choices (McKelvey and Palfrey 1995, 1998). Equations:
`docs/model.md`, "Compliance"; choices of modelling: `docs/decisions/0002`. The numbers of a case
become a `Game` (`game_of_case`), which is solved and played by `solution` and `drawing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.compliance.aftermath import war_after
from interim.stages.compliance.foresight import Outlook
from interim.stages.compliance.game import Array, Game, Whole
from interim.stages.compliance.game_of_case import build_game
from interim.stages.compliance.kept import if_kept
from interim.stages.compliance.playing import draw_types, needs_spare, run, wars_begun
from interim.stages.compliance.trace import SPARE, START_UNIFORMS, UNIFORMS

if TYPE_CHECKING:
    from interim.stages.referendum import Referendum
    from interim.stages.renewal import Renewal
    from interim.stages.terms import Terms
    from interim.stages.value import Value
    from interim.stages.war import War

LOOKED_AT = (12, 60)
"""Months after which observers look at a deal."""


@dataclass(frozen=True)
class Compliance:
    """The deal in force, in each future.

    Attributes:
        value: principal -> (n, types), value of the deal as each type foresees it at signing.
        vote_adds: principal -> (n,), what the vote adds to the package as written before it, if
            the deal is kept.
        relief_missing: principal -> (n,), what is missing of relief until it is paid in full, if
            the deal is kept; 0 or below where relief is worth having.
        types: principal -> (n,), index of its type in the drawn history.
        earned: principal -> (n,), what the drawn history is worth to that type: the flows of the
            deal's months, then the war that it ends in, discounted to signing.
        earned_after: principal -> (n,), what of that came with that war; 0 where the deal is kept.
        month: (n,), month in which the deal ends, counted from 0 at signing; -1 if kept to the
            horizon.
        ending: (n,), index into `ENDINGS`.
        violations: (n, 2), months with a violation pinned on each principal, rightly or wrongly.
        unattributed: (n, 2), incidents of each principal that were seen but pinned on nobody.
        probe_months: (n,), months of probing, counted for each side that probes.
        vote: (n,), principal whom the vote favours; -1 where none is held while the deal lasts.
        fought: (n,), months of fighting up to the horizon in the war that the drawn history ends
            in; 0 where the deal is kept.
        outlook: what may become of the deal, by the types of both, within one year and five, or
            by the horizon if that is sooner; None where nobody asked.
    """

    value: dict[str, Array]
    vote_adds: dict[str, Array]
    relief_missing: dict[str, Array]
    types: dict[str, Whole]
    earned: dict[str, Array]
    earned_after: dict[str, Array]
    month: Whole
    ending: Whole
    violations: Array
    unattributed: Array
    probe_months: Array
    vote: Whole
    fought: Whole
    outlook: Outlook | None


def compliance(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
    renewal: Renewal,
    outlook: bool = False,
) -> Compliance:
    """Solve the game of implementation in each future and draw one history.

    Args:
        case: the case.
        plan: the plan, as if in force.
        futures: n futures.
        value: what the plan's package is worth.
        terms: the terms of its implementation.
        war: what a war is worth to whoever ends up in it.
        referendum: what the promised vote would decide.
        renewal: whether the mandate ends when the question comes up.
        outlook: whether the chances of what may become of the deal are wanted.
    """
    game = build_game(
        case,
        plan,
        futures,
        value=value,
        terms=terms,
        war=war,
        referendum=referendum,
        renewal=renewal,
    )
    drawn = draw_types(game.prior, futures.uniforms("types", 2))
    history = run(
        game,
        case.months,
        futures.uniforms("compliance", case.months, UNIFORMS),
        futures.uniforms("compliance-start", START_UNIFORMS),
        drawn,
        spare=spare_uniforms(case, game, futures),
        outlook=tuple(sorted({min(m, case.months) for m in LOOKED_AT})) if outlook else (),
    )
    begun = wars_begun(game, history.ends, case.months)
    first, second = case.principals
    split = int(game.types[0])

    def by_principal(agents: Array) -> dict[str, Array]:
        return {first: agents[:, :split], second: agents[:, split:]}

    vote_adds, missing = if_kept(game, case.months)
    return Compliance(
        value=by_principal(history.value),
        vote_adds={first: vote_adds[:, 0], second: vote_adds[:, 1]},
        relief_missing={first: missing[:, 0], second: missing[:, 1]},
        types={first: drawn[:, 0], second: drawn[:, 1]},
        earned={first: history.earned[:, 0], second: history.earned[:, 1]},
        earned_after={first: history.after[:, 0], second: history.after[:, 1]},
        month=history.ends[:, 0],
        ending=history.ends[:, 1],
        violations=history.seen[:, 0:2],
        unattributed=history.seen[:, 2:4],
        probe_months=history.seen[:, 4],
        vote=history.ends[:, 2],
        fought=war_after(case, futures, war, history.ends, begun).fought,
        outlook=history.outlook,
    )


def spare_uniforms(case: Case, game: Game, futures: Futures) -> Array | None:
    """The uniform numbers that only some games need: (n, months + 1, `SPARE`), or None."""
    if not needs_spare(game):
        return None
    return futures.uniforms("compliance-spare", case.months + 1, SPARE)
