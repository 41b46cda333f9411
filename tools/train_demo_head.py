"""Train the head that the demo page puts on EfficientNet-Lite0, and write what vgkit ships of it.

Needs CIFAR-10 (`vgkit data fetch cifar10`), and about three minutes:

    python tools/train_demo_head.py

The pretrained layers are frozen. What they make of an image is computed once, then the head is
trained on it: on the first 2,000 training images of `cats_and_dogs`, for a fixed number of epochs,
from one seed. The 2,000 test images choose nothing; the accuracy on them after the last epoch is
what the page shows.
"""

import argparse
import hashlib
import io
import json
from pathlib import Path

import numpy as np

from vgkit import data
from vgkit.backend import keras
from vgkit.demo.networks import ENLARGED, HEAD, enlarge, head_weights
from vgkit.networks import fine_tuning, objective
from vgkit.networks.efficientnet import efficientnet_lite0

FOLDER = Path(__file__).parents[1] / "src/vgkit/networks/pretrained"
IMAGES = 2_000
EPOCHS = 20
BATCH = 64
DROPOUT = 0.5
SEED = 1


def feature_maps(base, images):
    """What the frozen layers make of uint8 images."""
    inputs = (np.stack([enlarge(image) for image in part]) for part in np.array_split(images, 40))
    return np.concatenate([base.predict_on_batch(part) for part in inputs])


def main():
    """Train, write both files, and print what they hold."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    images = data.load("cats_and_dogs")
    base = efficientnet_lite0(ENLARGED)
    x_train, y_train = feature_maps(base, images.x_train[:IMAGES]), images.y_train[:IMAGES]
    x_test, y_test = feature_maps(base, images.x_test), images.y_test
    keras.utils.set_random_seed(SEED)
    model = objective.compiled(fine_tuning.new_head(dropout=DROPOUT), "Adam", 1e-3)
    model.fit(x_train, y_train, BATCH, EPOCHS, validation_data=(x_test, y_test), verbose=2)
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)

    buffer = io.BytesIO()
    np.savez(buffer, **{name: weight.numpy() for name, weight in head_weights(model).items()})
    content = buffer.getvalue()
    (FOLDER / f"{HEAD}.npz").write_bytes(content)
    report = {
        "trained_on": IMAGES,
        "validated_on": len(x_test),
        "validation_accuracy": round(float(accuracy), 4),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (FOLDER / f"{HEAD}.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
