"""What every lab promises, and the machinery behind it: controls, picture, words, errors."""

import base64
import gc
import html
import importlib
import inspect
import io
import math
import re
import threading
import time
import weakref

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
import pytest
import threadpoolctl
from IPython.core.formatters import DisplayFormatter
from PIL import Image
from support.hands import arguments, as_made, button, every, from_the_page, state
from support.toy import START, Toy, failing, moment, toy

from rnnlab import labs
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Lab, Refusal, Result, laboratory
from rnnlab.views.kit.view import DENSITY

EVERY_LAB = pytest.mark.parametrize("make", [*labs.ALL, toy], ids=lambda make: make.__name__)
SOMETIMES = (labs.computational_graph, labs.gradient_flow, labs.memory_map)  # with readings that not every setting has
NAN = math.nan
HELD_BACK = {"step", "watch", "place"}  # controls that a lab may send back: so much is trained, so many letters there are


# The contract


@EVERY_LAB
def test_a_lab_is_a_widget_with_a_name_and_controls_for_all_its_arguments(make):
    lab = as_made(make)
    assert isinstance(lab, Lab)
    assert isinstance(lab, widgets.VBox)
    assert lab.name == make.__name__
    if make is not toy:
        assert getattr(labs, lab.name) is make
        assert list(lab.controls) == list(arguments(make))
        assert lab.settings == arguments(make)
        kinds = {argument.kind for argument in inspect.signature(make).parameters.values()}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    on_the_page = every(widgets.Widget, lab)
    assert all(isinstance(control, widgets.Widget) and control in on_the_page for control in lab.controls.values())


def test_each_lab_has_a_memo_of_its_own_and_keeps_it_from_tick_to_tick():
    memos = []

    @laboratory(Toy)
    def small(memo, *, size: controls.whole("size of the bar", 1, 10) = 3):
        memos.append(memo)
        return Result({"bar": {"length": size}}, {"size": float(size)}, "A bar.", reached={})

    for _ in range(2):
        lab = small()
        lab.set(size=4)
        lab.close()
    assert memos[0] is memos[1] is not memos[2] is memos[3]
    assert list(inspect.signature(small).parameters) == ["size"]


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_an_argument_that_is_none_is_refused_in_python_s_own_words(make):
    with pytest.raises(TypeError, match=rf"{make.__name__}\(\) got an unexpected keyword argument 'odd'"):
        make(odd=1)
    with pytest.raises(TypeError, match=rf"{make.__name__}\(\) takes 0 positional arguments but 1 was given"):
        make(1)


@EVERY_LAB
def test_each_control_is_named_in_words(make):
    lab = as_made(make)
    names = [control.description for control in lab.controls.values()]
    assert all(re.fullmatch(r"[a-zA-Z][\w η]{2,}", name) for name in names), names
    assert len(set(names)) == len(names)


@EVERY_LAB
def test_readings_are_floats_with_words_and_the_summary_is_a_sentence(make):
    lab = as_made(make)
    assert lab.readings
    assert set(lab.readings) <= set(lab.words)
    assert (set(lab.readings) == set(lab.words)) == (make not in SOMETIMES)
    assert all(isinstance(value, float) for value in lab.readings.values())
    assert re.fullmatch(r"[A-Z].+\.", lab.summary)


@EVERY_LAB
def test_the_picture_is_a_png_as_wide_as_the_page_shows_it(make):
    lab = as_made(make)
    picture = Image.open(io.BytesIO(lab.png))
    picture.verify()
    assert picture.format == "PNG"
    assert picture.width == pytest.approx(lab.view.width * DENSITY, abs=1)
    (image,) = every(widgets.Image, lab)
    assert bytes(image.value) == lab.png
    assert image.format == "png"
    # A little wider than the view at most; where there is less room it shrinks, and these two give it its shape.
    (around,) = [box for box in every(widgets.Box, lab) if "rnnlab-picture" in box._dom_classes]
    assert lab.view.width < int(around.layout.max_width.removesuffix("px")) <= DENSITY * lab.view.width  # and still sharp
    assert (image.width, image.height) == (str(lab.view.width), str(lab.view.height))


