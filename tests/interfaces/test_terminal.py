from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from interim.case.model import Case, Talks
from interim.interfaces.terminal.comparison import comparison
from interim.interfaces.terminal.evaluation import table
from interim.interfaces.terminal.screen import show
from interim.interfaces.terminal.talks import leading
from presentation.fabricated import probability


def printed(what: Any, width: int) -> list[str]:
    stream = io.StringIO()
    screen = Console(file=stream, width=width, highlight=False, markup=False)
    show(what, screen)
    return stream.getvalue().splitlines()


def rows(lines: list[str], name: str) -> list[list[str]]:
    found = [line for line in lines if line.startswith(f"{name} ")]
    return [[part for part in line.split("  ") if part] for line in found]


def test_one_table_where_it_fits(document: dict[str, Any], case: Case) -> None:
    lines = printed(table(document, case, 120), 120)
    ((_, north, south, both, adopted, one, five, ten, ends, averted),) = rows(lines, "Alpha")
    assert (north.strip(), south.strip(), both.strip()) == ("34% ±2", "80% ±2", "27% ±2")
    assert (adopted.strip(), one.strip()) == ("25% ±2", "94% ±2")
    assert (five.strip(), ten.strip()) == ("74% ±2", "54% ±2")
    assert (ends.strip(), averted.strip()) == ("broken by Northland", "-2 to 30")
    assert lines[0] == "If a plan were the last offer"
    assert "as of 2026-11-22" in lines[1]


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_nothing_is_lost_or_cut_at_any_width(
    document: dict[str, Any], case: Case, width: int
) -> None:
    lines = printed(table(document, case, width), width)
    assert max(len(line) for line in lines) <= width
    assert not any("…" in line for line in lines)
    assert sum(len(row) for row in rows(lines, "Alpha")) - len(rows(lines, "Alpha")) == 9


def test_too_few_futures_show_no_number(document: dict[str, Any], case: Case) -> None:
    result = document["plans"]["beta"]
    for key in ("holds_if_adopted", "ends_if_adopted"):
        result[key] = {name: probability(0.5, n=12) for name in result[key]}
    (beta,) = rows(printed(table(document, case, 120), 120), "Beta")
    assert [cell.strip() for cell in beta[5:9]] == ["too few"] * 4


def test_no_deal_is_the_war_going_on(document: dict[str, Any], case: Case) -> None:
    (row,) = rows(printed(table(document, case, 120), 120), "no deal")
    assert [cell.strip() for cell in row] == ["no deal", *["-"] * 7, "war goes on", "0"]


def test_the_notes_say_what_stands_in_the_way(document: dict[str, Any], case: Case) -> None:
    lines = printed(table(document, case, 120), 120)
    assert "What stands in the way   Alpha: Northland over “The hills” (75 % of its loss)" in lines


def test_it_says_which_of_two_questions_it_answers(document: dict[str, Any], case: Case) -> None:
    one = "as if it were the last offer, against the war without talks"
    said = " ".join(" ".join(printed(table(document, case, 120), 120)).split())
    assert f"{one}." in said
    assert "`interim talks`" not in said  # the case states none
    stated = case.model_copy(update={"talks": Talks.model_construct(menu=("alpha",))})
    said = " ".join(" ".join(printed(table(document, stated, 120), 120)).split())
    assert f"{one}; `interim talks` says what follows if talks go on." in said


def test_talks_lead_with_the_verdict_and_the_texts_alone(talks: dict[str, Any]) -> None:
    lines = printed(leading(talks, ["One sentence.", "Another."]), 120)
    assert lines[:5] == [
        "If talks go on",
        "Fabricated: talks over two texts, 2,000 futures, seed 1",
        "",
        "One sentence.",
        "Another.",
    ]
    ((_, *cells),) = rows(lines, "Alpha")
    assert [cell.strip() for cell in cells] == [
        "20% ±2", "20% ±2", "10% ±2", "5% ±2", "5% ±2", "30% ±2", "Northland",
    ]  # fmt: skip
    ((_, *whole),) = rows(lines, "any on the table")
    assert [cell.strip() for cell in whole[-2:]] == ["30% ±2", "-"]
    text = " ".join(lines)
    assert "`interim talks fabricated` also says" in " ".join(text.split())
    assert "deaths" not in text  # the long tables are left to it


def test_text_of_a_case_is_neither_markup_nor_terminal_codes(
    document: dict[str, Any], case: Case
) -> None:
    document["plans"]["alpha"]["short"] = "[red]Al\x1b[2Jpha"
    shown = "\n".join(printed(table(document, case, 120), 120))
    assert "[red]Al" in shown
    assert "\x1b" not in shown


def comparison_document() -> dict[str, Any]:
    def gain(median: float) -> dict[str, float]:
        return {"median": median, "low": median - 0.02, "high": median + 0.02}

    def answer(title: str, silent: bool = False) -> dict[str, Any]:
        return {"option": "x", "title": title, "silent": silent, "source": []}

    def issue(title: str, a: Any, b: Any, differs: bool, best: float) -> dict[str, Any]:
        return {
            "id": title,
            "title": title,
            "group": "Ground",
            "options": {"a": a, "b": b},
            "differs": differs,
            "particulars": False,
            "worth": {
                "north": {"best": ["a"], "worst": ["b"], "gain": gain(best)} if differs else None,
                "south": None,
            },
            "gains": {"north": {"a": gain(best), "b": gain(0)}, "south": {"a": None, "b": None}},
        }

    return {
        "title": "Fabricated",
        "futures": 400,
        "plans": ["a", "b"],
        "titles": {"a": "Alpha", "b": "Beta"},
        "parties": {"north": "Northland", "south": "Southland"},
        "principals": ["north", "south"],
        "issues": [
            issue("The hills", answer("stay"), answer("go", silent=True), True, 0.06),
            issue("The river", answer("shared"), answer("shared"), False, 0.06),
            issue("The bridge", answer("open"), answer("closed"), True, 0.001),
        ],
        "distance": {"a": {"a": 0, "b": 2 / 3}, "b": {"a": 2 / 3, "b": 0}},
    }


def test_plans_side_by_side() -> None:
    lines = printed(comparison(comparison_document(), 140), 140)
    assert lines[0] == "Fabricated: two plans on three issues; they differ on two of them"
    (hills,) = [line for line in lines if "The hills" in line]
    assert hills.startswith("*")
    assert "(go)" in hills  # silent
    assert "Northland: Alpha, by 0.06" in hills
    (river,) = [line for line in lines if "The river" in line]
    assert not river.startswith("*")
    assert "Northland" not in river  # no gain where all agree
    (bridge,) = [line for line in lines if "The bridge" in line]
    assert "Northland" not in bridge  # too small to matter
    assert any("67 % of issues differ" in line for line in lines)


def test_a_narrow_terminal_lists_which_plan_says_what() -> None:
    lines = printed(comparison(comparison_document(), 60), 60)
    text = "\n".join(lines)
    assert max(len(line) for line in lines) <= 60
    assert "* The hills" in lines
    assert "(go)" in text
    assert "best for Northland: Alpha, by 0.06 (0.04 to 0.08)" in text
