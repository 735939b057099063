"""Questions to a character model, and answers short enough for a page."""

import numpy as np

from rnnlab import character_model, text, validation

SMALL = 0.05  # a probability below this is not named


def most_likely(shares, vocabulary, count=4):
    """The most likely characters of a distribution (characters,), the first one first: {"e": 0.9, "i": 0.1}.

    At most `count` of them, and none below a twentieth. One digit each: the others differ from machine to machine. Raises
    TypeError or ValueError naming the argument.
    """
    if not isinstance(vocabulary, text.Vocabulary):
        raise TypeError(f"vocabulary must be a rnnlab.text.Vocabulary, such as Vocabulary.of(text); got {vocabulary!r}")
    shares = validation.array("shares", shares, (len(vocabulary),))
    places = np.argsort(-shares, kind="stable")[: validation.whole("count", count)]
    return {vocabulary.characters[place]: round(float(shares[place]), 1) for place in places if shares[place] > SMALL}


def after(model, words, count=4):
    """What a CharacterModel expects after it has read `words`, in the form of `most_likely`."""
    return most_likely(character_model.states(model, words).probabilities[-1], model.vocabulary, count)


def surprise(model, words):
    """The loss of a CharacterModel on `words`, of all characters but the first: nats per character, one digit."""
    character_model.states(model, words)  # says what is wrong with them
    if len(words) < 2:
        raise ValueError(f"words must be at least two characters, one to read and one to foretell; got {words!r}")
    return round(character_model.evaluate(model, model.vocabulary.encode(words)), 1)
