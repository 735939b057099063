"""A character model: a recurrent network that reads a text and says, after each character, how likely each next one is.

The inputs are one-hot vectors, given as indices: their product with the input weights is a row look-up, as
`rnnlab.cells.indices` says. The readout gives a logit for each character; the loss is the cross-entropy in nats per character.
"""

import io
import os
from typing import Any, NamedTuple

import numpy as np

from rnnlab import bptt, losses, optim, readout, text, training, validation
from rnnlab.cells import gru, lstm, rnn
from rnnlab.text import Vocabulary
from rnnlab.trees import tree_map

# Each cell by name, with what its step is told. The GRU resets after the product, as cuDNN's does.
CELLS = {"rnn": (rnn, {"activation": "tanh"}), "lstm": (lstm, {}), "gru": (gru, {"reset": "after"})}
OUTPUT_SCALE = 0.1  # of the readout: at first all characters are about equally likely
STREAM = 1000  # characters that `evaluate` reads from one start
CHUNK = 100  # steps that it holds in memory at once


class CharacterModel(NamedTuple):
    """A network and the characters that it knows."""

    model: training.Model
    vocabulary: Vocabulary

    @property
    def cell(self):
        """The name of its cell, a key of CELLS."""
        return next(name for name, (module, _) in CELLS.items() if isinstance(self.model.cell, module.Params))

    @property
    def h(self):
        """Its hidden size."""
        return len(self.model.readout.W_hy)

    def __repr__(self):
        return f"CharacterModel({self.cell}, h={self.h}, {len(self.vocabulary)} characters)"


def init(vocabulary, h, *, cell="lstm", seed=0, dtype=np.float32):
    """A model that has learned nothing: a cell, "rnn", "lstm" or "gru", of hidden size h, and its readout.

    The input weights are N(0, 1): of a one-hot vector only one of them reaches a unit, where usually d add up. `dtype` is
    float32 or float64, the precision that it trains in.
    """
    if not isinstance(vocabulary, Vocabulary):
        raise TypeError(f"vocabulary must be a rnnlab.text.Vocabulary, such as Vocabulary.of(text); got {vocabulary!r}")
    module, _ = CELLS[validation.choice("cell", cell, CELLS)]
    if dtype not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64; got {dtype!r}")
    size, rng = len(vocabulary), np.random.default_rng(validation.whole("seed", seed, low=0))
    made = training.init(size, h, size, cell=module, scheme="orthogonal", rng=rng)
    inputs = {name: np.sqrt(size) * W for name, W in made.cell._asdict().items() if name.startswith("W_x")}
    made = training.Model(made.cell._replace(**inputs), made.readout._replace(W_hy=OUTPUT_SCALE * made.readout.W_hy))
    return CharacterModel(tree_map(lambda W: W.astype(dtype), made), vocabulary)


# --- reading ----------------------------------------------------------------------------------------------------------


class Pass(NamedTuple):
    """One window, forward and back."""

    loss: float  # nats per character
    grads: training.Model
    state: Any  # after the window: where the next one starts


def loss_and_gradient(model, read, target, state=None):
    """The loss of one window and its gradient. `read` and `target` are (T, n) indices, as `rnnlab.text.windows` gives them.

    `state` is that after the window before, zeros when not given. No gradient is sent back to it.
    """
    trace = _unroll(model, read, state)
    cell, (params, out) = training.cells(model.model), model.model
    target = validation.array("target", target, trace.H[1:].shape[:2])
    rows = trace.H[1:].reshape(-1, model.h)  # one product for the whole window is faster than one a step
    loss, dlogits = losses.cross_entropy(readout.readout(out, rows), target.reshape(-1))
    dout, drows = readout.readout_grad(out, rows, dlogits)
    back = bptt.backprop_through_time(cell, params, trace, drows.reshape(trace.H[1:].shape))
    return Pass(float(loss), training.Model(back.params, dout), trace.state)


