"""A headless Chromium, driven over its own debugging protocol."""

import contextlib
import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)
SECONDS = 60  # that anything may take on a busy machine


def installed():
    """The path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page, and what has happened on it.

    Attributes:
        requests: the addresses of all that it asked for, in order.
        complaints: what its console was told as an error, and exceptions that nobody caught.
    """

    def __init__(self, socket):
        self._socket, self._number = socket, 0
        self.requests, self.complaints = [], []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """The result of a command of the protocol."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                assert "error" not in message, (method, message["error"])
                return message["result"]
            self._note(message["method"], message["params"])

    def _note(self, event, told):
        if event == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif event == "Network.webSocketCreated":
            self.requests.append(told["url"])
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(told["exceptionDetails"])
        elif event == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.complaints.append(told["args"])
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.complaints.append(told["entry"])

    def evaluate(self, expression):
        """The value of a JavaScript expression."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait_for(self, expression):
        """The value of a JavaScript expression as soon as it is true."""
        end = time.monotonic() + SECONDS
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, (
                f"{expression}: {self.evaluate('document.body.innerText')}"
            )
            time.sleep(0.1)
        return value

    def press(self, *keys):
        """Press keys one after the other, as a keyboard names them: `"ArrowDown"`, `" "`, `"Tab"`."""
        for key in keys:
            text = {" ": " ", "Enter": "\r"}.get(key)
            code = {" ": "Space"}.get(key, key)
            number = {"Tab": 9, "Enter": 13, " ": 32, "Delete": 46}.get(key)
            number = number or 37 + ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown").index(key)
            common = {"key": key, "code": code, "windowsVirtualKeyCode": number}
            kind = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
            self.call("Input.dispatchKeyEvent", **kind, **common)
            self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def mouse(self, kind, x, y):
        """`"Pressed"`, `"Moved"` or `"Released"`, with the left button, at a place in the window."""
        buttons = {"button": "left", "buttons": 1, "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **buttons)

    def picture(self, path):
        """Write what the window shows, as a PNG."""
        import base64

        found = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        Path(path).write_bytes(base64.b64decode(found["data"]))


@contextlib.contextmanager
def page(address, folder, width=1280, height=1000):
    """A `Page` at an address, of an own browser with its profile in a folder."""
    import websocket

    size = f"--window-size={width},{height}"
    command = [installed(), *FLAGS, size, f"--user-data-dir={folder}", "about:blank"]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = _port(Path(folder, "DevToolsActivePort"), browser)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=SECONDS) as list_:
            target = next(each for each in json.load(list_) if each["type"] == "page")
        socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=SECONDS)
        with contextlib.closing(socket):
            found = Page(socket)
            found.call("Page.navigate", url=address)
            yield found
    finally:
        browser.terminate()
        browser.wait(SECONDS)


def _port(path, browser):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and browser.poll() is None:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int(path.read_text().splitlines()[0])
        time.sleep(0.05)
    raise RuntimeError("Chromium does not start")
