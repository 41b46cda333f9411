"""Updates of SGD and Adam, against those that Keras makes."""

import numpy as np

from vgkit.backend import keras
from vgkit.figures import theory


def test_the_updates_are_those_that_keras_makes():
    def first_step(optimizer, size):
        weight = keras.Variable(np.zeros(1, np.float32))
        optimizer.apply([keras.ops.convert_to_tensor(np.array([size], np.float32))], [weight])
        return f"{abs(float(weight.numpy()[0])):.1e}"

    alt = theory.adam_diagram().alt
    for name, kind in (("SGD(0.01)", lambda: keras.optimizers.SGD(0.01)),
                       ("Adam(), step 1", keras.optimizers.Adam)):  # fmt: skip
        steps = [f"{size:.0e} → {first_step(kind(), size)}" for size in (1e-7, 1e-5, 1e-1)]
        assert f"{name}: {', '.join(steps)}" in alt
    # In the end 0.001 · |g| / (|g| + 1e-7).
    assert "after many steps: 1e-07 → 5.0e-04, 1e-05 → 9.9e-04, 1e-01 → 1.0e-03" in alt
