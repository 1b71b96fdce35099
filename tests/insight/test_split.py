"""The split of an answer's variance, on functions whose split is known."""

import numpy as np
import pytest

from interim.insight.split import legendre, split

N, K = 4000, 40


@pytest.fixture(scope="module")
def columns():
    return list(np.random.default_rng(5).random((K, N)))


def parts(columns, alone, pairs, three, chance):
    """An answer with the given variances of each part, twice, with other chance."""
    rng = np.random.default_rng(6)
    x = [np.sqrt(12) * (column - 0.5) for column in columns]
    numbers = (
        np.sqrt(alone / 2) * (x[0] + x[1])
        + np.sqrt(pairs) * x[0] * x[2]
        + np.sqrt(three) * x[3] * x[4] * x[5]
    )
    return [numbers + np.sqrt(chance) * rng.standard_normal(N) for _ in range(2)]


@pytest.mark.parametrize(
    "given",
    [(0.5, 0.2, 0.1, 0.2), (0.2, 0.0, 0.0, 0.8), (0.1, 0.5, 0.3, 0.1), (0.9, 0.1, 0.0, 0.0)],
)
def test_the_parts_are_found(columns, given):
    found = split(legendre(columns), *parts(columns, *given))
    assert [found.alone, found.pairs, found.rest, found.chance] == pytest.approx(given, abs=0.04)
    assert found.alone + found.pairs + found.rest + found.chance == pytest.approx(1)


def test_what_bends_is_found_as_well(columns):
    answer = np.exp(2 * columns[0])
    assert split(legendre(columns), answer, answer).alone > 0.99


def test_chance_alone_is_not_taken_for_numbers(columns):
    found = split(legendre(columns), *parts(columns, 0, 0, 0, 1))
    assert found.chance == pytest.approx(1, abs=0.04)
    assert found.alone + found.pairs < 0.01


def test_an_answer_that_never_varies(columns):
    assert split(legendre(columns), np.ones(N), np.ones(N)).chance == 1


def test_polynomials_are_orthonormal_and_know_choices(columns):
    choice = (columns[0] > 0.3).astype(float)
    terms = legendre([columns[1], choice, np.ones(N)])
    first = terms[:, :, 0]
    assert first @ first.T / N == pytest.approx(np.eye(3), abs=1e-6)
    assert np.corrcoef(terms[0, :, 1], choice)[0, 1] == pytest.approx(1)
    assert not terms[:, :, 2].any()
