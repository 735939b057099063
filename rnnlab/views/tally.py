"""A class's answers as bars, question by question, before and after talking, and below them the commonest mistakes."""

import textwrap
import warnings

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rnnlab.views.kit import png, style
from rnnlab.views.kit.view import DENSITY, LOCK

WHEN = ("before", "after")
WIDTH, WORDS, BAR, LINE = 900, 330, 480, 22  # CSS pixels
COLUMNS, LETTERS = 100, 38  # letters that fit into a line, and beside a bar
LOOKS = ({"color": style.SKY, "hatch": ""}, {"color": style.BLUE, "hatch": "////"})


def draw(questions, mistakes):
    """PNG bytes. questions: question -> (right option, Counter before, Counter after); mistakes: ((exercise, name), times)."""
    rows = [row for asked, found in questions.items() for row in _question(asked, *found)]
    rows += [("title", "The commonest mistakes")] * bool(mistakes)
    most = max((times for _, times in mistakes), default=1)
    rows += [
        ("bar", _short(f"{exercise}: {mistake}"), times, times / most, {"color": style.ORANGE})
        for (exercise, mistake), times in mistakes
    ]
    height = LINE * (len(rows) + 1)
    figure = Figure(figsize=np.array([WIDTH, height]) / style.PIXELS_PER_INCH, dpi=DENSITY * style.PIXELS_PER_INCH)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    for place, row in enumerate(rows):
        _row(axes, LINE * (place + 1), *row)
    with LOCK, warnings.catch_warnings(action="ignore"):  # of letters that the font has not got
        canvas.draw()
    return png.encode(np.asarray(canvas.buffer_rgba()))


def _question(asked, right, *counts):
    """The rows of one question: itself, and each option that was chosen, or is right, with a bar for each time it was asked."""
    yield from (("title", line) for line in textwrap.wrap(asked, COLUMNS))
    for option in sorted({right, *counts[0], *counts[1]}, key=lambda option: (option != right, option)):
        for when, counter, look in zip(WHEN, counts, LOOKS):
            if counter:
                words = f"{'✔' if option == right else '✘'} {_short(option)}, {when}"
                yield "bar", words, counter[option], counter[option] / counter.total(), look
    yield "title", ""


def _short(words):
    return words if len(words) <= LETTERS else words[: LETTERS - 1] + "…"


def _row(axes, y, kind, words, times=0, share=0, look=None):
    text = style.TEXT | {"va": "center", "parse_math": False}
    if kind == "title":
        axes.text(12, y, words, fontweight="bold", **text)
    else:
        axes.text(WORDS, y, words, ha="right", **text)
        axes.barh(y, BAR * share, LINE - 6, WORDS + 8, edgecolor="white", linewidth=0, **look)
        axes.text(WORDS + 14 + BAR * share, y, str(times), **text)
