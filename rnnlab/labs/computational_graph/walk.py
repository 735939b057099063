"""The walk through the graph, forward and then backward: in what order it goes, and what is said of the node it has reached."""

import re

import numpy as np

from rnnlab.lessons import computational_graph as lesson
from rnnlab.lessons import story
from rnnlab.views.kit import style
from rnnlab.views.panels.graph_nodes import PARAMETERS

STEP = lesson.one_step()
FORWARD_ORDER = [node for node in STEP if node.operation]
BACKWARD_ORDER = STEP[::-1]
LAST = len(FORWARD_ORDER) + len(BACKWARD_ORDER)
STEPS = {(node.name, False): step for step, node in enumerate(FORWARD_ORDER, 1)}  # (name, of the gradient?) -> when it is found
STEPS |= {(node.name, True): step for step, node in enumerate(BACKWARD_ORDER, 1 + len(FORWARD_ORDER))}
NODES = {node.name: node for node in STEP}
NAMES = {"the essay's": {node.name: node.essay for node in STEP}, "ours": {node.name: node.name for node in STEP}}
LETTERS = [letter.replace(" ", "␣") for letter in story.LETTERS.characters]
ENTRIES = ("x", "h_prev", *PARAMETERS)  # whose numbers can be nudged

NAME = re.compile(r"\{(∂?)(\w+)\}")  # as `graph` writes a node, or its gradient
TERM = re.compile(r"\[\{\w+\} > 0\]|\{∂?\w+\}ᵀ?")  # what is a matrix in the words of an operation


class Reached:
    """The node that the walk has reached, and the words for it."""

    def __init__(self, node, back, values, gradients, names):
        self.node, self.back, self.values, self.gradients = node, back, values, gradients
        self.names = names | {f"∂{name}": f"∂L/∂{own}" for name, own in names.items()}

    def label(self, node):
        """Name and shape, and under it the formula; of one letter, the letter."""
        name, A = self.names[node.name], self.values[node.name]
        words = re.sub(" ([·+−]) ", r"\1", self._said(lesson.value_words(node)))
        if node.name in ("x", "target") and len(A) == 1 and np.array_equal(A[0], np.eye(A.size)[A.argmax()]):
            letter = f"= “{LETTERS[A.argmax()]}”"
            return (f"{name} {letter}", "") if node.name == "target" else (f"{name}  {self._shape(node.name)}", letter)
        return f"{name}  {self._shape(node.name)}", f"= {words}" if words else ""

    def edges(self):
        """The edges that bring what is needed here."""
        if self.node is None:
            return []
        if self.back:
            return [(self.node.name, user.name) for user, _ in lesson.uses(STEP, self.node.name)]
        return [(source, self.node.name) for source in self.node.inputs]

    def needed(self):
        """What enters the equation: (name, whether its gradient is meant)."""
        return [(name, gradient == "∂") for gradient, name in NAME.findall(self._words())]

    def formula(self):
        """The equation in one line."""
        return "The leaves are given." if self.node is None else f"{self._result()} = {self._said(self._words())}"

    def multiplied_out(self):
        """A gradient with no other gradient left in it, if that is any shorter to say than to follow."""
        words = lesson.MULTIPLIED_OUT.get(self.node.name) if self.back else None
        return f"= {self._said(words)}" if words else ""

    def terms(self):
        """The equation as words and matrices in turn."""
        if self.node is None:
            return []
        found = (self.gradients if self.back else self.values)[self.node.name]
        terms, end, words = [(self._result(), found), ("=", None)], 0, self._words()
        for match in TERM.finditer(words):
            terms += [(words[end : match.start()].strip(), None), (self._said(match[0]), self._matrix(match[0]))]
            end = match.end()
        terms.append((words[end:].strip(), None))
        return [(said, A) for said, A in terms if said or A is not None]

    def sources(self):
        """Where the matrices of the equation come from: (name, whether its gradient is meant, whether transposed)."""
        if self.node is None:
            return []
        terms = TERM.findall(self._words())
        return [(self.node.name, self.back, False), *(self._source(term) for term in terms)]

    def says(self, name, gradient, row=None, column=None):
        """A line about a node, or about one entry of its value or its gradient."""
        own = self.names[("∂" if gradient else "") + name]
        if row is not None:
            A = (self.gradients if gradient else self.values)[name]
            return f"{own} row {row + 1}, column {column + 1}: {style.signed(A[row, column])}"
        words = lesson.gradient_words(STEP, name) if gradient else lesson.value_words(NODES[name])
        return f"{own} = {self._said(words)}, {self._shape(name)}" if words else f"{own}, {self._shape(name)}, is given"

    @staticmethod
    def at(name, gradient, row=None, column=None):
        """What a click there means: the step that finds it; and an entry that can be nudged is chosen for that.

        The value of a leaf is found at no step, so there the walk stays where it is.
        """
        chosen = {"of": name, "row": row + 1, "column": column + 1} if row is not None and name in ENTRIES else {}
        return chosen | ({"step": STEPS[name, gradient]} if (name, gradient) in STEPS else {})

    @property
    def loss_is_known(self):
        """Has the walk come to the loss?"""
        return self.back or (self.node is not None and self.node.name == "L")

    def summary(self):
        if self.node is None:
            return "Step 0: the leaves of the graph have their values, and nothing is computed yet."
        found = (self.gradients if self.back else self.values)[self.node.name]
        zeros = found.size - np.count_nonzero(found)
        said = f"{self.formula()}, of shape {found.shape[0]}×{found.shape[1]}"
        said += f" like {self.names[self.node.name]} itself." if self.back else "."
        if zeros:
            are = "is" if zeros == 1 else "are"
            said += f" {zeros} of its {found.size} entries {are} 0." if found.size > 1 else " It is 0."
        return f"{said} The loss is {self.values['L'].item():.3g}." if self.loss_is_known else said

    def _words(self):
        if self.node is None:
            return ""
        return lesson.gradient_words(STEP, self.node.name) if self.back else lesson.value_words(self.node)

    def _result(self):
        return self.names[("∂" if self.back else "") + self.node.name]

    def _said(self, words):
        """Words with names in the place of braces."""
        return NAME.sub(lambda match: self.names[match[1] + match[2]], words)

    def _shape(self, name):
        rows, columns = self.values[name].shape
        return f"{rows}×{columns}"

    def _source(self, term):
        gradient, name = NAME.search(term).groups()
        return name, gradient == "∂", term.endswith("ᵀ")

    def _matrix(self, term):
        """What a term stands for: "{x}ᵀ", "{∂z}" or "[{z} > 0]"."""
        name, gradient, flipped = self._source(term)
        A = (self.gradients if gradient else self.values)[name]
        return (A > 0).astype(float) if term.startswith("[") else A.T if flipped else A
