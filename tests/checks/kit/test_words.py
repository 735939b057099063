"""An edit is told in steps: where, what exactly, and the line."""

import ast

import pytest

from rnnlab import checks
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import Edit
from rnnlab.checks.kit.words import _bracketed, _exactly, _where, of_edits, of_mistakes, of_results

pytestmark = pytest.mark.usefixtures("patient")


def verdict():
    def bias_from_dh(x, h_prev, z, W_xh, W_hh, dh):
        dz = dh * (z > 0)
        return x.T @ dz, h_prev.T @ dz, dh.sum(axis=0, keepdims=True), dz @ W_xh.T, dz @ W_hh.T

    return checks.check_step_grad(bias_from_dh)


def test_the_first_words_say_which_result_and_where():
    found = verdict()
    assert found.reason == "name (db_h)"
    assert found.words.startswith("dW_xh ✔ dW_hh ✔ db_h ✘ dx ✔ dh_prev ✔ — ")
    assert found.words.endswith("one thing is different, where `db_h` is made: one name stands in another's place.")


def test_more_says_what_and_then_the_line_and_then_nothing_new():
    first = verdict()
    second = first.more()
    third = second.more()
    assert "Where `dz` belongs, you have `dh`" in second.words
    assert third.words.endswith("The line is `db_h = dz.sum(axis=0, keepdims=True)`.")
    assert third.more() is third
    assert first.reason == third.reason


def test_on_a_page_each_hint_is_behind_a_more_of_its_own():
    page = verdict()._repr_html_()
    assert page.count("<details") == page.count("</details>") == page.count(">more<") == 2
    assert page.index(">dh</code>, or something") < page.index("The line is")


def test_the_line_is_not_told_where_it_is_the_whole_answer():
    found = checks.check_grad_O(lambda O, target: 2 * (O + target))
    assert found.reason == "sign (return)"
    assert "return 2 * (O - target)" not in found.more().more().words


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("r * h @ W", "(r * h) @ W"),
        ("x @ p.W_xh + r * h @ p.W_hh", "x @ p.W_xh + (r * h) @ p.W_hh"),
        ("a @ b * c @ d", "a @ b * c @ d"),
        ("a @ p.b * c @ d", "a @ p.b * c @ d"),
        ("r * (h @ W)", "r * (h @ W)"),
    ],
)
def test_a_product_before_a_matrix_product_keeps_its_brackets(code, told):
    assert _bracketed(code) == told


def test_two_slips_are_two_things():
    def step(x, h, W_xh, W_hh, b_h):
        z = x @ W_xh + h @ W_hh.T - b_h
        return z * (z > 0)

    assert "two things are different, where `z` is made: a" in checks.check_recurrent_step(step).words


def test_a_slip_in_one_result_alone_is_told_with_its_name():
    first, exactly = of_results([("the total", edit("dc_path", "left out", "dc"))]).steps
    assert first == "a slip that changes nothing else: in the total, where `total` is made: a part is missing."
    assert exactly.startswith("For the total: where `dc + dh * o")


def test_two_usual_mistakes_are_told_as_if_each_were_alone():
    one, other = checks.check_dh_prev.mistakes[:2]
    found = of_mistakes(one, other)
    assert found.reason == f"{one.name} and {other.name}"
    assert found.steps[0] == f"two things are different: {one.name}; and {other.name}."
    assert one.hint in found.steps[1]
    assert other.hint in found.steps[1]


def test_of_two_usual_mistakes_neither_says_what_is_right_where_it_is_alone():
    mistakes = {mistake.name: mistake for mistake in checks.check_step_grad.mistakes}
    _, hints = of_mistakes(mistakes["mask missing in dh_prev"], mistakes["mean, not sum"]).steps
    assert hints.startswith("Alone, the first is told so: “dh_prev is made from dh; it")
    assert "And the second: “For the parameters this is the mean over the examples." in hints
    assert "right" not in hints


def edit(name, kind, now, **others):
    check = getattr(checks, f"check_{name}")
    wanted = {"kind": kind, "now": now, **others}
    return next(e for e in edits(check.programs[0], check.cases[0]) if wanted.items() <= e._asdict().items())


ONE = edit("step_grad", "name", "dh", line="dW_xh", was="dz")
OTHER = edit("step_grad", "mask", "np.sign(z)")
NAME = "Where `dz` belongs, you have `dh`, or something that gives the same."
MASK = "here `z > 0` belongs, you have `np.sign(z)`, or something that gives the same."


