"""Vote: does it pass, and what would the people decide?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.case.model import Referendum as Ballot
from interim.foundation import defaults, words
from interim.foundation.errors import BadInput, Problem, unknown
from interim.interfaces.workbench.background import behind
from interim.interfaces.workbench.page import Context, Desk
from interim.interfaces.workbench.saved import original_hash
from interim.interfaces.workbench.view import View, plan_of
from interim.presentation import ballots, figures, notes, vote_figure, voters
from interim.questions.referendum import referendum
from interim.questions.vote import vote

MOST = defaults.EVALUATION
"""Futures at most: votes are counted exactly in each, so more would add little."""
THRESHOLDS = {"0.5": "half", "0.55": "55 %", "0.6": "60 %", "0.667": "two thirds"}
"""Shares of the vote that the first choice may be asked to reach."""
MISSED = 0.05
"""Groups of fewer thousands are not drawn."""


def around(desk: Desk) -> Context:
    """Which plan, whose view, and the rules of the vote."""
    case, view = desk.case, desk.view
    ballot = case.referendum
    _expect(case, view)
    return {
        "plans": {name: plan.short for name, plan in case.plans.items() if name != NO_DEAL},
        "lenses": {name: lens.title for name, lens in case.lenses.items()},
        "bodies": {name: body.title for name, body in case.bodies.items()},
        "body": view.get("body"),
        "franchises": {n: f.title for n, f in ballot.franchises.items()} if ballot else {},
        "franchise": view.get("franchise"),
        "arrangements": {n: a.title for n, a in ballot.arrangements.items()} if ballot else {},
        "arrangement": view.get("arrangement"),
        "thresholds": THRESHOLDS if ballot else {},
        "threshold": view.get("threshold"),
    }


def part(desk: Desk) -> Context:
    """The bodies, one of them seat by seat, and the vote on status."""
    case, view = desk.case, desk.view
    if view.plan == NO_DEAL:
        return {"nothing": "Nobody votes on no deal: choose a plan."}
    _expect(case, view)
    plan = plan_of(case, view)
    known = case.model_copy(update={"plans": case.plans | {plan.id: plan}})
    settings = dict(view.settings)
    if case.referendum is not None and view.get("threshold"):
        settings[case.referendum.threshold.name] = view.get("threshold")
    run = replace(view.run.on(min(view.futures, MOST)), settings=settings)
    about: tuple[Hashable, ...] = (
        original_hash(case), plan.id, repr(plan.clauses), run,
    )  # fmt: skip
    held = behind(desk.engine)
    bodies = held.kept(("vote", *about), lambda: vote(known, plan.id, run=run))
    people = None
    if case.referendum is not None:
        document = held.kept(("ballot", *about), lambda: referendum(known, plan.id, run=run))
        people = _people(case.referendum, view, document)
    chosen = view.get("body") or next(iter(bodies), "")
    return {
        "nothing": "",
        "futures": run.futures,
        "sentence": " ".join(
            filter(
                None,
                (
                    ballots.passing(plan.short, bodies),
                    voters.deciding(people["units"]) if people else "",
                ),
            )
        ),
        "bodies": [
            {
                "title": body["title"],
                "needed": body["needed"],
                "passes": words.bounded(body["passes"]),
                "blockers": ballots.blockers(body),
                "address": view.address(more=_more(view, body=name)),
                "chosen": name == chosen,
            }
            for name, body in bodies.items()
        ],
        "body": _body(chosen, bodies[chosen]) if chosen else None,
        "people": people,
        "sources": view.address(page="sources", more=()),
    }  # fmt: skip


def _body(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """One body, seat by seat."""
    rows = [
        {
            **member,
            "blocks": id_ in body["blockers"],
            "power": body["power"].get(id_),
        }
        for id_, member in body["members"].items()
    ]
    rows.sort(key=lambda row: -row["yes"]["median"])
    drawn = bool(rows)
    return {
        "title": body["title"],
        "threshold": f"{body['threshold']:g}",
        "needed": body["needed"],
        "sentence": ballots.said(body),
        "popular": body.get("popular"),
        "rows": rows,
        "labelled": len(rows) <= vote_figure.MOST_LABELS,
        "several": any(vote_figure.votes(row) > 1 for row in rows),
        "seats": vote_figure.seats(body, name) if drawn else "",
        "members": vote_figure.members(body, name) if drawn else "",
    }


def _people(ballot: Ballot, view: View, document: Mapping[str, Any]) -> dict[str, Any]:
    """The vote on status under the rules that are asked for."""
    rule = view.get("franchise") or next(iter(ballot.franchises))
    arranged = view.get("arrangement")
    cells = {
        unit: {
            name: (units[name]["arrangements"][arranged] if arranged else units[name])
            for name in ballot.franchises
        }
        for unit, units in document["referendum"].items()
    }
    first = next(iter(ballot.choices))
    threshold = view.get("threshold")
    share = float(threshold) if threshold else ballot.threshold.middle
    missing = [
        {
            "unit": document["units"][unit],
            "group": one["group"].replace("-", " "),
            "why": voters.why(one),
            **one["thousands"],
        }
        for unit, units in document["referendum"].items()
        for one in units[rule]["missing"]
        if one["thousands"]["median"] >= MISSED
    ]
    return {
        "plan": document["plan"],
        "choice": ballot.choices[first].title,
        "rule": ballot.franchises[rule].title,
        "rules": [document["franchises"][name] for name in ballot.franchises],
        "arrangement": ballot.arrangements[arranged].title if arranged else "",
        "threshold": words.percent(share),
        "figure": figures.vote(
            cells,
            units=document["units"],
            franchises=document["franchises"],
            choice=(first, ballot.choices[first].title),
            threshold=share,
            name="ballot",
        ),
        "units": [
            {
                "title": document["units"][unit],
                "cells": [(cells[unit][name], name == rule) for name in ballot.franchises],
                "decided": document["referendum"][unit]["decided_by_franchise"],
            }
            for unit in document["units"]
        ],
        "first": first,
        "missing": vote_figure.missing(missing, ballot.franchises[rule].title) if missing else "",
        "missed": missing,
    }


def _more(view: View, **changed: str) -> tuple[tuple[str, str], ...]:
    return tuple((dict(view.more) | changed).items())


def _expect(case: Case, view: View) -> None:
    """The rules that are asked for are some of the case's.

    Raises:
        BadInput: they are not.
    """
    ballot = case.referendum
    allowed: dict[str, Mapping[str, Any]] = {
        "body": case.bodies,
        "franchise": ballot.franchises if ballot else {},
        "arrangement": ballot.arrangements if ballot else {},
    }
    problems = [
        unknown(kind, view.get(kind), names)
        for kind, names in allowed.items()
        if view.get(kind) and view.get(kind) not in names
    ]
    threshold = view.get("threshold")
    if threshold and (ballot is None or threshold not in THRESHOLDS):
        problems.append(Problem(notes.DECIDES, found=threshold, expected=", ".join(THRESHOLDS)))
    if problems:
        raise BadInput(problems)
