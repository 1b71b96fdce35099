"""Sentences generated from an evaluation: each says what was found and carries its interval.

All of them are functions of the document that ``interim evaluate --json`` prints and of
titles that the case gives. None of them speaks of the world: they say what follows from the
assumptions of the case, in which share of futures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interim.case.model import NO_DEAL
from interim.foundation import horizons, words
from interim.presentation import endings, notes, sourcing
from interim.presentation.standing import state

Document = Mapping[str, Any]
Result = Mapping[str, Any]


def real_plans(document: Document) -> dict[str, Result]:
    """The plans that somebody could sign: all but no deal."""
    return {plan: result for plan, result in document["plans"].items() if plan != NO_DEAL}


def headline(document: Document) -> str:
    """'Ukraine 2026: seven plans, 10,000 futures, seed 1'."""
    parts = [
        words.count(len(real_plans(document)), "plan"),
        words.count(document["futures"], "future"),
        f"seed {document['seed']}",
    ]
    if document["lens"]:
        parts.append(f"lens {document['lens']}")
    if document.get("settings"):
        parts.append(
            words.count(len(document["settings"]), "quantity", "quantities") + " set by hand"
        )
    return f"{document['title']}: {', '.join(parts)}"


def answer(document: Document) -> list[str]:
    """The answer of the whole evaluation, in a few sentences."""
    plans = real_plans(document)
    if not plans:
        return [f"No plan was evaluated, only {state(document).none}."]
    if few(document):
        return [notes.ask_for_more(document["futures"])]
    return [
        sentence
        for sentence in (
            _most_signed(document, plans),
            _most_adopted(document, plans),
            _holds_longest(document, plans),
            _mostly_ends(document, plans),
            _saves_most(plans) if state(document).fought else "",
        )
        if sentence
    ]


def few(document: Document) -> bool:
    """Whether the run is too small to say anything."""
    return bool(document["futures"] < words.FEWEST)


def _most_signed(document: Document, plans: Mapping[str, Result]) -> str:
    both = _both(document)
    free = [result for result in plans.values() if result.get("not_asked")]
    plans = {name: result for name, result in plans.items() if not result.get("not_asked")}
    if free:
        said = " ".join(_free(document, result) for result in free)
        return said + (f" {_most_signed(document, plans)}" if plans else "")
    best = max(plans.values(), key=lambda result: result["signed"]["p"])
    if best["signed"]["p"] == 0:
        return f"In none of {document['futures']:,} futures would {both} sign any of the plans."
    if len(plans) == 1:
        return f"In {words.chance(best['signed'])} {both} would sign {_the(best)}."
    worst = min(plans.values(), key=lambda result: result["signed"]["p"])
    return (
        f"The plan that {both} would most often sign is {_the(best)}: in "
        f"{words.chance(best['signed'])}; the least often, {_the(worst)}: in "
        f"{words.brief_chance(worst['signed'])}."
    )


def _free(document: Document, result: Result) -> str:
    """That a plan does without the signature of a principal or of both."""
    spared = words.listed([document["parties"][p] for p in result["not_asked"]], "or")
    return f"{_the(result)} needs no signature of {spared}."


def _most_adopted(document: Document, plans: Mapping[str, Result]) -> str:
    best = max(plans.values(), key=lambda result: result["adopted"]["p"])
    if best["adopted"]["p"] == 0:
        return (
            "In no future does a plan pass every body whose consent it needs, so none comes "
            "into force."
        )
    asked = any(result.get("not_asked") for result in plans.values())
    return (
        f"Signed{' where that is asked,' if asked else ''} and {notes.CONSENT} is needed: "
        f"{_the(best)}"
        + (" most often," if len(plans) > 1 else "")
        + f" in {words.chance(best['adopted'])}."
    )


def _holds_longest(document: Document, plans: Mapping[str, Result]) -> str:
    year = _late_year(document)
    known = {
        plan: result["holds_if_adopted"][year]
        for plan, result in plans.items()
        if words.defined(result["holds_if_adopted"].get(year))
    }
    if not known:
        return ""
    best = max(known, key=lambda plan: known[plan]["p"])
    text = (
        f"If it were adopted, {_the(plans[best])} {notes.STILL} {year} years in "
        f"{words.chance(known[best])}"
    )
    if len(known) > 1:
        worst = min(known, key=lambda plan: known[plan]["p"])
        text += f", {_the(plans[worst])} in {words.brief_chance(known[worst])}"
    return text + "."


def _mostly_ends(document: Document, plans: Mapping[str, Result]) -> str:
    """Which way of failing is the most common for how many plans."""
    reasons: dict[str, list[str]] = {}
    for result in plans.values():
        failures = {k: p for k, p in result["ends_if_adopted"].items() if k != "held"}
        common = endings.most_common(failures)
        if common and common[1]["p"] > 0:
            reasons.setdefault(common[0], []).append(_the(result))
    if not reasons:
        return ""
    kind, named = max(reasons.items(), key=lambda item: len(item[1]))
    way = endings.would_end(kind, document["parties"], state(document))
    if len(plans) == 1:
        return f"Where it does not hold, it is most often because {way}."
    whom = "all the plans" if len(named) == len(plans) else words.listed(named)
    return f"Where they do not hold, the most common way for {whom} is that {way}."


def _saves_most(plans: Mapping[str, Result]) -> str:
    known = [result for result in plans.values() if result["deaths_averted_if_adopted"]]
    if not known:
        return ""
    best = max(known, key=lambda result: result["deaths_averted_if_adopted"]["median"])
    averted = best["deaths_averted_if_adopted"]
    if averted["median"] > 0:
        return (
            f"In force, {_the(best)} would avert the most deaths {notes.NO_DEAL_IN_THE_SAME} "
            f"future: {words.thousand(averted['median'])} thousand in the middle future "
            f"(90 % of futures: {words.thousands(averted)} thousand)."
        )
    best = max(known, key=lambda result: result["deaths_averted_if_adopted"]["high"])
    most = best["deaths_averted_if_adopted"]["high"]
    text = "In the middle future no plan in force would avert deaths against no deal"
    if most <= 0:
        return f"{text}, and in at most five futures in a hundred would any."
    return (
        f"{text}; in the best five futures in a hundred {_the(best)} would avert "
        f"{words.thousand(most)} thousand or more."
    )


def plan_summary(document: Document, plan: str) -> str:
    """What one plan leads to, in two or three sentences."""
    result = document["plans"][plan]
    both = _both(document)
    if few(document):
        return f"{notes.too_few(document['futures'])}."
    if result.get("not_asked"):
        parts = [_unsigned(document, result)]
    elif result["signed"]["p"] == 0:
        parts = [
            f"In none of {document['futures']:,} futures would {both} sign, so nothing can hold."
        ]
    else:
        parts = [
            f"In {words.chance(result['signed'])} {both} would sign; it is adopted in "
            f"{words.brief_chance(result['adopted'])}."
        ]
    parts.append(_life(document, result))
    return " ".join(part for part in parts if part)


def _unsigned(document: Document, result: Result) -> str:
    """A plan that does without a principal's signature: what it would answer, and what is left."""
    spared = [
        f"{document['parties'][p]} would sign in {words.brief_chance(result['assent'][p])}"
        for p in result["not_asked"]
    ]
    return (
        f"It needs no signature of theirs: {words.listed(spared)} if asked. It is adopted in "
        f"{words.brief_chance(result['adopted'])}."
    )


