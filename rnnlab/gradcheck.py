"""Is a gradient right? Compare it with one found by moving each number a little.

Two ways to move it. "central" is the one to teach with: (L(w+ε) - L(w-ε)) / 2ε, right to about eight digits. "complex" moves
w by iε and reads the imaginary part of L: with no difference to take, nothing cancels and ε can be 1e-30, so it is right to
the last digits and never steps over a ReLU's kink (Squire and Trapp 1998). It needs a loss that computes with complex numbers,
as every function of this package does.
"""

import numpy as np

from rnnlab import bptt, validation
from rnnlab.cells import form
from rnnlab.trees import leaves, tree_map

EPSILON = {"central": 1e-6, "complex": 1e-30}


def numerical_gradient(loss, x, *, method="central", epsilon=None):
    """dL/dx by moving each entry of the array `x`; `loss(x)` returns a number. The result has x's shape; x is not changed."""
    validation.function("loss", loss)
    method = validation.choice("method", method, EPSILON)
    epsilon = EPSILON[method] if epsilon is None else validation.real("epsilon", epsilon, low=1e-300)
    x = np.array(validation.array("x", x), dtype=complex if method == "complex" else float)
    gradient = np.empty(x.shape)
    with np.errstate(all="ignore"):  # of an infinite loss
        for place in np.ndindex(x.shape):
            kept = x[place]
            if method == "complex":
                x[place] = kept + 1j * epsilon
                gradient[place] = np.imag(_number(loss(x))) / epsilon
            else:
                x[place] = kept + epsilon
                above = _number(loss(x))
                x[place] = kept - epsilon
                gradient[place] = (above - _number(loss(x))) / (2 * epsilon)
            x[place] = kept
    return gradient


def _number(value):
    """What a loss returned, which must be one number: the essay's (T - O)² is none before it is summed or averaged."""
    if np.ndim(value):
        raise ValueError(f"loss must return one number; got an array of shape {np.shape(value)}")
    return value


def relative_error(gradient, reference):
    """The largest difference between two arrays, measured by the largest entry of either; 0 where both are zero.

    NaN where either holds a NaN or an infinity: such a gradient is not right, whatever it is compared with.
    """
    gradient = validation.array("gradient", gradient)
    reference = validation.array("reference", reference, gradient.shape)
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(gradient).max(initial=0.0), np.abs(reference).max(initial=0.0))
        return float(np.abs(gradient - reference).max(initial=0.0) / scale) if scale else 0.0


def worst(errors):
    """The largest of {name: error} or an array, NaN where one is NaN: `worst(errors) < 1e-7` is true of right gradients alone.

    Python's own `max` passes over a NaN unless it comes first. Raises ValueError where there is no error to look at.
    """
    errors = validation.array("errors", list(errors.values()) if isinstance(errors, dict) else errors)
    if not errors.size:
        raise ValueError("errors must hold the error of at least one gradient; got none")
    return float(errors.max())


def check_gradients(loss, values, grads, *, method="central"):
    """The worst relative error of each gradient, by name: {"W_xh": 3e-9, ...}.

    `values` is a NamedTuple of arrays and `grads` the same NamedTuple of their gradients; `loss(values)` returns a number.
    Works for a cell's parameters, a readout's, or any NamedTuple of arrays you like.
    """
    validation.function("loss", loss)
    if not hasattr(values, "_fields"):
        raise TypeError(f"values must be a NamedTuple of arrays; got {type(values).__name__}")
    if type(grads) is not type(values):
        raise TypeError(f"grads must be {type(values).__name__}, like values; got {type(grads).__name__}")
    values, errors = values._replace(**{name: validation.array(name, part) for name, part in values._asdict().items()}), {}
    for name, part in values._asdict().items():
        measured = numerical_gradient(lambda moved, name=name: loss(values._replace(**{name: moved})), part, method=method)
        errors[name] = relative_error(validation.array(name, getattr(grads, name), measured.shape), measured)
    return errors


def check_cell(cell, params, X, state, *, rng, method="complex", **options):
    """Every gradient of a cell over a sequence, each against its numerical twin: the worst relative errors, by name.

    The loss is a random weighted sum of all hidden states and of the last state. Checked are the parameters, "X", and "H": the
    total dL/dh_t of every step, whose twin comes from adding a little to h_t while the sequence runs, by way of `cell.step`.
    For a cell with a memory, "C" is the same for dL/dc_t. There is one cell, and X holds numbers, not indices.
    """
    validation.generator("rng", rng)
    bptt.check_one_cell(cell)
    validation.array("X", X, ("T", "n", "d"))
    trace = bptt.unroll(cell, params, X, state, **options)
    dH = rng.standard_normal(trace.H[1:].shape)
    dstate = tree_map(lambda part: rng.standard_normal(part.shape), trace.state)
    grads = bptt.backprop_through_time(cell, params, trace, dH, dstate)
    start = form.check_state(form.state_kind(cell), state, *trace.H.shape[1:])
    add = getattr(cell, "perturbed", lambda state, cache, added: tree_map(np.add, state, added))

    def loss(params, X, added):
        moved, total = tree_map(np.add, start, _at(added, 0)), 0.0
        for t, (x, weight) in enumerate(zip(X, dH, strict=True), start=1):
            moved, cache = cell.step(params, x, moved, **options)
            moved = add(moved, cache, _at(added, t))
            total = total + (weight * leaves(moved)[0]).sum()  # h is the first array of a state, or the only one
        return total + sum((weight * part).sum() for weight, part in zip(leaves(dstate), leaves(moved), strict=True))

    nothing = tree_map(lambda part: np.zeros((len(X) + 1, *part.shape)), trace.state)
    errors = check_gradients(lambda moved: loss(moved, X, nothing), params, grads.params, method=method)
    errors["X"] = relative_error(grads.dX, numerical_gradient(lambda moved: loss(params, moved, nothing), X, method=method))
    for name, total in (("H", grads.dH), ("C", grads.dC)):
        if total is not None:
            place = _place(nothing, name.lower())
            twin = numerical_gradient(
                lambda moved, place=place: loss(params, X, place(moved)), np.zeros(total.shape), method=method
            )
            errors[name] = relative_error(total, twin)
    return errors


def _at(tree, t):
    return tree_map(lambda part: part[t], tree)


def _place(state, name):
    """A function that puts an array in the place called `name` of a state, or that is the state where that is one array."""
    return lambda array: state._replace(**{name: array}) if isinstance(state, tuple) else array
