"""Plans that visitors saved, as plans of the case among the others."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping

from interim.case.model import NO_DEAL, Case, Plan
from interim.foundation.errors import BadInput, Problem, unknown
from interim.interfaces.workbench.store import Saved, Store
from interim.interfaces.workbench.view import DRAFT, View, plan_of

LONGEST_TITLE = 120
LONGEST_ID = 60
ID = rf"^[a-z0-9][a-z0-9_-]{{0,{LONGEST_ID - 1}}}$"
_ADDED = "+"
"""Stands in the hash of a case between that of its folder and that of the saved plans."""


def with_saved(case: Case, plans: tuple[Saved, ...]) -> Case:
    """The case with saved plans among its own, before no deal.

    Plans that no longer fit the case are left out (see `fits`). The hash tells that plans were
    added: it is that of the folder, a plus sign, and a digest of what was added.
    """
    added = {saved.id: plan_from(case, saved) for saved in plans if fits(case, saved)}
    if not added:
        return case
    said = json.dumps([[s.id, s.title, s.base, s.changes] for s in plans if s.id in added])
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    own = {name: plan for name, plan in case.plans.items() if name != NO_DEAL}
    every = own | added | {NO_DEAL: case.plans[NO_DEAL]}
    return case.model_copy(update={"plans": every, "hash": f"{case.hash}{_ADDED}{digest}"})


def original_hash(case: Case) -> str:
    """The hash of a case's folder, without what `with_saved` adds."""
    return case.hash.partition(_ADDED)[0]


def short_hash(case: Case) -> str:
    """The first characters of a case's hash, with those of what `with_saved` adds."""
    return _ADDED.join(part[:12] for part in case.hash.split(_ADDED))


def plan_from(case: Case, saved: Saved) -> Plan:
    """The plan that a visitor saved; it fits the case."""
    view = View(case.id, "design", plan=saved.base, changes=saved.changes)
    base = case.plans[saved.base]
    changed = f", with {len(saved.changes)} clauses changed" if saved.changes else ""
    return plan_of(case, view).model_copy(
        update={
            "id": saved.id,
            "title": saved.title,
            "short": saved.title,
            "summary": f"{base.title}{changed}. Saved in the workbench.",
            "based_on": saved.base,
        }
    )


def fits(case: Case, saved: Saved) -> bool:
    """Whether a saved plan can be told in the words of the case, which may have changed since."""
    return saved.id not in case.plans and not _problems(case, saved.base, dict(saved.changes))


def save(
    store: Store,
    case: Case,
    id_: str,
    title: str,
    base: str,
    changes: Mapping[str, str],
    *,
    seen: str | None = None,
    by: str = "",
) -> None:
    """Keep a plan, in place of a saved one of the same id.

    Args:
        store: where.
        case: as in its folder, without saved plans.
        id_: matches `ID`.
        title: shown to people.
        base: id of a plan of the case, or of a saved one.
        changes: issue -> option, where it differs from that.
        seen: mark of the plan that the visitor saw; None to replace whatever is there.
        by: who saves.

    Raises:
        Conflict: another plan is there than the one that was seen.
        BadInput: the id or title cannot be used, or the case does not know something.
    """
    title = " ".join(title.split())
    problems = []
    if not re.fullmatch(ID, id_):
        problems.append(Problem("an id has lower-case letters, digits and hyphens", found=id_))
    if id_ in case.plans or id_ == DRAFT:
        problems.append(Problem("the case has a plan of this id already", found=id_))
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        problems.append(Problem(f"a title has 1 to {LONGEST_TITLE} printable characters"))
    saved = {plan.id: plan for plan in store.plans(case.id)}
    shown = {plan.short for plan in case.plans.values()}
    shown |= {plan.title for plan in saved.values() if plan.id != id_}
    title = unlike(title, shown)
    if base in saved and fits(case, saved[base]):
        # A saved plan may be dropped one day: what starts from it keeps all that it says.
        base, changes = saved[base].base, dict(saved[base].changes) | dict(changes)
    problems += _problems(case, base, changes)
    if problems:
        raise BadInput(problems)
    package = case.package(base)
    kept = {issue: option for issue, option in changes.items() if package[issue] != option}
    try:
        store.save_plan(case.id, id_, title, base, kept, seen=seen, by=by)
    except ValueError as error:
        raise BadInput([Problem(str(error))]) from error


def unlike(title: str, taken: Collection[str]) -> str:
    """A title that no other plan has: with a number behind it where one has it."""
    number, candidate = 1, title
    while candidate in taken:
        number += 1
        candidate = f"{title} ({number})"
    return candidate


def id_of(title: str, taken: Collection[str]) -> str:
    """An id made of a title, unlike those taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_ID - 5].strip("-") or "plan"
    number, candidate = 1, stem
    while candidate in taken or candidate == DRAFT:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def _problems(case: Case, base: str, changes: Mapping[str, str]) -> list[Problem]:
    problems = [] if base in case.plans else [unknown("plan", base, case.plans)]
    issues = case.issues.issues
    for issue, option in changes.items():
        if issue not in issues:
            problems.append(unknown("issue", issue, issues))
        elif option not in issues[issue].options:
            problems.append(unknown(f"option of {issue}", option, issues[issue].options))
    return problems
