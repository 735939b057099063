"""The unrolled network and the bars below it: what is drawn where, how thick, and that it can be read."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.kit import style
from rnnlab.views.kit.view import DENSITY
from rnnlab.views.unrolled import LEFT, RIGHT, Unrolled, places, reach, thickness


def data(T=10, t=10, *, shares=None, lengths=None, influence=None):
    shares = np.full(T, 1 / T) if shares is None else np.array(shares)
    lengths = np.abs(shares) if lengths is None else np.array(lengths)
    influence = np.where(np.arange(T) < t, -0.5 * (t - 1 - np.arange(T)), -np.inf) if influence is None else np.array(influence)
    network = {"T": T, "t": t, "influence": influence, "headline": "× 3·10⁻⁵", "remark": "what reaches input 1"}
    return {"network": network, "shares": {"shares": shares, "lengths": lengths, "size": "‖∂L/∂W_hh‖ = 3", "remark": "remark"}}


@pytest.fixture
def view():
    return Unrolled()


@pytest.mark.parametrize("T", [2, 10, 30])
def test_each_step_has_its_column(view, T):
    view.update(**data(T, T))
    network = view.panels["network"]
    for row in (network.losses, network.states, network.inputs):
        np.testing.assert_allclose(row.get_xdata(), places(T))
    assert [text for _, _, text in network.steps.items] == [str(k) for k in range(1, T + 1)]
    assert places(T)[0] > LEFT
    assert places(T)[-1] < RIGHT
    half = network.states.get_markersize() / style.points(1) / 2
    assert half * 2 < np.diff(places(T))[0]  # boxes do not touch


def test_curves_run_from_the_chosen_loss_to_each_input(view):
    view.update(**data(10, 7))
    curves = view.panels["network"].curves
    starts, stops = np.array([curve[[0, -1]] for curve in curves.get_segments()]).swapaxes(0, 1)
    assert {tuple(start) for start in starts} == {(places(10)[6], 196)}
    np.testing.assert_allclose(stops[:, 0], places(10))
    assert np.all(curves.get_linewidths()[:7])
    assert not np.any(curves.get_linewidths()[7:])
    np.testing.assert_allclose(view.panels["network"].chosen.get_data(), [[places(10)[6]], [196]])


@pytest.mark.parametrize(("log10", "pixels"), [(0, 9), (-1, 7), (1, 11), (-20, 0.6), (40, 22), (-np.inf, 0), (np.nan, 0)])
def test_a_tenth_is_two_pixels_thinner(log10, pixels, no_excuses):
    assert thickness(np.array([log10 - 3.0]), -3.0) == pytest.approx(pixels)


def test_where_nothing_passes_there_is_no_curve(no_excuses):
    assert not thickness(np.full(3, -np.inf), -np.inf).any()


@pytest.mark.parametrize(
    ("shares", "lengths", "top"),
    [
        ([0.5, 0.5], [0.5, 0.5], 0.5),
        ([0.04, 0.96], [0.1, 1.0], 1.0),
        ([0.03, 0.04], [0.03, 0.04], 0.1),
        ([1.5, -0.5], [1.6, 0.5], 2.0),
        ([2.0, -1.0], [2.0, 1.0], 5.0),
        ([30.0, -29.0], [30.0, 29.0], 100.0),
        ([np.nan, np.nan], [np.nan, np.nan], 0.1),
    ],
)
def test_the_scale_has_room_for_all_bars(shares, lengths, top, no_excuses):
    assert reach(np.array(shares), np.array(lengths)) == pytest.approx(top)


def test_a_step_against_the_sum_hangs_below_the_line(view):
    view.update(**data(3, 3, shares=[0.8, -0.3, 0.5], lengths=[0.9, 0.4, 0.5]))
    bars = view.panels["shares"]
    ends = [segment[1][1] for segment in bars.pieces.get_segments()]
    assert ends[1] < bars.ZERO < ends[2] < ends[0] <= bars.ZERO + bars.TOP
    assert [text for _, _, text in bars.percent.items] == ["80", "−30", "50"]
    legend = {text.get_text(): text.get_color() for text in bars.axes.texts}
    assert legend["■ against the sum"] == style.VERMILION_WORDS


def test_numbers_that_have_no_room_are_left_out(view):
    view.update(**data(30, 30, shares=[-12.34] + [0.46] * 29, lengths=[12.34] + [0.46] * 29))
    bars = view.panels["shares"]
    assert [text for _, _, text in bars.percent.items] == ["46"] * 29


def test_nothing_to_show_is_an_empty_frame(view):
    view.update(**data(4, 2, shares=[np.nan] * 4, influence=[-np.inf] * 4))
    assert view.png().startswith(b"\x89PNG")
    assert all(text == "" for _, _, text in view.panels["shares"].percent.items)


@pytest.mark.parametrize("T", [2, 10, 30])
def test_it_can_be_read(view, T):
    view.update(**data(T, T))
    view.png()
    assert list(crowded(view.figure)) == []
    for name, panel in view.panels.items():
        width, height = panel.axes.bbox.size / DENSITY
        words = [words for words in vars(panel).values() if hasattr(words, "boxes")]
        boxes = [(text, box) for each in words for text, box in each.boxes() if text]
        for text, (left, bottom, right, top) in boxes:
            assert min(left, bottom) >= 0, (name, text)
            assert right <= width, (name, text)
            assert top <= height, (name, text)
        for place, (text, box) in enumerate(boxes):
            for other, below in boxes[:place]:
                apart = box[0] >= below[2] or below[0] >= box[2] or box[1] >= below[3] or below[1] >= box[3]
                assert apart, (name, text, other)


def test_the_frame_is_drawn_once(view, monkeypatch):
    drawn, draw = [], view.figure.canvas.draw
    monkeypatch.setattr(view.figure.canvas, "draw", lambda: drawn.append(draw()))
    for T in (2, 17, 30):
        view.update(**data(T, T))
        view.png()
    assert len(drawn) == 1
    assert style.SMALL * 100 / 72 >= 11


def test_a_click_in_the_column_of_a_step_follows_its_loss(view):
    view.update(**data(10, 7, shares=np.linspace(-0.02, 0.22, 10), lengths=np.full(10, 0.25)))
    network, shares = view.panels["network"], view.panels["shares"]
    x = places(10)[2]
    for panel, y in ((network, 196), (network, 122), (network, 48), (shares, shares.ZERO + 1)):
        assert panel.at(x, y) == {"t": 3}
        assert panel.at(x + 30, y) == {"t": 3}
        assert panel.at(x + 40, y) == {"t": 4}


def test_what_is_pointed_at_is_put_into_words(view):
    view.update(**data(10, 7, shares=np.linspace(-0.02, 0.22, 10), lengths=np.full(10, 0.25)))
    network, shares = view.panels["network"], view.panels["shares"]
    x = places(10)
    assert network.says(x[2], 48) == "input 3: gradient 0.01 from the loss of step 7"
    assert network.says(x[8], 48) == "input 9: comes after the loss of step 7"
    assert [network.says(x[k], 196) for k in (6, 7)] == [
        "loss of step 7: followed back",
        "loss of step 8: a click follows it back",
    ]
    assert shares.says(x[0], shares.ZERO) == "step 1 adds −2 % of the sum; its piece is 25 % as long as the sum"
    view.update(**data(4, 2, shares=[np.nan] * 4, influence=[-np.inf] * 4))
    assert shares.says(places(4)[1], shares.ZERO) == "step 2 adds nothing: the gradient is 0"
    assert network.says(places(4)[1], 48) == "input 2: gradient 0 from the loss of step 2"
