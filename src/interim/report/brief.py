"""The brief: what an evaluation found, as one self-contained HTML file.

The template says how it looks; this module gathers what it shows, as plain rows of text. All
text is escaped by the template engine; only figures are markup.
"""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from interim.case.model import NO_DEAL, Case
from interim.case.quantity import Quantity
from interim.futures import effective_quantities
from interim.report import figures, sentences, words

Document = Mapping[str, Any]

MOST_POINTS = 3
"""Sticking points shown per party and plan."""


def brief(
    document: Document,
    case: Case,
    *,
    written: datetime.date | None = None,
    outside: Markup | None = None,
    explained: Mapping[str, Document] | None = None,
) -> str:
    """The brief of an evaluation.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case evaluated, for titles, texts and sources.
        written: the day it was written; today unless given.
        outside: the outside view on how long deals like these last, as HTML that is safe to show;
            it stands beside the inside view.
        explained: plan -> the document of ``interim explain --json``, whose strongest driver and
            where that comes from are told.

    Returns:
        HTML that needs nothing from outside: no script, no network, no other file.
    """
    environment = Environment(
        loader=PackageLoader("interim.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    plans = sentences.real_plans(document)
    quantities = effective_quantities(case, document["lens"], document.get("settings"))
    return environment.get_template("brief.html.j2").render(
        d=document,
        case=case,
        plans=plans,
        no_deal=document["plans"][NO_DEAL],
        headline=sentences.headline(document),
        answer=sentences.answer(document),
        summaries={plan: sentences.plan_summary(document, plan) for plan in plans},
        about=[_about(case, plan) for plan in plans],
        sticking=_sticking(document, case),
        obstacles={plan: sentences.obstacles(document, case, plan) for plan in plans},
        figures=_figures(document, plans),
        years=[y for y in (1, 5, 10, 15) if y <= document["horizon_years"]],
        ending_names=_ending_names(document, plans),
        votes=_votes(document, case),
        referendums=_referendums(document, case, quantities),
        beliefs=_beliefs(document, case),
        lens=case.lenses[document["lens"]] if document["lens"] else None,
        quantities=[_quantity(quantity, case) for quantity in quantities.values()],
        sources=[_source(case, name) for name in case.sources],
        provenance=sentences.provenance(document),
        precision=sentences.precision(document),
        outside=outside,
        driven=[
            sentences.key_driver(document, plan, found) for plan, found in (explained or {}).items()
        ],
        command=_command(document),
        written=(written or datetime.date.today()).isoformat(),
    )


def _about(case: Case, plan: str) -> dict[str, Any]:
    stated = case.plans[plan]
    return {
        "title": stated.title,
        "short": stated.short,
        "summary": stated.summary,
        "date": stated.date.isoformat() if stated.date else None,
        "sources": list(stated.source),
        "silent": len(case.silent(plan)),
        "issues": len(case.issues.issues),
        "of_another_time": plan in case.header.reference_plans,
    }


def _figures(document: Document, plans: Mapping[str, Any]) -> dict[str, Any]:
    if not plans or sentences.few(document):
        return {}
    return {
        "signing": figures.signing(document, plans),
        "survival": [
            figures.survival(document, plan) for plan, r in plans.items() if r.get("survival")
        ],
        "endings": figures.endings(document, plans),
        "deaths": figures.deaths(plans),
    }


def _sticking(document: Document, case: Case) -> list[dict[str, Any]]:
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
                    "deal": words.on_scale(result.get("deal_value", {}).get(party)),
                    "war": words.on_scale(result["war_value"].get(party)),
                    "points": [
                        {
                            "issue": case.issues.issues[point["issue"]].title,
                            "option": _option_title(case, point["issue"], point["option"]),
                            "silent": point["issue"] in case.silent(plan),
                            "cost": words.on_scale(point["cost"]),
                        }
                        for point in points[:MOST_POINTS]
                    ],
                }
            )
    return rows


