"""Files as others publish them: declared encodings are honoured, the usual damage is mended with a
notice, and a bad side file fails no folder."""

import numpy as np
import pytest

from interim.foundation.errors import BadInput
from interim.interop.recognise import read_scenario

DOMAIN = (
    '<negotiation_template><utility_space number_of_issues="1"><objective index="0" '
    'etype="objective" type="objective" name="root"><issue index="1" name="x" type="discrete" '
    'etype="discrete" vtype="discrete"><item index="1" value="a"/><item index="2" value="{b}"/>'
    "</issue></objective></utility_space></negotiation_template>"
)
PROFILE = (
    '<utility_space><objective index="0" type="objective" etype="objective" name="root"><issue '
    'index="1" name="x" type="discrete" etype="discrete" vtype="discrete"><item index="1" '
    'value="a" evaluation="{one}"/><item index="2" value="{b}" evaluation="{other}"/></issue>'
    '<weight index="1" value="1.0"/></objective>{more}</utility_space>'
)


def written(folder, name, text, encoding="utf-8"):
    (folder / name).write_bytes(text.encode(encoding))


@pytest.fixture
def folder(tmp_path):
    """A domain and two profiles with the given second option, and what stands before them."""

    def make(b="b", before="", encoding="utf-8", more=""):
        written(tmp_path, "d.xml", before + DOMAIN.format(b=b), encoding)
        for name, one in (("a.xml", 1), ("b.xml", 2)):
            text = PROFILE.format(b=b, one=one, other=3 - one, more=more)
            written(tmp_path, name, before + text, encoding)
        return tmp_path

    return make


def same(scenario, option):
    assert scenario.space.options == (("a", option),)
    np.testing.assert_allclose(scenario.space.utilities[0], [[0.5, 1], [1, 0.5]])


def test_a_declared_encoding_is_honoured(folder):
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    read = read_scenario([folder(b="café", before=head, encoding="latin-1")])
    same(read, "café")
    assert not read.notices


def test_a_bare_ampersand_is_mended_with_a_notice(folder):
    read = read_scenario([folder(b="b & c")])
    same(read, "b & c")
    assert len(read.notices) == 3
    assert all("1 bare '&'" in said for said in read.notices)


def test_what_is_an_entity_or_a_comment_stays_as_it_is(folder):
    read = read_scenario([folder(b="b &amp; &#99;", before="<!-- tea & cake -->")])
    same(read, "b & c")
    assert not read.notices


def test_a_comment_before_the_declaration_is_passed_over_with_a_notice(folder):
    late = '\n<!-- profile 1 -->\n<?xml version="1.0" encoding="utf-8" ?>\n'
    read = read_scenario([folder(before=late)])
    same(read, "b")
    assert all("before '<?xml'" in said for said in read.notices)


def test_lines_are_those_of_the_file_as_it_is(folder):
    late = "\n<!-- one\ntwo -->\n<?xml version='1.0'?>\n"
    where = folder(before=late)
    text = (where / "a.xml").read_text().replace('weight index="1"', 'weight index="one"')
    (where / "a.xml").write_text(text)
    with pytest.raises(BadInput) as caught:
        read_scenario([where])
    assert caught.value.problems[0].line == 5


def test_a_discount_of_two_is_none(folder):
    read = read_scenario([folder(more='<discount_factor value="2"/>')])
    assert read.discounts == (1.0, 1.0)
    assert any("discount of 2" in said for said in read.notices)


def test_a_bad_side_file_fails_no_folder(folder):
    where = folder()
    (where / "notes.json").write_text("{broken")
    (where / "old.xml").write_bytes(b"\xff\xfe\x00")
    read = read_scenario([where])
    same(read, "b")
    assert {said.split()[0] for said in read.notices} == {"notes.json", "old.xml"}


def test_a_bad_profile_does(folder):
    where = folder()
    (where / "c.xml").write_bytes(PROFILE.format(b="b", one=1, other=2, more="").encode()[:-40])
    with pytest.raises(BadInput):
        read_scenario([where])
