"""A made-up case and a made-up result for the tests of the faces. Never shown to users."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from interim.case.model import (
    Body,
    Case,
    Choice,
    Enforcement,
    Franchise,
    Header,
    Issues,
    Lens,
    Observer,
    Plan,
    Preferences,
    Referendum,
    Source,
    Territory,
    Unit,
    War,
)
from interim.case.quantity import Domain, Quantity, parse_quantity

FUTURES = 2000


def quantity(name: str, text: str, domain: Domain = Domain.SHARE, **extra: Any) -> Quantity:
    return Quantity(**parse_quantity({"value": text, **extra}, domain), name=name)


def probability(p: float, half: float = 0.02, n: int = FUTURES) -> dict[str, Any]:
    return {"p": p, "low": max(0.0, p - half), "high": min(1.0, p + half), "n": n}


def spread(median: float, low: float, high: float) -> dict[str, float]:
    return {"median": median, "low": low, "high": high}


def fabricated_case() -> Case:
    issues = Issues.model_validate(
        {
            "issues": {
                "hills": {
                    "title": "The hills",
                    "group": "Ground",
                    "default": "north",
                    "options": {
                        "north": {"title": "stay with Northland"},
                        "south": {"title": "go to Southland"},
                        "vote": {"title": "vote later"},
                    },
                },
                "force": {
                    "title": "Peace force",
                    "group": "Guarantees",
                    "default": "none",
                    "options": {"none": {"title": "none"}, "un": {"title": "UN force"}},
                },
            }
        }
    )
    plan = {
        "summary": "A fabricated plan.",
        "source": "memo",
        "date": "2026-01-02",
    }
    plans = {
        "alpha": Plan(
            id="alpha",
            title="The alpha plan",
            short="Alpha",
            clauses={"hills": "vote", "force": {"option": "un", "source": "memo"}},
            **plan,
        ),
        "beta": Plan(id="beta", title="Beta", short="Beta", clauses={"hills": "south"}, **plan),
        "no-deal": Plan(id="no-deal", title="No deal", short="no deal", summary="War."),
    }
    threshold = quantity("referendum.threshold", "0.5", source="memo")
    share = quantity("referendum.units.hills.groups.all.first", "0.4 to 0.6", judgement="guess")
    return Case.model_construct(
        id="fabricated",
        folder=Path("fabricated"),
        hash="0" * 64,
        header=Header.model_validate(
            {
                "title": "Fabricated 2026",
                "question": "Would the hills plan hold?",
                "as_of": "2026-11-22",
                "parties": {
                    "north": {"title": "Northland", "roles": ["principal"]},
                    "south": {"title": "Southland", "roles": ["principal"]},
                    "club": {"title": "The Club", "roles": ["observer"]},
                },
                "plans": ["alpha", "beta"],
            }
        ),
        issues=issues,
        plans=plans,
        preferences={"north": Preferences(issues={}), "south": Preferences(issues={})},
        bodies={
            "senate": Body(title="Senate", threshold=2),
            "council": Body(title="Council", threshold=2),
        },
        territory=Territory(credit="Nobody.", units={}),
        war=War.model_construct(),
        enforcement=Enforcement.model_construct(
            observers={
                "club": Observer(
                    priors={"north": {"hawk": 1, "dove": 1}}, helps="south", fears="hawk"
                )
            }
        ),
        referendum=Referendum.model_construct(
            issue="hills",
            votes={"vote": quantity("referendum.votes.vote", "residents", Domain.NAME)},
            choices={
                "join-south": Choice(title="Join Southland", favours="south"),
                "stay": Choice(title="Stay", favours="north"),
            },
            units={"hills": Unit.model_construct(title="The hills")},
            franchises={
                "residents": Franchise(title="Residents on the day", groups=("all",)),
                "prewar": Franchise(title="Voters before the war", groups=("all",)),
            },
            threshold=threshold,
        ),
        lenses={
            "sceptic": Lens.model_validate(
                {
                    "id": "sceptic",
                    "title": "A sceptic",
                    "who": "nobody real",
                    "summary": "Doubts it.",
                    "replaces": {
                        "referendum.threshold": {
                            "value": 0.6,
                            "claim": "half is too little",
                            "because": "so three fifths",
                        }
                    },
                }
            )
        },
        sources={
            "memo": Source(title="A memo", publisher="Nobody", address="https://example.org/memo")
        },
        quantities={q.name: q for q in (threshold, share)},
    )


def _plan(title: str, short: str, north: float, held: float, adopted_n: int) -> dict[str, Any]:
    kinds = ("held", "reneged:north", "reneged:south", "escalated", "lapsed")
    shares = (held, 0.7 * (1 - held), 0.1 * (1 - held), 0.2 * (1 - held), 0.0)

    def ends(n: int) -> dict[str, Any]:
        return {k: probability(p, n=n) for k, p in zip(kinds, shares, strict=True)}

    def holds(n: int) -> dict[str, Any]:
        years = ("1", "5", "10", "15")
        return {y: probability(held ** (int(y) / 15), n=n) for y in years}

    months = list(range(0, 181, 3))
    curve = [held ** (m / 180) for m in months]
    cell = {
        "for": {"join-south": spread(0.55, 0.4, 0.7), "stay": spread(0.45, 0.3, 0.6)},
        "passes": probability(0.6),
        "coverage": spread(0.5, 0.4, 0.6),
    }
    return {
        "title": title,
        "short": short,
        "value": {"north": spread(0.4, 0.3, 0.5), "south": spread(0.5, 0.4, 0.6)},
        "war_value": {"north": spread(0.4, 0.3, 0.5), "south": spread(0.3, 0.2, 0.4)},
        "assent": {"north": probability(north), "south": probability(0.8)},
        "signed": probability(north * 0.8),
        "sticking_points": {
            "north": [
                {"issue": "hills", "option": "vote", "cost": spread(0.3, 0.2, 0.4)},
                {"issue": "force", "option": "un", "cost": spread(0.1, 0.05, 0.2)},
            ],
            "south": [],
        },
        "adoption": {"senate": probability(0.7), "council": probability(0.9)},
        "bodies_needed": ["senate"],
        "adopted": probability(adopted_n / FUTURES),
        "holds": holds(adopted_n),
        "holds_if_signed": holds(adopted_n),
        "ends_if_signed": ends(adopted_n),
        "ends": ends(adopted_n),
        "holds_if_adopted": holds(FUTURES),
        "ends_if_adopted": ends(FUTURES),
        "breach_month": spread(30, 6, 96),
        "survival": {
            "months": months,
            "p": curve,
            "low": [max(0, c - 0.02) for c in curve],
            "high": [min(1, c + 0.02) for c in curve],
        },
        "deaths": spread(40_000, 9_000, 90_000),
        "deaths_averted": spread(11_000, -2_000, 30_000),
        "deaths_averted_if_adopted": spread(11_000, -2_000, 30_000),
        "referendum": {"hills": {"residents": copy.deepcopy(cell), "prewar": copy.deepcopy(cell)}},
        "belief": {
            "club": {
                "north": {
                    kind: {
                        "prior": 0.5,
                        "after_refusal": 0.6,
                        "after_signature": 0.45,
                        "after_breach": 0.9,
                        "after_5_years": None,
                    }
                    for kind in ("hawk", "dove")
                }
            }
        },
        "learning": {"club": {"north": {"certain": probability(0.1), "bits": spread(0.1, 0, 0.3)}}},
        "learnt": {"club": {"refusal:north": _lesson(0.6), "breach:north": _lesson(0.9)}},
        "value_of_failure": {"north": spread(0, 0, 0), "south": spread(0.01, 0, 0.02)},
        "if_broken": {
            p: {
                "value": spread(0.01, -0.02, 0.04),
                "learning": spread(0.02, 0, 0.03),
                "deal": spread(-0.01, -0.04, 0.02),
                "months": spread(0.01, -0.01, 0.02),
                "ground": spread(-0.02, -0.04, 0.01),
                "observers": {},
                "better_off": probability(0.6),
            }
            for p in ("north", "south")
        },
    }


def _pair(before: float, after: float) -> dict[str, float]:
    return {"before": before, "after": after, "low": after - 0.05, "high": after + 0.05}


def _lesson(hawk: float) -> dict[str, Any]:
    """What the club makes of something that north does."""
    return {
        "chance": probability(0.25),
        "n": 1000,
        "effective": 120,
        "types": {"north": {"hawk": _pair(0.5, hawk), "dove": _pair(0.5, 1 - hawk)}},
        "next": {"alpha": _pair(0.2, 0.3), "beta": _pair(0.2, 0.4)},
        "moved": [],
    }


def fabricated_document() -> dict[str, Any]:
    no_deal = _plan("No deal", "no deal", 0.0, 0.5, 0) | {
        "assent": {"north": None, "south": None},
        "signed": None,
        "adopted": None,
        "adoption": {},
        "bodies_needed": [],
        "sticking_points": {"north": [], "south": []},
        "holds": dict.fromkeys(("1", "5", "10", "15")),
        "holds_if_signed": dict.fromkeys(("1", "5", "10", "15")),
        "ends": {},
        "ends_if_signed": {},
        "holds_if_adopted": dict.fromkeys(("1", "5", "10", "15")),
        "ends_if_adopted": {},
        "survival": None,
        "breach_month": None,
        "belief": {},
        "deaths_averted": spread(0, 0, 0),
        "deaths_averted_if_adopted": None,
    }
    return {
        "case": "fabricated",
        "title": "Fabricated 2026",
        "asks": "Would the hills plan hold?",
        "question": "last offer",
        "as_of": "2026-11-22",
        "horizon_years": 15,
        "version": "0.1.0",
        "case_hash": "0" * 64,
        "seed": 1,
        "futures": FUTURES,
        "lens": None,
        "settings": {},
        "provenance": {"measured": 0, "derived": 0, "fitted": 0, "elicited": 0, "judged": 1},
        "parties": {"north": "Northland", "south": "Southland", "club": "The Club"},
        "principals": ["north", "south"],
        "plans": {
            "alpha": _plan("The alpha plan", "Alpha", 0.34, 0.4, 500),
            "beta": _plan("Beta", "Beta", 0.014, 0.2, 12),
            "no-deal": no_deal,
        },
    }


def chances(signed: float, passed: float, force: float) -> dict[str, Any]:
    found = (probability(share) for share in (signed, passed, force))
    return dict(zip(("signed", "passed", "in_force"), found, strict=True))


def by_month(last: float) -> list[float]:
    return [last * month / 120 for month in range(1, 121)]


def fabricated_talks() -> dict[str, Any]:
    """A made-up document over two texts and ten years."""
    plans = {"alpha": chances(0.2, 0.1, 0.05), "beta": chances(0.04, 0.04, 0.01)}
    whole = {"1": chances(0.1, 0.08, 0.08), "5": chances(0.23, 0.14, 0.06)}
    whole["10"] = chances(0.3, 0.2, 0.05)
    window = {
        "as-today": probability(0.3),
        "ground-lost": probability(0.1),
        "aid-ended": probability(0.5),
        "barred": probability(0.4),
    }
    never = {state: probability(0.001) for state in window}
    return {
        "case": "fabricated",
        "title": "Fabricated",
        "futures": 2000,
        "seed": 1,
        "lens": None,
        "settings": {},
        "parties": {"north": "Northland", "south": "Southland", "union": "The Union"},
        "principals": ["north", "south"],
        "attacker": "Northland",
        "patrons": {"union": "The Union"},
        "months": list(range(1, 121)),
        "depth": 1,
        "depth_change": 0.0123,
        "deadline": None,
        "menu": ["alpha", "beta"],
        "shown": ["alpha", "beta"],
        "titles": {"alpha": "Alpha", "beta": "Beta"},
        "any": by_month(0.3),
        "signed": {"alpha": by_month(0.2), "beta": by_month(0.04)},
        "in_force": {"alpha": by_month(0.05), "beta": by_month(0.01)},
        "ripe": {"alpha": [0.3] * 119 + [None], "beta": [0.001] * 120},
        "within": {year: found | {"plans": plans} for year, found in whole.items()},
        "put": {
            "alpha": {"north": 0.6, "south": 0.3, "union": 0.1},
            "beta": {"north": 0.3, "south": 0.4, "union": 0.3},
        },
        "today": {"alpha": probability(0.3), "beta": probability(0.0)},
        "today_any": probability(0.3),
        "windows": {"alpha": window, "beta": never},
        "waiting": {
            "deaths": [spread(1000 * m, 500 * m, 2000 * m) for m in range(1, 121)],
            "km2": [spread(10 * m, 5 * m, 20 * m) for m in range(1, 121)],
            "value": {
                "north": [spread(0.001 * m, -0.001, 0.002 * m) for m in range(1, 121)],
                "south": [spread(0.002 * m, 0.0, 0.003 * m) for m in range(1, 121)],
            },
        },
    }