def _option_title(case: Case, issue: str, option: str) -> str:
    return case.issues.issues[issue].options[option].title


def _ending_names(document: Document, plans: Mapping[str, Any]) -> dict[str, str]:
    kinds = next(iter(plans.values()))["ends"] if plans else {}
    return {kind: words.ending(kind, document["parties"]) for kind in kinds}


def _votes(document: Document, case: Case) -> dict[str, Any]:
    """Bodies as columns, plans as rows; a body that a plan does not need is in brackets."""
    rows = []
    for result in sentences.real_plans(document).values():
        needed = result.get("bodies_needed", list(case.bodies))
        cells = {
            body: words.cell(chance) if body in needed else f"({words.cell(chance)})"
            for body, chance in result["adoption"].items()
        }
        rows.append({"plan": result["short"], "cells": cells, "adopted": result["adopted"]})
    return {"bodies": {body: stated.title for body, stated in case.bodies.items()}, "rows": rows}


def _referendums(
    document: Document, case: Case, quantities: Mapping[str, Quantity]
) -> list[dict[str, Any]]:
    """Results of the postponed vote, once for all plans that promise it with the same results."""
    vote = case.referendum
    if vote is None:
        return []
    groups: list[dict[str, Any]] = []
    for plan, result in sentences.real_plans(document).items():
        if case.package(plan)[vote.issue] not in vote.votes or not result["referendum"]:
            continue
        for group in groups:
            if group["results"] == result["referendum"]:
                group["plans"].append(result["short"])
                break
        else:
            groups.append({"plans": [result["short"]], "results": result["referendum"]})
    units = {name: unit.title for name, unit in vote.units.items()}
    franchises = {name: rule.title for name, rule in vote.franchises.items()}
    first = next(iter(vote.choices))
    threshold = quantities[vote.threshold.name] if vote.threshold.name else vote.threshold
    for number, group in enumerate(groups):
        group |= {
            "choice": vote.choices[first].title,
            "threshold": words.percent(threshold.middle),
            "first": first,
            "units": units,
            "franchises": franchises,
            "figure": figures.vote(
                group["results"],
                units=units,
                franchises=franchises,
                choice=(first, vote.choices[first].title),
                threshold=threshold.middle,
                name=f"vote-{number}",
            ),
        }
    return groups


def _beliefs(document: Document, case: Case) -> list[dict[str, Any]]:
    """What each observer learns of the kind of principal that it fears, or learns most about."""
    rows = []
    for plan, result in sentences.real_plans(document).items():
        for observer, about in result["belief"].items():
            fears = case.enforcement.observers[observer].fears
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


def _quantity(quantity: Quantity, case: Case) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "text": quantity.text,
        "unit": quantity.unit or "",
        "sources": [name for name in quantity.source if name in case.sources],
        "judgement": quantity.judgement or "",
        "changed": quantity != case.quantities.get(quantity.name),
    }


def _source(case: Case, name: str) -> dict[str, Any]:
    source = case.sources[name]
    address = source.address or ""
    return {
        "id": name,
        "text": ". ".join(filter(None, (source.title, source.publisher, source.date))),
        "address": address,
        # Any other scheme could run something when clicked.
        "link": address.startswith(("https://", "http://")),
        "certainty": source.certainty or "",
        "note": source.note or "",
    }


def _command(document: Document) -> str:
    """The command that makes this brief again."""
    plans = [plan for plan in document["plans"] if plan != NO_DEAL]
    words_of_it = ["interim", "brief", document["case"], *plans]
    words_of_it += ["--futures", str(document["futures"]), "--seed", str(document["seed"])]
    if document["lens"]:
        words_of_it += ["--lens", document["lens"]]
    for name, value in (document.get("settings") or {}).items():
        words_of_it += ["--set", f"{name}={value}"]
    return shlex.join([*words_of_it, "--out", "brief.html"])
