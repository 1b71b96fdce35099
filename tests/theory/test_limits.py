"""Numbers at and beyond the ends of their ranges: a clear error, or the correct limit."""

import shutil

import numpy as np
import pytest

import interim
from interim.foundation.errors import BadInput
from interim.stages.compliance import START_UNIFORMS, UNIFORMS, run, strategies
from interim.stages.compliance.game import linear_wars
from interim.stages.compliance.month import move_chance
from stages.compliance_reference import Reference, one_game
from stages.test_compliance import QUIET, random_games

# --- what a case folder may not say --------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("case.yaml", "horizon_years: 10", "horizon_years: 0", "greater than or equal to 1"),
        ("preferences.yaml", "discount: {value: 0.9,", "discount: {value: 1,",
         "strictly between 0 and 1"),
        ("enforcement.yaml", "  accident_hazard: 0.005 to 0.03", "  accident_hazard: 1.5",
         "above 1 per month"),
        ("enforcement.yaml", "  precision: 60 to 200", "  precision: 0", "must not be 0"),
        ("enforcement.yaml", "  precision: 60 to 200", "  precision: .inf", "not finite"),
        ("plans/interim-rule.yaml", "{guarantor: union", "{guarantor: onion",
         "unknown party 'onion'"),
        ("plans/interim-rule.yaml", "{guarantor: union", "{guarantor: south",
         "unknown guarantor 'south'"),
    ],
    ids=["horizon 0", "discount 1", "hazard above 1", "precision 0", "precision infinite",
         "guarantor who is no party", "guarantor without figures"],
)  # fmt: skip
def test_a_case_that_says_so_is_refused_with_its_place(template, tmp_path, file, old, new, says):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        interim.load(folder)
    (problem,) = caught.value.problems
    assert says in problem.message or says in str(problem)
    assert problem.file is not None
    assert problem.file.endswith(file.split("/")[-1])
    assert problem.line == text[: text.index(old)].count("\n") + 1


# --- what settings may ask for -------------------------------------------------------------


def evaluated(template, **settings):
    named = {f"enforcement.behaviour.{name}": value for name, value in settings.items()}
    return interim.evaluate(
        interim.load(template), ["interim-rule"], futures=200, settings=named, workers=1
    ).data


def test_no_setting_makes_a_number_vanish(template):
    usual = evaluated(template)
    for settings in (
        {"precision": 0.0}, {"precision": 1e100}, {"assent_precision": 0.0},
        {"assent_precision": 1e100}, {"accident_hazard": 40.0}, {"opportunity_rate": 1e9},
    ):  # fmt: skip
        found = evaluated(template, **settings)
        for name in ("war_value", "deal_value", "assent"):
            # Types that a principal does not have, and no deal, are blank in both.
            assert (found[name].isnull() == usual[name].isnull()).all(), (settings, name)
        assert found["deal_value"].notnull().any()


def test_infinite_settings_are_refused(template):
    for value in (float("inf"), float("nan")):
        with pytest.raises(BadInput, match="not finite"):
            evaluated(template, precision=value)


# --- the horizon ---------------------------------------------------------------------------


@pytest.mark.parametrize("months", [0, -3])
def test_a_horizon_of_no_months_is_refused(months):
    game = random_games(1, 1, types=(1, 1))
    with pytest.raises(ValueError, match="at least 1 is needed"):
        strategies(game, 0, months)
    monthly, start = np.zeros((1, 0, UNIFORMS)), np.zeros((1, START_UNIFORMS))
    with pytest.raises(ValueError, match="at least 1 is needed"):
        run(game, months, monthly, start, np.zeros((1, 2), np.int64))


# --- discount ------------------------------------------------------------------------------


def test_without_discounting_only_what_goes_on_for_ever_counts():
    # A month's flow weighs nothing beside eternity. Uniform play: each month the deal survives
    # with 1 - 2q/3; at the end it goes on for ever at 0.8, else the war did at 0.1.
    months, deal, war = 10, 0.8, 0.1
    game = random_games(
        1, 1, types=(1, 1), months=months, **QUIET, utility=deal, war=war, precision=0.0,
        opportunity_rate=4.0, discount=1.0,
    )  # fmt: skip
    survives = (1 - 2 * move_chance(4.0) / 3) ** months
    value = strategies(game, 0, months).value
    assert value == pytest.approx(np.full(value.shape, survives * deal + (1 - survives) * war))


@pytest.mark.parametrize("seed", range(5))
def test_a_discount_of_one_is_the_limit(seed):
    found = [
        strategies(random_games(seed, 1, months=24, discount=d, precision=20.0), 0, 24)
        for d in (1 - 1e-5, 1 - 1e-7, 1 - 1e-9, 1.0)
    ]
    for name in ("comply", "probe", "renege", "value"):
        gaps = [np.abs(getattr(s, name) - getattr(found[-1], name)).max() for s in found[:-1]]
        assert gaps[0] < 1e-3
        # A discount nearer to 1 by 100 is nearer in all it leads to by about 100.
        assert gaps[1] < gaps[0] / 20
        assert gaps[2] < 1e-7


