"""The functions that stand in mistakes are what their names say: a verdict quotes them."""

from typing import NamedTuple

import numpy as np
import pytest

from rnnlab.checks.kit import tools

Z = np.array([[-4.0, -0.5, 0.0, 0.5, 4.0], [1.0, 2.0, 3.0, -1.0, -2.0]])
E = np.e


@pytest.mark.parametrize(
    ("function", "at", "value"),
    [
        (tools.leaky_relu, [-4.0, 0.0, 0.5, 4.0], [-0.04, 0.0, 0.5, 4.0]),
        (tools.elu, [-1.0, 0.0, 0.5, 4.0, 1000.0], [1 / E - 1, 0.0, 0.5, 4.0, 1000.0]),
        (tools.softplus, [0.0, 1.0, 1000.0], [np.log(2), np.log(1 + E), 1000.0]),
        (tools.hard_sigmoid, [-9.0, -2.5, -1.0, 0.0, 1.0, 2.5, 9.0], [0.0, 0.0, 0.3, 0.5, 0.7, 1.0, 1.0]),
        (tools.hardsigmoid, [-9.0, -3.0, -1.5, 0.0, 1.5, 3.0, 9.0], [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0]),
        (tools.falling_sigmoid, [-1.0, 0.0, 1.0], [E / (1 + E), 0.5, 1 / (1 + E)]),
        (tools.clipped, [-4.0, -0.5, 0.5, 4.0], [-1.0, -0.5, 0.5, 1.0]),
        (tools.exp10, [-1.0, 0.0, 2.0], [0.1, 1.0, 100.0]),
    ],
)
def test_an_activation_is_what_its_name_says(function, at, value):
    np.testing.assert_allclose(function(np.array(at)), value, rtol=1e-12, atol=1e-15)


def test_the_slope_of_a_leaky_relu_may_be_another():
    np.testing.assert_allclose(tools.leaky_relu(np.array([-4.0, 4.0]), 0.1), [-0.4, 4.0])


@pytest.mark.parametrize("axis", [-1, 0, None])
def test_a_softmax_sums_to_one_along_its_axis(axis):
    shares = tools.softmax(Z, axis)
    np.testing.assert_allclose(shares.sum(axis=axis), 1.0)
    factors = shares / np.exp(Z)
    np.testing.assert_allclose(factors.max(axis=axis), factors.min(axis=axis))
    np.testing.assert_allclose(tools.softmax(Z + 1000, axis), shares)
    np.testing.assert_array_equal(tools.softmax(Z), tools.softmax(Z, -1))


def test_a_softmax_of_rows_far_apart_is_that_of_each_row():
    far = np.array([[2000.0], [0.0]])
    np.testing.assert_allclose(tools.softmax(Z + far), tools.softmax(Z))


class Weights(NamedTuple):
    W_xi: np.ndarray
    W_hi: np.ndarray


def test_parameters_are_left_out_or_transposed_by_the_beginning_of_their_names():
    p = Weights(Z, 2 * Z)
    np.testing.assert_array_equal(tools.absent(p, "W_h").W_hi, 0 * Z)
    np.testing.assert_array_equal(tools.turned(p, "W_h").W_hi, 2 * Z.T)
    for other in (tools.absent(p, "W_h"), tools.turned(p, "W_h")):
        np.testing.assert_array_equal(other.W_xi, Z)
