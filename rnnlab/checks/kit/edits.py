"""Every small edit of a short function: what somebody writes who makes one slip.

A rule takes a node of the syntax tree and yields (kind, another node) for what could stand there instead. The kinds are those
of `words`, which makes a sentence of an edit.
"""

import ast
import collections
import itertools
import re

import numpy as np

from rnnlab.checks.kit import templates
from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.program import JOINED, Edit, put, quantity, statements


def edits(program, case):
    """All edits of a program, small ones first. The arguments of `case` tell which names are of one kind."""
    scope = _Scope(program, case)
    single = [*_of_expressions(program, scope), *_of_statements(program)]
    return [*single, *_everywhere(single), *(edit for edit in _of_names(program, scope) if edit.places)]


class _Scope:
    """What else could stand somewhere: arrays, numbers, the parameters of a cell, and sizes."""

    def __init__(self, program, case):
        values = program.values(case)
        self.values = program.names | values
        self.arrays = [name for name, value in values.items() if isinstance(value, np.ndarray) or _of_numbers(value)]
        longest = max((len(value) for name, value in case.items() if name in self.arrays and np.ndim(value)), default=0)
        self.rows = [name for name in case if name in self.arrays and np.shape(values[name])[:1] == (longest,)]
        self.numbers = [name for name, value in values.items() if isinstance(value, int | float | np.number)]
        found = [ast.unparse(node) for node in ast.walk(program.function) if isinstance(node, ast.Subscript) and _read(node)]
        self.entries = list(dict.fromkeys(found))  # such as dH[t]
        self.parameters = {name: value._fields for name, value in case.items() if hasattr(value, "_fields")}
        sizes = {}
        for name, value in case.items():
            if isinstance(value, np.ndarray):
                for axis, size in enumerate(value.shape):
                    sizes.setdefault(size, f"{name}.shape[{axis}]" if axis else f"len({name})")
                sizes.setdefault(value.size, f"{name}.size")
        self.sizes = [*(text for size, text in sizes.items() if size != 1), *(n for n in case if n in self.numbers)]

    def like(self, name):
        """Other names of the same kind."""
        kind = next((kind for kind in (self.arrays, self.numbers) if name in kind), [])
        return [other for other in kind if other != name]

    def entries_like(self, name):
        """What the program reads by an index, of the shape of an array."""
        shape = np.shape(self.values[name]) if name in self.arrays else None
        return [text for text in self.entries if self._shape(_source(text)) == shape]

    def is_parameter(self, node):
        """Whether a node is one of the parameters of a cell, such as p.W_xi."""
        return isinstance(node, ast.Attribute) and ast.unparse(node.value) in self.parameters

    def beside(self, node):
        """The arrays that something of the shape of a node can be added to, or multiplied with, and keep that shape."""
        shape = self._shape(node)
        return [name for name in self.arrays if shape and _reaches(np.shape(self.values[name]), shape)]

    def _shape(self, node):
        """The shape of what a node is when the function returns; None where it is nothing then."""
        value, error = attempt(eval, compile(ast.Expression(node), "<node>", "eval"), self.values)
        return None if error else attempt(np.shape, value)[0]


def _of_numbers(value):
    return isinstance(value, list) and all(isinstance(number, int) for number in value)


def _reaches(shape, other):
    return len(shape) == len(other) and all(a in (1, b) for a, b in zip(shape, other, strict=True))


def _of_expressions(program, scope):
    found = {}
    for _, _, statement in statements(program.function.body):
        value = getattr(statement, "value", None)
        whole = value is not None and not isinstance(value, ast.Tuple)
        for place, node in _expressions(statement):
            rules = (_scaled, *RULES) if whole and node is value else (_names,) if _is_written_to(place[0], node) else RULES
            for kind, new in itertools.chain.from_iterable(rule(node, scope) for rule in rules):
                edit = _edit(kind, statement, node, new, place)
                if edit.now != edit.was:
                    found.setdefault((id(node), edit.now), edit)
    return found.values()