@EVERY_LAB
def test_the_figure_is_the_one_in_the_picture(make):
    lab = as_made(make)
    assert lab.figure is lab.view.figure
    width, height = lab.figure.get_size_inches() * 100
    assert (width, height) == pytest.approx((lab.view.width, lab.view.height))


@EVERY_LAB
def test_the_name_in_one_line_has_settings_and_readings_of_three_digits(make):
    lab = as_made(make)
    line = repr(lab)
    assert "\n" not in line
    assert line.startswith(f"{lab.name}(")
    for name, value in lab.settings.items():
        assert re.search(rf"\b{name}={value:.3g}[,)]" if isinstance(value, float) else rf"\b{name}={value}[,)]", line)
    for name, value in lab.readings.items():
        assert re.search(rf"\b{name} {re.escape(f'{value:.3g}')}(,|$)", line)
    assert str(lab) == line


@EVERY_LAB
def test_on_a_page_there_are_the_widget_the_picture_and_the_line(make, monkeypatch):
    monkeypatch.setenv("RNNLAB_STORED", "1")
    lab = make()
    data, metadata = DisplayFormatter().format(lab)
    assert data["text/plain"] == repr(lab)
    picture = data["image/png"]
    assert base64.b64decode(picture) == lab.png
    assert metadata["image/png"] == {"width": lab.view.width, "height": lab.view.height}
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == lab.model_id
    assert f'alt="{html.escape(lab.summary)}"' in data["text/html"]
    assert f"base64,{picture}" in data["text/html"]


@EVERY_LAB
def test_the_sentence_stands_below_the_picture_with_the_number_of_the_tick(make):
    lab = as_made(make)
    (words,) = [box for box in every(widgets.HTML, lab) if "<div data-tick" in box.value]
    assert html.escape(lab.summary) in words.value
    assert "rnnlab-stale" not in words._dom_classes
    before = words.value
    lab.set(**lab.settings)
    assert words.value != before


@EVERY_LAB
def test_the_code_makes_a_lab_in_the_same_state(make):
    lab = make()
    moves = {name: control for name, control in lab.controls.items() if hasattr(control, "max")}
    lab.set(**{name: control.min + (control.max - control.min) // 3 for name, control in moves.items()})
    if make is toy:
        again = toy(**eval(lab.code().replace("labs.toy", "dict")))
    else:
        again = eval(lab.code(), {"labs": labs})
    assert again.settings == lab.settings
    np.testing.assert_equal(again.readings, lab.readings)
    assert again.png == lab.png
    assert again.code() == lab.code()


@EVERY_LAB
def test_a_lab_is_left_as_it_was_when_it_is_set_to_where_it_stands(make):
    lab = as_made(make)
    before = state(lab)
    lab.set()
    np.testing.assert_equal(state(lab), before)
    lab.set(**lab.settings)
    np.testing.assert_equal(state(lab), before)


# Moving


def test_a_set_is_one_tick_however_many_controls_move():
    ticks = []
    lab = toy(lambda **settings: ticks.append(settings) or moment(**settings))
    ticks.clear()
    lab.set(size=9, scale=1.5, kind="decorated", clip=0.5, words="hello", shown=False)
    assert [tick["words"] for tick in ticks] == ["hello"]
    assert lab.settings == START | {"size": 9, "scale": 1.5, "kind": "decorated", "clip": 0.5, "words": "hello", "shown": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 9), ("scale", 1.5), ("kind", "decorated"), ("clip", 0.5), ("words", "hello"), ("shown", False), ("step", 9)],
)
@pytest.mark.parametrize("way", ["set", "value", "page"])
def test_all_ways_to_move_a_control_do_the_same(way, name, value):
    lab, expected = toy(), toy(**{name: value})
    before = lab.png
    if way == "set":
        lab.set(**{name: value})
    elif way == "value":
        lab.controls[name].value = value
    else:
        from_the_page(lab.controls[name], value)
    assert state(lab) == state(expected)
    assert lab.png != before


