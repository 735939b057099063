"""How long a forward pass and back-propagation through time take: this package, and what one would use instead.

    python benchmarks/bptt.py [--quick]

First the essay's cell, at two sizes. The teaching size, T = 50 steps of one example, is where a slider waits for the answer:
nothing but overhead counts. At the large size the matrix products count: there the rate is given as a fraction of what the same
machine reaches on one large square product. Then every cell at many sizes, each side on one thread.

The contenders take turns within each round, so that whatever else the machine does meets all of them; the numbers are medians
over the rounds. torch is optional.
"""

import argparse
import itertools
import statistics
import time

import numpy as np
import threadpoolctl

from rnnlab import bptt, losses, readout
from rnnlab.cells import ALL, form, rnn
from rnnlab.gradcheck import relative_error
from rnnlab.trees import leaves, tree_map

try:
    import torch
except ImportError:
    torch = None


# --- the teaching size: cell, readout and loss, every step scored ----------------------------------------------------


def ours(cell, out, X, target):
    trace = bptt.unroll(rnn, cell, X)
    _, dO = losses.squared_error(readout.readout(out, trace.H[1:]), target)
    dout, dH = readout.readout_grad(out, trace.H[1:], dO)
    grads = bptt.backprop_through_time(rnn, cell, trace, dH)
    return [*grads.params, *dout]


def step_by_step(cell, out, X, target):
    """The functions that a learner reads, called for each step."""
    state, states, caches = np.zeros((X.shape[1], cell.b_h.size), X.dtype), [], []
    for x in X:
        state, cache = rnn.step(cell, x, state)
        states.append(state)
        caches.append(cache)
    H = np.stack(states)
    _, dO = losses.squared_error(readout.readout(out, H), target)
    dout, dH = readout.readout_grad(out, H, dO)
    total, dstate = None, 0
    for cache, dh in zip(reversed(caches), dH[::-1]):
        dcell, _, dstate = rnn.step_grad(cell, cache, dh + dstate)
        total = dcell if total is None else rnn.Params(*map(np.add, total, dcell))
    return [*total, *dout]


def hand_fused(cell, out, X, target):
    """What a good numpy programmer writes for this one network: no functions, no checks, whatever can be hoisted hoisted."""
    (W_xh, W_hh, b_h), (W_hy, b_y) = cell, out
    T, n, d = X.shape
    h, o = W_hy.shape
    Z = (X.reshape(T * n, d) @ W_xh + b_h).reshape(T, n, h)
    H = np.zeros((T + 1, n, h), X.dtype)
    for t in range(T):
        H[t + 1] = np.maximum(Z[t] + H[t] @ W_hh, 0)
    after, before = H[1:].reshape(T * n, h), H[:-1].reshape(T * n, h)
    difference = after @ W_hy + b_y - target.reshape(T * n, o)
    _ = (difference * difference).mean()
    dO = difference * (2 / difference.size)
    dH = (dO @ W_hy.T).reshape(T, n, h)
    mask = H[1:] > 0
    dZ = np.empty((T, n, h), X.dtype)
    W_back, dh = W_hh.T.copy(), np.zeros((n, h), X.dtype)
    for t in range(T - 1, -1, -1):
        dZ[t] = (dH[t] + dh) * mask[t]
        dh = dZ[t] @ W_back
    dz = dZ.reshape(T * n, h)
    _ = dz @ W_xh.T
    return [X.reshape(T * n, d).T @ dz, before.T @ dz, dz.sum(0), after.T @ dO, dO.sum(0)]


def with_torch(cell, out, X, target, threads):
    W_xh, W_hh, b_h, W_hy, b_y = (torch.tensor(W) for W in (*cell, *out))
    network = torch.nn.RNN(*W_xh.shape, nonlinearity="relu", dtype=W_xh.dtype)
    linear = torch.nn.Linear(*W_hy.shape, dtype=W_hy.dtype)
    with torch.no_grad():
        network.weight_ih_l0.copy_(W_xh.T)
        network.weight_hh_l0.copy_(W_hh.T)
        network.bias_ih_l0.copy_(b_h[0])
        network.bias_hh_l0.zero_()
        linear.weight.copy_(W_hy.T)
        linear.bias.copy_(b_y[0])
    X, target = torch.tensor(X, requires_grad=True), torch.tensor(target)
    learned = [network.weight_ih_l0, network.weight_hh_l0, network.bias_ih_l0, linear.weight, linear.bias]

    def run():
        torch.set_num_threads(threads)
        for tensor in (*network.parameters(), *linear.parameters(), X):
            tensor.grad = None
        torch.nn.functional.mse_loss(linear(network(X)[0]), target).backward()
        return [tensor.grad.numpy().T for tensor in learned]

    return run


