"""The adding problem: networks of every cell, the same sequences, and how much each of them remembers.

Every network reads T pairs of a number and a marker, and says at the end what the two marked numbers add up to
(`rnnlab.tasks.adding`). Each batch is new to the network when its loss is measured, so the loss while training is that on
sequences never seen before.
"""

from types import MappingProxyType, ModuleType
from typing import NamedTuple

import numpy as np

from rnnlab import bptt, optim, probes, readout, tasks, training, validation
from rnnlab.cells import ALL, form, rnn
from rnnlab.trees import joined, parted, tree_map

BATCH = 32  # sequences in each training step
WINDOW = 50  # losses that one error is the mean of: 1600 sequences
HELD_OUT = 64  # sequences whose answers are kept, the same ones for every network
ALWAYS_ONE = 1 / 6  # the squared error of the answer 1, the best without listening: the variance of the sum of two numbers
ONE_NUMBER = 1 / 12  # the least that is possible for who knows one of the two numbers, and nothing of the other


class Network(NamedTuple):
    """A cell, how its weights start, the options of its step, and those of its `init`."""

    cell: ModuleType
    scheme: str
    options: dict
    start: dict = MappingProxyType({})


NETWORKS = {  # the RNN as it was tried over the years, then every other cell
    "tanh RNN": Network(rnn, "gaussian", {"activation": "tanh"}),
    "ReLU, Gaussian": Network(rnn, "gaussian", {"activation": "relu"}),
    "ReLU, identity": Network(rnn, "identity", {"activation": "relu"}),
    "ReLU, He": Network(rnn, "he", {"activation": "relu"}),
} | {cell.NAME: Network(cell, "gaussian", form.variants(cell)[0]) for cell in ALL if cell is not rnn}
NETWORKS["minGRU, shut"] = NETWORKS["minGRU"]._replace(start={"forget_bias": 5.0})  # where it starts decides what it can learn


class Run(training.History):
    """The training of one network with Adam, in single precision, on BATCH new sequences of length T at each step.

    `name` is one of NETWORKS; `weight_scale` multiplies its first W_hh. Beside the losses there is what the network answers
    to HELD_OUT sequences that it is not trained on: `answers[k]` (64,) after k·LOOK steps; `X` and `sums` are these sequences
    and their right answers. Old parameters are not kept, since nobody asks for them.
    """

    MEMORY = 1  # byte: only what it began with
    LOOK = 20
    TOLD = ("losses", "norms", "_shortened")  # what it tells of its way, number by number

    def __init__(self, name, *, T, h, weight_scale=1.0, learning_rate=0.001, clip=1.0, seed=0, longest=1200):
        cell, scheme, options, start = NETWORKS[validation.choice("name", name, NETWORKS)]
        T, seed = validation.whole("T", T, low=2), validation.whole("seed", seed, low=0)
        looked_at = tasks.adding(T, HELD_OUT, np.random.default_rng(0))
        self.X, self.sums, self.answers = looked_at.X.astype(np.float32), looked_at.target[0, :, 0], []
        rng = np.random.default_rng(seed)
        model = training.init(2, h, 1, cell=cell, scheme=scheme, weight_scale=weight_scale, rng=rng, **start)
        self._began = {"name": name, "T": T, "h": h, "weight_scale": weight_scale, "seed": seed, "precision": "float32"}
        super().__init__(
            tree_map(lambda W: W.astype(np.float32), model),
            lambda rng: tasks.adding(T, BATCH, rng),
            optimizer="adam",
            learning_rate=learning_rate,
            clip=clip,
            longest=longest,
            seed=seed,
            **options,
        )

    def errors(self):
        """The error after each step so far -> (steps,)."""
        return recent(self.losses)

    def held_out_error(self, n=2000):
        """The mean squared error of the network as it now is, after len(losses) steps, on n sequences of another draw."""
        task = tasks.adding(len(self.X), validation.whole("n", n), np.random.default_rng(1))
        said = _answers(self._newest, task.X.astype(np.float32), **self.options)
        with np.errstate(all="ignore"):
            return float(np.mean((said - task.target[0, :, 0]) ** 2))

    def gradient_change(self):
        """log10 ‖dL/dh_0‖/‖dL/dh_T‖ of the network as it now is: what becomes of the gradient on its way back."""
        task = self._in_precision(tasks.adding(len(self.X), BATCH, np.random.default_rng(1)))
        return probes.change(probes.gradient_norms(training.forward_backward(self._newest, task, **self.options).states))

    def began(self):
        """What determines the run: for `rnnlab.stored`, names with words and numbers."""
        return self._began | {"learning_rate": self.learning_rate, "clip": self.clip}

    def arrays(self):
        """All that it has come to, for `rnnlab.stored`."""
        told = {name: np.array(getattr(self, name)) for name in self.TOLD}
        steps, mean, square = self._remembered
        found = {"answers": np.array(self.answers), "steps": np.array(steps)}
        return told | found | {"model": joined(self._newest), "mean": joined(mean), "square": joined(square)}

    def take(self, arrays):
        """Go to where another run was that began as this one did, and gave these `arrays`."""
        for name in self.TOLD:
            setattr(self, name, arrays[name].tolist())
        self._kept, self.answers = [(self._newest, None)], list(arrays["answers"])
        model, mean, square = (parted(arrays[name], self._newest) for name in ("model", "mean", "square"))
        self._newest, self._remembered = model, optim.AdamState(int(arrays["steps"][0]), mean, square)

    def _advance(self):
        if len(self.losses) % self.LOOK == 0:
            self.answers.append(_answers(self._newest, self.X, **self.options))
        super()._advance()


def trained(name, *, steps, **settings):
    """A run of the network `name` after exactly so many training steps; `settings` are those of Run."""
    run = Run(name, **settings)
    if validation.whole("steps", steps, low=0):
        run.extend(steps - 1)
    return run


def _answers(model, X, **options):
    """What a model says at the end of each of the sequences X (T, n, 2) -> (n,)."""
    trace = bptt.unroll(training.cells(model), model.cell, X, **options)
    return readout.readout(model.readout, trace.H[-1])[:, 0]


def recent(losses):
    """The error after each step: the mean of the last WINDOW losses, or of as many as there are; (steps,) -> (steps,)."""
    losses, count = np.concatenate([np.zeros(WINDOW), losses]), np.arange(1, len(losses) + 1)
    with np.errstate(all="ignore"):
        return np.lib.stride_tricks.sliding_window_view(losses, WINDOW)[1:].sum(axis=1) / np.minimum(count, WINDOW)


def remembers(error):
    """What an error on the adding problem says about the network, in a few words."""
    if not np.isfinite(error):
        return "overflowed"
    for limit, words in ((ONE_NUMBER, "uses both numbers"), (0.9 * ALWAYS_ONE, "remembers something")):
        if error < limit:
            return words
    return "no better than saying 1" if error < 1.15 * ALWAYS_ONE else "worse than saying 1"


def steps_within(seconds, names, *, T, h):
    """How many training steps of all the networks named fit into so much time: at least one.

    An estimate from measurements on one machine, so that it does not depend on the mood of the machine that it runs on.
    """
    seconds, T, h = validation.real("seconds", seconds, low=0.0), validation.whole("T", T, low=2), validation.whole("h", h)
    blocks = [form.blocks(NETWORKS[validation.choice("names", name, NETWORKS)].cell) for name in names]
    return max(1, int(seconds / sum(3e-4 + count * (1e-4 + T * (2.5e-6 + 6e-7 * h)) for count in blocks)))
