"""An edit is told in steps: where, what exactly, and the line."""

import pytest

from rnnlab import checks
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.words import _bracketed, of_mistakes, of_results

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
    check = checks.check_dc_path
    edit = next(e for e in edits(check.programs[0], check.cases[0]) if (e.kind, e.now) == ("left out", "dc"))
    first, exactly = of_results([("the total", edit)]).steps
    assert first == "a slip that changes nothing else: in the total, where `total` is made: a part is missing."
    assert exactly.startswith("For the total: where `dc + dh * o")


def test_two_usual_mistakes_are_told_as_if_each_were_alone():
    one, other = checks.check_dh_prev.mistakes[:2]
    found = of_mistakes(one, other)
    assert found.reason == f"{one.name} and {other.name}"
    assert found.steps[0] == f"two things are different: {one.name}; and {other.name}."
    assert one.hint in found.steps[1]
    assert other.hint in found.steps[1]
