"""What we measure of a network: norms of the gradient along time, the spectrum of W_hh, what bounds them, who is alive.

Magnitudes are returned as log10. A gradient of 1e-200 and one of 1e+200 are both ordinary results here, and neither may turn
into 0 or inf because somebody squared it. Zero is -inf, overflow is inf, and NaN stays NaN.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.trees import tree_map


def log10_norm(A, axis=None):
    """log10 of the Euclidean norm of A along `axis` (an int or a tuple; everything when None), safe from 1e-308 to 1e308."""
    A = np.abs(validation.array("A", A, complex=True))
    if A.size == 0:
        raise ValueError(f"A must hold at least one number; got shape {A.shape}")
    with np.errstate(all="ignore"):
        largest = A.max(axis=axis, keepdims=True)
        usable = np.isfinite(largest) & (largest > 0)
        norm = np.sqrt(((A / np.where(usable, largest, 1)) ** 2).sum(axis=axis))
        largest = np.squeeze(largest, axis=axis)
        return np.where(np.squeeze(usable, axis=axis), np.log10(largest) + np.log10(norm), np.log10(largest))


def gradient_norms(dH):
    """log10 ‖dL/dh_t‖ for each step: dH (T+1, n, h), the `.H` of the gradients -> (T+1,). The norm is over batch and units."""
    return log10_norm(validation.array("dH", dH, ("T+1", "n", "h")), axis=(1, 2))


def change(norms):
    """By how many powers of ten a gradient has grown on its way back: `norms` is log10, (T+1,) -> from the last to the first.

    Rounded to nine digits, so that what keeps its size changes by 0 on every machine. NaN where both ends are 0 or infinite.
    """
    norms = validation.array("norms", norms, ("T+1",))
    return round(float(norms[0]) - float(norms[-1]), 9) + 0.0  # and not -0


class Spectrum(NamedTuple):
    """The eigenvalues of W_hh, and the two numbers that speak about its powers."""

    eigenvalues: np.ndarray  # (h,), complex
    rho: float  # spectral radius, the largest |eigenvalue|: what a step multiplies by in the long run
    sigma_max: float  # largest singular value: the most that a single step can multiply by


def spectrum(W_hh):
    """Eigenvalues, spectral radius and largest singular value of W_hh (h, h)."""
    W_hh = _square(W_hh)
    with np.errstate(all="ignore"):
        eigenvalues = np.linalg.eigvals(W_hh).astype(complex)
        return Spectrum(eigenvalues, float(np.abs(eigenvalues).max()), float(np.linalg.norm(W_hh, 2)))


def _square(W_hh):
    W_hh = validation.array("W_hh", W_hh, ("h", "h"), finite=True)
    validation.check_shape("W_hh", W_hh, (len(W_hh), len(W_hh)))
    return W_hh


def geometric(factor, T):
    """log10 of factor^(T-t) for t = 0…T: a magnitude that is 1 at the loss and is multiplied by `factor` at each step back."""
    factor, T = _size("factor", factor), validation.whole("T", T)
    steps_back = np.arange(T, -1, -1)
    with np.errstate(all="ignore"):
        return np.where(steps_back == 0, 0.0, steps_back * np.log10(factor))


def jacobian_bound(sigma_max, T, *, max_slope=1.0):
    """log10 of (γ σ_max)^(T-t) for t = 0…T: no gradient can be larger than this times the one at the loss.

    γ = `max_slope` is the activation's largest slope. Below 1, γ σ_max is sufficient for vanishing; above 1 it is necessary
    for exploding, but not sufficient (Pascanu, Mikolov and Bengio 2013, section 2.1).
    """
    max_slope, sigma_max = validation.real("max_slope", max_slope, low=0.0), _size("sigma_max", sigma_max)
    return geometric(max_slope * sigma_max if max_slope else 0.0, T)


def _size(name, value):
    """A size of the weights, which may have overflowed: that is data."""
    return value if isinstance(value, float) and value == np.inf else validation.real(name, value, low=0.0)


def alive_fraction(H, *, each=False):
    """The fraction of units that are on at each step: H (T, n, h), states after a ReLU -> (T,), or (T, n) for each sequence. 0
    is a dead step: nothing passes back through it."""
    return (validation.array("H", H, ("T", "n", "h")) > 0).mean(axis=2 if each else (1, 2))


def jacobian_product(W_hh, slopes):
    """log10 of the largest singular value of dh_T/dh_0, the product of the one-step Jacobians diag(slope_t) W_hhᵀ.

    `slopes` (T, h) is f'(z_t) of one example. The product is rescaled at each step, so that it neither over- nor underflows.
    """
    W_hh = _square(W_hh)
    slopes = validation.array("slopes", slopes, ("T", len(W_hh)))
    product, exponent = np.eye(len(W_hh)), 0.0
    with np.errstate(all="ignore"):
        for slope in slopes:
            product = product @ (W_hh * slope)  # row vectors: dh_t/dh_{t-1} acts as W_hh with its columns scaled
            size = np.abs(product).max()
            if size == 0 or not np.isfinite(size):
                return float(np.log10(size))
            product, exponent = product / size, exponent + np.log10(size)
        return float(exponent + np.log10(np.linalg.norm(product, 2)))


def shares(parts):
    """How much each part contributes to the sum of all: parts (T, ...) -> (T,), adding up to 1.

    Parts may pull in different directions, so their lengths do not add up. What does is the piece of each part that points
    along the sum, measured by the length of the sum; a part that pulls against it counts below zero. NaN where the sum is zero.
    """
    parts = validation.array("parts", parts)
    if parts.ndim < 2 or parts.size == 0:
        raise ValueError(f"parts must have shape (T, ...), with at least one number a part; got {parts.shape}")
    parts = parts.reshape(len(parts), -1)
    with np.errstate(all="ignore"):
        parts = parts / np.abs(parts).max()  # so that 1e200 can be squared
        total = parts.sum(axis=0)
        return parts @ total / (total @ total)


def retention(gate, written):
    """How much of what each step wrote into a memory is still there at the end: `gate` and `written` (T, h) -> (T,).

    Where c_t = gate_t * c_{t-1} + written_t, the last c is a sum with one term a step: what that step wrote, times all later
    gates. This is the length of the term over the length of what was written. NaN for a step that wrote nothing.
    """
    gate = validation.array("gate", gate, ("T", "h"))
    written = validation.array("written", written, gate.shape)
    with np.errstate(all="ignore"):
        later = np.cumprod(np.concatenate([gate[1:], np.ones((1, gate.shape[1]))])[::-1], axis=0)[::-1]
        largest = np.abs(written).max(axis=1, keepdims=True)
        unit = written / largest  # so that its square does not become zero too early
        return np.linalg.norm(later * unit, axis=1) / np.linalg.norm(unit, axis=1)


class Deviation(NamedTuple):
    """How one gradient differs from another."""

    angle: float  # in degrees, 0 to 180; NaN if either is zero or not finite
    ratio: float  # log10 of its length over that of the other


def deviation(gradient, reference):
    """The angle and the ratio of lengths between two gradients, each an array, or a tree taken as one vector."""
    vectors = [_vector("gradient", gradient), _vector("reference", reference)]
    if len(vectors[0]) != len(vectors[1]):
        raise ValueError(f"reference must have the size of gradient, {len(vectors[0])} numbers; got {len(vectors[1])}")
    lengths = [float(log10_norm(vector)) for vector in vectors]
    with np.errstate(all="ignore"):
        ours, other = (_unit(vector) for vector in vectors)
        angle = 2 * np.arctan2(np.linalg.norm(ours - other), np.linalg.norm(ours + other))  # exact also where cos is flat
        return Deviation(float(np.degrees(angle)), float(np.subtract(*lengths)))


def _vector(name, tree):
    """All numbers of a tree of arrays in one row."""
    parts = []
    tree_map(lambda part: parts.append(validation.array(name, part).ravel()), tree)
    return np.concatenate(parts or [validation.array(name, tree).ravel()])


def _unit(vector):
    """The vector at length 1; NaN for one that has no direction."""
    vector = vector / np.abs(vector).max()
    return vector / np.linalg.norm(vector)


STEADY = 2.0  # decades: a gradient that changes by less than a factor of 100 over the sequence is called steady


def dead_steps(norms, alive):
    """Which steps have no gradient because each sequence has a dead step later: norms (T+1,), alive (T,) or (T, n) for
    t = 1…T -> bool (T+1,)."""
    norms, alive = _norms_and_alive(norms, alive)
    blocked = np.flip(np.maximum.accumulate(np.flip(alive == 0, axis=0)), axis=0).all(axis=1)
    return np.append(blocked, False) & np.isneginf(norms)


def _norms_and_alive(norms, alive):
    """Both once they are known to fit, `alive` with an axis of sequences."""
    alive = validation.array("alive", alive)
    alive = validation.array("alive", alive[:, None] if alive.ndim == 1 else alive, ("T", "n"))
    return validation.array("norms", norms, (len(alive) + 1,)), alive


def regime(norms, alive):
    """What happened to the gradient on its way back, in one word or two. `norms` is log10, (T+1,); `alive` (T,) or (T, n).

    "dead" and "underflow" both end at zero and differ: a dead network passes nothing on because at some step every ReLU is off,
    an underflow has become smaller than the smallest float.
    """
    norms, alive = _norms_and_alive(norms, alive)
    if np.isnan(norms).any():
        return "not a number"
    if np.isposinf(norms).any():
        return "overflow"
    if np.isneginf(norms[-1]):
        return "no error"
    if dead_steps(norms, alive)[0]:
        return "dead"
    if np.isneginf(norms[0]):
        return "underflow"
    grown = change(norms)
    if grown < -STEADY / 2 and norms.max() - norms[-1] > STEADY / 2:
        return "grows, then vanishes"
    return "vanishing" if grown < -STEADY else "exploding" if grown > STEADY else "steady"
