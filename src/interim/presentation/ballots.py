"""How bodies would vote, in words, from the document of ``interim vote --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words

MOST = 3
"""Members named as being in the way."""


LETS_PASS = {
    "lapse": "fails to renew what the plan ends (a yes here is a no to that)",
    "capital": "lets it pass by the yes of one member",
}
"""How a body lets a plan pass in a role other than consent."""


def said(body: Mapping[str, Any]) -> str:
    """Whether a body passes the plan, who stands in the way, and whether it keeps the mandate."""
    verb = LETS_PASS.get(body.get("role", "consent"), "passes it")
    parts = [f"{body['title']} {verb} in {words.bounded(body['passes'])} of futures."]
    if body["blockers"]:
        most = body["members"][body["blockers"][0]]
        parts.append(
            f"What stands most in the way is {most['title']}: its certain yes would make that "
            f"{100 * most['holds_up']['p']:.0f} points ({words.interval(most['holds_up'])}) more "
            "likely."
        )
    if "mandate" in body:
        parts.append(mandate(body["mandate"]))
    return " ".join(parts)


def blockers(body: Mapping[str, Any]) -> str:
    """The members who stand most in the way."""
    shown = [body["members"][name]["title"] for name in body["blockers"][:MOST]]
    rest = len(body["blockers"]) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more" if rest else "")


def passing(short: str, bodies: Mapping[str, Mapping[str, Any]]) -> str:
    """How many bodies a plan needs, and which of them passes it least often.

    Args:
        short: what the plan is called.
        bodies: the document of its votes.
    """
    needed = [body for body in bodies.values() if body["needed"]]
    if not bodies:
        return "This case describes no body that would vote."
    if not needed:
        return f"“{short}” needs no vote of any body of this case."
    least = min(needed, key=lambda body: body["passes"]["p"])
    if len(needed) == 1:
        return (
            f"“{short}” needs one body, {least['title']}, which passes it in "
            f"{words.chance(least['passes'])}."
        )
    return (
        f"“{short}” needs {words.count(len(needed), 'body', 'bodies')}; the least likely to pass "
        f"it is {least['title']}, in {words.chance(least['passes'])}."
    )


def mandate(kept: Mapping[str, Any]) -> str:
    """How a body would vote on keeping a mandate, from `mandate` of the document of a vote."""
    every = f"{kept['months']['median']:.0f} months"
    if kept["renewable"]:
        first, what = f"The mandate must be renewed every {every}.", "it renews it"
    else:
        first, what = "The mandate has no end date and ends only by a new vote.", "it ends it"
    return (
        f"{first} Somebody reopens the question every {every} with a chance of "
        f"{words.spanned(kept['reopened'])}; asked, {what} in {words.bounded(kept['passes'])}. So "
        f"the mandate ends with a chance of {words.bounded(kept['ends_each_time'])} each time, and "
        f"lasts "
        f"{words.count(kept['horizon_years'], 'year')} in {words.bounded(kept['kept_to_horizon'])}."
    )


def headline(body: Mapping[str, Any]) -> str:
    """Whether a body is needed, and how often it passes the plan."""
    needed = "needed" if body["needed"] else "not needed for this plan"
    verb = LETS_PASS.get(body.get("role", "consent"), "passes")
    return f"{body['title']} ({needed}): {verb} in {words.cell(body['passes'])}"


def popular(people: Mapping[str, Any]) -> str:
    """How a whole people votes on the plan."""
    return (
        f"yes {span(people['yes'])} of votes before the campaign; "
        f"turnout {span(people['turnout'])}, {span(people['turnout_floor'])} needed"
    )


def most_in_the_way(body: Mapping[str, Any]) -> str:
    """The members who stand most in the way, in a line of their own."""
    named = (body["members"][member]["title"] for member in body["blockers"][:MOST])
    return f"Most in the way: {', '.join(named)}"


def reading(futures: int) -> str:
    """How to read the table of members."""
    return (
        "Yes, no and abstention: chance for each seat, middle and 90 % span of "
        f"{words.count(futures, 'future')}. Consent adds: what a certain yes of all seats of this "
        "member would add to the chance of passing. Seats vote independently given the future."
    )


POWER = (
    "How often a seat decides a vote, by the rules alone and whatever its views. Banzhaf: its "
    "share of all coalitions that one seat turns. Shapley-Shubik: its share of all orders of "
    "joining in which it is the one that decides. An abstention counts as no."
)
"""How to read the indices of power."""


def span(share: Mapping[str, float] | None) -> str:
    """A chance for a narrow table, in whole points: '41% (20-66)'."""
    if share is None:
        return words.NOTHING
    middle, low, high = (round(100 * share[end]) for end in ("median", "low", "high"))
    return f"{middle}% ({low}-{high})"
