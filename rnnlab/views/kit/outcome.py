"""An outcome: what a picture says in large letters, and the sentence for it. A lab's outcomes are the rows of a table."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """One row: a sign and a word, which tell outcomes apart without their colour, and a sentence that a lab may fill in."""

    sign: str
    word: str
    colour: str
    sentence: str = ""

    @property
    def headline(self):
        """What stands in the picture: '▼ vanishing'."""
        return " ".join(filter(None, (self.sign, self.word)))
