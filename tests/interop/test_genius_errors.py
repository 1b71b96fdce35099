"""Genius files that cannot be read: one error each, with file and line."""

from __future__ import annotations

import pytest

from interim.foundation.errors import BadInput, Problem
from interim.interop.genius import read_genius
from interop.genius_files import BOXES, BOXES_DOMAIN, DOMAIN, PROFILE, keep


def problem(folder, profile=PROFILE, domain=DOMAIN) -> Problem:
    with pytest.raises(BadInput) as caught:
        read_genius(keep(folder, "domain.xml", domain), [keep(folder, "profile.xml", profile)])
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


# What is replaced in the profile by what, then the line and words of the error.
PROFILES = {
    "issue of another domain": (
        'name="Where"',
        'name="Whence"',
        9,
        "for another domain: issue 'Whence'",
    ),
    "issue that is missing": (
        """<issue index="7" name="Price" type="real"><range lowerbound="0" upperbound="10"/>
<evaluator ftype="linear" parameter0="1.2" parameter1="-0.1"/>
</issue>
""",
        "",
        2,
        "for another domain: it has no issue 'Price'",
    ),
    "value of another domain": ('value="sea"', 'value="see"', 11, "'see' is no value of issue"),
    "value that is missing": (
        '<item index="2" value="sea" evaluation="4"/>\n',
        "",
        9,
        "lacks the value 'sea'",
    ),
    "kind of another domain": (
        'name="Days" type="integer"',
        'name="Days" type="real"',
        6,
        "the kind of issue 'Days'",
    ),
    "weight for no issue": ('weight index="3"', 'weight index="4"', 4, "does not exist"),
    "weight that is missing": (
        '<weight index="3" value="0.5"/>',
        "",
        9,
        "no weight for issue 'Where' (index 3)",
    ),
    "weight given twice": (
        'weight index="3"',
        'weight index="1"',
        4,
        "second weight for issue 'Days'",
    ),
    "weight that is negative": ('value="0.5"', 'value="-0.5"', 4, "bad 'value'"),
    "weight that is not finite": ('value="0.5"', 'value="NaN"', 4, "bad 'value'"),
    "weight that is too large": ('value="0.5"', 'value="1e999"', 4, "bad 'value'"),
    "weight without an index": ('weight index="3"', "weight", 4, "<weight> lacks 'index'"),
    "index that is no whole number": ('weight index="3"', 'weight index="3.5"', 4, "bad 'index'"),
    "evaluation that is negative": ('evaluation="10"', 'evaluation="-10"', 10, "bad 'evaluation'"),
    "evaluation that is no number": ('evaluation="10"', 'evaluation="NaN"', 10, "bad 'evaluation'"),
    "evaluation that is not finite": (
        'evaluation="10"',
        'evaluation="inf"',
        10,
        "bad 'evaluation'",
    ),
    "evaluation that is missing": (' evaluation="10"', "", 10, "<item> lacks 'evaluation'"),
    "evaluator out of range": ('offset="0.1"', 'offset="1.1"', 7, "'Days' is out of range"),
    "evaluator below its range": ('offset="0.1"', 'offset="-1"', 7, "'Days' is out of range"),
    "evaluator without a slope": (' slope="0.25"', "", 7, "<evaluator> lacks 'slope'"),
    "evaluator of an unknown type": (
        'ftype="linear" slope',
        'ftype="cubic" slope',
        7,
        "unknown evaluator of integer issue",
    ),
    "evaluator that is missing": (
        '<evaluator ftype="linear" slope="0.25" offset="0.1"/>',
        "",
        6,
        "<issue> has no <evaluator>",
    ),
    "triangle that is none": (
        'ftype="linear" parameter0="1.2" parameter1="-0.1"',
        'ftype="triangular" parameter0="5" parameter1="1" parameter2="3"',
        14,
        "the triangle of issue",
    ),
    "price issue": (
        'name="Price" type="real"',
        'name="Price" type="price"',
        13,
        "'price' are not supported",
    ),
    "unknown type of issue": ('type="discrete"', 'type="discreet"', 9, "unknown type of issue"),
    "bounds the wrong way round": (
        'lowerbound="3" upperbound="5"',
        'lowerbound="5" upperbound="3"',
        6,
        "the wrong way round",
    ),
    "bounds that are missing": (
        ' lowerbound="3" upperbound="5"',
        "",
        6,
        "issue 'Days' has no bounds",
    ),
    "name given twice": ('name="Where"', 'name="Days"', 9, "repeats the name of issue 'Days'"),
    "unknown type of profile": (
        "<utility_space>",
        '<utility_space type="constraint">',
        1,
        "type of <utility_space>",
    ),
    "reservation that is no number": (
        'reservation value="0.25"',
        'reservation value="none"',
        18,
        "bad 'value'",
    ),
    "discount out of range": (
        'discount_factor value="0"',
        'discount_factor value="-0.5"',
        17,
        "out of range",
    ),
    "truncated file": ("</objective>", "", 19, "broken XML"),
    "no objective": ("objective", "objectives", 1, "<utility_space> has no <objective>"),
    "objectives inside objectives": (
        '<weight index="1" value="0.3"/>',
        '<objective index="9" name="x"/>',
        3,
        "not supported",
    ),
}


