"""A lab that is all machinery: it has one control of each kind, and what it measures is up to the test."""

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Lab, Result
from rnnlab.views.kit.spots import Spots
from rnnlab.views.kit.view import Panel, View

START = {"size": 3, "scale": 0.5, "kind": "plain", "clip": "off", "words": "a", "shown": True, "step": 0}


class Bar(Panel):
    """A horizontal bar as long as a number."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 80), ylim=(0, 1), xticks=[], yticks=[])
        self.bar = self.line(lw=5)

    def update(self, length):
        """The places 0, 10, …, 70 can be pointed at; a click on one goes to that step."""
        self.bar.set_data([0, length, length], [0.5, 0.5, 0.5])
        tens = list(range(0, 80, 10))
        self.spots = [Spots(tens, [0.5] * len(tens), lambda i: f"at {tens[i]} of {length:g}", lambda i: {"step": tens[i]})]


class Toy(View):
    """A picture of little more than a line."""

    width, height = 210, 30

    def build(self):
        return {"bar": Bar(self.axes(5, 5, 200, 20))}


def moment(*, size, scale, kind, clip, words, shown, step):
    """The bar is as long as everything added up."""
    total = size + scale + len(kind) + len(words) + shown + step + (0 if clip == "off" else clip)
    return Result({"bar": {"length": total}}, {"total": total}, f"The bar is {total:.2f} long.", reached={"step": step})


def toy(measure=None, **values):
    """A toy lab; by default it measures `moment`."""
    return Lab(
        "toy",
        controls={
            "size": controls.whole("size of the bar", 1, 10),
            "scale": controls.real("scale", 0.0, 2.0, 0.1),
            "kind": controls.choice("kind", ("plain", "decorated")),
            "clip": controls.stops("clip at", ("off", 5.0, 0.5)),
            "words": controls.text("words"),
            "shown": controls.switch("shown"),
            "step": clock(50),
        },
        values=START | values,
        view=Toy,
        measure=measure or moment,
        words={"total": "everything added up"},
        presets={"large": {**START, "size": 10, "scale": 2.0}, "small": {**START, "size": 1}},
    )


def failing(at, error):
    """A `measure` that fails when size is `at`."""

    def measure(**settings):
        if settings["size"] == at:
            raise error
        return moment(**settings)

    return measure
