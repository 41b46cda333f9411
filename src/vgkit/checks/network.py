"""Checks of a student's model before any training: one message per mistake, none gives the answer.

The model as built and compiled is compared, layer by layer, with the exercise's own, so whatever
code leads to the right network passes.
"""

import importlib
from collections import Counter
from dataclasses import replace

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.compiled import compile_findings
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.layers import activation_layer_finding, layer_findings
from vgkit.checks.numbers import numbers_findings
from vgkit.checks.remaining_settings import called_twice, settings_findings, variables_findings
from vgkit.checks.wiring import wiring_findings
from vgkit.course import Exercise
from vgkit.messages import grouped, say
from vgkit.networks.description import describe, flat_layers, layer_names
from vgkit.networks.wiring import no_wiring, without_wiring


def check(model: object, exercise: str) -> None:
    """Compare a built, compiled model with the exercise's network. Trains and changes nothing.

    Args:
        model: the student's model.
        exercise: id in the course's table.

    Raises:
        CheckFailed: it differs; every difference is named, with the blank it belongs to.
        VgkitError: there is no such exercise.
    """
    row = course.get(exercise)
    findings = network_findings(model, row)
    if findings:
        raise CheckFailed(findings)
    parameters = grouped(model.count_params())
    print(
        say(
            "✓ This is the network of exercise {exercise}: {layers} hidden layers, {parameters} "
            "parameters, compiled as the exercise asks.",
            exercise=row.id,
            layers=len(describe(model)[0]) - 1,
            parameters=parameters,
        )
    )


def network_findings(model: object, row: Exercise) -> list[Finding]:
    """All `Finding`s about a model, the root causes first. An empty list: it is right.

    Args:
        model: anything the student may have come up with.
        row: the `course.Exercise`.
    """
    if row.stages and isinstance(model, list | tuple):
        message = say(
            "A list was given to check. The trainings of exercise {exercise} are looked at by "
            "vgkit.check_stages(trainings, {exercise!r}).",
            exercise=row.id,
        )
        return [Finding("not_a_model", message)]
    if not isinstance(model, keras.Model):
        return [
            Finding(
                "not_a_model",
                say(
                    "A Keras model was expected here. Received: {kind}. Was keras.Model(inputs, "
                    "logits) called, and its result kept?",
                    kind=type(model).__name__,
                ),
            )
        ]
    if not _has_one_way_through(model):
        return [_not_built(row)]
    if hidden := without_wiring(model):
        return [Finding("no_wiring", no_wiring(hidden[0]))]
    reference = row.compiled()
    findings = _shape(model, reference, row) or _inside(model, reference, row)
    findings += compile_findings(model, reference, row.blanks.optimizer)
    return findings or numbers_findings(model, reference, row)


def _not_built(row):
    if row.blanks.own_layer:
        layer, blank = row.blanks.own_layer
        return Finding(
            "normalization_fails",
            say(
                "The network cannot be built: {layer} gives no tensor for a symbolic input. "
                "Compute with keras.ops, not with NumPy, and return the result.",
                layer=layer,
            ),
            blank,
        )
    return Finding(
        "not_built",
        say(
            "The model is not built, or has not exactly one input and one output. It should start "
            "with keras.Input({shape}) and end with the logits.",
            shape=row.input_shape,
        ),
    )


def _inside(model, reference, row):
    """Differences layer by layer; where there are none, what the exercise's own checks find."""
    (ours, after), (theirs, after_theirs) = describe(model), describe(reference)
    if finding := activation_layer_finding(ours, theirs):
        return [finding]
    names = layer_names(reference)
    findings = layer_findings(row, names, ours, theirs)
    findings += _between_findings(row, names, ours, theirs)
    if after != after_theirs:
        message = say(
            "Behind the output layer there is still {layers}. The model should end with the "
            "logits themselves: the loss applies softmax.",
            layers=listed(after),
        )
        findings.append(Finding("after_output", message))
    findings = findings or settings_findings(model, reference)
    for name in row.checks if not findings else ():
        module, _, look = name.partition(".")
        look = getattr(importlib.import_module(f"vgkit.checks.{module}"), look)
        findings += look(model, reference, row)
    return findings or variables_findings(model, reference)


