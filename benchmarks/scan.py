"""The linear recurrence h_t = a_t * h_{t-1} + b_t as a loop and as a tree: how long each takes, and where they turn.

    python benchmarks/scan.py [--quick]

The width is how many numbers a state has, examples times units. The loop calls numpy twice a step and does 2 operations a
number; the tree has some 2 log2 T levels with a few calls each and does 5, in temporary arrays. So in numpy the tree wins where
calls are the larger part, on long and narrow sequences, and loses where the numbers are. A compiled loop has no calls to save:
beside it a tree needs more cores than its extra work is worth. With two threads each has half of the columns, in both.
"""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from rnnlab import scan

LENGTHS, WIDTHS = (16, 64, 256, 1024, 4096), (1, 4, 16, 64, 256, 1024, 4096)
LARGEST = 2**22  # numbers of a sequence that are tried
ROUNDS, SECONDS = 15, 0.004  # of which the shortest is taken, the one that nothing else came between; each at least so long
THREADS = (1, 2)


def problem(T, width):
    """Steps that neither die out nor run away, and a start."""
    rng = np.random.default_rng(0)
    return rng.uniform(0.5, 1, (T, width)), rng.standard_normal((T, width)), rng.standard_normal(width)


def split(given, threads):
    """The same problem as one for each thread, side by side."""
    return list(zip(*(np.array_split(part, threads, axis=-1) for part in given), strict=True))


def seconds(run, parts, pool):
    """How long one run takes, in calls that together last long enough to be timed."""
    calls, taken = 1, 0.0
    while taken < SECONDS:
        start = time.perf_counter()
        for _ in range(calls):
            if len(parts) == 1:
                run(*parts[0])
            else:
                list(pool.map(lambda part: run(*part), parts))
        taken, calls = time.perf_counter() - start, 2 * calls
    return taken / (calls // 2)


def compared(T, width, threads, rounds):
    """Seconds of the loop and of the tree: the shortest of rounds in which they take turns."""
    parts = split(problem(T, width), threads)
    with ThreadPoolExecutor(threads) as pool:
        times = [[seconds(run, parts, pool) for run in (scan.loop, scan.tree)] for _ in range(rounds)]
    return [min(of_one) for of_one in zip(*times, strict=True)]


def turn(widths, ratios):
    """Where loop / tree falls through 1, between two of the widths tried: in words."""
    for (narrow, before), (wide, after) in zip(zip(widths, ratios), zip(widths[1:], ratios[1:])):
        if before > 1 >= after:
            part = np.log(before) / (np.log(before) - np.log(after))
            return f"the tree wins up to a width of some {float(narrow * (wide / narrow) ** part):.2g}"
    return "the tree wins at every width tried" if ratios[0] > 1 else "the loop wins at every width tried"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round and short sequences: seconds, and rough")
    quick = parser.parse_args().quick
    print("time of the loop over that of the tree: above 1 the tree is faster       (the loop's time, in ms)")
    for threads in THREADS:
        print(f"{threads} thread{'s' if threads > 1 else ''}, width" + "".join(f"{width:>16}" for width in WIDTHS))
        for T in LENGTHS[: 3 if quick else None]:
            widths = [width for width in WIDTHS if width >= threads and T * width <= LARGEST]
            found = {width: compared(T, width, threads, 1 if quick else ROUNDS) for width in widths}
            ratios = [loop / tree for loop, tree in found.values()]
            cells = {width: f"{ratio:.2f} ({1e3 * found[width][0]:.3g})" for width, ratio in zip(widths, ratios)}
            row = "".join(f"{cells.get(width, ''):>16}" for width in WIDTHS)
            print(f"  T = {T:<8}{row}    {turn(widths, ratios)}", flush=True)


if __name__ == "__main__":
    main()
