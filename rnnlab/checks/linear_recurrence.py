"""Exercises on h_t = a_t * h_{t-1} + b_t: two of its steps as one, its gradient, and a cell of this form, the minGRU."""

import numpy as np

from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise, Hard
from rnnlab.checks.lstm_step import OVERFLOW


def combine(a1, b1, a2, b2):
    a = a1 * a2
    b = a2 * b1 + b2
    return a, b


check_combine = Exercise(
    asks="from the steps a1 * h + b1 and then a2 * h + b2, all (n, h), to the a and b of both in one",
    returns="two arrays of the shape of a1: a, then b",
    answer=combine,
    cases=drawn(11, lambda n, h: dict.fromkeys(("a1", "b1", "a2", "b2"), (n, h)), (2, 3), (1, 5), (4, 2)),
    hints="""
steps in the other order: this is the pair of the two steps in the other order. The first step comes first, and what it adds is
multiplied by the second: a2 * b1. The operator is associative, but its two sides may not be exchanged.
    >>> b = a1 * b2 + b1
what was added is not multiplied: a is right, and the second step multiplies all that it finds, b1 too: a2 * b1 + b2.
    >>> b = b1 + b2
each b with its own a: a is right, and each b is multiplied by the factor of its own step. b1 is there before the second step
multiplies: a2 * b1. b2 comes after it: nothing multiplies it.
    >>> b = a1 * b1 + a2 * b2
a2 multiplies b2 too: a is right, and b2 is multiplied by a2. The second step multiplies first, and then adds b2 as it is.
    >>> b = a2 * (b1 + b2)
""",
    results=("a", "b"),
)


SHUT = (
    "a factor of 0",
    "right until a factor is 0, or so many small ones are multiplied that nothing is left: then you divide by 0. Go back step "
    "by step, and only multiply.",
)


def _sequences():
    """The states are those of the recurrence, neither the first of them nor any factor being 0."""
    rng = np.random.default_rng(12)
    for T, n, h in ((4, 2, 3), (5, 3, 2), (3, 1, 4), (1, 2, 3)):
        a, b, dH = rng.standard_normal((3, T, n, h))
        H = [rng.standard_normal((n, h))]
        for t in range(T):
            H.append(a[t] * H[t] + b[t])
        yield {"a": a, "H": np.stack(H), "dH": dH}


def linear_recurrence_grad(a, H, dH):
    da = np.zeros_like(a)
    db = np.zeros_like(a)
    arriving = np.zeros_like(H[0])
    for t in reversed(range(len(a))):
        dh = dH[t] + arriving
        da[t] = dh * H[t]
        db[t] = dh
        arriving = a[t] * dh
    return da, db, arriving


