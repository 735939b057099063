"""The way back through three cells of one size: how much of the gradient they bring to the first step."""

import numpy as np

from rnnlab import probes
from rnnlab.cells import form
from rnnlab.initialization import SCHEMES
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import gradient_flow as lesson
from rnnlab.lessons.gradient_flow import FIRST, OTHERS, REMEMBERS
from rnnlab.views.gradient_flow import GradientFlow
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome


def _gate(cell):
    return f"{cell.NAME}’s {form.kept(cell).name}"


def _parts(cell):
    """The parts of a state along which a gradient goes back, the memory last; before it what the gate alone would leave."""
    return ("h", form.kept(cell).letter, "c") if form.has_memory(cell) else ("h",)


def _mean(cell):
    """The reading that is the mean of what it keeps: the gate's letter, with the cell's name if another has that too."""
    letter, others = form.kept(cell).letter, GATED[: GATED.index(cell)]
    return letter if letter not in [form.kept(other).letter for other in others] else f"{cell.NAME}_{letter}"


START = {"beside": "GRU", "h": 32, "d": 8, "T": 50, "weight_scale": 1.0, "forget_bias": 1.0, "scheme": "gaussian", "seed": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "bias 4: it stays": {**START, "forget_bias": 4.0},
    "bias −3: it vanishes too": {**START, "forget_bias": -3.0},
    "bias 0": {**START, "forget_bias": 0.0},
    "recurrent weights off": {**START, "weight_scale": 0.0},
    "it explodes": {**START, "weight_scale": 3.0, "scheme": "raw"},
}
PLACES = FIRST, OTHERS[START["beside"]], REMEMBERS  # in the picture; the second is lent to the cell that is chosen
WAYS = tuple(f"{cell.NAME} {part}" for cell in PLACES for part in _parts(cell))
GATES = {_gate(cell): f"{cell.NAME} {form.state_fields(cell)[-1]}" for cell in PLACES[:0:-1]}  # whose looks they have
GATED = [cell for cell in (REMEMBERS, *OTHERS.values()) if form.kept(cell)]
SATURATED = "saturated"  # the last memory is so large that its tanh is flat: it gets no gradient to send back
OUTCOMES = {  # what became of the memory's gradient; any other regime is an odd one
    "vanishing": Outcome("▼", "vanishing", style.VERMILION_WORDS),
    "underflow": Outcome("▼", "underflow", style.VERMILION_WORDS),
    "steady": Outcome("●", "steady", style.GREEN_WORDS),
    "exploding": Outcome("▲", "exploding", style.VERMILION_WORDS),
    "overflow": Outcome("▲", "overflow", style.VERMILION_WORDS),
}

ALONG = {"h": "the hidden state", "c": "the memory"}
READINGS = {  # of each way, and the mean of each gate that keeps
    **{
        f"{cell.NAME}_{part}": f"powers of ten that the {cell.NAME}’s gradient gains "
        + (f"along {ALONG[part]}" if part in ALONG else f"by gate {part} alone")
        for cell in (FIRST, *OTHERS.values(), REMEMBERS)
        for part in _parts(cell)
    },
    **{_mean(cell): f"mean of {_gate(cell)}, from 0 (shut) to 1 (open)" for cell in GATED},
}


