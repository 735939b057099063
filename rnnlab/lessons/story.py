"""The small network of chapters 02 to 05, which has learned to read two words: "the" and "teeth".

After "th" comes an "e" in one word and a space in the other, so who has read no more than the last letters can only guess: what
came before decides. The network has four letters, four ReLU units, and weights in tenths, which can be followed by hand. Its
numbers are in `rnnlab/stored/story.json`; `make models` trains it anew.
"""

import functools
import json

import numpy as np

from rnnlab import bptt, optim, readout, stored, training
from rnnlab.cells import rnn
from rnnlab.language.text import Vocabulary
from rnnlab.tasks import Task
from rnnlab.trees import tree_map

LETTERS = Vocabulary("the ", "the letters t, h and e, and the space")
WORDS = ("the ", "teeth ")
UNITS = 4
LIKELY = 0.25
FILE = stored.FOLDER / "story.json"

TRAINING = {"seed": 21, "updates": 1500, "learning_rate": 0.02, "rows": 16, "T": 24}


@functools.cache
def trained():
    """The network as it is stored: a `training.Model` of tenths, with d = h = o = 4. Its arrays cannot be written to."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    arrays = {name: np.array(W) for name, W in rows.items()}
    for W in arrays.values():
        W.setflags(write=False)
    return training.Model(*(part(*(arrays[name] for name in part._fields)) for part in (rnn.Params, readout.Params)))


def one_hot(text):
    """A text of the four letters as a sequence of one example, X (T, 1, 4). Raises ValueError for any other letter."""
    return np.eye(len(LETTERS))[LETTERS.encode(text)][:, None]


def read(text, *, model=None, memory=True):
    """The states (T+1, 4), the first all zeros, and the outputs (T, 4) along a text. Without memory, W_hh is zero."""
    network = model or trained()
    cell = network.cell if memory else network.cell._replace(W_hh=np.zeros_like(network.cell.W_hh))
    H = bptt.unroll(rnn, cell, one_hot(text)).H
    return H[:, 0], readout.readout(network.readout, H[1:])[:, 0]


def continued(text, length, *, rng, memory=True):
    """A text with `length` letters more: each is drawn from those that the network expects, and is read as the next input.

    The squared error makes an output the share of times that its letter comes next; one below LIKELY is taken for 0.
    """
    for _ in range(length):
        O = read(text, memory=memory)[1][-1]
        shares = np.where(O < LIKELY, 0, O)
        text += rng.choice(list(LETTERS.characters), p=shares / shares.sum())
    return text


def draw(rng, words):
    """So many words, drawn with equal chances."""
    return "".join(WORDS[i] for i in rng.integers(len(WORDS), size=words))


def train(seed, *, updates, learning_rate, rows, T):
    """Train from small weights to say the next letter, with the squared error; in the second half, as tenths.

    The gradient is that at the rounded weights, and moves the ones that were not rounded (straight through; Hubara and others
    2016): so the network that comes out was trained as it is stored.
    """
    rng = np.random.default_rng(seed)
    model, state = training.init(len(LETTERS), UNITS, len(LETTERS), scheme="identity", weight_scale=0.6, rng=rng), None
    for update in range(updates):
        texts = [draw(rng, T)[: T + 1] for _ in range(rows)]
        X = np.concatenate([one_hot(each) for each in texts], axis=1)
        at = tenths(model) if update > updates // 2 else model
        grads = training.forward_backward(at, Task(X[:-1], X[1:], baseline=np.nan)).grads
        grads, _ = optim.clip_by_global_norm(grads, 1.0)
        model, state = optim.adam(model, grads, state, learning_rate * (1 - update / updates))
    return tenths(model)


def tenths(model):
    """A network with all its numbers rounded to tenths."""
    return tree_map(lambda W: np.round(W, 1) + 0.0, model)  # no minus before a zero


def write(path=FILE):
    """Train it, and store it as text."""
    rows = {name: W.tolist() for part in train(**TRAINING) for name, W in part._asdict().items()}
    path.write_text(json.dumps(rows), encoding="utf-8")
