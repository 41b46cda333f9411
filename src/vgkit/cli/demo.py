"""`vgkit demo`: the demo page, on this machine."""

import importlib.util

import click

from vgkit.demo import server
from vgkit.errors import VgkitError
from vgkit.messages import say


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Where the page is served. Default: the first free one from 8501 on.",
)
def demo(port: int | None) -> None:
    """Ask a trained network about a picture of yours, on a page in the browser.

    Draw a digit, or upload a picture of a cat or a dog. The page is served on this machine only, and
    asks nothing of any other; Ctrl-C ends it. The language is that of --lang or VGKIT_LANG, and the
    page has a switch. Needs Streamlit: pip install streamlit.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise VgkitError(
            say("The demo page needs Streamlit, which is not installed: pip install streamlit")
        )
    port = server.free_port(port)
    address = f"http://{server.ADDRESS}:{port}"
    click.echo(say("The page: {address} (Ctrl-C ends it)", address=address))
    server.serve(port)
