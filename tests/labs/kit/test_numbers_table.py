"""The table of readings: folded away it is empty, open it follows the picture."""

import pytest
from support.hands import every
from support.toy import toy

from rnnlab import labs
from rnnlab.labs.kit.numbers_table import Numbers


def test_it_is_written_only_while_it_is_open():
    lab = toy()
    (numbers,) = every(Numbers, lab)
    assert (numbers.table.value, numbers.table.layout.display) == ("", "none")
    numbers.button.value = True
    assert "everything added up" in numbers.table.value
    assert "<td>10.5</td>" in numbers.table.value
    assert numbers.table.layout.display is None
    lab.set(step=10)
    assert "<td>20.5</td>" in numbers.table.value
    numbers.button.value = False
    lab.set(step=20)
    assert "<td>30.5</td>" not in numbers.table.value


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_every_reading_has_words(make):
    lab = make()
    for preset in [{}, *lab.presets.values()]:
        lab.set(**preset)
        assert lab.readings.keys() <= lab.words.keys()
