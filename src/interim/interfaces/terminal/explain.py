"""An explanation on the terminal. Pure layout over the document of ``interim explain --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.foundation import words
from interim.interfaces.terminal.screen import text
from interim.presentation import explaining

SHOWN = 12
"""Drivers shown at most; the document has more."""

WAYS = {
    "raises": "more likely",
    "lowers": "less likely",
    "raises, then lowers": "more, then less likely",
    "lowers, then raises": "less, then more likely",
    "unclear": "unclear",
    "differs": "by alternative",
}


def explanation(document: Mapping[str, Any]) -> Group:
    """What an outcome depends on, where it comes about, what would have to be true.

    Args:
        document: the document of ``interim explain --json``.
    """
    parts: list[RenderableType] = [
        text(f"{document['plan_title']}: {document['outcome_in_words']}", "bold"),
        text(_level(document)),
        Text(""),
        *_drivers(document),
        *_sobol(document),
        *_boxes(document),
        *_thresholds(document),
        *_turning(document),
        Text(""),
        text(
            f"From {words.count(document['futures'], 'future')}, seed {document['seed']}. Figures "
            "in brackets are 95 % intervals for that number of futures; they do not say whether "
            "the assumptions are right. None of this is a forecast."
        ),
    ]
    return Group(*parts)


def _level(document: Mapping[str, Any]) -> str:
    if document["p"] is not None:
        stated = f"So it is in {words.chance(document['p'])}, under the assumptions of the case."
        return stated + explaining.exactness(document)
    amount = document["amount"]
    middle, low, high = (_number(amount[end]) for end in ("median", "low", "high"))
    return f"Median {middle}; 90 % of futures lie between {low} and {high}."


def _drivers(document: Mapping[str, Any]) -> list[RenderableType]:
    clear = [driver for driver in document["drivers"] if driver["clear"]]
    if not clear:
        number = words.count(document["quantities"], "uncertain quantity", "uncertain quantities")
        return [text(f"None of {number} stands out from chance.")]
    event = document["p"] is not None
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("what it depends on")
    table.add_column("alone explains")
    table.add_column("as it grows")
    table.add_column("from")
    for driver in clear[:SHOWN]:
        way = WAYS[driver["way"]] if event else driver["way"]
        index, low, high = (100 * driver[end] for end in ("index", "low", "high"))
        table.add_row(
            text(driver["words"]),
            f"{index:.1f} % ({low:.1f}-{high:.1f})",
            way,
            text(driver["provenance"]),
        )
    return [table, Text(""), text(_standing(document))]


def _standing(document: Mapping[str, Any]) -> str:
    clear, judged = document["clear"], document["clear_judgements"]
    alone = document["alone"]
    said = [
        f"{words.count(clear, 'quantity', 'quantities').capitalize()} of "
        f"{document['quantities']:,} stand out from chance"
        if clear > 1
        else f"One quantity of {document['quantities']:,} stands out from chance",
        f"; {_judged(judged, clear)}.",
    ]
    if document["key_driver_is_judgement"]:
        said.append(" The strongest is a judgement: this answer rests on it.")
    said.append(
        f" All quantities, each alone, explain {_points(alone)} of the differences between "
        "futures; the rest comes from chance and from quantities acting together."
    )
    kinds = document["types"]
    if kinds:
        most = max(kinds, key=lambda name: kinds[name]["index"])
        said.append(
            f" Of what chance decides, which type a side turns out to be explains at most "
            f"{_points(kinds[most])} ({kinds[most]['title']})."
        )
    return "".join(said)


def _judged(judged: int, clear: int) -> str:
    if judged == clear:
        return "it is a judgement" if clear == 1 else "all of them are judgements"
    if judged == 0:
        return "none of them is a judgement"
    return f"{judged} of them {'is a judgement' if judged == 1 else 'are judgements'}"


def _share(probability: Mapping[str, Any]) -> str:
    """'58 % (55-61)'."""
    return words.chance(probability).replace(" of futures", "")


def _points(index: Mapping[str, float]) -> str:
    return f"{100 * index['index']:.0f} % ({100 * index['low']:.0f}-{100 * index['high']:.0f})"


def _sobol(document: Mapping[str, Any]) -> list[RenderableType]:
    found = document.get("sobol")
    if not found:
        return []
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(f"Sobol indices ({found['futures']:,} futures)")
    table.add_column("alone")
    table.add_column("with all it does jointly")
    for one in found["indices"]:
        table.add_row(
            text(one["words"]),
            *(
                _points({end: max(0.0, value) for end, value in one[order].items()})
                for order in ("first", "total")
            ),
        )
    return [Text(""), table]


def _boxes(document: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for box in document["boxes"]:
        parts += [
            Text(""),
            text("Where all of this holds"),
            *_indented(box["words"]),
            text(
                f"{box['says']} in {_share(box['density'])} of the futures, against "
                f"{_share(box['base'])} in all. "
                f"{_share(box['mass'])} of futures lie there, and "
                f"{_share(box['coverage'])} of those in which {box['says']}."
            ),
        ]
    if parts:
        parts += [text("Measured on futures that had no part in finding these conditions.")]
    return parts


def _indented(lines: Sequence[str]) -> list[RenderableType]:
    return [Padding(text(f"- {line}"), (0, 0, 0, 2)) for line in lines]


def _thresholds(document: Mapping[str, Any]) -> list[RenderableType]:
    single = document["thresholds"]
    if not single:
        return []
    wanted = (
        "What would have to be true for it to be so in half of the futures"
        if document["rising"]
        else "What would take it down to half of the futures"
    )
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(wanted)
    table.add_column("now (middle)")
    table.add_column("then it is so in")
    table.add_column("")
    table.add_column("to try it, --set", overflow="fold")
    for one in single:
        table.add_row(
            text(f"{one['words']}: {_number(one['at'])} ({_quantile(one['quantile'])})"),
            _number(one["middle"]),
            words.cell(one["p"]),
            "" if one["reached"] else "not enough",
            text(f"{one['quantity']}={one['at']:.4g}"),
        )
    return [Text(""), table, *_several(document)]


def _several(document: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    pair, together = document["pair"], document["together"]
    if pair is not None:
        said = words.listed([_set(one) for one in pair["settings"]])
        verdict = "" if pair["reached"] else ", still not half"
        parts += [text(f"Both together: {said}: then {_share(pair['p'])}{verdict}.")]
    if together is not None:
        number = len(together["settings"])
        if together["reached"]:
            said = words.listed([_set(one) for one in together["settings"]])
            parts += [text(f"{number} together reach it: {said}: {_share(together['p'])}.")]
        else:
            parts += [
                text(
                    f"Even {words.count(number, 'quantity', 'quantities')} together, each moved to "
                    "the favourable end of what the case states, give "
                    f"{_share(together['p'])}: {_names(together['settings'])}."
                )
            ]
    return parts


def _names(settings: Sequence[Mapping[str, Any]]) -> str:
    return words.listed([setting["words"] for setting in settings])


def _set(setting: Mapping[str, Any]) -> str:
    return f"{setting['words']} {_number(setting['at'])} ({_quantile(setting['quantile'])})"


def _turning(document: Mapping[str, Any]) -> list[RenderableType]:
    if not document["turning_points"]:
        return []
    lines = [
        f"{one['words']}: {one['way']}, turning near {_number(one['at'])}"
        for one in document["turning_points"]
    ]
    return [Text(""), text("More does not always help one way:"), *_indented(lines)]


def _number(value: float) -> str:
    said = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return said.replace("-", "\N{MINUS SIGN}")


def _quantile(share: float) -> str:
    """Where a value lies in its stated distribution: 'top 5 %', 'lowest 1 %'."""
    if share >= 0.5:
        return f"top {max(1, round(100 * (1 - share)))} %"
    return f"lowest {max(1, round(100 * share))} %"
