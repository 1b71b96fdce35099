"""The game of compliance: the kernel against a plain reference, limits and signs that are proved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interim.stages.compliance import run, strategies
from interim.stages.compliance_history import START_UNIFORMS, UNIFORMS
from interim.stages.compliance_kernel import Game
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
        "share": u(0, 1, 2, most),
        "war": u(0, 1, 2, most),
        "stake": u(0.01, 1, 2, most),
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
    }
    for name, value in changed.items():
        fields[name] = np.broadcast_to(value, fields[name].shape).astype(fields[name].dtype)
    return Game(**fields)


def uniforms(seed, n, months, types=(2, 1)):
    rng = np.random.default_rng([seed, 1])
    monthly, start = rng.random((n, months, UNIFORMS)), rng.random((n, START_UNIFORMS))
    return monthly, start, np.stack([rng.integers(0, k, n) for k in types], axis=1)


def played(game, seed, months):
    n = game.engaged.size
    return run(game, months, *uniforms(seed, n, months, tuple(game.types)))


# --- the kernel equals the reference -------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    months=st.integers(1, 8),
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


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    types=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    months=st.integers(1, 12),
    lasting=st.booleans(),
)
def test_histories_equal_the_reference(seed, types, months, lasting):
    calmer = {"opportunity_rate": 3.0, "accident_hazard": 0.01, "share": 1.0, "war": 0.1}
    game = random_games(seed, 1, types=types, months=months, **(calmer if lasting else {}))
    monthly, start, drawn = uniforms(seed, 1, months, types)
    ours = run(game, months, monthly, start, drawn)
    reference = Reference(one_game(game, 0), months)
    month, ending, vote, seen, evidence, five_years = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist()
    )
    assert ours.ends[0].tolist() == [month, ending, vote]
    assert ours.seen[0].tolist() == seen
    assert ours.evidence[0] == pytest.approx([evidence[w] for w in reference.kinds], abs=1e-11)
    assert ours.evidence_5y[0] == pytest.approx([five_years[w] for w in reference.kinds], abs=1e-11)
    assert ours.value[0] == pytest.approx(
        [reference.value_at_signing(*w) for w in reference.kinds], abs=1e-12
    )


@pytest.mark.parametrize("seed", range(3))
def test_long_histories_equal_the_reference(seed):
    peaceful = {
        "opportunity_rate": 4.0,
        "accident_hazard": 0.0,
        "lapse": 0.01,
        "war": 0.05,
        "share": 1.0,
        "first_strike": 0.0,
        "rearmament": 0.0,
        "vote_month": 30,
        "precision": 8.0,
    }
    months = 70  # past the first five years
    game = random_games(seed, 1, months=months, **peaceful)
    monthly, start, drawn = uniforms(seed, 1, months)
    ours = run(game, months, monthly, start, drawn)
    reference = Reference(one_game(game, 0), months)
    month, ending, vote, seen, evidence, five_years = reference.history(
        monthly[0].tolist(), start[0].tolist(), drawn[0].tolist()
    )
    assert ours.ends[0].tolist() == [month, ending, vote]
    assert ours.seen[0].tolist() == seen
    assert ours.evidence[0] == pytest.approx([evidence[w] for w in reference.kinds], abs=1e-10)
    assert ours.evidence_5y[0] == pytest.approx([five_years[w] for w in reference.kinds], abs=1e-10)
