"""The laboratory of one step in matrices: its controls, the calculation, its notation and its words."""

from rnnlab.labs.matrices_to_scale.lab import matrices_to_scale

__all__ = ["matrices_to_scale"]
