"""The picture of a word being read: the frame around the letter of now, the veil over what comes, and one column a letter."""

import numpy as np
import pytest
from support.pictures import crowded, on_page

from rnnlab.views.hidden_state import HiddenState
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.letters import places

LONGEST = "abcdefghijklmnopqrstuvwxyz abcdefghijklm"


def picture(word="the hidden state", t=3, h=4, scale=1.0):
    T = len(word)
    H = np.random.default_rng(0).standard_normal((T + 1, h))
    norms = np.linspace(1, -20, T)
    survival = {
        "norms": norms,
        "word": word,
        "twin": "x" + word[1:],
        "t": t,
        "outcome": Outcome("○", "no difference", style.GREY),
    }
    survival["lines"] = [f"first letter {word[0]} or x", f"after letter {T}: 3·10⁻⁹", f"after letter {T}: 3·10⁻⁹"]
    alike = [i for i in range(t) if word[i] == word[t - 1]][-3:]
    lines = [f"{i} and {i + 1}: 1.2·10⁻³ apart" for i in alike]
    names = [f"{i + 1} → e" for i in alike]
    return {
        "states": {"H": scale * H[1:], "word": word, "t": t, "alike": alike},
        "alike": {"H": scale * H[1:], "alike": alike, "heading": "states after a space", "names": names, "lines": lines},
        "survival": survival,
    }


def updated(**options):
    view = HiddenState()
    view.update(**picture(**options))
    view.png()
    return view


def sides(polygon):
    x = polygon.get_xy()[:, 0]
    return x.min(), x.max()


@pytest.mark.parametrize("word", ["a", "the hidden state", LONGEST])
def test_the_frame_is_around_the_column_of_now_and_the_veil_over_the_rest(word):
    T, view = len(word), HiddenState()
    for t in (0, 1, T // 2 + 1, T):
        view.update(**picture(word, min(t, T)))
        panel = view.panels["states"]
        assert sides(panel.now) == pytest.approx((max(t - 1, 0) / T, t / T))
        assert sides(panel.veil) == pytest.approx((t / T, 1))


def test_a_letter_has_one_column_in_both_panels():
    view = updated()
    states, survival = view.panels["states"], view.panels["survival"]
    assert states.axes.get_position().x0 == survival.axes.get_position().x0
    assert states.axes.get_position().x1 == survival.axes.get_position().x1
    for letters in (states.time, survival.word, survival.twin):
        np.testing.assert_allclose(letters._letters.get_offsets()[:, 0], places(16))
    np.testing.assert_allclose(survival.future.get_xdata(), places(16)[2:])


@pytest.mark.parametrize("scale", [0.1, 1.0, 100.0])
def test_a_bar_is_level_with_its_row_and_as_long_as_its_value(scale):
    h, view = 4, updated(h=4, t=9, scale=scale)
    states, panel, given = view.panels["states"], view.panels["alike"], picture(h=4, t=9, scale=scale)["alike"]
    assert states.axes.get_position().y0 == panel.axes.get_position().y0
    assert states.axes.get_position().y1 == panel.axes.get_position().y1
    assert panel.axes.get_ylim() == (1, 0)  # row 0 of the picture is at the top too
    bars = np.array([path.vertices[:4] for path in panel.bars._drawn.get_paths()]).reshape(2, h, 4, 2)
    lengths, places = bars[..., 2, 0] - bars[..., 0, 0], bars[..., 1].mean(axis=2)
    np.testing.assert_allclose(places, np.tile((np.arange(h) + 0.5) / h, (2, 1)))
    values = given["H"][given["alike"]]
    np.testing.assert_allclose(lengths / lengths[0, 0], values / values[0, 0])
    assert 0 < bars[0, ..., 0].min() < bars[0, ..., 0].max() <= 0.5 < bars[1, ..., 0].min() < bars[1, ..., 0].max() < 1


def test_the_columns_of_the_same_letter_are_framed():
    panel = updated(t=8).panels["states"]  # the second d, right after the first
    assert [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in panel.alike.get_paths()] == [(6 / 16, 7 / 16)]
    assert sides(panel.now) == pytest.approx((7 / 16, 8 / 16))


def test_large_states_have_a_scale_of_their_own():
    view = updated()
    marks = [text.get_text() for text in view.panels["states"].scale.get_yticklabels()]
    assert marks == ["-3", "-1", "0", "1", "3"]
    view.update(**picture(scale=100.0))
    assert [text.get_text() for text in view.panels["states"].scale.get_yticklabels()] == ["-300", "-100", "0", "100", "300"]
    assert view.panels["states"].frame_changed


@pytest.mark.parametrize(("word", "t"), [("a", 1), ("the hidden state", 16), ("the hidden state", 0), (LONGEST, 30)])
def test_everything_can_be_read(word, t):
    assert list(crowded(updated(word=word, t=t).figure)) == []


def test_the_frame_is_drawn_once():
    view = updated()
    frame = view._frame
    view.update(**picture("another word", 7, 30))
    view.png()
    assert view._frame is frame


def test_a_column_and_its_letter_go_to_a_step():
    view = updated(word="the", t=1)
    H, states = picture(word="the")["states"]["H"], view.panels["states"]
    square = on_page(states, 0.99, 0.01)
    assert view.says(*square) == f"unit 4 after letter 3, “e”: {style.signed(H[2, 3])}"
    assert view.at(*square) == {"step": 3}
    for letters in (states.time, view.panels["survival"].word, view.panels["survival"].twin):
        x, y = letters._letters.get_offsets()[1]
        place = on_page(letters._panel, x, y, letters._panel.axes.transAxes) - (0, 4)
        assert view.says(*place) == "letter 2, “h”"
        assert view.at(*place) == {"step": 2}


def test_a_bar_says_its_value():
    view = updated(h=4, t=8)
    H = picture(h=4)["states"]["H"]
    assert view.says(*on_page(view.panels["alike"], 0.9, 0.3)) == f"unit 2 after letter 8: {style.signed(H[7, 1])}"
    assert view.says(*on_page(view.panels["alike"], 0.1, 0.3)) == f"unit 2 after letter 7: {style.signed(H[6, 1])}"


def test_all_can_be_read_on_a_wall():
    for word in ("a", LONGEST):
        view = updated(word=word, t=1)
        view.redraw(density=1.6, text=1.06)
        view.png()
        assert list(crowded(view.figure)) == []
