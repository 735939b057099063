"""Exercises: the gradients of one step, one function each, and then the whole step at once; and the way to the step before."""

import numpy as np

from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise

SIZES = ((2, 3, 4, 5), (3, 5, 2, 4), (4, 2, 5, 3), (1, 4, 3, 2))  # n, d, h, o: no two alike; a training has one example


def _cases(*names):
    """Arguments by these names, in a few sizes."""
    return tuple({name: network[name] for name in names} for network in map(_network, range(len(SIZES)), SIZES))


def _shapes(n, d, h, o):
    weights = {"W_xh": (d, h), "W_hh": (h, h), "W_hy": (h, o)}
    of_rows = {"O": (n, o), "target": (n, o), "dO": (n, o), "dz": (n, h), "dh": (n, h), "h_prev": (n, h)}
    return {"x": (n, d), "z": (n, h), **weights, **of_rows}


def _network(seed, size):
    (network,) = drawn(40 + seed, _shapes, size)
    z = network["z"]
    z[0, 0], z[0, 1], z[-1, -1] = 1.0, -1.0, 0.0  # one unit that is on, one that is off, and one between, whatever was drawn
    return network | {"h_prev": np.maximum(network["h_prev"], 0), "h": np.maximum(z, 0)}


def grad_O(O, target):
    return 2 * (O - target)


check_grad_O = Exercise(
    asks="the gradient of the summed squared error with respect to the output, all (n, o)",
    returns="one array of the shape of O",
    answer=grad_O,
    cases=_cases("O", "target"),
    hints="""
wrong sign: every sign is turned round. O stands in (T − O)² with a minus, and the chain rule brings that minus out.
    >>> return 2 * (target - O)
factor 2 missing: the 2 that comes down from the square is missing.
    >>> return O - target
factor 2 missing, and wrong sign: the 2 that comes down from the square is missing, and every sign is turned round.
    >>> return target - O
averaged, not summed: this is the gradient of the mean. The essay's loss is the sum of all squares: do not divide by their
number.
    >>> return 2 * (O - target) / O.size
averaged over the examples: this is divided by the number of examples. The essay's loss is the sum over them.
    >>> return 2 * (O - target) / len(O)
the loss itself: these are the squares, so the loss before it is summed. Take the derivative by O.
    >>> return (O - target) ** 2
""",
)


def grad_b_y(dO):
    return dO.sum(axis=0, keepdims=True)


OF_A_BIAS = """
not summed over the examples: {b} is added to every row, so each row of {dP} has a say. Add them up, to the shape of {b}.
    >>> return {dP}
summed along the wrong axis: this adds up the {each} of each example. Add over the examples, which are the rows: axis 0.
    >>> return {dP}.sum(axis=1, keepdims=True)
mean, not sum: this is the mean over the examples. The loss is a sum over them, and so is its gradient.
    >>> return {dP}.mean(axis=0, keepdims=True)
shape ({o},): the numbers are right, in shape ({o},). {b} is (1, {o}): keepdims=True.
    >>> return {dP}.sum(axis=0)
summed over everything: this is one number, and {b} has {o} of them.
    >>> return {dP}.sum()
only the first example: this is the share of the first example: a return inside the loop ends it there. Add up those of all.
    >>> return {dP}[:1]
only the last example: this is the share of the last example: in a loop each overwrites the one before. Add up those of all.
    >>> return {dP}[-1:]
wrong sign: every sign is turned round. The minus belongs to the update, W − η dL/dW, not to the gradient.
    >>> return -result
"""

check_grad_b_y = Exercise(
    asks="from dL/dO (n, o) to dL/db_y (1, o)",
    returns="one array of shape (1, o), like b_y",
    answer=grad_b_y,
    cases=_cases("dO"),
    hints=OF_A_BIAS.format(b="b_y", dP="dO", o="o", each="outputs"),
)


OF_A_WEIGHT = """
mean, not sum: this is the mean over the examples. The loss is a sum over them, and so is its gradient.
    >>> return result / len({dP})
only the first example: this is the share of the first example. The product of matrices adds up those of all.
    >>> return np.outer({x}[0], {dP}[0])
wrong sign: every sign is turned round. The minus belongs to the update, W − η dL/dW, not to the gradient.
    >>> return -result
"""


def grad_W_hy(h, dO):
    return h.T @ dO


check_grad_W_hy = Exercise(
    asks="from the new state (n, h) and dL/dO (n, o) to dL/dW_hy (h, o)",
    returns="one array of shape (h, o), like W_hy",
    answer=grad_W_hy,
    cases=_cases("h", "dO"),
    hints=OF_A_WEIGHT.format(x="h", dP="dO")
    + """
transposed: this is the transpose of the right answer. Row j of W_hy belongs to unit j of the state.
    >>> return result.T
the state left out: dO is only added up here. The entry for unit j and output k is the sum over the examples of h_j times dO_k.
    >>> return np.ones_like(h).T @ dO
""",
)


