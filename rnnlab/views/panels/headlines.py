"""Two lines of large words above a picture, each an `Outcome`."""

from rnnlab.views.kit import Canvas, style


class Headlines(Canvas):
    """`update(above, below)`."""

    def __init__(self, axes):
        super().__init__(axes)
        self.above, self.below = (self.words(size=style.HUGE, weight="bold") for _ in range(2))

    def update(self, above, below):
        self.above.say(0, 34, above)
        self.below.say(0, 7, below)
