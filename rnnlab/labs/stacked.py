"""The lab of layers and batches: forward through every layer, step and row, and the gradient back, under Play."""

import numpy as np

from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import stacked as lesson
from rnnlab.views.kit import style
from rnnlab.views.stacked import Stacked

MOST_LAYERS, LONGEST = 3, 12
LAST = 2 * (MOST_LAYERS + LONGEST - 1)  # moments: as many there as back

START = {"layers": 2, "T": 6, "n": 2, "h": 3, "weight_scale": 1.0, "activation": "tanh", "seed": 0, "step": LAST}
PRESETS = {  # two in a row on the page, the longer name on the right
    "one layer": {**START, "layers": 1},
    "three layers": {**START, "layers": 3, "T": 12},
    "four rows": {**START, "n": 4},
    "small weights": {**START, "layers": 3, "weight_scale": 0.3},
}
READINGS = {
    "left_at_step_1": "gradient at step 1 of the top layer, over that at the last step there",
    "left_one_down": "gradient at the last step of the lowest layer, over that of the top layer",
    "left_in_the_corner": "gradient at step 1 of the lowest layer, over that at the last step of the top layer",
}
THERE = "On the way forward: a state waits for the one before it and the one below it."
BACK = "On the way back: a gradient waits for the one after it and the one above it."


@laboratory(Stacked, PRESETS, READINGS)
def stacked(
    memo,
    *,
    layers: controls.whole("layers", 1, MOST_LAYERS) = 2,
    T: controls.whole("sequence length T", 2, LONGEST) = 6,
    n: controls.whole("batch size n", 1, 4) = 2,
    h: controls.whole("hidden size h", 1, 4) = 3,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    activation: controls.choice("activation", ACTIVATIONS) = "tanh",
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(LAST, label="moments at most", interval=500) = LAST,
):
    """A lab on recurrent layers on top of each other, and on a batch of rows that go through them together.

    The network has to say the value of a sine wave that comes after T steps; only the last step has a loss. layers: each reads
    the states of the one below. T: steps. n: rows of the batch. h: units of each layer. weight_scale: the factor on every
    W_hh. activation: a name in `rnnlab.cells.activations.ACTIVATIONS`. step: moments; in each, all states are computed whose
    inputs are there, and then all gradients; beyond the last, the last. Raises TypeError or ValueError naming the argument.
    """
    stack = lesson.Stack(layers, T, n, h, weight_scale, activation, seed)
    found = memo(lesson.way_back, stack)
    layer, t = np.indices(found.together.shape)
    forward = 1 + layer + t
    end = 2 * int(forward[-1, -1])
    back, step = end + 1 - forward, min(step, end)
    with np.errstate(all="ignore"):
        lengths, together = found.lengths - found.lengths[-1, -1], found.together - found.together[-1, -1]
        sums = (found.pieces * (back <= step)[..., None, None, None]).sum(axis=1)
    ends = [float(together[place]) for place in ((-1, 0), (0, -1), (0, 0))]
    there, over, told = step <= end // 2, step == end, list(map(style.magnitude, ends))
    picture = {
        "lengths": lengths,
        "together": together,
        "sums": sums,
        "gradients": found.pieces.sum(axis=(1, 2)),
        "forward": forward,
        "back": back,
        "step": step,
        "headline": f"× {told[-1]}" if over else "forward" if there else "back",
        "remark": f"layer 1, step 1, against layer {stack.layers}, step {stack.T}" if over else f"moment {step} of {end}",
    }
    size = ", ".join(style.counted(count, thing) for count, thing in zip(stack, ("layer", "step", "row")))
    words = f"With {size}, at moment {step} of {end}. {_ended(stack, *told) if over else THERE if there else BACK}"
    readings = {name: 10.0**power for name, power in zip(READINGS, ends, strict=True)}
    return Result({"layers": picture}, readings, words, reached={}, over=over)


def _ended(stack, one, down, corner):
    """The whole way back in words."""
    below = f"At the last step of layer 1 it is {down} times as long, and at step 1 there {corner} times. "
    return (
        f"The gradient starts at the last step of the top layer; at step 1 there it is {one} times as long. "
        f"{below if stack.layers > 1 else ''}For each layer’s W_hh, what the rows give is added up."
    )
