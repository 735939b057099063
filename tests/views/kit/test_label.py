"""A label shows what an ordinary text shows, and is drawn from kept pixels only while nothing about it changes."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnnlab.views.kit import outlines, style
from rnnlab.views.kit.label import Label

CHANGES = {
    "its words": lambda label: label.set_text("σ = 2"),
    "its colour": lambda label: label.set_color(style.BLUE),
    "its place": lambda label: label.set_x(0.3),
    "its height": lambda label: label.set_y(0.4),
    "its side": lambda label: label.set_ha("right"),
    "its foot": lambda label: label.set_va("top"),
    "its size": lambda label: label.set_fontsize(style.HUGE),
    "its weight": lambda label: label.set_fontweight("bold"),
    "its opacity": lambda label: label.set_alpha(0.5),
    "its angle": lambda label: label.set_rotation(90),
    "its lines": lambda label: label.set_text("two\nlines"),
    "where its axes are": lambda label: label.axes.set_position([0.2, 0.2, 0.5, 0.5]),
    "whether it is there": lambda label: label.set_visible(False),
}


def on_paper(kind, words="ρ = 1.04", **look):
    figure = Figure(figsize=(3, 2), dpi=125)
    FigureCanvasAgg(figure)
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set_axis_off()
    axes.fill([0, 0.5, 0.5, 0], [0, 0, 1, 1], color=style.SKY)  # so that what lies below shows through
    return axes.add_artist(kind(0.5, 0.5, words, transform=axes.transAxes, clip_on=False, **style.TEXT | look))


def drawn(text):
    text.figure.canvas.draw()
    return np.array(text.figure.canvas.buffer_rgba()).astype(int)


def inked(text):
    """The rectangle that the text has inked, (left, right, top, bottom), and how much ink there is."""
    darkness = np.abs(drawn(text) - drawn(on_paper(Text, ""))).max(axis=2)
    y, x = np.nonzero(darkness > 60)
    return np.array([x.min(), x.max(), y.min(), y.max()]), darkness.sum()


def assert_alike(label, text):
    """matplotlib fits the letters of a text to the pixels; otherwise they are the same."""
    (place, ink), (wanted, wanted_ink) = inked(label), inked(text)
    np.testing.assert_allclose(place, wanted, atol=3.5)
    assert ink == pytest.approx(wanted_ink, rel=0.25)


@pytest.mark.parametrize("look", [{}, {"ha": "right", "va": "top"}, {"ha": "center", "fontsize": 15, "fontweight": "bold"}])
def test_a_label_looks_like_a_text(look):
    assert_alike(on_paper(Label, **look), on_paper(Text, **look))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_shows(change):
    label, text = on_paper(Label), on_paper(Text)
    before = drawn(label)
    change(label)
    change(text)
    assert np.abs(drawn(label) - before).max() > 100
    if label.get_visible():
        assert_alike(label, text)


def test_pixels_are_kept_while_nothing_changes(monkeypatch):
    printed, outline = [], outlines.outline
    monkeypatch.setattr(outlines, "outline", lambda items, **look: (printed.append(items[0][2]), outline(items, **look))[1])
    label = on_paper(Label)
    for words in ("ρ = 1", "ρ = 1", "ρ = 2", "ρ = 2", "ρ = 2"):
        label.set_text(words)
        drawn(label)
    assert printed == ["ρ = 1", "ρ = 2"]


def test_no_words_leave_the_paper_as_it_is():
    for nothing in ("", " ", "\u200b"):
        label = on_paper(Label, nothing)
        np.testing.assert_array_equal(drawn(label), drawn(on_paper(Text, "")))


def test_tall_letters_are_whole():
    assert_alike(on_paper(Label, "É‖∂ₜ▼"), on_paper(Text, "É‖∂ₜ▼"))
