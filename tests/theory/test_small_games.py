"""The kernel against the plain reference where numbers lie at the ends of their ranges.

`tests/stages/test_compliance.py` compares the two on games drawn from the inside of the ranges.
Here every number may also be 0 or 1, a hazard far above 1, a precision of 0 or a million, a mandate
shorter than a month, relief that begins beyond the horizon.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.stages.compliance import run, strategies
from stages.compliance_reference import Reference, one_game
from stages.test_compliance import random_games, uniforms

CHANCE = (0.0, 1.0)
HAZARD = (0.0, 1.0, 40.0)
ENDS = {
    "war": CHANCE, "stake": (1e-9, 1.0), "utility": CHANCE,
    "benefit": (-1.0, 0.0, 1.0), "discount": (1e-6, 1 - 1e-6, 1.0),
    "first_strike": (-1.0, 0.0, 1.0), "rearmament": (-5.0, 0.0, 5.0), "response": (0.0, 3.0),
    "support": CHANCE,
    "snapback": CHANCE, "opportunity_rate": (0.0, 1e6), "precision": (0.0, 1.0, 1e6),
    "relief_start": (0.0, 99.0), "relief_months": (0.0, 1e-9, 500.0), "incident": CHANCE,
    "detection": CHANCE, "attribution": CHANCE, "false_attribution": CHANCE, "calm": CHANCE,
    "accident_hazard": HAZARD, "probe_gain": (-1.0, 0.0, 1.0), "probe_harm": (-1.0, 0.0, 1.0),
    "tension_cost": CHANCE, "engaged": CHANCE, "engage": HAZARD, "disengage": HAZARD,
    "alarm": (1e-9, 1.0, 1e6), "mandate_months": (0.4, 1.0, 99.0), "lapse": CHANCE,
    "vote_month": (1, 2, 99), "unrest": CHANCE,
}  # fmt: skip
VOTES = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0])

extremes = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in ENDS.items()}
)
kinds = st.tuples(st.integers(1, 3), st.integers(1, 3))


def games(seed, months, types, ends, vote):
    if vote is not None:
        ends = ends | {"vote": vote}
    game = random_games(seed, 1, types=types, months=months, **ends)
    # Chances near a tie of values differ by the rounding of either side times the precision.
    tolerance = 1e-12 + 1e-14 * game.precision[0]
    return game, Reference(one_game(game, 0), months), tolerance


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(1, 5), kinds, extremes, st.sampled_from((None, *VOTES)))
def test_values_and_strategies(seed, months, types, ends, vote):
    game, reference, tolerance = games(seed, months, types, ends, vote)
    for phase in (1, 2, 3):
        solved = strategies(game, 0, months, phase=phase)
        for lane, who in enumerate(reference.kinds):
            p = who[0]
            for (k, b, e, *a), value in reference.value[0, 0][who].items():
                found = solved.value[lane, a[p], a[1 - p], k, b, e]
                assert found == pytest.approx(value, abs=tolerance)
            for t in range(months):
                shown = reference.choice[t, 0 if t < reference.vote_month else phase][who]
                for (k, b, e, *a), chances in shown.items():
                    at = (t, lane, a[1 - p], k, b, e)
                    found = [solved.comply[at], solved.probe[at], solved.renege[at]]
                    assert found == pytest.approx(chances, abs=tolerance)


@settings(max_examples=20)
@given(
    st.integers(0, 2**32), st.integers(1, 12), kinds, extremes, st.sampled_from((None, *VOTES))
)  # fmt: skip
def test_histories(seed, months, types, ends, vote):
    game, reference, _ = games(seed, months, types, ends | {"precision": 5.0}, vote)
    monthly, start, drawn = uniforms(seed, 1, months, types)
    ours = run(game, months, monthly, start, drawn)
    month, ending, favours, seen = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist()
    )
    assert ours.ends[0, :3].tolist() == [month, ending, favours]
    assert ours.seen[0].tolist() == seen
    assert ours.earned[0] == pytest.approx(reference.earned, rel=1e-9, abs=1e-9)
