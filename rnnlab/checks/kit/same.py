"""When two results count as equal, and how they are written beside each other."""

import html

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
    return f"{index} is {_number(array[place])} and should be {_number(right[place])}"


def beside(name, array, right):
    """HTML: the learner's array, the right one and the difference, wrong entries marked."""
    wrong = np.atleast_2d(wrong_entries(array, right))
    if wrong.ndim > 2:  # the first step at which something is wrong
        step = int(np.argwhere(wrong)[0][0])
        name, array, right, wrong = f"{name}[{step}]", array[step], right[step], np.atleast_2d(wrong[step])
        if wrong.ndim > 2:
            return ""
    columns = (("yours", array), ("right", right), ("difference", array - right))
    cells = "".join(
        f'<td style="padding: 0 14px 0 0; text-align: left">{head}{_table(values, wrong)}</td>' for head, values in columns
    )
    name = f'<td style="padding: 0 10px 0 0">{html.escape(name)}</td>'
    return f'<table style="border: 0; margin: 6px 0 0; color: #222"><tr style="background: none">{name}{cells}</tr></table>'


def _table(values, wrong):
    values = np.atleast_2d(values)
    more = values.shape[0] > LARGEST or values.shape[1] > LARGEST
    rows = "".join(
        f"<tr style='background: none'>{''.join(_cell(*cell) for cell in zip(row[:LARGEST], bad[:LARGEST]))}</tr>"
        for row, bad in zip(values[:LARGEST], wrong[:LARGEST])
    )
    return f'<table style="border: 0; margin: 2px 0; color: #222">{rows}</table>{"…" if more else ""}'


def _cell(value, bad):
    look = "background: #D55E00; color: white; font-weight: bold" if bad else "background: #00000012"
    return f'<td style="padding: 2px 6px; border: 1px solid #8884; text-align: right; {look}">{_number(value)}</td>'


def _number(value):
    return f"{value:.3g}".replace("-", "−")
