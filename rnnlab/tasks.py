"""Small tasks to train on, each with what the best constant answer scores: the line a network has to get under."""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.initialization import nested_normal


class Task(NamedTuple):
    """A batch of sequences and what should be said at the steps that count."""

    X: np.ndarray  # (T, n, d)
    target: np.ndarray  # the answers wanted at the last S steps: (S, n, o), or (S, n) indices of the right class
    baseline: float  # the loss of the best constant answer; in `copy`, of the best one for each step
    loss: str = "squared_error"  # the function in `rnnlab.losses`; with "cross_entropy", targets are indices

    @property
    def scored(self):
        """S, the number of last steps whose output enters the loss."""
        return len(validation.array("target", self.target, (..., "n")))


def delayed_echo(T, n, d, *, delay, noise=1.0, rng):
    """Say what the first input component was `delay` steps ago.

    X (T, n, d) is drawn from N(0, noise²), but for the first component, which is a fair ±1 at every step: over the batch each
    value comes as often as the other (n must be even, or 1). Scored are the steps that have something to echo, the last
    T - delay. The best constant answer is 0, which scores exactly 1.
    """
    T, n, d = validation.whole("T", T), validation.whole("n", n), validation.whole("d", d)
    delay = validation.whole("delay", delay, low=0, high=T - 1)
    noise = validation.real("noise", noise, low=0.0)
    if n % 2 and n != 1:
        raise ValueError(f"n must be even, so that half the examples say +1 and half -1; got {n}")
    X = noise * np.stack([nested_normal(rng, T, d) for _ in range(n)], axis=1)
    signs = np.where(nested_normal(rng, T, (n + 1) // 2) > 0, 1.0, -1.0)
    X[:, :, 0] = np.concatenate([signs, -signs], axis=1)[:, :n]
    return Task(X, X[: T - delay, :, :1].copy(), baseline=1.0)


def recall_first(T, d, *, noise=0.5, rng):
    """Two sequences that differ in one number: say at the end which one it was.

    The first component of the first input is +1 in one and -1 in the other. All other inputs are N(0, noise²) and the same in
    both, so nothing but the first input tells them apart, and the only way to the answer leads through T-1 states. X is
    (T, 2, d); scored is the last step. The best constant answer is 0, which scores exactly 1.
    """
    T, d = validation.whole("T", T), validation.whole("d", d)
    noise = validation.real("noise", noise, low=0.0)
    X = np.repeat(noise * nested_normal(rng, T, d)[:, None, :], 2, axis=1)
    X[0, :, 0] = 1.0, -1.0
    return Task(X, np.array([[[1.0], [-1.0]]]), baseline=1.0)


def sine(T, n, *, period=20.0, rng):
    """Say the next value of a sine wave, from a random phase; X and target are (T, n, 1).

    The best constant answer is the mean of the targets; what it scores is computed from them.
    """
    T, n = validation.whole("T", T), validation.whole("n", n)
    period = validation.real("period", period)
    if period <= 0:
        raise ValueError(f"period must be a number of steps above 0; got {period}")
    phase = validation.generator("rng", rng).uniform(0, 2 * np.pi, n)
    wave = np.sin(2 * np.pi * np.arange(T + 1)[:, None] / period + phase)[:, :, None]
    return Task(wave[:-1], wave[1:], baseline=float(wave[1:].var()))


def adding(T, n, rng):
    """Add the two marked numbers.

    X (T, n, 2) holds a number from [0, 1] and a marker at each step, scored is the last step. Two markers
    are 1, one in each half of the sequence, and the others are 0. This is the task of Hochreiter and
    Schmidhuber (1997, experiment 4) in the form of Le, Jaitly and Hinton (2015), with a marker in each half
    as in Arjovsky, Shah and Bengio (2016). The best constant answer is 1, which on average scores the
    variance of the sum of two such numbers, 2/12.
    """
    T, n = validation.whole("T", T, low=2), validation.whole("n", n)
    rng = np.random.default_rng(validation.generator("rng", rng).integers(2**63))
    where, half = rng.random((2, n)), T // 2
    first, second = (where * [[half], [T - half]]).astype(int)  # for a longer T at the same fraction of it
    markers = np.stack([first, half + second])
    X = np.zeros((T, n, 2))
    X[:, :, 0] = rng.random((T, n))
    X[markers, np.arange(n), 1] = 1.0
    return Task(X, X[markers, np.arange(n), 0].sum(axis=0)[None, :, None], baseline=1 / 6)


def recall_marked(T, n, *, rng):
    """Say at the end which number was marked: X (T, n, 2) holds a fair ±1 and a marker at each step, scored is the last step.

    One marker of each sequence is 1, at any step, and the others are 0. It is `adding` with one number, and a small gated cell
    learns it in a few hundred steps. A constant answer of 0 scores exactly 1, and none scores less on average.
    """
    T, n = validation.whole("T", T), validation.whole("n", n)
    rng = np.random.default_rng(validation.generator("rng", rng).integers(2**63))
    marked = rng.integers(T, size=n)
    X = np.zeros((T, n, 2))
    X[:, :, 0] = np.where(rng.random((T, n)) < 0.5, -1.0, 1.0)
    X[marked, np.arange(n), 1] = 1.0
    return Task(X, X[marked, np.arange(n), 0][None, :, None], baseline=1.0)


def copy(T, n, rng, length=10, symbols=8):
    """Repeat `length` symbols after a delay of T steps (Arjovsky, Shah and Bengio 2016, after Hochreiter and Schmidhuber 1997).

    A sequence has T + 2·length steps, each one-hot over the symbols, a blank and a signal: X is (T + 2·length, n, symbols + 2).
    It shows the symbols, then T-1 blanks, the signal, and blanks to the end. Wanted are blanks, and in the last `length` steps
    the symbols: every step is scored, by cross-entropy over `symbols` + 1 classes, of which the last is the blank. Who knows
    when to answer, but not what, scores length·ln(symbols) / (T + 2·length) nats on average: that is the baseline.
    """
    T, n = validation.whole("T", T), validation.whole("n", n)
    length, symbols = validation.whole("length", length), validation.whole("symbols", symbols)
    rng = np.random.default_rng(validation.generator("rng", rng).integers(2**63))
    steps, blank, signal = T + 2 * length, symbols, symbols + 1
    shown = np.full((steps, n), blank)
    target = shown.copy()
    target[-length:] = shown[:length] = rng.integers(symbols, size=(length, n))
    shown[length + T - 1] = signal
    return Task(np.eye(symbols + 2)[shown], target, baseline=float(length * np.log(symbols) / steps), loss="cross_entropy")


def two_letters(n=1):
    """The essay's example: after "t" and "h" comes "e" (statement 9). One sequence of two letters, each one-hot over "the".

    More rows of it, n of them, are "he", followed by "t", and "et", followed by "h". X is (2, n, 3); scored is the last step
    alone. The baseline is 0: for a single target a constant answer is right.
    """
    n = validation.whole("n", n, high=3)
    first, second, third = (np.roll(np.eye(3), -k, axis=0)[:n] for k in range(3))
    return Task(np.stack([first, second]), third[None], baseline=0.0)
