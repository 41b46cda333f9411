"""Which browser the tests drive: the one that is asked for, or whatever this machine has."""

import os
import shutil
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
CHANNELS = ("chrome", "msedge")  # where their installers put them: Playwright knows the places
FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    # Every name and number but this machine's is unknown: nothing can leave it, even unseen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
HELP = (
    "NOT TESTED: no browser. Install Chromium, Chrome or Edge, run `playwright install chromium`, "
    "or name a browser of Chromium's family in VGKIT_BROWSER"
)


class NoBrowser(Exception):
    """There is no browser to be driven, or the one that was named does not start."""


def launch(playwright):
    """A headless browser: `VGKIT_BROWSER`, Playwright's own, or one that is installed.

    Args:
        playwright: Playwright's own object of a session.

    Returns:
        Playwright's `Browser`.

    Raises:
        NoBrowser: there is none, or `VGKIT_BROWSER` names what is none.
    """
    from playwright.sync_api import Error

    common = {"args": list(FLAGS), "chromium_sandbox": False}
    if path := executable(os.environ, playwright.chromium.executable_path):
        try:
            return playwright.chromium.launch(executable_path=path, **common)
        except Error as error:
            raise NoBrowser(f"{path} does not start: {error}") from error
    for channel in CHANNELS:
        try:
            return playwright.chromium.launch(channel=channel, **common)
        except Error:
            continue
    raise NoBrowser(HELP)


def executable(environment, playwrights_own):
    """The path of a browser, or None where only an installer's usual places are left to try.

    Raises:
        NoBrowser: `VGKIT_BROWSER` names neither a file nor a command.
    """
    if named := environment.get("VGKIT_BROWSER"):
        if found := shutil.which(named):
            return found
        raise NoBrowser(f"VGKIT_BROWSER names no program. Received: {named}")
    if Path(playwrights_own).is_file():
        return playwrights_own
    return next(filter(None, map(shutil.which, NAMES)), None)


if __name__ == "__main__":  # .ci/run asks whether there is one
    sys.exit(executable(os.environ, playwrights_own="") is None)