def _edit(kind, statement, node, new, place):
    _located(new, node)
    return Edit(kind, quantity(statement), ast.unparse(node), ast.unparse(new), ((*place, new),))


def _located(new, old):
    return ast.fix_missing_locations(ast.copy_location(new, old))


def _expressions(node):
    """((parent, field, index), node) of every expression that is read in a statement, its body left out."""
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.expr):
                yield (node, field, index), child
            if isinstance(child, ast.expr | ast.keyword | ast.Slice | ast.comprehension):
                yield from _expressions(child)


# Rules

SIGNS = {ast.Add: 1, ast.Sub: -1}


def _source(text):
    return ast.parse(text, mode="eval").body


def _with(template, Q, R=None):
    """What a template says, with the nodes themselves in it: another edit may be within."""
    tree = ast.Expression(_source(template))
    for place, node in list(_expressions(tree)):
        if isinstance(node, ast.Name) and node.id in "QR":
            put(*place, Q if node.id == "Q" else R)
    return tree.body


def _all_with(by_kind, Q, R=None):
    """(kind, node) for all the templates of a dict."""
    for kind, texts in by_kind.items():
        yield from ((kind, _with(text, Q, R)) for text in texts)


def _call(function, *arguments):
    return ast.Call(_source(function), list(arguments), [])


def _read(node):
    return not isinstance(getattr(node, "ctx", None), ast.Store)


def _is_written_to(parent, node):
    """Whether entries of what a node names are assigned to: another array may be in its place, but nothing computed."""
    return isinstance(parent, ast.Subscript) and parent.value is node and not _read(parent)


def _turned(node):
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else _with("Q.T", node)


def _shifted(node, by):
    """A number moved by `by`, as one writes it: t - 1 moved by 1 is t."""
    if by == 0:
        return node
    if isinstance(node, ast.Constant):
        return ast.Constant(node.value + by)
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and type(node.op) in SIGNS:
        return _shifted(node.left, SIGNS[type(node.op)] * node.right.value + by)
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _names(node, scope):
    if isinstance(node, ast.Name) and _read(node):
        for other in (*scope.like(node.id), *scope.entries_like(node.id)):
            yield "name", _source(other)
        if node.id in scope.numbers:
            yield from (("number", ast.Constant(number)) for number in templates.NUMBERS)
    if scope.is_parameter(node):
        for other in scope.parameters[node.value.id]:
            if other != node.attr:
                yield "name", _with(f"Q.{other}", node.value)


def _operators(node, scope):
    if not isinstance(node, ast.BinOp):
        return
    left, right, operator = node.left, node.right, type(node.op)
    yield "left out", left
    yield "left out", right
    if isinstance(left, ast.BinOp) and type(left.op) is operator:  # two of three parts
        yield "left out", left.left
        yield "left out", left.right
    for other in templates.OPERATORS.get(operator, ()):
        yield "sign" if {other, operator} == {ast.Add, ast.Sub} else "operator", ast.BinOp(left, other(), right)
    if operator in (ast.Sub, ast.Div, ast.MatMult, ast.Pow):
        yield "order", ast.BinOp(right, node.op, left)
    if operator in (ast.Add, ast.Sub, ast.Mult, ast.Div):
        yield "twice", ast.BinOp(node, node.op, right)
    if operator in (ast.Add, ast.Mult):
        yield "twice", ast.BinOp(left, node.op, node)
    if operator is ast.MatMult:
        yield "transpose", ast.BinOp(_turned(left), node.op, right)
        yield "transpose", ast.BinOp(left, node.op, _turned(right))
        yield "transpose", ast.BinOp(_turned(left), node.op, _turned(right))
        yield "transpose", _with("(R.T @ Q.T).reshape(len(Q), -1)", left, right)
        if isinstance(left, ast.Attribute) and left.attr == "T":
            yield from _all_with(templates.PRODUCTS, left.value, right)
        if isinstance(right, ast.Attribute) and right.attr == "T":
            yield "transpose", ast.BinOp(left, node.op, _call("np.linalg.inv", right.value))
        yield "overwritten", _with(templates.OVERWRITTEN, left, right)
    if operator is ast.Pow:
        yield from (("operator", _with(product, left)) for product in ("Q @ Q.T", "Q.T @ Q"))
    if isinstance(left, ast.BinOp):
        yield "brackets", ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
    if isinstance(right, ast.BinOp):
        yield "brackets", ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
    if operator is ast.Pow and isinstance(left, ast.Call) and left.args:
        yield "brackets", ast.Call(left.func, [ast.BinOp(left.args[0], node.op, right), *left.args[1:]], left.keywords)


