"""A character model in a file: `.npz`, without pickle, so that to open a stranger's does no harm."""

import io
import os

import numpy as np

from rnnlab import readout, training, validation
from rnnlab.character_model import CELLS, CharacterModel
from rnnlab.text import Vocabulary
from rnnlab.trees import leaves

FORMAT = "rnnlab character model, version 1"


def save(path, model):
    """Write a model to a file, as `.npz` without pickle: its cell, its characters and its weights."""
    validation.instance(CharacterModel, model, "model")
    codes = np.array([ord(character) for character in model.vocabulary.characters], np.uint32)
    weights = {f"cell.{name}": W for name, W in model.model.cell._asdict().items()}
    weights |= {f"readout.{name}": W for name, W in model.model.readout._asdict().items()}
    content = io.BytesIO()
    np.savez(content, format=np.array(FORMAT), cell=np.array(model.cell), characters=codes, **weights)
    with open(_path(path), "wb") as file:
        file.write(content.getbuffer())


def load(path):
    """The model in a file that `save` has written. Raises ValueError that names the file, for one that is none of these."""
    path = _path(path)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as content:
            if str(content["format"]) != FORMAT:
                raise ValueError("it is of another format")
            return _checked(_assembled(content))
    except FileNotFoundError:
        reason = "there is no such file"
    except KeyError as error:
        reason = f"nothing in it is named {str(error).split()[0]}"
    except Exception as error:  # a damaged file can make zipfile and numpy raise almost anything
        reason = str(error).split("\n")[0] or type(error).__name__
    raise ValueError(f"path must be a file written by rnnlab.model_files.save; got {os.fspath(path)!r}: {reason}")


def _path(path):
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be the name of a file; got {path!r}")
    return path


def _assembled(content):
    module, _ = CELLS[validation.choice("cell", str(content["cell"]), CELLS)]
    cell = module.Params(*(content[f"cell.{name}"] for name in module.Params._fields))
    out = readout.Params(*(content[f"readout.{name}"] for name in readout.Params._fields))
    return CharacterModel(training.Model(cell, out), Vocabulary("".join(map(chr, content["characters"].tolist()))))


def _checked(model):
    sizes = *CELLS[model.cell][0].check_params(model.model.cell), *readout.check_params(model.model.readout)
    size, h = len(model.vocabulary), model.h
    if sizes != (size, h, h, size):
        raise ValueError(f"the sizes in it must be {(size, h, h, size)}; they are {sizes}")
    if any(W.dtype not in (np.float32, np.float64) for W in leaves(model.model)):
        raise ValueError("its weights must be float32 or float64")
    return model