def evaluate(model, indices):
    """The loss on a text (T,) in nats per character, of all characters but the first.

    A long text is read as streams of about 1,000 characters side by side, each from the state of zeros.
    """
    indices = text.places_of("indices", indices)
    total, count, state = 0.0, 0, None
    for read, target in text.windows(indices, max(1, len(indices) // STREAM), CHUNK):
        trace = _unroll(model, read, state)
        loss, _ = losses.cross_entropy(readout.readout(model.model.readout, trace.H[1:]), target)
        total, count, state = total + float(loss) * target.size, count + target.size, trace.state
    return total / count


class Reading(NamedTuple):
    """What a model makes of a text, character by character."""

    H: np.ndarray  # (T, h), the hidden state after each
    logits: np.ndarray  # (T, characters), for what comes next
    state: Any  # after the last: from here it reads on

    @property
    def probabilities(self):
        """Of each next character, after each of the text's: (T, characters)."""
        return softmax(self.logits)


def states(model, words, state=None):
    """Read a text from a state, zeros when not given -> Reading. The text must be made of the model's characters."""
    trace = _unroll(model, _vocabulary(model).encode(words)[:, None], state)
    return Reading(trace.H[1:, 0], readout.readout(model.model.readout, trace.H[1:, 0]), trace.state)


def _unroll(model, read, state):
    _vocabulary(model)
    module, options = CELLS[model.cell]
    return bptt.unroll(module, model.model.cell, read, state, **options)


def _vocabulary(model):
    return validation.instance(CharacterModel, model, "model").vocabulary


# --- speaking ---------------------------------------------------------------------------------------------------------


def softmax(logits, temperature=1.0):
    """exp(logits / temperature), divided by its sum: probabilities along the last axis. At 0, all goes to the largest logit."""
    logits = validation.array("logits", logits).astype(float)
    if not logits.size:
        raise ValueError(f"logits must have at least one entry; got shape {logits.shape}")
    temperature = validation.real("temperature", temperature, low=0.0)
    with np.errstate(all="ignore"):
        below = logits - logits.max(axis=-1, keepdims=True)
        raised = np.exp(below / temperature) if temperature else (np.cumsum(below == 0, axis=-1) == 1) & (below == 0)
        return raised / raised.sum(axis=-1, keepdims=True)


def next_distribution(model, state, *, temperature=1.0):
    """How likely each character is to come next, in a state of one example -> (characters,)."""
    _vocabulary(model)
    module, _ = CELLS[model.cell]
    h = module.check_state(state, 1, model.h)
    h = h[0] if isinstance(h, tuple) else h
    return softmax(readout.readout(model.model.readout, h)[0], temperature)


def sample(model, prompt, length, *, temperature=1.0, rng):
    """Read `prompt`, and go on for `length` characters -> the text that was added.

    Each character is drawn from the distribution at this temperature, and read as the next input. At 0 the most likely one is
    taken. Every character takes one number of `rng`, so a small change of the temperature leaves the beginning as it was.
    """
    length = validation.whole("length", length, low=0)
    temperature = validation.real("temperature", temperature, low=0.0)
    draws = validation.generator("rng", rng).random(length)
    state, said = states(model, prompt).state, []
    module, options = CELLS[model.cell]
    rows = np.eye(len(model.vocabulary), dtype=model.model.readout.W_hy.dtype)
    for draw in draws:
        heights = np.cumsum(next_distribution(model, state, temperature=temperature))
        said.append(int(np.searchsorted(heights, draw * heights[-1], side="right")))
        state, _ = module.step(model.model.cell, rows[said[-1:]], state, **options)
    return "".join(model.vocabulary.characters[place] for place in said)


# --- training ---------------------------------------------------------------------------------------------------------


class Training:
    """The training of a model by truncated back-propagation through time, run only as far as somebody looks.

    `indices` (T,) is read as `n` streams side by side, window after window: the state is passed on, the gradient is cut. At the
    end of the text all begins anew from the state of zeros. Updates are Adam's, with the gradient's norm clipped at `clip`
    (None: not at all). `window`, `learning_rate` and `clip` may be changed at any time, and hold for the updates to come.

    An update that would not be finite is not made. `held_out` (T,) is evaluated at the start and after every `every` updates;
    then the model is kept, so that one can look back: all of them at first, later every second, fourth… one, and the newest.
    """

    SMOOTH = 0.02  # the weight of the newest loss in the smoothed one
    KEPT = 40  # models at most
    MEMORY = 12e6  # bytes of them at most, but for the newest

    def __init__(self, model, indices, held_out, *, n=32, window=32, learning_rate=0.005, clip=5.0, every=20):
        _keep_memory()
        size = len(_vocabulary(model))
        for name, places in (("indices", indices), ("held_out", held_out)):
            if text.places_of(name, places).max() >= size:
                raise ValueError(f"{name} must hold places below {size}, that of the vocabulary; got {max(places)}")
            if len(places) < 2:
                raise ValueError(f"{name} must be at least 2, one to read and one to foretell; got {len(places)}")
        self.window = validation.whole("window", window)
        self.learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        self.clip = None if clip is None else validation.real("clip", clip, low=0.0)
        self.n = min(validation.whole("n", n), max(1, (len(indices) - 1) // self.window))
        self._read, self._target = text.streams(indices, self.n)
        self._held_out, self._every = held_out, validation.whole("every", every)
        self.length = len(indices)
        self.model, self._remembered, self._state, self._place = model, None, None, 0
        self.losses, self.smoothed, self.norms = [], [], []  # of each update, before it
        self.characters = [0]  # read after 0, 1, 2… updates
        self.refused = 0  # updates that would not have been finite
        self.looks = [(0, evaluate(model, held_out))]  # (updates, loss on what was held out), every so often
        self._newest = 0, model
        self._kept, self._stride = [self._newest], 1

    @property
    def step(self):
        """Updates done."""
        return len(self.losses)

    def extend(self, step):
        """Train until `step` updates are done."""
        step = validation.whole("step", step, low=0)
        while self.step < step:
            self._advance()

    def model_at(self, step):
        """After how many updates, at most `step`, a model was kept, and this model."""
        step = validation.whole("step", step, low=0)
        return max((kept for kept in [*self._kept, self._newest] if kept[0] <= step), key=lambda kept: kept[0])

    def _advance(self):
        window = validation.whole("window", self.window)
        if self._place >= len(self._read):
            self._place, self._state = 0, None
        here = slice(self._place, self._place + window)
        found = loss_and_gradient(self.model, self._read[here], self._target[here], self._state)
        self._update(found)
        self._place, self._state = here.stop, found.state
        self.characters.append(self.characters[-1] + self._read[here].size)
        self.losses.append(found.loss)
        newest = max(self.SMOOTH, 1 / self.step)
        self.smoothed.append(found.loss * newest + (self.smoothed[-1] if self.smoothed else 0.0) * (1 - newest))
        if self.step % self._every == 0:
            self._look()

    def _update(self, found):
        grads, norm = optim.clip_by_global_norm(found.grads, np.inf if self.clip is None else self.clip)
        self.norms.append(norm)
        if not np.isfinite(norm):
            self.refused += 1
            return
        made, self._remembered = optim.adam(self.model.model, grads, self._remembered, self.learning_rate)
        self.model = self.model._replace(model=made)

    def _look(self):
        self.looks.append((self.step, evaluate(self.model, self._held_out)))
        self._newest = self.step, self.model
        if self.step % (self._every * self._stride) == 0:
            self._kept.append(self._newest)
        size = sum(W.nbytes for W in (*self.model.model.cell, *self.model.model.readout))
        if len(self._kept) > max(2, min(self.KEPT, self.MEMORY // size)):
            self._stride *= 2
            self._kept = [kept for kept in self._kept if kept[0] % (self._every * self._stride) == 0]


def _keep_memory():
    """Let the C library keep what is freed, instead of giving it back and asking for it anew at every update: see mallopt(3).

    It learns that from the first large array that comes and goes. Without it, an update may take half as much time again.
    """
    np.empty(4_000_000)


# --- keeping ----------------------------------------------------------------------------------------------------------

FORMAT = "rnnlab character model, version 1"


def save(path, model):
    """Write a model to a file, as `.npz` without pickle: its cell, its characters and its weights."""
    _vocabulary(model)
    codes = np.array([ord(character) for character in model.vocabulary.characters], np.uint32)
    weights = {f"cell.{name}": W for name, W in model.model.cell._asdict().items()}
    weights |= {f"readout.{name}": W for name, W in model.model.readout._asdict().items()}
    content = io.BytesIO()
    np.savez(content, format=np.array(FORMAT), cell=np.array(model.cell), characters=codes, **weights)
    with open(_path(path), "wb") as file:
        file.write(content.getbuffer())


def load(path):
    """The model in a file that `save` has written. Raises ValueError that names the file, for one that is none of these."""
    path = _path(path)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as content:
            if str(content["format"]) != FORMAT:
                raise ValueError("it is of another format")
            return _checked(_assembled(content))
    except FileNotFoundError:
        reason = "there is no such file"
    except KeyError as error:
        reason = f"nothing in it is named {str(error).split()[0]}"
    except Exception as error:  # a damaged file can make zipfile and numpy raise almost anything
        reason = str(error).split("\n")[0] or type(error).__name__
    raise ValueError(f"path must be a file written by rnnlab.character_model.save; got {os.fspath(path)!r}: {reason}")


def _path(path):
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be the name of a file; got {path!r}")
    return path


def _assembled(content):
    module, _ = CELLS[validation.choice("cell", str(content["cell"]), CELLS)]
    cell = module.Params(*(content[f"cell.{name}"] for name in module.Params._fields))
    out = readout.Params(*(content[f"readout.{name}"] for name in readout.Params._fields))
    return CharacterModel(training.Model(cell, out), Vocabulary("".join(map(chr, content["characters"].tolist()))))


def _checked(model):
    sizes = *CELLS[model.cell][0].check_params(model.model.cell), *readout.check_params(model.model.readout)
    size, h = len(model.vocabulary), model.h
    if sizes != (size, h, h, size):
        raise ValueError(f"the sizes in it must be {(size, h, h, size)}; they are {sizes}")
    if any(W.dtype not in (np.float32, np.float64) for W in (*model.model.cell, *model.model.readout)):
        raise ValueError("its weights must be float32 or float64")
    return model
