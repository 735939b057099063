"""Floor 2: the interactive laboratories, and what a notebook needs beside them.

Only here are ipywidgets and IPython imported.
"""

from rnnlab.labs.computational_graph import computational_graph
from rnnlab.labs.embedding import embedding
from rnnlab.labs.five_gradients import five_gradients
from rnnlab.labs.hidden_state import hidden_state
from rnnlab.labs.index_arithmetic import index_arithmetic
from rnnlab.labs.matrices_to_scale import matrices_to_scale
from rnnlab.labs.predict import predict, reveal_all
from rnnlab.labs.ready import ready
from rnnlab.labs.source import show_source
from rnnlab.labs.truncated import truncated
from rnnlab.labs.two_histories import two_histories
from rnnlab.labs.unrolled import unrolled
from rnnlab.labs.update_rule import update_rule
from rnnlab.labs.vanishing_gradient import vanishing_gradient

ALL = (
    vanishing_gradient,
    index_arithmetic,
    embedding,
    two_histories,
    hidden_state,
    matrices_to_scale,
    unrolled,
    truncated,
    computational_graph,
    five_gradients,
    update_rule,
)

__all__ = [
    "ALL",
    "computational_graph",
    "embedding",
    "five_gradients",
    "hidden_state",
    "index_arithmetic",
    "matrices_to_scale",
    "predict",
    "ready",
    "reveal_all",
    "show_source",
    "truncated",
    "two_histories",
    "unrolled",
    "update_rule",
    "vanishing_gradient",
]