def teaching_size(rounds, calls, *, T=50, n=1, d=8, h=16, o=8):
    rng = np.random.default_rng(0)
    cell, out = rnn.init(d, h, scheme="he", rng=rng), readout.init(h, o, rng=rng)
    X, target = rng.standard_normal((T, n, d)), rng.standard_normal((T, n, o))
    given = cell, out, X, target
    contenders = {
        "rnnlab": lambda: ours(*given),
        "numpy, fused by hand": lambda: hand_fused(*given),
        "rnnlab, step by step": lambda: step_by_step(*given),
    }
    if torch:
        for threads in (1, 2):
            contenders[f"torch.nn.RNN, {threads} thread{'s' * (threads > 1)}"] = with_torch(*given, threads)
    print(f"forward, loss and back through time: T={T} n={n} d={d} h={h} o={o}, {X.dtype}, ReLU")
    times = race(contenders, rounds, calls)
    print(f"{'':28}{'ms':>9}{'× rnnlab':>10}{'gradients differ by':>22}")
    reference = ours(*given)
    for name, run in contenders.items():
        print(f"{name:28}{1e3 * times[name]:9.3f}{times[name] / times['rnnlab']:10.2f}{difference(run(), reference):22.0e}")


# --- the large size: the cell alone, the gradient of every state given -----------------------------------------------


def large_size(rounds, *, T=35, n=32, d=512, h=512, square=2048):
    rng = np.random.default_rng(0)
    cell = rnn.Params(*(W.astype(np.float32) for W in rnn.init(d, h, scheme="he", rng=rng)))
    X, dH = (rng.standard_normal((T, n, size)).astype(np.float32) for size in (d, h))
    A, B = rng.standard_normal((2, square, square)).astype(np.float32)

    def through_time():
        trace = bptt.unroll(rnn, cell, X)
        return bptt.backprop_through_time(rnn, cell, trace, dH)

    work = 3 * 2 * T * n * (d * h + h * h)  # forward, and twice as much back: to what was multiplied, and to the weights
    operations = {"one square product": 2 * square**3, "rnnlab": work}
    contenders = {"one square product": lambda: A @ B, "rnnlab": through_time}
    if torch:
        ours_in_torch = cell_in_torch(cell, X, dH)
        for threads in (1, 2):
            name = f"torch.nn.RNN, {threads} thread{'s' * (threads > 1)}"
            contenders[name], operations[name] = ours_in_torch(threads), work
    print(f"forward and back through time: T={T} n={n} d={d} h={h}, {X.dtype}, ReLU; square product of {square}")
    times = race(contenders, rounds, 1)
    rates = {name: operations[name] / times[name] / 1e9 for name in contenders}
    print(f"{'':28}{'ms':>9}{'GFLOP/s':>10}{'of the square product':>23}")
    for name, rate in rates.items():
        print(f"{name:28}{1e3 * times[name]:9.1f}{rate:10.0f}{rate / rates['one square product']:23.0%}")


def cell_in_torch(cell, X, dH):
    network = torch.nn.RNN(X.shape[-1], dH.shape[-1], nonlinearity="relu")
    with torch.no_grad():
        network.weight_ih_l0.copy_(torch.tensor(cell.W_xh.T))
        network.weight_hh_l0.copy_(torch.tensor(cell.W_hh.T))
    X, dH = torch.tensor(X, requires_grad=True), torch.tensor(dH)

    def on(threads):
        def run():
            torch.set_num_threads(threads)
            for tensor in (*network.parameters(), X):
                tensor.grad = None
            network(X)[0].backward(dH)

        return run

    return on


# --- every cell, alone, on one thread --------------------------------------------------------------------------------

# The name of torch's network, and the gates in its order. torch has no GRU that resets before the product; its other one is as
# large.
TWINS = {"rnn": ("RNN", "h"), "lstm": ("LSTM", "ifco"), "gru": ("GRU", "rzh")}
TEACHING = [(50, n, 8, h) for h in (16, 32) for n in (1, 8)]
LARGE = [(35, 32, h, h) for h in (64, 128, 256, 512)]


