"""Numbers are enough to find the slip that gives them, or two of them."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import Edit, Program
from rnnlab.checks.kit.search import Search, _misfit, _nearest, _results, _signature, _telling, _unlikely
from rnnlab.trees import leaves


@pytest.fixture(autouse=True)
def quiet():
    """As in a check: an edit may divide by 0."""
    with np.errstate(all="ignore"):
        yield


def found(name, lines):
    """What is found for an exercise's answer with these lines."""
    check = getattr(checks, f"check_{name}")
    wrong = check.programs[0].rewritten(lines)
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


# On a program of two lines, so that all that a search finds can be counted.


def mixed(x, y):
    a = x * y
    b = x - y
    return a, b


CASES = [{"x": np.array(x), "y": np.array(y)} for x, y in (([[2.0, 3.0]], [[5.0, 7.0]]), ([[2.0, 4.0], [6.0, 9.0]],) * 2)]
CASES[1]["y"] = np.array([[3.0, -5.0], [0.5, 2.5]])


def asked(answer, cases=CASES):
    """A search for what gives the results of `answer`."""
    return Search(Program(mixed), cases, [[np.asarray(part, float) for part in answer(**case)] for case in cases])


def told(edits):
    return [(edit.kind, edit.line, edit.now) for edit in edits]


def test_a_case_without_a_1_among_its_sizes_is_asked_first_and_a_small_one_before_a_large_one():
    sizes = [(1, 3), (3, 3), (2, 3), (1, 1), (2, 2)]
    cases = [{"x": np.ones(size), "y": np.ones(size)} for size in sizes]
    search = asked(lambda x, y: (x * y, 0 * x), cases)
    assert [case["x"].shape for case in search.cases] == [(2, 2), (2, 3), (3, 3), (1, 3), (1, 1)]
    assert [answer[0].shape for answer in search.answers] == [(2, 2), (2, 3), (3, 3), (1, 3), (1, 1)]


def test_a_function_among_the_arguments_has_no_size():
    assert _telling({"f": np.tanh, "x": np.ones((2, 1))}) == (1, 2)
    assert _telling({"list": [np.ones((2, 1)), np.ones((1, 1))]}) == (3, 3)


def test_the_edit_that_was_made_is_found_and_one_of_another_line_that_fits_as_well():
    """Numbers cannot tell the one from the other. Other edits of the same line are not told."""
    chosen, others = asked(lambda x, y: (x * y, y - x)).one()
    assert told(chosen) == [("order", "b", "y - x")]
    assert told(others) == [("sign", "return", "-b")]
    chosen, others = asked(lambda x, y: (x, x - y)).one()
    assert told(chosen) == [("left out", "a", "x")]
    assert told(others) == [("name", "return", "x")]


def test_an_unlikely_edit_of_another_line_is_not_told():
    chosen, others = asked(lambda x, y: (x * y, 2 * (x - y))).one()
    assert told(chosen) == [("factor added", "return", "2 * b")]
    assert others == ()  # a whole line by a factor is an edit too


def test_what_makes_one_result_right_is_kept_for_that():
    search = asked(lambda x, y: (x / y, y - x))
    assert search.right == [False, False]
    assert search.one() is None
    assert {matches: told([edit])[0][1] for matches, edit in search.partly.items()} == {(True, False): "a", (False, True): "b"}
    assert [(place, edit.line) for place, edit in search.apart()] == [(0, "a"), (1, "b")]
    pair, others = search.two(np.inf)
    assert {edit.line for edit in pair} == {"a", "b"}
    assert others == ()


def test_of_one_result_nothing_is_told_apart():
    def only(x, y):
        return x * y

    search = Search(Program(only), CASES, [[np.sin(case["x"])] for case in CASES])
    assert search.one() is None
    assert search.apart() is None


def test_what_differs_by_a_factor_is_kept_as_alike_and_among_all_others():
    search = asked(lambda x, y: (7 * x / y, 7 * (x - y)))
    assert search.one() is None
    assert search.alike
    assert {edit.line for edit in search.alike} == {"a"}
    assert search.alike[0] in [edit for lines in search.other.values() for edit in lines.values()]
    unlike = asked(lambda x, y: (x / y + 1, x - y))
    assert unlike.one() is None
    assert unlike.alike == []


def test_of_edits_that_give_the_same_numbers_one_a_line_is_kept():
    search = asked(lambda x, y: (np.sin(x), np.cos(y)))
    assert search.one() is None
    assert all(edit.line == line for lines in search.other.values() for line, edit in lines.items())
    assert len(search.other) > 20
    for numbers, lines in search.other.items():
        for edit in lines.values():
            found = np.concatenate([part.ravel() for part in _results(search.program, (edit,), search.cases[0])])
            np.testing.assert_allclose(np.frombuffer(numbers), found, rtol=0, atol=6e-10)


