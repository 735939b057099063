"""Clip or not: two trainings from the same weights, how often clipping fired, and where it turned the gradient."""

import numpy as np
import pytest

from rnnlab import labs, optim, probes, training
from rnnlab.labs.clip_or_not import Measurement
from rnnlab.lessons import many_seeds
from rnnlab.views.clip_or_not import LEAST


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def headlines(lab):
    panel = lab.view.panels["headlines"]
    return [words.items[0][2] for words in (panel.above, panel.below)]


def histories(*, weight_scale, T, learning_rate, clip, clip_by, seed, **_):
    pair = [
        many_seeds.recall_history(weight_scale, T=T, learning_rate=learning_rate, seed=seed, **clipping)
        for clipping in ({"clip": clip, "clip_by": clip_by}, {})
    ]
    for history in pair:
        history.extend(50)
    return pair


@pytest.mark.parametrize(
    "changes", [{}, {"clip_by": "value", "clip": 0.1, "step": 31}, {"weight_scale": 1.2, "T": 7, "seed": 3, "step": 12}]
)
def test_the_readings_are_those_of_the_two_trainings(lab, changes):
    lab.set(**changes)
    settings = lab.settings
    step, (clipped, plain) = settings["step"], histories(**settings)
    assert lab.readings["clipped"] == clipped.clipped(step)
    assert lab.readings["loss_clipped"] == clipped.losses[step]
    assert lab.readings["loss_plain"] == plain.losses[step]
    assert lab.readings["longest"] == max(clipped.norms[: step + 1])
    at = int(np.argmax(clipped.norms[: step + 1]))
    here = training.forward_backward(clipped.model(at), clipped.task, activation="tanh")
    for kind, clip in optim.CLIPPINGS.items():
        angle = probes.deviation(clip(here.grads, settings["clip"])[0], here.grads).angle
        assert lab.readings[f"angle_by_{kind}"] == pytest.approx(angle, abs=1e-5)
    norms = probes.gradient_norms(here.states)
    assert lab.readings["decades"] == pytest.approx(norms[0] - norms[-1], abs=1e-8)


def test_where_clipping_fires_it_decides_whether_the_network_learns(lab):
    found = press(lab, "it helps")
    assert 0.2 < found["clipped"] < 0.6
    assert found["loss_clipped"] < 1e-3
    assert found["loss_plain"] > 0.9
    assert headlines(lab) == ["46% of the steps clipped", "✔ it learned; without clipping it did not"]


def test_where_it_never_fires_nothing_changes(lab):
    found = press(lab, "it never fires")
    assert found["clipped"] == 0
    clipped, plain = histories(**lab.settings)
    assert clipped.losses == plain.losses
    assert found["loss_clipped"] == found["loss_plain"] < 0.1
    assert headlines(lab) == ["0% of the steps clipped", "both are the same"]
    assert "and the same without clipping" in lab.summary


def test_it_cannot_cure_a_gradient_that_vanishes(lab):
    found = press(lab, "it vanishes")
    assert found["decades"] < -10
    for clip in (0.05, 0.5, 5.0):
        for kind in optim.CLIPPINGS:
            found = press(lab, "it vanishes", clip=clip, clip_by=kind)
            assert np.minimum(found["loss_clipped"], found["loss_plain"]) > 0.9
    assert headlines(lab)[1].endswith("not learned")


def test_by_norm_the_direction_stays_and_by_value_it_turns(lab):
    found = press(lab, "by value")
    assert found["angle_by_norm"] == 0
    assert 30 < found["angle_by_value"] < 60
    assert found["loss_clipped"] < 0.1 < found["loss_plain"]
    dial = lab.view.panels["dial"].words_of
    assert dial["norm"].items[0][2].startswith("by norm: 0° off")
    assert dial["value"].items[0][2].startswith("by value: 41° off")


def test_the_same_threshold_is_another_one_by_value(lab):
    shares = []
    for kind in optim.CLIPPINGS:
        lab.set(clip=0.5, clip_by=kind)
        shares.append(lab.readings["clipped"])
    assert shares[0] > shares[1]