def _between_findings(row, names, ours, theirs):
    """What lies between the layers. Where many places lack or have the same, they are one finding."""
    places = {}
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=1):
        kinds = Counter(us.through), Counter(them.through)
        difference = *(kinds[0] - kinds[1]).elements(), None, *(kinds[1] - kinds[0]).elements()
        for finding in wiring_findings(names, number, us, them, row.blanks.inputs.get(number)):
            # Each place of part one has a blank of its own, and so a message.
            key = finding.code, finding.blank, difference
            places.setdefault(key, []).append((names[number - 1], finding))
    findings = []
    for (_, first), *others in places.values():
        if others:
            again = say("The same before {names}.", names=listed(name for name, _ in others))
            first = replace(first, message=f"{first.message} {again}")
        findings.append(first)
    return findings


def _has_one_way_through(model):
    """Whether a model is built, from one input to one output."""
    try:
        return model.built and len(model.inputs) == 1 and len(model.outputs) == 1
    except (AttributeError, TypeError):  # Keras' Sequential, not built
        return False


def _shape(model, reference, row):
    """Differences that make a comparison layer by layer pointless."""
    if (fixed := model.inputs[0].shape[0]) is not None:
        return [
            Finding(
                "batch_size_fixed",
                say(
                    "The model takes batches of exactly {fixed} images. Begin with keras.Input({shape}), "
                    "which leaves the size of the batch open.",
                    fixed=fixed,
                    shape=row.input_shape,
                ),
            )
        ]
    if model.input_shape == reference.input_shape and len(model.output_shape) > 2:
        return [
            Finding(
                "not_flat",
                say(
                    "The model gives {outputs} for each image, a grid of numbers. Somewhere on the "
                    "way the feature maps have to become one row of numbers.",
                    outputs=model.output_shape[1:],
                ),
            )
        ]
    if (
        model.input_shape == reference.input_shape
        and row.logits == 1
        and model.output_shape[-1] == row.classes
    ):
        message = say("The model gives {count} logits. One is enough for two classes.", count=2)
        return [Finding("two_logits", message, row.blanks.layers.get(len(describe(reference)[0])))]
    if model.input_shape != reference.input_shape or model.output_shape != reference.output_shape:
        return [
            Finding(
                "input_output_shape",
                say(
                    "The model goes from {inputs} to {outputs}. An image has {pixels} pixels, and "
                    "there are {classes} classes.",
                    inputs=model.input_shape[1:],
                    outputs=model.output_shape[1:],
                    pixels=row.image_size,
                    classes=row.classes,
                ),
            )
        ]
    return _count(model, reference)


def _count(model, reference):
    """Too few layers, or too many."""
    facts = describe(reference)[0]
    ours, theirs = len(describe(model)[0]), len(facts)
    count = (
        say(
            "The path from input to output goes through {ours} Dense layers, the output layer included",
            ours=ours,
        )
        if all(layer.kind == "Dense" for layer in facts)
        else say(
            "The path from input to output goes through {ours} layers with kernels (convolutions and "
            "Dense), the output layer included",
            ours=ours,
        )
    )
    if ours < theirs and (twice := called_twice(model)):
        return [
            Finding(
                "layer_shared",
                say(
                    "{count}; the exercise has more. {names} is used in several places: make one for "
                    "each place.",
                    count=count,
                    names=listed(dict.fromkeys(layer.name for layer in twice)),
                ),
            )
        ]
    if ours < theirs and not any(isinstance(x, keras.layers.Add) for x in flat_layers(reference)):
        return [
            Finding(
                "layer_missing",
                say("{count}; the exercise has more. Which one is missing?", count=count),
            )
        ]
    if ours < theirs:
        return [
            Finding(
                "layer_missing",
                say(
                    "{count}; the exercise has more. Is one computed and then not used? A sum "
                    "must contain the layer directly before it: a skip connection is added to "
                    "the ordinary path, it does not replace it.",
                    count=count,
                ),
            )
        ]
    if ours > theirs:
        return [
            Finding(
                "layer_extra",
                say("{count}; the exercise has fewer. Which one was added?", count=count),
            )
        ]
    return []
