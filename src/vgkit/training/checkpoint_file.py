"""The state of a training at an epoch's end, in one file that is whole or not there.

Keras' own `BackupAndRestore` writes weights and epoch number into two files, one after the other:
a process killed between the two resumes with the weights of one epoch and the number of another.
Here everything that the next epoch depends on is one `.npz` (its zip format carries a checksum of
every array), written beside its place and renamed. Nothing is pickled.
"""

import io
import json

import numpy as np

from vgkit.folders import write_atomically

FORMAT = 1


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
    text = json.dumps({"format": FORMAT, **state})
    np.savez(buffer, state=np.frombuffer(text.encode(), np.uint8), **arrays)
    write_atomically(path, buffer.getvalue())


def _read(source, read):
    """What `read` makes of a backup's arrays. Damaged bytes raise anything, out of any depth."""
    try:
        with np.load(source, allow_pickle=False) as file:
            return read(file)
    except BackupMismatch:
        raise
    except Exception as error:
        raise BackupMismatch(f"damaged: {error}") from None


def read_state(source):
    """The `state` of a backup, without touching any model.

    Args:
        source: the path, or a file of bytes. Who also restores reads the bytes once: between two
            looks at the path another kernel may put the next epoch's backup there.

    Raises:
        BackupMismatch: the file is damaged, or of another version.
    """

    def read(file):
        state = json.loads(file["state"].tobytes())
        if (found := state.pop("format")) != FORMAT:
            raise BackupMismatch(f"format {found}, expected {FORMAT}")
        return state

    return _read(source, read)


def restore(source, model):
    """Put a compiled model and its optimizer into the saved state. All or nothing.

    Args:
        source: as in `read_state`.
        model: the compiled model.

    Raises:
        BackupMismatch: the file is damaged, or its arrays do not fit the model's.
    """
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    variables = _variables(model)

    def read(file):
        if len(file.files) != len(variables) + 1:
            raise BackupMismatch(f"{len(file.files) - 1} arrays, expected {len(variables)}")
        return [file[f"v{i}"] for i in range(len(variables))]

    arrays = _read(source, read)
    for variable, array in zip(variables, arrays, strict=True):
        found, expected = (array.shape, array.dtype.name), (variable.shape, variable.dtype)
        if found != expected:
            raise BackupMismatch(
                f"{variable.path}: shape {found[0]} and type {found[1]}, "
                f"expected {expected[0]} and {expected[1]}"
            )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
