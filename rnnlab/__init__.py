"""rnnlab: recurrent neural networks to look into.

`import rnnlab` brings the numerics alone (numpy and nothing else). The pictures live in `rnnlab.views`, the interactive
laboratories in `rnnlab.labs`, the exercise checks in `rnnlab.checks`.
"""

from rnnlab import bptt, cells, gradcheck, initialization, losses, optim, probes, readout, tasks, training, truncation

__version__ = "0.1.0"

__all__ = [
    "bptt",
    "cells",
    "gradcheck",
    "initialization",
    "losses",
    "optim",
    "probes",
    "readout",
    "tasks",
    "training",
    "truncation",
]
