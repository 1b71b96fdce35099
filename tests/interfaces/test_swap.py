"""`interim swap`: what the contract promises."""

import json

import pytest
from click.testing import CliRunner

from interim.interfaces import cli

OUTSIDE = "kharkiv,sumy,mykolaiv,dnipropetrovsk"


def run(*arguments):
    result = CliRunner().invoke(cli.interim, ["swap", *arguments], obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_document_has_what_the_contract_promises():
    result = run("ukraine-2026", "--objective", "compact", "--tolerance", "1%", "--json")
    document = json.loads(result.stdout)
    for side in ("give", "take"):
        assert set(document[side]) == {"cells", "area_km2", "people"}
    assert document["contiguous"] is True
    assert document["optimal"] is True
    give, take = document["give"], document["take"]
    assert document["difference_km2"] == pytest.approx(give["area_km2"] - take["area_km2"])
    assert document["people_moved"] == pytest.approx(give["people"] + take["people"])


def test_where_nothing_is_equivalent_it_says_so():
    shown = run("ukraine-2026", "--within", OUTSIDE)
    assert shown.exit_code == 0
    assert "short by 3,20" in " ".join(shown.stdout.split())
    document = json.loads(run("ukraine-2026", "--within", OUTSIDE, "--json").stdout)
    assert document["equivalent"] is False
    assert document["bound"] is None


def test_a_share_that_is_none_is_refused():
    result = run("ukraine-2026", "--tolerance", "one")
    assert result.exit_code == 2
    assert "such as 1% or 0.01" in result.stderr
