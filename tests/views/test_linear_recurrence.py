"""What the picture of the linear recurrence draws beyond what its lab shows."""

import numpy as np
import pytest

from rnnlab.views.linear_recurrence import LinearRecurrence


def data(T=10, step=4, factor=1.0):
    curve = factor * np.ones(T + 1)
    now = {"step": step, "T": T, "note": "= formula", "formula": curve, "network": curve}
    powers = 0.5j ** np.arange(T + 1)[:, None]
    return {
        "disc": {"eigenvalues": np.array([0.5j]), "powers": powers, "step": step},
        "words": {"outcome": OUTCOME, "lines": ("a", "b", "c")},
        "state": {**now, "each": powers.real},
        "gradient": now,
    }


class OUTCOME:
    headline, colour = "▼ fades", "#000000"


@pytest.fixture
def view():
    return LinearRecurrence()


def test_the_powers_are_drawn_up_to_the_step_that_is_looked_at(view):
    view.update(**data(step=4))
    disc = view.panels["disc"]
    np.testing.assert_allclose(disc.way.get_xdata(), [1, 0, -0.25, 0, 0.0625], atol=1e-15)
    np.testing.assert_allclose(disc.mirrored.get_ydata(), [-0.5])
    assert disc.says(0.0625, 0.0) == "after 4 steps: modulus 0.0625, angle 0°"


def test_what_leaves_the_picture_is_marked_once_where_it_leaves(view):
    found = data()
    found["gradient"] = {**found["gradient"], "network": np.linspace(0, 8, 11), "formula": np.linspace(0, -20, 11)}
    view.update(**found)
    gradient = view.panels["gradient"]
    np.testing.assert_allclose(gradient.over.get_xdata(), [0.6])
    assert len(gradient.under.get_xdata()) == 0  # marks are the network's
    assert gradient.says(1.0, 4.0) == "gradient 10 steps back: 10⁸; by the formula 10⁻²⁰"


def test_of_several_pairs_each_is_a_thin_line_and_none_a_spiral(view):
    found = data()
    several = np.array([0.5j, 0.9])
    powers = several ** np.arange(11)[:, None]
    found["disc"] = {"eigenvalues": several, "powers": powers, "step": 2}
    found["state"]["each"] = powers.real
    view.update(**found)
    assert len(view.panels["disc"].way.get_xdata()) == 0
    assert len(view.panels["state"].pairs.get_segments()) == 2
