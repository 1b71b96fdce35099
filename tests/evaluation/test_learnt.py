"""What observers learn over whole futures: exact Bayes by hand, and what must always hold."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from interim.evaluation import learnt
from interim.evaluation.failure import failure, failure_document
from interim.evaluation.learnt import Chances, Event, asked, events_of, learn
from interim.evaluation.learnt_document import expected_bits, learnt_document
from interim.evaluation.moved import CLEARLY, moved, ranked
from interim.stages.belief import HELPS

KINDS = {"north": ("limited", "expansive"), "south": ("only",)}


def made_up(**observers):
    """As much of a case as is read: two principals, one of two types."""
    return SimpleNamespace(
        principals=("north", "south"),
        months=120,
        preferences={p: SimpleNamespace(types=dict.fromkeys(kinds)) for p, kinds in KINDS.items()},
        enforcement=SimpleNamespace(observers=observers),
        quantities={},
    )


CASE = made_up()
PRIORS = [np.array([[0.75, 0.25], [0.75, 0.25]]), np.ones((2, 1))]
"""Two futures, two types of north, one of south."""


def by_type(*rows):
    """(futures, first types, second types) from a row for each future."""
    return np.array(rows)[:, :, None]


def learn_of(event, following=None, priors=PRIORS):
    shape = (*priors[0].shape, priors[1].shape[1])
    asks = asked(CASE, shape, following or {})
    return learn(CASE, priors, [Event("seen", event)], asks)["seen"]


def test_it_is_bayes_rule_on_two_futures_and_two_types():
    # Chances of what is seen, by future (down) and type of north (across), and of the next breach.
    seen = by_type((0.2, 0.6), (0.0, 0.4))
    broken = np.stack([by_type((0.1, 0.5), (0.2, 0.9)), np.zeros((2, 2, 1))])
    lesson = learn_of(seen, {"next": broken})
    # By hand: 0.75 x 0.2 = 0.15, 0.25 x 0.6 = 0.15; 0, 0.25 x 0.4 = 0.1. In all 0.4 of 2.
    assert lesson.chance == pytest.approx(0.2)
    assert lesson.types["north"]["limited"] == pytest.approx((0.75, 0.375))
    assert lesson.types["north"]["expansive"] == pytest.approx((0.25, 0.625))
    assert lesson.types["south"]["only"] == pytest.approx((1.0, 1.0))
    before = (0.75 * 0.1 + 0.25 * 0.5 + 0.75 * 0.2 + 0.25 * 0.9) / 2
    after = (0.15 * 0.1 + 0.15 * 0.5 + 0.1 * 0.9) / 0.4
    assert lesson.following["next"]["north"] == pytest.approx((before, after))
    assert lesson.following["next"]["south"] == (0.0, 0.0)
    assert lesson.effective == pytest.approx(0.4**2 / (0.3**2 + 0.1**2))
    assert lesson.by_future == pytest.approx([0.3, 0.1])


def test_numbers_are_learnt_where_types_are_not():
    """All types do the same, but futures differ: what is seen tells of the future."""
    seen = by_type((0.9, 0.9), (0.1, 0.1))
    broken = np.stack([by_type((0.8, 0.8), (0.2, 0.2)), np.zeros((2, 2, 1))])
    lesson = learn_of(seen, {"next": broken})
    assert lesson.types["north"]["limited"] == pytest.approx((0.75, 0.75))
    assert lesson.following["next"]["north"] == pytest.approx((0.5, 0.74))


def test_nothing_is_learnt_where_nothing_can_matter():
    lesson = learn_of(np.full((2, 2, 1), 0.3), {"next": np.full((2, 2, 2, 1), 0.4)})
    assert lesson.chance == pytest.approx(0.3)
    assert lesson.effective == pytest.approx(2)
    for before, after in (*lesson.types["north"].values(), lesson.following["next"]["north"]):
        assert after == pytest.approx(before)


def test_what_cannot_happen_teaches_nothing():
    assert learn_of(np.zeros((2, 2, 1))) is None


chance = st.floats(0.01, 0.99)


@given(
    arrays(float, (3, 2, 2), elements=chance),
    arrays(float, (3, 2, 2), elements=chance),
    arrays(float, (2, 3, 2), elements=chance),
)
def test_beliefs_average_to_the_prior(seen, broken, weights):
    case = made_up()
    case.preferences["south"] = SimpleNamespace(types=dict.fromkeys(("one", "other")))
    priors = [each / each.sum(axis=1, keepdims=True) for each in weights]
    asks = asked(case, (3, 2, 2), {"next": np.stack([broken, broken])})
    yes, no = learn(case, priors, [Event("yes", seen), Event("no", 1 - seen)], asks).values()
    assert yes.chance + no.chance == pytest.approx(1)
    for kind, (before, _) in yes.types["north"].items():
        mean = sum(lesson.chance * lesson.types["north"][kind][1] for lesson in (yes, no))
        assert mean == pytest.approx(before)
    mean = sum(lesson.chance * lesson.following["next"]["south"][1] for lesson in (yes, no))
    assert mean == pytest.approx(yes.following["next"]["south"][0])


def test_what_an_event_is_expected_to_tell_by_hand():
    """One of two types always does it and the other never: all of the prior's uncertainty."""
    before = np.array([0.25, 0.75])
    whole = -(0.25 * np.log2(0.25) + 0.75 * np.log2(0.75))
    assert expected_bits(0.25, before, np.array([1.0, 0.0])) == pytest.approx(whole)
    assert expected_bits(0.4, before, before) == pytest.approx(0.0)
    assert expected_bits(1.0, before, before) == 0.0


