"""The record: who answered what, to texts that the case can state, before its as-of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interim.case.constraint import atoms, holds
from interim.case.draft import Draft
from interim.case.model import NO_DEAL, Answer, Asked
from interim.case.positions import Document, Path
from interim.case.resolve import cycles, resolve
from interim.case.rules.clauses import constraints
from interim.foundation.errors import Problem

AFTERWARDS = ("test", "left-out")
"""Uses of an answer that may be later than the case: neither weighs a future."""
MEASURED = ("full", "discounted", "test")
"""Uses for which the model has to say how likely the answer was."""


def check_record(draft: Draft) -> Iterator[Problem]:
    """`record.yaml`: principals that answered, texts of known clauses, dates, and reasons."""
    if draft.record is None:
        return
    document = draft.document("record")
    for name, answer in draft.record.answers.items():
        path: Path = ("answers", name)
        yield from draft.principal(document, (*path, "party"), answer.party)
        yield from _asked(draft, document, path, answer)
        yield from _date(draft, document, path, answer)
        yield from _reasons(document, path, answer)
    yield from _broken_constraints(draft, document)


def _asked(draft: Draft, document: Document, path: Path, answer: Answer) -> Iterator[Problem]:
    asked, path = answer.asked, (*path, "asked")
    if asked.plan == NO_DEAL:
        yield document.problem(
            (*path, "plan"),
            f"'{NO_DEAL}' is what holds while nobody signs; nobody can be asked for it",
            found=NO_DEAL,
            expected="a plan that can be signed",
        )
    elif asked.plan is not None:
        yield from draft.plan(document, (*path, "plan"), asked.plan)
    for issue, option in asked.clauses.items():
        place: Path = (*path, "clauses", issue)
        yield from draft.issue(document, place, issue, key=True)
        yield from draft.option(document, place, issue, option)
    if asked.truce is not None and (asked.plan is not None or asked.clauses):
        yield document.problem(
            (*path, "truce"),
            "a truce settles nothing, so it has no clauses",
            key=True,
            found=f"'truce:' beside {_named(asked)}",
            expected="'truce:' alone, or the plan or the clauses that were put",
        )
    if not _named(asked) and asked.truce is None:
        measured = answer.use in MEASURED
        if measured or asked.words is None:
            yield document.problem(
                path,
                "it does not say what was put",
                found="only words" if asked.words else "neither a plan nor clauses nor a truce",
                expected="one of 'plan:' (with 'clauses:' where it was changed), 'clauses:' and "
                "'truce:'" + ("" if measured else ", or 'words:'"),
            )


def _named(asked: Asked) -> str:
    given = (("plan", asked.plan), ("clauses", asked.clauses))
    return " and ".join(f"'{key}:'" for key, value in given if value)


def _date(draft: Draft, document: Document, path: Path, answer: Answer) -> Iterator[Problem]:
    if draft.header is None or answer.use in AFTERWARDS or answer.date <= draft.header.as_of:
        return
    yield document.problem(
        (*path, "date"),
        "the answer is later than the case, so no future may be weighed by it",
        found=str(answer.date),
        expected=f"a date up to {draft.header.as_of}, the as-of date of case.yaml, or 'use: test'",
    )


def _reasons(document: Document, path: Path, answer: Answer) -> Iterator[Problem]:
    if answer.sincere is None and answer.use in MEASURED:
        yield document.problem(
            path,
            "it does not say how far the answer was sincere",
            key=True,
            expected="'sincere:', such as 'sincere: 0.6 to 0.9'",
        )
    if answer.yes is None and answer.use in MEASURED:
        yield document.problem(
            (*path, "use"),
            "a party that said neither yes nor no tells nothing that could be weighed",
            found=answer.use,
            expected="'use: left-out', or the answer that its conduct amounted to",
        )
    if answer.because is None and (answer.use != "full" or not answer.source):
        yield document.problem(
            path,
            "it gives no reason"
            if answer.use != "full"
            else "it has neither a source nor a reason",
            key=True,
            found=f"use: {answer.use}",
            expected="'because:'" if answer.use != "full" else "'source:' or 'because:'",
        )


def _broken_constraints(draft: Draft, document: Document) -> Iterator[Problem]:
    """No text was put whose clauses cannot stand together in the case."""
    if draft.issues is None or cycles(draft.plans, draft.plan_files):
        return
    assert draft.record is not None
    plans = resolve(draft.plans, draft.header)
    issues, parsed = draft.issues.issues, constraints(draft)
    defaults = {name: issue.default for name, issue in issues.items()}
    for name, answer in draft.record.answers.items():
        asked = answer.asked
        if not asked.clauses or (asked.plan is not None and asked.plan not in plans):
            continue
        base = {} if asked.plan is None else plans[asked.plan].clauses
        package = defaults | {issue: clause.option for issue, clause in base.items()}
        package |= {issue: option for issue, option in asked.clauses.items() if issue in issues}
        for index, text, condition in parsed:
            if not holds(condition, package):
                involved = list(dict.fromkeys(atom.issue for atom in atoms(condition)))
                yield _broken(document, name, asked.clauses, package, involved, (index, text))


def _broken(
    document: Document,
    name: str,
    written: Mapping[str, str],
    package: Mapping[str, str],
    involved: list[str],
    constraint: tuple[int, str],
) -> Problem:
    path: Path = ("answers", name, "asked", "clauses")
    first = next((issue for issue in involved if issue in written), None)
    return document.problem(
        path if first is None else (*path, first),
        f"what was put breaks constraint no. {constraint[0] + 1}: {constraint[1]}",
        found=", ".join(f"{issue} is {package[issue]}" for issue in involved),
        expected="clauses that can stand together in this case",
    )
