"""Floor 0: the cells over whole sequences, as fast as numpy can; what they compute is in each cell's `step` and `step_grad`."""
