"""The form of a cell: what its module declares, and all that follows from it, written once for every cell.

A cell is a module with a NAME, with `Params`, `Cache`, `init`, `step` and `step_grad`, and where they say something

    State       the NamedTuple of its state, the hidden state h first; without it the state is h alone
    OPTIONS     what `step` can be told: {name: the words that it may be, or a Range of numbers}
    VARIANTS    the options under which it is compared and tested beside other cells; labs show the first
    GATES       its gates by letter, a `Gate` each
    scan        `step` over a whole sequence, and scan_grad, the same for `step_grad`: without them a plain loop does it

The fields of Params are, for each block, W_x… (d, h), W_h… (h, h) if it sees the state, and b_… (1, h) if it has a bias. What
has another name is (1, h). In a Cache, all arrays after the input x are (n, h), and `State` names some of them. All functions
here take such a module, or parts of it.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import initialization, validation
from rnnlab.trees import tree_map


class Range(NamedTuple):
    """The values of an option that is a number."""

    low: float
    high: float


class Gate(NamedTuple):
    """What a cell says of a gate."""

    name: str  # "forget gate"
    does: str  # "keeps" the old memory, "writes" the candidate; any other verb for any other thing


KEEPS, WRITES = "keeps", "writes"


class Share(NamedTuple):
    """What part of the old memory a step keeps, or what part of the candidate it writes: a gate, or 1 − the gate."""

    letter: str
    rest: bool  # what the gate leaves

    @property
    def name(self):
        """As it is written: "f", or "1−z"."""
        return f"1−{self.letter}" if self.rest else self.letter

    def of(self, cache):
        """Its values."""
        gate = getattr(cache, self.letter)
        return 1 - gate if self.rest else gate


# --- what the module says ---------------------------------------------------------------------------------------------


def key(cell):
    """The name of its module, "rnn"."""
    return cell.__name__.rpartition(".")[2]


def options(cell):
    """What `step` can be told."""
    return getattr(cell, "OPTIONS", {})


def variants(cell):
    """The options under which it is compared with other cells, the usual ones first."""
    return getattr(cell, "VARIANTS", ({},))


def gates(cell):
    """Its gates by letter."""
    return getattr(cell, "GATES", {})


def kept(cell):
    """The Share of the old memory that is kept; None in a cell without a gate that says so."""
    return _share(cell, KEEPS, WRITES)


def written(cell):
    """The Share of the candidate that is written; None in a cell without a gate that says so."""
    return _share(cell, WRITES, KEEPS)


def _share(cell, verb, opposite):
    letters = {gate.does: letter for letter, gate in gates(cell).items()}
    letter = letters.get(verb, letters.get(opposite))
    return None if letter is None else Share(letter, rest=verb not in letters)


def blocks(cell):
    """How many blocks of weights a step multiplies with."""
    return sum(name.startswith("W_x") for name in cell.Params._fields)


# --- what follows -----------------------------------------------------------------------------------------------------


def init(kind, d, h, *, scheme, weight_scale, rng):
    """Fresh parameters of a `kind` of Params: for each block numbers of its own, and all else at zero."""
    d, h = initialization.size("d", d), initialization.size("h", h)
    validation.generator("rng", rng)
    weight_scale, fields = validation.real("weight_scale", weight_scale), {name: np.zeros((1, h)) for name in kind._fields}
    for W_x in (name for name in kind._fields if name.startswith("W_x")):
        W_h = W_x.replace("W_x", "W_h")
        if W_h in fields:
            fields[W_h] = initialization.recurrent_weights(h, scheme=scheme, weight_scale=weight_scale, rng=rng)
        fields[W_x] = initialization.input_weights(d, h, scheme=scheme, rng=rng)
    return kind(**fields)


def zero_state(cell, n, h, dtype=float):
    """The state that a sequence starts from when no other is given."""
    return as_state(cell, [np.zeros((n, h), dtype) for _ in state_fields(cell)])


def last_state(cell, cache):
    """The state after the last step of a sequence's cache."""
    return as_state(cell, [getattr(cache, name)[-1] for name in state_fields(cell)])


