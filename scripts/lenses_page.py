"""Run the example of docs/lenses.md again and write its tables into the page."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from interim.foundation import words
from interim.interfaces.cli import interim
from interim.presentation.views import apart, bits, when

PAGE = Path(__file__).parents[1] / "docs" / "lenses.md"
COMMAND = "interim lenses ukraine-2026 --futures 500"
REPLAYED = "interim lenses ukraine-2026 20-point european joseph-1244 --futures 300 --replay 100"
ALL = "--questions 1000"
QUESTIONS = 10
PLANS = ("joseph-1244", "20-point")


def main() -> None:
    """Write the page."""
    found = "\n\n".join(section(run(COMMAND), run(f"{REPLAYED} {ALL}")))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(
            r"<!-- run -->.*?<!-- /run -->",
            lambda _: f"<!-- run -->\n{found}\n<!-- /run -->",
            page,
            flags=re.DOTALL,
        ),
        encoding="utf-8",
    )


def run(command):
    """The document that a command prints with --json."""
    done = CliRunner().invoke(interim, [*command.split()[1:], "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def section(d, replayed):
    """Paragraphs and tables about one run, and what the replayed one adds."""
    views, first, pairs = d["lenses"], d["questions"][0], d["pairs"]
    parted = sum(pair["id"] == first["id"] for pair in pairs)
    real = len(d["plans"]) - 1
    yield (
        f"From `{COMMAND}`: {d['futures']:,} futures, seed {d['seed']}, "
        f"{words.count(real, 'plan')}, {len(views)} views; brackets are 95 % intervals for that "
        "number of futures."
    )
    yield "### What to ask"
    yield asked(d["questions"][:QUESTIONS])
    yield (
        f"Of the {d['prior_bits']:.2f} bits of doubt, the first question is expected to take off "
        f"most, and it separates {parted} of the {len(pairs)} pairs of views better than any other "
        "question. The answers that each view expects to the first two are below; views that "
        "share the case's number expect the same."
    )
    for question in d["questions"][:2]:
        yield f"*{question['question']}*"
        answers = next(iter(question["answers"].values()))
        yield table(
            ["view", *answers],
            [
                [views[view]["title"], *map(words.brief_chance, chances.values())]
                for view, chances in question["answers"].items()
            ],
        )
    yield "The best question between each view and the case as written:"
    yield table(
        ["view", "bits of one", "by", "ask"],
        [
            [views[pair["lenses"][1]]["title"], bits(pair), when(pair["year"]), pair["question"]]
            for pair in pairs
            if pair["lenses"][0] == next(iter(views))
        ],
    )
    yield f"Who is first blamed for a violation, from `{REPLAYED}`:"
    blamed = [q for q in replayed["questions"] if "first violation" in q["question"]]
    yield table(["bits", "ask"], [[bits(q), q["question"]] for q in blamed])
    yield "### Where they would bet differently"
    yield "The largest difference between two views, over all plans:"
    yield table(
        ["outcome", "plan", "higher", "lower", "difference"],
        [largest(d, outcome, rows[0]) for outcome, rows in d["differences"].items() if rows],
    )
    yield "### What follows from each view"
    for plan in PLANS:
        yield f"{d['plans'][plan]}:"
        yield table(
            ["view", "signed", "adopted", "in force 10 years, once in force",
             "deaths averted, once in force (thousands)"],
            [follows(view["title"], view["plans"][plan]) for view in views.values()],
        )  # fmt: skip


def asked(questions):
    """Questions with what they tell, the most telling first."""
    return table(
        ["bits", "by", "if", "ask"],
        [[bits(q), when(q["year"]), q["given"], q["question"]] for q in questions],
    )


def largest(d, outcome, row):
    """The two views that differ most about an outcome."""
    higher, lower, difference = apart(outcome, row)
    titles = {name: view["title"] for name, view in d["lenses"].items()}
    return [outcome, d["plans"][row["plan"]], titles[higher], titles[lower], difference]


def follows(title, result):
    """What one view expects of a plan."""
    return [
        title,
        *(words.brief_chance(result[key]) for key in ("signed", "adopted")),
        words.brief_chance(result["holds_if_adopted"]["10"]),
        words.thousands(result["deaths_averted_if_adopted"]),
    ]


def table(heads, rows):
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