def every_cell(rounds, calls):
    """On a CPU, torch's LSTM is two programs: in float32 a fused kernel of oneDNN, in float64 one operation after the other."""
    print("forward and back through time, one thread, the gradient of every state given")
    print(f"{'':20}   T   n    d    h           {'rnnlab, ms':>12}{'torch, ms':>11}{'rnnlab/torch':>14}{'differ by':>11}")
    for cell in ALL:
        for options, dtype in itertools.product(form.variants(cell), (np.float64, np.float32)):
            for sizes in TEACHING:
                line(cell, options, sizes, dtype, rounds, calls)
            for sizes in LARGE:
                line(cell, options, sizes, dtype, max(rounds // 4, 3), 1)


def line(cell, options, sizes, dtype, rounds, calls):
    T, n, d, h = sizes
    twin, gates = TWINS.get(form.key(cell), (None, ""))
    rng = np.random.default_rng(0)
    params = tree_map(lambda W: W.astype(dtype), cell.init(d, h, scheme="orthogonal", rng=rng))
    X, dH = (rng.standard_normal((T, n, size)).astype(dtype) for size in (d, h))

    def run():
        trace = bptt.unroll(cell, params, X, **options)
        return bptt.backprop_through_time(cell, params, trace, dH)

    contenders = {"rnnlab": run}
    if torch and twin:
        contenders["torch"] = gated_in_torch(getattr(torch.nn, twin)(d, h), params, gates, X, dH)
    times = race(contenders, rounds, calls)
    name = ", ".join([cell.NAME, *map(str, options.values())])
    words = f"{name:20}{T:4}{n:4}{d:5}{h:5}  {np.dtype(dtype).name:9}{1e3 * times['rnnlab']:12.2f}"
    if "torch" in contenders:
        words += f"{1e3 * times['torch']:11.2f}{times['rnnlab'] / times['torch']:14.2f}"
        same = options.get("reset") != "before"
        words += f"{worst(run(), contenders['torch'](), gates):11.0e}" if same else f"{'':>11}"
    print(words, flush=True)


def gated_in_torch(network, params, gates, X, dH):
    """torch's network with our weights; of its two biases, the inner one is zero."""
    network = network.to(torch.tensor(X).dtype)
    with torch.no_grad():
        for kind, name in KINDS:
            tensor = getattr(network, name)
            tensor.copy_(torch.tensor(joined(params, kind, gates)).reshape(tensor.shape))
        network.bias_hh_l0.zero_()
    X, dH = torch.tensor(X, requires_grad=True), torch.tensor(dH)

    def run():
        torch.set_num_threads(1)
        for tensor in (*network.parameters(), X):
            tensor.grad = None
        network(X)[0].backward(dH)
        return X.grad.numpy(), [getattr(network, name).grad.numpy() for _, name in KINDS]

    return run


KINDS = [("W_x", "weight_ih_l0"), ("W_h", "weight_hh_l0"), ("b_", "bias_ih_l0")]


def joined(params, kind, gates):
    """Our weights of one kind as torch has them: the gates below each other, a row for each unit."""
    return np.concatenate([getattr(params, kind + gate).T for gate in gates])


def worst(ours, theirs, gates):
    """The largest relative error of ours, for dX and the weights."""
    mine = [ours.dX, *(joined(ours.params, kind, gates) for kind, _ in KINDS)]
    return np.max([relative_error(one.reshape(other.shape), other) for one, other in zip(mine, leaves(list(theirs)))])


# --- the race --------------------------------------------------------------------------------------------------------


def race(contenders, rounds, calls):
    """Seconds a call: each contender's median over the rounds, in each of which all have their turn."""
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            run()  # not counted: the caches, and the threads, are the others' until now
            start = time.perf_counter()
            for _ in range(calls):
                run()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(measured) for name, measured in times.items()}


def difference(grads, reference):
    """The largest, relative to the largest entry of each gradient."""
    return np.max([np.abs(np.reshape(g, r.shape) - r).max() / np.abs(r).max() for g, r in zip(grads, reference)])


def keep_memory():
    """Let the C library keep what is freed, instead of giving it back and asking for it anew at every call: see mallopt(3).

    It learns that from the first large array that comes and goes, which any longer program has had. Without it, a fresh process
    may need half as much time again where arrays have some 100 kB.
    """
    np.ones(4_000_000).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few rounds: one minute instead of several, and rougher")
    quick = parser.parse_args().quick
    if not torch:
        print("torch not installed: it is left out (pip install torch==2.13.0 to compare)\n")
    keep_memory()
    teaching_size(rounds=5 if quick else 41, calls=10)
    print()
    large_size(rounds=5 if quick else 31)
    print()
    with threadpoolctl.threadpool_limits(1):
        every_cell(rounds=5 if quick else 21, calls=5)


if __name__ == "__main__":
    main()
