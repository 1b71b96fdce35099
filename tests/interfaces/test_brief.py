from __future__ import annotations

import datetime
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from interim.case.model import Case
from interim.gathered.gather import without_runs
from interim.interfaces.brief.layout import brief

VOID = {"meta", "br", "link"}
DAY = datetime.date(2026, 11, 22)


class Page(HTMLParser):
    """Collects tags and checks that they close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def html_of(document: dict[str, Any], case: Case) -> str:
    return brief(without_runs(document, case), written=DAY)


def page(document: dict[str, Any], case: Case) -> Page:
    return Page(html_of(document, case))


def words_of(shown: Page) -> str:
    return re.sub(r"\s+", " ", shown.text)


def test_it_is_well_formed_and_stands_alone(document: dict[str, Any], case: Case) -> None:
    html = html_of(document, case)
    shown = Page(html)
    assert shown.open == []
    assert html.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in shown.tags}
    assert not re.search(r"url\((?!#)|@import|src=", html)
    assert len(html) < 3_000_000


def test_the_same_result_gives_the_same_file(document: dict[str, Any], case: Case) -> None:
    assert html_of(document, case) == html_of(document, case)


def test_every_figure_has_a_text_alternative_and_ids_are_unique(
    document: dict[str, Any], case: Case
) -> None:
    shown = page(document, case)
    drawings = shown.all("svg")
    # signing, one curve per plan, endings, deaths, and the one vote that a plan promises
    assert len(drawings) == 6
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert len(drawing["aria-label"] or "") > 40
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [a["href"] for a in shown.all("a") if (a["href"] or "").startswith("#")]
    assert {(target or "")[1:] for target in targets} <= set(ids)


def test_tables_have_captions_and_headings_descend(document: dict[str, Any], case: Case) -> None:
    shown = page(document, case)
    assert len(shown.all("caption")) == len(shown.all("table")) >= 8
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_it_shows_the_result_and_how_to_run_it_again(document: dict[str, Any], case: Case) -> None:
    text = words_of(page(document, case))
    assert "Would the hills plan hold?" in text
    assert "in 27 % of futures (25-29)" in text
    assert "Coverage is the share" in text
    assert "(90% ±2)" in text  # the council's vote, which the plan does not need
    assert f"hash {case.hash}" in text
    assert "2,000 futures, seed 1, lens none. Written on 2026-11-22." in text
    assert "interim brief fabricated alpha beta --futures 2000 --seed 1 --out brief.html" in text
    for quantity in case.quantities.values():
        assert quantity.name in text
        assert quantity.text in text
    assert "judged: guess" in text


def test_no_word_claims_to_know_the_future(document: dict[str, Any], case: Case) -> None:
    assert "predict" not in words_of(page(document, case)).lower()


def test_a_lens_is_told_and_its_quantities_marked(document: dict[str, Any], case: Case) -> None:
    document |= {"lens": "sceptic", "settings": {"referendum.units.hills.groups.all.first": "0.7"}}
    shown = page(document, case)
    text = words_of(shown)
    assert "half is too little" in text
    assert "It needs 60 % of the votes" in text
    assert "0.7 (changed)" in text
    assert len([row for row in shown.all("tr") if row.get("class") == "changed"]) == 2
    assert "--lens sceptic --set referendum.units.hills.groups.all.first=0.7" in text


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


def test_text_from_a_case_stays_text(document: dict[str, Any], case: Case) -> None:
    document["title"] = HOSTILE
    document["parties"] = dict.fromkeys(document["parties"], HOSTILE)
    document["parties"]["south"] += "2"
    document["plans"]["alpha"] |= {"short": HOSTILE, "title": HOSTILE}
    sources = {"memo": case.sources["memo"].model_copy(update={"title": HOSTILE})}
    units = {"hills": case.referendum.units["hills"].model_copy(update={"title": HOSTILE})}  # type: ignore[union-attr]
    case = case.model_copy(
        update={
            "sources": sources,
            "referendum": case.referendum.model_copy(update={"units": units}),  # type: ignore[union-attr]
        }
    )
    html = html_of(document, case)
    shown = Page(html)
    assert shown.open == []
    assert shown.all("script") == []
    assert "<script" not in html
    assert HOSTILE in shown.text
    assert not any(name.startswith("on") for _, attributes in shown.tags for name in attributes)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_only_web_addresses_become_links(
    document: dict[str, Any], case: Case, address: str
) -> None:
    sources = {"memo": case.sources["memo"].model_copy(update={"address": address})}
    shown = page(document, case.model_copy(update={"sources": sources}))
    assert address in shown.text
    assert all((a["href"] or "").startswith(("#", "https://")) for a in shown.all("a"))


def test_a_case_without_a_referendum_or_plans(document: dict[str, Any], case: Case) -> None:
    document["plans"] = {"no-deal": document["plans"]["no-deal"]}
    text = words_of(page(document, case.model_copy(update={"referendum": None, "bodies": {}})))
    assert "No plan was evaluated" in text
    assert "postponed referendum" not in text


def test_what_talks_come_to_leads(
    document: dict[str, Any], case: Case, talks: dict[str, Any]
) -> None:
    html = brief(replace(without_runs(document, case), talks=talks), written=DAY)
    shown = Page(html)
    assert shown.open == []
    assert html.index('id="talks"') < html.index('id="answer"') < html.index('id="sign"')
    section = html.partition('<section id="talks"')[2].partition("</section>")[0]
    text = words_of(Page(f"<section{section}</section>"))
    assert "a text is signed within one year in 10 % of futures (8-12)" in text
    assert "Both would sign “Alpha” in 30 of 100 months" in text
    assert "95 % intervals for 2,000 futures" in text
    assert "Northland would break it openly" in text
    assert "Any on the table" in text
    # Any text, and each of two.
    assert len(shown.all("svg")) == 6 + 3
    assert len(shown.all("caption")) == len(shown.all("table"))


def test_the_first_sentence_is_the_verdict(
    document: dict[str, Any], case: Case, talks: dict[str, Any]
) -> None:
    gathered = replace(without_runs(document, case), talks=talks)
    main = Page(brief(gathered, written=DAY).partition("<main>")[2].partition("</main>")[0])
    said = words_of(main).strip()
    assert said.startswith("If talks go on With talks still to come, both Northland and Southland")
    assert [a["class"] for a in main.all("p") if a.get("class") == "lead"] == ["lead"]
    second = "If a plan were the last offer Each plan is weighed as if it were the last offer"
    assert second in said
    assert said.index("after ten years one is in force") < said.index(second)
    assert "what follows if talks go on, leads this brief" in said


def test_without_talks_there_is_no_such_part(document: dict[str, Any], case: Case) -> None:
    html = html_of(document, case)
    assert 'id="talks"' not in html
    assert "leads this brief" not in html
    assert "If a plan were the last offer" in html
    assert "where the case states talks" in html
