"""What the parties have answered so far, and what it says of the futures.

Every future is weighed by the chance that its parties, of the types drawn in it, would have
answered as they did: texts are put to them as the stage of assent has it, on the case's date. An
answer that may not have been meant counts for what it was worth: with the chance that it was
sincere it is the model's, else it is as frequent as such answers are. A family of answers that
repeat one another counts once for each party that gave them.
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
from interim.evaluation.moved import MOST_MOVED, moved
from interim.foundation import defaults
from interim.foundation.cache import Cache, key
from interim.foundation.errors import BadInput, Problem
from interim.foundation.threads import even_parts, in_threads
from interim.futures import Futures, Given, Run, draw
from interim.stages.assent import of_type

Array = NDArray[np.float64]

CHUNK = 100
"""Futures put to all texts at once."""
ENOUGH = 0.1
"""Effective share of the futures from which on a record may weigh them unless one says otherwise:
below, too few futures carry the answer."""
FEWEST = 1e-300


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
        and asked_plan(case, answer) is not None
    }
    if not answers:
        expected = (
            "a file record.yaml with answers to texts that the case can put; see "
            "docs/case-format.md"
        )
        message = f"the case '{case.id}' has no record of answers"
        raise BadInput([Problem(message, expected=expected)])
    return answers


def _yes(
    case: Case,
    run: Run,
    answers: Mapping[str, Answer],
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Array:
    run.quantities(case)  # complain before any work is done
    texts: dict[str, Plan] = {}
    for answer in answers.values():
        plan = asked_plan(case, answer)
        assert plan is not None  # `put` keeps no other
        texts[plan.id] = plan
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
    case: Case, futures: Futures, answers: Mapping[str, Answer], texts: Mapping[str, Plan]
) -> Array:
    """Chance of a yes to each answer's text, of the party's drawn type: (n, answers).

    Args:
        case: the case.
        futures: n futures.
        answers: the answers.
        texts: id -> plan that was put.
    """
    common = run_common(case, futures)
    columns: dict[tuple[str, str], Array] = {}
    for name, plan in texts.items():
        done = run_stages(case, plan, futures, common, until="assent")
        assent, compliance = done["assent"], done["compliance"]
        for p in case.principals:
            columns[name, p] = of_type(assent.by_type[p], compliance.types[p])
    asked = {name: asked_plan(case, answer) for name, answer in answers.items()}
    return np.stack(
        [columns[asked[name].id, answer.party] for name, answer in answers.items()],  # type: ignore[union-attr]
        axis=1,
    )


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


# --- which futures are left ------------------------------------------------------------------


def given(
    case: Case,
    run: Run,
    *,
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """A run on the futures that the record leaves, drawn again in proportion to their weight.

    The first `RECORD` futures at most are weighed, since each is asked about every text; so the run
    has no more. Drawing again is systematic: a future of twice the mean weight is there twice.

    Args:
        case: the case, with a record.
        run: the run without it.
        cache: as `weigh`.
        workers: as `weigh`.
        progress: as `weigh`.

    Raises:
        BadInput: as `weigh`.

    Source:
        Kitagawa (1996), Monte Carlo filter and smoother, JCGS 5, for systematic resampling.
    """
    n = min(run.futures, defaults.RECORD)
    found = weigh(case, run.on(n), cache=cache, workers=workers, progress=progress)
    rows = drawn_again(found.weight)
    return replace(run, futures=n, given=Given(tuple(rows.tolist()), found.effective))


def drawn_again(weight: Array) -> NDArray[np.int64]:
    """Systematic resampling: (n,), rising, each future as often as its weight says to within 1."""
    n = weight.size
    at = (np.arange(n) + 0.5) / n
    # Sums that end a hair below 1 would leave the last draw without a future.
    ends = np.cumsum(weight)
    return np.minimum(np.searchsorted(ends / ends[-1], at), n - 1)


# --- the document ----------------------------------------------------------------------------


def recorded(
    case: Case,
    *,
    run: Run = Run(defaults.RECORD),
    cache: Cache | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The document of ``interim record --json``.

    Args:
        case: the case, with a record.
        run: which futures.
        cache: as `weigh`.
        workers: as `weigh`.
        progress: as `weigh`.

    Raises:
        BadInput: as `weigh`.
    """
    found = weigh(case, run, cache=cache, workers=workers, progress=progress)
    n, weight = len(found.yes), found.weight
    column = {name: k for k, name in enumerate(found.answers)}
    stated = case.record.answers if case.record else {}
    answers = []
    for name, answer in stated.items():
        k = column.get(name)
        given_answer = None if k is None else chance_of(answer, found.yes[:, k])
        answers.append(
            {
                "id": name,
                "date": answer.date.isoformat(),
                "party": answer.party,
                "asked_by": list(answer.asked_by),
                "asked": text_of(case, answer),
                "answer": answer.answer,
                "family": answer.family,
                "use": answer.use,
                "sincere": None if answer.sincere is None else middle(answer),
                "because": answer.because,
                "source": list(answer.source),
                "chance_before": None if given_answer is None else float(given_answer.mean()),
                "chance_after": None if given_answer is None else float(weight @ given_answer),
            }
        )
    futures = draw(case, replace(run, given=None))
    uncertain = [name for name, quantity in case.quantities.items() if quantity.uncertain]
    return {
        "case": case.id,
        "title": case.header.title,
        "case_hash": case.hash,
        **replace(run, given=None).head(),
        "parties": {name: party.title for name, party in case.header.parties.items()},
        "answers": answers,
        "effective": found.effective,
        "effective_number": found.effective * n,
        "enough": found.effective >= ENOUGH,
        "families": {
            " on ".join(family): effective_share(normalised(found.log_weight[:, k]))
            for k, family in enumerate(found.families)
        },
        "types": types_of(case, futures, weight),
        "moved": [
            {"quantity": m.quantity, "before": m.before, "after": m.after, "errors": m.errors}
            for m in moved(futures, uncertain, weight)[: 2 * MOST_MOVED]
        ],
        "hardest": hardest(found),
        "score": score(found),
        "tested": score(found, tested=True),
    }


