"""Fit the recorded votes on sovereignty, and fill the tables of docs/referendums.md.

    .venv/bin/python scripts/fit_referendums.py VOTES.csv [--futures N]

VOTES.csv is the table of sudd.ch, which the project does not ship. Takes about two minutes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

import interim
from interim.foundation import defaults, words
from interim.futures import Run
from interim.questions.referendum import referendum
from interim.referendums.examples import read_examples, worked
from interim.referendums.held import design, read_votes
from interim.referendums.mixed import fit
from interim.referendums.score import left_out, majority, score
from interim.referendums.swing import repeats, swing

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "referendums.md"
DATA = ROOT / "docs" / "referendums"
CASE, PLAN = ROOT / "cases" / "ukraine-2026", "joseph-1244"
WITHIN = 40
"""Most years between a vote and the one before it."""


def main() -> None:
    """Run everything and rewrite the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("votes", type=Path)
    parser.add_argument("--futures", type=int, default=defaults.EVALUATION)
    asked = parser.parse_args()
    claimed = YAML(typ="safe").load((DATA / "claimed.yaml").read_text(encoding="utf-8"))
    votes = read_votes(asked.votes, claimed=claimed)
    document = referendum(interim.load(CASE), PLAN, run=Run(asked.futures))
    tables = {
        "units": units(document),
        "missing": missing(document),
        "ways": ways(asked.futures),
        "scores": scores(votes[~votes.claimed].reset_index(drop=True)),
        "swing": swings(votes[~votes.claimed]),
        "turnout": turnouts(votes[~votes.claimed]),
        "claimed": claims(votes[votes.claimed], claimed),
        "examples": examples(),
    }
    page = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        head, _, rest = page.partition(begin)
        if not rest:
            sys.exit(f"{PAGE.name} has no table '{name}'")
        page = f"{head}{begin}\n{table}\n{end}{rest.partition(end)[2]}"
    PAGE.write_text(page, encoding="utf-8")


def units(document: Mapping[str, Any]) -> str:
    """Each unit under each rule."""
    first = next(iter(document["choices"].values()))
    rows: list[list[str]] = []
    for unit, title in document["units"].items():
        found = document["referendum"][unit]
        for rule, name in document["franchises"].items():
            result = found[rule]
            rows.append(
                [
                    f"**{title}**" if not rows or rows[-1][-1] != unit else "",
                    name,
                    span(result["result"]),
                    words.cell(result["passes"]),
                    span(result["turnout"]),
                    span(result["coverage"]),
                    words.cell(found["decided_by_franchise"])
                    if rule == next(iter(document["franchises"]))
                    else "",
                    unit,
                ]
            )
    heads = ["", "who may vote", f"votes for: {first}", "it wins", "turnout", "reach"]
    return markdown([*heads, "the rule decides"], [row[:-1] for row in rows])


def missing(document: Mapping[str, Any]) -> str:
    """Groups that each rule excludes, and the entitled out of reach."""
    rows = []
    for rule, name in document["franchises"].items():
        for unit, title in document["units"].items():
            entries = document["referendum"][unit][rule]["missing"]
            said = {
                why: ", ".join(
                    f"{e['group']} {amount(e['thousands'])}"
                    for e in entries
                    if e["why"] == why and e["thousands"]["median"] >= 1
                )
                for why in ("excluded", "not reached")
            }
            rows.append([name, title, said["excluded"] or "none", said["not reached"] or "none"])
            name = ""
    return markdown(["who may vote", "", "excluded (thousands)", "entitled, not reached"], rows)


