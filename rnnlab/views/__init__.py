"""Floor 1: the pictures, in matplotlib alone. A view takes plain arrays and knows nothing of networks or widgets."""
