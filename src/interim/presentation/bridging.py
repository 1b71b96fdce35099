"""Whether there is a package that is better for both, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from interim.foundation import words
from interim.questions.frontier import Bargain


def summary(bargain: Bargain) -> str:
    """How many efficient packages there are, and which plans they improve on."""
    names = [bargain.names[p] for p in bargain.space.parties]
    both = words.listed(names)
    count = len(bargain.found)
    if not count:
        short = -bargain.range.margin
        close = (
            f" It would not be so, were fighting on worth {words.percent(short)} of its scale "
            "less to each."
            if np.isfinite(short) and short > 0
            else ""
        )
        return f"No package is better than fighting on for both {both}.{close}"
    many = words.count(count, "efficient package")
    least = "" if bargain.found.complete else " at least"
    head = (
        f"With every quantity at its median, {both} both prefer {many}{least} to fighting on; "
        "efficient means that no other package is as good for both and better for one."
    )
    plans = bargain.plans.values()
    if not plans:
        return head
    values = np.array([known.distance.utilities for known in plans])
    above = bargain.found.utilities[:, None] > values[None] + 1e-9
    better = np.asarray(above.all(axis=2))
    every = int(better.all(axis=1).sum())
    if every:
        return (
            f"{head} {words.count(every, 'of them is', 'of them are').capitalize()} better for "
            "both than every plan on the table."
        )
    beaten = np.asarray(better.any(axis=0)).tolist()
    rest = [f"“{known.short}”" for known, beat in zip(plans, beaten, strict=True) if not beat]
    if not any(beaten):
        return f"{head} None of them is better for both than any plan on the table."
    tail = f"; on {words.listed(rest)} none of them improves" if rest else ""
    return (
        f"{head} None of them is better for both than every plan on the table, but "
        f"{sum(beaten)} of the {len(beaten)} plans can each be improved on for both{tail}."
    )


def answer(document: Mapping[str, Any]) -> str:
    """Whether any package is clearly ahead of every known plan, in signing and in lasting."""
    tried = words.count(document["tried"], "package")
    candidates, plans = document["candidates"], document["plans"]
    if not candidates:
        return "Every package that was tried is one of the known plans."
    better = [str(k + 1) for k in document["better_than_every_plan"]]
    under = "under the assumptions of the case"
    if better:
        one = len(better) == 1
        return (
            f"Of {tried} tried, {words.listed(better)} {'is' if one else 'are'} clearly signed in "
            f"more futures and clearly {'lasts' if one else 'last'} longer than every plan on the "
            f"table, {under}."
        )
    none = (
        f"Of {tried} tried, none among the best is clearly signed in more futures and clearly "
        "lasts longer than every plan on the table"
    )
    number = max(range(len(candidates)), key=lambda k: len(candidates[k]["ahead_of"]))
    ahead = candidates[number]["ahead_of"]
    if not ahead:
        return f"{none}, {under}."
    rest = [f"“{plan['short']}”" for name, plan in plans.items() if name not in ahead]
    return f"{none}; number {number + 1} is, but for {words.listed(rest)}, {under}."


def better_for_both(bargain: Bargain, plan: str) -> int:
    """How many efficient packages are better for both than a known plan."""
    value = bargain.plans[plan].distance.utilities
    return int((bargain.found.utilities > value + 1e-9).all(axis=1).sum())


def gains(spread: Mapping[str, Any]) -> str:
    """What a change brings a party on its scale: '+0.04 (+0.01 to +0.09)'."""
    median, low, high = (round(spread[key], 2) + 0.0 for key in ("median", "low", "high"))
    return f"{median:+.2f} ({low:+.2f} to {high:+.2f})".replace("-", "\N{MINUS SIGN}")
