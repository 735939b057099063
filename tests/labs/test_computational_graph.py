"""The lab on the graph: the walk goes through all nodes, once for the values and once for the gradients."""

import re

import numpy as np
import pytest

from rnnlab import gradcheck, labs
from rnnlab.labs.computational_graph.lab import READINGS, _both_passes
from rnnlab.labs.computational_graph.walk import ENTRIES, STEPS
from rnnlab.lessons import computational_graph, story
from rnnlab.views.panels.graph_nodes import HALVES, PARAMETERS

STEP = computational_graph.one_step()
NAMES = [node.name for node in STEP]
OPERATIONS = [node.name for node in STEP if node.operation]
LAST = len(OPERATIONS) + len(NAMES)


def nodes(lab):
    return lab.view.panels["nodes"]


def shown(lab):
    """How many values and how many gradients stand in the picture: the lower halves come last."""
    return len(nodes(lab).matrices.items)


def test_at_first_only_the_leaves_have_values(lab):
    assert shown(lab) == 8
    assert lab.summary == "Step 0: the leaves of the graph have their values, and nothing is computed yet."
    assert lab.view.panels["equation"].matrices.items == []


def test_it_opens_on_the_numbers_of_the_story_network(lab):
    lab.set(step=LAST)
    values = lab._measure(**lab.settings).picture["nodes"]["values"]
    states, outputs = story.read("th")
    np.testing.assert_array_equal(values["W_hh"], story.trained().cell.W_hh)
    np.testing.assert_allclose(values["h"][0], states[2])
    np.testing.assert_allclose(values["O"][0], outputs[1])
    labels = [text for *_, text in nodes(lab).labels.items]
    assert {"= “h”", "T = “e”"} < set(labels)


@pytest.mark.parametrize("letter", "the␣")
def test_another_letter_may_be_right(lab, letter):
    lab.set(n=2, o=4, truth=letter, step=LAST)
    target = lab._measure(**lab.settings).picture["nodes"]["values"]["target"]
    place = "the␣".index(letter)
    np.testing.assert_array_equal(target, np.eye(4)[[place, (place + 1) % 4]])
    lab.set(n=1, o=1)
    assert lab._measure(**lab.settings).picture["nodes"]["values"]["target"] == [[1]]


def test_a_letter_for_which_the_output_is_too_small_is_said_to_be_another(lab):
    assert "is taken as right" not in lab.summary
    lab.set(o=3, truth="␣")
    assert lab.summary.endswith("An output of size 3 has no “␣”: “t” is taken as right.")
    assert "T = “t”" in [text for *_, text in nodes(lab).labels.items]
    lab.set(o=2, truth="e", step=12)
    assert "The loss is" in lab.summary
    assert lab.summary.endswith("An output of size 2 has no “e”: “t” is taken as right.")


@pytest.mark.parametrize("nudge", [0.0, 0.1])
def test_the_loss_is_spoken_of_when_it_is_computed_and_not_before(lab, nudge):
    lab.set(of="W_xh", row=2, column=4, nudge=nudge)
    for step in range(LAST + 1):
        lab.set(step=step)
        known = step >= len(OPERATIONS)
        assert ("loss" in lab.summary) == known
    lab.set(step=0)
    added = "0.1 is added to W11 row 2, column 4." if nudge else "Nothing is added to W11 row 2, column 4 yet."
    assert lab.summary.endswith(added)


@pytest.mark.parametrize("step", range(1, LAST + 1))
def test_each_step_adds_a_value_and_then_a_gradient(lab, step):
    lab.set(step=step)
    assert shown(lab) == 8 + step
    forward = step <= len(OPERATIONS)
    name = OPERATIONS[step - 1] if forward else NAMES[::-1][step - len(OPERATIONS) - 1]
    essay = STEP[NAMES.index(name)].essay
    number = f"Forward, {step} of 10" if forward else f"Backward, {step - 10} of 18"
    for names, own in (("the essay's", essay), ("ours", name)):
        lab.set(names=names)
        assert lab.summary.startswith(f"{number}: {own} = " if forward else f"{number}: ∂L/∂{own} = ")


@pytest.mark.parametrize("step", range(1, LAST + 1))
def test_the_equation_is_true(lab, step):
    """The first matrix is what the others make, when the signs between them are carried out."""
    lab.set(n=3, d=2, h=4, o=2, step=step)
    terms = lab._measure(**lab.settings).picture["equation"]["terms"]
    (_, found), (equals, _), *rest = terms
    assert equals == "="
    matrices = [A for _, A in rest if A is not None]
    signs = "".join(words if A is None else "M" for words, A in rest)
    np.testing.assert_allclose(carry_out(signs, matrices, found), found)


