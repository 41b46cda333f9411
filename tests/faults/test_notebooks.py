"""Notebooks in real kernels that are restarted, run out of order or killed; notebooks need no trust."""

import html.parser
import os
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager

from tests.conftest import in_english_but
from vgkit import course, hardware
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.notebooks import sources
from vgkit.notebooks.execution import execute
from vgkit.training import checkpoints

ROOT = Path(__file__).parents[2]
EPOCHS = 40
TINY = f"""
import dataclasses
from tests.conftest import tiny_images
from vgkit import course, data
images = tiny_images()
data.load = lambda name=None: images
course.EXERCISES["5"] = dataclasses.replace(course.EXERCISES["5"], epochs={EPOCHS})
"""


class Kernel:
    """A Jupyter kernel at which a student sits."""

    def __init__(self, folder, home):
        folder.mkdir()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "VGKIT_HOME": str(home), "PYTHONPATH": path}
        environment |= hardware.ONE_THREAD
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=environment)
        self._connect()

    def _connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def run(self, code):
        """Run a cell. Returns what it printed, and its error: the lines shown, or None."""
        printed, error = [], None
        asked = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                error = (content["ename"], content["evalue"], content["traceback"])
            elif content.get("execution_state") == "idle":
                return "".join(printed), error

    def start(self, code):
        """Begin to run a cell, and do not wait for it."""
        self.client.execute(code)

    def restart(self):
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)  # by SIGKILL, whatever it is doing
        self._connect()

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(tmp_path, own_home):
    started = Kernel(tmp_path / "bài tập của Tám", own_home)
    yield started
    started.stop()


def cells(kind):
    source = sources.read(ROOT / "notebooks" / f"{course.get('5').notebook}.py")
    return {cell.id: cell.source for cell in source.notebook(kind, "en").cells}


def epochs_backed_up(home):
    done = list((home / "backups").glob("5-*.npz"))
    return checkpoints.read_state(done[0])["epochs"] if done else 0


def wait_until(true):
    end = time.monotonic() + 300
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.001)


def test_cells_in_a_wrong_order_train_nothing_and_a_restart_loses_nothing(kernel, own_home):
    hint, solution = cells("hint"), cells("solution")
    assert kernel.run(TINY)[1] is None

    # Each cell too early: Python names what is missing, and nothing is trained.
    for cell, missing in (("train", "vgkit"), ("check", "vgkit"), ("exercise", "keras")):
        assert kernel.run(hint[cell])[1][:2] == ("NameError", f"name '{missing}' is not defined")
    assert kernel.run(hint["start"])[1] is None
    assert kernel.run(hint["setup"])[1] is None
    name, words, shown = kernel.run(hint["exercise"])[1]
    assert name == "UnfilledBlank" and 'Blank "skip_to_4" is not filled yet' in words
    assert len(shown) == 1
    for cell in ("check", "train", "curves"):  # on, as if nothing had been said
        assert kernel.run(hint[cell])[1][0] == "NameError"
    assert not (own_home / "backups").exists()

    # The kernel is restarted in the middle of the training.
    assert kernel.run(solution["exercise"])[1] is None
    kernel.start(solution["train"])
    wait_until(lambda: epochs_backed_up(own_home) >= 3)
    kernel.restart()
    assert 3 <= epochs_backed_up(own_home) < EPOCHS

    # Cells again, in yet another order, some twice.
    assert kernel.run(TINY)[1] is None
    for cell in ("setup", "exercise", "start", "exercise"):
        assert kernel.run(solution[cell])[1] is None
    printed, error = kernel.run(solution["train"])
    assert error is None
    assert "An earlier training reached epoch" in printed
    assert f"All {EPOCHS} epochs were trained here" in printed
    printed, error = kernel.run(solution["check"])
    assert error is None and "✓" in printed
    printed, error = kernel.run(
        f'print(vgkit.train(model, "whole", {EPOCHS}).metrics == run.metrics)'
    )
    assert error is None and printed.endswith("True\n")


@pytest.mark.parametrize(
    ("language", "words"),
    in_english_but(("en", "Run the same command again"), ("vi", "Hãy chạy lại đúng lệnh")),
)
def test_a_kernel_that_dies_is_reported_with_advice(tmp_path, language, words):
    set_language(language)
    cell = nbformat.v4.new_code_cell("import os\nos.kill(os.getpid(), 9)")
    with pytest.raises(VgkitError, match=words):
        execute(nbformat.v4.new_notebook(cells=[cell]), "quick", tmp_path)


class Page(html.parser.HTMLParser):
    """The elements and attributes of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.used = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.used |= {tag, *(f"{tag} {name}" for name, _ in attributes)}


HARMLESS = set(
    ["b", "caption", "code", "div", "img", "p", "span", "table", "tbody", "td", "th", "thead", "tr"]
)
HARMLESS |= {"img alt", "img src", "td style", "th scope", "th style", "caption style", "img style"}
NOTEBOOKS = sorted(
    path for folder in ("hints", "solutions") for path in (ROOT / folder).rglob("*.ipynb")
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_notebook_needs_no_trust(path):
    """Jupyter shows all of it as it is: no scripts, no widgets, nothing that it would take out."""
    notebook = nbformat.read(path, as_version=4)
    if ROOT / "hints" in path.parents and any(cell.get("outputs") for cell in notebook.cells):
        pytest.skip("somebody ran it here")
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert set(output.get("data", ())) <= {"text/plain", "text/html", "image/png"}
            assert Page(output.get("data", {}).get("text/html", "")).used <= HARMLESS
        if cell.cell_type == "markdown":
            assert "<script" not in cell.source.lower()
