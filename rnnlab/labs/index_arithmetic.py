"""Numbers for words: what happens when one counts with them, and with one-hot vectors instead."""

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import embeddings
from rnnlab.views.index_arithmetic import IndexArithmetic

WORDS = ("the", "building", "dragon", "king", "queen", "man", "woman", "dog", "puppy", "paris", "france", "bread")
SIGNS = {"plus": ("+", 1), "minus": ("−", -1)}

START = {"first": "the", "sign": "plus", "second": "building", "numbering": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "the + building": START,
    "numbered anew": {**START, "numbering": 3},
    "woman − man": {**START, "first": "woman", "sign": "minus", "second": "man"},
    "dragon + dragon": {**START, "first": "dragon", "second": "dragon"},
    "king − man": {**START, "first": "king", "sign": "minus", "second": "man"},
}
READINGS = {
    "number": "what comes out as a number",
    "farthest": "largest distance by number from the first word",
    "apart": "largest distance from the first word, one-hot",
}


@laboratory(IndexArithmetic, PRESETS, READINGS)
def index_arithmetic(
    *,
    first: controls.choice("first word", WORDS) = "the",
    sign: controls.choice("sign", SIGNS) = "plus",
    second: controls.choice("second word", WORDS) = "building",
    numbering: controls.whole("numbering", 0, 20) = 0,
):
    """A lab on numbered words: their numbers can be added and subtracted, and it means nothing.

    first, second: words of WORDS. sign: "plus" or "minus". numbering: 0 for the order of WORDS, any other for another order.
    Raises TypeError or ValueError naming the argument.
    """
    words = numbered(numbering)
    mark, factor = SIGNS[sign]
    i, j = words.index(first), words.index(second)
    total = (i + 1) + factor * (j + 1)
    named = words[total - 1] if 1 <= total <= len(words) else None
    one_hot = embeddings.one_hot([i, j], len(words))
    vectors = np.stack([*one_hot, one_hot[0] + factor * one_hot[1]])
    by_number = np.abs(np.arange(len(words)) - i)
    apart = np.linalg.norm(np.eye(len(words)) - one_hot[0], axis=1)
    held = _held(first, sign, second)
    said, summed = f"{first} {mark} {second}", f"{i + 1} {mark} {j + 1} = {total}".replace("= -", "= −")
    picture = {
        "headline": {
            "outcome": f"{said}  =  {named or '?'}",
            "sum": summed + ("" if named else ", and no word has this number"),
        },
        "numbers": {"words": words, "first": i, "last": total - 1},
        "one_hot": {"words": words, "names": (first, second, "result"), "vectors": vectors, "sign": mark, "remark": held},
        "distances": {"words": words, "word": first, "by_number": by_number, "one_hot": apart},
    }
    outcome = f"{said} = {named}, because {summed}" if named else f"{said} is no word, because {summed}"
    summary = (
        f"By number, {outcome}. One-hot, the result is {held}. "
        f"By number, “{first}” is 1 to {by_number.max()} away from the other words; one-hot, {apart.max():.2f} from each."
    )
    readings = {"number": float(total), "farthest": float(by_number.max()), "apart": float(apart.max())}
    return Result(picture, readings, summary, reached={})


def numbered(numbering):
    """The words in the order of their numbers."""
    order = np.random.default_rng(numbering).permutation(len(WORDS)) if numbering else range(len(WORDS))
    return [WORDS[place] for place in order]


def _held(first, sign, second):
    """What a sum of two one-hot vectors holds."""
    if first == second:
        return f"twice “{first}”, no other word" if sign == "plus" else "nothing but zeros"
    return f"“{first}” {'and' if sign == 'plus' else 'minus'} “{second}”, no third word"
