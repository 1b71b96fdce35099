"""Draw the order of the stages from `STAGES`, as a figure and a table.

    .venv/bin/python scripts/stage_order.py           # write both
    .venv/bin/python scripts/stage_order.py --check   # fail if one is not current

The figure shows each stage to the right of what it needs and leaves out arrows that follow from
others; the table, in docs/adding-a-stage.md, names everything that a stage needs.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from interim.evaluation.flow import STAGES, Stage

DOCS = Path(__file__).parents[1] / "docs"
FIGURE = DOCS / "figures" / "stages.svg"
PAGE = DOCS / "adding-a-stage.md"
BEGIN, END = "<!-- stages: begin -->", "<!-- stages: end -->"

WIDTH, HEIGHT = 112, 34
ACROSS, DOWN = 152, 56
SWEEPS = 8


def arrows(stages: Sequence[Stage]) -> set[tuple[str, str]]:
    """(needed, needing) without those that follow from a longer way."""
    needs = {stage.name: set(stage.needs) for stage in stages}
    behind: dict[str, set[str]] = {}
    for stage in stages:
        behind[stage.name] = needs[stage.name].union(*(behind[name] for name in stage.needs))
    return {
        (before, name)
        for name, direct in needs.items()
        for before in direct
        if not any(before in behind[other] for other in direct)
    }


def places(
    stages: Sequence[Stage],
) -> tuple[dict[str, tuple[int, float]], dict[tuple[str, str], list[str]]]:
    """Column and row of each stage, and by which places each arrow goes.

    Stages are laid out in layers, ordered by the mean place of their neighbours.

    Source: the method of Sugiyama, Tagawa and Toda (1981), with an invisible stage wherever an
    arrow passes a column.
    """
    column: dict[str, int] = {}
    for stage in stages:
        column[stage.name] = 1 + max((column[name] for name in stage.needs), default=-1)
    nodes = dict(column)
    ways: dict[tuple[str, str], list[str]] = {}
    for before, after in sorted(arrows(stages)):
        passed = range(column[before] + 1, column[after])
        hidden = {f"{before}>{after}@{place}": place for place in passed}
        nodes |= hidden
        ways[before, after] = [before, *hidden, after]
    steps = [step for way in ways.values() for step in pairwise(way)]
    columns = [[n for n in nodes if nodes[n] == c] for c in range(1 + max(nodes.values()))]
    row = {n: i - (len(names) - 1) / 2 for names in columns for i, n in enumerate(names)}
    for sweep in range(SWEEPS):
        for names in columns if sweep % 2 else columns[::-1]:
            ends = {n: [a if b == n else b for a, b in steps if n in (a, b)] or [n] for n in names}
            names.sort(key=lambda n: sum(row[other] for other in ends[n]) / len(ends[n]))
            row |= {n: i - (len(names) - 1) / 2 for i, n in enumerate(names)}
    return {name: (nodes[name], row[name]) for name in nodes}, ways


def figure(stages: Sequence[Stage]) -> str:
    """The order as SVG that stands alone."""
    where, ways = places(stages)
    top = min(row for _, row in where.values())
    right = max(column for column, _ in where.values())
    bottom = max(row for _, row in where.values())

    def corner(name: str) -> tuple[float, float]:
        column, row = where[name]
        return 8 + column * ACROSS, 8 + (row - top) * DOWN

    lines = []
    for way in ways.values():
        x, y = corner(way[0])
        path = f"M{x + WIDTH:g} {y + HEIGHT / 2:g}"
        for before, after in pairwise(way):
            (x, y), (u, v) = corner(before), corner(after)
            x, y, v = x + WIDTH, y + HEIGHT / 2, v + HEIGHT / 2
            u -= 7 if after == way[-1] else 0
            bend = (u - x) / 2
            path += f"C{x + bend:g} {y:g} {u - bend:g} {v:g} {u:g} {v:g}"
            path += "" if after == way[-1] else f"H{u + WIDTH:g}"
        lines.append(
            f'<path d="{path}" fill="none" stroke="#7a869a" stroke-width="1.5" '
            'marker-end="url(#tip)"/>'
        )
    for stage in stages:
        x, y = corner(stage.name)
        fill = "#e7ecf3" if stage.per_plan else "#f6e7cf"
        lines.append(
            f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" '
            'stroke="#5b6b82"/>'
            f'<text x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 5:g}" text-anchor="middle" '
            f'fill="#1d2733">{stage.name}</text>'
        )
    wide, high = 16 + right * ACROSS + WIDTH, 16 + (bottom - top) * DOWN + HEIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'font-family="sans-serif" font-size="14" role="img" '
        'aria-label="Each stage stands to the right of the stages that it needs">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#7a869a"/></marker></defs>'
    )
    return "\n".join([head, *lines, "</svg>\n"])


def table(stages: Sequence[Stage]) -> str:
    """What each stage needs, and what it says of itself."""
    rows = ["| stage | needs | what it does |", "| --- | --- | --- |"]
    for stage in stages:
        module = inspect.getmodule(stage.run)
        said = (inspect.getdoc(module) or "").split("\n\n")[0].split(":", 1)[-1].strip()
        first = " ".join(said.split())
        given = "case, plan and futures" if stage.per_plan else "case and futures"
        each = ", ".join(stage.needs) or f"only {given}"
        once = "" if stage.per_plan else " Once for all plans."
        link = f"[{stage.name}](reference/stages.md#interim.stages.{stage.name})"
        rows.append(f"| {link} | {each} | {first}{once} |")
    return "\n".join(rows)


def written() -> dict[Path, str]:
    """Each file and what should stand in it."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page = f"{before}{BEGIN}\n{table(STAGES)}\n{END}{after}"
    return {FIGURE: figure(STAGES), PAGE: page}


def main(arguments: list[str]) -> int:
    stale = [p for p, text in written().items() if not p.is_file() or p.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(DOCS.parent)} is not current; run scripts/stage_order.py")
        return int(bool(stale))
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
