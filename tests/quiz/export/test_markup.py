"""Plain text as HTML and as XML comes back as it was."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tests.quiz.export.samples import TEXTS
from vgkit.quiz.export import markup


def shown(html):
    """What a browser shows of a line of HTML, by Python's own reader."""
    seen = []

    class Reader(HTMLParser):
        def handle_data(self, data):
            seen.append(data)

        def handle_starttag(self, tag, attrs):
            assert (tag, attrs) == ("br", [])
            seen.append("\n")

    reader = Reader()
    reader.feed(html)
    reader.close()
    return "".join(seen)


@pytest.mark.parametrize("text", TEXTS)
def test_a_browser_shows_the_text(text):
    assert shown(markup.to_html(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_reader_of_xml_gets_the_text(text):
    root = ElementTree.Element("root")
    child = markup.add(root, "child", text, name=text)
    assert child in root
    content = markup.to_bytes(root)
    assert content.decode("utf-8").startswith("<?xml version='1.0' encoding='UTF-8'?>\n<root>\n  <")
    assert ElementTree.fromstring(content)[0].text == text
    assert ElementTree.fromstring(content)[0].get("name") == text
