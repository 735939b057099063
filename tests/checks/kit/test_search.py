"""Numbers are enough to find the slip that gives them, or two of them."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.search import Search
from rnnlab.trees import leaves


def found(name, lines):
    """What is found for an exercise's answer with these lines."""
    check = getattr(checks, f"check_{name}")
    wrong = check.programs[0].rewritten(lines)
    with np.errstate(all="ignore"):
        search = Search(check.programs[0], check.cases, [leaves(wrong(*case.values())) for case in check.cases])
        return search.one() or search.two(np.inf) or search.apart()


@pytest.mark.parametrize(
    ("exercise", "lines", "kind", "line"),
    [
        ("dh_prev", "dz = dh * (z != 0)", "comparison", "dz"),
        ("dh_prev", "dz = dh * (1 - np.tanh(z) ** 2)", "mask", "dz"),
        ("step_grad", "db_h = dh.sum(axis=0, keepdims=True)", "name", "db_h"),
        ("lstm_step", "f = sigmoid(x @ p.W_xf + h @ p.W_hf + p.b_o)", "name", "f"),
        ("lstm_step", "sigmoid = hard_sigmoid", "function", "i; f; o"),
        ("gru_step", "z = sigmoid(x @ p.W_xz + (r * h) @ p.W_hz + p.b_z)", "factor added", "z"),
        ("dc_path", "total = dc + dh * o * (1 - np.tanh(c ** 2))", "brackets", "total"),
        ("bptt_W_hh", "dz = dh * (Z[t - 1] > 0)", "index", "dz"),
    ],
)
def test_one_slip_is_found(patient, exercise, lines, kind, line):
    (edit,), _ = found(exercise, lines)
    assert (edit.kind, edit.line) == (kind, line)


def test_two_slips_in_two_results_are_found(patient):
    pair, _ = found("step_grad", "db_h = dh.sum(axis=0, keepdims=True)\ndx = dz @ W_xh.T / len(x)")
    assert {edit.line for edit in pair} == {"db_h", "dx"}


def test_two_slips_in_one_result_are_found(patient):
    pair, _ = found("dh_prev", "dz = dh * (z >= 0)\nreturn dz @ W_hh")
    assert {(edit.kind, edit.line) for edit in pair} == {("comparison", "dz"), ("transpose", "return")}


def test_what_no_edit_explains_is_not_found():
    assert found("dh_prev", "return np.cumsum(dz).sum() + 0.123 * dh") is None


def test_an_edit_must_fit_in_all_cases():
    """The states are not negative: np.abs(h_prev) changes nothing, and is not what makes one of the cases wrong."""
    check = checks.check_grad_W_hh
    answers = [[check.answer(*case.values()) * (len(case["dz"]) > 1)] for case in check.cases]
    assert Search(check.programs[0], check.cases, answers).one() is None


@pytest.mark.parametrize("result", ["-dW_hh", "dW_hh.T", "2 * dW_hh", "dW_hh / len(Z)"])
def test_a_slip_is_found_behind_a_factor_or_a_transpose(patient, result):
    """One slip leaves a sign: how large the numbers are, beside the largest."""
    pair, _ = found("bptt_W_hh", f"dz = dh * (Z[t - 1] > 0)\nreturn {result}")
    assert len(pair) == 2
    assert ("index", "dz") in {(edit.kind, edit.line) for edit in pair}


def test_a_slip_that_shows_in_other_cases_only_is_not_taken_for_another_that_gives_the_same_in_one(patient):
    """A step that is longer than the threshold in no array: `factor` is 1 there, whatever it is made of."""
    pair, _ = found("clip_by_global_norm", "clipped = [threshold * g for g in grads]\nreturn clipped, factor")
    assert {edit.line for edit in pair} == {"clipped", "return"}


def test_one_result_may_have_a_slip_that_the_others_have_not():
    """The total lacks dc, and what is passed on has it."""
    check = checks.check_dc_path
    answers = [[total - case["dc"], on] for case in check.cases for total, on in [check.answer(*case.values())]]
    search = Search(check.programs[0], check.cases, answers)
    assert search.one() is None
    ((place, edit),) = search.apart()
    assert (place, edit.kind, edit.line) == (0, "left out", "total")


def test_where_one_of_the_results_has_no_slip_that_is_known_nothing_is_told_apart():
    check = checks.check_dc_path
    answers = [[total - case["dc"], np.sin(9 * on)] for case in check.cases for total, on in [check.answer(*case.values())]]
    search = Search(check.programs[0], check.cases, answers)
    assert search.one() is None
    assert search.apart() is None
