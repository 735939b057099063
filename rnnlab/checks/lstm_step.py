"""Exercise: one step of an LSTM by hand, from the old hidden state and memory to the new ones."""

import numpy as np

from rnnlab.cells import lstm
from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.exercise import Exercise, Mistake
from rnnlab.checks.kit.gated import ABSENT, TURNED, changed, params


def _cases():
    """Nothing is zero, so that nothing can be forgotten unseen, and no two sizes are equal."""
    rng = np.random.default_rng(8)
    for n, d, h in ((2, 3, 4), (1, 5, 3), (4, 2, 6)):
        x, old_h, old_c = rng.standard_normal((n, d)), np.tanh(rng.standard_normal((n, h))), rng.standard_normal((n, h))
        yield {"x": x, "h": old_h, "c": old_c, "p": params(lstm, d, h, rng)}


def _gates(x, h, p, squash=sigmoid, candidate=np.tanh):
    """i, f, o and the candidate g."""
    return (
        squash(x @ p.W_xi + h @ p.W_hi + p.b_i),
        squash(x @ p.W_xf + h @ p.W_hf + p.b_f),
        squash(x @ p.W_xo + h @ p.W_ho + p.b_o),
        candidate(x @ p.W_xc + h @ p.W_hc + p.b_c),
    )


def _with(combine, **look):
    """The step whose new state (h, c) is `combine(i, f, o, g, h, c)`."""
    return lambda x, h, c, p: combine(*_gates(x, h, p, **look), h, c)


def _right(i, f, o, g, h, c):
    c = f * c + i * g
    return o * np.tanh(c), c


def _shown(new_c):
    """The right way from a memory to the new state, where the memory is made in another way."""
    return _with(lambda i, f, o, g, h, c: (o * np.tanh(new_c(i, f, o, g, h, c)), new_c(i, f, o, g, h, c)))


def _changed(kind, change):
    """The right step with other parameters."""
    return lambda x, h, c, p: _with(_right)(x, h, c, changed(p, kind, change))


