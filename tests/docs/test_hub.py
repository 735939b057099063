"""What docs/hub.md says of a class's size follows from what it says was measured."""

import math
import pathlib
import re

import pytest

TEXT = (pathlib.Path(__file__).parents[2] / "docs" / "hub.md").read_text(encoding="utf-8")
MOVES = 2  # a second


def measured(words, unit):
    return float(re.search(rf"^\| {words}.*\| ([\d.]+) {unit} \|$", TEXT, re.MULTILINE)[1])


ROWS = re.findall(r"^\| (\d+) \| ([\d.]+) GiB \| (\d+) \| (\d+) Mbit/s \|$", TEXT, re.MULTILINE)


def test_there_are_rows():
    assert [row[0] for row in ROWS] == ["10", "30", "60", "100"]


@pytest.mark.parametrize(("learners", "memory", "cores", "network"), ROWS)
def test_a_row_follows_from_what_was_measured(learners, memory, cores, network):
    learners = int(learners)
    assert float(memory) == pytest.approx(learners * measured("memory of a learner", "MiB") / 1024, abs=0.1)
    assert int(cores) == math.ceil(learners * MOVES * measured("CPU of a move", "ms") / 1000)
    assert int(network) == pytest.approx(learners * MOVES * measured("sent to the page", "kB") * 8 / 1000, abs=1)
