"""A small text, and small models of it, for the tests of the character model and of its training."""

import numpy as np
import pytest

from rnnlab.language import character_model as cm
from rnnlab.language import text
from rnnlab.language.text_training import Training

WORDS = "the lamp and the bell and the bench, the bell and the lamp. " * 12
VOCABULARY = text.Vocabulary.of(WORDS)
INDICES = VOCABULARY.encode(WORDS)
EVERY_CELL = pytest.mark.parametrize("cell", cm.CELLS)


def model(cell="lstm", h=5, dtype=np.float64, seed=0):
    return cm.init(VOCABULARY, h, cell=cell, dtype=dtype, seed=seed)


def trained(steps=60, cell="gru", h=24, **options):
    run = Training(model(cell, h), INDICES[:600], INDICES[600:], n=4, window=16, learning_rate=0.01, **options)
    run.extend(steps)
    return run
