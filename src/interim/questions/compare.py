"""Compare plans clause by clause: where they differ, how far apart they are, and who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from interim.case.model import NO_DEAL, Case, Effect
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
        deal; interactions between clauses are left out. `worth` says for each party what the
        clause of the plan that is best for it adds over that of the plan that is worst: None where
        no choice of plan matters to it. `particulars` is whether plans give one answer and say
        otherwise what it does. The distance of two plans is the share
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
        "particulars": _particulars(case, issue, options),
        "worth": {
            party: _worth(case, party, issue, options, futures) for party in case.preferences
        },
        "gains": {
            party: _gains(case, party, issue, options, futures) for party in case.preferences
        },
    }


def _particulars(case: Case, issue: str, options: Mapping[str, str]) -> bool:
    """Whether plans that give the same answer state different figures for what it does."""
    stated: dict[str, list[Effect | None]] = {}
    for plan, option in options.items():
        clause = case.plans[plan].clauses.get(issue)
        stated.setdefault(option, []).append(None if clause is None else clause.with_)
    return any(one != first for first, *others in stated.values() for one in others)


def _worth(
    case: Case, party: str, issue: str, options: Mapping[str, str], futures: Futures
) -> dict[str, Any] | None:
    """What the choice between plans is worth to a party, by their clauses on one issue."""
    if issue not in case.preferences[party].issues or len(set(options.values())) < 2:
        return None
    by_option = {o: clause_value(case, futures, party, issue, o) for o in set(options.values())}
    middle = {option: float(np.median(values)) for option, values in by_option.items()}
    best, worst = (pick(sorted(middle), key=lambda o: middle[o]) for pick in (max, min))
    if middle[best] == middle[worst]:
        return None
    return {
        "best": [plan for plan, option in options.items() if option == best],
        "worst": [plan for plan, option in options.items() if option == worst],
        "gain": spread(by_option[best] - by_option[worst]),
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
