"""The picture of the update rule: the bowl with its last steps, the error with its sign, and a sign for each seed."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.update_rule import EDGE as EDGE_OF_BOWL
from rnnlab.views.update_rule import LARGEST, LOOKS, SMALLEST, TOP, TRAIL, UpdateRule

INF, NAN = np.inf, np.nan
EDGE = LARGEST - SMALLEST


@pytest.fixture
def view():
    return UpdateRule(100)


def update(view, errors, step=0, fate="bounces", note="every ReLU off: next e = −1 · e", fates=None, seed=0):
    errors = np.array(errors, float)
    with np.errstate(all="ignore"):
        losses = errors**2
    view.update(
        bowl={"errors": errors, "step": step, "fate": fate, "note": note},
        errors={"errors": errors, "step": step},
        loss={"losses": losses, "step": step, "baseline": None, "note": ""},
        seeds={"fates": fates or [fate] * 20, "seed": seed, "of": "20 seeds"},
    )
    view.png()


def test_a_bounce_goes_across_the_bowl_at_one_height(view):
    update(view, [3.0, -3.0] * 50, step=4)
    bowl = view.panels["bowl"]
    x, y = bowl.hop.get_data()
    assert x[0] == -x[1] > 0
    assert y[0] == y[1]
    assert bowl.now.get_xdata() == x[:1]
    assert bowl.next.get_xdata() == x[1:]
    assert bowl.fate.get_text() == "↔ bounces"


@pytest.mark.parametrize("errors", [[1e-9] * 9, [0.7, 0.3], [5.0, -200.0, 1.0], [3e150, 1.0], [0.0, 0.0], [1.0, INF, NAN]])
def test_the_bowl_holds_the_last_steps_and_an_arrow_goes_to_the_next_if_it_is_outside(view, errors, no_excuses):
    for step in range(len(errors)):
        update(view, errors, step)
        bowl = view.panels["bowl"]
        x = bowl.trail.get_xdata()
        assert len(x) == min(step, TRAIL) + 1
        assert not (np.abs(x) > 1).any() or not np.isfinite(errors[: step + 1]).all()
        if np.isfinite(errors[: step + 1]).all():
            assert np.abs(x).max() > 0.5 or max(map(abs, errors)) < 1e-8
            np.testing.assert_allclose(bowl.trail.get_ydata(), x**2)
        (away, high), following = bowl.away.get_data(), bowl.next.get_xdata()
        assert len(away) == (len(following) > 0 and abs(following[0]) > EDGE_OF_BOWL)
        assert all(np.abs(away) <= EDGE_OF_BOWL + 1e-9)
        assert all(np.array(high) <= TOP + 1e-9)
        assert bool(bowl.outside.get_text()) == (len(away) > 0)


def test_the_error_that_the_bowl_opens_with_can_be_seen_and_the_axis_grows_as_it_is_thrown(view):
    errors = [-0.9, 129.0, -259.0, 259.0]
    widths = []
    for step in range(3):
        update(view, errors, step)
        bowl = view.panels["bowl"]
        widths.append(errors[step] / bowl.now.get_xdata()[0])
    assert widths == pytest.approx([1, 256, 512])
    update(view, errors, 0)
    assert bowl.now.get_xydata().tolist() == [[-0.9, pytest.approx(0.81)]]
    assert bowl.outside.get_text() == "next: 129"


def test_the_sign_of_the_error_is_its_side(view):
    update(view, [0.0, 1.0, -10.0, 1e-4, 1e6, -1e6], step=2)
    errors = view.panels["errors"]
    (above, below), (up, down) = errors.dots, errors.edges
    assert above.get_xdata().tolist() == [1]
    assert below.get_xdata().tolist() == [2]
    assert above.get_ydata()[0] == pytest.approx(-SMALLEST)
    assert below.get_ydata()[0] == pytest.approx(SMALLEST - 1)
    assert (up.get_xdata().tolist(), up.get_ydata().tolist()) == ([4], [EDGE])
    assert (down.get_xdata().tolist(), down.get_ydata().tolist()) == ([5], [-EDGE])
    assert errors.note.get_text() == "▲▼ > 1000"


def test_an_overflow_is_marked_where_it_happens(view, no_excuses):
    update(view, [1.0, -1e200, INF, NAN] + [NAN] * TRAIL, step=3 + TRAIL, fate="overflows")
    errors = view.panels["errors"]
    assert errors.end.get_xdata().tolist() == [3]
    assert errors.note.get_text() == "✖ not a number"
    assert view.panels["bowl"].note.get_text() == "no longer a number"
    assert [text.get_text() for text in view.panels["bowl"].ends] == ["", ""]


def test_every_seed_has_its_sign(view):
    fates = list(LOOKS) * 4
    update(view, [1.0, -1.0], fates=fates, seed=7)
    seeds = view.panels["seeds"]
    for fate, (sign, *_) in LOOKS.items():
        assert [text for *_, text in seeds.signs[fate].items] == [sign] * 4
        assert [text for *_, text in seeds.key[fate].items] == [f"{sign} {fate}: 4"]
    x = sorted(x for words in seeds.signs.values() for x, _, _ in words.items)
    assert np.mean(seeds.border.get_xdata()[:4]) == pytest.approx(x[7])


@pytest.mark.parametrize("fate", LOOKS)
def test_everything_can_be_read(view, fate):
    update(view, [-12345.0, 1e9] * 50 + [1.0], step=100, fate=fate)
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_the_frame_is_drawn_once(view):
    update(view, [1.0, -1.0])
    frame = view._frame
    update(view, [1e5, 1e-5] * 50, step=60, fate="grows")
    assert view._frame is frame


def test_the_points_of_the_way_say_their_step_and_a_click_goes_there(view):
    update(view, [0.5, -200.0, 1e6, NAN], step=1)
    bowl, errors = view.panels["bowl"], view.panels["errors"]
    (x,), (y,) = bowl.now.get_data()
    assert bowl.says(x, y) == "after 1 update: error −200, loss 4·10⁴"
    assert bowl.at(*(axis[0] for axis in bowl.next.get_data())) == {"step": 2}
    assert bowl.at(x + 0.2, y) == {}
    assert errors.at(0, np.log10(0.5) - SMALLEST) == {"step": 0}
    assert errors.says(2, EDGE) == "after 2 updates: error 10⁶, loss 10¹²"
    assert errors.says(3, EDGE) == "after 3 updates: error NaN, loss NaN"


def test_of_errors_at_one_place_the_latest_is_meant(view):
    update(view, [3.0, -3.0] * 50, step=4)
    bowl = view.panels["bowl"]
    assert bowl.at(*(axis[0] for axis in bowl.now.get_data())) == {"step": 4}


def test_a_seed_says_its_fate_and_a_click_chooses_it(view):
    fates = list(LOOKS) * 4
    update(view, [1.0, -1.0], fates=fates, seed=7)
    seeds = view.panels["seeds"]
    x = np.mean(seeds.border.get_xdata()[:4])
    assert (seeds.says(x, 49), seeds.at(x, 49)) == (f"seed 7: {fates[7]}", {"seed": 7})
    assert seeds.at(x + 33.5, 49) == {"seed": 8}
    assert seeds.says(x, 12) == ""
