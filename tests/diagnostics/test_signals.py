"""The two signals: worked out by hand in NumPy, and nothing changed by measuring them."""

import numpy as np
import pytest

from vgkit.diagnostics import signals
from vgkit.networks import mlp, starting_point


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2  # in this form nothing overflows


def by_hand(model, images, labels, scale=1.0, offset=0.0):
    """Both signals of seven sigmoid layers with h → scale · h + offset between them, in float64."""
    weights = [w.astype(float) for w in model.get_weights()]
    h, outputs, inside = images.astype(float), [], []
    for number in range(8):
        z = h @ weights[2 * number] + weights[2 * number + 1]
        h = z if number == 7 else sigmoid(z)
        outputs.append(h)
        if number < 6:
            h = scale * h + offset
    shares = np.exp(z - z.max(axis=1, keepdims=True))
    g = (shares / shares.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / len(labels)
    for number in range(7, -1, -1):
        inside.append(np.sqrt((g**2).mean()))
        if number < 7:
            g = g * outputs[number] * (1 - outputs[number])
        g = g @ weights[2 * number].T * (scale if 1 <= number <= 6 else 1.0)
    return [h.std(axis=0).mean() for h in outputs], inside[::-1]


@pytest.mark.parametrize(("build", "settings"), [
    (mlp.mlp, {}),
    (lambda: mlp.normalized_mlp("rescaling"), {"scale": 7.0, "offset": -3.5}),
], ids=["baseline", "rescaling"])  # fmt: skip
def test_both_signals_are_those_worked_out_by_hand(build, settings, real_data):
    from vgkit import data

    model = build()
    found = signals.measure(model)
    starting_point.set_initial_weights(model)
    images = data.load()
    forward, backward = by_hand(model, images.x_train[:512], images.y_train[:512], **settings)
    np.testing.assert_allclose(found["forward"], forward, rtol=5e-3)
    np.testing.assert_allclose(found["backward"], backward, rtol=5e-3)


def test_gradient_normalization_changes_the_way_back_only(any_data):
    plain = signals.measure(mlp.mlp())
    found = signals.measure(mlp.normalized_mlp("gradient"))
    assert found["forward"] == plain["forward"]
    assert found["backward"][6:] == plain["backward"][6:]
    assert all(0.9 < size <= 1.0 for size in found["backward"][:6])


def test_measuring_leaves_the_weights_as_they_were(any_data):
    model = mlp.mlp(depth=2)
    before = [w.copy() for w in model.get_weights()]
    found = signals.measure(model)
    assert len(found["forward"]) == len(found["backward"]) == 3
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_network_whose_layers_do_not_stand_in_a_row_is_refused():
    with pytest.raises(ValueError, match=r"Expected a keras.Sequential. Received: Functional"):
        signals.measure(mlp.residual_mlp())
