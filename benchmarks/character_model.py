"""A character model: how fast it trains, and what that is worth against torch, the classic loop, and models that count.

    python benchmarks/character_model.py [speed] [classic] [contest] [--quick]

speed    characters a second while training, beside the same model in torch (optional): same sizes, precision and optimizer;
         and beside the floor, the matrix products, tanh and exp of an update and nothing else
classic  the time to the loss that the well-known single-sequence loop reaches: one window at a time, Adagrad, clipped by value
contest  who wins, by seconds of training: an LSTM, or n-gram models of order 1 to 5, on 30 kB, 300 kB and 1.1 MB of text

Without names all three run. What a model is tried on, it was not trained on; the time for that is not counted. rnnlab computes
on one thread, as it does in the labs, and in `speed` also on two.
"""

import argparse
import itertools
import math
import statistics
import time

import numpy as np
import threadpoolctl

from rnnlab.language import character_model, ngrams, text, text_sources
from rnnlab.language.text_training import Training

try:
    import torch
except ImportError:
    torch = None

BLAS = threadpoolctl.ThreadpoolController().select(user_api="blas")  # looked for once: that takes milliseconds
H, WINDOW, STREAMS = 128, 32, 32
SPEED_BAR = 150_000  # characters a second, RNN
CLASSIC_BAR = 1 / 5
BARS = {"trigram": (3, 20), "4-gram": (4, 60)}  # order, and seconds until it is passed on 300 kB or more


# --- speed -----------------------------------------------------------------------------------------------------------


TWINS = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}  # torch's networks
GATES = {"rnn": 1, "lstm": 4, "gru": 3}  # blocks of weights


def speed(quick):
    vocabulary, indices, held_out = prepared(text_sources.numpy_docstrings(1_100_000))
    print(f"characters/s while training, h = {H}, window {WINDOW}, {STREAMS} streams, {len(vocabulary)} characters, float32")
    print(f"{'':6}{'rnnlab, 1 thread':>18}{'2 threads':>12}", end="")
    print(f"{'floor, 1 thread':>18}{'2 threads':>12}", end="")
    print(
        f"{'torch, 1 thread':>18}{'2 threads':>12}{'best/best':>12}{'floor/best':>12}"
        if torch
        else "   (torch is not installed)"
    )
    for cell in character_model.CELLS:
        contenders = {}
        for threads in (1, 2):
            contenders["rnnlab", threads] = ours(cell, vocabulary, indices, held_out, threads)
            if cell in GATES:
                contenders["floor", threads] = floor(cell, len(vocabulary), threads)
            if torch and cell in TWINS:
                contenders["torch", threads] = in_torch(cell, vocabulary, indices, threads)
        rates = race(contenders, rounds=3 if quick else 9, updates=10 if quick else 30)
        print(f"{cell:6}" + "".join(f"{rates[key]:{width},.0f}" for key, width in columns() if key in rates), end="")
        best = {name: max(rate for (other, _), rate in rates.items() if other == name) for name, _ in rates}
        ratios = [best[name] / best["torch"] for name in ("rnnlab", "floor")] if "torch" in best else []
        print("".join(f"{ratio:12.2f}" for ratio in ratios), flush=True)
        if cell == "rnn":
            verdict("rnn", best["rnnlab"] >= SPEED_BAR, f"{best['rnnlab']:,.0f} characters/s, bar {SPEED_BAR:,}")
        if "torch" in best:
            verdict(cell, best["rnnlab"] > best["torch"], "faster than torch")


def columns():
    """The keys of the rates, and how wide their columns are."""
    return [((name, threads), width) for name in ("rnnlab", "floor", "torch") for threads, width in ((1, 18), (2, 12))]


def ours(cell, vocabulary, indices, held_out, threads):
    training = Training(fresh(cell, vocabulary), indices, held_out[:2], n=STREAMS, window=WINDOW, every=10**9)

    def run(updates):
        with BLAS.limit(limits=threads):
            training.extend(training.step + updates)

    return run


def floor(cell, size, threads):
    """What numpy cannot do without in an update, in the layout that is fastest: no gate is multiplied, no gradient is added up,
    no weight moves."""
    rng, k, rows = np.random.default_rng(0), GATES[cell], WINDOW * STREAMS
    W, W_back, state, z = (
        rng.standard_normal(shape, np.float32) for shape in ((k * H, H), (H, k * H), (H, STREAMS), (k * H, STREAMS))
    )
    dZ, states, one_hot, W_hy, logits = (
        rng.standard_normal(shape, np.float32) for shape in ((k * H, rows), (rows, H), (rows, size), (H, size), (rows, size))
    )
    back = np.empty_like(state)

    def run(updates):
        with BLAS.limit(limits=threads):
            for _ in range(updates):
                for _ in range(WINDOW):
                    W.dot(state, out=z)
                    np.tanh(z)
                    if cell == "lstm":
                        np.tanh(state)
                    W_back.dot(z, out=back)
                for left, right in ((dZ, states), (dZ, one_hot), (states, W_hy), (logits, W_hy.T), (states.T, logits)):
                    left.dot(right)
                np.exp(logits)

    return run


