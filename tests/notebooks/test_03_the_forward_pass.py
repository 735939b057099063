"""What notebook 03 says in words about the laboratory and the package, and does not compute in a cell beside it."""

import re

import numpy as np
import pytest

from rnnlab import labs, losses
from rnnlab.lessons import matrices_to_scale, story


@pytest.fixture(scope="module")
def lab():
    return labs.matrices_to_scale()


@pytest.fixture(autouse=True)
def afresh(lab):
    lab.reset()


def example(n, d, h, o):
    return matrices_to_scale.example(n=n, d=d, h=h, o=o)


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def shapes(lab):
    """name -> shape of everything in the strip at the top."""
    panel = lab.view.panels["overview"]
    return dict(zip((text for text, _ in panel.names.boxes()), (item[4].shape for item in panel.grounds.items)))


def test_the_numbers_of_the_story(lab):
    found = matrices_to_scale.attempt(example(1, 4, 4, 4)).values
    assert story.LETTERS.characters == "the "
    np.testing.assert_allclose(found["h_prev"], [[0.5, 0, 0.6, 0.5]])
    np.testing.assert_allclose([found[name][0, 0] for name in ("a", "c", "b_h", "z")], [0.4, 0.35, 0.3, 1.05])
    assert (found["h"] == 0).sum() == 2
    assert found["O"].argmax() == 2
    assert found["O"].max().round(2) == pytest.approx(1.06)
    assert found["L"].round(2) == pytest.approx(0.02)
    surprised = matrices_to_scale.attempt(example(1, 4, 4, 4)._replace(target=np.eye(4)[3:])).values
    assert surprised["L"].round(2) == pytest.approx(1.86)
    assert lab.settings["step"] == 1
    lab.set(step=2)
    assert "Entry (1, 1) of z: 0.4 + 0.35 + 0.3 = 1.05." in lab.summary


def test_the_old_state_is_the_second_row_of_the_states_in_chapter_02():
    np.testing.assert_allclose(example(1, 4, 4, 4).h_prev[0], story.read("teeth")[0][1])


def test_the_rows_of_a_batch_read_each_letter_after_the_one_before_and_repeat():
    batch, cell = example(8, 4, 4, 4), story.trained().cell
    for row, (first, second) in enumerate(["th", "he", "e ", " t"] * 2):
        np.testing.assert_allclose(batch.h_prev[row], story.read(first)[0][-1])
        np.testing.assert_array_equal(batch.x[row], story.one_hot(second)[0, 0])
    np.testing.assert_array_equal(batch.W_hh, cell.W_hh)


@pytest.mark.parametrize("h", [2, 4, 7])
def test_at_another_size_there_is_a_part_of_the_network_or_more_around_it(h):
    same = min(h, 4)
    np.testing.assert_array_equal(example(2, 4, h, 4).W_hh[:same, :same], story.trained().cell.W_hh[:same, :same])


def test_the_one_picks_the_row_of_its_letter():
    leaves = example(1, 4, 4, 4)
    assert leaves.x.tolist() == [[0, 1, 0, 0]]
    np.testing.assert_array_equal((leaves.x @ leaves.W_xh)[0], leaves.W_xh[1])


def test_z_has_a_row_for_each_example_and_a_column_for_each_unit():
    assert matrices_to_scale.attempt(example(2, 3, 4, 5)).values["z"].shape == (2, 4)


def test_b_h_has_one_row_which_is_added_to_every_row(lab):
    press(lab, "a batch", step=2)
    assert "b_h has one row, which is added to every row." in lab.summary


def test_below_zero_becomes_zero():
    values = matrices_to_scale.attempt(example(2, 3, 4, 5)).values
    assert (values["h"][values["z"] < 0] == 0).all()
    assert (values["z"] < 0).any()


def test_the_strip_fills_up(lab):
    computed = []
    for step in range(1, 6):
        lab.set(step=step)
        computed.append(len(lab.view.panels["overview"].grounds.items))
    assert computed == sorted(set(computed))


def test_more_examples_make_matrices_taller_and_leave_the_parameters(lab):
    lab.set(step=5)
    before, weights = shapes(lab), lab.readings["parameters"]
    press(lab, "a batch", step=5)
    after = shapes(lab)
    assert {name for name in before if before[name] != after[name]} == {"x", "h_prev", "z", "h", "O", "target", "(target − O)²"}
    assert after["x"] == (8, before["x"][1])
    assert lab.readings["parameters"] == weights