def test_patience_has_an_end(monkeypatch):
    monkeypatch.setattr("rnnlab.checks.kit.search.PATIENCE", -1)
    search = asked(lambda x, y: (np.sin(x), np.cos(y)))
    assert search.one() is None
    assert len(search.other) == 1


def test_what_was_found_before_patience_ended_is_told(monkeypatch):
    """The first edit of all: the likely kinds come first."""
    program = Program(mixed)
    first = min(program.once(edits, CASES[1]), key=_unlikely)
    changed = program.compiled([first])
    monkeypatch.setattr("rnnlab.checks.kit.search.PATIENCE", -1)
    chosen, _ = asked(lambda x, y: changed(x, y)).one()
    assert told(chosen) == told([first])


def test_two_edits_are_sought_until_a_time(monkeypatch):
    tried = []
    monkeypatch.setattr(Search, "_fits", lambda self, pair: tried.append(pair))
    search = asked(lambda x, y: (np.sin(x), np.cos(y)))
    assert search.one() is None
    assert search.two(-np.inf) is None
    assert len(tried) == 1
    tried.clear()
    monkeypatch.setattr("rnnlab.checks.kit.search.PAIRS", 7)
    assert search.two(np.inf) is None
    assert len(tried) == 14


def test_pairs_of_halves_come_first_then_a_half_with_any_other(monkeypatch):
    tried = []
    monkeypatch.setattr(Search, "_fits", lambda self, pair: tried.append(pair))
    search = asked(lambda x, y: (x / y, np.cos(y)))
    assert search.one() is None
    ((_, half),) = search.partly.items()
    search.two(np.inf)
    single = sum(len(lines) for lines in search.other.values())
    assert all(half in pair for pair in tried[:single])
    assert not all(half in pair for pair in tried)


def test_results_of_another_number_count_as_one():
    """Where one case has more results than another, as clipping has of lists of arrays."""

    def each(xs):
        return [2 * x for x in xs]

    cases = [{"xs": [np.array([1.0, 2.0])]}, {"xs": [np.array([3.0, 5.0]), np.array([[7.0]])]}]
    search = Search(Program(each), cases, [list(case["xs"]) for case in cases])
    assert search.right == [False]
    (edit,), _ = search.one()
    assert (edit.kind, edit.was, edit.now) == ("left out", "2 * x", "x")


def test_what_raises_or_gives_another_number_of_results_matches_nothing():
    search = asked(mixed)
    assert search._matches([None]) == [False, False]
    case = search.cases[0]
    assert search._matches([[case["x"] * case["y"], case["x"]]]) == [True, False]
    assert search.right == [True, True]


def test_sizes_beside_the_largest_know_no_sign_factor_or_order():
    numbers, one = np.array([[1.0, -2.0], [0.5, 4.0]]), np.ones(1)
    wanted = _signature([numbers, one])
    for other in ([-numbers, one], [one, numbers.T], [3 * numbers, 3 * one], [0.1 * numbers, 0.1 * one]):
        assert _signature(other) == wanted
    assert _signature([numbers, 2 * one]) != wanted
    assert _signature([np.zeros(2)]) == (0.0, 0.0)
    assert _signature([np.array([1.0, 1 / 3])]) == (0.33333, 1.0)


def test_a_program_that_cannot_be_run_with_an_edit_has_no_results():
    program = Program(mixed)
    assert _results(program, (), {"x": np.ones((2, 3)), "y": np.ones((4, 5))}) is None
    found = _results(program, (), CASES[0])
    assert [part.tolist() for part in found] == [[[10.0, 21.0]], [[-3.0, -4.0]]]


def test_nothing_is_promising_among_numbers_of_another_size_or_without_end():
    search = asked(lambda x, y: (np.sin(x), np.cos(y)))
    line = {"a": Edit("sign", "a", "", "", ())}
    vectors = [np.ones(8), np.full(8, np.inf), np.ones(3)]
    search.other = {vector.tobytes(): line for vector in vectors}
    assert list(search._promising()) == []
    search.other |= {np.full(8, 2.0).tobytes(): line}
    assert len(list(search._promising())) == 2  # the one pair, by each of two ways of saying how near it comes


def test_of_pairs_that_come_equally_near_the_likely_one_comes_first():
    search = asked(lambda x, y: (np.sin(x), np.cos(y)))
    wanted = np.concatenate([part.ravel() for part in search.answers[0]])
    right = np.concatenate([part.ravel() for part in search.plain])
    step, off = (wanted - right) / 2, np.full(8, 1e-3)
    likely, rare = (Edit(kind, kind, "", "", (None,)) for kind in ("sign", "part added"))
    search.other = {
        (right + step + off).tobytes(): {"a": rare},
        (right + step - 2 * off).tobytes(): {"a": likely},
        (right + step + 2.5 * off).tobytes(): {"b": likely},
        (right + step - 1.2 * off).tobytes(): {"b": rare},
    }
    first = next(search._promising())
    assert [edit.kind for edit in first] == ["sign", "sign"]
