"""A network reads a word: what its state is after each letter, and how long the first letter makes a difference."""

import itertools
from typing import NamedTuple

import numpy as np

from rnnlab import probes
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import text
from rnnlab.views.hidden_state import HiddenState
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.letters import quoted
from rnnlab.views.panels.written import seen

ALIKE = 3  # states after the letter of now that stand side by side
STEADY = 1.0  # decades: a difference that changes by less than a factor of ten over the word is called steady
STILL = 0.3  # decades, about a factor of 2: one that changes by more is not "still" there, and the words name the limit

START = {"word": "the hidden state", "other": "s", "step": 16}
START |= {"network": "random", "weight_scale": 1.0, "h": 16, "d": 8, "activation": "relu", "seed": 0}
STORY = {**START, "network": "story", "word": "teeth the ", "other": "h", "step": 9}
PRESETS = {
    "the story": STORY,
    "the story, no memory": {**STORY, "weight_scale": 0.0},
    "vanishing": {**START, "weight_scale": 0.7},
    "one letter, three states": {**START, "word": "banana", "other": "c", "step": 6, "weight_scale": 1.4},
    "steady": {**START, "h": 32, "weight_scale": 1.4},
    "the recurrence off": {**START, "word": "banana", "other": "c", "step": 6, "weight_scale": 0.0},
    "growing": {**START, "h": 32, "weight_scale": 2.0},
    "tanh cannot grow": {**START, "h": 32, "weight_scale": 2.5, "activation": "tanh"},
}
READINGS = {
    "size": "length ‖hₜ‖ of the state after t letters",
    "difference_first": "difference ‖h − h′‖ of the two states after the first letter",
    "difference_last": "difference ‖h − h′‖ of the two states after the last letter",
    "decades": "powers of ten by which the difference changes over the word",
}
AFTER_1 = "is {first} after letter 1 and "
OUTCOMES = {
    "vanishing": Outcome("▼", "vanishing", style.BLUE, AFTER_1 + "{last} after letter {T}: vanishing."),
    "gone": Outcome("▼", "gone", style.BLUE, AFTER_1 + "gone from letter {gone} on: the states are equal to the last digit."),
    "steady": Outcome("●", "steady", style.GREEN_WORDS, AFTER_1 + "{still}{last} after letter {T}: steady{limit}."),
    "growing": Outcome("▲", "growing", style.VERMILION_WORDS, AFTER_1 + "{last} after letter {T}: growing."),
    "none": Outcome("○", "no difference", style.GREY, "is exactly 0: both first letters lead to the same state."),
    "too short": Outcome("○", "one letter only", style.GREY, "is {first}, and no letter follows that could change that."),
}


