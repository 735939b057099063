"""What is said about the calculation of one step: the formula of a stage, how one entry comes about, and what does not fit."""

import re
from typing import NamedTuple

from rnnlab.labs.matrices_to_scale.calculation import STAGES
from rnnlab.views.panels.blocks import short, size_words

TERMS = 4  # of a long sum that are written out
PARTS = ("a", "c", "b_h")  # of z


class Said(NamedTuple):
    """The words for one stage."""

    title: str
    formula: list  # two lines, large
    foot: list  # two lines below the blocks
    summary: str
    trouble: bool = False


def said(calculation, step):
    """The words for a stage of a calculation, whether it goes well or not."""
    stage = list(STAGES)[step - 1]
    normal = _STAGE_WORDS[stage](calculation)
    start = f"Step {step} of {len(STAGES)}, {stage}: "
    if calculation.stops(step):
        return _stopped(calculation, stage, normal, start)
    if calculation.accident(step):
        foot = _accident(calculation, step)
        return Said(stage, normal.formula, foot, f"{start}{normal.summary} {' '.join(foot)}", trouble=True)
    further = ""
    if calculation.found.stopped:
        further = f" Further on, at the stage {list(STAGES)[calculation.furthest - 1]}, numpy will stop."
    entry = " ".join(normal.foot[0].split())
    return normal._replace(title=stage, summary=f"{start}{normal.summary} {entry}.{further}")


# The stages, when all goes well


def _product(calculation):
    lines, facts = [], []
    for name in ("a", "c"):
        first, second = calculation.inputs(name)
        sizes = size_words(calculation[name].shape)
        lines.append(f"{calculation.words(name)}    {_size(calculation, first)}{_size(calculation, second)} → ({sizes})")
        facts.append(f"{_named(calculation, first)} times {_named(calculation, second)} is {sizes}")
    first, second = (_entry(calculation, name, _terms(calculation, name)) for name in ("a", "c"))
    kept = _kept(calculation, "W_xh", "W_hh")
    return Said("", lines, [first, kept or second], f"{', and '.join(facts)}. {kept}".strip())


def _sum(calculation):
    formula = f"{calculation.words('z')} = {' + '.join(map(calculation.words, PARTS))}"
    shapes = f"{' + '.join(_size(calculation, name) for name in PARTS)} → {_size(calculation, 'z')}"
    terms = _plus([calculation.value(name) for name in PARTS])
    repeated = _repeated(calculation, "b_h", "z")
    summary = f"{formula} is {size_words(calculation['z'].shape)}. {repeated}".strip()
    return Said("", [formula, shapes], [_entry(calculation, "z", terms), repeated], summary)


def _relu(calculation):
    z, h, values = calculation.words("z"), calculation.words("h"), calculation["z"]
    off = f"Below 0 in {z}, and so 0 in {h}: {(values < 0).sum()} of {_count(values.size, 'entry')}."
    formula = [f"{h} = ReLU({z}) = max({z}, 0)", f"{_size(calculation, 'z')} → {_size(calculation, 'h')}"]
    entry = _entry(calculation, "h", f"max({_exact(calculation.value('z'))}, 0)")
    return Said("", formula, [entry, off], f"{h} is {z} with 0 in the place of what is below 0. {off}")


def _readout(calculation):
    first, second = calculation.inputs("p")
    formula = f"{calculation.words('O')} = {calculation.words('p')} + {calculation.words('b_y')}"
    factors = f"{_size(calculation, first)}{_size(calculation, second)}"
    shapes = f"{factors} + {_size(calculation, 'b_y')} → {_size(calculation, 'O')}"
    terms = f"{_terms(calculation, 'p')} + {_factor(calculation.value('b_y'))}"
    repeated = _kept(calculation, "W_hy") or _repeated(calculation, "b_y", "O")
    summary = f"{formula} is {size_words(calculation['O'].shape)}. {repeated}".strip()
    return Said("", [formula, shapes], [_entry(calculation, "O", terms), repeated], summary)


def _loss(calculation):
    q, squares = calculation.words("q"), calculation["q"]
    shapes = f"({_size(calculation, 'target')} − {_size(calculation, 'O')})² → {_size(calculation, 'q')} → one number"
    entry = _entry(calculation, "q", f"({_exact(calculation.value('target'))} − {_factor(calculation.value('O'))})²")
    both = f"The sum adds up {_count(squares.size, 'entry')}. The mean is the sum divided by {squares.size}."
    numbers = f"Its sum is {short(squares.sum(), 3)}, its mean is {short(squares.mean(), 3)}."
    summary = f"{q} is a matrix, {size_words(squares.shape)}. {numbers}"
    return Said("", [f"{q} is a matrix; its sum or mean is L", shapes], [entry, both], summary)


_STAGE_WORDS = dict(zip(STAGES, (_product, _sum, _relu, _readout, _loss)))


