"""Measure what the sequence of a deal does, and what its failure is worth, for docs/sequence.md.

    .venv/bin/python scripts/sequence_figures.py [FUTURES]

Each variant is a plan file beside those of the Ukraine case, in a copy of it, with one clause
changed; all variants face the same futures with the same chance events. Writes the tables between
the markers in docs/sequence.md. `pages.py` says how many the docs show.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import interim
from interim.foundation import words
from interim.presentation import learning_words

ROOT = Path(__file__).parents[1]
CASE = ROOT / "cases" / "ukraine-2026"
PAGE = ROOT / "docs" / "sequence.md"

TRIED = "judgement: A variant, to see what the clause does."
ARMY = "western_donetsk.army:\n    option: replaced-by-peacekeepers\n    with:\n"
RELIEF = "sanctions.relief:\n    option: staged-with-snapback\n    with:\n"
VOTE = "referendum.franchise:\n    option: franchise-unspecified\n    with:\n"


def army(
    order: str, months: str, steps: int, *, conditional: bool = False, exposed: str = ""
) -> str:
    """A clause on the withdrawal from western Donetsk."""
    exposure = f", exposure: {exposed}" if exposed else ""
    return (
        f"{ARMY}      withdrawal: {{order: {order}, months: {months}, steps: {steps}, "
        f"conditional: {str(conditional).lower()}{exposure}}}\n      {TRIED}\n"
    )


BOTH = "{ukraine: 0.02 to 0.08, russia: 0.01 to 0.05}"

# Title, plan that it varies, clause.
WITHDRAWAL: dict[str, tuple[str, str]] = {
    "Ukraine's army leaves at once": ("joseph-1244", army("ukraine", "1", 1)),
    "in two steps over 3 to 12 months (as published)": (
        "joseph-1244",
        army("ukraine", "3 to 12", 2),
    ),
    "in four steps over 24 to 36 months": ("joseph-1244", army("ukraine", "24 to 36", 4)),
    "both armies, Ukraine's whole army first": (
        "joseph-1244-symmetric",
        army("[ukraine, russia]", "6 to 18", 1, conditional=True, exposed=BOTH),
    ),
    "both armies, Russia's whole army first": (
        "joseph-1244-symmetric",
        army("[russia, ukraine]", "6 to 18", 1, conditional=True, exposed=BOTH),
    ),
    "both in turn, three steps, each once the last is attested": (
        "joseph-1244-symmetric",
        army("[ukraine, russia]", "6 to 18", 3, conditional=True, exposed=BOTH),
    ),
    "both in three steps, unconditional": (
        "joseph-1244-symmetric",
        army("[ukraine, russia]", "6 to 18", 3, exposed=BOTH),
    ),
}
TIMING: dict[str, tuple[str, str]] = {
    "relief at once": (
        "joseph-1244",
        f"{RELIEF}      relief_start: 0\n      relief_months: 0\n      {TRIED}\n",
    ),
    "relief staged (as published)": ("joseph-1244", ""),
    "relief late: starts after five years": (
        "joseph-1244",
        f"{RELIEF}      relief_start: 60\n      relief_months: 60\n      {TRIED}\n",
    ),
    "relief only once the army has left": (
        "joseph-1244",
        f"{RELIEF}      relief_after: withdrawal\n      {TRIED}\n",
    ),
    "relief earned by 24 months without blame, and earned back": (
        "joseph-1244",
        f"{RELIEF}      relief_clean_months: 24\n      {TRIED}\n",
    ),
    "the same staged relief, taking back vetoed nine times in ten": (
        "joseph-1244",
        f"{RELIEF}      snapback_veto: 0.9\n      {TRIED}\n",
    ),
    "vote after two years": (
        "joseph-1244",
        f"{VOTE}      vote_months: 24\n      {TRIED}\n",
    ),
    "vote after ten years": (
        "joseph-1244",
        f"{VOTE}      vote_months: 120\n      {TRIED}\n",
    ),
    "vote after ten years, once there is calm": (
        "joseph-1244",
        f"{VOTE}      vote_months: 120\n      vote_when: calm\n      {TRIED}\n",
    ),
}
PUBLIC = """
public_belief:
  about: russia
  fears: maximalist
  points: 5
  response: {response}
  engagement: {engagement}
  judgement: Tried for the documentation.
