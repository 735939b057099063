"""Exercises: the gradients of one step, one function each, and then the whole step at once."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Mistake

SIZES = ((2, 3, 4, 5), (3, 5, 2, 4), (4, 2, 5, 3), (1, 4, 3, 2))  # n, d, h, o: no two alike; a training has one example
TRANSPOSE = "rows and columns must change places on the way back."
SIGN = "every sign is turned round. The minus belongs to the update, W − η dL/dW, not to the gradient."
EDGE = "a unit whose z is exactly 0 passes a gradient here. The ReLU is off there too: the mask is [z > 0]."
MEAN = "this is the mean over the examples. The loss is a sum over them, and so is its gradient."
SHARE = "this is the share of the first example. The product of matrices adds up those of all."
MASKED = "dz is masked already: the ReLU is behind it. Its own sign says nothing about which units are on."


def _cases(*names):
    """Arguments by these names, in a few sizes."""
    return tuple({name: network[name] for name in names} for network in map(_network, range(len(SIZES)), SIZES))


def _network(seed, sizes):
    n, d, h, o = sizes
    rng = np.random.default_rng(40 + seed)
    x, z, W_xh, W_hh, W_hy, O, target, dO, dz, dh = (
        rng.standard_normal(shape) for shape in ((n, d), (n, h), (d, h), (h, h), (h, o), (n, o), (n, o), (n, o), (n, h), (n, h))
    )
    h_prev = np.maximum(rng.standard_normal((n, h)), 0)
    z[0, 0], z[0, 1], z[-1, -1] = 1.0, -1.0, 0.0  # one unit that is on, one that is off, and one between, whatever was drawn
    return dict(
        x=x, z=z, W_xh=W_xh, W_hh=W_hh, W_hy=W_hy, O=O, target=target, dO=dO, dz=dz, dh=dh, h_prev=h_prev, h=np.maximum(z, 0)
    )


def _columns(A):
    return A.sum(axis=0, keepdims=True)


check_grad_O = Exercise(
    name="grad_O",
    asks="grad_O(O, target): the gradient of the summed squared error with respect to the output, all (n, o)",
    reference=lambda O, target: 2 * (O - target),
    cases=_cases("O", "target"),
    returns="one array of the shape of O",
    mistakes=(
        Mistake(
            "wrong sign",
            "every sign is turned round. O stands in (T − O)² with a minus, and the chain rule brings that minus out.",
            lambda O, target: 2 * (target - O),
        ),
        Mistake("factor 2 missing", "the 2 that comes down from the square is missing.", lambda O, target: O - target),
        Mistake(
            "averaged, not summed",
            "this is the gradient of the mean. The essay's loss is the sum of all squares: do not divide by their number.",
            lambda O, target: 2 * (O - target) / O.size,
        ),
        Mistake(
            "averaged over the examples",
            "this is divided by the number of examples. The essay's loss is the sum over them.",
            lambda O, target: 2 * (O - target) / len(O),
        ),
        Mistake(
            "the loss itself",
            "these are the squares, so the loss before it is summed. Take the derivative by O.",
            lambda O, target: (O - target) ** 2,
        ),
    ),
)


def _of_a_bias(bias, asks, *, case, many, row, own=()):
    """The exercise on a bias, which is added to every row: from the gradient of the sum, called `case`, to the bias's.

    It has `many` entries, the `row` says whose they are, and `own` are mistakes that only this bias has.
    """
    return Exercise(
        name=f"grad_{bias}",
        asks=f"grad_{bias}({case}): {asks}",
        reference=_columns,
        cases=_cases(case),
        returns=f"one array of shape (1, {many}), like {bias}",
        mistakes=(
            Mistake(
                "not summed over the examples",
                f"{bias} is added to every row, so each row of {case} has a say. Add them up, to the shape of {bias}.",
                lambda dP: dP,
            ),
            Mistake(
                "summed along the wrong axis",
                f"this adds up the {row} of each example. Add over the examples, which are the rows: axis 0.",
                lambda dP: dP.sum(axis=1, keepdims=True),
            ),
            Mistake("mean, not sum", MEAN, lambda dP: dP.mean(axis=0, keepdims=True)),
            Mistake(
                f"shape ({many},)",
                f"the numbers are right, in shape ({many},). {bias} is (1, {many}): keepdims=True.",
                lambda dP: dP.sum(axis=0),
            ),
            Mistake("summed over everything", f"this is one number, and {bias} has {many} of them.", lambda dP: dP.sum()),
            Mistake(
                "only the first example",
                "this is the share of the first example: a return inside the loop ends it there. Add up those of all.",
                lambda dP: dP[:1],
            ),
            Mistake(
                "only the last example",
                "this is the share of the last example: in a loop each overwrites the one before. Add up those of all.",
                lambda dP: dP[-1:],
            ),
            *own,
            Mistake("wrong sign", SIGN, lambda dP: -_columns(dP)),
        ),
    )


check_grad_b_y = _of_a_bias("b_y", "from dL/dO (n, o) to dL/db_y (1, o)", case="dO", many="o", row="outputs")


def _of_a_product(weights, asks, *, cases, shape, row, own):
    """The exercise on weights that an input, here A, is multiplied with: from A and the gradient of the product, dP, to theirs.

    A row of the weights belongs to `row`, and `own` is a mistake that only these weights have.
    """
    return Exercise(
        name=f"grad_{weights}",
        asks=f"grad_{weights}{asks}",
        reference=lambda A, dP: A.T @ dP,
        cases=cases,
        returns=f"one array of shape {shape}, like {weights}",
        mistakes=(
            Mistake(
                "transposed",
                f"this is the transpose of the right answer. Row j of {weights} belongs to {row}.",
                lambda A, dP: dP.T @ A,
            ),
            Mistake("mean, not sum", MEAN, lambda A, dP: A.T @ dP / len(A)),
            Mistake("only the first example", SHARE, lambda A, dP: np.outer(A[0], dP[0])),
            own,
            Mistake("wrong sign", SIGN, lambda A, dP: -A.T @ dP),
        ),
    )


check_grad_W_hy = _of_a_product(
    "W_hy",
    "(h, dO): from the new state (n, h) and dL/dO (n, o) to dL/dW_hy (h, o)",
    cases=_cases("h", "dO"),
    shape="(h, o)",
    row="unit j of the state",
    own=Mistake(
        "the state left out",
        "dO is only added up here. The entry for unit j and output k is the sum over the examples of h_j times dO_k.",
        lambda h, dO: np.ones_like(h).T @ dO,
    ),
)

check_grad_z = Exercise(
    name="grad_z",
    asks="grad_z(dO, z, W_hy): from dL/dO (n, o), z (n, h) and W_hy (h, o) to dL/dz (n, h), for a ReLU step",
    reference=lambda dO, z, W_hy: dO @ W_hy.T * (z > 0),
    cases=_cases("dO", "z", "W_hy"),
    returns="one array of the shape of z",
    mistakes=(
        Mistake(
            "missing mask",
            "this is dL/dh, the gradient by the new state. On the way to z it passes the ReLU, which lets it through "
            "where z > 0 only.",
            lambda dO, z, W_hy: dO @ W_hy.T,
        ),
        Mistake(
            "mask inverted",
            "the mask lets through the units that were off. The slope of the ReLU is 1 where z > 0.",
            lambda dO, z, W_hy: dO @ W_hy.T * (z <= 0),
        ),
        Mistake(
            "value instead of slope",
            "the gradient is multiplied by the ReLU's value, max(z, 0), where its slope belongs: 1 where z > 0, otherwise 0.",
            lambda dO, z, W_hy: dO @ W_hy.T * np.maximum(z, 0),
        ),
        Mistake(
            "ReLU of the gradient",
            "the ReLU is applied to the gradient here. Its slope depends on z, not on the gradient's own sign.",
            lambda dO, z, W_hy: np.maximum(dO @ W_hy.T, 0),
        ),
        Mistake(
            "mask by the wrong sign",
            "the gradient is multiplied by the sign of z, which is −1 where a unit is off. The slope is 0 there.",
            lambda dO, z, W_hy: dO @ W_hy.T * np.sign(z),
        ),
        Mistake("mask open at 0", EDGE, lambda dO, z, W_hy: dO @ W_hy.T * (z >= 0)),
        Mistake("wrong sign", SIGN, lambda dO, z, W_hy: -(dO @ W_hy.T) * (z > 0)),
    ),
)

check_grad_b_h = _of_a_bias(
    "b_h",
    "from dL/dz (n, h) to dL/db_h (1, h)",
    case="dz",
    many="h",
    row="units",
    own=(Mistake("masked a second time", MASKED, lambda dz: _columns(dz * (dz > 0))),),
)

check_grad_W_xh = _of_a_product(
    "W_xh",
    "(x, dz): from the input (n, d) and dL/dz (n, h) to dL/dW_xh (d, h)",
    cases=_cases("x", "dz"),
    shape="(d, h)",
    row="component j of the input",
    own=Mistake("masked a second time", MASKED, lambda x, dz: x.T @ (dz * (dz > 0))),
)

check_grad_W_hh = Exercise(
    name="grad_W_hh",
    asks="grad_W_hh(h_prev, h, dz): from the old state, the new state and dL/dz, all (n, h), to dL/dW_hh (h, h)",
    reference=lambda h_prev, h, dz: h_prev.T @ dz,
    cases=_cases("h_prev", "h", "dz"),
    returns="one array of shape (h, h), like W_hh",
    mistakes=(
        Mistake(
            "h_t where h_{t-1} belongs",
            "this uses the new state. W_hh was multiplied with the old one, so the old one is what its gradient contains.",
            lambda h_prev, h, dz: h.T @ dz,
        ),
        Mistake(
            "transposed",
            "this is the transpose of the right answer, and no shape warns you, since W_hh is square. Row j of W_hh belongs to "
            "unit j of the old state.",
            lambda h_prev, h, dz: dz.T @ h_prev,
        ),
        Mistake(
            "transposed, with h_t where h_{t-1} belongs",
            "two things: this uses the new state, where W_hh was multiplied with the old one; and it is the transpose.",
            lambda h_prev, h, dz: dz.T @ h,
        ),
        Mistake("mean, not sum", MEAN, lambda h_prev, h, dz: h_prev.T @ dz / len(dz)),
        Mistake("only the first example", SHARE, lambda h_prev, h, dz: np.outer(h_prev[0], dz[0])),
        Mistake("wrong sign", SIGN, lambda h_prev, h, dz: -h_prev.T @ dz),
    ),
)


def _step_grad(x, h_prev, z, W_xh, W_hh, dh):
    return _spread(x, h_prev, W_xh, W_hh, dh * (z > 0))


def _spread(x, h_prev, W_xh, W_hh, dz):
    """Everything that follows from dz."""
    return x.T @ dz, h_prev.T @ dz, _columns(dz), dz @ W_xh.T, dz @ W_hh.T


def _changed(place, change):
    """The right answer with one of its five arrays changed: a function of the same arguments."""

    def mistaken(*case):
        answer = list(_step_grad(*case))
        answer[place] = change(answer[place], *case)
        return tuple(answer)

    return mistaken


check_step_grad = Exercise(
    name="step_grad",
    asks="step_grad(x, h_prev, z, W_xh, W_hh, dh): from dL/dh, all of it, to dW_xh, dW_hh, db_h, dx, dh_prev",
    reference=_step_grad,
    cases=_cases("x", "h_prev", "z", "W_xh", "W_hh", "dh"),
    returns="five arrays in this order: dW_xh, dW_hh, db_h, dx, dh_prev",
    mistakes=(
        Mistake(
            "missing mask",
            "dh goes on as if it were dz. The ReLU between them lets it through where z > 0 only, and all five need that.",
            lambda x, h_prev, z, W_xh, W_hh, dh: _spread(x, h_prev, W_xh, W_hh, dh),
        ),
        Mistake(
            "mask inverted",
            "the mask lets through the units that were off. The slope of the ReLU is 1 where z > 0.",
            lambda x, h_prev, z, W_xh, W_hh, dh: _spread(x, h_prev, W_xh, W_hh, dh * (z <= 0)),
        ),
        Mistake(
            "value instead of slope",
            "dh is multiplied by the ReLU's value, max(z, 0), where its slope belongs: 1 where z > 0, otherwise 0.",
            lambda x, h_prev, z, W_xh, W_hh, dh: _spread(x, h_prev, W_xh, W_hh, dh * np.maximum(z, 0)),
        ),
        Mistake(
            "mask missing in dh_prev",
            "four are right. dh_prev is made from dh; it should be made from dz, which has the mask in it.",
            _changed(4, lambda right, x, h_prev, z, W_xh, W_hh, dh: dh @ W_hh.T),
        ),
        Mistake(
            "mask on the wrong side",
            "four are right. In dh_prev the mask comes after the product with W_hh, and so it switches off units of the old "
            "state. It belongs to z of this step.",
            _changed(4, lambda right, x, h_prev, z, W_xh, W_hh, dh: dh @ W_hh.T * (z > 0)),
        ),
        Mistake(
            "missing transpose of W_hh",
            f"four are right. In dh_prev, W_hh.T belongs where you have W_hh: {TRANSPOSE}",
            _changed(4, lambda right, x, h_prev, z, W_xh, W_hh, dh: dh * (z > 0) @ W_hh),
        ),
        Mistake(
            "mask and transpose missing in dh_prev",
            f"four are right. dh_prev is made from dh, without the mask, and W_hh.T belongs where you have W_hh: {TRANSPOSE}",
            _changed(4, lambda right, x, h_prev, z, W_xh, W_hh, dh: dh @ W_hh),
        ),
        Mistake(
            "mask missing, and a transpose",
            f"two things: dh goes on as if it were dz, without the mask; and in dh_prev W_hh.T belongs: {TRANSPOSE}",
            lambda x, h_prev, z, W_xh, W_hh, dh: (*_spread(x, h_prev, W_xh, W_hh, dh)[:4], dh @ W_hh),
        ),
        Mistake("mask open at 0", EDGE, lambda x, h_prev, z, W_xh, W_hh, dh: _spread(x, h_prev, W_xh, W_hh, dh * (z >= 0))),
        Mistake(
            "h_t where h_{t-1} belongs",
            "four are right. dW_hh is made with the new state, max(z, 0). W_hh was multiplied with the old one, h_prev.",
            _changed(1, lambda right, x, h_prev, z, W_xh, W_hh, dh: np.maximum(z, 0).T @ (dh * (z > 0))),
        ),
        Mistake(
            "dW_xh transposed",
            "four are right. dW_xh is the transpose of what it should be: row j of W_xh belongs to component j of the input.",
            _changed(0, lambda right, *case: right.T),
        ),
        Mistake(
            "dW_hh transposed",
            "four are right. dW_hh is the transpose of what it should be, and no shape warns you, since W_hh is square.",
            _changed(1, lambda right, *case: right.T),
        ),
        Mistake(
            "forgotten b_h",
            "four are right. db_h is zero here, and b_h is added to every row of z.",
            _changed(2, lambda right, *case: np.zeros_like(right)),
        ),
        Mistake(
            "db_h not summed over the examples",
            "four are right. db_h has a row for each example: add them up, so that it has the shape of b_h.",
            _changed(2, lambda right, x, h_prev, z, W_xh, W_hh, dh: dh * (z > 0)),
        ),
        Mistake(
            "shape (h,)",
            "the numbers are right, and db_h has shape (h,). b_h is (1, h): keepdims=True.",
            _changed(2, lambda right, *case: right[0]),
        ),
        Mistake(
            "mean, not sum",
            f"dx and dh_prev are right. In the other three {MEAN}",
            lambda *case: tuple(part / len(case[0]) if place < 3 else part for place, part in enumerate(_step_grad(*case))),
        ),
        Mistake(
            "mean in db_h",
            "four are right. db_h is the mean over the examples. It is the sum, as the other gradients are.",
            _changed(2, lambda right, x, *case: right / len(x)),
        ),
        Mistake("wrong sign", SIGN, lambda *case: tuple(-part for part in _step_grad(*case))),
        Mistake(
            "another order",
            "the arrays are right, in another order. Return dW_xh, dW_hh, db_h, dx, dh_prev.",
            lambda *case: tuple(_step_grad(*case)[place] for place in (3, 4, 0, 1, 2)),
        ),
    ),
)
