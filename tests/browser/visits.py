"""A visit to the site: pages of one profile, and everything that goes wrong on them."""

import contextlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

OWN = {"data", "blob", "about"}  # addresses that ask nobody
# Aborted by the page itself, not failed: it went elsewhere, or the answer was saved as a file.
ABORTED = "net::ERR_ABORTED"


class Visit:
    """Pages that share a profile, and what has happened on them.

    Attributes:
        context: Playwright's `BrowserContext`.
        base: the address of the site's folder, with a slash at its end.
        complaints: errors in the console, exceptions that nobody caught, requests that failed, and
            requests that are not for the site, each in words.
    """

    def __init__(self, context, base):
        self.context, self.base, self.complaints = context, base, []
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(error.page, f"exception: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("page", lambda page: page.on("websocket", self._socket))

    def open(self, name):
        """A new page at a path within the site."""
        page = self.context.new_page()
        page.goto(self.base + name)
        return page

    def calm(self):
        """Assert that nothing has gone wrong so far."""
        assert self.complaints == [], "\n".join(self.complaints)

    def _note(self, page, text):
        where = page.url.removeprefix(self.base) if page else "?"
        self.complaints.append(f"{where}: {text}")

    def _console(self, message):
        if message.type in ("error", "assert"):
            where = message.location.get("url", "").removeprefix(self.base)
            self._note(message.page, f"console: {message.text} ({where})")

    def _request(self, request):
        if not inside(request.url, self.base):
            self.complaints.append(f"outside request: {request.url}")

    def _socket(self, socket):
        if not inside(socket.url.replace("ws", "http", 1), self.base):
            self.complaints.append(f"outside request: {socket.url}")

    def _failed(self, request):
        if inside(request.url, self.base) and request.failure != ABORTED:
            self.complaints.append(f"failed request: {request.url}: {request.failure}")

    def _response(self, response):
        if response.status >= 400:
            self.complaints.append(f"failed request: {response.url}: {response.status}")


def inside(address, base):
    """Whether an address belongs to the site, or to the page itself."""
    return urlsplit(address).scheme in OWN or unquote(address).startswith(unquote(base))


@contextlib.contextmanager
def visit(browser, base, **options):
    """A `Visit` with a profile of its own; at its end nothing must have gone wrong.

    Args:
        browser: Playwright's `Browser`.
        base: the address of the site's folder.
        options: for `Browser.new_context`, such as `color_scheme="dark"`.
    """
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_default_timeout(60_000)  # on a busy machine
    found = Visit(context, base)
    try:
        yield found
        found.calm()
    finally:
        context.close()


def file_address(folder):
    """The address of a folder on this disk, with a slash at its end."""
    return Path(folder).resolve().as_uri() + "/"


def tab_to(page, selector, most=400):
    """Press Tab until something has the focus, as somebody without a mouse does.

    Args:
        page: Playwright's `Page`.
        selector: in CSS, of what is to have it.
        most: how many times to press at most.

    Returns:
        Playwright's `Locator` of what has the focus.
    """
    focused = page.locator(":focus")
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return focused
    raise AssertionError(f"Tab does not lead to {selector}")
