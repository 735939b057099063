"""Arguments are drawn by name, in the order of their names."""

import numpy as np

from rnnlab.checks.kit.cases import drawn


def test_each_array_has_the_shape_that_its_name_has_for_the_size():
    small, large = drawn(5, lambda n, h: {"x": (n, h), "b": (1, h)}, (2, 3), (4, 1))
    assert {name: array.shape for name, array in small.items()} == {"x": (2, 3), "b": (1, 3)}
    assert {name: array.shape for name, array in large.items()} == {"x": (4, 1), "b": (1, 1)}


def test_the_numbers_are_those_of_the_seed_one_array_after_the_other():
    ((x, y),) = (case.values() for case in drawn(5, lambda n: {"x": n, "y": (n, n)}, (2,)))
    np.testing.assert_array_equal(np.append(x, y), np.random.default_rng(5).standard_normal(6))
