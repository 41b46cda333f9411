"""Every command in surroundings that are against it, in forks of one process.

Run as a program, `python -m tests.cli.surroundings FOLDER` writes what happened into
FOLDER/results.json.
"""

import ctypes
import dataclasses
import json
import os
import pwd
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import nbformat
import tqdm

from tests.cli.commands import SOURCE
from tests.conftest import MonkeyPatch, tiny_images
from tests.data.tiny import consists_of, put, tiny_content
from vgkit import course, data, parallel, progress, settings
from vgkit.cli import app, tour
from vgkit.data import fashion_mnist, locating, mnist
from vgkit.diagnostics import gradients
from vgkit.experiments import seeds, spread, variations
from vgkit.figures import tables
from vgkit.figures.sweeps import variation_tables
from vgkit.messages import set_language
from vgkit.networks import mlp
from vgkit.notebooks import building, execution, pages, verification
from vgkit.quiz import items
from vgkit.training import epoch_graph, stages
from vgkit.training.records import DIAGNOSTICS

# Imported here for the forks, in which a command's own import then takes no time.
LOADED = seeds, spread, variations, tables, variation_tables, mlp, building, stages, course

TRAININGS = {  # the first operation of TensorFlow takes a fork longer than all else
    "tour": ["tour", "--out", "pages/tour.html"],
    "sweep": ["sweep", "table.toml"],
    "spread": ["spread", "3", "--replicas", "1", "--ship"],
    "seeds": ["seeds", "baseline_3", "--seeds", "2", "--ship"],
    "record": ["record", "baseline_3"],
}
COMMANDS = {
    "help": ["--help"],
    "wrong": ["trian"],
    "doctor": ["doctor"],
    "list": ["list"],
    "train": ["train", "baseline_3", "--epochs", "2"],
    "quiz": ["quiz", "Q6.robust"],
    "quiz export": ["quiz", "export", "--format", "qti", "--lang", "both", "--out", "quiz.zip"],
    "data status": ["data", "status"],
    "data fetch": ["data", "fetch"],
    "data verify": ["data", "verify"],
    "build": ["build"],
    "build --check": ["build", "--check"],
    "lab": ["lab", "--no-open"],
    "run": ["run", "5"],
    "verify": ["verify"],
}
NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook())
TABLE = '[[setting]]\nname = "một"\ndepth = 1\nepochs = 1\n'


# Each is called in the fork, with the folder that the command is then run in.


def ordinary(here):
    pass


def _console(encoding):
    def surroundings(here):
        for name, errors in (("stdout", "strict"), ("stderr", "backslashreplace")):
            getattr(sys, name).reconfigure(encoding=encoding, errors=errors)
        settings.change(language="vi")
        set_language("vi")

    return surroundings


def _closed(*descriptors):
    def surroundings(here):
        for descriptor in descriptors:
            name = ("stdin", "stdout", "stderr")[descriptor]
            os.close(descriptor)
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)

    return surroundings


def nobody_reads(here):
    reader, writer = os.pipe()
    os.close(reader)
    os.dup2(writer, 1)
    os.close(writer)
    sys.stdout = os.fdopen(1, "w", closefd=False)


def full_device(here):
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def obey_permissions():
    """Root may read and write anywhere, by capabilities that can be dropped."""
    words = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3; this process
    if os.geteuid() == 0 and ctypes.CDLL(None).capset(words, (ctypes.c_uint32 * 6)()):
        raise OSError("capset")


def read_only(here):
    for folder, _, files in os.walk(here, topdown=False):
        for path in (*(Path(folder, file) for file in files), Path(folder)):
            path.chmod(path.stat().st_mode & ~0o222)
    obey_permissions()


def home_of_another(here):
    home = Path(settings.current().home)
    (home / "runs").mkdir(parents=True)
    home.chmod(0)
    obey_permissions()


