"""The early language model: counts of what follows each context, how well they foretell a new text, and what they write."""

from typing import NamedTuple

import numpy as np

from rnnlab import losses
from rnnlab.labs.kit import controls, page_text, text_chooser
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import character_model, ngrams
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.ngram import NGram

AMOUNTS = (0.3, 1, 3, 10, 30, 100, 300)  # thousands of characters to count in
WRITTEN = 600  # characters: hardly more than the picture has room for
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
FEW = 0.05  # with fewer new contexts, they are not what makes an order worse
CLOSE = 0.01  # nats: models that differ by less are equally good

START = {"order": 3, "source": "tale", "path": "", "amount": 30, "temperature": 1.0, "seed": 0}
PRESETS = {
    "no context": {**START, "order": 1},
    "little text, order 5": {**START, "order": 5, "amount": 1},
    "order 5": {**START, "order": 5},
    "much text, order 5": {**START, "order": 5, "source": "NumPy docstrings", "amount": 300},
    "cold": {**START, "order": 5, "temperature": 0.2},
    "hot": {**START, "order": 5, "temperature": 2.0},
}
OUTCOMES = {
    "best": Outcome("●", "the best order here", style.GREEN_WORDS),
    "short": Outcome("▲", "a longer context would help", style.BLUE),
    "long": Outcome("▼", "too long for this text", style.DARK),
}


READINGS = {
    "characters": "characters that were counted",
    "nats_training": "loss on the training text, nats per character",
    "nats_held_out": "loss on the held-out text, nats per character",
    "perplexity_training": "perplexity on the training text",
    "perplexity_held_out": "perplexity on the held-out text",
    "new_contexts": "part of the held-out contexts that were never counted",
    "best_order": "lowest order that is as good as any on the held-out text",
}


@laboratory(NGram, PRESETS, READINGS)
def ngram(
    memo,
    *,
    order: controls.whole("order n", 1, NGram.ORDERS) = 3,
    source: text_chooser.SOURCE = "tale",
    path: text_chooser.PATH = "",
    amount: controls.stops("text in kB", AMOUNTS) = 30,
    temperature: controls.real("temperature", 0.0, 2.0, 0.05) = 1.0,
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on n-gram models: counted in the beginning of a text, tried on the held-out stretch that comes next.

    order: n, from 1 to 8; a model looks n - 1 characters back. source: a name in `rnnlab.language.text_sources.SOURCES`, or
    "own file", the text at `path`. amount: how many thousand characters are counted, of AMOUNTS; where there are fewer, all
    there are. temperature: from 0, the most likely character always, to 2. seed: of the text that is written. Raises TypeError
    or ValueError naming the argument.
    """
    given = text_chooser.read(source, path if source == text_chooser.OWN else "")
    counted = memo(_count, given, amount)
    found = Measurement(given, counted, order)
    drawn = memo(_write, counted, order, temperature, seed)
    heading, letters = f"order {order} writes, at temperature {temperature:.2f}", given.vocabulary.decode(drawn)
    told = {"share": lambda i: _share(counted, order, temperature, drawn, i), "back": order - 1}
    written, page = page_text.written(heading, letters, given.vocabulary.characters, **told)
    picture = found.picture() | {"written": written}
    return Result(picture, found.readings(), found.summary(text_chooser.name(source, path)), {}, page=page)


class Counted(NamedTuple):
    """The models of all orders, and what they score: (orders,) each."""

    models: ngrams.NGrams
    characters: int
    training: np.ndarray  # nats per character
    held_out: np.ndarray
    seen: np.ndarray

    __eq__, __hash__ = text_chooser.Given.__eq__, object.__hash__


class Measurement(NamedTuple):
    """One order of them, and the words for it."""

    given: text_chooser.Given
    counted: Counted
    order: int

    @property
    def best(self):
        """The lowest order that no other beats by more than a hundredth."""
        nats = self.counted.held_out
        return int(np.argmax(nats < nats.min() + CLOSE)) + 1

    @property
    def kind(self):
        """A key of OUTCOMES."""
        nats = self.counted.held_out
        if nats[self.order - 1] < nats.min() + CLOSE:
            return "best"
        return "short" if self.order < self.best else "long"

    def picture(self):
        """What the view's panels take, but for what is written."""
        training, held_out = (np.exp(nats) for nats in (self.counted.training, self.counted.held_out))
        kinds = len(self.given.vocabulary)
        return {
            "headline": {"number": f"held-out perplexity {held_out[self.order - 1]:.1f}", "outcome": OUTCOMES[self.kind]},
            "by_order": {"training": training, "held_out": held_out, "order": self.order, "kinds": kinds},
            "new": {"shares": 1 - self.counted.seen, "order": self.order},
        }

    def readings(self):
        training, held_out = (float(nats[self.order - 1]) for nats in (self.counted.training, self.counted.held_out))
        return {
            "characters": float(self.counted.characters),
            "nats_training": round(training, 6) + 0.0,  # not -0.0
            "nats_held_out": round(held_out, 6) + 0.0,
            "perplexity_training": round(losses.perplexity(training), 5),
            "perplexity_held_out": round(losses.perplexity(held_out), 5),
            "new_contexts": round(float(1 - self.counted.seen[self.order - 1]), 6) + 0.0,
            "best_order": float(self.best),
        }

    def summary(self, name):
        read = self.readings()
        back = "no character" if self.order == 1 else f"{COUNTS[self.order - 1]} character{'s' * (self.order > 2)}"
        counted = f"Counted in {self.counted.characters:,} characters of {name}, order {self.order} looks {back} back."
        unsure = (
            f"On the held-out text it is as unsure as between {read['perplexity_held_out']:.1f} equally likely characters "
            f"({read['nats_held_out']:.2f} nats), on the text it counted as between {read['perplexity_training']:.1f}."
        )
        return " ".join([counted, unsure, self._compared(), *self.given.notes()])

    def _compared(self):
        if self.kind == "best":
            return "No other order from 1 to 8 is better on the held-out text by more than a hundredth of a nat."
        if self.kind == "short":
            return f"Order {self.best} is better there: it looks farther back."
        new, times = 1 - self.counted.seen[self.order - 1], self.counted.models.repeats()[self.order - 1]
        why = f"{100 * new:.0f} % of the contexts of order {self.order} in it were never counted"
        if new < FEW:
            why = f"a context of order {self.order} was counted {times:.1f} times on average, too seldom to tell what follows"
        return f"Order {self.best} is better there: {why}."


def _count(given, amount):
    training, held_out = given.parts(amount)
    models = ngrams.fit(training, NGram.ORDERS, len(given.vocabulary))
    scores = models.nats_by_order(training), models.nats_by_order(held_out), models.seen(held_out)
    return Counted(models, len(training), *scores)


def _write(counted, order, temperature, seed):
    return counted.models.lower(order).sample(WRITTEN, rng=np.random.default_rng(seed), temperature=temperature)


def _share(counted, order, temperature, drawn, i):
    """How likely it was that the model would write this character here."""
    shares = counted.models.lower(order).distribution(drawn[max(0, i - order + 1) : i])
    return float(character_model.softmax(np.log(shares), temperature)[drawn[i]])
