"""The playground: packed by Python, bundled by npm, laid beside the pages."""

import shutil
from pathlib import Path

from vgkit.messages import say, tell
from vgkit.site import nodejs, packs


def build(root: Path, out: Path) -> None:
    """Build the playground.

    Args:
        root: the checkout, which holds the npm project in `playground/`.
        out: the folder that is to hold its page; what lies there is deleted.

    Raises:
        SiteError: Node.js is missing, or npm fails.
        OSError: something cannot be read or written.
    """
    project = root / "playground"
    node = nodejs.find()
    if _is_older(project / "node_modules" / ".package-lock.json", project / "package-lock.json"):
        tell(say("Installing the playground's packages (npm) …"))
        node.run("ci", "--no-audit", "--no-fund", folder=project)
    tell(say("Building the playground …"))
    made = project / "dist"
    shutil.rmtree(made, ignore_errors=True)
    node.run("run", "build", folder=project)
    packs.write(made)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(made, out)


def _is_older(path, than):
    return not path.exists() or path.stat().st_mtime < than.stat().st_mtime
