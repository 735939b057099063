"""The table of the memory map: every network learns the adding problem at seven lengths, three seeds each.

    python benchmarks/memory_map.py [--write [NETWORK ...]]

With --write all runs are done and the table in `rnnlab/lessons/memory_map.json` is written anew, which takes some fifteen
minutes. With names behind it, such as --write GRU "tanh RNN", these networks' runs are done, and the others stay.
Without it the stored table is printed, and its shortest runs are done again beside it. They cannot agree to the last
digit: a last bit that another machine rounds otherwise grows while a network trains.
"""

import argparse
import itertools
import json
import time

import numpy as np
from threadpoolctl import threadpool_limits

from rnnlab.lessons import adding_problem, memory_map
from rnnlab.lessons.memory_map import EVERY, LENGTHS, SEEDS, SETTINGS, STEPS

DIGITS = 4  # of an error, that are kept


def errors_along(name, T, seed):
    """Train a run to its end: its error after 0, EVERY… STEPS steps."""
    run = memory_map.start(name, T, seed)
    run.extend(STEPS)
    return [float(f"{error:.{DIGITS}g}") for error in run.errors()[::EVERY]]


def stored():
    """The runs that the table has: {(name, T, seed): errors}."""
    places = itertools.product(enumerate(memory_map.networks()), enumerate(LENGTHS), range(SEEDS))
    return {(name, T, seed): memory_map.errors()[row, column, seed].tolist() for (row, name), (column, T), seed in places}


def compute(names):
    """All runs of these networks, in the same form."""
    runs = {}
    for seed, T, name in itertools.product(range(SEEDS), LENGTHS, names):
        start = time.perf_counter()
        runs[name, T, seed] = errors_along(name, T, seed)
        print(f"  {name:15} T {T:3}  seed {seed}  error {runs[name, T, seed][-1]:.4f}  {time.perf_counter() - start:4.1f} s")
    return runs


def write(runs, path=memory_map.PATH):
    """Store the runs as JSON, a line each."""
    settings = {
        **SETTINGS,
        "optimizer": "adam",
        "batch": adding_problem.BATCH,
        "steps": STEPS,
        "every": EVERY,
        "mean of": adding_problem.WINDOW,
    }
    networks = []
    for name in adding_problem.NETWORKS:
        lengths = [f'"{T}": [\n' + ",\n".join(json.dumps(runs[name, T, seed]) for seed in range(SEEDS)) + "]" for T in LENGTHS]
        networks.append(f'"{name}": {{\n' + ",\n".join(lengths) + "}")
    text = f'{{"settings": {json.dumps(settings)},\n"errors": {{\n' + ",\n".join(networks) + "}}\n"
    path.write_text(text, encoding="utf-8")


def show():
    """Print the table, the median of the seeds."""
    always_one = f"{adding_problem.ALWAYS_ONE:.3f}"
    print(f"error after {STEPS} steps, median of {SEEDS} seeds; 1/6 = {always_one} is what always saying 1 scores")
    print(f"  {'T':15}" + "".join(f"{T:8}" for T in LENGTHS))
    for name, row in zip(adding_problem.NETWORKS, memory_map.typical()):
        print(f"  {name:15}" + "".join(f"{error:8.4f}" for error in row))


def compare():
    """Do the shortest runs again."""
    print(f"T = {LENGTHS[0]}, seed 0, stored and trained again")
    for row, name in enumerate(adding_problem.NETWORKS):
        stored, again = memory_map.errors()[row, 0, 0], np.array(errors_along(name, LENGTHS[0], 0))
        apart = np.flatnonzero(~np.isclose(stored, again, rtol=0.01))
        where = f"apart by a hundredth after {EVERY * apart[0]} steps" if len(apart) else "within a hundredth all the way"
        print(f"  {name:15}{stored[-1]:8.4f}{again[-1]:8.4f}  {where}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", nargs="*", metavar="NETWORK", help="compute the table, or some rows of it, and store it")
    names = parser.parse_args().write
    with threadpool_limits(limits=1):
        if names is not None:
            write((stored() if names else {}) | compute(names or adding_problem.NETWORKS))
        else:
            show()
            compare()


if __name__ == "__main__":
    main()
