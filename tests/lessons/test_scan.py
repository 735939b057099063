"""The race of the tree and the loop: each node is right, none begins before its parts are done, and so many run at once."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import gradcheck, scan
from rnnlab.lessons import scan as lesson

RACES = st.tuples(st.integers(2, 40), st.integers(1, 20), st.integers(0, 99))


def race(T, workers, seed):
    a, b = lesson.sequence(T, seed)
    return a, b, lesson.joins(a, b, workers)


@given(RACES)
def test_each_node_is_its_steps_as_one(settings):
    a, b, joins = race(*settings)
    H = scan.loop(a, b, np.zeros(()))[1:]
    errors = []
    for join in joins:
        steps = slice(join.first, join.right + 1)
        errors += [join.pair[0] - a[steps].prod(), join.pair[1] - scan.loop(a[steps], b[steps], np.zeros(()))[-1]]
        errors += [join.pair[1] - H[join.right]] if join.first == 0 else []
    assert gradcheck.worst(np.abs(errors)) < 1e-12


@given(RACES)
def test_every_state_is_found_and_with_the_work_of_the_tree(settings):
    _, b, joins = race(*settings)
    assert {join.right for join in joins if join.first == 0} == set(range(1, len(b)))
    assert len(joins) == sum(len(level.right) for level in scan.levels(len(b)))


@given(RACES)
def test_no_node_begins_before_its_parts_and_no_round_has_more_nodes_than_workers(settings):
    _, b, joins = race(*settings)
    done = np.zeros(len(b), int)
    for join in joins:
        assert join.round > max(done[join.left], done[join.right])
        done[join.right] = join.round
    rounds = Counter(join.round for join in joins)
    assert max(rounds.values()) <= settings[1]
    assert set(rounds) == set(range(1, joins[-1].round + 1))


def test_rounds_are_the_depth_with_many_workers_and_the_work_with_one():
    for T, depth, work in ((2, 1, 1), (8, 5, 11), (16, 7, 26), (32, 9, 57)):
        for workers, rounds in ((T, depth), (1, work)):
            *_, joins = race(T, workers, 0)
            assert joins[-1].round == rounds
            assert (joins[-1].level, len(joins)) == (depth, work)


def test_a_longer_sequence_begins_with_the_shorter_one():
    for shorter, longer in zip(lesson.sequence(5, 3), lesson.sequence(9, 3), strict=True):
        np.testing.assert_array_equal(shorter, longer[:5])
