"""Using a gradient: the update rule, and clipping. Parameters and gradients are trees of the same form."""

import numpy as np

from rnnlab import validation
from rnnlab.trees import leaves, tree_map


def sgd(params, grads, learning_rate):
    """W - η dL/dW for every parameter W: new parameters, the old ones unchanged. Essay, statement 13, where η is 1."""
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    _check_same_form(params, grads)
    with np.errstate(all="ignore"):
        return tree_map(lambda W, dW: W - learning_rate * dW, params, grads)


def clip_by_global_norm(grads, threshold):
    """Shorten the whole gradient to `threshold` where it is longer, and keep its direction (Pascanu et al. 2013, section 3.2).

    Returns the clipped gradients and the norm before. The norm is the length of all parameters' gradients taken as one
    vector. It is computed after scaling by the largest entry: entries of 1e200 are clipped, not turned into infinities.
    """
    threshold = _threshold(threshold)
    with np.errstate(all="ignore"):
        largest, scaled_norm = _scaled_norm(grads)
        norm = float(largest * scaled_norm)
        if norm <= threshold or not np.isfinite(largest):
            return grads, norm
        return tree_map(lambda dW: dW / largest * (threshold / scaled_norm), grads), norm


def _scaled_norm(grads):
    """The global norm as two factors, the largest entry and the norm of everything divided by it."""
    arrays = [validation.array(f"grads[{place}]", array) for place, array in enumerate(leaves(grads))]
    largest = max((float(np.abs(array).max(initial=0.0)) for array in arrays), default=0.0)
    if any(np.isnan(array).any() for array in arrays):
        return np.nan, 1.0
    if largest == 0 or np.isinf(largest):
        return largest, 1.0
    return largest, float(np.sqrt(sum(((array / largest) ** 2).sum(dtype=float) for array in arrays)))


def _threshold(value):
    return value if isinstance(value, float) and value == np.inf else validation.real("threshold", value, low=0.0)


def _check_same_form(params, grads):
    shapes = [validation.array(f"params[{place}]", W).shape for place, W in enumerate(leaves(params))]
    got = [validation.array(f"grads[{place}]", dW).shape for place, dW in enumerate(leaves(grads))]
    if shapes != got:
        raise ValueError(f"grads must have the shapes of params, {shapes}; got {got}")
