"""Images of two classes, and a training of a pretrained network that nobody has to wait for."""

import dataclasses

from tests.conftest import random_images
from vgkit.experiments import transfer_file
from vgkit.training import records
from vgkit.training.records import Record


def two_classes(shape=(4, 4, 3), train=40, test=24):
    images = random_images(shape, train, test)
    return dataclasses.replace(images, y_train=images.y_train % 2, y_test=images.y_test % 2)


IMAGES = two_classes()


def run(way="frozen", images=200, seed=1, last=0.75, logits=()):
    record = Record(f"16_{way}", "cats", "0123", {name: [0.5, last] for name in records.METRICS})
    record.seconds = [1.5, 1.25]
    return transfer_file.Run(way, images, seed, record, list(logits))