check_linear_recurrence_grad = Exercise(
    asks="from the factors (T, n, h), the states (T+1, n, h), h_0 first, and dL/dh of each readout (T, n, h), to dL/da, dL/db "
    "and dL/dh_0",
    returns="three arrays: da and db of the shape of a, then dh_0 of the shape of H[0]",
    answer=linear_recurrence_grad,
    cases=(SEQUENCES := tuple(_sequences())),
    hard=(Hard({**SEQUENCES[0], "a": SEQUENCES[0]["a"] * (np.arange(4) != 1)[:, None, None]}, *SHUT),),
    hints="""
a_t where a_{t+1} belongs: what comes back from step t+1 is multiplied by the factor of step t. On its way from h_{t+1} to h_t
it passes the factor of step t+1, which stands in the line that made h_{t+1}.
    >>> dh = dH[t] + a[t] * arriving
    >>> arriving = dh
    >>> return da, db, a[0] * arriving
a_t where a_{t+1} belongs, and none before h_0: the factors on the way back are one step late: each gradient that goes from
h_{t+1} to h_t passes the factor of step t+1, and that from h_1 to h_0 passes the first.
    >>> dh = dH[t] + a[t] * arriving
    >>> arriving = dh
a missing on the way back: what a step sends back is not multiplied by a_t. h_t holds a_t * h_{t-1}, and so the gradient on its
way to h_{t-1} is a_t * dh.
    >>> arriving = dh
no dh from the next step: each step uses the gradient of its own readout only. A state also serves all later steps: add to dH[t]
what the next step sends back.
    >>> dh = dH[t]
h_t where h_{t-1} belongs: in da stands the state after the step. a_t multiplies the state before it, which is H[t] here, for H
begins with h_0.
    >>> da[t] = dh * H[t + 1]
state missing in da: db is right, and da is the same. a_t multiplies h_{t-1}, and this is the factor: dh * H[t].
    >>> da[t] = dh
db is dH: da is right, and db is only what its own readout sends. b_t also serves all later steps, by way of h_t.
    >>> db[t] = dH[t]
the gradient of h_1: da and db are right. The last array is the gradient of h_1; on the way to h_0 the first step's factor is
missing: a[0].
    >>> return da, db, dh
nothing for h_0: da and db are right, and the last array is all zeros. It is what the first step sends back: a[0] * dh.
    >>> return da, db, 0 * arriving
one step only: what comes back is the part of the next step's own readout, and nothing from beyond it. Send on the total, dh,
with all that arrived.
    >>> arriving = a[t] * dH[t]
the last readout only: only the last dH is sent back. Every step has a readout: add dH[t] to what arrives.
    >>> dh = arriving + dH[t] * (t == len(a) - 1)
the slope of a tanh: dh is multiplied by the slope of a tanh. None is here: h_t is a_t * h_{t-1} + b_t as it is.
    >>> dh = (dH[t] + arriving) * (1 - H[t + 1] ** 2)
summed over time: da and db are sums over the steps. Here each step has an a_t and a b_t of its own, so nothing is added up.
    >>> return np.cumsum(da[::-1], 0)[::-1], np.cumsum(db[::-1], 0)[::-1], arriving
one array in every row: all rows of db are the same: the same array was stored each time, and then changed in place. Store a
copy, or make a new array in each turn.
    >>> return da, np.broadcast_to(arriving, a.shape), arriving
the loop runs forward: the loop goes from the first step to the last. What a step sends back must be known before the step that
it is sent to: start at the last one.
    >>> for t in range(len(a)): ...
""",
    results=("da", "db", "dh_0"),
)


def _steps():
    rng = np.random.default_rng(13)
    for n, d, h in ((2, 3, 4), (1, 5, 3), (4, 2, 6)):
        W_xz, W_xh = rng.standard_normal((2, d, h))
        b_z, b_h = rng.standard_normal((2, 1, h))
        x, old = rng.standard_normal((n, d)), rng.standard_normal((n, h))
        yield {"x": x, "h": old, "W_xz": W_xz, "b_z": b_z, "W_xh": W_xh, "b_h": b_h}


def min_gru_step(x, h, W_xz, b_z, W_xh, b_h):
    z = sigmoid(x @ W_xz + b_z)
    g = x @ W_xh + b_h
    return (1 - z) * h + z * g


check_min_gru_step = Exercise(
    asks="from x_t (n, d) and h_{t-1} (n, h) to h_t",
    returns="the new state, one array of the shape of h",
    answer=min_gru_step,
    cases=(STEPS := tuple(_steps())),
    beyond=(Hard({**STEPS[0], "x": 1e4 * STEPS[0]["x"]}, *OVERFLOW),),
    hints="""
1 − z and z change places: this keeps the share z, as the GRU of chapter 08 does. Here z is how much is written, as in the
paper: (1 − z) * h + z * g.
    >>> return z * h + (1 - z) * g
tanh put in: the candidate goes through a tanh. Here it is x W_xh + b_h as it is. A share of the old and one of the new cannot
grow without limit.
    >>> g = np.tanh(x @ W_xh + b_h)
gate looks at h: the old state goes into the gate. Here z sees x alone: only then are all factors known before the first step.
    >>> z = sigmoid(x @ W_xz + h + b_z)
weights exchanged: gate and candidate have each other's weights. W_xz and b_z are those of the gate.
    >>> z = sigmoid(x @ W_xh + b_h)
    >>> g = x @ W_xz + b_z
old state kept whole: the old state is kept whole, or it is in the candidate too. It comes in once, with the share 1 − z: what
is written takes the place of as much of the old.
    >>> return h + z * g
bias outside: b_h is added to the new state as a whole. It is a part of the candidate, so z multiplies it too.
    >>> g = x @ W_xh
    >>> return (1 - z) * h + z * g + b_h
activation at the end: the new state goes through a tanh. Then it is no linear recurrence any more: leave it out.
    >>> return np.tanh((1 - z) * h + z * g)
""",
)
