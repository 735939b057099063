"""Without an activation the formula is what back-propagation finds, to rounding; with tanh it is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import gradcheck
from rnnlab.cells import lru
from rnnlab.lessons import linear_recurrence as lesson

RINGS = st.tuples(st.integers(1, 6), st.floats(0.05, 1.2), st.floats(0.05, 1.2), st.floats(0, 180))


@given(RINGS, st.integers(1, 60), st.floats(0.1, 5))
def test_states_and_gradient_are_the_formulas(ring, T, size):
    eigenvalues = lesson.ring(*ring)
    found, powers = lesson.course(eigenvalues, T, size=size), lesson.powers(eigenvalues, T)
    np.testing.assert_allclose(found.states, powers, atol=1e-12 * np.abs(powers).max())
    np.testing.assert_allclose(found.gradient, lesson.lengths(eigenvalues, T), atol=1e-11)


@given(RINGS)
def test_the_blocks_have_these_eigenvalues_and_their_conjugates(ring):
    eigenvalues = lesson.ring(*ring)
    found = np.linalg.eigvals(lru.blocks(eigenvalues.real, eigenvalues.imag))
    wanted = np.concatenate([eigenvalues, eigenvalues.conj()])
    apart = np.abs(found[:, None] - wanted)
    assert gradcheck.worst([*apart.min(axis=0), *apart.min(axis=1)]) < 1e-12


def test_a_single_one_is_where_it_was_put():
    np.testing.assert_allclose(lesson.ring(1, 0.8, 0.1, 90), [0.8j], atol=1e-15)
    np.testing.assert_allclose(lesson.powers([0.8j], 2)[:, 0], [1, 0.8j, -0.64], atol=1e-15)


def test_a_ring_is_spread_evenly_over_its_area_and_over_its_angles():
    found = lesson.ring(1000, 1.0, 0.6, 90)
    square, angle = np.sort(np.abs(found) ** 2), np.sort(np.degrees(np.angle(found)))
    np.testing.assert_allclose(square, np.linspace(0.36, 1, 1001)[1:], atol=1e-12)
    np.testing.assert_allclose(angle, np.linspace(0, 90, 1000), atol=0.3)


def test_an_inner_radius_beyond_the_outer_one_is_a_circle():
    np.testing.assert_allclose(np.abs(lesson.ring(5, 0.7, 1.1, 40)), 0.7)


@pytest.mark.parametrize("size", [0.1, 1.0, 5.0])
def test_with_tanh_the_gradient_is_shorter_than_the_formula_and_depends_on_the_input(size):
    eigenvalues = lesson.ring(1, 0.95, 0.9, 30)
    found = lesson.course(eigenvalues, 50, size=size, activation="tanh").gradient - lesson.lengths(eigenvalues, 50)
    other = lesson.course(eigenvalues, 50, size=2 * size, activation="tanh").gradient
    assert found[-1] < -1e-3
    assert other[-1] - lesson.lengths(eigenvalues, 50)[-1] < found[-1]
