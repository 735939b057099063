"""How the weights start: the right size, and no reshuffling when a slider moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.initialization import SCHEMES, input_weights, nested_normal, recurrent_weights

sizes = st.integers(1, 40)
seeds = st.integers(0, 2**32 - 1)
ALL = pytest.mark.parametrize("scheme", SCHEMES)
# What a scheme divides by, as a function of the size. Orthogonal has no such factor: see its own test.
FACTOR = {
    "gaussian": lambda h: 1 / np.sqrt(h),
    "he": lambda h: np.sqrt(2 / h),
    "small": lambda h: 0.01,
    "raw": lambda h: 1.0,
    "identity": lambda h: 1.0,
    "non-normal": lambda h: 1.0,
}


def draw(make, *sizes, seed=0, **options):
    return make(*sizes, rng=np.random.default_rng(seed), **options)


@given(sizes, sizes, sizes, sizes, seeds)
def test_a_smaller_draw_is_the_corner_of_a_larger_one(rows, columns, more_rows, more_columns, seed):
    small = nested_normal(np.random.default_rng(seed), rows, columns)
    large = nested_normal(np.random.default_rng(seed), rows + more_rows, columns + more_columns)
    np.testing.assert_array_equal(small, large[:rows, :columns])


@given(sizes, sizes, seeds)
def test_the_generator_ends_in_the_same_state_whatever_the_size(rows, columns, seed):
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    nested_normal(one, rows, columns)
    nested_normal(other, 1, 1)
    assert one.bit_generator.state == other.bit_generator.state


@ALL
def test_every_scheme_takes_as_much_from_the_generator(scheme):
    """So that what is drawn next does not depend on the scheme either."""
    rng, other = np.random.default_rng(0), np.random.default_rng(0)
    recurrent_weights(7, scheme=scheme, rng=rng)
    recurrent_weights(3, scheme="gaussian", rng=other)
    assert rng.bit_generator.state == other.bit_generator.state


def test_two_draws_differ(rng):
    assert (nested_normal(rng, 5, 5) != nested_normal(rng, 5, 5)).all()


@pytest.mark.parametrize("scheme", FACTOR)
def test_one_more_unit_leaves_the_others_weights_but_for_the_size_factor(scheme):
    factor = FACTOR[scheme]
    for h in (3, 16, 31):
        ours, larger = (draw(recurrent_weights, size, scheme=scheme) for size in (h, h + 1))
        np.testing.assert_allclose(ours / factor(h), larger[:h, :h] / factor(h + 1), rtol=1e-12)


def test_one_more_unit_turns_an_orthogonal_matrix_only_a_little():
    def distance(A, B):
        return np.linalg.norm(A - B)

    for h in (8, 16, 32, 64):
        Q, larger = (draw(recurrent_weights, size, scheme="orthogonal") for size in (h, h + 1))
        independent = draw(recurrent_weights, h, scheme="orthogonal", seed=1)
        assert distance(Q, larger[:h, :h]) < distance(Q, independent) / 2


@ALL
def test_one_more_input_leaves_the_others_weights_but_for_the_size_factor(scheme):
    few, many = draw(input_weights, 4, 6, scheme=scheme), draw(input_weights, 5, 7, scheme=scheme)
    ratio = many[:4, :6] / few
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)
    assert np.sqrt(4 / 5) - 1e-12 <= ratio[0, 0] <= 1


@ALL
def test_the_weight_scale_is_a_factor(scheme):
    plain, scaled = (draw(recurrent_weights, 9, scheme=scheme, weight_scale=g) for g in (1.0, 2.5))
    np.testing.assert_allclose(scaled, 2.5 * plain)
    assert not draw(recurrent_weights, 9, scheme=scheme, weight_scale=0).any()


@pytest.mark.parametrize(("scheme", "variance"), [("gaussian", 1), ("he", 2), ("small", 1e-4 * 200), ("raw", 200)])
def test_recurrent_weights_have_the_moments_they_promise(scheme, variance):
    """h times the variance. The variance of 40,000 normal numbers is known to 0.7 %, their mean to 0.5 % of a deviation."""
    W = draw(recurrent_weights, 200, scheme=scheme)
    assert 200 * W.var() == pytest.approx(variance, rel=0.03)
    assert abs(W.mean()) < 0.02 * W.std()


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [(scheme, {"he": 2, "small": 1e-4 * 200, "raw": 200}.get(scheme, 1)) for scheme in SCHEMES],
)
def test_input_weights_have_the_moments_they_promise(scheme, variance):
    """d times the variance: for most schemes 1, so that the pre-activation is as large for every d."""
    W = draw(input_weights, 200, 200, scheme=scheme)
    assert 200 * W.var() == pytest.approx(variance, rel=0.03)
    assert abs(W.mean()) < 0.02 * W.std()


def test_gaussian_has_a_spectral_radius_near_one():
    rho = [np.abs(np.linalg.eigvals(draw(recurrent_weights, 100, seed=seed))).max() for seed in range(10)]
    assert np.median(rho) == pytest.approx(1, abs=0.1)


@given(sizes, seeds)
def test_orthogonal_is_orthogonal(h, seed):
    Q = draw(recurrent_weights, h, scheme="orthogonal", seed=seed)
    np.testing.assert_allclose(Q.T @ Q, np.eye(h), atol=1e-12)


def test_orthogonal_is_uniform():
    """Every entry of a uniform Q has mean 0 and variance 1/h (Mezzadri 2007). The Q that `numpy.linalg.qr` gives has not: the
    first entry, for one, is never positive."""
    Qs = np.stack([draw(recurrent_weights, 3, scheme="orthogonal", seed=seed) for seed in range(2000)])
    np.testing.assert_allclose(Qs.mean(axis=0), 0, atol=0.05)
    np.testing.assert_allclose(Qs.var(axis=0), 1 / 3, atol=0.04)


def test_identity_passes_on_what_it_gets():
    np.testing.assert_array_equal(draw(recurrent_weights, 4, scheme="identity"), np.eye(4))


def test_non_normal_has_small_eigenvalues_and_powers_that_grow():
    two, W = (draw(recurrent_weights, h, scheme="non-normal") for h in (2, 5))
    np.testing.assert_array_equal(two, [[0.9, 5], [0, 0.9]])
    np.testing.assert_allclose(np.linalg.eigvals(W), 0.9)
    assert np.linalg.norm(np.linalg.matrix_power(W, 10), 2) > 1000


def test_an_overflowing_weight_scale_is_data(no_excuses):
    assert np.isinf(draw(recurrent_weights, 16, scheme="raw", weight_scale=1.7e308)).any()
