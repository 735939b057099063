"""Texts as outlines: each letter's is made once, and a text is a row of them.

matplotlib lays out a text and fits its letters to the pixels anew each time, which takes the better part of a millisecond.
"""

import functools
import unicodedata

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

from rnnlab.views.kit import style

BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}  # the part of a text's width that lies before its place
MISSING = "□"  # what is drawn for a character that the font does not have
NOTHING = Path(np.zeros((0, 2)), np.zeros(0, Path.code_type))


def width(text, weight="normal"):
    """How wide a text is, in parts of the letters' size."""
    return sum(_letter(letter, weight)[2] for letter in text)


def outline(items, *, weight="normal", ha="left", scale=1.0):
    """The texts (x, y, text) as one Path: letters `scale` high, their foot at y, their left end, middle or right end at x."""
    pieces = []
    for x, y, text in items:
        pieces += _row(x - BEFORE[ha] * scale * width(text, weight), y, text, weight, scale)
    if not pieces:
        return NOTHING
    vertices, codes = zip(*pieces, strict=True)
    return Path(np.concatenate(vertices), np.concatenate(codes))


@functools.lru_cache(maxsize=16)
def drawable(text):
    """Whether a text can be drawn: the font has its letters, and they stand one after the other from left to right."""
    known = get_font(findfont(_font("normal"))).get_charmap()

    def simple(letter):
        joined = unicodedata.category(letter).startswith("M") or unicodedata.bidirectional(letter) in ("R", "AL", "AN")
        return letter.isspace() or (ord(letter) in known and not joined)

    return all(map(simple, text))


@functools.cache
def below_and_above(weight="normal"):
    """How far letters reach below their foot and above it, in parts of their size: those of "lp", as matplotlib has it."""
    _, height, below = text_to_path.get_text_width_height_descent("lp", _font(weight), ismath=False)
    return below, height - below


def _row(x, y, text, weight, scale):
    """The letters of one text, each as vertices and codes."""
    for character in text:
        vertices, codes, advance = _letter(character, weight)
        if len(codes):
            yield vertices * scale + (x, y), codes
        x += advance * scale


@functools.cache
def _letter(letter, weight):
    """The outline of a letter one unit high, its drawing codes, and the way to the next letter."""
    font = _font(weight)
    if letter.isspace():  # a tab and the end of a line too: the font has neither
        letter = " "
    elif ord(letter) not in get_font(findfont(font)).get_charmap():
        letter = MISSING
    drawn = NOTHING if letter.isspace() else _outline(letter, font)
    framed, frame = (text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] for text in (f"H{letter}H", "HH"))
    return drawn.vertices, drawn.codes, framed - frame


def _outline(letter, font):
    """The outline of one letter; that of nothing for a sign without one, such as a space of no width, or a soft hyphen, which
    some versions of the font draw."""
    _, codes = text_to_path.get_text_path(font, letter)
    return TextPath((0, 0), letter, prop=font) if len(codes) and unicodedata.category(letter) != "Cf" else NOTHING


def _font(weight):
    return FontProperties(family=style.FONT, weight=weight, size=1)