def carry_out(signs, matrices, found):
    """What a line such as "M·M" or "column sums ofM" comes to."""
    first, second = (*matrices, None, None)[:2]
    return {
        "M·M": lambda: first @ second,
        "M+M": lambda: first + second,
        "M−M": lambda: first - second,
        "M*M": lambda: first * second,
        "2M*M": lambda: 2 * first * second,
        "−M": lambda: -first,
        "M": lambda: first,
        "M²": lambda: first**2,
        "ReLU(M)": lambda: np.maximum(first, 0),
        "ΣM": lambda: first.sum(keepdims=True),
        "column sums ofM": lambda: first.sum(axis=0, keepdims=True),
        "Min every entry": lambda: np.full_like(found, first.item()),
        "1": lambda: np.ones((1, 1)),
    }[signs]()


def test_the_readings_are_the_loss_and_the_size_of_the_five_gradients(lab):
    lab.set(n=3, d=2, h=4, o=3, seed=5)
    assert set(lab.readings) == {"loss", *(f"d{name}" for name in PARAMETERS)}
    values, _ = _both_passes(3, 2, 4, 3, 5, "e", False)
    leaves = {node.name: values[node.name] for node in STEP if not node.operation}
    assert lab.readings["loss"] == pytest.approx(values["L"].item())
    for name in PARAMETERS:
        numerical = gradcheck.numerical_gradient(
            lambda moved, name=name: computational_graph.forward(STEP, {**leaves, name: moved})["L"].item(), leaves[name]
        )
        assert lab.readings[f"d{name}"] == pytest.approx(np.linalg.norm(numerical), rel=1e-6)


def test_a_zero_state_leaves_nothing_for_the_recurrent_weights(lab):
    lab.set(first=True)
    assert lab.readings["dW_hh"] == 0
    assert lab.readings["dW_xh"] > 0


def test_sizes_change_the_matrices_and_not_the_places(lab):
    lab.set(step=LAST)
    labels = {}
    for sizes in (dict(n=1, d=1, h=1, o=1), dict(n=4, d=4, h=4, o=4), dict(n=2, d=4, h=3, o=1)):
        lab.set(**sizes)
        places = {re.match(r"\S+", text)[0]: (x, y) for x, y, text in nodes(lab).labels.items}
        labels = labels or places
        assert places == labels


def test_each_preset_shows_its_node(lab):
    said = {
        "forward pass": "L = ",
        "dL/dO": "∂L/∂O",
        "through the ReLU": "∂L/∂Z",
        "recurrent weights": "∂L/∂W12",
        "all gradients": "∂L/∂X",
    }
    for preset, words in said.items():
        lab.reset()
        lab.set(**lab.presets[preset])
        assert words in lab.summary


def test_the_gradients_multiplied_out_stand_below_their_formula(lab):
    below = lab.view.panels["equation"].below
    lab.set(**lab.presets["recurrent weights"])
    ((_, _, text),) = below.items
    assert text == "= Hᵀ · ((2 (O − T) · W21ᵀ) * [Z > 0])"
    lab.set(names="ours")
    ((_, _, text),) = below.items
    assert text == "= h_prevᵀ · ((2 (O − target) · W_hyᵀ) * [z > 0])"


SIZES = {"n": 1, "d": 4, "h": 4, "o": 4}
SHAPES = {"x": "nd", "h_prev": "nh", "W_xh": "dh", "W_hh": "hh", "b_h": "1h", "W_hy": "ho", "b_y": "1o"}


def entries(count=12):
    """Random entries of random networks, of each matrix some: settings of the lab."""
    rng = np.random.default_rng(0)
    for place in range(count):
        sizes = {size: int(rng.integers(1, 5)) for size in SIZES}
        name = ENTRIES[place % len(ENTRIES)]
        row, column = (int(rng.integers(sizes.get(size, 1))) + 1 for size in SHAPES[name])
        yield {**sizes, "seed": int(rng.integers(100)), "of": name, "row": row, "column": column}


def panel(lab, name="nodes"):
    return lab.view.panels[name]


def hand(lab, place, name="nodes"):
    """Click at a place of a panel, and return what was said of it before."""
    x, y = panel(lab, name).axes.transData.transform(place) * 100 / lab.figure.dpi
    said = lab.view.says(x, lab.view.height - y)
    lab.set(**lab.view.at(x, lab.view.height - y))
    return said


