"""What the picture of the linear recurrence draws beyond what its lab shows."""

import numpy as np
import pytest

from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.linear_recurrence import LinearRecurrence


@pytest.fixture
def view():
    return LinearRecurrence()


def data(step=4, last=0):
    powers = 0.5j ** np.arange(11)[:, None]
    disc = {"eigenvalues": np.array([0.5j]), "powers": powers, "step": step, "outcome": Outcome("▼", "fades", "#000000")}
    now = {"step": step, "note": "= formula", "formula": np.linspace(0, -20, 11), "network": np.linspace(0, last, 11)}
    curves = {"state": {**now, "each": powers.real[:, 1:]}, "gradient": {**now, "each": powers.real[:, 1:]}}
    return {"disc": {**disc, "told": ("a", "b", "c")}, **curves}


def test_the_powers_are_drawn_up_to_the_step_that_is_looked_at(view):
    view.update(**data(step=4))
    disc = view.panels["disc"]
    np.testing.assert_allclose(disc.way.get_xdata(), [1, 0, -0.25, 0, 0.0625], atol=1e-15)
    np.testing.assert_allclose(disc.mirrored.get_ydata(), [-0.5])
    assert disc.says(0.0625, 0.0) == "after 4 steps: modulus 0.0625, angle 0°"


def test_what_leaves_the_picture_is_marked(view):
    view.update(**data(last=8))
    gradient = view.panels["gradient"]
    assert gradient.network.over.get_xdata().min() == 6
    assert gradient.says(10, 4.0) == "gradient on its way back at step 10: 10⁸"


@pytest.mark.parametrize("step", [0, 10])
def test_a_picture_of_any_step_is_drawn(view, step):
    view.update(**data(step=step))
    assert view.png()[:4] == b"\x89PNG"
    assert view.panels["disc"].outcome.get_text() == "▼ fades"
