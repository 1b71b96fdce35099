"""Talks while the war goes on in sentences, from the document of ``interim talks --json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from interim.foundation import horizons, words
from interim.presentation import notes, sentences

Document = Mapping[str, Any]

SOON, MIDDLE = horizons.YEARS[:2]
WAITS = (6, 12, 24, 60)
"""Months after which it is said what waiting has cost."""
YEAR = 12
LEAST = 0.01
"""A smaller share of the months of fighting is nothing to say."""
STANDS_OUT = 0.05
"""From this share on it is said in how many of them the bodies would not pass a text."""
TINY, NEXT_TO_NONE = 0.0005, "under 0.1 %"
RARE = 0.02
"""A text that is signed less often is named, and no curve is drawn of it."""
TURN = 1.5
"""So many times as often a text can be signed before it is said that a window opens or shuts."""


def headline(document: Document) -> str:
    """'Borderland: talks over three texts, 1,000 futures, seed 1'."""
    parts = [words.count(document["futures"], "future"), f"seed {document['seed']}"]
    if document["lens"]:
        parts.append(f"lens {document['lens']}")
    if document["settings"]:
        parts.append(
            words.count(len(document["settings"]), "quantity", "quantities") + " set by hand"
        )
    texts = words.count(len(document["menu"]), "text")
    return f"{document['title']}: talks over {texts}, {', '.join(parts)}"


def years_of(document: Document) -> tuple[int, ...]:
    """The first year, and the fifth where the case sees it: for what is signed and passed."""
    return tuple(year for year in (SOON, MIDDLE) if str(year) in document["within"])


def late_of(document: Document) -> tuple[int, ...]:
    """Years after which it is said what is in force."""
    seen = tuple(y for y in (MIDDLE, horizons.LATE) if str(y) in document["within"])
    return seen or years_of(document)[-1:]


def verdict(document: Document) -> list[str]:
    """The answer in two or three sentences."""
    if sentences.few(document):
        return [notes.ask_for_more(document["futures"])]
    return [
        sentence
        for sentence in (signing(document), keeping(document), waiting(document))
        if sentence
    ]


def brief(share: Mapping[str, Any]) -> str:
    """'34 % (31-37)'; a chance that is next to none in every future is 'under 0.1 %'."""
    return NEXT_TO_NONE if share["high"] < TINY else words.brief_chance(share)


def cell(share: Mapping[str, Any] | None) -> str:
    """'34% ±3' for a table, likewise."""
    if share is not None and words.defined(share) and share["high"] < TINY:
        return NEXT_TO_NONE.replace(" %", "%")
    return words.cell(share)


def chance(share: Mapping[str, Any]) -> str:
    """'34 % of futures (31-37)', likewise."""
    return f"{NEXT_TO_NONE} of futures" if share["high"] < TINY else words.chance(share)


def today(document: Document) -> str:
    """How often both would sign a text now, though they could wait for another, and which."""
    both = f"both {words.listed([document['parties'][p] for p in document['principals']])}"
    head, found = f"With talks still to come, {both} would sign", document["today_any"]
    if found["p"] == 0:
        futures = words.count(document["futures"], "future")
        return f"{head} no text today in any of {futures}."
    text = f"{head} a text today in {chance(found)}"
    plans = document["today"]
    best = max(plans, key=lambda plan: plans[plan]["p"])
    if len(plans) < 2 or plans[best]["p"] == 0:
        return f"{text}."
    return f"{text}, most often “{document['titles'][best]}”: in {brief(plans[best])}."


def signing(document: Document) -> str:
    """How often a text is signed by when, and which most often."""
    years = years_of(document)
    head = f"{notes.GO_ON} while the war does, {_until(document)}"
    found = [document["within"][str(year)]["signed"] for year in years]
    if found[-1]["p"] == 0:
        return (
            f"{head}no text is signed within {words.count(years[-1], 'year')} in any of "
            f"{words.count(document['futures'], 'future')}."
        )
    often = [(year, share) for year, share in zip(years, found, strict=True) if share["p"] > 0]
    said = [f"within {words.count(often[0][0], 'year')} in {chance(often[0][1])}"]
    said += [f"within {words.count(y, 'year')} in {brief(s)}" for y, s in often[1:]]
    return f"{head}a text is signed {words.listed(said)}.{_most(document)}"


def _until(document: Document) -> str:
    deadline = document["deadline"]
    return f"for {words.count(deadline, 'month')} and no longer, " if deadline else ""


def _most(document: Document) -> str:
    """Which of the texts that are shown is signed most often."""
    year = years_of(document)[-1]
    plans = document["within"][str(year)]["plans"]
    best = most_signed(document)
    share = plans[best]["signed"]
    if len(plans) < 2 or share["p"] == 0:
        return ""
    of = "" if len(plans) == len(document["menu"]) else ", of those shown,"
    return (
        f" Most often{of} it is “{document['titles'][best]}”: in {brief(share)} "
        f"within {words.count(year, 'year')}."
    )


def most_signed(document: Document) -> str:
    """The text, of those shown, that is signed most often in the years of which that is said."""
    return _most_often(document, "signed")


def most_passed(document: Document) -> str | None:
    """The text, of those shown, that is passed most often in these years; None where none is."""
    plan = _most_often(document, "passed")
    passed = document["within"][str(years_of(document)[-1])]["plans"][plan]["passed"]
    return None if passed["high"] < TINY or passed["p"] == 0 else plan


def _most_often(document: Document, what: str) -> str:
    plans: Document = document["within"][str(years_of(document)[-1])]["plans"]
    return max(plans, key=lambda plan: plans[plan][what]["p"])


def keeping(document: Document) -> str:
    """How often a text is passed, and how often one is in force later."""
    year, late = years_of(document)[-1], late_of(document)[-1]
    signed, passed = (document["within"][str(year)][key] for key in ("signed", "passed"))
    if signed["p"] == 0:
        return ""
    within = words.count(year, "year")
    if passed["p"] == 0:
        return f"In none do the bodies that are needed pass one within {within}."
    force = document["within"][str(late)]["in_force"]
    holds = f"in {brief(force)}" if force["p"] > 0 else "in none"
    return (
        f"Every body that is needed passes one within {within} in {chance(passed)}; after "
        f"{words.count(late, 'year')} one is in force {holds}."
    )


def waiting(document: Document) -> str:
    """What a year's wait costs, and whom."""
    month = min(YEAR, len(document["months"]))
    costs = [document["waiting"][key][month - 1] for key in ("deaths", "km2")]
    if None in costs:
        return ""
    deaths, ground = (number(cost) for cost in costs)
    wait = "A year" if month == YEAR else words.count(month, "month").capitalize()
    return (
        f"{wait} of waiting costs {deaths} lives, and {ground} km2 go to {document['attacker']}."
        f"{_losers(document, month)}"
    )


