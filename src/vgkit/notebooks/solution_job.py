"""One solution, executed in full and held against its stored outputs: here, or on a Dask worker."""

import contextlib
import hashlib
import importlib.util
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from vgkit import data, hardware, parallel
from vgkit.data.locating import FileSet
from vgkit.errors import VgkitError
from vgkit.folders import SOLUTIONS, lasting, user_folder, write_atomically
from vgkit.messages import say
from vgkit.notebooks import preloaded
from vgkit.notebooks.execution import kernel_environment

RULES = "nbval_full.cfg"
PYTEST = (
    *("-m", "pytest", "-p", "no:cacheprovider", "-p", "vgkit.notebooks.preloaded", "-q"),
    *("-p", "no:nbval", "-p", "nbval.plugin"),  # once, whatever the folder's own settings say
    *("--nbval", "--nbval-current-env", "--nbval-cell-timeout", "7200"),
)


@dataclass(frozen=True)
class Solution:
    """A notebook's solution in all languages, as it travels to where it is executed.

    Attributes:
        stem: of its files.
        dataset: that it needs, a key of `data.DATASETS`; or None.
        contents: by path below the checkout, in the order of execution.
        rules: what is not compared, in nbval's format.
        root: the checkout, where this is its machine.
        home: for its trainings there.
    """

    stem: str
    dataset: str | None
    contents: dict[str, bytes]
    rules: bytes
    root: str
    home: str

    @property
    def key(self) -> str:
        """Says for which files, and which vgkit, a verdict is one."""
        digest = hashlib.sha256(hardware.kit().encode() + self.rules)
        for path, content in self.contents.items():
            digest.update(path.encode() + hashlib.sha256(content).digest())
        return digest.hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What became of a solution.

    Attributes:
        stem: of its files.
        code: pytest's exit code, 0 if all outputs agree.
        report: what pytest printed.
        lacking: title, megabytes and command of the images that the machine does not have; or None.
        runs: the runs of its trainings, by path below the home, where that is on another machine.
    """

    stem: str
    code: int = 0
    report: str = ""
    lacking: dict | None = None
    runs: dict[str, bytes] = field(default_factory=dict)


def execute_and_compare(solution: Solution) -> Verdict:
    """Train a solution in full, in one language after the other, and compare each output.

    The second language takes up what the first has trained. On a worker of Dask, so does another
    try on the same machine, until all agrees.

    Raises:
        VgkitError: this is a worker that lacks pytest or nbval.
    """
    if files := data.lacking(solution.dataset):
        return Verdict(solution.stem, lacking=described(files))
    if not parallel.worker():
        environment = kernel_environment("full", solution.home)
        code, report = _pytest(solution, Path(solution.root), environment)
        return Verdict(solution.stem, code, report)
    refuse_without_tools()
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        lasting(user_folder("verify", solution.stem)) as home,
    ):
        for path, content in solution.contents.items():
            write_atomically(Path(folder, path), content)
        environment = kernel_environment("full", home) | {"VGKIT_PROGRESS": "off"}
        code, report = _pytest(solution, Path(folder), environment)
        kept = (home / SOLUTIONS / "runs").glob("*.json")
        runs = {path.name: path.read_bytes() for path in kept}
        if code == 0:
            shutil.rmtree(home, ignore_errors=True)
    return Verdict(solution.stem, code, report, runs=runs)


def _pytest(solution, folder, environment):
    """Run pytest over a solution, as long as somebody waits for it: exit code, and what it printed."""
    with TemporaryDirectory() as aside:
        rules, out = Path(aside, RULES), Path(aside, "report.txt")
        rules.write_bytes(solution.rules)
        command = [*PYTEST, "--color=no", "--nbval-sanitize-with", rules, *solution.contents]
        with open(out, "wb") as file:
            # Where it can be, it is a fork, which does not outlive this process.
            process = preloaded.start(
                command,
                cwd=folder,
                env=environment | hardware.ONE_THREAD,
                stdout=file,
                stderr=file,
            )
            try:
                while process.poll() is None and parallel.is_wanted():
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(0.25)
            finally:
                process.kill()
                process.wait()
        return process.returncode, out.read_text("utf-8", "replace")


def refuse_without_tools() -> None:
    """Find out, before anything is executed, whether outputs can be compared on this machine.

    Raises:
        VgkitError: pytest or nbval is not installed.
    """
    missing = [name for name in ("pytest", "nbval") if importlib.util.find_spec(name) is None]
    if not missing:
        return
    where = say("The worker {worker}", worker=at) if (at := parallel.worker()) else "vgkit verify"
    raise VgkitError(
        say(
            "{where} needs {packages} to compare outputs: pip install 'vgkit[test]'.",
            where=where,
            packages=", ".join(missing),
        )
    )


def described(files: FileSet) -> dict:
    """What a message says about images that a machine does not have."""
    return {
        "title": files.title,
        "megabytes": files.megabytes,
        "command": files.fetch_command,
    }
