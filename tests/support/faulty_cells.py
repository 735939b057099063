"""The package's wrong cells, and which gradients each of them spoils when the loss looks at every step."""

from rnnlab.lessons.five_gradients import FAULTY_CELLS, by_steps

__all__ = ["MISTAKES", "by_steps"]

CELL = {"W_xh", "W_hh", "b_h"}
SPOILED = {
    "transpose missing": CELL | {"X", "H"},
    "mask missing": CELL | {"X", "H"},
    "mask of the step before": CELL | {"X", "H"},
    "nothing from the next step": CELL | {"X", "H"},
    "assigned, not accumulated": CELL,
    "h_t for h_{t-1}": {"W_hh"},
    "bias forgotten": {"b_h"},
}
MISTAKES = {name: (FAULTY_CELLS[name], spoiled) for name, spoiled in SPOILED.items()}
