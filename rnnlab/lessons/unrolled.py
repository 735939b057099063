"""The way back along the unrolled loop: what a loss sends to each state, to each input, and into the recurrent weights.

Every step of the sequence has a loss. One of them is followed back by itself, or all together.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes, tasks, training
from rnnlab.cells import rnn
from rnnlab.lessons import story

SINE, STORY = "sine wave", "story"
NETWORKS = (SINE, STORY)
TALE = 3 * ("the " + "teeth ") + "t"  # what the story network reads, one letter a step, and has to say one step before
LONGEST = len(TALE) - 1
TASK_SEED = 0  # the waves are the same for every network


class Network(NamedTuple):
    """What determines a network and its sequence. The story network has its own weights, 4 units and one row, so of these
    it takes T, weight_scale and activation."""

    network: str = SINE
    T: int = 10
    h: int = 16
    weight_scale: float = 1.0
    activation: str = "relu"
    n: int = 4
    seed: int = 0


class Way(NamedTuple):
    """What came back. Lengths are log10, over the rows and the components."""

    states: np.ndarray  # (T,), ‖dL/dh_k‖, k = 1…T
    inputs: np.ndarray  # (T,), ‖dL/dx_k‖
    shares: np.ndarray  # (T,), the fraction of dL/dW_hh that each step adds
    length: float  # of dL/dW_hh


def way_back(network, t=None):
    """A `Way` in a `Network`: of the loss of step t alone, t = 1…T, or of all losses."""
    model, task = _story(network) if network.network == STORY else _sine(network)
    now = training.forward_backward(model, task, activation=network.activation)
    dH = now.dH if t is None else np.where(np.arange(1, network.T + 1)[:, None, None] == t, now.dH, 0.0)
    if network.network == STORY:
        dH = dH * task.target.size  # the essay's loss: the squared errors are added up
    back = bptt.backprop_through_time(rnn, model.cell, now.trace, dH)
    pieces = np.stack([step.W_hh for step in bptt.contributions(rnn, model.cell, now.trace, back.dH)])
    return Way(
        states=probes.log10_norm(back.dH[1:], axis=(1, 2)),
        inputs=probes.log10_norm(back.dX, axis=(1, 2)),
        shares=probes.shares(pieces),
        length=float(probes.log10_norm(back.params.W_hh)),
    )


def _sine(network):
    rng = np.random.default_rng(network.seed)
    model = training.init(1, network.h, 1, weight_scale=network.weight_scale, rng=rng)
    return model, tasks.sine(network.T, network.n, rng=np.random.default_rng(TASK_SEED))


def _story(network):
    model, letters = story.trained(), story.one_hot(TALE[: network.T + 1])
    cell = model.cell._replace(W_hh=network.weight_scale * model.cell.W_hh)
    return model._replace(cell=cell), tasks.Task(letters[:-1], letters[1:], baseline=np.nan)
