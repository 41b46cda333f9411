"""Every link, anchor, picture, script and download of every page leads to what is there."""

import pytest

from tests.browser.links import Pages


def test_every_address_of_every_page_resolves_within_the_site(site):
    assert "\n".join(Pages(site).complaints()) == ""


def test_every_page_can_be_reached_from_the_landing_page(site):
    pages = Pages(site)
    assert pages.reached("index.html") == pages.names()


BROKEN = {
    '<a href="gone.html">x</a>': "no such file: gone.html",
    '<a href="other.html#gone">x</a>': "no such anchor: other.html#gone",
    '<a href="#gone">x</a>': "no such anchor: #gone",
    '<a href="folder/">x</a>': "no such file: folder/",
    '<a href="gone.ipynb" download>x</a>': "no such file: gone.ipynb",
    '<a href="/other.html">x</a>': "from the root of a server: /other.html",
    '<img src="gone.png">': "no such file: gone.png",
    '<img srcset="other.html 1x, gone.png 2x">': "no such file: gone.png",
    '<script src="//cdn.example/x.js"></script>': "an outside address is loaded: //cdn.example/x.js",
    '<link rel="preconnect" href="https://fonts.example">': (
        "an outside address is loaded: https://fonts.example"
    ),
    "<style>p {background: url(gone.png)}</style>": "no such file: gone.png",
    '<p style="background: url(https://x.example/y.png)">x</p>': (
        "an outside address is loaded: https://x.example/y.png"
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_address_is_named_with_its_page(tmp_path, broken):
    (tmp_path / "folder").mkdir()
    (tmp_path / "other.html").write_text("<p id='here'>x</p>")
    (tmp_path / "page.html").write_text(f"<html><body>{broken}</body></html>")
    assert Pages(tmp_path).complaints() == [f"page.html: {BROKEN[broken]}"]


def test_a_broken_address_in_a_style_sheet_is_named(tmp_path):
    (tmp_path / "style.css").write_text(
        "@import 'https://x.example/a.css'; @font-face {src: url(\"gone.woff2\")}"
        "p {background: url(style.css)}"
    )
    assert Pages(tmp_path).complaints() == [
        "style.css: an outside address is loaded: https://x.example/a.css",
        "style.css: no such file: gone.woff2",
    ]


def test_addresses_that_are_right_are_not_complained_about(tmp_path):
    right = "<p id='ở đây'>x</p>", "<a href='#%E1%BB%9F%20%C4%91%C3%A2y'>x</a>", "<a href=''>x</a>"
    more = "<a href='https://x.example/'>x</a>", "<img src='data:image/gif;base64,R0lGOD'>"
    (tmp_path / "a page.html").write_text("<meta charset='utf-8'>" + "".join(right + more), "utf-8")
    (tmp_path / "b.html").write_text("<a href='a%20page.html?lang=vi#top'>x</a>")
    assert Pages(tmp_path).complaints() == []


def test_a_page_that_nothing_leads_to_is_missing_from_what_is_reached(tmp_path):
    (tmp_path / "index.html").write_text("<a href='a.html#x'>x</a>")
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<a id='x' href='index.html'>x</a>")
    pages = Pages(tmp_path)
    assert pages.names() - pages.reached("index.html") == {"b.html"}
