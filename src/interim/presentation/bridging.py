"""Whether there is a package that is better for both, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from interim.case.model import Case
from interim.foundation import words
from interim.presentation import notes
from interim.questions.frontier import Bargain

EVERY_PLAN = "every plan on the table"
LESS_TO_EACH = "of its scale less to each."


def summary(bargain: Bargain) -> str:
    """How many efficient packages there are, and which plans they improve on."""
    names = [bargain.names[p] for p in bargain.space.parties]
    both = words.listed(names)
    count = len(bargain.frontier)
    if not count:
        short = -bargain.range.margin
        close = (
            f" It would not be so, were fighting on worth {words.percent(short)} {LESS_TO_EACH}"
            if np.isfinite(short) and short > 0
            else ""
        )
        return f"No {notes.BETTER_THAN_FIGHTING_ON} {both}.{close}"
    many = words.count(count, "efficient package")
    least = "" if bargain.frontier.complete else " at least"
    head = (
        f"{notes.MEDIAN.capitalize()}, {both} both prefer {many}{least} to fighting on; "
        "efficient means that no other package is as good for both and better for one."
    )
    plans = bargain.plans.values()
    if not plans:
        return head
    values = np.array([known.distance.utilities for known in plans])
    above = bargain.frontier.utilities[:, None] > values[None] + 1e-9
    better = np.asarray(above.all(axis=2))
    none = "None of them is"
    than_every = f"better for both than {EVERY_PLAN}"
    every = int(better.all(axis=1).sum())
    if every:
        number = words.count(every, "of them is", "of them are").capitalize()
        return f"{head} {number} {than_every}."
    beaten = np.asarray(better.any(axis=0)).tolist()
    rest = [f"“{known.short}”" for known, beat in zip(plans, beaten, strict=True) if not beat]
    if not any(beaten):
        return f"{head} {none} {than_every.replace('every', 'any')}."
    tail = f"; on {words.listed(rest)} none of them improves" if rest else ""
    return (
        f"{head} {none} {than_every}, but "
        f"{sum(beaten)} of the {len(beaten)} plans can each be improved on for both{tail}."
    )


def answer(document: Mapping[str, Any]) -> str:
    """What becomes of the best package in talks, and whether any is clearly ahead as an offer."""
    said = [as_offers(document)]
    if document.get("talks") and document["candidates"]:
        said.insert(0, in_talks(document))
    return " ".join(said)


def in_talks(document: Mapping[str, Any]) -> str:
    """The best package that no red line stops, on the table beside the menu of the case."""
    candidates, first, talks = document["candidates"], document["first"], document["talks"]
    many = words.count(len(candidates), "package")
    if first is None:
        return f"A red line stops each of {many} in half of the futures or more."
    text, years = candidates[first]["talks"], talks["years"]
    soon, late = (words.count(years[key], "year") for key in ("signed", "kept"))
    head = (
        f"On the table beside {words.count(len(talks['menu']), 'text')} while talks go on, number "
        f"{first + 1} is signed within {soon} in {words.chance(text['signed'])}, and passed and "
        f"then in force for {late} in {words.brief_chance(text['kept'])}"
    )
    up = f"; if every mediator takes it up, in {words.brief_chance(text['taken_up']['kept'])}"
    known = [plan for plan in document["plans"].values() if plan["talks"]]
    if not known:
        return f"{head}{up}."
    best = max(known, key=lambda plan: plan["talks"]["kept"]["p"])
    ahead = "clearly more often than" if talks["leads"] else "not clearly more often than"
    return (
        f"{head}{up}. That is {ahead} every plan on it; of these it is “{best['short']}” most "
        f"often: {words.brief_chance(best['talks']['kept'])}."
    )


def stopped(candidate: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Whose red lines stop a package in half of the futures or more."""
    said = [
        f"A red line of {document['names'][p]} stops it in "
        f"{words.chance(candidate['red_lines'][p])}."
        for p in candidate.get("stopped_by", ())
    ]
    return " ".join(said)


