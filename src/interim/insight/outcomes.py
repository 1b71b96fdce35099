"""Outcomes: what may be asked of a plan in each future, as one number per future.

An outcome is either an event (1 where it happens, 0 where not) or an amount. It is read from the
arrays of an evaluation or from the results of the stages, whichever is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.evaluation.result import Evaluation
from interim.evaluation.stage import Stage, outside_columns
from interim.foundation.errors import BadInput, unknown
from interim.stages.assent import signatories
from interim.stages.compliance import ENDINGS

Array = NDArray[np.float64]
Arrays = Mapping[str, NDArray[Any]]
"""Column -> (n,): `month`, `ending`, `signed`, `adopted`, `averted`, `vote`, `signs:PRINCIPAL`,
`assent:PRINCIPAL` (its chance), `agreed` (the chance that all who are asked sign),
`type:PRINCIPAL` (the type drawn, of the first futures), `passing` (chance that all bodies needed
pass the plan, likewise), `passes:BODY`, `passing:BODY` (its chance, likewise), `value:PARTY`,
`STAGE.FIELD` of a stage of another package. A column may be missing."""


@dataclass(frozen=True)
class Outcome:
    """Something that may be asked of a plan.

    Attributes:
        name: as the command line names it, such as `holds-10`.
        yes: what it says where it happens, as the end of "the share of futures in which ...".
        no: the same where it does not; empty for an amount.
        event: whether it is an event rather than an amount.
        until: the last stage that it needs.
        read: arrays -> (n,), float64: 0 or 1 for an event, the amount otherwise.
    """

    name: str
    yes: str
    no: str
    event: bool
    until: str
    read: Callable[[Arrays], Array]
    chance: Callable[[Arrays], Array] | None = None
    """The chance of the event in each future where the stages know it exactly: the same mean and
    the same dependence on the quantities as what was drawn, without the noise of the draw."""

    def smooth(self, arrays: Arrays) -> Array:
        """The chance where it is known, else what `read` gives: (n,), float64."""
        return (self.chance or self.read)(arrays)


def outcomes(case: Case, stages: Sequence[Stage] = ()) -> dict[str, Outcome]:
    """Everything that may be asked of a plan of a case, by name.

    `holds-N`, `ends-...`, `deaths-averted` and `vote-...` are of the deal in force in every
    future, whoever signs; the others are as drawn. What a stage of another package keeps of each
    future as one number is asked as `STAGE.FIELD`.
    """
    every = [*_holding(case), *_endings(case), *_signing(case), *_bodies(case)]
    every += [*_amounts(case), *_votes(case)]
    every += _outside(stages)
    return {one.name: one for one in every}


def outcome(case: Case, name: str, stages: Sequence[Stage] = ()) -> Outcome:
    """One outcome by name.

    Raises:
        BadInput: the case has none of that name.
    """
    known = outcomes(case, stages)
    if name not in known:
        raise BadInput([unknown("outcome", name, known)])
    return known[name]


def evaluated(evaluation: Evaluation, plan: str) -> dict[str, NDArray[Any]]:
    """The columns of one plan over all futures of an evaluation.

    Raises:
        BadInput: the plan was not evaluated.
    """
    if plan not in evaluation.plans:
        raise BadInput([unknown("plan", plan, evaluation.plans)])
    data, details = evaluation.data.sel(plan=plan), evaluation.details.sel(plan=plan)
    case = evaluation.case
    needed = details["needed"].values
    return {
        "month": data["month"].values,
        "ending": data["ending"].values,
        "signed": data["signed"].values,
        "adopted": data["adopted"].values,
        "averted": data["averted_in_force"].values,
        "vote": data["vote"].values,
        "passing": details["body_chance"].values[needed].prod(axis=0, dtype=float),
        "agreed": _agreed(
            {p: data["assent"].sel(principal=p).values for p in case.principals},
            signatories(case, case.plans[plan]),
        ),
        **{f"passes:{b}": data["passes"].sel(body=b).values for b in case.bodies},
        **{f"passing:{b}": details["body_chance"].sel(body=b).values for b in case.bodies},
        **{f"signs:{p}": data["signs"].sel(principal=p).values for p in case.principals},
        **{f"assent:{p}": data["assent"].sel(principal=p).values for p in case.principals},
        **{f"over:{p}": data["over_red_line"].sel(principal=p).values for p in case.principals},
        **{f"type:{p}": details["type"].sel(principal=p).values for p in case.principals},
        **{f"value:{p}": data["value"].sel(party=p).values for p in case.preferences},
        **{c.name: data[c.name].values for c in outside_columns(evaluation.stages)},
    }


def staged(
    case: Case, done: Mapping[str, Any], stages: Sequence[Stage] = ()
) -> dict[str, NDArray[Any]]:
    """The columns that the results of some stages give, by stage name as `run_stages` does."""
    columns: dict[str, NDArray[Any]] = {}
    if "value" in done:
        columns |= {f"value:{p}": done["value"].utility[p] for p in case.preferences}
    if "compliance" in done:
        kept = done["compliance"]
        columns |= {"month": kept.month, "ending": kept.ending, "vote": kept.vote}
        columns |= {f"type:{p}": kept.types[p] for p in case.principals}
    if "assent" in done:
        columns["signed"] = done["assent"].signed
        columns["agreed"] = _agreed(done["assent"].chance, done["assent"].asked)
        columns |= {f"signs:{p}": done["assent"].signs[p] for p in case.principals}
        columns |= {f"assent:{p}": done["assent"].chance[p] for p in case.principals}
    if "outcome" in done:
        columns["adopted"] = done["outcome"].adopted
        columns["passing"] = done["adoption"].chance
        columns |= {f"passes:{b}": drawn for b, drawn in done["outcome"].passes.items()}
        columns |= {f"passing:{b}": chance for b, chance in done["adoption"].passes.items()}
        columns["averted"] = done["outcome"].averted_in_force
    for stage in stages:
        if stage.name in done:
            columns |= {
                f"{stage.name}.{kept.name}": getattr(done[stage.name], kept.name)
                for kept in stage.keeps
            }
    return columns


def _agreed(chance: Mapping[str, NDArray[Any]], asked: Sequence[str]) -> Array:
    """Chance that all who are asked sign: they answer independently of one another once quantities
    and types are drawn."""
    agreed = np.ones(len(next(iter(chance.values()))))
    for principal in asked:
        agreed = agreed * np.asarray(chance[principal], float)
    return agreed


def _outside(stages: Sequence[Stage]) -> list[Outcome]:
    def of(name: str) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a[name]

    return [
        Outcome(
            column.name,
            f"{column.name} is so" if column.dtype == "?" else column.name,
            f"{column.name} is not so" if column.dtype == "?" else "",
            column.dtype == "?",
            stage.name,
            _flag(of(column.name)),
        )
        for stage in stages
        for column in stage.columns
        if not column.dims
    ]


def _flag(read: Callable[[Arrays], NDArray[Any]]) -> Callable[[Arrays], Array]:
    return lambda arrays: np.asarray(read(arrays), dtype=float)


def _holding(case: Case) -> list[Outcome]:
    def kept(year: int) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: (a["month"] < 0) | (a["month"] >= 12 * year)

    return [
        Outcome(
            f"holds-{year}",
            f"it holds for {year} {'year' if year == 1 else 'years'} once in force",
            f"it does not hold for {year} {'year' if year == 1 else 'years'} once in force",
            True,
            "compliance",
            _flag(kept(year)),
        )
        for year in range(1, case.header.horizon_years + 1)
    ]


def _endings(case: Case) -> list[Outcome]:
    titles = [case.header.parties[p].title for p in case.principals]
    sentences = {
        "reneged-first": (f"broken-by-{case.principals[0]}", f"{titles[0]} breaks it openly"),
        "reneged-second": (f"broken-by-{case.principals[1]}", f"{titles[1]} breaks it openly"),
        "escalated": ("escalates", "it collapses by accident"),
        "lapsed": ("lapses", "its mandate is not renewed"),
    }

    def ends(code: int) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a["ending"] == code

    return [
        Outcome(
            name,
            f"{words} once in force",
            f"it does not come to this: {words} once in force",
            True,
            "compliance",
            _flag(ends(ENDINGS.index(ending))),
        )
        for ending, (name, words) in sentences.items()
    ]


def _signing(case: Case) -> list[Outcome]:
    def one(principal: str) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a[f"signs:{principal}"]

    def likely(principal: str) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a[f"assent:{principal}"]

    def both(a: Arrays) -> NDArray[Any]:
        return a["agreed"]

    def through(a: Arrays) -> NDArray[Any]:
        passing = a["passing"]
        signed = both(a)
        # Beyond the futures of which details are kept, what the bodies do is known as drawn only.
        if passing.size < signed.size:
            return a["adopted"]
        return signed * passing

    return [
        Outcome(
            "signed",
            "both sides sign it",
            "one side or both do not sign it",
            True,
            "assent",
            _flag(lambda a: a["signed"]),
            _flag(both),
        ),
        Outcome(
            "adopted",
            "it is signed and adopted",
            "it is not signed or not adopted",
            True,
            "outcome",
            _flag(lambda a: a["adopted"]),
            _flag(through),
        ),
        *(
            Outcome(
                f"signs-{p}",
                f"{case.header.parties[p].title} signs it",
                f"{case.header.parties[p].title} does not sign it",
                True,
                "assent",
                _flag(one(p)),
                _flag(likely(p)),
            )
            for p in case.principals
        ),
    ]


def _bodies(case: Case) -> list[Outcome]:
    """What each body makes of a plan, whether or not anybody signs it or needs that body."""

    def drawn(body: str) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a[f"passes:{body}"]

    def likely(body: str) -> Callable[[Arrays], NDArray[Any]]:
        def chance(a: Arrays) -> NDArray[Any]:
            known, every = a[f"passing:{body}"], a[f"passes:{body}"]
            # Beyond the futures of which details are kept, votes are known as drawn only.
            return every if known.size < every.size else known

        return chance

    return [
        Outcome(
            f"passes-{name}",
            f"{body.title} passes it",
            f"{body.title} does not pass it",
            True,
            "outcome",
            _flag(drawn(name)),
            _flag(likely(name)),
        )
        for name, body in case.bodies.items()
    ]


def _amounts(case: Case) -> list[Outcome]:
    def worth(party: str) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a[f"value:{party}"]

    return [
        Outcome(
            "deaths-averted",
            "deaths averted by the plan in force",
            "",
            False,
            "outcome",
            _flag(lambda a: a["averted"]),
        ),
        *(
            Outcome(
                f"value-{p}",
                f"value of its clauses to {case.header.parties[p].title}",
                "",
                False,
                "value",
                _flag(worth(p)),
            )
            for p in case.preferences
        ),
    ]


def _votes(case: Case) -> list[Outcome]:
    if case.referendum is None:
        return []

    def favours(place: int) -> Callable[[Arrays], NDArray[Any]]:
        return lambda a: a["vote"] == place

    return [
        Outcome(
            f"vote-{p}",
            f"a vote is held that favours {case.header.parties[p].title}",
            f"no vote is held that favours {case.header.parties[p].title}",
            True,
            "compliance",
            _flag(favours(place)),
        )
        for place, p in enumerate(case.principals)
    ]
