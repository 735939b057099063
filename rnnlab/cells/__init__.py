"""Floor 0: the recurrent cells, each a module with `Params`, `init`, `step` and `step_grad`, in numpy alone."""

from rnnlab.cells import activations, gates, gru, indices, lstm, rnn, sizes

__all__ = ["activations", "gates", "gru", "indices", "lstm", "rnn", "sizes"]
