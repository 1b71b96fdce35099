"""Run the example of docs/regret.md again and write its tables into the page."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from interim.foundation import words
from interim.interfaces.cli import interim
from interim.presentation.regret_words import figure, people

PAGE = Path(__file__).parents[1] / "docs" / "regret.md"
COMMAND = "interim regret ukraine-2026 --futures 2000"
HEADS = ["plan", "mean regret", "worst tenth, from", "largest drawn", "best", "worst",
         "within 10 % of the best"]  # fmt: skip
PAIR = ("20-point", "joseph-1244-symmetric")


def main() -> None:
    """Write the page."""
    done = CliRunner().invoke(interim, [*COMMAND.split()[1:], "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found = "\n\n".join(section(json.loads(done.stdout)))
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


def section(d):
    """Paragraphs and tables about one run."""
    yield (
        f"From `{COMMAND}`: {d['futures']:,} futures, seed {d['seed']}, "
        f"{words.count(len(d['plans']) - 1, 'plan')} and no deal; brackets are 95 % intervals."
    )
    in_force, proposed = d["bases"]["in-force"], d["bases"]["proposed"]
    for name, criterion in in_force["criteria"].items():
        yield f"### If in force in every future: {about(d, name)}"
        yield table(d, criterion, name)
        yield said(d, criterion)
        if name == "lives":
            yield between(d, criterion)
    neither = in_force["never_worst_for_anyone"]
    yield (
        "Never worst for either side or in lives: "
        f"{titles(d, neither) if neither else 'no plan'}. Better than no deal for both "
        "principals and with fewer deaths, in the same future: "
        f"{chances(d, in_force['better_for_all'])}."
    )
    yield "### As proposed"
    differ = [
        f"{about(d, name)} {words.brief_chance(criterion['plans_differ'])}"
        for name, criterion in proposed["criteria"].items()
    ]
    yield (
        "Where a plan is not adopted nothing changes on the ground, so the choice of a plan makes "
        f"a difference in fewer futures: {words.listed(differ)}. What observers learn from a "
        "refusal counts as a difference too. A plan that is never adopted has nearly the figures "
        "of no deal."
    )
    for name, criterion in proposed["criteria"].items():
        yield f"{about(d, name)[:1].upper()}{about(d, name)[1:]}:"
        yield table(d, criterion, name)
        yield said(d, criterion)


def table(d, criterion, name):
    """Regret of every course, in Markdown."""
    unit = people if name == "lives" else figure
    rows = [
        [
            d["plans"][plan],
            three(row["expected"], "mean", unit),
            three(row["p90"], "value", unit),
            unit(row["largest"]),
            *(words.brief_chance(row[key]) for key in ("best", "worst", "close")),
        ]
        for plan, row in criterion["plans"].items()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [HEADS, ["---"] * len(HEADS), *rows])


def three(found, middle, unit):
    return f"{unit(found[middle])} ({unit(found['low'])}-{unit(found['high'])})"


def said(d, criterion):
    """Which courses have the least regret, and which are never worst."""
    least, minimax, never = (
        titles(d, criterion[key])
        for key in ("least_expected_regret", "minimax_regret", "never_worst")
    )
    lines = f"Least mean regret: {least}. Least maximum regret: {minimax}. "
    if not criterion["never_worst"]:
        return lines + "Each course is worst in some future."
    bound = max(criterion["plans"][plan]["worst"]["high"] for plan in criterion["never_worst"])
    return lines + f"Never worst: {never} (in fewer than {100 * bound:.2g} % of futures each)."


def between(d, criterion):
    """How two plans compare in lives."""
    pair = next(pair for pair in criterion["pairs"] if pair["plans"] == list(PAIR))
    gap = pair["difference"]
    mean, low, high = (people(abs(gap[end])) for end in ("mean", "low", "high"))
    which = "fewer" if gap["mean"] < 0 else "more"  # of worth: the first plan less the second
    return (
        f"Against “{d['plans'][PAIR[0]]}”, “{d['plans'][PAIR[1]]}” would on average have {mean} "
        f"({min(low, high, key=number)} to {max(low, high, key=number)}) {which} deaths over "
        f"{d['horizon_years']} years where both were in force; it has fewer in "
        f"{words.brief_chance(pair['second_better'])} of futures and more in "
        f"{words.brief_chance(pair['first_better'])}."
    )


def number(text):
    return int(text.replace(",", ""))


def about(d, name):
    return "lives" if name == "lives" else f"value to {d['parties'][name]}"


def titles(d, plans):
    return words.listed([d["plans"][plan] for plan in plans])


def chances(d, found):
    return words.listed([f"{d['plans'][p]} {words.brief_chance(c)}" for p, c in found.items()])


if __name__ == "__main__":
    main()
