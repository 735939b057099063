"""Do the trainings that laboratories begin with, and store them: `make models`, half a minute.

    python tests/tools/store_trainings.py [FOLDER]

Of each, the models along the way that are kept are those after a few updates and the one with the lowest held-out loss. One
thread computes, so that the same machine gives the same numbers.
"""

import pathlib
import platform
import sys

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

import rnnlab
from rnnlab import stored
from rnnlab.labs.character_training import lab
from rnnlab.language import small_model
from rnnlab.lessons import adding_problem, story


def _adding(name):
    """The run of the notebook on the adding problem."""
    return adding_problem.Run(name, T=60, h=32, learning_rate=0.002)


# file -> how the training begins, its updates, and after how many of them a model is kept
TRAININGS = {
    "tale_rnn": (lambda: lab.preset("tale, RNN"), 500, (60,)),
    "tale_gru": (lambda: lab.preset("tale, GRU"), 500, (60,)),
    "tale_gru_decay": (lambda: lab.preset("tale, GRU, weight decay"), 500, ()),
    "tale_lstm": (lambda: lab.preset("tale, LSTM"), 400, (60,)),
    "inside_a_model": (small_model.begin, small_model.UPDATES, ()),
    "adding_rnn": (lambda: _adding("tanh RNN"), 400, None),
    "adding_gru": (lambda: _adding("GRU"), 400, None),
}
SEED = 0  # of all their models


def machine():
    """What the last digits of a training depend on."""
    blas = next((found for found in threadpool_info() if found["user_api"] == "blas"), {})
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": " ".join(str(blas.get(key)) for key in ("internal_api", "version", "architecture")),
        "processor": platform.machine(),
    }


def settings(name):
    """What `stored.resume` has to be told of a training."""
    return {} if name.startswith("adding") else {"seed": SEED}


def done(name):
    """A training at its end, computed with one thread, and what its `arrays` have to be told."""
    start, updates, kept = TRAININGS[name]
    run = start()
    with threadpool_limits(1):
        run.extend(updates)
    if kept is None:
        return run, {}
    lowest, _ = min(run.looks, key=lambda look: look[1])
    return run, {"past": sorted({*kept, lowest} - {0, updates})}


def main(folder):
    """Store all of them, and say how large they are."""
    story.write(pathlib.Path(folder, story.FILE.name))
    for name in TRAININGS:
        path = pathlib.Path(folder, f"{name}.npz")
        run, which = done(name)
        stored.write(path, run, {"rnnlab": rnnlab.__version__, **machine()}, settings=settings(name), **which)
        print(f"  {path.name:20} {len(run.losses)} losses, the last {run.losses[-1]:.4f}; {path.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main(*sys.argv[1:] or [stored.FOLDER])
