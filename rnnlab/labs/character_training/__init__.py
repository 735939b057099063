"""The laboratory in which a character model is trained: its controls and measurements, and its words."""
