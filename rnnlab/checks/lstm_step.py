"""Exercise: one step of an LSTM by hand, from the old hidden state and memory to the new ones."""

import numpy as np

from rnnlab.cells import lstm
from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.exercise import Exercise, Hard
from rnnlab.trees import tree_map


def params(cell, d, h, rng):
    """Parameters whose biases are not zero either, so that none can be forgotten unseen."""
    return tree_map(lambda W: W + 0.5 * rng.standard_normal(W.shape), cell.init(d, h, rng=rng))


def _cases():
    """Nothing is zero, so that nothing can be forgotten unseen, and no two sizes are equal."""
    rng = np.random.default_rng(8)
    for n, d, h in ((2, 3, 4), (1, 5, 3), (4, 2, 6)):
        x, old_h, old_c = rng.standard_normal((n, d)), np.tanh(rng.standard_normal((n, h))), rng.standard_normal((n, h))
        yield {"x": x, "h": old_h, "c": 3 * old_c, "p": params(lstm, d, h, rng)}


CASES = tuple(_cases())
OVERFLOW = (
    "overflow",
    "One remark: exp overflows for an argument above 709, and then this gives NaN. np.tanh and 1 / (1 + exp(−z)) do not.",
)
OF_GATES = """
gates with tanh: the gates go through tanh and can become negative. A gate is a share between 0 and 1: a sigmoid.
    >>> sigmoid = np.tanh
gates without sigmoid: the gates have no activation, so they are not shares. Each goes through a sigmoid.
    >>> sigmoid = np.asarray
transpose of W_h: you multiply h by the transposes of the recurrent weights. Rows are examples here: h @ p.{W_h}. Going back
takes the transpose.
    >>> p = turned(p, "W_h")
"""


def lstm_step(x, h, c, p):
    i = sigmoid(x @ p.W_xi + h @ p.W_hi + p.b_i)
    f = sigmoid(x @ p.W_xf + h @ p.W_hf + p.b_f)
    g = np.tanh(x @ p.W_xc + h @ p.W_hc + p.b_c)
    o = sigmoid(x @ p.W_xo + h @ p.W_ho + p.b_o)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    return h_new, c_new


