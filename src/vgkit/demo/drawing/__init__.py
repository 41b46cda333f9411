"""The sheet to draw on: static HTML, CSS and JavaScript, mounted into the page by Streamlit."""

from importlib import resources

import streamlit as st

from vgkit.messages import say

_FILES = {
    kind: resources.files(__package__).joinpath(f"drawing.{kind}").read_text("utf-8")
    for kind in ("html", "css", "js")
}


def drawing() -> str:
    """Show the sheet.

    Returns:
        What is drawn, as `digits.from_drawing` takes it; `""` where nothing is.
    """
    sheet = st.components.v2.component("vgkit_drawing", **_FILES)
    shown = sheet(
        key="drawing",
        data={
            "label": say("A sheet to draw a digit on"),
            "help": say(
                "Draw with the mouse or a finger. By keyboard: the arrow keys move the pen, the "
                "space bar puts it down and lifts it, Delete clears the sheet."
            ),
            "clear": say("Clear"),
            "down": say("Pen down: row {row}, column {column}.", row="{row}", column="{column}"),
            "up": say("Pen up: row {row}, column {column}.", row="{row}", column="{column}"),
            "cleared": say("The sheet is empty."),
        },
        default={"pixels": ""},
        on_pixels_change=lambda: None,
    )
    return shown.pixels or ""
