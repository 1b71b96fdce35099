"""Who takes part: principals, and what the parties want."""

from __future__ import annotations

from collections.abc import Iterator

from interim.case.draft import Draft
from interim.case.model import Preferences
from interim.case.positions import Document, Path
from interim.case.rules.clauses import condition_problems
from interim.case.rules.limits import constant, meant, support
from interim.foundation.errors import Problem


def check_parties(draft: Draft) -> Iterator[Problem]:
    """The header: exactly two principals, and plans that exist."""
    if draft.header is None:
        return
    document = draft.document("case")
    principals = draft.principals or ()
    if len(principals) != 2:
        yield document.problem(
            ("parties",),
            "a case has exactly two principals",
            key=True,
            found=f"{len(principals)}" + (f" ({', '.join(principals)})" if principals else ""),
            expected="two parties whose roles include principal",
        )
    for name, party in draft.header.parties.items():
        if party.signs_when == "always":
            continue
        place = ("parties", name, "signs_when")
        if "principal" not in party.roles:
            message = f"'{name}' is no principal, so no plan asks for its signature"
            yield document.problem(place, message, key=True, expected="a principal")
        if party.signs_when != "never":
            yield from condition_problems(draft, document, place, party.signs_when)
    seen: dict[str, str] = {}
    for key in ("plans", "reference_plans"):
        for index, plan in enumerate(getattr(draft.header, key)):
            path = (key, index)
            yield from draft.plan(document, path, plan)
            if plan in seen:
                yield document.problem(path, f"the plan '{plan}' is listed twice", found=plan)
            seen[plan] = key


def check_preferences(draft: Draft) -> Iterator[Problem]:
    """`preferences.yaml`: known names, complete scores, what principals need."""
    if draft.preferences is None:
        return
    document = draft.document("preferences")
    for party, preferences in draft.preferences.items():
        yield from draft.party(document, (party,), party, key=True)
        yield from _issues(draft, document, party, preferences)
        yield from _interactions(draft, document, party, preferences)
        yield from _types(document, party, preferences)
        if party in (draft.principals or ()):
            yield from _principal(document, party, preferences)
    for party in draft.principals or ():
        if party not in draft.preferences:
            yield document.problem(
                (),
                f"the preferences of the principal '{party}' are missing",
                expected=f"a block '{party}:'",
            )


def _issues(
    draft: Draft, document: Document, party: str, preferences: Preferences
) -> Iterator[Problem]:
    weights = [entry.weight for entry in preferences.issues.values()]
    if all(constant(weight) == 0 for weight in weights):
        yield document.problem(
            (party, "issues"),
            f"the weights of '{party}' sum to zero",
            key=True,
            found=f"{len(weights)} weights, all 0",
            expected="at least one weight above 0",
        )
    for issue, entry in preferences.issues.items():
        path: Path = (party, "issues", issue)
        yield from draft.issue(document, path, issue, key=True)
        for table in ("scores", "red_lines"):
            for option in getattr(entry, table):
                yield from draft.option(document, (*path, table, option), issue, option, key=True)
        for option in draft.options(issue) or ():
            if option not in entry.scores:
                yield document.problem(
                    (*path, "scores"),
                    f"'{party}' has no score for the option '{option}' of '{issue}'",
                    key=True,
                    expected=f"a score for '{option}'",
                )


def _interactions(
    draft: Draft, document: Document, party: str, preferences: Preferences
) -> Iterator[Problem]:
    for index, interaction in enumerate(preferences.interactions):
        path = (party, "interactions", index, "when")
        yield from condition_problems(draft, document, path, interaction.when)


def _types(document: Document, party: str, preferences: Preferences) -> Iterator[Problem]:
    priors = [type_.prior for type_ in preferences.types.values()]
    if priors and all(constant(prior) == 0 for prior in priors):
        yield document.problem(
            (party, "types"),
            f"the priors of the types of '{party}' sum to zero",
            key=True,
            expected="at least one prior above 0",
        )
    for name, type_ in preferences.types.items():
        yield from meant(document, (party, "types", name, "beyond"), type_.beyond)


def _principal(document: Document, party: str, preferences: Preferences) -> Iterator[Problem]:
    for key in ("discount", "refusal_cost"):
        if getattr(preferences, key) is None:
            message = f"the key '{key}' is missing, which a principal needs"
            yield document.problem((party,), message, key=True)
    if not preferences.types:
        yield document.problem(
            (party,),
            f"the principal '{party}' has no types",
            key=True,
            expected="'types:' with at least one type",
        )
    discount = preferences.discount
    if discount is not None:
        low, high = support(discount)
        if low <= 0 or high >= 1:
            yield document.problem(
                (party, "discount"),
                "a discount lies strictly between 0 and 1",
                found=discount.text,
                expected="what a year's value is worth against the year before, such as 0.9",
            )
