"""A character model: a recurrent network that reads a text and says, after each character, how likely each next one is.

The inputs are one-hot vectors, given as indices: their product with the input weights is a row look-up, as
`rnnlab.cells.indices` says. The readout gives a logit for each character; the loss is the cross-entropy in nats per character.
"""

from typing import Any, NamedTuple

import numpy as np

from rnnlab import bptt, losses, readout, training, validation
from rnnlab.cells import BY_KEY, form
from rnnlab.language import text
from rnnlab.language.text import Vocabulary
from rnnlab.trees import leaves, tree_map

# Each cell by name, with what its step is told: the last of its variants, for the GRU the one that is cuDNN's.
CELLS = {key: (cell, form.variants(cell)[-1]) for key, cell in BY_KEY.items()}
OUTPUT_SCALE = 0.1  # of the readout: at first all characters are about equally likely
STREAM = 1000  # characters that `evaluate` reads from one start
CHUNK = 100  # steps that it holds in memory at once
SMALL = 0.05  # a probability below this is not named on a page


class CharacterModel(NamedTuple):
    """A network and the characters that it knows."""

    model: training.Model
    vocabulary: Vocabulary

    @property
    def cell(self):
        """The name of its cell, a key of CELLS."""
        params = validation.instance(training.Model, self.model, "model.model").cell
        for name, (module, _) in CELLS.items():
            if isinstance(params, module.Params):
                return name
        raise TypeError(f"model.model.cell must be the Params of one cell, {', '.join(CELLS)}; got {type(params).__name__}")

    @property
    def h(self):
        """Its hidden size."""
        return len(self.model.readout.W_hy)

    def __repr__(self):
        return f"CharacterModel({self.cell}, h={self.h}, {len(self.vocabulary)} characters)"


def init(vocabulary, h, *, cell="lstm", seed=0, dtype=np.float32):
    """A model that has learned nothing: a cell, a key of CELLS such as "lstm", of hidden size h, and its readout.

    The input weights are N(0, 1): of a one-hot vector only one of them reaches a unit, where usually d add up. `dtype` is
    float32 or float64, the precision that it trains in.
    """
    _check_vocabulary(vocabulary)
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
    """The loss of one window and its gradient.

    `read` and `target` are (T, n) indices, as `rnnlab.language.text.windows` gives them.

    `state` is that after the window before, zeros when not given. No gradient is sent back to it.
    """
    trace = _unroll(model, read, state)
    cell, (params, out) = training.cells(model.model), model.model
    target = validation.indices("target", target, len(model.vocabulary), trace.H[1:].shape[:2])
    rows = trace.H[1:].reshape(-1, model.h)  # one product for the whole window is faster than one a step
    loss, dlogits = losses.cross_entropy(readout.readout(out, rows), target.reshape(-1))
    dout, drows = readout.readout_grad(out, rows, dlogits)
    back = bptt.backprop_through_time(cell, params, trace, drows.reshape(trace.H[1:].shape))
    return Pass(float(loss), training.Model(back.params, dout), trace.state)


def evaluate(model, indices):
    """The loss on a text (T,) in nats per character, of all characters but the first.

    A long text is read as n streams of about 1,000 characters side by side, each from the state of zeros. So that they are
    equally long, up to n - 1 characters at the end are left out.
    """
    indices = validation.indices("indices", indices, len(_vocabulary(model)), ("T",))
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


def states_without_memory(model, words):
    """What `states` returns, with the state put back to zeros before each character."""
    trace = _unroll(model, _vocabulary(model).encode(words)[None], None)  # as many texts of one character
    return Reading(trace.H[1], readout.readout(model.model.readout, trace.H[1]), trace.state)


def _unroll(model, read, state):
    _vocabulary(model)
    module, options = CELLS[model.cell]
    return bptt.unroll(module, model.model.cell, read, state, **options)


def _check_vocabulary(vocabulary):
    if not isinstance(vocabulary, Vocabulary):
        wanted = "vocabulary must be a rnnlab.language.text.Vocabulary, such as Vocabulary.of(text)"
        raise TypeError(f"{wanted}; got {vocabulary!r}")
    return vocabulary


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
    h, *_ = leaves(form.check_state(form.state_kind(module), state, 1, model.h))
    return softmax(readout.readout(model.model.readout, h)[0], temperature)


def opening(vocabulary):
    """What a text can begin after: the end of a line, or else a space, or else the first character there is."""
    known = _check_vocabulary(vocabulary).characters
    return next((letter for letter in "\n " if letter in known), known[0])


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


# --- questions to a model, and answers short enough for a page ------------------------------------------------------------


def most_likely(shares, vocabulary, count=4):
    """The most likely characters of a distribution (characters,), the first one first: {"e": 0.9, "i": 0.1}.

    At most `count` of them, and none below a twentieth. One digit each: the others differ from machine to machine. Raises
    TypeError or ValueError naming the argument.
    """
    _check_vocabulary(vocabulary)
    shares = validation.array("shares", shares, (len(vocabulary),))
    places = np.argsort(-shares, kind="stable")[: validation.whole("count", count)]
    return {vocabulary.characters[place]: round(float(shares[place]), 1) for place in places if shares[place] > SMALL}


def after(model, words, count=4):
    """What a CharacterModel expects after it has read `words`, in the form of `most_likely`."""
    return most_likely(states(model, words).probabilities[-1], model.vocabulary, count)


def surprise(model, words):
    """The loss of a CharacterModel on `words`, of all characters but the first: nats per character, one digit."""
    states(model, words)  # says what is wrong with them
    if len(words) < 2:
        raise ValueError(f"words must be at least two characters, one to read and one to foretell; got {words!r}")
    return round(evaluate(model, model.vocabulary.encode(words)), 1)
