"""Colours, sizes and number words that all pictures share.

The colours are those of Okabe and Ito (2008), which stay apart for people with any common colour blindness. Sizes are in
points; at 100 pixels an inch, 10 points are 14 pixels, readable from the back of a room on a projector.
"""

import math

import numpy as np
from matplotlib.patheffects import withStroke

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY, LIGHT, DARK = "#6b6b6b", "#d9d9d9", "#333333"
PINNED = "#a8a8a8"  # curves left standing for comparison
PLUM, OCHRE = "#8e3f74", "#946300"  # purple and orange, dark enough for words
SKY_LINES = "#2b86bb"  # dark enough for lines: 4.0 to 1 on white
GREEN_WORDS, VERMILION_WORDS = "#00785a", "#b84e00"  # the same hues, dark enough for words: 5.5 and 5.1 to 1 on white

SMALL, MEDIUM, HUGE = 9.5, 11, 15

FONT = "DejaVu Sans"  # it comes with matplotlib, so a picture looks the same everywhere
TEXT = {"fontsize": SMALL, "fontfamily": FONT, "color": BLACK}
FRAME = 0.8  # points: the lines around axes, and their marks

PIXELS_PER_INCH = 100  # CSS pixels, so that sizes here are sizes on the page

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def points(pixels):
    """CSS pixels in matplotlib's unit of line widths and marks."""
    return np.asarray(pixels) * 72 / PIXELS_PER_INCH


def pixels(points):
    """Points in CSS pixels."""
    return points * PIXELS_PER_INCH / 72


def dress(axes):
    """Give new axes their look, so that matplotlib's settings, which are a learner's own, neither matter nor change. Marks and
    numbers that matplotlib makes later keep it."""
    axes.set(facecolor="white", axisbelow="line")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[:].set(edgecolor=GREY, linewidth=FRAME)
    sides = {"left": True, "bottom": True, "right": False, "top": False}
    sides |= {f"label{side}": shown for side, shown in sides.items()}
    marks = {"direction": "out", "length": 3.5, "width": FRAME, "pad": 3.5, "color": GREY}
    numbers = {"labelsize": SMALL, "labelcolor": DARK, "labelfontfamily": FONT}
    lines = {"grid_color": LIGHT, "grid_alpha": 1, "grid_linestyle": "-", "grid_linewidth": FRAME}
    axes.tick_params(**sides, **marks, **numbers, **lines)
    axes.grid(False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(**TEXT, fontweight="normal")
        axis.labelpad = 4
    return axes


def title(axes, words, *, pad=7, fontsize=MEDIUM, fontweight="bold"):
    """A title `pad` points above the left end of the axes."""
    axes.set_title(words, loc="left", y=1, pad=pad, **TEXT | {"fontsize": fontsize, "fontweight": fontweight})


def rim(width, colour="white"):
    """The path effects of what shall stand out on any ground: a line around it, of so many points."""
    return [withStroke(linewidth=width, foreground=colour)]


def for_words(colour):
    """A line's colour as words beside it may have it."""
    return {GREEN: GREEN_WORDS, VERMILION: VERMILION_WORDS, SKY_LINES: BLUE}.get(colour, colour)


def legend_above(axes, artists):
    """A legend in one row between the title and the axes, where no line can run through it."""
    axes.legend(
        handles=artists,
        loc="lower left",
        bbox_to_anchor=(-0.01, 0.99),
        ncols=len(artists),
        prop={"family": FONT, "size": SMALL},
        labelcolor=BLACK,
        frameon=False,
        borderpad=0,
        borderaxespad=0.3,
        handlelength=1.5,
        handletextpad=0.4,
        columnspacing=0.6,
    )


def counted(number, thing):
    """How many of a thing there are, in print: '1 step', '20 steps'."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def power(exponent):
    """A power of ten in print: power(-9) is '10⁻⁹'."""
    return "10" + above(round(exponent))


def above(number):
    """A whole number as an exponent: above(10) is '¹⁰'."""
    return str(number).translate(_SUPERSCRIPT)


def below(number):
    """A whole number as an index: below(10) is '₁₀'."""
    return str(number).translate(_SUBSCRIPT)


def magnitude(log10):
    """A number given by its log10, in words short enough for a picture: '0.012', '3·10⁻⁹', '0', '∞', 'NaN'."""
    if math.isnan(log10):
        return "NaN"
    if math.isinf(log10):
        return "0" if log10 < 0 else "∞"
    if -2.5 < log10 < 4:
        return f"{float(f'{10**log10:.3g}'):g}"  # by itself .3g makes 1.23e+03 of 1234
    exponent = math.floor(log10)
    leading = round(10 ** (log10 - exponent))
    if leading == 10:
        leading, exponent = 1, exponent + 1
    return f"{leading}·{power(exponent)}" if leading > 1 else power(exponent)


def number(value):
    """A number of at least 0 in the same words as `magnitude`."""
    return magnitude(math.log10(value)) if value > 0 else "0" if value == 0 else "NaN"


def signed(value):
    """Any number in the same words, with the minus sign of mathematics."""
    return ("−" if value < 0 else "") + number(abs(value))


def percent(share):
    """A share in a few letters: 93 %, 0.4 %, 10⁻⁹."""
    if math.isnan(share):
        return "—"
    if share >= 0.0995:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.1g} %" if share >= 0.00095 else number(share)
