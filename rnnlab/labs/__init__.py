"""Floor 2: the interactive laboratories, and what a notebook needs beside them.

Only here are ipywidgets and IPython imported.
"""

from rnnlab.labs.adding_problem import adding_problem
from rnnlab.labs.attention import attention
from rnnlab.labs.character_training.lab import character_training
from rnnlab.labs.cliff import cliff
from rnnlab.labs.clip_or_not import clip_or_not
from rnnlab.labs.computational_graph.lab import computational_graph
from rnnlab.labs.embedding import embedding
from rnnlab.labs.five_gradients import five_gradients
from rnnlab.labs.gate_bench import gate_bench
from rnnlab.labs.gate_view import gate_view
from rnnlab.labs.gradient_flow import gradient_flow
from rnnlab.labs.hidden_state import hidden_state
from rnnlab.labs.index_arithmetic import index_arithmetic
from rnnlab.labs.inside_a_model import inside_a_model
from rnnlab.labs.linear_recurrence import linear_recurrence
from rnnlab.labs.matrices_to_scale.lab import matrices_to_scale
from rnnlab.labs.memory_map import memory_map
from rnnlab.labs.next_letter import next_letter
from rnnlab.labs.ngram import ngram
from rnnlab.labs.page.guide import guide, tour
from rnnlab.labs.page.handin import handin
from rnnlab.labs.page.predict import predict, reveal_all
from rnnlab.labs.page.ready import ready
from rnnlab.labs.page.recall import progress, recall
from rnnlab.labs.page.show_source import show_source
from rnnlab.labs.page.tally import tally
from rnnlab.labs.scan import scan
from rnnlab.labs.skip_gram import skip_gram
from rnnlab.labs.stacked import stacked
from rnnlab.labs.truncated import truncated
from rnnlab.labs.two_histories import two_histories
from rnnlab.labs.unrolled import unrolled
from rnnlab.labs.update_rule import update_rule
from rnnlab.labs.vanishing_gradient import vanishing_gradient
from rnnlab.labs.why_this_letter import why_this_letter

ALL = (
    vanishing_gradient,
    next_letter,
    index_arithmetic,
    skip_gram,
    embedding,
    two_histories,
    hidden_state,
    matrices_to_scale,
    unrolled,
    stacked,
    truncated,
    computational_graph,
    five_gradients,
    update_rule,
    cliff,
    clip_or_not,
    gradient_flow,
    gate_view,
    adding_problem,
    memory_map,
    ngram,
    character_training,
    inside_a_model,
    why_this_letter,
    gate_bench,
    linear_recurrence,
    scan,
    attention,
)

__all__ = [
    "ALL",
    "guide",
    "handin",
    "predict",
    "progress",
    "ready",
    "recall",
    "reveal_all",
    "show_source",
    "tally",
    "tour",
    *(lab.__name__ for lab in ALL),
]
