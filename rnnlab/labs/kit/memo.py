"""Remember the last result of each slow computation, so that a slider's notch repeats only what it changes."""


class Memo:
    """memo(function, *arguments) is function(*arguments), computed only if the arguments differ from last time's."""

    def __init__(self):
        self._last = {}

    def __call__(self, function, *arguments):
        if function not in self._last or self._last[function][0] != arguments:
            self._last[function] = arguments, function(*arguments)
        return self._last[function][1]
