"""Where the files of a data set lie, and what is known of each copy.

Looked for in this order: the folder named by `VGKIT_DATA_DIR`, the checkout's `data/`, Keras' cache,
the network. No file is used before its decompressed content has the SHA-256 of the original.
"""

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vgkit import settings
from vgkit.data.verification import CONTAINERS, DataError, Original, verified
from vgkit.messages import say, tell


def two_ways_out(files: "FileSet", error: Exception) -> str:
    """What a reader can do who has neither the data nor a network."""
    return say(
        "{title} is not on this machine (sought in {looked_in}) and cannot be fetched. {error} Two "
        "ways out: (1) connect to the internet and run `vgkit data fetch {name}`, which downloads "
        "{megabytes} MB; (2) copy the folder {subfolder} with its files into any folder, and name "
        "that folder in the environment variable VGKIT_DATA_DIR.",
        title=files.title,
        looked_in=", ".join(map(str, folders(files))),
        error=error,
        name=files.name,
        megabytes=files.megabytes,
        subfolder=files.subfolder,
    )


@dataclass(frozen=True)
class FileSet:
    """The files of one data set: what they must hold, where they lie, where they come from.

    Attributes:
        name: of the data set, as in `data.DATASETS`.
        title: its name for people.
        subfolder: holds the files in a folder of several data sets.
        url: where they are published, ending in `/`.
        megabytes: of the whole download.
        originals: the files by key.
        archive: name of the tar archive at `url` that holds them in `subfolder`; None where each
            file is published by itself.
        cached_in: their folder below `datasets` in Keras' cache; None for `subfolder`.
        mirrored_in: their folder below `VGKIT_DATA_URL`, ending in `/`; or empty.
        committed: do they come with a checkout?
        ways_out: what to tell a reader who cannot get them, given this object and the error.
    """

    name: str
    title: str
    subfolder: str
    url: str
    megabytes: int
    originals: dict[str, Original]
    archive: str | None = None
    cached_in: str | None = None
    mirrored_in: str = ""
    committed: bool = True
    ways_out: Callable[["FileSet", Exception], str] = two_ways_out

    @property
    def fetch_command(self) -> str:
        return "vgkit data fetch" if self.committed else f"vgkit data fetch {self.name}"

    @property
    def origin(self) -> str:
        """The folder to download from, ending in `/`."""
        mirror = settings.current().data_url
        return mirror.rstrip("/") + "/" + self.mirrored_in if mirror else self.url

    def cache_folder(self) -> Path:
        """Where Keras' own loader keeps the files, and where they are downloaded to."""
        return keras_home() / "datasets" / (self.cached_in or self.subfolder)


def keras_home() -> Path:
    """Keras' folder for what it caches: `KERAS_HOME`, else `.keras` in the user's home."""
    if named := os.environ.get("KERAS_HOME"):
        return Path(os.path.expanduser(named))
    home = os.path.expanduser("~")
    return Path(home if os.path.isabs(home) else "/tmp") / ".keras"  # without a home: as Keras does


def checkout_folders() -> list[Path]:
    """`data/` of the checkout that this package runs from, and of one around the current folder."""
    roots = [Path(__file__).resolve().parents[3]]
    with contextlib.suppress(OSError):  # the current folder was deleted
        roots += [Path.cwd(), *Path.cwd().parents]
    return [
        root / "data"
        for root in dict.fromkeys(roots)
        if os.path.isdir(root / "src" / "vgkit") and os.path.isdir(root / "data")
    ]


def folders(files: FileSet) -> list[Path]:
    """The folders to look in, in order."""
    committed = [folder / files.subfolder for folder in checkout_folders()]
    return list(dict.fromkeys([*_named_folders(files), *committed, files.cache_folder()]))


def _named_folders(files):
    """`VGKIT_DATA_DIR` is a folder of data sets, or of the one that it is called by.

    A folder of any other name may hold Fashion-MNIST. Its files and MNIST's have the same names.
    """
    from vgkit.data import DEFAULT, FILE_SETS  # the modules of the data sets import this one

    if not settings.current().data_dir:
        return []
    folder = Path(os.path.expanduser(settings.current().data_dir))
    holds = {one.subfolder: one.name for one in FILE_SETS.values()}.get(folder.name, DEFAULT)
    return [folder / files.subfolder, *([folder] if holds == files.name else [])]


def _places(files, key):
    """Every path at which one file may lie, in its own container, in another, or in none."""
    name = files.originals[key].name
    stem = name.removesuffix(".gz")
    names = dict.fromkeys([name, stem, *(stem + ending for ending in CONTAINERS)])
    # os.path: Path.is_file raises where a folder may not be entered.
    return [path for f in folders(files) for n in names if os.path.isfile(path := f / n)]


def _read(path, original):
    """The content of a file, or None and what is wrong with it."""
    container = path.suffix if path.suffix in CONTAINERS else ""
    try:
        return verified(path.read_bytes(), original, container), None
    except DataError as error:
        return None, str(error)
    except OSError as error:
        return None, error.strerror


def find(files: FileSet, key: str) -> tuple[np.ndarray, str]:
    """The content of one file, from the first folder that has it sound, else from the network.

    Returns:
        The content as `verification.verified` gives it, and the folder.

    Raises:
        DataError: it cannot be downloaded either.
    """
    for path in _places(files, key):
        content, problem = _read(path, files.originals[key])
        if problem is None:
            return content, str(path.parent)
        tell(
            say(
                "{path} is damaged ({problem}). It is not used; looking for another copy.",
                path=path,
                problem=problem,
            )
        )
    from vgkit.data import download  # which loads what most sessions never need

    return download.fetch(files, key), str(files.cache_folder())


def contents(
    files: FileSet, keys: Iterable[str] | None = None
) -> tuple[dict[str, np.ndarray], str]:
    """The contents of several files by key, and the folders that they came from, for people.

    Args:
        files: of the data set.
        keys: of the files; None for all.

    Raises:
        DataError: a file is neither here nor to be had; the message names the ways out.
    """
    found, sources = {}, {}
    try:
        for key in files.originals if keys is None else keys:
            found[key], sources[key] = find(files, key)
    except DataError as error:
        raise DataError(files.ways_out(files, error)) from None
    return found, ", ".join(dict.fromkeys(sources.values()))


@dataclass(frozen=True)
class FileStatus:
    """What is known of one place where a file may lie: `problem` is None when it is sound.

    Attributes:
        dataset: name of the data set.
        key: of the file in `FileSet.originals`.
        path: of the copy, or of where the file would be downloaded to.
        present: is there a file?
        problem: what is wrong with it.
    """

    dataset: str
    key: str
    path: Path
    present: bool
    problem: str | None = None


def status(files: FileSet) -> list[FileStatus]:
    """Look at every copy of every file of a data set, read each one whole, change nothing.

    Returns:
        A `FileStatus` for each file found, and one for each file found nowhere (with the path at
        which it would be downloaded).
    """
    report = []
    for key, original in files.originals.items():
        for path in _places(files, key):
            report.append(FileStatus(files.name, key, path, True, _read(path, original)[1]))
        if not _places(files, key):
            path = files.cache_folder() / original.name
            report.append(FileStatus(files.name, key, path, False))
    return report


def at_hand(files: FileSet) -> bool:
    """Is there a copy of every file? It is not read."""
    return all(_places(files, key) for key in files.originals)