def square(lab, name, gradient, row, column):
    """The middle of a square of a node, row and column from 1."""
    picture = lab._measure(**lab.settings).picture["nodes"]
    halves = [(other, False) for other in picture["values"]] + [(other, True) for other in picture["gradients"]]
    left, top, width, height, _ = panel(lab).matrices.items[halves.index((name, gradient))]
    return left + width * (column - 0.5), top - height * (row - 0.5)


def kinks(lab):
    return panel(lab, "loss").kinks.get_xdata()


@pytest.mark.parametrize("half", list(STEPS))
def test_a_click_on_a_node_goes_to_the_step_that_finds_its_value_or_its_gradient(lab, half):
    name, gradient = half
    hand(lab, panel(lab).halves.places()[HALVES.index(half)] + (21, 0))
    assert lab.settings["step"] == STEPS[half]
    assert lab.summary.split(": ")[1].startswith(f"{'∂L/∂' if gradient else ''}{STEP[NAMES.index(name)].essay} = ")
    assert lab.settings["of"] == "nothing"


def test_a_node_says_its_name_its_row_its_column_and_its_number(lab):
    lab.set(step=LAST, names="ours")
    values, gradients = _both_passes(*SIZES.values(), 0, "e", False)
    assert hand(lab, square(lab, "z", False, 1, 2)) == f"z row 1, column 2: {values['z'][0, 1]:.3g}".replace("-", "−")
    assert lab.settings["step"] == STEPS["z", False]
    lab.set(step=LAST)
    assert hand(lab, square(lab, "W_hy", True, 1, 1)) == f"∂L/∂W_hy row 1, column 1: −{-gradients['W_hy'][0, 0]:.3g}"
    assert (lab.settings["step"], lab.settings["of"]) == (STEPS["W_hy", True], "W_hy")


def test_a_node_without_its_value_yet_says_how_it_will_come_about(lab):
    middles = panel(lab).halves.places()
    assert hand(lab, middles[HALVES.index(("z", True))]) == "∂L/∂Z = ∂L/∂H' * [Z > 0], 1×4"
    lab.reset()
    assert hand(lab, middles[HALVES.index(("z", False))]) == "Z = S + B, 1×4"
    assert hand(lab, middles[HALVES.index(("b_h", False))] + (0, 15)) == "B, 1×4, is given"


@pytest.mark.parametrize("name", ENTRIES)
def test_a_click_on_an_entry_chooses_it(lab, name):
    lab.set(step=5)
    said = hand(lab, square(lab, name, False, 1, 2))
    chosen = {"of": name, "row": 1, "column": 2}
    assert {key: lab.settings[key] for key in chosen} == chosen
    assert lab.settings["step"] == 5
    assert panel(lab, "loss").words[0].get_text() == said.split(":")[0] == f"{STEP[NAMES.index(name)].essay} row 1, column 2"


def test_a_click_in_the_equation_chooses_the_entry_behind_it_transposed_or_not(lab):
    lab.set(step=STEPS["h_prev", True])  # = ∂L/∂C · W12ᵀ
    left, top, width, height, A = panel(lab, "equation").matrices.items[-1]
    said = hand(lab, (left + 2.5 * width, top - 0.5 * height), "equation")
    assert said == f"W12ᵀ row 1, column 3: {A[0, 2]:.3g}".replace("-", "−")
    assert [lab.settings[key] for key in ("of", "row", "column")] == ["W_hh", 3, 1]


@pytest.mark.parametrize("settings", list(entries()), ids=lambda settings: settings["of"])
def test_the_slope_is_what_the_labs_own_loss_does(lab, settings):
    """Between two kinks the loss is a parabola over one number, and of a parabola a central difference is exact."""
    lab.set(**settings)
    for place, slope in ((0.0, "slope"), (0.613, "slope_now")):
        size = 0.5 * min([0.1, *np.abs(kinks(lab) - place)])
        losses = []
        for nudge in (place - size, place + size):
            lab.set(nudge=nudge)
            losses.append(lab.readings["loss"])
        lab.set(nudge=place)
        assert lab.readings[slope] == pytest.approx((losses[1] - losses[0]) / (2 * size), rel=1e-6, abs=1e-8)
    assert lab.readings["slope"] == pytest.approx(
        _both_passes(*tuple(lab.settings.values())[:5], "e", False)[1][settings["of"]][
            settings["row"] - 1, settings["column"] - 1
        ]
    )