def test_two_edits_and_another_that_would_fit_word_by_word():
    found = of_edits(checks.check_step_grad.programs[0], (ONE, OTHER), (edit("step_grad", "sign", "-x"),))
    assert found.reason == "name (dW_xh) and mask (dz)"
    where = "where `dW_xh` is made: one name stands in another's place; where `dz` is made: what the mask is."
    third = "where `x` belongs, you have `-x`, or something that gives the same."
    assert found.steps == (
        f"two things are different, {where}",
        f"{NAME} And w{MASK} These numbers cannot tell it from this: {third}",
        "The line is `dW_xh = x.T @ dz`.",
        "The line is `dz = dh * (z > 0)`.",
    )


def test_slips_in_two_results_word_by_word():
    found = of_results([("dx", ONE), ("db_h", OTHER)])
    assert found.reason == "name (dx) and mask (db_h)"
    one, other = "where `dW_xh` is made: one name stands in another's place", "where `dz` is made: what the mask is"
    assert found.steps == (
        f"a slip that changes nothing else: in dx, {one}; in db_h, {other}.",
        f"For dx: w{NAME[1:]} For db_h: w{MASK}",
    )


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("return", "in what is returned"),
        ("for t", "in the loop `for t`"),
        ("dz", "where `dz` is made"),
        ("scores[[a, b, c]]", "where `scores[[a, b, c]]` is made"),
        ("i; f", "where `i`, `f` are made"),
        ("g; return", "where `g`, `return` are made"),
    ],
)
def test_where_a_slip_is(line, where):
    assert _where(line) == where


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("name", "Where `was` belongs, you have `now`, or something that gives the same."),
        ("line left out", "The line `was` is missing, or does nothing."),
        ("overwritten", "`now` stands where `was` belongs: each turn overwrites what the turns before it found."),
        ("moved", "The line `was` comes one line too early or too late."),
        ("returned in the loop", "The return stands inside the loop and ends it after one turn."),
        ("exchanged", "`was` have changed places, all through the function."),
        ("block", "Where `was` belong, you have `now`."),
        ("one for all", "`now`, one number, stands where `was` belongs."),
        ("not set back", "`was` goes on adding from one column to the next: a running sum is not set back to 0 for each."),
        ("examples", "Where `was` belongs, you have `now`, or something that gives the same."),
    ],
)
def test_what_a_slip_is(kind, told):
    assert _exactly(Edit(kind, "z", "was", "now", ())) == told


def test_a_long_piece_of_code_is_cut():
    told = _exactly(Edit("name", "z", "a + " * 60 + "a", "r * h @ W", ()))
    assert " + a + …` belongs, you have `(r * h) @ W`, or" in told
    assert len(told) < 200


def test_the_line_of_a_loop_and_a_whole_answer_of_one_line_are_not_told():
    program = checks.check_bptt_W_hh.programs[0]
    assert len(of_edits(program, (edit("bptt_W_hh", "range", "range(1, len(Z))"),)).steps) == 2
    assert len(of_edits(checks.check_grad_O.programs[0], (edit("grad_O", "name", "target"),)).steps) == 2


@pytest.mark.parametrize("was", ["dz", "target - O", "p.W_xi"])
@pytest.mark.parametrize(
    ("mask", "told"),
    [
        ("(np.arange(len(Q)) == 0)[:, None]", "Only the first row of `{}` takes part."),
        ("(np.arange(len(Q)) > 0)[:, None]", "The first row of `{}` takes no part."),
        ("(np.arange(len(Q)) < len(Q) - 1)[:, None]", "The last row of `{}` takes no part."),
        ("(np.arange(Q.shape[-1]) > 0)", "The first column of `{}` takes no part; of a vector, its first entry."),
        ("(np.arange(Q.shape[-1]) < Q.shape[-1] - 1)", "The last column of `{}` takes no part; of a vector, its last entry."),
    ],
)
def test_a_row_or_a_column_that_is_left_out_is_named(was, mask, told):
    now = ast.unparse(ast.parse(f"Q * {mask}".replace("Q", f"({was})")))
    assert _exactly(Edit("examples", "z", was, now, ())) == told.format(was)
    assert _exactly(Edit("factor added", "z", was, now, ())).startswith(f"Where `{was}` belongs, you have `{now}`")


def test_a_row_that_is_left_out_of_a_long_piece_of_code_is_named_too():
    long = " + ".join(["dz"] * 40)
    told = _exactly(Edit("examples", "z", long, f"({long}) * (np.arange(len({long})) > 0)[:, None]", ()))
    assert told.startswith("The first row of `dz + dz")
    assert told.endswith(" …` takes no part.")


def test_a_function_that_no_learner_knows_by_this_name_is_told_by_what_it_computes():
    assert _exactly(Edit("function", "i", "sigmoid", "falling_sigmoid", ())).endswith(
        "(falling_sigmoid: `1 / (1 + np.exp(z))`.)"
    )
