"""Checks of what `compile` was told: optimizer, loss, metrics."""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed, reason, shown
from vgkit.messages import say
from vgkit.networks.description import loss_settings

IMAGES = 97  # a share of so many is no number of float16


def compile_findings(
    model: keras.Model, reference: keras.Model, blank: str | None
) -> list[Finding]:
    """All `Finding`s about what `compile` was told.

    Args:
        model: the student's.
        reference: the exercise's own, compiled.
        blank: the one that decides about the optimizer, if any.
    """
    if not model.compiled:
        return [
            Finding(
                "not_compiled",
                say("The model is not compiled: run model.compile(…) before the check."),
            )
        ]
    for missing in ("optimizer", "loss"):
        if getattr(model, missing) is None:
            message = say("compile was told no {missing}: pass {missing}=…", missing=missing)
            return [Finding("compile_incomplete", message)]
    if isinstance(model.loss, type):  # with which Keras cannot even tell what compile was given
        message = say(
            "The loss is the class {loss} itself. Make an object of it, with (…) behind its name.",
            loss=model.loss.__name__,
        )
        return [Finding("loss_class", message)]
    return [
        *_optimizer(model.optimizer, reference.optimizer, blank),
        *_loss(model, reference),
        *_weights(model),
        *_metric(model, reference),
    ]


def _optimizer(ours, theirs, blank):
    settings, expected = _settings(ours), _settings(theirs)
    if type(ours) is not type(theirs) and type(ours).__name__ == type(theirs).__name__:
        message = say(
            "The optimizer is a class {kind} of your own. The exercise's is Keras' itself.",
            kind=type(ours).__name__,
        )
        return [Finding("optimizer", message, blank)]
    if type(ours) is not type(theirs):
        return [
            Finding(
                "optimizer",
                say(
                    "The model is compiled with {kind}. The exercise's table names another "
                    "optimizer.",
                    kind=type(ours).__name__,
                ),
                blank,
            )
        ]
    if settings != expected:
        different = [
            f"{k}={_shown(v, expected.get(k))}" for k, v in settings.items() if expected.get(k) != v
        ]
        return [
            Finding(
                "optimizer_settings",
                say(
                    "The optimizer {kind} has {settings}. Compare with the exercise's table.",
                    kind=type(ours).__name__,
                    settings=listed(different),
                ),
                blank,
            )
        ]
    return []


def _settings(optimizer):
    """What decides on its steps: without momentum there is none for Nesterov's way to look ahead of."""
    settings = {name: value for name, value in optimizer.get_config().items() if name != "name"}
    if settings.get("momentum") == 0:
        settings.pop("nesterov", None)
    return settings


def _shown(value, expected):
    """A setting in few words; of a learning rate that falls otherwise, what is otherwise."""
    if not isinstance(value, dict) or not isinstance(expected, dict):
        return shown(value)
    ours, theirs = value["config"], expected["config"]
    different = listed(
        f"{k}={shown(v)}" for k, v in ours.items() if k != "name" and theirs.get(k) != v
    )
    return f"{shown(value)}({different})" if different else shown(value)


def _loss(model, reference):
    loss = _single(model.loss)
    kind, name = type(reference.loss), reference.loss.name
    if loss in (name, kind.__name__) or loss is getattr(keras.losses, name):
        return [_from_logits()]
    if not isinstance(loss, kind):
        return [] if _is_crossentropy(loss, reference) else [_another_loss(loss, reference)]
    ours, theirs = loss_settings(loss), loss_settings(reference.loss)
    if not ours["from_logits"]:
        return [_from_logits()]
    different = [f"{k}={v}" for k, v in ours.items() if k != "name" and v != theirs.get(k)]
    if loss.dtype != reference.loss.dtype:
        different.append(f"dtype={loss.dtype}")
    if different or type(loss) is not kind:
        return [
            Finding(
                "loss_settings",
                say(
                    "The loss {loss} has {settings}. The exercise leaves all but from_logits as Keras "
                    "has it.",
                    loss=type(loss).__name__,
                    settings=listed(different) or say("a class of its own"),
                ),
            )
        ]
    return []


def _single(told):
    """What `compile` was told, out of the list or the dict of one in which it may be told."""
    while isinstance(told, list | tuple | dict) and len(told) == 1:
        (told,) = told.values() if isinstance(told, dict) else told
    return told


