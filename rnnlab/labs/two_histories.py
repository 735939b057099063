"""The same last letter after two beginnings: a network without a past beside one with a past."""

from typing import NamedTuple

import numpy as np

from rnnlab import probes
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import text
from rnnlab.lessons import story
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.bars import reach
from rnnlab.views.panels.letters import quoted
from rnnlab.views.panels.written import seen
from rnnlab.views.two_histories import TwoHistories, usual_or_wider

FEATURES = 8  # random numbers for each letter
VISIBLE = -2.0  # log10: a difference below a hundredth of the state cannot be seen in the bars
READINGS = {
    "memoryless": "difference ‖A − B‖ of the memoryless network's two states",
    "recurrent": "difference ‖A − B‖ of the recurrent network's two states",
}
OUTCOMES = {  # what an eye would say of two states, and of those of the recurrent network
    "equal": Outcome("", "equal", style.BLACK, "Those of the recurrent one too: {lost}."),
    "≈ equal": Outcome(
        "",
        "≈ equal",
        style.PLUM,
        "The recurrent states differ by {size}, too little to see: the beginnings are nearly forgotten.",
    ),
    "different": Outcome("", "different", style.GREEN_WORDS, "The recurrent states differ by {size}: the past is in them."),
}

START = {"history_a": "drago", "history_b": "buildi", "last": "n"}
START |= {"network": "random", "weight_scale": 1.0, "h": 12, "activation": "tanh", "seed": 0}
LONG_AGO = {**START, "history_a": "the dragon slept all nigh", "history_b": "one dragon slept all nigh", "last": "t", "h": 24}
STORY = {**START, "history_a": "t", "history_b": "teet", "last": "h", "network": "story"}
PRESETS = {
    "e or a space?": STORY,
    "one letter, two words": START,
    "no memory": {**STORY, "weight_scale": 0.0},
    "the recurrence off": {**START, "weight_scale": 0.0},
    "long ago": {**LONG_AGO, "weight_scale": 0.5},
    "long ago, larger g": {**LONG_AGO, "weight_scale": 2.5},
}


@laboratory(TwoHistories, PRESETS, READINGS)
def two_histories(
    *,
    history_a: controls.text("history A", placeholder="a beginning") = "drago",
    history_b: controls.text("history B", placeholder="another beginning") = "buildi",
    last: controls.stops("last letter", text.ALPHABET.strip()) = "n",
    network: controls.choice("network", typed_word.NETWORKS) = "random",
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    h: controls.whole("hidden size h", 1, 32) = 12,
    activation: controls.choice("activation", ACTIVATIONS) = "tanh",
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on memory: two networks with the same weights read `last` after `history_a` and after `history_b`.

    The recurrent network is h_t = f(x_t W_xh + h_{t-1} W_hh + b_h). The memoryless one has W_hh = 0, and is the same otherwise.
    The histories are 1 to 40 letters a-z or spaces; `last` is one letter a-z. network: "random", or "story", that of
    `rnnlab.lessons.story`, which knows four letters, says what it expects next, and has no use for h, activation and seed.
    weight_scale: the factor on W_hh. h: hidden size. activation: a name in `rnnlab.cells.activations.ACTIVATIONS`. Raises
    TypeError or ValueError naming the argument.
    """
    given = {"d": FEATURES, "h": h, "weight_scale": weight_scale, "activation": activation, "seed": seed}
    recurrent = typed_word.network(network, **given)
    histories = typed_word.coerce("history A", history_a), typed_word.coerce("history B", history_b)
    networks = {"memoryless": recurrent.without_memory(), "recurrent": recurrent}
    pairs = {name: Pair(one, *(one.after(history, last) for history in histories)) for name, one in networks.items()}
    limits = reach(np.concatenate([state for pair in pairs.values() for state in pair[1:]]))
    picture = {"histories": {"first": histories[0], "second": histories[1], "last": last}}
    picture |= {name: pair.picture() | {"limits": limits} for name, pair in pairs.items()}
    guesses = {name: pair.guess() for name, pair in pairs.items()}
    limits = usual_or_wider(np.concatenate([guess[side] for guess in guesses.values() for side in ("first", "second")]))
    picture |= {f"guess_{name}": guess | {"limits": limits} for name, guess in guesses.items()}
    readings = {name: 10.0**pair.difference for name, pair in pairs.items()}
    words = _summary(histories, last, weight_scale, pairs["recurrent"])
    if recurrent.out:
        words += f" With memory it guesses {pairs['recurrent'].expected()}; without, {pairs['memoryless'].expected()}."
    words += recurrent.unknown("".join(histories) + last)
    return Result(picture, readings, words, reached={}, idle=typed_word.IDLE[network])


class Pair(NamedTuple):
    """A network, its state after history A and the last letter, and after history B and the last letter."""

    network: typed_word.Network
    first: np.ndarray  # (h,)
    second: np.ndarray  # (h,)

    @property
    def difference(self):
        """log10 of the length of the difference."""
        return float(probes.log10_norm(self.first - self.second))

    @property
    def outcome(self):
        """A row of OUTCOMES."""
        if np.isneginf(self.difference):
            return OUTCOMES["equal"]
        size = max(probes.log10_norm(self.first), probes.log10_norm(self.second))
        return OUTCOMES["≈ equal" if self.difference - size < VISIBLE else "different"]

    def picture(self):
        """What the view takes about the states."""
        said = {"difference": style.magnitude(self.difference), "outcome": self.outcome}
        return {"first": self.first, "second": self.second, **said}

    def guess(self):
        """What the view takes about the next letter."""
        (a, b), (first, second) = (ask(np.stack(self[1:])) for ask in (self.network.guesses, self.network.outputs))
        says = f"A and B: “{seen(a)}”" if a == b else f"A: “{seen(a)}”   B: “{seen(b)}”"
        letters = story.LETTERS.characters
        return {"letters": letters, "first": first, "second": second, "says": says if a else "random weights: no guess"}

    def expected(self):
        """The guesses in a sentence."""
        a, b = map(quoted, self.network.guesses(np.stack(self[1:])))
        return f"{a} both times" if a == b else f"{a} after A and {b} after B"


def _summary(histories, last, weight_scale, recurrent):
    first, second = histories
    start = f"After “{first}” and after “{second}” comes the same letter, “{last}”."
    if first == second:
        return f"{start} The beginnings are the same too, so each network is in the same state both times."
    lost = "nothing of the beginnings is left" if weight_scale else "with weight scale 0 no past comes in"
    found = recurrent.outcome.sentence.format(lost=lost, size=style.magnitude(recurrent.difference))
    return f"{start} The two states of the memoryless network are exactly the same. {found}"