def changed(
    document: Document, plan: str, base: str, changes: Sequence[tuple[str, str, str]]
) -> str:
    """What changes of a plan do: 'With “A” instead of “B”, both ... in 5 % instead of 3 %'.

    Args:
        document: of an evaluation of both.
        plan: the changed one.
        base: the one that it starts from.
        changes: title, new and former answer of each changed clause.
    """
    if few(document) or not changes:
        return ""
    new, old = (document["plans"][name] for name in (plan, base))
    if len(changes) == 1:
        ((issue, now, before),) = changes
        head = f"With {_quoted(now)} instead of {_quoted(before)} ({issue})"
    else:
        head = f"With {words.count(len(changes), 'change')} of {_the(old)}"
    year = _late_year(document)
    text = (
        f"{head}, {_both(document)} would sign in {words.brief_chance(new['signed'])} instead of "
        f"{words.brief_chance(old['signed'])}"
    )
    lasts = [result["holds_if_adopted"].get(year) for result in (new, old)]
    if all(words.defined(held) for held in lasts):
        after, former = (words.brief_chance(held) for held in lasts)
        text += f"; once in force it would hold {year} years in {after} instead of {former}"
    return f"{text}."


def _life(document: Document, result: Result) -> str:
    year = _late_year(document)
    holds = result["holds"].get(year)
    ends, month = result["ends"], result.get("breach_month")
    where = "Where it is adopted, it holds"
    lead = ""
    if not words.defined(holds):
        adopted = holds["n"] if holds else 0
        lead = (
            f"That is too few futures ({adopted}) to say how long it then holds. "
            if adopted
            else ""
        )
        holds, ends = result["holds_if_adopted"].get(year), result["ends_if_adopted"]
        month = None  # known among adopted futures only
        where = "If it were adopted all the same, it would hold"
    if not words.defined(holds):
        return ""
    assert holds is not None
    text = f"{lead}{where} {year} years in {words.brief_chance(holds)}."
    failures = {kind: p for kind, p in ends.items() if kind != "held"}
    common = endings.most_common(failures)
    if common and common[1]["p"] > 0:
        kind, share = common
        text += (
            f" Within {words.count(document['horizon_years'], 'year')} it most often ends because "
            f"{endings.would_end(kind, document['parties'], state(document))}: in "
            f"{words.brief_chance(share)}"
        )
        text += (
            f"; deals that end do so {words.years(month['low'])} to "
            f"{words.years(month['high'])} years after they began."
            if month
            else "."
        )
    return text


