"""What may stand in a part's place, by the kind of the slip. The part itself is written as Q, and another one as R."""

import ast
import re

from rnnlab.checks.kit.tools import ACTIVATIONS

FAMILIES = (
    ("np.tanh", "np.exp", *(activation.__name__ for activation in ACTIVATIONS)),
    ("np.log", "np.log2", "np.log10", "np.log1p"),
    ("np.exp", "np.exp2", "exp10", "np.expm1"),
    ("np.maximum", "np.minimum"),
    ("np.zeros", "np.ones"),
    ("np.zeros_like", "np.ones_like"),
    ("np.sqrt", "np.square", "np.cbrt"),
    ("min", "max"),
)
METHODS = ("sum", "mean", "max", "prod", "std", "var")
OF_ALL = ("np.median(Q)", "np.linalg.norm(Q)")  # what a sum or a mean may be taken for
AXES = ("", "axis=0", "axis=1", "axis=-1", "axis=0, keepdims=True", "axis=1, keepdims=True", "axis=-1, keepdims=True")
PARTS = ("Q[:1]", "Q[-1:]", "Q[1:]", "Q[:-1]")
IN_ALL_BLOCKS = "left out", "brackets", "transpose", "order", "sign", "function left out"
MASKED = {  # what takes part when not all does, in words
    "Q * (np.arange(len(Q)) == 0)[:, None]": "Only the first row of `{was}` takes part.",
    "Q * (np.arange(len(Q)) > 0)[:, None]": "The first row of `{was}` takes no part.",
    "Q * (np.arange(len(Q)) < len(Q) - 1)[:, None]": "The last row of `{was}` takes no part.",
    "Q * (np.arange(Q.shape[-1]) > 0)": "The first column of `{was}` takes no part; of a vector, its first entry.",
    "Q * (np.arange(Q.shape[-1]) < Q.shape[-1] - 1)": "The last column of `{was}` takes no part; of a vector, its last entry.",
}
# What may stand around an array, or in place of something made with it, by the kind of the slip. The array is written as Q.
AROUND = {
    "transpose": ("Q.T",),
    "sign": ("-Q",),
    "turned round": ("1 - Q",),
    "slope": ("Q * (1 - Q)", "1 - Q ** 2"),
    "function added": (
        *("np.tanh(Q)", "sigmoid(Q)", "relu(Q)", "leaky_relu(Q)", "clipped(Q)", "np.abs(Q)", "np.square(Q)", "np.sqrt(Q)"),
        *("np.exp(Q)", "np.log(Q)", "np.sign(Q)", "softmax(Q)", "softmax(Q, 0)", "softmax(Q, None)", "np.log(softmax(Q))"),
    ),
    "examples": (*PARTS, *MASKED),
    "one for all": ("np.sum(Q)", "np.mean(Q)", "Q.ravel()[0]"),
    "not set back": ("np.cumsum(Q, -1)",),
    "reversed": ("Q[::-1]",),
    "late": ("np.roll(Q, 1, 0)", "np.roll(Q, -1, 0)"),
    "factor added": ("2 * Q", "0.5 * Q"),
    "part added": ("Q + 1",),
}
BESIDE = {  # with another array
    "another quantity": ("R",),
    "factor added": ("Q * R", "Q * (R > 0)", "Q * (1 - R ** 2)", "Q * (1 - np.tanh(R) ** 2)"),
    "part added": ("Q + R",),
}
RECTIFIERS = (
    *("np.tanh(Q)", "sigmoid(Q)", "np.abs(Q)", "np.square(Q)", "np.exp(Q)", "softmax(Q)", "Q > 0", "np.clip(Q, 0, 1)"),
    *("leaky_relu(Q)", "leaky_relu(Q, 0.1)", "leaky_relu(Q, 0.2)", "elu(Q)", "softplus(Q)", "np.minimum(relu(Q), 6)"),
)
PRODUCTS = {  # in place of Q.T @ R
    "summed first": tuple(
        f"np.outer(Q{one}, R{other})"
        for one, other in ((".sum(0)", ".sum(0)"), (".mean(0)", ".sum(0)"), (".mean(0)", ".mean(0)"), ("[0]", ".sum(0)"))
    ),
    "mask": ("(Q > 0).T @ R", "Q.T @ (R > 0)", "(Q > 0).T @ (R > 0)"),
    "transpose": ("Q.reshape(Q.shape[::-1]) @ R",),
}
OVERWRITTEN = "Q[..., -1:] @ R[-1:]"  # = for += in the loop that makes a product
MASKS = (
    *("Q", "1 - (Q > 0)", "np.maximum(Q, 0)", "np.sign(Q)", "np.where(Q > 0, 1, 0.01)", "np.heaviside(Q, 0.5)", "np.abs(Q)"),
    *("1 - np.tanh(Q) ** 2", "1 - Q ** 2", "Q * (1 - Q)", "sigmoid(Q) * (1 - sigmoid(Q))", "1 - relu(Q) ** 2", "leaky_relu(Q)"),
    *("np.where(Q > 0, 1, 0.1)", "np.where(Q > 0, 1, 0.2)", "softplus(Q)", "1"),
)
SLOPES = (  # for that of tanh, 1 - tanh(Q)²
    *("np.tanh(Q) * (1 - np.tanh(Q))", "sigmoid(Q) * (1 - sigmoid(Q))", "Q > 0", "np.tanh(Q)", "(1 - np.tanh(Q)) ** 2"),
    *("1 - Q ** 2", "1 - np.tanh(Q)"),
)
NUMBERS = (0, 1, 2, 0.5, -1, 3)
SLOPE = re.compile(r"1 - np\.tanh\((.*)\) \*\* 2")
COMPARISONS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq)
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div, ast.MatMult),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
