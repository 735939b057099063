"""What is stored: it is what would be trained here, it goes on as if it had been, and no other training begins with it."""

import json

import numpy as np
import pytest
from support.small_text import EVERY_CELL, INDICES, model
from tools import store_trainings

from rnnlab import stored
from rnnlab.language import character_model
from rnnlab.language.text_training import Training
from rnnlab.lessons import adding_problem
from rnnlab.trees import leaves

EVERY_TRAINING = pytest.mark.parametrize("name", store_trainings.TRAININGS)
# How far apart losses may be between two kinds of processors. Seen between four: 7e-5 nats, and 1.8e-3 in the adding problem.
CLOSE, CLOSE_SUMS = 1e-3, 5e-3


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of stored trainings."""
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    stored._files.cache_clear()
    yield tmp_path
    stored._files.cache_clear()


def small(cell="gru", seed=0, **options):
    options = {"n": 4, "window": 16, "learning_rate": 0.01, "every": 5} | options
    return Training(model(cell, 6, np.float32, seed), INDICES[:600], INDICES[600:], **options)


def run():
    return adding_problem.Run("GRU", T=6, h=3)


def store(training, folder, settings, **which):
    stored.write(folder / "one.npz", training, {}, settings=settings, **which)
    stored._files.cache_clear()


def assert_same(one, other):
    np.testing.assert_equal(one.losses, other.losses)
    np.testing.assert_equal(one.norms, other.norms)
    for name, array in other.arrays().items():
        np.testing.assert_array_equal(one.arrays()[name], array)
        assert one.arrays()[name].dtype == array.dtype


@EVERY_CELL
def test_a_stored_training_goes_on_as_if_it_had_been_trained_here(folder, cell):
    whole = small(cell)
    whole.extend(20)
    store(whole, folder, {"seed": 0}, past=[10])
    rounded = whole.arrays()  # Adam's means, to 8 bits; from these both go on
    whole._adam.mean[:], whole._adam.square[:] = rounded["mean"], rounded["square"]
    whole.extend(35)
    again = small(cell)
    stored.resume(again, seed=0)
    assert again.step == 20
    assert [again.model_at(step)[0] for step in (9, 10, 19, 20)] == [0, 10, 10, 20]
    for W, V in zip(leaves(again.model_at(10)[1].model), leaves(whole.model_at(10)[1].model), strict=True):
        np.testing.assert_allclose(W, V, rtol=2**-10, atol=1e-6)  # rounded to half precision
        assert W.dtype == V.dtype
    again.extend(35)
    assert_same(again, whole)
    assert (again.looks, again.smoothed, again.characters) == (whole.looks, whole.smoothed, whole.characters)


def test_a_stored_run_goes_on_as_if_it_had_been_trained_here(folder):
    whole = run()
    whole.extend(40)
    store(whole, folder, {})
    whole.extend(90)
    again = run()
    stored.resume(again)
    assert len(again.losses) == 41
    again.extend(90)
    assert_same(again, whole)
    for W, V in zip(leaves(again.model(70)), leaves(whole.model(70)), strict=True):
        np.testing.assert_array_equal(W, V)


@pytest.mark.parametrize(
    "other", [{"window": 15}, {"learning_rate": 0.02}, {"clip": None}, {"n": 3}, {"every": 4}, {"cell": "rnn"}, {"seed": 1}]
)
def test_a_training_that_begins_otherwise_is_left_alone(folder, other):
    whole = small()
    whole.extend(10)
    store(whole, folder, {"seed": 0})
    again = small(**other)
    stored.resume(again, seed=other.get("seed", 0))
    assert again.step == 0


def test_a_training_on_another_text_is_left_alone(folder):
    whole = small()
    whole.extend(10)
    store(whole, folder, {"seed": 0})
    for learned, held_out in ((INDICES[1:601], INDICES[600:]), (INDICES[:600], INDICES[601:])):
        again = Training(model("gru", 6, np.float32), learned, held_out, n=4, window=16, learning_rate=0.01, every=5)
        stored.resume(again, seed=0)
        assert again.step == 0


def test_where_nothing_is_stored_a_training_is_left_alone(folder):
    again = run()
    stored.resume(again)
    assert again.losses == []


@EVERY_TRAINING
def test_a_laboratory_s_training_is_stored(name):
    start, updates, _ = store_trainings.TRAININGS[name]
    training = start()
    stored.resume(training, **store_trainings.settings(name))
    assert len(training.losses) >= updates
    assert np.isfinite(training.losses).all()


@pytest.mark.slow
@EVERY_TRAINING
def test_a_stored_training_is_what_is_trained_here(name, tmp_path):
    """On the machine that stored it to the last digit; elsewhere what it tells of its way is close."""
    training, which = store_trainings.done(name)
    stored.write(tmp_path / "again.npz", training, {}, settings=store_trainings.settings(name), **which)
    path = stored.FOLDER / f"{name}.npz"
    (began, made), (again, _) = stored.about(path), stored.about(tmp_path / "again.npz")
    assert began == again
    close = CLOSE_SUMS if "adding" in name else CLOSE
    exact = all(made[key] == value for key, value in store_trainings.machine().items())
    with np.load(path) as kept, np.load(tmp_path / "again.npz") as new:
        assert set(kept) == set(new)
        for key in set(kept) - {stored.BEGAN, stored.MADE}:
            if exact or key.split()[0] in training.TOLD:
                one, other = stored._joined(key, kept[key]), stored._joined(key, new[key])
                np.testing.assert_allclose(one, other, rtol=0, atol=0 if exact else close)


@pytest.mark.parametrize("name", [name for name in store_trainings.TRAININGS if "adding" not in name])
def test_a_stored_model_has_the_loss_that_is_told_of_it(name):
    start, *_ = store_trainings.TRAININGS[name]
    training = start()
    stored.resume(training, seed=store_trainings.SEED)
    steps = {0, *(step for step, _ in training._kept)}
    assert max(steps) == training.step
    for step, loss in training.looks:
        if step in steps:
            found = character_model.evaluate(training.model_at(step)[1], training._held_out)
            assert found == pytest.approx(loss, abs=CLOSE)


def test_what_is_stored_is_small_and_says_what_made_it():
    paths = sorted(stored.FOLDER.glob("*.npz"))
    assert [path.stem for path in paths] == sorted(store_trainings.TRAININGS)
    assert sum(path.stat().st_size for path in paths) < 3e6
    for path in paths:
        _, made = stored.about(path)
        assert set(made) == {"rnnlab", *store_trainings.machine()}
        with np.load(path, allow_pickle=False) as file:
            assert all(array.dtype == np.uint8 or json.loads(str(array)) for array in file.values())
