"""Checks of what `compile` was told: optimizer, loss, metrics."""

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed
from vgkit.messages import say


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
        *_metric(model),
    ]


def _optimizer(ours, theirs, blank):
    settings = {k: v for k, v in ours.get_config().items() if k != "name"}
    expected = {k: v for k, v in theirs.get_config().items() if k != "name"}
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
            f"{k}={v:.6g}" if isinstance(v, float) else f"{k}={v}"
            for k, v in settings.items()
            if expected.get(k) != v
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


def _loss(model, reference):
    if not isinstance(model.loss, keras.losses.SparseCategoricalCrossentropy):
        return [
            Finding(
                "loss",
                say(
                    "The loss is {loss}. The labels are class numbers 0…{last} and the model gives "
                    "logits: which of Keras' losses takes exactly that?",
                    loss=_loss_name(model.loss),
                    last=reference.output_shape[-1] - 1,
                ),
            )
        ]
    if not model.loss.get_config()["from_logits"]:
        return [
            Finding(
                "from_logits",
                say(
                    "The loss believes that it gets probabilities (from_logits=False), but the "
                    "model gives logits."
                ),
            )
        ]
    ours, theirs = model.loss.get_config(), reference.loss.get_config()
    different = [f"{k}={v}" for k, v in ours.items() if k != "name" and v != theirs.get(k)]
    if different or type(model.loss) is not type(reference.loss):
        return [
            Finding(
                "loss_settings",
                say(
                    "The loss {loss} has {settings}. The exercise leaves all but from_logits as Keras "
                    "has it.",
                    loss=_loss_name(model.loss),
                    settings=listed(different) or say("a class of its own"),
                ),
            )
        ]
    return []


def _weights(model):
    """Whether parts of the loss or images count more than others."""
    config = model.get_compile_config() or {}
    given = [
        f"{name}={config[name]}"
        for name in ("loss_weights", "weighted_metrics")
        if config.get(name)
    ]
    if not given:
        return []
    message = say(
        "compile was told {settings}. In this exercise every image counts the same.",
        settings=listed(given),
    )
    return [Finding("compile_settings", message)]


def _metric(model):
    found = [metric for metric in _metrics(model) if metric[0] == "accuracy"]
    if not found:
        return [
            Finding(
                "metrics",
                say("The model does not measure accuracy: pass metrics=['accuracy'] to compile."),
            )
        ]
    if found[0][1] not in (None, "SparseCategoricalAccuracy"):
        message = say(
            "What is called accuracy here is {kind}. Pass metrics=['accuracy'] to compile.",
            kind=found[0][1],
        )
        return [Finding("metric_kind", message)]
    return []


def _loss_name(loss):
    return loss if isinstance(loss, str) else type(loss).__name__


def _metrics(model):
    """The metrics that `compile` was given: name, and class where it is an object."""
    config = model.get_compile_config() or {}
    given = config.get("metrics")
    found = []
    for metric in given if isinstance(given, list) else [given]:
        if isinstance(metric, str):
            found.append((metric, None))
        elif isinstance(metric, dict):
            found.append((metric.get("config", {}).get("name"), metric.get("class_name")))
    return found
