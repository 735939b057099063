"""A model on a task: its loss and gradient, and the history of its training."""

import functools
import math

import numpy as np
import pytest
from support.strategies import CELLS

from rnnlab import bptt, gradcheck, losses, optim, readout, tasks, training
from rnnlab.cells import gru, lstm, rnn
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
    assert gradcheck.worst(cell | out) < 1e-10


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


@pytest.mark.parametrize("learning_rate", [0.1, 1e200])  # the second diverges at once
def test_the_pass_at_a_step_is_that_of_its_parameters_and_the_latest_is_not_made_again(monkeypatch, learning_rate):
    model, task = model_and_task()
    history = History(model, task, learning_rate=learning_rate)
    history.extend(4)
    for step in range(5):
        assert_same(history.passed(step).grads, forward_backward(history.model(step), task).grads)
    history = History(model, task, learning_rate=0.1)
    history.extend(4)
    monkeypatch.setattr(training, "forward_backward", None)
    assert history.passed(4).loss == history.losses[4]


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


def test_clipping_by_value_cuts_each_entry_and_counts_where_it_did():
    model, task = model_and_task()
    history = History(model, task, clip=0.4, clip_by="value", learning_rate=0.1)
    history.extend(30)
    fired = []
    for step in range(30):
        grads = training.forward_backward(model, task).grads
        fired.append(any((np.abs(array) > 0.4).any() for array in leaves(grads)))
        model = optim.sgd(model, tree_map(lambda dW: np.clip(dW, -0.4, 0.4), grads), 0.1)
        assert_same(history.model(step + 1) if step < 29 else model, model)
    assert history.shortened(30) == fired
    assert history.clipped(30) == sum(fired) / 30
    assert 0 < sum(fired) < 30


def test_after_the_end_nothing_is_shortened(no_excuses):
    model, task = model_and_task()
    history = History(model, task, learning_rate=1e200, clip=1e300)
    history.extend(9)
    assert history.diverged is not None
    assert not any(history.shortened(9)[history.diverged :])


def test_init_is_the_cell_and_the_readout_one_after_the_other():
    model = training.init(3, 5, 2, scheme="he", rng=np.random.default_rng(0))
    rng = np.random.default_rng(0)
    assert_same(model, Model(rnn.init(3, 5, scheme="he", rng=rng), readout.init(5, 2, rng=rng)))


# --- any cell, any rule, either loss, and batches that change ---------------------------------------------------------

NETWORKS = {**CELLS, "two layers": ([lstm, gru], {"reset": "after"})}
EVERY = pytest.mark.parametrize(("cell", "options"), NETWORKS.values(), ids=NETWORKS)
adding = functools.partial(tasks.adding, 8, 4)
copying = functools.partial(tasks.copy, 3, 4, length=2, symbols=3)


def model_of(cell, d=2, o=1, *, h=4, dtype=float, **options):
    model = training.init(d, h, o, cell=cell, rng=np.random.default_rng(0), **options)
    return tree_map(lambda W: W.astype(dtype), model)


@EVERY
@pytest.mark.parametrize(("make", "sizes"), [(adding, (2, 1)), (copying, (5, 4))], ids=["squared error", "cross-entropy"])
def test_the_gradient_of_every_network_is_right(cell, options, make, sizes):
    model, task = model_of(cell, *sizes), make(rng=np.random.default_rng(1))
    result = forward_backward(model, task, **options)
    loss_of = getattr(losses, task.loss)

    def loss(moved):
        H = bptt.unroll(cell, moved.cell, task.X, **options).H[-task.scored :]
        return loss_of(readout.readout(moved.readout, H), task.target)[0]

    assert result.loss == loss(model)
    direction = tree_map(lambda W: np.random.default_rng(2).standard_normal(W.shape), model)
    for t in (1e-3, -1e-3):  # the loss falls and rises along a random direction as the gradient says
        moved = loss(tree_map(lambda W, D, t=t: W + t * D, model, direction)) - result.loss
        slope = sum((dW * D).sum() for dW, D in zip(leaves(result.grads), leaves(direction), strict=True))
        assert moved == pytest.approx(t * slope, abs=1e-4)
    out = gradcheck.check_gradients(lambda moved: loss(model._replace(readout=moved)), model.readout, result.grads.readout)
    assert gradcheck.worst(out) < 1e-6
    assert [dW.shape for dW in leaves(result.grads)] == [W.shape for W in leaves(model)]


