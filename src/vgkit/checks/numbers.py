"""The last check: from the same start, a student's network and the exercise's own compute the same.

What it computes, a few steps of training and one of validation: whatever code stands behind them,
and whatever no other check knows of, shows here.
"""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks import starting_point

STEPS = 3
_OVERRIDDEN = ("train_step", "test_step", "compute_loss", "compute_metrics")


def numbers_findings(model: keras.Model, reference: keras.Model, row: Exercise) -> list[Finding]:
    """Whether both networks compute and learn the same from the same weights. Both get theirs back.

    Args:
        model: the student's, in which every other check has found nothing.
        reference: the exercise's own.
        row: the exercise.
    """
    random = np.random.default_rng(1)
    shape = (row.batch_size, *row.input_shape)
    # Half of the pixels are black, as in a photograph of a thing.
    images = (random.integers(0, 256, shape) * random.integers(0, 2, shape)).astype(np.float32)
    labels = random.integers(0, row.classes, row.batch_size).astype(np.uint8)
    return _computed_findings(model, reference, images[:4], labels[:4], row.seed) or _step_findings(
        model, reference, images, labels, row.seed
    )


def _computed_findings(model, reference, images, labels, seed):
    (logits, gradients), (expected, expected_gradients) = (
        _computed(each, images, labels, seed) for each in (model, reference)
    )
    if not np.allclose(logits, expected, rtol=1e-4, atol=1e-5, equal_nan=True):
        what = say("logits")
    elif len(gradients) != len(expected_gradients) or not all(
        map(_alike, gradients, expected_gradients)
    ):
        what = say("gradients")
    else:
        return []
    message = say(
        "From the same weights the network computes other {what} than the exercise's, although its "
        "layers look the same. Is an activation or a layer of your own among them?",
        what=what,
    )
    return [Finding("other_numbers", message)]


def _alike(ours, theirs):
    size = np.max(np.abs(theirs), initial=0)
    return ours.shape == theirs.shape and np.allclose(ours, theirs, rtol=1e-3, atol=1e-4 * size)


def _computed(model, images, labels, seed):
    """Logits, and the gradients of the loss with respect to what is trained."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with starting_point.at_start(model, seed):
        # Outside of the model's variables: normalizations keep their moving averages.
        values = [tf.convert_to_tensor(v) for v in model.trainable_variables]
        others = [tf.convert_to_tensor(v) for v in model.non_trainable_variables]
        with tf.GradientTape() as tape:
            tape.watch(values)
            outputs, _ = model.stateless_call(values, others, images, training=True)
            (logits,) = tf.nest.flatten(outputs)
            value = loss(labels, logits)
        gradients = tape.gradient(value, values)
    zeros = (tf.zeros_like(value) for value in values)
    gradients = [z if g is None else g for g, z in zip(gradients, zeros, strict=True)]
    return logits.numpy(), [gradient.numpy() for gradient in gradients]


def _step_findings(model, reference, images, labels, seed):
    expected, expected_weights = _stepped(reference, images, labels, seed)
    try:
        measured, weights = _stepped(model, images, labels, seed)
    except Exception as error:  # of whatever code of the student's own takes part
        message = say(
            "A step of training fails ({kind}: {error}).",
            kind=type(error).__name__,
            error=str(error).strip().partition("\n")[0],
        )
        return [Finding("step_fails", message)]
    for name, theirs in expected.items():
        ours = measured.get(name)
        if ours is None or not np.allclose(ours, theirs, rtol=2e-5, atol=1e-6, equal_nan=True):
            return [_other_step(model, name, ours, theirs)]
    if not all(map(_alike, weights, expected_weights)):
        return [_other_step(model, say("weights"), say("others"), say("its own"))]
    return []


def _stepped(model, images, labels, seed):
    """What a few steps of training and one of validation measure, and the change of the weights."""
    optimizer, batch = model.optimizer, (tf.constant(images), tf.constant(labels))
    measured = {}
    with starting_point.at_start(model, seed):
        before = model.get_weights()
        model.optimizer = type(optimizer).from_config(optimizer.get_config())
        model.optimizer.build(model.trainable_variables)
        try:
            for step in range(1, STEPS + 2):
                model.reset_metrics()
                validates = step > STEPS
                found = (model.test_step if validates else model.train_step)(batch)
                place = say("validation") if validates else say("step {number}", number=step)
                measured |= {
                    f"{name} ({place})": float(found[name])
                    for name in ("loss", "accuracy")
                    if name in found
                }
            after = model.get_weights()
        finally:
            model.optimizer = optimizer
            model.reset_metrics()
    return measured, [new - old for new, old in zip(after, before, strict=True)]


def _other_step(model, what, ours, theirs):
    own = [name for name in _OVERRIDDEN if _is_own(model, name)]
    if model.losses:
        own.append("losses")
    shown = [f"{value:.6g}" if isinstance(value, float) else value for value in (ours, theirs)]
    message = say(
        "Three steps of training from the same start, and one of validation: {what} is {ours}, with the "
        "exercise's own network {theirs}, although all layers look the same.",
        what=what,
        ours=shown[0],
        theirs=shown[1],
    )
    if own:
        hint = say("This model has a {names} of its own.", names=listed(own))
    else:
        hint = say("Is a layer, a loss or a metric of your own among them?")
    return Finding("other_steps", f"{message} {hint}")


def _is_own(model, name):
    return name in vars(model) or getattr(type(model), name) is not getattr(keras.Model, name)