def in_torch(cell, vocabulary, indices, threads):
    """The same model, windows, loss, clipping and optimizer. Adam's fused form is torch's fastest."""
    size = len(vocabulary)
    network = getattr(torch.nn, TWINS[cell])(size, H)
    out = torch.nn.Linear(H, size)
    learned = [*network.parameters(), *out.parameters()]
    descent = torch.optim.Adam(learned, lr=0.005, fused=True)
    windows = itertools.cycle([tuple(map(torch.tensor, pair)) for pair in text.windows(indices, STREAMS, WINDOW)][:-1])
    passed_on = [None]

    def run(updates):
        torch.set_num_threads(threads)
        for read, target in itertools.islice(windows, updates):
            descent.zero_grad(set_to_none=True)
            states, state = network(torch.nn.functional.one_hot(read, size).float(), passed_on[0])
            passed_on[0] = tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
            loss = torch.nn.functional.cross_entropy(out(states).flatten(0, 1), target.flatten())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 5.0)
            descent.step()
            loss.item()

    return run


def race(contenders, rounds, updates):
    """Characters a second: each contender's median over the rounds, in each of which all have their turn."""
    rates = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            run(2)  # not counted: the caches, and the threads, are the others' until now
            start = time.perf_counter()
            run(updates)
            rates[name].append(updates * WINDOW * STREAMS / (time.perf_counter() - start))
    return {name: statistics.median(measured) for name, measured in rates.items()}


# --- the classic loop ------------------------------------------------------------------------------------------------

FORGOTTEN = 25_000  # characters after which a loss has lost most of its weight in the smoothed one


def classic(quick):
    """How long the loop takes to its loss after some time, and how long we take to the same."""
    vocabulary, indices, held_out = prepared(text_sources.numpy_docstrings(300_000))
    seconds = 10 if quick else 60
    with threadpoolctl.threadpool_limits(1):
        smoothed, read, took = Classic(indices, len(vocabulary)).run(seconds)
        training = Training(fresh("rnn", vocabulary, h=100), indices, held_out[:2], n=STREAMS, window=WINDOW, every=10**9)
        mean, start = math.log(len(vocabulary)), time.perf_counter()
        while mean > smoothed:
            training.extend(training.step + 1)
            size = training.characters[-1] - training.characters[-2]
            mean += (training.losses[-1] - mean) * (1 - math.exp(-size / FORGOTTEN))
        ours_took = time.perf_counter() - start
    print(f"the classic loop reads {read:,} characters in {took:.1f} s, and its smoothed loss is {smoothed:.3f} nats")
    print(f"rnnlab, RNN of the same size, is there after {training.characters[-1]:,} characters and {ours_took:.2f} s")
    verdict("classic", ours_took <= CLASSIC_BAR * took, f"{ours_took / took:.3f} of its time, bar {CLASSIC_BAR}")


class Classic:
    """A network of 100 tanh units on one sequence, 25 characters at a time, as it has been written many times over."""

    def __init__(self, indices, size, h=100):
        rng = np.random.default_rng(0)
        self.indices, self.size, self.h = indices, size, h
        shapes = (size, h), (h, h), (h,), (h, size), (size,)
        self.weights = [0.01 * rng.standard_normal(shape) if len(shape) == 2 else np.zeros(shape) for shape in shapes]
        self.squares = [np.zeros_like(W) for W in self.weights]

    def run(self, seconds, window=25, rate=0.1):
        """The smoothed loss, the characters read, and the time after about so many seconds."""
        place, state, smoothed, read = 0, np.zeros(self.h), math.log(self.size), 0
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            if place + window + 1 > len(self.indices):
                place, state = 0, np.zeros(self.h)
            loss, grads, state = self._pass(self.indices[place : place + window + 1], state)
            for W, dW, square in zip(self.weights, grads, self.squares):
                dW = np.clip(dW, -5, 5)
                square += dW * dW
                W -= rate * dW / np.sqrt(square + 1e-8)
            smoothed += (loss / window - smoothed) * (1 - math.exp(-window / FORGOTTEN))
            place, read = place + window, read + window
        return smoothed, read, time.perf_counter() - start

    def _pass(self, letters, state):
        """The summed loss of a window and its gradients, character by character there and back."""
        W_xh, W_hh, b_h, W_hy, b_y = self.weights
        states, shares, loss = [state], [], 0.0
        for read, target in itertools.pairwise(letters):
            states.append(np.tanh(W_xh[read] + states[-1] @ W_hh + b_h))
            logits = states[-1] @ W_hy + b_y
            raised = np.exp(logits - logits.max())
            shares.append(raised / raised.sum())
            loss -= math.log(shares[-1][target])
        grads = [np.zeros_like(W) for W in self.weights]
        dW_xh, dW_hh, db_h, dW_hy, db_y = grads
        from_later = np.zeros(self.h)
        for t in reversed(range(len(shares))):
            dlogits = shares[t].copy()
            dlogits[letters[t + 1]] -= 1
            dW_hy += np.outer(states[t + 1], dlogits)
            db_y += dlogits
            dz = (dlogits @ W_hy.T + from_later) * (1 - states[t + 1] ** 2)
            dW_xh[letters[t]] += dz
            dW_hh += np.outer(states[t], dz)
            db_h += dz
            from_later = dz @ W_hh.T
        return loss, grads, states[-1]


