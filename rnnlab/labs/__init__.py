"""Floor 2: the interactive laboratories, and what a notebook needs beside them.

Only here are ipywidgets and IPython imported.
"""

from rnnlab.labs.predict import predict, reveal_all
from rnnlab.labs.ready import ready
from rnnlab.labs.source import show_source
from rnnlab.labs.vanishing_gradient import vanishing_gradient

ALL = (vanishing_gradient,)

__all__ = ["ALL", "predict", "ready", "reveal_all", "show_source", "vanishing_gradient"]