def test_a_preset_is_a_button():
    lab = toy()
    button(lab, "large").click()
    assert lab.settings == START | {"size": 10, "scale": 2.0}
    button(lab, "small").click()
    assert lab.settings == START | {"size": 1}


def test_reset_goes_back_to_how_the_lab_was_made():
    lab = toy(size=7, words="mine")
    before = state(lab)
    lab.set(size=1, scale=0.0, kind="decorated", step=50)
    assert state(lab) != before
    button(lab, "Reset").click()
    assert state(lab) == before


def test_two_labs_do_not_know_of_each_other():
    lab, other = toy(), toy()
    before = state(other)
    lab.set(size=9)
    assert state(other) == before


# A button at work


def test_a_control_moved_while_a_button_works_stays_where_it_was_moved():
    hands = []

    def measure(**settings):
        if settings["size"] == 10 and not hands:
            hands.append(threading.Thread(target=lab.controls["words"].set_trait, args=["value", "meanwhile"]))
            hands[0].start()
            while lab.controls["words"].value != "meanwhile":
                time.sleep(0.001)
        return moment(**settings)

    lab = toy(measure)
    button(lab, "large").click()
    hands[0].join()
    assert (lab.settings["size"], lab.settings["words"]) == (10, "meanwhile")
    assert lab.readings == toy(**lab.settings).readings


# More than one lab


