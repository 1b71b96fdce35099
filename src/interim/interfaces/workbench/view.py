"""What a page shows, and the address that shows it again.

Everything that decides what a reader sees stands in the address, so that a link reproduces the
exact view, the browser's own back and forward undo and redo, and the server keeps nothing about a
visitor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from interim.case.model import Case, Clause, Plan
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem, unknown
from interim.futures import Run

MOST_FUTURES = 20_000
"""One visitor may not ask for more."""
MOST_CHANGES = 60
DRAFT = "draft"
"""Id of a plan with changes."""


@dataclass(frozen=True)
class View:
    """What a page shows.

    Attributes:
        case: id.
        page: its name.
        plan: the plan it is about, or that a draft starts from.
        changes: issue -> option, where a draft differs from that plan.
        plans: plans side by side.
        lens: id of a lens.
        settings: quantity -> value, in the notation of case files.
        futures: how many.
        seed: of the futures.
        more: what a single page adds, such as a phase or a franchise.
        asked: futures that its addresses ask for, where an answer is first shown on fewer.
    """

    case: str
    page: str
    plan: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    plans: tuple[str, ...] = ()
    lens: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    futures: int = defaults.STEPS[-1]
    seed: int = 1
    more: tuple[tuple[str, str], ...] = field(default=())
    asked: int | None = None

    def address(self, **changed: object) -> str:
        """The path and query of this view, with some fields changed."""
        view = replace(self, **changed) if changed else self  # type: ignore[arg-type]
        query: list[tuple[str, str]] = []
        if view.plan:
            query.append(("plan", view.plan))
        query += [("change", f"{issue}:{option}") for issue, option in view.changes]
        query += [("with", plan) for plan in view.plans]
        if view.lens:
            query.append(("lens", view.lens))
        query += [("set", f"{name}={value}") for name, value in view.settings]
        futures = view.asked or view.futures
        if futures != defaults.STEPS[-1]:
            query.append(("futures", str(futures)))
        if view.seed != 1:
            query.append(("seed", str(view.seed)))
        query += list(view.more)
        path = f"/{quote(view.case)}/{view.page}"
        return f"{path}?{urlencode(query, safe=':')}" if query else path

    @property
    def run(self) -> Run:
        """The futures that it asks for, drawn with its lens, settings and seed."""
        return Run(self.futures, self.seed, self.lens, dict(self.settings))

    def on(self, futures: int) -> View:
        """The same on so many futures, with links that ask for as many as this view."""
        return replace(self, futures=futures, asked=self.asked or self.futures)

    def get(self, name: str, default: str = "") -> str:
        """A value that a single page adds."""
        return dict(self.more).get(name, default)


KNOWN = frozenset(
    {"plan", "change", "with", "lens", "set", "futures", "seed", "back", "setting", "to", "seen"}
)
"""Read as something else than what a single page adds; `back` and `seen` are for saving."""


def parse(case: Case, page: str, query: Iterable[tuple[str, str]]) -> View:
    """Read a view from the query of an address.

    Args:
        case: the case.
        page: the page's name.
        query: keys and values in order; unknown keys are kept under `more`.

    Raises:
        BadInput: a plan, issue, option, lens, quantity or number is not known.
    """
    pairs = list(query)
    issues = case.issues.issues
    problems: list[Problem] = []

    def one(name: str, default: str = "") -> str:
        return next((value for key, value in pairs if key == name), default)

    first = "" if not case.header.plans else case.header.plans[0]
    plan = one("plan", first) or first
    plans = tuple(dict.fromkeys(value for key, value in pairs if key == "with"))
    problems += [
        unknown("plan", name, case.plans) for name in (plan, *plans) if name not in case.plans
    ]
    changes: dict[str, str] = {}
    for value in (value for key, value in pairs if key == "change"):
        issue, _, option = value.partition(":")
        if issue not in issues:
            problems.append(unknown("issue", issue, issues))
        elif option not in issues[issue].options:
            problems.append(unknown(f"option of {issue}", option, issues[issue].options))
        else:
            changes[issue] = option
    if one("setting"):  # a form that sets one number
        pairs.append(("set", f"{one('setting')}={one('to')}"))
    settings: dict[str, str] = {}
    for value in (value for key, value in pairs if key == "set"):
        name, sign, text = (part.strip() for part in value.partition("="))
        if not (name and sign and text):
            problems.append(Problem(message="a setting is NAME=VALUE", found=value))
        elif name not in case.quantities:
            problems.append(unknown("quantity", name, case.quantities))
        else:
            settings[name] = text
    lens = one("lens") or None
    if lens is not None and lens not in case.lenses:
        problems.append(unknown("lens", lens, case.lenses))
    futures = _whole(one("futures"), defaults.STEPS[-1], 1, MOST_FUTURES, "futures", problems)
    seed = _whole(one("seed"), 1, 0, 2**31 - 1, "seed", problems)
    if len(changes) > MOST_CHANGES:
        problems.append(Problem(message="too many changes", found=str(len(changes))))
    if problems:
        raise BadInput(problems)
    # A change to what the plan says anyway is none.
    package = case.package(case.plans[plan]) if plan else {}
    return View(
        case=case.id,
        page=page,
        plan=plan,
        changes=tuple((i, o) for i, o in changes.items() if package.get(i) != o),
        plans=plans,
        lens=lens,
        settings=tuple(settings.items()),
        futures=futures,
        seed=seed,
        more=tuple((key, value) for key, value in pairs if key not in KNOWN and value),
    )


def plan_of(case: Case, view: View) -> Plan:
    """The plan of a view: a known one, or a draft with its changes.

    Clauses that do not change keep the plan's own wording.
    """
    base = case.plans[view.plan]
    if not view.changes:
        return base
    clauses = dict(base.clauses)
    for issue, option in view.changes:
        clauses[issue] = Clause.model_construct(
            option=option, with_=None, note=None, source=(), judgement=None
        )
    return base.model_copy(
        update={
            "id": DRAFT,
            "title": f"{base.title}, changed",
            "short": f"{base.short}, changed",
            "clauses": clauses,
            "based_on": None,
        }
    )


def _whole(
    text: str, default: int, least: int, most: int, name: str, problems: list[Problem]
) -> int:
    if not text:
        return default
    if text.isascii() and text.isdigit() and least <= int(text[:12]) <= most:
        return int(text)
    problems.append(
        Problem(message=f"{name} is a whole number from {least} to {most:,}", found=text)
    )
    return default
