"""The memory map: which network remembers how long, from a stored table, of which any run can be done again."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import adding_problem
from rnnlab.lessons import memory_map as stored
from rnnlab.views.memory_map import MemoryMap
from rnnlab.views.panels.error_curves import words

TRAINING_SHARE = 0.05  # seconds of training that one tick may hold, as estimated by `adding_problem.steps_within`
NOTCH = stored.EVERY // 5  # training steps: few enough for the slowest network; Page Up on the slider goes to the next look
NETWORKS, LENGTHS = stored.networks(), stored.LENGTHS
PRESETS = {  # two in a row on the page, the longer name on the right
    "the end": {"again": False, "step": stored.STEPS},
    "from the beginning": {"again": False, "step": 0},
    "tanh at 100": {"network": "tanh RNN", "T": 100, "again": False, "step": stored.STEPS},
    "identity at 100": {"network": "ReLU, identity", "T": 100, "again": False, "step": stored.STEPS},
    "at once": {"network": "GRU", "T": 20, "again": True, "step": 0},
    "train tanh at 60 again": {"network": "tanh RNN", "T": 60, "again": True, "step": 0},
}


READINGS = {
    "error": "error of the run that is looked at, as it is stored",
    "typical": f"error of the median of the {stored.SEEDS} seeds",
    "below_a_twelfth": "number of squares with an error below 1/12",
    "error_again": "error of the run that is done again",
}


@laboratory(lambda: MemoryMap(NETWORKS, LENGTHS, longest=stored.STEPS, seeds=stored.SEEDS), PRESETS, READINGS)
def memory_map(
    memo,
    *,
    network: controls.choice("network", NETWORKS) = "tanh RNN",
    T: controls.stops("sequence length T", LENGTHS) = 60,
    seed: controls.whole("seed", 0, stored.SEEDS - 1) = 0,
    again: controls.switch("train it again here") = False,
    step: clock(stored.STEPS, by=stored.EVERY, notch=NOTCH) = stored.STEPS,
):
    """A lab on the table of `rnnlab.lessons.memory_map`: the error on the adding problem of each network at seven lengths.

    network, T, seed: the run that is looked at, of `rnnlab.lessons.adding_problem.NETWORKS`,
    `rnnlab.lessons.memory_map.LENGTHS` and three seeds. step: training steps done. again: whether this run is done again, as
    the clock goes. Raises TypeError or ValueError naming the argument.
    """
    if again:
        run = memo(stored.start, network, T, seed)
        most = adding_problem.steps_within(TRAINING_SHARE, [network], T=T, h=stored.SETTINGS["h"])
        step = train(step, most, run, notch=NOTCH, begun=False)
    found = Measurement(network, T, seed, step, live=run.errors() if again else np.zeros(0))
    return Result(found.picture(), found.readings(), found.summary(), reached={"step": step})


class Measurement(NamedTuple):
    """The run that is looked at, and what is known of it."""

    network: str
    T: int
    seed: int
    step: int
    live: np.ndarray  # the errors after 0, 1… steps of the run that is done again, as far as it has come; empty if it is not

    @property
    def place(self):
        return NETWORKS.index(self.network), LENGTHS.index(self.T)

    @property
    def kept(self):
        """The last step up to now after which the table has the errors."""
        return self.step - self.step % stored.EVERY

    @property
    def table(self):
        return stored.typical(self.kept)

    @property
    def learned(self):
        """How many seeds of each network at each length are below 1/12."""
        return (stored.errors()[..., self.kept // stored.EVERY] < adding_problem.ONE_NUMBER).sum(axis=-1)

    @property
    def error(self):
        return float(stored.errors()[self.place][self.seed, self.kept // stored.EVERY])

    def picture(self):
        row, column = self.place
        title = f"error after {self.kept} training steps, median of {stored.SEEDS} seeds"
        values = [f"● stored, seed {self.seed}: {words(self.error)}"]
        again = "trained again" if self.step == self.kept else f"again, after {self.step}"
        values += [f"■ {again}: {words(self.live[self.step])}"] if len(self.live) else []
        curves = {"stored": stored.errors()[row, column], "seed": self.seed, "every": stored.EVERY, "live": self.live}
        return {
            "table": {"errors": self.table, "learned": self.learned, "row": row, "column": column, "title": title},
            "run": {**curves, "step": self.step, "name": f"{self.network}, T = {self.T}", "values": values},
        }

    def readings(self):
        known = {
            "error": self.error,
            "typical": float(self.table[self.place]),
            "below_a_twelfth": float((self.table < adding_problem.ONE_NUMBER).sum()),
        }
        return known | ({"error_again": round(float(self.live[self.step]), 3)} if len(self.live) else {})

    def summary(self):
        row, _ = self.place
        below = [f"{T}" for T, error in zip(LENGTHS, self.table[row]) if error < adding_problem.ONE_NUMBER]
        learned = f"at T = {', '.join(below)}" if below else "at no length"
        again = f" Trained again here, it has {words(self.live[self.step])} after {self.step}." if len(self.live) else ""
        return (
            f"After {self.kept} training steps the median seed of the {self.network} is below 1/12 {learned}. "
            f"At T = {self.T} the run of seed {self.seed} has an error of {words(self.error)}: "
            f"{adding_problem.remembers(self.error)}.{again}"
        )