# --- events ----------------------------------------------------------------------------------


def chances(n=4, seed=0):
    rng = np.random.default_rng(seed)
    breaks = rng.random((2, 2, 2, n, 2, 1)) / 8
    breaks[:, :, 1] += breaks[:, :, 0]  # within five years at least as often as within one
    lasts = 1 - breaks[:, :, 1].sum(axis=(0, 1)) - 0.1
    signs = {"north": rng.random((n, 2)), "south": rng.random((n, 1))}
    return Chances(signs, breaks, lasts, rng.random((2, n, 2, 1)))


def test_events_are_cut_without_rest():
    given_ = chances()
    events = {event.name: event.chance for event in events_of(CASE, given_)}
    both = events["refusal:north"] + events["signature:north"]
    np.testing.assert_allclose(both, 1)
    for way in (("openly", "by probing"), ("first year", "later")):
        parts = sum(events[f"breach:north:{each}"] for each in way)
        np.testing.assert_allclose(parts, events["breach:north"])
    ends = (
        events["refusal:north"]
        + events["end:north:alone"]
        + events["breach:north"]
        + events["end:north:unbroken"]
    )
    np.testing.assert_allclose(ends, 1)
    signed = given_.signs["north"][:, :, None] * given_.signs["south"][:, None]
    np.testing.assert_allclose(events["kept"], signed * given_.lasts)


def test_five_years_are_not_kept_within_four():
    short = SimpleNamespace(**{**vars(CASE), "months": 48})
    assert "kept" not in {event.name for event in events_of(short, chances())}


# --- which numbers moved ---------------------------------------------------------------------


class Drawn(dict):
    n = 2000


def test_a_number_that_weights_follow_is_found_and_others_are_not():
    rng = np.random.default_rng(5)
    futures = Drawn({name: rng.random(2000) for name in ("front.pace", "aid", "cost")})
    found = moved(ranked(futures, list(futures)), np.exp(-3 * futures["front.pace"]))
    assert [each.quantity for each in found] == ["front.pace"]
    assert found[0].errors < -CLEARLY
    # Exponential on [0, 1] at rate 3: its median is -ln(1 - (1 - e^-3) / 2) / 3.
    median = -np.log(1 - (1 - np.exp(-3)) / 2) / 3
    assert found[0].after["median"] == pytest.approx(median, abs=0.02)
    assert found[0].before["median"] == pytest.approx(0.5, abs=0.03)


# --- documents -------------------------------------------------------------------------------