@pytest.mark.parametrize("case", PROFILES)
def test_a_broken_profile(tmp_path, case):
    old, new, line, message = PROFILES[case]
    assert old in PROFILE
    found = problem(tmp_path, PROFILE.replace(old, new))
    assert found.file == str(tmp_path / "profile.xml")
    assert found.line == line
    assert message in found.message


def test_a_nearby_name_is_suggested(tmp_path):
    assert problem(tmp_path, PROFILE.replace('"Where"', '"Were"')).suggestion == "Where"
    assert problem(tmp_path, PROFILE.replace('"hills"', '"hill"')).suggestion == "hills"


DOMAINS = {
    "value given twice": (
        'value="hills"',
        'value="sea"',
        7,
        "value 'sea' of issue 'Where' appears",
    ),
    "index given twice": ('index="7"', 'index="1"', 10, "repeats the index of issue 'Days'"),
    "no values": (
        '<item index="1" value="sea"/>\n<item index="2" value="hills"/>',
        "",
        5,
        "has no <item>",
    ),
    "too many numbers": ('upperbound="5"', 'upperbound="200000"', 9, "too many values"),
    "no whole bound": ('upperbound="5"', 'upperbound="4.5"', 9, "bad 'upperbound'"),
}


@pytest.mark.parametrize("case", DOMAINS)
def test_a_broken_domain(tmp_path, case):
    old, new, line, message = DOMAINS[case]
    found = problem(tmp_path, domain=DOMAIN.replace(old, new))
    assert found.file == str(tmp_path / "domain.xml")
    assert found.line == line
    assert message in found.message


RECTANGLES = {
    "issue that does not exist": ('INCLUDES index="2"', 'INCLUDES index="5"', 9, "does not exist"),
    "bound the wrong way round": ('min="1" max="2"', 'min="2" max="1"', 8, "wrong way round"),
    "bound that is no number": ('min="1"', 'min="one"', 8, "bad 'min'"),
    "utility that is not finite": ('utility="30"', 'utility="nan"', 11, "bad 'utility'"),
    "utility that is missing": (' utility="30"', "", 11, "<hyperRectangle> lacks 'utility'"),
    "largest utility of nothing": ('maxutility="100"', 'maxutility="0"', 5, "above 0"),
    "another aggregation": ('aggregation="sum"', 'aggregation="min"', 6, "only sums"),
    "unknown bound": ("EXCLUDES", "EXCEPT", 12, "unknown kind of bound"),
    "function inside": (
        '<hyperRectangle utility="25" weight="2"/>',
        "<ufun/>",
        15,
        "only rectangles",
    ),
}


@pytest.mark.parametrize("case", RECTANGLES)
def test_broken_rectangles(tmp_path, case):
    old, new, line, message = RECTANGLES[case]
    assert old in BOXES
    found = problem(tmp_path, BOXES.replace(old, new), BOXES_DOMAIN)
    assert found.line == line
    assert message in found.message


def test_rectangles_need_integers(tmp_path):
    found = problem(
        tmp_path, PROFILE.replace("<utility_space>", '<utility_space type="nonlinear">')
    )
    assert "need issues of integers" in found.message
    assert found.line == 9


def test_external_entities_are_refused_unread(tmp_path):
    secret = keep(tmp_path, "secret.txt", "0.5")
    text = f"""<!-- a comment -->
<!DOCTYPE utility_space [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>
{PROFILE.replace('value="hills"', 'value="&secret;"')}"""
    found = problem(tmp_path, text)
    assert "document type declaration is refused" in found.message
    assert found.line == 2
    found = problem(tmp_path, domain=f'<!DOCTYPE x SYSTEM "x.dtd">{DOMAIN}')
    assert "document type declaration is refused" in found.message


def test_a_declaration_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "profile.xml"
    path.write_text(f"<!DOCTYPE utility_space>{PROFILE}", encoding="utf-16")
    with pytest.raises(BadInput, match="document type declaration is refused"):
        read_genius(keep(tmp_path, "domain.xml", DOMAIN), [path])


def test_a_list_of_points_named_pareto_xml(tmp_path):
    found = problem(tmp_path, "\n0.89, 1.0\n0.92, 0.98\n")
    assert found.message == "no Genius profile: this is not XML"
    assert (found.line, found.found) == (2, "'0.89, 1.0'")


def test_domain_and_profile_exchanged(tmp_path):
    found = problem(tmp_path, DOMAIN)
    assert found.found == "<negotiation_template>"
    assert found.expected == "<utility_space>"
    assert found.line == 2
    assert problem(tmp_path, domain=PROFILE).message == "no Genius domain"


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file(tmp_path, text):
    assert "the file is empty" in problem(tmp_path, text).message


@pytest.mark.parametrize("length", [40, 200, len(PROFILE) // 2, len(PROFILE) - 20])
def test_wherever_a_file_is_truncated(tmp_path, length):
    assert "broken XML" in problem(tmp_path, PROFILE[:length]).message


def test_a_file_that_is_not_there(tmp_path):
    domain = keep(tmp_path, "domain.xml", DOMAIN)
    with pytest.raises(BadInput, match="cannot read this Genius profile: No such file"):
        read_genius(domain, [tmp_path / "nobody.xml"])
    with pytest.raises(BadInput, match="cannot read this Genius domain"):
        read_genius(tmp_path, [domain])
    with pytest.raises(BadInput, match="no profile"):
        read_genius(domain, [])
