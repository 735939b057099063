"""Every kind of slip is among the edits: a function with the slip in it is found again in the list."""

import ast
import functools
from typing import NamedTuple

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit import templates
from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import Program
from rnnlab.checks.kit.tools import sigmoid
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


def test_a_slip_in_all_gates_or_in_all_but_one_is_one():
    check = checks.check_lstm_step
    found = edits(check.programs[0], check.cases[0])
    lines = sorted(edit.line for edit in found if (edit.was, edit.now) == ("sigmoid", "np.tanh"))
    assert lines == ["f", "f; o", "i", "i; f", "i; f; o", "i; o", "o"]


# Five short functions with something for every rule, and what the rules make of them.


class Weights(NamedTuple):
    W_xi: np.ndarray
    W_xf: np.ndarray


def summed(X, W, n):
    total = 0.5
    for t in range(1, len(X)):
        total += (X[t - 1] @ W.T).sum(axis=0)
    return total / n, np.maximum(total, 0)


def gates(x, p):
    i = sigmoid(x @ p.W_xi)
    f = sigmoid(x @ p.W_xf)
    return i * f


def measured(u, rows, places):
    v = u[rows[1:], [0, 1]]
    first = u[[0, 1, 2]]
    length = np.sqrt((v**2).sum()) - places[0]
    return length > -first[0, 0]


def filled(x, b, n):
    out = np.zeros_like(x)
    out[n - 1] = x[0] * n
    return out


def stepped(x, n):
    total = np.sum(x) ** 2
    for k in range(n):
        for j in range(5, n, 2):
            total = np.searchsorted(x[1:n], total + j + k, side="left")
    return total


ARRAY = np.arange(1.0, 25.0)
SHORT = {
    "summed": (summed, {"X": ARRAY.reshape(4, 2, 3), "W": ARRAY[:15].reshape(5, 3), "n": 2}),
    "gates": (gates, {"x": ARRAY[:6].reshape(2, 3), "p": Weights(ARRAY[:12].reshape(3, 4), -ARRAY[:12].reshape(3, 4))}),
    "filled": (filled, {"x": ARRAY[:6].reshape(2, 3), "b": ARRAY[:3].reshape(1, 3), "n": 2}),
    "stepped": (stepped, {"x": ARRAY[:4], "n": 3}),
    "measured": (measured, {"u": ARRAY[:15].reshape(5, 3), "rows": [2, 1, 0], "places": [4, 3]}),
}


@functools.cache
def all_edits(name):
    function, case = SHORT[name]
    return edits(Program(function), case)


SUM = "(X[t - 1] @ W.T).sum(axis=0)"
SIZES = ("len(X)", "X.shape[1]", "X.shape[2]", "X.size", "len(W)", "W.size", "n")
AXES = ("", "axis=1", "axis=-1", "axis=0, keepdims=True", "axis=1, keepdims=True", "axis=-1, keepdims=True")
RANGES = ("1, len(X) - 1", "1, len(X) + 1", "0, len(X)", "0, len(X) - 1", "0, len(X) + 1", "2, len(X)", "2, len(X) - 1")


