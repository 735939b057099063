"""What notebook 04 says in words about the gradients and its laboratories, and does not compute in a cell beside it."""

import json
import pathlib

import numpy as np
import pytest

from rnnlab import labs, training
from rnnlab.checks.own_functions import CHECKS
from rnnlab.lessons import computational_graph, matrices_to_scale, story, update_rule
from rnnlab.trees import leaves

NOTEBOOK = pathlib.Path(__file__).parents[2] / "notebooks" / "04_gradients_by_hand.ipynb"
STEP = computational_graph.one_step()
PARAMETERS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def walk(n=2, d=3, h=4, o=2, seed=0):
    """Leaves of these sizes, all random, and both passes."""
    rng = np.random.default_rng(seed)
    shapes = dict(x=(n, d), W_xh=(d, h), h_prev=(n, h), W_hh=(h, h), b_h=(1, h), W_hy=(h, o), b_y=(1, o), target=(n, o))
    values = computational_graph.forward(STEP, {name: rng.standard_normal(shape) for name, shape in shapes.items()})
    return values, computational_graph.backward(STEP, values)


def test_27_letters_and_100_units_have_15527_weights_and_so_more_than_31000_slow_passes():
    count = sum(W.size for W in leaves(training.init(27, 100, 27, rng=np.random.default_rng(0))))
    assert count == 27 * 100 + 100 * 100 + 100 + 100 * 27 + 27 == 15527
    assert 2 * count > 31_000


def test_the_loss_is_the_formula_with_everything_put_in():
    v, _ = walk()
    O = np.maximum(v["x"] @ v["W_xh"] + v["h_prev"] @ v["W_hh"] + v["b_h"], 0) @ v["W_hy"]
    assert v["L"].item() == pytest.approx(((v["target"] - O - v["b_y"]) ** 2).sum())


def test_the_first_of_the_five_gradients_is_that_of_B2_and_the_last_that_of_W11():
    _, gradients = walk()
    assert [name for name in gradients if name in PARAMETERS] == ["b_y", "W_hy", "b_h", "W_hh", "W_xh"]


@pytest.fixture(scope="module")
def graph():
    return labs.computational_graph()


def after(lab, preset=None, **settings):
    """The lab as it opened, after a press and moves."""
    lab.reset()
    lab.set(**(lab.presets[preset] if preset else {}) | settings)
    return lab


def test_the_graph_opens_on_the_step_of_chapter_03_and_its_loss(graph):
    leaves_ = matrices_to_scale.example(1, 4, 4, 4)
    for name, A in after(graph)._measure(**graph.settings).picture["nodes"]["values"].items():
        np.testing.assert_array_equal(A, getattr(leaves_, name))
    assert round(graph.readings["loss"], 2) == 0.02
    assert "The loss is 0.0215." in after(graph, step=10).summary
    assert labs.matrices_to_scale().readings["sum"] == pytest.approx(graph.readings["loss"])


def test_ten_steps_go_forward(graph):
    assert after(graph, step=10).summary.startswith("Forward, 10 of 10: L")
    assert after(graph, step=11).summary.startswith("Backward, 1 of 18: ∂L/∂L = 1")


def test_two_units_were_off(graph):
    assert "2 of its 4 entries are 0." in after(graph, "through the ReLU").summary
    z, dz = (graph._measure(**graph.settings).picture["nodes"][kind]["z"] for kind in ("values", "gradients"))
    np.testing.assert_array_equal(z < 0, dz == 0)


def test_the_gradient_of_W12_has_a_row_of_zeros_where_H_is_zero_and_the_length_0271(graph):
    assert after(graph, "recurrent weights").summary.startswith("Backward, 14 of 18: ∂L/∂W12")
    nodes = graph._measure(**graph.settings).picture["nodes"]
    np.testing.assert_array_equal((nodes["gradients"]["W_hh"] == 0).all(axis=1), nodes["values"]["h_prev"][0] == 0)
    assert np.sqrt((nodes["gradients"]["W_hh"] ** 2).sum()) == pytest.approx(0.271, abs=5e-4)


def test_a_surprise_leaves_the_values_up_to_O_and_makes_all_gradients_larger(graph):
    before, expected = dict(after(graph, step=28).readings), graph._measure(**graph.settings).picture["nodes"]["values"]
    values = after(graph, "a surprise")._measure(**graph.settings).picture["nodes"]["values"]
    assert graph.readings["loss"] == pytest.approx(1.86, abs=0.005)
    assert all(graph.readings[f"d{name}"] > 5 * before[f"d{name}"] > 0 for name in PARAMETERS)
    assert {name for name in values if not np.array_equal(values[name], expected[name])} == {"target", "e", "q", "L"}


