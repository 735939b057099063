"""Inside a trained character model: all its units at each character of a text, which of them answer to a stretch of it, where
else they do, and how the text goes on."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.file_button import path_line
from rnnlab.labs.kit.lab import Lab, Refusal, Result
from rnnlab.labs.kit.memo import Memo
from rnnlab.labs.kit.writing import Writing
from rnnlab.language import character_model, files, model_files, small_model, text_sources
from rnnlab.lessons import inside_a_model as lesson
from rnnlab.views.inside_a_model import AROUND, LONGEST, MATCHES, InsideAModel
from rnnlab.views.kit import style
from rnnlab.views.panels.next_letters import MOST
from rnnlab.views.panels.written import named, seen

HEARD = 1000  # characters that a model writes, to find out which of its units tell most
ELSEWHERE = 6000  # characters, the end of the tale, in which other places are looked for
WRITTEN = 64  # characters that it goes on for

START = {"prompt": "The keeper of the third bridge said", "step": 20}
START |= {"unit": 1, "length": 3, "threshold": 0.5, "temperature": 1.0}
PRESETS = {
    "cold": {**START, "temperature": 0.3},
    "hot": {**START, "temperature": 2.0},
    "another unit": {**START, "unit": 2},
    "the end of a word": {**START, "step": 23, "length": 4},
}


READINGS = {
    "value": "value of the unit after the last character that was read",
    "informative": "what the unit tells about the next character, nats",
    "answering": "units that are on all through the stretch",
    "elsewhere": "other places where all of these are on",
    "probability": "probability of the most likely next character, at the temperature",
    "entropy": "entropy of the next character at the temperature, nats",
}


def inside_a_model(*, model=None, path="", prompt=START["prompt"], step=20, unit=1, length=3, threshold=0.5, temperature=1.0):
    """A lab on the inside of a character model, which reads `prompt`.

    model: a `rnnlab.language.character_model.CharacterModel`, such as the `model` of the lab where it was trained; without one,
    a small GRU is trained on the tale, always the same. path: of a file with another, kept by `character_training`'s button or
    by `rnnlab.language.model_files.save`. prompt: 1 to 48 characters; those that the model does not know are
    replaced by relatives or left out. step: characters read, where the next one is asked for; the clock. unit: a rank, 1 for
    the unit that tells most. length: of the stretch, the last characters read. threshold: a unit answers to the stretch if it
    stays beyond it, on one side, all through (`rnnlab.lessons.inside_a_model`); other places where these units do so are looked
    for in the tale, or, for a model that cannot read that, in what it writes itself. temperature: from 0, the most likely
    character always, to 2. Once all of the prompt is read, a click on a next character in the picture writes it behind. Raises
    TypeError or ValueError naming the argument.

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
            "path": path_line("own model", placeholder="a kept .npz", name="choose a model's file"),
            "prompt": controls.text("prompt", placeholder="what the model reads", along={"step": LONGEST}),
            "step": clock(LONGEST, first=1, label="characters read", interval=400, ends=True),
            "unit": controls.whole("unit by rank", 1, model.h),
            "length": controls.whole("stretch", 1, 12),
            "threshold": controls.real("threshold", 0.0, 1.0, 0.05),
            "temperature": controls.real("temperature", 0.0, 2.0, 0.05),
        },
        values=values,
        view=InsideAModel,
        measure=functools.partial(measure, Memo(), model=model),
        presets={name: settings | {"unit": min(settings["unit"], model.h)} for name, settings in PRESETS.items()},
        words=READINGS,
        given=given,
    )


def measure(memo, *, model, path, **settings):
    """What the lab measures: on the model in the file at `path`, or on the one that is given."""
    inside = memo(_opened, path, files.version(path)) if path.strip() else memo(Experiment, model)
    return inside.measure(**settings)


def _opened(path, version):
    try:
        return Experiment(model_files.load(path))
    except ValueError as error:
        raise Refusal(f"The {error}.") from None


