"""Floor 2: the interactive laboratories, and what a notebook needs beside them.

Only here are ipywidgets and IPython imported. A name is imported when it is first asked for: a notebook has three laboratories
of 28, and the others, with their pictures and lessons, would take as long to import as all that they are made with.
"""

import importlib
import sys
import types

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
WHERE = {name: f"{__name__}.{name}" for name in LABORATORIES} | {
    name: f"{__name__}.page.{file}" for name, file in BESIDE.items()
}
__all__ = ["ALL", *WHERE]


class Names(types.ModuleType):
    """This module: it imports what it does not have yet. The name of a laboratory is its function, not the file so named."""

    def __getattr__(self, name):
        if name == "ALL":
            return tuple(getattr(self, lab) for lab in LABORATORIES)
        if name not in WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(WHERE[name]), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name, value):
        """Python's import gives a package each of its files by name, once it is run."""
        super().__setattr__(name, vars(value).get(name, value) if isinstance(value, types.ModuleType) else value)

    def __dir__(self):
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = Names
