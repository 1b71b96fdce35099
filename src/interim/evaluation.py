"""The result of an evaluation: labelled arrays, a summary table, the document of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from interim import __version__
from interim.case.model import NO_DEAL, Case
from interim.estimates import Probability, mean_chance, share, spread
from interim.record import BELIEFS
from interim.stages.compliance import ENDINGS

YEARS = (1, 5, 10, 15)
"""Years after which a deal is asked whether it still holds."""


@dataclass(frozen=True)
class Evaluation:
    """What the stages say of each plan in each future.

    Attributes:
        case: the case evaluated.
        plans: plan ids, no deal last.
        futures: number of futures.
        seed: seed of the run.
        lens: lens applied, or None.
        settings: quantities set by the user.
        data: dims (plan, ..., future); `assent`, `signs`, `adopted`, `ending`, `month`, `deaths`
            and so on. `ending` and `month` say how implementation goes if the plan is adopted,
            and are there for every future; combine with `adopted` for what happens.
        details: wide results (clauses, votes by unit, beliefs) over the first 10,000 futures.
    """

    case: Case
    plans: tuple[str, ...]
    futures: int
    seed: int
    lens: str | None
    settings: Mapping[str, str | float]
    data: xr.Dataset
    details: xr.Dataset

    def summary(self) -> pd.DataFrame:
        """One row per plan: who signs, whether it is adopted, and what would follow in force.

        Chances are shares of futures with their 95 % intervals. Print it whole with
        `print(result.summary().to_string())`.
        """
        document = self.to_json()["plans"]
        first, second = self.case.principals
        rows = {}
        for result in document.values():
            chances: dict[str, Probability | None] = {
                f"{self.case.header.parties[first].title} signs": result["assent"][first],
                f"{self.case.header.parties[second].title} signs": result["assent"][second],
                "both sign": result["signed"],
                "adopted": result["adopted"],
                **{
                    f"in force {year} y": result["holds_if_adopted"][str(year)]
                    for year in YEARS
                    if year <= self.case.header.horizon_years
                },
            }
            averted = result["deaths_averted_if_adopted"]
            rows[result["short"]] = {
                name: f"{100 * c['p']:.0f}% ({100 * c['low']:.0f}-{100 * c['high']:.0f})"
                if c
                else "-"
                for name, c in chances.items()
            } | {
                "deaths averted in force": f"{averted['low']:,.0f} to {averted['high']:,.0f}"
                if averted
                else "-"
            }
        return pd.DataFrame.from_dict(rows, orient="index")

    def to_json(self) -> dict[str, Any]:
        """The document that ``interim evaluate --json`` prints."""
        return self._document

    def _repr_html_(self) -> str:
        from interim import notebook

        return notebook.evaluation(self)

    @cached_property
    def _document(self) -> dict[str, Any]:
        header = self.case.header
        provenance = [q.provenance for q in self.case.quantities.values()]
        return {
            "case": self.case.id,
            "title": header.title,
            "question": header.question,
            "as_of": header.as_of.isoformat(),
            "horizon_years": header.horizon_years,
            "version": __version__,
            "case_hash": self.case.hash,
            "seed": self.seed,
            "futures": self.futures,
            "lens": self.lens,
            "settings": dict(self.settings),
            "provenance": {
                "sourced": provenance.count("sourced"),
                "judgement": provenance.count("judgement"),
                "informed_judgement": sum(
                    q.provenance == "judgement" and bool(q.source)
                    for q in self.case.quantities.values()
                ),
            },
            "parties": {name: party.title for name, party in header.parties.items()},
            "principals": list(self.case.principals),
            "plans": {plan: self._plan(plan) for plan in self.plans},
        }

    def _plan(self, plan: str) -> dict[str, Any]:
        data, details = self.data.sel(plan=plan), self.details.sel(plan=plan)
        named = self.case.plans[plan]
        principals = self.case.principals
        signing = plan != NO_DEAL
        adopted = data["adopted"].values
        # The war that goes on without a deal is one and the same for every plan.
        war_value = self.data["war_value"].isel(plan=0)
        return {
            "title": named.title,
            "short": named.short,
            "value": {
                party: spread(data["value"].sel(party=party).values)
                for party in self.case.preferences
            },
            "war_value": {p: spread(war_value.sel(principal=p).values) for p in principals},
            "deal_value": {
                p: spread(data["deal_value"].sel(principal=p).values) for p in principals
            },
            "assent": {
                p: share(data["signs"].sel(principal=p).values) if signing else None
                for p in principals
            },
            "signed": share(data["signed"].values) if signing else None,
            "sticking_points": {
                p: self._sticking_points(plan, p) if signing else [] for p in principals
            },
            "adoption": self._adoption(plan) if signing else {},
            "bodies_needed": [
                body for body in self.case.bodies if bool(details["needed"].sel(body=body))
            ],
            "adopted": share(adopted) if signing else None,
            **self._life(data, adopted, signing),
            "deaths": spread(data["deaths"].values),
            "deaths_averted": spread(data["deaths_averted"].values),
            "deaths_averted_if_adopted": spread(data["averted_in_force"].values),
            "referendum": self._referendum(details),
            "belief": self._belief(data, details) if signing else {},
            "learnt": self._learnt(details) if signing else {},
            "value_of_failure": {
                p: spread(data["value_of_failure"].sel(principal=p).values) for p in principals
            },
            "if_broken": {p: self._if_broken(details, p) for p in principals} if signing else {},
        }

    def _adoption(self, plan: str) -> dict[str, Probability | None]:
        passes = self.data["passes"].sel(plan=plan)
        return {body: share(passes.sel(body=body).values) for body in self.case.bodies}

    def _sticking_points(self, plan: str, principal: str) -> list[dict[str, Any]]:
        costs = self.details["cost"].sel(plan=plan, principal=principal)
        package = self.case.package(plan)
        spreads = [
            (issue, spread(costs.sel(issue=issue).values)) for issue in self.case.issues.issues
        ]
        costly = [(issue, cost) for issue, cost in spreads if cost and cost["median"] > 0]
        costly.sort(key=lambda point: -point[1]["median"])
        return [{"issue": issue, "option": package[issue], "cost": cost} for issue, cost in costly]

    def _life(self, data: xr.Dataset, adopted: NDArray[np.bool_], signing: bool) -> dict[str, Any]:
        """How long the deal holds and how it ends, among adopted futures and as if adopted."""
        names = self.endings
        if not signing:
            return {
                "holds": {str(year): None for year in YEARS},
                "ends": dict.fromkeys(names),
                "holds_if_adopted": {str(year): None for year in YEARS},
                "ends_if_adopted": dict.fromkeys(names),
                "breach_month": None,
                "survival": None,
            }
        month, ending = data["month"].values, data["ending"].values
        lasted = np.where(month < 0, np.iinfo(np.int32).max, month.astype(np.int32))
        months = list(range(0, self.case.months + 1, 3))
        curve = [share(lasted >= m) for m in months]

        def holds(among: NDArray[np.bool_]) -> dict[str, Probability | None]:
            return {
                str(year): share(lasted[among] >= 12 * year)
                if 12 * year <= self.case.months
                else None
                for year in YEARS
            }

        def ends(among: NDArray[np.bool_]) -> dict[str, Probability | None]:
            return {name: share(ending[among] == code) for code, name in enumerate(names)}

        everyone = np.ones_like(adopted)
        broken = adopted & (month >= 0)
        return {
            "holds": holds(adopted),
            "ends": ends(adopted),
            "holds_if_adopted": holds(everyone),
            "ends_if_adopted": ends(everyone),
            "breach_month": spread(month[broken].astype(float)),
            "survival": {
                "months": months,
                **{key: [c[key] for c in curve if c] for key in ("p", "low", "high")},
            },
        }

    @property
    def endings(self) -> tuple[str, ...]:
        """How a deal can end, in the order of the codes in `data['ending']`."""
        first, second = self.case.principals
        names = {"reneged-first": f"reneged:{first}", "reneged-second": f"reneged:{second}"}
        return tuple(names.get(ending, ending) for ending in ENDINGS)

    def _referendum(self, details: xr.Dataset) -> dict[str, Any]:
        vote = self.case.referendum
        if vote is None:
            return {}
        first, second = vote.choices
        return {
            unit: {
                franchise: {
                    "for": {
                        first: spread(cell["vote_share"].values),
                        second: spread(1 - cell["vote_share"].values),
                    },
                    "passes": mean_chance(cell["vote_passes"].values),
                    "coverage": spread(cell["vote_coverage"].values),
                }
                for franchise in vote.franchises
                for cell in [details.sel(unit=unit, franchise=franchise)]
            }
            for unit in vote.units
        }

    def _belief(self, data: xr.Dataset, details: xr.Dataset) -> dict[str, Any]:
        """Posteriors over the futures in which the event is seen: means, and their spread."""
        count = details.sizes["future"]
        refused = ~data["signs"].values[:, :count]
        document: dict[str, Any] = {}
        for observer, stated in self.case.enforcement.observers.items():
            document[observer] = {}
            for p, principal in enumerate(self.case.principals):
                if principal not in stated.priors:
                    continue
                cell = details.sel(observer=observer, principal=principal)
                document[observer][principal] = {}
                for k, kind in enumerate(self.case.preferences[principal].types):
                    seen = {name: cell[name].values[k] for name in BELIEFS}
                    seen["after_refusal"] = seen["after_refusal"][refused[p]]
                    seen["after_signature"] = seen["after_signature"][~refused[p]]
                    document[observer][principal][kind] = {
                        **{name: _mean(values) for name, values in seen.items()},
                        "spread": {name: spread(values) for name, values in seen.items()},
                        "path": [
                            {"month": int(str(mark)), **(spread(path) or {})}
                            for mark, path in zip(
                                cell["mark"].values, cell["path"].values[k], strict=True
                            )
                            if int(str(mark)) <= self.case.months
                        ],
                    }
        return document

    def _if_broken(self, details: xr.Dataset, principal: str) -> dict[str, Any]:
        """What a principal has from a plan in force that the other then breaks.

        Against the war without a deal: in all, by what outsiders learn, and by the deal's months
        with the war after them; and in which share of such futures it is better off.
        """
        cell = details.sel(principal=principal)
        learning, deal = cell["breach_learning"].values, cell["breach_deal"].values
        total = learning + deal
        return {
            "value": spread(total),
            "learning": spread(learning),
            "deal": spread(deal),
            "better_off": share(total[~np.isnan(total)] > 0),
        }

    def _learnt(self, details: xr.Dataset) -> dict[str, Any]:
        """How sure observers are at the end of the histories, and how much they have learnt."""
        return {
            observer: {
                principal: {
                    "certain": share(cell["certain"].values > 0),
                    "bits": spread(cell["bits"].values),
                }
                for principal in self.case.principals
                if principal in stated.priors
                for cell in [details.sel(observer=observer, principal=principal)]
            }
            for observer, stated in self.case.enforcement.observers.items()
        }


def _mean(values: NDArray[Any]) -> float | None:
    defined = values[~np.isnan(values)]
    return float(np.mean(defined, dtype=float)) if defined.size else None
