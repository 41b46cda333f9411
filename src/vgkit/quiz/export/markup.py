"""Plain text as HTML, and XML that can be read by eye."""

from html import escape
from xml.etree import ElementTree


def to_html(text: str) -> str:
    """Plain text as a line of HTML, in which every character is shown as it stands."""
    return escape(text, quote=False).replace("\n", "<br>")


def add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """Add an element to another one, and return it."""
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def to_bytes(root: ElementTree.Element) -> bytes:
    """A document in UTF-8, indented, with its declaration."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