check_lstm_step = Exercise(
    name="lstm_step",
    asks="lstm_step(x, h, c, p): from x_t (n, d), h_{t-1} and c_{t-1} (n, h) to h_t and c_t; the weights are p.W_xi…",
    reference=lambda x, h, c, p: tuple(lstm.step(p, x, (h, c))[0]),
    cases=tuple(_cases()),
    returns="two arrays of the shape of h: the new hidden state, then the new memory",
    mistakes=(
        Mistake(
            "input and forget gate swapped",
            "i and f have changed places. The forget gate multiplies the old memory; the input gate multiplies the candidate.",
            _shown(lambda i, f, o, g, h, c: i * c + f * g),
        ),
        Mistake(
            "forget and output gate swapped",
            "f and o have changed places. The forget gate multiplies the old memory; the output gate multiplies tanh(c), last.",
            _with(lambda i, f, o, g, h, c: _right(i, o, f, g, h, c)),
        ),
        Mistake(
            "input and output gate swapped",
            "i and o have changed places. The input gate multiplies the candidate; the output gate multiplies tanh(c), last.",
            _with(lambda i, f, o, g, h, c: _right(o, f, i, g, h, c)),
        ),
        Mistake(
            "memory kept whole",
            "the old memory is kept whole, since f takes no part. Each unit of it is to be multiplied by its forget gate.",
            _shown(lambda i, f, o, g, h, c: c + i * g),
        ),
        Mistake(
            "candidate written whole",
            "the candidate is added whole, since i takes no part. The input gate says how much of it is written.",
            _shown(lambda i, f, o, g, h, c: f * c + g),
        ),
        Mistake(
            "old memory lost",
            "the old memory is not in the new one, so this cell remembers nothing beyond h. Keep f of it, and add.",
            _shown(lambda i, f, o, g, h, c: i * g),
        ),
        Mistake(
            "f multiplies h",
            "the forget gate multiplies the old hidden state h. What it keeps is the old memory c.",
            _shown(lambda i, f, o, g, h, c: f * h + i * g),
        ),
        Mistake(
            "1 − f keeps",
            "the old memory is multiplied by 1 − f. The forget gate says how much is kept: f = 1 keeps all.",
            _shown(lambda i, f, o, g, h, c: (1 - f) * c + i * g),
        ),
        Mistake(
            "1 − i keeps",
            "the old memory is multiplied by 1 − i, so that f is not used. The GRU couples its shares like this; the LSTM has "
            "a gate of its own for what is kept.",
            _shown(lambda i, f, o, g, h, c: (1 - i) * c + i * g),
        ),
        Mistake(
            "1 − f in place of i",
            "you write with 1 − f, so that i is not used. The GRU couples its shares like this; the LSTM has a gate for each.",
            _shown(lambda i, f, o, g, h, c: f * c + (1 - f) * g),
        ),
        Mistake(
            "output gate left out",
            "the hidden state shows the whole memory. The output gate o says how much of tanh(c) is shown.",
            _with(lambda i, f, o, g, h, c: (np.tanh(f * c + i * g), f * c + i * g)),
        ),
        Mistake(
            "output tanh left out",
            "the hidden state is o * c. The memory may be of any size, so it goes through a tanh before it is shown.",
            _with(lambda i, f, o, g, h, c: (o * (f * c + i * g), f * c + i * g)),
        ),
        Mistake(
            "old memory shown",
            "h is made from the memory before this step. Make the new memory first; the output gate shows that one.",
            _with(lambda i, f, o, g, h, c: (o * np.tanh(c), f * c + i * g)),
        ),
        Mistake(
            "tanh around the output gate",
            "the tanh is taken of o * c. It belongs to the memory alone: o multiplies what comes out of it.",
            _with(lambda i, f, o, g, h, c: (np.tanh(o * (f * c + i * g)), f * c + i * g)),
        ),
        Mistake(
            "memory squashed",
            "the memory that you hand on went through a tanh. Hand on c itself. Squashed at each step, it could not last.",
            _with(lambda i, f, o, g, h, c: (o * np.tanh(f * c + i * g), np.tanh(f * c + i * g))),
        ),
        Mistake(
            "memory squashed and shown",
            "the new memory goes through a tanh at once, and through another for h. The first is not there: c is f * c + i * g "
            "as it is.",
            _shown(lambda i, f, o, g, h, c: np.tanh(f * c + i * g)),
        ),
        Mistake(
            "old memory handed on",
            "h is right, and the memory that you return is the one you were given. The next step needs the new one.",
            _with(lambda i, f, o, g, h, c: (_right(i, f, o, g, h, c)[0], c)),
        ),
        Mistake(
            "the state twice",
            "h is right, and it comes twice. The second array is the new memory, before the tanh and the output gate.",
            _with(lambda i, f, o, g, h, c: (_right(i, f, o, g, h, c)[0],) * 2),
        ),
        Mistake(
            "f multiplies both parts",
            "the forget gate multiplies the candidate's part too. It decides about the old memory only; i decides what is "
            "written.",
            _shown(lambda i, f, o, g, h, c: f * (c + i * g)),
        ),
        Mistake(
            "forget gate with the weights of i",
            "f has the weights of the input gate, so both gates are equal. Its own are p.W_xf, p.W_hf and p.b_f.",
            lambda x, h, c, p: _with(_right)(x, h, c, p._replace(W_xf=p.W_xi, W_hf=p.W_hi, b_f=p.b_i)),
        ),
        Mistake(
            "candidate with a sigmoid",
            "the candidate goes through a sigmoid, so it can only add to the memory. With tanh it can also take away.",
            _with(_right, candidate=sigmoid),
        ),
        Mistake(
            "candidate without its tanh",
            "the candidate lacks its tanh, so one large input can write a number of any size.",
            _with(_right, candidate=lambda z: z),
        ),
        Mistake(
            "gates with tanh",
            "the gates go through tanh and can become negative. A gate is a share between 0 and 1: a sigmoid.",
            _with(_right, squash=np.tanh),
        ),
        Mistake(
            "gates without sigmoid",
            "the gates have no activation, so they are not shares. Each goes through a sigmoid.",
            _with(_right, squash=lambda z: z),
        ),
        Mistake(
            "forgotten biases",
            "the biases are missing. Each of the four lines has its own, and that of the forget gate matters most.",
            _changed("b_", ABSENT),
        ),
        Mistake(
            "old state left out",
            "the gates see x alone. They see the old hidden state too, by p.W_hi, p.W_hf, p.W_ho and p.W_hc.",
            _changed("W_h", ABSENT),
        ),
        Mistake(
            "input left out",
            "the gates see the old state alone. They see x too, by p.W_xi, p.W_xf, p.W_xo and p.W_xc.",
            _changed("W_x", ABSENT),
        ),
        Mistake(
            "transpose of W_h",
            "you multiply h by the transposes of the recurrent weights. Rows are examples here: h @ p.W_hi. Going back takes "
            "the transpose.",
            _changed("W_h", TURNED),
        ),
        Mistake(
            "gates see the memory",
            "the gates see the old memory c where the old hidden state h belongs. What o does not show, they cannot see.",
            lambda x, h, c, p: _right(*_gates(x, c, p), h, c),
        ),
        Mistake(
            "h and c swapped",
            "both arrays are right, in the wrong order: the hidden state comes first, then the memory.",
            _with(lambda *parts: _right(*parts)[::-1]),
        ),
    ),
)
