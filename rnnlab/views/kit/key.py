"""An entry of the row above the axes that comes and goes: a short piece of a line, and words that may change."""

LINE, GAP = 17, 6  # CSS pixels: the piece of line, and the space before the words
ABOVE = 10  # CSS pixels from the axes to the middle of the row, where `style.legend_above` has its entries


class Key:
    """A key `left` CSS pixels from the axes' left end. `look` is that of the line."""

    def __init__(self, panel, left=0, **look):
        self._ends, self._row = (left / panel.width, (left + LINE) / panel.width), 1 + ABOVE / panel.height
        self._beside = (left + LINE + GAP) / panel.width
        self.line = panel.line(transform=panel.axes.transAxes, clip_on=False, **look)
        self.words = panel.text(self._beside, self._row, va="center")

    def set(self, words, *, line=True):
        """Show these words beside the line, or by themselves in its place."""
        self.line.set_data(self._ends if line else [], [self._row] * 2 if line else [])
        self.words.set(text=words, x=self._beside if line else self._ends[0])
