"""The chain of every war: published digits, a slow reference, and what must hold of any war."""

import numpy as np
import pytest

from interim.stages.war.chain import EDGES, GRID, Lives, month_for
from interim.stages.war.course import Seen, carry_on
from interim.stages.war.edge import STRONGEST, slopes, strengths
from interim.stages.war.numbers import ATTACKER, DEFENDER, NOBODY, Numbers, loyal
from interim.stages.war.table import (
    BY_ATTACKER,
    BY_DEFENDER,
    BY_NOBODY,
    MIDDLE,
    SHARES,
    WIDEST,
    table_of,
)
from stages.war_reference import War


def wars(n=1, *, hazard, victor, patrons=0, **stated):
    """Wars alike but for what is stated, as arrays or single numbers."""
    ends = np.shape(hazard)[-1]
    shapes = {
        "gain": (n,), "spread": (n,), "pace": (n,), "high_ground": (n,), "shift": (n, patrons),
        "withdrawal": (n, patrons), "peace": (n, patrons), "loyalty": (n, patrons),
        "hazard": (n, ends), "factor": (n, ends, patrons), "resumes": (n, ends),
    }  # fmt: skip
    neutral = dict.fromkeys(shapes, 0.0) | {"loyalty": 1.0, "factor": 1.0, "hazard": hazard}
    given = neutral | {"helps": [DEFENDER] * patrons} | stated
    arrays = {k: np.array(np.broadcast_to(given[k], shape), float) for k, shape in shapes.items()}
    helps = np.array(given["helps"], np.int64)
    return Numbers(**arrays, victor=np.array(victor, np.int64), helps=helps)


def random_wars(rng, n=6, patrons=2):
    return wars(
        n, patrons=patrons, victor=[NOBODY, ATTACKER, DEFENDER, NOBODY],
        hazard=rng.uniform(0.0, 0.02, (n, 4)), gain=rng.uniform(-0.02, 0.05, n),
        spread=rng.uniform(0, 0.05, n), pace=rng.uniform(0, 0.2, n),
        high_ground=rng.uniform(0, 0.2, n), shift=rng.uniform(0, 0.03, (n, patrons)),
        withdrawal=rng.uniform(0, 0.03, (n, patrons)), peace=rng.uniform(0, 0.02, (n, patrons)),
        loyalty=rng.uniform(0.2, 1, (n, patrons)), factor=rng.uniform(0.3, 3, (n, 4, patrons)),
        resumes=np.concatenate([rng.uniform(0, 0.05, (n, 1)), np.zeros((n, 3))], axis=1),
    )  # fmt: skip


def valued(numbers, months, discount, flow, terms, strength=None):
    """A table for one kind of person in each future."""
    n = len(numbers.gain)
    strength = strengths(numbers, months) if strength is None else strength
    lives = Lives(
        np.full((n, 1), discount),
        np.tile(flow, (n, 1, 1)).astype(float),
        np.tile(terms, (n, 1, 1, 1)).astype(float),
    )
    return table_of(numbers, months, strength, lives)


def carried_on(numbers, months, strength, discount):
    """How the wars go on from today, both principals with the same discount."""
    n, patrons, ends = len(numbers.gain), numbers.shift.shape[1], numbers.hazard.shape[1]
    seen = Seen(np.zeros((n, 1 + ends)), *(np.zeros((n, 2, 1 + ends)) for _ in range(2)))
    room = (
        np.zeros((n, 1)),
        np.empty((2, 1 << patrons, GRID, 1)),
        np.empty((1 << patrons, GRID, ends)),
        np.empty(2),
    )
    month = month_for(patrons, ends, 1)
    carry_on(months, numbers, strength, np.full((n, 2), discount), month, room, (0, 0), seen)
    return seen


LONG = 1.0 - 1e-15
"""A discount under which a value is the chance of its end."""


def prevailing(numbers, months, victor, strength=None):
    won = [[side == victor] * 2 for side in numbers.victor]
    return valued(numbers, months, LONG, [0, 0], won, strength)


# --- published digits ------------------------------------------------------------------------


@pytest.fixture
def reference():
    return wars(hazard=[0.02, 0.002, 0.001], victor=[NOBODY, ATTACKER, DEFENDER])


def test_chances_and_strengths_of_the_reference_war(reference):
    won, moved = slopes(reference, 180, np.zeros((1, 2)))
    np.testing.assert_allclose(won, [[0.085571925956, 0.042785962978]], atol=1e-12)
    assert moved[0, 0, 0] == pytest.approx(0.0786293434, abs=1e-10)
    assert moved[0, 0, 0] + moved[0, 0, 1] == pytest.approx(0.0821006346772379, abs=1e-13)
    np.testing.assert_allclose(
        strengths(reference, 180), [[11.686075647200871, 23.372151294401736]], rtol=1e-13
    )


