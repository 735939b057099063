"""A hand in the picture: what the page asks reaches the lab, from any thread, and the answer goes back."""

import html
import json
import re
import threading

import pytest
from support.hands import every
from support.toy import Toy, failing, toy

from rnnlab import labs
from rnnlab.labs.kit.companion import Companion
from rnnlab.labs.kit.hands import SHARPEST
from rnnlab.views.kit.view import DENSITY, Panel, View

LEFT, WIDE = 5, 200  # CSS pixels of the toy's axes; a place of them is 2.5 pixels


def at(place, down=0.5):
    """Where on the picture a place of the toy's bar is, in parts."""
    return {"x": (LEFT + WIDE * place / 80) / Toy.width, "y": down}


@pytest.fixture
def lab():
    return toy()


@pytest.fixture
def ask(lab):
    """Send what the page sends, and get what it would."""
    (companion,) = every(Companion, lab)

    def ask(**question):
        before = companion.answers.value
        companion._handle_msg({"content": {"data": {"method": "custom", "content": question}}, "buffers": []})
        assert companion.answers.value != before
        return json.loads(html.unescape(re.search('data-answer="(.*)"', companion.answers.value)[1]))

    return ask


def test_a_pointer_gets_a_line(ask):
    assert ask(ask="says", **at(10))["says"] == "at 10 of 10.5"
    assert ask(ask="says", **at(11))["says"] == "at 10 of 10.5"
    assert ask(ask="says", **at(75.2))["says"] == ""


def test_a_click_is_a_move(lab, ask):
    before = lab.png
    ask(ask="at", **at(20))
    assert lab.settings["step"] == 20
    assert lab.readings["total"] == 30.5
    assert lab.png != before
    assert "step=20" in lab.code()
    ask(ask="at", **at(70))  # beyond the slider's end
    assert lab.settings["step"] == 50
    ask(ask="at", **at(75.2))  # nothing is there
    assert lab.settings["step"] == 50


def test_a_click_that_goes_wrong_is_told_in_the_lab(monkeypatch):
    lab = toy(failing(9, ValueError("no")))
    lab.view.at = lambda x, y: {"nowhere": 1}
    lab.move({"nowhere": 1})
    assert "nowhere" in str(lab.error)
    lab.set(size=4)
    assert lab.error is None


def test_arrow_keys_walk_through_the_parts(ask):
    first = ask(ask="walk", x=-1, y=-1, key="ArrowRight")
    assert (first["says"], first["spoken"]) == ("at 0 of 10.5", True)
    second = ask(ask="walk", x=first["x"], y=first["y"], key="ArrowRight")
    assert second["says"] == "at 10 of 10.5"
    assert (second["x"], second["y"]) == pytest.approx(tuple(at(10).values()))
    assert ask(ask="walk", x=second["x"], y=second["y"], key="ArrowUp")["says"] == "at 10 of 10.5"  # nothing is there
    assert ask(ask="walk", x=second["x"], y=second["y"], key="End")["says"] == "at 70 of 10.5"


def test_on_the_wall_the_picture_is_drawn_for_the_pixels_there(lab, ask):
    small, wide = lab.png, lab.figure.dpi
    ask(ask="wall", density=2 * DENSITY, text=1.1)
    assert lab.figure.dpi == min(2 * DENSITY, SHARPEST) / DENSITY * wide
    assert lab.figure is lab.view.figure
    large = lab.png
    assert len(large) > len(small)
    lab.set(size=10)
    assert lab.png != large
    lab.set(size=3)
    assert lab.png == large
    ask(ask="wall", density=0, text=1.1)
    assert lab.png == small


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_every_lab_has_something_to_point_at_and_says_what_it_is(make):
    lab = make()
    parts = lab.view.parts()
    assert len(parts)
    spoken = [lab.view.says(*part) for part in parts[:: max(1, len(parts) // 50)]]
    assert all(spoken), f"{spoken.count('')} of {len(spoken)} have no line"
    assert lab.view.touchable


def test_moves_from_two_threads_leave_the_lab_well(lab, ask):
    def move(place):
        for _ in range(20):
            lab.move(lab.view.at(*(part * size for part, size in zip(at(place).values(), (Toy.width, Toy.height)))))

    threads = [threading.Thread(target=move, args=(place,)) for place in (10, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lab.error is None
    assert lab.settings["step"] in (10, 30)
    assert lab.readings["total"] == lab.settings["step"] + 10.5


def test_a_picture_without_parts_is_not_touched():
    class Bare(View):
        width, height = 20, 20

        def build(self):
            return {"empty": Panel(self.axes(0, 0, 20, 20))}

    assert not Bare().touchable
    assert Bare().at(5, 5) == {}
    assert Bare().says(5, 5) == ""
