"""The gradient of a letter's log-probability is the numerical one; its reach and the accuracy are counted right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_text import EVERY_CELL, INDICES, WORDS, model, trained

from rnnlab import bptt, gradcheck, readout
from rnnlab.language import character_model as cm
from rnnlab.lessons import why_this_letter as lesson
from rnnlab.trees import leaves


def log_p(network, X, target):
    """The sum of log p over the examples, by the formulas, for inputs that are numbers."""
    cell, options = cm.CELLS[network.cell]
    trace = bptt.unroll(cell, network.model.cell, X, **options)
    logits = readout.readout(network.model.readout, trace.H[-1])
    return (logits[np.arange(len(target)), target] - np.log(np.exp(logits).sum(axis=-1))).sum()


@EVERY_CELL
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_the_gradient_is_the_numerical_one(cell, data):
    T, n, h = (data.draw(st.integers(1, most)) for most in (5, 3, 4))
    network = model(cell, h, seed=data.draw(st.integers(0, 99)))
    size = len(network.vocabulary)
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    read, target = rng.integers(size, size=(T, n)), rng.integers(size, size=n)
    found = lesson.why(network, read, target)
    wanted = gradcheck.numerical_gradient(lambda X: log_p(network, X, target), np.eye(size)[read], method="complex")
    assert found.dX.shape == (T, n, size)
    assert gradcheck.worst(gradcheck.relative_error(found.dX, wanted)) < 1e-10
    np.testing.assert_allclose(np.log(found.probability).sum(), log_p(network, np.eye(size)[read], target))
    np.testing.assert_allclose(found.sizes**2, (found.dX**2).sum(axis=2))


def test_the_probability_is_the_model_s():
    network = trained(cell="lstm").model
    read = INDICES[:20]
    p = cm.states(network, WORDS[:20]).probabilities[-1, INDICES[20]]
    np.testing.assert_allclose(lesson.why(network, read[:, None], INDICES[20:21]).probability, [p], rtol=1e-5)


@EVERY_CELL
def test_the_reach_is_the_mean_over_single_places(cell):
    network = model(cell, 6)
    found = lesson.reach(network, INDICES[:50], back=7, places=4)
    ends = [7, 21, 35, 49]
    each = [lesson.why(network, INDICES[end - 7 : end][:, None], INDICES[end : end + 1]).sizes[::-1, 0] for end in ends]
    np.testing.assert_allclose(found, np.mean(np.log10(each), axis=0))


def test_a_model_without_memory_reaches_one_letter_back():
    network = model("rnn", 6)
    cell = network.model.cell
    network = network._replace(model=network.model._replace(cell=cell._replace(W_hh=np.zeros_like(cell.W_hh))))
    found = lesson.reach(network, INDICES, back=5)
    assert np.isfinite(found[0])
    assert np.isneginf(found[1:]).all()


def test_a_text_must_be_longer_than_the_way_back():
    with pytest.raises(ValueError, match=r"^indices must be more than back = 40; got 40$"):
        lesson.reach(model(), INDICES[:40])


@pytest.mark.parametrize(
    ("read", "target", "name"), [([[0, 99]], [0, 0], "read"), ([[0, 1]], [0], "target"), ([0, 1], [0], "read")]
)
def test_what_does_not_fit_is_named(read, target, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        lesson.why(model(), np.array(read), np.array(target))


def test_the_letters_of_a_word_are_counted():
    assert lesson.letters_read("a lamp-bells.").tolist() == [0, 1, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 4]


def test_the_accuracy_is_counted():
    network = trained().model
    text = WORDS[:200]
    guesses = [max(range(len(p)), key=p.__getitem__) for p in cm.states(network, text).probabilities]
    right = [guess == place for guess, place in zip(guesses, network.vocabulary.encode(text)[1:], strict=False)]
    overall, shares = lesson.accuracy(network, text)
    assert 0.3 < overall == np.mean(right)
    inside = lesson.letters_read(text)[1:]
    for k, share in enumerate(shares):
        assert share == np.mean([hit for hit, read in zip(right, inside, strict=True) if read == k])
    assert np.isnan(lesson.accuracy(network, "a b a")[1][2:]).all()


def test_in_double_precision_it_is_the_same_model():
    network = trained().model
    again = lesson.exactly(network)
    assert again.model.readout.W_hy.dtype == float
    for W, V in zip(leaves(again.model), leaves(network.model), strict=True):
        np.testing.assert_array_equal(W, V)
