"""The losses, each returned together with its gradient."""

import numpy as np

from rnnlab import validation

REDUCTIONS = ("mean", "sum")


def squared_error(O, target, reduction="mean"):
    """(O - target)², reduced to one number, and its gradient dO, shaped like O.

    O and target have the same shape, (n, o) or (T, n, o). "sum" adds the squares of all entries: this is
    the essay's loss (statement 9). "mean" divides that by the number of entries, so the loss does not
    depend on T, n or o.
    """
    O = validation.array("O", O, (..., "o"), complex=True)
    target = validation.array("target", target, O.shape, complex=True)
    validation.choice("reduction", reduction, REDUCTIONS)
    entries = O.size if reduction == "mean" else 1
    with np.errstate(all="ignore"):
        difference = O - target
        return (difference * difference).sum() / entries, difference * (2 / entries)


def cross_entropy(logits, target):
    """The mean over all predictions of -log softmax(logits)[target], in nats, and its gradient.

    The gradient is shaped like logits, (n, k) or (T, n, k); target holds whole numbers from 0 to k-1 in the
    shape of logits without its last axis. The gradient of one prediction is softmax - one-hot, divided by
    the number of predictions.
    """
    logits = validation.array("logits", logits, (..., "k"), complex=True)
    classes = logits.shape[-1]
    target = validation.indices("target", target, classes, logits.shape[:-1])
    rows, right = logits.reshape(-1, classes), (np.arange(target.size), target.ravel())
    with np.errstate(all="ignore"):
        shifted = rows - rows.max(axis=-1, keepdims=True)  # the largest logit is 0 now: exp cannot overflow
        dlogits = np.exp(shifted)
        total = dlogits.sum(axis=-1, keepdims=True)
        loss = (np.log(total).sum() - shifted[right].sum()) / target.size
        dlogits /= total * target.size
        dlogits[right] -= 1 / target.size
    return loss, dlogits.reshape(logits.shape)


def perplexity(nats):
    """exp(nats): a loss of so many nats a character is that of a choice between this many equally likely characters."""
    with np.errstate(over="ignore"):
        return float(np.exp(validation.real("nats", nats, low=0.0)))


def bits(nats):
    """A loss in nats in the unit that has 2 in place of e: 1 bit is the loss of a choice between two."""
    return validation.real("nats", nats, low=0.0) / float(np.log(2))
