"""The laboratory of the computational graph: its controls, the words for the walk, and the nudge of one number."""
