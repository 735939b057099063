"""What a function returns is taken in any form that holds the numbers, and what does not is told so."""

import asyncio
import gc

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.exercise import Exercise

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])


class Obstinate:
    """Whatever is asked of it, it raises."""

    def __array__(self, *arguments, **options):
        raise TypeError("no array")

    def __repr__(self):
        raise KeyError("no words")

    def __eq__(self, other):
        raise ValueError("no comparison")

    __hash__ = None


class ObstinateList(list):
    def __iter__(self):
        raise TypeError("no entries")

    __len__ = __repr__ = __iter__


@EACH
@pytest.mark.parametrize("odd", [Obstinate, ObstinateList, lambda: (Obstinate(), Obstinate()), lambda: np.timedelta64(3, "s")])
def test_a_result_that_raises_is_of_the_wrong_type(check, odd):
    assert check(lambda *case: odd()).reason == "wrong type"
    assert check(lambda *case: odd()).words
    assert check(Obstinate()).reason == "not a function"


def test_a_list_that_something_odd_was_put_into_was_changed():
    check = checks.check_clip_by_global_norm

    def put(grads, threshold):
        answer = check.answer(list(grads), threshold)
        grads[0] = Obstinate()
        return answer

    assert check(put).reason == "in place"


def test_an_answer_of_another_shape_is_told_both_shapes():
    verdict = checks.check_dh_prev(lambda dh, z, W_hh: W_hh)
    assert verdict.reason == "wrong shape"
    assert "shape (1, 3) was wanted and (3, 3) came" in verdict.words


def test_a_list_with_fewer_parts_than_its_length_says_has_the_wrong_form():
    check = checks.check_step_grad
    longer = type("Longer", (list,), {"__len__": lambda parts: 5})
    assert check(lambda *case: list(check.answer(*case))).passed
    assert check(lambda *case: longer(check.answer(*case)[:4])).reason == "wrong type"


def test_an_imaginary_part_counts():
    check = checks.check_dh_prev
    assert check(lambda *case: check.answer(*case) + 0j).passed
    verdict = check(lambda *case: check.answer(*case) + 0.5j)
    assert verdict.reason == "wrong numbers"


def test_a_list_of_rows_of_one_length_is_told_of_its_shape():
    """And not that its parts make no array."""
    assert checks.check_dh_prev(lambda dh, z, W_hh: list(W_hh)).reason == "wrong shape"


def test_a_nan_is_not_called_a_wrong_number():
    assert checks.check_dh_prev(lambda dh, z, W_hh: np.full_like(dh, np.nan)).reason == "not a number"


def test_a_right_answer_that_changes_its_argument_is_told_so():
    def in_place(dh, z, W_hh):
        dh *= z > 0
        return dh @ W_hh.T

    verdict = checks.check_dh_prev(in_place)
    assert verdict.reason == "in place"
    assert "the numbers are right, but the function changed its argument dh" in verdict.words


def test_wrong_numbers_are_not_hidden_by_a_change_in_place():
    def in_place(dh, z, W_hh):
        dh *= z > 0
        return dh @ W_hh

    assert "the numbers are wrong, and the function changed" in checks.check_dh_prev(in_place).words


def test_a_list_of_unequal_arrays_is_told_their_shapes():
    def first_state_of_one_row(X, W_xh, W_hh, b_h):
        return [np.zeros((1, len(W_hh))), *checks.check_run.answer(X, W_xh, W_hh, b_h)[1:]]

    verdict = checks.check_run(first_state_of_one_row)
    assert verdict.reason == "wrong type"
    assert "the first has the shape (1, 5), and another one (2, 5)" in verdict.words
    assert "should return all states" in verdict.words


def test_true_and_false_are_numbers():
    """A mask such as z > 0 says the same as ones and zeros."""
    check = checks.check_one_hot
    assert check(lambda *case: check.answer(*case) == 1)


def test_a_list_of_numbers_is_as_good_as_an_array():
    assert checks.check_dh_prev(lambda *case: checks.check_dh_prev.answer(*case).tolist())


def test_a_whole_number_that_would_wrap_is_no_right_answer():
    """−2**63 is its own negative."""

    def five(x):
        return np.array([5])

    check = Exercise("five(x)", "one number", five, ({"x": 1},))
    assert check(lambda x: [5])
    assert not check(lambda x: np.array([5 - 2**63]))


def raising(kind):
    """A function that raises such a thing, and one whose result does, whatever is asked of it."""

    def fails(*case):
        raise kind

    def asked(self, *arguments, **options):
        raise kind

    names = ("__array__", "__repr__", "__str__", "__len__", "__iter__", "__class__", "__getattr__")
    return fails, lambda *case: type("Odd", (), {name: property(asked) if name == "__class__" else asked for name in names})()


