"""The outside view of a plan, and inside and outside view side by side.

The inside view is what the stages of the model say of a plan in force. The outside view is what
became of earlier settlements like it. Neither is a prediction; where they are far apart, a reader
should know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from interim.case.model import NO_DEAL, Case
from interim.foundation import words
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import Probability
from interim.history.classes import Profile, ReferenceClass, profile, reference_class
from interim.history.left_out import LeftOut, leave_one_conflict_out
from interim.history.settlements import (
    FEATURES,
    LAST_SEEN,
    MEANING,
    Lives,
    Settlement,
    lives,
    shipped,
)
from interim.history.survival import HORIZONS, Curve, kaplan_meier
from interim.history.weibull import Weibull, fit

if TYPE_CHECKING:
    from interim.evaluation.result import Evaluation

SCORED_AT = 10.0
"""Years at which the score of the contract is taken; `scores` has the others."""

FEW = 5
"""A curve of fewer arrangements is not compared with the inside view."""


@lru_cache(maxsize=16)
def scored(until: date, completed: str = "censored") -> LeftOut:
    """Scores of the shipped table as it was known on a day."""
    return leave_one_conflict_out(lives(shipped(), until=until, completed=completed))


@lru_cache(maxsize=16)
def model(until: date) -> Weibull:
    """The survival model of the shipped table as it was known on a day."""
    known = lives(shipped(), until=until)
    return fit(known.features, known.years, known.broken, scored(until).tau)


def known_to(case: Case) -> date:
    """The day up to which history is used for a case: its as-of date, or the last day seen."""
    return min(case.header.as_of, LAST_SEEN)


def history(case: Case | None = None, plan: str | None = None) -> dict[str, Any]:
    """What became of earlier settlements; with a case and a plan, of those like the plan.

    Args:
        case: the case, whose `history.yaml` reads clauses as features; without one, all
            settlements are told.
        plan: id of a plan.

    Returns:
        The document of ``interim history --json``. `survival` is that of the reference class by
        Kaplan and Meier, `survival_if_kept` the same if completed and replaced arrangements are
        taken as kept, `survival_model` that of the penalised survival model, `survival_all` that
        of all settlements; `score` tells how well the survival model foretold conflicts that it
        had not seen at ten years, against the base rate.

    Raises:
        BadInput: unknown plan, no deal, or a case without `history.yaml`.
    """
    if case is None or plan is None:
        return _everything()
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if plan == NO_DEAL:
        raise BadInput(
            [Problem("no deal is not compared with settlements", expected="the id of a plan")]
        )
    until = known_to(case)
    read = profile(case, plan)
    known = lives(shipped(), until=until)
    alike = reference_class(read, known)
    features = read.features()
    return {
        "case": case.id,
        "title": case.header.title,
        "plan": plan,
        "plan_title": case.plans[plan].title,
        "until": until.isoformat(),
        "features": _profile(case, read),
        "steps": [
            {**asdict(step), "meaning": MEANING[step.feature], "says": str(step)}
            for step in alike.steps
        ],
        "reference_class": _rows(alike),
        "survival": survival(alike.lives),
        "survival_if_kept": survival(_kept(alike.lives)),
        "survival_model": {
            f"{years:g}": model(until).survival(features, years) for years in HORIZONS
        },
        "survival_all": survival(known),
        "settlements": len(known),
        **_judged(until),
    }


def _everything() -> dict[str, Any]:
    """All settlements, with the curve of each feature."""
    known = lives(shipped())
    order = sorted(range(len(known)), key=lambda i: known.settlements[i].start)
    return {
        "case": None,
        "plan": None,
        "until": known.until.isoformat(),
        "reference_class": [_row(known, i) for i in order],
        "left_out": [
            {"id": s.id, "name": s.name, "why": s.note} for s in shipped() if not s.counted
        ],
        "survival": survival(known),
        "survival_if_kept": survival(_kept(known)),
        "survival_all": survival(known),
        "median_years": kaplan_meier(known.years, known.broken).median(),
        "broken": int(known.broken.sum()),
        "by_feature": [_split(known, column, name) for column, name in enumerate(FEATURES)],
        "settlements": len(known),
        **_judged(known.until),
    }


def survival(known: Lives) -> dict[str, Probability | None]:
    """Kaplan and Meier's estimate at 1, 5 and 10 years, each with its 95 % interval."""
    curve = kaplan_meier(known.years, known.broken)
    return {f"{years:g}": curve.at(years) for years in HORIZONS}


