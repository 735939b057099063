"""Exercise: the gradient of W_hh over a whole sequence, with ReLU: a sum over time, from the last step to the first."""

import numpy as np

from rnnlab import bptt
from rnnlab.cells import rnn
from rnnlab.checks.kit.exercise import Exercise, Mistake


def traces(*sizes):
    """H, Z, W_hh and dH of a network for each of some sizes (T, n, h), neither the first state nor the bias being 0."""
    rng = np.random.default_rng(5)
    for T, n, h in sizes:
        params = rnn.init(3, h, rng=rng)._replace(b_h=0.3 * rng.standard_normal((1, h)))
        trace = bptt.unroll(rnn, params, rng.standard_normal((T, n, 3)), rng.random((n, h)))
        yield {"H": trace.H, "Z": trace.cache.z, "W_hh": params.W_hh, "dH": rng.standard_normal((T, n, h))}


def _walk(H, Z, W_hh, dH, *, add=np.add, pass_on=None, own=True, order=reversed):
    """Back-propagation through time; the options make the mistakes."""
    pass_on = pass_on or (lambda dh, dz: dz @ W_hh.T)
    dW_hh, arriving = np.zeros_like(W_hh), np.zeros_like(dH[0])
    for place, t in enumerate(order(range(len(Z)))):
        dh = arriving + dH[t] * (own or place == 0)
        dz = dh * (Z[t] > 0)
        dW_hh = add(dW_hh, H[t].T @ dz)
        arriving = pass_on(dh, dz)
    return dW_hh


def _without_mask(H, Z, W_hh, dH):
    return _walk(H, np.ones_like(Z), W_hh, dH)


check_bptt_W_hh = Exercise(
    name="bptt_W_hh",
    asks="bptt_W_hh(H, Z, W_hh, dH): from the states (T+1, n, h), z (T, n, h), W_hh, and dL/dh of each readout, to dL/dW_hh",
    reference=_walk,
    cases=tuple(traces((4, 2, 3), (5, 3, 2), (3, 1, 4))),
    returns="one array of the shape of W_hh",
    mistakes=(
        Mistake(
            "assignment instead of accumulation",
            "each step overwrites what the steps before it found, so that one step is left. The gradient is a sum over time: "
            "start with zeros, and add each step's piece.",
            lambda *case: _walk(*case, add=lambda dW_hh, piece: piece),
        ),
        Mistake(
            "no dh from the next step",
            "each step uses the gradient of its own readout only. A state also serves all later steps: add to dH[t] what the "
            "next step sends back.",
            lambda *case: _walk(*case, pass_on=lambda dh, dz: 0),
        ),
        Mistake(
            "h_t where h_{t-1} belongs",
            "the state in the product is the one after the step. W_hh multiplies the state before it, which is H[t] here, for "
            "H begins with the initial state.",
            lambda H, Z, W_hh, dH: _walk(np.concatenate([H[1:], H[:1]]), Z, W_hh, dH),
        ),
        Mistake(
            "missing transpose",
            "on the way to the step before, you multiply by W_hh where W_hh.T belongs.",
            lambda H, Z, W_hh, dH: _walk(H, Z, W_hh, dH, pass_on=lambda dh, dz: dz @ W_hh),
        ),
        Mistake(
            "missing mask",
            "the mask [z > 0] is missing. A unit that the ReLU set to zero passes no gradient back, and its weights get none.",
            _without_mask,
        ),
        Mistake(
            "the first step left out",
            "the first step adds nothing. Either the loop ends before it, as range(T - 1, 0, -1) does, or H[0] was set to 0.",
            lambda *case: _walk(*case, order=lambda steps: reversed(steps[1:])),
        ),
        Mistake(
            "h_{t-2} where h_{t-1} belongs",
            "the state in the product is one step too old, and at the first step the index −1 takes the last of all. The state "
            "before step t is H[t] here, for H begins with the initial state.",
            lambda H, Z, W_hh, dH: _walk(np.roll(H, 1, axis=0), Z, W_hh, dH),
        ),
        Mistake(
            "returned inside the loop",
            "only the last step is there: the return stands inside the loop and ends it after one turn. Return when the loop "
            "is done.",
            lambda H, Z, W_hh, dH: _walk(H[-2:], Z[-1:], W_hh, dH[-1:]),
        ),
        Mistake(
            "passed on without mask and transpose",
            "two things on the way to the step before: pass on dz, not dh, for it has the mask; and multiply by W_hh.T.",
            lambda H, Z, W_hh, dH: _walk(H, Z, W_hh, dH, pass_on=lambda dh, dz: dh @ W_hh),
        ),
        Mistake(
            "passed on without the mask",
            "the weights' piece has its mask, and what goes to the step before has not: pass on dz, not dh.",
            lambda H, Z, W_hh, dH: _walk(H, Z, W_hh, dH, pass_on=lambda dh, dz: dh @ W_hh.T),
        ),
        Mistake(
            "the loop runs forward",
            "the loop goes from the first step to the last. What a step sends back must be known before the step that it is "
            "sent to: start at the last one.",
            lambda *case: _walk(*case, order=iter),
        ),
        Mistake(
            "the last loss only",
            "only dH of the last step is used. What comes back from step t+1 does not replace dH[t], it is added to it.",
            lambda *case: _walk(*case, own=False),
        ),
        Mistake(
            "mean instead of sum",
            "this is the mean over the steps. The gradient is their sum: if the loss is a mean, dH has that factor already.",
            lambda *case: _walk(*case) / len(case[1]),
        ),
        Mistake(
            "factors in the wrong order",
            "the matrix is transposed: rows of W_hh belong to the old state. The product is H[t].T @ dz.",
            lambda *case: _walk(*case).T,
        ),
        Mistake("wrong sign", "every sign is turned round. The minus belongs to the update.", lambda *case: -_walk(*case)),
    ),
)