def test_the_preset_of_the_essays_names(lab):
    press(lab, "the essay's")
    assert lab.summary.startswith("Step 1 of 5, product: X (1×4) times W11 (4×4)")


def test_a_wrong_size(lab):
    press(lab, "a wrong size")
    lab.set(step=5)
    assert lab.settings["step"] == 1
    assert "A row of x has 3 entries, a column of W_xh has 4." in lab.view.panels["stage"].foot.items[0][2]
    assert "size 4 is different from 3" in lab.summary
    assert "size 4 is different from 3" in [text for text, _ in lab.view.panels["stage"].foot.boxes()][1]


def test_a_bias_for_one_unit_too_many_stops_the_sum(lab):
    press(lab, "four sizes that differ", mistake="bias", step=5)
    assert lab.summary.startswith("Step 2 of 5, sum: numpy stops.")
    assert "operands could not be broadcast together with shapes (2,4) (1,5)" in lab.summary


def test_wrong_and_no_error(lab):
    wrong = press(lab, "wrong, and no error")
    assert (lab.settings["n"], lab.settings["d"], lab.settings["h"]) == (3, 3, 3)
    assert "numpy does not complain. The sizes fit by chance" in lab.summary
    assert wrong["sum"] != pytest.approx(press(lab, "wrong, and no error", mistake="none")["sum"], rel=0.01)


def test_the_second_example_is_compared_with_the_first_ones_answer(lab):
    press(lab, "four sizes that differ", mistake="target", step=5)
    leaves = example(2, 3, 4, 5)
    O = matrices_to_scale.attempt(leaves).values["O"]
    assert not np.array_equal(leaves.target[0], leaves.target[1])
    assert lab.readings["sum"] == pytest.approx(((leaves.target[:1] - O) ** 2).sum())
    with pytest.raises(ValueError, match=re.escape("target must have shape (2, 5); got (1, 5)")):
        losses.squared_error(O, leaves.target[:1])


def test_the_sizes_of_the_exercises_all_differ():
    from rnnlab.checks import check_mean_squared_error, check_pre_activation, check_readout

    for case in check_pre_activation.cases:
        assert len({*case["x"].shape, case["h_prev"].shape[1]}) == 3
    for case in check_readout.cases:
        assert len({*case["h"].shape, case["W_hy"].shape[1]}) == 3
    for case in check_mean_squared_error.cases:
        assert len(set(case["O"].shape)) == 2


def test_columns_show_the_transposed_equation(lab):
    press(lab, "columns", step=2)
    assert lab.view.panels["stage"].formula.items[0][2] == "zᵀ = W_xhᵀ xᵀ + W_hhᵀ h_prevᵀ + b_hᵀ"


def test_pytorchs_way_round(lab):
    """The shapes of torch.nn.RNNCell: weight_ih is (hidden_size, input_size), inputs are (batch, input_size)."""
    press(lab, "PyTorch's way round")
    assert "x (2×3) times W_ihᵀ (3×4) is 2×4" in lab.summary
    assert "PyTorch keeps W_ih as 4×3" in lab.summary
    assert "b_ih + b_hh" in shapes(lab)


def test_sum_and_mean_differ_by_the_number_of_entries_and_so_do_their_gradients():
    leaves = example(1, 4, 4, 4)
    O = matrices_to_scale.attempt(leaves).values["O"]
    assert O.size == 4
    (added, dadded), (mean, dmean) = (losses.squared_error(O, leaves.target, reduction) for reduction in ("sum", "mean"))
    assert added == pytest.approx(4 * mean)
    np.testing.assert_allclose(dadded, 4 * dmean)


def test_eight_examples_are_four_twice():
    four, eight = (example(n, 4, 4, 4) for n in (4, 8))
    for name in ("x", "h_prev", "target"):
        np.testing.assert_array_equal(getattr(eight, name), np.tile(getattr(four, name), (2, 1)))


def test_the_laboratory_shows_the_loss_of_the_one_line_rounded():
    found = matrices_to_scale.attempt(example(1, 4, 4, 4)).values["L"]
    lab = labs.matrices_to_scale(names="the essay's", step=5)
    assert lab.readings["sum"] == pytest.approx(found)
    assert f"sum {found:.3f}" in [item[2] for item in lab.view.panels["stage"].signs.items][-1]
