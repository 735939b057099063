"""What stands in a mistake and not in the answer: other functions of a family, and parameters left out or transposed.

A learner has no function of these names. What is said of one is its docstring: what it computes of z.
"""

import numpy as np

from rnnlab.cells.activations import relu, sigmoid


def leaky_relu(z, slope=0.01):
    """np.where(z > 0, z, 0.01 * z)"""
    return np.where(z > 0, z, slope * z)


def elu(z):
    """np.where(z > 0, z, np.exp(z) - 1)"""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def softplus(z):
    """np.log(1 + np.exp(z))"""
    return np.logaddexp(0, z)


def hard_sigmoid(z):
    """np.clip(0.2 * z + 0.5, 0, 1)"""
    return np.clip(0.2 * z + 0.5, 0, 1)


def hardsigmoid(z):
    """np.clip(z / 6 + 0.5, 0, 1)"""
    return np.clip(z / 6 + 0.5, 0, 1)


def falling_sigmoid(z):
    """1 / (1 + np.exp(z))"""
    return sigmoid(-z)


def clipped(z):
    """np.clip(z, -1, 1)"""
    return np.clip(z, -1, 1)


def exp10(z):
    return 10.0**z


def softmax(z, axis=-1):
    weights = np.exp(z - z.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def absent(p, kind):
    """Parameters whose names begin with `kind`, such as "W_h", are zero."""
    return p._replace(**{name: 0 * W for name, W in p._asdict().items() if name.startswith(kind)})


def turned(p, kind):
    """The same, but transposed."""
    return p._replace(**{name: W.T for name, W in p._asdict().items() if name.startswith(kind)})


NAMED = {
    tool.__name__: tool.__doc__ for tool in (leaky_relu, elu, softplus, hard_sigmoid, hardsigmoid, falling_sigmoid, clipped)
}
ACTIVATIONS = (sigmoid, relu, leaky_relu, hard_sigmoid, hardsigmoid, falling_sigmoid, softmax)
TOOLS = {tool.__name__: tool for tool in (*ACTIVATIONS, elu, softplus, clipped, exp10, absent, turned)} | {"np": np}
