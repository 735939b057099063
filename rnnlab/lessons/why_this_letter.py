"""Why a character model expected a letter: the gradient of its log-probability by the letters before, how far back that
gradient reaches on a text, and how often the model is right when so many letters of a word have been read.

After Madsen, Visualizing memorization in RNNs (2019): cells that are right equally often need not remember alike.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, losses, readout, validation
from rnnlab.language import character_model
from rnnlab.trees import tree_map

MOST = 4  # letters of a word; more are counted as so many


class Why(NamedTuple):
    """What a model gave to the character that came, and what it owes to those before."""

    probability: np.ndarray  # (n,)
    dX: np.ndarray  # (T, n, characters): d log p / dx_t for the one-hot vector x_t of each character read

    @property
    def sizes(self):
        """The length of each step's gradient: (T, n)."""
        return np.linalg.norm(self.dX, axis=-1)


def why(model, read, target):
    """How likely the characters `target` (n,) were to a model after it had read `read` (T, n), both indices -> Why.

    Of log p, the gradient goes back through the readout and the cell (`rnnlab.bptt`) to the one-hot inputs. An entry of it says
    how fast log p grows when a little of that character is added to what is read at that step.
    """
    size = len(validation.instance(character_model.CharacterModel, model, "model").vocabulary)
    read = validation.indices("read", read, size, ("T", "n"))
    target = validation.indices("target", target, size, read.shape[1:])
    (cell, options), (params, out) = character_model.CELLS[model.cell], model.model
    precision = validation.params(readout.Params, out).W_hy.dtype
    trace = bptt.unroll(cell, params, np.eye(size, dtype=precision)[read], **options)
    logits = readout.readout(out, trace.H[-1])
    _, dlogits = losses.cross_entropy(logits, target)  # of the mean of -log p
    _, dh = readout.readout_grad(out, trace.H[-1], -len(target) * dlogits)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = dh
    p = character_model.softmax(logits)[np.arange(len(target)), target]
    return Why(p, bptt.backprop_through_time(cell, params, trace, dH).dX)


def reach(model, indices, *, back=40, places=100):
    """log10 of the gradient's size 1, 2… `back` letters before the one that came: (back,), the mean over `places` of a text.

    The places lie evenly in the text (T,); at each the model has read `back` characters, from the state of zeros.
    """
    back, places = validation.whole("back", back), validation.whole("places", places)
    indices = validation.indices("indices", indices, shape=("T",))
    if len(indices) <= back:
        raise ValueError(f"indices must be more than back = {back}; got {len(indices)}")
    ends = np.unique(np.linspace(back, len(indices) - 1, places).astype(int))
    with np.errstate(divide="ignore"):  # of a gradient that is zero
        sizes = np.log10(why(model, indices[ends - np.arange(back, 0, -1)[:, None]], indices[ends]).sizes)
    return sizes.mean(axis=1)[::-1]


def letters_read(text):
    """For each character of a text, how many letters of its word stand before it: 0 to MOST, and MOST for more. (T,)"""
    counts, count = [], 0
    for character in text:
        counts.append(min(count, MOST))
        count = count + 1 if character.isalpha() else 0
    return np.array(counts)


def accuracy(model, text):
    """How often the most likely character of a model is the one that comes, in all of a text but its first character, read from
    the state of zeros -> the share, and the shares where 0, 1… MOST letters of the word have been read (NaN where that never
    is)."""
    guesses = character_model.states(model, text).logits[:-1].argmax(axis=1)
    if not len(guesses):
        raise ValueError(f"text must be at least two characters, one to read and one to foretell; got {text!r}")
    right, read = guesses == model.vocabulary.encode(text)[1:], letters_read(text)[1:]
    return right.mean(), np.array([right[read == k].mean() if (read == k).any() else np.nan for k in range(MOST + 1)])


def exactly(model):
    """The model in double precision, so that its most likely character is the same on every machine."""
    return model._replace(model=tree_map(lambda W: W.astype(float), model.model))
