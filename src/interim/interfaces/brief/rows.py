"""Rows of a brief: what its tables show, as plain text from the gathered document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from interim.foundation import words
from interim.presentation import figures, learning_words, reasoning, sentences
from interim.presentation.endings import ending
from interim.presentation.standing import state

Document = Mapping[str, Any]

PARTS = ("months", "ground", "learning", "value")
"""Of what a broken deal is worth: the months it lasted, the ground and force at the breach, the
support that follows what outsiders learn; then all together."""
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
    return {kind: ending(kind, document["parties"], state(document)) for kind in kinds}


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


def lessons(document: Document) -> list[dict[str, Any]]:
    """What the first observer would learn from a refusal, a breach and five years kept, by plan."""
    first = next(learning_words.observers(document), None)
    return [
        {
            "plan": document["plans"][plan]["short"],
            "observer": document["parties"].get(first, first),
            "lessons": learning_words.lessons(document, plan, first, few=True),
        }
        for plan in sentences.real_plans(document)
        if first is not None
    ]


def failing(document: Document) -> list[dict[str, Any]]:
    """What a deal in force that the other side breaks is worth to each principal, in parts."""
    rows = []
    for result in sentences.real_plans(document).values():
        for p in document["principals"]:
            found = result["if_broken"].get(p)
            if found is None or found["value"] is None:
                continue
            rows.append(
                {
                    "plan": result["short"],
                    "party": document["parties"][p],
                    "parts": [words.on_scale(found[part]) for part in PARTS],
                    "better_off": words.brief_chance(found["better_off"]),
                }
            )
    return rows


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
