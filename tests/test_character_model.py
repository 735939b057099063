"""The character model: its gradient, its training, what it says, and the file that it is kept in."""

import io
import math
import zipfile

import numpy as np
import pytest

from rnnlab import bptt, gradcheck, losses, optim, readout, text, training
from rnnlab import character_model as cm
from rnnlab.trees import leaves

WORDS = "the lamp and the bell and the bench, the bell and the lamp. " * 12
VOCABULARY = text.Vocabulary.of(WORDS)
INDICES = VOCABULARY.encode(WORDS)
EVERY_CELL = pytest.mark.parametrize("cell", cm.CELLS)


def model(cell="lstm", h=5, dtype=np.float64, seed=0):
    return cm.init(VOCABULARY, h, cell=cell, dtype=dtype, seed=seed)


REFUSED = r"^path must be a file written by rnnlab\.character_model\.save;"


def same(one, other):
    return one.vocabulary == other.vocabulary and all(
        np.array_equal(W, V) for W, V in zip(leaves(one.model), leaves(other.model), strict=True)
    )


def trained(steps=60, cell="gru", h=24, **options):
    run = cm.Training(model(cell, h), INDICES[:600], INDICES[600:], n=4, window=16, learning_rate=0.01, **options)
    run.extend(steps)
    return run


@pytest.fixture(scope="module")
def learned():
    return trained(200).model


def assert_same(one, other):
    assert one.vocabulary == other.vocabulary
    for W, V in zip(leaves(one.model), leaves(other.model), strict=True):
        np.testing.assert_array_equal(W, V)
        assert W.dtype == V.dtype


# The network


@EVERY_CELL
def test_a_fresh_model_has_learned_nothing(cell):
    fresh = model(cell, 30)
    assert (fresh.cell, fresh.h) == (cell, 30)
    assert cm.evaluate(fresh, INDICES) == pytest.approx(math.log(len(VOCABULARY)), abs=0.2)
    assert repr(fresh) == f"CharacterModel({cell}, h=30, {len(VOCABULARY)} characters)"


@EVERY_CELL
def test_an_input_weight_is_as_large_as_one_that_stands_alone_must_be(cell):
    made = model(cell, 200).model.cell
    for name, W in made._asdict().items():
        if name.startswith("W_x"):
            assert W.std() == pytest.approx(1, abs=0.1)


@EVERY_CELL
def test_the_gradient_of_a_window_is_right(cell):
    net = model(cell, 4)
    ((read, target), (following, expected)) = list(text.windows(INDICES[:43], 3, 7))[:2]
    state = cm.loss_and_gradient(net, read, target).state
    found = cm.loss_and_gradient(net, following, expected, state)

    def loss(moved):
        return cm.loss_and_gradient(net._replace(model=moved), following, expected, state).loss

    cell_only = gradcheck.check_gradients(
        lambda params: loss(net.model._replace(cell=params)), net.model.cell, found.grads.cell, method="central"
    )
    out_only = gradcheck.check_gradients(
        lambda params: loss(net.model._replace(readout=params)), net.model.readout, found.grads.readout, method="central"
    )
    assert max((cell_only | out_only).values()) < 1e-5


@EVERY_CELL
def test_the_loss_is_that_of_one_hot_vectors_and_of_a_state_passed_on(cell):
    net, (module, options) = model(cell), cm.CELLS[cell]
    read, target = text.streams(INDICES, 3)
    state, found = None, []
    for t in range(0, 60, 20):
        result = cm.loss_and_gradient(net, read[t : t + 20], target[t : t + 20], state)
        found.append(result.loss)
        state = result.state
    trace = bptt.unroll(module, net.model.cell, np.eye(len(VOCABULARY))[read[:60]], **options)
    whole, _ = losses.cross_entropy(readout.readout(net.model.readout, trace.H[1:]), target[:60])
    assert np.mean(found) == pytest.approx(whole)


@EVERY_CELL
def test_precision_stays(cell):
    net = model(cell, dtype=np.float32)
    run = cm.Training(net, INDICES, INDICES[:50], n=3, window=5)
    run.extend(3)
    assert {W.dtype for W in leaves(run.model.model)} == {np.dtype(np.float32)}


def test_a_text_is_read_as_streams_that_lose_little():
    net = trained(100).model
    long = np.tile(INDICES, 8)
    one = cm.states(net, VOCABULARY.decode(long))
    exact = -np.log(one.probabilities[np.arange(len(long) - 1), long[1:]]).mean()
    assert cm.evaluate(net, long) == pytest.approx(exact, abs=0.02)
    assert cm.evaluate(net, INDICES[:400]) == pytest.approx(
        -np.log(one.probabilities[np.arange(399), INDICES[1:400]]).mean(), rel=1e-9
    )


# Reading and speaking


