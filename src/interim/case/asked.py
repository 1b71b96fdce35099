"""The text that an answer of the record was about, as a plan of the case."""

from __future__ import annotations

from interim.case.model import Answer, Case, Clause, Plan


def asked_plan(case: Case, answer: Answer) -> Plan | None:
    """The plan that an answer was about.

    Texts that are the same have the same id, that of the first answer about them, so that what is
    drawn and worked out for one serves all.

    Args:
        case: the case, with its record.
        answer: one of its answers.

    Returns:
        The case's own plan where it was put as it stands; one with the clauses changed, or with
        those alone, where it was not; None for a truce, or for a text that stands only in words.
    """
    asked = answer.asked
    if asked.plan is None and not asked.clauses:
        return None
    changed = {issue: Clause(option=option) for issue, option in asked.clauses.items()}
    base = None if asked.plan is None else case.plans[asked.plan]
    if base is not None and not changed:
        return base
    others = case.record.answers if case.record else {}
    put = (asked.plan, asked.clauses)
    id_ = next(
        name for name, other in others.items() if (other.asked.plan, other.asked.clauses) == put
    )
    told = asked.words or (base.title if base else id_)
    given = {"id": id_, "title": told, "short": id_, "summary": told, "date": answer.date}
    if base is None:
        return Plan(**given, clauses=changed, source=answer.source)
    return base.model_copy(update=given | {"clauses": base.clauses | changed})