def _losers(document: Document, month: int) -> str:
    """Which side loses by the wait, in hundredths of its scale, in the middle future."""
    value = {p: waits[month - 1] for p, waits in document["waiting"]["value"].items()}
    if None in value.values():
        return ""
    points = {p: round(100 * value[p]["median"], 1) + 0.0 for p in value}
    ordered = sorted(points, key=lambda p: -points[p])
    most, least = (document["parties"][p] for p in ordered)
    high, low = (points[p] for p in ordered)
    if high <= 0:
        return " In the middle future neither side loses by it."
    head = f" In the middle future that is a loss of {high:.1f} hundredths of its scale for {most}"
    return f"{head}, of {low:.1f} for {least}." if low > 0 else f"{head}, and none for {least}."


def ripeness(document: Document) -> list[str]:
    """When both would sign each text of which there is something to say, and what shuts it out."""
    said = [_window(document, plan, document["windows"][plan]) for plan in document["shown"]]
    return [sentence for sentence in said if sentence]


def _window(document: Document, plan: str, windows: Mapping[str, Any]) -> str:
    states = {
        "as-today": "as things stand",
        "ground-lost": f"once half of the zone is in the hands of {document['attacker']}",
        "aid-ended": "once a patron's aid has ended",
    }
    known = {state: windows[state] for state in states if words.defined(windows[state])}
    if all(share["p"] < LEAST for share in known.values()):
        return ""
    said = [f"{hundred(share)} {states[state]}" for state, share in known.items()]
    # The unit stands once, in the first of them.
    said[0] = said[0].replace(" ", " of 100 months ", 1)
    text = f"Both would sign “{document['titles'][plan]}” in {', '.join(said)}."
    return f"{text}{_turns(known)}{_barred(windows['barred'])}"


