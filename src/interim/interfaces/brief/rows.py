"""Rows of a brief: what its tables show, as plain text from the gathered document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from interim.foundation import words
from interim.presentation import figures, reasoning, sentences
from interim.presentation.endings import ending

Document = Mapping[str, Any]

MOST_POINTS = 3
"""Sticking points shown per party and plan."""


def about(case: Document, plan: str) -> dict[str, Any]:
    """What a plan is, and how much it leaves open."""
    stated = case["plans"][plan]
    return {**stated, "silent": len(stated["silent"]), "issues": len(case["issues"])}


def sticking(document: Document, case: Document) -> list[dict[str, Any]]:
    """The clauses that cost each party most, per plan, with what they cost it."""
    rows = []
    for plan, result in sentences.real_plans(document).items():
        for party in document["principals"]:
            points = result["sticking_points"].get(party, [])
            rows.append(
                {
                    "plan": result["short"],
                    "party": document["parties"].get(party, party),
                    "signs": result["assent"][party],
                    "refuses": sentences.refuses(result, party),
                    "deal": words.on_scale(result.get("deal_value", {}).get(party)),
                    "war": words.on_scale(result["war_value"].get(party)),
                    "points": [
                        {
                            "issue": case["issues"][point["issue"]]["title"],
                            "option": option_title(case, point["issue"], point["option"]),
                            "silent": point["issue"] in case["plans"][plan]["silent"],
                            "cost": words.on_scale(point["cost"]),
                        }
                        for point in points[:MOST_POINTS]
                    ],
                }
            )
    return rows


def why(document: Document, case: Document) -> list[tuple[str, Markup]]:
    """Why each side would sign each plan or refuse it: the plan, and blocks of HTML."""
    titles = {
        issue: (stated["title"], stated["options"]) for issue, stated in case["issues"].items()
    }
    blocks = (
        (result["short"], reasoning.reasons(document, titles, plan))
        for plan, result in sentences.real_plans(document).items()
    )
    return [(short, block) for short, block in blocks if block]


def option_title(case: Document, issue: str, option: str) -> str:
    """What an answer to an issue is called."""
    title: str = case["issues"][issue]["options"][option]
    return title


def ending_names(document: Document, plans: Mapping[str, Any]) -> dict[str, str]:
    """The ways in which a deal can end, in words."""
    kinds = next(iter(plans.values()))["ends"] if plans else {}
    return {kind: ending(kind, document["parties"]) for kind in kinds}


def votes(document: Document, case: Document) -> dict[str, Any]:
    """Bodies as columns, plans as rows; a body that a plan does not need is in brackets."""
    rows = []
    for result in sentences.real_plans(document).values():
        needed = result.get("bodies_needed", list(case["bodies"]))
        cells = {
            body: words.cell(chance) if body in needed else f"({words.cell(chance)})"
            for body, chance in result["adoption"].items()
        }
        rows.append({"plan": result["short"], "cells": cells, "adopted": result["adopted"]})
    return {"bodies": case["bodies"], "rows": rows}


def referendums(document: Document, case: Document) -> list[dict[str, Any]]:
    """Results of the postponed vote, once for all plans that promise it with the same results."""
    vote = case["referendum"]
    if vote is None:
        return []
    groups: list[dict[str, Any]] = []
    for plan, result in sentences.real_plans(document).items():
        if plan not in vote["plans"] or not result["referendum"]:
            continue
        for group in groups:
            if group["results"] == result["referendum"]:
                group["plans"].append(result["short"])
                break
        else:
            groups.append({"plans": [result["short"]], "results": result["referendum"]})
    units, franchises, choices = vote["units"], vote["franchises"], vote["choices"]
    first = next(iter(choices))
    for number, group in enumerate(groups):
        group |= {
            "choice": choices[first],
            "threshold": words.percent(vote["threshold"]),
            "first": first,
            "units": units,
            "franchises": franchises,
            "figure": figures.vote(
                group["results"],
                units=units,
                franchises=franchises,
                choice=(first, choices[first]),
                threshold=vote["threshold"],
                name=f"vote-{number}",
            ),
        }
    return groups


def beliefs(document: Document, case: Document) -> list[dict[str, Any]]:
    """What each observer learns of the kind of principal that it fears, or learns most about."""
    rows = []
    for plan, result in sentences.real_plans(document).items():
        for observer, about in result["belief"].items():
            fears = case["fears"][observer]
            for party, kinds in about.items():
                kind = fears if fears in kinds else max(kinds, key=lambda k: _moved(kinds[k]))
                rows.append(
                    {
                        "plan": document["plans"][plan]["short"],
                        "observer": document["parties"].get(observer, observer),
                        "party": document["parties"].get(party, party),
                        "kind": kind,
                        "cells": [
                            words.spanned(kinds[kind]["spread"].get(when), kinds[kind][when])
                            for when in ("prior", "after_refusal", "after_breach", "after_5_years")
                        ],
                    }
                )
    return rows


def _moved(belief: Mapping[str, float | None]) -> float:
    """How far a refusal or a breach moves a belief."""
    prior = belief["prior"] or 0.0
    seen = (belief["after_refusal"], belief["after_breach"])
    return max(abs(after - prior) for after in (prior, *seen) if after is not None)


def quantities(case: Document) -> dict[str, list[Document]]:
    """Every quantity, by the part of the case that states it."""
    parts: dict[str, list[Document]] = {}
    for quantity in case["quantities"]:
        parts.setdefault(quantity["name"].split(".")[0], []).append(quantity)
    return parts


def source(name: str, stated: Document) -> dict[str, Any]:
    """A source of the case, with its address as a link where that is one."""
    address = stated["address"] or ""
    return {
        "id": name,
        "text": ". ".join(filter(None, (stated["title"], stated["publisher"], stated["date"]))),
        "address": address,
        # Any other scheme could run something when clicked.
        "link": address.startswith(("https://", "http://")),
        "certainty": stated["certainty"] or "",
        "note": stated["note"] or "",
    }
