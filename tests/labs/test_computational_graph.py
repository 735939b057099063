"""The lab on the graph: the walk goes through all nodes, once for the values and once for the gradients."""

import importlib
import re

import numpy as np
import pytest

from rnnlab import gradcheck, labs
from rnnlab.lessons import computational_graph
from rnnlab.views.panels.graph_nodes import PARAMETERS

STEP = computational_graph.one_step()
NAMES = [node.name for node in STEP]
OPERATIONS = [node.name for node in STEP if node.operation]
LAST = len(OPERATIONS) + len(NAMES)


@pytest.fixture(scope="module")
def lab():
    return labs.computational_graph()


@pytest.fixture(autouse=True)
def afresh(lab):
    lab.reset()


def nodes(lab):
    return lab.view.panels["nodes"]


def shown(lab):
    """How many values and how many gradients stand in the picture: the lower halves come last."""
    return len(nodes(lab).matrices.items)


def test_at_first_only_the_leaves_have_values(lab):
    assert shown(lab) == 8
    assert lab.summary == "Step 0: the leaves of the graph have their values, and nothing is computed yet."
    assert lab.view.panels["equation"].matrices.items == []


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
    values, _ = importlib.import_module("rnnlab.labs.computational_graph")._both_passes(3, 2, 4, 3, 5, False)
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
