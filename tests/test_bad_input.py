"""Bad input to every public function of floor 0: one sentence that says which argument, what was wanted, what came.

A row of the table is a function with good arguments. Each argument comes with values that are wrong for it, and each of these
makes one case, in which all other arguments are good.
"""

import atexit
import importlib
import inspect
import pkgutil
import tempfile
from typing import NamedTuple

import numpy as np
import pytest

import rnnlab
from rnnlab import bptt, gradcheck, initialization, losses, optim, probes, readout, scan, tasks, training, truncation
from rnnlab.cells import ALL, form, lstm, rnn
from rnnlab.language import (
    analogies,
    character_model,
    embeddings,
    model_files,
    ngrams,
    projections,
    skip_gram,
    text,
    text_sources,
    text_training,
    toy_corpus,
)
from rnnlab.lessons import (
    adding_problem,
    attention,
    batched,
    cliff,
    computational_graph,
    gate_bench,
    gradient_flow,
    inside_a_model,
    linear_recurrence,
    many_seeds,
    matrices_to_scale,
    memory_map,
    update_rule,
    why_this_letter,
)
from rnnlab.lessons import scan as scan_lesson

RNG = np.random.default_rng(0)
FOLDER = tempfile.TemporaryDirectory()
atexit.register(FOLDER.cleanup)
T, N, D, H, O = 4, 2, 3, 5, 1


class Argument(NamedTuple):
    """A good value, and bad ones, some of them as `Bad`."""

    good: object
    bad: list


class Bad(NamedTuple):
    """A bad value for which the message names something else than the argument, such as a field of it."""

    value: object
    blamed: str


def whole(good, *more):
    return Argument(good, [0, -1, 2.5, "3", True, None, *more])


def real(good, *more):
    return Argument(good, ["1", True, None, np.nan, np.inf, 1j, np.ones(2), *more])


def choice(good):
    return Argument(good, ["no such thing", 3, None])


def generator():
    return Argument(RNG, [0, None, "0", np.random])


def array(good, *more):
    """What is no array of numbers is refused, an array of another rank, and an empty one."""
    other_rank = good.ravel() if good.ndim > 1 else good[None]
    return Argument(good, ["text", None, [[1], [2, 3]], good > 0, other_rank, good[:0], *more])


def sized(good, *more):
    """An array whose last axis is settled by another argument."""
    return array(good, np.concatenate([good, good], axis=-1), *more)


def instance(good, *more):
    return Argument(good, [None, "text", tuple(good), *more])


def params(good):
    """Parameters: the wrong type, and each field wrong in several ways."""
    bad = []
    for field, value in good._asdict().items():
        for wrong in ("text", value.tolist(), value[0], value[:, :0], np.full_like(value, np.nan), np.full_like(value, np.inf)):
            bad.append(Bad(good._replace(**{field: wrong}), field))
    last = good._fields[-1]
    bad.append(Bad(good._replace(**{last: np.ones((1, 1 + good[-1].size))}), last))
    return instance(good, *bad)


CELL = rnn.init(D, H, rng=RNG)
OUT = readout.init(H, O, rng=RNG)
MODEL = training.Model(CELL, OUT)
TASK = tasks.delayed_echo(T, N, D, delay=1, rng=RNG)
X, STATE, STATES = TASK.X, np.zeros((N, H)), np.zeros((T + 1, N, H))
CACHE = rnn.step(CELL, X[0], STATE)[1]
TRACE = bptt.unroll(rnn, CELL, X)
CELL_MODULE = Argument(rnn, [None, "rnn", CELL])
GRAPH = computational_graph.one_step()
LEAVES = {name: np.ones((2, 2)) for name in ("x", "W_xh", "h_prev", "W_hh", "W_hy", "target")}
LEAVES |= {name: np.ones((1, 2)) for name in ("b_h", "b_y")}
WORDS = embeddings.Embedding(("a", "cat", "dog"), np.eye(3))
OTHER_CELL = rnn.init(D, H + 1, rng=RNG)  # well-formed, and of another size than the rest


def history(**options):
    ours = training.History(MODEL, TASK, **options)
    ours.extend(2)
    return ours


def row(function, **arguments):
    return function, arguments