def at(cache, t):
    """The cache of one step, out of that of a sequence."""
    return tree_map(lambda part: part[t] if isinstance(part, np.ndarray) else part, cache)


def state_kind(cell):
    """The NamedTuple of its state; None where that is h alone."""
    return getattr(cell, "State", None)


def state_fields(cell):
    """The names of the parts of a state, h first."""
    return getattr(state_kind(cell), "_fields", ("h",))


def has_memory(cell):
    """Whether there is a memory c beside h."""
    return "c" in state_fields(cell)


def as_state(cell, parts):
    """A state of these parts."""
    return cell.State(*parts) if state_kind(cell) else parts[0]


# --- what is refused, and what is computed with -----------------------------------------------------------------------


def checked(kind, params, x, state, state_kind=None):
    """The arguments of a step as it computes with them, once they are known to fit together."""
    params = check_params(kind, params, complex=True)
    d, h = params[0].shape
    x = validation.array("x", x, ("n", d), complex=True)
    return params, x, check_state(state_kind, state, len(x), h, complex=True)


def checked_back(kind, cache_kind, params, cache, dstate, state_kind=None):
    """The arguments of the gradient of a step as it computes with them, once they are known to fit together."""
    params = check_params(kind, params)
    cache = check_cache(cache_kind, cache, params[0].shape)
    return params, cache, check_state(state_kind, dstate, *cache.h.shape, name="dstate")


def check_params(kind, params, **numbers):
    """`params` as arrays; `.shape` of the first one is (d, h). An error names the field. `numbers` as in `validation.array`."""
    validation.params(kind, params)
    d, h = validation.array(kind._fields[0], params[0], ("d", "h"), **numbers).shape
    shapes = {"W_x": (d, h), "W_h": (h, h)}
    named = zip(kind._fields, params, strict=True)
    return kind(*(validation.array(name, part, shapes.get(name[:3], (1, h)), finite=True, **numbers) for name, part in named))


def check_cache(kind, cache, sizes):
    """`cache` as arrays, once it is known to be a `kind` that parameters of the sizes (d, h) can have made.

    Indices have an axis less than the states, and they fit any d.
    """
    validation.params(kind, cache, "cache")
    shape = cache.h.shape
    d = sizes[0] if cache.x.ndim < cache.h.ndim else cache.x.shape[-1]
    if not shape or sizes != (d, shape[-1]):
        raise ValueError(f"params must have the sizes d, h of the cache, {(d, *shape[-1:])}; got {sizes}")
    arrays = {name: part for name, part in cache._asdict().items() if isinstance(part, np.ndarray)}
    x = arrays.pop("x")
    x = x if x.ndim < cache.h.ndim else validation.array("x", x, (*shape[:-1], d))
    return cache._replace(x=x, **{name: validation.array(name, part, shape) for name, part in arrays.items()})


def check_state(kind, state, n, h, name="state", **numbers):
    """`state` as an array (n, h), or as a State, `kind`, of such arrays."""
    if kind is None:
        return validation.array(name, state, (n, h), **numbers)
    if not isinstance(state, tuple) or len(state) != len(kind._fields):
        wanted = f"{name} must be {len(kind._fields)} arrays, ({', '.join(kind._fields)})"
        raise TypeError(f"{wanted}; got {type(state).__name__}")
    named = zip(kind._fields, state, strict=True)
    return kind(*(validation.array(f"{name}.{part}", value, (n, h), **numbers) for part, value in named))


def check_option(name, value, allowed):
    """`value`, once it is known to be one of the `allowed`: words, or a Range."""
    if isinstance(allowed, Range):
        return validation.real(name, value, *allowed)
    return validation.choice(name, value, allowed)
