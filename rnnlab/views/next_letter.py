"""A network reads a text and guesses each next letter: the text above its guesses, its state, and how likely each letter is."""

import numpy as np

from rnnlab.views.kit import CORNERS, Canvas, Spots, View, entries, style
from rnnlab.views.panels.letters import UNREAD
from rnnlab.views.panels.next_letters import NextLetters
from rnnlab.views.panels.written import named, seen

LONGEST = 36  # characters of a text
LEFT, SQUARE, TALL = 42, 19.6, 28  # CSS pixels: before the first letter, and a letter's place
LIGHTS, LIGHT = 12, 24  # units in a row, and the size of one
COLOURS = {  # of letters
    "read": style.BLACK,
    "unread": UNREAD,
    "true": style.GREEN_WORDS,
    "false": style.VERMILION_WORDS,
    "open": style.BLUE,
}
RIGHT = {"facecolor": "#cdebdf", "edgecolor": style.GREEN_WORDS, "linewidth": 1.2}


class Guesses(Canvas):
    """`update(heading, score, text, guesses)`: the text, and below each letter what was guessed before it was read.

    As many letters are read as there are guesses. The last guess is open; an earlier one that came true has a box, and one
    that did not is red. A click on a letter reads up to it.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.rows = [self.height - 66, self.height - 66 - TALL - 4]  # the lower edges of the text and of the guesses
        for y, name in zip(self.rows, ("text", "guess"), strict=True):
            self.write(0, y + 9, name, color=style.DARK)
        self.heading = self.words(size=style.HUGE, weight="bold", color=style.BLUE)
        self.score = self.words(size=style.HUGE, weight="bold", color=style.GREEN_WORDS, ha="right")
        self.boxes = self.polygons(**RIGHT)
        self.letters = self.words_by_kind(COLOURS, size=12, ha="center", weight="bold")
        self.now = self.rings()

    def update(self, heading, score, text, guesses):
        self.heading.put([(0, self.height - 20, heading)])
        self.score.put([(self.axes.get_xlim()[1], self.height - 20, score)])
        step = len(guesses)
        letters = [("read" if i < step else "unread", *self._letter(0, i, letter)) for i, letter in enumerate(text)]
        for i, guess in enumerate(guesses, start=1):
            kind = "open" if i == step else "true" if guess == text[i] else "false"
            letters.append((kind, *self._letter(1, i, guess)))
        self.letters.put(letters)
        self.boxes.set_verts([self._box(1, i) for i, (a, b) in enumerate(zip(guesses[:-1], text[1:]), start=1) if a == b])
        self.now.set_verts([self._box(0, step - 1)])

        def says(i):
            guessed = f", guessed {named(guesses[i - 1])}" if 0 < i <= step else ""
            return f"letter {i + 1}, {named(text[i])}{guessed}"

        x = LEFT + SQUARE * (np.arange(len(text)) + 0.5)
        self.spots = [Spots(x, np.full(len(text), self.rows[0]), says, lambda i: {"step": i + 1}, (SQUARE / 2, TALL))]

    def _letter(self, row, place, letter):
        return LEFT + SQUARE * (place + 0.5), self.rows[row] + 9, seen(letter)

    def _box(self, row, place):
        return np.array([LEFT + SQUARE * place, self.rows[row]]) + CORNERS * (SQUARE, TALL)


class Lights(Canvas):
    """`update(h, note)`: the numbers of the state (h,) as lights: the larger a number, the stronger its colour."""

    def __init__(self, axes):
        super().__init__(axes)
        self.write(0, self.height - 16, "its state", fontsize=style.HUGE, fontweight="bold", color=style.PLUM)
        self.lights = self.squares(linewidths=0.6)
        self.note = self.words()

    def update(self, h, note):
        place = 0, self.height - 34, LIGHT, LIGHT, np.reshape(h, (-1, LIGHTS))
        self.lights.put([place])
        self.note.put([(0, self.height - 34 - LIGHT * len(place[4]) - 20, note)])

        def says(row, column):
            unit = LIGHTS * row + column
            return f"number {unit + 1} of the state: {style.signed(round(float(h[unit]), 2))}"

        self.spots = [entries(self, place, says)]


class NextLetter(View):
    """The text with the guesses on top, below it the state on the left and the next letter on the right."""

    height = 396

    def build(self):
        return {
            "guesses": Guesses(self.axes(8, 4, 774, 108)),
            "lights": Lights(self.axes(8, 140, 290, 180)),
            "next": NextLetters(self.axes(330, 130, 450, 226), LONGEST),
        }
