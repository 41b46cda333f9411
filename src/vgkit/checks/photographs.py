"""The check of a pipeline that the student writes: photographs from a folder, in two parts."""

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from vgkit.backend import tf
from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried
from vgkit.messages import say

_COUNT, _SIZE, _BATCH = 10, 20, 4  # photographs of each class; pixels; photographs in a batch
_VALIDATION = 4  # a fifth of them
_BLANK, _NAME = "pipelines", "pipelines"


def pipelines_findings(pipelines: Callable) -> list[Finding]:
    """What the student's `pipelines(folder, size, batch_size)` reads from a folder drawn here."""
    with tempfile.TemporaryDirectory(prefix="vgkit-") as folder:
        _draw(Path(folder))
        with contextlib.redirect_stdout(io.StringIO()):  # Keras counts files, whatever it is told
            value, finding = tried(pipelines, (folder, _SIZE, _BATCH), _BLANK)
        if finding:
            return [finding]
        if not (isinstance(value, tuple | list) and len(value) == 2):
            return [_one_part(value)]
        if not all(isinstance(part, tf.data.Dataset) for part in value):
            message = say("two pipelines were expected, those of training and validation.")
            return [_found("no_pipelines", message)]
        try:
            parts = [list(part.unbatch().as_numpy_iterator()) for part in value]
            sizes = [part.element_spec[0].shape for part in value]
            first = len(next(iter(value[0]))[1])
        except Exception as error:  # whatever TensorFlow says of a file, or of a pipeline
            message = say("reading fails ({kind}).", kind=type(error).__name__)
            return [_found("reading_fails", message)]
    return _parts_findings(parts, sizes, first)


def _draw(folder):
    """Two classes; each photograph has a grey of its own, by which it is known again."""
    for label, name in enumerate(("a", "b")):
        (folder / name).mkdir()
        for number in range(_COUNT):
            grey = 10 * (number + 1) + label
            Image.new("RGB", (_SIZE, _SIZE), (grey,) * 3).save(folder / name / f"{number}.png")


def _found(code, message):
    return Finding(code, f"{_NAME}: {message}", _BLANK)


def _one_part(value):
    if isinstance(value, tf.data.Dataset):
        message = say(
            "one pipeline comes back. Which value of subset gives training and validation at once?"
        )
    else:
        message = say("two pipelines were expected, those of training and validation.")
    return _found("one_part", message)


def _parts_findings(parts, sizes, first):
    train, validation = ([int(pixels.mean().round()) for pixels, _ in part] for part in parts)
    labels = [int(label) for part in parts for _, label in part if np.ndim(label) == 0]
    if len(labels) < len(train) + len(validation):
        message = say("a label is more than one number. The loss wants the number of the class.")
        return [_found("labels", message)]
    if any(tuple(size[1:3]) != (_SIZE, _SIZE) for size in sizes):
        message = say(
            "called with size={size}, it gives photographs of {found}.",
            size=_SIZE,
            found=" × ".join(map(str, sizes[0][1:3])),
        )
        return [_found("size", message)]
    if sizes[0][-1] != 3:
        message = say("the photographs have {count} channels.", count=sizes[0][-1])
        return [_found("channels", message)]
    if both := set(train) & set(validation):
        message = say(
            "{count} photographs are in both parts. A network is not to be judged by what it was "
            "trained on: which argument makes the split the same for both?",
            count=len(both),
        )
        return [_found("overlap", message)]
    if len(train) < len(validation):
        message = say(
            "{validation} of {all} photographs are for validation. A fifth was asked for: which part "
            "comes first, and how large is it?",
            validation=len(validation),
            all=2 * _COUNT,
        )
        return [_found("swapped", message)]
    if (len(train), len(validation)) != (2 * _COUNT - _VALIDATION, _VALIDATION):
        message = say(
            "of {all} photographs {validation} are for validation. A fifth was asked for.",
            all=2 * _COUNT,
            validation=len(validation),
        )
        return [_found("share", message)]
    if first != _BATCH:
        message = say(
            "called with batch_size={asked}, it gives batches of {found}.",
            asked=_BATCH,
            found=first,
        )
        return [_found("batch_size", message)]
    if len(set(labels[:8])) < 2:
        message = say("the photographs come class by class. What does a batch of one class teach?")
        return [_found("not_shuffled", message)]
    return []
