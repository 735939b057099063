"""The flagship shows what the numerics find: each number computed once more, straight from them."""

import itertools
import math
import re

import numpy as np
import pytest
from support.hands import arguments, button, from_the_page, play
from support.pictures import crowded

from rnnlab import bptt, labs, losses, optim, probes, readout, tasks, training
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES
from rnnlab.labs.vanishing_gradient import CLIPS, NOISE, OUTCOMES, PRESETS, RATES, START, TASK_SEED, Network, _untrained
from rnnlab.trees import leaves
from rnnlab.views.kit import style
from rnnlab.views.panels.spectrum import reach

REGIMES = {
    "vanishes": "vanishing",
    "σ > 1 yet vanishes": "vanishing",
    "edge": "steady",
    "grows, then vanishes": "grows, then vanishes",
    "explodes": "exploding",
    "dead ReLU": "dead",
}
SETTINGS = [
    {},
    {"h": 1, "d": 1, "T": 2},
    {"h": 7, "d": 3, "T": 23, "activation": "tanh", "scheme": "orthogonal", "seed": 5, "weight_scale": 1.3},
    {"h": 20, "d": 2, "T": 40, "activation": "sigmoid", "scheme": "raw", "weight_scale": 2.0},
    {"h": 9, "d": 4, "T": 150, "activation": "linear", "scheme": "non-normal", "weight_scale": 0.9},
    {"h": 30, "d": 5, "T": 60, "scheme": "identity", "weight_scale": 1.0, "step": 12, "learning_rate": 0.02},
    {"h": 12, "d": 4, "T": 10, "scheme": "he", "step": 33, "learning_rate": 0.1, "clip": 0.5, "seed": 3},
    {"h": 6, "T": 30, "weight_scale": 3.0, "step": 20, "learning_rate": 2.0, "seed": 9},
]


def settings_of(changes):
    return arguments(labs.vanishing_gradient) | changes


def network(*, h, d, weight_scale, T, scheme, seed, **_):
    """The task and the first model of some settings."""
    task = tasks.recall_first(T, d, noise=NOISE, rng=np.random.default_rng(TASK_SEED))
    model = training.init(d, h, 1, scheme=scheme, weight_scale=weight_scale, rng=np.random.default_rng(seed))
    return model, task


def plain_pass(model, task, activation):
    """Forward and back, from the parts."""
    with np.errstate(all="ignore"):
        trace = bptt.unroll(rnn, model.cell, task.X, activation=activation)
        O = readout.readout(model.readout, trace.H[-1])
        loss, dO = losses.squared_error(O, task.target[0])
        dout, dh = readout.readout_grad(model.readout, trace.H[-1], dO)
        dH = np.zeros_like(trace.H[1:])
        dH[-1] = dh
        grads = bptt.backprop_through_time(rnn, model.cell, trace, dH)
    return float(loss), training.Model(grads.params, dout), trace.H, grads.dH


def plain_training(*, step, learning_rate, clip, activation, **settings):
    """The losses of a plain loop, and all that is known about the network at its end: the last one whose weights are finite."""
    model, task = network(**settings)
    losses = []
    while True:
        loss, grads, H, dH = plain_pass(model, task, activation)
        losses.append(loss)
        clipped, _ = optim.clip_by_global_norm(grads, math.inf if clip == "off" else clip)
        after = optim.sgd(model, clipped, learning_rate)
        if len(losses) > step or not all(np.isfinite(array).all() for array in leaves(after)):
            return losses + [math.nan] * (step + 1 - len(losses)), model, H, dH
        model = after


# The numbers