def table():
    activation = choice("tanh")
    cell = params(CELL)
    other = Argument(CELL, [*cell.bad, OTHER_CELL])
    model = Argument(MODEL, [None, "text", CELL, Bad(MODEL._replace(cell=OUT), "params")])
    task = Argument(TASK, [None, "text", (X, X, 1.0), Bad(TASK._replace(X=X[:0]), "X"), Bad(TASK._replace(target=X), "target")])
    steps = Argument(1, [-1, 3, 1.5, "1", True, None])

    leaves = matrices_to_scale.example(N, D, H, O)
    no_matrix = Bad(leaves._replace(b_h=leaves.b_h[0]), "b_h")
    yield row(
        matrices_to_scale.example, n=whole(N), d=whole(D), h=whole(H), o=whole(O), seed=Argument(0, [-1, 1.5, "1", True, None])
    )
    yield row(matrices_to_scale.attempt, leaves=instance(leaves, Bad(leaves._replace(x="text"), "x"), no_matrix))

    yield from every_cell()
    yield row(
        bptt.unroll,
        cell=CELL_MODULE,
        params=cell,
        X=sized(X, np.full_like(X, np.nan)),
        state=Argument(STATE, ["text", STATE[0], STATE[:1], STATE[:, 1:], STATE > 0]),
        activation=activation,
    )
    trace, dH = instance(TRACE), sized(STATES[1:], STATES)
    dstate = Argument(STATE, ["text", STATE[0], STATE[:1], STATE[:, 1:], STATE > 0])
    yield row(bptt.backprop_through_time, cell=CELL_MODULE, params=other, trace=trace, dH=dH, dstate=dstate)
    yield row(bptt.contributions, cell=CELL_MODULE, params=other, trace=trace, total=sized(STATES, STATES[1:]))
    window = Argument(1, [0, 1.5, "1", True])
    yield row(truncation.by_distance, cell=CELL_MODULE, params=other, trace=trace, dH=dH, window=window)
    yield row(truncation.truncated_backprop_through_time, cell=CELL_MODULE, params=other, trace=trace, dH=dH, window=whole(2))
    nodes = Argument(GRAPH, [None, "text", (), ("x", "a"), GRAPH[::-1], GRAPH + GRAPH])
    yield row(
        computational_graph.forward,
        graph=nodes,
        leaves=Argument(LEAVES, [None, "text", {}, Bad(LEAVES | {"x": "text"}, "x"), Bad(LEAVES | {"x": np.ones(2)}, "x")]),
    )
    leaf = Argument(LEAVES, [None, "text", Bad(LEAVES | {"W_hh": "text"}, "leaves")])
    entry = dict(name=choice("W_hh"), row=Argument(0, [-1, 2, 1.5, "1"]), column=Argument(1, [-1, 2, 1.5, "1"]))
    yield row(computational_graph.nudged, leaves=leaf, **entry, by=real(0.5))
    yield row(computational_graph.losses_along, graph=nodes, leaves=leaf, **entry, nudges=array(np.ones(2)))
    yield row(computational_graph.kinks, graph=nodes, leaves=leaf, **entry)
    yield row(
        computational_graph.backward,
        graph=nodes,
        values=Argument(computational_graph.forward(GRAPH, LEAVES), [None, "text", LEAVES]),
    )
    yield row(readout.init, h=whole(H), o=whole(O), rng=generator())
    yield row(readout.readout, params=params(OUT), H=sized(STATE))
    yield row(readout.readout_grad, params=params(OUT), H=sized(STATE), dO=sized(STATE[:, :O], STATE[:1, :O]))
    yield row(losses.squared_error, O=array(X), target=sized(X, X[:1]), reduction=choice("sum"))
    yield row(
        losses.cross_entropy,
        logits=array(X),
        target=array(np.zeros((T, N), int), X, X[..., 0], np.full((T, N), D), np.full((T, N), -1)),
    )
    yield row(
        gradcheck.numerical_gradient,
        loss=Argument(np.sum, [None, "text", Bad(np.square, "loss")]),
        x=Argument(STATE, ["text", None, [[1], [2, 3]], STATE > 0]),
        method=choice("complex"),
        epsilon=Argument(1e-6, ["1", True, np.nan, np.inf, 1j, 0, -1e-6]),
    )
    yield row(
        gradcheck.relative_error, gradient=Argument(STATE, ["text", None]), reference=Argument(STATE, ["text", None, STATE[:1]])
    )
    yield row(gradcheck.worst, errors=Argument({"a": 0.5}, ["text", None, {}, {"a": None}]))
    yield row(
        gradcheck.check_gradients,
        loss=Argument(lambda values: values.W_hy.sum(), [None, "text"]),
        values=Argument(OUT, [None, "text", tuple(OUT), Bad(OUT._replace(b_y="text"), "b_y")]),
        grads=Argument(OUT, [None, tuple(OUT), CELL, Bad(OUT._replace(b_y=np.ones(7)), "b_y")]),
        method=choice("central"),
    )
    yield row(
        gradcheck.check_cell,
        cell=CELL_MODULE,
        params=cell,
        X=sized(X),
        state=Argument(STATE, ["text", STATE[0], STATE[:1]]),
        rng=generator(),
        method=choice("central"),
        activation=activation,
    )
    yield row(initialization.nested_normal, rng=generator(), rows=whole(2), columns=whole(2))
    yield row(initialization.recurrent_weights, h=whole(H), scheme=choice("raw"), weight_scale=real(1.0), rng=generator())
    yield row(initialization.input_weights, d=whole(D), h=whole(H), scheme=choice("raw"), rng=generator())
    yield row(
        optim.sgd,
        params=Argument((CELL, OUT), [Bad(("text", OUT), r"params\[0\]"), Bad((CELL, {}), r"params\[3\]")]),
        grads=Argument((CELL, OUT), [None, (CELL,), (CELL, None), (OUT, OUT), Bad((CELL, "text"), r"grads\[3\]")]),
        learning_rate=real(0.1, -1),
    )
    for clip in (optim.clip_by_global_norm, optim.clip_by_value):
        yield row(
            clip,
            grads=Argument([X], [Bad(["text"], r"grads\[0\]"), Bad([X, {}], r"grads\[1\]")]),
            threshold=Argument(1.0, ["1", True, None, np.nan, -1.0, np.ones(2)]),
        )
    yield from rules()
    steps_of_a_scan = Argument(X, ["text", None, [[1], [2, 3]], X[:0], np.ones(())])
    steps_and_start = {"a": steps_of_a_scan, "b": sized(X, X[:1]), "h0": sized(X[0], X[0, :1])}
    yield row(scan.loop, **steps_and_start)
    yield row(scan.tree, **steps_and_start)
    yield row(scan.levels, T=whole(T))
    yield row(
        scan.gradient, a=steps_of_a_scan, H=sized(STATES[..., :D]), dH=sized(STATES[..., :D]), run=Argument(scan.tree, [None])
    )
    yield row(probes.log10_norm, A=Argument(X, ["text", None, [[1], [2, 3]], X[:0]]))
    yield row(probes.gradient_norms, dH=array(STATES))
    yield row(probes.spectrum, W_hh=sized(CELL.W_hh, np.full((H, H), np.nan)))
    growth = Argument(0.9, ["1", True, None, np.nan, 1j, np.ones(2), -1])
    yield row(probes.geometric, factor=growth, T=whole(T))
    yield row(probes.jacobian_bound, sigma_max=growth, T=whole(T), max_slope=real(1.0, -1))
    yield row(probes.alive_fraction, H=array(STATES))
    yield row(probes.jacobian_product, W_hh=sized(CELL.W_hh, np.full((H, H), np.nan)), slopes=sized(STATES[:, 0]))
    yield row(probes.shares, parts=Argument(STATES, ["text", None, [1.0], STATES[:0]]))
    yield row(
        probes.deviation,
        gradient=Argument(CELL, ["text", None, CELL._replace(b_h="text")]),
        reference=Argument(CELL, ["text", None, OUT]),
    )
    yield row(probes.retention, gate=array(STATES[:, 0]), written=sized(STATES[:, 0], STATES[1:, 0]))
    # of all sequences, or of each: one or two axes
    alive = Argument(np.ones((T, 2)), ["text", None, [[1], [2, 3]], np.ones(T) > 0, np.ones((T, 2, 1)), np.ones((0, 2))])
    yield row(probes.dead_steps, norms=sized(STATES[:, 0, 0]), alive=alive)
    yield row(probes.change, norms=array(STATES[:, 0, 0]))
    yield row(probes.regime, norms=sized(STATES[:, 0, 0]), alive=alive)
    yield row(
        tasks.delayed_echo,
        T=whole(T),
        n=whole(N, 3),
        d=whole(D),
        delay=Argument(1, [-1, T, "1"]),
        noise=real(1.0, -1),
        rng=generator(),
    )
    yield row(tasks.recall_first, T=whole(T), d=whole(D), noise=real(1.0, -1), rng=generator())
    yield row(tasks.sine, T=whole(T), n=whole(N), period=real(20.0, 0, -1), rng=generator())
    yield row(tasks.adding, T=whole(T, 1), n=whole(N), rng=generator())
    yield row(tasks.recall_marked, T=whole(T), n=whole(N), rng=generator())
    yield row(tasks.two_letters, n=whole(3))
    yield row(tasks.copy, T=whole(T), n=whole(N), rng=generator(), length=whole(2), symbols=whole(3))
    letters = Argument("the", [None, 3, b"the", ["t"], "", "The", "t!"])
    yield row(text.LETTERS.encode, text=letters)
    yield row(text.one_hot, text=letters)
    yield row(text.LETTERS.outsiders, text=Argument("The", [None, 3, b"the", ["t"]]))
    places = Argument(np.arange(3), [None, "the", 3, np.eye(2, dtype=int), [], [True], [-1], [27], [1.0]])
    yield row(text.LETTERS.decode, places=places)
    yield row(text.random_features, d=whole(D), rng=generator())
    made_of = {"d": whole(D), "h": whole(H), "o": whole(O), "scheme": choice("he"), "weight_scale": real(1.0)}
    yield row(training.init, **made_of, cell=Argument(rnn, [None, "rnn", CELL, [], [rnn, None]]), rng=generator())
    yield row(training.cells, model=model)
    yield row(training.forward_backward, model=model, task=task, activation=activation, window=window)
    yield row(
        training.History,
        model=Argument(MODEL, [None, "text", CELL]),
        task=Argument(TASK, [None, "text", (X, X, 1.0)]),
        activation=activation,
        optimizer=choice("adam"),
        learning_rate=real(0.1, -1),
        clip=Argument(1.0, ["1", True, np.nan, -1.0]),
        clip_by=choice("value"),
        longest=whole(200),
        seed=Argument(0, [-1, 1.5, "1", True, None]),
    )
    yield row(history().batch, step=Argument(1, [-1, 1.5, "1", True, None]))
    yield row(history().model, step=steps)
    yield row(history().extend, step=Argument(1, [-1, 1.5, "1", True, None]))
    yield row(history().shortened, step=Argument(1, [-1, 1.5, "1", True, None]))
    yield row(history().clipped, step=Argument(1, [-1, 1.5, "1", True, None]))
    yield row(
        batched.gradient_norms,
        models=Argument(batched.stack([MODEL, MODEL]), [None, "text", CELL]),
        task=Argument(
            tasks.recall_first(T, D, rng=RNG),
            [None, "text", (X, X, 1.0), Bad(TASK, "target"), Bad(TASK._replace(loss="cross_entropy"), "loss")],
        ),
        activation=activation,
    )
    yield row(
        many_seeds.gradient_change,
        scheme=choice("he"),
        weight_scale=real(1.0),
        h=whole(H),
        T=whole(T),
        seeds=whole(2),
        activation=activation,
    )
    yield row(
        many_seeds.difference_change,
        weight_scale=real(1.0),
        h=whole(H),
        T=whole(T),
        seeds=whole(2),
        activation=activation,
    )
    look = {"scheme": choice("he"), "weight_scale": real(1.0), "forget_bias": real(1.0)}
    yield row(gradient_flow.fresh, cell=choice("GRU"), d=whole(D), h=whole(H), **look, rng=generator())
    weights = Argument(
        {"f_bias": 1.0}, [{"no_such_weight": 1.0}, Bad({"f_bias": "1"}, "f_bias"), Bad({"f_bias": np.nan}, "f_bias")]
    )
    yield row(gate_bench.model, cell=choice("GRU"), weights=weights)
    yield row(gate_bench.history, cell=choice("GRU"), weights=weights, T=whole(T))
    yield row(gate_bench.read, cell=choice("LSTM"), model=Argument(gate_bench.model("LSTM", {}), []), T=whole(T))
    seed = Argument(0, [-1, 1.5, "1", True, None])
    yield row(gradient_flow.ways_back, beside=choice("minGRU"), h=whole(H), d=whole(D), T=whole(T), **look, seed=seed)
    numbers = {"T": whole(T), "steps": whole(2), "seeds": whole(2), "first": Argument(0, [-1, 1.5, "1", True, None])}
    yield row(update_rule.descend, learning_rate=real(0.1, -1), s=real(0.3, -1), **numbers)
    yield row(many_seeds.squared_growth, weight_scale=real(1.0), h=whole(H), T=whole(T), seeds=whole(2))
    yield row(
        many_seeds.jacobian_norms,
        weight_scale=real(1.0),
        scheme=choice("he"),
        activation=activation,
        h=whole(H),
        T=whole(T),
        d=whole(D),
        seeds=whole(2),
    )
    yield row(
        many_seeds.power_norms,
        W=sized(CELL.W_hh, np.full((H, H), np.nan)),
        exponents=Argument((1, 2), [Bad((1, -1), "k"), Bad((1, "2"), "k")]),
    )
    yield from clipping()
    yield from counting()
    yield from remembering()
    yield from linear_recurrences()
    yield from character_models()
    yield from words_as_vectors()
    yield from one_head()


