"""Exercises: the forward pass by hand, in three parts: the pre-activation, the readout, and the loss."""

from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise

# Of every step that makes z, in the line that begins with {z}, from the input {x} and the old state {h}.
OF_THE_SUM = """
forgotten b_h: the bias b_h is missing. It is one row, and numpy adds it to every row of the sum.
    >>> {z} {x} @ W_xh + {h} @ W_hh
input left out: the input takes no part, so this network is deaf to what it reads. A product is missing.
    >>> {z} {h} @ W_hh + b_h
transpose of W_hh: you multiply by W_hh.T where W_hh belongs. Both have one shape, so numpy cannot tell. Going forward, unit j
of the old state reaches unit k of the new one by W_hh[j, k]. The transpose is the way back.
    >>> {z} {x} @ W_xh + {h} @ W_hh.T + b_h
state added without weights: the old state is added as it is. It has weights of its own on the way to the new state.
    >>> {z} {x} @ W_xh + {h} + b_h
"""


def pre_activation(x, h_prev, W_xh, W_hh, b_h):
    return x @ W_xh + h_prev @ W_hh + b_h


check_pre_activation = Exercise(
    asks="from (n, d), (n, h) and the parameters to z (n, h)",
    returns="one array of the shape of h_prev",
    answer=pre_activation,
    cases=drawn(
        3,
        lambda n, d, h: {"x": (n, d), "h_prev": (n, h), "W_xh": (d, h), "W_hh": (h, h), "b_h": (1, h)},
        *((1, 3, 4), (2, 5, 3), (4, 2, 5)),
    ),
    hints=OF_THE_SUM.format(z="return", x="x", h="h_prev")
    + """
wrong sign of the bias: the bias is subtracted. It is added, as everything else in z.
    >>> return x @ W_xh + h_prev @ W_hh - b_h
bias added twice: the bias is in it twice. Each product has none of its own: b_h is added once, to their sum.
    >>> return x @ W_xh + h_prev @ W_hh + 2 * b_h
state forgotten: the old state is missing. Without h_prev and W_hh the network has no memory.
    >>> return x @ W_xh + b_h
input through W_hh as well: x W_xh is multiplied by W_hh, together with the old state. Only the old state meets W_hh; look at
the brackets.
    >>> return (x @ W_xh + h_prev) @ W_hh + b_h
activation applied: this is the new state, after the ReLU. The pre-activation is what goes into the ReLU.
    >>> return np.maximum(result, 0)
tanh applied: this has gone through a tanh. The pre-activation is what goes into an activation.
    >>> return np.tanh(result)
stacked in another order: the weights are stacked in another order than x and h_prev: x meets rows of W_hh. The sizes agree
whatever the order, and the numbers do not.
    >>> return np.hstack([x, h_prev]) @ np.vstack([W_hh, W_xh]) + b_h
""",
)


def readout(h, W_hy, b_y):
    return h @ W_hy + b_y


check_readout = Exercise(
    asks="from the state (n, h) and the parameters to O (n, o)",
    returns="one array of shape (n, o)",
    answer=readout,
    cases=drawn(4, lambda n, h, o: {"h": (n, h), "W_hy": (h, o), "b_y": (1, o)}, (1, 4, 3), (3, 2, 5), (2, 5, 4)),
    hints="""
bias forgotten: the bias b_y is missing.
    >>> return h @ W_hy
wrong sign of the bias: the bias is subtracted. It is added.
    >>> return h @ W_hy - b_y
ReLU on the output: a ReLU is applied to O. The readout has no activation: an output may be negative.
    >>> return np.maximum(result, 0)
ReLU on the state: a ReLU is applied to h. The state that comes in is finished: use it as it is.
    >>> return np.maximum(h, 0) @ W_hy + b_y
softmax applied: O has gone through a softmax, so its rows add up to 1. The essay's readout stops at the sum.
    >>> return softmax(result)
transposed result: the result is transposed: examples have become columns. Rows are examples, from the input to the output.
    >>> return result.T
""",
)


def mean_squared_error(O, target):
    return ((target - O) ** 2).mean()


check_mean_squared_error = Exercise(
    asks="from two arrays (n, o) to one number",
    returns="one number",
    answer=mean_squared_error,
    cases=drawn(5, lambda n, o: {"O": (n, o), "target": (n, o)}, (2, 3), (4, 2), (3, 5)),
    hints="""
not reduced: this is the matrix of the squares. A loss is one number: take the mean of its entries.
    >>> return (target - O) ** 2
sum instead of mean: the squares are added up. The mean divides by their number, n times o.
    >>> return ((target - O) ** 2).sum()
divided by n only: the sum is divided by the number of examples n. The mean over all entries divides by n times o.
    >>> return ((target - O) ** 2).sum() / len(O)
divided by o only: the sum is divided by the number of outputs o. The mean over all entries divides by n times o.
    >>> return ((target - O) ** 2).sum() / O.shape[1]
one number an example: this has one mean for each example. Take the mean over both axes.
    >>> return ((target - O) ** 2).mean(axis=1)
one number an output: this has one mean for each output. Take the mean over both axes.
    >>> return ((target - O) ** 2).mean(axis=0)
not squared: the differences are not squared, so those above and those below cancel.
    >>> return (target - O).mean()
not squared, O − target: the differences O − target are not squared, so those above and those below cancel.
    >>> return (O - target).mean()
absolute value: this is the mean of the absolute differences. Square them instead.
    >>> return np.abs(target - O).mean()
root taken: a square root is taken at the end. The mean squared error is what stands under it.
    >>> return np.sqrt(result)
mean before the square: the mean is taken first and squared then. Square each difference, then take the mean.
    >>> return (target - O).mean() ** 2
difference of the squares: target² − O² is not (target − O)². Take the difference first.
    >>> return (target**2 - O**2).mean()
half of it: this is half of the mean. Some books put a ½ in front, to be rid of the 2 in the derivative. The essay does not, and
neither does this course.
    >>> return result / 2
""",
)
