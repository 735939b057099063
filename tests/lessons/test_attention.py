"""One head of attention: its weights, its gradient against numerical ones and PyTorch's, and that it solves the task."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import gradcheck, readout, stored, tasks
from rnnlab.lessons import adding_problem, attention
from rnnlab.lessons.attention import Params
from rnnlab.trees import leaves, tree_map

sizes = st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3))


def case(T, n, d, h, o, seed=0):
    """A model in which nothing is zero, sequences, and what should be said."""
    rng = np.random.default_rng(seed)
    model = tree_map(lambda W: W + rng.standard_normal(W.shape), attention.init(d, h, o, rng=rng))
    return model, rng.standard_normal((T, n, d)), rng.standard_normal((n, o))


@given(sizes, st.integers(0, 99))
def test_the_gradient_of_every_parameter_is_the_numerical_one(shape, seed):
    model, X, target = case(*shape, seed)
    _, grads = attention.forward_backward(model, X, target)
    for part in (0, 1):
        for name, ours in grads[part]._asdict().items():

            def loss(W, part=part, name=name):
                parts = [*model]
                parts[part] = parts[part]._replace(**{name: W})
                look = attention.attend(parts[0], X)
                return ((readout.readout(parts[1], look.c) - target) ** 2).mean()

            theirs = gradcheck.numerical_gradient(loss, getattr(model[part], name), method="complex")
            assert np.abs(ours - theirs).max() <= 1e-12 * (1 + np.abs(theirs).max()), name


@given(sizes, st.integers(0, 99))
def test_the_gradient_of_the_inputs_is_the_numerical_one(shape, seed):
    (head, _), X, _ = case(*shape, seed)
    look = attention.attend(head, X)
    dc = np.random.default_rng(seed + 1).standard_normal(look.c.shape)
    theirs = gradcheck.numerical_gradient(lambda X: (attention.attend(head, X).c * dc).sum(), X, method="complex")
    assert np.abs(attention.attend_grad(head, look, dc)[1] - theirs).max() <= 1e-12 * (1 + np.abs(theirs).max())


@given(sizes, st.integers(0, 99))
def test_weights_are_shares_and_what_is_found_lies_among_the_values(shape, seed):
    (head, _), X, _ = case(*shape, seed)
    look = attention.attend(head, X)
    assert (look.weights >= 0).all()
    np.testing.assert_allclose(look.weights.sum(axis=0), 1)
    assert (look.c <= look.V.max(axis=0) + 1e-12).all()
    assert (look.c >= look.V.min(axis=0) - 1e-12).all()


def test_the_order_of_the_steps_changes_nothing():
    (head, _), X, _ = case(7, 3, 2, 4, 1)
    np.testing.assert_allclose(attention.attend(head, X[::-1]).c, attention.attend(head, X).c)


def test_a_fresh_head_looks_at_all_steps_alike():
    model = attention.init(2, 8, 1, rng=np.random.default_rng(0))
    assert (attention.attend(model.head, case(5, 2, 2, 8, 1)[1]).weights == 1 / 5).all()


def test_large_scores_do_not_overflow():
    (head, _), X, _ = case(5, 2, 3, 4, 1)
    look = attention.attend(head._replace(q=1e6 * head.q), X)
    np.testing.assert_allclose(np.sort(look.weights, axis=0)[-1], 1)


@pytest.mark.parametrize("T", [5, 20, 60, 100])
def test_it_solves_the_adding_problem_in_120_updates_however_long_the_sequence_is(T):
    run = attention.Run(T, 3)
    run.extend(120)
    task = tasks.adding(T, 500, np.random.default_rng(1))
    loss, _ = attention.forward_backward(run.models[120], task.X, task.target[0])
    assert loss < 0.001
    weights = attention.attend(run.models[120].head, task.X).weights
    assert (weights * task.X[:, :, 1]).sum(axis=0).min() > 0.9


def test_a_gru_needs_several_times_as_many_updates():
    """Both by the error that the laboratories show. The GRU is the stored one, of 32 units."""
    run, gru = attention.Run(60, 3), adding_problem.Run("GRU", T=60, h=32, learning_rate=0.002)
    stored.resume(gru)
    run.extend(len(gru.losses) - 1)
    ours, theirs = (np.flatnonzero(adding_problem.recent(each.losses) < 0.01)[0] for each in (run, gru))
    assert 3 * ours < theirs


def test_looking_at_less_or_in_another_order_changes_nothing():
    one, other = attention.Run(10, 3), attention.Run(10, 3)
    one.extend(7)
    for step in (2, 0, 7):
        other.extend(step)
    assert one.losses == other.losses
    assert all((a == b).all() for a, b in zip(leaves(one.models[7]), leaves(other.models[7]), strict=True))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"q": np.zeros((2, 4))}, "q"),
        ({"W_xv": np.zeros((3, 3))}, "W_xv"),
        ({"W_xk": np.zeros(4)}, "W_xk"),
        ({"q": [1.0]}, "q"),
    ],
)
def test_parameters_that_do_not_fit_are_named(change, name):
    head = Params(np.zeros((1, 4)), np.zeros((3, 4)), np.zeros((3, 4)))
    with pytest.raises((TypeError, ValueError), match=rf"^{name} "):
        attention.attend(head._replace(**change), np.zeros((5, 2, 3)))
