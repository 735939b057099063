"""Using a gradient: the update rules, and clipping. Parameters and gradients are trees of the same form.

A rule returns new parameters and leaves the old ones as they are. A rule that remembers gradients takes what it remembers and
returns it, None at the beginning: `params, state = adam(params, grads, state, 0.001)`.
"""

import itertools
from typing import Any, NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.trees import joined, leaves, parted, tree_map


def sgd(params, grads, learning_rate):
    """W - η dL/dW for every parameter W: new parameters, the old ones unchanged. Essay, statement 13, where η is 1."""
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    params, grads = _same_form(params, grads)
    with np.errstate(all="ignore"):
        return tree_map(lambda W, dW: W - learning_rate * dW, params, grads)


def momentum(params, grads, state, learning_rate, *, decay=0.9):
    """Every step goes on in the direction of the last ones: V ← decay V + dL/dW, and W - η V (Polyak 1964).

    The state is V, in the form of the parameters. Returns the new parameters and state.
    """
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    decay = _below_1("decay", decay)
    params, grads = _same_form(params, grads)
    V = _remembered("state", state, params)
    with np.errstate(all="ignore"):
        V = tree_map(lambda v, dW: decay * v + dW, V, grads)
        return tree_map(lambda W, v: W - learning_rate * v, params, V), V


def adagrad(params, grads, state, learning_rate, *, epsilon=1e-10):
    """Every number has a step size of its own, which falls with what its gradients have added up to (Duchi et al. 2011).

    S ← S + (dL/dW)², and W - η dL/dW / (√S + epsilon). The state is S, in the form of the parameters. Returns the new
    parameters and state.
    """
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    epsilon = validation.real("epsilon", epsilon, low=0.0)
    params, grads = _same_form(params, grads)
    S = _remembered("state", state, params)
    with np.errstate(all="ignore"):
        S = tree_map(lambda s, dW: s + dW * dW, S, grads)
        return tree_map(lambda W, dW, s: W - learning_rate * dW / (np.sqrt(s) + epsilon), params, grads, S), S


class AdamState(NamedTuple):
    """What `adam` remembers."""

    steps: int  # updates done
    mean: Any  # running mean of the gradients, in the form of the parameters
    square: Any  # running mean of their squares


