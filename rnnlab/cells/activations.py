"""The activation functions, each with its derivative beside it.

A derivative is written in terms of the function's value h = f(z), not of z: the backward pass has h at hand, and every
derivative here is a short formula in h.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlab import validation


def relu(z, out=None):
    """max(z, 0)."""
    return np.maximum(z, 0, out=out)


def relu_slope(h):
    """1 where the unit is on, 0 where it is off. At the kink z = 0 the slope is taken as 0."""
    return (h > 0).astype(h.dtype)


def tanh(z, out=None):
    """tanh(z)."""
    return np.tanh(z, out=out)


def tanh_slope(h):
    """1 - h²."""
    return 1 - h * h


def sigmoid(z, out=None):
    """σ(z) = 1 / (1 + e^-z), written with tanh so that no z overflows."""
    out = np.tanh(z / 2, out=out)
    out += 1
    out /= 2
    return out


def sigmoid_slope(h):
    """h (1 - h), at most 1/4."""
    return h * (1 - h)


def linear(z, out=None):
    """z itself: a network with no activation, to compare with."""
    return np.positive(z, out=out)


def linear_slope(h):
    """1 everywhere."""
    return np.ones_like(h)


class Activation(NamedTuple):
    """A function, its derivative in terms of the function's value, and the largest value that derivative can take."""

    function: Callable  # z -> h, same shape; `out` as in numpy
    slope: Callable  # h -> dh/dz, same shape
    max_slope: float  # γ in Pascanu, Mikolov and Bengio 2013, section 2.1


ACTIVATIONS = {
    "relu": Activation(relu, relu_slope, 1.0),
    "tanh": Activation(tanh, tanh_slope, 1.0),
    "sigmoid": Activation(sigmoid, sigmoid_slope, 0.25),
    "linear": Activation(linear, linear_slope, 1.0),
}


def named(activation):
    """A row of ACTIVATIONS. Raises TypeError or ValueError for a name that is not there."""
    return ACTIVATIONS[validation.choice("activation", activation, ACTIVATIONS)]
