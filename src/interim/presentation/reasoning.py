"""Why each side would sign a plan or refuse it, in parts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from interim.foundation import words
from interim.presentation import sentences
from interim.presentation.markup import environment
from interim.presentation.standing import FROZEN, WAR, state

Document = Mapping[str, Any]

Titles = Mapping[str, tuple[str, Mapping[str, str]]]
"""Issue -> what it is called, and option -> what that is called."""

HEADING = "Why each side would sign or refuse"
SCALE = (
    "What signing adds to refusing, in hundredths of the way from a side's worst deal to its best. "
    "Means over futures add up, but for rounding; middles do not."
)
TITLES = {
    "clauses": "On paper: the clauses as written, against what they are in the war",
    "vote": "In practice: the later vote",
    "relief": "In practice: relief that comes late",
    "breaches": "In practice: breaches, incidents, withdrawals and the wars they may end in",
    "war": "Today against the war to come",
    "total": "In all: what signing adds to refusing",
}
"""In the order of the rows. What being seen to refuse costs stands with the war."""
PRACTICE = ("vote", "relief", "breaches")


def reading(document: Document) -> str:
    """How to read the last part but one."""
    otherwise = state(document)
    return (
        f"Today against {otherwise.to_come} is below 0 where a side expects more of "
        f"{otherwise.going_on} than of things as they are, and above 0 where it expects less."
    )


@dataclass(frozen=True)
class Row:
    """A part of what signing adds.

    Attributes:
        title: of the part.
        mean: over futures, in hundredths: '+12.5'.
        middle: of the futures, with the span of 90 % of them.
        whole: whether it is the sum of the others.
    """

    title: str
    mean: str
    middle: str
    whole: bool


@dataclass(frozen=True)
class Block:
    """Why one side would sign a plan or refuse it.

    Attributes:
        party: its id.
        title: its name.
        sentence: the parts in words.
        lines: how often a red line stops it, and which one mostly.
        rows: the parts; what is nothing in every future is left out.
    """

    party: str
    title: str
    sentence: str
    lines: str
    rows: tuple[Row, ...]


def reasoned(document: Document, titles: Titles, plan: str) -> tuple[Block, ...]:
    """Why each principal would sign a plan or refuse it.

    Args:
        document: the document of ``interim evaluate --json``.
        titles: what issues and their answers are called.
        plan: id of the plan.

    Returns:
        One block for each principal; none where too few futures were run.
    """
    result = document["plans"][plan]
    if sentences.few(document):
        return ()
    return tuple(
        _block(document, titles, plan, party)
        for party in document["principals"]
        if result.get("why", {}).get(party, {}).get("parts", {}).get("total")
    )


def reasons(document: Document, titles: Titles, plan: str) -> Markup:
    """The same as HTML that may stand in a page; nothing where too few futures were run."""
    blocks = reasoned(document, titles, plan)
    template = environment("interim.presentation").get_template("reasons.html.j2")
    # The template escapes whatever comes from a case.
    return Markup(template.render(blocks=blocks) if blocks else "")


def _block(document: Document, titles: Titles, plan: str, party: str) -> Block:
    result = document["plans"][plan]
    parts = result["why"][party]["parts"]
    title = document["parties"].get(party, party)
    means = {name: parts[name]["mean"] for name in TITLES}
    practice = sum(means[name] for name in PRACTICE)
    sentence = (
        f"{title}: {_signed(means['clauses'])} on paper, {_signed(practice)} in practice, "
        f"{_signed(means['war'])} by today against {state(document).to_come}; "
        f"{_signed(means['total'])} in all. It signs in "
        f"{words.brief_chance(result['assent'][party])}."
    )
    rows = tuple(
        Row(
            _titled(document, said),
            _signed(means[name]),
            _middle(parts[name]),
            name == "total",
        )
        for name, said in TITLES.items()
        if name not in PRACTICE or any(parts[name].values())
    )
    return Block(party, title, sentence, _lines(result, titles, party), rows)


def _titled(document: Document, said: str) -> str:
    """The title of a part, with nothing of a war where nobody fights."""
    if state(document).fought:
        return said
    for war, otherwise in (
        ("in the war", "without a deal"),
        ("the wars they may end in", "what may follow them"),
        (WAR.to_come, FROZEN.to_come),
    ):
        said = said.replace(war, otherwise)
    return said


def _lines(result: Document, titles: Titles, party: str) -> str:
    """How often a red line stops a side, whatever the sum, and which one mostly."""
    stopped = result["refusals"][party]["red_line"]
    if not words.defined(stopped) or not stopped["p"]:
        return "No red line stops it."
    said = f"A red line stops it in {words.brief_chance(stopped)}, whatever the sum"
    first = max(result["why"][party]["issues"], key=lambda row: row["red_line"]["p"])
    if not first["red_line"]["p"]:
        return f"{said}."
    issue, options = titles[first["issue"]]
    return f"{said}; mostly over “{issue}: {options[first['option']]}”."


def _signed(value: float) -> str:
    """In hundredths of the scale: '+12.5', '-0.3', '0.0'."""
    number = round(100 * value, 1) + 0.0
    return f"{number:+.1f}" if number else "0.0"


def _middle(part: Mapping[str, float]) -> str:
    low, high = (_signed(part[end]) for end in ("low", "high"))
    return f"{_signed(part['median'])} ({low} to {high})"
