"""The small model that is stored: always the same, and it has learned something from the tale."""

import numpy as np

from rnnlab.language import character_model, small_model


def test_it_is_always_the_same_and_has_learned():
    small_model.trained.cache_clear()
    first = small_model.trained()
    small_model.trained.cache_clear()
    np.testing.assert_array_equal(first.model.readout.W_hy, small_model.trained().model.readout.W_hy)
    assert character_model.sample(first, "the riv", 2, temperature=0, rng=np.random.default_rng(0)) == "er"
