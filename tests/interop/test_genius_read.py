"""Genius files read: values by hand, and what had to be chosen."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from interim.foundation.errors import BadInput
from interim.interop.genius import read_genius
from interop.genius_files import BOXES, BOXES_DOMAIN, DOMAIN, PROFILE, keep


def read(folder, *profiles, domain=DOMAIN):
    paths = [keep(folder, f"p{k}.xml", text) for k, text in enumerate(profiles)]
    return read_genius(keep(folder, "domain.xml", domain), paths)


def test_an_additive_profile_by_hand(tmp_path):
    scenario = read(tmp_path, PROFILE)
    space = scenario.space
    assert (scenario.name, scenario.format) == ("trip", "genius")
    assert space.parties == ("p0",)
    assert space.issues == ("Where", "Days", "Price")
    assert space.options[0] == ("sea", "hills")
    assert space.options[1] == ("3", "4", "5")
    assert space.disagreement.tolist() == [0.25]
    assert space.ceiling is None
    assert scenario.discounts == (1.0,)  # 0 means none
    # Where: 10 of 10 or 4 of 10, weight 0.5. Days: 0.1 + 0.25 (days - 3), weight 0.3.
    # Price: 1.2 - 0.1 price, at most 1, weight 0.2.
    value = space.values({"Where": "hills", "Days": "5", "Price": "4"})
    assert value.tolist() == pytest.approx([0.5 + 0.3 * 0.6 + 0.2 * 0.8])
    value = space.values({"Where": "sea", "Days": "3", "Price": "0"})
    assert value.tolist() == pytest.approx([0.2 + 0.3 * 0.1 + 0.2])


def test_real_issues_are_cut_where_evaluations_bend(tmp_path):
    scenario = read(
        tmp_path,
        PROFILE,
        PROFILE.replace(
            'ftype="linear" parameter0="1.2" parameter1="-0.1"',
            'ftype="triangular" parameter0="0.3" parameter1="9.1" parameter2="3.3"',
        ),
    )
    space = scenario.space
    prices = space.options[2]
    # 21 even levels; the first party's evaluation bends at 2, which is one, the other's at
    # 0.3, 3.3 and 9.1.
    assert len(prices) == 24
    assert {"0", "0.3", "0.5", "2", "3.3", "9.1", "10"} <= set(prices)
    assert any("'Price' is real: cut into 24 levels" in notice for notice in scenario.notices)
    worth = dict(zip(prices, (space.utilities[2][:, 1] / 0.2).tolist(), strict=True))
    assert worth["3.3"] == pytest.approx(1)
    assert worth["0"] == worth["0.3"] == worth["9.1"] == worth["10"] == 0
    assert worth["1"] == pytest.approx(0.7 / 3)
    assert worth["6"] == pytest.approx(1 - 2.7 / 5.8)


def test_a_constant_evaluator(tmp_path):
    text = PROFILE.replace(
        '"linear" parameter0="1.2" parameter1="-0.1"', '"constant" parameter0="0.4"'
    )
    assert read(tmp_path, text).space.utilities[2][:, 0].tolist() == pytest.approx([0.08] * 21)


def test_what_had_to_be_chosen_is_said(tmp_path):
    sea = '<item index="2" value="sea" evaluation="4"/>'
    text = (
        PROFILE.replace('index="7" value="0.2"', 'index="7" value="1.2"')
        .replace('lowerbound="0" upperbound="10"', 'lowerbound="1" upperbound="10"')
        .replace(sea, sea.replace("4", "9") + "\n" + sea)
        .replace("</objective>", '<weight index="0" value="5"/></objective>')
    )
    scenario = read(tmp_path, text)
    assert scenario.notices == (
        "p0.xml: issue 'Price' has bounds 1 to 10 there, the domain's count",
        "issue 'Price' is real: cut into 21 levels",
        "p0.xml: weights added up to 2, scaled to 1",
        "p0.xml: value 'sea' of issue 'Where' is evaluated twice, the last counts (line 12)",
        "p0.xml: evaluations of issue 'Price' reach from 0.2 to 1.2, cut off at 0 and 1 as "
        "Genius does",
    )
    value = scenario.space.values({"Where": "sea", "Days": "3", "Price": "10"})
    assert value.tolist() == pytest.approx([0.25 * 0.4 + 0.15 * 0.1 + 0.6 * 0.2])


def test_an_issue_worth_nothing_to_a_party(tmp_path):
    text = PROFILE.replace('evaluation="10"', 'evaluation="0"').replace(
        'evaluation="4"', 'evaluation="0"'
    )
    assert read(tmp_path, text).space.utilities[0].tolist() == [[0.0], [0.0]]


def test_a_reservation_and_discount_that_are_not_given(tmp_path):
    text = PROFILE.replace('<discount_factor value="0"/>', "").replace(
        '<reservation value="0.25"/>', ""
    )
    scenario = read(tmp_path, text)
    assert scenario.discounts == (1.0,)
    assert scenario.space.disagreement.tolist() == [0.0]


def test_files_may_begin_with_a_mark_and_blank_lines(tmp_path):
    path = tmp_path / "p.xml"
    start = b"\xef\xbb\xbf\n\n<?xml version='1.0' encoding='utf-8'?>\n<!-- <!DOCTYPE x> -->\n"
    path.write_bytes(start + PROFILE.encode())
    domain = keep(tmp_path, "d.xml", DOMAIN)
    assert read_genius(domain, [path]).space.parties == ("p",)
    path.write_bytes(start + PROFILE.replace('value="0.5"', 'value="x"').encode())
    with pytest.raises(BadInput) as caught:
        read_genius(domain, [path])
    assert caught.value.problems[0].line == 8  # four lines before, then the fourth


def test_the_folder_names_a_domain_that_has_no_name(tmp_path):
    assert read(tmp_path, BOXES, domain=BOXES_DOMAIN).name == tmp_path.name


def test_the_same_profile_twice(tmp_path):
    domain, profile = keep(tmp_path, "d.xml", DOMAIN), keep(tmp_path, "p.xml", PROFILE)
    assert read_genius(domain, [profile] * 3).space.parties == ("p", "p (2)", "p (3)")


def test_hyper_rectangles_by_hand(tmp_path):
    space = read(tmp_path, BOXES, domain=BOXES_DOMAIN).space
    assert space.disagreement.tolist() == [0.5]
    assert space.ceiling.tolist() == [1.0]
    assert len(space.interactions) == 3
    for a, b in itertools.product(range(4), repeat=2):
        points = 40 * (1 <= a <= 2 and b >= 2) + 30 * (a != 0 or b > 1) + 50
        value = space.values({"a": str(a), "b": str(b)})
        assert value.tolist() == pytest.approx([min(1, points / 100)])


def test_rectangles_with_both_kinds_of_bounds(tmp_path):
    text = BOXES.replace(
        '<EXCLUDES index="2" min="0" max="1"/>', '<INCLUDES index="2" min="3" max="3"/>'
    )
    scenario = read(tmp_path, text, domain=BOXES_DOMAIN)
    assert scenario.notices == (
        "p0.xml: the rectangle in line 11 has both INCLUDES and EXCLUDES, only EXCLUDES counts in "
        "Genius",
    )
    assert scenario.space.values({"a": "0", "b": "3"}).tolist() == [0.5]
    assert scenario.space.values({"a": "3", "b": "0"}).tolist() == [0.8]


def test_an_additive_and_a_nonlinear_party_together(tmp_path):
    additive = BOXES.replace(' type="nonlinear"', "")
    start, end = additive.index("<utility "), additive.index("</objective>")
    weights = '<weight index="1" value="0.75"/><weight index="2" value="0.25"/>'
    additive = additive[:start] + weights + additive[end:]
    additive = additive.replace(
        'upperbound="3"/>',
        'upperbound="3"><evaluator ftype="linear" slope="0.2" offset="0.4"/></issue>',
    )
    space = read(tmp_path, BOXES, additive, domain=BOXES_DOMAIN).space
    value = space.values({"a": "1", "b": "0"})
    assert np.allclose(value, [0.8, 0.75 * 0.6 + 0.25 * 0.4])
