"""The learner's own gradients in the hands of a laboratory: they are called as they are, and nothing that they do stops it."""

import functools

import numpy as np

from rnnlab.checks import one_step
from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.results import Answer, numbers, other_shape, plain, results_of

CHECKS = {name: getattr(one_step, f"check_grad_{name}") for name in ("O", "z", "W_xh", "W_hh", "b_h", "W_hy", "b_y")}


class OwnFunctions:
    """`own["W_hh"](h_prev, h, dz)` is what the learner's function returns: an array of the right shape, with any numbers.

    by: a dict with the functions of the exercises in `rnnlab.checks.one_step`, by the name of what they find, as in CHECKS.
    Where one gives no such array the right answer stands in from then on, and `trouble` says why, by name. Raises TypeError or
    ValueError naming `by`.
    """

    def __init__(self, by):
        if not isinstance(by, dict):
            raise TypeError(f"by must be a dict of functions; got {type(by).__name__}")
        if others := [str(name) for name in by if name not in CHECKS]:
            raise ValueError(f"by must have names of {', '.join(CHECKS)}; got {', '.join(others)}")
        self.trouble = {name: "not given." for name in CHECKS if name not in by}
        self._by, self._shapes = by, {}

    def __getitem__(self, name):
        return functools.partial(self._call, name, CHECKS[name])

    def words(self):
        """Which are not the learner's own, and why. Empty if all are."""
        told = {}
        for name, reason in self.trouble.items():
            told.setdefault(reason, []).append(f"grad_{name}")
        return "The right one stands in for" * bool(told) + "".join(f" {', '.join(told[reason])}: {reason}" for reason in told)

    def _call(self, name, check, *arguments):
        if name not in self.trouble:
            try:
                return self._answer(name, check, arguments)
            except Answer as wrong:
                self.trouble[name] = wrong.args[1]
        return check.answer(*arguments)

    def _answer(self, name, check, arguments):
        """The first time the answer is looked at from all sides, which takes its time; then its shape alone."""
        function = self._by[name]
        if name in self._shapes:
            again, _ = attempt(lambda: np.asarray(plain(function(*(A.copy() for A in arguments))), float))
            if again is not None and again.shape == self._shapes[name]:
                return again
        case = dict(zip(check.cases[0], arguments, strict=True))
        answer = numbers(check, function, case)
        if another := other_shape(check, answer, results_of(check.answer, case), case):
            raise another
        self._shapes[name] = answer[0].shape
        return answer[0]
