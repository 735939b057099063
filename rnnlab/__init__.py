"""rnnlab: recurrent neural networks to look into.

For users, and stable, are

- the derivation, which `import rnnlab` brings: the modules below, in numpy alone;
- `rnnlab.labs`: the laboratories, each a function, and what a notebook needs beside them;
- `rnnlab.checks`: the exercises' checks.

All else is the course's own and may change with it: `rnnlab.lessons` (what one chapter computes), `rnnlab.language` (texts and
what reads them), `rnnlab.stored` (trainings that were done before), `rnnlab.views` (the pictures), `rnnlab.trees` and
`rnnlab.validation`.
"""

from rnnlab import bptt, cells, gradcheck, initialization, losses, optim, probes, readout, scan, tasks, training, truncation

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
    "scan",
    "tasks",
    "training",
    "truncation",
]
