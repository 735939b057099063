"""Floor 0: texts and what reads them, from the corpus of eight nouns to the character model."""
