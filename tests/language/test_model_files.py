"""A character model in a file: it comes back as it was, and a file that is none, or damaged, is refused."""

import io
import os
import tracemalloc
import zipfile

import numpy as np
import pytest

from rnnlab import training
from rnnlab.cells import lstm
from rnnlab.language import character_model as cm
from rnnlab.language import model_files, text
from rnnlab.trees import leaves, tree_map

VOCABULARY = text.Vocabulary("the lampndbc,.")
EVERY_CELL = pytest.mark.parametrize("cell", cm.CELLS)
REFUSED = r"^path must be a file written by rnnlab\.language\.model_files\.save;"


def model(cell="lstm", h=5, dtype=np.float64, seed=0):
    return cm.init(VOCABULARY, h, cell=cell, dtype=dtype, seed=seed)


def same(one, other):
    return one.vocabulary == other.vocabulary and all(
        np.array_equal(W, V) for W, V in zip(leaves(one.model), leaves(other.model), strict=True)
    )


def assert_same(one, other):
    assert one.vocabulary == other.vocabulary
    for W, V in zip(leaves(one.model), leaves(other.model), strict=True):
        np.testing.assert_array_equal(W, V)
        assert W.dtype == V.dtype


@EVERY_CELL
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_saved_model_comes_back(cell, dtype, tmp_path):
    kept = model(cell, dtype=dtype)
    for path in (tmp_path / "a model", str(tmp_path / "other.npz")):
        model_files.save(path, kept)
        assert_same(model_files.load(path), kept)


def test_any_characters_can_be_kept(tmp_path):
    kept = cm.init(text.Vocabulary("a\n\t '\"é中\U0001f642\0"), 3)
    model_files.save(tmp_path / "m", kept)
    assert model_files.load(tmp_path / "m").vocabulary == kept.vocabulary


def test_the_home_folder_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    model_files.save("~/model.npz", model())
    assert (tmp_path / "model.npz").is_file()
    assert_same(model_files.load("~/model.npz"), model())


def with_weights(change):
    ours = model()
    return ours._replace(model=tree_map(change, ours.model))


def of_another_size():
    ours = model()
    return ours._replace(vocabulary=text.Vocabulary("abc"))


def stacked():
    cells = training.init(14, 5, 14, cell=[lstm, lstm], rng=np.random.default_rng(0))
    return cm.CharacterModel(cells, VOCABULARY)


UNFIT = {
    "half precision": (
        lambda: with_weights(np.float16),
        ".* must hold real numbers in .* precision; got float16",
    ),
    "complex": (
        lambda: with_weights(lambda W: W + 0j),
        ".* must hold real numbers in .* precision; got complex128",
    ),
    "not finite": (lambda: with_weights(lambda W: np.nan * W), "W_hy must hold finite numbers; got 70 NaN or .* of 70"),
    "no arrays": (lambda: with_weights(np.ndarray.tolist), "W_hy must be an array; got list"),
    "layers": (stacked, f"model.model.cell must be the Params of one cell, {', '.join(cm.CELLS)}; got list"),
    "no network": (
        lambda: cm.CharacterModel(3, VOCABULARY),
        r"model.model must be rnnlab.training.Model\(cell, readout\); got int",
    ),
    "no readout": (lambda: model()._replace(model=training.Model(3, 4)), "params must be rnnlab.readout.Params.*; got int"),
    "no vocabulary": (lambda: model()._replace(vocabulary="abc"), "model.vocabulary must be a .*; got 'abc'"),
    "another vocabulary": (of_another_size, r"model must have the sizes \(3, 5, 5, 3\), .*; got \(14, 5, 5, 14\)"),
}


@pytest.mark.parametrize("kind", UNFIT)
def test_a_model_that_could_not_be_loaded_is_not_saved(kind, tmp_path):
    make, words = UNFIT[kind]
    path = tmp_path / "kept"
    path.write_text("what was there")
    with pytest.raises((TypeError, ValueError), match=f"^{words}$"):
        model_files.save(path, make())
    assert path.read_text() == "what was there"


def test_where_nothing_can_be_written_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"^path must be that of a file in a folder that is there; got '.*no/model'$"):
        model_files.save(tmp_path / "no" / "model", model())
    with pytest.raises(ValueError, match=r"^path must be that of a file that can be written; got '.*': is a directory$"):
        model_files.save(tmp_path, model())


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
    words = "nothing in it is named format" if "zip" in kind else "it is no .npz file"
    with pytest.raises(ValueError, match=REFUSED + rf" got '.*foreign.npz': {words}$"):
        model_files.load(path)


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
    model_files.save(path, model("lstm"))
    changed(path, **parts)
    with pytest.raises(ValueError, match=REFUSED + r" got '.*model.npz': .") as caught:
        model_files.load(path)
    assert "pickle" not in str(caught.value)


def test_a_part_that_is_no_array_is_named(tmp_path):
    for name in ("format", "cell", "characters", "cell.W_xi"):
        path = tmp_path / name
        model_files.save(path, model())
        parts = content(path)
        del parts[name]
        np.savez(path.with_suffix(".npz"), **parts)
        with zipfile.ZipFile(path.with_suffix(".npz"), "a") as file:
            file.writestr(name, "hello")
        with pytest.raises(ValueError, match=REFUSED + rf" got '.*': what in it is named {name} is no plain array$"):
            model_files.load(path.with_suffix(".npz"))


def test_a_damaged_file_is_refused_or_is_as_it_was(tmp_path):
    path, kept = tmp_path / "model.npz", model("gru")
    model_files.save(path, kept)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for cut in (1, 10, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ValueError, match="path must be a file written by"):
            model_files.load(path)
    for place in rng.integers(0, len(whole), 200):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(bytes(spoiled))
        try:
            found = model_files.load(path)
        except ValueError as error:
            found = str(error)
            assert "pickle" not in found
        assert found.startswith("path must be a file written by") if isinstance(found, str) else same(found, kept)


@pytest.mark.parametrize("path", ["no such file", "."])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(ValueError, match="path must be a file written by"):
        model_files.load(path)


def test_no_pickle_is_written(tmp_path):
    model_files.save(tmp_path / "m", model())
    assert all(part.dtype != object for part in content(tmp_path / "m").values())
    assert isinstance(model_files.load(tmp_path / "m").model, training.Model)


def bomb(path, size=2**30):
    """A file of a few MB whose first part would unpack to `size` bytes."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": f"<U{size // 4}", "fortran_order": False, "shape": ()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts, parts.open("format.npy", "w", force_zip64=True) as part:
        part.write(header.getvalue())
        for _ in range(size >> 20):
            part.write(bytes(2**20))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb(tmp_path / "bomb")
    assert (tmp_path / "bomb").stat().st_size < 5e6
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=REFUSED + r" got '.*bomb': unpacked it would have 1,073 MB"):
            model_files.load(tmp_path / "bomb")
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(ValueError, match=REFUSED + r" got '.*': it is no ordinary file$"):
            model_files.load(tmp_path / name)
        with pytest.raises(ValueError, match=r"^path must be that of a file that can be written; got '.*': "):
            model_files.save(tmp_path / name, model())


@pytest.mark.parametrize("path", ["a\0b", "\ud800"])
def test_a_name_that_no_file_can_have_is_refused(path):
    with pytest.raises(ValueError, match=r"^path must be that of a file that can be written; got '"):
        model_files.save(path, model())
    with pytest.raises(ValueError, match=REFUSED):
        model_files.load(path)
