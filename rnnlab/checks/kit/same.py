"""When two results count as equal, and how they are written beside each other."""

import html
from typing import NamedTuple

import numpy as np

CLOSE = 5e-6  # relative: room for an answer in float32, or for a small number that keeps a division from failing
LARGEST = 6  # rows and columns that are written out


def same(arrays, others, close=CLOSE):
    """Equal up to rounding, measured by the largest entry of each array. What is infinite or NaN equals nothing."""
    return len(arrays) == len(others) and all(
        a.shape == b.shape and np.abs(a - b).max(initial=0) < close * max(np.abs(b).max(initial=0), 1e-300)
        for a, b in zip(arrays, others, strict=True)
    )


def wrong_entries(array, right, close=CLOSE):
    """A mask: where an entry differs by more than rounding."""
    return ~(np.abs(array - right) < close * max(np.abs(right).max(initial=0), 1e-300))


def first_wrong(array, right):
    """'[0, 1] is 0.5 and should be 0.25', of the first entry that is wrong; of a number ' is 0.5 and should be 0.25'."""
    place = tuple(int(k) for k in np.argwhere(wrong_entries(array, right))[0])
    index = f"[{', '.join(map(str, place))}]" if place else ""
    written = ([_number(value, digits) for value in (array[place], right[place])] for digits in (3, 6, 9, 17))
    one, other = next(pair for pair in written if pair[0] != pair[1])
    return f"{index} is {one} and should be {other}"


class Beside(NamedTuple):
    """One result of the learner's beside the right one: as a table on the page, and as text."""

    name: str
    array: np.ndarray  # of two axes, as are the others
    right: np.ndarray
    difference: np.ndarray
    wrong: np.ndarray  # of bools
    indices: bool = False  # the difference of two of them means nothing

    def html(self):
        """Yours, right and difference, wrong entries marked."""
        cells = "".join(
            f'<td style="padding: 0 14px 0 0; text-align: left">{head}{_table(*part)}</td>' for head, *part in self._columns()
        )
        name = f'<td style="padding: 0 10px 0 0">{html.escape(self.name)}</td>'
        return f'<table style="border: 0; margin: 6px 0 0; color: #222"><tr style="background: none">{name}{cells}</tr></table>'

    def text(self):
        """The same in lines of characters; what is wrong stands in brackets."""
        blocks = [[head, *_lines(*part)] for head, *part in self._columns()]
        widths = [max(map(len, block)) for block in blocks]
        rows = ("   ".join(map(str.ljust, row, widths)).rstrip() for row in zip(*blocks, strict=True))
        return "\n".join([f"{self.name}:", *rows])

    def _columns(self):
        """(heading, corner of the array, where it is wrong, whether there is more of it), for each column."""
        more = max(self.wrong.shape) > LARGEST
        columns = ("yours", self.array), ("right", self.right), ("difference", self.difference)
        for head, array in columns[: 2 if self.indices else 3]:
            yield head, array[:LARGEST, :LARGEST], self.wrong[:LARGEST, :LARGEST], more


def beside(name, array, right, indices=False):
    """The two beside each other; of a sequence the first step at which something is wrong. None of what has more axes."""
    if array.ndim > 2:
        step = int(np.argwhere(wrong_entries(array, right))[0][0])
        name, array, right = f"{name}[{step}]", array[step], right[step]
    if array.ndim <= 2:
        return Beside(name, *map(np.atleast_2d, (array, right, array - right, wrong_entries(array, right))), indices)


def _table(values, wrong, more):
    rows = "".join(
        f"<tr style='background: none'>{''.join(map(_cell, *pair))}</tr>" for pair in zip(values, wrong, strict=True)
    )
    return f'<table style="border: 0; margin: 2px 0; color: #222">{rows}</table>{"…" if more else ""}'


def _cell(value, bad):
    look = "background: #b84e00; color: white; font-weight: bold" if bad else "background: #00000012"
    return f'<td style="padding: 2px 6px; border: 1px solid #8884; text-align: right; {look}">{_number(value)}</td>'


def _lines(values, wrong, more):
    numbers = [[f"[{_number(v)}]" if bad else f" {_number(v)} " for v, bad in zip(*pair)] for pair in zip(values, wrong)]
    width = max(len(number) for row in numbers for number in row)
    return [" ".join(number.rjust(width) for number in row) for row in numbers] + ["…"] * more


def _number(value, digits=3):
    return f"{value + 0.0:.{digits}g}".replace("-", "−")
