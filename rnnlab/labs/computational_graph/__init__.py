"""The laboratory of the computational graph: its controls, the words for the walk, and the nudge of one number."""

from rnnlab.labs.computational_graph.lab import computational_graph

__all__ = ["computational_graph"]