MOSTLY = 0.5
"""Below this chance a body stands in the way of a plan."""
NAMED = 2
"""Clauses that are named of a body: enough to say what the quarrel is about."""


def obstacles(
    document: Document, issues: Mapping[str, str], plan: str, bodies: Mapping[str, str]
) -> str:
    """Who would rather refuse a plan, and the clauses that cost them most.

    Args:
        document: the document of ``interim evaluate --json``.
        issues: id -> title.
        plan: id of the plan.
        bodies: id -> title.

    Returns:
        'Ukraine over “Western Donetsk” (72 % of its loss; over a red line in 33 % (28-38), after
        weighing in 20 % (16-25))' for each principal that refuses in most futures, or for the one
        that refuses more often, and likewise for the bodies that mostly refuse; '' where all but
        always sign and pass, or where too few futures were run.
    """
    result = document["plans"][plan]
    if few(document):
        return ""
    spared = result.get("not_asked", ())
    chances = {p: a["p"] for p, a in result["assent"].items() if a and p not in spared}
    refusers = [p for p, p_sign in chances.items() if p_sign < 0.5]
    if not refusers and chances and min(chances.values()) < 0.95:
        refusers = [min(chances, key=lambda p: chances[p])]
    parts = []
    for party in refusers:
        title = document["parties"].get(party, party)
        points = result["sticking_points"].get(party, [])
        total = sum(point["cost"]["median"] for point in points)
        if total <= 0:
            parts.append(f"{title}, though no clause costs it anything")
            continue
        issue = issues[points[0]["issue"]]
        loss = points[0]["cost"]["median"] / total
        split = refuses(result, party)
        split = f"; {split}" if split else ""
        parts.append(f"{title} over {_quoted(issue)} ({100 * loss:.0f} % of its loss{split})")
    return "; ".join([*parts, *_bodies_in_the_way(result, issues, bodies)])