@pytest.mark.parametrize(
    ("edge", "won"),
    [
        (0.1, (0.173957937825, 0.012018467208)),
        (-0.1, (0.037533581221, 0.135817327520)),
    ],
)
def test_the_reference_war_with_an_edge(reference, edge, won):
    strength = strengths(reference, 180)[0]
    for victor, chance in zip((ATTACKER, DEFENDER), won, strict=True):
        direct = War(reference, 0, strength, edge).prevails(180, victor)
        assert direct == pytest.approx(chance, abs=1e-12)
        at = prevailing(reference, 180, victor).at(np.array([edge]))[0, 0]
        assert at == pytest.approx(chance, abs=2e-4)  # between two nodes


@pytest.mark.parametrize("beyond", [0.0, 1.0])
def test_a_war_without_an_end_by_the_calendar(beyond):
    """Monthly discount 0.95, flow 0.3; exhaustion worth 0.5, victory 0.9 + B, defeat 0.1."""
    numbers = wars(hazard=[0.02, 0.01, 0.005], victor=[NOBODY, ATTACKER, DEFENDER])
    terms = [[0.5] * 2, [0.9 + beyond] * 2, [0.1] * 2]
    table = valued(numbers, 2000, 0.95, [0.3, 0.3], terms)
    expected = 0.4016283064817363 + 0.11292034053526223 * beyond
    assert table.values[0, 0, 0, 0, MIDDLE, 0] == pytest.approx(expected, abs=1e-13)


# --- the slow reference ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_table_is_the_chain(seed):
    rng = np.random.default_rng(seed)
    numbers, months, discount = random_wars(rng, 2), 7, 0.97
    flow, terms = rng.random(2), rng.random((4, 2))
    table = valued(numbers, months, discount, flow, terms)
    strength = strengths(numbers, months)
    for i in range(2):
        for node in (0, MIDDLE, EDGES - 1):
            place = (node - MIDDLE) * table.step[i]
            edge = np.sign(place) * np.expm1(table.bend[i] * abs(place)) / table.bend[i]
            for c, g in enumerate(SHARES):
                for mask in range(4):
                    war = War(numbers, i, strength[i], edge)
                    expected = war.value(months, discount, flow, terms, (None, mask, g))
                    found = table.values[i, 0, c, mask, node, 0]
                    assert found == pytest.approx(expected, abs=1e-12), (i, node, c, mask)


def test_the_outside_option_is_the_war_from_today():
    """Carried forward and backward the same war is worth the same."""
    rng = np.random.default_rng(5)
    numbers, months, discount = random_wars(rng), 40, 0.98
    flow, terms = rng.random(2), rng.random((4, 2))
    strength = strengths(numbers, months)
    seen = carried_on(numbers, months, strength, discount)
    np.testing.assert_allclose(seen.probability.sum(axis=1), 1.0)
    worth = np.concatenate([flow[None], terms])
    along = worth[:, 0] + (worth[:, 1] - worth[:, 0]) * seen.captured[:, 0]
    forward = (seen.occupancy[:, 0] * along).sum(axis=1)
    table = valued(numbers, months, discount, flow, terms)
    np.testing.assert_allclose(table.values[:, 0, 0, 0, MIDDLE, 0], forward, atol=1e-12)


def test_between_nodes_the_table_is_close_to_the_chain():
    rng = np.random.default_rng(6)
    numbers, months = random_wars(rng, 3), 24
    flow, terms = rng.random(2), rng.random((4, 2))
    table, strength = valued(numbers, months, 0.99, flow, terms), strengths(numbers, months)
    for edge in (-0.4, -0.07, 0.03, 0.25):
        found = table.at(np.full(3, edge))[:, 0]
        for i in range(3):
            direct = War(numbers, i, strength[i], edge).value(months, 0.99, flow, terms)
            assert found[i] == pytest.approx(direct, abs=2e-3)


def test_beyond_its_last_node_the_table_stays():
    rng = np.random.default_rng(6)
    flow, terms = rng.random(2), rng.random((4, 2))
    table = valued(random_wars(rng, 3), 60, 0.99, flow, terms)
    for edge in (-WIDEST, WIDEST):
        last, far = (table.at(np.full(3, factor * edge)) for factor in (7.0, 70.0))
        np.testing.assert_allclose(far, last, rtol=1e-12)


