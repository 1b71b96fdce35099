"""The game of compliance: the kernel against a plain reference, limits, signs that are proved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.foundation.compiled import compiled
from interim.foundation.lanes import LANES, load, log_one_plus, store, two_to_the
from interim.stages.compliance import (
    ENDINGS,
    SPARE,
    START_UNIFORMS,
    UNIFORMS,
    draw_types,
    run,
    strategies,
)
from interim.stages.compliance.game import Game, linear_wars
from stages.compliance_reference import Reference, one_game

PAIRS = ("discount", "first_strike", "rearmament", "response", "support", "snapback", "benefit")


def random_games(seed, n, *, types=(2, 1), months=8, **changed):
    """Games whose numbers are drawn without regard to sense; `changed` fields are constants."""
    rng = np.random.default_rng(seed)
    most = max(types)

    def u(low, high, *shape):
        return rng.uniform(low, high, (n, *shape))

    prior = u(0.01, 1, 2, most)
    for p in (0, 1):
        prior[:, p, types[p] :] = 0
    prior /= prior.sum(axis=2, keepdims=True)
    vote = u(0, 1, 3)
    fields = {
        "types": np.array(types),
        "prior": prior,
        "utility": u(0, 1, 2, 4),
        "benefit": u(-0.3, 0.3, 2),
        "discount": u(0.01, 0.999, 2),
        "first_strike": u(-0.3, 0.3, 2),
        "rearmament": u(-0.5, 0.5, 2),
        "response": u(0, 0.8, 2),
        "support": u(0, 0.5, 2),
        "snapback": u(0, 1, 2),
        "opportunity_rate": u(0, 30),
        "precision": u(0, 60),
        "relief_start": u(0, 6),
        "relief_months": rng.integers(0, 6, n).astype(float),
        "incident": u(0, 1),
        "detection": u(0, 1),
        "attribution": u(0, 1),
        "false_attribution": u(0, 0.5),
        "calm": u(0, 1),
        "accident_hazard": u(0, 0.5),
        "probe_gain": u(-0.2, 0.2),
        "probe_harm": u(-0.2, 0.2),
        "tension_cost": u(0, 0.3),
        "engaged": u(0, 1),
        "engage": u(0, 2),
        "disengage": u(0, 2),
        "alarm": u(0.2, 5),
        "mandate_months": u(1, 6),
        "lapse": u(0, 0.3),
        "vote_month": rng.integers(1, months + 3, n),
        "vote": vote / vote.sum(axis=1, keepdims=True),
        "unrest": u(0, 1),
        **nothing_more(n, most),
    }
    shape = (n, 2, most)
    wars = [np.broadcast_to(changed.pop(k, u(low, 1, *shape[1:])), shape)
            for k, low in (("war", 0), ("stake", 0.01))]  # fmt: skip
    fields |= linear_wars(np.array(types), *wars)
    for name, value in changed.items():
        shape = np.shape(value) if name == "grid" else fields[name].shape
        fields[name] = np.broadcast_to(value, shape).astype(fields[name].dtype)
    return Game(**fields)


def nothing_more(n, most):
    """No withdrawal, no condition on relief or vote, no public belief."""
    public = np.zeros((n, most))
    public[:, 0] = 1
    whole = {"steps": (2,), "leader": (), "deadline": (), "about": (), "feared": ()}
    nought = {
        "vote_calm": (), "conditional": (), "pace": (), "exposure": (2,), "relief_waits": (),
        "leaving_strike": (2, 2), "leaving_worth": (2, 2), "receives": (2,), "pending": (),
        "regain": (), "grid": (1,), "trust": (3,),
    }  # fmt: skip
    return (
        {name: np.zeros((n, *shape), np.int64) for name, shape in whole.items()}
        | {name: np.zeros((n, *shape)) for name, shape in nought.items()}
        | {"public": public}
    )


def conditions(seed, n, *, months, types=(2, 1)):
    """A vote that waits for calm, relief that waits or is earned, by the toss of a coin each."""
    rng = np.random.default_rng([seed, 2])
    coin = rng.integers(0, 2, (n, 4))
    return {
        "vote_calm": coin[:, 0],
        "relief_waits": coin[:, 1],
        "pending": coin[:, 2],
        "regain": coin[:, 3] * rng.uniform(0, 1, n),
        "receives": rng.integers(0, 2, (n, 2)),
    }


def withdrawal(seed, n, *, months, steps=2):
    """One or both principals withdraw, in an order drawn at random."""
    rng = np.random.default_rng([seed, 3])
    movers = np.array([[1, 0], [0, 1], [1, 1]])[rng.integers(0, 3, n)]
    return {
        "steps": movers * rng.integers(1, steps + 1, n)[:, None],
        "leader": rng.integers(0, 2, n),
        "conditional": rng.integers(0, 2, n),
        "pace": rng.uniform(0, 1, n),
        "deadline": rng.integers(1, months + 3, n),
        "exposure": rng.uniform(0, 0.3, (n, 2)),
        "leaving_strike": rng.uniform(-0.2, 0.2, (n, 2, 2)),
        "leaving_worth": rng.uniform(-0.2, 0.2, (n, 2, 2)),
    }


def public_belief(seed, n, *, types, points=3):
    """A belief about either principal, that others may act on."""
    rng = np.random.default_rng([seed, 4])
    about = rng.integers(0, 2, n)
    public = np.zeros((n, max(types)))
    for i, p in enumerate(about):
        weights = rng.uniform(0.05, 1, types[p])
        public[i, : types[p]] = weights / weights.sum()
    return {
        "grid": np.tile(np.linspace(0, 1, points), (n, 1)),
        "about": about,
        "feared": np.array([rng.integers(0, types[p]) for p in about]),
        "public": public,
        "trust": rng.uniform([-0.3, -1, -2], [0.3, 2, 2], (n, 3)),
    }


def uniforms(seed, n, months, types=(2, 1)):
    rng = np.random.default_rng([seed, 1])
    monthly, start = rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS))
    return monthly, start, np.stack([rng.integers(0, k, n) for k in types], axis=1)


def spare_numbers(seed, n, months):
    return np.random.default_rng([seed, 5]).random((n, months + 1, SPARE))


def played(game, seed, months):
    n = game.engaged.size
    numbers = uniforms(seed, n, months, tuple(game.types))
    return run(game, months, *numbers, spare=spare_numbers(seed, n, months))


# --- the kernel equals the reference -------------------------------------------------------


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    months=st.integers(1, 6),
)
def test_values_and_strategies_equal_the_reference(seed, types, months):
    game = random_games(seed, 1, types=types, months=months)
    reference = Reference(one_game(game, 0), months)
    for phase in (1, 2, 3):
        solved = strategies(game, 0, months, phase=phase)
        for lane, who in enumerate(reference.kinds):
            p = who[0]
            for (k, b, e, *a), value in reference.value[0, 0][who].items():
                found = solved.value[lane, a[p], a[1 - p], k, b, e]
                assert found == pytest.approx(value, abs=1e-12)
            for t in range(months):
                shown = reference.choice[t, 0 if t < reference.vote_month else phase][who]
                for (k, b, e, *a), (comply, probe, renege) in shown.items():
                    at = (t, lane, a[1 - p], k, b, e)
                    assert solved.comply[at] == pytest.approx(comply, abs=1e-12)
                    assert solved.probe[at] == pytest.approx(probe, abs=1e-12)
                    assert solved.renege[at] == pytest.approx(renege, abs=1e-12)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    months=st.integers(1, 8),
    lasting=st.booleans(),
)
def test_histories_equal_the_reference(seed, types, months, lasting):
    calmer = {"opportunity_rate": 3.0, "accident_hazard": 0.01, "war": 0.1}
    game = random_games(seed, 1, types=types, months=months, **(calmer if lasting else {}))
    monthly, start, drawn = uniforms(seed, 1, months, types)
    ours = run(game, months, monthly, start, drawn)
    reference = Reference(one_game(game, 0), months)
    month, ending, vote, seen = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist()
    )
    assert ours.ends[0, :3].tolist() == [month, ending, vote]
    assert ours.seen[0].tolist() == seen
    assert ours.earned[0] == pytest.approx(reference.earned, abs=1e-11)
    assert ours.value[0] == pytest.approx(
        [reference.value_at_signing(*w) for w in reference.kinds], abs=1e-12
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_long_histories_equal_the_reference(seed):
    peaceful = {
        "opportunity_rate": 4.0,
        "accident_hazard": 0.0,
        "lapse": 0.01,
        "war": 0.05,
        "first_strike": 0.0,
        "rearmament": 0.0,
        "vote_month": 30,
        "precision": 8.0,
    }
    months = 62  # past the first five years
    game = random_games(seed, 1, months=months, **peaceful)
    monthly, start, drawn = uniforms(seed, 1, months)
    ours = run(game, months, monthly, start, drawn)
    reference = Reference(one_game(game, 0), months)
    month, ending, vote, seen = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist()
    )
    assert ours.ends[0, :3].tolist() == [month, ending, vote]
    assert ours.seen[0].tolist() == seen
    assert ours.earned[0] == pytest.approx(reference.earned, abs=1e-11)


MORE = ("conditions", "withdrawal", "public belief", "all")


def richer_game(seed, months, types, more, **changed):
    extra = {}
    if more in ("conditions", "withdrawal", "all"):
        extra |= conditions(seed, 1, months=months)
    if more in ("withdrawal", "all"):
        extra |= withdrawal(seed, 1, months=months)
    if more in ("public belief", "all"):
        extra |= public_belief(seed, 1, types=types)
    return random_games(seed, 1, types=types, months=months, **(extra | changed))


@pytest.mark.parametrize("more", MORE)
@settings(max_examples=2, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 2)),
    months=st.integers(1, 3),
)
def test_richer_values_and_strategies_equal_the_reference(more, seed, types, months):
    game = richer_game(seed, months, types, more)
    reference = Reference(one_game(game, 0), months)
    points = game.grid.shape[1]
    for point in range(points):
        solved = strategies(game, 0, months, point=point)
        for lane, who in enumerate(reference.kinds):
            p = who[0]
            expected = reference.value_before(0, 0, reference.signing, point)[who]
            for (k, b, e, *a), value in expected.items():
                found = solved.value[lane, a[p], a[1 - p], k, b, e]
                assert found == pytest.approx(value, abs=1e-11)
    if not reference.withdraws:
        return
    places = [(0, 0), "given up"]
    for layer, place, due in (
        (2, places[0], False),
        (2, places[0], True),
        (1, places[1], False),
    ):
        first = reference.deadline if layer == 1 else 0
        last = months if layer == 1 else reference.deadline
        solved = strategies(game, 0, months, layer=layer, due=due, point=points - 1)
        for t in range(first, last):
            shown = reference.choices(t, 0, place, points - 1, steps=due)
            for lane, who in enumerate(reference.kinds):
                for (k, b, e, *a), chances in shown.get(who, {}).items():
                    at = (t, lane, a[1 - who[0]], k, b, e)
                    found = [solved.comply[at], solved.probe[at], solved.renege[at]]
                    assert found == pytest.approx(chances, abs=1e-11)


@pytest.mark.parametrize("more", MORE)
@settings(max_examples=2, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 2)),
    months=st.integers(1, 5),
    lasting=st.booleans(),
)
def test_richer_histories_equal_the_reference(more, seed, types, months, lasting):
    calmer = {"opportunity_rate": 3.0, "accident_hazard": 0.01, "war": 0.1}
    game = richer_game(seed, months, types, more, **(calmer if lasting else {}))
    monthly, start, drawn = uniforms(seed, 1, months, types)
    spare = spare_numbers(seed, 1, months)
    ours = run(game, months, monthly, start, drawn, spare=spare)
    reference = Reference(one_game(game, 0), months)
    month, ending, vote, seen = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist(), spare[0].tolist()
    )
    assert ours.ends[0, :3].tolist() == [month, ending, vote]
    assert ours.seen[0].tolist() == seen
    assert ours.earned[0] == pytest.approx(reference.earned, abs=1e-11)
    assert ours.value[0] == pytest.approx(
        [reference.value_at_signing(*w) for w in reference.kinds], abs=1e-11
    )


@pytest.mark.parametrize("more", [*MORE, "nothing"])
def test_what_histories_are_worth_is_on_average_the_value_at_signing(more):
    # The backward pass foresees what the histories bring: one checks the other. It weighs the
    # other's types anew each month (decision 0002), so the other side has one type here.
    months, n, types = 8, 2_500, (2, 1)
    one = richer_game(11, months, types, more)
    many = one._replace(
        **{f: np.repeat(getattr(one, f), n, axis=0) for f in one._fields if f != "types"}
    )
    rng = np.random.default_rng(7)
    drawn = draw_types(many.prior, rng.random((n, 2)))
    told = run(
        many, months, rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS)), drawn,
        spare=rng.random((n, months + 1, SPARE)),
    )  # fmt: skip
    for kind in range(types[0]):
        mine = told.earned[drawn[:, 0] == kind, 0]
        error = mine.std() / np.sqrt(mine.size)
        assert error < 0.02
        assert mine.mean() == pytest.approx(told.value[0, kind], abs=4 * error)


def test_spare_numbers_are_asked_for_where_they_are_needed():
    game = richer_game(1, 6, (2, 1), "withdrawal")
    with pytest.raises(ValueError, match="spare"):
        run(game, 6, *uniforms(1, 1, 6))


# --- limits and numbers worked by hand -----------------------------------------------------

QUIET = {
    "accident_hazard": 0.0,
    "lapse": 0.0,
    "incident": 0.0,
    "probe_gain": 0.0,
    "probe_harm": 0.0,
    "tension_cost": 0.0,
    "benefit": 0.0,
    "first_strike": 0.0,
    "rearmament": 0.0,
    "response": 0.0,
    "support": 0.0,
    "vote_month": 10_000,
}
"""Nothing happens but what the principals choose."""


def test_one_month_by_hand():
    # A deal worth 0.6 against a war worth 0.5, precision 10 ln 4: reneging has the weight
    # exp(10 ln 4 * -0.1) = 1/4 beside 1 each for complying and probing, so its chance is 1/9.
    # Occasions: 6 a year each, so the chance that a given side moves is (1 - 1/e) / 2; value
    # 0.6 less 2 * that * 1/9 * 0.1.
    game = random_games(
        1, 1, types=(1, 1), months=1, **QUIET, utility=0.6, war=0.5,
        precision=10 * np.log(4), opportunity_rate=6.0,
    )  # fmt: skip
    solved = strategies(game, 0, 1)
    assert solved.renege == pytest.approx(np.full(solved.renege.shape, 1 / 9), abs=1e-12)
    assert solved.comply == pytest.approx(np.full(solved.comply.shape, 4 / 9), abs=1e-12)
    expected = 0.6 - (1 - np.exp(-1)) / 90
    assert solved.value == pytest.approx(np.full(solved.value.shape, expected), abs=1e-12)


@pytest.mark.parametrize("precision", [0.0, 1e-12])
def test_without_precision_every_choice_is_as_likely(precision):
    game = random_games(3, 1, months=6, precision=precision)
    solved = strategies(game, 0, 6)
    for chance in (solved.comply, solved.probe, solved.renege):
        assert chance == pytest.approx(np.full(chance.shape, 1 / 3), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), precision=st.sampled_from([0.0, 1.0, 50.0, 1e4, 1e9, 1e300]))
def test_chances_sum_to_one_and_numbers_stay_finite(seed, precision):
    game = random_games(seed, 1, months=10, precision=precision)
    solved = strategies(game, 0, 10)
    total = solved.comply + solved.probe + solved.renege
    assert total == pytest.approx(np.ones(total.shape), abs=1e-12)
    assert min(solved.comply.min(), solved.probe.min(), solved.renege.min()) >= 0
    history = played(game, seed, 10)
    for array in (solved.value, history.value, history.earned, history.after):
        assert np.isfinite(array).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_deal_better_than_any_war_is_kept_by_precise_choosers(seed):
    # Flows are at least 0.8 - 0.05 - 0.05, wars at most 0.3 + 1 * 0.3 (first strike 0.3, trend
    # 0.05 * 2): every state of the deal is worth more than any war at any date, for both.
    months = 24
    game = random_games(
        seed, 50, months=months, **(QUIET | {"incident": 0.4, "probe_gain": 0.02}),
        precision=1e7, opportunity_rate=12.0,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    game = game._replace(
        utility=rng.uniform(0.8, 1, game.utility.shape),
        probe_harm=rng.uniform(0, 0.05, 50),
        tension_cost=rng.uniform(0, 0.05, 50),
        **linear_wars(game.types, rng.uniform(0, 0.3, (50, 2, 2)), rng.uniform(0, 0.7, (50, 2, 2))),
        first_strike=rng.uniform(0, 0.3, (50, 2)),
        rearmament=rng.uniform(0, 0.05, (50, 2)),
    )
    history = played(game, seed, months)
    assert (history.ends[:, 0] == -1).all()
    assert (history.ends[:, 1] == ENDINGS.index("held")).all()


def test_a_war_better_than_the_deal_comes_at_the_first_occasion():
    game = random_games(
        5, 200, types=(1, 1), months=60, **QUIET, utility=0.5, precision=1e6,
        opportunity_rate=12.0,
    )  # fmt: skip
    war = np.full((200, 2, 1), 0.1)
    war[:, 1] = 0.8
    history = played(game._replace(**linear_wars(game.types, war, 0 * war)), 5, 60)
    # The chance that the second principal has no occasion in 60 months is below 1e-14.
    assert (history.ends[:, 1] == ENDINGS.index("reneged-second")).all()
    # The first month with an occasion is geometric with the chance of moving, about 0.432; the
    # mean of 200 of them has a standard error of 0.13.
    move = (1 - np.exp(-2)) / 2
    assert history.ends[:, 0].mean() == pytest.approx((1 - move) / move, abs=0.5)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), more=st.floats(0.01, 0.5))
def test_a_stronger_response_deters_in_the_last_month(seed, more):
    # In the last month what follows without a breach is the same whatever the guarantors would
    # do about one, so only the worth of reneging changes, and only while they are engaged.
    months, lanes_of_first = 4, slice(0, 2)
    game = random_games(seed, 1, months=months)
    firm = game._replace(response=game.response + np.array([more, 0.0]))
    weak, strong = (strategies(g, 0, months).renege[-1] for g in (game, firm))
    assert (strong[lanes_of_first, ..., 1] <= weak[lanes_of_first, ..., 1] + 1e-15).all()
    assert (strong[lanes_of_first, ..., 0] == weak[lanes_of_first, ..., 0]).all()
    assert (strong[2:] == weak[2:]).all()
    level = linear_wars(game.types, np.full((1, 2, 2), 0.5), np.full((1, 2, 2), 0.2))
    game, firm = game._replace(**level), firm._replace(**level)
    mild = {"first_strike": np.zeros((1, 2)), "support": np.zeros((1, 2))}
    mild |= {"rearmament": np.zeros((1, 2)), "precision": np.array([10.0])}
    weak, strong = (
        strategies(g._replace(**mild), 0, months).renege[-1] for g in (game, firm)
    )  # far from the ends of the scale the fall is strict
    assert (strong[lanes_of_first, ..., 1] < weak[lanes_of_first, ..., 1]).all()


# --- pieces --------------------------------------------------------------------------------


@compiled
def fill_powers(x, found):
    for row in range(x.shape[0]):
        store(found, (row,), two_to_the(load(x, (row,))))


def test_powers_of_two():
    ends = [0.0, 1e-300, 1e-17, 0.5, 1.5, 1020.5, 1021.0]
    below = [1021.1, 1e9, 1e300]
    x = [*ends, *below, *np.geomspace(1e-9, 1021, 10_001), *np.linspace(0, 1021, 100_001)]
    x = -np.resize(x, (len(x) // LANES + 1, LANES))
    found = np.empty_like(x)
    fill_powers(x, found)
    expected = np.exp2(np.maximum(x, -1021))
    assert found == pytest.approx(expected, rel=1e-15, abs=0)
    assert found[0, 0] == 1
    # As plain NumPy the same lines say the same.
    plain = np.stack([two_to_the(row) for row in x[:100]])
    assert plain == pytest.approx(expected[:100], rel=1e-15, abs=0)


@compiled
def fill_logarithms(z, found):
    for row in range(z.shape[0]):
        store(found, (row,), log_one_plus(load(z, (row,))))


def test_logarithms_of_one_and_more():
    ends = [0.0, 1e-300, 0.41421356237309503, 0.4142135623730951, 1.0, 3.0, 7.0, 1e15]
    z = np.array([*ends, *np.geomspace(1e-18, 1e4, 100_000)]).reshape(-1, LANES)
    found = np.empty_like(z)
    fill_logarithms(z, found)
    assert found == pytest.approx(np.log1p(z), rel=1e-15, abs=0)
    plain = np.stack([log_one_plus(row) for row in z[:100]])
    assert plain == pytest.approx(np.log1p(z[:100]), rel=1e-15, abs=0)


def test_types_are_drawn_by_the_inverse_of_the_prior():
    prior = np.array([[[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]]] * 5)
    u = np.array([[0.0, 0.0], [0.19, 0.999], [0.2, 0.5], [0.69, 0.1], [0.999, 1 - 1e-16]])
    assert draw_types(prior, u).tolist() == [[0, 0], [0, 0], [1, 0], [1, 0], [2, 0]]


def test_a_horizon_of_no_months_is_refused():
    game = random_games(1, 1)
    with pytest.raises(ValueError, match="at least 1"):
        played(game, 1, 0)


def test_chunks_do_not_change_a_bit():
    game = random_games(21, 30, types=(3, 2), months=20)
    monthly, start, drawn = uniforms(21, 30, 20, (3, 2))

    def part(a, b):
        cut = Game._make(
            array if name == "types" else array[a:b]
            for name, array in zip(game._fields, game, strict=True)
        )
        return run(cut, 20, monthly[a:b], start[a:b], drawn[a:b])

    whole, parts = part(0, 30), [part(0, 7), part(7, 8), part(8, 30)]
    for name in ("value", "ends", "earned", "after", "seen"):
        joined = np.concatenate([getattr(p, name) for p in parts])
        assert (getattr(whole, name) == joined).all()
