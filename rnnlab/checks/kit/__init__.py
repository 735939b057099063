"""What all exercises share: how an answer is tried, and the verdict on it."""
