"""Every kind of slip is among the edits: a function with the slip in it is found again in the list."""

import ast
import functools

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.words import KINDS

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])


@functools.cache
def now(name):
    """kind and new source of all edits of an exercise."""
    check = getattr(checks, f"check_{name}")
    return {(edit.kind, edit.now) for edit in edits(check.programs[0], check.cases[0])}


@pytest.mark.parametrize(
    ("exercise", "kind", "source"),
    [
        ("dh_prev", "name", "W_hh"),
        ("dh_prev", "transpose", "dz @ W_hh"),
        ("dh_prev", "comparison", "z >= 0"),
        ("dh_prev", "mask", "np.maximum(z, 0)"),
        ("dh_prev", "mask", "1 - np.tanh(z) ** 2"),
        ("recurrent_step", "left out", "x @ W_xh + h @ W_hh"),
        ("recurrent_step", "sign", "x @ W_xh + h @ W_hh - b_h"),
        ("recurrent_step", "twice", "x @ W_xh + h @ W_hh + b_h + b_h"),
        ("recurrent_step", "brackets", "x @ (W_xh + h @ W_hh)"),
        ("recurrent_step", "function", "leaky_relu(z)"),
        ("recurrent_step", "function left out", "z"),
        ("recurrent_step", "operator", "h * W_hh"),
        ("recurrent_step", "averaged", "(x @ W_xh + h @ W_hh + b_h) / len(x)"),
        ("cosine", "brackets", "(u ** 2).sum() / 2"),
        ("cosine", "order", "length_u * length_v / (u @ v)"),
        ("mean_squared_error", "brackets", "target - O ** 2"),
        ("mean_squared_error", "number", "3"),
        ("mean_squared_error", "scaled", "0.5 * ((target - O) ** 2).mean()"),
        ("grad_b_h", "axis", "dz.sum(axis=1, keepdims=True)"),
        ("grad_W_xh", "examples", "dz[:1]"),
        ("bptt_W_hh", "overwritten", "dW_hh = H[t].T @ dz"),
        ("bptt_W_hh", "index", "H[t + 1]"),
        ("bptt_W_hh", "range", "range(1, len(Z))"),
        ("bptt_W_hh", "function left out", "range(len(Z))"),
        ("bptt_W_hh", "late", "np.roll(H, 1, 0)"),
        ("truncated_bptt", "range", "range(t, max(t - window, -1) - 1, -1)"),
        ("lstm_step", "order of results", "(c_new, h_new)"),
        ("lstm_step", "result twice", "(h_new, h_new)"),
        ("lstm_step", "turned round", "1 - f"),
        ("lstm_step", "slope", "f * (1 - f)"),
        ("lstm_step", "factor added", "f * o"),
        ("lstm_step", "part added", "f + c"),
        ("lstm_step", "function", "hard_sigmoid"),
        ("lstm_step", "function added", "np.tanh(c_new)"),
        ("lstm_step", "block", "p.W_xi, p.W_hi, p.b_i"),
        ("lstm_step", "exchanged", "p.W_xi, p.W_hi, p.b_i, p.W_xf, p.W_hf, p.b_f"),
        ("sample", "number", "'left'"),
        ("sample", "function added", "np.sqrt(temperature)"),
        ("truncated_bptt", "number", "2"),
        ("truncated_bptt", "range", "range(window, len(Z))"),
        ("dh_prev", "transpose", "dz @ np.linalg.inv(W_hh)"),
        ("dh_prev", "overwritten", "dz[..., -1:] @ W_hh.T[-1:]"),
        ("dh_prev", "mask", "sigmoid(z) * (1 - sigmoid(z))"),
        ("grad_W_xh", "summed first", "np.outer(x.sum(0), dz.sum(0))"),
        ("grad_W_xh", "examples", "x[1:], dz[1:]"),
        ("grad_W_xh", "transpose", "x.reshape(x.shape[::-1]) @ dz"),
        ("grad_W_xh", "mask", "(x > 0).T @ dz"),
        ("grad_W_xh", "reversed", "dz[::-1]"),
        ("dc_path", "slope", "sigmoid(c) * (1 - sigmoid(c))"),
        ("mean_squared_error", "function", "np.median((target - O) ** 2)"),
        ("mean_squared_error", "operator", "(target - O) @ (target - O).T"),
        ("mean_squared_error", "averaged", "((target - O) ** 2).mean() / (2 * len(O))"),
        ("recurrent_step", "function", "leaky_relu(z, 0.1)"),
        ("readout", "function added", "softmax(h @ W_hy + b_y, 0)"),
        ("lstm_step", "twice", "2 * p.b_i, 2 * p.b_f, 2 * p.b_c, 2 * p.b_o"),
        ("lstm_step", "function", "hardsigmoid"),
        ("lstm_step", "another quantity", "g"),
        ("one_hot", "name", "rows"),
        ("perplexity", "function", "np.log2"),
    ],
)
def test_a_slip_is_among_the_edits(exercise, kind, source):
    assert (kind, source) in now(exercise)


@pytest.mark.parametrize("kind", ["line left out", "moved", "returned in the loop"])
def test_lines_are_lost_and_moved(kind):
    assert kind in {found for found, _ in now("bptt_W_hh")}


@EACH
def test_each_kind_has_words(check):
    for program in check.programs:
        assert {edit.kind for edit in edits(program, check.cases[0])} <= set(KINDS)


@EACH
def test_edits_leave_the_program_as_it_was(check):
    for program in check.programs:
        before = ast.dump(program.tree)
        with np.errstate(all="ignore"):
            for edit in edits(program, check.cases[0])[::7]:
                attempt(program.compiled, (edit,))
        assert ast.dump(program.tree) == before


def test_a_slip_in_all_gates_is_one():
    check = checks.check_lstm_step
    found = edits(check.programs[0], check.cases[0])
    assert "i; f; o" in {edit.line for edit in found if (edit.was, edit.now) == ("sigmoid", "np.tanh")}
