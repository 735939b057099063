"""A small trained network reads a text letter by letter and guesses each next one, with its memory or without."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import character_model, small_model, text
from rnnlab.views.next_letter import LONGEST, NextLetter
from rnnlab.views.panels.next_letters import MOST
from rnnlab.views.panels.written import named, percent

START = {"prompt": "The keeper of the third bridge said", "step": 16, "memory": True}
ALL = {**START, "step": len(START["prompt"])}
PRESETS = {
    "read it all": ALL,
    "without memory": {**ALL, "memory": False},
    "other words": {**ALL, "prompt": "the river and the bridge", "step": 24},
    "no words of the tale": {**ALL, "prompt": "hello my name is anna", "step": 21},
}
READINGS = {
    "right": "letters guessed right so far",
    "guessed": "letters guessed so far that have been read since",
    "probability": "probability of the letter that it guesses",
}


@laboratory(NextLetter, PRESETS, READINGS)
def next_letter(
    memo,
    *,
    prompt: controls.text("text", placeholder="type something") = "The keeper of the third bridge said",
    step: clock(LONGEST, first=1, label="letters read", interval=400, ends=True) = 16,
    memory: controls.switch("memory") = True,
):
    """A lab on reading: a small network that has learned from the course's tale reads `prompt`, and guesses each next letter.

    prompt: 1 to 36 characters; those that the network does not know are replaced by relatives or left out. step: letters read,
    from 1; the clock. Who types on where all is read has read what was typed. memory: without it the state is put back to zeros
    before each letter. The network is `rnnlab.language.small_model`. Once all is read, a click on a next letter in the picture
    writes it. Raises TypeError or ValueError naming the argument.
    """
    model = small_model.trained()
    known, outsiders = typed_word.admitted("text", prompt, model.vocabulary, LONGEST)
    step = memo(Reader).read(known, step)
    reading = (character_model.states if memory else character_model.states_without_memory)(model, known)
    shares = character_model.softmax(reading.logits)
    guesses = model.vocabulary.decode(shares.argmax(axis=1))
    found = Moment(known, step, guesses[:step], float(shares[step - 1].max()), memory, outsiders)
    score = f"{found.right} of {step - 1} right"
    likely = np.argsort(-shares[step - 1], kind="stable")[:MOST]
    picture = {
        "guesses": {"heading": found.guess(), "score": score, "text": known, "guesses": guesses[:step]},
        "lights": {"h": reading.H[step - 1], "note": "the last letter alone" if not memory else "all that it remembers"},
        "next": {
            "heading": "how likely each next letter is",
            "note": "percent;  ▼ what does come next" if step < len(known) else "percent;  click on a letter to write it",
            "read": known if step == len(known) else None,
            "letters": model.vocabulary.decode(likely),
            "shares": shares[step - 1, likely],
            "right": known[step : step + 1],
        },
    }
    readings = {"right": float(found.right), "guessed": step - 1.0, "probability": round(found.share, 3)}
    return Result(picture, readings, found.summary(), reached={"step": step})


class Reader:
    """Who knows what was read last, so that reading follows a hand that types on."""

    def __init__(self):
        self._before = "", 0  # the text, and how much of it was read

    def read(self, known, step):
        """How much is read of what there is now, where the clock stands at `step`."""
        before, read = self._before
        typed_on = read == step == len(before) and known.startswith(before)
        self._before = known, len(known) if typed_on else min(step, len(known))
        return self._before[1]


class Moment(NamedTuple):
    """So many letters read, and the words for what was guessed."""

    text: str
    step: int
    guesses: str  # one after each letter read; the last is that of now
    share: float  # its probability
    memory: bool
    outsiders: list

    @property
    def right(self):
        """How many guesses have come true."""
        return sum(guess == letter for guess, letter in zip(self.guesses[:-1], self.text[1:]))

    def guess(self):
        """The guess of now, and whether it is right."""
        guess, comes = self.guesses[-1], self.text[self.step : self.step + 1]
        outcome = ": right" if guess == comes else f": wrong, {named(comes)} comes" if comes else ""
        return f"it guesses {named(guess)} with {percent(self.share)}{outcome}"

    def summary(self):
        start = f"“{'…' if self.step > 20 else ''}{' '.join(self.text[max(self.step - 20, 0) : self.step].splitlines())}”"
        words = f"After {start} {self.guess()}. So far {self.right} of {self.step - 1} guesses came true."
        if not self.memory:
            words += " The memory is off: the state is put back to zeros before each letter."
        if self.outsiders:
            words += f" The network does not know {text.named(self.outsiders)}, and reads a relative or nothing."
        return words
