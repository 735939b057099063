"""The linear recurrent unit: its eigenvalues, its states as those of complex numbers, and how large they are."""

import numpy as np
import pytest
from support.strategies import network

from rnnlab import bptt, probes, scan
from rnnlab.cells import lru, rnn

PAIRS = lru.Params(np.ones((1, 4)), np.array([[np.log(0.1), 0.3, np.log(0.5), -2.0]]))
LAMBDA = np.exp([-0.1 + 0.3j, -0.5 - 2j])


def test_a_pair_is_a_complex_number_that_is_turned_and_shrunk():
    h = np.array([[1.0, 2.0, -3.0, 0.5]])
    new, _ = lru.step(PAIRS, np.array([[0.7]]), h)
    c = LAMBDA * (h[0, ::2] + 1j * h[0, 1::2]) + np.sqrt(1 - np.abs(LAMBDA) ** 2) * 0.7 * (1 + 1j)
    np.testing.assert_allclose(new[0], [c[0].real, c[0].imag, c[1].real, c[1].imag], rtol=1e-14)


def test_its_parameters_are_the_eigenvalues_of_the_rnn_that_it_is():
    found = probes.spectrum(lru.as_rnn(PAIRS).W_hh)
    np.testing.assert_allclose(np.sort_complex(found.eigenvalues), np.sort_complex([*LAMBDA, *LAMBDA.conj()]), rtol=1e-12)
    assert found.rho == pytest.approx(np.exp(-0.1))
    assert found.sigma_max == pytest.approx(np.exp(-0.1))  # no growth before the decay
    net = network(T=9, n=2, d=3, h=4, cell=lru)
    plain = bptt.unroll(rnn, lru.as_rnn(net.params), net.X, net.state, activation="linear")
    np.testing.assert_allclose(plain.H, bptt.unroll(lru, *net).H, rtol=1e-12)


def test_of_an_odd_number_of_units_the_last_one_only_shrinks():
    odd = lru.Params(PAIRS.W_xh[:, :3], PAIRS.nu_theta[:, :3])
    h, _ = lru.step(odd, np.zeros((1, 1)), np.array([[0.0, 0.0, 2.0]]))
    np.testing.assert_allclose(h, [[0, 0, 2 * np.exp(-0.5)]], rtol=1e-14)


def test_the_states_are_those_of_a_tree_over_complex_numbers():
    params, X, state = network(T=21, n=2, d=3, h=4, cell=lru)
    H = bptt.unroll(lru, params, X, state).H
    eigenvalues = np.exp(-np.exp(params.nu_theta[0, ::2]) + 1j * params.nu_theta[0, 1::2])
    b = np.sqrt(1 - np.abs(eigenvalues) ** 2) * (X @ (params.W_xh[:, ::2] + 1j * params.W_xh[:, 1::2]))
    a = np.broadcast_to(eigenvalues, b.shape)
    together = scan.tree(a, b, state[:, ::2] + 1j * state[:, 1::2])
    np.testing.assert_allclose(together.real, H[..., ::2], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(together.imag, H[..., 1::2], rtol=1e-10, atol=1e-12)


def test_fresh_eigenvalues_lie_on_the_ring_evenly_and_all_around():
    params = lru.init(2, 4000, r_min=0.5, r_max=0.9, rng=np.random.default_rng(0))
    sizes, angles = np.exp(-np.exp(params.nu_theta[0, ::2])), params.nu_theta[0, 1::2]
    assert 0.5 <= sizes.min() < 0.51
    assert 0.89 < sizes.max() <= 0.9
    assert (sizes**2).mean() == pytest.approx((0.5**2 + 0.9**2) / 2, rel=0.02)  # evenly over the area: |λ|² is uniform
    assert angles.mean() == pytest.approx(np.pi, rel=0.05)
    assert angles.std() == pytest.approx(2 * np.pi / np.sqrt(12), rel=0.05)


@pytest.mark.parametrize("ring", [(0.3, 0.4), (0.9, 0.99)])
def test_the_states_are_as_large_as_what_comes_in_wherever_the_ring_lies(ring):
    params = lru.init(1, 64, r_min=ring[0], r_max=ring[1], rng=np.random.default_rng(0))
    params = params._replace(W_xh=np.ones((1, 64)))
    H = bptt.unroll(lru, params, np.random.default_rng(1).standard_normal((4000, 1, 1))).H
    assert (H[500:] ** 2).mean() == pytest.approx(1, rel=0.1)