# --- hazards -------------------------------------------------------------------------------


@pytest.mark.parametrize("hazard", [0.5, 1.0, 5.0, 1e6])
def test_a_hazard_above_one_is_still_a_chance(hazard):
    # One month; a mover complies, probes or reneges with 1/3 each. A probe surely causes an
    # incident and so half of the highest tension: the deal collapses with 1 - exp(-hazard / 2).
    deal, war, monthly = 0.8, 0.1, 0.9 ** (1 / 12)
    quiet = QUIET | {"accident_hazard": hazard, "incident": 1.0}
    game = random_games(
        1, 1, types=(1, 1), months=1, **quiet, utility=deal, war=war, precision=0.0,
        opportunity_rate=4.0, discount=0.9, false_attribution=0.0,
    )  # fmt: skip
    lasts = np.exp(-hazard / 2)
    probed = (1 - monthly) * deal + monthly * (lasts * deal + (1 - lasts) * war)
    q = move_chance(4.0)
    expected = (1 - 2 * q) * deal + 2 * q * (deal + probed + war) / 3
    assert strategies(game, 0, 1).value[:, 0, 0, 0] == pytest.approx(np.full((2, 2, 2), expected))


def test_a_hazard_without_bound_ends_the_deal_at_the_first_tension():
    n, months = 300, 24
    quiet = QUIET | {"accident_hazard": 1e9, "incident": 1.0}
    game = random_games(
        1, n, types=(1, 1), months=months, **quiet, utility=0.8, war=0.1, precision=0.0,
        opportunity_rate=4.0,
    )  # fmt: skip
    rng = np.random.default_rng(3)
    history = run(
        game, months, rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS)),
        np.zeros((n, 2), np.int64),
    )  # fmt: skip
    assert (history.seen[:, 4] <= 1).all()  # no side probes for a second month
    collapsed = history.seen[:, 4] == 1
    assert collapsed.sum() > 50
    assert (history.ends[collapsed, 1] == 3).all()


# --- precision -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_precision_nought_is_play_at_random(seed):
    solved = strategies(random_games(seed, 1, months=6, precision=0.0), 0, 6)
    for chance in (solved.comply, solved.probe, solved.renege):
        assert (np.abs(chance - 1 / 3) < 1e-15).all()
    # And it is where small precisions lead.
    near = strategies(random_games(seed, 1, months=6, precision=1e-9), 0, 6)
    assert np.abs(near.value - solved.value).max() < 1e-8


class BestReply(Reference):
    """The plain reference with best replies in place of logit choice; ties are split evenly."""

    def chances_to_choose(self, t, p, kind, state, after):
        payoffs = self.outcomes(t, p, p, kind, state, after)
        best = [x >= max(payoffs) - 1e-12 for x in payoffs]
        return [b / sum(best) for b in best]


@pytest.mark.parametrize("precision", [1e12, 1e300, np.inf])
@pytest.mark.parametrize("seed", range(4))
def test_infinite_precision_is_the_best_reply(seed, precision):
    game = random_games(seed, 1, months=6, precision=precision)
    reference = BestReply(one_game(game, 0), 6)
    solved = strategies(game, 0, 6)
    for lane, who in enumerate(reference.kinds):
        p = who[0]
        for (k, b, e, *a), value in reference.value[0, 0][who].items():
            found = solved.value[lane, a[p], a[1 - p], k, b, e]
            assert found == pytest.approx(value, abs=1e-9)
        for t in range(6):
            shown = reference.choice[t, 0 if t < reference.vote_month else 3][who]
            for (k, b, e, *a), chances in shown.items():
                at = (t, lane, a[1 - p], k, b, e)
                found = [solved.comply[at], solved.probe[at], solved.renege[at]]
                assert found == pytest.approx(chances, abs=1e-3)


@pytest.mark.parametrize("precision", [1e6, 1e12, 1e300, np.inf])
@pytest.mark.parametrize("seed", range(6))
def test_best_replies_that_tie_are_equally_likely(seed, precision):
    # Probing gains and causes nothing, so it is worth as much as complying, up to rounding.
    game = random_games(
        seed, 1, types=(1, 1), months=12, **QUIET, utility=0.9, war=0.1, precision=precision,
        opportunity_rate=5.0,
    )  # fmt: skip
    solved = strategies(game, 0, 12)
    for chance, expected in ((solved.comply, 0.5), (solved.probe, 0.5), (solved.renege, 0.0)):
        assert chance == pytest.approx(np.full(chance.shape, expected), abs=1e-3)
    # With a deal and a war worth the same, all three tie.
    level = game._replace(**linear_wars(game.types, np.full((1, 2, 1), 0.9), np.zeros((1, 2, 1))))
    solved = strategies(level, 0, 12)
    for chance in (solved.comply, solved.probe, solved.renege):
        assert chance == pytest.approx(np.full(chance.shape, 1 / 3), abs=1e-3)
