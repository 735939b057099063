"""The lab of the linear recurrence: what it says is the formula, and a click on the disc moves the eigenvalue."""

import numpy as np
import pytest

from rnnlab.lessons import linear_recurrence as lesson


def test_the_readings_are_the_formula_to_rounding(lab):
    assert lab.readings["gradient"] == lab.readings["formula"] == round(100 * np.log10(0.95), 9)
    assert lab.readings["state"] == pytest.approx(0.95**100)
    assert lab.summary.endswith("gradient × 0.00592 in 100 steps. Back-propagation finds the same.")


@pytest.mark.parametrize("angle", [0, 30, 77, 180])
def test_the_angle_turns_the_state_and_leaves_the_gradient_as_it_is(lab, angle):
    before = lab.readings["gradient"]
    lab.set(angle=angle)
    assert lab.readings["gradient"] == before


def test_the_size_of_the_input_changes_nothing_without_an_activation_and_much_with_one(lab):
    found = {}
    for activation in ("linear", "tanh"):
        for size in (0.1, 5.0):
            lab.set(activation=activation, size=size)
            found[activation, size] = lab.readings["gradient"]
    assert found["linear", 0.1] == found["linear", 5.0]
    assert found["tanh", 5.0] < found["tanh", 0.1] - 1.5


def test_presets_do_what_they_say(lab):
    words = {}
    for name, values in lab.presets.items():
        lab.set(**values)
        words[name] = lab.view.panels["disc"].outcome.get_text(), lab.view.panels["gradient"].note.get_text()
    assert words["it remembers"] == ("● stays", "= formula")
    assert words["it grows"] == ("▲ grows", "= formula")
    assert words["with tanh"] == ("▼ fades", "≠ formula")
    assert {words[name] for name in words if name not in ("it remembers", "it grows", "with tanh")} == {
        ("▼ fades", "= formula")
    }


def test_a_click_on_the_disc_puts_the_eigenvalue_there(lab):
    disc = lab.view.panels["disc"]
    assert disc.at(0.0, 0.7) == {"radius": 0.7, "angle": 90}
    assert disc.at(0.6, -0.8) == {"radius": 1.0, "angle": 53}  # below the axis is the conjugate
    assert disc.at(1.3, 0.0) == {}
    lab.move(disc.at(-0.5, 0.5))
    assert (lab.settings["radius"], lab.settings["angle"]) == (0.71, 135)
    assert disc.says(0.0, 0.7) == "put λ here: modulus 0.7, angle 90°"
    assert disc.says(-0.5, 0.5) == "λ: modulus 0.71, angle 135°"


def test_the_clock_stops_at_the_last_step(lab):
    lab.set(T=20)
    assert lab.settings["step"] == 20
    gradient = lab.view.panels["gradient"]
    assert gradient.at(7, 7 * np.log10(0.95)) == {"step": 7}
    assert gradient.says(7, 7 * np.log10(0.95)) == "gradient on its way back at step 7: 0.698"


def test_a_ring_has_the_mean_of_its_pairs(lab):
    lab.set(**lab.presets["a ring of 16 pairs"])
    eigenvalues = lesson.ring(16, 0.99, 0.9, 180)
    mean = np.mean(eigenvalues ** np.arange(101)[:, None], axis=1).real
    state = lab.view.panels["state"]
    np.testing.assert_allclose(state.formula.get_ydata(), mean, atol=1e-12)
    np.testing.assert_allclose(state.network.past.get_ydata(), mean[:31], atol=1e-12)
    assert len(state.pairs.get_segments()) == len(lab.view.panels["gradient"].pairs.get_segments()) == 16
    assert len(lab.view.panels["disc"].way.get_xdata()) == 0
    assert lab.controls["inner"].disabled is False
    lab.set(pairs=1)
    assert lab.controls["inner"].disabled is True


def test_the_memory_in_words(lab):
    said = {}
    for radius in (0.5, 0.95, 1.0, 1.2):
        lab.set(radius=radius)
        said[radius] = lab.view.panels["disc"].told[0].get_text()
    assert list(said.values()) == [
        "half is left after 1 step",
        "half is left after 14 steps",
        "all of it is kept",
        "it has doubled after 3.8 steps",
    ]


def test_with_tanh_the_sentence_gives_both_numbers(lab):
    lab.set(**lab.presets["with tanh"])
    assert "gradient × 0.00592 in 100 steps" in lab.summary
    assert lab.summary.endswith("Back-propagation finds × 7·10⁻⁴: with tanh the formula does not hold.")


def test_of_several_pairs_the_sentence_says_of_which_it_speaks(lab):
    lab.set(**lab.presets["a ring of 16 pairs"])
    assert lab.summary.startswith("The largest modulus of 16 pairs is 0.99: ")
    assert "in the slowest pair half is left after 69 steps; " in lab.summary
    assert "over all pairs the gradient, a root mean square, is × 0.112 in 100 steps." in lab.summary
    sizes = np.abs(lesson.ring(16, 0.99, 0.9, 180)) ** 100
    assert np.sqrt((sizes**2).mean()) == pytest.approx(0.112, abs=5e-4)


def test_a_ring_that_would_begin_beyond_its_radius_is_said(lab):
    lab.set(radius=0.5, inner=0.5, pairs=4)
    assert "beyond its radius" not in lab.summary
    lab.set(inner=0.9)
    assert lab.summary.startswith("All 4 pairs have the modulus 0.5, for the ring would begin beyond its radius: ")
    assert not lab.controls["inner"].disabled  # so that it can be moved back
    lab.set(pairs=1)
    assert "beyond its radius" not in lab.summary
    lab.set(radius=1.2, pairs=4)
    assert "in the fastest pair it has doubled after 3.8 steps; " in lab.summary
