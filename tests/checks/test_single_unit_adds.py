"""What learners write for a unit that adds: right on the adding problem too, and told which gate is missing."""

import numpy as np
import pytest

from rnnlab import checks, tasks

check = checks.check_single_unit_adds


def test_the_right_unit_adds_on_the_task_itself_whatever_the_length():
    for T in (2, 60, 500):
        task = tasks.adding(T, 100, np.random.default_rng(T))
        h = np.zeros((100, 1))
        for x in task.X:
            h = check.answer(x, h)
        np.testing.assert_allclose(h, task.target[0], atol=1e-12)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda x, h: h + x[:, :1], "unmarked numbers let in"),
        (lambda x, h: 0.9 * h + x[:, :1] * x[:, 1:], "the memory decays"),
        (lambda x, h: np.where(x[:, 1:] > 0, x[:, :1], h), "the second takes the place of the first"),
        (lambda x, h: np.maximum(h + x.sum(axis=1, keepdims=True) - 1, 0), "one ReLU for all"),
        (lambda x, h: h + x[:, 0] * x[:, 1], "columns without their axis"),
        (lambda x, h: x[:, :1] * x[:, 1:], "nothing kept"),
        (lambda x, h: h + x[:, 1:], "marks are counted"),
        (lambda x, h: h + x[:, :1] / (1 + np.exp(4 - 8 * x[:, 1:])), "a gate that is not quite shut"),
        (lambda x, h: np.maximum(h, x[:, :1] * x[:, 1:]), "the largest, not the sum"),
    ],
)
def test_what_goes_wrong_has_a_name(answer, reason):
    verdict = check(answer)
    assert not verdict
    assert verdict.reason == reason


def test_a_number_may_be_small_where_it_is_marked_and_large_where_it_is_not():
    """A threshold on the number itself is right for some numbers only."""
    wrong = (
        lambda x, h: h + np.where(x[:, :1] > 0.5, x[:, :1], 0) * x[:, 1:],
        lambda x, h: h + np.maximum(x[:, :1] + 0.8 * x[:, 1:] - 0.8, 0),
    )
    assert not any(map(check, wrong))
    assert check(lambda x, h: h + np.maximum(x[:, :1] + x[:, 1:] - 1, 0))


def test_the_state_is_left_as_it_was():
    def in_place(x, h):
        h += x[:, :1] * x[:, 1:]
        return h

    assert check(in_place).reason == "in place"
