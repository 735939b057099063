"""One number of the network with something added to it: what that does to the loss, and what the gradient says it would do."""

from typing import NamedTuple

import numpy as np

from rnnlab.lessons import computational_graph as lesson
from rnnlab.views.computational_graph import ACROSS
from rnnlab.views.kit import style

NOTCH = 0.05
NUDGES = np.linspace(-ACROSS, ACROSS, round(2 * ACROSS / NOTCH) + 1).round(2)


class Curve(NamedTuple):
    """The loss over one number."""

    losses: np.ndarray  # one for each of NUDGES
    kinks: list  # (nudge, node, row, column), as `lesson.kinks` has them, those within reach
    losses_at_kinks: np.ndarray


def curve(graph, leaves, name, row, column):
    """The loss with each of NUDGES added to this entry."""
    kinks = [kink for kink in lesson.kinks(graph, leaves, name, row, column) if abs(kink[0]) < ACROSS]
    places = np.concatenate([NUDGES, [kink[0] for kink in kinks]])
    losses = lesson.losses_along(graph, leaves, name, row, column, places)
    return Curve(losses[: len(NUDGES)], kinks, losses[len(NUDGES) :])


class Nudge(NamedTuple):
    """An entry, what is added to it, and the values and gradients without that and with it."""

    name: str
    row: int  # from 0
    column: int
    by: float
    curve: Curve
    names: dict
    before: tuple  # (values, gradients)
    now: tuple

    @property
    def entry(self):
        """The entry in words."""
        return f"{self.names[self.name]} row {self.row + 1}, column {self.column + 1}"

    @property
    def losses(self):
        """The loss without the nudge, and with it."""
        return self.before[0]["L"].item(), self.now[0]["L"].item()

    @property
    def slopes(self):
        """What back-propagation gives for the entry, without the nudge, and with it."""
        return tuple(float(gradients[self.name][self.row, self.column]) for _, gradients in (self.before, self.now))

    @property
    def predicted(self):
        """The loss as the tangent has it."""
        return self.losses[0] + self.slopes[0] * self.by

    @property
    def changed(self):
        """The nodes whose values are no more what they were."""
        before, now = self.before[0], self.now[0]
        return [name for name in now if not np.array_equal(now[name], before[name])]

    def picture(self):
        """What the panel of the loss takes."""
        return {
            "entry": self.entry,
            "value": float(self.before[0][self.name][self.row, self.column]),
            "by": self.by,
            "losses": self.losses,
            "slopes": self.slopes,
            "course": (NUDGES, self.curve.losses),
            "kinks": [
                (at, loss, f"the ReLU of {self.names[node]} row {row + 1}, column {column + 1} switches")
                for (at, node, row, column), loss in zip(self.curve.kinks, self.curve.losses_at_kinks, strict=True)
            ],
        }

    def readings(self):
        slope, slope_now = self.slopes
        found = {"loss_before": self.losses[0], "slope": slope, "slope_now": slope_now, "predicted": self.predicted}
        return found | {"changed": float(len(self.changed))}

    def summary(self, loss_is_known):
        """What the nudge did, in words: to the loss, if that is computed already."""
        if not loss_is_known:
            return f"{style.signed(self.by) if self.by else 'Nothing'} is added to {self.entry}{'' if self.by else ' yet'}."
        if not self.by:
            return f"At {self.entry} the loss has slope {style.signed(self.slopes[0])}; nothing is added to it yet."
        before, now = (style.number(loss) for loss in self.losses)
        moved = f"goes from {before} to {now}" if before != now else f"stays at {now}"
        passed = sum(min(0, self.by) < at < max(0, self.by) for at, *_ in self.curve.kinks)
        said = f"With {style.signed(self.by)} added to {self.entry} the loss {moved}; the tangent, of slope"
        said += f" {style.signed(self.slopes[0])}, predicted {style.signed(self.predicted)}."
        return said + (f" On the way {style.counted(passed, 'ReLU')} switched, which no tangent foresees." if passed else "")
