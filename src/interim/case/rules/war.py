"""The war that goes on, and who would enforce what."""

from __future__ import annotations

from collections.abc import Iterator

from interim.case.draft import Draft, known
from interim.case.model import (
    NO_DEAL,
    Effect,
    Guarantee,
    Mandate,
    Observer,
    PublicBelief,
    War,
    WarEnd,
)
from interim.case.positions import Document, Path
from interim.case.rules.limits import (
    MOST_PATRONS,
    above_zero,
    at_most,
    constant,
    hazard,
    meant,
)
from interim.foundation.errors import Problem


def check_war(draft: Draft) -> Iterator[Problem]:
    """`war.yaml`: the principals fight, patrons support one, ends have terms."""
    war = draft.war
    if war is None:
        return
    document = draft.document("war")
    front = war.front
    yield from draft.principal(document, ("front", "attacker"), front.attacker)
    yield from above_zero(document, ("front", "zone_km2"), front.zone_km2)
    for issue, option in front.captured.items():
        path: Path = ("front", "captured", issue)
        yield from draft.issue(document, path, issue, key=True)
        yield from draft.option(document, path, issue, option)
    yield from draft.principal_keys(document, ("belligerents",), war.belligerents)
    for party in draft.principals or ():
        if party not in war.belligerents:
            message = f"the principal '{party}' is missing among the belligerents"
            yield document.problem(("belligerents",), message, key=True)
    yield from at_most(document, ("patrons",), len(war.patrons), MOST_PATRONS, "patrons")
    for name, patron in war.patrons.items():
        path = ("patrons", name)
        yield from draft.party(document, path, name, key=True)
        yield from draft.principal(document, (*path, "side"), patron.side)
        yield from hazard(document, (*path, "withdrawal"), patron.withdrawal)
        if patron.in_peace is not None:
            yield from hazard(document, (*path, "in_peace"), patron.in_peace)
    for name, end in war.ends.items():
        yield from _end(draft, document, name, end)
    if war.after_breach != NO_DEAL:
        yield from draft.plan(document, ("after_breach",), war.after_breach)
    if war.frozen:
        yield from _frozen(document, war)


def _frozen(document: Document, war: War) -> Iterator[Problem]:
    """Where nobody fights no ground changes hands from month to month."""
    for key in ("monthly_gain", "monthly_spread"):
        quantity = getattr(war.front, key)
        if constant(quantity) != 0:
            message = "where nobody fights ('frozen: true') the front does not move"
            place = ("front", key)
            yield document.problem(place, message, found=quantity.text, expected="0")


def _end(draft: Draft, document: Document, name: str, end: WarEnd) -> Iterator[Problem]:
    path = ("ends", name)
    yield from draft.plan(document, (*path, "terms"), end.terms)
    if end.victor is not None:
        yield from draft.principal(document, (*path, "victor"), end.victor)
    yield from hazard(document, (*path, "hazard"), end.hazard)
    if end.resumes is not None:
        yield from hazard(document, (*path, "resumes"), end.resumes)
        if end.victor is not None and constant(end.resumes) != 0:
            message = f"'{name}' ends the war by a victory, which nothing resumes"
            yield document.problem(
                (*path, "resumes"), message, expected="an end without a victor, or no 'resumes'"
            )
    patrons = draft.war.patrons if draft.war else {}
    for patron in end.if_withdrawn:
        place = (*path, "if_withdrawn", patron)
        yield from known(document, place, "patron", patron, patrons, key=True)


def check_enforcement(draft: Draft) -> Iterator[Problem]:
    """`enforcement.yaml`, and what plans say of enforcement in their own words."""
    part = draft.enforcement
    if part is None:
        return
    document = draft.document("enforcement")
    for key in ("precision", "assent_precision"):
        yield from above_zero(document, ("behaviour", key), getattr(part.behaviour, key))
    yield from hazard(document, ("behaviour", "accident_hazard"), part.behaviour.accident_hazard)
    for key in ("line_km", "people_thousands"):
        yield from above_zero(document, ("monitoring", key), getattr(part.monitoring, key))
    for name, guarantor in part.guarantors.items():
        path: Path = ("guarantors", name)
        yield from draft.party(document, path, name, key=True)
        yield from draft.principal_keys(document, (*path, "strength"), guarantor.strength)
        yield from hazard(document, (*path, "disengage"), guarantor.disengage)
        yield from hazard(document, (*path, "engage"), guarantor.engage)
        yield from above_zero(document, (*path, "alarm"), guarantor.alarm)
    for index, benefit in enumerate(part.benefits):
        path = ("benefits", index)
        yield from draft.issue(document, (*path, "issue"), benefit.issue)
        yield from draft.principal(document, (*path, "to"), benefit.to)
        place = (*path, "withdrawn")
        yield from draft.option(document, place, benefit.issue, benefit.withdrawn)
    for index, support in enumerate(part.support):
        yield from draft.principal(document, ("support", index, "victim"), support.victim)
    for name, observer in part.observers.items():
        yield from draft.party(document, ("observers", name), name, key=True)
        yield from _observer(draft, document, name, observer)
    if part.public_belief is not None:
        yield from _public_belief(draft, document, part.public_belief)
    for key in ("rearmament", "first_strike", "walkover"):
        yield from draft.principal_keys(document, (key,), getattr(part, key))
        for name, quantity in getattr(part, key).items():
            yield from meant(document, (key, name), quantity)
    for issue, options in part.effects.items():
        yield from draft.issue(document, ("effects", issue), issue, key=True)
        for option, effect in options.items():
            path = ("effects", issue, option)
            yield from draft.option(document, path, issue, option, key=True)
            yield from check_effect(draft, document, path, effect)


