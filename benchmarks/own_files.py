"""How long a laboratory takes for each file of the kinds that people feed to it: letters or a sentence within two seconds.

python benchmarks/own_files.py
"""

import argparse
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests"))
from support import odd_files

from rnnlab import labs

BAR = 2.0  # seconds


def seconds(lab, path):
    start = time.perf_counter()
    lab.set(path=path)
    return time.perf_counter() - start


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    makers = (labs.ngram, labs.character_training)
    slowest = 0.0
    print(f"{'':40}" + "".join(f"{make.__name__:>20}" for make in makers) + "  s")
    for name in odd_files.ALL:
        with tempfile.TemporaryDirectory() as folder:
            path, _ = odd_files.made(name, pathlib.Path(folder))
            times = [seconds(make(), path) for make in makers]
        slowest = max(slowest, *times)
        print(f"{name:40}" + "".join(f"{took:20.2f}" for took in times))
    print(f"the slowest: {slowest:.2f} s; bar {BAR:.0f} s: {'met' if slowest <= BAR else 'NOT MET'}")


if __name__ == "__main__":
    main()