def record_of_another(here):
    for folder, file in (("runs", "5-fashion_mnist.json"), ("", "answers.json")):
        path = Path(settings.current().home, folder, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
        path.chmod(0)
    obey_permissions()


def no_home(here):
    def unknown(user):
        raise KeyError(user)

    pwd.getpwuid = pwd.getpwnam = unknown
    for name in ("HOME", "VGKIT_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)
    settings.change(home=None)


def home_missing(here):
    os.environ["HOME"] = "/proc/nobody/home"
    os.environ.pop("XDG_CACHE_HOME", None)
    settings.change(home=None)


def no_checkout(here):
    os.chdir(here.parent)


def deleted_folder(here):
    gone = Path(tempfile.mkdtemp())
    os.chdir(gone)
    gone.rmdir()


FOR_ALL = {
    "ordinary": ordinary,
    "ascii": _console("ascii"),
    "no stdout": _closed(1),
    "no stderr": _closed(2),
    "read-only folder": read_only,
    "no home": no_home,
    "no checkout": no_checkout,
}
SURROUNDINGS = FOR_ALL | {
    "cp1258": _console("cp1258"),
    "no stdin": _closed(0),
    "no streams": _closed(0, 1, 2),
    "nobody reads": nobody_reads,
    "full device": full_device,
    "home of another": home_of_another,
    "record of another": record_of_another,
    "home missing": home_missing,
    "deleted folder": deleted_folder,
}


def prepare(folder):
    """What all forks share: tiny data, and trainings that compute nothing and keep everything."""
    patch = MonkeyPatch()
    for one in (fashion_mnist.FILES, mnist.FILES):
        put(folder / "data" / one.subfolder, consists_of(patch, one, tiny_content()))
    images = tiny_images()
    locating.checkout_folders = list
    data.load = lambda name=None: images
    measured = {"loss": 1.0, "accuracy": 0.5}
    epoch_graph.epoch_functions = lambda *_: (lambda order: dict(measured), lambda: dict(measured))
    progress.auto = tqdm  # where a Jupyter kernel is loaded, it takes this for a notebook
    for name in ("measure", "before_training"):
        setattr(gradients, name, _all_ones)
    parallel.run_all = lambda function, arguments, *_, **__: (function(a) for a in arguments)
    tour._write_up = lambda *_: (["<p>→</p>"], ["Ten “images” → √2 ≤ 3 – nghĩa là ệ"])
    for row in map(course.get, ("baseline_3", "baseline_7", "5")):
        course.EXERCISES[row.id] = dataclasses.replace(row, epochs=2)
    execution.execute = lambda *_: None
    pages.to_html = lambda notebook, page: page.write_text("<p>")
    verification._compare = lambda *_: print("compared", flush=True) or 0


def _all_ones(model, *_):
    return dict.fromkeys(DIAGNOSTICS, [1.0] * len(model.layers))


def _checkout(root):
    (root / "src/vgkit/course/recorded").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "notebooks/1_sum.py").write_text(SOURCE, "utf-8")
    for folder in ("hints", "hints/vi", "solutions", "solutions/vi"):
        (root / folder).mkdir()
        (root / folder / "5_skip_connection.ipynb").write_text(NOTEBOOK, "utf-8")
    for folder in (root, root.parent):
        (folder / "table.toml").write_text(TABLE, "utf-8")
    return root


def attempt_all(folder, surroundings):
    """Run every command in one fork; return what `_attempt` found of each, by its name."""
    result = folder / "found.json"
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        commands = COMMANDS | (TRAININGS if surroundings in FOR_ALL else {})
        try:
            found = {
                name: _attempt(folder, arguments, SURROUNDINGS[surroundings])
                for name, arguments in commands.items()
            }
        except BaseException:
            found = traceback.format_exc()
        result.write_text(json.dumps(found))
        os._exit(0)
    os.waitpid(child, 0)
    return json.loads(result.read_text())


def _attempt(folder, arguments, surroundings):
    """The command's exit code, what it wrote to stdout and stderr, the files there are then."""
    for descriptor in range(3):  # those of the command before this one may be closed
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        here = _checkout(Path(tempfile.mkdtemp(dir=folder), "checkout"))
        os.chdir(here)
        settings.change(home=str(here.parent / "home"))
        for descriptor, source in enumerate((os.open(folder / "answers", os.O_RDONLY), out, err)):
            os.dup2(source if descriptor == 0 else source.fileno(), descriptor)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))
        code = _exit_code(arguments, surroundings, here)
        files = [str(path.relative_to(here.parent)) for path in here.parent.rglob("*")]
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("latin-1"))
    return code, *said, sorted(files)


def _exit_code(arguments, surroundings, here):
    """As Python ends: 1 after an exception, 120 where what was printed could not be written."""
    code = 0
    try:
        surroundings(here)
        app.main(arguments, prog_name="vgkit")
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        code = 1
        (here.parent / "traceback").write_text(traceback.format_exc())
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            code = 120
    return code


def main(folder, *names):
    folder = Path(folder)
    (folder / "answers").write_text(f"{items.all_items()['Q6.robust'].key}\n")
    prepare(folder)
    found = {name: attempt_all(folder, name) for name in names}
    (folder / "results.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
