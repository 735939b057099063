"""What is measured: magnitudes far outside what a square can hold, spectra, bounds, the living and the dead."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from support.strategies import activations, gradients, network, networks

from rnnlab import bptt, probes
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS

INF = np.inf


@pytest.mark.parametrize("exponent", [-308, -200, -1, 0, 150, 200, 307])
def test_log10_norm_is_right_where_squares_over_and_underflow(exponent, no_excuses):
    A = np.array([[3.0, 0.0], [0.0, -4.0]]) * 10.0**exponent
    assert probes.log10_norm(A) == pytest.approx(exponent + np.log10(5), abs=1e-12)


@pytest.mark.parametrize(
    ("A", "log10"),
    [
        ([0.0, 0.0], -INF),
        ([1.0, INF], INF),
        ([-INF, 1e300], INF),
        ([np.nan, 1.0], np.nan),
        ([INF, np.nan], np.nan),
        ([5e-324, 0.0], np.log10(5e-324)),
        ([3, 4], np.log10(5)),
        ([3j, 4], np.log10(5)),
    ],
)
def test_log10_norm_at_the_ends(A, log10, no_excuses):
    np.testing.assert_allclose(probes.log10_norm(np.array(A)), log10, rtol=1e-14)


def test_log10_norm_along_axes(rng, no_excuses):
    A = rng.standard_normal((4, 3, 2))
    A[1], A[2, 0, 0], A[3, 0, 0] = 0, INF, np.nan
    expected = [np.log10(np.linalg.norm(A[0])), -INF, INF, np.nan]
    np.testing.assert_allclose(probes.log10_norm(A, axis=(1, 2)), expected)
    np.testing.assert_allclose(probes.gradient_norms(A), expected)


def test_gradient_norms_of_a_network_that_vanishes_below_the_smallest_square():
    params, X, _ = network(T=150, n=2, d=3, h=4, scheme="small")
    trace = bptt.unroll(rnn, params, X, activation="linear")
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = 1
    norms = probes.gradient_norms(bptt.backprop_through_time(rnn, params, trace, dH).dH)
    assert norms[0] < -200
    product = probes.jacobian_product(params.W_hh, np.ones((150, 4)))
    assert norms[0] - norms[-1] <= product + 1e-9


def test_single_precision_stays_single_precision():
    assert probes.gradient_norms(np.ones((3, 2, 4), np.float32)).dtype == np.float32


@given(networks(longest=1, largest=8))
def test_spectrum_is_what_its_names_say(net):
    W = net.params.W_hh
    eigenvalues, rho, sigma_max = probes.spectrum(W)
    assert eigenvalues.dtype == complex
    assert rho == np.abs(eigenvalues).max() <= sigma_max * (1 + 1e-12)
    assert sigma_max == pytest.approx(np.sqrt(np.linalg.eigvalsh(W.T @ W).max()), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("size", [0.0, 1e-200, 1e200])
def test_spectrum_of_extreme_weights(size, no_excuses):
    _, rho, sigma_max = probes.spectrum(size * np.array([[0.0, 1], [-1, 0]]))
    assert rho == pytest.approx(size)
    assert sigma_max == pytest.approx(size)


def test_geometric_is_a_power_for_each_step_back(no_excuses):
    np.testing.assert_allclose(probes.geometric(0.1, 4), [-4, -3, -2, -1, 0])
    np.testing.assert_allclose(probes.geometric(1e300, 3), [900, 600, 300, 0])
    np.testing.assert_array_equal(probes.geometric(0.0, 3), [-INF, -INF, -INF, 0])


@given(networks(longest=12, largest=8), activations)
def test_no_gradient_is_larger_than_the_bound(net, activation):
    trace, _ = gradients(net, activation=activation)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = 1
    norms = probes.gradient_norms(bptt.backprop_through_time(rnn, net.params, trace, dH).dH)
    max_slope, sigma_max = ACTIVATIONS[activation].max_slope, probes.spectrum(net.params.W_hh).sigma_max
    bound = norms[-1] + probes.jacobian_bound(sigma_max, len(net.X), max_slope=max_slope)
    assert (norms <= bound + 1e-9).all()


@given(networks(longest=12, largest=8), activations)
def test_jacobian_product_is_the_norm_of_the_product(net, activation):
    cache = bptt.unroll(rnn, *net, activation=activation).cache
    slopes = ACTIVATIONS[activation].slope(cache.h[:, 0])
    product = np.eye(len(net.params.W_hh))
    for slope in slopes:
        product = product @ net.params.W_hh @ np.diag(slope)
    norm = np.linalg.norm(product, 2)
    assume(norm > 1e-290)  # where the plain product has digits left
    assert probes.jacobian_product(net.params.W_hh, slopes) == pytest.approx(np.log10(norm), abs=1e-6)


def test_jacobian_product_far_out(no_excuses):
    def product(W, slope):
        return probes.jacobian_product(np.full((2, 2), W / 2), np.full((200, 2), slope))

    assert product(1e200, 1.0) == pytest.approx(40_000)
    assert product(1e-200, 1.0) == pytest.approx(-40_000)
    assert not np.isfinite(product(1e200, 1e200))
    assert product(1.0, 0.0) == -INF
    assert np.isnan(product(1.0, np.nan))


def test_alive_fraction_counts_units_that_are_on():
    H = np.array([[[1.0, 0.0], [2.0, 3.0]], [[0.0, 0.0], [0.0, 0.0]]])
    np.testing.assert_array_equal(probes.alive_fraction(H), [0.75, 0])
    np.testing.assert_array_equal(probes.alive_fraction(H, each=True).mean(axis=1), [0.75, 0])


@pytest.mark.parametrize(
    ("norms", "grown"),
    [
        ([-3.0, 1.0, 2.0], -5.0),
        ([0.1 + 0.2, 9.0, 0.3], 0.0),
        ([0.3, 9.0, 0.1 + 0.2], 0.0),  # rounded, it would be -0
        ([-np.inf, 0.0], -np.inf),
        ([np.inf, 0.0], np.inf),
        ([np.inf, np.inf], np.nan),
        ([-np.inf, -np.inf], np.nan),
        ([np.nan, 0.0], np.nan),
    ],
)
def test_a_change_goes_from_the_last_step_to_the_first(norms, grown, no_excuses):
    found = probes.change(np.array(norms))
    np.testing.assert_equal(found, grown)
    assert not (found == 0 and np.signbit(found))


def test_dead_steps_are_those_before_a_dead_one_and_not_those_that_underflow():
    alive = np.array([0.5, 0.0, 0.5, 0.5])
    norms = np.array([-INF, -INF, -3.0, -INF, 0.0])
    assert probes.dead_steps(norms, alive).tolist() == [True, True, False, False, False]


def test_nothing_passes_where_each_sequence_has_a_dead_step_behind():
    alive = np.array([[0.5, 0.5], [0.5, 0.0], [0.0, 0.5], [0.5, 0.5]])
    norms = np.array([-INF, -INF, -1.0, -0.5, 0.0])
    assert probes.dead_steps(norms, alive).tolist() == [True, True, False, False, False]
    assert probes.dead_steps(norms, alive[:, :1]).tolist() == [True, True, False, False, False]
    assert probes.dead_steps(np.full(5, -INF), alive[:, 1:]).tolist() == [True, True, False, False, False]


def test_a_step_before_a_dead_one_is_not_dead_when_the_loss_looks_at_it():
    alive = np.array([0.5, 0.5, 0.0])
    norms = np.array([-2.0, -1.0, -INF, 0.0])
    assert probes.dead_steps(norms, alive).tolist() == [False, False, True, False]
    assert probes.dead_steps([-INF] * 4, alive).tolist() == [True, True, True, False]  # no later step follows the last


ALIVE = [0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("norms", "alive", "word"),
    [
        ([-9.0, -6, -3, 0], ALIVE, "vanishing"),
        ([9.0, 6, 3, 0], ALIVE, "exploding"),
        ([0.5, 1, 0.3, 0], ALIVE, "steady"),
        ([-1.5, 2.0, 1, 0], ALIVE, "grows, then vanishes"),
        ([-1.5, 1.0, 1, 0], ALIVE, "steady"),
        ([0.5, 2.5, 2, 2], ALIVE, "steady"),
        ([-1.0, 2.0, 1, 0], ALIVE, "steady"),
        ([-1.5, 4.0, 3, 2], ALIVE, "grows, then vanishes"),
        ([-2.0, -1, 0, 0], ALIVE, "steady"),
        ([-2.001, -1, 0, 0], ALIVE, "vanishing"),
        ([2.0, 2, 1, 0], ALIVE, "steady"),
        ([2.001, 2, 1, 0], ALIVE, "exploding"),
        ([-INF, -INF, -300, 0], ALIVE, "underflow"),
        ([-INF, -INF, -INF, 0], ALIVE, "underflow"),
        ([-INF, -300, -200, 0], ALIVE, "underflow"),
        ([-INF, -INF, -1, 0], [0.5, 0, 0.5], "dead"),
        ([-INF, -INF, -1, 0], [0, 0.5, 0.5], "dead"),
        ([-INF, -INF, -1, 0], [[0.5, 0], [0, 0.5], [0.5, 0.5]], "dead"),  # each sequence at a step of its own
        ([-INF, -INF, -1, 0], [[0.5, 0], [0.5, 0.5], [0.5, 0.5]], "underflow"),  # one of the two sequences can pass
        ([INF, 300, 200, 0], ALIVE, "overflow"),
        ([np.nan, INF, 200, 0], ALIVE, "not a number"),
        ([-INF, -INF, -INF, -INF], ALIVE, "no error"),
    ],
)
def test_the_verdict_in_a_word(norms, alive, word, no_excuses):
    assert probes.regime(np.array(norms), np.array(alive)) == word


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_shares_add_up_to_one(size, rng, no_excuses):
    parts = rng.standard_normal((7, 3, 4))
    shares = probes.shares(size * parts)
    assert shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(shares, [np.vdot(part, parts.sum(axis=0)) / (parts.sum(axis=0) ** 2).sum() for part in parts])


def test_a_part_at_right_angles_has_no_share_and_one_against_the_sum_a_negative_one():
    np.testing.assert_allclose(
        probes.shares([[4.0, 0.0], [-1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), [4 / 3, -1 / 3, 0, 0, 0]
    )


@pytest.mark.parametrize("parts", [np.ones(3), np.ones((0, 3)), np.ones((3, 0))])
def test_what_has_no_parts_has_no_shares_either(parts):
    words = re.escape(f"parts must have shape (T, ...), with at least one number a part; got {parts.shape}")
    with pytest.raises(ValueError, match=f"^{words}$"):
        probes.shares(parts)
    np.testing.assert_array_equal(probes.shares([[-2.0]]), [1])


def test_nothing_has_no_shares(no_excuses):
    assert np.isnan(probes.shares(np.zeros((3, 2)))).all()
    assert np.isnan(probes.shares([[1.0], [np.nan]])).all()


@pytest.mark.parametrize(
    ("gradient", "reference", "angle", "log10_ratio"),
    [
        ([1.0, 0.0], [0.0, 10.0], 90, -1),
        ([3.0, 3.0], [1.0, 1.0], 0, np.log10(3)),
        ([1.0, 0.0], [-1.0, 0.0], 180, 0),
        ([1.0, 1e-9], [1.0, 0.0], np.degrees(1e-9), 0),
        ([1e200, 0.0], [1e-200, 1e-200], 45, 400 - np.log10(2) / 2),
        ([0.0, 0.0], [1.0, 0.0], np.nan, -INF),
        ([1.0, 0.0], [0.0, 0.0], np.nan, INF),
        ([0.0, 0.0], [0.0, 0.0], np.nan, np.nan),
        ([INF, 0.0], [1.0, 0.0], np.nan, INF),
        ([np.nan, 0.0], [1.0, 0.0], np.nan, np.nan),
    ],
)
def test_deviation(gradient, reference, angle, log10_ratio, no_excuses):
    found = probes.deviation(np.array(gradient), np.array(reference))
    np.testing.assert_allclose(found, (angle, log10_ratio), rtol=1e-6, atol=1e-12)


def test_deviation_takes_all_parameters_as_one_vector(rng):
    ours, other = (rnn.init(3, 4, rng=rng)._replace(b_h=rng.standard_normal((1, 4))) for _ in range(2))
    flat = [np.concatenate([part.ravel() for part in params]) for params in (ours, other)]
    assert probes.deviation(ours, other) == probes.deviation(*flat)
    cosine = flat[0] @ flat[1] / np.linalg.norm(flat[0]) / np.linalg.norm(flat[1])
    assert probes.deviation(ours, other).angle == pytest.approx(np.degrees(np.arccos(cosine)))


def test_what_is_kept_is_the_product_of_the_later_keeps():
    keep = np.array([[0.3], [0.5], [0.2]])
    written = np.array([[4.0], [-3.0], [0.0]])
    np.testing.assert_allclose(probes.retention(keep, written), [0.1, 0.2, np.nan])


def test_the_memory_is_the_sum_of_what_is_kept(rng):
    """Unit by unit, where the share of each step is one number."""
    keep, written = rng.random((6, 4)), rng.standard_normal((6, 4))
    c = np.zeros(4)
    for f, w in zip(keep, written, strict=True):
        c = f * c + w
    shares = np.stack([probes.retention(keep[:, [unit]], written[:, [unit]]) for unit in range(4)], axis=1)
    np.testing.assert_allclose((shares * written).sum(axis=0), c)


def test_tiny_and_huge_writes_have_a_share(no_excuses):
    keep = np.full((3, 2), 0.5)
    sizes = np.array([[1e-200], [1e200], [1e-200]])
    np.testing.assert_allclose(probes.retention(keep, sizes * np.ones(2)), [0.25, 0.5, 1])


def test_of_units_that_keep_unlike_shares_the_one_that_was_written_more_to_counts_more():
    keep, written = np.array([[1.0, 1.0], [0.5, 0.0]]), np.array([[3.0, 4.0], [0.0, 2.0]])
    np.testing.assert_allclose(probes.retention(keep, written), [0.3, 1])


def test_an_infinite_factor_is_data():
    np.testing.assert_array_equal(probes.jacobian_bound(np.inf, 2), [np.inf, np.inf, 0.0])
    np.testing.assert_array_equal(probes.jacobian_bound(np.inf, 2, max_slope=0.0), [-np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(probes.geometric(np.inf, 2), [np.inf, np.inf, 0.0])


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: probes.gradient_norms(1.0), "dH must have shape (T+1, n, h)"),
        (lambda: probes.change(1.0), "norms must have shape (T+1,)"),
        (lambda: probes.spectrum(1.0), "W_hh must have shape (h, h)"),
        (lambda: probes.alive_fraction(1.0), "H must have shape (T, n, h)"),
        (lambda: probes.jacobian_product(1.0, 1.0), "W_hh must have shape (h, h)"),
        (lambda: probes.jacobian_product(np.eye(2), 1.0), "slopes must have shape (T, 2)"),
        (lambda: probes.retention(1.0, 1.0), "gate must have shape (T, h)"),
        (lambda: probes.dead_steps(1.0, 1.0), "alive must have shape (T, n)"),
        (lambda: probes.dead_steps(1.0, [1.0]), "norms must have shape (2,)"),
        (lambda: probes.regime(1.0, 1.0), "alive must have shape (T, n)"),
        (lambda: probes.regime(1.0, [1.0]), "norms must have shape (2,)"),
    ],
)
def test_the_shape_that_is_wanted_is_told_in_the_letters_of_the_guide(ask, words):
    with pytest.raises(ValueError, match=f"^{re.escape(words)}; got"):
        ask()


def test_without_a_slope_the_bound_is_that_of_a_relu_or_a_tanh():
    np.testing.assert_array_equal(probes.jacobian_bound(10.0, 2), [2.0, 1.0, 0.0])
    np.testing.assert_array_equal(probes.jacobian_bound(10.0, 2, max_slope=0.1), [0.0, 0.0, 0.0])
