"""A short function as its syntax tree: to be run with some of its nodes exchanged, or some of its lines written otherwise."""

import ast
import contextlib
import copy
import functools
import inspect
import textwrap
from typing import NamedTuple

import numpy as np

from rnnlab.cells.activations import sigmoid
from rnnlab.trees import tree_map


class Edit(NamedTuple):
    """One slip: its kind, the quantity in whose line it is, what the answer has there, and what stands there instead."""

    kind: str
    line: str
    was: str
    now: str
    places: tuple  # of (parent, field, index in a list or None, the new node)


def leaky_relu(z):
    return np.where(z > 0, z, 0.01 * z)


def hard_sigmoid(z):
    """As Keras had it."""
    return np.clip(0.2 * z + 0.5, 0, 1)


def softmax(z, axis=-1):
    weights = np.exp(z - z.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def absent(p, kind):
    """Parameters whose names begin with `kind`, such as "W_h", are zero."""
    return p._replace(**{name: 0 * W for name, W in p._asdict().items() if name.startswith(kind)})


def turned(p, kind):
    """The same, but transposed."""
    return p._replace(**{name: W.T for name, W in p._asdict().items() if name.startswith(kind)})


TOOLS = {tool.__name__: tool for tool in (sigmoid, leaky_relu, hard_sigmoid, softmax, absent, turned)} | {"np": np}


class Program:
    """The function `answer`, read from its source. Its names mean what they mean where it stands, or one of TOOLS."""

    def __init__(self, answer):
        self.answer = answer
        (self.function,) = ast.parse(textwrap.dedent(inspect.getsource(answer))).body
        if isinstance(self.function.body[0], ast.Expr) and isinstance(self.function.body[0].value, ast.Constant):
            self.function.body.pop(0)  # its docstring
        self.tree = ast.Module([self.function], [])
        self.names, self.made = TOOLS | answer.__globals__, None

    def compiled(self, edits=()):
        """The function with these edits."""
        with _exchanged(place for edit in edits for place in edit.places):
            code = compile(self.tree, "<answer>", "exec")
        return self._run(code)[self.function.name]

    @functools.cache  # noqa: B019 - programs live as long as their exercises
    def rewritten(self, lines):
        """The function with these lines, source text, in place of its own.

        A line stands for the last one that makes the same quantity. A loop keeps its body, whatever stands in it here. A
        quantity that the function does not make is made first. `result`, in a line that begins with `return`, is what the
        function would return.
        """
        tree = copy.deepcopy(self.tree)
        body = tree.body[0].body
        for statement in ast.parse(textwrap.dedent(lines)).body:
            rows, place = _last_like(statement, body)
            names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            if isinstance(statement, ast.Return) and "result" in names:
                rows[place : place + 1] = [ast.Assign([ast.Name("result", ast.Store())], rows[place].value), statement]
            elif rows is None:
                body.insert(0, statement)
            elif isinstance(statement, ast.For):
                rows[place].iter = statement.iter
            else:
                rows[place] = statement
        return self._run(compile(ast.fix_missing_locations(tree), "<mistake>", "exec"))[self.function.name]

    def values(self, case):
        """name -> value of the arguments and of all that the function makes, when it returns."""
        *body, _ = self.function.body
        values = self._run(compile(ast.Module(body, []), "<answer>", "exec"), fresh(case))
        names = [*case, *(node.id for node in ast.walk(self.function) if isinstance(node, ast.Name))]
        return {name: values[name] for name in dict.fromkeys(names) if name in values and name not in self.names}

    def once(self, make, case):
        """What `make(program, case)` gave at the first call: to make all edits takes as long as to try them."""
        self.made = self.made or make(self, case)
        return self.made

    def _run(self, code, given=()):
        names = self.names | dict(given)
        exec(code, names)
        return names


def fresh(case):
    """A copy of the arguments, for somebody who may write into them."""
    return {name: tree_map(copy.copy, value) for name, value in case.items()}


def statements(rows):
    """(list, place, statement) of every statement in these and in the loops among them, first to last."""
    for place, statement in enumerate(rows):
        yield rows, place, statement
        if isinstance(statement, ast.For):
            yield from statements(statement.body)


def quantity(statement):
    """What a statement makes, in a word."""
    if isinstance(statement, ast.Assign | ast.AugAssign):
        return ast.unparse(statement.targets[0] if isinstance(statement, ast.Assign) else statement.target)
    if isinstance(statement, ast.For):
        return f"for {ast.unparse(statement.target)}"
    return "return" if isinstance(statement, ast.Return) else ast.unparse(statement)


def _last_like(statement, body):
    """(list, place) of the last statement that makes what this one makes; (None, None) if there is none."""
    found = [(rows, place) for rows, place, other in statements(body) if _root(other) == _root(statement)]
    return found[-1] if found else (None, None)


def _root(statement):
    """What is made, whichever entries of it; of several things the first."""
    first = quantity(statement).lstrip("(").split(",")[0]
    return first.split("(")[0].split("[")[0], "[" in first and isinstance(statement, ast.Assign)


@contextlib.contextmanager
def _exchanged(places):
    undo = []
    try:
        for parent, field, index, new in places:
            if index is None:
                undo.append((setattr, parent, field, getattr(parent, field)))
                setattr(parent, field, new)
            else:
                rows = getattr(parent, field)
                undo.append((list.__setitem__, rows, index, rows[index]))
                rows[index] = new
        yield
    finally:
        for restore, *where in reversed(undo):
            restore(*where)
