"""The site that was built, from a server and from disk, in a real browser."""

import contextlib
import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser import finding, visits
from tests.conftest import thorough_but

ROOT = Path(__file__).parents[2]

# One page of each kind.
KINDS = {
    "landing": "index.html",
    "contents": "vi/index.html",
    "lesson": "en/lessons/4a_batch_normalization.html",
    "lesson-vi": "vi/lessons/11_lenet.html",
    "quiz": "en/lessons/quiz.html",
    "search": "en/search.html?q=sigmoid",
    "playground": "playground/index.html",
}
# What shows that a page has come to rest.
AT_REST = {"search": "#search-results li", "playground": "#run:enabled"}


def pytest_addoption(parser):
    parser.addoption("--site", default=ROOT / "site", type=Path, help="the site, as it was built")
    parser.addoption("--screenshots", type=Path, help="a folder to save pictures of the pages in")


def pytest_generate_tests(metafunc):
    if "any_page" in metafunc.fixturenames:
        metafunc.parametrize("any_page", pages_of(metafunc.config.getoption("site")))


def pytest_collection_modifyitems(config, items):
    if config.getoption("screenshots") is None:
        left_out = [item for item in items if "screenshots" in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def open_kind(visit, kind):
    """A new page of a kind, as soon as it has come to rest."""
    page = visit.open(KINDS[kind])
    page.locator(AT_REST.get(kind, "h1")).first.wait_for()
    return page


def pages_of(site):
    """The pages of a site, as paths within it."""
    return sorted(path.relative_to(site).as_posix() for path in Path(site).rglob("*.html"))


@pytest.fixture(scope="session")
def site(request):
    """The folder of the site."""
    folder = request.config.getoption("site").resolve()
    if not (folder / "index.html").is_file():
        pytest.fail(f"There is no site; `make site` builds it. Received: --site {folder}")
    return folder


@pytest.fixture(scope="session")
def screenshots(request):
    """The folder that pictures are saved in; without one, tests that take it are left out."""
    folder = request.config.getoption("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def playwright():
    """Playwright's own object, of which there is one in a process."""
    reason = "NOT TESTED: Playwright is in requirements-site.txt"
    with pytest.importorskip("playwright.sync_api", reason=reason).sync_playwright() as session:
        yield session


@pytest.fixture(scope="session")
def browser(playwright):
    """A headless browser for the whole session."""
    try:
        found = finding.launch(playwright)
    except finding.NoBrowser as error:
        pytest.skip(f"NOT TESTED: {error}")
    yield found
    found.close()


class Quiet(SimpleHTTPRequestHandler):
    """Python's own file server, which keeps connections open and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(folder):
    """The address of a folder, served one level below a server's root as most hosts serve it."""
    handler = functools.partial(Quiet, directory=folder.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{quote(folder.name)}/"
        server.shutdown()


@pytest.fixture(scope="session")
def served(site):
    """The address of the site on a plain file server."""
    with serving(site) as address:
        yield address


@pytest.fixture(params=thorough_but(["from disk"], ["served", "from disk"]))
def base(request, site):
    """The address of the site from disk; with `on_both` and in make test-all from a server, too."""
    if request.param == "served":
        return request.getfixturevalue("served")
    return visits.file_address(site)


# For what a server and a disk may well do differently.
on_both = pytest.mark.parametrize("base", ["served", "from disk"], indirect=True)


@pytest.fixture
def visit(browser, base):
    """A `visits.Visit` at which nothing may go wrong."""
    with visits.visit(browser, base) as found:
        yield found
