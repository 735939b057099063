"""The colours of the hidden state: one scale for all networks, and a colour of its own for what is no ordinary number."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, on_page, shown

from rnnlab.views.kit.state_colours import colours, squash
from rnnlab.views.panels.state_map import StateMap

INF, NAN = np.inf, np.nan


@pytest.fixture
def view():
    return alone(StateMap)


def colour(value):
    return tuple(int(part) for part in colours(np.array([[value]]))[0, 0])


def test_squash_keeps_order_sign_and_range(no_excuses):
    H = np.array([-INF, -1e308, -3, -1, -1e-300, 0, 1e-300, 1, 3, 1e308, INF])
    squashed = squash(H)
    assert (np.diff(squashed) >= 0).all()
    assert squashed[0] == -1
    assert squashed[-1] == 1
    np.testing.assert_allclose(squashed, -squashed[::-1])
    np.testing.assert_allclose(squash(np.array([0.5, 1, 3])), [1 / 2, 2 / 3, 6 / 7])


def test_infinity_nan_and_off_have_colours_that_no_number_has(no_excuses):
    values = np.concatenate([np.geomspace(1e-300, 1e308, 5000), -np.geomspace(1e-300, 1e308, 5000)])
    ordinary = {colour(value) for value in values}
    special = [colour(0.0), colour(INF), colour(NAN)]
    assert len(set(special)) == 3
    assert ordinary.isdisjoint(special)
    assert colour(-INF) == colour(INF)


def test_positive_and_negative_are_apart_and_so_are_large_and_small():
    for value in (0.1, 1.0, 10.0):
        assert np.abs(np.subtract(colour(value), colour(-value))).max() > 20
    assert sum(colour(3.0)) < sum(colour(0.3)) < sum(colour(0.03))


def test_a_row_is_a_unit_and_a_column_a_step():
    H = np.array([[1.0, 0.0], [2.0, NAN], [-3.0, INF]])
    picture = colours(H)
    assert picture.shape == (2, 3, 4)
    for t in range(3):
        for unit in range(2):
            assert tuple(picture[unit, t]) == colour(H[t, unit])


def test_every_value_is_in_the_picture_even_one_among_many(view, no_excuses):
    H = np.ones((200, 128))
    for value, expected in ((INF, "#000000"), (NAN, "#e60078")):
        without = shown(view, H=H)
        H[100, 50:55] = value
        picture = shown(view, H=H)
        changed = picture[(picture != without).any(axis=2)]
        assert len(changed) > 0
        assert has_colour(changed[None], expected)
        H[100, 50:55] = 1


def test_one_unit_and_one_step(view):
    shown(view, H=np.array([[0.5]]))
    panel = view.panels["panel"]
    assert panel.size.get_text() == "1 unit"
    assert panel.note.get_text() == ""
    assert list(crowded(view.figure)) == []


def test_the_size_and_the_length_are_written(view):
    shown(view, H=np.ones((20, 3)))
    panel = view.panels["panel"]
    assert panel.size.get_text() == "3 units"
    assert panel.time._numbers[-1].get_text() == "T = 20"


def test_a_state_with_every_unit_off_says_so(view):
    shown(view, H=np.zeros((5, 3)))
    assert view.panels["panel"].note.get_text() == "every unit is off"
    assert list(crowded(view.figure)) == []
    shown(view, H=np.full((5, 3), NAN))
    assert view.panels["panel"].note.get_text() == ""


def test_the_data_are_not_changed():
    H = np.array([[1.0, INF, NAN, 0.0]])
    before = H.copy()
    colours(H)
    np.testing.assert_array_equal(H, before)


def test_a_square_says_its_unit_its_step_and_its_value(view):
    shown(view, H=np.array([[0.5, -0.25], [INF, 3.0], [NAN, 0.0]]))
    panel = view.panels["panel"]
    squares = {(0.1, 0.9): "unit 1 after step 1: 0.5", (0.1, 0.1): "unit 2 after step 1: −0.25"}
    squares |= {
        (0.5, 0.9): "unit 1 after step 2: ∞",
        (0.9, 0.6): "unit 1 after step 3: NaN",
        (0.9, 0.4): "unit 2 after step 3: 0",
    }
    for place, words in squares.items():
        assert view.says(*on_page(panel, *place)) == words


def test_a_unit_divides_the_states_and_multiplies_the_marks(view):
    H = np.array([[0.3, -2.0], [1.0, 0.0]])
    assert (shown(view, H=H)[60:260, 60:480] == shown(view, H=100 * H, unit=100.0)[60:260, 60:480]).all()
    panel = view.panels["panel"]
    assert [text.get_text() for text in panel.scale.get_yticklabels()] == ["-300", "-100", "0", "100", "300"]
    shown(view, H=H)
    assert [text.get_text() for text in panel.scale.get_yticklabels()] == ["-3", "-1", "0", "1", "3"]
