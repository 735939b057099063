"""The picture of the ways back: lines that differ without colour, marks where one leaves the window, words that can be read."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from support.pictures import crowded

from rnnlab.views.gradient_flow import HIGHEST, LOWEST, GradientFlow, looks
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

WAYS = ("RNN h", "GRU h", "LSTM h", "LSTM f", "LSTM c")
GATES = {"LSTM’s f": "LSTM c", "GRU’s z": "GRU h"}


@pytest.fixture
def view():
    return GradientFlow(WAYS, GATES)


def show(view, T=4, gate=0.5, change="−1234.5", **ways):
    """A picture in which every way that is not named stays at 1."""
    view.update(
        ways={"ways": {name: np.array(ways.get(name.replace(" ", "_"), np.zeros(T + 1)), float) for name in WAYS}},
        ledger={
            "outcome": Outcome("LSTM: ◆", "grows, then vanishes", style.PLUM),
            "changes": dict.fromkeys(WAYS, change),
            "sizes": dict.fromkeys(("RNN", "LSTM", "GRU"), "98,816 parameters"),
        },
        gates={"gates": {name: np.full(T, gate) for name in GATES}},
    )
    view.png()
    return view.panels


def test_every_way_has_a_row_and_a_line_of_its_own(view):
    found = looks([*WAYS, "leaky RNN h"])  # and one more cell
    assert set(view.panels["ledger"].changes) == set(WAYS)
    assert len({(look["ls"], look["lw"]) for look in found.values()}) == len(found)  # told apart without their colours


def test_the_lines_are_the_ways_from_the_first_step_to_the_last(view, no_excuses):
    panel = show(view, LSTM_c=[-4, -3, -2, -1, 0])["ways"]
    assert panel.lines["LSTM c"].get_xdata().tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert panel.lines["LSTM c"].get_ydata().tolist() == [-4, -3, -2, -1, 0]
    assert not panel.note.get_text()


@pytest.mark.parametrize(
    ("norms", "over", "under"),
    [
        ([0, 0, 0, 0, 0], [], []),
        ([HIGHEST + 2, HIGHEST + 1, 3, 1, 0], [0.25], []),
        ([-np.inf, LOWEST - 1, LOWEST, -9, 0], [], [0.25]),
        ([np.inf, np.inf, 0, -np.inf, 0], [0.25], [0.75]),
        ([-3, -3, -3, -3, -np.inf], [], [1]),
    ],
)
def test_a_way_is_marked_once_where_it_leaves_the_window(view, norms, over, under, no_excuses):
    marks = show(view, LSTM_c=norms)["ways"].marks["LSTM c"]
    assert [mark.get_xdata().tolist() for mark in marks] == [over, under]


def test_what_is_no_number_is_marked_and_said(view, no_excuses):
    panel = show(view, RNN_h=[np.nan, np.nan, np.inf, 1, 0])["ways"]
    assert panel.nan.get_xdata().tolist() == [0, 0.25]
    assert panel.note.get_text() == "✖ not a number"


def test_the_gates_stand_at_the_steps_that_have_one(view, no_excuses):
    panel = show(view, T=4, gate=0.25)["gates"]
    assert panel.lines["LSTM’s f"].get_xdata().tolist() == [0.25, 0.5, 0.75, 1]
    assert [words.get_text() for words in panel.words.values()] == ["LSTM’s f: 0.25 on average", "GRU’s z: 0.25 on average"]


@pytest.mark.parametrize("T", [2, 50, 200])
@pytest.mark.parametrize("change", ["−1234.5", "0 at T", "→ ∞", "NaN"])
def test_everything_can_be_read(view, T, change, no_excuses):
    show(view, T=T, change=change, RNN_h=np.full(T + 1, np.nan))
    assert list(crowded(view.figure)) == []


def test_a_way_a_gate_and_a_row_say_their_numbers(view):
    panels = show(view, T=4, gate=0.25, change="−3.9", LSTM_c=[-4, -3, -2, -1, 0], GRU_h=[-np.inf, -9, -6, -3, 0])
    assert panels["ways"].says(0.25, -3) == "LSTM c at t = 1: 10⁻³"
    assert panels["ways"].says(0, LOWEST) == "GRU h at t = 0: 0"  # at the edge
    assert panels["gates"].says(0.5, 0.25) == "LSTM’s f at t = 2: 0.25 open"
    rows = [view.panels["ledger"].says(0.9, y) for y in (0.9, 0.1)]
    assert rows == [
        "LSTM along its memory c: −3.9 powers of ten",
        "RNN along its h: −3.9 powers of ten, 98,816 parameters",
    ]
    assert show(view, change="→ 0")["ledger"].says(0.9, 0.9) == "LSTM along its memory c: → 0"


def test_of_two_ways_on_each_other_both_are_seen(view, no_excuses):
    show(view, LSTM_h=[-8] * 5, LSTM_c=[-8] * 5)
    colours = {name: to_rgb(looks(WAYS)[name]["color"]) for name in ("LSTM h", "LSTM c")}
    panel = view.panels["ways"]
    own = panel.axes.bbox.extents.astype(int)
    pixels = np.asarray(view.figure.canvas.buffer_rgba())[::-1][own[1] : own[3], own[0] : own[2], :3] / 255
    for colour in colours.values():
        assert (np.abs(pixels - colour).max(axis=2) < 0.02).sum() > 200
