"""Power indices against published values and brute-force enumeration."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.case.model import Body
from interim.stages.power import power


def body(threshold, **members):
    """Members are (seats, weight, veto)."""
    return Body.model_validate(
        {
            "title": "A body",
            "threshold": threshold,
            "members": {
                name: {"title": name, "seats": s, "weight": w, "veto": v, "leaning": 0}
                for name, (s, w, v) in members.items()
            },
        }
    )


def test_security_council():
    # 9 of 15 and no permanent member against; the values are those of Felsenthal and Machover
    # (1998), The Measurement of Voting Power.
    indices = power(body(9, permanent=(5, 1, True), elected=(10, 1, False)))
    assert indices["permanent"].banzhaf == Fraction(106, 635)
    assert indices["elected"].banzhaf == Fraction(21, 1270)
    assert indices["permanent"].shapley_shubik == Fraction(421, 2145)
    assert indices["elected"].shapley_shubik == Fraction(4, 2145)
    # 848 of the 2^14 coalitions of the others are swings of a permanent member.
    assert indices["permanent"].banzhaf_absolute == Fraction(848, 2**14)


def test_eec_council_of_1958_makes_luxembourg_a_dummy():
    # Votes 4, 4, 4, 2, 2, 1 and quota 12 (Brams 1976; Felsenthal and Machover 1998).
    six = {
        "france": (1, 4, False),
        "germany": (1, 4, False),
        "italy": (1, 4, False),
        "belgium": (1, 2, False),
        "netherlands": (1, 2, False),
        "luxembourg": (1, 1, False),
    }
    indices = power(body(12, **six))
    for name in ("france", "germany", "italy"):
        assert indices[name].banzhaf == Fraction(5, 21)
        assert indices[name].shapley_shubik == Fraction(7, 30)
    for name in ("belgium", "netherlands"):
        assert indices[name].banzhaf == Fraction(1, 7)
        assert indices[name].shapley_shubik == Fraction(3, 20)
    assert indices["luxembourg"].banzhaf == indices["luxembourg"].shapley_shubik == 0


def test_like_seats_share_power_alike():
    indices = power(body(226, left=(200, 1, False), right=(250, 1, False)))
    assert indices["left"] == indices["right"]
    assert indices["left"].shapley_shubik == indices["left"].banzhaf == Fraction(1, 450)


def test_nobody_has_power_where_nothing_can_pass():
    indices = power(body(5, a=(3, 1, False), b=(1, 1, True)))
    assert all(p.banzhaf == p.banzhaf_absolute == p.shapley_shubik == 0 for p in indices.values())


def enumerated(rules):
    """Swings and pivots of each member's first seat, over all coalitions and orders of joining."""
    seats = [(name, m) for name, m in rules.members.items() for _ in range(m.seats)]

    def wins(inside):
        return sum(seats[i][1].weight for i in inside) >= rules.threshold and all(
            i in inside for i, (_, m) in enumerate(seats) if m.veto
        )

    n = len(seats)
    swings = [0] * n
    for i in range(n):
        rest = [j for j in range(n) if j != i]
        for size in range(n):
            for group in itertools.combinations(rest, size):
                swings[i] += wins({*group, i}) and not wins(set(group))
    pivots = [0] * n
    orders = 0
    for order in itertools.permutations(range(n)):
        orders += 1
        for k, i in enumerate(order):
            if wins(set(order[: k + 1])):
                pivots[i] += 1
                break
    first = {}
    for i, (name, _) in enumerate(seats):
        first.setdefault(name, i)
    total = sum(swings)
    return {
        name: (
            Fraction(swings[i], total) if total else 0,
            Fraction(swings[i], 2 ** (n - 1)),
            Fraction(pivots[i], orders),
        )
        for name, i in first.items()
    }


members = st.tuples(st.integers(1, 2), st.integers(0, 4), st.booleans())


@given(
    st.lists(members, min_size=1, max_size=4).filter(lambda ms: sum(m[0] for m in ms) <= 6),
    st.one_of(st.integers(1, 14), st.floats(0.5, 14)),
)
@settings(max_examples=60)
def test_indices_equal_enumeration(ms, threshold):
    rules = body(threshold, **{f"m{i}": m for i, m in enumerate(ms)})
    found = {
        name: (p.banzhaf, p.banzhaf_absolute, p.shapley_shubik) for name, p in power(rules).items()
    }
    assert found == enumerated(rules)


@pytest.mark.parametrize("veto", [True, False])
def test_indices_sum_to_one_over_all_seats(veto):
    rules = body(2000, a=(3, 517, veto), b=(11, 113, False), c=(20, 31, False))
    indices = power(rules)
    for index in ("banzhaf", "shapley_shubik"):
        assert sum(rules.members[m].seats * getattr(p, index) for m, p in indices.items()) == 1


def test_a_vote_of_the_people_has_no_seats():
    assert power(body(0.5)) == {}


def in_numbers(rules, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("interim.stages.power.MOST_BYTES", -1)
        return power(rules)


@pytest.mark.parametrize(
    ("threshold", "members"),
    [
        (9, {"permanent": (5, 1, True), "elected": (10, 1, False)}),
        (60, {"a": (2, 9, True), "b": (3, 17, False), "c": (9, 4, False), "d": (2, 0, False)}),
        (40, {f"m{k}": (1, k, False) for k in range(1, 13)}),
        (5, {"a": (3, 1, False), "b": (1, 1, True)}),
        (3, {"a": (3, 5, True), "b": (2, 4, False)}),
    ],
)
def test_numbers_of_a_large_body_equal_exact_indices(threshold, members, monkeypatch):
    rules = body(threshold, **members)
    numbers = in_numbers(rules, monkeypatch)
    for name, exact in power(rules).items():
        assert exact.exact
        assert not numbers[name].exact
        for index in ("banzhaf", "banzhaf_absolute", "shapley_shubik"):
            assert float(getattr(numbers[name], index)) == pytest.approx(
                float(getattr(exact, index)), rel=1e-11, abs=1e-15
            )


def test_two_hundred_different_weights():
    """Too many to count: indices sum to 1, rise with weight, and nearly in proportion to it."""
    rules = body(10_051, **{f"m{w}": (1, w, False) for w in range(1, 201)})
    indices = list(power(rules).values())
    assert not any(each.exact for each in indices)
    pivotal = [float(each.shapley_shubik) for each in indices]
    assert sum(pivotal) == pytest.approx(1, abs=1e-12)
    assert pivotal == sorted(pivotal)
    assert pivotal[-1] == pytest.approx(200 / 20_100, rel=0.01)
    assert sum(float(each.banzhaf) for each in indices) == pytest.approx(1, abs=1e-12)


def test_a_parliament_of_720_seats():
    rules = body(361, **{f"g{k}": (seats, 1, False) for k, seats in enumerate((188, 136, 396))})
    for each in power(rules).values():
        assert each.exact
        assert each.banzhaf == each.shapley_shubik == Fraction(1, 720)
