"""Exercise: the way of the gradient along an LSTM's memory, from dL/dh_t and dL/dc_t to dL/dc_{t-1}."""

import numpy as np

from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise, Hard
from rnnlab.checks.lstm_step import OVERFLOW


def _cases():
    names = "dh", "dc", "f", "o", "c_prev", "c"
    for case in drawn(18, lambda n, h: dict.fromkeys(names, (n, h)), (2, 3), (1, 5), (4, 2)):
        yield case | {gate: sigmoid(case[gate]) for gate in ("f", "o")}


CASES = tuple(_cases())


def dc_path(dh, dc, f, o, c_prev, c):
    total = dc + dh * o * (1 - np.tanh(c) ** 2)
    return total, total * f


check_dc_path = Exercise(
    asks="from dL/dh_t and what step t+1 sent to c_t, all (n, h), to the total dL/dc_t and what step t sends to c_{t-1}",
    returns="two arrays of the shape of dc: the total dL/dc_t, then what goes on to c_{t-1}",
    answer=dc_path,
    cases=CASES,
    beyond=(Hard({**CASES[0], "c": 1e3 * CASES[0]["c"]}, *OVERFLOW),),
    hints="""
slope of tanh missing: the way from h_t to c_t leads through a tanh, and its slope is missing: 1 − tanh(c)².
    >>> total = dc + dh * o
output gate missing: the way from h_t to c_t leads through the output gate: h_t = o * tanh(c_t). So o multiplies dh.
    >>> total = dc + dh * (1 - np.tanh(c) ** 2)
dh added as it is: dh is added to dc as it is. On its way from h_t = o * tanh(c_t) to c_t it meets two factors.
    >>> total = dc + dh
incoming dc forgotten: what came from step t+1, dc, is lost here. h_t and c_{t+1} both use c_t, and the gradients of both add
up.
    >>> total = dh * o * (1 - np.tanh(c) ** 2)
dh forgotten: what comes by way of h_t is missing. h_t and c_{t+1} both use c_t, and the gradients of both add up.
    >>> total = dc
gate multiplies dc too: o and the slope multiply dc as well. They lie on the way from h_t only; dc came along the memory.
    >>> total = (dc + dh) * o * (1 - np.tanh(c) ** 2)
slope at the old memory: the slope of tanh is taken at c_{t-1}. h_t shows c_t, so it belongs to the new memory.
    >>> total = dc + dh * o * (1 - np.tanh(c_prev) ** 2)
tanh missing within its slope: you took 1 − c². The slope of tanh at c is 1 − tanh(c)². Yours holds for numbers that went
through tanh.
    >>> total = dc + dh * o * (1 - c**2)
square missing: you took 1 − tanh(c). The slope of tanh has a square in it: 1 − tanh(c)².
    >>> total = dc + dh * o * (1 - np.tanh(c))
f in place of o: dh is multiplied by the forget gate. What lies between h_t and c_t is the output gate: h_t = o * tanh(c_t).
    >>> total = dc + dh * f * (1 - np.tanh(c) ** 2)
value instead of slope: dh is multiplied by tanh(c), the value. Its slope belongs there.
    >>> total = dc + dh * o * np.tanh(c)
slope of the sigmoid for o: you took o (1 − o), the slope of the gate's sigmoid. That is on the way into the gate; here o is a
factor.
    >>> total = dc + dh * o * (1 - o) * (1 - np.tanh(c) ** 2)
wrong sign: what comes by way of h_t is subtracted. The two parts add up; the minus belongs to the update.
    >>> total = dc - dh * o * (1 - np.tanh(c) ** 2)
no f on the way back: the total is right, and it is sent on unchanged. c_t = f * c_{t-1} + …: one factor lies on that way.
    >>> return total, total
o on the way back: the total is right, and then it is multiplied by the output gate. Between c_{t-1} and c_t lies another gate.
    >>> return total, total * o
1 − f on the way back: the total is right, and then it is multiplied by 1 − f. What the gate keeps forward, it keeps back.
    >>> return total, total * (1 - f)
slope of the sigmoid for f: the total is right, and then it is multiplied by f (1 − f), the slope of the gate's sigmoid. Here f
is a factor.
    >>> return total, total * f * (1 - f)
slope of tanh on the way back: the total is right, and on its way to c_{t-1} it meets the slope of a tanh. No tanh lies between
the memories: c_t = f * c_{t-1} + …
    >>> return total, total * f * (1 - np.tanh(c) ** 2)
incoming dc handed on as it came: the total is right, and what you send on is the dc that you were given. What is sent on is the
total, times a factor.
    >>> return total, dc
gradient of the gate's sum: the total is right, and then it is multiplied by f (1 − f) c_{t-1}. That is the way into the forget
gate; on the way to c_{t-1} there is f alone.
    >>> return total, total * c_prev * f * (1 - f)
only the incoming dc goes on: the total is right, but only dc is sent on. All that arrived at c_t goes on to c_{t-1}, with what
came by h_t.
    >>> return total, dc * f
only the part of dh goes on: the total is right, but only what came by h_t is sent on. All that arrived at c_t goes on to
c_{t-1}.
    >>> return total, dh * o * (1 - np.tanh(c) ** 2) * f
two gates for two parts: the total is right, but only what came by h_t is multiplied by f. dc was multiplied by the f of step
t+1 on its way to c_t; on the way to c_{t-1} all of it meets the f of step t.
    >>> return total, dc + f * (total - dc)
times c_{t-1}: the total is right, and then it is multiplied by c_{t-1}. That is the gradient of f; for c_{t-1} the factor is f.
    >>> return total, total * c_prev
f twice: dc is multiplied by f on its arrival, and again when it goes on. Whoever sent it has already counted its own f.
    >>> total = dc * f + dh * o * (1 - np.tanh(c) ** 2)
order swapped: both arrays are right, in the wrong order: the total dL/dc_t comes first.
    >>> return total * f, total
""",
    results=("the total", "what goes on"),
)