# --- what must hold of any war ---------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_an_edge_is_so_many_points_of_the_chance_of_prevailing(seed):
    numbers, months = random_wars(np.random.default_rng(seed)), 24
    strength = strengths(numbers, months)
    step = 1e-5
    for i in range(3):
        # Of a side that hardly ever prevails a strength is found slowly, and cut.
        if (strength[i] >= STRONGEST / 2).any() or (strength[i] <= 0).any():
            continue
        for victor, slope in ((ATTACKER, 1.0), (DEFENDER, -1.0)):
            above, below = (
                War(numbers, i, strength[i], x).prevails(months, victor) for x in (step, -step)
            )
            assert (above - below) / (2 * step) == pytest.approx(slope, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_chances_of_prevailing_rise_and_fall_with_the_edge_and_stay_chances(seed):
    numbers = random_wars(np.random.default_rng(seed))
    for victor, sign in ((ATTACKER, 1), (DEFENDER, -1)):
        values = prevailing(numbers, 60, victor).values
        assert (values >= 0.0).all()
        assert (values <= 1.0).all()
        assert (sign * np.diff(values, axis=4) >= -1e-12).all()


def test_patrons_of_who_is_attacked_stay_longer():
    numbers = wars(
        hazard=[0.01, 0.01], victor=[ATTACKER, DEFENDER], patrons=1, withdrawal=0.05, peace=0.05,
        loyalty=0.1, factor=np.array([[[4.0], [0.5]]]), helps=[DEFENDER],
    )  # fmt: skip
    table = prevailing(numbers, 60, ATTACKER)
    by_kind = table.values[0, :, 0, 0, MIDDLE, 0]
    values = by_kind[table.kind]
    assert values[BY_ATTACKER] < values[BY_NOBODY]
    assert values[BY_DEFENDER] == values[BY_NOBODY]  # it helps only who is attacked
    assert by_kind.size == 2
    np.testing.assert_allclose(loyal(numbers, DEFENDER).withdrawal, [[0.005]])
    np.testing.assert_array_equal(loyal(numbers, np.array([ATTACKER])).peace, [[0.05]])


def test_without_decisive_ends_an_edge_moves_only_the_pace():
    numbers = wars(hazard=[0.02], victor=[NOBODY], gain=0.01, pace=0.1)
    assert (strengths(numbers, 60) == 0.0).all()
    table = valued(numbers, 60, 0.99, [0, 1], [[0, 1]])
    worth = table.values[0, 0, 0, 0, :, 0]
    assert (np.diff(worth) >= 0).all()
    assert worth[MIDDLE + 1] > worth[MIDDLE] > worth[MIDDLE - 1]
    still = valued(numbers._replace(pace=np.zeros(1)), 60, 0.99, [0, 1], [[0, 1]])
    assert np.ptp(still.values[0, 0, 0, 0, :, 0]) < 1e-12


def test_a_war_that_is_decided_for_certain():
    """What one side wins the other loses: strengths are then 1 / chance, the limit of the rest."""
    certain = wars(hazard=[30.0, 20.0], victor=[ATTACKER, DEFENDER])
    np.testing.assert_allclose(strengths(certain, 12), [[1 / 0.6, 1 / 0.4]], rtol=1e-6)
    nearly = wars(hazard=[3.0, 2.0, 0.05], victor=[ATTACKER, DEFENDER, NOBODY])
    np.testing.assert_allclose(strengths(nearly, 120), [[1 / 0.594, 1 / 0.396]], rtol=0.01)


def test_a_side_that_cannot_prevail_has_no_strength():
    one = wars(hazard=[0.01, 0.02], victor=[ATTACKER, NOBODY])
    strength = strengths(one, 60)[0]
    assert strength[0] > 0
    assert strength[1] == 0
    won, moved = slopes(one, 60, np.zeros((1, 2)))
    assert moved[0, 0, 0] * strength[0] == pytest.approx(1.0)
    assert won[0, 1] == 0


def test_a_standstill_that_breaks_lets_the_war_go_on():
    """Two months: exhausted for certain in the first, going on again for certain in the second."""
    numbers = wars(hazard=[50.0], victor=[NOBODY], resumes=[50.0])
    table = valued(numbers, 2, 0.5, [0.2, 0.2], [[0.8, 0.8]])
    # A month of fighting, a month of standstill, and then fighting for ever.
    expected = 0.5 * 0.2 + 0.25 * 0.8 + 0.25 * 0.2
    assert table.values[0, 0, 0, 0, MIDDLE, 0] == pytest.approx(expected)
    final = valued(numbers._replace(resumes=np.zeros((1, 1))), 2, 0.5, [0.2, 0.2], [[0.8, 0.8]])
    assert final.values[0, 0, 0, 0, MIDDLE, 0] == pytest.approx(0.5 * 0.2 + 0.5 * 0.8)
    assert GRID > 2
