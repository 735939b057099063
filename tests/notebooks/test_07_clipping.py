"""What notebook 07 says in words about its laboratories, and does not compute in a cell beside it."""

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.lessons import cliff as lesson
from rnnlab.lessons import many_seeds


@pytest.fixture(scope="module")
def cliff():
    return labs.cliff()


@pytest.fixture(scope="module")
def pair():
    return labs.clip_or_not()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def walk(threshold=None, **changes):
    settings = {"T": 50, "learning_rate": 1.0, "steps": 60, **changes}
    return lesson.descend(4.6, -3.3, threshold=threshold, **settings)


def test_the_step_back_multiplies_by_more_than_one_where_there_is_a_cliff():
    multiplied = {w: w * lesson.START * (1 - lesson.START) for w in (4.0, 4.6, 5.5, 7.0)}
    assert multiplied[4.0] < 1 < multiplied[4.6]
    h_0 = lesson.START
    assert h_0 == pytest.approx(0.62, abs=0.005)


def test_at_a_threshold_of_a_hundredth_every_step_is_shortened_and_the_walk_stays_below_the_cliff():
    clipped = walk(0.01)
    assert (clipped.norms[:60] > 0.01).all()
    assert (clipped.b < [lesson.foot(w) for w in clipped.w]).all()


def test_both_walks_go_almost_the_same_way_for_eight_steps_and_then_one_is_thrown():
    clipped, plain = walk(0.2), walk()
    apart = np.hypot(clipped.w - plain.w, clipped.b - plain.b)
    assert apart[8] < 0.2 < 80 < apart[9]
    assert plain.norms[8] > 80
    assert plain.distances[9] == pytest.approx(87, abs=0.5)


def test_out_there_the_gradient_is_almost_nothing_and_the_loss_stays():
    plain = walk()
    assert (plain.norms[9:] < 1e-6).all()
    np.testing.assert_allclose(plain.losses[9:], 0.09, atol=1e-3)


def test_the_walk_with_clipping_hops_over_the_cliff_back_and_forth_and_arrives():
    clipped = walk(0.2)
    steps = np.hypot(np.diff(clipped.w), np.diff(clipped.b))
    assert steps.max() <= 0.2 + 1e-12
    above = clipped.b > [lesson.foot(w) for w in clipped.w]
    assert (np.diff(above.astype(int)) != 0).sum() > 3
    assert clipped.losses[-1] < 0.005


def test_the_lowest_place_has_a_loss_of_zero():
    w, b = np.linspace(3, 5, 400), np.linspace(-3, -1, 400)
    assert lesson.landscape(w, b, T=50).min() < 1e-6


def test_a_fifth_of_the_learning_rate_is_no_safety(cliff):
    assert press(cliff, "smaller steps")["away_plain"] == pytest.approx(12.3, abs=0.05)
    plain = walk(learning_rate=0.2)
    assert plain.norms.max() == pytest.approx(57, abs=1)
    assert np.argmax(plain.distances > 10) > np.argmax(walk().distances > 10)


def test_a_notch_away_some_walks_never_notice_the_cliff(cliff):
    press(cliff, "smaller steps")
    away = []
    for w in (4.4, 4.5, 4.6, 4.7, 4.8):
        cliff.set(w=w)
        away.append(cliff.readings["away_plain"])
    assert np.min(away) < 3
    assert np.max(away) > 10


def test_after_four_steps_the_landscape_has_no_cliff_and_the_walks_are_one(cliff):
    found = press(cliff, "no cliff, no clipping")
    assert cliff.settings["T"] == 4
    assert found["steps_clipped"] == 0
    assert found["loss_clipped"] == found["loss_plain"]
    assert cliff.view.panels["map"].cliff.get_text() == ""


def test_on_flat_ground_the_gradients_are_near_a_hundredth_and_both_walks_creep(cliff):
    found = press(cliff, "flat ground")
    norms = lesson.descend(7.0, -4.9, T=50, learning_rate=0.2, steps=60).norms
    assert 0.005 < norms.min() < norms.max() < 0.02
    assert found["away_clipped"] == found["away_plain"] < 0.3


def test_clipping_fires_on_46_percent_of_the_steps_and_decides(pair):
    found = press(pair, "it helps")
    assert found["clipped"] == 0.46
    assert found["loss_clipped"] < 1e-6
    lowest = pair.view.panels["loss"].axes.get_ylim()[0]
    assert np.log10(found["loss_clipped"]) > lowest  # it is seen
    assert found["loss_plain"] == pytest.approx(1, abs=1e-3)
    assert found["longest"] == pytest.approx(41.8, abs=0.05)
    assert found["angle_by_value"] == pytest.approx(36, abs=0.5)
    assert pair.view.panels["dial"].length.items[0][2] == "at step 0: 41.8"


def test_without_clipping_it_is_thrown_onto_flat_ground_and_answers_nothing():
    history = many_seeds.recall_history(2.0, T=30, learning_rate=0.05, seed=20)
    history.extend(50)
    assert history.norms[50] < 1e-2
    assert np.max(history.norms) > 1


def test_one_shortened_step_of_fifty_makes_the_difference(pair):
    found = press(pair, "it helps", clip=10.0)
    assert found["clipped"] == 0.02
    assert found["loss_clipped"] < many_seeds.LEARNED
    assert found["loss_plain"] > 0.9
    pair.set(step=1)
    assert pair.readings["clipped"] == 1


def test_by_value_the_gradient_turns_by_41_degrees_and_the_network_learns(pair):
    found = press(pair, "by value")
    assert found["angle_by_value"] == pytest.approx(41, abs=0.5)
    assert found["loss_clipped"] < many_seeds.LEARNED


def test_in_the_setting_of_the_cell_a_threshold_of_2_leaves_nothing_to_luck():
    assert many_seeds.learned_while_clipped(2.0, weight_scale=2.0, seeds=20)[0] == 20


def test_with_seed_0_a_threshold_of_a_fifth_is_in_the_way(pair):
    found = press(pair, "it helps", seed=0, clip=0.2)
    assert found["clipped"] == 1
    assert found["loss_clipped"] > many_seeds.LEARNED
    assert found["loss_plain"] < 1e-6
    outcome = [text for *_, text in pair.view.panels["headlines"].below.items]
    assert "✖ without clipping it learned" in outcome


def test_where_it_never_fires_all_losses_are_equal_to_the_last_digit(pair):
    assert press(pair, "it never fires")["clipped"] == 0
    runs = pair.view.panels["loss"]
    np.testing.assert_array_equal(runs.clipped.past.get_ydata(), runs.plain.past.get_ydata())
    assert len(runs.clipped.past.get_ydata()) == 51


def test_at_a_threshold_of_a_twentieth_it_fires_on_94_percent_and_cures_nothing(pair):
    found = press(pair, "it vanishes", clip=0.05)
    assert found["clipped"] == 0.94
    assert np.minimum(found["loss_clipped"], found["loss_plain"]) > 0.9


def test_wherever_the_threshold_is_the_way_back_stays_as_it_is(pair):
    decades = []
    for clip in (0.05, 0.2, 1.0, 1000.0):
        decades.append(press(pair, "it vanishes", clip=clip)["decades"])
        assert pair.view.panels["memory"].number.items[0][2] == "× 3·10⁻¹⁴"
        assert pair.readings["loss_clipped"] > 0.9
    assert np.ptp(decades) == 0