check_lstm_step = Exercise(
    asks="from x_t (n, d), h_{t-1} and c_{t-1} (n, h) to h_t and c_t; the weights are p.W_xi…",
    returns="two arrays of the shape of h: the new hidden state, then the new memory",
    answer=lstm_step,
    cases=CASES,
    beyond=(Hard({**CASES[0], "x": 1e4 * CASES[0]["x"], "c": 1e3 * CASES[0]["c"]}, *OVERFLOW),),
    hints=OF_GATES.format(W_h="W_hi")
    + """
input and forget gate swapped: i and f have changed places. The forget gate multiplies the old memory; the input gate multiplies
the candidate.
    >>> c_new = i * c + f * g
forget and output gate swapped: f and o have changed places. The forget gate multiplies the old memory; the output gate
multiplies tanh(c), last.
    >>> c_new = o * c + i * g
    >>> h_new = f * np.tanh(c_new)
input and output gate swapped: i and o have changed places. The input gate multiplies the candidate; the output gate multiplies
tanh(c), last.
    >>> c_new = f * c + o * g
    >>> h_new = i * np.tanh(c_new)
memory kept whole: the old memory is kept whole, since f takes no part. Each unit of it is to be multiplied by its forget gate.
    >>> c_new = c + i * g
candidate written whole: the candidate is added whole, since i takes no part. The input gate says how much of it is written.
    >>> c_new = f * c + g
old memory lost: the old memory is not in the new one, so this cell remembers nothing beyond h. Keep f of it, and add.
    >>> c_new = i * g
f multiplies h: the forget gate multiplies the old hidden state h. What it keeps is the old memory c.
    >>> c_new = f * h + i * g
1 − f keeps: the old memory is multiplied by 1 − f. The forget gate says how much is kept: f = 1 keeps all.
    >>> c_new = (1 - f) * c + i * g
1 − i keeps: the old memory is multiplied by 1 − i, so that f is not used. The GRU couples its shares like this; the LSTM has a
gate of its own for what is kept.
    >>> c_new = (1 - i) * c + i * g
1 − f in place of i: you write with 1 − f, so that i is not used. The GRU couples its shares like this; the LSTM has a gate for
each.
    >>> c_new = f * c + (1 - f) * g
output gate left out: the hidden state shows the whole memory. The output gate o says how much of tanh(c) is shown.
    >>> h_new = np.tanh(c_new)
output tanh left out: the hidden state is o * c. The memory may be of any size, so it goes through a tanh before it is shown.
    >>> h_new = o * c_new
old memory shown: h is made from the memory before this step. Make the new memory first; the output gate shows that one.
    >>> h_new = o * np.tanh(c)
tanh around the output gate: the tanh is taken of o * c. It belongs to the memory alone: o multiplies what comes out of it.
    >>> h_new = np.tanh(o * c_new)
memory squashed: the memory that you hand on went through a tanh. Hand on c itself. Squashed at each step, it could not last.
    >>> return h_new, np.tanh(c_new)
memory squashed and shown: the new memory goes through a tanh at once, and through another for h. The first is not there: c is f
* c + i * g as it is.
    >>> c_new = np.tanh(f * c + i * g)
old memory handed on: h is right, and the memory that you return is the one you were given. The next step needs the new one.
    >>> return h_new, c
the state twice: h is right, and it comes twice. The second array is the new memory, before the tanh and the output gate.
    >>> return h_new, h_new
f multiplies both parts: the forget gate multiplies the candidate's part too. It decides about the old memory only; i decides
what is written.
    >>> c_new = f * (c + i * g)
forget gate with the weights of i: f has the weights of the input gate, so both gates are equal. Its own are p.W_xf, p.W_hf and
p.b_f.
    >>> f = i
candidate with a sigmoid: the candidate goes through a sigmoid, so it can only add to the memory. With tanh it can also take
away.
    >>> g = sigmoid(x @ p.W_xc + h @ p.W_hc + p.b_c)
candidate without its tanh: the candidate lacks its tanh, so one large input can write a number of any size.
    >>> g = x @ p.W_xc + h @ p.W_hc + p.b_c
stacked in another order: h and x are stacked in another order than their weights: x meets rows of W_hi. The sizes agree
whatever the order, and the numbers do not.
    >>> x, h = np.split(np.hstack([h, x]), [x.shape[1]], axis=1)
forgotten biases: the biases are missing. Each of the four lines has its own, and that of the forget gate matters most.
    >>> p = absent(p, "b_")
old state left out: the gates see x alone. They see the old hidden state too, by p.W_hi, p.W_hf, p.W_ho and p.W_hc.
    >>> p = absent(p, "W_h")
input left out: the gates see the old state alone. They see x too, by p.W_xi, p.W_xf, p.W_xo and p.W_xc.
    >>> p = absent(p, "W_x")
gates see the memory: the gates see the old memory c where the old hidden state h belongs. What o does not show, they cannot
see.
    >>> h = c
output gate sees the new memory: o sees the new memory where the old hidden state h belongs. All three gates see the same.
    >>> o = sigmoid(x @ p.W_xo + (f * c + i * g) @ p.W_ho + p.b_o)
output gate sees the new state: o sees tanh of the new memory where the old hidden state h belongs: h was overwritten too early.
    >>> o = sigmoid(x @ p.W_xo + np.tanh(f * c + i * g) @ p.W_ho + p.b_o)
h and c swapped: both arrays are right, in the wrong order: the hidden state comes first, then the memory.
    >>> return c_new, h_new
""",
    results=("the state", "the memory"),
)
