"""Python processes, Jupyter kernels among them, for which TensorFlow is already loaded.

TensorFlow takes seconds to load, and the tests and `vgkit verify` start a hundred processes that
need it. On Linux each is a fork of one process that has loaded it and runs nothing
(`fork_server`). It begins as a plain Python does: with its own environment, folder, arguments and
module path, nothing of the kit imported, and no trace of those before it. Two things it has from
the server: what the libraries read from the environment while they loaded, and their notices,
which were given then.

Other systems do not promise that a fork works once such libraries are loaded; there each process
is a plain Python.
"""

import atexit
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

AVAILABLE = sys.platform == "linux"


class _Server:
    """The process that is forked, and how to ask it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        of_each = "PYTHONPATH", "MPLBACKEND"
        environment = {name: os.environ[name] for name in os.environ if name not in of_each}
        environment |= {"TF_CPP_MIN_LOG_LEVEL": "2", "KERAS_BACKEND": "tensorflow"}
        silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("fork_server.py"), str(other.fileno())],
            env=environment,
            pass_fds=[other.fileno()],
            start_new_session=True,
            **silent,
        )
        other.close()

    def ask(self, request, descriptors=()):
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(request).encode()], descriptors)
            answer = self._socket.recv(2**10)
        if not answer:
            raise ChildProcessError("The process that others are forked from has ended.")
        return json.loads(answer)

    def close(self):
        self._socket.close()
        self._process.wait()


_beginning = threading.Lock()


def _server():
    with _beginning:  # threads that ask at once get one server
        return _only_server()


@functools.cache
def _only_server():
    server = _Server()
    atexit.register(server.close)
    return server


class Process:
    """A Python process with TensorFlow loaded, in the manner of `subprocess.Popen`.

    It leads a process group of its own, and is killed when this process ends.

    Args:
        arguments: those of `python`: `-c` and code, or `-m` and the name of a module, and what
            follows.
        env: its environment; this process' own where it is left out.
        cwd: its folder; likewise.
        stdin, stdout, stderr: open files; where they are left out, there is nothing to read, and
            what is written is lost.

    Raises:
        OSError: the process that it is forked from cannot be started, or has ended.
    """

    stdin = stdout = stderr = None  # no pipes

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike | None = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
    ):
        request = {
            "arguments": [os.fspath(argument) for argument in arguments],
            "environment": dict(os.environ if env is None else env),
            "folder": os.path.abspath(cwd or os.curdir),
        }
        with open(os.devnull, "r+b", 0) as nothing:
            streams = [(each or nothing).fileno() for each in (stdin, stdout, stderr)]
            self.pid = _server().ask(request, streams)
        # Its number is not given to another before `poll` has been answered with its exit code.
        self._descriptor = os.pidfd_open(self.pid)
        self.returncode = None

    def poll(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it lives."""
        if self.returncode is None and self._ended(0):
            self.returncode = _server().ask({"poll": self.pid})
            os.close(self._descriptor)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, for so many seconds at most. Returns what `poll` returns.

        Raises:
            subprocess.TimeoutExpired: it still lives.
        """
        if self.returncode is None and not self._ended(timeout):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return self.poll()

    def _ended(self, timeout):
        return bool(select.select([self._descriptor], [], [], timeout)[0])

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(arguments: Sequence[str], **options: Any) -> Process | subprocess.Popen:
    """Start Python, and do not wait for it; arguments and options as those of `Process`."""
    if AVAILABLE:
        return Process(arguments, **options)
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True, **options)


def run(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess:
    """Run Python to its end, as `subprocess.run` does, and capture what it prints as text."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        code = start(arguments, stdout=out, stderr=err, **options).wait()
        out.seek(0), err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


class Kernel(LocalProvisioner):
    """Starts Jupyter's Python kernel as a fork, and any other kernel as Jupyter itself does."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> dict[str, Any]:
        if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **options)
        names = "env", "cwd", "stdout", "stderr"
        self.process = Process(cmd[1:], **{name: options.get(name) for name in names})
        self.pid = self.pgid = self.process.pid
        self.cwd = options.get("cwd") or Path.cwd()
        return self.connection_info


def use_for_kernels() -> None:
    """Let the kernels that this process starts from here on be forks, where the system can.

    `JUPYTER_DEFAULT_PROVISIONER_NAME`, Jupyter's own variable, has precedence: with
    `local-provisioner` all kernels are plain.
    """
    factory = KernelProvisionerFactory.instance()
    if AVAILABLE and factory.default_provisioner_name_env not in os.environ:
        name = "vgkit-preloaded"
        factory.provisioners[name] = EntryPoint(name, f"{__name__}:Kernel", factory.GROUP_NAME)
        factory.default_provisioner_name = name


def pytest_configure() -> None:
    """As a pytest plugin, `-p vgkit.notebooks.preloaded`, serve the kernels of nbval."""
    use_for_kernels()