def hundred(share: Mapping[str, Any]) -> str:
    """A share of months as so many of 100 with its interval: '12 (9-15)'."""
    low, p, high = (100 * share[key] for key in ("low", "p", "high"))
    digits = 1 if p < 1 else 0
    return f"{p:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def _turns(known: Mapping[str, Any]) -> str:
    """What opens the window and what shuts it, where the difference is beyond doubt."""
    today = known.get("as-today")
    turns: dict[str, list[str]] = {"open": [], "shut": []}
    for state, what in (("ground-lost", "lost ground"), ("aid-ended", "the end of aid")):
        then = known.get(state)
        if today is None or then is None:
            continue
        if then["low"] > today["high"] and then["p"] > TURN * today["p"]:
            turns["open"].append(what)
        elif then["high"] < today["low"] and TURN * then["p"] < today["p"]:
            turns["shut"].append(what)
    said: list[str] = []
    for way, whats in turns.items():
        if whats:
            verb = way if len(whats) > 1 else f"{way}s"
            said.append(f"{words.listed(whats)} {verb} {'it' if said else 'the window'}")
    return f" {_capital(words.listed(said))}." if said else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _barred(share: Mapping[str, Any] | None) -> str:
    if share is None or not words.defined(share) or share["p"] < STANDS_OUT:
        return ""
    often = hundred(share).replace(" ", " of 100 such months ", 1)
    if round(share["p"], 2) == 1:
        often = "nearly all such months"
    return f" In {often} the bodies would not pass it."


def signed_at_all(document: Document) -> list[str]:
    """The texts shown that are signed in some futures at least, most often signed first."""
    plans = document["within"][list(document["within"])[-1]]["plans"]
    often = {plan: plans[plan]["signed"]["p"] for plan in document["shown"]}
    return sorted((p for p in often if often[p] >= RARE), key=lambda p: -often[p])


def hardly(document: Document) -> str:
    """Which of the texts shown are next to never signed; nothing where there is none."""
    signed = signed_at_all(document)
    never = [f"“{document['titles'][p]}”" for p in document["shown"] if p not in signed]
    year = int(list(document["within"])[-1])
    share = f"{100 * RARE:.0f} of 100 futures within {words.count(year, 'year')}"
    return f"Signed in fewer than {share}: {words.listed(never)}." if never else ""


def columns_of(document: Document) -> list[tuple[int, str, str]]:
    """Columns of the table of texts: years, key in the document, and what heads it."""
    soon, late = years_of(document), late_of(document)
    return [
        *((year, "signed", "signed in") for year in soon),
        (soon[-1], "passed", "passed in"),
        *((year, "in_force", "in force") for year in late),
    ]


def put_by(document: Document, plan: str) -> str:
    """The speakers who put more than half of what is signed of a text."""
    put = document["put"][plan]
    last = document["within"][list(document["within"])[-1]]["plans"][plan]["signed"]
    if None in put.values() or round(last["p"], 3) == 0:
        return words.NOTHING
    names, sum_ = [], 0.0
    for party in sorted(put, key=lambda p: -put[p]):
        names.append(document["parties"][party])
        sum_ += put[party]
        if sum_ > 0.5:
            break
    return ", ".join(names)