def test_the_histogram_has_the_steps_so_far(lab):
    for step in (0, 1, 25, 50):
        lab.set(step=step)
        panel = lab.view.panels["norms"]
        heights = [np.ptp(path.vertices[:, 1]) for bars in (panel.short, panel.long) for path in bars.get_paths()]
        least = LEAST / panel.height
        assert min(heights, default=1) >= least - 1e-9
        assert sum(height for height in heights if height > least + 1e-9) <= 1 if step else not heights


def test_only_by_norm_is_there_a_threshold_to_see_and_to_name(lab):
    panel = lab.view.panels["norms"]
    assert panel.key.words.get_text() == "threshold"
    assert len(panel.key.line.get_xdata()) == len(panel.threshold.get_xdata()) == 2
    lab.set(clip_by="value")
    assert panel.key.words.get_text() == "where one entry is above 0.5"
    assert len(panel.key.line.get_xdata()) == len(panel.threshold.get_xdata()) == 0
    assert [text.get_text() for text in panel.axes.get_legend().get_texts()] == ["left as it is", "shortened"]


def test_a_way_that_leaves_the_gradient_as_it_is_turns_nothing(lab):
    lab.set(clip=10.0)
    assert "41.8: clipped by norm it turns by 0°, by value it is not clipped." in lab.summary
    assert "by value: not clipped" in [item[2] for item in lab.view.panels["dial"].words_of["value"].items]
    lab.set(clip=1000.0)
    assert "41.8, and neither way of clipping shortens it." in lab.summary


def test_one_low_loss_among_high_ones_is_not_called_learned():
    history = training.History.__new__(training.History)
    found = Measurement(history, history, 0, 0, {}, 0.0, 30)
    for losses, learned in (
        ([0.01], True),
        ([0.2, 0.01, 0.01], False),
        ([0.5, 0.09, 0.09, 0.09], True),
        ([0.01, 0.01, 0.2], False),
        ([0.01, np.nan], False),
    ):
        history.losses = [*losses, 0.001]  # what comes later does not count
        assert found._replace(step=len(losses) - 1)._has_learned(history) is learned


def test_a_loss_that_hops_below_the_mark_and_back_is_not_told_as_learned(lab):
    lab.set(seed=11, clip=0.2, step=37)
    clipped, _ = histories(**lab.settings)
    assert clipped.losses[37] < 0.001 < 0.5 < np.minimum(clipped.losses[36], clipped.losses[38])
    assert headlines(lab)[1].startswith("✖")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"step": 0}, "both are the same, and have not learned"),
        ({"weight_scale": 1.0, "T": 8, "seed": 1}, "✔ both have learned"),
        ({"step": 3}, "✖ neither has learned"),
    ],
)
def test_the_outcome_in_words(lab, changes, outcome):
    lab.set(**changes)
    assert headlines(lab)[1] == outcome


def test_a_training_that_overflows_is_shown(lab, no_excuses):
    lab.set(weight_scale=3.0, learning_rate=0.5, clip=1000.0)
    assert lab.error is None
    lab.set(T=40, seed=7, clip_by="value")
    assert lab.error is None


def test_a_click_on_a_curve_goes_to_its_step_and_one_on_the_dial_clips_that_way(lab):
    panel = lab.view.panels["loss"]
    x, y = panel.axes.transData.transform((12, panel.plain.past.get_ydata()[12])) / lab.view.figure.dpi * 100
    moves = lab.view.at(x, lab.view.height - y)
    assert moves == {"step": 12}
    lab.set(**moves)
    assert lab.readings["loss_plain"] == histories(**lab.settings)[1].losses[12]
    assert lab.view.panels["dial"].at(80, 15) == {"clip_by": "value"}


def test_an_unknown_way_to_clip_is_an_error():
    with pytest.raises(ValueError, match="clip_by must be one of norm, value; got 'length'"):
        labs.clip_or_not(clip_by="length")
