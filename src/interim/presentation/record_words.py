"""What the record of answers says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interim.case.model import Case
from interim.foundation import words
from interim.insight import naming
from interim.presentation.learning_words import belief

GIVEN = {
    "accepted": "yes",
    "conditional": "yes, on conditions",
    "refused": "no",
    "silent": "silent",
    "signed-not-kept": "signed, not kept",
}
USES = {
    "full": "weighed",
    "discounted": "weighed by half",
    "type": "shown only: another war",
    "keep": "shown only: how a truce was kept",
    "test": "held out",
    "left-out": "left out",
}
SHARP = 0.9
"""Effective share of the futures above which a record changes little."""


def headline(document: Mapping[str, Any]) -> str:
    """How much the record says, in a sentence."""
    number, n = document["effective_number"], document["futures"]
    said = f"Weighed by the record, {n:,} futures say as much as {number:,.0f}"
    if document["effective"] >= SHARP:
        return f"{said}: the answers so far set few futures apart."
    if document["enough"]:
        return f"{said}: the answers so far favour some futures clearly."
    return f"{said}: too few are left to go by, so nothing should rest on the weights."


def hardest(document: Mapping[str, Any]) -> str:
    """The answer that the model finds hardest to believe."""
    answer = next((a for a in document["answers"] if a["id"] == document["hardest"]), None)
    if answer is None:
        return ""
    party = document["parties"][answer["party"]]
    return (
        f"Hardest to believe for the model: that {party} answered '{GIVEN[answer['answer']]}' on "
        f"{answer['date']} to: {answer['asked'].rstrip('.')}. It gave that "
        f"a chance of {belief(answer['chance_before'])} beforehand."
    )


def scored(document: Mapping[str, Any]) -> list[str]:
    """How well answers are told from the others."""
    said = []
    for key, which in (("score", "weigh futures"), ("tested", "are held out for a test")):
        score = document[key]
        if score is None:
            continue
        base = score["base"]
        better = "better" if score["brier"] < base["brier"] else "no better"
        said.append(
            f"Of the {words.count(score['n'], 'answer')} that {which}, each told from those of all "
            f"other families: Brier score {score['brier']:.3f}, log score {score['log']:.3f}; the "
            f"share of yes among the others scores {base['brier']:.3f} and {base['log']:.3f}. "
            f"Lower is better, so the model does {better} than that share."
        )
    return said


CAUTION = (
    "Scores, weights and red lines of the case were judged by people who knew these answers, so a "
    "good score says that the case is coded in keeping with them, not that the model would have "
    "foreseen them. The texts put to a party are no sample of texts."
)


def reading(document: Mapping[str, Any]) -> str:
    """What the columns are."""
    return (
        "Chance that the model gives to what was answered, before and after futures are weighed by "
        f"all answers, in {words.count(document['futures'], 'future')}, seed {document['seed']}. "
        "A family of answers that repeat one another counts once. None of it is a prediction."
    )


def moved(document: Mapping[str, Any], case: Case) -> list[str]:
    """Which numbers the record moves, a sentence each.

    Args:
        document: the document of ``interim record --json``.
        case: for what its numbers are called.
    """
    if not document["moved"]:
        return ["No number moves by more than chance would."]
    return [
        f"{naming.words(case, entry['quantity'])}: {'higher' if entry['errors'] > 0 else 'lower'}, "
        f"middle {entry['after']['median']:.3g} after {entry['before']['median']:.3g}"
        for entry in document["moved"]
    ]


def types(document: Mapping[str, Any]) -> list[str]:
    """What the record says of the kind of party that each is."""
    lines = []
    for party, kinds in document["types"].items():
        told = words.listed(
            [
                f"{kind} {belief(at['before'])}, then {belief(at['after'])}"
                for kind, at in kinds.items()
            ]
        )
        lines.append(f"{document['parties'][party]} by the record: {told}")
    return lines
