"""Streamlit, started so that it stays on this machine and asks nobody anything."""

import os
import socket
from pathlib import Path

from vgkit.errors import VgkitError
from vgkit.messages import say

ADDRESS = "localhost"
PORT = 8501  # Streamlit's own
MOST_MEGABYTES = 10  # of an upload
SCRIPT = Path(__file__).with_name("script.py")

OPTIONS = {
    "server.address": ADDRESS,
    "server.headless": "true",  # no browser is opened, and no e-mail address asked for
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MOST_MEGABYTES,
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",  # no buttons that lead elsewhere
    "logger.level": "warning",
    "logger.hideWelcomeMessage": "true",  # the command says the address, in its own language
    "theme.base": "light",  # the figures are black on white
    "theme.primaryColor": "#12355b",
}


def free_port(wanted: int | None = None) -> int:
    """A port that a server can take.

    Args:
        wanted: that one and no other; None: the first free one from Streamlit's own on.

    Raises:
        VgkitError: it is taken, or all are.
    """
    for port in [wanted] if wanted else range(PORT, PORT + 100):
        with socket.socket() as probe:
            if os.name == "posix":  # a port just left is free; Windows would share one in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    raise VgkitError(
        say(
            "Port {port} cannot be used. Name another one: vgkit demo --port 8600",
            port=wanted or PORT,
        )
    )


def serve(port: int) -> None:
    """Be Streamlit to its end: Ctrl-C and signals are its own.

    Raises:
        VgkitError: Streamlit is not installed.
    """
    try:
        from streamlit.web import cli
    except ImportError:
        raise VgkitError(
            say("The demo page needs Streamlit, which is not installed: pip install streamlit")
        ) from None
    options = OPTIONS | {"server.port": port}
    flags = [f"--{name}={value}" for name, value in options.items()]
    cli.main(["run", *flags, str(SCRIPT)], prog_name="streamlit", standalone_mode=False)
