"""What a character model writes, and how likely each character of it was; that is computed when somebody asks."""

import functools

import numpy as np

from rnnlab.labs.kit import page_text
from rnnlab.language import character_model

BACK = 10  # characters before a written one that are named with it


class Writing:
    """`text`: what the model adds to `prompt`, so many characters drawn at a temperature."""

    def __init__(self, model, prompt, length, temperature):
        self._given = model, prompt, temperature
        rng = np.random.default_rng(0)
        self.text = character_model.sample(model, prompt, length, temperature=temperature, rng=rng)

    def picture(self, heading):
        """What the panel `Written` takes, and what lies over it, as `page_text.written` returns them."""
        known = self._given[0].vocabulary.characters
        return page_text.written(heading, self.text, known, share=self.share, back=BACK)

    def share(self, i):
        """The probability of the character at place i after those before it."""
        return float(self._shares[i, self._given[0].vocabulary.encode(self.text[i])[0]])

    @functools.cached_property
    def _shares(self):
        model, prompt, temperature = self._given
        logits = character_model.states(model, prompt + self.text[:-1]).logits[len(prompt) - 1 :]
        return character_model.softmax(logits, temperature)
