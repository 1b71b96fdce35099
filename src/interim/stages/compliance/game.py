"""The compliance game of each future as plain arrays.

`Game` holds the numbers of n futures; `rules.rules_of` makes the tables of one from them. They are
named tuples because those are what compiled code can read.

Equations: `docs/model.md`, "Compliance".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.stages.war.chain import EDGES
from interim.stages.war.table import MIDDLE

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class Game(NamedTuple):
    """The numbers of one game per future.

    Axis 0 runs over futures; principals are 0 and 1; types are padded to the larger number.

    Attributes:
        types: (2,), number of types of each principal.
        prior: (n, 2, types), probability of each type.
        war: (n, kinds, shares, patron states, edges, agents), values of a war that may follow, as
            `stages.war.table` tabulates them; the agents are the types of the first principal,
            then those of the second.
        kind: (n, 3), int64, which of the kinds a war is that was begun by nobody, by the attacker,
            by the other.
        bend: (n,), of the edge's coordinate.
        step: (n,), between the edge's nodes, in the coordinate.
        peace: (n, patrons), hazard per month of peace that a patron's aid ends.
        attacker: (n,), int64, principal in whose favour an edge above 0 is.
        opens: (n,), int64, principal whose withdrawal opens the zone; -1 where it is open, or
            taken, from the start.
        zone: (n, 3), chance that the attacker holds what is open of the zone in a war begun by the
            first principal, by the second, by nobody; 0 where the zone is not left.
        beginning: (n, 2), value that a principal loses by beginning a war again.
        utility: (n, 2, 4), of the package: before the vote, after one that favours the first or
            second principal, after one not held.
        benefit: (n, 2), part of the utility that relief pays.
        discount: (n, 2), per year.
        first_strike: (n, 2), shift in the chance of prevailing for who strikes first.
        rearmament: (n, 2), shift per year of peace.
        response: (n, 2), fall in the chance of prevailing when engaged guarantors answer.
        support: (n, 2), rise for the victim of an open breach.
        snapback: (n, 2), chance that a violation pinned on this principal takes relief back.
        opportunity_rate: (n,), occasions per principal and year.
        precision: (n,).
        relief_start: (n,), months.
        relief_months: (n,), months.
        incident: (n,), chance per month of probing.
        detection: (n,), chance per incident.
        attribution: (n,), chance per detected incident.
        false_attribution: (n,), chance per side and month of tension.
        calm: (n,), chance per month in which both comply.
        accident_hazard: (n,), per month at the highest tension.
        probe_gain: (n,), flow.
        probe_harm: (n,), flow.
        tension_cost: (n,), flow at the highest tension.
        engaged: (n,), chance at signing.
        engage: (n,), hazard per month.
        disengage: (n,), hazard per month.
        alarm: (n,), factor in a month with an attributed violation.
        mandate_months: (n,), months between renewals.
        lapse: (n,), chance per renewal; 0 where the mandate is open-ended.
        vote_month: (n,), int64; the horizon or later where there is no vote.
        vote: (n, 3), chance that the vote favours the first, the second, is not held.
        unrest: (n,), chance that a decided vote raises tension.
        vote_calm: (n,), 1 where the vote waits until there is no tension.
        steps: (n, 2), int64, steps into which each principal's withdrawal is divided; 0 where it
            has nothing to withdraw.
        leader: (n,), int64, principal that moves first.
        conditional: (n,), 1 where a step falls due only once the other's last one is attested.
        pace: (n,), chance per month that the next step falls due.
        deadline: (n,), int64, month in which an unfinished withdrawal is given up.
        exposure: (n, 2), fall in the chance of prevailing of a principal that has withdrawn in
            full while the other has not begun.
        leaving_strike: (n, 2, 2), part of `first_strike` that comes with the withdrawal of the
            principal of axis 1, to the principal of axis 2.
        leaving_worth: (n, 2, 2), part of the utility that comes with it, likewise.
        relief_waits: (n,), 1 where relief is paid only once the withdrawal is done.
        receives: (n, 2), 1 for a principal that has relief to lose.
        pending: (n,), 1 where relief has to be earned by good conduct first.
        regain: (n,), chance that a month without blame on a recipient earns relief (back).
        grid: (n, points), beliefs of the public that the game tells apart, evenly from 0 to 1; one
            point if it has none.
        about: (n,), int64, principal of whom the public has its belief.
        feared: (n,), int64, its type that the public fears.
        public: (n, types), the public's belief at signing.
        trust: (n, 3), what certainty of the feared type adds over the belief at signing: to the
            other principal's chance of prevailing; to the guarantors' response to a breach, as a
            share of it; and to the logarithm of their hazard to engage.
    """

    types: Whole
    prior: Array
    war: Array
    kind: Whole
    bend: Array
    step: Array
    peace: Array
    attacker: Whole
    opens: Whole
    zone: Array
    beginning: Array
    utility: Array
    benefit: Array
    discount: Array
    first_strike: Array
    rearmament: Array
    response: Array
    support: Array
    snapback: Array
    opportunity_rate: Array
    precision: Array
    relief_start: Array
    relief_months: Array
    incident: Array
    detection: Array
    attribution: Array
    false_attribution: Array
    calm: Array
    accident_hazard: Array
    probe_gain: Array
    probe_harm: Array
    tension_cost: Array
    engaged: Array
    engage: Array
    disengage: Array
    alarm: Array
    mandate_months: Array
    lapse: Array
    vote_month: Whole
    vote: Array
    unrest: Array
    vote_calm: Array
    steps: Whole
    leader: Whole
    conditional: Array
    pace: Array
    deadline: Whole
    exposure: Array
    leaving_strike: Array
    leaving_worth: Array
    relief_waits: Array
    receives: Array
    pending: Array
    regain: Array
    grid: Array
    about: Whole
    feared: Whole
    public: Array
    trust: Array


def linear_wars(types: Whole, worth: Array, stake: Array) -> dict[str, Any]:
    """Wars that are worth so much, and more or less in proportion to the edge, wherever they begin.

    Args:
        types: (2,), number of types of each principal.
        worth: (n, 2, types), value without an edge.
        stake: (n, 2, types), rise with an edge of 1 in the principal's own favour.

    Returns:
        The fields of a `Game` that say what wars are worth, and where they begin.
    """
    n, (first, second) = len(worth), types.tolist()
    edges = (np.arange(EDGES) - MIDDLE) * 0.5
    favour = np.concatenate([stake[:, 0, :first], -stake[:, 1, :second]], axis=1)
    base = np.concatenate([worth[:, 0, :first], worth[:, 1, :second]], axis=1)
    values = base[:, None] + edges[:, None] * favour[:, None]
    return {
        "war": np.tile(values[:, None, None, None], (1, 1, 2, 1, 1, 1)),
        "kind": np.zeros((n, 3), np.int64),
        "bend": np.zeros(n),
        "step": np.full(n, 0.5),
        "peace": np.zeros((n, 0)),
        "attacker": np.zeros(n, np.int64),
        "opens": np.full(n, -1),
        "zone": np.zeros((n, 3)),
        "beginning": np.zeros((n, 2)),
    }