@EVERY_CELL
def test_reading_on_is_reading_at_once(cell):
    net = model(cell)
    whole = cm.states(net, "the lamp")
    start = cm.states(net, "the ")
    rest = cm.states(net, "lamp", start.state)
    np.testing.assert_allclose(np.concatenate([start.H, rest.H]), whole.H, rtol=1e-10)
    np.testing.assert_allclose(rest.probabilities, whole.probabilities[4:], rtol=1e-10)
    np.testing.assert_allclose(whole.probabilities.sum(axis=1), 1)
    np.testing.assert_allclose(cm.next_distribution(net, rest.state), whole.probabilities[-1], rtol=1e-10)


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 3.0])
def test_temperature_divides_the_logits(temperature):
    logits = np.array([[0.3, -1.2, 2.0], [900.0, 0.0, -900.0]])
    raised = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    np.testing.assert_allclose(cm.softmax(logits, temperature), raised / raised.sum(axis=1, keepdims=True))


def test_at_temperature_0_the_first_of_the_likeliest_gets_all():
    np.testing.assert_array_equal(cm.softmax(np.array([[1, 3, 3], [2, 0, 1]]), 0.0), [[0, 1, 0], [1, 0, 0]])


def test_a_trained_model_says_what_it_has_read(learned):
    said = cm.sample(learned, "the lamp and the ", 20, temperature=0, rng=np.random.default_rng(0))
    assert said == "bell and the bench, "[: len(said)] or said in WORDS
    assert len(said) == 20


def test_the_beginning_stays_when_more_is_asked_for(learned):
    short, long = (cm.sample(learned, "the ", length, rng=np.random.default_rng(3)) for length in (10, 40))
    assert long.startswith(short)
    assert cm.sample(learned, "the ", 0, rng=np.random.default_rng(3)) == ""


def test_characters_come_as_often_as_they_are_likely(learned):
    expected = cm.next_distribution(learned, cm.states(learned, "the b").state, temperature=2.0)
    rng, counts = np.random.default_rng(0), np.zeros(len(VOCABULARY))
    for _ in range(2000):
        counts[VOCABULARY.encode(cm.sample(learned, "the b", 1, temperature=2.0, rng=rng))] += 1
    np.testing.assert_allclose(counts / 2000, expected, atol=0.04)


# Training


@EVERY_CELL
def test_training_learns(cell):
    run = trained(150, cell=cell)
    assert run.smoothed[-1] < 1.0 < 2.0 < run.losses[0]
    assert run.looks[-1][1] < 1.0


def test_training_is_adam_on_one_window_after_the_other():
    net = model("rnn", 6)
    run = cm.Training(net, INDICES[:200], INDICES[200:], n=3, window=20, learning_rate=0.02, clip=0.5, every=2)
    run.extend(9)
    params, remembered, found = net.model, None, []
    while len(found) < 9:
        state = None  # an epoch begins from zeros
        for read, target in text.windows(INDICES[:200], 3, 20):
            result = cm.loss_and_gradient(cm.CharacterModel(params, VOCABULARY), read, target, state)
            state = result.state
            found.append(result.loss)
            params, remembered = optim.adam(params, optim.clip_by_global_norm(result.grads, 0.5)[0], remembered, 0.02)
            if len(found) == 9:
                break
    assert run.losses == found
    assert_same(run.model, cm.CharacterModel(params, VOCABULARY))
    assert [step for step, _ in run.looks] == [0, 2, 4, 6, 8]
    assert run.looks[0][1] == cm.evaluate(net, INDICES[200:])
    assert run.characters == [0, 60, 120, 180, 198, 258, 318, 378, 396, 456]  # the text has 66 rows of 3 streams


def test_smoothing_is_a_mean_at_first_and_forgets_later():
    run = trained(120)
    np.testing.assert_allclose(run.smoothed[:50], np.cumsum(run.losses[:50]) / np.arange(1, 51))
    expected = run.smoothed[49]
    for loss in run.losses[50:]:
        expected = 0.98 * expected + 0.02 * loss
    assert run.smoothed[-1] == pytest.approx(expected)


def test_models_are_kept_to_look_back_at():
    run = trained(47, every=10)
    again = trained(20, every=10)
    assert run.model_at(25)[0] == 20
    assert_same(run.model_at(25)[1], again.model)
    assert [run.model_at(step)[0] for step in (0, 9, 10, 47, 900)] == [0, 0, 10, 40, 40]


def test_kept_models_are_not_too_many(monkeypatch):
    monkeypatch.setattr(cm.Training, "KEPT", 4)
    run = trained(100, every=5)
    assert len(run._kept) <= 4
    assert run.model_at(0)[0] == 0
    assert run.model_at(100)[0] == 100


