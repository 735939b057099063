"""What counts as equal, and how two arrays are shown beside each other."""

import numpy as np
import pytest

from rnnlab.checks.kit.same import beside, first_wrong, same, wrong_entries


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_the_largest_entry_is_the_measure(size):
    right = size * np.array([1.0, 1e-3])
    assert same([right + 4e-6 * size], [right])
    assert not same([right + 6e-6 * size], [right])
    assert wrong_entries(right + size * np.array([0, 6e-6]), right).tolist() == [False, True]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_equals_nothing(value):
    with np.errstate(invalid="ignore"):
        is_nothing(value)


def is_nothing(value):
    array = np.array([1.0, value])
    assert not same([array], [array])
    assert wrong_entries(array, array)[1]


def test_another_shape_or_count_is_not_the_same():
    one = np.ones((1, 2))
    assert not same([one], [one[0]])
    assert not same([one], [one, one])


def test_the_first_wrong_entry_is_told():
    assert first_wrong(np.array([[1.0, 2.5]]), np.array([[1.0, -2.0]])) == "[0, 1] is 2.5 and should be −2"
    assert first_wrong(np.array(3.0), np.array(4.0)) == " is 3 and should be 4"


def test_wrong_squares_are_marked():
    found = beside("dW", np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]]))
    assert found.html().count("#b84e00") == 3  # in yours, right and difference
    for words in ("dW", "yours", "right", "difference", ">−1<"):
        assert words in found.html()
    assert "&lt;" in beside("<b>", np.array([1.0]), np.array([2.0])).html()


def test_the_same_stands_in_a_terminal_with_wrong_numbers_in_brackets():
    found = beside("dW", np.array([[1.0, 2.0], [0.5, -0.25]]), np.array([[1.0, 3.0], [0.5, -0.25]]))
    assert found.text().splitlines() == [
        "dW:",
        "yours             right             difference",
        "     1      [2]        1      [3]     0  [−1]",
        "   0.5   −0.25       0.5   −0.25      0    0",
    ]
    assert beside("loss", np.array(1.0), np.array(4.0)).text().splitlines()[1:] == [
        "yours   right   difference",
        "[1]     [4]     [−3]",
    ]


def test_of_indices_there_is_no_difference():
    found = beside("the result", np.array([8, 1]), np.array([0, 1]), indices=True)
    assert found.text().splitlines()[1:] == ["yours     right", "[8]  1    [0]  1"]
    assert "difference" not in found.html()


def test_of_a_sequence_the_first_wrong_step_is_shown_and_of_a_large_array_the_corner():
    right = np.zeros((3, 2, 2))
    array = right.copy()
    array[1, 0, 0] = 1
    assert beside("H", array, right).name == "H[1]"
    large = beside("H", np.ones((9, 9)), np.zeros((9, 9)))
    assert large.html().count('<td style="padding: 2px') == 3 * 36
    assert large.html().count("…") == 3
    assert large.text().count("\n") == 1 + 6 + 1
    assert large.text().endswith("…")
    assert beside("H", np.ones((2, 2, 2, 2)), np.zeros((2, 2, 2, 2))) is None


def test_the_page_has_a_square_for_each_number():
    bad, good = (f"padding: 2px 6px; border: 1px solid #8884; text-align: right; {look}" for look in (
        "background: #b84e00; color: white; font-weight: bold", "background: #00000012"))  # fmt: skip
    assert beside("dW", np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]])).html() == (
        '<table style="border: 0; margin: 6px 0 0; color: #222"><tr style="background: none">'
        '<td style="padding: 0 10px 0 0">dW</td>'
        + "".join(
            f'<td style="padding: 0 14px 0 0; text-align: left">{head}<table style="border: 0; margin: 2px 0; color: #222">'
            f'<tr style=\'background: none\'><td style="{good}">{one}</td><td style="{bad}">{two}</td></tr></table></td>'
            for head, one, two in (("yours", 1, 2), ("right", 1, 3), ("difference", 0, "−1"))
        )
        + "</tr></table>"
    )


@pytest.mark.parametrize(("size", "more"), [(6, 0), (7, 3)])
def test_up_to_six_rows_and_columns_are_written_out(size, more):
    for shape in ((size, 1), (1, size)):
        found = beside("H", np.ones(shape), np.zeros(shape))
        assert found.html().count("…") == more
        assert found.text().count("…") == more
        assert found.html().count('<td style="padding: 2px') == 18


def test_numbers_are_written_with_as_many_digits_as_tell_them_apart():
    right = np.array([2.0])
    assert first_wrong(np.array([2.4567]), right) == "[0] is 2.46 and should be 2"
    assert first_wrong(np.array([2.0004]), right) == "[0] is 2.0004 and should be 2"
    assert first_wrong(np.array([1.0]), np.array([-0.0])) == "[0] is 1 and should be 0"
