"""Exercise: one step of a GRU by hand. Two conventions are right, and the check says which one was written."""

import numpy as np

from rnnlab.cells import gru
from rnnlab.cells.activations import sigmoid
from rnnlab.checks.kit.exercise import Convention, Exercise, Mistake
from rnnlab.checks.kit.gated import ABSENT, TURNED, changed, params


def _cases():
    """Nothing is zero, so that nothing can be forgotten unseen, and no two sizes are equal."""
    rng = np.random.default_rng(28)
    for n, d, h in ((2, 3, 4), (1, 5, 3), (4, 2, 6)):
        x, old = rng.standard_normal((n, d)), np.tanh(rng.standard_normal((n, h)))
        yield {"x": x, "h": old, "p": params(gru, d, h, rng)}


def _recalled(r, h, p, reset):
    """What the candidate takes from the old state, in either convention."""
    return (r * h) @ p.W_hh if reset == "before" else r * (h @ p.W_hh)


def _candidate(x, h, p, r, reset, activation=np.tanh):
    return activation(x @ p.W_xh + _recalled(r, h, p, reset) + p.b_h)


def _mixed(r, z, g, h):
    return z * h + (1 - z) * g


def _step(*, reset, squash=sigmoid, activation=np.tanh, candidate=_candidate, mix=_mixed):
    """A step with one of its parts exchanged: `candidate(x, h, p, r, reset)` and `mix(r, z, g, h)`."""

    def step(x, h, p):
        r = squash(x @ p.W_xr + h @ p.W_hr + p.b_r)
        z = squash(x @ p.W_xz + h @ p.W_hz + p.b_z)
        g = _candidate(x, h, p, r, reset, activation) if candidate is _candidate else candidate(x, h, p, r, reset)
        return mix(r, z, g, h)

    return step


def _changed(reset, kind, change):
    """The right step with other parameters."""
    return lambda x, h, p: _step(reset=reset)(x, h, changed(p, kind, change))


def _gates_swapped(reset):
    def step(x, h, p):
        turned = p._replace(W_xr=p.W_xz, W_hr=p.W_hz, b_r=p.b_z, W_xz=p.W_xr, W_hz=p.W_hr, b_z=p.b_r)
        return _step(reset=reset)(x, h, turned)

    return step


def _mistakes():
    for reset in gru.RESETS:
        for mistake in (*_about_the_shares(reset), *_about_the_activations(reset), *_about_the_weights(reset)):
            yield mistake._replace(hint=mistake.hint + _PLACE[reset])
    yield from _about_the_reset()


def _about_the_shares(reset):
    """What is kept of the old state, and what is written; like those that follow, the same in either convention."""
    yield Mistake(
        "z and 1 − z change places",
        "this is the other common convention for z, where it says how much is rewritten: (1 − z) * h + z * g, as in Chung "
        "and others 2014. In this course z is how much is kept: exchange z and 1 − z.",
        _step(reset=reset, mix=lambda r, z, g, h: (1 - z) * h + z * g),
    )
    yield Mistake(
        "old state not kept",
        "the old state is not kept: the part z * h is missing, and with it the memory.",
        _step(reset=reset, mix=lambda r, z, g, h: (1 - z) * g),
    )
    yield Mistake(
        "candidate added whole",
        "the candidate is added whole. What is not kept is rewritten: it is multiplied by 1 − z, and the two shares make "
        "up one.",
        _step(reset=reset, mix=lambda r, z, g, h: z * h + g),
    )
    yield Mistake(
        "only the candidate",
        "you return the candidate. The new state mixes it with the old one, by the update gate z.",
        _step(reset=reset, mix=lambda r, z, g, h: g),
    )
    yield Mistake(
        "reset state kept",
        "what z keeps is the state after the reset, r * h. The reset gate acts within the candidate only; z keeps h as it was.",
        _step(reset=reset, mix=lambda r, z, g, h: z * (r * h) + (1 - z) * g),
    )
    yield Mistake(
        "z for both",
        "the old state and the candidate are both multiplied by z. The shares must make up one: z and 1 − z.",
        _step(reset=reset, mix=lambda r, z, g, h: z * h + z * g),
    )
    yield Mistake(
        "old state kept whole",
        "the old state is kept whole. Only the share z of it is kept.",
        _step(reset=reset, mix=lambda r, z, g, h: h + (1 - z) * g),
    )
    yield Mistake(
        "1 − r resets",
        "the candidate sees the share 1 − r of the old state. The reset gate says how much is seen: r.",
        _step(reset=reset, candidate=lambda x, h, p, r, reset: _candidate(x, h, p, 1 - r, reset)),
    )


