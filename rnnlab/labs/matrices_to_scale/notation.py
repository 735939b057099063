"""What the package, the essay and PyTorch call the same matrices, and how each is written when columns are examples."""

from rnnlab.lessons.computational_graph import one_step
from rnnlab.views.panels.blocks import size_words

LEAVES_AND_STATES = ("x", "W_xh", "h_prev", "W_hh", "b_h", "z", "h", "W_hy", "b_y", "O", "target")
NAMES = {
    "ours": {name: name for name in LEAVES_AND_STATES},
    "the essay's": {node.name: node.essay for node in one_step() if node.name in LEAVES_AND_STATES},
    # torch.nn.RNNCell and torch.nn.Linear, documentation of PyTorch 2. It has two biases, which are only ever added.
    "PyTorch's": dict(
        x="x", W_xh="W_ih", h_prev="h", W_hh="W_hh", b_h="b_ih + b_hh", z="z", h="h'", W_hy="A", b_y="b", O="y", target="target"
    ),
}
TURNED = ("W_xh", "W_hh", "W_hy")  # PyTorch keeps the transposes of these, h×d, h×h and o×h
FLAT = ("b_h", "b_y")  # and these with one axis only, so there is nothing to transpose


class Notation:
    """`notation["W_xh"]` is the name to write: with ᵀ where the formula takes the transpose of the matrix that is kept."""

    def __init__(self, names, columns):
        self.columns, self.foreign, self._words = columns, names == "PyTorch's", NAMES[names]

    def __getitem__(self, name):
        turned = self.columns != (self.foreign and name in TURNED) and not (self.foreign and name in FLAT)
        return self._words[name] + ("ᵀ" if turned else "")

    def kept(self, name, shape):
        """How PyTorch keeps a weight that has this shape in the formula: "W_ih as 4×3". Empty for all else."""
        if not (self.foreign and name in TURNED):
            return ""
        return f"{self._words[name]} as {size_words(shape if self.columns else shape[::-1])}"
