"""The state of a training at an epoch's end, in one file that is whole or not there.

Keras' own `BackupAndRestore` writes weights and epoch number into two files, one after the other:
a process killed between the two resumes with the weights of one epoch and the number of another.
Here everything that the next epoch depends on is one `.npz` (its zip format carries a checksum of
every array), written beside its place and renamed. Nothing is pickled.
"""

import io
import json
import zipfile
import zlib

import numpy as np

from vgkit.folders import write_atomically

# What NumPy and zipfile raise when bytes are missing or wrong.
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


class BackupMismatch(Exception):
    """The backup cannot be used for this model; the message says why, in words for a person."""


def _variables(model):
    return [*model.variables, *model.optimizer.variables]


def save(path, model, state):
    """Save a compiled model's variables, its optimizer's, and a JSON-able `state`, atomically.

    Raises:
        OSError: it could not be written; an older backup is untouched.
    """
    buffer = io.BytesIO()
    arrays = {f"v{i}": v.numpy() for i, v in enumerate(_variables(model))}
    np.savez(buffer, state=np.frombuffer(json.dumps(state).encode(), np.uint8), **arrays)
    write_atomically(path, buffer.getvalue())


def read_state(path):
    """The `state` of a backup, without touching any model.

    Raises:
        BackupMismatch: the file is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return json.loads(file["state"].tobytes())
    except _DAMAGE as error:
        raise BackupMismatch(f"damaged: {error}") from None


def restore(path, model):
    """Put a compiled model and its optimizer into the saved state. All or nothing.

    Raises:
        BackupMismatch: the file is damaged, or its arrays do not fit the model's.
    """
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    variables = _variables(model)
    try:
        with np.load(path, allow_pickle=False) as file:
            if len(file.files) != len(variables) + 1:
                raise BackupMismatch(f"{len(file.files) - 1} arrays, expected {len(variables)}")
            arrays = [file[f"v{i}"] for i in range(len(variables))]
    except _DAMAGE as error:
        raise BackupMismatch(f"damaged: {error}") from None
    for variable, array in zip(variables, arrays, strict=True):
        found, expected = (array.shape, array.dtype.name), (variable.shape, variable.dtype)
        if found != expected:
            raise BackupMismatch(
                f"{variable.path}: shape {found[0]} and type {found[1]}, "
                f"expected {expected[0]} and {expected[1]}"
            )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
