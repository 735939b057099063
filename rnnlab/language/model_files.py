"""A character model in a file: `.npz`, without pickle, so that to open a stranger's does no harm."""

import io
import os
import zipfile

import numpy as np

from rnnlab import readout, training, validation
from rnnlab.cells import form
from rnnlab.language import files
from rnnlab.language.character_model import CELLS, CharacterModel
from rnnlab.language.text import Vocabulary

FORMAT = "rnnlab character model, version 1"
LARGEST = 2**28  # bytes, unpacked: a model of 256 MB has sixty million weights
BEGINNING = b"PK\3\4"  # of every .npz file that has something in it


def save(path, model):
    """Write a model to a file, as `.npz` without pickle: its cell, its characters and its weights.

    "~" is the home folder. Raises TypeError or ValueError for a model that `load` would refuse, and for a place where nothing
    can be written.
    """
    name, content = _path(path), packed(model)
    try:
        with files.opened(name, os.O_WRONLY | os.O_CREAT, "wb") as file:
            file.truncate()
            file.write(content)
    except FileNotFoundError:
        raise ValueError(f"path must be that of a file in a folder that is there; got {os.fspath(path)!r}") from None
    except (OSError, ValueError) as error:  # also a name that no file can have
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ValueError(f"path must be that of a file that can be written; got {os.fspath(path)!r}: {reason}") from None


def packed(model):
    """The bytes of the file that `save` writes. Raises as it does for the model."""
    _check(validation.instance(CharacterModel, model, "model"))
    codes = np.array([ord(character) for character in model.vocabulary.characters], np.uint32)
    weights = {f"cell.{name}": W for name, W in model.model.cell._asdict().items()}
    weights |= {f"readout.{name}": W for name, W in model.model.readout._asdict().items()}
    content = io.BytesIO()
    np.savez(content, format=np.array(FORMAT), cell=np.array(model.cell), characters=codes, **weights)
    return content.getvalue()


def load(path):
    """The model in a file that `save` has written. Raises ValueError that names the file, for one that is none of these."""
    name = _path(path)
    try:
        with files.opened(name) as file:
            if not files.size(file) or file.read(len(BEGINNING)) != BEGINNING or not zipfile.is_zipfile(file):
                raise ValueError("it is no .npz file")
            _check_sizes(file)
            file.seek(0)
            with np.load(file, allow_pickle=False) as content:
                return _model(content)
    except FileNotFoundError:
        reason = "there is no such file"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except Exception as error:  # a damaged file can make zipfile and numpy raise almost anything
        reason = str(error).split("\n")[0] or type(error).__name__
    raise ValueError(f"path must be a file written by rnnlab.language.model_files.save; got {os.fspath(path)!r}: {reason}")


def _path(path):
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be the name of a file; got {path!r}")
    return files.named(path)


def _check_sizes(file):
    """Nothing, once what the file says of its parts is known to fit: a small one may unpack to more than all the memory."""
    with zipfile.ZipFile(file) as parts:
        total = sum(part.file_size for part in parts.infolist())
    if total > LARGEST:
        raise ValueError(f"unpacked it would have {total // 10**6:,} MB, and {LARGEST // 10**6} is the most")


def _model(content):
    """The model in the open file, once all of it is known to be well-formed."""
    if str(_part(content, "format")) != FORMAT:
        raise ValueError("it is of another format")
    module, _ = CELLS[validation.choice("cell", str(_part(content, "cell")), CELLS)]
    cell = module.Params(*(_part(content, f"cell.{name}") for name in module.Params._fields))
    out = readout.Params(*(_part(content, f"readout.{name}") for name in readout.Params._fields))
    characters = "".join(map(chr, _part(content, "characters").tolist()))
    model = CharacterModel(training.Model(cell, out), Vocabulary(characters))
    _check(model)
    return model


def _part(content, name):
    """What the file has by this name; nothing in it is taken for a pickle."""
    if name not in content:
        raise ValueError(f"nothing in it is named {name}")
    try:
        found = content[name]
    except ValueError:
        found = None
    if not isinstance(found, np.ndarray):
        raise ValueError(f"what in it is named {name} is no plain array")
    return found


def _check(model):
    """Nothing, once the model is known to be one that can be kept."""
    if not isinstance(model.vocabulary, Vocabulary):
        raise TypeError(f"model.vocabulary must be a rnnlab.language.text.Vocabulary; got {model.vocabulary!r}")
    network = validation.instance(training.Model, model.model, "model.model")
    h, size = readout.check_params(network.readout).W_hy.shape
    sizes = *form.check_params(CELLS[model.cell][0].Params, network.cell)[0].shape, h, size
    wanted = len(model.vocabulary), h, h, len(model.vocabulary)
    if sizes != wanted:
        raise ValueError(f"model must have the sizes {wanted}, of its characters and states; got {sizes}")
