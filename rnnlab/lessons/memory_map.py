"""The memory map: how each network adds at each length, from a table that was computed once and is kept here.

A run is the training of one network at one length from one seed (`rnnlab.lessons.adding_problem.Run`). Of each run the table
has the error along the way. `python benchmarks/memory_map.py --write` computes it anew.
"""

import functools
import json
import pathlib

import numpy as np

from rnnlab import validation
from rnnlab.lessons import adding_problem

PATH = pathlib.Path(__file__).with_name("memory_map.json")
LENGTHS = (5, 10, 20, 40, 60, 100, 150)
SEEDS = 3
STEPS, EVERY = 1200, 40  # training steps of each run; its error is kept after every so many
SETTINGS = {"h": 32, "learning_rate": 0.002, "clip": 1.0}  # of every run


def start(name, T, seed):
    """The run of one network at one length from one seed, not trained yet."""
    T, seed = validation.whole("T", T, LENGTHS[0], LENGTHS[-1]), validation.whole("seed", seed, 0, SEEDS - 1)
    return adding_problem.Run(name, T=T, seed=seed, longest=STEPS, **SETTINGS)


@functools.cache
def _stored():
    return json.loads(PATH.read_text(encoding="utf-8"))["errors"]


def networks():
    """The names of those in `adding_problem.NETWORKS` that the table has errors of."""
    return tuple(name for name in adding_problem.NETWORKS if name in _stored())


@functools.cache
def errors():
    """The stored errors, (networks, lengths, seeds, looks): networks in the order of `networks()`, lengths in that of LENGTHS,
    looks after 0, EVERY, 2·EVERY… STEPS training steps. It cannot be written to."""
    table = np.array([[_stored()[name][str(T)] for T in LENGTHS] for name in networks()], float)
    table.setflags(write=False)
    return table


def typical(step=STEPS):
    """The error of the median seed -> (networks, lengths), after that many steps or the last multiple of EVERY before."""
    return np.median(errors()[..., validation.whole("step", step, 0, STEPS) // EVERY], axis=-1)
