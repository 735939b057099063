"""The studies measure what their names say; the facts they show are held in test_facts."""

import numpy as np
import pytest

from rnnlab import studies


def test_without_an_activation_a_rotation_changes_no_gradient():
    changes = studies.gradient_change("orthogonal", h=5, T=9, seeds=3, activation="linear")
    np.testing.assert_allclose(changes, 0, atol=1e-12)


def test_the_weight_scale_counts_once_a_step():
    changes = studies.gradient_change("identity", 0.5, h=5, T=9, seeds=2, activation="linear")
    np.testing.assert_allclose(changes, 9 * np.log10(0.5))


def test_a_jacobian_of_a_scaled_rotation_without_activation_is_a_power():
    norms = studies.jacobian_norms(1.5, activation="linear", h=4, T=10, seeds=2)
    np.testing.assert_allclose(norms, 10 * np.log10(1.5))


def test_growth_is_that_of_the_squares():
    typical, mean = studies.squared_growth(2.0, h=64, seeds=10)
    assert typical == pytest.approx(2.0, rel=0.2)
    assert mean >= typical * 0.9


def test_power_norms_are_those_of_the_powers():
    W = np.array([[2.0, 0], [0, 0.5]])
    assert studies.power_norms(W, (1, 3)) == {1: 2.0, 3: 8.0}


def test_a_window_that_reaches_the_answer_learns_the_echo():
    assert studies.echo_after_training(2, delay=1, steps=200) < 0.1
    assert studies.echo_after_training(1, delay=6, steps=50) > 0.9


def test_without_cutting_the_window_makes_no_difference():
    longer, whole = (studies.echo_after_training(window, delay=2, steps=3) for window in (12, 99))
    assert longer == whole