@laboratory(lambda: GradientFlow(WAYS, GATES), PRESETS, READINGS)
def gradient_flow(
    *,
    beside: controls.choice("third cell", OTHERS) = "GRU",
    h: controls.whole("hidden size h", 1, 128) = 32,
    d: controls.whole("input size d", 1, 64) = 8,
    T: controls.whole("sequence length T", 2, 200) = 50,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    forget_bias: controls.real("forget bias", -4.0, 6.0, 0.25) = 1.0,
    scheme: controls.choice("initialization", SCHEMES) = "gaussian",
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on the gradient in an RNN with tanh, an LSTM and a third cell that read the same (`rnnlab.lessons.gradient_flow`).

    A gradient of length 1 arrives at the last state of each. beside: the third cell, one of `lesson.OTHERS`. h, d: hidden and
    input size. T: steps. weight_scale: the factor on every W_h. forget_bias: the bias of the gate that keeps, b_f in the LSTM
    and b_z in the GRU. scheme: a name in `rnnlab.initialization.SCHEMES`. Raises TypeError or ValueError naming the argument.
    """
    drawn = {"weight_scale": weight_scale, "forget_bias": forget_bias, "scheme": scheme, "seed": seed}
    found = lesson.ways_back(h=h, d=d, T=T, beside=beside, **drawn)
    cells = FIRST, OTHERS[beside], REMEMBERS
    ways = {f"{cell.NAME} {part}": norms for cell in cells for part, norms in zip(_parts(cell), _norms(cell, found[cell.NAME]))}
    changes = {name: np.nan if np.isneginf(norms[-1]) else probes.change(norms) for name, norms in ways.items()}
    memory = found[REMEMBERS.NAME].c
    regime = SATURATED if np.isneginf(memory[-1]) else probes.regime(memory, np.ones(T))
    outcome = OUTCOMES.get(regime, Outcome("◆", regime, style.PLUM))
    names = dict(zip(WAYS, ways, strict=True))
    gates = dict(zip(GATES, (found[cell.NAME].retention for cell in cells[:0:-1]), strict=True))
    gated = [cell for cell in cells[:0:-1] if form.kept(cell)]
    picture = {
        "ways": {"ways": dict(zip(WAYS, ways.values())), "names": names},
        "ledger": {
            "outcome": outcome._replace(sign=f"{REMEMBERS.NAME}: {outcome.sign}"),
            "changes": {place: _signed(changes[name], ways[name][-1]) for place, name in names.items()},
            "sizes": {place.NAME: f"{found[cell.NAME].parameters:,} parameters" for place, cell in zip(PLACES, cells)},
            "names": names,
        },
        "gates": {"gates": gates, "names": dict(zip(GATES, map(_gate, gated)))},
    }
    means = {cell: float(found[cell.NAME].retention.mean()) for cell in gated}
    readings = {name.replace(" ", "_"): change for name, change in changes.items()}
    readings |= {_mean(cell): mean for cell, mean in means.items()}
    return Result(picture, readings, _summary(changes, means, T, regime), reached={})


def _signed(change, last=0.0):
    """A change in a few letters: −11.3, +5.0; → 0 and → ∞ where there is no number. `last` is log10 of what it starts from."""
    if np.isneginf(last):
        return "0 at T"
    if np.isnan(change):
        return "NaN"
    if np.isinf(change):
        return "→ ∞" if change > 0 else "→ 0"
    return f"{change:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def _summary(changes, means, T, regime):
    def told(name):
        change = changes[name]
        if np.isnan(change):
            return "is not a number"
        if np.isinf(change):
            return "overflows" if change > 0 else "becomes exactly 0"
        if abs(change) < 0.05:
            return "keeps its size"
        return f"{'grows' if change > 0 else 'falls'} by {abs(change):.1f} powers of ten"

    name = REMEMBERS.NAME
    if regime == SATURATED:
        memory = "none enters the last memory, which is so large that its tanh is flat; it"
    else:
        steady = f": within a factor of {10**probes.STEADY:g}" if regime == "steady" else ""
        memory = f"it {told(f'{name} c')} along the memory ({regime}{steady}) and"
    first, other = [way.removesuffix(" h") for way in changes if not way.startswith(name)]
    hidden = f"{first} {told(f'{first} h')}, in the {other} it {told(f'{other} h')}"
    own, *rest = [f"{_called(cell)} at {mean:.2f}" for cell, mean in means.items()]
    own = own.replace(" at ", " is at ") + " on average"
    return (
        f"Going {T} steps back, the gradient in the {hidden}. "
        f"In the {name} {memory} {told(f'{name} h')} along the hidden state. The {', '.join([own, *rest])}."
    )


def _called(cell):
    """The gate that keeps, in words: the first cell's without the name of the cell."""
    share = form.kept(cell)
    gate = share.name if share.rest else form.gates(cell)[share.letter].name
    return gate if cell is REMEMBERS else f"the {cell.NAME}'s {gate}"


def _norms(cell, way):
    return (way.h, way.alone, way.c) if form.has_memory(cell) else (way.h,)
