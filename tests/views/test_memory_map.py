"""The picture of the memory map: a number on each square, a frame around the run looked at, and its curves."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.memory_map import MemoryMap, remembered, short
from rnnlab.views.panels.error_curves import HIGHEST

NETWORKS, LENGTHS = ("tanh RNN", "ReLU, identity", "GRU"), (5, 20, 100, 150)
INF, NAN = np.inf, np.nan


@pytest.fixture
def view():
    return MemoryMap(NETWORKS, LENGTHS, longest=120, seeds=3)


def show(view, errors=None, row=0, column=0, step=120, live=()):
    errors = np.linspace(0.0002, 0.3, 12).reshape(3, 4) if errors is None else errors
    stored = np.array([[0.3, 0.2, 0.1, 0.05], [0.4, 0.2, 0.2, 0.15], [0.2, 0.1, 0.1, 0.001]])
    view.update(
        table={
            "errors": errors,
            "learned": np.rint(10 * errors).astype(int),
            "row": row,
            "column": column,
            "title": "error after 1200 training steps, median of 3 seeds",
        },
        run={
            "stored": stored,
            "seed": 1,
            "every": 40,
            "step": step,
            "live": np.array(live, float),
            "name": "ReLU, Gaussian, T = 150",
            "values": ["● stored, seed 0: 0.123", "■ again, after 1192: 0.0004"][: 1 + bool(len(live))],
        },
    )
    view.png()
    return view.panels


def test_every_square_has_its_number_in_black_or_white(view, no_excuses):
    table = show(view)["table"]
    light, dark = (sorted(item[2] for item in words.items) for words in (table.numbers[False], table.numbers[True]))
    assert len(light) + len(dark) == 12
    assert ".0002" in light
    assert ".300" in dark


@pytest.mark.parametrize("place", [(0, 0), (2, 3), (1, 2)])
def test_the_frame_is_around_the_number_of_the_run(view, place, no_excuses):
    errors = np.full((3, 4), 0.1)
    errors[place] = 0.0042
    table = show(view, errors, *place)["table"]
    (x, y, _), *_ = [item for item in (*table.numbers[False].items, *table.numbers[True].items) if item[2] == ".0042"]
    left, right = min(table.frame.get_xdata()), max(table.frame.get_xdata())
    foot, top = min(table.frame.get_ydata()), max(table.frame.get_ydata())
    assert left < x < right
    assert foot < y < top


def test_a_square_says_its_run_and_a_click_looks_at_it(view):
    errors = np.full((3, 4), 0.1)
    errors[1, 2] = 0.2
    table = show(view, errors)["table"]
    (x, y, _), *_ = [item for item in table.numbers[True].items if item[2] == ".200"]
    assert table.says(x + 20, y - 5) == "ReLU, identity, T = 100: median error 0.200, 2 of 3 seeds learned it"
    assert table.at(x + 20, y - 5) == {"network": "ReLU, identity", "T": 100}
    assert table.at(x + 30, y) == {"network": "ReLU, identity", "T": 150}
    assert len(table.parts()) == 12
    assert table.at(40, y) == {}


def test_a_click_on_a_curve_goes_to_its_step_and_seed(view):
    run = show(view, live=[0.3, 0.25, 0.22])["run"]
    assert (run.says(80, 0.2), run.at(80, 0.2)) == ("seed 1: error at step 80: 0.200", {"step": 80})
    assert (run.says(120, 0.001), run.at(120, 0.001)) == ("seed 2: error at step 120: 0.0010", {"seed": 2, "step": 120})
    assert (run.says(0, HIGHEST), run.at(0, HIGHEST)) == ("seed 1: error at step 0: 0.400", {"step": 0})
    assert (run.says(2, 0.22), run.at(2, 0.22)) == ("trained again: error at step 2: 0.220", {"step": 2})


def test_the_chosen_seed_is_thick_and_the_others_thin(view, no_excuses):
    run = show(view, step=80)["run"]
    assert run.stored.past.get_xdata().tolist() == [0, 40, 80]
    assert run.stored.past.get_ydata()[1:].tolist() == [0.2, 0.2]
    assert run.stored.over.get_xdata().tolist() == [0]  # 0.4 is above the scale
    assert run.stored.future.get_xdata().tolist() == [80, 120]
    assert [line.get_ydata()[0] for line in run.others] == [0.3, 0.2]


def test_a_run_done_again_is_drawn_step_by_step(view, no_excuses):
    run = show(view, step=2, live=[0.3, 0.2, NAN])["run"]
    assert run.live.past.get_xdata().tolist() == [0, 1, 2]
    assert [text.get_text() != "" for text in run.values] == [True, True]
    assert [text.get_text() != "" for text in show(view)["run"].values] == [True, False]


def test_the_names_of_the_lines_lie_above_the_curves(view):
    assert [text.get_text()[:4] for text in view.panels["run"].artists[-2:]] == ["1/6:", "1/12"]


def test_the_colour_is_what_has_been_got_rid_of(no_excuses):
    np.testing.assert_allclose(remembered(np.array([0, 1 / 12, 1 / 6, 5.0, INF, NAN])), [1, 0.5, 0, 0, 0, 0])


def test_numbers_in_five_letters():
    errors = (0.00024, 0.00999, 0.0124, 0.1674, 0.9996, 12.3, 123456.0, INF, NAN)
    assert [short(error) for error in errors] == [".0002", ".010", ".012", ".167", "1", "12.3", "10⁵", "∞", "NaN"]


def test_no_two_texts_meet(view):
    view = MemoryMap(("ReLU, Gaussian",) * 6, (5, 10, 20, 40, 60, 100, 150), longest=1200, seeds=3)
    show(view, np.full((6, 7), 0.0044), live=[0.1] * 121)
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []
