"""A small character model that has learned from the tale: the same on every machine, for it is stored (`make models`)."""

import functools

from rnnlab import stored
from rnnlab.language import character_model, text, text_sources, text_training

CELL, H, SEED, UPDATES = "gru", 48, 0, 200


@functools.cache
def trained():
    """The `CharacterModel` at the end of its training."""
    run = begin()
    stored.resume(run, seed=SEED)
    run.extend(UPDATES)
    return run.model


def begin():
    """Its training, at the beginning."""
    tale = text_sources.tale()
    vocabulary = text.Vocabulary.of(tale)
    training, held_out = text.split(vocabulary.encode(tale))
    model = character_model.init(vocabulary, H, cell=CELL, seed=SEED)
    return text_training.Training(model, training, held_out[:200], learning_rate=0.01, every=UPDATES)
