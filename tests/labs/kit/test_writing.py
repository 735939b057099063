"""What a model writes is drawn from it, and each character has the probability that it had then."""

import numpy as np
import pytest
from support.small_text import trained

from rnnlab.labs.kit.writing import Writing
from rnnlab.language import character_model


@pytest.mark.parametrize("prompt", ["t", "the bell "])
def test_each_character_has_the_probability_that_it_was_drawn_with(prompt):
    model = trained().model
    writing = Writing(model, prompt, 30, 0.7)
    assert writing.text == character_model.sample(model, prompt, 30, temperature=0.7, rng=np.random.default_rng(0))
    for place in (0, 1, 17, 29):
        state = character_model.states(model, prompt + writing.text[:place]).state
        shares = character_model.next_distribution(model, state, temperature=0.7)
        wanted = shares[model.vocabulary.encode(writing.text[place])[0]]
        assert writing.share(place) == pytest.approx(wanted, rel=1e-4)
    shown, page = writing.picture("it writes")
    assert page == ()
    assert (shown["heading"], shown["text"]) == ("it writes", writing.text)