def _calls(node, scope):
    if isinstance(node, ast.Name | ast.Attribute):  # of a function: the same change in many lines is one slip
        for family in templates.FAMILIES:
            if (text := ast.unparse(node)) in family:
                for other in family:
                    if other != text:
                        yield "function", _source(other)
    if not isinstance(node, ast.Call):
        return
    name = ast.unparse(node.func)
    for argument in node.args:
        yield "function left out", argument
        if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add | ast.Sub) and len(node.args) == 1:
            yield "brackets", ast.BinOp(ast.Call(node.func, [argument.left], node.keywords), argument.op, argument.right)
    if isinstance(node.func, ast.Attribute) and node.func.attr in templates.METHODS and not name.startswith("np."):
        inside = node.func.value
        yield "function left out", inside
        for method in templates.METHODS:
            if method != node.func.attr:
                yield "function", ast.Call(_with(f"Q.{method}", inside), node.args, node.keywords)
        yield from (("function", _with(other, inside)) for other in templates.OF_ALL)
        for axes in templates.AXES:
            yield "axis", ast.Call(node.func, [], _source(f"f({axes})").keywords)
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Pow):  # the sum's square, for the sum of the squares
            total = ast.Call(_with(f"Q.{node.func.attr}", inside.left), [], node.keywords)
            yield "brackets", ast.BinOp(total, ast.Pow(), inside.right)
    if name == "np.sqrt":
        yield "brackets", _with("Q / 2", node.args[0])  # ** 1 / 2 for ** (1 / 2)
    if name == "range":
        start, stop = node.args[:2] if len(node.args) > 1 else (ast.Constant(0), *node.args)
        for first, last in list(itertools.product((0, -1, 1), repeat=2))[1:]:
            yield "range", ast.Call(node.func, [_shifted(start, first), _shifted(stop, last), *node.args[2:]], [])
        for other in scope.numbers:
            yield "range", ast.Call(node.func, [_source(other), stop, *node.args[2:]], [])
            yield "range", ast.Call(node.func, [start, stop, _source(other)], [])
        yield "range", _call("reversed", node)
    if name == "np.maximum" and ast.unparse(node.args[1]) == "0":
        yield from (("function", _with(other, node.args[0])) for other in templates.RECTIFIERS)


def _comparisons(node, scope):
    if isinstance(node, ast.Compare):
        for other in templates.COMPARISONS:
            if not isinstance(node.ops[0], other):
                yield "comparison", ast.Compare(node.left, [other()], node.comparators)
        yield from (("mask", _with(mask, node.left)) for mask in templates.MASKS)
    if isinstance(node, ast.UnaryOp):
        yield "sign", node.operand


def _constants(node, scope):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in dict.fromkeys((*templates.NUMBERS, node.value + 1, node.value - 1, -node.value)):
            if value != node.value:
                yield "number", ast.Constant(value)
    if isinstance(node, ast.Constant) and node.value in ("left", "right"):
        yield "number", ast.Constant({"left": "right", "right": "left"}[node.value])


def _subscripts(node, scope):
    if not isinstance(node, ast.Subscript):
        return
    if _read(node):
        yield "index", node.value
    for index in _other_indices(node.slice):
        yield "index", ast.Subscript(node.value, index, node.ctx)