def test_the_rates_may_change_on_the_way():
    one, other = trained(30), trained(30)
    one.extend(40)
    other.learning_rate, other.window, other.clip = 0.0, 4, None
    before = other.model
    other.extend(40)
    assert_same(other.model, before)
    assert other.characters[-1] - other.characters[30] <= 10 * 4 * 4
    assert one.characters[-1] > other.characters[-1]


def test_an_update_that_would_not_be_finite_is_not_made(monkeypatch, no_excuses):
    run = trained(10)
    before = run.model
    real = cm.loss_and_gradient

    def broken(*args):
        found = real(*args)
        found.grads.readout.W_hy[0, 0] = np.nan
        return found

    monkeypatch.setattr(cm, "loss_and_gradient", broken)
    run.extend(13)
    assert run.refused == 3
    assert_same(run.model, before)
    monkeypatch.setattr(cm, "loss_and_gradient", real)
    run.extend(20)
    assert run.refused == 3
    assert run.losses[-1] < run.losses[0]


def test_a_short_text_has_fewer_streams():
    run = cm.Training(model(), INDICES[:20], INDICES[:2], n=32, window=32)
    run.extend(3)
    assert run.n == 1
    assert len(run.losses) == 3


# Files


@EVERY_CELL
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_saved_model_comes_back(cell, dtype, tmp_path):
    kept = model(cell, dtype=dtype)
    for path in (tmp_path / "a model", str(tmp_path / "other.npz")):
        cm.save(path, kept)
        assert_same(cm.load(path), kept)


def test_any_characters_can_be_kept(tmp_path):
    kept = cm.init(text.Vocabulary("a\n\t '\"é中\U0001f642\0"), 3)
    cm.save(tmp_path / "m", kept)
    assert cm.load(tmp_path / "m").vocabulary == kept.vocabulary


def content(path):
    with np.load(path) as found:
        return dict(found)


def changed(path, **parts):
    kept = content(path) | parts
    np.savez(path, **{name: part for name, part in kept.items() if part is not None})


FOREIGN = {
    "empty": b"",
    "text": b"The Seven Bridges of the Ash",
    "a zip of something else": None,
    "a single array": None,
    "a pickle": None,
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_refused(kind, tmp_path):
    path = tmp_path / "foreign.npz"
    if kind == "a zip of something else":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a.txt", "hello")
    elif kind in ("a single array", "a pickle"):
        buffer = io.BytesIO()
        np.save(buffer, np.arange(3) if kind == "a single array" else np.array([{}], dtype=object), allow_pickle=True)
        path.write_bytes(buffer.getvalue())
    else:
        path.write_bytes(FOREIGN[kind])
    with pytest.raises(ValueError, match=REFUSED + r" got '.*foreign.npz': ."):
        cm.load(path)


@pytest.mark.parametrize(
    "parts",
    [
        {"format": np.array("something else")},
        {"format": None},
        {"cell": np.array("transformer")},
        {"cell": np.array("rnn")},
        {"characters": np.array([97, 98], np.uint32)},
        {"characters": np.array([97, 97], np.uint32)},
        {"characters": np.array([2**31], np.uint32)},
        {"characters": np.array([], np.uint32)},
        {"cell.W_xi": np.ones((3, 3))},
        {"cell.W_xi": np.full((len(VOCABULARY), 5), np.nan)},
        {"cell.b_f": np.ones((1, 5), complex)},
        {"readout.b_y": np.array(["a"])},
        {"readout.W_hy": None},
        {"readout.W_hy": np.array([{}], dtype=object)},
    ],
    ids=lambda parts: "-".join(parts),
)
def test_a_file_with_something_wrong_in_it_is_refused(parts, tmp_path):
    path = tmp_path / "model.npz"
    cm.save(path, model("lstm"))
    changed(path, **parts)
    with pytest.raises(ValueError, match=REFUSED + r" got '.*model.npz': ."):
        cm.load(path)


def test_a_damaged_file_is_refused_or_is_as_it_was(tmp_path):
    path, kept = tmp_path / "model.npz", model("gru")
    cm.save(path, kept)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for cut in (1, 10, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ValueError, match="path must be a file written by"):
            cm.load(path)
    for place in rng.integers(0, len(whole), 200):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(bytes(spoiled))
        try:
            found = cm.load(path)
        except ValueError as error:
            found = str(error)
        assert found.startswith("path must be a file written by") if isinstance(found, str) else same(found, kept)


@pytest.mark.parametrize("path", ["no such file", "."])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(ValueError, match="path must be a file written by"):
        cm.load(path)


def test_no_pickle_is_written(tmp_path):
    cm.save(tmp_path / "m", model())
    assert all(part.dtype != object for part in content(tmp_path / "m").values())
    assert isinstance(cm.load(tmp_path / "m").model, training.Model)
