"""One step in blocks: what is drawn is what the package computes, what is said is true, and numpy's refusals are quoted."""

import itertools
import re

import numpy as np
import pytest
from support.hands import from_the_page, play
from support.pictures import on_page

from rnnlab import labs, losses, readout
from rnnlab.cells import rnn
from rnnlab.labs.matrices_to_scale.lab import APART, LAYOUTS, MISTAKES, PRESETS, START
from rnnlab.labs.matrices_to_scale.notation import NAMES
from rnnlab.lessons import matrices_to_scale, story
from rnnlab.views.kit.canvas import Words
from rnnlab.views.panels.blocks import Block

measure = labs.matrices_to_scale.measure

STEPS = range(1, 6)


@pytest.fixture(autouse=True)
def afresh(lab):
    lab.set(**APART)


def settings(**changes):
    return {**APART, **changes}


def random_settings(count):
    rng = np.random.default_rng(3)
    for _ in range(count):
        sizes = {name: int(rng.integers(1, most + 1)) for name, most in (("n", 8), ("d", 16), ("h", 16), ("o", 8))}
        if rng.random() < 0.5:
            sizes = {name: min(size, 3) for name, size in sizes.items()}  # where sizes are equal or 1 by chance
        words = {name: str(rng.choice(options)) for name, options in (("names", list(NAMES)), ("examples", LAYOUTS))}
        words |= {name: int(rng.integers(1, 17)) for name in ("row", "column")}
        mistake = str(rng.choice(MISTAKES))
        yield settings(**sizes, **words, mistake=mistake, seed=int(rng.integers(100)), step=int(rng.integers(1, 6)))


def blocks(lines):
    return [item for line in lines for item in line if isinstance(item, Block)]


def right_numbers(n, d, h, o, seed, **_):
    leaves = matrices_to_scale.example(n, d, h, o, seed=seed)
    state, cache = rnn.step(rnn.Params(leaves.W_xh, leaves.W_hh, leaves.b_h), leaves.x, leaves.h_prev)
    O = readout.readout(readout.Params(leaves.W_hy, leaves.b_y), state)
    return leaves._asdict() | {"z": cache.z, "h": state, "O": O, "(target − O)²": (leaves.target - O) ** 2}


def test_it_opens_on_the_story_network_and_its_guess():
    lab = labs.matrices_to_scale(step=5)
    assert lab.settings == {**START, "step": 5}
    drawn = {block.name: block.values for block in blocks([measure(**lab.settings).picture["overview"]["line"]])}
    states, outputs = story.read("th")
    np.testing.assert_array_equal(drawn["W_hh"], story.trained().cell.W_hh)
    np.testing.assert_allclose(drawn["h_prev"][0], states[1])
    np.testing.assert_allclose(drawn["O"][0], outputs[1])
    assert story.LETTERS.decode(drawn["target"].argmax(axis=1)) == "e"


@pytest.mark.parametrize("examples", LAYOUTS)
def test_letters_stand_at_the_rows_and_the_columns_that_they_mean(examples):
    found = {}
    for step in (1, 4, 5):
        stages = measure(**settings(step=step, examples=examples)).picture["stage"]["stages"]
        found |= {block.name.replace("ᵀ", ""): block.letters for block in blocks(stages[step - 1])}
    rows, columns = (("the␣", ""), ("", "the␣"))[:: 1 if examples == "rows" else -1]
    lettered = {name: letters for name, letters in found.items() if any(letters)}
    assert lettered == {"W_xh": rows, "x": columns, "O": columns, "target": columns}


def test_the_blocks_are_the_matrices_of_the_package():
    wanted = right_numbers(**APART)
    line = measure(**settings(step=5)).picture["overview"]["line"]
    drawn = {block.name: block.values for block in blocks([line])}
    assert set(drawn) == set(wanted)
    for name, values in drawn.items():
        np.testing.assert_allclose(values, wanted[name])


def test_columns_are_the_transposes_in_the_other_order():
    rows, columns = (measure(**settings(step=5, examples=way)).picture["overview"]["line"] for way in LAYOUTS)
    names = [block.name.replace("ᵀ", "") for block in blocks([columns])]
    assert names[:4] == ["W_xh", "x", "W_hh", "h_prev"]
    drawn = {block.name.replace("ᵀ", ""): block.values for block in blocks([columns])}
    for block in blocks([rows]):
        np.testing.assert_allclose(drawn[block.name].T, block.values)


