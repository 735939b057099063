"""A memo computes anew only what has changed."""

from rnnlab.labs.kit.memo import Memo


def test_only_the_last_result_of_a_function_is_kept_and_only_for_the_same_arguments():
    calls = []

    def double(x):
        calls.append(x)
        return 2 * x

    memo = Memo()
    assert [memo(double, x) for x in (1, 1, 2, 1)] == [2, 2, 4, 2]
    assert calls == [1, 2, 1]


def test_two_results_of_one_function_live_apart():
    calls = []
    memo = Memo()
    for _ in range(3):
        memo(calls.append, 1)
        memo(calls.append, 2, apart="second")
    assert calls == [1, 2]