@pytest.mark.parametrize("changes", SETTINGS)
def test_readings_are_those_of_the_numerics(changes):
    lab = labs.vanishing_gradient(**changes)
    settings = settings_of(changes)
    assert lab.settings == settings
    losses, model, H, dH = plain_training(**settings)
    norms, (_, rho, sigma_max) = probes.gradient_norms(dH), probes.spectrum(model.cell.W_hh)
    expected = {
        "gradient_first": 10.0 ** norms[0],
        "gradient_last": 10.0 ** norms[-1],
        "decades": norms[0] - norms[-1],
        "rho": rho,
        "sigma_max": sigma_max,
        "alive": (H[1:] > 0).mean() if settings["activation"] == "relu" else 1.0,
        "loss": losses[-1],
    }
    assert lab.readings == pytest.approx(expected, rel=1e-6, abs=1e-8 * (norms[0] > -8), nan_ok=True)
    assert lab.readings["gradient_first"] == pytest.approx(np.linalg.norm(dH[0]), rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("changes", SETTINGS)
def test_the_picture_is_fed_with_the_same_numbers(changes):
    lab = labs.vanishing_gradient(**changes)
    settings = settings_of(changes)
    losses, model, _, dH = plain_training(**settings)
    norms, (eigenvalues, rho, sigma_max) = probes.gradient_norms(dH), probes.spectrum(model.cell.W_hh)
    gradients, loss = lab.view.panels["gradients"], lab.view.panels["loss"]
    drawn = gradients.norms.get_ydata()
    inside = np.abs(norms) <= 16
    np.testing.assert_allclose(drawn[inside], norms[inside], rtol=1e-6, atol=1e-8)
    start = norms[-1] if np.isfinite(norms[-1]) else 0.0
    steps_back = np.arange(settings["T"], -1, -1)
    max_slope = ACTIVATIONS[settings["activation"]].max_slope
    for line, factor in ((gradients.bound, max_slope * sigma_max), (gradients.guide, max_slope * rho)):
        expected = start + steps_back * np.log10(factor)
        np.testing.assert_allclose(line.get_ydata(), np.clip(expected, -32, 32), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(10.0 ** loss.course.past.get_ydata(), np.clip(losses, 1e-5, 1e5), rtol=1e-6)
    assert loss.course.now.get_xdata() == [settings["step"]]
    x, y = lab.view.panels["spectrum"].values.get_data()
    assert reach(rho) * np.hypot(x, y).max() == pytest.approx(rho)
    assert len(x) == len(eigenvalues) == settings["h"]


def test_the_band_is_eighteen_of_the_first_twenty_seeds():
    changes = {"h": 5, "d": 3, "T": 20, "weight_scale": 1.2, "seed": 77}
    lab = labs.vanishing_gradient(**changes)
    all_norms = []
    for seed in range(20):
        model, task = network(**settings_of(changes) | {"seed": seed})
        all_norms.append(probes.gradient_norms(plain_pass(model, task, "relu")[3]))
    ordered = np.clip(np.sort(all_norms, axis=0), -32, 32)
    corners = lab.view.panels["gradients"].band.get_xy()
    np.testing.assert_allclose(corners[:21, 1], ordered[1], atol=1e-6)
    np.testing.assert_allclose(corners[21:42, 1][::-1], ordered[-2], atol=1e-6)


def test_the_bound_holds_wherever_it_is_drawn():
    lab = labs.vanishing_gradient()
    gradients = lab.view.panels["gradients"]
    for activation, weight_scale, seed in itertools.product(ACTIVATIONS, (0.5, 1.0, 2.0), (0, 1)):
        lab.set(activation=activation, weight_scale=weight_scale, seed=seed)
        assert (gradients.norms.get_ydata() <= gradients.bound.get_ydata() + 1e-6).all()


# Continuity


def first_weights(lab):
    """The weights that the lab measures before training."""
    (memo,), settings = lab._measure.args, lab.settings
    history = _untrained(
        memo,
        Network(**{name: settings[name] for name in Network._fields}),
        settings["seed"],
        settings["learning_rate"],
        settings["clip"],
    )
    return history.model(0) if history.losses else history._newest


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_notch_of_the_weight_scale_multiplies_the_same_weights(scheme):
    lab = labs.vanishing_gradient(scheme=scheme)
    before, picture = first_weights(lab), lab.png
    lab.set(weight_scale=1.05)
    after = first_weights(lab)
    assert lab.png != picture
    np.testing.assert_allclose(after.cell.W_hh, 1.05 * before.cell.W_hh, rtol=1e-12)
    np.testing.assert_array_equal(after.cell.W_xh, before.cell.W_xh)
    np.testing.assert_array_equal(after.readout.W_hy, before.readout.W_hy)


@pytest.mark.parametrize("scheme", sorted(set(SCHEMES) - {"orthogonal"}))
def test_one_unit_more_leaves_the_others_as_they_were(scheme):
    lab = labs.vanishing_gradient(scheme=scheme, h=16)
    before, picture = first_weights(lab), lab.png
    lab.set(h=17)
    after = first_weights(lab)
    assert lab.png != picture
    old, new = before.cell.W_hh, after.cell.W_hh[:16, :16]
    factor = np.sqrt(16 / 17) if scheme in {"gaussian", "he"} else 1.0
    np.testing.assert_allclose(new, factor * old, rtol=1e-12)
    np.testing.assert_allclose(after.cell.W_xh[:, :16], before.cell.W_xh, rtol=1e-12)


@pytest.mark.parametrize("name", ["h", "d", "weight_scale", "T", "seed", "step"])
def test_every_notch_of_a_slider_changes_the_picture(name):
    lab = labs.vanishing_gradient(h=10, T=20)
    control = lab.controls[name]
    seen = {lab.png}
    for _ in range(5):
        from_the_page(control, control.value + getattr(control, "step", 1))
        seen.add(lab.png)
    assert len(seen) == 6


@pytest.mark.parametrize(("name", "options"), [("activation", ACTIVATIONS), ("scheme", SCHEMES)])
def test_every_choice_of_a_menu_gives_a_picture_of_its_own(name, options):
    lab = labs.vanishing_gradient()
    pictures = set()
    for option in options:
        from_the_page(lab.controls[name], option)
        pictures.add(lab.png)
    assert len(pictures) == len(options)


def test_rates_and_clips_change_what_training_does():
    lab = labs.vanishing_gradient(T=10, weight_scale=1.4, step=20)
    for name, options in (("learning_rate", RATES), ("clip", CLIPS)):
        trained = set()
        for option in options:
            from_the_page(lab.controls[name], option)
            trained.add(lab.readings["loss"])
        assert len(trained) > 3


# Training


def test_the_constructor_trains_as_far_as_asked():
    lab = labs.vanishing_gradient(step=200)
    assert lab.settings["step"] == 200
    assert len(lab.view.panels["loss"].course.past.get_xdata()) == 201


def test_set_may_get_less_far_and_says_where_it_stands():
    lab = labs.vanishing_gradient(h=100, T=200)
    lab.set(step=200)
    reached = lab.settings["step"]
    assert 0 < reached < 200
    assert lab.view.panels["loss"].value.get_text().startswith(f"step {reached}:")
    assert f"After {reached} training steps" in lab.summary
    assert play(lab).value == reached
    lab.set(step=200)
    assert reached < lab.settings["step"] < 200
    assert lab.error is None


def test_scrubbing_back_shows_the_past_exactly():
    lab = labs.vanishing_gradient(T=20, learning_rate=0.05)
    seen = {}
    for step in range(0, 60, 3):
        lab.set(step=step)
        seen[step] = lab.readings
    for step in (57, 0, 30, 3, 54, 12):
        lab.set(step=step)
        assert lab.readings == seen[step]
        assert lab.settings["step"] == step


def test_scrubbing_back_keeps_the_future_in_the_picture_pale():
    lab = labs.vanishing_gradient(T=20)
    lab.set(step=20)
    lab.set(step=5)
    panel = lab.view.panels["loss"].course
    assert panel.past.get_xdata().tolist() == list(range(6))
    assert panel.future.get_xdata().tolist() == list(range(5, 21))


def test_play_walks_through_training():
    lab = labs.vanishing_gradient(T=20)
    expected = plain_training(**lab.settings | {"step": 10})[0]
    player = play(lab)
    assert (player.min, player.max) == (0, 200)
    player.playing = True
    for step in range(1, 11):
        from_the_page(player, step)
        assert lab.settings["step"] == step
        assert lab.readings["loss"] == pytest.approx(expected[step], rel=1e-9)


def test_a_new_network_keeps_the_step_as_far_as_a_tick_gets():
    lab = labs.vanishing_gradient(T=20, step=30)
    lab.set(seed=1)
    assert lab.settings["step"] == 30
    assert lab.readings == labs.vanishing_gradient(T=20, step=30, seed=1).readings


def test_training_that_overflows_is_said_and_stays():
    lab = labs.vanishing_gradient(**PRESETS["explodes"])
    lab.set(step=10, learning_rate=2.0)
    assert "overflowed at step" in lab.view.panels["loss"].note.get_text()
    assert "raining overflowed at step" in lab.summary
    assert math.isnan(lab.readings["loss"])
    assert len(lab.view.panels["loss"].course.over.get_xdata()) > 0
    assert lab.error is None


def test_the_share_of_clipped_steps_is_said():
    lab = labs.vanishing_gradient(T=20, weight_scale=1.4, clip=0.1, step=20)
    share = int(re.search(r"clipped (\d+)% of the steps", lab.view.panels["loss"].note.get_text())[1])
    assert f"Clipped {share}% of the steps." in lab.summary
    assert 0 < share <= 100


# Presets and words


def test_every_preset_is_tried():
    assert list(REGIMES) == sorted(REGIMES, key=list(PRESETS).index)
    assert set(REGIMES) == set(PRESETS)
    assert all(set(values) == set(labs.vanishing_gradient().controls) for values in PRESETS.values())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_shows_what_it_promises(name):
    lab = labs.vanishing_gradient(h=3, T=7, seed=40, step=20, clip=0.1)
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    assert lab.error is None
    word = REGIMES[name]
    panel = lab.view.panels["gradients"]
    assert panel.outcome.get_text().split(" ", 1)[1] == word
    assert panel.outcome.get_color() == OUTCOMES[word].colour
    assert lab.summary.startswith(f"{word.capitalize()}: ")
    readings = lab.readings
    if name == "σ > 1 yet vanishes":
        assert readings["sigma_max"] > 1.1
        assert readings["decades"] < -4
    elif name == "grows, then vanishes":
        drawn = panel.norms.get_ydata()
        assert drawn.max() > drawn[-1] + 2
        assert readings["decades"] < -2
        assert readings["rho"] < 1 < readings["sigma_max"]
    elif name == "dead ReLU":
        assert readings["alive"] == readings["gradient_first"] == 0
        assert len(panel.dead.get_xdata()) > 0
        assert lab.view.panels["hidden_state"].note.get_text() == "every unit is off"
    elif name == "edge":
        assert abs(readings["decades"]) < 2
    else:
        assert np.sign(readings["decades"]) == (1 if name == "explodes" else -1)
        assert abs(readings["decades"]) > 4


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_leads_from_anywhere_to_the_same_picture(name):
    lab = labs.vanishing_gradient(**START, weight_scale=0.8)
    lab.set(h=128, T=2, activation="linear", scheme="raw", weight_scale=3.0, seed=99, step=50)
    button(lab, name).click()
    assert lab.png == labs.vanishing_gradient(**PRESETS[name]).png


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"scheme": "small", "T": 200, "weight_scale": 0.2}, "underflow"),
        ({"scheme": "raw", "activation": "linear", "weight_scale": 3.0, "h": 128, "T": 200}, "not a number"),
        ({"weight_scale": 2.0, "activation": "linear", "h": 1, "seed": 4, "step": 3, "learning_rate": 2.0}, "overflow"),
        ({"weight_scale": 0.0}, "cut off"),
        ({"weight_scale": 0.0, "activation": "tanh"}, "cut off"),
        ({"h": 3, "weight_scale": 1.4, "seed": 5}, "blocked"),  # the two sequences at different steps: no underflow
        (PRESETS["dead ReLU"] | {"step": 2}, "blocked"),  # some units are on
        (PRESETS["dead ReLU"], "dead"),
    ],
)
def test_the_ends_of_the_range_have_their_own_words(changes, word):
    lab = labs.vanishing_gradient(**changes)
    assert lab.view.panels["gradients"].outcome.get_text().endswith(word)
    assert lab.summary.startswith(word.capitalize())
    assert lab.error is None


