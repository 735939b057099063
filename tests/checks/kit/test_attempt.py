"""What the learner's code raises or returns is put into few words, whatever it is."""

import functools
import linecache

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.attempt import ENTRIES, LONGEST, described, large, nothing, short, sizes

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])


class Silent(Exception):
    def __str__(self):
        raise TypeError("no words")


class Unwilling(Exception):
    __traceback__ = property(lambda error: exit())

    def __str__(self):
        raise SystemExit


class Wordy(Exception):
    def __str__(self):
        return "A" * 3_000_000


class Entry:
    """One that notes that it was asked for."""

    asked = 0

    def __repr__(self):
        Entry.asked += 1
        return "entry"


def words(error):
    def fails(*case):
        raise error

    verdict = checks.check_dh_prev(fails)
    assert verdict.reason == "error"
    return verdict.words


@pytest.mark.parametrize(("kind", "why"), [(Silent, "TypeError"), (Unwilling, "SystemExit")])
def test_an_exception_without_words_is_told_of(kind, why):
    assert f"raised {kind.__name__}: (its str raises {why}) in the line `raise error`" in words(kind())


@pytest.mark.parametrize("error", [Wordy(), ValueError("A" * 3_000_000), type("A" * 3_000_000, (Exception,), {})()])
def test_the_words_of_an_exception_are_cut(error):
    assert len(words(error)) < LONGEST + 300


@pytest.mark.parametrize("wrap", [ValueError, KeyError, lambda entries: ValueError("a", entries)])
def test_a_long_list_is_not_written_out_before_it_is_cut(wrap):
    entries = [Entry()] * 10**6
    Entry.asked = 0
    assert "entry, " in words(wrap(entries))
    assert "list [entry, entry" in short(entries)
    assert "list [entry, entry" in checks.check_dh_prev(lambda *case: entries).words
    assert Entry.asked < 30


def test_a_long_line_is_cut(monkeypatch):
    line, scope = f"f = lambda *case: 1 / 0 or {'A' * 10_000!r}", {}
    monkeypatch.setitem(linecache.cache, "<cell>", (len(line), None, [line], "<cell>"))
    exec(compile(line, "<cell>", "exec"), scope)
    words = checks.check_dh_prev(scope["f"]).words
    assert "in the line `f = lambda *case: 1 / 0 or 'AAA" in words
    assert len(words) < 2 * LONGEST


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, "float 1.5"),
        ("one", "str 'one'"),
        ({"a": 1}, "dict {'a': 1}"),
        (np.zeros((2, 2)), "ndarray array([[0., 0.],        [0., 0.]])"),  # in one line
        ("A" * 57, f"str '{'A' * 26}...{'A' * 26}'"),  # as reprlib cuts it
        (["A" * 16, "B" * 16, "C" * 14], f"list ['{'A' * 16}', '{'B' * 16}', '{'C' * 14}']"),  # 58 characters
        (["A" * 16, "B" * 16, "C" * 15], f"list ['{'A' * 16}', '{'B' * 16}', '{'C' * 15}']"),  # 59
        (["A" * 16, "B" * 16, "C" * 16], f"list ['{'A' * 16}', '{'B' * 16}', '{'C' * 15}..."),  # 60
        (type("A" * 100, (), {"__repr__": lambda entry: "one"})(), f"{'A' * 60} one"),
        (type("list", (), {"__module__": "builtins"})(), "list (its repr raises TypeError)"),  # it only looks like one
    ],
)
def test_a_value_in_less_than_a_line(value, words):
    assert short(value) == words


def test_the_arguments_in_a_few_words():
    some, many = [np.zeros((k + 1, 2)) for k in range(6)], [np.zeros((k + 1, 2)) for k in range(7)]
    assert sizes({"X": np.zeros((3, 2)), "rate": 0.1, "mode": "left"}) == "X (3, 2), rate = 0.1, mode = left"
    assert sizes({"grads": some}) == "grads (1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (6, 2)"
    assert sizes({"grads": many, "n": 3}) == "grads (1, 2), (2, 2), (3, 2), …, n = 3"