def ways(futures: int) -> str:
    """The voting arrangements and the boycott that the page adds to the case."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / CASE.name
        shutil.copytree(CASE, copy)
        added = (DATA / "ways-of-voting.yaml").read_text(encoding="utf-8")
        with (copy / "referendum.yaml").open("a", encoding="utf-8") as file:
            file.write("\n" + added)
        document = referendum(interim.load(copy), PLAN, run=Run(futures))
    rows = []
    rule = "registered-before-cut-off"
    for unit, title in document["units"].items():
        result = document["referendum"][unit][rule]
        for name, found in (
            ("Where people live now, missions abroad", result),
            *((document["arrangements"][w], found) for w, found in result["arrangements"].items()),
        ):
            shown = [words.cell(found["passes"]), span(found["turnout"]), span(found["coverage"])]
            count = words.cell(result["miscounted"]) if found is result else ""
            rows.append([f"**{title}**" if found is result else "", name, *shown, count])
    heads = ["", "how votes are cast", "joining Russia wins", "turnout", "reach", "count decides"]
    return markdown(heads, rows)


def scores(votes: pd.DataFrame) -> str:
    """Each country foretold from the others."""
    rows = []
    for part, what in (("share", "yes-share"), ("cast", "turnout")):
        known = votes[votes[part].notna()].reset_index(drop=True)
        for alone in (True, False):
            mean, spread = left_out(known, part, alone=alone)
            found = score(known, part, mean, spread)
            won = (known.yes > 0.5).to_numpy()
            brier = f"{np.mean((majority(mean, spread) - won) ** 2):.3f}" if part == "share" else ""
            model = "base rate" if alone else "what is known beforehand"
            inside = f"{round(found.covered * found.votes)} of {found.votes}"
            figures = [f"{found.error:.3f}", f"{found.crps:.4f}", f"{found.log:.3f}", brier]
            rows.append([what, model, inside, f"{found.width:.2f}", *figures])
        whole = fit(design(known), known[part].to_numpy(), known.country.tolist())
        print(part, whole.mean.round(2), whole.effects, whole.between, whole.within)
    heads = ["", "foretold from", "inside the 90 % interval", "its width", "error", "CRPS"]
    return markdown([*heads, "log score", "Brier, majority"], rows)


def swings(votes: pd.DataFrame) -> str:
    """Votes repeated within a lifetime of voters."""
    pairs = repeats(votes[votes.topic != "other"], within=WITHIN)
    quiet = swing(pairs[~pairs.boycott].change.to_numpy())
    rows = [
        [
            p.territory,
            p.topic,
            f"{p.before}, {p.after}",
            f"{p.change:+.2f}",
            "yes" if p.boycott else "",
        ]
        for p in pairs.itertuples()
    ]
    text = (
        f"Spread without votes that a side boycotted: {quiet.spread:.2f} log-odds (90 % interval "
        f"{quiet.low:.2f} to {quiet.high:.2f}, {quiet.pairs} pairs)."
    )
    return markdown(["territory", "proposal", "years", "change", "boycott"], rows) + f"\n\n{text}"


def turnouts(votes: pd.DataFrame) -> str:
    """Turnout by kind of vote."""
    rows = []
    for name, chosen in (
        ("all official votes since 1900", ~votes.unofficial),
        (
            "official votes on independence or joining since 1989",
            ~votes.unofficial & votes.topic.isin(["independence", "join"]) & (votes.year > 1988),
        ),
    ):
        seen = votes[chosen].turnout.dropna()
        low, middle, high = (f"{100 * q:.0f} %" for q in seen.quantile([0.05, 0.5, 0.95]))
        rows.append([name, str(len(seen)), middle, f"{low} to {high}"])
    return markdown(["", "votes", "middle", "90 % of votes"], rows)


def claims(votes: pd.DataFrame, claimed: Mapping[str, Any]) -> str:
    """Figures of organisers, shown as such."""
    rows = []
    for vote in votes.sort_values("year").itertuples():
        turnout = "" if np.isnan(vote.turnout) else f"{100 * vote.turnout:.1f} %"
        stated = claimed[vote.id]
        rows.append([stated["what"], f"{100 * vote.yes:.1f} %", turnout, stated["ground"]])
    heads = ["", "yes, as claimed by the organisers", "turnout, as claimed", "on the ground"]
    return markdown(heads, rows)


def examples() -> str:
    """The worked examples, rule by rule."""
    rows = []
    for example in read_examples(DATA / "examples.yaml").values():
        for rule, result in worked(example).items():
            rows.append(
                [
                    example["title"] if rule == next(iter(example["franchises"])) else "",
                    rule,
                    example["choice"],
                    f"{100 * result.share[0]:.1f} %",
                    "passes" if result.passes[0] > 0.5 else "fails",
                ]
            )
    return markdown(["", "who votes", "choice", "share", ""], rows)


def span(found: Mapping[str, float]) -> str:
    """'34 % (20-51)'."""
    middle, low, high = (round(100 * found[end]) for end in ("median", "low", "high"))
    return f"{middle} % ({low}-{high})"


def amount(found: Mapping[str, float]) -> str:
    """'340 (270-420)'."""
    return f"{found['median']:,.0f} ({found['low']:,.0f}-{found['high']:,.0f})"


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    """A table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