def _kept(known: Lives) -> Lives:
    """The same arrangements, if those completed or replaced are taken as kept up to the day."""
    return lives(known.settlements, until=known.until, completed="kept")


def _split(known: Lives, column: int, name: str) -> dict[str, Any]:
    """Survival with and without a feature, and the model's hazard ratio."""
    there = known.features[:, column] >= 0.5
    ratio, low, high = model(known.until).ratios()[column]
    return {
        "feature": name,
        "meaning": MEANING[name],
        "with": survival(known.take(there)),
        "without": survival(known.take(~there)),
        "hazard_ratio": {"median": ratio, "low": low, "high": high},
    }


def _judged(until: date) -> dict[str, Any]:
    """How well the survival model does out of sample, in numbers and in words."""
    left_out = scored(until)
    judged = {f"{score.years:g}": asdict(score) for score in left_out.scores}
    return {
        "score": judged[f"{SCORED_AT:g}"],
        "scores": judged,
        "penalty": {"width": left_out.tau, "chosen_by": "leave-one-conflict-out"},
        "verdict": verdict(left_out),
    }


def verdict(left_out: LeftOut) -> str:
    """Whether features foretell better than the base rate, in a sentence."""
    score = next(score for score in left_out.scores if score.years == SCORED_AT)
    interval = f"skill {score.skill:+.2f}, 95 % interval {score.skill_low:+.2f} to "
    interval += f"{score.skill_high:+.2f}, {score.n} settlements at {SCORED_AT:g} years"
    if score.skill_low > 0:
        return f"The features foretell conflicts left out better than the base rate ({interval})."
    if score.skill_high < 0:
        return f"The features foretell conflicts left out worse than the base rate ({interval})."
    return (
        "The features do not foretell conflicts left out measurably better or worse than the base "
        f"rate does ({interval}): read the reference class as examples."
    )


def _profile(case: Case, read: Profile) -> list[dict[str, Any]]:
    """The features of a plan, with the clauses that give them."""
    rows = []
    for name, code in read.codes.items():
        clauses = [
            {
                "issue": issue,
                "option": option,
                "title": case.issues.issues[issue].options[option].title,
            }
            for issue, option in read.clauses[name]
        ]
        rows.append({"feature": name, "meaning": MEANING[name], "code": code, "clauses": clauses})
    return rows


def _rows(alike: ReferenceClass) -> list[dict[str, Any]]:
    """The arrangements of a class, with why each is there."""
    rows = []
    for index, differing in enumerate(alike.differing):
        rows.append(
            {
                **_row(alike.lives, index),
                "shares": [name for name in FEATURES if name not in differing],
                "differs": list(differing),
                "why": _why(differing),
            }
        )
    return rows


def _why(differing: tuple[str, ...]) -> str:
    """What a settlement has in common with the plan, in a phrase."""
    count = len(FEATURES) - len(differing)
    phrase = f"{count} of {len(FEATURES)} features alike"
    if differing:
        phrase += "; not " + ", ".join(name.replace("_", " ") for name in differing)
    return phrase


def _row(known: Lives, index: int) -> dict[str, Any]:
    settlement: Settlement = known.settlements[index]
    ended = settlement.end is not None and settlement.end <= known.until
    return {
        "id": settlement.id,
        "name": settlement.name,
        "conflict": settlement.conflict,
        "start": settlement.start.isoformat(),
        "end": settlement.end.isoformat() if ended and settlement.end else None,
        "how": settlement.how if ended else "standing",
        "ended_by": (settlement.ended_by if ended else "") or None,
        "years": float(known.years[index]),
        "broken": bool(known.broken[index]),
        "codes": dict(settlement.codes),
        "text": settlement.text,
        "source": settlement.source,
        "basis": settlement.basis,
        # Notes speak of later events, which a case of an earlier day must not know.
        "note": (settlement.note or None) if known.until >= LAST_SEEN else None,
    }


