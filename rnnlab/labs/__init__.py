"""Floor 2: the interactive laboratories, and what a notebook needs beside them.

Only here are ipywidgets and IPython imported. A name is imported when it is first asked for: a notebook has three laboratories
of 28, and the others, with their pictures and lessons, would take as long to import as all that they are made with.
"""

from rnnlab.lazy import lazy

LABORATORIES = (
    "vanishing_gradient",
    "next_letter",
    "index_arithmetic",
    "skip_gram",
    "embedding",
    "two_histories",
    "hidden_state",
    "matrices_to_scale",
    "unrolled",
    "stacked",
    "truncated",
    "computational_graph",
    "five_gradients",
    "update_rule",
    "cliff",
    "clip_or_not",
    "gradient_flow",
    "gate_view",
    "adding_problem",
    "memory_map",
    "ngram",
    "character_training",
    "inside_a_model",
    "why_this_letter",
    "gate_bench",
    "linear_recurrence",
    "scan",
    "attention",
)
BESIDE = {  # name -> its file in page/
    "guide": "guide",
    "handin": "handin",
    "predict": "predict",
    "progress": "recall",
    "ready": "ready",
    "recall": "recall",
    "reveal_all": "predict",
    "show_source": "show_source",
    "tally": "tally",
    "tour": "guide",
}
lazy(__name__, {name: name for name in LABORATORIES} | {name: f"page.{file}" for name, file in BESIDE.items()}, LABORATORIES)
