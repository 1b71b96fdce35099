"""The compliance game of each future as plain arrays, and how a case becomes one.

`Game` holds the numbers of n futures; the kernel makes `Rules` and `Odds` of one future from them.
They are named tuples because those are what compiled code can read.

Equations: `docs/model.md`, "Compliance".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Plan
from interim.futures import Futures
from interim.stages.value import clause_value

if TYPE_CHECKING:
    from interim.stages.referendum import Referendum
    from interim.stages.renewal import Renewal
    from interim.stages.terms import Terms
    from interim.stages.value import Value
    from interim.stages.war import War

Array = NDArray[np.float64]


class Game(NamedTuple):
    """The numbers of one game per future.

    Axis 0 runs over futures; principals are 0 and 1; types are padded to the larger number.

    Attributes:
        types: (2,), number of types of each principal.
        prior: (n, 2, types), probability of each type.
        share: (n, 2, types), part of a package's worth that reaches the type (1 - "beyond").
        war: (n, 2, types), value of fighting on as seen at signing.
        stake: (n, 2, types), worth of a unit of the chance of prevailing.
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

    types: NDArray[np.int64]
    prior: Array
    share: Array
    war: Array
    stake: Array
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
    vote_month: NDArray[np.int64]
    vote: Array
    unrest: Array
    vote_calm: Array
    steps: NDArray[np.int64]
    leader: NDArray[np.int64]
    conditional: Array
    pace: Array
    deadline: NDArray[np.int64]
    exposure: Array
    leaving_strike: Array
    leaving_worth: Array
    relief_waits: Array
    receives: Array
    pending: Array
    regain: Array
    grid: Array
    about: NDArray[np.int64]
    feared: NDArray[np.int64]
    public: Array
    trust: Array


class Layers(NamedTuple):
    """How far the withdrawal has come: 0 done or none agreed, 1 given up, then each unfinished
    position, the first of which is the one at signing. One layer if there is none."""

    deadline: int
    """Month in which an unfinished withdrawal is given up; 0 if there is none."""
    package: Array
    """(layers, lanes), flow of the package before the vote, as if relief were never paid."""
    relief: Array
    """(layers,), 1 where relief is paid."""
    goes: NDArray[np.int64]
    """(layers, 2), layer reached when a principal takes its next step; -1 if it has none."""
    turn: NDArray[np.int64]
    """(layers,), principal whose turn it is."""
    passes: bool
    """Whether who stalls is passed over."""
    ring: Array
    """(layers, 2), chance per month that a step of a principal falls due, if its step is next."""


class Public(NamedTuple):
    """What the public believes, as part of the state. All that runs over points has length 1, or
    is empty, where the game has no public belief."""

    grid: Array
    """(points,), chance of the feared type."""
    wars: Array
    """(layers, points, months + 1, lanes, 5), as `Rules.wars`."""
    events: NDArray[np.int64]
    """(4, CELLS + 1), where in `reached` what a month can bring begins, by both principals'
    postures (2 * the first's + the second's) and the cell."""
    reached: NDArray[np.int64]
    """(events, 2), what the public sees of the principal (0 nothing, 1 an incident pinned on
    nobody, 2 blame) and the cell reached."""
    month: Array
    """(events, points), the chance of it, collapse apart."""
    sign: Array
    """(2, 2, 2, 3), chance of each of these by whether there is tension, by the posture of the
    other principal and of this one."""
    weight: Array
    """(lanes,), what the public thinks of each type of the principal, the feared one apart."""
    lane: int
    """The feared type's lane."""
    about: int


class Rules(NamedTuple):
    """One future's game as the kernel uses it."""

    split: int
    """Number of lanes of the first principal."""
    prior: Array
    """(lanes,), probability of the type."""
    patience: Array
    """(lanes,), discount per month."""
    package: Array
    """(4, lanes), flow of the package in each phase, as if relief were never paid."""
    relief: Array
    """(months + 1, lanes), flow that relief pays in each month while it is intact."""
    friction: Array
    """(2, 4, CELLS), flow by principal and state: gain and harm of probing, cost of tension."""
    month: Array
    """(2, 4, CELLS, CELLS), [.., d, c] the chance that a month leads from cell c to d, collapse
    apart, by principal and its own and the other's posture."""
    holds: Array
    """(2, CELLS), chance that a month that ends in the cell does not end the deal, without and
    with a mandate that falls due."""
    due: NDArray[np.int64]
    """(months,), 1 where the mandate falls due at the end of the month."""
    wars: Array
    """(months + 1, lanes, 5), value of a war begun then: nobody broke the deal; the lane's
    principal did, while the guarantors stand apart or are engaged; the other did, likewise."""
    move: float
    """Chance per month that one given principal may reconsider."""
    precision: float
    layers: Layers
    public: Public