def adam(params, grads, state, learning_rate=0.001, *, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Step by the mean of the last gradients, divided by their typical size (Kingma and Ba 2015, algorithm 1).

    M ← β₁ M + (1 - β₁) dL/dW, S ← β₂ S + (1 - β₂) (dL/dW)², and W - η M̂ / (√Ŝ + epsilon). M and S start as zeros and are too
    small at first; M̂ = M / (1 - β₁ᵗ) and Ŝ = S / (1 - β₂ᵗ) make up for that at step t. Returns the new parameters and state.
    """
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    beta1, beta2 = _below_1("beta1", beta1), _below_1("beta2", beta2)
    epsilon = validation.real("epsilon", epsilon, low=0.0)
    params, grads = _same_form(params, grads)
    t, M, S = AdamState(0, None, None) if state is None else validation.instance(AdamState, state, "state")
    M, S = _remembered("state.mean", M, params), _remembered("state.square", S, params)
    t = validation.whole("state.steps", t, low=0) + 1
    with np.errstate(all="ignore"):
        M = tree_map(lambda m, dW: beta1 * m + (1 - beta1) * dW, M, grads)
        S = tree_map(lambda s, dW: beta2 * s + (1 - beta2) * dW * dW, S, grads)

        def updated(W, m, s):
            return W - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + epsilon)

        return tree_map(updated, params, M, S), AdamState(t, M, S)


class AdamInPlace:
    """`adam` for a long training. The numbers are the same, and no update makes a new array.

    `params` has the form of the tree that was given and begins as a copy of it, in the widest precision found there. Its arrays
    are the parts of one `vector`, which every `update` changes: what is to stay as it is must be copied. `mean` and `square`
    are what it remembers of the gradients, but for constant factors.
    """

    def __init__(self, params, *, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.beta1, self.beta2 = _below_1("beta1", beta1), _below_1("beta2", beta2)
        self.epsilon = validation.real("epsilon", epsilon, low=0.0)
        self.steps = 0  # updates done
        self.vector, self.params = _in_one_vector(params)
        self._gradient, self._gradients = _in_one_vector(params)
        self._form = _shapes(self.params)
        self.mean, self.square = np.zeros_like(self.vector), np.zeros_like(self.vector)
        self._move_by, self._divisor = np.empty_like(self.vector), np.empty_like(self.vector)
        # The squares add up to at most their largest, divided by 1 - β₂. That must be a number, or they would stay infinite.
        self._longest = float(np.finfo(self.vector.dtype).max * (1 - self.beta2)) ** 0.5

    def update(self, grads, learning_rate=0.001, *, threshold=np.inf, decay=0.0):
        """Change the parameters by a gradient, clipped by its global norm -> the norm before.

        With weight decay, each is first made smaller by the part η · decay of it (AdamW, Loshchilov and Hutter 2019).
        A gradient whose norm is not finite, or is still so large when it is clipped that its square is not, changes nothing.
        """
        learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        decay = validation.real("decay", decay, low=0.0)
        grads = _in_form(self._form, grads)
        with np.errstate(all="ignore"):  # what is too large for this precision becomes an infinity
            tree_map(np.copyto, self._gradients, grads)
        clipped, norm = clip_by_global_norm(self._gradient, threshold)
        if np.isfinite(norm) and min(norm, threshold) < self._longest:
            self.steps += 1
            if decay:
                self.vector *= max(0.0, 1 - learning_rate * decay)
            self._move(clipped, learning_rate)
        return norm

    def _move(self, dW, learning_rate):
        """The formulas of `adam`, with M / (1 - β₁) and S / (1 - β₂) in place of M and S: fewer steps over all the numbers."""
        M, S, move, divisor = self.mean, self.square, self._move_by, self._divisor
        of_M, of_S = ((1 - beta) / (1 - beta**self.steps) for beta in (self.beta1, self.beta2))
        with np.errstate(all="ignore"):
            M *= self.beta1
            M += dW
            S *= self.beta2
            S += np.multiply(dW, dW, out=move)
            np.sqrt(S, out=divisor)
            divisor += self.epsilon / of_S**0.5
            np.divide(M, divisor, out=move)
            move *= learning_rate * of_M / of_S**0.5
            self.vector -= move


# The rules by name, each as (params, grads, state, learning_rate) -> params, state
RULES = {
    "sgd": lambda params, grads, state, learning_rate: (sgd(params, grads, learning_rate), None),
    "momentum": momentum,
    "adagrad": adagrad,
    "adam": adam,
}


def clip_by_value(grads, threshold):
    """Cut every entry off at ±`threshold`, each on its own: the gradient is shorter and points elsewhere.

    Returns the clipped gradients and the global norm before, like `clip_by_global_norm`.
    """
    threshold, grads = _threshold(threshold), _arrays("grads", grads)
    with np.errstate(all="ignore"):
        largest, scaled_norm = _scaled_norm(grads)
        norm = float(largest * scaled_norm)
        if largest <= threshold:
            return grads, norm
        return tree_map(lambda dW: np.clip(dW, -threshold, threshold), grads), norm


def clip_by_global_norm(grads, threshold):
    """Shorten the whole gradient to `threshold` where it is longer, and keep its direction.

    This is the rule of Pascanu et al. (2013, section 3.2). Returns the clipped gradients and the norm
    before. The norm is the length of all parameters' gradients taken as one vector. Where their squares
    would leave the range of numbers, it is computed after scaling by the largest entry: entries of 1e200
    are clipped, not turned into infinities.
    """
    threshold, grads = _threshold(threshold), _arrays("grads", grads)
    with np.errstate(all="ignore"):
        scale, scaled_norm = _norm(grads)
        norm = float(scale * scaled_norm)
        if norm <= threshold or not np.isfinite(scale):
            return grads, norm
        return tree_map(lambda dW: dW / scale * (threshold / scaled_norm), grads), norm


# The ways to clip by name, each as (grads, threshold) -> clipped, norm before. What is short enough comes back itself.
CLIPPINGS = {"norm": clip_by_global_norm, "value": clip_by_value}


def _norm(grads):
    """The global norm as two factors: itself and 1 where the sum of the squares stays within the range of numbers, which is
    fast, and else those of `_scaled_norm`."""
    arrays = leaves(grads)
    if arrays:
        square = sum(float(np.vdot(array, array)) for array in arrays)
        ranges = [np.finfo(array.dtype) for array in arrays]
        if max(found.tiny / found.eps**2 for found in ranges) < square < min(found.max for found in ranges):
            return float(np.sqrt(square)), 1.0
    return _scaled_norm(grads)


def _scaled_norm(grads):
    """The global norm as two factors, the largest entry and the norm of everything divided by it."""
    arrays = leaves(grads)
    largest = max((float(np.abs(array).max(initial=0.0)) for array in arrays), default=0.0)
    if any(np.isnan(array).any() for array in arrays):
        return np.nan, 1.0
    if largest == 0 or np.isinf(largest):
        return largest, 1.0
    return largest, float(np.sqrt(sum(((array / largest) ** 2).sum(dtype=float) for array in arrays)))


def _threshold(value):
    return value if isinstance(value, float) and value == np.inf else validation.real("threshold", value, low=0.0)


def _below_1(name, value):
    value = validation.real(name, value, low=0.0)
    if value >= 1:
        raise ValueError(f"{name} must be a number below 1; got {value}")
    return value


def _remembered(name, tree, params):
    """What a rule remembers, known to have the form of the parameters; zeros at the beginning, when it is None."""
    if tree is None:
        return tree_map(np.zeros_like, params)
    return _same_form(params, tree, name)[1]


def _same_form(params, grads, name="grads"):
    """Both as they are computed with, once they are known to have one form."""
    params = _arrays("params", params)
    return params, _in_form(_shapes(params), grads, name)


def _in_form(wanted, grads, name="grads"):
    grads = _arrays(name, grads)
    if wanted != (got := _shapes(grads)):
        raise ValueError(f"{name} must have the form of params, {wanted}; got {got}")
    return grads


def _arrays(name, tree):
    """A tree with its arrays as they are computed with; itself, where they are that already."""
    place = itertools.count()
    arrays = tree_map(lambda part: validation.array(f"{name}[{next(place)}]", part), tree)
    return tree if all(new is old for new, old in zip(leaves(arrays), leaves(tree), strict=True)) else arrays


def _shapes(tree):
    """How a tree is built: a list for each of its branches, None for what is not there, and the shape of each array."""
    if tree is None:
        return None
    return [_shapes(part) for part in tree] if isinstance(tree, tuple | list) else np.shape(tree)


def _in_one_vector(tree):
    """A vector that holds all numbers of a tree, and a tree of the same form whose arrays are the vector's parts."""
    if not leaves(tree := _arrays("params", tree)):
        raise ValueError(f"params must have at least one array; got {tree!r}")
    vector = joined(tree)
    return vector, parted(vector, tree)
