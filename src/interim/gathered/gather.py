"""Gathering: every run that a full account of an evaluation needs, each made once.

What the evaluation at hand has already is read off it; what was found in an earlier session with
the same case and run is read from a cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.evaluation.flow import chosen_plans
from interim.evaluation.result import Evaluation
from interim.foundation import defaults, horizons, words
from interim.foundation.cache import Cache, key
from interim.foundation.errors import BadInput, Problem
from interim.futures import Run
from interim.gathered.case_words import case_words
from interim.gathered.document import Document, Gathered
from interim.history.outside import known_to, scored, sides_of, verdict
from interim.history.posterior import shipped_document
from interim.history.posterior import verdict as foretells
from interim.insight.explain import LEAST, MOST, explain
from interim.insight.lenses import side_by_side
from interim.questions.talks import talking
from interim.questions.vote import vote
from interim.territory.situation import Situation, as_document, situation
from interim.territory.standing import IN_FORCE, ROLES, TODAY

TALKS_STEPS = 10
"""Talks take about as long as so many other steps."""


def gather(
    evaluation: Evaluation,
    *,
    quick: bool = False,
    talks: Document | None = None,
    bridge: Document | None = None,
    cache: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Gathered:
    """Gather all that is told of an evaluation.

    Votes seat by seat, drivers and lenses are of the plans that are looked at closely.

    Args:
        evaluation: the evaluation; votes, drivers and lenses are of its run.
        quick: leave out what takes more than a second: drivers, lenses, and talks that were not
            held before.
        talks: what `talks_of` has found, where it was asked before.
        bridge: the document of a search for packages that was made before.
        cache: where what is found is kept for `kept` and looked up; by default nowhere. Not for a
            case with drafts of plans, of which its files say nothing.
        progress: called with (done, total) steps.

    Raises:
        BadInput: the search is of another case, or no such document; the talks are others.
    """
    case, run = evaluation.case, evaluation.run
    if talks is not None:
        _expect_same(talks, evaluation)
    name = _key("gathered", case, evaluation.plans, run, quick=quick)
    before = _kept(name, cache)
    if before is not None:
        return replace(before, talks=talks or before.talks).with_search(bridge)
    gathered = without_runs(evaluation.to_json(), case)
    gathered.with_search(bridge)  # complain before any work is done
    drivers = not quick and run.futures >= LEAST
    views = not quick and bool(case.lenses) and bool(gathered.close)
    held = not quick and case.talks is not None
    steps = len(gathered.close) * (1 + drivers) + views + TALKS_STEPS * held
    done = 0

    def step(taken: int = 1) -> None:
        nonlocal done
        done += taken
        if progress is not None:
            progress(done, steps)

    def along(part: int, parts: int) -> None:
        if progress is not None:
            progress(done + TALKS_STEPS * part // parts, steps)

    votes, explained = {}, {}
    for plan in gathered.close:
        votes[plan] = vote(case, plan, run=run.on(min(defaults.VOTE, run.futures)))
        step()
    for plan in gathered.close if drivers else ():
        explained[plan] = explain(
            case,
            plan,
            run=run.on(min(MOST, run.futures)),
            cache=cache,
            at_hand=evaluation,
        )
        step()
    lenses = None
    if views:
        few = run.on(min(defaults.LENSES, run.futures))
        lenses = side_by_side(case, gathered.close, run=few, at_hand=evaluation).to_json()
        step()
    told = talks
    if held and told is None:
        told = talks_of(evaluation, progress=along)
    if held:
        step(TALKS_STEPS)
    gathered = replace(gathered, votes=votes, explained=explained, lenses=lenses, talks=told)
    if cache is not None:
        # A search is handed in, and no part of what is kept.
        cache.keep_document(name, gathered.to_json())
    return gathered.with_search(bridge)


def kept(
    case: Case,
    plans: Sequence[str] | None,
    *,
    run: Run,
    quick: bool,
    cache: Cache,
) -> Gathered | None:
    """What `gather` has found before of the same run; None if nothing is kept of it.

    Args:
        case: the case.
        plans: as of `interim.evaluate`.
        run: which futures.
        quick: as of `gather`.
        cache: where to look.

    Raises:
        BadInput: an unknown plan.
    """
    chosen = tuple(plan.id for plan in chosen_plans(case, plans))
    return _kept(_key("gathered", case, chosen, run, quick=quick), cache)


def talks_of(
    evaluation: Evaluation,
    *,
    most: int | None = None,
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Document | None:
    """Talks over the menu of the case, told of the plans that were evaluated.

    Args:
        evaluation: the evaluation, of whose futures the first are taken.
        most: futures taken at most; by default as many as `interim talks` takes.
        cache: where they are kept for the next time and looked up; by default nowhere.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Returns:
        The document of ``interim talks --json``; None where the case states no talks.
    """
    case = evaluation.case
    if case.talks is None:
        return None
    run = evaluation.run.on(min(most or defaults.TALKS_TOLD, evaluation.run.futures))
    shown = _told(evaluation)
    name = _key("talks", case, shown, run)
    told = cache.document(name) if cache is not None else None
    if told is None:
        told = talking(case, shown, run=run, workers=workers, progress=progress)
        if cache is not None:
            cache.keep_document(name, told)
    return told


def without_runs(document: Document, case: Case) -> Gathered:
    """What can be told of an evaluation without any run: the case's words, the ground, the past.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case evaluated.
    """
    close = closest(document)
    return Gathered(
        evaluation=document,
        case=case_words(case, document["lens"], document["settings"]),
        close=close,
        ground=_ground(document, case, close),
        outside=_outside(document, case),
    )


def closest(document: Document) -> tuple[str, ...]:
    """The plans to look at closely: the one that both sign most often, and the one that lasts
    longest once in force; none where too few futures were run to say.

    Args:
        document: the document of ``interim evaluate --json``.
    """
    if document["futures"] < words.FEWEST:
        return ()
    year = str(horizons.documented(document["horizon_years"]))
    plans = {plan: result for plan, result in document["plans"].items() if plan != NO_DEAL}
    lasting = {
        plan: held["p"]
        for plan, result in plans.items()
        if words.defined(held := result["holds_if_adopted"].get(year))
    }
    signed = {plan: result["signed"]["p"] for plan, result in plans.items() if result.get("signed")}
    best = (max(shares, key=lambda plan: shares[plan]) for shares in (signed, lasting) if shares)
    return tuple(dict.fromkeys(best))


def _told(evaluation: Evaluation) -> list[str]:
    """The texts to tell of: those of the menu that were evaluated."""
    menu = evaluation.case.talks.menu if evaluation.case.talks else ()
    return [plan for plan in menu if plan in evaluation.plans] or list(menu)


def _expect_same(talks: Document, evaluation: Evaluation) -> None:
    """Complain of talks that are not those of an evaluation."""
    run = evaluation.run.on(min(talks.get("futures", 1), evaluation.run.futures))
    found = {"case": evaluation.case.id, "shown": _told(evaluation)} | run.head()
    for name, expected in found.items():
        if talks.get(name) != expected:
            message = f"the talks are of another run: {name}"
            problem = Problem(message, found=str(talks.get(name)), expected=str(expected))
            raise BadInput([problem])


def _ground(document: Document, case: Case, close: Sequence[str]) -> dict[str, Any] | None:
    """Today, and every ground that a plan makes once armies have withdrawn, closest plans first."""
    if not case.territory.units:
        return None
    others = [plan for plan in document["plans"] if plan not in (NO_DEAL, *close)]
    seen: dict[tuple[Any, ...], tuple[Situation, list[str]]] = {}
    for plan in (NO_DEAL, *close, *others):
        there = situation(case, case.plans[plan], TODAY if plan == NO_DEAL else IN_FORCE)
        ground = tuple(tuple(there.table[role]) for role in ROLES)
        seen.setdefault(ground, (there, []))[1].append(plan)
    written = as_document([there for there, _ in seen.values()])
    for one, (_, plans) in zip(written["situations"], seen.values(), strict=True):
        one["plans"] = plans
    return written


def _outside(document: Document, case: Case) -> dict[str, Any] | None:
    sides = sides_of(document, case)
    if not sides:
        return None
    until = known_to(case)
    return {
        "sides": sides,
        "until": until.isoformat(),
        "verdict": verdict(scored(until)),
        "calibrated": foretells(shipped_document()),
    }


def _kept(name: str, cache: Cache | None) -> Gathered | None:
    document = cache.document(name) if cache is not None else None
    return None if document is None else Gathered.from_json(document)


def _key(kind: str, case: Case, plans: Sequence[str], run: Run, **more: Any) -> str:
    # Settings are shown in the order given, so that their order is part of the key.
    content = run.head() | {"settings": list(run.settings.items())} | more
    return key(kind, case=case.hash, plans=list(plans), **content)
