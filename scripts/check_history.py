"""Fill the figures of docs/history.md from the table of settlements, or check that they agree.

.venv/bin/python scripts/check_history.py            # write them
.venv/bin/python scripts/check_history.py --check    # fail where the page says something else
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from interim.foundation.horizons import LATE, within
from interim.history.outside import history, scored
from interim.history.settlements import LAST_SEEN, lives, shipped

PAGE = Path(__file__).parents[1] / "docs" / "history.md"
MARK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> int:
    """Write the figures, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    asked = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = filled(before)
    if asked.check:
        if before != after:
            print(f"{PAGE}: differs from the table; run scripts/check_history.py", file=sys.stderr)
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


def filled(page: str) -> str:
    """The page with every block of figures worked out anew."""
    document = history()
    blocks = {"survival": survival, "features": features, "scores": scores, "rows": rows}
    return MARK.sub(lambda m: m[1] + blocks[m[2]](document) + m[3], page)


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Rows as a table in Markdown."""
    lines = [head, ["---" for _ in head], *body]
    return "\n" + "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


def share(found: dict[str, Any] | None) -> str:
    """A share with its interval, in per cent."""
    if found is None:
        return "-"
    return f"{100 * found['p']:.0f} ({100 * found['low']:.0f}-{100 * found['high']:.0f})"


def survival(document: dict[str, Any]) -> str:
    """All settlements, under both readings of those that were completed."""
    kinds = Counter(row["how"] for row in document["reference_class"])
    counts = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    names = {
        "survival": "completed and replaced are censored",
        "survival_if_kept": "completed and replaced count as kept",
    }
    body = [
        (name, *(share(document[key][year]) for year in map(str, within(LATE))))
        for key, name in names.items()
    ]
    head = ("in force after, % (95 % interval)", "1 year", "5 years", "10 years")
    return f"\n{document['settlements']} settlements: {counts}.\n" + table(head, body)


def features(document: dict[str, Any]) -> str:
    """Each feature alone, and in the survival model."""
    head = ("feature", "10 years with", "n", "10 years without", "n", "hazard ratio in the model")
    body = []
    for row in document["by_feature"]:
        with_it, without = row["with"], row["without"]
        ratio = row["hazard_ratio"]
        body.append(
            (
                row["meaning"],
                share(with_it["10"]),
                str(with_it["1"]["n"]),
                share(without["10"]),
                str(without["1"]["n"]),
                f"{ratio['median']:.2f} ({ratio['low']:.2f}-{ratio['high']:.2f})",
            )
        )
    return table(head, body)


def scores(_: dict[str, Any]) -> str:
    """Scores out of sample, under both readings."""
    head = (
        "horizon",
        "completed",
        "n",
        "Brier",
        "base rate",
        "skill (95 % interval)",
        "log loss",
        "base rate",
    )
    body = []
    for completed in ("censored", "kept"):
        for score in scored(LAST_SEEN, completed).scores:
            body.append(
                (
                    f"{score.years:g} y",
                    completed,
                    str(score.n),
                    f"{score.brier:.3f}",
                    f"{score.brier_base_rate:.3f}",
                    f"{score.skill:+.3f} ({score.skill_low:+.3f} to {score.skill_high:+.3f})",
                    f"{score.log:.3f}",
                    f"{score.log_base_rate:.3f}",
                )
            )
    return table(head, body)


def rows(_: dict[str, Any]) -> str:
    """How each settlement is known."""
    years = dict(
        zip((s.id for s in lives(shipped()).settlements), lives(shipped()).years, strict=True)
    )
    head = ("id", "settlement", "years", "end", "looked up")
    body = []
    for settlement in sorted(shipped(), key=lambda s: s.start):
        life = years.get(settlement.id)
        end = settlement.how if settlement.how != "broken" else f"broken by {settlement.ended_by}"
        opened = f"[page]({settlement.source})" if settlement.basis == "opened" else "no"
        body.append(
            (
                settlement.id,
                f"{settlement.name} ({settlement.start.year})",
                "-" if life is None else f"{life:.1f}",
                end,
                opened,
            )
        )
    return table(head, body)


if __name__ == "__main__":
    raise SystemExit(main())
