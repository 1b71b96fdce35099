"""What the parties have answered so far, and what it says of the futures.

Every future is weighed by the chance that its parties, of the types drawn in it, would have
answered as they did: texts are put to them as the stage of assent has it, truces as that of truce
has it, on the case's date. An answer that may not have been meant counts for what it was worth:
with the chance that it was sincere it is the model's, else it is as frequent as such answers are. A
family of answers that repeat one another counts once for each party that gave them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interim.case.asked import asked_plan
from interim.case.model import Answer, Case, Plan
from interim.evaluation.flow import run_common, run_stages
from interim.foundation.cache import Cache, key
from interim.foundation.errors import BadInput, Problem
from interim.foundation.threads import even_parts, in_threads
from interim.futures import Futures, Run, draw
from interim.stages.assent import of_type
from interim.stages.compliance import draw_types, prior_of
from interim.stages.truce import standstill, truce

Array = NDArray[np.float64]

CHUNK = 100
"""Futures put to all texts at once."""
TRUCE = ""
"""Stands for a truce where others have the id of the plan that was put."""


class Weighed(NamedTuple):
    """A record and what it says of n futures.

    Attributes:
        answers: those to a text that the case can put, by id, the tested ones among them.
        yes: (n, answers), chance that the party says yes, of its drawn type.
        log_weight: (n, families), natural logarithm of the chance of each family's answers.
        families: (party, family) of the columns.
    """

    answers: Mapping[str, Answer]
    yes: Array
    log_weight: Array
    families: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> Array:
        """(n,), of each future, given all answers; sums to 1."""
        return normalised(self.log_weight.sum(axis=1))

    @property
    def effective(self) -> float:
        """Share of the futures that say as much as all would without weights (Kish 1965)."""
        return effective_share(self.weight)


def effective_share(weight: Array) -> float:
    """Effective number of weighed futures, as a share of all."""
    return float(1.0 / (weight**2).sum() / weight.size)


def normalised(log_weight: Array) -> Array:
    """Weights that sum to 1 from their logarithms."""
    raised = np.exp(log_weight - log_weight.max())
    return np.asarray(raised / raised.sum())


def weigh(
    case: Case,
    run: Run,
    *,
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Weighed:
    """Put every text of the record to the parties of every future.

    Args:
        case: the case, with a record.
        run: which futures; what the record leaves of them is not asked again.
        cache: where the chances are kept; None keeps nothing.
        workers: threads; by default one per core.
        progress: called with (done, total) parts from time to time.

    Raises:
        BadInput: a case without a record, or without an answer to a text that can be put; an
            unknown lens or quantity; answers under which no future is possible.
    """
    run = replace(run, given=None)
    answers = put(case)
    about = run.head() | {"settings": list(run.settings.items()), "case": case.hash}
    named = key("record", **about)
    kept = cache.arrays(named) if cache else None
    if kept is None:
        kept = {"yes": _yes(case, run, answers, workers, progress)}
        if cache:
            cache.keep_arrays(named, kept)
    return weighed(case, answers, kept["yes"])


def put(case: Case) -> dict[str, Answer]:
    """The answers to a text that the case can put, that weigh futures or test them.

    Raises:
        BadInput: there are none.
    """
    stated = case.record.answers if case.record else {}
    answers = {
        name: answer
        for name, answer in stated.items()
        if (answer.weight > 0 or answer.use == "test")
        and answer.yes is not None
        and _can_be_put(case, answer)
    }
    if not answers:
        expected = (
            "a file record.yaml with answers to texts that the case can put; see "
            "docs/case-format.md"
        )
        message = f"the case '{case.id}' has no record of answers"
        raise BadInput([Problem(message, expected=expected)])
    return answers


def _can_be_put(case: Case, answer: Answer) -> bool:
    if answer.asked.truce is not None:
        return standstill(case) is not None
    return asked_plan(case, answer) is not None


def _yes(
    case: Case,
    run: Run,
    answers: Mapping[str, Answer],
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Array:
    run.quantities(case)  # complain before any work is done
    texts = {name: asked_plan(case, answer) for name, answer in answers.items()}
    parts = even_parts(0, run.futures, workers, CHUNK)
    found = np.empty((run.futures, len(answers)))

    def work(part: tuple[int, int], stopping: Any) -> None:
        if not stopping.is_set():
            found[slice(*part)] = chances(case, draw(case, run, *part), answers, texts)

    for done, _ in enumerate(in_threads(work, parts, workers), start=1):
        if progress is not None:
            progress(done, len(parts))
    return found


def chances(
    case: Case, futures: Futures, answers: Mapping[str, Answer], texts: Mapping[str, Plan | None]
) -> Array:
    """Chance of a yes to each answer's text, of the party's drawn type: (n, answers).

    Args:
        case: the case.
        futures: n futures.
        answers: the answers.
        texts: answer -> the plan that was put, None for a truce.
    """
    common = run_common(case, futures)
    plans = {plan.id: plan for plan in texts.values() if plan is not None}
    asked = {
        name: run_stages(case, plan, futures, common, until="assent")["assent"].by_type
        for name, plan in plans.items()
    }
    if None in texts.values():
        asked[TRUCE] = truce(case, futures, war=common["war"])
    most = max(len(case.preferences[p].types) for p in case.principals)
    drawn = draw_types(prior_of(case, futures, most), futures.uniforms("types", 2))
    kind = {p: drawn[:, place] for place, p in enumerate(case.principals)}
    put_as = {name: TRUCE if plan is None else plan.id for name, plan in texts.items()}
    columns = [
        of_type(asked[put_as[name]][answer.party], kind[answer.party])
        for name, answer in answers.items()
    ]
    return np.stack(columns, axis=1)


def weighed(case: Case, answers: Mapping[str, Answer], yes: Array) -> Weighed:
    """What answers say of futures, from the chances of a yes.

    Args:
        case: the case.
        answers: by id.
        yes: (n, answers).

    Raises:
        BadInput: no future is possible under them all; it names those that exclude each other.
    """
    used = [name for name, answer in answers.items() if answer.weight > 0]
    families = tuple(dict.fromkeys(family_of(answers[name]) for name in used))
    logs = np.zeros((len(yes), len(families)))
    column = {name: k for k, name in enumerate(answers)}
    with np.errstate(divide="ignore"):
        for k, family in enumerate(families):
            own = [name for name in used if family_of(answers[name]) == family]
            total = sum(answers[name].weight for name in own)
            most = max(answers[name].weight for name in own)
            for name in own:
                power = answers[name].weight * most / total
                logs[:, k] += power * np.log(likelihood(answers, name, yes[:, column[name]]))
    if used and not np.isfinite(logs.sum(axis=1)).any():
        raise BadInput([_impossible(case, families, logs)])
    return Weighed(answers, yes, logs, families)


def family_of(answer: Answer) -> tuple[str, str]:
    """The answers of one party that repeat one another."""
    return answer.party, answer.family


def likelihood(answers: Mapping[str, Answer], name: str, yes: Array) -> Array:
    """Chance of an answer, (n,): the model's where it was sincere, else as frequent as such are."""
    answer = answers[name]
    chance = yes if answer.yes else 1.0 - yes
    sincere = 1.0 if answer.sincere is None else middle(answer)
    return sincere * chance + (1.0 - sincere) * frequency(answers, bool(answer.yes))