def one_head():
    """Chapter 11: attention."""
    model = attention.init(D, H, O, rng=RNG)
    head, look = params(model.head), attention.attend(model.head, X)
    seed = Argument(0, [-1, 1.5, "1", True, None])
    yield row(attention.init, d=whole(D), h=whole(H), o=whole(O), rng=generator())
    yield row(attention.attend, params=head, X=sized(X))
    yield row(attention.attend_grad, params=head, look=instance(look), dc=sized(STATE, STATE[:1]))
    yield row(attention.forward_backward, model=instance(model), X=sized(X), target=sized(STATE[:, :O], STATE[:1, :O]))
    yield row(attention.Run, T=whole(T, 1), seed=seed, h=whole(H), learning_rate=real(0.1, -1))
    yield row(attention.Run(T).extend, step=Argument(1, [-1, 1.5, "1", None]))


def clipping():
    """Chapter 07: the cliff, and trainings with clipping and without."""
    threshold = Argument(1.0, ["1", True, np.nan, -1.0])
    places = Argument(np.ones(3), ["text", None, 1.0, [], np.ones((3, 3))])
    yield row(cliff.landscape, w=places, b=places, T=whole(T))
    yield row(cliff.loss_and_gradient, w=real(1.0), b=real(1.0), T=whole(T))
    walk = {"w": real(1.0), "b": real(1.0), "T": whole(T), "learning_rate": real(0.1, -1), "steps": whole(2)}
    yield row(cliff.descend, **walk, threshold=threshold)
    yield row(cliff.foot, w=real(1.0))
    trained = {"weight_scale": real(1.0), "T": whole(T), "learning_rate": real(0.1, -1)}
    seed = Argument(0, [-1, 1.5, "1", True, None])
    yield row(many_seeds.recall_history, **trained, clip=threshold, clip_by=choice("value"), seed=seed, longest=whole(20))
    yield row(
        many_seeds.learned_while_clipped,
        **trained,
        clip=threshold,
        steps=whole(2),
        seeds=whole(2),
    )