# --- who wins --------------------------------------------------------------------------------------------------------

TRIED = 20_000  # characters


def contest(quick):
    texts = {
        "the tale, 30 kB": (text_sources.tale(), 0.01),
        "NumPy docstrings, 300 kB": (text_sources.numpy_docstrings(300_000), 0.003),
        "Python library, 300 kB": (text_sources.python_library(300_000), 0.003),
        "NumPy docstrings, 1.1 MB": (text_sources.numpy_docstrings(1_100_000), 0.003),
        "Python library, 1.1 MB": (text_sources.python_library(1_100_000), 0.003),
    }
    looks = (2, 5, 10) if quick else (2, 5, 10, 15, 20, 30, 40, 50, 60)
    with threadpoolctl.threadpool_limits(1):
        for name, (words, rate) in texts.items():
            one_text(name, words, rate, looks)


def one_text(name, words, rate, looks):
    vocabulary, indices, held_out = prepared(words)
    held_out = held_out[:TRIED]
    start = time.perf_counter()
    scores = ngrams.fit(indices, ngrams.HIGHEST, len(vocabulary)).nats_by_order(held_out)
    took = time.perf_counter() - start
    print(f"{name}: {len(indices):,} characters to learn from, {len(vocabulary)} different; nats per held-out character")
    print("  n = 1…5" + "".join(f"{score:8.3f}" for score in scores) + f"   counted in {took:.1f} s")
    training = Training(fresh("lstm", vocabulary), indices, held_out[:2], n=STREAMS, window=WINDOW, every=10**9)
    training.learning_rate = rate
    found = follow(training, held_out, looks)
    print("  LSTM   " + "".join(f"{nats:8.3f}" for _, nats, _ in found))
    print("  seconds" + "".join(f"{seconds:8.0f}" for seconds, _, _ in found) + f"   {training.step:,} updates")
    print("  training" + "".join(f"{loss:8.3f}" for *_, loss in found)[1:], flush=True)
    for what, (order, limit) in BARS.items():
        passed = next((seconds for seconds, nats, _ in found if nats < scores[order - 1]), None)
        words = f"the LSTM is below the {what} {f'after {passed:.0f} s' if passed else 'at no look'}, bar {limit} s"
        if len(indices) > 200_000 and (passed or looks[-1] >= limit):
            verdict(name, passed is not None and passed <= limit * 1.02, words)
        else:
            print(f"  {words} on 300 kB or more")
    print()


def follow(training, held_out, looks):
    """(seconds of training, loss on the held-out text, loss on the training text), at each look."""
    found, trained = [], 0.0
    for look in looks:
        while trained < look:
            start = time.perf_counter()
            training.extend(training.step + 1)
            trained += time.perf_counter() - start
        found.append((trained, character_model.evaluate(training.model, held_out), training.smoothed[-1]))
    return found


# --- what all share --------------------------------------------------------------------------------------------------


def prepared(words):
    """A text's vocabulary, and the indices of what is trained on and of what is held out."""
    vocabulary = text.Vocabulary.of(words)
    return vocabulary, *text.split(vocabulary.encode(words))


def fresh(cell, vocabulary, h=H):
    return character_model.init(vocabulary, h, cell=cell, dtype=np.float32)


def verdict(what, good, words):
    print(f"  {what}: {words}: {'within' if good else 'OVER'} the bar")


PARTS = {"speed": speed, "classic": classic, "contest": contest}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="less time for each: a minute or two, and rougher")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    np.ones(4_000_000).sum()  # the C library learns to keep memory that is freed, as in any longer program
    for name in given.parts or PARTS:
        print(f"== {name}")
        PARTS[name](given.quick)
        print()


if __name__ == "__main__":
    main()