def middle(answer: Answer) -> float:
    """The middle of the range of how far an answer was sincere."""
    assert answer.sincere is not None
    return float(answer.sincere.at(np.array([0.5]))[0])


def frequency(answers: Mapping[str, Answer], yes: bool) -> float:
    """Share of this kind of answer among those that weigh futures."""
    kinds = [answer.yes for answer in answers.values() if answer.weight > 0]
    return kinds.count(yes) / len(kinds) if kinds else 0.5


def _impossible(case: Case, families: Sequence[tuple[str, str]], logs: Array) -> Problem:
    """The fewest families, taken in order, that leave no future."""
    possible = np.ones(len(logs), bool)
    for k, family in enumerate(families):
        left = possible & np.isfinite(logs[:, k])
        if not left.any():
            against = [
                ", ".join(other)
                for j, other in enumerate(families[:k])
                if not (np.isfinite(logs[:, k]) & np.isfinite(logs[:, j])).any()
            ]
            named = " and ".join(against) or "the answers before it"
            own = ", ".join(family)
            return Problem(
                f"no future is possible under the record: the answers of {own} exclude {named}",
                file=f"{case.id}/record.yaml",
                found="sincere: 1 and a chance of 0 in every future",
                expected="answers that are less certain to have been sincere, or fewer of them",
            )
        possible = left
    raise AssertionError("some future is possible")
