"""One step as numpy does it: with right sizes the package's own numbers, with wrong ones the place where numpy stops."""

import numpy as np
import pytest

from rnnlab import losses, readout
from rnnlab.cells import rnn
from rnnlab.lessons import matrices_to_scale, story

SIZES = [(1, 3, 4, 3), (2, 3, 4, 5), (5, 2, 1, 3), (3, 1, 6, 2), (8, 16, 16, 8), (1, 1, 1, 1)]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("columns", [False, True])
def test_with_right_sizes_it_is_the_forward_pass_of_the_package(sizes, columns, no_excuses):
    leaves = matrices_to_scale.example(*sizes, seed=4)
    found = matrices_to_scale.attempt(leaves, columns=columns)
    h, cache = rnn.step(rnn.Params(leaves.W_xh, leaves.W_hh, leaves.b_h), leaves.x, leaves.h_prev)
    O = readout.readout(readout.Params(leaves.W_hy, leaves.b_y), h)
    assert found.stopped is None
    assert found.complaint == ""
    for name, right in {"z": cache.z, "h": h, "O": O, "q": (leaves.target - O) ** 2}.items():
        np.testing.assert_allclose(found.values[name].T if columns else found.values[name], right, rtol=1e-12, atol=1e-14)
    assert found.values["L"] == pytest.approx(losses.squared_error(O, leaves.target, "sum")[0])


def test_the_example_is_made_of_letters_and_tenths():
    leaves = matrices_to_scale.example(4, 3, 5, 3)
    np.testing.assert_array_equal(leaves.x, np.eye(3)[[1, 2, 0, 1]])
    np.testing.assert_array_equal(leaves.target, np.eye(3)[[2, 0, 1, 2]])
    for weights in (leaves.W_xh, leaves.W_hh, leaves.b_h, leaves.W_hy, leaves.b_y):
        np.testing.assert_allclose(10 * weights, np.round(10 * weights), atol=1e-12)


def test_the_state_before_comes_from_the_first_letter_and_zeros():
    leaves = matrices_to_scale.example(3, 4, 5, 2, seed=1)
    cell = rnn.Params(leaves.W_xh, leaves.W_hh, leaves.b_h)
    h_prev, _ = rnn.step(cell, np.eye(4)[[0, 1, 2]], np.zeros((3, 5)))
    np.testing.assert_array_equal(leaves.h_prev, h_prev)


@pytest.mark.parametrize("seed", [0, 2])
def test_a_smaller_example_is_the_leading_block_of_a_larger(seed):
    small, large = matrices_to_scale.example(2, 3, 4, 5, seed=seed), matrices_to_scale.example(6, 7, 8, 8, seed=seed)
    for name in ("h_prev", "W_xh", "W_hh", "b_h", "W_hy", "b_y"):
        part = getattr(small, name)
        np.testing.assert_array_equal(part, getattr(large, name)[tuple(slice(size) for size in part.shape)])


def test_seed_0_is_the_story_network_as_it_reads_th():
    leaves, model = matrices_to_scale.example(1, 4, 4, 4), story.trained()
    found = matrices_to_scale.attempt(leaves).values
    states, outputs = story.read("th")
    for name, W in {**model.cell._asdict(), **model.readout._asdict()}.items():
        np.testing.assert_array_equal(getattr(leaves, name), W)
    np.testing.assert_array_equal(leaves.x, story.one_hot("h")[0])
    np.testing.assert_array_equal(leaves.target, story.one_hot("e")[0])
    np.testing.assert_allclose([leaves.h_prev[0], found["h"][0]], states[1:])
    np.testing.assert_allclose(found["O"][0], outputs[1])


def test_seeds_differ():
    assert not np.array_equal(matrices_to_scale.example(2, 3, 4, 5).W_hh, matrices_to_scale.example(2, 3, 4, 5, seed=1).W_hh)


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize(
    ("name", "shape", "node"),
    [
        ("W_xh", (4, 4), "a"),
        ("W_xh", (3, 5), "s"),
        ("h_prev", (2, 5), "c"),
        ("W_hh", (5, 4), "c"),
        ("b_h", (1, 5), "z"),
        ("b_h", (3, 4), "z"),
        ("W_hy", (5, 5), "p"),
        ("b_y", (1, 4), "O"),
        ("target", (2, 4), "e"),
    ],
)
def test_a_wrong_size_stops_where_it_meets_another(columns, name, shape, node):
    leaves = matrices_to_scale.example(2, 3, 4, 5)._replace(**{name: np.ones(shape)})
    found = matrices_to_scale.attempt(leaves, columns=columns)
    assert found.stopped.name == node
    assert node not in found.values
    assert found.complaint
    assert found.complaint == found.complaint.strip()


def test_sides_of_length_1_are_stretched_without_a_complaint():
    leaves = matrices_to_scale.example(3, 2, 1, 4)
    wide = matrices_to_scale.attempt(leaves._replace(b_h=np.ones((1, 2))))
    assert wide.values["z"].shape == (3, 2)
    assert wide.stopped.name == "p"
    one = matrices_to_scale.attempt(leaves._replace(target=leaves.target[:1]))
    assert one.stopped is None
    assert one.values["q"].shape == (3, 4)


def test_swapped_factors():
    leaves = matrices_to_scale.example(3, 3, 3, 2)
    found = matrices_to_scale.attempt(leaves, swapped=True)
    assert found.stopped is None
    np.testing.assert_array_equal(found.values["a"], leaves.W_xh @ leaves.x)
    turned = matrices_to_scale.attempt(leaves, swapped=True, columns=True)
    np.testing.assert_allclose(turned.values["a"], leaves.x.T @ leaves.W_xh.T)
    assert matrices_to_scale.attempt(matrices_to_scale.example(2, 3, 4, 5), swapped=True).stopped.name == "a"


def test_overflow_is_data(no_excuses):
    leaves = matrices_to_scale.example(1, 2, 3, 2)
    huge = matrices_to_scale.attempt(leaves._replace(W_xh=np.full((2, 3), 1e300), W_hy=np.full((3, 2), 1e300)))
    assert np.isinf(huge.values["L"])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: matrices_to_scale.example(0, 1, 1, 1), ValueError, "n must be a whole number of at least 1; got 0"),
        (lambda: matrices_to_scale.example(1, 1.5, 1, 1), TypeError, "d must be a whole number"),
        (lambda: matrices_to_scale.example(1, 1, 1, 1, seed=-1), ValueError, "seed must be"),
        (lambda: matrices_to_scale.attempt([1, 2]), TypeError, "leaves must be rnnlab.lessons.matrices_to_scale.Leaves"),
        (
            lambda: matrices_to_scale.attempt(matrices_to_scale.example(1, 1, 1, 1)._replace(x=np.ones(3))),
            ValueError,
            "x must have shape",
        ),
        (
            lambda: matrices_to_scale.attempt(matrices_to_scale.example(1, 1, 1, 1)._replace(b_y="b")),
            TypeError,
            "b_y must be an array",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