def _about_the_activations(reset):
    """What the gates and the candidate go through."""
    yield Mistake(
        "tanh missing",
        "the candidate lacks its tanh. Without it the state could grow without limit.",
        _step(reset=reset, activation=lambda z: z),
    )
    yield Mistake(
        "candidate with a sigmoid",
        "the candidate goes through a sigmoid, so the state could never fall below zero. It is a tanh.",
        _step(reset=reset, activation=sigmoid),
    )
    yield Mistake(
        "gates with tanh",
        "the gates go through tanh and can become negative. A gate is a share between 0 and 1: a sigmoid.",
        _step(reset=reset, squash=np.tanh),
    )
    yield Mistake(
        "gates without sigmoid",
        "the gates have no activation, so they are not shares. Each goes through a sigmoid.",
        _step(reset=reset, squash=lambda z: z),
    )


def _about_the_weights(reset):
    """What they are computed from."""
    yield Mistake(
        "update gate with the weights of r",
        "z has the weights of the reset gate, so both gates are equal. Its own are p.W_xz, p.W_hz and p.b_z.",
        lambda x, h, p: _step(reset=reset)(x, h, p._replace(W_xz=p.W_xr, W_hz=p.W_hr, b_z=p.b_r)),
    )
    yield Mistake(
        "candidate's bias missing",
        "the bias of the candidate, p.b_h, is missing.",
        lambda x, h, p: _step(reset=reset)(x, h, p._replace(b_h=np.zeros_like(p.b_h))),
    )
    yield Mistake(
        "gates swapped",
        "r and z have each other's weights, or each other's place. r is reset, z is update.",
        _gates_swapped(reset),
    )
    yield Mistake(
        "forgotten biases", "the biases are missing: p.b_r, p.b_z and p.b_h, one for each line.", _changed(reset, "b_", ABSENT)
    )
    yield Mistake(
        "transpose of W_h",
        "you multiply h by the transposes of the recurrent weights. Rows are examples here: h @ p.W_hr. Going back takes "
        "the transpose.",
        _changed(reset, "W_h", TURNED),
    )


def _about_the_reset():
    """Those about the reset gate itself."""
    yield Mistake(
        "reset gate left out",
        "the reset gate takes no part. It belongs to the candidate, where it says how much of the old state is seen.",
        _step(reset="before", candidate=lambda x, h, p, r, reset: np.tanh(x @ p.W_xh + h @ p.W_hh + p.b_h)),
    )
    yield Mistake(
        "reset on the input's part",
        "the reset gate multiplies what comes from x. It is the old state's part that is to be reset.",
        _step(reset="before", candidate=lambda x, h, p, r, reset: np.tanh(r * (x @ p.W_xh) + h @ p.W_hh + p.b_h)),
    )
    yield Mistake(
        "reset on everything",
        "the reset gate multiplies all that goes into the tanh. It acts on the old state's part only, so that x is still read.",
        _step(reset="before", candidate=lambda x, h, p, r, reset: np.tanh(r * (x @ p.W_xh + h @ p.W_hh + p.b_h))),
    )
    yield Mistake(
        "reset on the candidate",
        "the reset gate multiplies the candidate when it is done. It belongs inside the tanh, on the old state's part.",
        _step(reset="before", candidate=lambda x, h, p, r, reset: r * np.tanh(x @ p.W_xh + h @ p.W_hh + p.b_h)),
    )
    yield Mistake(
        "bias within the reset",
        "b_h is reset together with the old state. PyTorch has a bias there too, but a second one; p.b_h stands outside.",
        _step(reset="after", candidate=lambda x, h, p, r, reset: np.tanh(x @ p.W_xh + r * (h @ p.W_hh + p.b_h))),
    )


_PLACE = {
    "before": " All else is right, with the reset before the product.",
    "after": " All else is right, with the reset after the product.",
}

check_gru_step = Exercise(
    name="gru_step",
    asks="gru_step(x, h, p): from x_t (n, d) and h_{t-1} (n, h) to h_t; p.W_xr, p.W_hr, p.b_r… are the weights",
    reference=lambda x, h, p: gru.step(p, x, h, reset="before")[0],
    cases=tuple(_cases()),
    returns="the new state, one array of the shape of h",
    mistakes=tuple(_mistakes()),
    praise="right, on all cases. You reset before the product, (r * h) W_hh, as Cho and others did in 2014.",
    conventions=(
        Convention(
            "right, on all cases. You reset after the product, r * (h W_hh), as cuDNN and PyTorch do. Cho and others reset "
            "before it in 2014; that is another network, and also a GRU.",
            lambda x, h, p: gru.step(p, x, h, reset="after")[0],
        ),
    ),
)
