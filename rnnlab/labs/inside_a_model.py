"""Inside a trained character model: one unit's value at each character of a text, and what the model expects to come next."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Lab, Result
from rnnlab.labs.kit.memo import Memo
from rnnlab.language import character_model, small_model
from rnnlab.views.inside_a_model import LONGEST, InsideAModel
from rnnlab.views.panels.next_letters import MOST
from rnnlab.views.panels.written import named, seen

HEARD = 1000  # characters that a model writes, to find out which of its units tell most

START = {"prompt": "The keeper of the third bridge said", "step": 20, "unit": 1, "temperature": 1.0}
PRESETS = {
    "cold": {**START, "temperature": 0.3},
    "hot": {**START, "temperature": 2.0},
    "another unit": {**START, "unit": 2},
    "the end of a word": {**START, "prompt": "the lamp, the bell and the bench", "step": 8},
}


READINGS = {
    "value": "value of the unit after the last character that was read",
    "informative": "what the unit tells about the next character, nats",
    "probability": "probability of the most likely next character, at the temperature",
    "entropy": "entropy of the next character at the temperature, nats",
}


def inside_a_model(*, model=None, prompt="The keeper of the third bridge said", step=20, unit=1, temperature=1.0):
    """A lab on the inside of a character model, which reads `prompt`.

    model: a `rnnlab.language.character_model.CharacterModel`, such as the `model` of the lab where it was trained; without one,
    a small GRU is trained on the tale, always the same. prompt: 1 to 80 characters; those that the model does not know are
    replaced by relatives or left out. step: characters read, where the next one is asked for; the clock. unit: a rank, 1 for
    the unit that tells most. temperature: from 0, the most likely character always, to 2. Once all of the prompt is read, a
    click on a next character in the picture writes it behind. Raises TypeError or ValueError naming the argument.

    What a unit tells is the difference that it makes: the readout sees its mean in place of its value, and the distribution of
    the next character changes by so many nats (the Kullback-Leibler divergence), on average over 1,000 characters that the
    model itself writes. What the unit does by way of later states is not counted.
    """
    values = dict(locals())
    given = [] if model is None else ["model"]
    model = _checked(values.pop("model"))
    return Lab(
        "inside_a_model",
        controls={
            "prompt": controls.text("prompt", placeholder="what the model reads", along={"step": LONGEST}),
            "step": clock(LONGEST, first=1, label="characters read", interval=400, ends=True),
            "unit": controls.whole("unit by rank", 1, model.h),
            "temperature": controls.real("temperature", 0.0, 2.0, 0.05),
        },
        values=values,
        view=lambda: InsideAModel(model.h),
        measure=Experiment(model).measure,
        presets={name: settings | {"unit": min(settings["unit"], model.h)} for name, settings in PRESETS.items()},
        words=READINGS,
        given=given,
    )


class Experiment:
    """What the lab measures on one model."""

    def __init__(self, model):
        self._model, self._memo = model, Memo()
        self._scores = informative(model)
        self._ranked = np.argsort(-self._scores, kind="stable")

    def measure(self, *, prompt, step, unit, temperature):
        known, _ = typed_word.admitted("prompt", prompt, self._model.vocabulary, LONGEST)
        replaced, strange = typed_word.replaced(prompt, self._model.vocabulary)
        reading = self._memo(self._read, known)
        step = min(step, len(known))
        place = int(self._ranked[unit - 1])
        shares, plain = (character_model.softmax(reading.logits[step - 1], heat) for heat in (temperature, 1.0))
        likely = np.argsort(-plain, kind="stable")[:MOST]
        found = Measurement(known, step, unit, place, len(self._scores), float(reading.H[step - 1, place]))
        best = self._model.vocabulary.characters[int(likely[0])]
        said = Expected(best, float(shares[likely[0]]), _entropy(shares), temperature)
        picture = {
            "coloured": {
                "heading": found.heading(),
                "text": known,
                "values": reading.H[:, place],
                "unit": place,
                "step": step,
                "replaced": replaced,
            },
            "next": {
                "heading": said.heading(known[:step]),
                "note": f"percent, at temperature {temperature:.2f};  lines: at 1.00",
                "read": known if step == len(known) else None,
                "letters": [self._model.vocabulary.characters[index] for index in likely],
                "shares": shares[likely],
                "plain_shares": plain[likely],
            },
            "ranking": {"scores": self._scores[self._ranked], "units": self._ranked, "rank": unit},
        }
        readings = {
            "value": round(found.value, 3) + 0.0,
            "informative": round(float(self._scores[place]), 4) + 0.0,
            "probability": round(said.share, 3),
            "entropy": round(said.entropy, 3) + 0.0,
        }
        return Result(
            picture, readings, " ".join([said.summary(known[:step]), found.summary(), *strange]), reached={"step": step}
        )

    def _read(self, known):
        return character_model.states(self._model, known)


class Measurement(NamedTuple):
    """One unit at one character, and the words for it."""

    text: str
    step: int
    rank: int
    place: int
    h: int
    value: float

    def heading(self):
        return f"unit {self.place} (no. {self.rank} of {self.h}) at “{seen(self.text[self.step - 1])}”: {_signed(self.value)}"

    def summary(self):
        """The unit in words."""
        return f"Unit {self.place}, number {self.rank} of {self.h} by what it tells, stands at {_signed(self.value)}."


class Expected(NamedTuple):
    """What the model expects, and the words for it."""

    character: str  # the most likely one
    share: float  # at the temperature
    entropy: float
    temperature: float

    def heading(self, read):
        start = "…" + seen(read[-10:]) if len(read) > 10 else seen(read)
        return f"after “{start}”: “{seen(self.character)}” {100 * self.share:.0f} %"

    def summary(self, read):
        start = " ".join((read[-20:]).split("\n"))
        return (
            f"After “{'…' if len(read) > 20 else ''}{start}” the most likely next character is {named(self.character)}, with "
            f"{100 * self.share:.0f} % at temperature {self.temperature:.2f}. The model is as unsure as between "
            f"{np.exp(self.entropy):.1f} equally likely ones."
        )


def informative(model):
    """What each unit tells, in nats: (h,). `inside_a_model` says what that is."""
    written = character_model.sample(model, character_model.opening(model.vocabulary), HEARD, rng=np.random.default_rng(0))
    reading = character_model.states(model, written)
    W_hy = model.model.readout.W_hy.astype(float)
    log_p = _log_softmax(reading.logits.astype(float))
    p, away = np.exp(log_p), reading.H - reading.H.mean(axis=0)
    scores = [(p * (log_p - _log_softmax(log_p - np.outer(away[:, k], W_hy[k])))).sum(axis=1).mean() for k in range(len(W_hy))]
    return np.maximum(np.array(scores), 0.0)


def _log_softmax(logits):
    below = logits - logits.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


def _entropy(shares):
    return float(-(shares * np.log(np.where(shares > 0, shares, 1))).sum())


def _checked(model):
    if model is None:
        return small_model.trained()
    if not isinstance(model, character_model.CharacterModel):
        wanted = "model must be a rnnlab.language.character_model.CharacterModel, such as the model of labs.character_training"
        raise TypeError(f"{wanted}; got {type(model).__name__}")
    return model


def _signed(value):
    return f"{value:+.2f}".replace("-", "−")
