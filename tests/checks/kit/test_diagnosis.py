"""Numbers that are wrong are told of, whether anything explains them or not."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.diagnosis import _only_wrapped, moved
from rnnlab.checks.kit.search import Search


def test_a_common_factor_is_found():
    words = checks.check_dh_prev(lambda *case: 3.7 * checks.check_dh_prev.answer(*case)).words
    assert "3.7 times what it should be" in words


def test_no_mistake_is_blamed_for_numbers_that_it_does_not_give():
    verdict = checks.check_dh_prev(lambda dh, z, W_hh: (dh * (z > 0)) @ W_hh.T + 0.01)
    assert verdict.reason == "wrong numbers"
    assert "none of the usual mistakes" in verdict.words
    assert "the result[0, 0] is " in verdict.words
    assert "and should be " in verdict.words
    assert verdict._repr_html_().count("yours") == 1


def test_a_number_that_no_mistake_gives_is_told_as_a_number():
    verdict = checks.check_perplexity(lambda p: 1.234567 + 0.1 * np.sin(p).sum())
    assert verdict.reason == "wrong numbers"
    assert "the result is 1." in verdict.words


def test_an_argument_that_takes_no_part_is_named():
    def dice(logits, temperature, u):
        return np.random.default_rng(0).integers(len(logits), size=len(u))

    assert checks.check_sample(dice).reason == "logits and temperature and u take no part"

    def blind(dh, z, W_hh):
        return np.cumsum(dh, axis=1) @ W_hh.T

    assert checks.check_dh_prev(blind).reason == "z takes no part"


def test_of_several_results_those_that_are_right_are_named():
    def partly(x, h_prev, z, W_xh, W_hh, dh):
        right = checks.check_step_grad.answer(x, h_prev, z, W_xh, W_hh, dh)
        return (*right[:3], np.sin(7.7 * right[3]) + 0.1, right[4])

    verdict = checks.check_step_grad(partly)
    assert verdict.reason == "wrong numbers"
    assert verdict.words.startswith("dW_xh ✔ dW_hh ✔ db_h ✔ dx ✘ dh_prev ✔ — ")
    assert "dx[0, 0] is " in verdict.words


def test_two_usual_mistakes_at_once_are_both_named():
    def mean_without_mask(x, h_prev, z, W_xh, W_hh, dh):
        return x.T @ dh / len(x), h_prev.T @ dh / len(x), dh.mean(axis=0, keepdims=True), dh @ W_xh.T, dh @ W_hh.T

    verdict = checks.check_step_grad(mean_without_mask)
    assert verdict.reason == "missing mask and mean, not sum"
    assert "two things are different: missing mask; and mean, not sum." in verdict.words
    assert "dh goes on as if it were dz" in verdict.more().words
    assert "this is the mean over the examples" in verdict.more().words


def test_what_is_done_to_the_result_comes_last_of_two():
    check = checks.check_bptt_W_hh
    for lines in ("dz = dh\nreturn dW_hh.T", "arriving = np.zeros_like(dh)\nreturn dW_hh / len(Z)"):
        assert " and " in check(check.programs[0].rewritten(lines)).reason
    check = checks.check_grad_W_hh  # the one behind the other returns what the first has made
    both = check.programs[0].rewritten("return h.T @ dz\nreturn result / len(dz)")
    assert check(both).reason == "mean, not sum and h_t where h_{t-1} belongs"


@pytest.mark.parametrize("rounding", [np.trunc, lambda a: np.round(a, 1), lambda a: np.round(a, 4)])
def test_rounding_is_told(rounding):
    check = checks.check_dh_prev
    assert check(lambda *case: rounding(check.answer(*case))).reason == "rounded"


def test_zeros_are_not_called_rounded():
    """All that is right is small here, and would round to 0."""
    check = checks.check_cross_entropy_gradient
    assert check(lambda logits, target: 0 * logits).reason != "rounded"


def test_an_answer_that_has_nothing_of_its_arguments_is_told_so_and_not_searched():
    verdict = checks.check_sample(lambda logits, temperature, u: np.full(len(u), 3))
    assert verdict.reason == "logits and temperature and u take no part"
    assert checks.check_perplexity(lambda probabilities: 0).reason == "probabilities takes no part"


def test_numbers_that_look_alike_are_written_until_they_differ():
    """2.66 and 2.66 would say nothing."""
    assert checks.check_perplexity(lambda p: 1.234 * checks.check_perplexity.answer(p)).words.startswith(
        "the numbers differ in 3 of 3 cases: every number is 1.234 times"
    )
    check = checks.check_dh_prev
    words = check(lambda *case: (1 + 0.002 * np.sin(97 * check.answer(*case))) * check.answer(*case)).words
    yours, right = words.split("[0, 0] is ")[1].split(". It is none")[0].split(" and should be ")
    assert yours != right


def test_a_slip_in_one_result_is_told_with_the_results_name(monkeypatch, patient):
    """Where no two edits give the numbers together."""
    monkeypatch.setattr(Search, "two", lambda search, end: None)

    def total_without_dc(dh, dc, f, o, c_prev, c):
        total, passed_on = checks.check_dc_path.answer(dh, dc, f, o, c_prev, c)
        return total - dc, passed_on

    verdict = checks.check_dc_path(total_without_dc)
    assert verdict.reason == "left out (the total)"
    assert "a slip that changes nothing else: in the total, where `total` is made" in verdict.words


def test_rounded_numbers_stand_beside_the_right_ones_too():
    check = checks.check_dh_prev
    assert check(lambda *case: np.round(check.answer(*case), 1)).table.wrong.any()


def test_other_numbers_have_other_proportions():
    """Else what divides by a sum would be told that its argument takes no part."""
    for value in (np.array([0.2, 0.5, 0.9]), np.array([[1.0, -2.0], [0.5, 4.0]])):
        there = moved(value)
        assert there.shape == value.shape
        assert len(set((there / value).ravel().round(9))) == value.size
    assert (moved(np.array([0.2, 0.5])) > 0).all()
    assert moved(0.5) == 0.45
    assert moved([value]) == [value]


def test_what_divides_by_a_sum_is_not_told_that_its_argument_takes_no_part():
    def perplexity(probabilities):
        return np.exp(-np.log(probabilities / probabilities.max()).mean())

    def analogy(E, a, b, c):
        centred = E - E.mean(axis=0)
        return checks.check_analogy.answer(centred, a, b, c)

    assert checks.check_perplexity(perplexity).reason == "wrong numbers"
    assert checks.check_analogy(analogy).reason == "wrong numbers"


def test_a_number_in_an_array_has_the_wrong_shape_and_no_slip():
    cosine = checks.check_cosine.answer
    assert checks.check_cosine(lambda u, v: [cosine(u, v)]).reason == "wrong shape"
    assert _only_wrapped([[np.array([0.5])], [np.array(0.2)]], [[np.array(0.5)], [np.array(0.2)]])
    assert not _only_wrapped([[np.array([0.5])]], [[np.array(0.6)]])
    assert not _only_wrapped([[np.array([0.5])]], [[np.array([[0.5]])]])