def test_the_nudge_of_the_text(graph):
    after(graph, "nudge a weight")
    found = dict(graph.readings)
    assert matrices_to_scale.example(1, 4, 4, 4).W_xh[1, 3] == 0.8
    assert (graph.settings["of"], graph.settings["row"], graph.settings["column"]) == ("W_xh", 2, 4)
    assert graph.settings["truth"] == "␣"
    assert found["slope"] == pytest.approx(4.18, abs=0.005)
    assert found["loss_before"] == pytest.approx(1.86, abs=0.005)
    assert found["loss"] - found["loss_before"] == pytest.approx(1.2, abs=0.05)
    assert pytest.approx(1.05, abs=0.01) == 4.18 * 0.25
    graph.set(nudge=0.05)
    smaller = graph.readings
    missed = [abs(each["loss"] - each["predicted"]) / abs(each["loss"] - each["loss_before"]) for each in (smaller, found)]
    assert missed[0] < missed[1] / 3
    assert "1 ReLU switched" in after(graph, "past a kink").summary


def test_the_table_of_nodes_is_the_graph():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = next("".join(cell["source"]) for cell in cells if "".join(cell["source"]).startswith("## The graph"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")][1:]
    essay = {node.name: node.essay for node in STEP}
    wanted = {node.essay: computational_graph.value_words(node).format(**essay) for node in STEP if node.operation}
    assert dict([row[:2] for row in rows] + [row[2:] for row in rows]) == wanted


def test_where_Z_is_below_zero_the_gradient_becomes_zero():
    values, gradients = walk()
    assert (values["z"] < 0).any()
    assert not gradients["z"][values["z"] < 0].any()
    assert gradients["h"][values["z"] < 0].all()


def test_from_a_zero_state_W12_gets_no_gradient():
    lab = labs.computational_graph(first=True)
    assert lab.readings["dW_hh"] == 0
    assert labs.computational_graph().readings["dW_hh"] > 0


def test_the_rules_are_those_of_the_table():
    said = {
        name: [operation.words, *(share.words for share in operation.shares)]
        for name, operation in computational_graph.OPERATIONS.items()
    }
    assert said == {
        "product": ["{0} · {1}", "{g} · {1}ᵀ", "{0}ᵀ · {g}"],
        "sum": ["{0} + {1}", "{g}", "{g}"],
        "sum with each row": ["{0} + {1}", "{g}", "column sums of {g}"],
        "difference": ["{0} − {1}", "{g}", "−{g}"],
        "relu": ["ReLU({0})", "{g} * [{0} > 0]"],
        "square": ["{0}²", "2 {0} * {g}"],
        "total": ["Σ {0}", "{g} in every entry"],
    }


def products(A, B, shape):
    """All products of two matrices, each perhaps transposed, that have this shape."""
    pairs = [(first, second) for one, other in ((A, B), (B, A)) for first in (one, one.T) for second in (other, other.T)]
    return [a @ b for a, b in pairs if a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == shape]


def test_the_shape_tells_which_product_is_the_gradient_of_W21_but_not_which_is_that_of_W12():
    values, gradients = walk(n=2, h=4, o=3)
    (only,) = products(values["h"], gradients["p"], (4, 3))
    np.testing.assert_allclose(only, gradients["W_hy"])
    first, second = products(values["h_prev"], gradients["c"], (4, 4))
    np.testing.assert_allclose(first, gradients["W_hh"])
    np.testing.assert_allclose(second, gradients["W_hh"].T)


def test_the_five_gradients_are_those_of_the_text():
    v, g = walk()
    D_O = 2 * (v["O"] - v["target"])
    D_Z = (D_O @ v["W_hy"].T) * (v["z"] > 0)
    np.testing.assert_allclose(g["b_y"], D_O.sum(axis=0, keepdims=True))
    np.testing.assert_allclose(g["W_hy"], 2 * v["h"].T @ (v["O"] - v["target"]))
    np.testing.assert_allclose(g["b_h"], D_Z.sum(axis=0, keepdims=True))
    np.testing.assert_allclose(g["W_xh"], v["x"].T @ D_Z)
    np.testing.assert_allclose(g["W_hh"], v["h_prev"].T @ D_Z)


@pytest.fixture(scope="module")
def five():
    return labs.five_gradients()


def red(lab, **settings):
    lab.reset()
    lab.set(**settings)
    names = {"W_xh": "W11", "W_hh": "W12", "b_h": "B", "W_hy": "W21", "b_y": "B2"}
    return {essay for name, essay in names.items() if lab.readings[f"error_{name}"] > 0}


@pytest.mark.parametrize(
    ("mistakes", "spoiled"),
    [
        (["h_t for h_{t-1}"], {"W12"}),
        (["transpose missing", "mask missing", "nothing from the next step"], {"W11", "W12", "B"}),
        (["wrong sign of dO"], {"W11", "W12", "B", "W21", "B2"}),
    ],
)
def test_which_of_the_five_a_mistake_turns_red(five, mistakes, spoiled):
    for mistake in mistakes:
        assert red(five, mistake=mistake) == spoiled


def test_the_leaves_are_the_boxes_that_no_arrow_enters():
    leaves_ = {node.name for node in STEP if not node.operation}
    assert leaves_ == {node.name for node in STEP} - {end for _, end in computational_graph.edges(STEP)}


def test_every_other_mistake_of_the_menu_lets_W21_and_B2_pass(five):
    for mistake in five.controls["mistake"].options:
        if mistake not in ("none", "wrong sign of dO"):
            assert not red(five, mistake=mistake) & {"W21", "B2"}


def test_a_mistake_can_hide(five):
    five.reset()
    five.set(**five.presets["hidden"])
    assert five.settings["T"] == 1
    assert five.readings["wrong"] == 0
    lost = "nothing from the next step"
    assert red(five, mistake=lost, T=2) == {"W11", "B"}
    assert red(five, mistake=lost, T=3) == {"W11", "W12", "B"}


@pytest.mark.parametrize(("method", "below"), [("central", 1e-9), ("complex", 1e-15)])
def test_how_far_the_two_ways_differ_at_first(five, method, below):
    five.reset()
    five.set(method=method)
    assert np.max(five._measure(**five.settings).picture["errors"]["errors"]) < np.log10(below)


@pytest.fixture(scope="module")
def rule():
    return labs.update_rule()


def errors(rule, steps, **settings):
    rule.reset()
    found = []
    for step in steps:
        rule.set(step=step, **settings)
        found.append(rule.readings["error"])
    return found


def test_the_first_network_is_thrown_to_259_and_stays_there(rule):
    start, thrown, *rest = errors(rule, range(8))
    assert start == pytest.approx(-0.9, abs=0.05)
    assert thrown == pytest.approx(129, abs=0.5)
    np.testing.assert_allclose(rest, [-259, 259, -259, 259, -259, 259], rtol=0.01)
    assert rule.readings["units_on"] == 0


def test_presets_of_the_update_rule(rule):
    for preset, word in (("a tenth", "Converges"), ("too large", "Grows"), ("a half", "Converges")):
        rule.reset()
        rule.set(**rule.presets[preset])
        assert rule.summary.startswith(word)


def test_at_a_tenth_the_dot_is_thrown_across_twice_and_then_the_error_only_shrinks(rule):
    rule.reset()
    rule.set(**rule.presets["a tenth"])
    found = []
    for step in range(rule.settings["step"], 60):
        rule.set(step=step)
        found.append(rule.readings["error"])
    np.testing.assert_allclose(found[:3], [-0.90, 2.66, -1.78], atol=0.005)
    sizes = np.abs(found[2:])
    assert (np.diff(sizes[sizes > 1e-12]) < 0).all()
    assert sizes[-1] < 1e-9


def test_with_all_units_off_a_half_needs_a_single_update(rule):
    """And the factor is 1 - 2η, whose size is above 1 for any η above 1."""
    found = errors(rule, range(4), learning_rate=0.5)
    assert abs(found[3]) < 1e-12 < abs(found[2])
    assert all(abs(1 - 2 * eta) > 1 for eta in (1.05, 1.25, 1.5))


def test_with_units_on_half_is_no_safe_choice(rule):
    rule.reset()
    rule.set(learning_rate=0.5)
    assert rule.readings["overflows"] >= 1


RIGHT = {name: check.answer for name, check in CHECKS.items()}


def test_the_learners_own_mistakes_make_the_patterns_of_the_menu(five):
    own = {
        "mask missing": {"z": lambda dO, z, W: dO @ W.T},
        "h_t for h_{t-1}": {"W_hh": lambda h_prev, h, dz: h.T @ dz},
        "wrong sign of dO": {"O": lambda O, target: 2 * (target - O)},
    }
    for mistake, function in own.items():
        assert red(labs.five_gradients(by=RIGHT | function)) == red(five, mistake=mistake)


@pytest.mark.parametrize(
    ("function", "word"),
    [
        ({}, "Converges"),
        ({"O": lambda O, target: 2 * (target - O)}, "Overflows"),
        ({"z": lambda dO, z, W: dO @ W.T}, "Converges"),
    ],
)
def test_the_update_with_ones_own_functions(function, word):
    lab = labs.update_rule(by=RIGHT | function, learning_rate=0.1)
    assert lab.summary.startswith(word)


def test_the_storys_network_said_h_before_its_training():
    model = story.train(**story.TRAINING | {"updates": 0})
    _, outputs = story.read("th", model=model)
    assert story.LETTERS.decode([outputs[-1].argmax()]) == "h"


def test_of_100_seeds_none_converges_without_a_learning_rate_whatever_the_size_of_the_weights():
    for s in (0.1, 0.3, 0.5, 1.0):
        for T in (2, 20):
            fates = update_rule.descend(1.0, s=s, T=T, steps=100, seeds=100).fates
            assert set(fates) == {"bounces", "overflows"}


def test_of_100_seeds_at_a_tenth_nearly_all_converge_from_small_weights():
    for s in (0.1, 0.3):
        assert update_rule.descend(0.1, s=s, T=2, steps=300, seeds=100).fates.count("converges") >= 95
