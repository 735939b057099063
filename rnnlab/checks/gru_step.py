"""Exercise: one step of a GRU by hand. Two conventions are right, and the check says which one was written."""

import numpy as np

from rnnlab.cells import gru
from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.exercise import Convention, Exercise, Hard
from rnnlab.checks.lstm_step import OF_GATES, OVERFLOW, params


def _cases():
    """Nothing is zero, so that nothing can be forgotten unseen, and no two sizes are equal."""
    rng = np.random.default_rng(28)
    for n, d, h in ((2, 3, 4), (1, 5, 3), (4, 2, 6)):
        x, old = rng.standard_normal((n, d)), np.tanh(rng.standard_normal((n, h)))
        yield {"x": x, "h": old, "p": params(gru, d, h, rng)}


CASES = tuple(_cases())


def gru_step(x, h, p):
    r = sigmoid(x @ p.W_xr + h @ p.W_hr + p.b_r)
    z = sigmoid(x @ p.W_xz + h @ p.W_hz + p.b_z)
    g = np.tanh(x @ p.W_xh + (r * h) @ p.W_hh + p.b_h)
    return z * h + (1 - z) * g


def gru_step_after(x, h, p):
    r = sigmoid(x @ p.W_xr + h @ p.W_hr + p.b_r)
    z = sigmoid(x @ p.W_xz + h @ p.W_hz + p.b_z)
    g = np.tanh(x @ p.W_xh + r * (h @ p.W_hh) + p.b_h)
    return z * h + (1 - z) * g


# RECALLED is what the candidate takes from the old state.
HINTS = """
z and 1 − z change places: this is the other common convention for z, where it says how much is rewritten: (1 − z) * h + z * g,
as in Chung and others 2014. In this course z is how much is kept: exchange z and 1 − z.
    >>> return (1 - z) * h + z * g
old state not kept: the old state is not kept: the part z * h is missing, and with it the memory.
    >>> return (1 - z) * g
candidate added whole: the candidate is added whole. What is not kept is rewritten: it is multiplied by 1 − z, and the two
shares make up one.
    >>> return z * h + g
only the candidate: you return the candidate. The new state mixes it with the old one, by the update gate z.
    >>> return g
reset state kept: what z keeps is the state after the reset, r * h. The reset gate acts within the candidate only; z keeps h as
it was.
    >>> return z * (r * h) + (1 - z) * g
z for both: the old state and the candidate are both multiplied by z. The shares must make up one: z and 1 − z.
    >>> return z * h + z * g
old state kept whole: the old state is kept whole. Only the share z of it is kept.
    >>> return h + (1 - z) * g
1 − r resets: the candidate sees the share 1 − r of the old state. The reset gate says how much is seen: r.
    >>> r = 1 - sigmoid(x @ p.W_xr + h @ p.W_hr + p.b_r)
tanh missing: the candidate lacks its tanh. Without it the state could grow without limit.
    >>> g = x @ p.W_xh + RECALLED + p.b_h
candidate with a sigmoid: the candidate goes through a sigmoid, so the state could never fall below zero. It is a tanh.
    >>> g = sigmoid(x @ p.W_xh + RECALLED + p.b_h)
update gate with the weights of r: z has the weights of the reset gate, so both gates are equal. Its own are p.W_xz, p.W_hz and
p.b_z.
    >>> z = r
candidate's bias missing: the bias of the candidate, p.b_h, is missing.
    >>> p = absent(p, "b_h")
gates swapped: r and z have each other's weights, or each other's place. r is reset, z is update.
    >>> r = sigmoid(x @ p.W_xz + h @ p.W_hz + p.b_z)
    >>> z = sigmoid(x @ p.W_xr + h @ p.W_hr + p.b_r)
forgotten biases: the biases are missing: p.b_r, p.b_z and p.b_h, one for each line.
    >>> p = absent(p, "b_")
"""
OF_THE_RESET = """
reset gate left out: the reset gate takes no part. It belongs to the candidate, where it says how much of the old state is seen.
    >>> g = np.tanh(x @ p.W_xh + h @ p.W_hh + p.b_h)
old state overwritten: the reset state r * h takes the place of h, so that the update gate and the new state see it too. Give it
a name of its own: both need h as it was.
    >>> z = sigmoid(x @ p.W_xz + (r * h) @ p.W_hz + p.b_z)
    >>> return z * (r * h) + (1 - z) * g
reset on the input's part: the reset gate multiplies what comes from x. It is the old state's part that is to be reset.
    >>> g = np.tanh(r * (x @ p.W_xh) + h @ p.W_hh + p.b_h)
reset on everything: the reset gate multiplies all that goes into the tanh. It acts on the old state's part only, so that x is
still read.
    >>> g = np.tanh(r * (x @ p.W_xh + h @ p.W_hh + p.b_h))
reset on the candidate: the reset gate multiplies the candidate when it is done. It belongs inside the tanh, on the old state's
part.
    >>> g = r * np.tanh(x @ p.W_xh + h @ p.W_hh + p.b_h)
"""
BIAS = """
bias within the reset: b_h is reset together with the old state. PyTorch has a bias there too, but a second one; p.b_h stands
outside.
    >>> g = np.tanh(x @ p.W_xh + r * (h @ p.W_hh + p.b_h))
bias within the reset and outside: b_h is added twice, once within the reset. PyTorch has two biases there; here is one,
outside.
    >>> g = np.tanh(x @ p.W_xh + r * (h @ p.W_hh + p.b_h) + p.b_h)
"""


def _in(place, recalled):
    """The hints for one of the two conventions, which is named at the end of each."""
    hints = OF_GATES.format(W_h="W_hr") + HINTS.replace("RECALLED", recalled)
    return hints.replace(".\n    >>>", f". All else is right, with the reset {place} the product.\n    >>>")


check_gru_step = Exercise(
    asks="from x_t (n, d) and h_{t-1} (n, h) to h_t; p.W_xr, p.W_hr, p.b_r… are the weights",
    returns="the new state, one array of the shape of h",
    answer=gru_step,
    cases=CASES,
    beyond=(Hard({**CASES[0], "x": 1e4 * CASES[0]["x"]}, *OVERFLOW),),
    hints=_in("before", "(r * h) @ p.W_hh") + OF_THE_RESET,
    praise="right, on all cases. You reset before the product, (r * h) W_hh, as Cho and others did in 2014.",
    conventions=(
        Convention(
            "right, on all cases. You reset after the product, r * (h W_hh), as cuDNN and PyTorch do. Cho and others reset "
            "before it in 2014; that is another network, and also a GRU.",
            gru_step_after,
            _in("after", "r * (h @ p.W_hh)") + BIAS,
        ),
    ),
)