def counting():
    """Chapter 09: texts, models that count, and the units of a loss."""
    size = Argument(10, [0, -1, 1.5, "1", True])
    yield row(text_sources.tale, size=size)
    yield row(text_sources.python_library, size=size)
    yield row(text_sources.numpy_docstrings, size=size)
    for read in (text_sources.from_file, text_sources.recognised):
        yield row(read, path=Argument(text_sources.__file__, [None, 3, b"x", "", "no such file", "a\0b", "."]))
    indices = Argument([0, 1, 1, 0], [[0, 3], [-1, 0], [0.5], [], 0, "text", None])
    context = Argument([1, 0], [[3], [-1], [0.5], 0, "th", None, [[0, 1]]])
    model = ngrams.fit(np.array([0, 1, 1, 2, 0]), 3, 3)
    yield row(ngrams.fit, indices=indices, order=whole(3, 9), characters=whole(3, 10**7))
    yield row(model.lower, order=whole(2, 4))
    for score in (model.probabilities, model.nats_by_order, model.seen):
        yield row(score, indices=indices)
    yield row(model.distribution, context=context)
    yield row(model.sample, length=whole(3), rng=generator(), context=context, temperature=real(1.0, -1))
    abc = text.Vocabulary("abc")
    shares = array(np.full(3, 1 / 3), np.ones(4))
    yield row(character_model.most_likely, shares=shares, vocabulary=Argument(abc, [None, "abc"]), count=whole(2))
    learner = Argument(character_model.init(abc, 2), [None, "text", MODEL])
    words = [Bad(None, "text"), Bad("abd", "text"), Bad("", "text")]
    yield row(character_model.after, model=learner, words=Argument("ab", words), count=whole(2))
    yield row(character_model.surprise, model=learner, words=Argument("ab", [*words, "a"]))
    yield row(losses.perplexity, nats=real(1.0, -1))
    yield row(losses.bits, nats=real(1.0, -1))