def test_what_is_too_rare_is_said_not_smoothed_over():
    priors = [np.tile(PRIORS[0][:1], (100, 1)), np.ones((100, 1))]
    few, many = np.zeros((100, 2, 1)), np.full((100, 2, 1), 0.5)
    few[:3] = 0.5
    asks = asked(CASE, (100, 2, 1), {})
    taught = learn(CASE, priors, [Event("few", few), Event("many", many)], asks)
    said = learnt_document(CASE, {"union": taught})["union"]
    assert (said["few"]["n"], said["few"]["effective"]) == (100, pytest.approx(3))
    nothing = {"before": 0.75, "after": None, "low": None, "high": None}
    assert said["few"]["types"]["north"]["limited"] == nothing
    found = said["many"]["types"]["north"]["limited"]
    assert (found["before"], found["after"]) == (0.75, 0.75)
    half = 1.96 * np.sqrt(0.75 * 0.25 / 100)
    assert (found["low"], found["high"]) == pytest.approx((0.75 - half, 0.75 + half), abs=1e-4)
    assert said["many"]["chance"]["p"] == 0.5


def cell(**values):
    """Wide results of a plan in two futures, of which north breaks it in the first."""
    n = 2
    worth = np.array(HELPS) * 0.5
    given_ = {
        "helped": (("principal", "help", "future"), np.tile(worth[None, :, None], (2, 1, n))),
        "breach_weight": (("principal", "future"), np.full((2, n), 0.9)),
        "deal_months": (("principal", "future"), np.array([[np.nan, np.nan], [0.1, np.nan]])),
        "deal_ground": (("principal", "future"), np.array([[np.nan, np.nan], [-0.3, np.nan]])),
        "response": (("observer", "future"), np.full((1, n), 0.2)),
    }
    coords = {"principal": ["north", "south"], "observer": ["union"]}
    return xr.Dataset(given_ | values, coords=coords)


def lesson_of(before, after, effective=50.0):
    return SimpleNamespace(
        following={"pact": {"north": (0.9, 0.1)}, "truce": {"north": (before, after)}},
        enough=effective >= learnt.FEWEST,
    )


def failed(after_breach=0.6, effective=50.0):
    case = made_up(union=SimpleNamespace(helps="south", response="stated"))
    taught = {
        "pact": {
            "union": {
                "refusal:north": lesson_of(0.2, 0.25),
                "breach:north": lesson_of(0.2, after_breach, effective),
            }
        }
    }
    return failure(case, "pact", "south", cell(), taught)


def test_what_a_failed_deal_is_worth_by_hand():
    """Help of 0.2 x 0.4 at the breach, each worth half, counted at signing at 0.9."""
    found = failed()
    assert found.rises == {"union": (pytest.approx(0.05), pytest.approx(0.4))}
    assert found.learning[0] == pytest.approx(0.9 * 0.5 * 0.2 * 0.4)
    assert np.isnan(found.learning[1])
    assert found.by_observer["union"][0] == found.learning[0]
    np.testing.assert_allclose(found.refused, 0.5 * 0.2 * 0.05)
    said = failure_document(found)
    assert said["deal"]["median"] == pytest.approx(-0.2)
    assert said["months"]["median"] == pytest.approx(0.1)
    assert said["ground"]["median"] == pytest.approx(-0.3)
    assert said["value"]["median"] == pytest.approx(-0.2 + 0.036)
    assert said["better_off"]["p"] == 0.0
    assert said["observers"]["union"]["next_broken"]["breach"] == pytest.approx(0.4)


def test_a_broken_plan_is_no_next_deal():
    """The plan itself falls from 0.9 to 0.1 there, and does not count."""
    assert failed(after_breach=0.2).learning[0] == pytest.approx(0.0)


def test_where_a_breach_is_too_rare_nobody_is_said_to_help():
    found = failed(effective=5.0)
    assert found.rises["union"][1] is None
    assert found.learning[0] == 0.0


def test_who_helps_the_other_side_is_not_counted():
    case = made_up(union=SimpleNamespace(helps="north", response="stated"))
    found = failure(case, "pact", "south", cell(), {"pact": {"union": {}}})
    assert found.rises == {}
    assert found.learning[0] == 0.0
