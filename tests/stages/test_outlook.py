"""What becomes of a deal, by types: against a plain reference, sums, and drawn courses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interim
from interim.futures import Run, draw
from interim.stages.compliance import SPARE, START_UNIFORMS, UNIFORMS, outlook, run
from interim.stages.compliance.blocks import take
from interim.stages.compliance.drawing import Draws, Record, draw_courses, empty_notes
from interim.stages.compliance.game_of_case import build_game
from interim.stages.compliance.playing import phase_after_vote, scheme_of
from interim.stages.compliance.solution import solve
from interim.stages.compliance.trace import ACTION, FALSE, INCIDENT, MOVER, RENEGED, RESULT, TRACE
from interim.stages.referendum import referendum
from interim.stages.renewal import renewal
from interim.stages.terms import terms
from interim.stages.value import value
from interim.stages.war import war
from stages.compliance_reference import Reference, one_game
from stages.outlook_reference import told_of
from stages.test_compliance import MORE, random_games, richer_game

CALMER = {"opportunity_rate": 3.0, "accident_hazard": 0.05, "war": 0.3}


def pairs_of(game):
    first, second = game.types.tolist()
    return [(a, b) for a in range(first) for b in range(second)]


def expect_reference(game, months):
    """The outlook of one game equals the reference in every month, for each result of the vote."""
    marks = tuple(range(1, months + 1))
    reference = Reference(one_game(game, 0), months)
    for kept in (1, 2, 3) if reference.vote_month < months else (3,):
        found = outlook(game, months, np.array([kept]), marks)
        for a, b in pairs_of(game):
            told = told_of(reference, (a, b), kept, months)
            for m, by in enumerate(told):
                assert found.breaks[0, a, b, ..., m] == pytest.approx(
                    np.array(by.breaks), abs=1e-12
                )
                assert found.lasts[0, a, b, m] == pytest.approx(by.lasts, abs=1e-12)
                # All that can become of a deal.
                ended = found.breaks[0, a, b, ..., m].sum() + by.accident + by.lapse
                assert ended + found.lasts[0, a, b, m] == pytest.approx(1, abs=1e-12)
            expected = told[min(months, 12) - 1].clean
            assert found.clean[0, a, b] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=4, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    months=st.integers(1, 6),
    lasting=st.booleans(),
)
def test_an_outlook_equals_the_reference(seed, types, months, lasting):
    expect_reference(
        random_games(seed, 1, types=types, months=months, **(CALMER if lasting else {})), months
    )


@pytest.mark.parametrize("more", MORE)
@settings(max_examples=2, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    months=st.integers(1, 4),
    lasting=st.booleans(),
)
def test_a_richer_outlook_equals_the_reference(more, seed, types, months, lasting):
    expect_reference(richer_game(seed, months, types, more, **(CALMER if lasting else {})), months)


def test_nothing_that_may_happen_is_left_out():
    # A vote that is contested, a mandate that falls due, and calm, each within four months.
    certain = {"vote_month": 1, "unrest": 0.5, "mandate_months": 2.0, "lapse": 0.3, "calm": 0.5}
    expect_reference(random_games(8, 1, types=(2, 2), months=4, **(CALMER | certain)), 4)


@pytest.mark.slow
def test_blame_is_counted_for_a_year():
    months = 14
    expect_reference(random_games(5, 1, types=(1, 2), months=months, **CALMER), months)


def test_chances_stay_in_bounds_and_rise_with_time():
    months, n = 30, 40
    game = random_games(3, n, types=(2, 3), months=months, **CALMER)
    found = outlook(game, months, np.full(n, 3))
    assert found.marks == (12, 24)
    assert found.lasts.shape == (n, 2, 3, 2)
    assert found.breaks.shape == (n, 2, 3, 2, 2, 2)
    for chances in (found.breaks, found.lasts, found.clean):
        assert ((chances >= 0) & (chances <= 1 + 1e-12)).all()
    assert (np.diff(found.breaks) >= 0).all()
    assert (np.diff(found.lasts) <= 0).all()
    assert (found.breaks.sum(axis=(3, 4)) + found.lasts <= 1 + 1e-12).all()


def test_the_vote_goes_as_in_the_drawn_course_and_one_solution_does_for_both():
    months, n = 15, 30
    rng = np.random.default_rng(2)
    game = random_games(4, n, types=(2, 1), months=months, **CALMER, vote_month=4)
    monthly, start = rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS))
    drawn = np.zeros((n, 2), np.int64)
    plain = run(game, months, monthly, start, drawn)
    told = run(game, months, monthly, start, drawn, outlook=(12, 24, 60))
    assert plain.outlook is None
    assert (plain.ends == told.ends).all()
    assert (plain.earned == told.earned).all()
    kept = phase_after_vote(game.vote, start[:, RESULT])
    assert set(kept) == {1, 2, 3}
    alone = outlook(game, months, kept)
    for name in ("breaks", "lasts", "clean"):
        assert (getattr(told.outlook, name) == getattr(alone, name)).all()


def test_an_outlook_does_not_depend_on_who_is_solved_beside():
    months, n = 13, 11
    game = richer_game(6, months, (2, 2), "withdrawal", **CALMER)
    many = random_games(7, n, types=(2, 2), months=months, **CALMER)
    both = many._replace(
        **{
            f: np.concatenate([getattr(many, f), getattr(game, f)])
            for f in many._fields
            if f != "types"
        }
    )
    alone, beside = outlook(game, months, np.array([1])), outlook(both, months, np.full(n + 1, 1))
    for name in ("breaks", "lasts", "clean"):
        assert (getattr(alone, name)[0] == getattr(beside, name)[-1]).all()


# --- drawn courses come out as often -------------------------------------------------------


def game_of(case, name, futures):
    plan = case.plans[name]
    worth, fighting = value(case, plan, futures), war(case, futures)
    return build_game(
        case,
        plan,
        futures,
        value=worth,
        terms=terms(case, plan, futures),
        war=fighting,
        referendum=referendum(case, plan, futures),
        renewal=renewal(case, plan, futures, value=worth, war=fighting),
    )


def courses(game, future, months, types, phase, n):
    """(month of the end or -1, how it ends, trace) of n drawn courses of one future's game."""
    (solved,) = solve(take(game, np.array([future])), months, np.array([phase]))
    rules, scheme = solved.block.rules, scheme_of(solved.block)
    rng = np.random.default_rng([future, *types])
    draws = Draws(
        rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS)),
        rng.random((n, months + 1, SPARE)), np.tile(types, (n, 1)),
    )  # fmt: skip
    record = Record(
        np.empty((n, 6), np.int64), np.empty((n, 2)), np.empty((n, 2)), np.empty((n, 5)),
        np.empty((months, TRACE), np.int64),
    )  # fmt: skip
    public = None if solved.block.learning is None else rules.public
    for i in range(n):
        draw_courses(
            np.array([i]), scheme, rules, public, solved.wars, solved.choice, draws, record,
            empty_notes(),
        )  # fmt: skip
        yield *record.ends[i, :2].tolist(), record.trace