def remembering():
    """Chapter 10: the adding problem, and the table of it."""
    seed = Argument(0, [-1, 1.5, "0", None])
    lengths = {"T": whole(5, 1), "h": whole(3)}
    yield row(adding_problem.Run, name=choice("GRU"), **lengths, weight_scale=real(1.0), learning_rate=real(0.1, -1), seed=seed)
    yield row(adding_problem.trained, name=choice("GRU"), steps=Argument(1, [-1, 1.5, "1", True, None]), **lengths)
    yield row(adding_problem.Run("GRU", T=5, h=3).held_out_error, n=whole(4))
    yield row(
        adding_problem.steps_within, seconds=real(0.1, -1), names=Argument(["GRU"], [["no such thing"], [3], [None]]), **lengths
    )
    yield row(memory_map.start, name=choice("GRU"), T=whole(5, 4, 151), seed=Argument(0, [-1, 3, 1.5, "0", None]))
    yield row(memory_map.typical, step=Argument(40, [-1, 1201, 1.5, "1", True, None]))


def linear_recurrences():
    """Chapter 11: eigenvalues on the disc, and the race of the scan."""
    values = array(np.array([0.5, 0.5j]), np.array([np.nan, 0.5]))
    yield row(linear_recurrence.ring, pairs=whole(2), radius=real(0.9, -1), inner=real(0.5, -1), angle=real(30.0))
    yield row(linear_recurrence.powers, eigenvalues=values, T=whole(T))
    yield row(linear_recurrence.lengths, eigenvalues=values, T=whole(T))
    activation = choice("tanh")
    yield row(scan_lesson.sequence, T=whole(T), seed=Argument(0, [-1, 1.5, "0", None]))
    yield row(scan_lesson.joins, a=array(np.ones(T)), b=sized(np.ones(T)), workers=whole(2))
    yield row(linear_recurrence.course, eigenvalues=values, T=whole(T), size=real(1.0), activation=activation)


