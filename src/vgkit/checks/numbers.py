"""The last check: from the same start, a student's network and the exercise's own compute the same.

What it computes, a few steps of training and one of validation: whatever code stands behind them,
and whatever no other check knows of, shows here.
"""

from dataclasses import dataclass

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed, reason
from vgkit.course import Exercise
from vgkit.diagnostics.kept import measured_once
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import fingerprint
from vgkit.networks.objective import crossentropy

STEPS = 3
FEW = 32  # images in all steps but the first, which sees a whole batch, as validation does
ROUNDING = 5e-4  # how far it was seen to move a gradient or a step, times three
KEPT = 4  # networks of exercises whose numbers are at hand, a few megabytes each
_asked_lately = {}
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
    expected, expected_steps = _expected(reference, row, images, labels)
    try:
        with starting_point.at_start(model, row.seed):
            computed = _computed(model, images[:4], labels[:4])
            if findings := _computed_findings(computed, expected):
                return findings
            starts = [step.start for step in expected_steps]
            steps = _stepped(model, images, labels, starts)
    except Exception as error:  # of whatever code of the student's own takes part
        message = say(
            "A step of training fails ({kind}: {error}).",
            kind=type(error).__name__,
            error=reason(error),
        )
        return [Finding("step_fails", message)]
    return _step_findings(model, steps, expected_steps)


def _expected(reference, row, images, labels):
    """What the exercise's own network computes, which is at hand where it was asked for lately."""
    told = "steps", fingerprint(reference), row.seed, images.shape, row.classes
    if told not in _asked_lately:
        found = measured_once(lambda: _of_reference(reference, row, images, labels), *told)
        for oldest in list(_asked_lately)[: 1 - KEPT]:
            del _asked_lately[oldest]
        _asked_lately[told] = found
    return _asked_lately[told]


def _of_reference(reference, row, images, labels):
    with starting_point.at_start(reference, row.seed):
        computed = _computed(reference, images[:4], labels[:4])
        return computed, _stepped(reference, images, labels)


def _computed_findings(ours, theirs):
    (outputs, gradients), ((logits,), expected) = ours, theirs
    same_shape = [output.shape for output in outputs] == [logits.shape]
    if not (same_shape and np.allclose(outputs[0], logits, rtol=1e-4, atol=1e-5, equal_nan=True)):
        what = say("logits")
    elif not all(map(_alike, gradients, expected)):
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
    """Whether arrays of one shape are the same but for rounding."""
    return bool(np.linalg.norm(ours - theirs) <= ROUNDING * np.linalg.norm(theirs))


def _computed(model, images, labels):
    """All outputs, and the gradient of the loss for each of `model.weights`: 0 where none is trained."""
    loss = crossentropy(model.output_shape[-1])
    values = [(variable, tf.convert_to_tensor(variable)) for variable in model.variables]
    trained = {id(variable) for variable in model.trainable_variables}
    watched = {id(v): value for v, value in values if id(v) in trained}
    with tf.GradientTape() as tape:
        tape.watch(watched)
        # Outside of the model's variables: normalizations keep their moving averages.
        with keras.StatelessScope(state_mapping=values):
            outputs = tf.nest.flatten(model(images, training=True))
        value = loss(labels, outputs[0])
    zero = tf.UnconnectedGradients.ZERO
    gradients = tape.gradient(value, watched, unconnected_gradients=zero)
    found = (gradients.get(id(weight), tf.zeros(weight.shape)) for weight in model.weights)
    return [np.asarray(output) for output in outputs], [np.asarray(each) for each in found]


@dataclass(frozen=True)
class _Step:
    """The weights before a step of training or validation, their change, and what was measured."""

    start: list
    change: list
    measured: dict


def _stepped(model, images, labels, starts=None):
    """A few steps of training and one of validation.

    Each begins at the weights of `starts` where these are given: what rounding changes in one step
    must not grow in the next ones.
    """
    optimizer, whole = model.optimizer, (tf.constant(images), tf.constant(labels))
    batches = [whole, *[tuple(part[:FEW] for part in whole)] * (STEPS - 1), whole]
    steps = []
    model.optimizer = type(optimizer).from_config(optimizer.get_config())
    model.optimizer.build(model.trainable_variables)
    try:
        for number, batch in enumerate(batches):
            if starts:
                model.set_weights(starts[number])
            start = model.get_weights()
            model.reset_metrics()
            found = (model.test_step if number == STEPS else model.train_step)(batch)
            measured = {n: float(found[n]) for n in ("loss", "accuracy") if n in found}
            change = [new - old for new, old in zip(model.get_weights(), start, strict=True)]
            steps.append(_Step(start, change, measured))
    finally:
        model.optimizer = optimizer
        model.reset_metrics()
    return steps


def _step_findings(model, ours, theirs):
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=1):
        place = say("validation") if number > STEPS else say("step {number}", number=number)
        for name, right in them.measured.items():
            found = us.measured.get(name)
            if found is None or not np.allclose(found, right, rtol=2e-5, atol=1e-6, equal_nan=True):
                message = say(
                    "Three steps of training from the same start, and one of validation: {what} is "
                    "{ours}, with the exercise's own network {theirs}, although all layers look the "
                    "same.",
                    what=f"{name} ({place})",
                    ours=found if found is None else f"{found:.6g}",
                    theirs=f"{right:.6g}",
                )
                return [_other_step(model, message)]
        if not all(map(_alike, us.change, them.change)):
            message = say(
                "From the same weights and on the same images, {place} changes the weights otherwise "
                "than with the exercise's own network, although all layers look the same.",
                place=place,
            )
            return [_other_step(model, message)]
    return []


def _other_step(model, message):
    """The finding, with what of the model may be the reason."""
    own = [name for name in _OVERRIDDEN if _is_own(model, name)]
    if model.losses:
        own.append("losses")
    if own:
        hint = say("This model has a {names} of its own.", names=listed(own))
    else:
        hint = say("Is a layer, a loss or a metric of your own among them?")
    return Finding("other_steps", f"{message} {hint}")


def _is_own(model, name):
    return name in vars(model) or getattr(type(model), name) is not getattr(keras.Model, name)
