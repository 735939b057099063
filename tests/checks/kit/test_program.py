"""A function is read, its lines are written otherwise, and its nodes exchanged for the time of one call."""

import ast

import numpy as np
import pytest

from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import Edit, Program, fresh, quantity, statements
from rnnlab.checks.kit.search import Search


def summed(a, b):
    """Its docstring is no line of it."""
    c = a + b
    for k in range(3):
        c = c + k
    return 2 * c, a


PROGRAM = Program(summed)


def test_as_it_stands_it_gives_what_the_function_gives():
    assert PROGRAM.compiled()(1, 2) == summed(1, 2)
    assert [quantity(row) for _, _, row in statements(PROGRAM.function.body)] == ["c", "for k", "c", "return"]


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ("c = c - k", (0, 1)),  # the last line that makes c, the one in the loop
        ("for k in range(2): ...", (8, 1)),
        ("return c", 6),
        ("return result[0] + 1", 13),
        ("a = 10", (30, 10)),  # not made anywhere: it is made first
        ("return a, c\nc = c", (1, 3)),
    ],
)
def test_lines_stand_in_place_of_those_that_make_the_same(lines, result):
    assert PROGRAM.rewritten(lines)(1, 2) == result
    assert PROGRAM.compiled()(1, 2) == summed(1, 2)


def test_an_edit_lasts_for_one_call():
    ret = PROGRAM.function.body[-1]
    edit = Edit("name", "return", "(2 * c, a)", "a", ((ret, "value", None, ast.copy_location(ast.Name("a", ast.Load()), ret)),))
    assert PROGRAM.compiled((edit,))(1, 2) == 1
    assert PROGRAM.compiled()(1, 2) == summed(1, 2)


def test_an_edit_that_is_no_program_leaves_nothing_behind():
    ret = PROGRAM.function.body[-1]
    with pytest.raises((TypeError, ValueError)):
        PROGRAM.compiled((Edit("name", "return", "", "", ((ret, "value", None, ast.Name("a", ast.Load())),)),))
    assert PROGRAM.compiled()(1, 2) == summed(1, 2)


def doubled(a, b):
    c = a
    c = c + b
    for k in range(3):  # noqa: B007 - an edit may use it
        c = 2 * c
    return c


@pytest.mark.parametrize(
    ("kind", "line", "result"),
    [("line left out", "for k", 3), ("moved", "for k", 10), ("returned in the loop", "return", 6)],
)
def test_a_loop_as_a_whole_can_be_left_out_moved_and_ended(kind, line, result):
    program = Program(doubled)
    (edit,) = (edit for edit in edits(program, {"a": 1, "b": 2}) if (edit.kind, edit.line) == (kind, line))
    assert program.compiled((edit,))(1, 2) == result
    assert program.compiled()(1, 2) == doubled(1, 2) == 24


def test_values_are_those_at_the_end():
    assert PROGRAM.values({"a": 1, "b": 2}) == {"a": 1, "b": 2, "c": 6, "k": 2}


def test_a_copy_can_be_written_into():
    case = {"a": np.zeros(2), "b": [np.zeros(2)], "n": 3}
    a, b, n = fresh(case)
    a[0] = b[0][0] = 1
    assert case["a"][0] == case["b"][0][0] == 0
    assert n == 3


def added(a, b):
    a += b
    return a


def stored(a, b):
    a[0] = b
    return a


def test_what_writes_into_arrays_is_known():
    assert [Program(function).writes for function in (summed, added, stored)] == [False, True, True]


@pytest.mark.parametrize("function", [added, stored])
def test_a_search_leaves_the_arguments_as_they_were(function):
    cases = [{"a": np.array([1.0, 2.0]), "b": np.array(3.0)}]
    search = Search(Program(function), cases, [[np.array([9.0, 9.0])]])
    assert search.one() is None
    assert search.cases[0]["a"].tolist() == [1.0, 2.0]
