"""`scripts/claims.py`: which sentence an answer chooses, and that no claim holds its answer."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

import claims
import interim
from claims import Answer, Answers
from interim.futures import Run

NAMES = re.compile(r"\b(28 points|20 points|Resolution 1244|1244)\b")
SAID = {"of": "a", "more": "more", "less": "less", "same": "same"}
PATHS = ("of", "than")
CLAIMS = claims.read_claims()


def asked(command: str = "") -> Iterator[Any]:
    for claim in CLAIMS:
        for each in claim["asked"]:
            if command in ("", shlex.split(each["ask"])[0]):
                yield each


def share(p: float, half: float = 0.02) -> dict[str, float]:
    return {"p": p, "low": p - half, "high": p + half}


@pytest.mark.parametrize(
    ("before", "after", "chosen"),
    [
        (share(0.2), share(0.3), "more"),
        (share(0.3), share(0.2), "less"),
        (share(0.2), share(0.22), "same"),  # within the two intervals together
        (share(0.2), share(0.235), "more"),  # though these overlap
        (share(0.2), None, "same"),
    ],
)
def test_a_probe_chooses_the_sentence(before: Any, after: Any, chosen: str) -> None:
    found = [Answer({"a": before}), Answer({"a": after})]
    assert claims.sentence(SAID, found) == chosen


def test_two_parts_of_an_answer_are_compared_before_the_probe() -> None:
    found = [Answer({"a": share(0.5), "b": share(0.1)}), Answer({"a": share(0.0), "b": share(0.1)})]
    assert claims.sentence(SAID | {"than": "b"}, found) == "more"


@pytest.mark.parametrize(
    ("ends", "chosen"), [((0.1, 0.3), "more"), ((-0.3, -0.1), "less"), ((-0.1, 0.3), "same")]
)
@pytest.mark.parametrize(("middle", "more"), [("mean", {}), ("median", {"nought": True})])
def test_a_change_or_a_span_is_held_against_nought(
    middle: str, more: dict[str, Any], ends: tuple[float, float], chosen: str
) -> None:
    spread = {middle: 0.0, "low": ends[0], "high": ends[1]}
    assert claims.sentence(SAID | more, [Answer({"a": spread})]) == chosen


def test_talks_are_compared_future_by_future(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, ...]] = []

    def surer(*paths: Any) -> dict[str, float]:
        seen.append(paths)
        return {"mean": 0.01, "low": 0.005, "high": 0.015}

    monkeypatch.setattr(claims, "difference", surer)
    talks: Any = "talks"
    found = [Answer({"a": share(0.2)}, talks), Answer({"a": share(0.21)}, talks)]
    assert claims.sentence(SAID, found) == "more"
    assert "| +1.0 points (+0.5 to +1.5) |" in claims.table({"A": "a"}, found)
    assert seen == [(talks, talks, "a", None), (talks, talks, "a")]


def test_changes_and_shares_that_are_next_to_none_do_not_look_exact() -> None:
    assert claims.told(share(0.0, 0.0)) == "under 0.1 %"
    assert claims.told({"mean": 0.0, "low": 0.0, "high": 0.0}) == "under 0.1 points"
    assert claims.told(share(0.2)) == "20.0 % (18.0 to 22.0)"


def test_talks_are_held_once_with_all_moves_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[Any] = []

    def follow(case: Any, run: Run, *, moves: Any) -> Any:
        held.append((case, run.futures, dict(run.settings), moves))
        return "held"

    monkeypatch.setattr(claims, "follow", follow)
    monkeypatch.setattr(claims, "stated", lambda talks: {"talks": talks})
    monkeypatch.setattr(interim, "load", lambda case: case)
    plain = {"ask": "talks ukraine-2026", "read": {"A": "within.1.signed"}}
    moved = {"ask": "talks ukraine-2026 --moves", "read": {"A": "moved.only:mediators.signed"}}
    answers = Answers([{"asked": [plain, moved]}], futures=1, talks=20)
    for line in (plain["ask"], moved["ask"], "talks ukraine-2026 --set war.front.monthly_gain=0"):
        assert answers.of(str(line)).document == {"talks": "held"}
    assert held == [
        ("ukraine-2026", 20, {}, ["only:mediators"]),
        ("ukraine-2026", 20, {"war.front.monthly_gain": "0"}, []),
    ]


def test_no_claim_holds_a_number_of_its_answer() -> None:
    said = [str(claim["whose"]) for claim in CLAIMS]
    for each in asked():
        for found in each.get("found", ()):
            assert {"of", "more", "less", "same"} <= set(found) <= {*SAID, "than", "nought"}
            said += [found[way] for way in ("more", "less", "same")]
    assert [text for text in said if re.search(r"\d", NAMES.sub("", text))] == []


def test_what_is_said_of_a_probe_has_one() -> None:
    for each in asked():
        for found in each.get("found", ()):
            text = " ".join(found[way] for way in ("more", "less", "same"))
            assert "probe" in each or "(the probe)" not in text, text


def test_texts_that_are_read_of_talks_are_on_their_table() -> None:
    for each in asked("talks"):
        stated = interim.load(shlex.split(each["ask"])[1]).talks
        assert stated is not None
        paths = list(each["read"].values())
        paths += [found[key] for found in each.get("found", ()) for key in found if key in PATHS]
        for path in paths:
            parts = path.replace("moved.without:", "plans.").split(".")
            texts = {b for a, b in pairwise(parts) if a in ("plans", "windows", "today")}
            assert texts <= set(stated.menu), path
