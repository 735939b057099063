"""Colours, sizes and number words that all pictures share.

The colours are those of Okabe and Ito (2008), which stay apart for people with any common colour blindness. Sizes are in
points; at 100 pixels an inch, 10 points are 14 pixels, readable from the back of a room on a projector.
"""

import math

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY, LIGHT, DARK = "#6b6b6b", "#d9d9d9", "#333333"
PLUM = "#8e3f74"  # purple, dark enough for words

SMALL, MEDIUM, HUGE = 9.5, 11, 15

RC = {
    "font.family": "DejaVu Sans",  # it comes with matplotlib, so a picture looks the same everywhere
    "font.size": SMALL,
    "axes.titlesize": MEDIUM,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 7,
    "axes.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": DARK,
    "ytick.labelcolor": DARK,
}

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def legend_above(axes, artists):
    """A legend in one row between the title and the axes, where no line can run through it."""
    axes.legend(
        handles=artists,
        loc="lower left",
        bbox_to_anchor=(-0.01, 0.99),
        ncols=len(artists),
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
    return "10" + str(round(exponent)).translate(_SUPERSCRIPT)


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