def test_without_recurrent_weights_the_gradient_is_an_exact_zero_and_no_underflow():
    lab = labs.vanishing_gradient(weight_scale=0.0)
    assert lab.readings["gradient_first"] == 0 < lab.readings["gradient_last"]
    assert "exact 0" in lab.summary
    assert "float" not in lab.summary
    assert lab.view.panels["gradients"].note.get_text().endswith("0: W_hh is 0")


def test_the_sentence_has_no_number_that_only_a_machine_would_write():
    lab = labs.vanishing_gradient(**PRESETS["explodes"] | {"clip": 1.0, "step": 20})
    assert "the loss is 2·10¹¹;" in lab.summary
    for changes in ({"scheme": "small", "weight_scale": 0.05}, {"scheme": "raw", "weight_scale": 3.0, "h": 128}):
        lab.set(**changes)
        assert not re.search(r"\de[+-]\d|-\d", lab.summary)


# The page


def test_the_frame_is_drawn_once_whatever_is_set(monkeypatch):
    lab = labs.vanishing_gradient()
    drawn, draw = [], lab.figure.canvas.draw
    monkeypatch.setattr(lab.figure.canvas, "draw", lambda: drawn.append(draw()))
    ends = [
        {name: getattr(lab.controls[name], end) for name in ("h", "d", "weight_scale", "T", "seed")} for end in ("min", "max")
    ]
    for settings in (*PRESETS.values(), *ends, *SETTINGS):
        lab.set(**settings)
        assert lab.error is None
    assert drawn == []