def sides(evaluation: Evaluation, plan: str) -> dict[str, Any] | None:
    """Inside and outside view of a plan in force, side by side.

    Args:
        evaluation: the result of `interim.evaluate`.
        plan: id of a plan in it.

    Returns:
        As `side_by_side`.
    """
    result = evaluation.to_json()["plans"][plan]
    return side_by_side(evaluation.case, plan, result["holds_if_adopted"])


def side_by_side(
    case: Case, plan: str, holds: Mapping[str, Probability | None]
) -> dict[str, Any] | None:
    """Inside and outside view of a plan in force, side by side.

    Args:
        case: the case.
        plan: id of a plan.
        holds: the inside view: `holds_if_adopted` of the plan in an evaluation's document.

    Returns:
        `rows`, one for 1, 5 and 10 years, each with `inside`, `outside` (the reference class),
        `all` (all settlements) and `apart`: whether their 95 % intervals have nothing in common,
        None where one of them says nothing; `disagree` and `says`, the same for all rows and in a
        sentence; `settlements`, `broken` and `examples`: how many there are, and the nearest.
        None for no deal, and where the case does not say how its clauses read as features.
    """
    if plan == NO_DEAL or case.history is None:
        return None
    known = lives(shipped(), until=known_to(case))
    alike = reference_class(profile(case, plan), known)
    curve = kaplan_meier(alike.lives.years, alike.lives.broken)
    everyone = kaplan_meier(known.years, known.broken)
    rows = [_side(years, holds.get(f"{years:g}"), curve, everyone) for years in HORIZONS]
    return {
        "plan": plan,
        "rows": rows,
        "disagree": any(row["apart"] for row in rows),
        "says": _said(rows, curve.n),
        "settlements": curve.n,
        "broken": curve.broken,
        "examples": [s.name for s in alike.lives.settlements[:3]],
        "until": known.until.isoformat(),
    }


def _side(
    years: float, inside: Probability | None, curve: Curve, everyone: Curve
) -> dict[str, Any]:
    outside = curve.at(years) if curve.n >= FEW else None
    apart = None
    if inside is not None and outside is not None:
        apart = inside["high"] < outside["low"] or inside["low"] > outside["high"]
    return {
        "years": int(years),
        "inside": inside,
        "outside": outside,
        "all": everyone.at(years),
        "apart": apart,
    }


def _said(rows: list[dict[str, Any]], settlements: int) -> str:
    """Where the two views are apart, in a sentence."""
    apart = [row for row in rows if row["apart"]]
    if not any(row["apart"] is not None for row in rows):
        return "Inside and outside view cannot be compared: one of them says nothing."
    if not apart:
        return (
            f"The inside view does not leave the 95 % interval of {settlements} settlements like "
            "it, which is wide: this is no confirmation."
        )
    parts = []
    for row in apart:
        higher = row["inside"]["p"] > row["outside"]["p"]
        years = words.plural(row["years"], "year")
        parts.append(
            f"at {years} the model has it in force in {_stated(row['inside'])} of futures, "
            f"{'above' if higher else 'below'} the {_stated(row['outside'])} of settlements like it"
        )
    return "The two views disagree: " + "; ".join(parts) + "."


def sides_of(document: Mapping[str, Any], case: Case) -> dict[str, dict[str, Any]]:
    """Inside and outside view of every plan of an evaluation, for the brief and the terminal.

    Args:
        document: the document of ``interim evaluate --json``.
        case: the case evaluated.

    Returns:
        Plan -> as `side_by_side`; empty where the case does not say how its clauses read as
        features.
    """
    sides = {}
    for plan, result in document["plans"].items():
        side = side_by_side(case, plan, result["holds_if_adopted"])
        if side is not None:
            sides[plan] = side
    return sides


def _stated(share: Probability) -> str:
    """A share with its interval, for a sentence."""
    return f"{100 * share['p']:.0f} % ({100 * share['low']:.0f}-{100 * share['high']:.0f})"
