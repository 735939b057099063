"""The training of a character model on a text: the updates, what is kept to look back at, and what is refused."""

import numpy as np
import pytest
from support.small_text import EVERY_CELL, INDICES, VOCABULARY, model, trained

from rnnlab import optim
from rnnlab.language import character_model as cm
from rnnlab.language import text
from rnnlab.language.text_training import Training
from rnnlab.trees import leaves


def assert_same(one, other):
    assert one.vocabulary == other.vocabulary
    for W, V in zip(leaves(one.model), leaves(other.model), strict=True):
        np.testing.assert_array_equal(W, V)
        assert W.dtype == V.dtype


@EVERY_CELL
def test_precision_stays(cell):
    net = model(cell, dtype=np.float32)
    run = Training(net, INDICES, INDICES[:50], n=3, window=5)
    run.extend(3)
    assert {W.dtype for W in leaves(run.model.model)} == {np.dtype(np.float32)}


@EVERY_CELL
def test_training_learns(cell):
    run = trained(150, cell=cell)
    assert run.smoothed[-1] < 1.0 < 2.0 < run.losses[0]
    assert run.looks[-1][1] < 1.0


def test_training_is_adam_on_one_window_after_the_other():
    net = model("rnn", 6)
    run = Training(net, INDICES[:200], INDICES[200:], n=3, window=20, learning_rate=0.02, clip=0.5, every=2)
    run.extend(9)
    params, remembered, found = net.model, None, []
    while len(found) < 9:
        state = None  # an epoch begins from zeros
        for read, target in text.windows(INDICES[:200], 3, 20):
            result = cm.loss_and_gradient(cm.CharacterModel(params, VOCABULARY), read, target, state)
            state = result.state
            found.append(result.loss)
            params, remembered = optim.adam(params, optim.clip_by_global_norm(result.grads, 0.5)[0], remembered, 0.02)
            if len(found) == 9:
                break
    assert run.losses == pytest.approx(found, rel=1e-12)
    for W, V in zip(leaves(run.model.model), leaves(params), strict=True):
        np.testing.assert_allclose(W, V, rtol=1e-9, atol=1e-12)
    assert [step for step, _ in run.looks] == [0, 2, 4, 6, 8]
    assert run.looks[0][1] == cm.evaluate(net, INDICES[200:])
    assert run.characters == [0, 60, 120, 180, 198, 258, 318, 378, 396, 456]  # the text has 66 rows of 3 streams


def test_smoothing_is_a_mean_at_first_and_forgets_later():
    run = trained(120)
    np.testing.assert_allclose(run.smoothed[:50], np.cumsum(run.losses[:50]) / np.arange(1, 51))
    expected = run.smoothed[49]
    for loss in run.losses[50:]:
        expected = 0.98 * expected + 0.02 * loss
    assert run.smoothed[-1] == pytest.approx(expected)


def test_models_are_kept_to_look_back_at():
    run = trained(47, every=10)
    again = trained(20, every=10)
    assert run.model_at(25)[0] == 20
    assert_same(run.model_at(25)[1], again.model)
    assert [run.model_at(step)[0] for step in (0, 9, 10, 47, 900)] == [0, 0, 10, 40, 40]


def test_what_was_looked_at_does_not_change():
    start = model("gru", 24)
    run = trained(13, every=10)
    now, kept = run.model, run.model_at(10)[1]
    before = [W.copy() for seen in (start, now, kept) for W in leaves(seen.model)]
    assert run.model is now
    run.extend(29)
    assert run.model is not now
    for W, was in zip((W for seen in (start, now, kept) for W in leaves(seen.model)), before, strict=True):
        np.testing.assert_array_equal(W, was)
    assert not np.array_equal(now.model.readout.W_hy, run.model.model.readout.W_hy)


def test_what_it_writes_on_the_way_is_kept_though_the_model_is_not(monkeypatch):
    monkeypatch.setattr(Training, "KEPT", 2)
    run = trained(61, every=5)
    assert list(run.diary) == [20, 60]
    then = trained(20, every=5)
    start = cm.opening(then.model.vocabulary)
    line = cm.sample(then.model, start, Training.LINE, temperature=Training.TEMPERATURE, rng=np.random.default_rng(0))
    assert run.diary[20] == line


def test_which_updates_were_clipped_is_kept_also_when_the_threshold_changes():
    run = trained(10)
    run.clip = float(np.median(run.norms))
    run.extend(30)
    run.clip = None
    run.extend(40)
    assert run.clipped[:10] == [norm > 5.0 for norm in run.norms[:10]]
    assert 0 < sum(run.clipped[10:30]) < 20
    assert not any(run.clipped[30:])


def test_kept_models_are_not_too_many(monkeypatch):
    monkeypatch.setattr(Training, "KEPT", 4)
    run = trained(100, every=5)
    assert len(run._kept) <= 4
    assert run.model_at(0)[0] == 0
    assert run.model_at(100)[0] == 100


def test_the_rates_may_change_on_the_way():
    one, other = trained(30), trained(30)
    one.extend(40)
    other.learning_rate, other.window, other.clip = 0.0, 4, None
    before = other.model
    other.extend(40)
    assert_same(other.model, before)
    assert other.characters[-1] - other.characters[30] <= 10 * 4 * 4
    assert one.characters[-1] > other.characters[-1]


def test_an_update_that_would_not_be_finite_is_not_made(monkeypatch, no_excuses):
    run = trained(10)
    before = run.model
    real = cm.loss_and_gradient

    def broken(*args):
        found = real(*args)
        found.grads.readout.W_hy[0, 0] = np.nan
        return found

    monkeypatch.setattr(cm, "loss_and_gradient", broken)
    run.extend(13)
    assert run.refused == 3
    assert_same(run.model, before)
    monkeypatch.setattr(cm, "loss_and_gradient", real)
    run.extend(20)
    assert run.refused == 3
    assert run.losses[-1] < run.losses[0]


def test_a_short_text_has_fewer_streams():
    run = Training(model(), INDICES[:20], INDICES[:2], n=32, window=32)
    run.extend(3)
    assert run.n == 1
    assert len(run.losses) == 3
