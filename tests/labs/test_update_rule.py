"""The lab on the update rule: the essay's rule bounces, a tenth of it converges, and all settings say which."""

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.checks.own_functions import CHECKS
from rnnlab.labs.update_rule import _told
from rnnlab.lessons.update_rule import FATES, descend


def test_it_starts_with_the_essays_rule_which_never_converges(lab):
    assert lab.settings["learning_rate"] == 1
    for s in (0.05, 0.3, 1.0):
        for T in (1, 2, 5):
            lab.set(s=s, T=T)
            assert lab.readings["converges"] == lab.readings["not_yet"] == lab.readings["grows"] == 0
            assert lab.readings["bounces"] + lab.readings["overflows"] == 20


def test_the_readings_are_those_of_the_seed_and_of_all_seeds(lab):
    lab.set(learning_rate=0.1, s=0.5, T=3, seed=4, step=7)
    found = descend(0.1, s=0.5, T=3, steps=100, seeds=20)
    assert lab.readings["error"] == found.errors[7, 4]
    assert lab.readings["loss"] == found.losses[7, 4]
    assert lab.readings["units_on"] == 8 * found.alive[7, 4]
    assert {fate: lab.readings[fate.replace(" ", "_")] for fate in FATES} == {fate: found.fates.count(fate) for fate in FATES}


@pytest.mark.parametrize(
    ("preset", "word"), [("the essay's rule", "Bounces"), ("a tenth", "Converges"), ("too large", "Grows")]
)
def test_presets_do_what_they_say(lab, preset, word):
    lab.set(**lab.presets[preset])
    assert lab.summary.startswith(f"{word}: ")


def test_a_preset_starts_from_the_beginning(lab):
    for preset in lab.presets.values():
        lab.set(step=70)
        lab.set(**preset)
        assert lab.settings["step"] == 0


def test_numbers_are_written_as_in_a_book(lab):
    lab.set(learning_rate=0.1, step=40)
    assert "After 40 updates the error is −6·10⁻¹³," in lab.summary
    lab.set(learning_rate=1.0, step=2)
    assert "the error is −259," in lab.summary
    lab.set(step=1)
    assert "After 1 update the error is 129," in lab.summary


def test_what_rounding_leaves_of_an_error_is_not_written_as_a_number_found(lab):
    """It may be exactly 0: that depends on the processor."""
    lab.set(learning_rate=0.1, step=50)
    assert abs(lab.readings["error"]) < 1e-14
    assert "After 50 updates the error is 0" in lab.summary
    assert _told(-4e-16) == _told(2e-16) == "0 but for rounding, below 10⁻¹⁴"
    assert (_told(0.0), _told(-2e-14)) == ("0", "−2·10⁻¹⁴")


def test_the_sign_of_the_error_changes_at_each_update(lab):
    signs = []
    for step in range(50, 60):
        lab.set(step=step)
        signs.append(np.sign(lab.readings["error"]))
    assert (np.diff(signs) != 0).all()


def test_what_overflows_is_said_in_words(lab):
    lab.set(s=1.0, T=5, learning_rate=1.5, step=100)
    seeds = descend(1.5, s=1.0, T=5, steps=100, seeds=20).fates
    lab.set(seed=seeds.index("overflows"))
    assert lab.summary.startswith("Overflows: ")
    assert "there is no number left" in lab.summary
    assert np.isnan(lab.readings["error"])


def test_without_a_step_nothing_moves(lab):
    lab.set(learning_rate=0.0)
    first = lab.readings["loss"]
    lab.set(step=100)
    assert lab.readings["loss"] == first
    assert lab.readings["not_yet"] == 20


def test_a_click_on_the_way_goes_to_that_update(lab):
    panel = lab.view.panels["errors"]
    x, y = panel.axes.transAxes.inverted().transform(panel.axes.transData.transform((9, panel.dots[0].get_ydata()[4])))
    lab.set(**lab.view.at(420 + 354 * x, 34 + 190 * (1 - y)))
    assert lab.settings["step"] == 9
    assert set(lab.words) == set(lab.readings)


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({"step": 50}, False),
        ({"step": 50, "learning_rate": 0.0}, True),
        ({"s": 1.0, "T": 5, "learning_rate": 1.5, "seed": 1, "step": 100}, True),
        ({"s": 1.0, "T": 5, "learning_rate": 1.5, "seed": 1, "step": 1}, False),
    ],
)
def test_the_clock_is_told_when_nothing_more_comes(lab, changes, over):
    assert lab._measure(**lab.settings | changes).over == over


RIGHT = {name: check.answer for name, check in CHECKS.items()}


@pytest.mark.parametrize(
    "settings", [{}, {"learning_rate": 0.1}, {"learning_rate": 0.1, "T": 5, "s": 0.5, "seed": 9, "step": 12}]
)
def test_right_functions_of_ones_own_make_the_same_way(lab, settings):
    own = labs.update_rule(by=RIGHT, **settings)
    lab.set(**settings)
    assert own.readings == pytest.approx(lab.readings)
    assert own.summary.endswith("converge with right gradients. This one has your functions.")
    assert "by=by" in own.code()


@pytest.mark.parametrize(
    ("broken", "word"),
    [({"O": lambda O, target: 2 * (target - O)}, "Overflows"), ({"z": lambda dO, z, W: dO @ W.T}, "Converges")],
)
def test_a_wrong_function_goes_its_own_way(lab, broken, word):
    own = labs.update_rule(by=RIGHT | broken, learning_rate=0.1)
    lab.set(learning_rate=0.1)
    assert own.summary.startswith(word)
    assert own.readings["converges"] == lab.readings["converges"]
    lab.set(step=1)
    own.set(step=1)
    assert own.readings["error"] != pytest.approx(lab.readings["error"])


def test_functions_that_are_not_written_yet_are_told_of():
    lab = labs.update_rule(by={"O": lambda O, target: None, "b_y": RIGHT["b_y"]})
    assert lab.error is None
    assert "This one has your functions." in lab.summary
    assert "The right one stands in for grad_z, " in lab.summary
    assert "grad_O: not answered yet" in lab.summary


def test_where_all_functions_stand_in_none_is_called_yours():
    for by in ({}, {name: lambda *arguments: None for name in RIGHT}):
        summary = labs.update_rule(by=by).summary
        assert "with right gradients. None of the seven functions is yours yet. The right one stands in for grad_O, " in summary
        assert "has your functions" not in summary
    assert len(RIGHT) == 7
