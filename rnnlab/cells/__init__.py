"""Floor 0: the recurrent cells, each a module with `Params`, `init`, `step` and `step_grad`, in numpy alone."""

from rnnlab.cells import activations, form, gru, lru, lstm, min_gru, min_lstm, rnn

ALL = (
    rnn,
    lstm,
    gru,
    min_gru,
    min_lstm,
    lru,
)  # every cell, in the order in which they are shown; the labs, tests and benchmarks take them from here
BY_NAME = {cell.NAME: cell for cell in ALL}
BY_KEY = {form.key(cell): cell for cell in ALL}

__all__ = ["ALL", "BY_KEY", "BY_NAME", "activations", "form", "gru", "lru", "lstm", "min_gru", "min_lstm", "rnn"]