@pytest.mark.parametrize(
    ("function", "kind", "line", "was", "now"),
    [
        ("summed", "scaled", "total", SUM, [f"2 * {SUM}", f"0.5 * {SUM}", f"-1 * {SUM}", *(f"{SUM} * {n}" for n in SIZES)]),
        (
            *("summed", "averaged", "total", SUM),
            [
                text
                for n in SIZES
                for text in (f"{SUM} / {n}", f"{SUM} / (2 * {n})", f"{SUM} * ({n} / ({n} - 1))", f"{SUM} * ({n} / ({n} + 1))")
            ],
        ),
        ("summed", "averaged", "total", "X", [f"X / {n}" for n in SIZES]),
        ("summed", "number", "total", "0.5", ["0", "1", "2", "-1", "3", "1.5", "-0.5"]),
        ("summed", "number", "total", "X", []),
        ("summed", "number", "return", "n", ["0", "1", "2", "0.5", "-1", "3"]),
        (
            *("summed", "range", "for t", "range(1, len(X))"),
            [
                *(f"range({ends})" for ends in (*RANGES, "2, len(X) + 1", "n, len(X)", "t, len(X)")),
                *("range(1, len(X), n)", "range(1, len(X), t)", "reversed(range(1, len(X)))"),
            ],
        ),
        ("summed", "function left out", "for t", "range(1, len(X))", ["1", "len(X)"]),
        ("summed", "function left out", "total", SUM, ["X[t - 1] @ W.T"]),
        (
            *("summed", "function", "total", SUM),
            [
                *(f"(X[t - 1] @ W.T).{method}(axis=0)" for method in ("mean", "max", "prod", "std", "var")),
                *("np.median(X[t - 1] @ W.T)", "np.linalg.norm(X[t - 1] @ W.T)"),
            ],
        ),
        ("summed", "axis", "total", SUM, [f"(X[t - 1] @ W.T).sum({axis})" for axis in AXES]),
        ("summed", "left out", "total", "X[t - 1] @ W.T", ["X[t - 1]", "W.T"]),
        ("summed", "operator", "total", "X[t - 1] @ W.T", ["X[t - 1] * W.T"]),
        ("summed", "order", "total", "X[t - 1] @ W.T", ["W.T @ X[t - 1]"]),
        (
            *("summed", "transpose", "total", "X[t - 1] @ W.T"),
            [
                *("X[t - 1].T @ W.T", "X[t - 1] @ W", "X[t - 1].T @ W", "X[t - 1] @ np.linalg.inv(W)"),
                *("(X[t - 1] @ W.T).T", "(W.T.T @ X[t - 1].T).reshape(len(X[t - 1]), -1)"),
            ],
        ),
        ("summed", "overwritten", "total", "X[t - 1] @ W.T", ["X[t - 1][..., -1:] @ W.T[-1:]"]),
        ("summed", "index", "total", "X[t - 1]", ["X", "X[t - 2]", "X[t]", "X[t + 1]", "X[0]", "X[-1]"]),
        ("summed", "name", "total", "X", ["W", "total"]),
        ("summed", "name", "total", "t", ["n"]),
        ("summed", "name", "total", "total", []),  # what is made keeps its name
        ("summed", "sign", "total", "t - 1", ["t + 1", "-(t - 1)"]),
        ("summed", "operator", "total", "t - 1", ["t * 1"]),
        ("summed", "twice", "total", "t - 1", ["t - 1 - 1"]),
        ("summed", "operator", "return", "total / n", ["total * n"]),
        ("summed", "order", "return", "total / n", ["n / total"]),
        ("summed", "twice", "return", "total / n", ["total / n / n"]),
        (
            *("summed", "function", "return", "np.maximum(total, 0)"),
            [template.replace("Q", "total") for template in templates.RECTIFIERS],
        ),
        ("summed", "function", "return", "np.maximum", ["np.minimum"]),
        ("summed", "line left out", "total", "total = 0.5", [""]),
        ("summed", "line left out", "total", f"total += {SUM}", [""]),
        ("summed", "overwritten", "total", f"total += {SUM}", [f"total = {SUM}"]),
        ("summed", "sign", "total", f"total += {SUM}", [f"total -= {SUM}"]),
        ("summed", "returned in the loop", "return", "", [""]),
        ("summed", "name", "for t; total", "X", ["W", "total"]),
        ("summed", "number", "for t; total", "1", ["0", "2", "0.5", "-1", "3"]),
        ("summed", "exchanged", "for t; total", "X, W", ["W, X"]),
        ("summed", "exchanged", "for t; total; return", "X, total", ["total, X"]),
        (
            *("summed", "examples", "for t; total", "X"),
            [
                *(f"X{part}" for part in ("[:1]", "[-1:]", "[1:]", "[:-1]")),
                *(f"X * (np.arange(len(X)) {which})[:, None]" for which in ("== 0", "> 0", "< len(X) - 1")),
                *(f"X * (np.arange(X.shape[-1]) {which})" for which in ("> 0", "< X.shape[-1] - 1")),
            ],
        ),
        (
            *("gates", "function", "i; f", "sigmoid"),
            [
                *("np.tanh", "np.exp", "relu", "leaky_relu", "hard_sigmoid", "hardsigmoid", "falling_sigmoid", "softmax"),
            ],
        ),
        ("gates", "left out", "i; f", "x @ p.W_xi", ["x", "p.W_xi"]),
        ("gates", "operator", "return", "i * f", ["i + f", "i / f", "i @ f"]),
        ("gates", "twice", "return", "i * f", ["i * f * f", "i * (i * f)"]),
        ("gates", "order", "return", "i * f", []),
        ("gates", "name", "i", "p.W_xi", ["p.W_xf"]),
        ("gates", "name", "i; f", "x", ["i", "f"]),
        ("gates", "another quantity", "i", "sigmoid(x @ p.W_xi)", ["i", "f"]),
        ("gates", "function left out", "i", "sigmoid(x @ p.W_xi)", ["x @ p.W_xi"]),
        ("gates", "block", "i", "p.W_xi", ["p.W_xf"]),
        ("gates", "block", "f", "p.W_xf", ["p.W_xi"]),
        ("gates", "exchanged", "i; f; return", "x, i", ["i, x"]),
        ("gates", "twice", "i; f", "p.W_xi, p.W_xf", ["2 * p.W_xi, 2 * p.W_xf"]),
        (
            *("gates", "moved", "f", "f = sigmoid(x @ p.W_xf)"),
            ["f = sigmoid(x @ p.W_xf); i = sigmoid(x @ p.W_xi)"],
        ),
        ("filled", "part added", "out", "x", ["x + 1", "x + x", "x + b", "x + out"]),
        ("filled", "part added", "out[n - 1]", "x[0] * n", ["x[0] * n + 1"]),
        ("filled", "name", "out[n - 1]", "out", ["x", "b"]),
        ("filled", "number", "out[n - 1]", "n", ["0", "1", "2", "0.5", "-1", "3"] * 3),
        ("stepped", "brackets", "total", "np.sum(x) ** 2", ["np.sum(x ** 2)"]),
        ("stepped", "function", "total", "np.sum(x)", []),  # only of the method, as in x.sum()
        ("stepped", "axis", "total", "np.sum(x)", []),
        (
            *("stepped", "range", "for k", "range(n)"),
            [
                *("range(0, n - 1)", "range(0, n + 1)"),  # range(0, n) is the same
                *(f"range({first}, {last})" for first in (-1, 1) for last in ("n", "n - 1", "n + 1")),
                *("range(n, n)", "range(0, n, n)", "range(total, n)", "range(0, n, total)", "range(k, n)", "range(0, n, k)"),
                "reversed(range(n))",
            ],
        ),
        (
            *("stepped", "range", "for j", "range(5, n, 2)"),
            [
                *(f"range(5, {last}, 2)" for last in ("n - 1", "n + 1")),
                *(f"range({first}, {last}, 2)" for first in (4, 6) for last in ("n", "n - 1", "n + 1")),
                *("range(n, n, 2)", "range(5, n, n)", "range(total, n, 2)", "range(5, n, total)", "range(k, n, 2)"),
                *("range(5, n, k)", "reversed(range(5, n, 2))"),
            ],
        ),
        ("stepped", "number", "for j", "5", ["0", "1", "2", "0.5", "-1", "3", "6", "4", "-5"]),
        ("stepped", "number", "total", "'left'", ["'right'"]),
        ("measured", "index", "v", "rows[1:]", ["rows", "rows[0:]", "rows[2:]", "rows[:]", "rows[::-1]"]),
        (
            *("measured", "index", "v", "u[rows[1:], [0, 1]]"),
            ["u", "u[:, [0, 1]]", "u[rows[1:], :]", "u[[0, 1], rows[1:]]"],
        ),
        ("measured", "index", "length", "places[0]", ["places", "places[-1]", "places[1]", "places[2]"]),
        ("measured", "brackets", "length", "(v ** 2).sum()", ["v.sum() ** 2"]),
        ("measured", "brackets", "length", "np.sqrt((v ** 2).sum())", ["(v ** 2).sum() / 2"]),
        ("measured", "function", "length", "np.sqrt", ["np.square", "np.cbrt"]),
        ("measured", "operator", "length", "v ** 2", ["v * 2", "v @ v.T", "v.T @ v"]),
        ("measured", "order", "length", "v ** 2", ["2 ** v"]),
        ("measured", "number", "length", "2", ["0", "1", "0.5", "-1", "3", "-2"]),
        (
            "measured",
            "comparison",
            "return",
            "length > -first[0, 0]",
            [f"length {sign} -first[0, 0]" for sign in (">=", "<", "<=", "==", "!=")],
        ),
        ("measured", "sign", "return", "-first[0, 0]", ["first[0, 0]"]),
        ("measured", "index", "return", "first[0, 0]", ["first", "first[:, 0]", "first[0, :]"]),
        (
            *("measured", "index", "first", "u[[0, 1, 2]]"),
            ["u", "u[[1, 2]]", "u[[0]]", "u[[0, 2]]", "u[[1]]", "u[[0, 1]]", "u[[2]]", "u[[2, 1, 0]]"],
        ),
        (
            *("stepped", "index", "total", "x[1:n]"),
            [
                *("x", "x[1:n - 1]", "x[1:n + 1]", "x[0:n]", "x[0:n - 1]", "x[0:n + 1]", "x[2:n]", "x[2:n - 1]", "x[2:n + 1]"),
                *("x[:n]", "x[1:]", "x[::-1]"),
            ],
        ),
        ("measured", "name", "v", "u", ["rows", "places", "v", "first"]),
    ],
)
def test_these_are_all_edits_of_a_kind(function, kind, line, was, now):
    found = [edit.now for edit in all_edits(function) if (edit.kind, edit.line, edit.was) == (kind, line, was)]
    assert sorted(found) == sorted(now)