def _other_indices(index):
    if isinstance(index, ast.Slice):
        for lower, upper in itertools.product((0, -1, 1), (0, -1, 1)):
            yield ast.Slice(_shifted(index.lower or ast.Constant(0), lower), index.upper and _shifted(index.upper, upper))
        yield ast.Slice(None, index.upper)
        yield ast.Slice(index.lower, None)
        yield ast.Slice(None, None, ast.Constant(-1))
    elif isinstance(index, ast.Tuple | ast.List):
        for place in range(len(index.elts)):
            if isinstance(index, ast.Tuple):
                yield ast.Tuple([ast.Slice() if k == place else part for k, part in enumerate(index.elts)], ast.Load())
            else:
                yield ast.List(index.elts[:place] + index.elts[place + 1 :], ast.Load())
                yield ast.List([index.elts[place]], ast.Load())
        yield type(index)(index.elts[::-1], ast.Load())
    else:
        yield from (_shifted(index, by) for by in (-1, 1, 2))
        yield from (ast.Constant(place) for place in (0, -1))


def _around(node, scope):
    """Something more around an array: a function, a share turned round, one example of all, a factor."""
    is_array = isinstance(node, ast.Name) and _read(node) and node.id in (*scope.arrays, *scope.numbers)
    is_given = is_array or scope.is_parameter(node)
    is_made = isinstance(node, ast.BinOp | ast.Call | ast.Compare) or (isinstance(node, ast.Subscript) and _read(node))
    is_made = is_made and not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("len", "range", "reversed"))
    if not (is_given or is_made):
        return
    yield from _all_with(templates.AROUND, node)
    for name in scope.beside(node):
        yield from _all_with(templates.BESIDE, node, _source(name))
    if (slope := templates.SLOPE.fullmatch(ast.unparse(node))) and slope[1].isidentifier():
        yield from (("slope", _with(other, _source(slope[1]))) for other in templates.SLOPES)
    if not isinstance(node, ast.Compare):
        yield from (("averaged", ast.BinOp(node, ast.Div(), _source(size))) for size in scope.sizes)
    if is_given:
        yield from (("factor added", ast.BinOp(node, ast.Mult(), _source(size))) for size in scope.sizes)


def _scaled(value, scope):
    """A whole line by a factor, or averaged."""
    for number in (2, 0.5, -1):
        yield "scaled", ast.BinOp(ast.Constant(number), ast.Mult(), value)
    for size in scope.sizes:
        yield "averaged", ast.BinOp(value, ast.Div(), _source(size))
        yield "scaled", ast.BinOp(value, ast.Mult(), _source(size))
        yield "averaged", ast.BinOp(value, ast.Div(), _source(f"(2 * {size})"))
        for by in (-1, 1):
            yield "averaged", ast.BinOp(value, ast.Mult(), _source(f"({size} / ({size} {by:+d}))"))


RULES = (_names, _operators, _calls, _comparisons, _constants, _subscripts, _around)


# Statements


def _of_statements(program):
    for rows, place, statement in statements(program.function.body):
        parent = next(node for node in ast.walk(program.function) if getattr(node, "body", None) is rows)
        here = parent, "body", place
        if isinstance(statement, ast.Return):
            yield from _of_results(statement)
            continue
        text = ast.unparse(statement)
        yield Edit("line left out", quantity(statement), text, "", ((*here, _located(ast.Pass(), statement)),))
        if isinstance(statement, ast.AugAssign):
            yield _edit("overwritten", statement, statement, ast.Assign([statement.target], statement.value), here)
            yield _edit("sign", statement, statement, ast.AugAssign(statement.target, ast.Sub(), statement.value), here)
        if place:
            exchanged = (parent, "body", place - 1, statement), (*here, rows[place - 1])
            yield Edit("moved", quantity(statement), text, f"{text}; {ast.unparse(rows[place - 1])}", exchanged)
        if isinstance(statement, ast.For):
            inside = ast.For(statement.target, statement.iter, [*statement.body, program.function.body[-1]], [])
            yield Edit("returned in the loop", "return", "", "", ((*here, _located(inside, statement)),))


