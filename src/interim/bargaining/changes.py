"""A package told as a change to the known plan that it resembles most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interim.bargaining.distance import Change
from interim.case.model import Case


@dataclass(frozen=True)
class Nearest:
    """The known plan that a package differs from least.

    Attributes:
        plan: its id.
        changes: where they differ, in the order of the issues.
    """

    plan: str
    changes: tuple[Change, ...]

    def sentence(self, case: Case) -> str:
        """The package in a sentence: the plan, and each change in the case's own words."""
        named = f"{case.plans[self.plan].title}"
        if not self.changes:
            return f"{named}, unchanged."
        changes = "; ".join(
            f"{issue.title}: \N{LEFT DOUBLE QUOTATION MARK}{issue.options[change.after].title}"
            f"\N{RIGHT DOUBLE QUOTATION MARK} instead of \N{LEFT DOUBLE QUOTATION MARK}"
            f"{issue.options[change.before].title}\N{RIGHT DOUBLE QUOTATION MARK}"
            for change in self.changes
            for issue in [case.issues.issues[change.issue]]
        )
        count = len(self.changes)
        return f"{named} with {count} change{'' if count == 1 else 's'}. {changes}."


def nearest(
    case: Case, package: Mapping[str, str], known: Mapping[str, Mapping[str, str]]
) -> Nearest:
    """Find the known plan that a package differs from on the fewest issues.

    Args:
        case: the case.
        package: one option an issue.
        known: plan -> its package; among equals the first.

    Raises:
        ValueError: there is no known plan.
    """
    if not known:
        raise ValueError("no plan is known to compare with")
    changes = {
        plan: tuple(
            Change(issue, other[issue], package[issue])
            for issue in case.issues.issues
            if other[issue] != package[issue]
        )
        for plan, other in known.items()
    }
    plan = min(changes, key=lambda name: len(changes[name]))
    return Nearest(plan, changes[plan])


def plan_file(case: Case, nearest: Nearest) -> str:
    """The package as a plan file: the nearest plan, with the changes.

    Clauses that do not change keep that plan's own wording, whose effects may differ a little from
    those of the options.
    """
    plan = case.plans[nearest.plan]
    title = f"{plan.short}, changed".replace('"', "'")
    lines = [
        f'title: "{title}"',
        f'short: "{title}"',
        "summary: >-",
        "  Found by a search over packages (interim bridge); nobody has proposed it.",
        f"based_on: {nearest.plan}",
        "clauses:" if nearest.changes else "clauses: {}",
        *(f"  {change.issue}: {change.after}" for change in nearest.changes),
    ]
    return "\n".join(lines) + "\n"