OF_THE_MASK = """
mask inverted: the mask lets through the units that were off. The slope of the ReLU is 1 where z > 0.
    >>> {dz} dh * (z <= 0)
mask open at 0: a unit whose z is exactly 0 passes a gradient here. The ReLU is off there too: the mask is [z > 0].
    >>> {dz} dh * (z >= 0)
value instead of slope: the gradient is multiplied by the ReLU's value, max(z, 0), where its slope belongs: 1 where z > 0,
otherwise 0.
    >>> {dz} dh * np.maximum(z, 0)
wrong sign: every sign is turned round. The minus belongs to the update, W − η dL/dW, not to the gradient.
    >>> {dz} -dh * (z > 0)
"""


def grad_z(dO, z, W_hy):
    dh = dO @ W_hy.T
    return dh * (z > 0)


check_grad_z = Exercise(
    asks="from dL/dO (n, o), z (n, h) and W_hy (h, o) to dL/dz (n, h), for a ReLU step",
    returns="one array of the shape of z",
    answer=grad_z,
    cases=_cases("dO", "z", "W_hy"),
    hints=OF_THE_MASK.format(dz="return")
    + """
missing mask: this is dL/dh, the gradient by the new state. On the way to z it passes the ReLU, which lets it through where z >
0 only.
    >>> return dh
ReLU of the gradient: the ReLU is applied to the gradient here. Its slope depends on z, not on the gradient's own sign.
    >>> return np.maximum(dh, 0)
mask by the wrong sign: the gradient is multiplied by the sign of z, which is −1 where a unit is off. The slope is 0 there.
    >>> return dh * np.sign(z)
""",
)


def grad_b_h(dz):
    return dz.sum(axis=0, keepdims=True)


check_grad_b_h = Exercise(
    asks="from dL/dz (n, h) to dL/db_h (1, h)",
    returns="one array of shape (1, h), like b_h",
    answer=grad_b_h,
    cases=_cases("dz"),
    hints=OF_A_BIAS.format(b="b_h", dP="dz", o="h", each="units")
    + """
masked a second time: dz is masked already: the ReLU is behind it. Its own sign says nothing about which units are on.
    >>> return (dz * (dz > 0)).sum(axis=0, keepdims=True)
""",
)


def grad_W_xh(x, dz):
    return x.T @ dz


check_grad_W_xh = Exercise(
    asks="from the input (n, d) and dL/dz (n, h) to dL/dW_xh (d, h)",
    returns="one array of shape (d, h), like W_xh",
    answer=grad_W_xh,
    cases=_cases("x", "dz"),
    hints=OF_A_WEIGHT.format(x="x", dP="dz")
    + """
transposed: this is the transpose of the right answer. Row j of W_xh belongs to component j of the input.
    >>> return result.T
masked a second time: dz is masked already: the ReLU is behind it. Its own sign says nothing about which units are on.
    >>> return x.T @ (dz * (dz > 0))
""",
)


def grad_W_hh(h_prev, h, dz):
    return h_prev.T @ dz


check_grad_W_hh = Exercise(
    asks="from the old state, the new state and dL/dz, all (n, h), to dL/dW_hh (h, h)",
    returns="one array of shape (h, h), like W_hh",
    answer=grad_W_hh,
    cases=_cases("h_prev", "h", "dz"),
    hints=OF_A_WEIGHT.format(x="h_prev", dP="dz")
    + """
h_t where h_{t-1} belongs: this uses the new state. W_hh was multiplied with the old one, so the old one is what its gradient
contains.
    >>> return h.T @ dz
transposed: this is the transpose of the right answer, and no shape warns you, since W_hh is square. Row j of W_hh belongs to
unit j of the old state.
    >>> return result.T
transposed, with h_t where h_{t-1} belongs: two things: this uses the new state, where W_hh was multiplied with the old one; and
it is the transpose.
    >>> return dz.T @ h
only the last example: this is the share of the last example: = stands where += belongs, so each overwrites the one before. Add
up those of all.
    >>> return np.outer(h_prev[-1], dz[-1])
""",
)


def step_grad(x, h_prev, z, W_xh, W_hh, dh):
    dz = dh * (z > 0)
    dW_xh = x.T @ dz
    dW_hh = h_prev.T @ dz
    db_h = dz.sum(axis=0, keepdims=True)
    dx = dz @ W_xh.T
    dh_prev = dz @ W_hh.T
    return dW_xh, dW_hh, db_h, dx, dh_prev