@EVERY
def test_a_model_knows_its_cells(cell, options):
    model = model_of(cell)
    assert training.cells(model) == cell
    result = forward_backward(model, adding(rng=np.random.default_rng(1)), **options)
    np.testing.assert_array_equal(result.states, result.back.dH)
    assert (result.back.dC is None) == (cell is not lstm)
    assert result.states.shape == (9, 4, 4)


@EVERY
@pytest.mark.parametrize("optimizer", optim.RULES)
@pytest.mark.parametrize("memory", [History.MEMORY, 20_000])  # 20,000 bytes: most models have to be computed again
def test_history_is_the_plain_loop_for_every_network_and_rule(cell, options, optimizer, memory, monkeypatch):
    monkeypatch.setattr(History, "MEMORY", memory)
    model, made = model_of(cell), []
    history = History(model, adding, optimizer=optimizer, learning_rate=0.02, clip=0.3, longest=30, seed=5, **options)
    history.extend(30)
    state = None
    for step in range(31):
        result = forward_backward(model, adding(rng=np.random.default_rng([5, step])), **options)
        grads, norm = optim.clip_by_global_norm(result.grads, 0.3)
        made.append(model)
        assert (history.losses[step], history.norms[step]) == (result.loss, norm)
        model, state = optim.RULES[optimizer](model, grads, state, 0.02)
    for step in (30, 0, 7, 29, 8):
        assert_same(history.model(step), made[step])


def test_what_a_rule_remembers_counts_as_memory(monkeypatch):
    monkeypatch.setattr(History, "MEMORY", 100_000)
    model = model_of(lstm)
    size = sum(array.nbytes for array in leaves(model))
    history = History(model, adding, optimizer="adam", longest=500)
    history.extend(499)
    kept = sum(array.nbytes for array in leaves(history._kept))
    assert 50_000 < kept <= 100_000 + 3 * size


def test_a_rule_can_be_a_function():
    model = model_of(gru)
    history = History(model, adding, optimizer=functools.partial(optim.momentum, decay=0.0), learning_rate=0.1)
    plain = History(model, adding, learning_rate=0.1)
    history.extend(5)
    plain.extend(5)
    assert history.losses == plain.losses


def test_every_step_has_a_batch_of_its_own_and_a_seed_is_a_training():
    model = model_of(rnn)
    history, again, other = (History(model, adding, seed=seed) for seed in (1, 1, 2))
    for each in (history, again, other):
        each.extend(10)
    assert history.losses == again.losses
    assert not set(history.losses) & set(other.losses)
    np.testing.assert_array_equal(history.batch(3).X, adding(rng=np.random.default_rng([1, 3])).X)
    assert (history.batch(3).X != history.batch(4).X).any()


def test_a_fixed_batch_stays():
    model, task = model_and_task()
    history = History(model, task)
    assert history.task is history.batch(0) is history.batch(7)
    np.testing.assert_array_equal(history.task.X, task.X)


@EVERY
@pytest.mark.parametrize(("make", "sizes"), [(adding, (2, 1)), (copying, (5, 4))], ids=["squared error", "cross-entropy"])
def test_a_history_computes_in_the_precision_of_the_model(cell, options, make, sizes):
    history = History(model_of(cell, *sizes, dtype=np.float32), make, optimizer="adam", learning_rate=0.01, **options)
    double = History(model_of(cell, *sizes), make, optimizer="adam", learning_rate=0.01, **options)
    history.extend(10)
    double.extend(10)
    result = forward_backward(history.model(10), history.batch(10), **options)
    assert {array.dtype for array in leaves([history.model(10), result.grads, result.states])} == {np.dtype(np.float32)}
    np.testing.assert_allclose(history.losses, double.losses, rtol=1e-3)
    assert history.losses != double.losses


