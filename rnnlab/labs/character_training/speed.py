"""How fast a training goes and how long it will take, on a line under the clock while that runs: no part of the picture."""

import time


class Speed:
    """Trains, measures it, and writes on `line`, an HTML widget. `longest` is the number of updates on the clock."""

    LONG_AGO = 1.0  # seconds: a tick that comes later was moved by hand, and the time between is no working time

    def __init__(self, line, longest):
        self._line, self._longest, self._ended, self._rate, self._of = line, longest, 0.0, None, None
        self._play = None

    def follow(self, play):
        """Write only while this button plays."""
        self._play = play
        play.observe(lambda change: change.new or self._line.set_trait("value", ""), "playing")

    def of(self, training, step):
        """Train up to `step`, and write how many characters a second that was, and what is left."""
        before, start = training.characters[-1], time.perf_counter()
        training.extend(step)
        read, end = training.characters[-1] - before, time.perf_counter()
        if training is not self._of:
            self._of, self._rate, self._line.value = training, None, ""
        if read:
            since = self._ended if start - self._ended < self.LONG_AGO else start
            rate = read / max(end - since, 1e-6)
            self._rate = rate if self._rate is None else 0.8 * self._rate + 0.2 * rate
            if self._play and self._play.playing:
                self._line.value = f"{float(f'{self._rate:.2g}'):,.0f} characters/s, {self._left(training)} left"
        self._ended = end

    def _left(self, training):
        """The time until the end of the clock, at the present window."""
        seconds = (self._longest - training.step) * training.window * training.n / self._rate
        return f"{seconds / 60:.0f} min" if seconds >= 100 else f"{seconds:.0f} s"
