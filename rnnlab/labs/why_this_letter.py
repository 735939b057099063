"""Why this letter: what two trained cells owe to each letter before the one that came, and how often they are right."""

import functools

import numpy as np

from rnnlab import stored
from rnnlab.labs.character_training import lab as training
from rnnlab.labs.kit import controls, text_chooser, typed_word
from rnnlab.labs.kit.lab import Refusal, Result, laboratory
from rnnlab.lessons import why_this_letter as lesson
from rnnlab.views.kit import style
from rnnlab.views.panels.written import named
from rnnlab.views.why_this_letter import LONGEST, WhyThisLetter

CELLS = ("RNN", "GRU", "LSTM")
EARLY, BEST = "60 updates", "its lowest held-out loss"
TOO = " too"  # behind the name of a cell that stands on both sides
BACK = 40  # letters back that are looked at on the held-out text

TEXT = "The keeper of the third bridge said"
START = {"text": TEXT, "place": 29, "first": "RNN", "second": "GRU", "trained": EARLY, "logarithmic": True}
PRESETS = {
    "at their best": {**START, "trained": BEST, "logarithmic": False},
    "the b of bridge": {**START, "place": 25, "trained": BEST, "logarithmic": False},
    "LSTM and GRU": {**START, "first": "LSTM"},
}
READINGS = {
    **{f"probability_{which}": f"probability of the letter in the {which} model" for which in ("first", "second")},
    **{f"accuracy_{which}": f"share of the held-out text that the {which} model is right at" for which in ("first", "second")},
    **{f"half_{which}": f"letters back in which half of the {which} model's gradient lies" for which in ("first", "second")},
    **{f"far_{which}": f"mean of log10 of the {which} model's gradient {BACK} letters back" for which in ("first", "second")},
}


@laboratory(lambda: WhyThisLetter(BACK), PRESETS, READINGS)
def why_this_letter(
    memo,
    *,
    text: controls.text("text", placeholder="what the models read", along={"place": LONGEST}) = TEXT,
    place: controls.whole("letter number", 2, LONGEST) = 29,
    first: controls.choice("above", CELLS) = "RNN",
    second: controls.choice("below", CELLS) = "GRU",
    trained: controls.choice("trained up to", (EARLY, BEST)) = EARLY,
    logarithmic: controls.switch("logarithmic bars") = True,
):
    """A lab on two character models of 128 units that have learned from the tale: why do they expect a letter of `text`?

    Under and over each letter before it stands the length of d log p / dx: p is the probability of the letter in question, x
    the one-hot vector of the letter read (`rnnlab.lessons.why_this_letter`). Below, on the held-out text: how often the models
    are right, by how many letters of the word have been read, and the mean of the gradient's logarithm by how far back it is.

    text: 2 to 48 characters; those that the models do not know are replaced by relatives or left out. place: which letter is
    asked about, from 2; a click on a letter sets it. first, second: the cells, of CELLS. trained: after 60 updates, or where
    the held-out loss was lowest. logarithmic: whether the bars show powers of ten, or the sizes as they are. Raises TypeError
    or ValueError naming the argument.
    """
    vocabulary = _learned(first, trained).vocabulary
    known, _ = typed_word.admitted("text", text, vocabulary, LONGEST)
    if len(known) < 2:
        raise Refusal("The text needs at least two letters: one to read, and one to ask about.")
    place = min(place, len(known))
    names = (first, second) if first != second else (first, second + TOO)
    found = [memo(_why, cell, trained, known[:place], apart=which) for which, cell in enumerate((first, second))]
    sizes = np.array([why.sizes[:, 0] for why in found])
    probabilities = [float(why.probability[0]) for why in found]
    halves = [int(np.searchsorted(np.cumsum(each[::-1]), each.sum() / 2)) + 1 for each in sizes]  # letters with half of it
    overall, shares, reach = (np.array(each) for each in zip(*(_on_held_out(cell, trained) for cell in (first, second))))
    picture = {
        "because": {
            "text": known,
            "place": place - 1,
            "headings": [
                f"{name}: “{known[place - 1]}” {100 * p:.0f} %, half from {_last(half)}"
                for name, p, half in zip(names, probabilities, halves)
            ],
            "sizes": sizes,
            "logarithmic": logarithmic,
        },
        "accuracy": {"names": names, "overall": overall, "shares": shares},
        "reach": {"names": names, "reach": reach},
    }
    told = {"probability": probabilities, "accuracy": overall, "half": halves, "far": reach[:, -1]}
    readings = {
        f"{name}_{which}": round(float(value), 3) + 0.0
        for name, values in told.items()
        for which, value in zip(("first", "second"), values)
    }
    summary = _summary(known, place, names, probabilities, halves, overall, reach[:, -1])
    _, strange = typed_word.replaced(text, vocabulary)
    return Result(picture, readings, " ".join([*summary, *strange]), reached={"place": place})


@functools.cache
def _learned(cell, trained):
    """A model of one of CELLS as it is stored, in double precision."""
    run = training.preset(f"tale, {cell}")
    stored.resume(run, seed=training.START["seed"])
    best, _ = min(run.looks, key=lambda look: look[1])
    _, model = run.model_at(best if trained == BEST else int(trained.split()[0]))
    return lesson.exactly(model)


@functools.cache
def _on_held_out(cell, trained):
    """How often such a model is right on the held-out text, also by letters read, and how far back it looks there."""
    model = _learned(cell, trained)
    _, held_out = text_chooser.read("tale", "").parts(training.START["amount"])
    return *lesson.accuracy(model, model.vocabulary.decode(held_out)), lesson.reach(model, held_out, back=BACK)


def _why(cell, trained, words):
    """What such a model owes the last of these words' letters to."""
    model = _learned(cell, trained)
    read = model.vocabulary.encode(words)
    return lesson.why(model, read[:-1, None], read[-1:])


def _last(letters):
    return "the last letter" if letters == 1 else f"the last {letters} letters"


def _summary(known, place, names, probabilities, halves, overall, far):
    """The picture in words, sentence by sentence. Of the same model on both sides each number is said once."""
    before = known[max(0, place - 21) : place - 1].replace("\n", " ")
    kinds = dict.fromkeys(name.removesuffix(TOO) for name in names)

    def each(words):
        return ", ".join(f"{word} in the {kind}" for word, kind in zip(words, kinds))

    dots = "…" if place > 21 else ""
    right, *other = [f"{100 * share:.0f} %" for share in overall[: len(kinds)]]
    beside = f", the {names[1]} at {other[0]}" if other else ""
    yield f"After “{dots}{before}”, {named(known[place - 1])} has {each([f'{100 * p:.0f} %' for p in probabilities])}."
    yield f"Half of its gradient lies on {each([_last(half) for half in halves])}."
    yield f"On the held-out text the {names[0]} is right at {right} of the characters{beside}."
    yield f"There, {BACK} letters back the gradient is {each([style.magnitude(size) for size in far])}."
    if len(kinds) == 1:
        yield "Above and below stands the same model."