def _from_logits():
    return Finding(
        "from_logits",
        say(
            "The loss believes that it gets probabilities (from_logits=False), but the "
            "model gives logits."
        ),
    )


def _another_loss(loss, reference):
    shown = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
    if reference.output_shape[-1] == 1:
        message = say(
            "The loss is {loss}. The labels are 0 and 1, and the model gives one logit for both: which "
            "of Keras' losses is made for that?",
            loss=shown,
        )
        return Finding("loss", message)
    message = say(
        "The loss is {loss}. The labels are class numbers 0…{last} and the model gives "
        "logits: which of Keras' losses takes exactly that?",
        loss=shown,
        last=_classes(reference) - 1,
    )
    return Finding("loss", message)


def _sample(reference):
    """Labels and logits of a few images, drawn at random."""
    random = np.random.default_rng(1)
    labels = random.integers(0, _classes(reference), IMAGES).astype(np.uint8)
    logits = random.normal(0, 5, (IMAGES, reference.output_shape[-1]))
    return tf.constant(labels), tf.constant(logits, tf.float32)


def _classes(reference):
    """One logit tells two classes apart."""
    return max(2, reference.output_shape[-1])


def _is_crossentropy(loss, reference):
    """Whether a function computes what the exercise's loss does: Keras takes functions as well."""
    if not callable(loss):
        return False
    labels, drawn = _sample(reference)
    if drawn.shape[-1] == 1:  # Keras makes a column of the labels before it asks a function
        labels = labels[:, None]
    for scale in (0.1, 1, 20):  # what a function does to large logits shows late in training
        logits = scale * drawn
        try:
            value = tf.reduce_mean(tf.cast(loss(labels, logits), tf.float32))
        except Exception:  # whatever a function of the student's own raises, or Keras for it
            return False
        if not np.allclose(value, reference.loss(labels, logits), rtol=1e-6):
            return False
    return True


def _weights(model):
    """Whether parts of the loss or images count more than others."""
    try:
        config = model.get_compile_config() or {}
    except (TypeError, ValueError, NotImplementedError):  # what Keras cannot write down
        return []
    given = [
        f"{name}={value}"
        for name in ("loss_weights", "weighted_metrics")
        if (value := config.get(name)) and _single(value) != 1
    ]
    if not given:
        return []
    message = say(
        "compile was told {settings}. In this exercise every image counts the same.",
        settings=listed(given),
    )
    return [Finding("compile_settings", message)]


def _metric(model, reference):
    """Whether what the model measures as accuracy is the share of images that it gets right."""
    labels, logits = _sample(reference)
    one = logits.shape[-1] == 1
    try:
        model.reset_metrics()
        # In two parts of different sizes, as the last batch of an epoch is smaller than the others.
        for part in (slice(IMAGES // 3), slice(IMAGES // 3, None)):
            measured = model.compute_metrics(None, labels[part], logits[part])
    except Exception as error:  # of a metric of the student's own
        message = say(
            "A metric fails ({kind}: {why}).", kind=type(error).__name__, why=reason(error)
        )
        return [Finding("metric_fails", message)]
    finally:
        model.reset_metrics()
    if "accuracy" not in measured:
        message = (
            say(
                "The model measures nothing that is called accuracy. Pass compile a metric for one "
                "logit, under that name."
            )
            if one
            else say("The model does not measure accuracy: pass metrics=['accuracy'] to compile.")
        )
        return [Finding("metrics", message)]
    told = logits.numpy()[:, 0] > 0 if one else np.argmax(logits, axis=-1)
    right = float(np.mean(told == labels.numpy()))
    found = np.asarray(measured["accuracy"], float)
    if found.shape == () and abs(found - right) < 1e-6:
        return []
    measured = {"found": f"{found:g}" if found.shape == () else found.tolist(), "right": right}
    if one:
        message = say(
            "What is called accuracy here is {found} where {right:g} of the images are right. From "
            "which value on does one logit speak for class 1?",
            **measured,
        )
        return [Finding("metric_threshold", message)]
    message = say(
        "What is called accuracy here is {found} where {right:g} of the images are right. Pass "
        "metrics=['accuracy'] to compile.",
        **measured,
    )
    return [Finding("metric_kind", message)]
