"""Polls into leanings: the arithmetic by hand, and what it must hold to."""

import math

import pytest
from click.testing import CliRunner

from interim.foundation.errors import BadInput
from interim.interfaces import cli
from interim.referendums.fit import BETWEEN, DESIGN, Poll, fit, slope


def test_one_poll_by_hand():
    found = fit([Poll(31, 40, 546)])
    people = 5.46
    error = math.sqrt(DESIGN * (1 / (31 * people) + 1 / (40 * people)))
    assert found.middle == pytest.approx(math.log(31 / 40))
    reach = 1.6448536 * math.sqrt(error**2 + 2 * BETWEEN**2)
    assert found.high - found.middle == pytest.approx(reach)
    assert found.written == f"{found.low:.2f} to {found.high:.2f}"


def test_alike_polls_differ_by_chance_alone_and_narrow_the_interval():
    one, many = fit([Poll(50, 50, 1000)]), fit([Poll(50, 50, 1000)] * 6)
    assert many.between == 0
    assert many.middle == pytest.approx(0)
    assert many.high - many.low < (one.high - one.low) / 3


def test_polls_that_disagree_widen_it():
    """DerSimonian and Laird with equal errors: the variance of the values less the error's."""
    shares = (38, 50, 62)
    found = fit([Poll(share, 100 - share, 10_000) for share in shares])
    values = [x for x, _ in found.polls]
    mean = sum(values) / 3
    plain = sum((x - mean) ** 2 for x in values) / 2
    assert found.between == pytest.approx(math.sqrt(plain), rel=0.03)
    assert found.low < min(values)
    assert found.high > max(values)


def test_people_and_percent_say_the_same():
    percent, people = fit([Poll(60, 40, 1000)]), fit([Poll(600, 400)])
    assert percent == people


def test_the_slope_of_the_poll_of_30_march_2004():
    assert slope(Poll(10, 66), Poll(53, 39), 0.29) == pytest.approx(7.6, abs=0.1)


@pytest.mark.parametrize("poll", [Poll(0, 40), Poll(40, 0), Poll(math.nan, 4), Poll(30, 40, 0)])
def test_what_cannot_be_read(poll):
    with pytest.raises(BadInput):
        fit([poll])


@pytest.mark.parametrize(
    "arguments",
    [
        ["31"],
        ["a:b"],
        ["31:40", "--rise", "0.3"],
        ["1:2", "3:4", "--changed", "5:6", "--rise", "1"],
    ],
)
def test_the_command_refuses_with_the_way_to_write_it(arguments):
    done = CliRunner().invoke(cli.interim, ["fit", *arguments], obj=[])
    assert isinstance(done.exception, BadInput)
    assert "expected" in str(done.exception)


def test_the_command():
    done = CliRunner().invoke(
        cli.interim, ["fit", "10:66", "--changed", "53:39", "--rise", "0.29"], obj=[]
    )
    assert done.exit_code == 0
    assert "leaning: -2" in done.output
    assert "slope: about 7.6" in done.output