def as_offers(document: Mapping[str, Any]) -> str:
    """Whether any package is clearly ahead of every known plan as the last offer."""
    tried = words.count(document["tried"], "package")
    candidates, plans = document["candidates"], document["plans"]
    if not candidates:
        return "Every package that was tried is one of the known plans."
    better = [str(k + 1) for k in document["better_than_every_plan"]]
    under = notes.UNDER
    if better:
        one = len(better) == 1
        return (
            f"Of {tried} tried, {words.listed(better)} {'is' if one else 'are'} "
            f"{_ahead('lasts' if one else 'last')}, {under}."
        )
    none = f"Of {tried} tried, none among the best is {_ahead('lasts')}"
    number = max(range(len(candidates)), key=lambda k: len(candidates[k]["ahead_of"]))
    ahead = candidates[number]["ahead_of"]
    if not ahead:
        return f"{none}, {under}."
    rest = [f"“{plan['short']}”" for name, plan in plans.items() if name not in ahead]
    return f"{none}; number {number + 1} is, but for {words.listed(rest)}, {under}."


def better_for_both(bargain: Bargain, plan: str) -> int:
    """How many efficient packages are better for both than a known plan."""
    value = bargain.plans[plan].distance.utilities
    return int((bargain.frontier.utilities > value + 1e-9).all(axis=1).sum())


def gains(spread: Mapping[str, Any]) -> str:
    """What a change brings a party on its scale: '+0.04 (+0.01 to +0.09)'."""
    median, low, high = (round(spread[key], 2) + 0.0 for key in ("median", "low", "high"))
    return f"{median:+.2f} ({low:+.2f} to {high:+.2f})".replace("-", "\N{MINUS SIGN}")


def _ahead(lasts: str) -> str:
    return f"clearly signed in more futures and clearly {lasts} longer than {EVERY_PLAN}"


def heading(number: int, candidate: Mapping[str, Any], case: Case) -> str:
    """A package as a change to the plan that it resembles most: '1. Plan A, with two changes'."""
    plan = case.plans[candidate["nearest_plan"]].short
    return f"{number}. {plan}, with {words.count(len(candidate['changes']), 'change')}"


def changes(changed: Sequence[Mapping[str, Any]], case: Case) -> list[tuple[str, str, str]]:
    """What changes bring: issue, new option and former option, by their titles."""
    return [
        (entry.title, entry.options[change["to"]].title, entry.options[change["from"]].title)
        for change in changed
        for entry in [case.issues.issues[change["issue"]]]
    ]


def in_value(candidate: Mapping[str, Any], document: Mapping[str, Any], case: Case) -> str:
    """What a package is worth to each side against the plan that it resembles most, if known."""
    gained = [
        f"{title} {gains(candidate['gains'][p])}"
        for p, title in document["names"].items()
        if candidate["gains"].get(p)
    ]
    plan = case.plans[candidate["nearest_plan"]].short
    return f"In value against {plan}: {words.listed(gained)}." if gained else ""


def reading(document: Mapping[str, Any]) -> str:
    """How to read the table of packages."""
    return (
        f"{ranked(document)} "
        f"“All of it” is {notes.ALL_OF_IT}: what the search seeks. ± is the 95 % interval "
        f"over {words.count(document['futures'], 'future')} {notes.NOT_USED}; values "
        f"are {notes.SCALE}, with the 90 % span. A package has "
        "the effects that its options have in the case; plans keep their own wording. The search "
        "tries packages near the frontier and near known plans, so it may miss others."
    )


def ranked(document: Mapping[str, Any]) -> str:
    """By what packages are ranked."""
    talks = document.get("talks")
    if not talks:
        return "Ranked by “all of it”, as if each were the last offer: the case states no talks."
    soon, late = (words.count(talks["years"][key], "year") for key in ("signed", "kept"))
    return (
        f"Ranked by “kept in talks”: with it alone added to the menu of the case it is signed and "
        f"passed within {soon}, and then in force for {late}; "
        f"{words.count(talks['futures'], 'future')}. It is put by a side that it serves best and "
        "by mediators without texts of their own. The other columns are about last "
        "offers. The headline counts no package that a red line stops in half of the futures."
    )