def test_what_belongs_to_the_process_is_left_as_it_was_by_labs_on_two_threads():
    """A lab computes with one thread and draws with its own style: settings of the whole process, changed and put back."""
    before = threads_that_compute(), dict(mpl.rcParams)
    inside = []

    def slow(**settings):
        inside.append(threading.get_ident())
        time.sleep(0.01)
        assert len(set(inside)) == 1  # the other lab waits
        inside.pop()
        return moment(**settings)

    both = toy(slow), toy(slow)

    def move(lab):
        for size in range(1, 8):
            lab.set(size=size)

    threads = [threading.Thread(target=move, args=[lab]) for lab in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [lab.error for lab in both] == [None, None]
    assert (threads_that_compute(), dict(mpl.rcParams)) == before


def threads_that_compute():
    return [library["num_threads"] for library in threadpoolctl.threadpool_info()]


# Errors


def trouble(lab):
    """What the lab says went wrong: the alert on it, or nothing."""
    return next((words.value for words in every(widgets.HTML, lab) if 'role="alert"' in words.value), "")


@pytest.mark.parametrize("way", ["set", "value", "page"])
def test_an_error_is_shown_and_the_next_move_starts_afresh(way):
    lab = toy(failing(7, RuntimeError("it broke")))
    before = lab.png
    moves = {
        "set": lambda value: lab.set(size=value),
        "value": lambda value: setattr(lab.controls["size"], "value", value),
        "page": lambda value: from_the_page(lab.controls["size"], value),
    }
    moves[way](7)
    assert isinstance(lab.error, RuntimeError)
    assert 'role="alert"' in trouble(lab)
    assert "RuntimeError: it broke" in trouble(lab)
    assert "Move a control to go on" in trouble(lab)
    assert lab.settings == START | {"size": 7}
    assert lab.png == before
    moves[way](8)
    assert lab.error is None
    assert trouble(lab) == ""
    assert state(lab) == state(toy(size=8))


def test_reset_and_presets_lead_out_of_an_error():
    for name, size in (("Reset", 3), ("large", 10)):
        lab = toy(failing(7, RuntimeError("it broke")))
        lab.set(size=7)
        button(lab, name).click()
        assert lab.error is None
        assert trouble(lab) == ""
        assert lab.settings["size"] == size


def test_an_error_while_drawing_is_an_error_too(monkeypatch):
    lab = toy()
    with monkeypatch.context() as patch:
        patch.setattr(lab.view, "png", lambda: 1 / 0)
        lab.set(size=5)
        assert isinstance(lab.error, ZeroDivisionError)
    lab.set(size=6)
    assert lab.error is None
    assert lab.png == toy(size=6).png


def test_an_error_while_resetting_is_shown():
    breaks = {"now": False}

    def measure(**settings):
        if breaks["now"]:
            raise RuntimeError("it broke")
        return moment(**settings)

    lab = toy(measure)
    breaks["now"] = True
    button(lab, "Reset").click()
    assert "it broke" in trouble(lab)


EVIL = "<img src=x onerror=alert(1)> & \"quoted\" <script>alert('2')</script>"


@pytest.mark.parametrize("error", [RuntimeError(EVIL), Refusal(EVIL), KeyError(EVIL)])
def test_what_an_error_says_is_text_and_never_markup(error):
    lab = toy(failing(7, error))
    lab.set(size=7)
    assert "<img" not in trouble(lab)
    assert "<script" not in trouble(lab)
    assert "&lt;img src=x" in trouble(lab)


def test_what_a_summary_says_is_text_and_never_markup():
    lab = toy(lambda **settings: moment(**settings)._replace(summary=f"You typed {settings['words']}."))
    lab.set(words=EVIL)
    assert not any("<img" in box.value or "<script" in box.value for box in every(widgets.HTML, lab))
    assert EVIL in lab.summary


def test_a_refusal_is_told_in_its_own_words():
    lab = toy(failing(7, Refusal("Seven is not possible; take six.")))
    lab.set(size=7)
    assert ">Seven is not possible; take six.<" in trouble(lab)
    assert isinstance(lab.error, Refusal)


def test_after_a_refusal_the_code_is_that_of_the_picture():
    lab = toy(failing(7, Refusal("Seven is not possible; take six.")))
    lab.set(size=6)
    before = lab.code()
    lab.set(size=7)
    assert lab.settings["size"] == 7
    assert lab.code() == before
    ngram = labs.ngram()
    ngram.set(source="own file", path="nope")
    assert isinstance(ngram.error, Refusal)
    assert eval(ngram.code(), {"labs": labs}).png == ngram.png


def test_an_error_while_the_lab_is_made_is_the_callers():
    with pytest.raises(RuntimeError, match="it broke"):
        toy(failing(3, RuntimeError("it broke")))


def test_what_was_typed_does_not_break_the_line():
    lab = toy(words="one\ntwo " + 100 * "x")
    assert "\n" not in repr(lab)
    assert len(repr(lab)) < 250
    assert toy(**eval(lab.code().replace("labs.toy", "dict"))).settings == lab.settings


# The end


def widgets_kept():
    """How many widgets ipywidgets remembers; it keeps them in a private place."""
    return len(importlib.import_module("ipywidgets.widgets.widget")._instances)


@EVERY_LAB
def test_a_lab_that_cannot_be_made_leaves_nothing_behind(make):
    kept = widgets_kept()
    name = [*arguments(make)][-1] if make is not toy else "size"
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be"):
        make(**{name: []})
    assert widgets_kept() == kept


def test_a_lab_whose_first_measure_fails_leaves_nothing_behind():
    def fails(**settings):
        raise Refusal("nothing can be shown")

    kept = widgets_kept()
    with pytest.raises(Refusal):
        toy(fails)
    assert widgets_kept() == kept


@EVERY_LAB
def test_a_closed_lab_gives_its_memory_back(make):
    kept = widgets_kept()
    lab = make()
    assert widgets_kept() > kept
    gone = weakref.ref(lab), weakref.ref(lab.figure)
    lab.close()
    assert widgets_kept() == kept
    lab.set(**lab.settings)  # no page shows it any more, and it still answers
    assert lab.error is None
    del lab
    gc.collect()
    assert [ref() for ref in gone] == [None, None]


def test_a_control_that_changes_nothing_is_grey_as_long_as_it_does():
    lab = toy(lambda **settings: moment(**settings)._replace(idle=("size",) if settings["kind"] == "plain" else ()))
    assert [name for name, control in lab.controls.items() if control.disabled] == ["size"]
    lab.set(kind="decorated")
    assert not any(control.disabled for control in lab.controls.values())