class Experiment:
    """What the lab measures on one model."""

    def __init__(self, model):
        self._model, self._memo = model, Memo()
        self._scores = informative(model)
        self._ranked = np.argsort(-self._scores, kind="stable")
        tale = text_sources.tale()[-ELSEWHERE:]
        readable = not model.vocabulary.outsiders(tale)
        self._text = tale if readable else _heard(model)
        self._where = "the end of the tale" if readable else "what it writes"
        self._states = character_model.states(model, self._text).H

    def measure(self, *, prompt, step, unit, length, threshold, temperature):
        known, _ = typed_word.admitted("prompt", prompt, self._model.vocabulary, LONGEST)
        replaced, strange = typed_word.replaced(prompt, self._model.vocabulary)
        reading = self._memo(self._read, known)
        step = min(step, len(known))
        length = min(length, step)
        unit = min(unit, len(self._scores))
        place = int(self._ranked[unit - 1])
        shares, plain = (character_model.softmax(reading.logits[step - 1], heat) for heat in (temperature, 1.0))
        likely = np.argsort(-plain, kind="stable")[:MOST]
        of_unit = float(reading.H[step - 1, place]), float(self._scores[place])
        found = Measurement(known, step, unit, place, len(self._scores), *of_unit)
        best = self._model.vocabulary.characters[int(likely[0])]
        said = Expected(best, float(shares[likely[0]]), _entropy(shares), temperature)
        alike = Alike(known[step - length : step], *self._memo(self._alike, known, step, length, threshold))
        stretch = {"step": step, "length": length}
        going_on = self._memo(Writing, self._model, known[:step], WRITTEN, temperature)
        written, page = going_on.picture(f"at temperature {temperature:.2f} it goes on")
        picture = {
            "coloured": stretch
            | {"heading": found.heading(), "text": known, "values": reading.H[:, place], "unit": place, "replaced": replaced},
            "units": stretch
            | {"H": reading.H, "units": self._ranked, "rank": unit, "answering": np.flatnonzero(alike.sides[self._ranked])},
            "next": self._next(said, known, step, likely, shares, plain),
            "elsewhere": alike.picture(self._text, self._where),
            "written": written,
        }
        summary = [said.summary(known[:step]), found.summary(), alike.summary(self._where), *strange]
        if page:
            places = ("".join(parts).replace("\n", "¶") for parts in picture["elsewhere"]["places"])
            page += ("elsewhere", "\n".join(places)), ("next", picture["next"]["letters"])
            picture["elsewhere"]["places"] = []  # they would be wider than what lies over them
        reached = {"step": step, "unit": unit}
        return Result(
            picture,
            _readings(found, said, alike),
            " ".join(summary),
            reached=reached,
            page=page,
            tops={"unit": len(self._scores)},
        )

    def _next(self, said, known, step, likely, shares, plain):
        """The bars of what comes next: the characters `likely`, of all shares at the temperature and at 1."""
        return {
            "heading": said.heading(known[:step]),
            "note": f"percent, at temperature {said.temperature:.2f};  lines: at 1.00",
            "read": known if step == len(known) else None,
            "letters": [self._model.vocabulary.characters[index] for index in likely],
            "shares": shares[likely],
            "plain_shares": plain[likely],
        }

    def _read(self, known):
        return character_model.states(self._model, known)

    def _alike(self, known, step, length, threshold):
        """Which units answer to a stretch of what was read, and where else they do."""
        sides = lesson.answering(self._memo(self._read, known).H, step - length, step, threshold)
        return sides, *lesson.places(self._states, sides, length, threshold, MATCHES)


class Alike(NamedTuple):
    """The units that answer to a stretch, and other places where they do, in a picture and in words."""

    stretch: str
    sides: np.ndarray  # (h,)
    starts: list
    counts: list
    everywhere: int

    @property
    def units(self):
        """How many units answer."""
        return int(np.count_nonzero(self.sides))

    def picture(self, text, where):
        """What the panel `Elsewhere` takes."""
        ends = [(start, start + len(self.stretch)) for start in self.starts]
        parts = [(text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]) for start, end in ends]
        on = " to ".join(str(count) for count in sorted(set(self.counts[-1:] + self.counts[:1])))
        heading = f"{style.counted(self.units, 'unit')} on all through “{seen(self.stretch)}”"
        note = f"{on} of them are on here too, in {where}:" if self.starts else "nowhere else are any of them on"
        return {"heading": heading, "note": note, "places": parts}

    def summary(self, where):
        """In words."""
        places = style.counted(self.everywhere, "place")
        all_on = f" In {where} they all are at {places}." if self.units else ""
        return f"{style.counted(self.units, 'unit')} {'is' if self.units == 1 else 'are'} on all through the stretch.{all_on}"


class Measurement(NamedTuple):
    """One unit at one character, and the words for it."""

    text: str
    step: int
    rank: int
    place: int
    h: int
    value: float
    score: float  # how much it says of what comes next

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
    reading = character_model.states(model, _heard(model))
    W_hy = model.model.readout.W_hy.astype(float)
    log_p = _log_softmax(reading.logits.astype(float))
    p, away = np.exp(log_p), reading.H - reading.H.mean(axis=0)
    scores = [(p * (log_p - _log_softmax(log_p - np.outer(away[:, k], W_hy[k])))).sum(axis=1).mean() for k in range(len(W_hy))]
    return np.maximum(np.array(scores), 0.0)


def _heard(model):
    """What a model writes when nobody asks."""
    return character_model.sample(model, character_model.opening(model.vocabulary), HEARD, rng=np.random.default_rng(0))


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


def _readings(found, said, alike):
    """The numbers of READINGS."""
    return {
        "value": round(found.value, 3) + 0.0,
        "informative": round(found.score, 4) + 0.0,
        "answering": float(alike.units),
        "elsewhere": float(alike.everywhere),
        "probability": round(said.share, 3),
        "entropy": round(said.entropy, 3) + 0.0,
    }
