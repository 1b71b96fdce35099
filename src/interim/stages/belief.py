"""Belief: what outsiders learn about the principals' aims, and what that is worth.

An observer starts from its prior over a principal's types and applies Bayes' rule to what it sees
in the same future: a refusal or a signature, with its chance under each type, and after a
signature the implementation, with the chance under each type's equilibrium strategy of what
observers saw. Where no type that the observer thinks possible could have done what was seen, it
keeps its prior (passive beliefs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case, Observer, Plan
from interim.futures import Futures
from interim.stages.assent import of_type

if TYPE_CHECKING:
    from interim.stages.assent import Assent
    from interim.stages.compliance import Compliance
    from interim.stages.outcome import Outcome
    from interim.stages.war import War

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
ByObserver = dict[str, dict[str, Array]]
"""Observer -> principal -> array over futures."""

CERTAIN = 0.9
"""A posterior above this makes an observer sure of a type."""
FIVE_YEARS = 60
"""Months."""
_RENEGED = (1, 2)
"""Index in `compliance.ENDINGS` of a breach by the first and by the second principal."""


@dataclass(frozen=True)
class Belief:
    """What observers believe of the principals of whom they have a prior.

    Posteriors are probabilities over types in the order of the case, (n, types).

    Attributes:
        prior: before the plan is put to the parties.
        after_refusal: if this principal refuses to sign.
        after_signature: if it signs.
        after_breach: once this principal has reneged; NaN where it does not, once in force.
        after_5_years: of implementation; NaN where the deal, once in force, ends before, or the
            horizon does.
        paths: once in force, after each of `compliance.MARKS` months: (n, marks, types).
        at_end: of the drawn history: after this principal's refusal; after its signature, where
            the plan is not adopted; after the implementation, where it is.
        certain: whether the observer is sure of a type (above 0.9) at the end, (n,), bool.
        bits: information gained by then: Kullback-Leibler divergence of the posterior from the
            prior, (n,), bits.
        breach_learning: principal -> rise in its value of war that comes of what observers learn
            when the other principal breaks the plan, once in force, discounted to signing, (n,);
            NaN where it does not.
        breach_deal: principal -> what the deal's months and the war that the breach began bring it
            beyond the war that would have gone on without a deal, (n,); NaN likewise.
        value_of_failure: principal -> what it gains, in the drawn history, when the other refuses
            (by what observers learn) or breaks an adopted plan (the sum of the two above), (n,);
            NaN where the other does neither.
    """

    prior: ByObserver
    after_refusal: ByObserver
    after_signature: ByObserver
    after_breach: ByObserver
    after_5_years: ByObserver
    paths: ByObserver
    at_end: ByObserver
    certain: dict[str, dict[str, Flags]]
    bits: ByObserver
    breach_learning: dict[str, Array]
    breach_deal: dict[str, Array]
    value_of_failure: dict[str, Array]


def belief(
    case: Case,
    plan: Plan,
    futures: Futures,
    *,
    war: War,
    assent: Assent,
    compliance: Compliance,
    outcome: Outcome,
) -> Belief:
    """Let every observer read the histories.

    Args:
        case: the case.
        plan: the plan; the earlier results are its own.
        futures: n futures.
        war: what a unit of the chance of prevailing is worth, by type.
        assent: chances to sign, by type, and the drawn answers.
        compliance: the evidence that implementation gives, and the drawn types.
        outcome: which plans entered into force.
    """
    readings = {
        name: {
            principal: _read(case, futures, observer, principal, assent, compliance, outcome)
            for principal in case.principals
            if principal in observer.priors
        }
        for name, observer in case.enforcement.observers.items()
    }

    def table(field: str) -> dict[str, dict[str, Any]]:
        return {
            name: {principal: getattr(reading, field) for principal, reading in read.items()}
            for name, read in readings.items()
        }

    failures = {
        side: _failure(case, futures, side, war, assent, compliance, outcome, readings)
        for side in case.principals
    }
    return Belief(
        prior=table("prior"),
        after_refusal=table("after_refusal"),
        after_signature=table("after_signature"),
        after_breach=table("after_breach"),
        after_5_years=table("after_5_years"),
        paths=table("paths"),
        at_end=table("at_end"),
        certain=table("certain"),
        bits=table("bits"),
        breach_learning={side: failure.learning for side, failure in failures.items()},
        breach_deal={side: failure.deal for side, failure in failures.items()},
        value_of_failure={side: failure.value for side, failure in failures.items()},
    )


def posterior(prior: Array, log_likelihood: Array) -> Array:
    """Bayes' rule in each future.

    Args:
        prior: probabilities of the types, (n, types).
        log_likelihood: natural logarithm of the chance of the evidence under each type,
            (n, types), up to a constant per future; -inf where it is impossible.

    Returns:
        (n, types), probability; the prior where the evidence is impossible under all types.
    """
    with np.errstate(divide="ignore"):
        weight = np.log(prior) + log_likelihood
    best = weight.max(axis=1, keepdims=True)
    possible = np.isfinite(best)
    return np.where(possible, _normalised(np.exp(weight - np.where(possible, best, 0.0))), prior)


def bits(posterior: Array, prior: Array) -> Array:
    """Kullback-Leibler divergence of a posterior from its prior.

    Args:
        posterior: (n, types), probability.
        prior: (n, types), probability.

    Returns:
        (n,), bits, 0 or more.
    """
    gain = np.zeros(prior.shape[0])
    for now, before in zip(posterior.T, prior.T, strict=True):
        seen = now > 0
        ratio = np.where(seen, now, 1.0) / np.where(seen, before, 1.0)
        gain = gain + now * np.log2(ratio)
    return np.maximum(gain, 0.0)


@dataclass(frozen=True)
class _Reading:
    """What one observer makes of one principal; the fields are those of `Belief`."""

    prior: Array
    after_refusal: Array
    after_signature: Array
    after_breach: Array
    after_5_years: Array
    paths: Array
    at_end: Array
    certain: Flags
    bits: Array


def _read(
    case: Case,
    futures: Futures,
    observer: Observer,
    principal: str,
    assent: Assent,
    compliance: Compliance,
    outcome: Outcome,
) -> _Reading:
    prior = _prior(case, futures, observer, principal)
    with np.errstate(divide="ignore"):
        refusal = np.log1p(-assent.by_type[principal])
        signature = np.log(assent.by_type[principal])
    refused, signed = posterior(prior, refusal), posterior(prior, signature)
    ended = posterior(signed, compliance.evidence_end[principal])
    kept = posterior(signed, compliance.evidence_5y[principal])
    seen = compliance.evidence_paths[principal]
    paths = np.stack([posterior(signed, seen[:, k]) for k in range(seen.shape[1])], axis=1)
    breaks = compliance.ending == _RENEGED[case.principals.index(principal)]
    lasts = (compliance.month < 0) | (compliance.month >= FIVE_YEARS)
    lasts = lasts & (case.months >= FIVE_YEARS)
    at_end = np.where(outcome.adopted[:, None], ended, signed)
    at_end = np.where(assent.signs[principal][:, None], at_end, refused)
    return _Reading(
        prior=prior,
        after_refusal=refused,
        after_signature=signed,
        after_breach=np.where(breaks[:, None], ended, np.nan),
        after_5_years=np.where(lasts[:, None], kept, np.nan),
        paths=paths,
        at_end=at_end,
        certain=at_end.max(axis=1) > CERTAIN,
        bits=bits(at_end, prior),
    )


def _prior(case: Case, futures: Futures, observer: Observer, principal: str) -> Array:
    weights = observer.priors[principal]
    types = case.preferences[principal].types
    return _normalised(np.stack([futures.of_or(weights.get(t), 0.0) for t in types], axis=1))


def _normalised(weights: Array) -> Array:
    # Column by column: the order of a sum may not depend on the number of futures.
    total = np.zeros(weights.shape[0])
    for column in weights.T:
        total = total + column
    return weights / np.where(total > 0, total, 1.0)[:, None]


@dataclass(frozen=True)
class _Failure:
    """What a failed deal is worth to one side, (n,) each: see `Belief`."""

    learning: Array
    deal: Array
    value: Array


def _failure(
    case: Case,
    futures: Futures,
    side: str,
    war: War,
    assent: Assent,
    compliance: Compliance,
    outcome: Outcome,
    readings: dict[str, dict[str, _Reading]],
) -> _Failure:
    place = 1 - case.principals.index(side)
    other = case.principals[place]
    breaks = compliance.ending == _RENEGED[place]
    after_refusal, after_breach = np.zeros(futures.n), np.zeros(futures.n)
    types = list(case.preferences[other].types)
    for name, observer in case.enforcement.observers.items():
        if observer.helps != side or observer.fears not in types or other not in readings[name]:
            continue
        feared, reading = types.index(observer.fears), readings[name][other]
        response = futures.of_or(observer.response, 0.0)
        prior = reading.prior[:, feared]
        after_refusal = after_refusal + response * (reading.after_refusal[:, feared] - prior)
        after_breach = after_breach + response * (reading.after_breach[:, feared] - prior)

    def worth(help: Array) -> Array:
        """Rise in the side's value of war when its chance of prevailing rises."""
        risen = war.with_help(side, np.nan_to_num(help)) - war.value[side]
        return of_type(risen, compliance.types[side])

    yearly = case.preferences[side].discount
    discount = np.ones(futures.n) if yearly is None else futures.of(yearly)
    learning = worth(after_breach) * discount ** (compliance.month / 12)
    learning = np.where(breaks, learning, np.nan)
    without = of_type(war.value[side], compliance.types[side])
    deal = np.where(breaks, compliance.earned[side] - without, np.nan)
    broken = np.where(outcome.adopted, learning + deal, np.nan)
    refused = ~assent.signs[other]
    return _Failure(learning, deal, np.where(refused, worth(after_refusal), broken))