def check_plan_effects(draft: Draft) -> Iterator[Problem]:
    """What plans say in the `with` of a clause."""
    for id_, plan in draft.plans.items():
        for issue, clause in plan.clauses.items():
            if clause.with_ is not None:
                path = ("clauses", issue, "with")
                yield from check_effect(draft, draft.plan_files[id_], path, clause.with_)


def check_effect(draft: Draft, document: Document, path: Path, effect: Effect) -> Iterator[Problem]:
    """Names and completeness of what a clause does to implementation."""
    for index, promise in enumerate(effect.guarantees):
        yield from _promise(draft, document, (*path, "guarantees", index), promise)
    for key in ("first_strike", "rearmament"):
        yield from draft.principal_keys(document, (*path, key), getattr(effect, key))
        for name, quantity in getattr(effect, key).items():
            yield from meant(document, (*path, key, name), quantity)
    if effect.mandate is not None:
        yield from _mandate(draft, document, (*path, "mandate"), effect.mandate)


def _mandate(draft: Draft, document: Document, path: Path, mandate: Mandate) -> Iterator[Problem]:
    """Either a stated chance of lapse or a body that votes."""
    needed: tuple[str, ...]
    barred: tuple[str, ...]
    if mandate.body is not None:
        needed, barred, beside = ("months", "reopened"), ("lapse",), "a body that votes on it"
        bodies = draft.bodies or {}
        if draft.bodies is not None:
            yield from known(document, (*path, "body"), "body", mandate.body, bodies, key=False)
        if mandate.body in bodies and bodies[mandate.body].popular is not None:
            message = f"the body '{mandate.body}' is a vote of the people, which renews no mandate"
            yield document.problem((*path, "body"), message, expected="a body with members")
    elif mandate.term == "renewable":
        needed, barred, beside = ("months", "lapse"), ("reopened",), "a stated chance of lapse"
    else:
        needed, barred = (), ("months", "lapse", "reopened")
        beside = "no end date and no body that can end it"
    for key in needed:
        if getattr(mandate, key) is None:
            message = f"the key '{key}' is missing, which a mandate with {beside} needs"
            yield document.problem(path, message, key=True)
    for key in barred:
        value = getattr(mandate, key)
        if value is not None:
            message = f"a mandate with {beside} has no '{key}'"
            yield document.problem((*path, key), message, key=True, found=value.text)
    if mandate.months is not None:
        yield from above_zero(document, (*path, "months"), mandate.months)


def _promise(draft: Draft, document: Document, path: Path, promise: Guarantee) -> Iterator[Problem]:
    who, against = promise.guarantor, promise.against
    unknown = [
        *draft.party(document, (*path, "guarantor"), who),
        *draft.principal(document, (*path, "against"), against),
    ]
    yield from unknown
    if unknown or draft.enforcement is None:
        return
    guarantors = draft.enforcement.guarantors
    if who not in guarantors:
        place = (*path, "guarantor")
        of = " of enforcement.yaml"
        yield from known(document, place, "guarantor", who, guarantors, key=False, of=of)
    elif against not in guarantors[who].strength:
        yield document.problem(
            (*path, "against"),
            f"the guarantor '{who}' has no strength against '{against}' in enforcement.yaml",
            found=against,
            expected=f"'strength: {{{against}: ...}}' there",
        )


def _public_belief(draft: Draft, document: Document, stated: PublicBelief) -> Iterator[Problem]:
    about = stated.about
    wrong = list(draft.principal(document, ("public_belief", "about"), about))
    yield from wrong
    if wrong:
        return
    types = draft.preferences.get(about) if draft.preferences else None
    if types is not None:
        place: Path = ("public_belief", "fears")
        of = f" of '{about}'"
        yield from known(document, place, "type", stated.fears, types.types, key=False, of=of)
    observers = draft.enforcement.observers.values() if draft.enforcement else ()
    if not any(about in observer.priors for observer in observers):
        yield document.problem(
            ("public_belief", "about"),
            f"no observer has a prior about '{about}', so the public believes nothing of it",
            found=about,
            expected=f"'observers:' with 'priors: {{{about}: ...}}'",
        )


def _observer(draft: Draft, document: Document, name: str, observer: Observer) -> Iterator[Problem]:
    path: Path = ("observers", name)
    for party, priors in observer.priors.items():
        place = (*path, "priors", party)
        yield from draft.principal(document, place, party, key=True)
        types = draft.preferences.get(party) if draft.preferences else None
        for type_ in priors:
            if types is not None:
                yield from known(
                    document,
                    (*place, type_),
                    "type",
                    type_,
                    types.types,
                    key=True,
                    of=f" of '{party}'",
                )
        if all(constant(prior) == 0 for prior in priors.values()):
            message = f"the priors about '{party}' sum to zero"
            yield document.problem(place, message, key=True, expected="a prior above 0")
    if observer.helps is not None:
        yield from draft.principal(document, (*path, "helps"), observer.helps)
    given = {key for key in ("helps", "response", "fears") if getattr(observer, key) is not None}
    for key in ("helps", "response", "fears"):
        if given and key not in given:
            message = f"the key '{key}' is missing beside {' and '.join(sorted(given))}"
            yield document.problem(path, message, key=True)
    if observer.fears is not None and draft.preferences and observer.helps is not None:
        others = [party for party in draft.principals or () if party != observer.helps]
        feared = [t for p in others if p in draft.preferences for t in draft.preferences[p].types]
        if feared:
            place = (*path, "fears")
            of = f" of the principal that '{name}' does not help"
            yield from known(document, place, "type", observer.fears, feared, key=False, of=of)
