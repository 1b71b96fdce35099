"""Compare plans clause by clause: where they differ, how far apart they are, and who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput, unknown
from interim.foundation.estimates import Spread, spread
from interim.futures import Array, Futures, Run, draw
from interim.stages.value import clause_value


def compare(
    case: Case,
    plans: Sequence[str] | None = None,
    *,
    run: Run = Run(defaults.COMPARISON),
) -> dict[str, Any]:
    """Set plans side by side, issue by issue.

    Args:
        case: the case.
        plans: plan ids; by default those of the present dispute (`plans` in `case.yaml`).
        run: which futures stand behind it.

    Returns:
        The document of ``interim compare --json``. A gain is what a party's weighted score for
        this clause adds to its value, on the 0-1 scale, over the clause that holds without a
        deal; interactions between clauses are left out. The distance of two plans is the share
        of issues that they answer differently.

    Raises:
        BadInput: unknown plan, lens or quantity.
    """
    present = [plan for plan in case.header.plans or case.plans if plan != NO_DEAL]
    chosen = list(dict.fromkeys(plans or present))
    problems = [unknown("plan", name, case.plans) for name in chosen if name not in case.plans]
    if problems:
        raise BadInput(problems)
    drawn = draw(case, run)
    packages = {plan: case.package(plan) for plan in chosen}
    return run.stated(
        {
            "case": case.id,
            "title": case.header.title,
            "as_of": case.header.as_of.isoformat(),
            **run.head(),
            "parties": {p: case.header.parties[p].title for p in case.preferences},
            "principals": list(case.principals),
            "plans": chosen,
            "titles": {plan: case.plans[plan].short for plan in chosen},
            "issues": [_issue(case, issue, packages, drawn) for issue in case.issues.issues],
            "distance": {
                a: {b: _distance(packages[a], packages[b]) for b in chosen} for a in chosen
            },
        }
    )


def _issue(
    case: Case, issue: str, packages: Mapping[str, Mapping[str, str]], futures: Futures
) -> dict[str, Any]:
    stated = case.issues.issues[issue]
    options = {plan: package[issue] for plan, package in packages.items()}
    return {
        "id": issue,
        "title": stated.title,
        "group": stated.group,
        "options": {
            plan: {
                "option": option,
                "title": stated.options[option].title,
                "silent": issue in case.silent(plan),
                "source": _source(case, plan, issue),
            }
            for plan, option in options.items()
        },
        "differs": len(set(options.values())) > 1,
        "gains": {
            party: _gains(case, party, issue, options, futures) for party in case.preferences
        },
    }


def _gains(
    case: Case, party: str, issue: str, options: Mapping[str, str], futures: Futures
) -> dict[str, Spread | None]:
    if issue not in case.preferences[party].issues:
        return dict.fromkeys(options)

    def worth(option: str) -> Array:
        return clause_value(case, futures, party, issue, option)

    without = worth(case.package(NO_DEAL)[issue])
    by_option = {option: spread(worth(option) - without) for option in set(options.values())}
    return {plan: by_option[option] for plan, option in options.items()}


def _source(case: Case, plan: str, issue: str) -> list[str]:
    """Where the clause is taken from: its own sources, or else the plan's; none where silent."""
    clause = case.plans[plan].clauses.get(issue)
    if clause is None:
        return []
    return list(clause.source or case.plans[plan].source)


def _distance(a: Mapping[str, str], b: Mapping[str, str]) -> float:
    return sum(a[issue] != b[issue] for issue in a) / len(a)