OUTCRIES = [SystemExit(), GeneratorExit(), asyncio.CancelledError(), BaseExceptionGroup("all", [SystemExit()])]


@EACH
@pytest.mark.parametrize("outcry", OUTCRIES, ids=lambda outcry: type(outcry).__name__)
def test_whatever_is_raised_is_told_of(check, outcry):
    fails, odd = raising(outcry)
    assert check(fails).reason == "error"
    assert check(odd).reason == "wrong type"
    assert check(odd()).reason == "not a function"


def test_the_learner_may_interrupt():
    for function in raising(KeyboardInterrupt()):
        with pytest.raises(KeyboardInterrupt):
            checks.check_dh_prev(function)


def test_an_odd_thing_in_a_list_that_was_given_is_told_of():
    check = checks.check_clip_by_global_norm

    def put(grads, threshold):
        answer = check.answer(list(grads), threshold)
        grads[0] = raising(SystemExit())[1]()
        return answer

    assert check(put).reason == "in place"


@EACH
def test_a_result_of_a_gigantic_shape_takes_no_memory(check):
    gigantic = np.broadcast_to(1.0, (10**6, 10**6))
    for result in (gigantic, np.broadcast_to(True, (10**6, 10**6)), (gigantic, gigantic), range(10**12), [range(10**12)] * 2):
        assert check(lambda *case, result=result: result).reason in ("wrong shape", "wrong type")
    verdict = checks.check_dh_prev(lambda *case: gigantic)
    assert "shape (1, 3) was wanted and (1000000, 1000000) came" in verdict.words


def test_an_async_function_is_told_so_and_nothing_is_left_waiting():
    async def later(*case):
        return case[0]

    async def one_by_one(*case):
        yield case[0]

    for function in (later, one_by_one):
        assert "async def" in checks.check_dh_prev(function).words
    gc.collect()  # what is left waiting would warn


@pytest.mark.parametrize("answer", [lambda H: (h for h in H), lambda H: map(np.asarray, H)])
def test_what_is_still_to_be_computed_is_told_how_to_be(answer):
    check = checks.check_run
    verdict = check(lambda *case: answer(check.answer(*case)))
    assert verdict.reason == "wrong type"
    assert "np.array(list(" in verdict.words


class Tensor:
    """As one of PyTorch that remembers how it was computed."""

    def __init__(self, array):
        self.array = array

    def __array__(self, *arguments, **options):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")

    def detach(self):
        return self.array


@EACH
def test_a_tensor_that_remembers_is_as_good_as_an_array(check):
    def wrapped(answer):
        return tuple(map(wrapped, answer)) if isinstance(answer, tuple | list) else Tensor(np.asarray(answer))

    assert check(lambda *case: wrapped(check.answer(*case)))


def test_a_list_of_tensors_is_as_good_too():
    check = checks.check_run
    assert check(lambda *case: [Tensor(h) for h in check.answer(*case)])


@pytest.mark.parametrize(("module", "name"), [(np, "isfinite"), (np, "maximum"), (np.linalg, "norm")])
def test_who_writes_over_numpy_is_told_so(monkeypatch, module, name):
    check = checks.check_dh_prev
    kept = getattr(module, name)

    def writes(*case):
        setattr(module, name, lambda *arguments: True)
        return check.answer(*case)

    monkeypatch.setattr(module, name, kept)  # it puts it back at the end
    for verdict in (check(writes), check(check.answer)):
        assert verdict.reason == "another numpy"
        assert f"{module.__name__}.{name} is no longer" in verdict.words
        assert "Restart the kernel" in verdict.words
    setattr(module, name, kept)
    assert check(check.answer)


def test_of_several_results_the_one_of_another_shape_is_named():
    check = checks.check_step_grad
    verdict = check(lambda *case: (*check.answer(*case)[:3], np.ones((9, 9)), check.answer(*case)[4]))
    assert verdict.reason == "wrong shape"
    assert verdict.words.startswith("dx: shape (2, 3) was wanted and (9, 9) came")
    assert checks.check_dh_prev(lambda *case: np.ones((9, 9))).words.startswith("shape (1, 3) was wanted")


@pytest.mark.parametrize("count", [4, 6])
def test_more_or_fewer_results_than_are_wanted_are_counted(count):
    def step_grad(*case):
        return (checks.check_step_grad.answer(*case) * 2)[:count]

    verdict = checks.check_step_grad(step_grad)
    assert verdict.reason == "wrong type"
    assert f"5 results are wanted, and {count} came." in verdict.words
    assert "came" not in checks.check_step_grad(lambda *case: "five arrays").words