def test_what_is_not_computed_yet_is_empty():
    for step in STEPS:
        line = measure(**settings(step=step)).picture["overview"]["line"]
        empty = {block.name for block in blocks([line]) if block.values is None}
        assert empty == {"z", "h", "O", "(target − O)²"} - set(("z", "h", "O", "(target − O)²")[: step - 1])


def test_the_loss_is_that_of_the_package():
    for chosen in itertools.islice((s for s in random_settings(60) if s["mistake"] == "none"), 10):
        found, wanted = measure(**chosen).readings, right_numbers(**chosen)
        assert found["sum"] == pytest.approx(losses.squared_error(wanted["O"], wanted["target"], "sum")[0])
        assert found["mean"] == pytest.approx(losses.squared_error(wanted["O"], wanted["target"], "mean")[0])
        assert found["parameters"] == sum(wanted[name].size for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y"))


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("examples", LAYOUTS)
def test_the_shapes_in_the_formula_are_those_of_the_blocks(names, examples):
    for step in STEPS:
        stage = measure(**settings(names=names, examples=examples, step=step)).picture["stage"]
        shapes = {"×".join(map(str, block.shape)) for block in blocks(stage["stages"][step - 1])}
        assert set(re.findall(r"\d+×\d+", " ".join(stage["formula"]))) == shapes


def test_at_first_the_cells_have_room_for_numbers_of_five_characters():
    lab = labs.matrices_to_scale()
    panel = lab.view.panels["stage"]
    for step in range(1, 6):
        lab.set(step=step)
        boxes = [box for group in panel.numbers.values() for _, box in group.boxes()]
        for (l1, b1, r1, t1), (l2, b2, r2, t2) in itertools.combinations(boxes, 2):
            assert min(t1, t2) <= max(b1, b2) or max(l1, l2) - min(r1, r2) >= 4 - 1e-9


@pytest.mark.parametrize("examples", ["rows", "columns"])
def test_a_number_below_zero_stands_in_brackets_behind_a_sign(examples):
    for chosen in random_settings(60):
        for line in measure(**chosen | {"examples": examples}).picture["stage"]["foot"]:
            assert not re.search(r"[+·−] −", line.partition("=")[0].partition("≈")[0].partition(":  ")[2])


def test_the_sums_that_are_written_out_are_right():
    """What stands before the equals sign, where nothing is left out, and the entry have the value that stands behind it."""
    checked = 0
    for chosen in random_settings(250):
        stage = measure(**chosen).picture["stage"]
        drawn = {block.name: block.values for block in blocks(stage["stages"][stage["current"]])}
        for line in stage["foot"]:
            found = re.fullmatch(r"Entry \((\d+), (\d+)\) of (.+):  (.+) ([=≈]) (\S+)", line)
            if found and "…" not in line:
                row, column, name, *rest = found.groups()
                sum_, sign, value = (part.replace("−", "-").replace("·", "*").replace("²", "**2") for part in rest)
                assert eval(sum_, {"max": max}) == pytest.approx(float(value), abs=1e-9 if sign == "=" else 0.02, rel=0.01)
                assert drawn[name][int(row) - 1, int(column) - 1] == pytest.approx(float(value), rel=1e-2, abs=1e-3)
                checked += 1
    assert checked > 50


def test_no_word_leaves_its_panel_or_lies_over_another():
    lab, large = labs.matrices_to_scale(), {"n": 8, "d": 16, "h": 16, "o": 8}
    for chosen in [*PRESETS.values(), *random_settings(100), *(settings(**large, step=step) for step in STEPS)]:
        lab.set(**chosen)
        assert lab.error is None
        for panel in lab.view.panels.values():
            boxes = [found for group in vars(panel).values() if isinstance(group, Words) for found in group.boxes() if found[0]]
            for text, (left, bottom, right, top) in boxes:
                assert 0 <= left < right <= panel.width, (lab.code(), text)
                assert 0 <= bottom < top <= panel.height + 1, (lab.code(), text)
            for (one, (l1, b1, r1, t1)), (two, (l2, b2, r2, t2)) in itertools.combinations(boxes, 2):
                apart = min(r1, r2) - max(l1, l2) <= 1 or min(t1, t2) - max(b1, b2) <= 4  # of that, 3 are above capitals
                assert apart, (lab.code(), one, two)


def test_on_a_wall_the_names_leave_room_for_the_matrices():
    lab = labs.matrices_to_scale()
    lab.redraw(text=1.06)
    for names, examples in itertools.product(NAMES, LAYOUTS):
        lab.set(names=names, examples=examples)
        for panel in lab.view.panels.values():
            assert panel.grounds.items[0][2] > 4
            assert all(0 <= left < right <= panel.width for _, (left, _, right, _) in panel.names.boxes())


# Wrong sizes


def numpys_own(function, *arrays):
    with pytest.raises(ValueError, match=r".") as caught:
        function(*arrays)
    return str(caught.value).strip()


def test_numpys_words_are_quoted(lab):
    leaves = matrices_to_scale.example(2, 3, 4, 5)
    lab.set(mistake="input weights")
    assert numpys_own(np.matmul, leaves.x, np.ones((4, 4))).partition("(size ")[2].rstrip(")") in lab.summary
    lab.set(mistake="bias", step=5)
    assert numpys_own(np.add, np.ones((2, 4)), np.ones((1, 5))) in lab.summary


@pytest.mark.parametrize(
    ("mistake", "step", "sides"),
    [
        ("input weights", 1, {"x": "columns", "W_xh": "rows"}),
        ("state", 1, {"h_prev": "columns", "W_hh": "rows"}),
        ("order of factors", 1, {"W_xh": "columns", "x": "rows"}),
        ("bias", 2, {"x W_xh": "columns", "b_h": "columns"}),
    ],
)
def test_a_wrong_size_stops_the_clock_and_shows_the_two_sides(lab, mistake, step, sides):
    lab.set(mistake=mistake, step=5)
    assert lab.settings["step"] == step
    assert np.isnan(lab.readings["sum"])
    assert "numpy stops" in lab.summary
    stage = measure(**lab.settings).picture["stage"]
    assert {block.name: block.wrong for block in blocks(stage["stages"][step - 1]) if block.wrong} == sides
    assert stage["trouble"]
    assert stage["title"].startswith("✘")


def test_before_the_stop_there_is_a_word_of_warning(lab):
    lab.set(mistake="bias", step=1)
    assert lab.settings["step"] == 1
    assert "Further on, at the stage sum, numpy will stop." in lab.summary


def test_play_goes_no_further_than_numpy(lab):
    lab.set(mistake="bias", step=1)
    for step in (2, 3):
        play(lab).playing = True
        from_the_page(play(lab), step)
        assert lab.settings["step"] == play(lab).value == 2


def test_a_target_of_one_row_is_wrong_without_an_error(lab):
    lab.set(mistake="target", step=5)
    target, O = right_numbers(**APART)["target"], right_numbers(**APART)["O"]
    assert lab.readings["sum"] == pytest.approx(((target[:1] - O) ** 2).sum())
    assert "numpy does not complain. The only row of target is compared with every row of O." in lab.summary
    lab.set(examples="columns")
    assert "The only column of targetᵀ is compared with every column of Oᵀ." in lab.summary
    lab.set(n=1)
    assert "complain" not in lab.summary


def test_what_is_said_of_a_mistake_is_true_at_every_setting():
    seen = set()
    for chosen in random_settings(400):
        moment, right = measure(**chosen), measure(**{**chosen, "mistake": "none"})
        step = moment.reached["step"]
        if "numpy stops" in moment.summary:
            seen.add("stops")
            assert step <= chosen["step"]
            assert np.isnan(moment.readings["sum"])
        elif "does not complain" in moment.summary:
            seen.add("accident")
            assert chosen["mistake"] != "none"
            assert "It will stop" in moment.summary or "by chance" in moment.summary or moment.readings != right.readings
        elif "Further on" in moment.summary:
            seen.add("further")
            assert np.isnan(moment.readings["sum"])
            assert step == chosen["step"]
        elif chosen["step"] == 5:
            np.testing.assert_equal(moment.readings, right.readings)
        assert re.fullmatch(r"Step [1-5] of 5, \w+: .+\.", moment.summary)
    assert seen == {"stops", "accident", "further"}


def test_pytorch_keeps_the_transposes(lab):
    lab.set(**PRESETS["PyTorch's way round"])
    assert "PyTorch keeps W_ih as 4×3 and W_hh as 4×4, so the formula takes the transpose." in lab.summary
    lab.set(examples="columns")
    assert "W_ih (4×3) times xᵀ (3×2)" in lab.summary
    assert "PyTorch keeps W_ih as 4×3 and W_hh as 4×4, as they stand in the formula." in lab.summary
    lab.set(step=4)
    assert re.search(r"PyTorch keeps \w+ as 5×4, as it stands in the formula\.", lab.summary)


def test_one_cell_size_for_all_stages(lab):
    cells = []
    for step in STEPS:
        lab.set(step=step)
        cells += [item[2] for item in lab.view.panels["stage"].grounds.items]
    assert len(set(cells)) == 1


# What can be pointed at


def middle(lab, matrix, row, column):
    """Where an entry is in the picture, row and column from 1: that of a matrix of the stage, counted from 0."""
    panel = lab.view.panels["stage"]
    left, top, width, height, _ = panel.grounds.items[matrix]
    return on_page(panel, left + (column - 0.5) * width, top - (row - 0.5) * height)


def marks(lab):
    """name -> the row and the column that are outlined."""
    stage = measure(**lab.settings).picture["stage"]
    return {block.name: block.mark for block in blocks(stage["stages"][lab.settings["step"] - 1])}


def test_a_click_on_an_entry_of_a_product_shows_what_it_is_made_of(lab):
    assert lab.view.says(*middle(lab, 2, 2, 3)) == "x W_xh, row 2, column 3: −0.4"
    lab.set(**lab.view.at(*middle(lab, 2, 2, 3)))
    assert "Entry (2, 3) of x W_xh: 0·0.9 + 0·(−0.5) + 1·(−0.4) = −0.4." in lab.summary
    assert marks(lab) == {
        "x": (1, None),
        "W_xh": (None, 2),
        "x W_xh": (1, 2),
        "h_prev": (1, None),
        "W_hh": (None, 2),
        "h_prev W_hh": (1, 2),
    }
    assert "row=2, column=3" in lab.code()
    assert "row=2, column=3" in repr(lab)


def test_a_click_on_a_factor_chooses_its_row_or_its_column(lab):
    assert lab.view.at(*middle(lab, 0, 2, 3)) == {"row": 2}  # x
    assert lab.view.at(*middle(lab, 1, 2, 3)) == {"column": 3}  # W_xh
    lab.set(examples="columns")
    assert lab.view.at(*middle(lab, 0, 3, 2)) == {"row": 3}  # the transpose of W_xh


def test_a_click_on_what_is_added_to_every_example_leaves_the_example(lab):
    lab.set(step=2)
    assert lab.view.at(*middle(lab, 2, 1, 3)) == {"column": 3}  # b_h
    assert lab.view.at(*middle(lab, 3, 2, 3)) == {"row": 2, "column": 3}  # z
    lab.set(step=5, mistake="target")
    assert lab.view.at(*middle(lab, 0, 1, 5)) == {"column": 5}
    assert marks(lab)["target"] == (None, 0)


def test_an_entry_is_one_that_the_result_has(lab):
    lab.set(row=16, column=16)
    assert (lab.settings["row"], lab.settings["column"]) == (2, 4)
    lab.set(o=3, step=4)
    assert (lab.settings["row"], lab.settings["column"]) == (2, 3)
    assert "Entry (2, 3) of O: " in lab.summary
    lab.set(n=1)
    assert lab.settings["row"] == 1


def test_a_click_in_the_overview_goes_to_the_step_of_a_matrix(lab):
    panel = lab.view.panels["overview"]
    places = [on_page(panel, *place) for place in panel.parts()]
    said = [(lab.view.says(*place).partition(",")[0], lab.view.at(*place)["step"]) for place in places]
    names = ("x", "W_xh", "h_prev", "W_hh", "b_h", "z", "h", "h", "W_hy", "b_y", "O", "target", "(target − O)²")
    assert said == list(zip(names, (1, 1, 1, 1, 2, 2, 3, 4, 4, 4, 4, 5, 5), strict=True))
    assert lab.view.says(*places[5]) == "z, 2×4: not computed yet"


def test_a_matrix_that_numpy_refused_has_no_entries(lab):
    lab.set(mistake="input weights")
    panel = lab.view.panels["stage"]
    x, y = (np.nanmean(values[:4]) for values in panel.waiting.get_data())
    assert lab.view.says(*on_page(panel, x, y)) == "x W_xh, 2×4: not computed"
    assert lab.view.at(*on_page(panel, x, y)) == {}


def test_the_clock_stops_where_there_is_no_further_stage(lab):
    assert [measure(**settings(step=step)).over for step in STEPS] == [False] * 4 + [True]
    assert measure(**settings(step=2, mistake="bias")).over
    assert set(lab.words) == set(lab.readings)
