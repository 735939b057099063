"""Exercises: the forward pass by hand, in three parts: the pre-activation, the readout, and the loss."""

import numpy as np

from rnnlab import losses
from rnnlab.checks.kit.exercise import Exercise, Mistake


def _draw(rng, *shapes):
    return [rng.standard_normal(shape) for shape in shapes]


def _step_cases():
    rng = np.random.default_rng(3)
    names = "x", "h_prev", "W_xh", "W_hh", "b_h"
    return tuple(
        dict(zip(names, _draw(rng, (n, d), (n, h), (d, h), (h, h), (1, h)), strict=True))
        for n, d, h in ((1, 3, 4), (2, 5, 3), (4, 2, 5))
    )


def _readout_cases():
    rng = np.random.default_rng(4)
    return tuple(
        dict(zip(("h", "W_hy", "b_y"), _draw(rng, (n, h), (h, o), (1, o)), strict=True))
        for n, h, o in ((1, 4, 3), (3, 2, 5), (2, 5, 4))
    )


def _loss_cases():
    rng = np.random.default_rng(5)
    return tuple(dict(zip(("O", "target"), _draw(rng, (n, o), (n, o)), strict=True)) for n, o in ((2, 3), (4, 2), (3, 5)))


def _softmax(O):
    weights = np.exp(O - O.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _pre_activation(x, h_prev, W_xh, W_hh, b_h):
    return x @ W_xh + h_prev @ W_hh + b_h


def _readout(h, W_hy, b_y):
    return h @ W_hy + b_y


check_pre_activation = Exercise(
    name="pre_activation",
    asks="pre_activation(x, h_prev, W_xh, W_hh, b_h): from (n, d), (n, h) and the parameters to z (n, h)",
    reference=_pre_activation,
    cases=_step_cases(),
    returns="one array of the shape of h_prev",
    mistakes=(
        Mistake(
            "bias forgotten",
            "the bias b_h is missing. It is one row, and numpy adds it to every row of the sum.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + h_prev @ W_hh,
        ),
        Mistake(
            "wrong sign of the bias",
            "the bias is subtracted. It is added, as everything else in z.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + h_prev @ W_hh - b_h,
        ),
        Mistake(
            "bias added twice",
            "the bias is in it twice. Each product has none of its own: b_h is added once, to their sum.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + h_prev @ W_hh + 2 * b_h,
        ),
        Mistake(
            "state forgotten",
            "the old state is missing. Without h_prev and W_hh the network has no memory.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + b_h,
        ),
        Mistake(
            "input forgotten",
            "the input is missing: x and W_xh take no part.",
            lambda x, h_prev, W_xh, W_hh, b_h: h_prev @ W_hh + b_h,
        ),
        Mistake(
            "transposed W_hh",
            "W_hh is transposed. Its shape is the same either way, so numpy cannot tell, but the numbers differ. With rows as "
            "examples the forward pass takes it as it is.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + h_prev @ W_hh.T + b_h,
        ),
        Mistake(
            "input through W_hh as well",
            "x W_xh is multiplied by W_hh, together with the old state. Only the old state meets W_hh; look at the brackets.",
            lambda x, h_prev, W_xh, W_hh, b_h: (x @ W_xh + h_prev) @ W_hh + b_h,
        ),
        Mistake(
            "old state unweighted",
            "the old state is added as it is. It is multiplied by W_hh first.",
            lambda x, h_prev, W_xh, W_hh, b_h: x @ W_xh + h_prev + b_h,
        ),
        Mistake(
            "activation applied",
            "this is the new state, after the ReLU. The pre-activation is what goes into the ReLU.",
            lambda *step: np.maximum(_pre_activation(*step), 0),
        ),
        Mistake(
            "tanh applied",
            "this has gone through a tanh. The pre-activation is what goes into an activation.",
            lambda *step: np.tanh(_pre_activation(*step)),
        ),
    ),
)


check_readout = Exercise(
    name="readout",
    asks="readout(h, W_hy, b_y): from the state (n, h) and the parameters to O (n, o)",
    reference=_readout,
    cases=_readout_cases(),
    returns="one array of shape (n, o)",
    mistakes=(
        Mistake("bias forgotten", "the bias b_y is missing.", lambda h, W_hy, b_y: h @ W_hy),
        Mistake("wrong sign of the bias", "the bias is subtracted. It is added.", lambda h, W_hy, b_y: h @ W_hy - b_y),
        Mistake(
            "ReLU on the output",
            "a ReLU is applied to O. The readout has no activation: an output may be negative.",
            lambda *step: np.maximum(_readout(*step), 0),
        ),
        Mistake(
            "ReLU on the state",
            "a ReLU is applied to h. The state that comes in is finished: use it as it is.",
            lambda h, W_hy, b_y: np.maximum(h, 0) @ W_hy + b_y,
        ),
        Mistake(
            "softmax applied",
            "O has gone through a softmax, so its rows add up to 1. The essay's readout stops at the sum.",
            lambda *step: _softmax(_readout(*step)),
        ),
        Mistake(
            "transposed result",
            "the result is transposed: examples have become columns. Rows are examples, from the input to the output.",
            lambda *step: _readout(*step).T,
        ),
    ),
)


check_mean_squared_error = Exercise(
    name="mean_squared_error",
    asks="mean_squared_error(O, target): from two arrays (n, o) to one number",
    reference=lambda O, target: losses.squared_error(O, target)[0],
    cases=_loss_cases(),
    returns="one number",
    mistakes=(
        Mistake(
            "not reduced",
            "this is the matrix of the squares. A loss is one number: take the mean of its entries.",
            lambda O, target: (target - O) ** 2,
        ),
        Mistake(
            "sum instead of mean",
            "the squares are added up. The mean divides by their number, n times o.",
            lambda O, target: ((target - O) ** 2).sum(),
        ),
        Mistake(
            "divided by n only",
            "the sum is divided by the number of examples n. The mean over all entries divides by n times o.",
            lambda O, target: ((target - O) ** 2).sum() / len(O),
        ),
        Mistake(
            "divided by o only",
            "the sum is divided by the number of outputs o. The mean over all entries divides by n times o.",
            lambda O, target: ((target - O) ** 2).sum() / O.shape[1],
        ),
        Mistake(
            "one number an example",
            "this has one mean for each example. Take the mean over both axes.",
            lambda O, target: ((target - O) ** 2).mean(axis=1),
        ),
        Mistake(
            "one number an output",
            "this has one mean for each output. Take the mean over both axes.",
            lambda O, target: ((target - O) ** 2).mean(axis=0),
        ),
        Mistake(
            "not squared",
            "the differences are not squared, so those above and those below cancel.",
            lambda O, target: (target - O).mean(),
        ),
        Mistake(
            "not squared, O − target",
            "the differences O − target are not squared, so those above and those below cancel.",
            lambda O, target: (O - target).mean(),
        ),
        Mistake(
            "absolute value",
            "this is the mean of the absolute differences. Square them instead.",
            lambda O, target: np.abs(target - O).mean(),
        ),
        Mistake(
            "root taken",
            "a square root is taken at the end. The mean squared error is what stands under it.",
            lambda O, target: np.sqrt(((target - O) ** 2).mean()),
        ),
        Mistake(
            "mean before the square",
            "the mean is taken first and squared then. Square each difference, then take the mean.",
            lambda O, target: (target - O).mean() ** 2,
        ),
        Mistake(
            "difference of the squares",
            "target² − O² is not (target − O)². Take the difference first.",
            lambda O, target: (target**2 - O**2).mean(),
        ),
        Mistake(
            "half of it",
            "this is half of the mean. Some books put a ½ in front, to be rid of the 2 in the derivative. The essay does not, "
            "and neither does this course.",
            lambda O, target: ((target - O) ** 2).mean() / 2,
        ),
    ),
)
