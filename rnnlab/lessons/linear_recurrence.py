"""A recurrence without an activation: its state and its gradient are powers of its eigenvalues.

An eigenvalue λ and its conjugate are two real units that are turned by the angle of λ and stretched by |λ| at each step. So the
essay's cell, with such a W_hh and the activation "linear", does what h_t = λ h_{t-1} does. With tanh it does not.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes, validation
from rnnlab.cells import lru, rnn

GOLDEN = (5**0.5 - 1) / 2  # its multiples, without their whole parts, lie evenly between 0 and 1 however many there are


class Course(NamedTuple):
    """What became of a state that was 1 in each pair of units, and of a gradient of length 1 on its way back."""

    states: np.ndarray  # (T+1, pairs), complex: a pair of units is one number
    gradient: np.ndarray  # (T+1,): log10 of its length after 0, 1, … T steps back


def ring(pairs, radius, inner, angle):
    """Eigenvalues spread evenly over a ring, one of each pair -> (pairs,), complex; a single one is radius · exp(i angle).

    radius and inner are the ring's, and angle in degrees is the largest. The squares of the moduli are spread evenly, so that
    the area is, as in the linear recurrent unit (Orvieto et al. 2023, lemma 3.2), where they are drawn.
    """
    pairs, angle = validation.whole("pairs", pairs), np.deg2rad(validation.real("angle", angle))
    radius, inner = validation.real("radius", radius, low=0.0), validation.real("inner", inner, low=0.0)
    k = np.arange(pairs)
    square = radius**2 + (min(inner, radius) ** 2 - radius**2) * k / pairs
    return np.sqrt(square) * np.exp(1j * angle * (1 - GOLDEN * k % 1))


def powers(eigenvalues, T):
    """What the state is by the formula, λ^t for t = 0…T: eigenvalues (pairs,) -> (T+1, pairs), complex."""
    return _checked(eigenvalues) ** np.arange(validation.whole("T", T) + 1)[:, None]


def lengths(eigenvalues, T):
    """The gradient's length by the formula after k = 0…T steps back, the root of the mean |λ|^2k, as log10 -> (T+1,)."""
    with np.errstate(divide="ignore"):
        return probes.log10_norm(np.abs(powers(eigenvalues, T)), axis=1) - np.log10(len(eigenvalues)) / 2


def course(eigenvalues, T, *, size=1.0, activation="linear"):
    """What `rnnlab.cells.rnn` does with these eigenvalues in T steps without input, by back-propagation -> Course.

    The state starts with the real part of each pair at `size`, as an input would leave it, and is returned in that unit. The
    loss sees the real parts at step T, all alike.
    """
    values = _checked(eigenvalues)
    pairs, W_hh = len(values), lru.blocks(values.real, values.imag)
    T, size, first = validation.whole("T", T), validation.real("size", size), np.tile([1.0, 0.0], pairs)[None]
    params = rnn.Params(np.zeros((1, 2 * pairs)), W_hh, np.zeros((1, 2 * pairs)))
    trace = bptt.unroll(rnn, params, np.zeros((T, 1, 1)), size * first, activation=activation)
    back = bptt.backprop_through_time(rnn, params, trace, np.zeros((T, 1, 2 * pairs)), first / np.sqrt(pairs))
    return Course(trace.H[:, 0].view(complex) / size, probes.gradient_norms(back.dH)[::-1])


def _checked(eigenvalues):
    return validation.array("eigenvalues", eigenvalues, ("pairs",), finite=True, complex=True)
