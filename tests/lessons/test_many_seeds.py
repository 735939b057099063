"""The studies measure what their names say; the facts they show are held in test_facts."""

import numpy as np
import pytest

from rnnlab import optim, tasks, training
from rnnlab.lessons import many_seeds


def test_without_an_activation_a_rotation_changes_no_gradient():
    changes = many_seeds.gradient_change("orthogonal", h=5, T=9, seeds=3, activation="linear")
    np.testing.assert_allclose(changes, 0, atol=1e-12)


def test_the_weight_scale_counts_once_a_step():
    changes = many_seeds.gradient_change("identity", 0.5, h=5, T=9, seeds=2, activation="linear")
    np.testing.assert_allclose(changes, 9 * np.log10(0.5))


def test_a_jacobian_of_a_scaled_rotation_without_activation_is_a_power():
    norms = many_seeds.jacobian_norms(1.5, activation="linear", h=4, T=10, seeds=2)
    np.testing.assert_allclose(norms, 10 * np.log10(1.5))


def test_growth_is_that_of_the_squares():
    typical, mean = many_seeds.squared_growth(2.0, h=64, seeds=10)
    assert typical == pytest.approx(2.0, rel=0.2)
    assert mean >= typical * 0.9


def test_power_norms_are_those_of_the_powers():
    W = np.array([[2.0, 0], [0, 0.5]])
    assert many_seeds.power_norms(W, (1, 3)) == {1: 2.0, 3: 8.0}


def test_a_recall_history_is_sgd_on_recall_first_with_tanh():
    history = many_seeds.recall_history(1.5, T=6, learning_rate=0.1, clip=0.3, seed=4)
    history.extend(5)
    model = training.init(4, 16, 1, weight_scale=1.5, rng=np.random.default_rng(4))
    task = tasks.recall_first(6, 4, noise=0.3, rng=np.random.default_rng(0))
    for loss in history.losses:
        now = training.forward_backward(model, task, activation="tanh")
        assert now.loss == loss
        model = optim.sgd(model, optim.clip_by_global_norm(now.grads, 0.3)[0], 0.1)


def test_learned_is_counted_over_the_seeds():
    learned, share = many_seeds.learned_while_clipped(1.0, weight_scale=1.5, T=6, steps=40, seeds=3)
    histories = [many_seeds.recall_history(1.5, T=6, learning_rate=0.05, clip=1.0, seed=seed) for seed in range(3)]
    for history in histories:
        history.extend(40)
    assert learned == sum(history.losses[40] < many_seeds.LEARNED for history in histories)
    assert share == pytest.approx(np.mean([history.clipped(40) for history in histories]))
    assert 0 < share < 1
    assert many_seeds.learned_while_clipped(None, weight_scale=1.5, T=6, steps=2, seeds=2)[1] == 0


def test_overflow_is_data():
    norms = many_seeds.power_norms(np.full((2, 2), 1e200), (0, 1, 2, 9))
    assert list(norms.values()) == pytest.approx([1, 2e200, np.inf, np.inf])
    assert np.isnan(many_seeds.power_norms(np.diag([1e200, 1.0]), (9,))[9])
    assert np.isnan(many_seeds.difference_change(1e200, h=4, T=5, seeds=2))
    assert np.isnan(many_seeds.gradient_change("raw", 1e10, h=4, T=80, seeds=2)[1])


def test_powers_of_whole_numbers_do_not_wrap():
    found = many_seeds.power_norms(np.array([[0, 3], [3, 0]]), [40, 50])
    assert found == pytest.approx({40: 3.0**40, 50: 3.0**50}, rel=1e-12)
