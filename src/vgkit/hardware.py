"""What the numbers of a training may depend on: versions, the processor, its cores and threads."""

import functools
import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path

import vgkit

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


def environment() -> dict:
    """What the numbers of a run may depend on, for its record. No names, no paths.

    Returns:
        A dict of strings, and the number of cores. `"threads"` counts those that share an
        operation × the operations at once.
    """
    packages = {}
    for name in ("tensorflow", "tensorflow-cpu", "keras", "numpy", "vgkit"):
        try:
            packages[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "python": platform.python_version(),
        **packages,
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": processor(),
        "cores": cores(),
        "threads": " × ".join(os.environ.get(name, "default") for name in THREADS),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
    }
