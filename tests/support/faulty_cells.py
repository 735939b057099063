"""Cells with a usual mistake in their backward pass, and which gradients each of them spoils when the loss looks at every step.

Each can stand in for `rnnlab.cells.rnn` in `rnnlab.bptt`: forward it is right, and backward it goes step by step through a
`step_grad` that is wrong in one place. They are written apart from `rnnlab.lessons.five_gradients`, to be compared with it.
"""

from types import SimpleNamespace

import numpy as np

from rnnlab.cells import form, rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.cells.scans import loops


def by_steps(step_grad=rnn.step_grad):
    """`rnn` without its fast ways over a sequence, and with the given `step_grad`."""
    own = {name: part for name, part in vars(rnn).items() if name not in ("scan", "scan_grad")}
    return SimpleNamespace(**own | {"step_grad": step_grad})


def assigned(params, cache, dH):
    """A `scan_grad` in which each step's gradient of the weights takes the place of that of the step after, not added to it."""
    _, dX, total = loops.scan_grad(rnn, params, cache, dH)
    return rnn.step_grad(params, form.at(cache, 0), total[1])[0], dX, total


def transpose_missing(params, cache, dstate):
    """W_hh where its transpose belongs."""
    dparams, dx, _ = rnn.step_grad(params, cache, dstate)
    return dparams, dx, dstate * ACTIVATIONS[cache.activation].slope(cache.h) @ params.W_hh


def mask_missing(params, cache, dstate):
    """The slope of the activation forgotten."""
    return rnn.step_grad(params, cache._replace(activation="linear"), dstate)


def mask_of_the_step_before(params, cache, dstate):
    """The slope of the activation at the old state where that at the new one belongs."""
    return rnn.step_grad(params, cache._replace(h=cache.h_prev), dstate)


def state_after_for_state_before(params, cache, dstate):
    """The new state where the old one belongs."""
    return rnn.step_grad(params, cache._replace(h_prev=cache.h), dstate)


def nothing_from_the_next_step(params, cache, dstate):
    """Every step on its own: what the later steps send back is thrown away."""
    dparams, dx, dstate_prev = rnn.step_grad(params, cache, dstate)
    return dparams, dx, np.zeros_like(dstate_prev)


def bias_forgotten(params, cache, dstate):
    """No gradient for b_h."""
    dparams, dx, dstate_prev = rnn.step_grad(params, cache, dstate)
    return dparams._replace(b_h=np.zeros_like(dparams.b_h)), dx, dstate_prev


FAULTY_CELLS = {
    "h_t for h_{t-1}": by_steps(state_after_for_state_before),
    "mask missing": by_steps(mask_missing),
    "mask of the step before": by_steps(mask_of_the_step_before),
    "transpose missing": by_steps(transpose_missing),
    "nothing from the next step": by_steps(nothing_from_the_next_step),
    "assigned, not accumulated": SimpleNamespace(**vars(rnn) | {"scan_grad": assigned}),
    "bias forgotten": by_steps(bias_forgotten),
}

CELL = {"W_xh", "W_hh", "b_h"}
SPOILED = {
    "transpose missing": CELL | {"X", "H"},
    "mask missing": CELL | {"X", "H"},
    "mask of the step before": CELL | {"X", "H"},
    "nothing from the next step": CELL | {"X", "H"},
    "assigned, not accumulated": CELL,
    "h_t for h_{t-1}": {"W_hh"},
    "bias forgotten": {"b_h"},
}
MISTAKES = {name: (FAULTY_CELLS[name], spoiled) for name, spoiled in SPOILED.items()}
