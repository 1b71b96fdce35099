"""Where a visit begins."""

from __future__ import annotations

from interim.case.model import Case
from interim.interfaces.workbench.settings import applied
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import View

FIRST = "design"
"""The page that opens first."""


def start(case: Case, store: Store) -> View:
    """What a visit to a case opens on, with the settings that are kept for it."""
    return applied(store, case, View(case.id, FIRST, plan=opening(case)))


def opening(case: Case) -> str:
    """The plan that opens first: the first that promises a vote on status, else the first."""
    plans = case.header.plans or tuple(case.plans)
    vote = case.referendum
    for plan in plans:
        if vote is not None and case.package(plan).get(vote.issue) in vote.votes:
            return plan
    return plans[0]
