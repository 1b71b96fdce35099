"""What a postponed vote would decide under each franchise, and whose vote is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.case.model import Referendum as Ballot
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import mean_chance, spread
from interim.futures import Futures, Run, draw
from interim.stages.referendum import Referendum, arrangement, by_franchise
from interim.stages.referendum import referendum as vote
from interim.stages.unit_vote import VoteResult, counted, opposite


def referendum(
    case: Case,
    plan: str,
    *,
    run: Run = Run(defaults.EVALUATION),
) -> dict[str, Any]:
    """Work out the vote on status, unit by unit and rule by rule.

    Args:
        case: the case.
        plan: id of the plan that promises the vote (or does not).
        run: which futures stand behind it.

    Returns:
        The document of ``interim referendum --json``. `referendum` has for each unit and franchise
        the share for each choice before the campaign (`for`) and as counted after it, for the first
        choice (`result`), the chance that the first choice wins (`passes`) and that each does
        (`wins`), the share of the pre-war electorate that could vote (`coverage`), the `turnout` of
        those entitled, whose vote is `missing`, and the same under each voting arrangement of the
        case (`arrangements`); and for each unit `decided_by_franchise`, the chance that two rules
        give opposite results in
        the same campaign. `plan` says whether the plan promises the vote, under which rule and
        arrangement, how likely it is held, and how far the losing side would accept it.

    Raises:
        BadInput: unknown plan, lens or quantity, or a case without a referendum.
    """
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    ballot = case.referendum
    if ballot is None:
        message = "the case describes no vote on status"
        raise BadInput([Problem(message, file="referendum.yaml", expected="that file")])
    drawn = draw(case, run)
    ballots = vote(case, case.plans[plan], drawn)
    arranged = {name: by_franchise(ballot, drawn, name) for name in ballot.arrangements}
    return run.stated(
        {
            "case": case.id,
            "title": case.header.title,
            **run.head(),
            "plan": _promise(case, ballot, plan, ballots),
            "choices": {name: choice.title for name, choice in ballot.choices.items()},
            "franchises": {name: rule.title for name, rule in ballot.franchises.items()},
            "units": {name: unit.title for name, unit in ballot.units.items()},
            "arrangements": {name: way.title for name, way in ballot.arrangements.items()},
            "referendum": {
                unit: _unit(
                    ballot,
                    unit,
                    results,
                    {name: others[unit] for name, others in arranged.items()},
                    drawn,
                )
                for unit, results in ballots.results.items()
            },
        }
    )


def _promise(case: Case, ballot: Ballot, plan: str, results: Referendum) -> dict[str, Any]:
    package = case.package(plan)
    option, arranged = package[ballot.issue], arrangement(ballot, package)
    return {
        "id": plan,
        "title": case.plans[plan].title,
        "franchise": case.issues.issues[ballot.issue].options[option].title,
        "arrangement": None if arranged is None else ballot.arrangements[arranged].title,
        "promised": results.promised,
        "held": mean_chance(results.held) if results.promised else None,
        "acceptance": spread(results.acceptance) if results.promised else None,
    }


def _unit(
    ballot: Ballot,
    unit: str,
    results: Mapping[str, VoteResult],
    otherwise: Mapping[str, Mapping[str, VoteResult]],
    futures: Futures,
) -> dict[str, Any]:
    """The rules side by side, each as promised and under every arrangement, and what divides them.

    The campaigns and counts behind `result` are the same under every rule and arrangement.
    """
    swing, error = futures.of(ballot.swing), futures.of_or(ballot.counting, 0.0)
    uniforms = futures.uniforms(f"referendum:{unit}", 3)
    drawn = counted(results, swing, error, uniforms)
    return {
        **{
            rule: {
                **_result(ballot, result, drawn[rule][0]),
                "left_out_thousands": {
                    group: spread(futures.of(voters.size))
                    for group, voters in ballot.units[unit].groups.items()
                    if group not in ballot.franchises[rule].groups
                },
                "missing": _missing(ballot, unit, rule, futures),
                "arrangements": {
                    name: _short(ballot, rules[rule]) for name, rules in otherwise.items()
                },
            }
            for rule, result in results.items()
        },
        "decided_by_franchise": mean_chance(opposite(results)),
    }


def _short(ballot: Ballot, result: VoteResult) -> dict[str, Any]:
    return {
        "for": {name: spread(result.shares[k]) for k, name in enumerate(ballot.choices)},
        "passes": mean_chance(result.passes),
        "wins": {name: mean_chance(result.wins[k]) for k, name in enumerate(ballot.choices)},
        "coverage": spread(result.coverage),
        "turnout": spread(result.turnout),
    }


def _result(ballot: Ballot, result: VoteResult, drawn: NDArray[np.float64]) -> dict[str, Any]:
    short = _short(ballot, result)
    short["result"] = spread(drawn)
    if ballot.counting is not None:
        short["miscounted"] = mean_chance(result.miscounted)
    return short


def _missing(ballot: Ballot, unit: str, rule: str, futures: Futures) -> list[dict[str, Any]]:
    """Whose vote is missing under a rule: the excluded and the entitled who are out of reach.

    Under access as the case states it; the largest first.
    """
    entitled = ballot.franchises[rule].groups
    missing = []
    for group, voters in ballot.units[unit].groups.items():
        size = futures.of(voters.size)
        why = "not reached" if group in entitled else "excluded"
        absent = size * (1 - futures.of(voters.access)) if group in entitled else size
        missing.append(
            {
                "group": group,
                "why": why,
                "prewar": voters.prewar,
                "thousands": spread(absent),
            }
        )
    return sorted(missing, key=lambda entry: -entry["thousands"]["median"])
