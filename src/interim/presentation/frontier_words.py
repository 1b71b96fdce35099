"""A space of packages in sentences, from the document of ``interim frontier --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interim.case.model import Case
from interim.foundation import words
from interim.presentation import bridging, notes
from interim.presentation.standing import FROZEN, WAR

RULES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
"""The rules that theory offers for a fair package."""

FEW = 3
"""Changes that still leave a plan the same plan to a reader."""

Document = Mapping[str, Any]


def names(document: Document) -> list[str]:
    """The parties, as they are called."""
    return [words.plain(document["names"][p]) for p in document["parties"]]


def otherwise(case: Case | None) -> str:
    """What happens without agreement."""
    if case is None:
        return "no agreement"
    return (FROZEN if case.war.frozen else WAR).going_on


def searched(document: Document) -> str:
    """What was searched: 'Title: 1,024 packages of ten issues'."""
    issues = words.count(document["issues"], "issue")
    return f"{document['title']}: {document['outcomes']:,} packages of {issues}"


def efficient(document: Document, case: Case | None) -> str:
    """How many of the packages are efficient."""
    parties = names(document)
    how = "exact" if document["complete"] else "INCOMPLETE, a limit cut the search"
    who = "worth at least" if len(parties) < 2 else f"that {words.listed(parties)} prefer to"
    number = words.count(document["efficient"], "efficient package")
    return f"{number[0].upper()}{number[1:]} {who} {otherwise(case)} ({how})."


def bargaining_range(document: Document) -> str:
    """Whether there is anything to bargain over."""
    if document["range"]["empty"]:
        return "Bargaining range: empty"
    return "Bargaining range: what each can get from packages all prefer"


def of_range(document: Document, case: Case | None) -> list[str]:
    """How far an empty range is from not being so, and how many packages lie inside."""
    span, said = document["range"], []
    if span["empty"] and span["margin"] is not None and span["margin"] < 0:
        said.append(
            f"It would not be, were {otherwise(case)} worth {points(-span['margin'])} "
            f"{bridging.LESS_TO_EACH}"
        )
    share = span["share_of_packages"]
    if share is not None:
        counted = "" if span["counted"] else f", of {share['n']:,} drawn at random"
        many = share_of_packages(share["p"])
        if not span["counted"]:
            low, high = (share_of_packages(share[end]) for end in ("low", "high"))
            many += f" ({low} to {high})"
        kept = "the packages that keep the constraints"
        whole = kept if document["constraints"] else "all packages"
        said.append(f"Inside lie {many} of {whole}{counted}.")
    return said


def within_red_lines(within: Document) -> str:
    """Of which packages the fair points below are, and how many are efficient."""
    most = words.percent(within["refusal"])
    return f"red lines: {most} at most, {words.count(within['efficient'], 'efficient package')}"


def improvements(document: Document, plan: Document, case: Case | None) -> list[str]:
    """The cheapest improvement of a plan for all, a larger one, and the best trade."""
    said = []
    steps = plan["keeping_red_lines"]["steps"]
    if not steps:
        said.append("nothing: every other package costs somebody something")
    few = [step for step in steps if len(step["changes"]) <= FEW] or steps[:1]
    shown = set()
    for step in few[:1] + few[1:][-1:]:
        shown.add(_issues(step))
        count = words.count(len(step["changes"]), "change")
        said.append(f"{count} ({_gains(document, step)}): {_changed(step['changes'], case)}")
    for trade in plan["trades"][:1]:
        if _issues(trade) not in shown:
            said.append(f"trade ({_gains(document, trade)}): {_trade(document, trade, case)}")
    return said


def _gains(document: Document, improvement: Document) -> str:
    return ", ".join(
        f"{party} {gain:+.3f}"
        for party, gain in zip(names(document), improvement["gains"], strict=True)
    )


def _changed(changes: Sequence[Document], case: Case | None) -> str:
    return "; ".join(
        f"{issue(case, c['issue'])}: '{option(case, c['issue'], c['to'])}' instead of "
        f"'{option(case, c['issue'], c['from'])}'"
        for c in changes
    )


def _trade(document: Document, trade: Document, case: Case | None) -> str:
    """Who gives way on what."""
    called = dict(zip(document["parties"], names(document), strict=True))
    return "; ".join(
        f"conceded by {words.listed([called[p] for p in c['costs']]) or 'nobody'}: "
        f"{issue(case, c['issue'])} ('{option(case, c['issue'], c['to'])}')"
        for c in trade["changes"]
    )


def fair_answers(document: Document, case: Case | None) -> list[tuple[str, str, list[str]]]:
    """What the fair points say, issue by issue.

    Returns:
        Of each issue its title, the options of the fair points among all packages, and that of
        Nash's among those within the closest red lines, if any; nothing without fair points.
    """
    fair = {
        RULES[rule]: points[0]["package"]
        for rule, points in document["solutions"].items()
        if points
    }
    if not fair:
        return []
    rows = []
    for name in next(iter(fair.values())):
        answers: dict[str, list[str]] = {}
        for rule, package in fair.items():
            answers.setdefault(option(case, name, package[name]), []).append(rule)
        said = [
            given if len(answers) == 1 else f"{given} ({', '.join(rules)})"
            for given, rules in answers.items()
        ]
        also = [
            option(case, name, within["solutions"]["nash"][0]["package"][name])
            for within in _closest(document)
        ]
        rows.append((issue(case, name), "; ".join(said), also))
    return rows


def fair_heads(document: Document) -> list[str]:
    """What the columns of `fair_answers` are of."""
    within = [
        f"Nash, red lines {words.percent(within['refusal'])} at most"
        for within in _closest(document)
    ]
    return ["of all packages", *within]


def _closest(document: Document) -> list[Document]:
    return [w for w in document.get("within_red_lines", ()) if w["efficient"]][:1]


def reading(document: Document, case: Case | None) -> list[str]:
    """How to read the page."""
    said = [f"Gains count from the disagreement point. {notes.RULES}"]
    if case is not None:
        futures = words.count(document["futures"], "future")
        said.append(
            "Values run from 0 (a party's worst package) to 1 (its best), with every quantity at "
            "its median and before it is foreseen whether a deal would hold: `interim evaluate` "
            "and `interim bridge` weigh that. 'Preferred': share of "
            f"{futures} in which both value the package above fighting on. 'Red line': chance "
            "that it crosses one, whatever else it offers, middle and 90 % span. 'Could gain': "
            "what every party could gain at once, of its scale from worst to best package."
        )
    return said


def issue(case: Case | None, name: str) -> str:
    """The title of an issue; its name in a negotiation read from files."""
    return name if case is None else case.issues.issues[name].title


def option(case: Case | None, issue: str, name: str) -> str:
    """The title of an option; its name in a negotiation read from files."""
    return name if case is None else case.issues.issues[issue].options[name].title


def value(number: float | str) -> str:
    """A value to a thousandth; a text stays."""
    return number if isinstance(number, str) else f"{number:.3f}"


def points(share: float) -> str:
    """A part of a scale: '4.5 %'."""
    return f"{100 * share:.1f} %"


def share_of_packages(share: float) -> str:
    """A share of packages, which may be small: '20 %', '0.053 %'."""
    return f"{100 * share:.0f} %" if share >= 0.1 or not share else f"{100 * share:.2g} %"


def chances(spread: Mapping[str, float] | None) -> str:
    """A chance over futures: '80 % (65-90)'."""
    if spread is None:
        return words.NOTHING
    middle, low, high = (round(100 * spread[end]) for end in ("median", "low", "high"))
    if middle == 100 and spread["median"] < 1:
        return ">99 %"
    return f"{middle} %" if low == high else f"{middle} % ({low}-{high})"


def _issues(improvement: Document) -> frozenset[str]:
    return frozenset(change["issue"] for change in improvement["changes"])
