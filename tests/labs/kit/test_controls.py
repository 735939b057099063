"""What a control admits, asked strictly by a lab's constructor, and as a slider would be by `set`."""

import math

import ipywidgets as widgets
import numpy as np
import pytest
from support.hands import as_made, ends, state
from support.toy import toy

from rnnlab import labs
from rnnlab.labs.kit import controls

EVERY_LAB = pytest.mark.parametrize("make", [*labs.ALL, toy], ids=lambda make: make.__name__)
NAN = math.nan
HELD_BACK = {
    "step",
    "watch",
    "place",
    "row",
    "column",
}  # controls that a lab may send back: so much is trained, so large a matrix is


def bad_values(control):
    """What a control cannot stand at: values that mean nothing to it, and numbers that are only too large or too small."""
    nonsense = [None, [], "no such thing", np.ones(2)]
    if isinstance(control, widgets.IntSlider):
        return [*nonsense, 3.7, NAN, True, np.True_], [control.min - 1, control.max + 1, 10**400, -(10**400)]
    if isinstance(control, widgets.FloatSlider):
        return [*nonsense, NAN, True, np.True_, math.inf, 1j], [control.min - 0.01, control.max + 0.01, 1e308]
    if isinstance(control, widgets.Text):
        return [None, [], 3, True, "th\ud800"], []
    if isinstance(control, widgets.Checkbox):
        return [*nonsense, 1, 0.0], []
    return [*nonsense, 0.123, NAN, True, np.True_, "off "], []


@EVERY_LAB
def test_the_constructor_is_strict_and_says_why(make):
    for name, control in as_made(make).controls.items():
        wrong, far = bad_values(control)
        for value in wrong + far if make is toy else [wrong[0], *far[:1]]:  # what is admitted is the same code for all
            with pytest.raises((TypeError, ValueError), match=rf"^{name} must be .+; got .+"):
                make(**{name: value})


@EVERY_LAB
def test_set_stops_at_a_sliders_end_and_refuses_what_no_slider_could_mean(make):
    lab = make()
    for name, control in lab.controls.items():
        wrong, far = bad_values(control)
        for value in wrong:
            before = state(lab)
            with pytest.raises((TypeError, ValueError), match=rf"^{name} must be .+; got "):
                lab.set(**{name: value})
            np.testing.assert_equal(state(lab), before)
        for value in far:
            if name not in HELD_BACK:
                lab.set(**{name: value})
                assert lab.settings[name] == (control.max if value > control.max else control.min)
                assert lab.error is None


@EVERY_LAB
def test_nothing_moves_if_one_of_several_is_refused(make):
    lab = as_made(make)
    before = state(lab)
    first, *_, last = lab.controls
    with pytest.raises(TypeError):
        lab.set(**{first: ends(lab.controls[first])[-1], last: None})
    np.testing.assert_equal(state(lab), before)


@EVERY_LAB
def test_a_name_that_is_no_control_is_refused_and_the_right_ones_listed(make):
    lab = as_made(make)
    before = state(lab)
    with pytest.raises(TypeError, match="no control 'hight'.* it has .*" + list(lab.controls)[-1]):
        lab.set(hight=3)
    np.testing.assert_equal(state(lab), before)
    if make is not toy:
        with pytest.raises(TypeError, match="hight"):
            make(hight=3)


@pytest.mark.parametrize("value", [np.int64(7), np.uint8(7), 7])
def test_whole_numbers_of_any_make_are_good(value):
    assert toy(size=value).settings["size"] == 7
    lab = toy()
    lab.set(size=value)
    assert lab.settings["size"] == 7


@pytest.mark.parametrize("value", [np.float64(0.5), np.float32(0.5), 0.5])
def test_an_option_that_is_equal_is_that_option(value):
    lab = toy(clip=value)
    assert lab.settings["clip"] == 0.5
    assert "clip=5.0" in toy(clip=5).code()


def test_each_lab_gets_widgets_of_its_own():
    declared = controls.whole("size", 1, 10)
    first, second = declared(), declared()
    assert first is not second
    assert first.layout is not second.layout


def test_half_a_character_is_refused_by_name_and_nothing_moves():
    lab = toy()
    before = state(lab)
    with pytest.raises(ValueError, match=r"^words must be text that can be sent to a page; got .*ud800.*, half a character$"):
        lab.set(size=9, words="th\ud800")
    np.testing.assert_equal(state(lab), before)
    with pytest.raises(ValueError, match=r"^words must be"):
        toy(words="\udfff")
    lab.set(words="🙂")
    assert lab.settings["words"] == "🙂"
