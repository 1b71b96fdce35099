"""Each sentence is checked against the fabricated result it is generated from."""

from __future__ import annotations

from typing import Any

from interim.case.model import Case
from interim.presentation import sentences
from presentation.fabricated import probability, spread


def test_headline_counts_plans_without_no_deal(document: dict[str, Any]) -> None:
    assert sentences.headline(document) == "Fabricated 2026: two plans, 2,000 futures, seed 1"
    document |= {"lens": "sceptic", "settings": {"a": "1"}}
    assert sentences.headline(document).endswith("lens sceptic, one quantity set by hand")


def test_the_answer_changes_with_the_result(document: dict[str, Any]) -> None:
    first = sentences.answer(document)[0]
    assert "“Alpha”: in 27 % of futures (25-29)" in first
    document["plans"]["beta"]["signed"] = probability(0.6)
    assert "“Beta”: in 60 % of futures (58-62)" in sentences.answer(document)[0]


def test_the_answer_when_nobody_signs(document: dict[str, Any]) -> None:
    for plan in ("alpha", "beta"):
        document["plans"][plan] |= {"signed": probability(0.0), "adopted": probability(0.0)}
    first, second, *_ = sentences.answer(document)
    assert first.startswith("In none of 2,000 futures would both Northland and Southland sign")
    assert "none comes into force" in second


def test_the_answer_with_no_deal_alone(document: dict[str, Any]) -> None:
    document["plans"] = {"no-deal": document["plans"]["no-deal"]}
    assert sentences.answer(document) == [
        "No plan was evaluated, only the war that goes on without one."
    ]


def test_deaths_averted_when_the_middle_future_is_the_war(document: dict[str, Any]) -> None:
    assert (
        "In force, “Alpha” would avert the most deaths against no deal in the same future: "
        "11 thousand in the middle future" in sentences.answer(document)[-1]
    )
    for plan in ("alpha", "beta"):
        document["plans"][plan]["deaths_averted_if_adopted"] = spread(0, -50, 0)
    assert "in at most five futures in a hundred would any" in sentences.answer(document)[-1]
    document["plans"]["beta"]["deaths_averted_if_adopted"] = spread(0, 0, 30_000)
    assert "“Beta” would avert 30 thousand or more" in sentences.answer(document)[-1]


def test_too_few_adopted_futures_give_way_to_as_if_adopted(document: dict[str, Any]) -> None:
    often = sentences.plan_summary(document, "alpha")
    rarely = sentences.plan_summary(document, "beta")
    assert "Where it is adopted, it holds 10 years in 54 % (52-56)" in often
    assert "0.5 to 8.0 years after they began" in often
    assert "too few futures (12)" in rarely
    assert "If it were adopted all the same, it would hold 10 years in 34 % (32-36)" in rarely
    # When deals break is known among adopted futures only.
    assert "after they began" not in rarely


BODIES = {"senate": "The Senate", "council": "The Council"}


def test_a_body_that_mostly_refuses_is_named_with_its_clauses(
    document: dict[str, Any], case: Case
) -> None:
    first, second = list(case.issues.titles)[:2]
    clauses = [{"issue": name, "option": "x"} for name in (first, second)]
    result = document["plans"]["alpha"]
    result["assent"] = dict.fromkeys(("north", "south"), probability(0.99))
    result["stops"] = [{"gate": "body:senate", "share": probability(0.7), "clauses": clauses}]
    assert sentences.obstacles(document, case.issues.titles, "alpha", BODIES) == ""
    result["adoption"]["senate"] = probability(0.3)
    titles = [case.issues.titles[name] for name in (first, second)]
    said = sentences.obstacles(document, case.issues.titles, "alpha", BODIES)
    assert said.startswith(
        f"The Senate over “{titles[0]}” and “{titles[1]}” (it passes the plan in"
    )
    assert "30 %" in said
    result["stops"][0]["clauses"] = []
    bare = sentences.obstacles(document, case.issues.titles, "alpha", BODIES)
    assert bare.startswith("The Senate (it passes")
    result["bodies_needed"] = []
    assert sentences.obstacles(document, case.issues.titles, "alpha", BODIES) == ""


def test_obstacles_name_who_refuses_and_the_costliest_clause(
    document: dict[str, Any], case: Case
) -> None:
    # Northland loses 0.3 on the hills and 0.1 on the force: three quarters of its loss.
    assert sentences.obstacles(document, case.issues.titles, "alpha", BODIES) == (
        "Northland over “The hills” (75 % of its loss)"
    )
    document["plans"]["alpha"]["assent"] = dict.fromkeys(("north", "south"), probability(0.99))
    assert sentences.obstacles(document, case.issues.titles, "alpha", BODIES) == ""


def test_a_refuser_whom_no_clause_costs_anything(document: dict[str, Any], case: Case) -> None:
    document["plans"]["alpha"]["sticking_points"]["north"] = []
    assert "no clause costs it anything" in sentences.obstacles(
        document, case.issues.titles, "alpha", BODIES
    )


def test_a_short_horizon_asks_for_fewer_years(document: dict[str, Any]) -> None:
    document["horizon_years"] = 5
    assert "holds 5 years: Alpha 74 % (72-76)" in sentences.where_signed(document)


def test_plans_that_are_hardly_ever_signed_are_left_out(document: dict[str, Any]) -> None:
    assert "Beta" not in sentences.where_signed(document)
    document["plans"]["alpha"]["holds_if_signed"] = dict.fromkeys(("1", "5", "10", "15"))
    assert sentences.where_signed(document) == "no plan is signed by both in 30 futures or more"


def test_no_sentence_claims_to_know_the_future(document: dict[str, Any], case: Case) -> None:
    said = [
        *sentences.answer(document),
        *(sentences.plan_summary(document, plan) for plan in ("alpha", "beta")),
        sentences.where_signed(document),
        sentences.provenance(document),
        sentences.precision(document),
        sentences.reading(document),
    ]
    assert not any(word in " ".join(said).lower() for word in ("predict", "forecast", "will "))
