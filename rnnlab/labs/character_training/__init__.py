"""The laboratory in which a character model is trained: its controls and measurements, and its words."""

from rnnlab.labs.character_training.lab import character_training

__all__ = ["character_training"]
