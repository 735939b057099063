"""Trees of parameters."""

from typing import NamedTuple

import numpy as np
import pytest

from rnnlab.trees import joined, leaves, parted, tree_map


class Pair(NamedTuple):
    left: object
    right: object


TREE = Pair(np.array([1.0]), [Pair(np.array([2.0]), (np.array([3.0]),)), np.array([4.0])])


def test_leaves_come_in_order():
    assert [leaf.item() for leaf in leaves(TREE)] == [1, 2, 3, 4]


def test_a_map_keeps_the_form():
    doubled = tree_map(lambda leaf: 2 * leaf, TREE)
    assert doubled == Pair(2, [Pair(4, (6,)), 8])
    assert type(doubled) is type(doubled.right[0]) is Pair


def test_a_map_goes_over_several_trees_together():
    assert leaves(tree_map(lambda a, b, c: a + b * c, TREE, TREE, TREE)) == [2, 6, 12, 20]


def test_an_array_alone_is_a_tree():
    assert tree_map(lambda leaf: leaf + 1, np.array(1)) == 2


def test_trees_of_different_length_do_not_pass():
    with pytest.raises(ValueError, match="shorter"):
        tree_map(lambda a, b: a, (1, 2), (1,))


def test_none_is_a_tree_without_arrays():
    tree = Pair(None, [np.array([3.0]), None])
    assert [leaf.item() for leaf in leaves(tree)] == [3]
    assert leaves(None) == []
    assert tree_map(lambda a, b: (a + b).item(), tree, tree) == Pair(None, [6, None])


def test_a_tree_in_one_vector_and_back():
    tree = Pair(np.arange(6.0).reshape(2, 3), [np.array(6.0), (np.array([7.0]), None)])
    np.testing.assert_array_equal(joined(tree), np.arange(8))
    again = parted(-joined(tree), tree)
    np.testing.assert_array_equal(again.left, -tree.left)
    assert again.right == [-6, (-7, None)]
