"""Floor 0: what one chapter computes for its laboratory, each module named like the laboratory and its picture."""
