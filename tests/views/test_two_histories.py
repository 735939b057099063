"""The picture of two histories: the last letters meet, each state has its bars, and nothing runs into anything else."""

import numpy as np
import pytest
from support.pictures import crowded, on_page

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.two_histories import LAST, USUAL, TwoHistories, usual_or_wider


def pair(first, second, **more):
    states = {"first": np.array(first, float), "second": np.array(second, float)}
    return {**states, "difference": "0.00459", "outcome": Outcome("", "≈ equal", style.PLUM), "limits": (-2.0, 2.0), **more}


def picture(first="drago", second="buildi", last="n", h=3, letters="the "):
    states = pair(np.linspace(-1, 1, h), np.linspace(2, -2, h))
    o = len(letters)
    guess = {"letters": letters, "first": np.linspace(0, 1, o), "second": np.linspace(1, 0, o), "says": "A: “e”   B: “␣”"}
    guess["limits"] = USUAL
    networks = {"memoryless": states, "recurrent": states, "guess_memoryless": guess, "guess_recurrent": guess}
    return {"histories": {"first": first, "second": second, "last": last}, **networks}


def updated(**options):
    view = TwoHistories()
    view.update(**picture(**options))
    view.png()
    return view


@pytest.mark.parametrize(("first", "second"), [("drago", "buildi"), ("a", "b" * 40), ("a b " * 10, " ")])
def test_the_last_letters_stand_below_each_other_and_all_fit(first, second):
    view = updated(first=first, second=second)
    panel = view.panels["histories"]
    for letters, history in ((panel.first, first), (panel.second, second)):
        x = letters.get_offsets()[:, 0]
        assert len(x) == len(history) + 1
        assert x[-1] == LAST
        assert (np.diff(x) > 0.9 * panel.pitch).all()
        assert x[0] - panel.pitch / 2 > 0.06


@pytest.mark.parametrize("h", [1, 2, 32])
def test_each_unit_has_a_pair_of_bars_side_by_side(h):
    panel = updated(h=h).panels["recurrent"]
    bars = [[path.vertices for path in state._drawn.get_paths()] for state in (panel.first, panel.second)]
    assert len(bars[0]) == len(bars[1]) == h
    for unit, (first, second) in enumerate(zip(*bars, strict=True)):
        assert unit / h < first[:, 0].min()
        assert first[:, 0].max() == pytest.approx(second[:, 0].min())
        assert second[:, 0].max() < (unit + 1) / h
    tops = [bar[np.abs(bar[:, 1]).argmax(), 1] for bar in bars[0]]
    np.testing.assert_allclose(tops, np.linspace(-1, 1, h))


@pytest.mark.parametrize("difference", ["0", "0.00459", "6·10⁻¹⁴", "1.23·10⁻⁴", "∞"])
def test_everything_can_be_read(difference):
    view = TwoHistories()
    given = picture()
    for name in ("memoryless", "recurrent"):
        given[name] = given[name] | {"difference": difference}
    view.update(**given)
    view.png()
    assert list(crowded(view.figure)) == []


def test_the_frame_is_drawn_once():
    view = updated()
    frame = view._frame
    view.update(**picture(first="other", h=17))
    view.png()
    assert view._frame is frame


def test_a_letter_says_where_it_is_and_a_click_makes_it_the_last():
    view = updated(first="a d", second="bu", last="n")
    panel = view.panels["histories"]
    said = []
    for letters in (panel.first, panel.second):
        for x, y in letters.get_offsets():
            place = on_page(panel, x, y + 0.1)
            said.append((view.says(*place), view.at(*place)))
    assert said == [
        ("history A, letter 1: “a”", {"last": "a"}),
        ("history A, letter 2: a space", {}),
        ("history A, letter 3: “d”", {"last": "d"}),
        ("the last letter of both: “n”", {"last": "n"}),
        ("history B, letter 1: “b”", {"last": "b"}),
        ("history B, letter 2: “u”", {"last": "u"}),
        ("the last letter of both: “n”", {"last": "n"}),
    ]


def test_a_pair_of_bars_says_its_values():
    view = updated(h=3)
    for name in ("memoryless", "recurrent"):
        assert view.says(*on_page(view.panels[name], 0.9, -0.9)) == "unit 3: A 1, B −2"


def test_the_guesses_have_a_pair_of_bars_for_each_letter():
    view = updated()
    panel = view.panels["guess_recurrent"]
    heights = [[path.vertices[:, 1].max() for path in state._drawn.get_paths()] for state in (panel.first, panel.second)]
    np.testing.assert_allclose(heights, [np.linspace(0, 1, 4), np.linspace(1, 0, 4)])
    assert [view.says(*on_page(panel, (i + 0.5) / 4, 0.4)) for i in (2, 3)] == [
        "next “e”: A 0.667, B 0.333",
        "next a space: A 1, B 0",
    ]
    np.testing.assert_allclose(panel.names.get_offsets()[:, 0], (np.arange(4) + 0.5) / 4)


def test_where_nothing_is_guessed_there_are_words_and_no_axis():
    view = updated(letters="")
    for name in ("guess_memoryless", "guess_recurrent"):
        panel = view.panels[name]
        assert not panel.axes.axison
        assert panel.guess.get_text()
        assert panel.spots == []
    view.update(**picture())
    assert view.panels["guess_recurrent"].axes.axison


def test_the_axes_follow_the_values_and_both_networks_have_the_same():
    view = TwoHistories()
    for limits, marks in (((0.0, 1.0), ["0", "1"]), ((-1.0, 1.0), ["−1", "0", "1"]), ((0.0, 200.0), ["0", "200"])):
        given = picture()
        for name in ("memoryless", "recurrent"):
            given[name] = given[name] | {"limits": limits}
        view.update(**given)
        view.png()
        assert {view.panels[name].axes.get_ylim() for name in ("memoryless", "recurrent")} == {limits}
        assert [text.get_text() for text in view.panels["recurrent"].axes.get_yticklabels()] == marks
        assert list(crowded(view.figure)) == []


@pytest.mark.parametrize(
    ("values", "limits", "marks"),
    [
        ([-0.5, 1.3], USUAL, ["0", "1"]),
        ([], USUAL, ["0", "1"]),
        ([0.0, 1.4], (-0.5, 2.0), ["0", "2"]),
        ([-0.6, 1.0], (-1.0, 1.3), ["−1", "0", "1"]),
        ([-15.2, 11.7], (-20.0, 20.0), ["−20", "0", "20"]),
    ],
)
def test_the_axis_of_the_outputs_follows_those_that_leave_it(values, limits, marks):
    assert usual_or_wider(np.array(values)) == limits
    view, given = TwoHistories(), picture()
    view.png()
    for name in ("guess_memoryless", "guess_recurrent"):
        given[name] = given[name] | {"limits": limits}
    view.update(**given)
    view.png()
    for name in ("guess_memoryless", "guess_recurrent"):
        assert view.panels[name].axes.get_ylim() == limits
        assert [text.get_text() for text in view.panels[name].axes.get_yticklabels()] == marks
    assert list(crowded(view.figure)) == []
    view.update(**picture())
    assert [text.get_text() for text in view.panels["guess_recurrent"].axes.get_yticklabels()] == ["0", "1"]


def test_all_can_be_read_on_a_wall():
    view = updated()
    view.redraw(density=1.6, text=1.06)
    view.png()
    assert list(crowded(view.figure)) == []
