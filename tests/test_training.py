"""A model on a task: its loss and gradient, and the history of its training."""

import math

import numpy as np
import pytest

from rnnlab import bptt, gradcheck, losses, optim, readout, tasks, training
from rnnlab.cells import rnn
from rnnlab.training import History, Model, forward_backward
from rnnlab.trees import leaves, tree_map


def model_and_task(*, h=5, T=6, delay=2, dtype=float, **options):
    rng = np.random.default_rng(3)
    task = tasks.delayed_echo(T, 4, 3, delay=delay, rng=rng)
    model = tree_map(lambda W: W.astype(dtype), training.init(3, h, 1, rng=rng, **options))
    return model, task._replace(X=task.X.astype(dtype), target=task.target.astype(dtype))


def straightforward(model, task, steps, *, learning_rate, clip=math.inf):
    """All models and losses of a plain loop."""
    models, values, norms = [], [], []
    for _ in range(steps):
        result = forward_backward(model, task)
        grads, norm = optim.clip_by_global_norm(result.grads, clip)
        models.append(model)
        values.append(result.loss)
        norms.append(norm)
        model = optim.sgd(model, grads, learning_rate)
    return models, values, norms


def assert_same(model, other):
    for W, V in zip(leaves(model), leaves(other), strict=True):
        np.testing.assert_array_equal(W, V)


@pytest.mark.parametrize("delay", [0, 2, 5])
def test_the_gradient_of_a_whole_model_is_right(delay):
    model, task = model_and_task(delay=delay)
    result = forward_backward(model, task, activation="tanh")

    def loss(cell, out):
        H = bptt.unroll(rnn, cell, task.X, activation="tanh").H[-task.scored :]
        return losses.squared_error(readout.readout(out, H), task.target)[0]

    assert result.loss == loss(*model)
    cell = gradcheck.check_gradients(lambda moved: loss(moved, model.readout), model.cell, result.grads.cell, method="complex")
    out = gradcheck.check_gradients(
        lambda moved: loss(model.cell, moved), model.readout, result.grads.readout, method="complex"
    )
    assert max((cell | out).values()) < 1e-10


def test_only_the_scored_steps_send_a_gradient_of_their_own():
    model, task = model_and_task(delay=5)
    states = forward_backward(model, task._replace(X=task.X[:-1]), activation="tanh").states
    assert states.shape == (6, 4, 5)
    one_back = states[-1] * (1 - forward_backward(model, task._replace(X=task.X[:-1]), activation="tanh").trace.H[-1] ** 2)
    np.testing.assert_allclose(states[-2], one_back @ model.cell.W_hh.T)


def test_single_precision_stays_single_precision():
    model, task = model_and_task(dtype=np.float32)
    result = forward_backward(model, task)
    updated = optim.sgd(model, optim.clip_by_global_norm(result.grads, 0.1)[0], 0.1)
    assert {array.dtype for array in leaves([result.grads, result.states, updated])} == {np.dtype(np.float32)}


def test_training_gets_under_the_baseline():
    model, task = model_and_task(h=16, delay=1)
    history = History(model, task, learning_rate=0.1)
    history.extend(150)
    assert history.losses[0] > task.baseline
    assert history.losses[150] < 0.1 * task.baseline


@pytest.mark.parametrize("clip", [None, 0.5])
@pytest.mark.parametrize("memory", [History.MEMORY, 2000])  # 2000 bytes: most models have to be computed again
def test_history_is_the_plain_loop(clip, memory, monkeypatch):
    monkeypatch.setattr(History, "MEMORY", memory)
    model, task = model_and_task()
    history = History(model, task, learning_rate=0.2, clip=clip, longest=40)
    history.extend(40)
    models, values, norms = straightforward(model, task, 41, learning_rate=0.2, clip=math.inf if clip is None else clip)
    assert history.losses == values
    assert history.norms == norms
    for step in (40, 0, 7, 39, 8, 1):
        assert_same(history.model(step), models[step])


def test_history_runs_only_as_far_as_somebody_looks(monkeypatch):
    passes = []

    def counted(*args, **options):
        passes.append(args)
        return forward_backward(*args, **options)

    monkeypatch.setattr(training, "forward_backward", counted)
    history = History(*model_and_task())
    assert len(passes) == 0
    history.extend(3)
    assert len(passes) == len(history.losses) == 4
    history.extend(2)
    assert len(passes) == 4
    history.extend(5)
    assert len(passes) == 6


def test_kept_parameters_fit_in_the_memory_they_are_given(monkeypatch):
    monkeypatch.setattr(History, "MEMORY", 10_000)
    model, task = model_and_task(T=2, delay=0)
    size = sum(array.nbytes for array in leaves(model))
    history = History(model, task, longest=1000)
    history.extend(999)
    kept = sum(array.nbytes for array in leaves(history._kept))
    assert kept <= 10_000 + size < 1000 * size


def test_what_has_diverged_stays_so(no_excuses):
    model, task = model_and_task(weight_scale=3.0)
    history = History(model, task, learning_rate=50.0)
    history.extend(60)
    gone = history.diverged
    assert 0 < gone < 60
    assert all(not math.isnan(loss) for loss in history.losses[: gone - 1])
    assert all(math.isnan(value) for value in history.losses[gone:] + history.norms[gone:])
    last = history.model(gone - 1)
    assert all(np.isfinite(W).all() for W in leaves(last))
    for step in (gone, gone + 1, 60):
        assert_same(history.model(step), last)


def test_clipping_keeps_the_same_training_alive(no_excuses):
    model, task = model_and_task(weight_scale=3.0)
    history = History(model, task, learning_rate=0.5, clip=0.1)
    history.extend(60)
    assert history.diverged is None
    assert np.isfinite(history.losses).all()


def test_clipped_counts_the_updates_that_were_shortened():
    history = History(*model_and_task(), clip=0.5)
    history.extend(30)
    count = sum(norm > 0.5 for norm in history.norms[:20])
    assert 0 < count < 20
    assert history.clipped(20) == count / 20
    assert history.clipped(0) == 0
    without = History(*model_and_task())
    without.extend(3)
    assert without.clipped(3) == 0


def test_init_is_the_cell_and_the_readout_one_after_the_other():
    model = training.init(3, 5, 2, scheme="he", rng=np.random.default_rng(0))
    rng = np.random.default_rng(0)
    assert_same(model, Model(rnn.init(3, 5, scheme="he", rng=rng), readout.init(5, 2, rng=rng)))
