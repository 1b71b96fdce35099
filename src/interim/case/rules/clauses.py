"""Issues, constraints between clauses, and the plans that answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from interim.case.constraint import (
    Condition,
    SyntaxProblem,
    atoms,
    holds,
    parse_condition,
    parse_constraint,
)
from interim.case.contradiction import Effort, Undecided, contradiction
from interim.case.draft import Draft, known
from interim.case.model import Effect, Issue, Leaving, Plan, Withdrawal
from interim.case.positions import Document, Path
from interim.case.resolve import cycles, resolve
from interim.case.rules.limits import above_zero, meant
from interim.foundation.errors import Problem

EFFORT = 500_000
"""Statements looked at to say which constraints contradict each other: about a second."""


def check_issues(draft: Draft) -> Iterator[Problem]:
    """`issues.yaml`: defaults, what a deferred status becomes, and the constraints."""
    if draft.issues is None:
        return
    document = draft.document("issues")
    for name, issue in draft.issues.issues.items():
        path: Path = ("issues", name)
        yield from draft.option(document, (*path, "default"), name, issue.default)
        yield from _deferral(draft, document, name, issue)
        units = None if draft.referendum is None else draft.referendum.units
        for index, unit in enumerate(issue.units):
            if units is not None:
                place: Path = (*path, "units", index)
                yield from known(document, place, "referendum unit", unit, units, key=False)
    for index, text in enumerate(draft.issues.constraints):
        here = ("constraints", index)
        yield from condition_problems(draft, document, here, text, parse_constraint)
    yield from _contradiction(draft, document)


def _deferral(draft: Draft, document: Document, name: str, issue: Issue) -> Iterator[Problem]:
    deferred = [option for option, entry in issue.options.items() if entry.becomes is not None]
    for option in deferred:
        path: Path = ("issues", name, "options", option, "becomes")
        becomes = issue.options[option].becomes or {}
        for choice, later in becomes.items():
            yield from draft.option(document, (*path, choice), name, later)
            if draft.referendum is not None:
                choices = draft.referendum.choices
                place = (*path, choice)
                yield from known(document, place, "choice of the vote", choice, choices, key=True)
            if later in deferred:
                message = f"the option '{later}' is itself deferred"
                yield document.problem((*path, choice), message, found=later)
        for choice in draft.referendum.choices if draft.referendum else ():
            if choice not in becomes:
                yield document.problem(
                    path,
                    f"it does not say what the choice '{choice}' leads to",
                    key=True,
                    expected=f"'{choice}: OPTION'",
                )
        if not draft.has_referendum:
            message = "an option waits for a vote, but there is no referendum.yaml"
            yield document.problem(path, message, key=True)
    if deferred and not issue.units:
        yield document.problem(
            ("issues", name),
            f"the issue '{name}' can be deferred, but has no units that would vote on it",
            key=True,
            expected="'units:' with units of referendum.yaml",
        )
    if issue.units and not deferred:
        yield document.problem(
            ("issues", name, "units"),
            f"the issue '{name}' has units, but no option that a vote 'becomes'",
            key=True,
        )


def _contradiction(draft: Draft, document: Document) -> Iterator[Problem]:
    parsed = constraints(draft)
    assert draft.issues is not None
    defaults = {name: issue.default for name, issue in draft.issues.issues.items()}
    if all(holds(condition, defaults) for _, _, condition in parsed):
        return
    options = {name: tuple(issue.options) for name, issue in draft.issues.issues.items()}
    try:
        core = contradiction([condition for _, _, condition in parsed], options, Effort(EFFORT))
    except Undecided:  # that the defaults break a constraint is said in any case
        return
    if not core:
        return
    index, text, _ = parsed[core[-1]]
    others = [str(parsed[i][0] + 1) for i in core[:-1]]
    why = f" together with no. {', '.join(others)}" if others else " by itself"
    yield document.problem(
        ("constraints", index),
        f"constraint no. {index + 1}{why} leaves no package",
        found=text,
        expected="constraints that at least one package satisfies",
    )


def constraints(draft: Draft) -> list[tuple[int, str, Condition]]:
    """The constraints that can be read and name known issues: index, text, condition."""
    parsed = []
    for index, text in enumerate(draft.issues.constraints if draft.issues else ()):
        try:
            condition = parse_constraint(text)
        except SyntaxProblem:
            continue
        if all(draft.options(atom.issue) is not None for atom in atoms(condition)):
            parsed.append((index, text, condition))
    return parsed


def condition_problems(
    draft: Draft,
    document: Document,
    path: Path,
    text: str,
    parse: Callable[[str], Condition] = parse_condition,
) -> Iterator[Problem]:
    """Syntax errors and unknown names of a condition, with the column inside the text."""
    try:
        condition = parse(text)
    except SyntaxProblem as fault:
        kind = "constraint" if parse is parse_constraint else "condition"
        yield document.problem(
            path,
            f"this {kind} cannot be read: found {fault.found}",
            column=document.column_within(path, text, fault.offset),
            found=text,
            expected=fault.expected,
        )
        return
    for atom in atoms(condition):
        problems = draft.issue(document, path, atom.issue)
        yield from _at(document, path, text, problems, atom.at[0])
        for option, offset in zip(atom.options, atom.at[1:], strict=True):
            problems = draft.option(document, path, atom.issue, option)
            yield from _at(document, path, text, problems, offset)


def _at(
    document: Document, path: Path, text: str, problems: Iterator[Problem], offset: int
) -> Iterator[Problem]:
    for problem in problems:
        yield replace(problem, column=document.column_within(path, text, offset))


def check_plans(draft: Draft) -> Iterator[Problem]:
    """`plans/`: known issues and options, `based_on`, and the constraints."""
    for id_, plan in draft.plans.items():
        document = draft.plan_files[id_]
        for issue, clause in plan.clauses.items():
            path: Path = ("clauses", issue)
            yield from draft.issue(document, path, issue, key=True)
            place = (*path, "option")
            yield from draft.option(document, place, issue, clause.option)
    circles = cycles(draft.plans, draft.plan_files)
    yield from circles
    if not circles:
        yield from _broken_constraints(draft)


def _broken_constraints(draft: Draft) -> Iterator[Problem]:
    if draft.issues is None:
        return
    defaults = {name: issue.default for name, issue in draft.issues.issues.items()}
    parsed = constraints(draft)
    for id_, plan in resolve(draft.plans, draft.header).items():
        if id_ in draft.plan_files and id_ not in draft.plans:
            continue  # it could not be read, so nobody knows what it says
        package = defaults | {
            issue: clause.option for issue, clause in plan.clauses.items() if issue in defaults
        }
        for index, text, condition in parsed:
            if not holds(condition, package):
                yield _broken(draft, id_, package, index, text, condition)


def _broken(
    draft: Draft,
    id_: str,
    package: dict[str, str],
    index: int,
    text: str,
    condition: Condition,
) -> Problem:
    involved = list(dict.fromkeys(atom.issue for atom in atoms(condition)))
    found = ", ".join(f"{issue} is {package[issue]}" for issue in involved)
    message = f"the plan '{id_}' breaks constraint no. {index + 1}: {text}"
    if id_ not in draft.plan_files:
        document, path = draft.document("issues"), ("constraints", index)
        message = f"the defaults of the issues break constraint no. {index + 1}: {text}"
        return document.problem(path, message, found=found)
    document = draft.plan_files[id_]
    written = [issue for issue in involved if issue in draft.plans[id_].clauses]
    place: Path = ("clauses", written[0]) if written else ("clauses",)
    return document.problem(place, message, found=found)


def check_sequences(draft: Draft) -> Iterator[Problem]:
    """Who withdraws first, and what waits for it, in `enforcement.yaml` and in plans."""
    effects = draft.enforcement.effects if draft.enforcement else {}
    for issue, options in effects.items():
        for option, effect in options.items():
            path: Path = ("effects", issue, option)
            yield from _sequence(draft, draft.document("enforcement"), path, issue, effect)
    for id_, plan in draft.plans.items():
        for issue, clause in plan.clauses.items():
            if clause.with_ is not None:
                path = ("clauses", issue, "with")
                yield from _sequence(draft, draft.plan_files[id_], path, issue, clause.with_)
    if draft.issues is None or cycles(draft.plans, draft.plan_files):
        return
    for id_, plan in resolve(draft.plans, draft.header).items():
        if id_ in draft.plans:  # a plan that could not be read has said nothing yet
            yield from _agreed_once(draft, id_, plan, effects)


def _sequence(
    draft: Draft, document: Document, path: Path, issue: str, effect: Effect
) -> Iterator[Problem]:
    if effect.leaves is not None:
        yield from _leaving(draft, document, (*path, "leaves"), issue, effect.leaves)
    if effect.withdrawal is not None:
        yield from _withdrawal(draft, document, (*path, "withdrawal"), effect.withdrawal)
    if effect.relief_clean_months is not None:
        place = (*path, "relief_clean_months")
        yield from above_zero(document, place, effect.relief_clean_months)


def _leaving(
    draft: Draft, document: Document, path: Path, issue: str, leaving: Leaving
) -> Iterator[Problem]:
    yield from _principals(draft, document, (*path, "by"), leaving.by)
    if leaving.until is not None:
        yield from draft.option(document, (*path, "until"), issue, leaving.until)


def _withdrawal(
    draft: Draft, document: Document, path: Path, withdrawal: Withdrawal
) -> Iterator[Problem]:
    yield from _principals(draft, document, (*path, "order"), withdrawal.order)
    yield from draft.principal_keys(document, (*path, "exposure"), withdrawal.exposure)
    for name, quantity in withdrawal.exposure.items():
        yield from meant(document, (*path, "exposure", name), quantity)
    yield from above_zero(document, (*path, "months"), withdrawal.months)
    if withdrawal.deadline is not None:
        yield from above_zero(document, (*path, "deadline"), withdrawal.deadline)


def _principals(
    draft: Draft, document: Document, path: Path, names: tuple[str, ...]
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        place = (*path, index) if isinstance(_at_path(document, path), list) else path
        yield from draft.principal(document, place, name)
        if name in names[:index]:
            yield document.problem(place, f"the principal '{name}' is listed twice", found=name)


def _at_path(document: Document, path: Path) -> object:
    here: object = document.data
    for part in path:
        if isinstance(here, dict) or (isinstance(here, list) and isinstance(part, int)):
            here = here[part]  # type: ignore[index]
    return here


def _agreed_once(
    draft: Draft, id_: str, plan: Plan, effects: dict[str, dict[str, Effect]]
) -> Iterator[Problem]:
    """At most one clause of a plan agrees a withdrawal, and relief waits only for one agreed."""
    assert draft.issues is not None
    agreed, waiting = [], []
    for issue, entry in draft.issues.issues.items():
        clause = plan.clauses.get(issue)
        option = clause.option if clause else entry.default
        stated = effects.get(issue, {}).get(option, Effect())
        if clause is not None and clause.with_ is not None:
            given = {name: getattr(clause.with_, name) for name in clause.with_.model_fields_set}
            stated = stated.model_copy(update=given)
        if stated.withdrawal is not None:
            agreed.append(issue)
        if stated.relief_after == "withdrawal":
            waiting.append(issue)
    document, written = draft.plan_files[id_], draft.plans[id_].clauses
    if len(agreed) > 1:
        place: Path = next((("clauses", i) for i in agreed[1:] if i in written), ("clauses",))
        yield document.problem(
            place,
            f"the plan '{id_}' agrees two withdrawals",
            found=" and ".join(f"one under {issue}" for issue in agreed),
            expected="'withdrawal:' in the effects of one clause",
        )
    if waiting and not agreed:
        place = next((("clauses", i) for i in waiting if i in written), ("clauses",))
        yield document.problem(
            place,
            f"relief of the plan '{id_}' waits for a withdrawal that no clause agrees",
            found=f"'relief_after: withdrawal' under {waiting[0]}",
            expected="a clause whose effects have 'withdrawal:'",
        )
