"""A folder of your own photographs, a subfolder for each class, made ready for a network.

Photographs of people's own come in every state: upside down, in the colours of a printing press,
cut off in the middle of a download, or no photographs at all. Keras' own loader stops at some of
them within an epoch, and turns none the right way up. So each is read once, by Pillow: what can be
read is put upright, in RGB, in one size, into the kit's own folder, and what cannot is named.
"""

import hashlib
import io
import os
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from vgkit import settings
from vgkit.backend import keras, tf
from vgkit.data.dataset import Dataset
from vgkit.data.verification import DataError
from vgkit.folders import user_folder, write_atomically
from vgkit.messages import say
from vgkit.progress import progress_bar

SIZE = 180  # pixels, as on Keras' page on cats and dogs
FORMATS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "BMP": (".bmp",), "WEBP": (".webp",)}
ENDINGS = tuple(ending for endings in FORMATS.values() for ending in endings)
MOST_PIXELS = 50_000_000


@dataclass(frozen=True)
class LeftOut:
    """A file that is no photograph for a network, and why, in the session's language."""

    path: Path
    reason: str

    def __str__(self):
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True)
class Photographs:
    """Photographs that are ready.

    Attributes:
        folder: of the ready copies, a subfolder for each class.
        class_names: in the order of their labels.
        counts: of the photographs of each class.
        left_out: the files that could not be used.
    """

    folder: Path
    class_names: tuple[str, ...]
    counts: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def read(path: Path, size: int = SIZE) -> np.ndarray:
    """One photograph as a network takes it.

    Args:
        path: of a JPEG, PNG, BMP or WebP file.
        size: height and width in pixels; what reaches beyond a square is cut off on both sides.

    Returns:
        uint8 `(size, size, 3)`, RGB, upright as its EXIF data say. A CMYK photograph is converted,
        16 bits a channel become 8, and what is transparent becomes white.

    Raises:
        DataError: the file is no such photograph; the message says why and does not name it.
        OSError: it cannot be opened.
    """
    return read_bytes(path.read_bytes(), path.name, size)


def read_bytes(content: bytes, name: str, size: int = SIZE) -> np.ndarray:
    """`read`, for a file that was uploaded: its bytes, and what it is called."""
    return np.asarray(ImageOps.fit(decoded(content, name), (size, size)))


