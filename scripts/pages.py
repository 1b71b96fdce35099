"""Every page and figure that a script makes: make them anew, and say which are stale.

    .venv/bin/python scripts/pages.py                    # list them, with how long each takes
    .venv/bin/python scripts/pages.py check              # fail if one is stale
    .venv/bin/python scripts/pages.py make               # make those that are stale, in order
    .venv/bin/python scripts/pages.py make bridge votes  # make these
    .venv/bin/python scripts/pages.py keep bridge "why"  # stamp a page that would be the same

What is cheap is made in memory and compared. What takes long carries a stamp of what it was made
from (`made_from.py`), and is stale when that has changed. `keep` is for a change that cannot have
moved what a page shows: the reason stands in the stamp until the page is made anew. What is
measured, and differs by machine, carries a stamp too; a stale one is named and fails nothing.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import made_from
from interim.case.find import bundled
from made_from import Stamp

ROOT = Path(__file__).parents[1]
UKRAINE = ("ukraine-2026",)
DATA = ROOT.parent / "shared" / "data"
"""Data that is not part of the repository."""


@dataclass(frozen=True)
class Made:
    """Something that one command makes.

    Attributes:
        name: as `pages.py make` takes it.
        command: what is run: a script and its arguments, or `interim` and its.
        pages: page -> the cases that it shows. Each carries the stamp.
        figures: files that are made with them.
        roots: names below `interim` of what works it out, where the script calls a command, whose
            own modules lead to every face.
        regions: names of the markers around what is made; by default all on the page.
        files: others in the repository that it reads.
        data: a file outside the repository that it needs.
        compared: whether the script has a `--check` that makes it in memory.
        measured: whether it is a measurement.
    """

    name: str
    command: tuple[str, ...]
    pages: Mapping[str, tuple[str, ...]]
    figures: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    regions: tuple[str, ...] | None = None
    files: tuple[str, ...] = ()
    data: Path | None = None
    compared: bool = False
    measured: bool = False

    @property
    def script(self) -> Path | None:
        """The script, or None where a command of `interim` makes it."""
        return None if self.command[0] == "interim" else ROOT / self.command[0]

    @property
    def missing(self) -> bool:
        """Whether what it needs from outside is not there."""
        return self.data is not None and not self.data.is_file()


def _figures(case: str) -> tuple[str, ...]:
    # Where nobody fights no deaths are averted.
    frozen = "frozen: true" in (bundled()[case] / "war.yaml").read_text(encoding="utf-8")
    drawn = ("signing", "endings") if frozen else ("signing", "endings", "deaths")
    return tuple(f"docs/figures/{case}-{each}.svg" for each in drawn)


def _compared(name: str, page: str, script: str) -> Made:
    return Made(name, (f"scripts/{script}",), {page: ()}, compared=True)


def _measured(name: str, figures: tuple[str, ...] = ()) -> Made:
    page = f"docs/benchmarks/{name}.md"
    command = (f"benchmarks/{name}.py", "--write", page)
    return Made(name, command, {page: UKRAINE}, figures, measured=True)


FRONT = DATA / "territory" / "occupied_by_oblast_weekly.csv"
VOTES = DATA / "referendums" / "sudd_sovereignty_development.csv"
WAYS = ("claimed", "examples", "ways-of-voting")

ALL = (
    _compared("schema", "docs/reference/schema.md", "schema_page.py"),
    _compared("stages", "docs/adding-a-stage.md", "stage_order.py"),
    _compared("house", "docs/house.md", "house_page.py"),
    _compared("licences", "docs/licences.md", "licences.py"),
    _compared("history", "docs/history.md", "check_history.py"),
    Made(
        "maps",
        ("scripts/ground_figures.py",),
        {"docs/territory.md": UKRAINE},
        ("docs/figures/ukraine-map-joseph.svg", "docs/figures/ukraine-map-withdrawal.svg"),
        roots=("territory.standing", "presentation.map_figure"),
        regions=(),
    ),
    Made(
        "referendum",
        ("interim", "referendum", *UKRAINE, "joseph-1244", "--plot", "docs/figures/referendum.svg"),
        {"docs/referendums.md": UKRAINE},
        ("docs/figures/referendum.svg",),
        roots=("questions.referendum", "presentation.franchise_figure"),
        regions=(),
    ),
    Made(
        "demo",
        ("scripts/demo_table.py",),
        {"README.md": UKRAINE},
        roots=(
            "evaluation.flow",
            "questions.talks",
            "insight.explain",
            "history.outside",
            "presentation.first_words",
            "interfaces.terminal.evaluation",
            "interfaces.terminal.history",
            "interfaces.terminal.talks",
        ),
        regions=("demo table",),
    ),
    Made(
        "cases",
        ("scripts/case_pages.py", "2000"),
        {f"docs/cases/{case}.md": (case,) for case in bundled()},
        tuple(figure for case in bundled() for figure in _figures(case)),
    ),
    Made(
        "votes",
        ("scripts/renewal_figures.py", "1000"),
        {"docs/votes.md": ("kosovo-1999", *UKRAINE)},
        regions=("renewal",),
    ),
    Made(
        "war-cost",
        ("scripts/war_cost_figure.py",),
        {"docs/votes.md": UKRAINE},
        ("docs/figures/votes-war-cost.svg",),
        regions=("war cost",),
    ),
    Made(
        "types",
        ("scripts/types_page.py",),
        {"docs/types.md": UKRAINE},
        ("docs/figures/types-beyond.svg",),
        regions=("types",),
    ),
    Made(
        "talks",
        ("scripts/talks_page.py", "1000", "200"),
        {"docs/talks.md": ("kosovo-1999", *UKRAINE)},
        ("docs/figures/talks-signed.svg", "docs/figures/talks-pressure.svg"),
    ),
    Made(
        "record",
        ("scripts/record_page.py", "2000"),
        {"docs/record.md": ("kosovo-1999", *UKRAINE)},
    ),
    Made(
        "sweep",
        ("scripts/sweep_page.py",),
        {"docs/sweep.md": UKRAINE},
        roots=("sweep.experiment", "sweep.factors", "interfaces.terminal.sweep"),
    ),
    Made(
        "regret",
        ("scripts/regret_page.py",),
        {"docs/regret.md": UKRAINE},
        roots=("evaluation.flow", "insight.regret"),
    ),
    Made("sequence", ("scripts/sequence_figures.py", "1000"), {"docs/sequence.md": UKRAINE}),
    Made(
        "claims",
        ("scripts/claims.py", "500"),
        {"docs/claims.md": ("kosovo-1999", *UKRAINE)},
        roots=("evaluation.flow", "questions.vote", "questions.war", "questions.referendum"),
        files=("scripts/claims.yaml",),
    ),
    Made(
        "explain",
        ("scripts/explain_figures.py", "1500"),
        {"docs/explain.md": UKRAINE},
        ("docs/figures/explain-holds-10.svg", "docs/figures/explain-signed.svg"),
    ),
    Made(
        "statics",
        ("scripts/statics_figures.py", "300"),
        {"docs/holding.md": ("template", *UKRAINE)},
        ("docs/figures/statics.csv", "docs/figures/statics.svg"),
    ),
    Made("bridge", ("scripts/bridge_page.py",), {"docs/bridge.md": UKRAINE}),
    Made(
        "lenses",
        ("scripts/lenses_page.py",),
        {"docs/lenses.md": UKRAINE},
        roots=("insight.lenses",),
    ),
    Made(
        "front",
        ("scripts/fit_front.py", str(FRONT)),
        {"docs/cases/ukraine-front.md": ()},
        ("docs/figures/ukraine-front.svg",),
        data=FRONT,
    ),
    Made(
        "votes-held",
        ("scripts/fit_referendums.py", str(VOTES)),
        {"docs/referendums.md": UKRAINE},
        files=tuple(f"docs/referendums/{each}.yaml" for each in WAYS),
        data=VOTES,
    ),
    _measured("frontier"),
    _measured("compliance"),
    _measured("growth", ("docs/figures/cost-growth.svg",)),
    _measured("scale", ("docs/figures/scale.svg",)),
    Made(
        "peers",
        ("benchmarks/table.py", "--write"),
        {"docs/benchmarks/index.md": UKRAINE, "README.md": UKRAINE},
        roots=("case.read", "bargaining.frontier", "stages.compliance", "stages.power"),
        regions=("benchmarks",),
        measured=True,
    ),
)
"""In the order in which they are made: cheap ones first."""


def main(arguments: Sequence[str]) -> int:
    match list(arguments):
        case []:
            return listed()
        case ["check"]:
            return check()
        case ["make", *names]:
            return make(
                chosen(names) or [made for made in ALL if not made.measured and stale(made)]
            )
        case ["keep", name, reason] if re.fullmatch(r"[^,<>\n]+", reason):
            return keep(chosen([name])[0], reason)
    print(__doc__, file=sys.stderr)
    return 2


def chosen(names: Sequence[str]) -> list[Made]:
    known = {made.name: made for made in ALL}
    for name in names:
        if name not in known:
            raise SystemExit(f"no such page '{name}'; there are {', '.join(known)}")
    return [known[name] for name in names]


def listed() -> int:
    for made in ALL:
        page = next(iter(made.pages))
        stamp = None if made.compared else made_from.read(_text(page), made.name)
        took = "compared" if made.compared else (stamp or {}).get("seconds", "?") + " s"
        print(f"{made.name:12} {took:>9}  {', '.join(made.pages)}")
    return 0


def check() -> int:
    """Name every page that is stale, and the command that makes it anew."""
    failed = False
    for made in ALL:
        why = stale(made)
        if why:
            failed |= not made.measured
            note = " (measured: no failure)" if made.measured else ""
            print(f"{', '.join(made.pages)}: {why}{note}; run scripts/pages.py make {made.name}")
    return int(failed)


def stale(made: Made) -> str:
    """Why something should be made anew; empty where it is current."""
    if made.compared:
        done = subprocess.run([*_command(made), "--check"], cwd=ROOT, check=False, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        return "is not what the script makes" if done.returncode else ""
    if any(made_from.read(_text(page), made.name) is None for page in made.pages):
        return "does not say what it was made from"
    changed = list(dict.fromkeys(_changed(made)))
    return f"{' and '.join(changed)} changed since it was made" if changed else ""


def _changed(made: Made) -> Iterator[str]:
    for page in made.pages:
        before = made_from.read(_text(page), made.name) or {}
        now = stamp(made, page)
        for key in now:
            if now[key] != before.get(key) and not (key == "data" and made.missing):
                yield {"text": "its text", "figures": "a figure"}.get(key, f"the {key}")


def stamp(made: Made, page: str) -> Stamp:
    """What a page would be made from now."""
    found = {f"case {name}": made_from.case(name) for name in made.pages[page]}
    found["code"] = made_from.code(made.script, made.roots)
    if made.regions != ():
        found["text"] = made_from.text(_text(page), made.regions)
    if made.figures:
        found["figures"] = made_from.files(ROOT / figure for figure in made.figures)
    if made.files:
        found["files"] = made_from.files(ROOT / file for file in made.files)
    if made.data:
        found["data"] = "" if made.missing else made_from.files([made.data])
    return found


def make(wanted: Sequence[Made]) -> int:
    """Make pages anew, one after another, and stamp them."""
    for made in wanted:
        if made.missing:
            print(f"{made.name}: left out, there is no {made.data}")
            continue
        print(f"{made.name}: {' '.join(made.command)}", flush=True)
        begun = time.monotonic()
        # What a script prints is how far it is; what `interim` prints is its answer.
        shown = subprocess.DEVNULL if made.script is None else None
        done = subprocess.run(_command(made), cwd=ROOT, check=False, stdout=shown)
        if done.returncode:
            print(f"{made.name}: failed", file=sys.stderr)
            return 1
        seconds = time.monotonic() - begun
        if not made.compared:
            _write(made, {"seconds": f"{seconds:.0f}"})
        print(f"{made.name}: {seconds:.0f} s", flush=True)
    return 0


def keep(made: Made, reason: str) -> int:
    """Stamp a page that was not made anew, with why it would be the same."""
    if made.compared:
        raise SystemExit(f"{made.name} is compared, not stamped")
    before = made_from.read(_text(next(iter(made.pages))), made.name) or {}
    took = {key: value for key, value in before.items() if key == "seconds"}
    _write(made, took | {"kept": reason.strip()})
    return 0


def _write(made: Made, more: Stamp) -> None:
    for page in made.pages:
        told = made_from.stamped(_text(page), made.name, stamp(made, page) | more)
        (ROOT / page).write_text(told, encoding="utf-8")


def _command(made: Made) -> list[str]:
    first = ["-m", "interim"] if made.script is None else [str(made.script)]
    return [sys.executable, *first, *made.command[1:]]


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
