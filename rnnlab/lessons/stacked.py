"""Layers on top of each other and rows beside each other: how far one gradient gets, and what each row gives to the weights.

The loss is that of the last step alone, so all that reaches a state has come down from the top layer or back from later steps.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes, tasks, training
from rnnlab.cells import rnn

TASK_SEED = 0  # the waves are the same for every network


class Stack(NamedTuple):
    """What determines the network and its batch: layers of h units each, and n sequences of T steps."""

    layers: int = 2
    T: int = 6
    n: int = 2
    h: int = 3
    weight_scale: float = 1.0
    activation: str = "tanh"
    seed: int = 0


class Found(NamedTuple):
    """The way back. Layers count from the lowest."""

    lengths: np.ndarray  # (layers, T, n), log10 of each row's ‖dL/dh_t‖
    together: np.ndarray  # (layers, T), of all rows
    pieces: np.ndarray  # (layers, T, n, h, h), what each row adds at each step to its layer's dL/dW_hh


def way_back(stack):
    """`Found` in a network that says the next value of a sine wave. A row's pieces are computed with no other row there."""
    rng, cells = np.random.default_rng(stack.seed), [rnn] * stack.layers
    model = training.init(1, stack.h, 1, cell=cells, weight_scale=stack.weight_scale, rng=rng)
    task = tasks.sine(stack.T, stack.n, rng=np.random.default_rng(TASK_SEED))
    now = training.forward_backward(model, task._replace(target=task.target[-1:]), activation=stack.activation)
    rows = [_row(model.cell, task.X[:, [row]], now.dH[:, [row]], stack.activation) for row in range(stack.n)]
    back = [layer.dH[1:] for layer in now.back.layers]
    return Found(
        lengths=np.stack([probes.log10_norm(dH, axis=2) for dH in back]),
        together=np.stack([probes.log10_norm(dH, axis=(1, 2)) for dH in back]),
        pieces=np.stack(rows, axis=2),
    )


def _row(params, X, dH, activation):
    """What one row adds, by itself -> (layers, T, h, h)."""
    cells = [rnn] * len(params)
    trace = bptt.unroll(cells, params, X, activation=activation)
    back = bptt.backprop_through_time(cells, params, trace, dH)
    layers = zip(params, trace.layers, back.layers, strict=True)
    return np.stack([[step.W_hh for step in bptt.contributions(rnn, own, each, grads.dH)] for own, each, grads in layers])