def words_as_vectors():
    """Chapter 01: the corpus, its vectors, and maps of them."""
    embedding = Argument(WORDS, [None, "text", tuple(WORDS), Bad(WORDS._replace(vectors=X[0]), "vectors")])
    word = Argument("cat", ["emperor", "", 3, None])
    lines = Argument(["a cat", "a dog"], ["a cat", None, [3], []])
    table, point = array(np.ones((3, 4)), np.full((3, 4), np.nan)), sized(np.ones(3), np.full(3, np.nan))
    yield row(toy_corpus.draw, n=whole(3), seed=Argument(0, [-1, 1.5, "0", None]))
    yield row(embeddings.one_hot, indices=Argument([0, 2], [[0, 3], [-1], [0.5], [], 0, "text", None]), size=whole(3))
    yield row(
        embeddings.cooccurrence, sentences=lines, words=Argument(WORDS.words, ["cat", None, (), ("cat", "cat"), ("cat",)])
    )
    yield row(embeddings.ppmi, counts=sized(np.ones((3, 3)), np.zeros((3, 3)), -np.ones((3, 3)), np.full((3, 3), np.nan)))
    yield row(embeddings.factor, table=table, d=whole(3, 4))
    yield row(embeddings.learn, sentences=lines, words=Argument(WORDS.words, ["cat", None, ("cat",)]), d=whole(2, 4))
    yield row(embeddings.first, embedding=embedding, d=whole(2, 4))
    yield row(embeddings.unit, vectors=table)
    yield row(embeddings.cosine, u=array(np.ones(3), np.full(3, np.nan)), v=point)
    yield row(embeddings.nearest, embedding=embedding, word=word)
    yield row(embeddings.analogy, embedding=embedding, a=word, b=word, c=word)
    yield row(
        embeddings.right_answers,
        embedding=embedding,
        questions=array(np.array([[0, 1, 2, 0]]), np.array([[0, 1, 2, 3]]), np.array([[0, 1, 2, -1]]), np.ones((1, 4))),
    )
    yield row(embeddings.rows, embedding=embedding, words=Argument(["cat"], [["emperor"], [3]]))
    yield row(analogies.learned, d=whole(2, 999), n=whole(5), seed=Argument(0, [-1, 1.5, "0", None]))
    yield row(analogies.accuracy, embedding=Argument(analogies.learned(2, n=5), [None, "text", tuple(WORDS), WORDS]))
    yield row(
        analogies.winners,
        a=Argument("king", ["emperor", 3]),
        b=Argument("man", ["emperor", 3]),
        c=Argument("woman", ["emperor", 3]),
        dimensions=Argument((1, 2), [Bad((0, 1), "d"), Bad((999,), "d"), Bad(("2",), "d")]),
        seeds=whole(1),
    )
    yield row(projections.followed, directions=array(np.eye(2, 4), np.eye(3, 4)), points=table)
    yield row(projections.plane_through, a=point, b=array(np.ones(3), np.full(3, np.nan)), c=point)
    yield row(embeddings.incidence, sentences=lines, words=Argument(WORDS.words, ["cat", None, ("cat", "cat"), ("cat",)]))
    yield row(skip_gram.Training, held=array(np.eye(3), np.ones(3)), d=whole(2), seed=Argument(0, [-1, 1.5, "0", None]))
    yield row(skip_gram.Training(np.eye(3), 2).extend, step=Argument(1, [-1, 1.5, "1", None]))


def every_cell():
    """The cells."""
    of_init = {"forget_bias": real(1.0), "r_min": real(0.5, -0.1, 1.0), "r_max": real(0.9, 0.0, 1.0)}
    for cell in ALL:
        option = {name: of_init[name] for name in inspect.signature(cell.init).parameters if name in of_init}
        sizes = {"d": whole(D, 10**9), "h": whole(H, 20_000, 2**63)}
        yield row(cell.init, **sizes, scheme=choice("he"), weight_scale=real(1.0), rng=generator(), **option)
        good, state = params(cell.init(D, H, rng=RNG)), form.zero_state(cell, N, H)
        told = {name: option_of(allowed) for name, allowed in form.options(cell).items()}
        yield row(cell.step, params=good, x=sized(X[0]), state=states("state", state), **told)
        cache = instance(cell.step(good.good, X[0], state)[1])
        other = Argument(good.good, [*good.bad, cell.init(D, H + 1, rng=RNG)])
        yield row(cell.step_grad, params=other, cache=cache, dstate=states("dstate", state))


def option_of(allowed):
    """An option of a step: one of some words, or a number."""
    if isinstance(allowed, form.Range):
        return real(allowed.high, allowed.low - 1, allowed.high + 1)
    return choice(next(iter(allowed)))


def states(name, good):
    """States of a cell, which are arrays or pairs of them."""
    if not isinstance(good, tuple):
        return sized(good, good[:1])
    halves = [Bad(("text", STATE), rf"{name}\.h"), Bad((STATE, STATE[:1]), rf"{name}\.c")]
    return Argument(good, [None, "text", STATE, (STATE,), *halves])


def rules():
    """The update rules that remember."""
    given = {
        "params": Argument((CELL, OUT), [Bad(("text", OUT), r"params\[0\]")]),
        "grads": Argument((CELL, OUT), [None, (OUT, OUT), Bad((CELL, "text"), r"grads\[3\]")]),
        "learning_rate": real(0.1, -1),
    }
    remembered = Argument((CELL, OUT), [(CELL,), Bad((CELL, "text"), r"state\[3\]")])
    yield row(optim.momentum, **given, state=remembered, decay=real(0.9, -1, 1.0))
    yield row(optim.adagrad, **given, state=remembered, epsilon=real(1e-8, -1))
    good = optim.AdamState(1, (CELL, OUT), (CELL, OUT))
    bad = [(CELL, OUT), "text", Bad(good._replace(steps=-1), r"state\.steps"), Bad(good._replace(mean=CELL), r"state\.mean")]
    numbers = {"beta1": real(0.9, -1, 1.0), "beta2": real(0.9, -1, 1.0), "epsilon": real(1e-8, -1)}
    yield row(optim.adam, **given, state=Argument(good, bad), **numbers)
    yield row(optim.AdamInPlace, params=given["params"], **numbers)
    threshold = Argument(1.0, ["1", True, np.nan, -1.0])
    update = optim.AdamInPlace((CELL, OUT)).update
    yield row(update, grads=given["grads"], learning_rate=given["learning_rate"], threshold=threshold, decay=real(0.1, -1))


