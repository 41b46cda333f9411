"""Checkpoints: the state of a training at an epoch's end, and when to go on from it.

Keras' own `BackupAndRestore` writes weights and epoch number into two files, one after the other:
a process killed between the two resumes with the weights of one epoch and the number of another.
Here everything that the next epoch depends on is one `.npz` (its zip format carries a checksum of
every array), written beside its place and renamed. Nothing is pickled.

`Checkpoint` says which file a training has, and what to do where it is damaged, of another
training, or ahead because another kernel trains the same.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from vgkit import settings
from vgkit.folders import set_aside, user_folder, write_atomically
from vgkit.messages import say, tell
from vgkit.training import records

if TYPE_CHECKING:
    import keras

FORMAT = 1


class CheckpointMismatch(Exception):
    """The backup cannot be used for this model; the message says why, in words for a person."""


def _variables(model):
    return [*model.variables, *model.optimizer.variables]


def save(path: "str | Path", model: "keras.Model", state: dict) -> None:
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
    except CheckpointMismatch:
        raise
    except Exception as error:
        raise CheckpointMismatch(f"damaged: {error}") from None


def read_state(source: "str | Path | BinaryIO") -> dict:
    """The `state` of a backup, without touching any model.

    Args:
        source: the path, or a file of bytes. Who also restores reads the bytes once: between two
            looks at the path another kernel may put the next epoch's backup there.

    Raises:
        CheckpointMismatch: the file is damaged, or of another version.
    """

    def read(file):
        state = json.loads(file["state"].tobytes())
        if (found := state.pop("format")) != FORMAT:
            raise CheckpointMismatch(f"format {found}, expected {FORMAT}")
        return state

    return _read(source, read)


def restore(source: "str | Path | BinaryIO", model: "keras.Model") -> None:
    """Put a compiled model and its optimizer into the saved state. All or nothing.

    Args:
        source: as in `read_state`.
        model: the compiled model.

    Raises:
        CheckpointMismatch: the file is damaged, or its arrays do not fit the model's.
    """
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    variables = _variables(model)

    def read(file):
        if len(file.files) != len(variables) + 1:
            raise CheckpointMismatch(f"{len(file.files) - 1} arrays, expected {len(variables)}")
        return [file[f"v{i}"] for i in range(len(variables))]

    arrays = _read(source, read)
    for variable, array in zip(variables, arrays, strict=True):
        found, expected = (array.shape, array.dtype.name), (variable.shape, variable.dtype)
        if found != expected:
            raise CheckpointMismatch(
                f"{variable.path}: shape {found[0]} and type {found[1]}, "
                f"expected {expected[0]} and {expected[1]}"
            )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


class Checkpoint:
    """The file in which a training is kept from epoch to epoch.

    Args:
        record: of the training, as it starts.
        model: the compiled model, at the weights that it starts from.

    Attributes:
        longer: how many epochs a longer training of this network has, which is left as it is; 0
            where there is none.
    """

    def __init__(self, record, model):
        # A file for each network and start: whoever corrects a mistake and undoes it finds both.
        weights = (array.tobytes() for array in model.get_weights())
        key = hashlib.sha256(b"".join([record.fingerprint.encode(), *weights])).hexdigest()[:16]
        self._identity = {"key": key, "dataset": record.dataset}
        file = f"{record.exercise}-{record.dataset}-{key}.npz"
        self._path, self._writable = user_folder("backups", file), True
        self.longer = 0
        # The file as last looked at, and how many epochs it held that must not be lost.
        self._seen, self._held = None, 0

    def epochs(self) -> int:
        """How many epochs of this training the file holds; 0 where it cannot be used."""
        try:
            return self._read()[1]["epochs"]
        except (OSError, CheckpointMismatch):
            return 0

    def _make_way(self, epochs):
        """Take a file of its own for a training that is shorter than the one that is kept."""
        if not self.longer and (kept := self.epochs()) > epochs:
            self.longer = kept
            self._path = self._path.with_stem(f"{self._path.stem}-{epochs}")

    def take_up(
        self, model: "keras.Model", epochs: int, again: bool, call: str = "train"
    ) -> dict | None:
        """Put the model where an earlier training stopped, and say so.

        Args:
            model: the compiled model.
            epochs: how many are to be trained in all.
            again: whether to leave a finished training alone.
            call: the student's, which trains anew where it is told to.

        Returns:
            The `state` that was saved, or None: start at epoch 1.
        """
        self._make_way(epochs)
        self._seen = self._stamp()
        try:
            content, state = self._read()
            done = state["epochs"]
            anew = again and done == epochs
            self._held = 0 if anew else done
            if anew or done > epochs:
                return None
            restore(io.BytesIO(content), model)
        except OSError:
            return None  # there is none; or writing the first one will say why not
        except CheckpointMismatch as error:
            self._give_up(error)
            return None
        if settings.current().static:
            return state  # nobody is there to be told
        if done < epochs:
            tell(
                say(
                    "An earlier training reached epoch {done}; going on with epoch {following}.",
                    done=done,
                    following=done + 1,
                )
            )
        else:
            tell(
                say(
                    "This training was finished earlier: {done} epochs restored. To train again, "
                    "call {call}(…, again=True).",
                    done=done,
                    call=call,
                )
            )
        return state

    def finish(self, model: "keras.Model", epochs: int) -> bool:
        """Put the model at the end of this training, silently, if the file is exactly that far."""
        self._make_way(epochs)
        try:
            content, state = self._read()
            if state["epochs"] != epochs:
                return False
            restore(io.BytesIO(content), model)
        except (OSError, CheckpointMismatch):
            return False
        return True

    def save(self, model: "keras.Model", record: records.Record) -> None:
        """Write the state after an epoch, unless another kernel has written a later one."""
        if not self._writable:
            return
        if (stamp := self._stamp()) != self._seen:
            self._seen, self._held = stamp, self.epochs()
        if self._held > record.epochs:
            return
        state = {
            **self._identity,
            "epochs": record.epochs,
            "metrics": record.metrics,
            "seconds": record.seconds,
            "diagnostics": record.diagnostics,
            "environment": record.environment,
        }
        try:
            save(self._path, model, state)
            self._seen, self._held = self._stamp(), record.epochs
        except OSError as error:
            self._writable, folder = False, self._path.parent
            tell(
                say(
                    "No backups from here on ({reason}: {folder}). Training goes on, but if it "
                    "is interrupted, epoch {epochs} and what follows are lost. To choose another "
                    "folder, set VGKIT_HOME.",
                    reason=error.strerror,
                    folder=folder,
                    epochs=record.epochs,
                )
            )

    def _stamp(self):
        """What tells one version of the file from another without reading it; None for no file."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _read(self):
        """The file's bytes, and their `state`. Raises `OSError` or `CheckpointMismatch`."""
        content = self._path.read_bytes()  # once: another kernel may write the next epoch's
        state = read_state(io.BytesIO(content))
        try:
            if {name: state[name] for name in self._identity} != self._identity:
                reason = say("it is of another model")
                raise CheckpointMismatch(reason)
            measured = [state["metrics"][metric] for metric in records.METRICS]
            lengths = {len(values) for values in (*measured, state["seconds"])}
            if lengths != {state["epochs"]} or "diagnostics" not in state:
                reason = say("its epochs do not add up")
                raise CheckpointMismatch(reason)
        except (KeyError, TypeError) as error:
            raise CheckpointMismatch(error) from None
        return content, state

    def _give_up(self, error):
        """Move a file out of the way that cannot be used, and say where it is now."""
        try:
            kept = set_aside(self._path)
        except OSError:  # a folder that may not be written to
            kept, self._writable = self._path, False
        tell(
            say(
                "The backup of an earlier training cannot be used here ({error}). It is kept as "
                "{name} in {folder}; this training starts at epoch 1.",
                error=error,
                name=kept.name,
                folder=kept.parent,
            )
        )
