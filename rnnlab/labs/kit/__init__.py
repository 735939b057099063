"""The machinery of laboratories: the lab itself, its controls, its clock, and what several laboratories read off them."""
