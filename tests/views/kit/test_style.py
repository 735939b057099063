"""Numbers in the words of a picture: short, and honest at the ends."""

import math

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rnnlab.views.kit import style


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (math.inf, "∞"),
        (math.nan, "NaN"),
        (-1.0, "NaN"),
        (1.0, "1"),
        (0.0123, "0.0123"),
        (0.00317, "0.00317"),
        (0.00316, "3·10⁻³"),
        (999.9, "1000"),
        (1234.0, "1230"),
        (9999.9, "10000"),
        (12345.0, "10⁴"),
        (1.4e-9, "10⁻⁹"),
        (1.6e-9, "2·10⁻⁹"),
        (9.4e-10, "9·10⁻¹⁰"),
        (9.99e-10, "10⁻⁹"),
        (1.0e-9, "10⁻⁹"),
        (9.99e15, "10¹⁶"),
        (3e200, "3·10²⁰⁰"),
        (1.7e308, "2·10³⁰⁸"),
        (5e-324, "5·10⁻³²⁴"),
    ],
)
def test_a_number_in_words(value, words, no_excuses):
    assert style.number(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(-0.42, "−0.42"), (3e-9, "3·10⁻⁹"), (-math.inf, "−∞"), (-0.0, "0"), (math.nan, "NaN")]
)
def test_a_number_below_zero_has_the_minus_of_mathematics(value, words, no_excuses):
    assert style.signed(value) == words


@pytest.mark.parametrize(
    ("log10", "words"),
    [(-math.inf, "0"), (math.inf, "∞"), (math.nan, "NaN"), (0.0, "1"), (-1000.0, "10⁻¹⁰⁰⁰"), (5000.3, "2·10⁵⁰⁰⁰")],
)
def test_a_magnitude_may_lie_beyond_the_range_of_floats(log10, words, no_excuses):
    assert style.magnitude(log10) == words


def test_no_magnitude_is_long_or_in_the_notation_of_programmers():
    for hundredth in range(-40_000, 40_000):
        words = style.magnitude(hundredth / 100)
        assert len(words) <= 8
        assert "e" not in words


@pytest.mark.parametrize("exponent", [-16, -9, 0, 8, 16])
def test_a_word_is_as_large_as_the_number_it_stands_for(exponent):
    for leading in (1.0, 2.0, 5.0, 9.4, 9.6):
        digits = style.magnitude(exponent + math.log10(leading)).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
        mantissa, _, power = digits.rpartition("·") if "·" in digits else ("1", "", digits)
        value = float(mantissa) * 10.0 ** int(power[2:]) if abs(exponent) > 4 else float(digits)
        assert value == pytest.approx(leading * 10.0**exponent, rel=0.06)


@pytest.mark.parametrize(("exponent", "words"), [(-16, "10⁻¹⁶"), (0, "10⁰"), (8.0, "10⁸")])
def test_a_power_of_ten(exponent, words):
    assert style.power(exponent) == words


@pytest.mark.parametrize("size", [style.SMALL, style.MEDIUM, style.HUGE])
def test_no_text_is_smaller_than_eleven_pixels(size):
    assert size * 100 / 72 >= 11  # points; a pixel of the page is 1/100 inch


def test_one_is_counted_without_an_s():
    assert [style.counted(number, "step") for number in (0, 1, 20)] == ["0 steps", "1 step", "20 steps"]


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100 %"), (0.9, "90 %"), (0.0996, "10 %"), (0.02, "2 %"), (0.004, "0.4 %"), (2e-17, "2·10⁻¹⁷"), (0, "0")],
)
def test_shares_in_words(share, words):
    assert style.percent(share) == words


def test_no_share_is_a_dash():
    assert style.percent(math.nan) == "—"


def test_what_has_a_rim_stands_out_on_its_own_colour():
    figure = Figure(figsize=(1, 1), dpi=100, facecolor="black")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    (line,) = axes.plot([0, 1], [0.5, 0.5], color="black", lw=7.2)
    columns = {}
    for effects in (None, style.rim(14.4)):
        line.set_path_effects(effects)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        columns[bool(effects)] = np.asarray(canvas.buffer_rgba())[:, 50, 0]
    assert not columns[False].any()
    assert np.count_nonzero(columns[True] == 255) == pytest.approx(10, abs=2)  # 20 pixels of white below 10 of black
