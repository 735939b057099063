"""How long a learner waits for a verdict: on the right answer, on a known mistake, on another slip, and on two slips at once.

    python benchmarks/checks.py [EXERCISE ...]

The slips are drawn from the edits of the answer, those that give other numbers; two at once from those of likely kinds, in two
lines. Beside the seconds stands how many of them were
explained: their verdict is not "wrong numbers".
"""

import argparse
import statistics
import time

import numpy as np

from rnnlab import checks
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.search import LIKELY, POSSIBLE

SLIPS, PAIRS = 12, 5


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="their names; without, all of them")
    wanted = parser.parse_args().exercises
    print(f"{'seconds, median and longest':26}{'right':>8}{'known mistake':>18}{'one slip':>18}{'':8}{'two slips':>18}")
    for check in checks.ALL:
        if not wanted or check.name in wanted:
            measure(check)


def measure(check):
    rng, program = np.random.default_rng(0), check.programs[0]
    check(lambda *case: 0)  # what is made once is made
    tries = program.once(edits, check.cases[0])
    right = [timed(check, check.answer)[0] for _ in range(3)]
    known = [timed(check, mistake.function)[0] for mistake in check.mistakes]
    single = wrong(check, program, ((tries[k],) for k in rng.permutation(len(tries))), SLIPS)
    likely = [edit for edit in tries if edit.kind in (*LIKELY, *POSSIBLE)]
    pairs = ([likely[k] for k in pair] for pair in rng.integers(len(likely), size=(400, 2)))
    double = wrong(check, program, (tuple(pair) for pair in pairs if pair[0].line != pair[1].line), PAIRS)
    told = [f"{sum(explained for _, explained in some)}/{len(some)}" for some in (single, double)]
    columns = [
        f"{statistics.median(some):8.2f}{max(some):8.2f}" for some in (known, *([t for t, _ in s] for s in (single, double)))
    ]
    print(f"{check.name:26}{statistics.median(right):8.3f}  {columns[0]}  {columns[1]} {told[0]:>7}  {columns[2]} {told[1]:>7}")


def wrong(check, program, slips, count):
    """(seconds, whether it was explained) of the first slips that give wrong numbers."""
    found = []
    for slip in slips:
        try:
            function = program.compiled(slip)
        except (SyntaxError, TypeError, ValueError):
            continue
        seconds, verdict = timed(check, function)
        if not verdict.passed and verdict.reason not in ("error", "wrong type", "not a number", "not answered"):
            found.append((seconds, verdict.reason != "wrong numbers"))
        if len(found) == count:
            break
    return found or [(0.0, True)]


def timed(check, function):
    begin = time.perf_counter()
    verdict = check(function)
    return time.perf_counter() - begin, verdict


if __name__ == "__main__":
    main()