def character_models():
    """Chapter 09: a vocabulary, texts cut into windows, and the model that learns from them."""
    words = [None, 3, b"abc", ["a"]]
    abc = text.Vocabulary("abc ")
    typed = Argument("a cab", [*words, "", "abd"])
    one, many = Argument(1, [0, 1.5, "1", True, None]), Argument(0, [-1, 1.5, "0", True, None])
    yield row(text.Vocabulary, characters=Argument("ab", [*words, "", "aa"]))
    yield row(text.Vocabulary.of, text=Argument("abc", [*words, ""]), largest=Argument(2, [0, 1.5, "2", True]))
    yield row(abc.encode, text=typed)
    yield row(abc.outsiders, text=Argument("abd", words))
    yield row(abc.admit, text=Argument("abd", words))
    yield row(abc.decode, places=Argument(np.arange(3), [None, "the", 3, np.eye(2, dtype=int), [], [True], [-1], [4], [1.0]]))
    indices = Argument(np.arange(4), [None, "abc", 3, np.eye(2, dtype=int), [], [True], [0.5, 1.0], [-1, 0, 1]])
    yield row(text.split, text=Argument("abcd", ["a", "", None, 3]), held_out=real(0.1, -0.1, 1.1))
    streamed = Argument(np.arange(4), [*indices.bad, np.arange(2)])
    yield row(text.streams, indices=streamed, n=Argument(2, one.bad))
    yield row(text.windows, indices=streamed, n=Argument(2, one.bad), window=one)
    model = character_model.init(abc, 3)
    net = Argument(model, [None, "text", MODEL, tuple(model)])
    vocabulary = Argument(abc, [None, "abc", 4])
    precision = Argument(np.float64, [np.int64, np.float16, "text", None])
    yield row(character_model.init, vocabulary=vocabulary, h=whole(3), cell=choice("gru"), seed=many, dtype=precision)
    places = np.zeros((2, 1), int)
    yield row(
        character_model.loss_and_gradient,
        model=net,
        read=Argument(places, [Bad(value, "X") for value in (None, "text", places[0], places + 4, places - 1, places[:0])]),
        target=Argument(places, [None, "text", places[0], places + 4, places - 1, places + 0.5]),
        state=Argument(form.zero_state(lstm, 1, 3), ["text", np.zeros((1, 3)), form.zero_state(lstm, 1, 4)[:1]]),
    )
    yield row(character_model.evaluate, model=net, indices=Argument(np.arange(4), [*indices.bad, [0], [4, 0]]))
    for read in (character_model.states, character_model.states_without_memory):
        yield row(read, model=net, words=Argument("a cab", [Bad(value, "text") for value in typed.bad]))
    yield row(character_model.opening, vocabulary=vocabulary)
    bad = [None, "text", places[0], places + 4, places - 1, places[:0], places + 0.5]
    targets = Argument(places[0], [None, "text", places, places[0] + 4, places[0] + 0.5])
    yield row(why_this_letter.why, model=net, read=Argument(places, bad), target=targets)
    some = Argument(np.arange(4), [*indices.bad, [0, 4]])
    yield row(why_this_letter.reach, model=net, indices=some, back=whole(2), places=whole(2))
    yield row(why_this_letter.accuracy, model=net, text=Argument("a cab", [*typed.bad, "a"]))
    H, many_steps = np.zeros((4, 2)), [5, 1.5, "1", True, None]
    yield row(
        inside_a_model.answering,
        H=array(H),
        start=Argument(1, [-1, 2, *many_steps]),
        stop=Argument(2, [0, *many_steps]),
        threshold=real(0.5, -1),
    )
    yield row(
        inside_a_model.places,
        H=array(H),
        sides=sized(np.ones(2)),
        length=Argument(2, [0, *many_steps]),
        threshold=real(0.5, -1),
        count=whole(3),
    )
    logits = Argument(np.zeros((2, 3)), ["text", None, [[1], [2, 3]], []])
    yield row(character_model.softmax, logits=logits, temperature=real(1.0, -1))
    state = Argument(
        form.zero_state(lstm, 1, 3), ["text", None, np.zeros((1, 3)), Bad(form.zero_state(lstm, 2, 3), r"state\.h")]
    )
    yield row(character_model.next_distribution, model=net, state=state, temperature=real(1.0, -1))
    prompt = Argument("a", [Bad(value, "text") for value in typed.bad])
    yield row(character_model.sample, model=net, prompt=prompt, length=many, temperature=real(1.0, -1), rng=generator())
    yield row(
        text_training.Training,
        model=net,
        indices=Argument(np.arange(4), [*indices.bad, [0], [0, 4]]),
        held_out=Argument(np.arange(4), [*indices.bad, [0], [0, 4]]),
        n=whole(2),
        window=whole(2),
        learning_rate=real(0.1, -1),
        clip=Argument(1.0, ["1", True, np.nan, -1.0]),
        decay=real(0.1, -1),
        every=whole(2),
    )
    run = text_training.Training(model, np.arange(4), np.arange(4))
    yield row(run.extend, step=many)
    yield row(run.model_at, step=many)
    folder = FOLDER.name
    yield row(model_files.save, path=Argument(f"{folder}/model", [None, 3, [], b"x"]), model=net)
    yield row(model_files.packed, model=net)
    model_files.save(f"{folder}/kept", model)
    yield row(model_files.load, path=Argument(f"{folder}/kept", [None, 3, "no such file", __file__, "."]))