@pytest.mark.parametrize("settings", list(entries()), ids=lambda settings: settings["of"])
def test_the_picture_has_that_tangent_and_the_losses_that_the_lab_would_have(lab, settings):
    lab.set(**settings)
    before = lab.readings["loss"]
    lab.set(nudge=-0.85)
    loss, readings = panel(lab, "loss"), lab.readings
    (left, low), (right, high) = loss.tangent.get_xydata()
    assert (low + high) / 2 == pytest.approx(before) == pytest.approx(readings["loss_before"])
    assert (high - low) / (right - left) == pytest.approx(readings["slope"])
    assert readings["predicted"] == pytest.approx(before - 0.85 * readings["slope"])
    assert loss.now.get_xydata().tolist() == [[-0.85, pytest.approx(readings["loss"])]]
    curve = dict(loss.course.get_xydata())
    assert curve[-0.85] == pytest.approx(readings["loss"])
    assert curve[0.0] == pytest.approx(before)
    for kink, height in loss.kinks.get_xydata():
        lab.set(nudge=kink)
        assert lab.readings["loss"] == pytest.approx(height)


@pytest.mark.parametrize("settings", list(entries()), ids=lambda settings: settings["of"])
def test_exactly_the_nodes_with_other_values_light_up(lab, settings):
    def values():
        return {name: lab._measure(**lab.settings | {"step": LAST}).picture["nodes"]["values"][name] for name in NAMES}

    lab.set(**settings)
    before = values()
    lab.set(nudge=0.7)
    other = [name for name, A in values().items() if not np.array_equal(A, before[name])]
    picture = lab._measure(**lab.settings).picture["nodes"]
    assert picture["changed"] == other
    assert settings["of"] in other
    assert len(panel(lab).changed.get_xdata()) == 1 + 6 * len(other)
    assert lab.readings["changed"] == len(other)
    lab.set(nudge=0)
    assert len(panel(lab).changed.get_xdata()) == 1


def test_at_a_kink_a_relu_switches(lab):
    lab.set(of="W_hh", row=1, column=4, names="ours", step=LAST)
    ((kink, _),) = panel(lab, "loss").kinks.get_xydata()
    said = hand(lab, panel(lab, "loss").kinks.get_xydata()[0], "loss")
    row, column = (int(number) - 1 for number in re.search(r"the ReLU of z row (\d), column (\d) switches", said).groups())
    signs = []
    for nudge in (kink + 1e-6, kink - 1e-6):
        lab.set(nudge=nudge)
        signs.append(lab._measure(**lab.settings | {"step": LAST}).picture["nodes"]["values"]["z"][row, column] > 0)
    assert signs[0] != signs[1]
    assert "1 ReLU switched" in lab.summary


def test_a_click_on_the_curve_sets_the_nudge(lab):
    lab.set(of="b_y")
    assert hand(lab, (-1.35, 6), "loss").startswith("with −1.35 added: loss ")
    assert lab.settings["nudge"] == -1.35


def test_an_entry_that_is_not_there_is_the_last_one(lab):
    lab.set(of="b_h", row=4, column=4)
    assert (lab.settings["row"], lab.settings["column"]) == (1, 4)
    lab.set(h=2)
    assert lab.settings["column"] == 2
    assert "B row 1, column 2" in lab.summary


def test_with_nothing_chosen_a_nudge_does_nothing(lab):
    lab.set(step=20)
    before = lab.png, lab.summary, lab.readings
    lab.set(row=3, column=2, nudge=1.5)
    assert (lab.png, lab.summary, lab.readings) == before
    assert (lab.settings["row"], lab.settings["column"]) == (3, 2)
    assert "predicted" not in lab.readings


def test_the_sentence_tells_what_the_nudge_did_and_what_the_tangent_said(lab):
    lab.set(**lab.presets["past a kink"])
    found = lab.readings
    assert found["predicted"] < 0 < found["loss"] < found["loss_before"]
    assert "the loss goes from 1.86 to 0.132; the tangent, of slope 4.18, predicted −4.41." in lab.summary
    lab.set(**lab.presets["nudge a weight"])
    assert abs(lab.readings["predicted"] - lab.readings["loss"]) < 0.2 < lab.readings["loss"] - lab.readings["loss_before"]
    said = [text.get_text() for text in panel(lab, "loss").words]
    assert said[1:5] == ["0.8 + 0.25 = 1.05", "loss 1.86 → 3.06", "true change = 1.2", "slope × nudge = 1.05"]


def test_every_reading_has_words(lab):
    assert set(lab.readings) < set(READINGS)
    lab.set(of="x")
    assert set(lab.readings) == set(READINGS)


def test_the_loss_takes_the_place_of_the_equations_matrices():
    lab = labs.computational_graph(step=12)
    equation = lab.view.panels["equation"]
    assert equation.matrices.items
    lab.set(of="x")
    assert not equation.matrices.items
    lab.set(of="nothing")
    assert equation.matrices.items
