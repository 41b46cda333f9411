"""Stored outputs as parts of a page: figures as files with their descriptions, tables, text."""

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape

from vgkit.messages import say

FIGURES = "figures"  # the folder beside that of the lessons
_IMAGE = re.compile(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)"[^>]*>')


def fenced(head: str, body: str) -> str:
    """A fenced block of MyST, by more backticks than its body has anywhere in a row."""
    longest = max(map(len, re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{head}\n{body}\n{fence}"


def raw(html: str) -> str:
    """HTML that goes into the page as it is."""
    return fenced("{raw} html", html)


def shown(outputs: Iterable[dict], figures: dict[str, bytes]) -> str:
    """The outputs of a cell as MyST.

    Args:
        outputs: as a notebook stores them.
        figures: takes up the images, by file name.

    Returns:
        Text; empty where there is nothing to be seen.

    Raises:
        ValueError: an image has no description.
    """
    return "\n\n".join(part for part in (_part(output, figures) for output in outputs) if part)


def _part(output, figures):
    if output["output_type"] == "stream":
        return fenced("{code-block} text", output["text"].rstrip("\n")) if output["text"] else ""
    if output["output_type"] == "error":
        return fenced("{code-block} text", f"{output['ename']}: {output['evalue']}")
    data = output.get("data", {})
    html = data.get("text/html")
    if html is None:
        return fenced("{code-block} text", data.get("text/plain", ""))
    html = _IMAGE.sub(lambda image: _figure(image, figures), html)
    if "<img" in html and "data:" in html:
        raise ValueError(f"an image without a description: {html[:80]!r}")
    return raw(f'<div class="vg-output">{html}</div>')


def _figure(image, figures):
    """An image that lies in a file of its own: a page of fifteen figures opens at once."""
    content, alt = base64.b64decode(image[1]), image[2]
    if not alt.strip():
        raise ValueError("an image without a description")
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
    figures[name] = content
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))  # of PNG's IHDR
    title = escape(say("Full size"))
    return (
        f'<a class="vg-figure" href="../{FIGURES}/{name}" title="{title}">'
        f'<img src="../{FIGURES}/{name}" alt="{alt}" width="{width}" height="{height}" '
        f'loading="lazy"></a>'
    )