def decoded(content: bytes, name: str) -> Image.Image:
    """A photograph as it is, upright and in RGB, in its own size and shape.

    Args:
        content: the bytes of a file.
        name: of the file, whose ending tells what kind of photograph it is.

    Raises:
        DataError: as in `read`.
    """
    if not content:
        raise DataError(say("the file is empty"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters of them is found below
            with Image.open(io.BytesIO(content)) as image:
                _check(image, PurePath(name).suffix.lower())
                return _in_rgb(image)
    except UnidentifiedImageError:
        raise DataError(say("this is no image, whatever its name says")) from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # as Pillow tells damaged files
        raise DataError(say("the image is damaged ({reason})", reason=error)) from None


def _check(image, ending):
    """Before anything is decoded: whether it is what its name says, and of a size that fits."""
    if image.format not in FORMATS or ending not in FORMATS[image.format]:
        raise DataError(
            say("by its content this is a {format} file: give it that ending", format=image.format)
            if image.format in FORMATS
            else say("by its content this is a {format} file", format=image.format)
        )
    if getattr(image, "n_frames", 1) > 1:
        raise DataError(say("this is an animation of {count} images", count=image.n_frames))
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()


def _too_large():
    return DataError(
        say("more than {most} megapixels: make it smaller", most=MOST_PIXELS // 1_000_000)
    )


def _in_rgb(image):
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits, which Pillow would cut at 255
        values = np.asarray(image, np.float64) / 257
        return Image.fromarray(values.round().clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def own_or_sample(images: Dataset, class_names: Sequence[str]) -> Path:
    """The folder that `VGKIT_IMAGES` names; else a small one to try things on.

    The sample holds the first 20 images of each class as JPEG files, and four files beside them
    that are broken in usual ways: empty, cut off, no image, a GIF by another name.

    Args:
        images: with class numbers as labels.
        class_names: of the subfolders, in the order of the numbers; at least two.
    """
    if own := settings.current().images:
        return Path(own)
    folder = user_folder("photographs", "sample")
    files = {
        folder / name / f"{name}_{number:02}.jpg": _encoded(pixels, "JPEG")
        for label, name in enumerate(class_names)
        for number, pixels in enumerate(images.x_train[images.y_train == label][:20])
    }
    first, second = (folder / name for name in class_names[:2])
    whole = _encoded(images.x_train[0], "JPEG")
    files |= {
        first / "empty.jpg": b"",
        first / "half_a_download.jpg": whole[: len(whole) // 2],
        second / "not_an_image.jpg": b"<html>404 Not Found</html>",
        second / "really_a_gif.jpg": _encoded(images.x_train[0], "GIF"),
    }
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:  # else what was made ready stays so
            write_atomically(path, content)
    return folder


def _encoded(pixels, kind):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def make_ready(folder: Path | str, size: int = SIZE) -> Photographs:
    """Read every photograph of a folder once, and keep what can be used.

    What was made ready before is not read again, also where an earlier call was interrupted.

    Args:
        folder: with a subfolder for each class, at least two.
        size: height and width of the ready photographs.

    Returns:
        A `Photographs`.

    Raises:
        DataError: the folder has no classes, or a class has no photograph that can be used.
    """
    folder = Path(folder).expanduser().resolve()
    classes = _classes(folder)
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    ready = user_folder("photographs", f"{name}-{size}")
    left_out, kept = [], {label: set() for label in classes}
    files = [(label, path) for label, paths in classes.items() for path in paths]
    with progress_bar(total=len(files), unit=say("photograph"), desc=folder.name) as bar:
        for label, path in files:
            try:
                kept[label].add(_make_one_ready(path, ready / label, size))
            except (DataError, OSError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                left_out.append(LeftOut(path, reason))
            bar.update()
    for label, names in kept.items():
        if not names:
            raise DataError(
                say(
                    "{folder} holds no photograph that can be used ({count} files were left out).",
                    folder=folder / label,
                    count=sum(each.path.parent.name == label for each in left_out),
                )
            )
        for path in set((ready / label).iterdir()) - {ready / label / name for name in names}:
            path.unlink()  # of a photograph that is gone, or has changed
    for path in ready.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path)  # of a class that is gone
    counts = tuple(len(names) for names in kept.values())
    return Photographs(ready, tuple(classes), counts, tuple(left_out))


def _classes(folder):
    """The files of each class, by its name; hidden ones and those of other kinds are not looked at."""
    try:
        found = {
            each.name: [path for path in sorted(each.iterdir()) if _is_named_as_image(path)]
            for each in sorted(folder.iterdir())
            if each.is_dir() and not each.name.startswith(".")
        }
    except OSError as error:
        raise DataError(
            say("{folder} cannot be read ({reason}).", folder=folder, reason=error.strerror)
        ) from None
    if len(found) < 2:
        raise DataError(
            say(
                "{folder} has {count} subfolders. Put the photographs of each class into a subfolder "
                "that is called by it: at least two.",
                folder=folder,
                count=len(found),
            )
        )
    return found


def _is_named_as_image(path):
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def _make_one_ready(path, folder, size):
    """The name of the ready copy, which says of which state of which file it is."""
    state = path.stat()
    key = f"{path.name}\0{state.st_size}\0{state.st_mtime_ns}"
    name = f"{path.stem[:40]}-{hashlib.sha256(os.fsencode(key)).hexdigest()[:12]}.png"
    if not (folder / name).exists():
        write_atomically(folder / name, _encoded(read(path, size), "PNG"))
    return name


def pipelines(
    photographs: Photographs, batch_size: int = 128, validation: float = 0.2, seed: int = 1
) -> tuple[tf.data.Dataset, tf.data.Dataset]:
    """Training and validation photographs as Keras' `fit` takes them, read while it trains.

    Args:
        photographs: of `make_ready`.
        batch_size: photographs in a batch.
        validation: the share that is kept for validation.
        seed: of the split, and of the order in training.

    Returns:
        Two `tf.data.Dataset`s of `(pixels, labels)`: float32 `(batch, size, size, 3)` from 0 to
        255; int32 `(batch,)`, in the order of `class_names`. Both fetch the next batch ahead.
    """
    found = keras.utils.image_dataset_from_directory(
        photographs.folder,
        class_names=list(photographs.class_names),
        batch_size=batch_size,
        image_size=_size(photographs),
        validation_split=validation,
        subset="both",
        seed=seed,
        verbose=False,
    )
    train, validated = (part.prefetch(tf.data.AUTOTUNE) for part in found)
    return train, validated


def _size(photographs):
    first = next((photographs.folder / photographs.class_names[0]).iterdir())
    with Image.open(first) as image:
        return image.height, image.width