class Odds(NamedTuple):
    """The monthly chances of one future."""

    move: float
    incident: float
    detected: float
    """Incident that is seen."""
    pinned: float
    """Incident that is seen and pinned on its author."""
    false: float
    """False blame, where there is tension."""
    calm: float
    lapse: float
    engaged: tuple[float, float, float, float]
    """Guarantors engaged after the month: apart before, engaged, both again after blame."""
    accident: tuple[float, float, float]
    """By tension."""


# --- from the case to the game -------------------------------------------------------------


def build_game(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    value: Value,
    terms: Terms,
    war: War,
    referendum: Referendum,
    renewal: Renewal,
) -> Game:
    """The plan's game in each future, as plain arrays.

    Raises:
        ValueError: a principal has no discount.
    """
    n, behaviour = futures.n, case.enforcement.behaviour
    first, second = case.principals
    of = futures.of

    def pair(values: dict[str, Array]) -> Array:
        return np.stack([values[first], values[second]], axis=1)

    kinds = [case.preferences[p].types.values() for p in case.principals]
    most = max(len(k) for k in kinds)
    utility = np.empty((n, 2, 4))
    for place, p in enumerate(case.principals):
        utility[:, place, [0, 3]] = value.utility[p][:, None]
        utility[:, place, 1:3] = referendum.value[p]
    held = referendum.held if referendum.promised else np.zeros(n)
    favours = referendum.chance[:, 0] * held
    vote = np.stack([favours, np.maximum(held - favours, 0.0), 1.0 - held], axis=1)
    vote_month = np.maximum(np.rint(terms.vote_months), 1.0)
    takes_back = _recipients(case, plan)
    clean = terms.relief_clean_months
    return Game(
        types=np.array([len(k) for k in kinds], dtype=np.int64),
        prior=_prior(case, futures, most),
        share=1.0 - _by_type([[of(t.beyond) for t in k] for k in kinds], most, n),
        war=_by_type([list(war.value[p].T) for p in case.principals], most, n),
        stake=_by_type([list(war.stake[p].T) for p in case.principals], most, n),
        utility=utility,
        benefit=pair({p: _benefit(case, plan, futures, p) for p in case.principals}),
        discount=pair({p: _discount(case, futures, p) for p in case.principals}),
        first_strike=pair(terms.first_strike),
        rearmament=pair(terms.rearmament),
        response=pair(terms.response),
        support=pair({p: _support(case, futures, p) for p in case.principals}),
        snapback=np.stack([terms.snapback * (p in takes_back) for p in case.principals], axis=1),
        opportunity_rate=of(behaviour.opportunity_rate),
        precision=of(behaviour.precision),
        relief_start=terms.relief_start,
        relief_months=terms.relief_months,
        incident=of(behaviour.incident),
        detection=terms.detection,
        attribution=of(case.enforcement.monitoring.attribution),
        false_attribution=of(case.enforcement.monitoring.false_attribution),
        calm=of(behaviour.calm),
        accident_hazard=of(behaviour.accident_hazard) * terms.accident_factor,
        probe_gain=of(behaviour.probe_gain),
        probe_harm=of(behaviour.probe_harm),
        tension_cost=of(behaviour.tension_cost),
        **_guarantors(case, futures, terms),
        mandate_months=terms.mandate_months,
        lapse=renewal.lapse,
        vote_month=np.where(referendum.promised, vote_month, case.months).astype(np.int64),
        vote=vote,
        unrest=1.0 - referendum.acceptance,
        vote_calm=np.full(n, float(terms.vote_calm)),
        **_retreat(case, plan, futures, terms),
        receives=np.tile([float(p in takes_back) for p in case.principals], (n, 1)),
        pending=(clean > 0).astype(float),
        regain=np.where(clean > 0, 1.0 / np.maximum(clean, 1.0), 0.0),
        **_public(case, futures, most),
    )


def _retreat(case: Case, plan: Plan, futures: Futures, terms: Terms) -> dict[str, Any]:
    """The fields of a game that say how armies withdraw."""
    n, principals, retreat = futures.n, case.principals, terms.retreat
    fields: dict[str, Any] = {
        "steps": np.zeros((n, 2), np.int64),
        "leader": np.zeros(n, np.int64),
        "conditional": np.zeros(n),
        "pace": np.zeros(n),
        "deadline": np.zeros(n, np.int64),
        "exposure": np.zeros((n, 2)),
        "leaving_strike": np.zeros((n, 2, 2)),
        "leaving_worth": np.zeros((n, 2, 2)),
        "relief_waits": np.full(n, float(terms.relief_waits and retreat is not None)),
    }
    if retreat is None:
        return fields
    package = case.package(plan)
    for side, principal in enumerate(principals):
        if principal not in retreat.order:
            # What it was to leave it has left.
            continue
        fields["steps"][:, side] = retreat.steps
        for p, name in enumerate(principals):
            fields["leaving_strike"][:, side, p] = retreat.first_strike[principal][name]
            for issue, until, by in retreat.clauses:
                if principal in by:
                    chosen = clause_value(case, futures, name, issue, package[issue])
                    before = clause_value(case, futures, name, issue, until)
                    fields["leaving_worth"][:, side, p] += (chosen - before) / len(by)
    total = retreat.steps * len(retreat.order)
    return fields | {
        "leader": np.full(n, principals.index(retreat.order[0])),
        "conditional": np.full(n, float(retreat.conditional)),
        "pace": np.minimum(total / np.maximum(retreat.months, 1e-9), 1.0),
        "deadline": np.maximum(np.rint(retreat.deadline), 1.0).astype(np.int64),
        "exposure": np.stack([retreat.exposure[p] for p in principals], axis=1),
    }


