"""What the numbers of a training may depend on: versions, the processor, its cores and threads."""

import functools
import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path

from packaging.requirements import Requirement

import vgkit

# What computes. Only one of the two builds of TensorFlow is there.
NUMERIC = "tensorflow", "tensorflow-cpu", "keras", "numpy"

# TensorFlow reads them when it computes for the first time: the threads that share an operation, and
# the operations at once.
THREADS = "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"
ONE_THREAD = dict(zip(THREADS, "11", strict=True))
TWO_AT_ONCE = dict(zip(THREADS, "12", strict=True))  # one thread for each half of a batch


def cores() -> int:
    """The number of cores that this process may run on: a container may leave it fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@functools.cache
def kit() -> str:
    """The kit's version, and a digest of all that it computes and says: code, quiz, messages."""
    digest, folder = hashlib.sha256(), Path(__file__).parent
    files = [path for kind in ("py", "toml", "po") for path in folder.rglob(f"*.{kind}")]
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        digest.update(name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{vgkit.__version__}+{digest.hexdigest()[:12]}"


def processor() -> str:
    """The processor's name, as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            names = [line.split(":", 1)[1].strip() for line in file if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown"


def version(package: str) -> str | None:
    """The version of an installed package, or None where there is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def untested() -> dict[str, str]:
    """The packages that compute whose version is not one of those that the kit is tested with.

    Returns:
        By name the range that it is tested with, `"<2.22,>=2.18"`, as the kit's own package
        declares it. Empty where the kit is not installed as a package.
    """
    try:
        declared = map(Requirement, importlib.metadata.requires("vgkit") or ())
    except importlib.metadata.PackageNotFoundError:
        return {}
    ranges = {each.name: each.specifier for each in declared if each.name in NUMERIC}
    return {
        name: str(tested)
        for name, tested in ranges.items()
        if (its := version(name)) and not tested.contains(its, prereleases=True)
    }


def environment() -> dict:
    """What the numbers of a run may depend on, for its record. No names, no paths.

    Returns:
        A dict of strings, and the number of cores. `"threads"` counts those that share an
        operation × the operations at once.
    """
    versions = {name: version(name) for name in (*NUMERIC, "vgkit")}
    return {
        "python": platform.python_version(),
        **{name: its for name, its in versions.items() if its},
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": processor(),
        "cores": cores(),
        "threads": " × ".join(os.environ.get(name, "default") for name in THREADS),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
    }


def environment_of_jobs() -> dict:
    """The `environment` of what `parallel` runs: each job on one thread, whatever was asked for here."""
    return environment() | {"threads": "1 × 1"}