# Where numpy stops, and where it does not although it should


def _stopped(calculation, stage, normal, start):
    node, complaint = calculation.found.stopped, calculation.found.complaint
    (first, side), (second, other) = calculation.misfits().items()
    here, there = _side(calculation, first, side), _side(calculation, second, other)
    if stage == "product":
        formula = [_refused(normal.formula[("a", "c").index(node.name)]), f"{here} ≠ {there}"]
    else:
        formula = [normal.formula[0], _refused(normal.formula[1])]
    names = calculation.words(first), calculation.words(second)
    if node.operation == "product":
        entries = _count(calculation[first].shape[1], "entry"), calculation[second].shape[0]
        reason = f"A row of {names[0]} has {entries[0]}, a column of {names[1]} has {entries[1]}. They are multiplied in pairs."
    else:
        reason = f"{names[0]} has {here}, {names[1]} has {there}. Entries are added in pairs."
    says = _brief(complaint)
    return Said(f"✘ {stage}", formula, [reason, f"numpy says: {says}"], f"{start}numpy stops. It says: {says}.", trouble=True)


def _accident(calculation, step):
    """Two lines on what went wrong without a complaint."""
    name = calculation.accident(step)
    wanted, got = calculation.right.values[name].shape, calculation[name].shape
    if wanted != got:
        what = f"{calculation.words(name)} is {size_words(got)} where {size_words(wanted)} was wanted."
    elif name == "a":
        what = f"The sizes fit by chance, but {calculation.words('a')} is the wrong way round."
    else:
        target, O = calculation.words("target"), calculation.words("O")
        what = f"The only {_line(calculation)} of {target} is compared with every {_line(calculation)} of {O}."
    return [f"numpy does not complain. {what}", _consequence(calculation)]


def _consequence(calculation):
    if calculation.found.stopped:
        return f"It will stop further on, at the stage {list(STAGES)[calculation.furthest - 1]}."
    got, wanted = (short(found.values["L"], 3) for found in (calculation.found, calculation.right))
    if got == wanted:
        return "The loss is right by chance."
    return f"The sum of the squares comes out as {got}. It should be {wanted}."


def _refused(line):
    return f"{line.rpartition('→')[0]}→ ✘"


def _brief(complaint):
    """The part of numpy's complaint that has the sizes in it."""
    core = re.search(r"\((size .* is different from .*)\)$", complaint)
    return core[1] if core else complaint


# Words for sizes and numbers


def _size(calculation, name):
    return f"({size_words(calculation[name].shape)})"


def _named(calculation, name):
    return f"{calculation.words(name)} {_size(calculation, name)}"


def _side(calculation, name, side):
    return _count(calculation[name].shape[side == "columns"], side[:-1])


def _line(calculation):
    """What an example is."""
    return "column" if calculation.notation.columns else "row"


def _repeated(calculation, bias, result):
    """That a bias is added to every example, if there is more than one."""
    if calculation[bias].shape == calculation[result].shape:
        return ""
    line = _line(calculation)
    return f"{calculation.words(bias)} has one {line}, which is added to every {line}."


def _kept(calculation, *names):
    """How PyTorch keeps some weights, if its names are on."""
    kept = [*filter(None, (calculation.notation.kept(name, calculation[name].shape) for name in names))]
    stand = "they stand" if kept[1:] else "it stands"
    how = f"as {stand} in the formula" if calculation.notation.columns else "so the formula takes the transpose"
    return f"PyTorch keeps {' and '.join(kept)}, {how}." if kept else ""


def _entry(calculation, name, terms):
    value, (row, column) = calculation.value(name), calculation.entry
    exact = short(value, 3)
    sign = "=" if abs(float(exact) - value) < 1e-9 else "≈"
    return f"Entry ({row + 1}, {column + 1}) of {calculation.words(name)}:  {terms} {sign} {_exact(value)}"


def _terms(calculation, name):
    first, second = (calculation[factor] for factor in calculation.inputs(name))
    row, column = calculation.entry
    factors = first.take(row, axis=0, mode="clip"), second.take(column, axis=1, mode="clip")
    signs = (_exact, *[_factor] * (first.shape[1] - 1))  # the first number of a sum needs no brackets
    pairs = [f"{said(left)}·{_factor(right)}" for said, left, right in zip(signs, *factors)]
    return " + ".join(pairs[:TERMS]) + (f" + … ({len(pairs)} terms)" if len(pairs) > TERMS else "")


def _plus(values):
    first, *rest = values
    return " + ".join([_exact(first), *map(_factor, rest)])


def _factor(value):
    """A number behind a sign: in brackets if it has one of its own."""
    return f"({_exact(value)})" if value < 0 else _exact(value)


def _exact(value):
    return short(value, 3).replace("-", "−")


def _count(number, noun):
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
