"""The laboratory of one step in matrices: its controls, the calculation, its notation and its words."""