TABLE = list(table())
CASES = [
    pytest.param(
        function,
        {other: argument.good for other, argument in arguments.items()} | {name: getattr(bad, "value", bad)},
        getattr(bad, "blamed", name),
        id=f"{function.__qualname__}-{name}-{place}",
    )
    for function, arguments in TABLE
    for name, argument in arguments.items()
    for place, bad in enumerate(argument.bad)
]

IN_A_CELL = {"scan", "scan_grad", "perturbed", "as_rnn", "blocks"}

# Public functions without a row: what they are given has been checked by the caller, as their docstrings say.
UNCHECKED = {
    **{cell.__name__: IN_A_CELL for cell in ALL},
    "rnnlab.cells.form": ...,
    "rnnlab.bptt": {"check_one_cell", "check_options", "check_plain", "check_trace"},
    "rnnlab.printing": {"shown"},
    "rnnlab.lazy": {"lazy"},
    "rnnlab.readout": {"check_params"},
    "rnnlab.scan": {"combine", "totals"},
    "rnnlab.gradcheck": {"worst"},
    "rnnlab.initialization": {"size"} | {scheme.recurrent.__name__ for scheme in initialization.SCHEMES.values()},
    "rnnlab.lessons.batched": {"stack"},
    "rnnlab.language.embeddings": {"checked"},
    "rnnlab.language.encodings": ...,
    "rnnlab.language.files": ...,
    "rnnlab.language.projections": {"shrunk"},
    "rnnlab.language.skip_gram": {"loss"},
    "rnnlab.language.text": {"named"},
    "rnnlab.lessons.adding_problem": {"recent", "remembers"},
    "rnnlab.lessons.gate_bench": {"weights"},
    "rnnlab.lessons.memory_map": {"errors", "networks"},
    "rnnlab.lessons.why_this_letter": {"exactly", "letters_read"},
    "rnnlab.truncation": {"influence", "running_sums"},
    "rnnlab.lessons.computational_graph": {
        "add",
        "add_to_each_row",
        "edges",
        "gradient_words",
        "one_step",
        "uses",
        "value_words",
    },
    "rnnlab.lessons.matrices_to_scale": {"order"},
    "rnnlab.lessons.five_gradients": ...,
    "rnnlab.lessons.stacked": {"way_back"},
    "rnnlab.lessons.unrolled": {"way_back"},
    "rnnlab.lessons.story": ...,
    "rnnlab.language.small_model": ...,
    "rnnlab.trees": ...,
    "rnnlab.validation": ...,
    "rnnlab.cells.activations": ...,
}


@pytest.mark.parametrize(("function", "arguments", "blamed"), CASES)
def test_bad_input_is_named(function, arguments, blamed):
    with pytest.raises((TypeError, ValueError), match=rf"^{blamed} must [^;]+; got ."):
        function(**arguments)


@pytest.mark.parametrize(("function", "arguments"), TABLE, ids=lambda part: getattr(part, "__qualname__", ""))
def test_the_good_arguments_are_good(function, arguments):
    function(**{name: argument.good for name, argument in arguments.items()})


def floor_0():
    """The modules right in rnnlab/, and those in the folders of the same floor."""
    for package in (rnnlab, rnnlab.cells, rnnlab.language, rnnlab.lessons):
        found = pkgutil.iter_modules(package.__path__, package.__name__ + ".")
        yield from (module for module in found if not module.ispkg)


def test_every_public_function_has_a_row():
    rows = {(function.__module__, function.__name__) for function, _ in TABLE}
    missing = []
    for module in floor_0():
        if UNCHECKED.get(module.name) is ...:
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            ours = function.__module__ == module.name and not name.startswith("_")
            if ours and name not in UNCHECKED.get(module.name, ()) and (module.name, name) not in rows:
                missing.append(f"{module.name}.{name}")
    assert not missing, f"give a row in `table`, or a place in UNCHECKED, to {', '.join(missing)}"