def _of_results(statement):
    """The results in another order, or one in the place of another."""
    if not isinstance(statement.value, ast.Tuple):
        return
    parts = statement.value.elts
    places = tuple(range(len(parts)))
    orders = [*(places[k:] + places[:k] for k in places), places[::-1]]
    exchanges = (
        tuple({one: other, other: one}.get(place, place) for place in places)
        for one, other in itertools.combinations(places, 2)
    )
    repeats = (tuple(other if place == one else place for place in places) for one, other in itertools.permutations(places, 2))
    for order in dict.fromkeys(itertools.chain(orders, exchanges, repeats)):
        if order != places:
            kind = "order of results" if len(set(order)) == len(parts) else "result twice"
            new = ast.Tuple([parts[place] for place in order], ast.Load())
            yield _edit(kind, statement, statement.value, new, (statement, "value", None))


# Many places at once


def _everywhere(single):
    """The same slip in several lines: the activation of all gates, a name, an index."""
    groups = collections.defaultdict(list)
    for edit in single:
        groups[edit.kind, edit.was, edit.now].append(edit)
    for group in groups.values():
        if len(group) > 1:
            yield _together(group)
        if len(group) > 2:
            yield from (_together([edit for edit in group if edit is not left]) for left in group)
    yield from _in_all_blocks(single)


def _in_all_blocks(single):
    """The same slip in the gates and the candidate, or in the gates alone, each with its own parameters."""
    found = {}
    for unlike in (r"(?<=\w\.)(\w+)\w\b", r"(?<=\w\.)(\w+)\w\b|np\.tanh|sigmoid"):
        groups = collections.defaultdict(dict)
        for edit in single:
            if edit.kind in templates.IN_ALL_BLOCKS:
                was, now = (re.sub(unlike, r"\1", text) for text in (edit.was, edit.now))
                groups[edit.kind, was, now].setdefault(edit.line, edit)
        for group in (tuple(group.values()) for group in groups.values()):
            if len({edit.was for edit in group}) > 1:
                found.setdefault(tuple(map(id, group)), _together(group))
    return found.values()


def _together(group):
    lines = JOINED.join(dict.fromkeys(edit.line for edit in group))
    return group[0]._replace(line=lines, places=sum((edit.places for edit in group), ()))


def _of_names(program, scope):
    """Two names exchanged throughout; the parameters of one block in the place of another's."""
    uses = collections.defaultdict(list)
    for _, _, statement in statements(program.function.body):
        for place, node in _expressions(statement):
            if scope.is_parameter(node) or (isinstance(node, ast.Name) and _read(node) and scope.like(node.id)):
                uses[ast.unparse(node)].append((quantity(statement), place, node))
    for part in templates.PARTS:
        yield _renamed("examples", uses, {name: part.replace("Q", name) for name in scope.rows if name in uses})
    blocks = [name for name in uses if "." in name]
    for one, other in itertools.combinations([name for name in uses if "." not in name], 2):
        yield _renamed("exchanged", uses, {one: other, other: one})
    for one, other in itertools.permutations(dict.fromkeys(name[-1] for name in blocks), 2):
        names = {name: name[:-1] + other for name in blocks if name[-1] == one}
        back = {new: old for old, new in names.items()}
        yield _renamed("block", uses, names)
        yield from (_renamed("block", uses, {name: new for name, new in names.items() if name != left}) for left in names)
        if one < other:
            yield _renamed("exchanged", uses, names | back)
            yield from (_renamed("exchanged", uses, {name: new, new: name}) for name, new in names.items())
    for prefix in dict.fromkeys(name[:-1] for name in blocks):  # one parameter for several gates
        kind = [name for name in blocks if name[:-1] == prefix]
        yield _renamed("twice", uses, {name: f"2 * {name}" for name in kind})
        for other, count in itertools.product(kind, range(2, len(kind))):
            for some in itertools.combinations([name for name in kind if name != other], count):
                yield _renamed("block", uses, dict.fromkeys(some, other))


def _renamed(kind, uses, names):
    changed = [(*use, new) for old, new in names.items() for use in uses[old]]
    lines = JOINED.join(dict.fromkeys(line for line, *_ in changed))
    places = tuple((*place, _located(_source(new), node)) for _, place, node, new in changed)
    return Edit(kind, lines, ", ".join(names), ", ".join(names.values()), places)
