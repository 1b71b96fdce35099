"""The brief: what an evaluation found, as one self-contained HTML file.

Two pages that stand alone come first, then the evidence. The templates say how it looks; this
module and its neighbours gather what it shows, as plain rows of text. All text is escaped by the
template engine; only figures are markup.
"""

from __future__ import annotations

import datetime
import itertools
import shlex
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from interim.case.model import NO_DEAL, Case
from interim.foundation import horizons, words
from interim.futures import effective_quantities
from interim.interfaces.brief import rows as brief_rows
from interim.interfaces.brief.evidence import Evidence
from interim.interfaces.brief.parts import drivers, grounds, lenses, packages, seats
from interim.presentation import ballots, bridging, explaining, figures, notes, sentences

Document = Mapping[str, Any]


def brief(
    document: Document,
    case: Case,
    evidence: Evidence | None = None,
    *,
    written: datetime.date | None = None,
) -> str:
    """The brief of an evaluation.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case evaluated, for titles, texts and sources.
        evidence: what other commands found; parts of the brief that need what is missing are left
            out, and the brief says how to get them.
        written: the day it was written; today unless given.

    Returns:
        HTML that needs nothing from outside: no script, no network, no other file.
    """
    evidence = evidence or Evidence()
    environment = Environment(
        loader=PackageLoader("interim.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "words": words,
        "ballots": ballots,
        "bridging": bridging,
        "explaining": explaining,
        "notes": notes,
        # Figures and tables are numbered in the order in which they stand.
        "next_figure": itertools.count(1).__next__,
        "next_table": itertools.count(1).__next__,
    }
    plans = sentences.real_plans(document)
    quantities = effective_quantities(case, document["lens"], document.get("settings"))
    close = sentences.dwelt_on(document)
    drawn = grounds(case, document, close)
    return environment.get_template("brief.html.j2").render(
        d=document,
        case=case,
        plans=plans,
        no_deal=document["plans"][NO_DEAL],
        headline=sentences.headline(document),
        answer=sentences.answer(document),
        summaries={plan: sentences.plan_summary(document, plan) for plan in plans},
        about=[brief_rows.about(case, plan) for plan in plans],
        sticking=brief_rows.sticking(document, case),
        obstacles={plan: sentences.obstacles(document, case, plan) for plan in plans},
        figures=_figures(document, plans, close),
        close=[document["plans"][plan]["short"] for plan in close],
        years=horizons.within(document["horizon_years"]),
        ending_names=brief_rows.ending_names(document, plans),
        grounds=drawn,
        # Today is told in words; the map in front shows what a plan would change.
        ground_in_front=drawn[min(1, len(drawn) - 1)] if drawn else None,
        votes=brief_rows.votes(document, case),
        seats=seats(evidence.votes, document),
        referendums=brief_rows.referendums(document, case, quantities),
        beliefs=brief_rows.beliefs(document, case),
        lens=case.lenses[document["lens"]] if document["lens"] else None,
        lenses=lenses(evidence.lenses, close),
        quantities=brief_rows.quantities(quantities, case),
        sources=[brief_rows.source(case, name) for name in case.sources],
        provenance=sentences.provenance(document),
        precision=sentences.precision(document),
        outside=evidence.outside,
        likeness=evidence.likeness,
        driven=[
            sentences.key_driver(document, plan, found)
            for plan, found in evidence.explained.items()
        ],
        drivers=drivers(evidence.explained),
        packages=packages(evidence.bridge, case),
        better=bridging.answer(evidence.bridge) if evidence.bridge else "",
        command=_command(document),
        written=(written or datetime.date.today()).isoformat(),
    )


def _figures(document: Document, plans: Mapping[str, Any], close: list[str]) -> dict[str, Any]:
    if not plans or sentences.few(document):
        return {}
    curves = {
        plan: figures.survival(document, plan) for plan, r in plans.items() if r.get("survival")
    }
    return {
        "signing": figures.signing(document, plans),
        "close": [curves[plan] for plan in close if plan in curves],
        "survival": [curve for plan, curve in curves.items() if plan not in close],
        "endings": figures.endings(document, plans),
        "deaths": figures.deaths(plans),
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