def _bodies_in_the_way(
    result: Result, issues: Mapping[str, str], bodies: Mapping[str, str]
) -> Iterator[str]:
    """Bodies that a plan needs and that mostly refuse it, with the clauses that cost them most."""
    clauses = {
        stop["gate"].partition(":")[2]: stop["clauses"]
        for stop in result.get("stops", ())
        if "clauses" in stop
    }
    for body in result.get("bodies_needed", ()):
        passes = result["adoption"][body]
        if passes is None or passes["p"] >= MOSTLY or body not in clauses:
            continue
        named = [_quoted(issues[clause["issue"]]) for clause in clauses[body][:NAMED]]
        # Where no clause costs its voters anything, what they lean to does.
        over = f" over {words.listed(named)}" if named else ""
        yield (
            f"{bodies.get(body, body)}{over} (it passes the plan in {words.brief_chance(passes)})"
        )


def refuses(result: Mapping[str, Any], party: str) -> str:
    """How a party refuses a plan: 'over a red line in 33 % (28-38), after weighing in 20 %
    (16-25)'; '' where that was not counted."""
    split = result.get("refusals", {}).get(party)
    if not split or not all(words.defined(part) for part in split.values()):
        return ""
    return (
        f"over a red line in {words.brief_chance(split['red_line'])}, after weighing in "
        f"{words.brief_chance(split['weighing'])}"
    )


def where_signed(document: Document) -> str:
    """How long each plan holds in the futures in which both sign, where these are enough."""
    year = _late_year(document)
    parts = [
        f"{result['short']} {words.brief_chance(held)}"
        for result in real_plans(document).values()
        if not result.get("not_asked")
        and words.defined(held := result["holds_if_signed"].get(year))
    ]
    few = f"no plan is signed by both in {words.FEWEST} futures or more"
    return f"holds {year} years: {'; '.join(parts)}" if parts else few


def key_driver(document: Document, plan: str, explained: Document) -> str:
    """What an outcome of a plan depends on most, and whether that is a judgement.

    Args:
        document: the document of ``interim evaluate --json``.
        plan: id of the plan.
        explained: the document of ``interim explain --json`` for it.
    """
    head = f"{document['plans'][plan]['short']}: whether {explained['outcome_in_words']}"
    clear = [driver for driver in explained["drivers"] if driver["clear"]]
    if not clear:
        return (
            f"{head} depends on no single quantity that stands out in "
            f"{words.count(explained['futures'], 'future')}."
        )
    first = max(clear, key=lambda driver: driver["index"])
    low, high = (words.percent(first[end]) for end in ("low", "high"))
    where = (
        "a judgement, so the result is one too"
        if first["provenance"] == "judged"
        else sourcing.COMES[first["provenance"]]
    )
    return (
        f"{head} depends most on {words.plain(first['words'])}, which alone explains {low} to "
        f"{high} of its variance (95 % interval) and is {where}."
    )


def provenance(document: Document) -> str:
    """How many uncertain quantities are measured, derived, and so on."""
    return f"{sourcing.summary(document['provenance'])} Every one can be changed with --set."


def last_offer(talks: bool, document: Document) -> str:
    """Which of the two questions an evaluation answers, and which command answers the other.

    Args:
        talks: whether the case states talks.
        document: of the evaluation.
    """
    other = f"; `interim talks` says what follows {notes.GO_ON.lower()}" if talks else ""
    return f"{notes.WEIGHED_AGAINST} {state(document).weighed}{other}."


def reading(document: Document) -> str:
    """Among which futures the columns of the table count."""
    what, spans = "How long it stays in force and how it ends", ""
    if state(document).fought:
        what = "How long it stays in force, how it ends and the deaths it averts"
        spans = f"; deaths averted span 90 % of futures, {notes.NO_DEAL_IN_THE_SAME} one"
    return f"All figures are shares of futures. {what} say {notes.IN_EVERY_FUTURE}{spans}."


def precision(document: Document) -> str:
    """What the figure after ± means, and what it does not."""
    return f"± is the 95 % interval for {document['futures']:,} futures: {notes.ANOTHER_DRAW}"


def _both(document: Document) -> str:
    return "both " + words.listed([document["parties"].get(p, p) for p in document["principals"]])


def _the(result: Result) -> str:
    return _quoted(result["short"])


def _quoted(title: str) -> str:
    return f"“{title}”"


def _late_year(document: Document) -> str:
    """Ten years, or the latest year asked for within a shorter horizon."""
    return str(horizons.documented(document["horizon_years"]))