def chance_of(answer: Answer, yes: Array) -> Array:
    """Chance of what was answered, sincerity apart: (n,)."""
    return yes if answer.yes else 1.0 - yes


def text_of(case: Case, answer: Answer) -> str:
    """What was put, in words."""
    asked = answer.asked
    plan = case.plans[asked.plan].short if asked.plan else ""
    changed = "; ".join(
        f"{case.issues.issues[issue].title}: {case.issues.issues[issue].options[option].title}"
        for issue, option in asked.clauses.items()
    )
    if asked.words:
        return asked.words
    if asked.truce is not None:
        days = f"{asked.truce} days" if isinstance(asked.truce, int) else "no term"
        return f"A truce on the line for {days}"
    return f"{plan}, but {changed}" if plan and changed else plan or changed


def types_of(case: Case, futures: Futures, weight: Array) -> dict[str, dict[str, dict[str, float]]]:
    """Share of each type before and after: principal -> type -> before, after."""
    priors = {
        p: np.stack([futures.of(kind.prior) for kind in case.preferences[p].types.values()], axis=1)
        for p in case.principals
    }
    uniforms = futures.uniforms("types", 2)
    found = {}
    for k, p in enumerate(case.principals):
        whole = priors[p] / priors[p].sum(axis=1, keepdims=True)
        drawn = (uniforms[:, k, None] >= np.cumsum(whole, axis=1)[:, :-1]).sum(axis=1)
        found[p] = {
            kind: {
                "before": float((drawn == t).mean()),
                "after": float(weight @ (drawn == t)),
            }
            for t, kind in enumerate(case.preferences[p].types)
        }
    return found


def hardest(found: Weighed) -> str | None:
    """The answer that the model finds hardest to believe, given all the others' families."""
    chances = {
        name: left_out(found, name) if answer.yes else 1.0 - left_out(found, name)
        for name, answer in found.answers.items()
        if answer.weight > 0
    }
    return min(chances, key=lambda name: chances[name]) if chances else None


def left_out(found: Weighed, name: str) -> float:
    """Chance of a yes, given the answers of all other families."""
    answer, k = found.answers[name], list(found.answers).index(name)
    logs = found.log_weight.sum(axis=1)
    if answer.weight > 0:
        logs = logs - found.log_weight[:, found.families.index(family_of(answer))]
    return float(normalised(logs) @ found.yes[:, k])


def score(found: Weighed, *, tested: bool = False) -> dict[str, Any] | None:
    """How well answers are told from those of all other families.

    Against the share of yes among the other families' answers: the Brier score, and minus the mean
    logarithm of the chance given to what was answered; lower is better for both.

    Args:
        found: the record.
        tested: of the answers that are held out for a test; else of those that weigh futures.

    Returns:
        None if there are no such answers.
    """
    names = [name for name, answer in found.answers.items() if (answer.use == "test") == tested]
    if not names:
        return None
    said = np.array([bool(found.answers[name].yes) for name in names], float)
    model = np.array([left_out(found, name) for name in names])
    base = np.array([_share_of_yes(found, name) for name in names])
    return {**_scores(model, said), "base": _scores(base, said), "n": len(names)}


def _share_of_yes(found: Weighed, name: str) -> float:
    """Share of yes among the answers of the other families, and half an answer of each kind."""
    family = family_of(found.answers[name])
    others = [a.yes for a in found.answers.values() if a.weight > 0 and family_of(a) != family]
    return (others.count(True) + 0.5) / (len(others) + 1.0)


def _scores(chance: Array, said: Array) -> dict[str, float]:
    given_to_it = np.where(said > 0, chance, 1.0 - chance)
    return {
        "brier": float(((chance - said) ** 2).mean()),
        "log": float(-np.log(np.maximum(given_to_it, FEWEST)).mean()),
    }