"""


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    parts = {
        "failure": failure_table,
        "next": next_table,
        "lessons": lessons_table,
        "believers": assumptions_table,
        "withdrawal": lambda n: varied_table(WITHDRAWAL, n),
        "timing": lambda n: varied_table(TIMING, n),
        "public": public_table,
    }
    for name in sys.argv[2:] or parts:
        table = parts[name](futures)
        write(name, f"{futures:,} futures, the same for every row.\n\n{table}")
        print(table, flush=True)


def varied_table(variants: Mapping[str, tuple[str, str]], futures: int) -> str:
    """Who would sign variants of a plan, and how they fare in force."""
    with tempfile.TemporaryDirectory() as folder:
        case, ids = varied(variants, Path(folder))
        found = interim.evaluate(interim.load(case), ids, futures=futures).to_json()
    return lives_table(dict(zip(ids, variants, strict=True)), found)


def varied(variants: Mapping[str, tuple[str, str]], folder: Path) -> tuple[Path, list[str]]:
    """A copy of the case with a plan for each variant."""
    case = Path(shutil.copytree(CASE, folder / "case"))
    ids = [f"variant-{number}" for number in range(len(variants))]
    for id_, (title, (plan, clause)) in zip(ids, variants.items(), strict=True):
        clauses = f"clauses:\n  {clause}" if clause else "clauses: {}\n"
        (case / "plans" / f"{id_}.yaml").write_text(
            f'title: "{title}"\nshort: "{id_}"\nsummary: A variant.\nbased_on: {plan}\n{clauses}',
            encoding="utf-8",
        )
    return case, ids


def lives_table(titles: Mapping[str, str], found: Mapping[str, Any]) -> str:
    """Who would sign, and how a deal in force fares, a row per variant."""
    rows = [
        "| variant | Russia would sign | Ukraine would sign | in force, holds 1 year | 10 years |",
        "| --- | --- | --- | --- | --- |",
    ]
    for id_, title in titles.items():
        plan = found["plans"][id_]
        cells = [plan["assent"][p] for p in ("russia", "ukraine")]
        cells += [plan["holds_if_adopted"][year] for year in ("1", "10")]
        rows.append(f"| {title} | " + " | ".join(words.brief_chance(c) for c in cells) + " |")
    return "\n".join(rows)


WASHINGTON = "united-states"
EVENTS = ("refusal:russia", "signature:russia", "violation:russia", "breach:russia",
          "breach:russia:first year", "breach:russia:later", "kept")  # fmt: skip


def failure_table(futures: int) -> str:
    """What Ukraine has from each plan in force that Russia then breaks, in parts."""
    rows = [
        "| plan in force, then broken by Russia | in all | the deal's months "
        "| ground and force at the breach | support that follows what is learnt "
        "| better off than without a deal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for plan in _everything(futures)["plans"].values():
        told = plan["if_broken"].get("ukraine")
        if told is None or not words.defined(told["better_off"]):
            continue
        parts = ("value", "months", "ground", "learning")
        cells = [*(finely(told[part]) for part in parts), words.brief_chance(told["better_off"])]
        rows.append(f"| {plan['short']} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def next_table(futures: int) -> str:
    """What Washington thinks of the next deal, before a plan is put and after it has failed."""
    rows = [
        "| plan | before it is put | Russia has refused it | Russia has signed it "
        "| Russia has broken it | five years kept | futures that a breach leaves |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for id_, plan in _everything(futures)["plans"].items():
        lessons = plan["learnt"].get(WASHINGTON)
        if not lessons:
            continue
        cells = [_next(lessons["refusal:russia"], id_, "before")]
        cells += [
            _next(lessons.get(name), id_, "after")
            for name in ("refusal:russia", "signature:russia", "breach:russia", "kept")
        ]
        left = lessons.get("breach:russia", {"effective": 0})["effective"]
        rows.append(f"| {plan['short']} | " + " | ".join(cells) + f" | {left:,.0f} |")
    return "\n".join(rows)


def lessons_table(futures: int) -> str:
    """What each observer makes of what may be seen of Joseph's plan."""
    found = _everything(futures)
    titles = {**found["parties"]}
    rows = [
        "| observer | what it sees | how likely beforehand | Russia maximalist | next deal broken "
        "by Russia | futures left |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for observer, lessons in found["plans"]["joseph-1244"]["learnt"].items():
        for name in EVENTS:
            lesson = lessons.get(name)
            if lesson is None:
                continue
            kind = lesson["types"]["russia"]["maximalist"]
            after = "too rare" if kind["after"] is None else learning_words.belief(kind["after"])
            event, likely = learning_words.event(found, name), lesson["chance"]["p"]
            rows.append(
                f"| {titles.get(observer, observer)} | {event} | {learning_words.belief(likely)} "
                f"| {learning_words.belief(kind['before'])}, then {after} "
                f"| {_next(lesson, 'joseph-1244', 'before')}, then "
                f"{_next(lesson, 'joseph-1244', 'after')} | {lesson['effective']:,.0f} |"
            )
    return "\n".join(rows)


@cache
def _everything(futures: int) -> dict[str, Any]:
    case = interim.load("ukraine-2026")
    plans = [name for name in case.plans if name != "no-deal"]
    return interim.evaluate(case, plans, futures=futures).to_json()


def _next(lesson: Mapping[str, Any] | None, plan: str, when: str) -> str:
    """Mean chance that Russia breaks the next deal, over the menu without the plan."""
    told = {} if lesson is None else lesson["next_by"]["russia"]
    others = [at for name, at in told.items() if name != plan]
    if not others or any(at[when] is None for at in others):
        return "too rare"
    return learning_words.belief(sum(at[when] for at in others) / len(others))


def finely(spread: Mapping[str, float]) -> str:
    """'+0.073 (-0.032 to +0.157)'."""
    median, low, high = (round(spread[key], 3) + 0.0 for key in ("median", "low", "high"))
    return f"{median:+.3f} ({low:+.3f} to {high:+.3f})"


# What must be true for learning to matter: settings of the flagship case.
ASSUMED: dict[str, dict[str, str]] = {
    "as in the case": {},
    "Washington answers what it learns four times as strongly": {
        "enforcement.observers.united-states.response": "0.16 to 0.72"
    },
    "choices are four times as sharp: types differ more in what they do": {
        "enforcement.behaviour.precision": "240 to 800"
    },
    "the limited types want nothing beyond a settlement": {
        "preferences.russia.types.status-quo.beyond": "0",
        "preferences.russia.types.opportunist.beyond": "0",
    },
    "all three": {
        "enforcement.observers.united-states.response": "0.16 to 0.72",
        "enforcement.behaviour.precision": "240 to 800",
        "preferences.russia.types.status-quo.beyond": "0",
        "preferences.russia.types.opportunist.beyond": "0",
    },
}


def assumptions_table(futures: int) -> str:
    """The same for Joseph's plan under other assumptions."""
    case = interim.load("ukraine-2026")
    rows = [
        "| assumption | plan | in all | support that follows what is learnt | next deal broken, as "
        "Washington sees it, before and after a breach |",
        "| --- | --- | --- | --- | --- |",
    ]
    runs = [(title, settings, None) for title, settings in ASSUMED.items()]
    runs.append(("through the eyes of the article's author (the lens `author`)", {}, "author"))
    for title, settings, lens in runs:
        known = {name: text for name, text in settings.items() if name in case.quantities}
        if len(known) != len(settings):
            missing = ", ".join(sorted(set(settings) - set(known)))
            raise SystemExit(f"no such quantity: {missing}")
        assert case.talks is not None
        menu = list(case.talks.menu)
        found = interim.evaluate(case, menu, futures=futures, settings=known, lens=lens).to_json()
        for name in ("joseph-1244", "freeze"):
            plan = found["plans"][name]
            told = plan["if_broken"]["ukraine"]
            lesson = plan["learnt"][WASHINGTON].get("breach:russia")
            rows.append(
                f"| {title} | {plan['short']} | {finely(told['value'])} | "
                f"{finely(told['learning'])} | {_next(lesson, name, 'before')}, "
                f"{_next(lesson, name, 'after')} |"
            )
    return "\n".join(rows)


def public_table(futures: int) -> str:
    """The game with and without the public's belief as a part of its state."""
    variants = {
        "nobody changes their mind during the deal": None,
        "guarantors' answer grows with belief": ("0.5 to 1.5", "0"),
        "so does their engagement": ("0.5 to 1.5", "0.5 to 2"),
    }
    rows = [
        "| Joseph's plan | Russia would sign | Ukraine would sign | in force, holds 1 year "
        "| 10 years |",
        "| --- | --- | --- | --- | --- |",
    ]
    for title, numbers in variants.items():
        with tempfile.TemporaryDirectory() as folder:
            case = Path(shutil.copytree(CASE, Path(folder) / "case"))
            if numbers is not None:
                file = case / "enforcement.yaml"
                block = PUBLIC.format(response=numbers[0], engagement=numbers[1])
                file.write_text(file.read_text(encoding="utf-8") + block, encoding="utf-8")
            found = interim.evaluate(interim.load(case), ["joseph-1244"], futures=futures)
            rows.append(lives_table({"joseph-1244": title}, found.to_json()).splitlines()[-1])
        print(rows[-1], flush=True)
    return "\n".join(rows)


def write(name: str, text: str) -> None:
    """Replace what stands between the markers of a name on the docs page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
