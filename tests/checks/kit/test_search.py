"""Numbers are enough to find the slip that gives them, or two of them."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.program import Edit
from rnnlab.checks.kit.search import Search, _misfit, _nearest, _unlikely
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


def test_how_well_two_effects_add_up_to_a_third(rng):
    vectors, right, wanted = rng.standard_normal((5, 3)), rng.standard_normal(3), rng.standard_normal(3)
    misfits = _misfit(vectors, right, wanted)
    for one, other in np.ndindex(5, 5):
        off = (vectors[one] - right) + (vectors[other] - right) - (wanted - right)
        assert misfits[one, other] == pytest.approx((off**2).sum(), rel=1e-9)
    exact = _misfit(np.array([[3.0, 1.0], [1.0, 5.0]]), np.ones(2), np.array([3.0, 5.0]))
    assert exact[0, 1] == exact[1, 0] == 1e-12  # never 0, so that what is more likely is still told from the rest


def test_the_nearest_pairs_come_in_order_and_once():
    misfits = np.array([[0.0, 3.0, 1.0], [3.0, 0.0, 2.0], [1.0, 2.0, 0.0]])
    assert _nearest(misfits).tolist() == [[0, 2], [1, 2], [0, 1]]


def test_what_is_made_often_is_likely():
    def edit(kind, places=1):
        return Edit(kind, "", "", "", (None,) * places)

    kinds = ("sign", "mask", "part added")
    assert [_unlikely(edit(kind)) for kind in kinds] == [0, 1, 2]
    assert [_unlikely(edit(kind, 2)) for kind in kinds] == [1, 2, 3]


def test_promising_pairs_begin_with_the_one_that_was_made(patient):
    check = checks.check_step_grad
    wrong = check.programs[0].rewritten("db_h = dh.sum(axis=0, keepdims=True)\ndW_xh = x.T @ dh")
    search = Search(check.programs[0], check.cases, [leaves(wrong(*case.values())) for case in check.cases])
    assert search.one() is None
    first = next(search._promising())
    assert {(edit.kind, edit.line) for edit in first} == {("name", "db_h"), ("name", "dW_xh")}


def test_where_no_edit_gives_a_number_nothing_is_promising():
    check = checks.check_grad_b_h
    search = Search(check.programs[0], check.cases, [leaves(check.answer(*case.values())) for case in check.cases])
    assert list(search._promising()) == []
    assert search.two(np.inf) is None
