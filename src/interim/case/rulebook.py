"""Every rule that a case must satisfy beyond what single values show by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from interim.case.draft import Draft
from interim.case.rules.clauses import check_issues, check_plans, check_sequences
from interim.case.rules.ground import check_cells, check_territory
from interim.case.rules.numbers import check_sources
from interim.case.rules.outside import check_history
from interim.case.rules.parties import check_parties, check_preferences
from interim.case.rules.record import check_record
from interim.case.rules.talks import check_talks
from interim.case.rules.votes import check_bodies, check_referendum
from interim.case.rules.war import check_enforcement, check_plan_effects, check_war
from interim.foundation.errors import Problem

RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    check_parties,
    check_issues,
    check_preferences,
    check_plans,
    check_plan_effects,
    check_sequences,
    check_war,
    check_enforcement,
    check_bodies,
    check_territory,
    check_cells,
    check_referendum,
    check_talks,
    check_record,
    check_history,
    check_sources,
)
"""What is checked on the parts of a case; to add a rule, write a function and add it here."""


MOST = 500
"""Problems of one rule that are listed; a case with more was not written by hand."""


def problems_of(draft: Draft) -> list[Problem]:
    """What all rules find wrong with the parts of a case."""
    return [problem for rule in RULES for problem in islice(rule(draft), MOST)]