def waits_of(document: Document) -> tuple[int, ...]:
    """Months after which it is said what waiting has cost."""
    return tuple(month for month in WAITS if month <= len(document["months"]))


def lost(spread: Mapping[str, float] | None) -> str:
    """A loss of value in hundredths: '1.6 (-0.1 to 4.0)'."""
    if spread is None:
        return words.NOTHING
    middle, low, high = (round(100 * spread[k], 1) + 0.0 for k in ("median", "low", "high"))
    return f"{middle:.1f} ({low:.1f} to {high:.1f})".replace("-", "\N{MINUS SIGN}")


def number(spread: Mapping[str, float] | None) -> str:
    """A count or an area: '124,000 (101,000 to 157,000)', to three figures."""
    if spread is None:
        return words.NOTHING
    middle, low, high = (_figures(spread[key]) for key in ("median", "low", "high"))
    return f"{middle} ({low} to {high})"


def _figures(value: float) -> str:
    size = abs(value)
    unit = 1_000 if size >= 100_000 else 100 if size >= 10_000 else 10 if size >= 1_000 else 1
    return f"{round(value / unit) * unit + 0:,}".replace("-", "\N{MINUS SIGN}")


WAITING = (
    "What waiting costs if nothing is signed until then: the middle and the 90 % span of futures; "
    "what a side loses in hundredths of the way from its worst to its best deal, below 0 where it "
    "gains by it"
)
SIGNED_TODAY = "both would sign today"
ANY = "any on the table"
STILL_OPEN = "the war is still fought and nothing has been signed"
PASSED = (
    "A text is passed where every body whose consent it needs says yes; else it is off the table "
    "and the war goes on."
)
OTHERWISE = "what would follow if a plan were the last offer, or came into force whoever signs"


def reading(document: Document) -> str:
    """How to read the tables."""
    *first, depth, source = read_as(document)
    other = f"`interim evaluate` answers the other question: {OTHERWISE}."
    return " ".join((*first, other, depth, source))


def curves(document: Document) -> str:
    """What the figure of talks shows."""
    return (
        f"Black: share of {words.count(document['futures'], 'future')} in which a text has been "
        "signed by then, in talks that go on while the war does. Green: it is in force then, "
        f"{notes.EVERY_BODY}, and not broken. Upright lines: 95 % intervals. Grey below: of the "
        f"futures in which {STILL_OPEN}, the share in which both would sign the text."
    )


def more(document: Document) -> str:
    """What else talks are asked about, where only the texts are shown."""
    command = f"interim talks {document['case']}"
    return (
        f"`{command}` also says when both would sign and what waiting costs month by month; with "
        "--moves, which move would help."
    )


def intervals(document: Document) -> str:
    """What stands beside the shares, and how many futures behind them."""
    return f"± and brackets are 95 % intervals for {words.count(document['futures'], 'future')}"


def read_as(document: Document) -> Iterator[str]:
    """How to read the tables, on any face: sentences."""
    patrons = list(document["patrons"].values())
    yield f"{intervals(document)}. {PASSED}"
    if patrons:
        yield f"Months are months of fighting; patrons whose aid may end: {words.listed(patrons)}."
    yield (
        "The war can be won, or rest for a time because both are worn out. Ends by agreement do "
        "not come by themselves here: the talks are what may bring one."
    )
    if document["depth"]:
        yield (
            "After a breach one more text may be signed (depth 1), which moves how often a text is "
            f"signed by at most {100 * document['depth_change']:.1f} points."
        )
    else:
        yield "After a breach there are no talks (depth 0)."
    yield f"All follows from talks.yaml and the rest of the case; {notes.NO_FORECAST}."
