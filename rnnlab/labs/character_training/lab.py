"""A character model learns a text under Play: its loss beside those of models that count, and what it writes meanwhile."""

import sys

import ipywidgets as widgets

from rnnlab import stored
from rnnlab.cells import BY_KEY, form
from rnnlab.labs.character_training.speed import Speed
from rnnlab.labs.character_training.words import READINGS, Measurement
from rnnlab.labs.kit import controls, text_chooser
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.file_button import KeepButton
from rnnlab.labs.kit.lab import Lab, Result
from rnnlab.labs.kit.memo import Memo
from rnnlab.labs.kit.writing import Writing
from rnnlab.language import character_model, model_files, ngrams, text_training
from rnnlab.views.character_training import CharacterTraining

LONGEST, STRIDE = 5000, 20  # updates on the clock, and how many play asks for, from look to look
TRAINING_SHARE = 0.06  # seconds of training that one tick may hold, as estimated by `_updates_in_a_tick`
SLOW = sys.platform == "emscripten"  # WebAssembly, where an update takes up to 25 times as long
MODELS = 3  # that are remembered: who goes back to earlier settings finds the model as it was left
ORDERS = CharacterTraining.ORDERS
AMOUNTS = (3, 10, 30, 100, 300, 1000)  # thousands of characters to train on
ON_A_LINE = 42  # characters of the diary, where the page sets them: Chinese ones are wide
WRITTEN, TEMPERATURE = 250, text_training.Training.TEMPERATURE
RATES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
CLIPS = ("off", 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
DECAYS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
WINDOWS = (1, 2, 4, 8, 16, 32, 64)

START = {"source": "tale", "path": "", "amount": 30, "cell": "rnn", "h": 128}
START |= {"learning_rate": 0.005, "clip": 5.0, "decay": 0.0, "window": 32, "seed": 0, "step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "tale, RNN": START,
    "ten times the text": {**START, "source": "NumPy docstrings", "amount": 300, "cell": "gru", "learning_rate": 0.002},
    "tale, GRU": {**START, "cell": "gru"},
    "hardly any text": {**START, "amount": 3},
    "tale, LSTM": {**START, "cell": "lstm", "learning_rate": 0.01},
    "tale, GRU, weight decay": {**START, "cell": "gru", "decay": 0.2},
    "window of 1": {**START, "window": 1},
}


def character_training(
    *,
    source="tale",
    path="",
    amount=30,
    cell="rnn",
    h=128,
    learning_rate=0.005,
    clip=5.0,
    decay=0.0,
    window=32,
    seed=0,
    step=0,
):
    """A lab on a character model while it trains: `lab.model` is the model at the step that is shown.

    A model is kept whenever the held-out text is tried, and of a long training every second, fourth… of these. `lab.model` is
    the last that was kept up to this step: the one that writes in the picture. So go back to where the held-out loss is lowest.
    The trainings of the tale's presets are stored (`rnnlab.stored`). A lab that is made at a later step begins with these: the
    newest model, and in half precision one or two before it, with the one whose held-out loss is lowest.

    source: a name in `rnnlab.language.text_sources.SOURCES`, or "own file", the text at `path`. amount: how many thousand
    characters it is trained on, of AMOUNTS; where there are fewer, all there are. cell: a key of `rnnlab.cells.BY_KEY`, such as
    "gru". h: hidden size. step: updates done, by Adam with learning_rate, the gradient's norm clipped at `clip`, followed back
    through `window` steps, and with weight decay: each update makes every weight smaller by the part learning_rate · decay of
    it. These take the values of RATES, CLIPS, WINDOWS and DECAYS, and hold for the updates to come. At step 0 with others than
    a training began with, a new one begins. The other settings start another model, and going back to the last few finds them
    as they were left. Raises TypeError or ValueError naming the argument.
    """
    values = dict(locals())
    speed = widgets.HTML(layout=widgets.Layout(height="22px", margin="0"))
    bench = Experiment(speed)
    keep = KeepButton("keep model", "keep the model in a file", width=92, file=bench.file)
    lab = Training(
        "character_training",
        controls={
            "source": text_chooser.SOURCE,
            "path": text_chooser.PATH,
            "amount": controls.stops("text in kB", AMOUNTS),
            "cell": controls.choice("cell", character_model.CELLS),
            "h": controls.whole("hidden size h", 1, 160),
            "learning_rate": controls.stops("learning rate η", RATES),
            "clip": controls.stops("clip norm at", CLIPS),
            "decay": controls.stops("weight decay", DECAYS),
            "window": controls.stops("window", WINDOWS),
            "seed": controls.whole("seed", 0, 99),
            "step": clock(LONGEST, label="updates", by=STRIDE, notch=1),
        },
        values=values,
        view=CharacterTraining,
        measure=bench.measure,
        presets=PRESETS,
        words=READINGS,
        line=widgets.HBox([speed, keep], layout=widgets.Layout(justify_content="space-between", width=f"{controls.WIDTH}px")),
    )
    lab.bench = bench
    bench.speed.follow(lab.controls["step"].play)
    return lab


class Training(Lab):
    """The lab, which gives away what it trains."""

    bench = None

    @property
    def model(self):
        """The CharacterModel at the step that is shown, or the last before it that was kept."""
        return self.bench.model


class Experiment:
    """What the lab measures, and the models that it has trained."""

    def __init__(self, speed):
        self._memo, self.speed = Memo(), Speed(speed, LONGEST)
        self._models = {}  # what determines a model -> its training, the last used at the end
        self.training = self.model = None  # the training that was shown last, and the model that it had there

    def file(self):
        """The name and the bytes of a file with the model."""
        return f"{self.model.cell}_{self.model.h}.npz", model_files.packed(self.model)

    def measure(self, *, source, path, amount, cell, h, learning_rate, clip, decay, window, seed, step):
        path = path if source == text_chooser.OWN else ""
        given = text_chooser.read(source, path)
        baselines = self._memo(_baselines, given, amount)
        rates = {"learning_rate": learning_rate, "clip": None if clip == "off" else clip, "window": window, "decay": decay}
        before, training = self.training, self._of((given, amount, cell, h, seed), rates, step)
        training.learning_rate, training.clip, training.window, training.decay = rates.values()
        room = _room(training, _updates_in_a_tick(cell, h, window, len(given.vocabulary))) if training is before else 0
        step = min(step, training.step + room)
        self.speed.of(training, step)
        place, model = training.model_at(step)
        written = self._memo(_write, training, place)
        found = Measurement(training, step, baselines)
        heading = f"now, after {place} updates, it writes, at temperature {TEMPERATURE}"
        (shown, page), self.model = written.picture(heading), model
        if page and found.diary:
            lines = (f"{at:,}: {line[:ON_A_LINE]}".replace("\n", "¶") for at, line in found.diary.items())
            page += (("diary", "\n".join(lines)),)
        summary = found.summary(cell, text_chooser.name(source, path), given)
        return Result(found.picture() | {"written": shown}, found.readings(), summary, reached={"step": step}, page=page)

    def _of(self, key, rates, step):
        """The training of a model: begun, or as it was left; at step 0, only if it was begun with the same rates.

        Where somebody wants to see its end at once, or would wait for it long, it begins with what is stored.
        """
        training, began = self._models.pop(key, (None, None))
        if training is None or (step == 0 and rates != began):
            training, began = begin(*key, **rates), rates
            if step or SLOW:
                stored.resume(training, seed=key[-1])
        self.training, self._models[key] = training, (training, began)
        while len(self._models) > MODELS:
            del self._models[next(iter(self._models))]
        return self.training


def _updates_in_a_tick(cell, h, window, characters):
    """How many updates fit in one tick: at least one. An estimate, so that it does not depend on the machine's mood."""
    blocks = form.blocks(BY_KEY[cell])
    products = 6 * blocks * h * (h + characters / 3) + 6 * h * characters  # operations a character, forward and back
    seconds = window * (32 * products * 1.7e-11 + 3e-5 * blocks) + 1e-3
    return max(1, int(TRAINING_SHARE / (seconds * (20 if SLOW else 1))))


def _room(training, most):
    """How many updates a tick may do when another model is not to be shown first: no more than to the next look.

    To begin a model, to look at the held-out text, to write and to train take about as long as each other.
    """
    return min(most, STRIDE - training.step % STRIDE)


def _baselines(given, amount):
    """The loss of each order's n-gram model on what the network is tried on."""
    training, held_out = given.parts(amount)
    return ngrams.fit(training, ORDERS, len(given.vocabulary)).nats_by_order(held_out)


def begin(given, amount, cell, h, seed, **rates):
    """The training of a model that has learned nothing."""
    model = character_model.init(given.vocabulary, h, cell=cell, seed=seed)
    return text_training.Training(model, *given.parts(amount), every=STRIDE, **rates)


def _write(training, place):
    """What its model of that update writes."""
    _, model = training.model_at(place)
    return Writing(model, character_model.opening(model.vocabulary), WRITTEN, TEMPERATURE)


def preset(name):
    """The training of a preset, at the beginning."""
    settings = PRESETS[name]
    model = {key: settings[key] for key in ("amount", "cell", "h", "seed")}
    rates = {key: settings[key] for key in ("learning_rate", "clip", "window", "decay")}
    return begin(text_chooser.read(settings["source"], settings["path"]), **model, **rates)
