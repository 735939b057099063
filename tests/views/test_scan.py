"""The tree of the scan: every node has its place, and words and numbers stay inside the picture."""

import numpy as np
import pytest
from support.pictures import crowded_outlines

from rnnlab import scan
from rnnlab.lessons import scan as lesson
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.scan import FOOT, TOP, Scan


@pytest.fixture
def view():
    return Scan()


@pytest.fixture
def tree(view):
    return view.panels["tree"]


def show(tree, T, step, workers=16):
    a, b = lesson.sequence(T, 0)
    joins = lesson.joins(a, b, workers)
    H = scan.loop(a, b, np.zeros(()))[1:]
    tree.update(a, b, H, joins, step, Outcome("▼", "the tree is first", "#000000"), "round 1")
    return joins


@pytest.mark.parametrize("T", [2, 3, 8, 17, 32])
def test_each_node_takes_in_two_that_stand_higher(tree, T):
    joins = show(tree, T, 0)
    wires = np.array(tree.wires.get_segments())
    assert len(wires) == 2 * len(joins)
    assert (wires[:, 0, 1] > wires[:, 1, 1]).all()
    assert wires[:, 1, 1].min() == FOOT
    assert wires[:, 0, 1].max() == TOP
    np.testing.assert_array_equal(wires[1::2, 0, 0], wires[1::2, 1, 0])  # the second part stands above the node


@pytest.mark.parametrize("workers", [1, 3, 16])
def test_what_is_done_waiting_and_new_is_counted(tree, workers):
    for step in range(6):
        joins = show(tree, 8, step, workers)
        done = sum(join.round <= step for join in joins)
        assert len(tree.waiting.get_xdata()) == len(joins) - done
        assert len(tree.blocks.get_xdata()) + len(tree.states.get_xdata()) == 8 + done
        assert len(tree.now.get_xdata()) == sum(join.round == step for join in joins)
        assert len(tree.loop.get_xdata()) == step + 1


@pytest.mark.parametrize("T", [2, 8, 16, 17, 32])
def test_words_and_numbers_can_be_read(view, tree, T):
    for step in (0, 3, 31):
        show(tree, T, step)
        view.png()
        assert bool(tree.numbers.items) == bool(tree.names.items) == (T <= 16)
        assert list(crowded_outlines(view.figure)) == []