def counted(drawn, marks):
    """Numbers of drawn courses: breaks, lasts and clean, as in an outlook of one pair."""
    breaks, lasts, clean = np.zeros((2, 2, len(marks))), np.zeros(len(marks)), np.zeros(2)
    months = np.array(marks)
    for month, ending, trace in drawn:
        lasts += (month < 0) | (month >= months)
        year = trace[: min(12, month + 1 if month >= 0 else 12)]
        for p in (0, 1):
            blame = (year[:, INCIDENT + p] == 3) | (year[:, FALSE + p] == 1)
            clean[p] += not blame.any()
            if month >= 0 and ending == RENEGED + p:
                earlier = trace[:month]
                chosen = earlier[earlier[:, MOVER] == p, ACTION]
                breaks[p, chosen[-1] if chosen.size else 0] += month < months
    return breaks, lasts, clean


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "plan"),
    [
        ("ukraine-2026", "joseph-1244"),
        ("ukraine-2026", "freeze"),
        ("kosovo-1999", "resolution-1244"),
    ],
)
def test_drawn_courses_come_out_as_often(name, plan):
    case, months, n, per = interim.load(name), 60, 12, 200
    game = game_of(case, plan, draw(case, Run(n)))
    kept = np.arange(n) % 3 + 1
    game = game._replace(vote_month=np.minimum(game.vote_month, 20 + np.arange(n)))
    found = outlook(game, months, kept)
    for a, b in pairs_of(game):
        drawn = [
            counted(courses(game, i, months, (a, b), int(kept[i]), per), found.marks)
            for i in range(n)
        ]
        for share, counts in zip(
            (found.breaks, found.lasts, found.clean), zip(*drawn, strict=True), strict=True
        ):
            chance = share[:, a, b]
            error = np.sqrt((chance * (1 - chance)).sum(axis=0) * per) + 0.5
            apart = np.abs(np.sum(counts, axis=0) - chance.sum(axis=0) * per)
            assert (apart < 4 * error).all()
