"""The training of a character model on a text, by truncated back-propagation through time."""

import hashlib

import numpy as np

from rnnlab import optim, validation
from rnnlab.cells import form
from rnnlab.language import character_model, text
from rnnlab.trees import joined, leaves, parted, tree_map


class Training:
    """The training of a model by truncated back-propagation through time, run only as far as somebody looks.

    `indices` (T,) is read as `n` streams side by side, window after window: the state is passed on, the gradient is cut. At the
    end of the text all begins anew from the state of zeros. Updates are Adam's, with the gradient's norm clipped at `clip`
    (None: not at all), and with the weight decay `decay`. These and `window` may be changed at any time, and hold for the
    updates to come.

    A gradient that is not finite, or too large to be squared, changes nothing. `held_out` (T,) is evaluated at the start and
    after every `every` updates; then the model is kept, so that one can look back: all of them at first,
    later every second, fourth… one, and the newest. After each of DIARY updates it writes a line, `diary` {updates: line}.
    """

    SMOOTH = 0.02  # the weight of the newest loss in the smoothed one
    KEPT = 40  # models at most
    MEMORY = 12e6  # bytes of them at most, but for the newest
    DIARY = (20, 60, 200, 500, 1000, 2000, 5000)
    LINE, TEMPERATURE = 100, 0.7  # characters of such a line, and how they are drawn
    TOLD = ("losses", "smoothed", "norms", "characters", "looks")  # what it tells of its way, number by number

    def __init__(self, model, indices, held_out, *, n=32, window=32, learning_rate=0.005, clip=5.0, decay=0.0, every=20):
        _keep_memory()
        size = len(validation.instance(character_model.CharacterModel, model, "model").vocabulary)
        for name, places in (("indices", indices), ("held_out", held_out)):
            if len(validation.indices(name, places, size, ("T",))) < 2:
                raise ValueError(f"{name} must be at least 2, one to read and one to foretell; got {len(places)}")
        self.window = validation.whole("window", window)
        self.learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        self.clip = None if clip is None else validation.real("clip", clip, low=0.0)
        self.decay = validation.real("decay", decay, low=0.0)
        self.n = min(validation.whole("n", n), max(1, (len(indices) - 1) // self.window))
        self._read, self._target = text.streams(indices, self.n)
        self._held_out, self._every = held_out, validation.whole("every", every)
        self.length = len(indices)
        self._adam = optim.AdamInPlace(model.model)
        self._changing = model._replace(model=self._adam.params)  # the model that every update changes
        self._still = model  # a copy of it as it is by now; None after an update, until somebody looks
        self._state, self._place = None, 0
        self.losses, self.smoothed, self.norms = [], [], []  # of each update, before it
        self.characters = [0]  # read after 0, 1, 2… updates
        self.clipped = []  # of each update, whether the gradient was longer than `clip`
        self.diary = {}
        self.refused = 0  # gradients that changed nothing
        self.looks = [(0, character_model.evaluate(model, held_out))]  # (updates, loss on what was held out), every so often
        self._newest = 0, model
        self._kept, self._stride = [self._newest], 1

    @property
    def step(self):
        """Updates done."""
        return len(self.losses)

    @property
    def model(self):
        """The model as it is by now: training that goes on does not change it."""
        if self._still is None:
            self._still = self._changing._replace(model=tree_map(np.copy, self._changing.model))
        return self._still

    def extend(self, step):
        """Train until `step` updates are done."""
        step = validation.whole("step", step, low=0)
        while self.step < step:
            self._advance()

    def model_at(self, step):
        """After how many updates, at most `step`, a model was kept, and this model."""
        step = validation.whole("step", step, low=0)
        return max((kept for kept in [*self._kept, self._newest] if kept[0] <= step), key=lambda kept: kept[0])

    def began(self):
        """What determines the training, but for the seed of its model: for `rnnlab.stored`, names with words and numbers."""
        digest = hashlib.sha256("".join(self.model.vocabulary.characters).encode())
        for places in (self._read, self._target, self._held_out):
            digest.update(places.astype("<u4").tobytes())
        rates = {"learning_rate": self.learning_rate, "clip": self.clip, "window": self.window, "decay": self.decay}
        model = {"cell": self.model.cell, "h": self.model.h, "precision": self._adam.vector.dtype.name}
        return {**model, **rates, "streams": self.n, "every": self._every, "text": digest.hexdigest()}

    def arrays(self, past=()):
        """All that it has come to, at a look, for `rnnlab.stored`. To save room, the models that it kept after `past` updates
        are rounded to half precision, and Adam's means to 8 bits; all else is as it is."""
        rule = self._adam
        kept = [joined(self.model_at(step)[1].model).astype(np.float16) for step in past]
        return {name: np.array(getattr(self, name)) for name in self.TOLD} | {
            "vector": rule.vector,
            "mean": _rounded(rule.mean),
            "square": _rounded(rule.square),
            "state": joined(self._state),
            "clipped": np.array(self.clipped),
            "diary": np.array([[step, *map(ord, line)] for step, line in self.diary.items()], np.uint32),
            "counts": np.array([rule.steps, self._place, self.refused]),
            "past": np.array(past, int),
            "models": np.array(kept, np.float16).reshape(len(past), rule.vector.size),
        }

    def take(self, arrays):
        """Go to where another training was that began as this one did, and gave these `arrays`."""
        rule, first, (module, _) = self._adam, self._kept[0], character_model.CELLS[self.model.cell]
        for name in self.TOLD:
            setattr(self, name, arrays[name].tolist())
        self.looks = [(int(step), loss) for step, loss in self.looks]
        self.clipped = arrays["clipped"].tolist()
        self.diary = {step: "".join(map(chr, line)) for step, *line in arrays["diary"].tolist()}
        rule.vector[:], rule.mean[:], rule.square[:] = arrays["vector"], arrays["mean"], arrays["square"]
        rule.steps, self._place, self.refused = arrays["counts"].tolist()
        self._state = parted(arrays["state"], form.zero_state(module, self.n, self.model.h, rule.vector.dtype))
        self._still = None
        past = [parted(kept.astype(rule.vector.dtype), first[1].model) for kept in arrays["models"]]
        self._newest = self.step, self.model
        self._kept = [first, *((step, first[1]._replace(model=model)) for step, model in zip(arrays["past"].tolist(), past))]
        self._kept.append(self._newest)

    def _advance(self):
        window = validation.whole("window", self.window)
        if self._place >= len(self._read):
            self._place, self._state = 0, None
        here = slice(self._place, self._place + window)
        found = character_model.loss_and_gradient(self._changing, self._read[here], self._target[here], self._state)
        self._update(found.grads)
        self._place, self._state = here.stop, found.state
        self.characters.append(self.characters[-1] + self._read[here].size)
        self.losses.append(found.loss)
        newest = max(self.SMOOTH, 1 / self.step)
        self.smoothed.append(found.loss * newest + (self.smoothed[-1] if self.smoothed else 0.0) * (1 - newest))
        if self.step % self._every == 0:
            self._look()
        if self.step in self.DIARY:
            rng = np.random.default_rng(0)
            start = character_model.opening(self.model.vocabulary)
            self.diary[self.step] = character_model.sample(self.model, start, self.LINE, temperature=self.TEMPERATURE, rng=rng)

    def _update(self, grads):
        before = self._adam.steps
        threshold = np.inf if self.clip is None else self.clip
        norm = self._adam.update(grads, self.learning_rate, threshold=threshold, decay=self.decay)
        self.norms.append(norm)
        self.clipped.append(bool(norm > threshold))
        if self._adam.steps > before:
            self._still = None
        else:
            self.refused += 1

    def _look(self):
        self.looks.append((self.step, character_model.evaluate(self.model, self._held_out)))
        self._newest = self.step, self.model
        if self.step % (self._every * self._stride) == 0:
            self._kept.append(self._newest)
        size = sum(W.nbytes for W in leaves(self.model.model))
        if len(self._kept) > max(2, min(self.KEPT, self.MEMORY // size)):
            self._stride *= 2
            self._kept = [kept for kept in self._kept if kept[0] % (self._every * self._stride) == 0]


def _rounded(A, bits=8):
    """A with so many bits of each number: the rest are zeros, which pack into nothing. No number becomes 0."""
    fraction, exponent = np.frexp(A)
    return np.ldexp(np.round(np.ldexp(fraction, bits)), exponent - bits)


def _keep_memory():
    """Let the C library keep what is freed, instead of giving it back and asking for it anew at every update: see mallopt(3).

    It learns that from the first large array that comes and goes. Without it, an update may take half as much time again.
    """
    np.empty(4_000_000)
