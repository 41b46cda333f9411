"""Trainings in processes of their own, for tests that kill them, starve them or pit them together."""

import hashlib
import json
import os
import sys
import threading
from pathlib import Path

from tqdm import tqdm

from tests.conftest import tiny_images
from vgkit import course, data, hardware
from vgkit.backend import keras
from vgkit.networks.mlp import submodels
from vgkit.notebooks import preloaded
from vgkit.training import split_batches, stages, trainer

ROOT = Path(__file__).parents[1]


class Life:
    """One process that calls `target(*arguments)` on the tiny images; `log` is what it says.

    Args:
        target: a function of this module.
        arguments: for it, strings and numbers.
        folder: where its log, its temporary files and, in `home`, the kit's files go.
        environment: variables besides those.
    """

    def __init__(self, target, *arguments, folder, **environment):
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "log.txt"
        command = ["-m", __name__, target.__name__, json.dumps(arguments)]
        inherited = {name: os.environ[name] for name in os.environ if not name.startswith("VGKIT_")}
        kit = {"VGKIT_HOME": str(folder / "home"), "VGKIT_LANG": "en", "VGKIT_PROGRESS": "off"}
        environment = inherited | hardware.ONE_THREAD | kit | {"TMPDIR": str(folder)} | environment
        with open(self.log, "ab") as log:
            self._process = preloaded.start(
                command, env=environment, cwd=ROOT, stdout=log, stderr=log
            )

    def lives(self):
        return self._process.poll() is None

    def kill(self):
        self._process.kill()

    def end(self):
        """Wait for the end. Returns the exit code: 0, or minus the signal that killed it."""
        return self._process.wait()


def live(target, arguments):
    """What the process does."""
    tqdm.set_lock(threading.RLock())  # its own would leave semaphores behind in a killed process
    images = tiny_images()
    data.load = lambda *_: images
    globals()[target](*json.loads(arguments))


def small_adam(optimizer="adam", activation="tanh"):
    """A small network whose optimizer has a state of its own to lose."""
    hidden = keras.layers.Dense(16, activation=activation)
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def _write(result, arrays, runs):
    """Write what a training leaves: a digest of its arrays, and all that it measured."""
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
    measured = [{"metrics": run.metrics, "diagnostics": run.diagnostics} for run in runs]
    Path(result).write_text(json.dumps({"bits": digest, "runs": measured}))


def train_small(result, epochs, name="small"):
    """Train the small network; write its bits, its optimizer's and its record into `result`."""
    model = small_adam()
    run = trainer.train(model, name, epochs)
    _write(result, [v.numpy() for v in (*model.variables, *model.optimizer.variables)], [run])


def train_small_on_one_core(result, epochs):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    train_small(result, epochs)


def train_exercise(result, exercise, epochs):
    model = course.get(exercise).compiled()
    print("in halves" if split_batches.possible(model, 512) else "as a whole")
    run = trainer.train(model, "mine", epochs)
    _write(result, [v.numpy() for v in (*model.variables, *model.optimizer.variables)], [run])


def train_stages(result, epochs):
    """Train the first three stages of exercise 6; write their submodels' bits into `result`."""
    subs = submodels()
    runs = stages.train_in_stages(stages.plan(subs, epochs, epochs)[:3])
    _write(result, [array for sub in subs[:2] for array in sub.get_weights()], runs)


if __name__ == "__main__":
    live(*sys.argv[1:])
