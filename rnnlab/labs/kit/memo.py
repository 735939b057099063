"""Remember the last result of each slow computation, so that a slider's notch repeats only what it changes."""


class Memo:
    """memo(function, *arguments) is function(*arguments), computed only if the arguments differ from last time's.

    `apart` is a name for those who need two results of one function.
    """

    def __init__(self):
        self._last = {}

    def __call__(self, function, *arguments, apart=None):
        key = function, apart
        if key not in self._last or self._last[key][0] != arguments:
            self._last[key] = arguments, function(*arguments)
        return self._last[key][1]
