"""Which units of a model answer to a stretch of text, and where else they do: after LSTMVis (Strobelt et al. 2016)."""

import numpy as np

from rnnlab import validation


def answering(H, start, stop, threshold):
    """The units that are on all through a stretch, from step `start` to before `stop`: beyond the threshold, on one side.

    H (T, h) are the states. Returns (h,): 1 for a unit that is above the threshold, -1 for one below its negative, else 0.
    """
    H = validation.array("H", H, ("T", "h"))
    stop = validation.whole("stop", stop, 1, len(H))
    start = validation.whole("start", start, 0, stop - 1)
    threshold = validation.real("threshold", threshold, low=0.0)
    sides = np.sign(H[start])
    return sides * (sides * H[start:stop] > threshold).all(axis=0)


def places(H, sides, length, threshold, count):
    """Where in other states H (T, h) the units of `sides` (h,) are on all through a stretch of so many steps.

    Returns the starts of the `count` stretches in which most of them are, none overlapping another, the first in the text first
    among equals; how many of the units are on in each; and in how many stretches all are.
    """
    H = validation.array("H", H, ("T", "h"))
    units = np.flatnonzero(sides := validation.array("sides", sides, H.shape[1:]))
    threshold, count = validation.real("threshold", threshold, low=0.0), validation.whole("count", count)
    length = validation.whole("length", length, 1, len(H))
    on = sides[units] * H[:, units] > threshold
    added = np.concatenate([np.zeros((1, len(units)), int), on.cumsum(axis=0)])
    scores = (added[length:] - added[:-length] == length).sum(axis=1)
    everywhere, starts = int((scores == len(units)).sum()), []
    for start in np.argsort(-scores, kind="stable") if len(units) else ():
        if len(starts) == count or not scores[start]:
            break
        if all(abs(start - other) >= length for other in starts):
            starts.append(int(start))
    return starts, scores[starts].tolist(), everywhere if len(units) else 0