check_step_grad = Exercise(
    asks="from dL/dh, all of it, to dW_xh, dW_hh, db_h, dx, dh_prev",
    returns="five arrays in this order: dW_xh, dW_hh, db_h, dx, dh_prev",
    answer=step_grad,
    cases=_cases("x", "h_prev", "z", "W_xh", "W_hh", "dh"),
    hints=OF_THE_MASK.format(dz="dz =")
    + """
missing mask: dh goes on as if it were dz. The ReLU between them lets it through where z > 0 only, and all five need that.
    >>> dz = dh
mask missing in dh_prev: four are right. dh_prev is made from dh; it should be made from dz, which has the mask in it.
    >>> dh_prev = dh @ W_hh.T
mask on the wrong side: four are right. In dh_prev the mask comes after the product with W_hh, and so it switches off units of
the old state. It belongs to z of this step.
    >>> dh_prev = dh @ W_hh.T * (z > 0)
missing transpose of W_hh: four are right. In dh_prev, W_hh.T belongs where you have W_hh: rows and columns must change places
on the way back.
    >>> dh_prev = dz @ W_hh
mask and transpose missing in dh_prev: four are right. dh_prev is made from dh, without the mask, and W_hh.T belongs where you
have W_hh: rows and columns must change places on the way back.
    >>> dh_prev = dh @ W_hh
mask missing, and a transpose: two things: dh goes on as if it were dz, without the mask; and in dh_prev W_hh.T belongs: rows
and columns must change places on the way back.
    >>> dz = dh
    >>> dh_prev = dh @ W_hh
h_t where h_{t-1} belongs: four are right. dW_hh is made with the new state, max(z, 0). W_hh was multiplied with the old one,
h_prev.
    >>> dW_hh = np.maximum(z, 0).T @ dz
dW_xh transposed: four are right. dW_xh is the transpose of what it should be: row j of W_xh belongs to component j of the
input.
    >>> dW_xh = dz.T @ x
dW_hh transposed: four are right. dW_hh is the transpose of what it should be, and no shape warns you, since W_hh is square.
    >>> dW_hh = dz.T @ h_prev
forgotten b_h: four are right. db_h is zero here, and b_h is added to every row of z.
    >>> db_h = 0 * dz[:1]
db_h not summed over the examples: four are right. db_h has a row for each example: add them up, so that it has the shape of
b_h.
    >>> db_h = dz
shape (h,): the numbers are right, and db_h has shape (h,). b_h is (1, h): keepdims=True.
    >>> db_h = dz.sum(axis=0)
mean, not sum: dx and dh_prev are right. For the parameters this is the mean over the examples. The loss is a sum over them, and
so is its gradient.
    >>> dW_xh = x.T @ dz / len(x)
    >>> dW_hh = h_prev.T @ dz / len(x)
    >>> db_h = dz.mean(axis=0, keepdims=True)
mean in db_h: four are right. db_h is the mean over the examples. It is the sum, as the other gradients are.
    >>> db_h = dz.mean(axis=0, keepdims=True)
another order: the arrays are right, in another order. Return dW_xh, dW_hh, db_h, dx, dh_prev.
    >>> return dx, dh_prev, dW_xh, dW_hh, db_h
""",
    results=("dW_xh", "dW_hh", "db_h", "dx", "dh_prev"),
)


def _dh_prev_cases():
    cases = drawn(6, lambda n, h: {"dh": (n, h), "z": (n, h), "W_hh": (h, h)}, (1, 3), (2, 5), (4, 2))
    for case in cases:
        case["z"][-1, -1] = 0.0  # a unit at the edge, which is off
    return cases


def dh_prev(dh, z, W_hh):
    dz = dh * (z > 0)
    return dz @ W_hh.T


check_dh_prev = Exercise(
    asks="from dL/dh_t (n, h) and z_t (n, h) to dL/dh_{t-1} (n, h), for a ReLU step",
    returns="one array of the shape of dh",
    answer=dh_prev,
    cases=_dh_prev_cases(),
    hints=OF_THE_MASK.format(dz="dz =")
    + """
missing transpose: you multiply by W_hh where W_hh.T belongs. Going forward, unit j of the old state reaches unit k by W_hh[j,
k]; going back, k's gradient returns to j through the same number, so rows and columns change places.
    >>> return dz @ W_hh
missing mask: the mask [z > 0] is missing. A unit that the ReLU set to zero passes no gradient back.
    >>> dz = dh
mask on the wrong side: the mask comes after the product, and so it switches off units of the old state. It belongs to z of this
step: multiply dh by it first.
    >>> return (dh @ W_hh.T) * (z > 0)
mask and transpose missing: two things: the mask [z > 0] is missing, and you multiply by W_hh where W_hh.T belongs.
    >>> return dh @ W_hh
examples as columns: this is the transpose of the right answer. Examples are rows, in dh and in what you return.
    >>> return result.T
not multiplied by W_hh: this is dL/dz. One factor is left on the way to the old state: the weights W_hh.
    >>> return dz
""",
)
