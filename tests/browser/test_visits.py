"""Nothing goes wrong on any page, and what would go wrong is noticed."""

import re

import pytest

from tests.browser import visits
from tests.browser.conftest import serving
from tests.conftest import thorough_but


def test_nothing_goes_wrong_on_a_page(browser, served, any_page):
    """From a server; `test_screens` opens each of them from disk."""
    with visits.visit(browser, served) as visit:
        page = visit.open(any_page)
        assert page.title().strip(), "a page without a title"


WRONG = {
    "<script>console.error('so wrong')</script>": "page.html: console: so wrong",
    "<script>console.assert(1 > 2, 'so wrong')</script>": "page.html: console: so wrong",
    "<script>throw new Error('so wrong')</script>": "page.html: exception: so wrong",
    "<script>Promise.reject(new Error('so wrong'))</script>": "page.html: exception: so wrong",
    "<img src='https://x.example/y.png'>": "outside request: https://x.example/y.png",
    "<script>new Image().src = 'http://192.0.2.1/'</script>": "outside request: http://192.0.2.1/",
    "<script>fetch('https://x.example/')</script>": "outside request: https://x.example/",
    "<script>navigator.sendBeacon('https://x.example/')</script>": (
        "outside request: https://x.example/"
    ),
    "<script>new WebSocket('wss://x.example/')</script>": "outside request: wss://x.example/",
    "<script>new Worker(URL.createObjectURL(new Blob([`fetch('https://x.example/')`])))</script>": (
        "outside request: https://x.example/"
    ),
    "<img src='gone.png'>": "failed request: ",
}


@pytest.mark.parametrize("scheme", thorough_but(["served"], ["served", "from disk"]))
@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_on_a_page_is_noticed(browser, tmp_path, scheme, wrong):
    (tmp_path / "page.html").write_text(f"<title>x</title><body>{wrong}</body>")
    with serving(tmp_path) as address:
        base = address if scheme == "served" else visits.file_address(tmp_path)
        complaint = "(?m)^" + re.escape(WRONG[wrong])
        with (
            pytest.raises(AssertionError, match=complaint),
            visits.visit(browser, base) as visit,
        ):
            visit.open("page.html").wait_for_timeout(200)


def test_a_page_on_which_nothing_goes_wrong_is_passed(browser, tmp_path):
    (tmp_path / "page.html").write_text("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    with serving(tmp_path) as address, visits.visit(browser, address) as visit:
        visit.open("page.html")
