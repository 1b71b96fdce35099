"""No number of the model without its interval, on any face."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from interim.foundation.estimates import Estimate
from interim.gathered.gather import without_runs
from interim.interfaces import cli
from interim.interfaces.brief.layout import brief

PLAN = "interim-rule"

COMMANDS = {
    "bridge": ["--futures", "60"],
    "compare": ["--futures", "60"],
    "evaluate": ["--futures", "40", "--stories", "1"],
    "explain": [PLAN, "--futures", "300"],
    "force": [PLAN, "--futures", "60", "--troops", "5000", "--pool", "9000"],
    "frontier": ["--futures", "60"],
    "history": [],
    "lenses": [PLAN, "--futures", "60"],
    "record": ["--futures", "60"],
    "referendum": [PLAN, "--futures", "60"],
    "regret": ["--futures", "60"],
    "swap": ["--tolerance", "20%"],
    "sweep": ["--vary", "enforcement.behaviour.opportunity_rate=0.05,0.3", "--futures", "60"],
    "talks": ["--futures", "60"],
    "vote": [PLAN, "--futures", "60"],
    "war": ["--futures", "60"],
}
"""Every command that prints results of the model as JSON, with options for a small run."""

SLOW = {"bridge"}
RUNS = [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in COMMANDS]

NO_CASE = {"history"}
"""Commands that are run without a case here."""

NO_RESULTS = {
    "demo",
    "serve",
    "map",
    "cases",
    "new",
    "check",
    "rename",
    "fit",
    "brief",
    "sources",
    "schema",
    "store",
}
"""Commands that run no model or print no JSON."""


EXACT = {
    r"compare\.distance\..*": "counts clauses of two texts",
    r"\w+(\.[^.]+)?\.given_record\.effective": "the share of futures that weights leave",
    r"evaluate\.plans\.[^.]+\.belief\..*\.(prior|after_\w+)": "`learnt` has the intervals",
    r"evaluate\.plans\.[^.]+\.learnt\..*\.moved\[\]\.errors": "in standard errors",
    r"evaluate\.plans\.[^.]+\.if_broken\..*\.next_broken\.\w+": "`learnt` has the intervals",
    r"evaluate\.telling\..*": "ranks events by what they are expected to tell",
    r"record\.(effective|effective_number|families\..*)": "what weights leave of the futures",
    r"record\.answers\[\]\.(chance_\w+|sincere)": "chances of what has happened, and an input",
    r"record\.moved\[\]\.errors": "in standard errors",
    r"record\.(score|tested|types)\..*": "scores of what has happened; parts of the futures",
    r"evaluate\.plans\.[^.]+\.why\..*\.issues\[\]\.mean": "means add up; `effect` has the spread",
    r"evaluate\..*\.events\[\]\.detail\..*": "what happens in one future",
    r"explain\.drivers\[\]\.curve\..*": "means along a quantity, whose half-widths are beside them",
    r"explain\.boxes\[\]\.(limits|quasi_p)\..*": "which futures, and a test of each limit",
    r"explain\.(thresholds\[\]|pair\.settings\[\])\.(at|quantile|middle)": "what was set",
    r"explain\.target": "an input",
    r"force\.(area_km2|line\..*|missions\[\]\..*|months_to_three_quarters\..*)": "measured, known",
    r"force\.needed\..*": "ratios of past missions at the medians, whose spreads are there",
    r"force\.troops\.(heads|per_\w+|like\..*|pace\..*|pool\..*)": "inputs over published figures",
    r"frontier\..*": "exact for the numbers that it states; shares are looked at below",
    r"history\.(reference_class|settlements)\b.*": "what happened",
    r"history\.scores?\..*": "scores of forecasts of what happened; skill has its interval",
    r"history\.median_years": "of the settlements in the table",
    r"history\.penalty\..*": "an input",
    r"lenses\.prior\.[^.]+\.weight": "an input",
    r"lenses\.prior_bits": "follows from the input alone",
    r"regret\.within": "an input",
    r"regret\..*\.largest": "the largest of those drawn, which is said to be no estimate",
    r"swap\..*": "areas, and people as the case's table or the middle of its ranges has them",
    r"talks\.(any|signed|passed|in_force|broken|war|ended|ripe|barred)\b.*": "means by month; "
    "`within`, `today` and `windows` have the intervals",
    r"talks\.depth_change": "a bound on what is left out",
    r"talks\.(spoke|put)\..*": "parts of what is signed, whose chance has its interval",
    r"vote\.[^.]+\.(threshold|power\..*)": "follows from the rules of the body",
}
"""Numbers without an interval, by pattern, each with the reason why it needs none."""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.interim, arguments, obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return str(result.stdout)


@cache
def small_run(name: str, template: Any, *more: str) -> str:
    """What a command prints, which several tests look at."""
    case = [] if name in NO_CASE else [str(template)]
    return run(name, *case, *COMMANDS[name], *more)


def bare(document: Any, path: str, held: bool = False) -> Iterator[str]:
    """Paths of the numbers that have no interval beside them; whole numbers count things."""
    if isinstance(document, dict):
        within = {"low", "high"} <= set(document)
        for key, value in document.items():
            yield from bare(value, f"{path}.{key}", within)
    elif isinstance(document, list):
        for value in document:
            yield from bare(value, f"{path}[]", held)
    elif isinstance(document, float) and not held:
        yield path


def probabilities(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        if isinstance(document.get("p"), float | int):
            yield document
        for value in document.values():
            yield from probabilities(value)
    elif isinstance(document, list):
        for value in document:
            yield from probabilities(value)


MARKED = re.compile(r"\s?(of futures )?\(\d|\s?±")
"""What follows a percentage that has its interval."""

SAID = re.compile(
    r"95 % (interval|bound)|90 % (interval|span|of futures)|\d+ % of its loss"
    r"|\d+ % to \d+ % of (its variance|the differences between futures) \(95 % interval\)"
    r"|It needs \d+ % of the votes|more than 99\.9%|(less than|under) 0\.1 ?%"
    r"|“in 30 % of futures”|within \d+ %|(top|lowest) \d+ %"
)
"""Percentages that are no results: names of intervals, inputs, an example, a share of a cost; and
bounds of intervals that lie wholly near none or all."""


def bare_percentages(shown: str) -> list[str]:
    """Percentages in a text that have no interval, with what stands around them."""
    shown = re.sub(r"\s+", " ", shown)
    named = [found.span() for found in SAID.finditer(shown)]
    return [
        shown[max(0, found.start() - 40) : found.end() + 20]
        for found in re.finditer(r"\d[\d.,]*\s?%", shown)
        if not MARKED.match(shown, found.end())
        and not any(start <= found.start() < end for start, end in named)
    ]


def text_of(page: str) -> str:
    """The text of an HTML page without its figures."""
    for tag in ("style", "svg", "script"):
        page = re.sub(rf"<{tag}.*?</{tag}>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_every_command_is_looked_at():
    known = {name for names in cli.SECTIONS.values() for name in names}
    forgotten = known - set(COMMANDS) - NO_RESULTS
    assert not forgotten, f"add {sorted(forgotten)} to COMMANDS, with options for a small run"


@pytest.mark.parametrize("name", RUNS)
def test_no_number_in_a_document_is_without_its_interval(template, name):
    document = json.loads(small_run(name, template, "--json"))
    unexplained = {
        path
        for path in bare(document, name)
        if not any(re.fullmatch(pattern, path) for pattern in EXACT)
    }
    assert unexplained == set()
    for stated in probabilities(document):
        Estimate.of(stated)


@pytest.mark.parametrize("name", RUNS)
def test_no_percentage_on_the_terminal_is_without_its_interval(template, name):
    if name in ("compare", "frontier"):
        pytest.skip("percentages there are distances of texts and exact shares of packages")
    assert bare_percentages(small_run(name, template)) == []


@pytest.mark.parametrize("case", ["template", pytest.param("ukraine", marks=pytest.mark.slow)])
def test_no_percentage_in_the_brief_is_without_its_interval(case, template, tmp_path):
    what = [str(template)] if case == "template" else ["ukraine-2026", "joseph-1244"]
    run("brief", *what, "--futures", "100", "--out", str(tmp_path / "brief.html"))
    page = (tmp_path / "brief.html").read_text()
    # Then come the quantities and the sources, in the words of the case.
    shown = text_of(page[: page.index('<section id="quantities"')])
    assert "%" in shown
    assert bare_percentages(shown) == []


def test_a_bare_percentage_is_found():
    assert bare_percentages("It holds in 34 % of futures (31-37).") == []
    assert bare_percentages("It holds in 34% ±3.") == []
    assert len(bare_percentages("It holds in 34 % of futures.")) == 1
    assert list(bare({"signed": 0.3}, "x")) == ["x.signed"]
    assert list(bare({"signed": {"p": 0.3, "low": 0.2, "high": 0.4, "n": 9}}, "x")) == []


@pytest.mark.parametrize("name", ["regret", "lenses", "evaluate", "war", "talks"])
def test_the_number_of_futures_and_the_part_of_judgement_are_shown(template, name):
    shown = re.sub(r"\s+", " ", small_run(name, template))
    assert re.search(r"\b[46]0 futures\b", shown)
    if name not in ("war", "talks"):
        assert "judged" in shown


def driver(words: str, index: float, provenance: str, clear: bool = True) -> dict[str, Any]:
    return {
        "words": words,
        "index": index,
        "low": index - 0.1,
        "high": index + 0.1,
        "provenance": provenance,
        "clear": clear,
        "way": "rises",
        "stated": "0.2 to 0.4",
        "curve": {"quantile": [0.25, 0.75], "mean": [0.2, 0.6]},
    }


@pytest.mark.parametrize(
    ("drivers", "said"),
    [
        ([driver("resolve", 0.3, "judged")], "is a judgement, so the result is one too"),
        ([driver("the toll", 0.3, "measured")], "is taken from a published source"),
        ([driver("noise", 0.3, "judged", clear=False)], "no single quantity that stands out"),
    ],
)
def test_a_brief_says_what_drives_it_and_whether_that_is_a_judgement(case, document, drivers, said):
    clear = [one for one in drivers if one["clear"]]
    explained = {
        "plan_title": "Alpha",
        "outcome": "holds-10",
        "outcome_in_words": "it holds",
        "futures": 2000,
        "p": {"p": 0.4, "low": 0.38, "high": 0.42, "n": 2000},
        "drivers": drivers,
        "quantities": len(drivers),
        "clear": len(clear),
        "clear_judgements": sum(one["provenance"] == "judged" for one in clear),
        "alone": {"index": 0.3, "low": 0.2, "high": 0.4},
        "boxes": [],
        "thresholds": [],
        "rising": True,
    }
    shown = text_of(brief(replace(without_runs(document, case), explained={"alpha": explained})))
    assert re.search(rf"Alpha: whether it holds depends [^.]*{said}", shown)
    assert bare_percentages(shown) == []


def test_the_outside_view_stands_beside_the_inside_view(case, document):
    share = {"p": 0.6, "low": 0.3, "high": 0.9, "n": 10}
    side = {
        "rows": [{"years": year, "inside": share, "outside": share} for year in (1, 5, 10)],
        "settlements": 10,
        "broken": 4,
        "examples": ["The truce of <b>"],
        "disagree": False,
    }
    views = {"sides": {"alpha": side}, "until": "2020-01-01", "verdict": "", "calibrated": ""}
    alone = without_runs(document, case)
    shown = brief(replace(alone, outside=views))
    hold = shown[shown.index('<section id="lasting"') : shown.index('<section id="end"')]
    assert "10 settlements, 4 of them broken: The truce of &lt;b&gt;" in hold
    assert "60 % (30 to 90)" in hold
    assert "settlements" not in brief(alone)
