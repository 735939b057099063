"""The unrolled network: what is drawn where, how long the bars are, and that it can be read."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views import unrolled
from rnnlab.views.kit import style
from rnnlab.views.unrolled import BARS, INPUT, LEFT, LOSS, RIGHT, ROOM, STATE, ZERO, Unrolled, places, room, roughly, shades


def data(T=10, t=10, at=1, *, shares=None, states=None, letters="", together=False):
    shares = np.full(T, 1 / T) if shares is None else np.array(shares)
    states = np.where(np.arange(T) < t, -0.5 * (t - 1 - np.arange(T)), -np.inf) if states is None else np.array(states)
    panel = {"states": states, "inputs": states - 0.3, "shares": shares, "t": t, "at": at, "together": together}
    panel |= {
        "letters": letters,
        "headline": "× 3·10⁻⁵",
        "remark": "after 29 hops; input 1 gets × 2·10⁻¹⁵ of what input 30 gets",
    }
    return {"network": panel | {"weights": ("what each step adds to ∂L₃₀/∂W_hh, in %", "‖∂L₃₀/∂W_hh‖ = 3·10⁻¹⁰")}}


@pytest.fixture
def view():
    return Unrolled()


def ends(lines):
    """Where the lines end, upwards."""
    return np.array([segment[1][1] for segment in lines.get_segments()])


@pytest.mark.parametrize("T", [2, 10, 30])
def test_each_step_has_its_column(view, T):
    view.update(**data(T, T))
    network = view.panels["network"]
    np.testing.assert_allclose(network.losses.get_xdata(), places(T))
    for row, y in ((network.states, STATE), (network.inputs, INPUT)):
        np.testing.assert_allclose(row.get_offsets(), np.column_stack([places(T), np.full(T, y)]))
    assert [text for _, _, text in network.steps.items][:T] == [str(k) for k in range(1, T + 1)]
    assert places(T)[0] > LEFT
    assert places(T)[-1] < RIGHT
    side = np.sqrt(network.states.get_sizes()[0]) / style.points(1)
    assert side < np.diff(places(T))[0]  # boxes do not touch


def test_bars_hang_for_a_shorter_gradient_and_stand_for_a_longer_one(view):
    view.update(**data(3, 3, states=[-2.0, -1.0, 0.0]))
    network = view.panels["network"]
    np.testing.assert_allclose(ends(network.bars), [BARS, BARS + ROOM / 2, BARS + ROOM])
    assert [text for _, _, text in network.scale.items] == ["× 0.01", "× 1"]
    view.update(**data(3, 3, states=[3.0, 1.0, 0.0]))
    np.testing.assert_allclose(ends(network.bars), [BARS + 0.75 * ROOM, BARS + 0.25 * ROOM, BARS])
    view.update(**data(3, 3, states=[-1.0, 1.0, 0.0]))
    np.testing.assert_allclose(ends(network.bars), [BARS, BARS + ROOM, BARS + ROOM / 2])
    assert [text for _, _, text in network.scale.items] == ["× 0.1", "× 1", "× 10"]


@pytest.mark.parametrize(
    ("left", "decades"), [([0.0], 0), ([0.1], 0), ([0.2], 1), ([1.0], 1), ([3.84], 4), ([-9.0, np.nan, np.inf, 900.0], 64)]
)
def test_there_is_room_for_all_finite_bars(left, decades, no_excuses):
    assert room(np.array(left)) == decades


def test_purple_is_shorter_and_orange_longer_and_nothing_is_white(no_excuses):
    shorter, longer, none, unknown = shades(np.array([-0.5, 0.5, -np.inf, np.nan]), 1.0)
    assert shorter[2] > shorter[0]
    assert longer[0] > longer[2]
    assert (none == 1).all()
    assert (unknown == 1).all()
    darker = shades(np.array([-1.0, -9.0]), 1.0)
    assert (darker[0] == darker[1]).all()
    assert darker[0][:3].sum() < shorter[:3].sum()


@pytest.mark.parametrize(
    ("log10", "words"),
    [(-0.21, "0.62"), (0.0, "1"), (1.5, "32"), (-2.4, "0.004"), (-3.68, "2·10⁻⁴"), (5.0, "10⁵"), (-np.inf, "0")],
)
def test_a_factor_has_few_letters(log10, words):
    assert roughly(log10) == words


def test_what_has_not_been_reached_yet_is_not_shown(view):
    view.update(**data(10, 7, at=5))
    network = view.panels["network"]
    assert len(network.factors.items) == 2
    assert (ends(network.bars)[[0, 3, 7, 9]] == ends(network.bars)[6]).all()
    assert (network.states.get_facecolor()[[0, 3, 7, 9]] == 1).all()
    assert (ends(network.shares)[[0, 3, 7, 9]] == ZERO).all()
    np.testing.assert_allclose(network.pulse.get_data(), [[places(10)[4]], [STATE]])
    np.testing.assert_allclose(network.followed.get_data(), [[places(10)[6]], [LOSS]])


def test_inputs_are_measured_by_the_last_that_gets_a_gradient(view):
    given = data(4, 4, states=[-1.0, -1.0, 0.0, 0.0], together=True)
    given["network"]["inputs"] = np.array([0.0, -1.0, 0.0, -np.inf])
    view.update(**given)
    colours = view.panels["network"].inputs.get_facecolor()
    np.testing.assert_array_equal(colours, shades(np.array([0.0, -1.0, 0.0, -np.inf]), 1.0))
    assert view.says(places(4)[1], 484 - INPUT) == "input 2: gradient 0.1, × 0.1 of that at input 3"


@pytest.mark.parametrize(("along", "t", "first"), [([0, 1, 2], 2, 2), ([0, 1, -np.inf], 3, 2), ([-np.inf] * 3, 3, 3)])
def test_the_others_are_measured_by_the_last_that_gets_something(along, t, first):
    assert unrolled.start(np.array(along, float), t) == first


def test_all_losses_are_marked_when_all_are_followed(view):
    view.update(**data(10, 10, together=True))
    assert len(view.panels["network"].followed.get_xdata()) == 10


def test_factors_that_have_no_room_are_left_out_but_for_the_last(view):
    view.update(**data(30, 30, at=4))
    ((x, _, text),) = view.panels["network"].factors.items
    assert (x, text) == (pytest.approx(places(30)[3:5].mean()), "× 0.32")


def test_a_step_against_the_sum_hangs_below_the_line(view):
    view.update(**data(3, 3, shares=[0.8, -0.3, 0.5]))
    network = view.panels["network"]
    tops = ends(network.shares)
    assert tops[1] < ZERO < tops[2] < tops[0]
    assert [text for _, _, text in network.steps.items][3:] == ["80", "−30", "50"]


def test_nothing_to_show_is_an_empty_frame(view, no_excuses):
    view.update(**data(4, 2, shares=[np.nan] * 4, states=[-np.inf] * 4))
    assert view.png().startswith(b"\x89PNG")
    assert (ends(view.panels["network"].shares) == ZERO).all()


@pytest.mark.parametrize("letters", ["", 7 * "teeth"])
@pytest.mark.parametrize("T", [2, 10, 12, 13, 30])
def test_it_can_be_read(view, T, letters):
    view.update(**data(T, T, letters=letters[: T + 1], shares=np.linspace(-0.02, 1.2, T)))
    view.png()
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_the_frame_is_drawn_once(view, monkeypatch):
    drawn, draw = [], view.figure.canvas.draw
    monkeypatch.setattr(view.figure.canvas, "draw", lambda: drawn.append(draw()))
    for T in (2, 17, 30):
        view.update(**data(T, T))
        view.png()
    assert len(drawn) == 1


def test_a_click_in_the_column_of_a_step_follows_its_loss(view):
    view.update(**data(10, 7))
    network, x = view.panels["network"], places(10)[2]
    for y in (LOSS, STATE, INPUT, ZERO + 1, BARS + 40):
        assert network.at(x, y) == {"t": 3}
        assert network.at(x + 30, y) == {"t": 3}
        assert network.at(x + 40, y) == {"t": 4}


def test_what_is_pointed_at_is_put_into_words(view):
    view.update(**data(10, 7, at=2, shares=np.linspace(-0.02, 0.22, 10)))
    network, x = view.panels["network"], places(10)
    assert network.says(x[2], STATE) == "state 3: gradient 0.01, × 0.01 of that at state 7"
    assert network.says(x[2], INPUT) == "input 3: gradient 0.00501, × 0.01 of that at input 7"
    assert network.says(x[8], INPUT) == "input 9: comes after the loss of step 7"
    assert network.says(x[0], STATE) == "state 1: not reached yet"
    assert [network.says(x[k], LOSS) for k in (6, 7)] == [
        "loss of step 7: followed back",
        "loss of step 8: a click follows it back",
    ]
    assert network.says(x[0], ZERO) == "step 1 adds −2 % of the sum"
    view.update(**data(4, 2, shares=[np.nan] * 4, states=[-np.inf] * 4))
    assert network.says(places(4)[1], ZERO) == "step 2 adds nothing"