def test_an_exception_with_no_line_of_the_learners_is_told_without_one():
    error = type("E" * 100, (Exception,), {})("why")
    words = described(error, lambda x: x, {"x": 1})
    assert words == f"your function raised {'E' * 60}: why. It was called with x = 1."


@pytest.mark.parametrize("value", [range(10**12), [range(10**12)], [[0] * 10**6], (0,) * 10**6, "A" * 10**6, [b"A" * 10**6]])
def test_a_large_list_is_seen_by_its_length(value):
    assert large(value)
    assert not large([[0] * 1000, "word"] * 20)
    assert not large("A" * ENTRIES)
    assert not large([0] * ENTRIES)
    assert not large(np.broadcast_to(0, 10**9))  # takes no memory, and is told by its shape


def test_the_line_is_the_last_of_the_learners_own():
    verdict = checks.check_run(lambda X, *weights: np.stack([X[0], X[:, 0, 0]]))
    assert "in the line `verdict = checks.check_run(lambda X, *weights: np.stack" in verdict.words


def test_of_the_packages_own_lines_none_is_told():
    verdict = checks.check_dh_prev(checks.check_readout.answer)  # one of the package fails, and no line is the learner's
    assert verdict.reason == "error"
    assert "in the line" not in verdict.words


@EACH
@pytest.mark.parametrize(
    ("function", "takes"),
    [(lambda: 1, "0 arguments"), (lambda a: a, "1 argument, a"), (lambda a, b, c, d, e, f, g, h: a, "8 arguments, a, b, c")],
)
def test_a_wrong_number_of_arguments_is_told_in_words(check, function, takes):
    count = len(check.cases[0])
    if count != len(takes.split(", ")) - 1:
        verdict = check(function)
        assert verdict.reason == "error"
        assert f"your function takes {takes}" in verdict.words
        assert f"It was called with {count}: {next(iter(check.cases[0]))}" in verdict.words
        assert "in the line" not in verdict.words


def test_a_mistake_in_a_function_of_ones_own_is_not_one_in_the_number_of_arguments():
    def helper(dh):
        return dh

    verdict = checks.check_dh_prev(lambda dh, z, W_hh: helper(dh, z))
    assert "helper() takes 1 positional argument but 2 were given in the line `verdict = " in verdict.words


def prints(dh, z, W_hh):
    print((dh * (z > 0)) @ W_hh.T)


def forgets(dh, z, W_hh):
    """Its last line is no return."""
    result = (dh * (z > 0)) @ W_hh.T  # noqa: F841


def stub(dh, z, W_hh):
    """Return the gradient."""


def passes(dh, z, W_hh):
    return ...


@pytest.mark.parametrize(
    ("function", "reason", "words"),
    [
        (prints, "returns nothing", "prints, and returns nothing. To print is to show"),
        (forgets, "returns nothing", "computes, and returns nothing: write `return`"),
        (lambda dh, z, W_hh: print(dh), "returns nothing", "prints"),
        (stub, "not answered", "not answered yet"),
        (passes, "not answered", "not answered yet"),
        (lambda dh, z, W_hh: None, "not answered", "not answered yet"),
        (functools.partial(stub), "not answered", "not answered yet"),
    ],
)
def test_to_print_is_not_to_return(function, reason, words):
    verdict = checks.check_dh_prev(function)
    assert verdict.reason == reason
    assert words in verdict.words


def test_a_function_that_returns_nothing_is_told_in_one_sentence():
    prints_it = (
        "the function prints, and returns nothing. To print is to show: who calls it gets only what stands behind `return`."
    )
    forgets_it = "the function computes, and returns nothing: write `return` before what it found, as its last line."
    assert [nothing(function)[1] for function in (prints, forgets)] == [prints_it, forgets_it]
