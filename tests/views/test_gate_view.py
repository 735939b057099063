"""The picture of the gates: open is bright, the watched step is framed in every strip, and all of it can be read."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.gate_view import OPENNESS, GateView
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

STRIPS = ("write", "keep", "show", "memory")
ROLES = {"write": ("1−z", "writes"), "keep": ("z", "keeps"), "show": ("r", "looks back"), "memory": ("h", "state")}
SAID = {
    "heading": "what each step wrote: how much is in c at the end",
    "share": "2·10⁻¹⁷",
    "outcome": Outcome("○", "wrote nothing", style.GREY),
    "note": "says −0.92, right is −1",
}


@pytest.fixture
def view():
    return GateView()


def show(view, T=3, h=2, watch=2, kept=None, openness=None):
    openness = np.linspace(0, 1, T * h).reshape(T, h) if openness is None else openness
    look = {part: {"name": name, "role": role, "watch": watch} for part, (name, role) in ROLES.items()}
    for part in STRIPS[:3]:
        look[part]["values"] = openness
    look["memory"] |= {"H": 4 * openness - 2, "word": "m" * T}
    kept = np.linspace(0, 1, T) if kept is None else kept
    view.update(**look, retention={"retention": kept, "watch": watch, **SAID})
    view.png()
    return view.panels


def test_a_gate_is_painted_by_how_far_it_is_open(view, no_excuses):
    openness = np.array([[0.0, 1.0], [0.25, 0.5], [1.0, 0.75]])
    gate = show(view, openness=openness)["keep"]
    np.testing.assert_array_equal(gate.picture.colours, OPENNESS(openness.T, bytes=True))
    brightness = gate.picture.colours[..., :3].sum(axis=2)
    assert brightness[0, 0] < brightness[0, 1] < brightness[0, 2]  # a column a step, from shut to open
    assert gate.mean.get_text() == "mean 0.58"


@pytest.mark.parametrize(("T", "watch"), [(1, 1), (3, 2), (40, 40)])
def test_the_frame_is_around_the_watched_step_in_every_strip(view, T, watch, no_excuses):
    panels = show(view, T=T, watch=watch)
    for part in STRIPS:
        corners = panels[part].strip._frame.get_xy()
        assert sorted(set(corners[:, 0])) == pytest.approx([(watch - 1) / T, watch / T])


def test_the_bar_of_the_watched_step_has_the_colour_of_the_frame(view, no_excuses):
    bars = show(view, T=3, watch=2)["retention"].bars._drawn
    assert [tuple(colour) for colour in bars.get_facecolor()] == [
        tuple(np.array([int(name[place : place + 2], 16) for place in (1, 3, 5)] + [255]) / 255)
        for name in (style.BLUE, style.VERMILION, style.BLUE)
    ]
    assert [path.vertices[:, 1].max() for path in bars.get_paths()] == pytest.approx([0, 0.5, 1])


def test_a_step_that_wrote_nothing_has_no_bar(view, no_excuses):
    bars = show(view, kept=np.array([np.nan, np.nan, 1.0]))["retention"].bars._drawn
    assert [path.vertices[:, 1].max() for path in bars.get_paths()] == [0, 0, 1]


@pytest.mark.parametrize(("T", "h"), [(1, 1), (1, 32), (40, 1), (40, 32)])
def test_everything_can_be_read(view, T, h, no_excuses):
    for watch in {1, T}:
        show(view, T=T, h=h, watch=watch)
        assert list(crowded(view.figure)) == []


def test_a_square_a_letter_and_a_bar_say_what_they_are_and_a_click_watches_their_step(view):
    panels = show(view, T=4, h=2, kept=np.array([np.nan, 0.9, 1e-5, 1.0]))
    says = {
        ("keep", 0.3, 0.9): "gate z, unit 1, step 2: 0.29",
        ("keep", 0.3, 0.1): "gate z, unit 2, step 2: 0.43",
        ("memory", 0.3, 0.9): "state h, unit 1, step 2: −0.857",
        ("memory", 0.3, -0.1): "step 2: “m”",
        ("retention", 0.3, 0.1): "step 2: 90 % of what it wrote is left",
        ("retention", 0.6, 0.9): "step 3: 10⁻³ % of what it wrote is left",
        ("retention", 0.1, 0.5): "step 1 wrote nothing",
    }
    for (part, x, y), words in says.items():
        assert panels[part].says(x, y) == words
        assert panels[part].at(x, y) == {"watch": int(4 * x) + 1}
