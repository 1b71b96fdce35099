"""What a postponed vote would decide under each franchise, and whose vote is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.case.model import Referendum as Ballot
from interim.errors import BadInput, Problem, unknown
from interim.estimates import mean_chance, spread
from interim.futures import Futures, draw
from interim.stages.referendum import Referendum, VoteResult
from interim.stages.referendum import referendum as vote


def referendum(
    case: Case,
    plan: str,
    *,
    futures: int = 10_000,
    seed: int = 1,
    lens: str | None = None,
    settings: Mapping[str, str | float] | None = None,
) -> dict[str, Any]:
    """Work out the vote on status, unit by unit and rule by rule.

    Args:
        case: the case.
        plan: id of the plan that promises the vote (or does not).
        futures: how many futures stand behind each number.
        seed: any non-negative integer.
        lens: id of a lens.
        settings: quantity name -> value, in the notation of case files.

    Returns:
        The document of ``interim referendum --json``. `referendum` has for each unit and franchise
        the share for each choice, the chance that the first choice wins (`passes`), the share of
        the pre-war electorate that could vote (`coverage`), and who is left out; and for each
        unit `decided_by_franchise`, the chance that two rules give opposite results in the same
        campaign. `plan` says whether the plan promises the vote, under which rule, how likely it is
        held, and how far the losing side would accept it.

    Raises:
        BadInput: unknown plan, lens or quantity, or a case without a referendum.
    """
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    ballot = case.referendum
    if ballot is None:
        message = "the case describes no vote on status"
        raise BadInput([Problem(message, file="referendum.yaml", expected="that file")])
    drawn = draw(case, 0, futures, seed=seed, lens=lens, settings=settings)
    found = vote(case, case.plans[plan], drawn)
    return {
        "case": case.id,
        "title": case.header.title,
        "futures": futures,
        "seed": seed,
        "lens": lens,
        "settings": dict(settings or {}),
        "plan": _promise(case, ballot, plan, found),
        "choices": {name: choice.title for name, choice in ballot.choices.items()},
        "franchises": {name: rule.title for name, rule in ballot.franchises.items()},
        "units": {name: unit.title for name, unit in ballot.units.items()},
        "referendum": {
            unit: {
                **{
                    rule: _result(ballot, unit, rule, result, drawn)
                    for rule, result in results.items()
                },
                "decided_by_franchise": mean_chance(_opposite(results)),
            }
            for unit, results in found.results.items()
        },
    }


def _promise(case: Case, ballot: Ballot, plan: str, found: Referendum) -> dict[str, Any]:
    option = case.package(plan)[ballot.issue]
    return {
        "id": plan,
        "title": case.plans[plan].title,
        "franchise": case.issues.issues[ballot.issue].options[option].title,
        "promised": found.promised,
        "held": mean_chance(found.held) if found.promised else None,
        "acceptance": spread(found.acceptance) if found.promised else None,
    }


def _result(
    ballot: Ballot, unit: str, rule: str, result: VoteResult, futures: Futures
) -> dict[str, Any]:
    first, second = ballot.choices
    eligible = ballot.franchises[rule].groups
    return {
        "for": {first: spread(result.share), second: spread(1 - result.share)},
        "passes": mean_chance(result.passes),
        "coverage": spread(result.coverage),
        "left_out_thousands": {
            name: spread(futures.of(group.size))
            for name, group in ballot.units[unit].groups.items()
            if name not in eligible
        },
    }


def _opposite(results: Mapping[str, VoteResult]) -> NDArray[np.float64]:
    """Chance, in each future, that two rules give opposite results.

    The campaign's swing is the same under every rule, so that the rules win in the order of their
    shares: some win and some lose whenever the swing lies between the first and the last.
    """
    chances = np.stack([result.passes for result in results.values()])
    return np.asarray(chances.max(axis=0) - chances.min(axis=0))
