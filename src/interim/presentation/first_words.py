"""The first sentences of the demo and the brief: the verdict, with what leads in it first.

If talks go on: how often anybody signs anything today; which text, when, and at what cost; whether
it then holds, and who breaks it; what would change that most; how sure all of it is. The first of
two questions is answered by talks; only who breaks a text is known from the evaluation, which
weighs each plan as the last offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.foundation import words
from interim.presentation import endings, notes, sentences, sourcing, talks_words

Document = Mapping[str, Any]


def verdict(
    talks: Document, evaluation: Document, explained: Mapping[str, Document] | None = None
) -> list[str]:
    """The verdict in a few sentences.

    Args:
        talks: the document of ``interim talks --json``.
        evaluation: the document of ``interim evaluate --json`` of the same case.
        explained: plan -> the document of ``interim explain --json``, where that was asked.
    """
    if sentences.few(talks):
        return [notes.ask_for_more(talks["futures"])]
    best = talks_words.most_signed(talks)
    found = (
        talks_words.today(talks),
        talks_words.signing(talks),
        talks_words.waiting(talks),
        talks_words.keeping(talks),
        breaking(talks, evaluation),
        changing(evaluation, best, explained or {}),
        sure(talks, evaluation),
    )
    return [sentence for sentence in found if sentence]


def breaking(talks: Document, evaluation: Document) -> str:
    """Who would break the text that is passed most often, as far as the evaluation tells.

    It is asked of the futures in which both sign, if these are enough, else of all as if in force.

    Args:
        talks: the document of ``interim talks --json``.
        evaluation: the document of ``interim evaluate --json``; nothing is said of a text that it
            does not know.
    """
    passed = talks_words.most_passed(talks)
    result = evaluation["plans"].get(passed or talks_words.most_signed(talks))
    if result is None or sentences.few(evaluation):
        return ""
    name = f"“{result['short']}”"
    where = f"Where both would sign {name} as the last offer"
    common = _failure(result["ends_if_signed"])
    if common is None:
        where, common = f"Were {name} in force in every future", _failure(result["ends_if_adopted"])
    if common is None:
        return ""
    kind, share = common
    within = words.count(evaluation["horizon_years"], "year")
    head = f"The text passed most often is {name}. {where}" if passed else where
    if share["p"] == 0:
        return f"{head}, it would last for {within}."
    return (
        f"{head}, it would end most often because "
        f"{endings.would_end(kind, evaluation['parties'])}: within {within} in "
        f"{words.brief_chance(share)}."
    )


def _failure(ends: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    return endings.most_common({kind: p for kind, p in ends.items() if kind != "held"})


def changing(evaluation: Document, plan: str, explained: Mapping[str, Document]) -> str:
    """What would change most of it, where it was asked of that plan.

    Args:
        evaluation: the document of ``interim evaluate --json``.
        plan: id of the plan.
        explained: plan -> the document of ``interim explain --json``.
    """
    if plan not in explained:
        return ""
    driver = sentences.key_driver(evaluation, plan, explained[plan])
    return f"What would change most, asked of the last offer: {driver}"


def sure(talks: Document, evaluation: Document) -> str:
    """How sure it is: the futures behind it, and where its numbers come from.

    Args:
        talks: the document of ``interim talks --json``.
        evaluation: the document of ``interim evaluate --json`` of the same case.
    """
    return (
        f"{talks_words.intervals(talks)}: {notes.ANOTHER_DRAW} "
        f"{sourcing.summary(evaluation['provenance'])}"
    )
