"""Layers on top of each other and rows beside each other: how far one gradient gets, and what each row gives to the weights.

The loss is that of the last step alone, so all that reaches a state has come down from the top layer or back from later steps.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import probes, tasks, training
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS

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
    """`Found` in a network that says the next value of a sine wave."""
    rng, cells = np.random.default_rng(stack.seed), [rnn] * stack.layers
    model = training.init(1, stack.h, 1, cell=cells, weight_scale=stack.weight_scale, rng=rng)
    task = tasks.sine(stack.T, stack.n, rng=np.random.default_rng(TASK_SEED))
    now = training.forward_backward(model, task._replace(target=task.target[-1:]), activation=stack.activation)
    back = [layer.dH[1:] for layer in now.back.layers]
    slope = ACTIVATIONS[stack.activation].slope
    with np.errstate(all="ignore"):
        pieces = [_outer(cache.h_prev, dH * slope(cache.h)) for cache, dH in zip(now.trace.cache, back, strict=True)]
    return Found(
        lengths=np.stack([probes.log10_norm(dH, axis=2) for dH in back]),
        together=np.stack([probes.log10_norm(dH, axis=(1, 2)) for dH in back]),
        pieces=np.stack(pieces),
    )


def _outer(h_prev, dz):
    """h_prevᵀ dz of each row by itself, both (T, n, h) -> (T, n, h, h)."""
    return h_prev[..., :, None] * dz[..., None, :]
