"""The cliff: gradient descent on the landscape of a network with one unit, with clipping and without."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import cliff as lesson
from rnnlab.views import cliff as view
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.two_runs import CLIPPED, PLAIN, SIGNS

LONGEST = 60  # steps
GOOD = 0.05  # a loss below this is near the best there is, which is 0
LEAP = 5.0  # a step longer than this, which is the width of the map, throws a walk off it
HALF_WIDTH, TALL = 0.1, 0.2  # it is called a cliff if the loss falls by so much over twice this way in b
PLACE = 6.5  # the w where that is measured, and where its name stands

RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
THRESHOLDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 1000.0)

START = {"w": 4.6, "b": -3.3, "learning_rate": 1.0, "threshold": 0.2, "T": 50, "step": LONGEST}
PRESETS = {  # two in a row on the page, the longer name on the right
    "thrown": START,
    "threshold too high": {**START, "threshold": 10.0},
    "flat ground": {**START, "w": 7.0, "b": -4.9, "learning_rate": 0.2},
    "threshold too low": {**START, "threshold": 0.01},
    "smaller steps": {**START, "learning_rate": 0.2},
    "no cliff, no clipping": {**START, "T": 4, "threshold": 1.0},
}


READINGS = {
    "loss_clipped": "loss of the walk with clipping",
    "loss_plain": "loss of the walk without clipping",
    "away_clipped": "distance from the start, with clipping",
    "away_plain": "distance from the start, without clipping",
    "steps_clipped": "number of steps that were clipped",
}


@laboratory(lambda: view.Cliff(LONGEST), PRESETS, READINGS)
def cliff(
    memo,
    *,
    w: controls.real("start weight w", *view.W, 0.1) = 4.6,
    b: controls.real("start bias b", *view.B, 0.1) = -3.3,
    learning_rate: controls.stops("learning rate η", RATES) = 1.0,
    threshold: controls.stops("clip norm at", THRESHOLDS) = 0.2,
    T: controls.whole("sequence length T", 1, 100) = 50,
    step: clock(LONGEST, interval=200) = LONGEST,
):
    """A lab on the loss of a network with one unit and no input, over its weight and its bias (`rnnlab.lessons.cliff`).

    w, b: where both walks start. learning_rate and threshold take the values of RATES and THRESHOLDS; one walk clips its
    gradient at the threshold, the other does not. T: steps of the network. step: steps of the walks, up to 60.
    Raises TypeError or ValueError naming the argument.
    """
    clipped = memo(_walk, w, b, T, learning_rate, threshold)
    plain = memo(_walk, w, b, T, learning_rate, apart="without")
    now = Measurement(clipped, plain, threshold, step)
    picture = {
        "headlines": {"above": now.headline(clipped, "clipped", CLIPPED), "below": now.headline(plain, "not clipped", PLAIN)},
        "map": {
            "ground": memo(_ground, T),
            "loss": lambda w, b: lesson.loss_and_gradient(w, b, T=T).loss,
            "clipped": np.stack([clipped.w, clipped.b], axis=1),
            "plain": np.stack([plain.w, plain.b], axis=1),
            "step": step,
            "cliff": _is_steep(T),
        },
        "ground": {},
        # What comes later is not drawn: the picture may stand at step 0 below a question on it.
        "loss": {"clipped": clipped.losses[: step + 1], "plain": plain.losses[: step + 1], "step": step},
        "norms": {"clipped": clipped.norms[: step + 1], "plain": plain.norms[: step + 1], "step": step, "level": threshold},
    }
    return Result(picture, now.readings(), now.summary(), reached={})


class Measurement(NamedTuple):
    """The two walks, and the words for them."""

    clipped: lesson.Path
    plain: lesson.Path
    threshold: float
    step: int

    @property
    def fired(self):
        """How many of the steps so far were shortened."""
        return int((self.clipped.norms[: self.step] > self.threshold).sum())

    def readings(self):
        return {
            "loss_clipped": float(self.clipped.losses[self.step]),
            "loss_plain": float(self.plain.losses[self.step]),
            "away_clipped": float(self.clipped.distances[self.step]),
            "away_plain": float(self.plain.distances[self.step]),
            "steps_clipped": float(self.fired),
        }

    def headline(self, path, name, look):
        """What has become of a walk, in the look of its line."""
        return Outcome(SIGNS[name][0], f"{name}: {self.words(path)}", look["color"])

    def words(self, path):
        """The same in a few words."""
        w, b, loss = path.w[self.step], path.b[self.step], path.losses[self.step]
        if not view.inside(w, b):
            away = f"{style.number(path.distances[self.step])} away, loss {_rounded(loss)}"
            return f"✖ thrown {away}" if self._leap(path) > LEAP else f"off the map, {away}"
        return f"{'✔ ' if loss < GOOD else ''}loss {_rounded(loss)}"

    def _leap(self, path):
        """The longest single step so far."""
        with np.errstate(all="ignore"):
            steps = np.hypot(np.diff(path.w[: self.step + 1]), np.diff(path.b[: self.step + 1]))
        return np.nan_to_num(steps, nan=np.inf).max(initial=0.0)

    def summary(self):
        if not self.step:
            return f"Both walks start here, with a loss of {_rounded(self.clipped.losses[0])}. Press play."
        steps = style.counted(self.step, "step")
        if not self.fired:
            return f"In {steps} no gradient was above {self.threshold:g}: nothing was clipped. {self._same()}"
        return (
            f"After {steps}, {self.fired} of them clipped at {self.threshold:g}, the walk with clipping "
            f"{self._told(self.clipped)}. Without clipping it {self._told(self.plain)}; "
            f"the longest gradient on its way was {style.number(self.plain.norms[: self.step + 1].max())}."
        )

    def _same(self):
        return f"Both walks are the same, and have a loss of {_rounded(self.clipped.losses[self.step])}."

    def _told(self, path):
        loss = _rounded(path.losses[self.step])
        if not view.inside(path.w[self.step], path.b[self.step]):
            return f"is off the map, {style.number(path.distances[self.step])} away from its start, with a loss of {loss}"
        return f"has a loss of {loss}"


def _rounded(loss):
    return f"{float(f'{loss:.2g}'):g}" if loss >= 1e-4 else style.number(loss)


def _walk(w, b, T, learning_rate, threshold=None):
    return lesson.descend(w, b, T=T, learning_rate=learning_rate, threshold=threshold, steps=LONGEST)


def _ground(T):
    w, b = view.grid()
    return view.painted(lesson.landscape(w, b, T=T))


def _is_steep(T):
    """Whether the loss changes by much across the line where the cliff stands after many steps."""
    b = lesson.foot(PLACE) + np.array([-HALF_WIDTH, HALF_WIDTH])
    below, above = lesson.landscape(np.array([PLACE]), b, T=T)[:, 0]
    return below - above > TALL
