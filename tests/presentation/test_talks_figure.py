"""Figures of talks, from a made-up document."""

from __future__ import annotations

import re
from typing import Any

from interim.presentation import talks_figure
from presentation.fabricated import chances


def said(drawing: str) -> str:
    (label,) = re.findall(r'aria-label="([^"]+)"', drawing)
    return str(label)


def test_a_panel_for_any_text_and_one_for_each(talks: dict[str, Any]) -> None:
    whole, alpha, beta = talks_figure.panels(talks)
    assert "in which Any text is signed" in said(whole)
    assert "after ten years signed 30 % (28-32), in force 5 % (3-7)" in said(whole)
    assert "in which Alpha is signed" in said(alpha)
    assert said(alpha).endswith("Below, the share in which both would sign it, 30 % in month one.")
    assert "in which Beta is signed" in said(beta)
    assert "in force" in whole  # the curves are labelled where they are, once
    assert ">in force<" not in alpha
    assert len(talks_figure.panels(talks, most=1)) == 2


def test_names_in_a_page_are_apart(talks: dict[str, Any]) -> None:
    ids = [
        name for drawn in talks_figure.panels(talks) for name in re.findall(r'id="(.+?)"', drawn)
    ]
    assert len(ids) == len(set(ids))


def test_any_text_is_not_drawn_where_only_some_are_shown(talks: dict[str, Any]) -> None:
    talks["shown"] = ["beta"]
    (drawn,) = talks_figure.panels(talks)
    assert "in which Beta is signed" in said(drawn)


def test_nothing_signed_is_not_drawn(talks: dict[str, Any]) -> None:
    talks["within"]["10"]["plans"] = dict.fromkeys(("alpha", "beta"), chances(0.0, 0.0, 0.0))
    assert talks_figure.panels(talks) == []


def test_a_text_of_a_case_stays_text(talks: dict[str, Any]) -> None:
    talks["titles"]["alpha"] = "<script>alert(1)</script>"
    assert all("<script" not in drawn for drawn in talks_figure.panels(talks))
