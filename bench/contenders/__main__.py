"""`python -m contenders WAY EXERCISE STRETCH FOLDER`: train, a stretch of epochs at a time.

A stretch is one epoch with validation and then STRETCH more, which are timed. The first is the
warm-up; another follows for every line that comes on stdin. After each comes a JSON object in one
line: seconds an epoch, the losses after the last epoch, the peak of the memory. A way that does not
work here answers with the sentence that says why. FOLDER holds what `description` wrote.
"""

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path

from contenders import FOREIGN, NATIVE, LeftOut, description


def main(way, exercise, stretch, folder):
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(**found):
        print(json.dumps(found), file=answers, flush=True)

    turns = Turns(stretch, answer)
    try:
        module, _, function = {**NATIVE, **FOREIGN}[way].partition(".")
        train = getattr(importlib.import_module(f"contenders.{module}"), function)
        if way in FOREIGN:
            train(description.read(Path(folder)), turns)
        else:
            from vgkit import course

            row = course.get(exercise)
            train(row, row.images(), turns)
    except LeftOut as reason:
        answer(left_out=str(reason))


class Turns:
    """Called at the end of every epoch. At the end of a stretch: answer, and wait to be asked.

    The first epoch after a wait is not timed. What a way does meanwhile, or has to make up for,
    would not happen in a training that nobody stops.
    """

    def __init__(self, stretch, answer):
        self.stretch, self.answer, self.epochs = stretch, answer, 0

    def __call__(self, loss=None, val_loss=None):
        """Take the averages over an epoch's training images, and over the test images after it."""
        self.epochs += 1
        if self.epochs == 1:
            self.started = time.perf_counter()
        if self.epochs <= self.stretch:
            return
        seconds = (time.perf_counter() - self.started) / self.stretch
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MiB on Linux
        self.answer(seconds=seconds, loss=loss, val_loss=val_loss, peak_mib=round(peak))
        self.epochs = 0
        if not sys.stdin.readline():
            os._exit(0)


if __name__ == "__main__":
    os.environ["VGKIT_PROGRESS"] = "off"
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