def _public(case: Case, futures: Futures, most: int) -> dict[str, Any]:
    """The fields of a game that say what the public believes and who answers to it."""
    n, stated = futures.n, case.enforcement.public_belief
    public, trust = np.zeros((n, most)), np.zeros((n, 3))
    if stated is None:
        public[:, 0] = 1.0
        whole = np.zeros(n, np.int64)
        return {
            "grid": np.zeros((n, 1)),
            "about": whole,
            "feared": whole,
            "public": public,
            "trust": trust,
        }
    kinds = list(case.preferences[stated.about].types)
    watching = [o for o in case.enforcement.observers.values() if stated.about in o.priors]
    for observer in watching:
        weights = [futures.of_or(observer.priors[stated.about].get(k), 0.0) for k in kinds]
        total = np.zeros(n)
        for weight in weights:
            total = total + weight
        for k, weight in enumerate(weights):
            public[:, k] += weight / np.where(total > 0, total, 1.0) / len(watching)
        if observer.fears == stated.fears and observer.helps not in (None, stated.about):
            trust[:, 0] += futures.of_or(observer.response, 0.0)
    trust[:, 1] = futures.of_or(stated.response, 0.0)
    trust[:, 2] = futures.of_or(stated.engagement, 0.0)
    return {
        "grid": np.tile(np.linspace(0.0, 1.0, stated.points), (n, 1)),
        "about": np.full(n, case.principals.index(stated.about)),
        "feared": np.full(n, kinds.index(stated.fears)),
        "public": public,
        "trust": trust,
    }


def _by_type(arrays: list[list[Array]], most: int, n: int) -> Array:
    """(n, 2, most) from a list of (n,) per principal, padded with zeros."""
    table = np.zeros((n, 2, most))
    for place, columns in enumerate(arrays):
        for kind, column in enumerate(columns):
            table[:, place, kind] = column
    return table


def _prior(case: Case, futures: Futures, most: int) -> Array:
    weights = [
        [futures.of(t.prior) for t in case.preferences[p].types.values()] for p in case.principals
    ]
    for columns in weights:
        # Column by column: the order of a sum may not depend on the number of futures.
        total = np.zeros(futures.n)
        for column in columns:
            total = total + column
        for kind, column in enumerate(columns):
            columns[kind] = np.where(
                total > 0, column / np.where(total > 0, total, 1.0), 1.0 / len(columns)
            )
    return _by_type(weights, most, futures.n)


def _discount(case: Case, futures: Futures, principal: str) -> Array:
    yearly = case.preferences[principal].discount
    if yearly is None:
        raise ValueError(f"principal {principal} has no discount")
    return np.clip(futures.of(yearly), 1e-6, 1 - 1e-6)


def _benefit(case: Case, plan: Plan, futures: Futures, party: str) -> Array:
    """What relief is worth to a party once paid in full; negative if it grudges it."""
    package = case.package(plan)
    total = np.zeros(futures.n)
    for benefit in case.enforcement.benefits:
        chosen = clause_value(case, futures, party, benefit.issue, package[benefit.issue])
        total = total + chosen
        total = total - clause_value(case, futures, party, benefit.issue, benefit.withdrawn)
    return total


def _recipients(case: Case, plan: Plan) -> frozenset[str]:
    """The parties that have something to lose by snapback."""
    package = case.package(plan)
    benefits = case.enforcement.benefits
    return frozenset(b.to for b in benefits if package[b.issue] != b.withdrawn)


def _support(case: Case, futures: Futures, victim: str) -> Array:
    total = np.zeros(futures.n)
    for entry in case.enforcement.support:
        if entry.victim == victim:
            total = total + futures.of(entry.chance)
    return total


def _guarantors(case: Case, futures: Futures, terms: Terms) -> dict[str, Any]:
    """The guarantors as one: means of their rates, weighted by what they have promised."""
    fields = ("engaged", "engage", "disengage", "alarm")
    total = np.zeros(futures.n)
    sums = {field: np.zeros(futures.n) for field in fields}
    for promise in terms.promises:
        guarantor = case.enforcement.guarantors[promise.guarantor]
        total = total + promise.commitment
        for field in fields:
            sums[field] += promise.commitment * futures.of(getattr(guarantor, field))
    # Without a promise nobody is engaged and nobody becomes so.
    means = {field: sums[field] / np.where(total > 0, total, 1.0) for field in fields}
    return {**means, "alarm": np.where(total > 0, means["alarm"], 1.0)}
