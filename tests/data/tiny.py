"""Tiny data sets in the place of the real ones, and a web server on this machine that has them."""

import functools
import gzip
import hashlib
import http.server
import socket
import struct
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from vgkit import data
from vgkit.data import download, fashion_mnist, locating, mnist

FILES = fashion_mnist.FILES
REAL_FILES = dict(FILES.originals)
LABELS = REAL_FILES["y_test"].name
cache_folder = FILES.cache_folder


def idx(magic, shape, values):
    """The content of an IDX file."""
    return struct.pack(f">{1 + len(shape)}I", magic, *shape) + bytes(values)


def tiny_content():
    """Six training images, four test images: content of the four files by key."""
    pixels = np.arange(10 * 784, dtype=np.uint32) * 7 % 251
    return {
        "x_train": idx(0x803, (6, 28, 28), pixels[: 6 * 784].tolist()),
        "y_train": idx(0x801, (6,), [9, 0, 3, 1, 2, 7]),
        "x_test": idx(0x803, (4, 28, 28), pixels[6 * 784 :].tolist()),
        "y_test": idx(0x801, (4,), [5, 6, 8, 4]),
    }


def tiny_file(key, content):
    shape = struct.unpack_from(f">{len(REAL_FILES[key].shape)}I", content, 4)
    magic = int.from_bytes(content[:4], "big")
    return data.IdxFile(REAL_FILES[key].name, magic, shape, hashlib.sha256(content).hexdigest())


def consists_of(monkeypatch, files, contents):
    """Let a set of IDX files have these contents, by key; the bytes of the `.gz` files by name."""
    for key, content in contents.items():
        monkeypatch.setitem(files.originals, key, tiny_file(key, content))
    return {REAL_FILES[key].name: gzip.compress(c, mtime=0) for key, c in contents.items()}


@pytest.fixture
def empty_machine(monkeypatch, tmp_path):
    """No data set is on the machine, and no network."""
    monkeypatch.setattr(locating, "checkout_folders", list)
    monkeypatch.setattr(data, "_load", functools.cache(data._load.__wrapped__))
    monkeypatch.setattr(download, "RETRIES", 0)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{closed_port()}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("VGKIT_DATA_DIR", raising=False)


@pytest.fixture
def good(monkeypatch, empty_machine):
    """Fashion-MNIST is the tiny data set, and nothing is on the machine. Bytes by file name."""
    return consists_of(monkeypatch, FILES, tiny_content())


@pytest.fixture
def files(monkeypatch, empty_machine):
    """Each file of Fashion-MNIST and MNIST has three labels; the folder of the former's."""
    for number, one in enumerate((FILES, mnist.FILES)):
        contents = dict.fromkeys(one.originals, idx(0x801, (3,), [1, 2, 3 + number]))
        originals = {
            key: data.IdxFile(REAL_FILES[key].name, 0x801, (3,), hashlib.sha256(c).hexdigest())
            for key, c in contents.items()
        }
        for key, original in originals.items():
            monkeypatch.setitem(one.originals, key, original)
        put(one.cache_folder(), {originals[k].name: gzip.compress(c) for k, c in contents.items()})
    return cache_folder()


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(empty_machine, monkeypatch):
    """A web server without files: `answers` (status, body, length) by name, or a list of such."""
    state = SimpleNamespace(answers={}, requested=[], paths=[], wait=lambda: None)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.rpartition("/")[2]
            state.requested.append(name)
            state.paths.append(self.path)
            state.wait()
            answer = state.answers.get(name, (404, b"no", 2))
            status, body, length = answer.pop(0) if isinstance(answer, list) else answer
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{listening.server_port}/data/")
    yield state
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def shop(good, server):
    """The web server has the tiny data set."""
    server.answers |= {name: (200, body, len(body)) for name, body in good.items()}
    return server


def put(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)


def flip(body, position, bit=0):
    changed = bytearray(body)
    changed[position] ^= 1 << bit
    return bytes(changed)


def found_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