def test_only_a_whole_line_is_scaled():
    assert {edit.was for edit in all_edits("summed") if edit.kind == "scaled"} == {"0.5", SUM}
    assert {edit.was for edit in all_edits("filled") if edit.kind == "scaled"} == {"np.zeros_like(x)", "x[0] * n", "out"}


def test_what_is_assigned_to_may_have_another_name_and_is_never_computed():
    assert {edit.kind for edit in all_edits("filled") if (edit.line, edit.was) == ("out[n - 1]", "out")} == {"name"}


def folded(a):
    b = 2 * a
    a = a + 1
    for k in range(3):
        b = b + k * a
    return b, a


@pytest.mark.parametrize(
    ("kind", "was", "results"),
    [
        ("line left out", "a = a + 1", [(5, 1)]),
        ("line left out", "b = b + k * a", [(2, 2)]),
        ("moved", "a = a + 1", [(10, 2)]),
        ("moved", "for k in range(3):\n    b = b + k * a", [(5, 2)]),
        ("returned in the loop", "", [(2, 2)]),
        ("order of results", "(b, a)", [(2, 8)]),
        ("result twice", "(b, a)", [(2, 2), (8, 8)]),
    ],
)
def test_a_line_that_is_lost_or_moved_is_so_when_the_function_runs(kind, was, results):
    program = Program(folded)
    found = [edit for edit in edits(program, {"a": 1}) if (edit.kind, edit.was) == (kind, was)]
    assert sorted(program.compiled((edit,))(1) for edit in found) == results


def test_of_three_results_any_order_of_two_and_each_turn_may_be_meant():
    def three(a):
        return a, a + 1, a + 2

    program = Program(three)
    found = [edit for edit in edits(program, {"a": 0}) if edit.kind in ("order of results", "result twice")]
    results = [program.compiled((edit,))(0) for edit in found]
    orders = [(1, 2, 0), (2, 0, 1), (2, 1, 0), (1, 0, 2), (0, 2, 1)]
    assert results == [*orders, (1, 1, 2), (2, 1, 2), (0, 0, 2), (0, 2, 2), (0, 1, 0), (0, 1, 1)]


def test_the_same_slip_in_several_lines_is_made_in_all_of_them():
    function, case = SHORT["gates"]
    program, (x, p) = Program(function), case.values()
    found = {(edit.line, edit.was, edit.now): edit for edit in edits(program, case)}
    result = program.compiled((found["i; f", "sigmoid", "np.tanh"],))(x, p)
    np.testing.assert_allclose(result, np.tanh(x @ p.W_xi) * np.tanh(x @ p.W_xf))