def widest():
    """Settings in which a number or a note takes the most room."""
    yield "smallest sigma", {"scheme": "small", "weight_scale": 0.3, "h": 8}
    yield "sigma of three digits", {"scheme": "small", "weight_scale": 0.05, "h": 64}
    yield "large sigma", {"scheme": "raw", "weight_scale": 3.0, "h": 128}
    yield "overflow", {"scheme": "raw", "weight_scale": 3.0, "h": 128, "T": 200}
    yield "not a number", {"scheme": "raw", "activation": "linear", "weight_scale": 3.0, "h": 128, "T": 200}
    yield "underflow", {"scheme": "small", "T": 200}
    yield "cut off", {"weight_scale": 0.0, "T": 200}
    yield "late training", {"step": 200, "clip": 0.1, "T": 10}
    yield "overflowed training", {"step": 200, "learning_rate": 2.0, "weight_scale": 2.0, "T": 20}


@pytest.mark.parametrize(("name", "settings"), [("default", {}), *PRESETS.items(), *widest()])
def test_every_text_can_be_read(name, settings):
    lab = labs.vanishing_gradient(**settings)
    assert list(crowded(lab.figure)) == []


def test_weights_so_large_that_sigma_max_overflows_are_shown_and_said():
    lab = labs.vanishing_gradient(h=16, d=8, T=2, seed=34, weight_scale=3.0, activation="linear", learning_rate=0.5)
    # Which of the two it is at step 4 depends on the order in which a processor adds ∞ and -∞.
    for step, words in ((4, {"▲ overflow", "◆ not a number"}), (5, {"◆ not a number"})):
        lab.set(step=step)
        assert lab.error is None
        assert lab.view.panels["gradients"].outcome.get_text() in words
    assert lab.readings["sigma_max"] == math.inf
    assert "σ_max = ∞" in lab.summary


# The hand in the picture


def test_a_click_on_the_loss_goes_to_that_step_and_every_reading_has_words():
    lab = labs.vanishing_gradient(T=10, step=30)
    x, height = 342 + 432 * 12 / 200, lab.view.panels["loss"].course.past.get_ydata()[12]
    y = 336 + 122 * (4 - height) / 8
    assert lab.view.says(x, y) == f"loss at step 12: {style.magnitude(height)}"
    lab.set(**lab.view.at(x, y))
    assert lab.settings["step"] == 12
    assert set(lab.words) == set(lab.readings)


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({"T": 10, "step": 5}, False),
        ({**PRESETS["explodes"], "step": 10, "learning_rate": 2.0}, True),
        ({**PRESETS["explodes"], "step": 0, "learning_rate": 2.0}, False),
    ],
)
def test_the_clock_is_told_when_the_training_has_overflowed(changes, over):
    lab = labs.vanishing_gradient(**changes)
    assert lab._measure(**lab.settings).over == over
