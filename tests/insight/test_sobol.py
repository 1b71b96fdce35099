"""Sobol indices by running anew, against functions whose indices are known."""

import numpy as np
import pytest

import interim
from insight.functions import G_FIRST, ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami, sobol_g
from interim.futures import Run, draw
from interim.insight.outcomes import outcome
from interim.insight.rerun import Rerun
from interim.insight.sobol import indices, sobol


def swapped(function, k, n, rows, seed=1):
    rng = np.random.default_rng(seed)
    a, b = rng.random((rows, n)), rng.random((rows, n))
    mixed = []
    for place in range(k):
        changed = a.copy()
        changed[place] = b[place]
        mixed.append(function(changed))
    names = [f"x{place}" for place in range(k)]
    return indices(names, function(a), function(b), np.stack(mixed))


def test_ishigami():
    for found, first, total in zip(
        swapped(ishigami, 3, 2**13, 3), ISHIGAMI_FIRST, ISHIGAMI_TOTAL, strict=True
    ):
        assert found.first[0] == pytest.approx(first, abs=0.04)
        assert found.total[0] == pytest.approx(total, abs=0.04)
        assert found.total[1] <= found.total[0] <= found.total[2]


def test_g_function_with_inputs_left_to_their_rows():
    # Only the first three of eight are asked for; the rest varies with the rows.
    for found, first in zip(swapped(sobol_g, 3, 2**13, 8), G_FIRST, strict=False):
        assert found.first[0] == pytest.approx(first, abs=0.05)


def test_an_outcome_that_never_varies():
    nothing = np.zeros(8)
    assert indices(["q"], nothing, nothing, nothing[None])[0].total == (0, 0, 0)


def test_quantities_of_a_case(template):
    case = interim.load(template)
    futures = draw(case, Run(512))
    rerun = Rerun(case, "interim-rule", outcome(case, "holds-5"), futures.part(0, 256), 1)
    names = ["enforcement.behaviour.opportunity_rate", "enforcement.behaviour.precision"]
    found = sobol(rerun, names, futures.part(256, 512))
    assert [one.quantity for one in found] == names
    with pytest.raises(ValueError, match="do not pair"):
        sobol(rerun, names, futures.part(256, 500))