def test_whole_numbers_as_targets_do_not_widen_the_numbers():
    task = adding(rng=np.random.default_rng(0))
    history = History(model_of(rnn, dtype=np.float32), task._replace(target=task.target.astype(int)))
    history.extend(0)
    assert history.batch(0).target.dtype == np.float32


@pytest.mark.parametrize("cell", [lstm, gru])
def test_the_gated_cells_learn_to_add(cell):
    make = functools.partial(tasks.adding, 10, 32)
    history = History(model_of(cell, h=16), make, optimizer="adam", learning_rate=0.03, clip=1.0)
    history.extend(200)
    assert np.mean(history.losses[:5]) > history.batch(0).baseline
    assert np.mean(history.losses[-20:]) < 0.05 * history.batch(0).baseline


def test_init_makes_any_cell():
    rng = np.random.default_rng(0)
    made = training.init(3, 5, 2, cell=lstm, forget_bias=-1.0, scheme="he", rng=np.random.default_rng(0))
    assert_same(made, Model(lstm.init(3, 5, forget_bias=-1.0, scheme="he", rng=rng), readout.init(5, 2, rng=rng)))
    rng = np.random.default_rng(0)
    made = training.init(3, 5, 2, cell=[rnn, gru], rng=np.random.default_rng(0))
    assert_same(made, Model([rnn.init(3, 5, rng=rng), gru.init(5, 5, rng=rng)], readout.init(5, 2, rng=rng)))


def test_an_option_of_init_goes_to_the_layers_that_have_it():
    made = training.init(3, 4, 2, cell=[rnn, lstm, lstm], forget_bias=2.0, rng=np.random.default_rng(0))
    assert all((layer.b_f == 2).all() for layer in made.cell[1:])
    for cell in (rnn, [rnn, gru]):
        with pytest.raises(TypeError, match=r"^forget_bias must be an option of the cell's init, .* rng; got 2\.0$"):
            training.init(3, 4, 2, cell=cell, forget_bias=2.0, rng=np.random.default_rng(0))


def test_a_history_with_a_window_trains_by_truncated_gradients():
    model, task = model_and_task()
    history = History(model, task, window=2, learning_rate=0.1)
    history.extend(3)
    for step in range(3):
        now = forward_backward(model, task, window=2)
        assert history.losses[step] == now.loss
        assert_same(history.model(step), model)
        model = optim.sgd(model, now.grads, 0.1)


def test_a_truncated_gradient_is_for_cells_whose_state_is_one_array():
    task = adding(rng=np.random.default_rng(0))
    model = model_of(gru)
    whole = forward_backward(model, task, window=8)
    assert whole.loss == forward_backward(model, task).loss
    for dW, same in zip(leaves(whole.grads), leaves(forward_backward(model, task).grads), strict=True):
        np.testing.assert_allclose(dW, same, atol=1e-12)
    with pytest.raises(TypeError, match=r"^cell must be one whose state is one array, .*; got rnnlab\.cells\.lstm$"):
        forward_backward(model_of(lstm), task, window=2)
    with pytest.raises(TypeError, match=r"^cell must be one module of rnnlab\.cells, .*; got a list of 2$"):
        forward_backward(model_of([rnn, gru]), task, window=2)
    with pytest.raises(ValueError, match=r"^trace must be one of inputs \(T, n, d\); got indices$"):
        forward_backward(model, task._replace(X=np.zeros((8, 4), int)), window=2)


def test_a_target_must_have_steps():
    task = adding(rng=np.random.default_rng(0))
    for target, words in [(3, r"shape \(\.\.\., n\); got \(\)"), (None, "an array of numbers; got NoneType")]:
        with pytest.raises((TypeError, ValueError), match=f"^target must (have|be) {words}"):
            forward_backward(model_of(rnn), task._replace(target=target))


def test_a_step_that_was_interrupted_leaves_nothing_behind():
    model, task = model_and_task()
    calls = []

    def interrupted(rng):
        calls.append(rng)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return task

    history, expected = History(model, interrupted, learning_rate=0.1), History(model, task, learning_rate=0.1)
    with pytest.raises(KeyboardInterrupt):
        history.extend(10)
    history.extend(10)
    expected.extend(10)
    assert history.losses == expected.losses
    for step in range(11):
        assert_same(history.model(step), expected.model(step))
