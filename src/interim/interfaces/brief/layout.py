"""The brief: what was gathered of an evaluation, as one self-contained HTML file.

Two pages that stand alone come first, what follows if talks go on before what would if a plan were
the last offer; then the evidence. The brief is laid out from the gathered
document alone: nothing is worked out here, and no case is at hand. The templates say how it looks;
this module and its neighbours make plain rows of text of the document. All text is escaped by the
template engine; only figures are markup.
"""

from __future__ import annotations

import datetime
import itertools
import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment

from interim.case.model import NO_DEAL
from interim.foundation import horizons
from interim.gathered.document import Gathered
from interim.interfaces.brief import rows as brief_rows
from interim.interfaces.brief.parts import drivers, grounds, lenses, packages, seats, talks
from interim.presentation import (
    ballots,
    bridging,
    explaining,
    figures,
    learning_words,
    reasoning,
    sentences,
    sourcing,
    talks_words,
)
from interim.presentation.markup import environment
from interim.presentation.outside import likenesses, outside

Document = Mapping[str, Any]


def brief(gathered: Gathered, *, written: datetime.date | None = None) -> str:
    """The brief of an evaluation.

    Args:
        gathered: what was found; parts of the brief that need what is missing are left out, and
            the brief says how to get them.
        written: the day it was written; today unless given.

    Returns:
        HTML that needs nothing from outside: no script, no network, no other file.
    """
    document, case, close = gathered.evaluation, gathered.case, list(gathered.close)
    plans = sentences.real_plans(document)
    issues = {issue: stated["title"] for issue, stated in case["issues"].items()}
    drawn = grounds(gathered)
    return (
        _templates()
        .get_template("brief.html.j2")
        .render(
            d=document,
            # Figures and tables are numbered in the order in which they stand.
            next_figure=itertools.count(1).__next__,
            next_table=itertools.count(1).__next__,
            plans=plans,
            no_deal=document["plans"][NO_DEAL],
            headline=sentences.headline(document),
            answer=sentences.answer(document),
            summaries={plan: sentences.plan_summary(document, plan) for plan in plans},
            about=[brief_rows.about(case, plan) for plan in plans],
            sticking=brief_rows.sticking(document, case),
            why=brief_rows.why(document, case),
            obstacles={
                plan: sentences.obstacles(document, issues, plan, case["bodies"]) for plan in plans
            },
            figures=_figures(document, plans, close),
            close=[document["plans"][plan]["short"] for plan in close],
            years=horizons.within(document["horizon_years"]),
            ending_names=brief_rows.ending_names(document, plans),
            place=gathered.ground["place"] if gathered.ground else None,
            grounds=drawn,
            # Today is told in words; the map in front shows what a plan would change.
            ground_in_front=drawn[min(1, len(drawn) - 1)] if drawn else None,
            votes=brief_rows.votes(document, case),
            seats=seats(gathered.votes, document),
            referendums=brief_rows.referendums(document, case),
            lessons=brief_rows.lessons(document),
            failing=brief_rows.failing(document),
            learning_reading=learning_words.reading(document),
            every_lens=case["lenses"],
            lens=case["lenses"][document["lens"]] if document["lens"] else None,
            lenses=lenses(gathered.lenses, close),
            talks=talks(gathered),
            quantities=brief_rows.quantities(case),
            sources=[brief_rows.source(name, stated) for name, stated in case["sources"].items()],
            provenance=sentences.provenance(document),
            hangs_on=sourcing.hangs_on(gathered.explained.values()),
            precision=sentences.precision(document),
            outside=outside(gathered.outside, document),
            likeness=likenesses(gathered.outside, document, close),
            driven=[
                sentences.key_driver(document, plan, explained)
                for plan, explained in gathered.explained.items()
            ],
            drivers=drivers(gathered.explained),
            packages=packages(gathered.bridge, case),
            better=bridging.answer(gathered.bridge) if gathered.bridge else "",
            command=_command(document),
            written=(written or datetime.date.today()).isoformat(),
        )
    )


@cache
def _templates() -> Environment:
    made = environment("interim.interfaces.brief")
    made.globals |= {"ballots": ballots, "bridging": bridging, "explaining": explaining}
    made.globals |= {"reasoning": reasoning, "talks_words": talks_words}
    return made


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
