"""Which labs are open, and who hears of their moves."""

import pytest
from support.hands import play

from rnnlab import labs
from rnnlab.labs.kit import opened


class Watcher:
    def __init__(self):
        self.heard = []
        opened.watch(self)

    def moved(self, lab, *, clock):
        self.heard.append((lab, clock))


@pytest.fixture
def lab():
    lab = labs.cliff()
    yield lab
    lab.close()


def test_a_lab_is_found_by_its_name_until_it_is_closed(lab):
    assert opened.first("cliff") is lab
    lab.close()
    assert opened.first("cliff") is None


def test_each_move_is_told_and_so_are_start_and_stop(lab):
    watcher = Watcher()
    lab.set(T=12)
    assert watcher.heard == [(lab, False)]
    play(lab).playing = True
    play(lab).playing = False
    assert watcher.heard == [(lab, False), (lab, True), (lab, True)]


def test_a_lab_that_is_being_made_or_is_closed_is_not_told_of(lab):
    watcher = Watcher()
    labs.five_gradients().close()
    assert watcher.heard == []
    lab.close()
    lab.set(T=12)
    assert watcher.heard == []
