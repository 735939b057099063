"""A short function as its syntax tree: to be run with some of its nodes exchanged, or some of its lines written otherwise."""

import ast
import collections
import contextlib
import copy
import functools
import inspect
import textwrap
from typing import NamedTuple

from rnnlab.checks.kit.tools import TOOLS
from rnnlab.trees import tree_map

JOINED = "; "  # between the quantities of an edit in several lines


class Edit(NamedTuple):
    """One slip: its kind, the quantity in whose line it is, what the answer has there, and what stands there instead."""

    kind: str
    line: str
    was: str
    now: str
    places: tuple  # of (parent, field, index in a list or None, the new node)


class Program:
    """The function `answer`, read from its source. Its names mean what they mean where it stands, or one of TOOLS.

    Its last statement is its only return. A loop has one name. The statements are compiled one by one, so that an edit, or a
    pair, costs the compiling of what it changes.
    """

    def __init__(self, answer):
        self.answer = answer
        self.source = textwrap.dedent(inspect.getsource(answer))
        self.tree = _parsed(self.source)
        (self.function,) = self.tree.body
        self.names, self.made = TOOLS | answer.__globals__, None
        self.arguments = [argument.arg for argument in self.function.args.args]
        self.writes = any(map(_writes, ast.walk(self.function)))  # into arrays, which may be its arguments
        rows = [row for _, _, row in statements(self.function.body)]
        self.row_of = {id(node): row for row in rows for node in _nodes(row)}
        self.codes = {id(row): _code(row) for row in rows}
        self.edited = {}  # the same for statements with one edit; of two at once there are too many

    def compiled(self, edits=()):
        """The function with these edits."""
        codes = self._codes([place for edit in edits for place in edit.places])
        if codes is None:
            return self._compiled([place for edit in edits for place in edit.places])
        return lambda *given: self._made(self.codes | codes, given)["return"]

    def row(self, place):
        """The statement that a place of an edit is in."""
        parent, field, index, _ = place
        return parent.body[index] if field == "body" else self.row_of[id(parent)]

    def _codes(self, places):
        """id(statement) -> code of each statement that is another with these nodes exchanged; None if that is not all."""
        changed = collections.defaultdict(list)
        for place in places:
            row = self.row(place)
            changed[id(row)].append((row, place))
        codes = {}
        for name, group in changed.items():
            (row, (_, field, _, new)), *others = group
            if field == "body" and (others or isinstance(row, ast.For) or isinstance(new, ast.For)):
                return None
            codes[name] = self.edited.get((name, new)) if not others else None
            if codes[name] is None:
                with _exchanged(place for _, place in group):
                    codes[name] = _code(new if field == "body" else row)
            if not others:
                self.edited[name, new] = codes[name]
        return codes

    def _compiled(self, places):
        with _exchanged(places):
            code = compile(self.tree, "<answer>", "exec")
        return self._run(code)[self.function.name]

    def _made(self, codes, given):
        """All names after the last statement, and what that returns."""
        names = self.names | dict(zip(self.arguments, given, strict=True))
        _follow(self.function.body, codes, names)
        return names

    @functools.cache  # noqa: B019 - programs live as long as their exercises
    def rewritten(self, lines):
        """The function with these lines, source text, in place of its own.

        A line stands for the last one that makes the same quantity. A loop keeps its body, whatever stands in it here. A
        quantity that the function does not make is made first. `result`, in a line that begins with `return`, is what the
        function would return.
        """
        tree = _parsed(self.source)
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
        values = self._made(self.codes, fresh(case))
        made = [node.id for node in ast.walk(self.function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        return {name: values[name] for name in dict.fromkeys([*self.arguments, *made]) if name in values}

    def once(self, make, case):
        """What `make(program, case)` gave at the first call: to make all edits takes as long as to try them."""
        self.made = self.made or make(self, case)
        return self.made

    def _run(self, code):
        names = dict(self.names)
        exec(code, names)
        return names


def _parsed(source):
    """A function, without its docstring."""
    tree = ast.parse(source)
    body = tree.body[0].body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body.pop(0)
    return tree


def _writes(node):
    return isinstance(node, ast.AugAssign) or (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store))


def _nodes(row):
    """All nodes of a statement but those in its body."""
    own = (row.iter, row.target) if isinstance(row, ast.For) else ast.iter_child_nodes(row)
    return [row, *(node for part in own for node in ast.walk(part))]


def _code(row):
    if isinstance(row, ast.For | ast.Return):
        return compile(ast.Expression(row.iter if isinstance(row, ast.For) else row.value), "<answer>", "eval")
    return compile(ast.Module([row], []), "<answer>", "exec")


def _follow(rows, codes, names):
    for row in rows:
        code = codes[id(row)]
        if isinstance(row, ast.For):
            for item in eval(code, names):
                names[row.target.id] = item
                _follow(row.body, codes, names)
        elif isinstance(row, ast.Return):
            names["return"] = eval(code, names)
        else:
            exec(code, names)


def fresh(case):
    """A copy of the arguments, in their order, for somebody who may write into them."""
    return [tree_map(copy.copy, value) for value in case.values()]


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


def put(parent, field, index, new):
    """Exchange a node; what stood there."""
    if index is None:
        old = getattr(parent, field)
        setattr(parent, field, new)
    else:
        rows = getattr(parent, field)
        old, rows[index] = rows[index], new
    return old


@contextlib.contextmanager
def _exchanged(places):
    undo = []
    try:
        for *where, new in places:
            undo.append((*where, put(*where, new)))
        yield
    finally:
        for place in reversed(undo):
            put(*place)
