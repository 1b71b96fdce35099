"""How bodies would vote, in words, from the document of ``interim vote --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words

MOST = 3
"""Members named as being in the way."""


def said(body: Mapping[str, Any]) -> str:
    """Whether a body passes the plan, who stands in the way, and whether it keeps the mandate."""
    parts = [f"{body['title']} passes it in {words.bounded(body['passes'])} of futures."]
    if body["blockers"]:
        most = body["members"][body["blockers"][0]]
        parts.append(
            f"What stands most in the way is {most['title']}: its certain yes would make that "
            f"{100 * most['holds_up']['p']:.0f} points ({words.interval(most['holds_up'])}) more "
            "likely."
        )
    if "mandate" in body:
        parts.append(words.mandate(body["mandate"]))
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
