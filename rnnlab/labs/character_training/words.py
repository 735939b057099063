"""How the training of a character model is going, in numbers and in words."""

from typing import NamedTuple

import numpy as np

from rnnlab import losses
from rnnlab.language import character_model
from rnnlab.language.text_training import Training
from rnnlab.views.character_training import ROWS, short
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

WORSE = 0.03  # nats above its best: then the held-out loss is said to have turned
ASTRAY = 0.3  # nats above its best: then so has the smoothed training loss, and the model does not learn but unlearns

OUTCOMES = {
    "unlearned": Outcome("○", "nothing learned", style.DARK),
    "behind": Outcome("●", "beats n = {beaten}", style.BLUE),
    "far behind": Outcome("○", "beats no n-gram", style.BLUE),
    "ahead": Outcome("●", "beats all n-grams", style.GREEN_WORDS),
    "memorising": Outcome("▲", "memorising", style.VERMILION_WORDS),
    "astray": Outcome("▲", "it unlearns", style.VERMILION_WORDS),
}


READINGS = {
    "nats_held_out": "loss on the held-out text, nats per character",
    "nats_training": "loss on the training text, smoothed, nats per character",
    "best_ngram": "loss of the best n-gram model on the held-out text, nats per character",
    "times_read": "how often the training text has been read",
    "clipped": "share of the updates in which clipping fired",
}


class Measurement(NamedTuple):
    """One moment of a training, and the words for it."""

    training: Training
    step: int
    baselines: np.ndarray  # (orders,)

    @property
    def looks(self):
        """(2, looks): after how many updates the held-out text was tried, and its loss."""
        return np.array(self.training.looks).T

    @property
    def looked(self):
        """After how many updates the held-out text was tried last."""
        steps = self.looks[0]
        return int(steps[steps <= self.step][-1])

    @property
    def held_out(self):
        """The loss on the held-out text, at that last look."""
        steps, values = self.looks
        return float(values[steps <= self.step][-1])

    @property
    def smoothed(self):
        """The training loss, smoothed; before the first update that of the held-out text, for nothing has been read."""
        return self.training.smoothed[self.step - 1] if self.step else self.held_out

    @property
    def times(self):
        """How often the training text has been read."""
        return self.training.characters[self.step] / self.training.length

    @property
    def clipped(self):
        """The share of the updates in which clipping fired."""
        return sum(self.training.clipped[: self.step]) / max(self.step, 1)

    @property
    def diary(self):
        """What it wrote on the way, {updates: line}, the last few."""
        return dict([(step, line) for step, line in self.training.diary.items() if step < self.step][-ROWS:])

    @property
    def beaten(self):
        """The order of the best n-gram model that has a larger loss; 0 for none."""
        worse = np.flatnonzero(self.baselines > self.held_out)
        return int(worse[np.argmin(self.baselines[worse])]) + 1 if len(worse) else 0

    @property
    def kind(self):
        """A key of OUTCOMES."""
        steps, values = self.looks
        if self.step == 0:
            return "unlearned"
        lowest = values[steps <= self.step].min()
        if self.held_out > lowest + WORSE:
            if self.smoothed > min(self.training.smoothed[: self.step]) + ASTRAY:
                return "astray"
            if self.times > 1 and self.smoothed < lowest - WORSE:  # what was read once cannot be known by heart
                return "memorising"
        if self.held_out < self.baselines.min():
            return "ahead"
        return "behind" if self.beaten else "far behind"

    def picture(self):
        outcome = OUTCOMES[self.kind]
        perplexity = losses.perplexity(self.held_out)
        smoothed = self.training.smoothed
        course = {"training": smoothed, "looks": self.looks, "step": self.step, "baselines": self.baselines}
        return {
            "losses": course,
            "turn": course,
            "diary": {"lines": self.diary},
            "now": {
                "outcome": outcome._replace(word=outcome.word.format(beaten=self.beaten)),
                "numbers": {f"held-out text{self._earlier()}": short(self.held_out), "training text": short(self.smoothed)},
                "notes": [
                    f"perplexity {style.number(round(perplexity, 1))}, held out",
                    f"best n-gram model {short(self.baselines.min())}",
                    f"after {self.step:,} updates",
                    f"text read {self.times:.1f} times",
                    f"clipped: {100 * self.clipped:.0f} % of updates",
                ],
            },
        }

    def readings(self):
        """The numbers behind the picture, with digits that single precision gives alike on every machine."""
        return {
            "nats_held_out": round(self.held_out, 3) + 0.0,
            "nats_training": round(self.smoothed, 3) + 0.0,
            "best_ngram": round(float(self.baselines.min()), 3) + 0.0,
            "times_read": round(self.times, 3),
            "clipped": round(self.clipped, 2),
        }

    def summary(self, cell, name, given):
        return " ".join([self._trained(cell, name), self._compared(), *self._refused(), *given.notes()])

    def _trained(self, cell, name):
        module, options = character_model.CELLS[cell]
        kind = f"{options.get('activation', '')} {module.NAME}".strip()
        trained = f"{self.step:,} {'update' if self.step == 1 else 'updates'} on {self.training.length:,} characters of {name}"
        loss = f"a loss of {short(self.held_out)} nats a character on the held-out text"
        if self.looked == self.step:
            return f"After {trained}, the {kind} has {loss}."
        return f"The {kind} has made {trained}. At the last look, after {self.looked:,} updates, it had {loss}."

    def _earlier(self):
        """What has to be said beside a loss that is not that of now."""
        return f", after {self.looked:,}" if self.looked < self.step else ""

    def _compared(self):
        best = f"the best n-gram model's {short(self.baselines.min())}"
        if self.kind == "unlearned":
            return f"It has learned nothing; {best} is what it has to beat."
        if self.kind in ("memorising", "astray"):
            lowest = short(min(value for step, value in self.training.looks if step <= self.step))
            why = "it learns by heart" if self.kind == "memorising" else "it unlearns; the learning rate is too high"
            training = f"and the loss on the text that it trains on is {short(self.smoothed)}: {why}."
            return f"That has been lower, {lowest}, {training} Beside it stands {best}."
        if self.kind == "ahead":
            return f"That is below {best}."
        return f"That is not below {best}" + (f", but below that of order {self.beaten}." if self.beaten else ".")

    def _refused(self):
        many = self.training.refused
        words = f"{many} gradients were not finite, or too large: they changed nothing. The learning rate is too high."
        return [words] if many else []
