"""Real Dask clusters for tests: a scheduler and workers in processes of their own, to be killed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A scheduler and its workers, one thread each; a worker that dies is started again.

    Args:
        folder: for what they write; its `log.txt` is what they say.
        failures: how often a job may kill its worker and is tried again.
        environment: variables beside this process'.
    """

    def __init__(self, folder, failures=1, **environment):
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{closed_port()}"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("VGKIT_")}
        data = {k: os.environ[k] for k in ("VGKIT_DATA_DIR",) if k in os.environ}
        self._environment = {
            **inherited,
            **data,
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT))),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures),
            "VGKIT_HOME": str(folder / "home"),
            "JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner",  # kernels start without TensorFlow
            **environment,
        }
        self.scheduler, self.workers = None, []

    def start(self, workers=2):
        """Start the scheduler and so many workers; where it runs already, nothing is done."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.end()
            port = self.address.rpartition(":")[2]
            here = "--host", "127.0.0.1", "--port", port, "--no-dashboard"
            self.scheduler = self.process("scheduler", *here)
            if workers:
                self.add_workers(workers)
        return self

    def add_workers(self, count, **environment):
        """Start one process that starts so many workers, and starts those again that die."""
        options = "--nworkers", str(count), "--nthreads", "1", "--local-directory", self.folder
        command = "worker", self.address, "--no-dashboard", *options
        self.workers.append(self.process(*command, **environment))

    def process(self, *command, **environment):
        with open(self.folder / "log.txt", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                env=self._environment | environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def kill_scheduler(self):
        self.scheduler.kill()
        self.scheduler.wait()

    def end(self):
        """Kill them all: a worker ends with the process that started it."""
        for process in [*self.workers, *filter(None, [self.scheduler])]:
            process.kill()
            process.wait()
        self.scheduler, self.workers = None, []


@pytest.fixture(scope="module")
def _cluster(tmp_path_factory):
    pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


@pytest.fixture
def cluster(_cluster):
    """The cluster of this module's tests, with two workers, whatever the test before did to it."""
    return _cluster.start()