@laboratory(HiddenState, PRESETS, READINGS)
def hidden_state(
    *,
    word: controls.text("word", placeholder="letters a to z") = "the hidden state",
    other: controls.stops("other first letter", text.ALPHABET.strip()) = "s",
    step: clock(typed_word.LONGEST, label="letters read t", interval=400) = 10,
    network: controls.choice("network", typed_word.NETWORKS) = "random",
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    h: controls.whole("hidden size h", 1, 64) = 16,
    d: controls.whole("input size d", 1, 32) = 8,
    activation: controls.choice("activation", ACTIVATIONS) = "relu",
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on the state: a network reads `word` letter by letter, and beside it the same word with `other` as first letter.

    word: 1 to 40 letters a-z or spaces. step: letters read so far, from 0; the clock. network: "random", or "story", that of
    `rnnlab.lessons.story`, which knows four letters and has no use for h, d, activation and seed. weight_scale: the factor on
    W_hh. h: hidden size. d: how many random numbers stand for a letter. activation: a name in
    `rnnlab.cells.activations.ACTIVATIONS`. Raises TypeError or ValueError naming the argument.
    """
    reader = typed_word.network(network, h=h, d=d, weight_scale=weight_scale, activation=activation, seed=seed)
    word = typed_word.coerce("word", word)
    twin, t = other + word[1:], min(step, len(word))
    H, H_twin = map(reader.states, (word, twin))
    found = Measurement(word, twin, H, probes.log10_norm(H[1:] - H_twin[1:], axis=1), t, reader.guesses(H[1:]))
    ways = {"reached": {"step": t}, "over": t == len(word), "idle": typed_word.IDLE[network]}
    return Result(found.picture(), found.readings(), found.summary() + reader.unknown(word + other), **ways)


class Measurement(NamedTuple):
    """What was found for one word, and the words for it."""

    word: str
    twin: str
    H: np.ndarray  # (T+1, h)
    norms: np.ndarray  # (T,) log10
    t: int
    guesses: list  # the letter that the network guesses after each, or "" for each

    @property
    def alike(self):
        """The last places, from 0, where the letter of now was read."""
        return [i for i in range(self.t) if self.word[i] == self.word[self.t - 1]][-ALIKE:]

    def apart(self):
        """How far the states after the letter of now are from each other, in words."""
        for i, j in itertools.combinations(self.alike, 2):
            yield f"{i + 1} and {j + 1}: {style.magnitude(probes.log10_norm(self.H[i + 1] - self.H[j + 1]))} apart"

    def names(self):
        """What stands below the states of now: the letter's place, and what is guessed after it."""
        return [f"{i + 1}{' → ' * bool(self.guesses[i])}{seen(self.guesses[i])}" for i in self.alike]

    @property
    def kind(self):
        """A key of OUTCOMES."""
        if np.isneginf(self.norms[0]):
            return "none"
        if len(self.word) == 1:
            return "too short"
        if np.isneginf(self.norms[-1]):
            return "gone"
        return "vanishing" if self.change < -STEADY else "growing" if self.change > STEADY else "steady"

    @property
    def change(self):
        """Of the difference over the word, in decades."""
        return self.norms[-1] - self.norms[0]

    def picture(self):
        T, last = len(self.word), style.magnitude(self.norms[-1])
        lines = [f"first letter {seen(self.word[0])} or {seen(self.twin[0])}", f"after letter {T}: {last}"]
        if 0 < self.t < T:
            lines.insert(1, f"after letter {self.t}: {style.magnitude(self.norms[self.t - 1])}")
        heading = f"states after {quoted(self.word[self.t - 1])}" if self.t else "at first: zeros"
        states, read = {"H": self.H[1:], "alike": self.alike}, {"word": self.word, "t": self.t}
        return {
            "states": states | read,
            "alike": states | {"heading": heading, "names": self.names(), "lines": list(self.apart())},
            "survival": read | {"norms": self.norms, "twin": self.twin, "outcome": OUTCOMES[self.kind], "lines": lines},
        }

    def readings(self):
        with np.errstate(all="ignore"):
            return {
                "size": float(np.linalg.norm(self.H[self.t])),
                "difference_first": float(10.0 ** self.norms[0]),
                "difference_last": float(10.0 ** self.norms[-1]),
                "decades": 0.0 if self.kind == "none" else round(float(self.change), 9) + 0.0,
            }

    def summary(self):
        read = f"After {self.t} of {len(self.word)} letters the state has length {self.readings()['size']:.3g}."
        read += f" It guesses {quoted(self.guesses[self.t - 1])} next." if self.guesses[self.t - 1] else ""
        start = read if self.t else f"Before the first of {len(self.word)} letters the state is all zeros."
        return f"{start} {self._difference()}"

    def _difference(self):
        if self.twin == self.word:
            return f"The other first letter is the same, {quoted(self.word[0])}: there is no difference."
        first, last = style.magnitude(self.norms[0]), style.magnitude(self.norms[-1])
        gone = int(np.argmax(np.isneginf(self.norms))) + 1
        words = {"first": first, "last": last, "T": len(self.word), "gone": gone, "still": "", "limit": ""}
        if self.kind == "steady":
            words["still"] = "still " if -STILL <= self.change <= 0 else ""
            words["limit"] = "" if abs(self.change) <= STILL else ", for it changed less than tenfold"
        told = OUTCOMES[self.kind].sentence.format(**words)
        return f"With {quoted(self.twin[0])} in place of {quoted(self.word[0])} the difference {told}"
