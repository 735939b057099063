"""The error on the adding problem while networks train, on one fixed scale, with the two errors that mean something."""

from rnnlab.views.kit import Panel, style

HIGHEST = 0.3  # what is above, or no number, is marked at the edge
ALWAYS_ONE, ONE_NUMBER = 1 / 6, 1 / 12


class ErrorCurves(Panel):
    """Axes for the courses of such trainings, which subclasses add; after them they call `name_the_lines`."""

    def __init__(self, axes, longest):
        super().__init__(axes)
        axes.set(xlim=(0, longest), ylim=(0, HIGHEST), yticks=[0, 0.1, 0.2, 0.3])
        axes.set_xlabel("training step", labelpad=2)
        for height, look in ((ALWAYS_ONE, {"ls": "--", "lw": 1.8}), (ONE_NUMBER, {"ls": ":", "lw": 2.2})):
            axes.axhline(height, color=style.GREY, zorder=0, **look)

    def name_the_lines(self):
        """Write what the two errors mean, in letters with a white edge, above the curves that are there by now."""
        look = {"transform": self.axes.get_yaxis_transform(), "color": style.DARK, "ha": "right"}
        look |= {"va": "bottom", "path_effects": style.rim(3)}
        for height, words in ((ALWAYS_ONE, "1/6: always saying 1"), (ONE_NUMBER, "1/12: knowing one number")):
            self.moving(self.write(0.95, height + 0.005, words, **look))


def words(error):
    """An error in print: 0.167, 0.0042; '10⁴', '∞', 'NaN' where it is that."""
    if 0.00005 <= error < 10:
        return f"{error:.{4 if error < 0.00995 else 3}f}"
    return style.number(error)
