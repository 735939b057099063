"""A race over the linear recurrence: a loop, one step a round, against the tree, as many joins a round as there are workers."""

from typing import NamedTuple

import numpy as np

from rnnlab import scan, validation


class Join(NamedTuple):
    """One node of the tree: the steps `first`…`right` (from 0) as a single step."""

    level: int  # from 1
    left: int  # the place whose pair comes first; the other one is that at `right`, where the result stays
    right: int
    first: int
    parts: tuple  # the two pairs (a, b) that were joined
    pair: tuple  # their (a, b); where `first` is 0, b is the state after step `right`
    round: int  # in which it is done, from 1


def sequence(T, seed):
    """Gates a from 0.5 to 1 and inputs b, N(0, 1), each (T,). A longer sequence begins with the shorter one."""
    T, seed = validation.whole("T", T), validation.whole("seed", seed, low=0)
    return np.random.default_rng([seed, 0]).uniform(0.5, 1, T), np.random.default_rng([seed, 1]).standard_normal(T)


def joins(a, b, workers):
    """All nodes of the tree over the steps a, b (T,), level by level, from the state 0: a list of `Join`.

    A level begins when the one before it is done: with enough workers it takes one round.
    """
    b = validation.array("b", b, np.shape(validation.array("a", a, ("T",))))
    workers, done, found = validation.whole("workers", workers), 0, []
    pairs, first = list(zip(np.asarray(a).tolist(), b.tolist(), strict=True)), list(range(len(b)))
    for level, (_, lefts, rights) in enumerate(scan.levels(len(b)), start=1):
        for k, (left, right) in enumerate(zip(lefts, rights, strict=True)):
            parts = pairs[left], pairs[right]
            pairs[right], first[right] = scan.combine(*parts), first[left]
            found.append(Join(level, left, right, first[right], parts, pairs[right], done + k // workers + 1))
        done = found[-1].round
    return found
